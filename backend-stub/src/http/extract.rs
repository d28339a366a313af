//! axum's extractors with refusals in the documented form: use these in handlers instead of axum's own.

use crate::http::problem::ApiError;
use axum::{
    extract::{
        FromRequest, FromRequestParts, Request,
        rejection::{BytesRejection, JsonRejection, PathRejection, QueryRejection},
    },
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use http::StatusCode;
use purser_contract::ErrorCode;
use serde::Serialize;

/// Path segments.
#[derive(Clone, Copy, Debug, FromRequestParts)]
#[from_request(via(axum::extract::Path), rejection(ApiError))]
pub struct Path<T>(pub T);

/// Query parameters.
#[derive(Clone, Copy, Debug, FromRequestParts)]
#[from_request(via(axum::extract::Query), rejection(ApiError))]
pub struct Query<T>(pub T);

/// A JSON body, in and out.
#[derive(Clone, Copy, Debug, FromRequest)]
#[from_request(via(axum::Json), rejection(ApiError))]
pub struct Json<T>(pub T);

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

/// A whole body, as bytes.
#[derive(Clone, Debug)]
pub struct Body(pub Bytes);

impl<S: Send + Sync> FromRequest<S> for Body {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        Ok(Self(Bytes::from_request(request, state).await?))
    }
}

impl From<PathRejection> for ApiError {
    fn from(refusal: PathRejection) -> Self {
        refused(refusal.status(), refusal.body_text())
    }
}

impl From<QueryRejection> for ApiError {
    fn from(refusal: QueryRejection) -> Self {
        refused(refusal.status(), refusal.body_text())
    }
}

impl From<JsonRejection> for ApiError {
    fn from(refusal: JsonRejection) -> Self {
        let text = refusal.body_text();
        match refusal {
            JsonRejection::JsonSyntaxError(_) => Self::new(ErrorCode::MalformedJson, text),
            JsonRejection::MissingJsonContentType(_) => Self::new(ErrorCode::UnsupportedMediaType, text),
            other => refused(other.status(), text),
        }
    }
}

impl From<BytesRejection> for ApiError {
    fn from(refusal: BytesRejection) -> Self {
        refused(refusal.status(), refusal.body_text())
    }
}

/// A refusal of axum's by its status; everything it does not name is a wrong request.
fn refused(status: StatusCode, text: String) -> ApiError {
    if status == StatusCode::PAYLOAD_TOO_LARGE {
        ApiError::new(ErrorCode::TooLarge, text)
    } else if status.is_server_error() {
        ApiError::internal(text)
    } else {
        ApiError::invalid_request(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::{problem, request_id};
    use axum::{Router, body, middleware, routing::get};
    use purser_contract::Problem;
    use tower::ServiceExt;

    async fn answer(request: Request) -> (StatusCode, http::HeaderMap, Problem) {
        let router = Router::new()
            .route("/n/{n}", get(async |Path(n): Path<u8>| Json(n)))
            .route("/q", get(async |Query(q): Query<std::collections::BTreeMap<String, u8>>| Json(q)))
            .route("/j", axum::routing::post(async |Json(n): Json<u8>| Json(n)))
            .fallback(problem::no_such_address)
            .method_not_allowed_fallback(problem::no_such_method)
            .layer(axum::extract::DefaultBodyLimit::max(10))
            .layer(middleware::from_fn(request_id::assign));
        let response = router.oneshot(request).await.unwrap();
        let (parts, content) = response.into_parts();
        let content = body::to_bytes(content, 10_000).await.unwrap();
        (parts.status, parts.headers, serde_json::from_slice(&content).unwrap())
    }

    fn request(method: &str, uri: &str, content: &str) -> Request {
        Request::builder()
            .method(method)
            .uri(uri)
            .header("content-type", "application/json")
            .header("x-request-id", "r-1")
            .body(content.to_owned().into())
            .unwrap()
    }

    #[tokio::test]
    async fn every_refusal_is_a_problem_with_the_request_id() {
        for (method, uri, content, status, code) in [
            ("GET", "/nowhere", "", 404, ErrorCode::NotFound),
            ("PUT", "/q", "", 405, ErrorCode::MethodNotAllowed),
            ("GET", "/n/x", "", 400, ErrorCode::InvalidRequest),
            ("GET", "/q?a=x", "", 400, ErrorCode::InvalidRequest),
            ("POST", "/j", "1x", 400, ErrorCode::MalformedJson),
            ("POST", "/j", "\"x\"", 400, ErrorCode::InvalidRequest),
            ("POST", "/j", "12345678901", 413, ErrorCode::TooLarge),
        ] {
            let (got, headers, problem) = answer(request(method, uri, content)).await;
            assert_eq!((got.as_u16(), problem.code), (status, code), "{method} {uri} {content}");
            assert_eq!(problem.request_id.as_deref(), Some("r-1"));
            assert_eq!(headers["x-request-id"], "r-1");
            assert_eq!(headers.contains_key("allow"), status == 405);
        }
    }
}
