//! RFC 9457 errors: the one error type of handlers, and the table from error code to HTTP status.
//!
//! Deliberately not here: the wire document (the contract's `Problem`) and how axum's own refusals become errors
//! (`extract`).

use crate::http::request_id;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use purser_contract::{ErrorCode, Problem, event::Rejection};
use sqlx::postgres::PgDatabaseError;
use std::{any::Any, fmt};

/// Why a request was refused. Handlers return it with `?`; it answers as `application/problem+json`.
///
/// The detail of a 4xx goes to the caller. The detail of a 5xx is logged under the request id and the caller gets a
/// fixed text, because it may hold anything.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{code:?}: {detail}")]
pub struct ApiError {
    code: ErrorCode,
    detail: String,
    rejected: Vec<Rejection>,
    current_version: Option<u64>,
}

/// What the table says about a code.
struct Row {
    status: StatusCode,
    title: &'static str,
}

/// The table. A new code does not compile until it has its row.
const fn row(code: ErrorCode) -> Row {
    let (status, title) = match code {
        ErrorCode::MalformedJson => (StatusCode::BAD_REQUEST, "The body is not valid JSON"),
        ErrorCode::InvalidEnvelope => {
            (StatusCode::UNPROCESSABLE_ENTITY, "A CloudEvents attribute is missing or wrong")
        }
        ErrorCode::InvalidData => (StatusCode::UNPROCESSABLE_ENTITY, "The data does not fit its type"),
        ErrorCode::IdConflict => {
            (StatusCode::UNPROCESSABLE_ENTITY, "This id came before with another body from the same source")
        }
        ErrorCode::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "The body is too large"),
        ErrorCode::NothingAcceptable => {
            (StatusCode::UNPROCESSABLE_ENTITY, "None of the events is acceptable")
        }
        ErrorCode::UnsupportedMediaType => {
            (StatusCode::UNSUPPORTED_MEDIA_TYPE, "The content type is not supported")
        }
        ErrorCode::InvalidRequest => (StatusCode::BAD_REQUEST, "A part of the request is missing or wrong"),
        ErrorCode::UnknownPurpose => {
            (StatusCode::UNPROCESSABLE_ENTITY, "A consent is for a purpose that is none of ours")
        }
        ErrorCode::StaleVersion => (StatusCode::PRECONDITION_FAILED, "Something newer is current"),
        ErrorCode::IdempotencyKeyReused => {
            (StatusCode::UNPROCESSABLE_ENTITY, "The idempotency key came before with another request")
        }
        ErrorCode::NotFound => (StatusCode::NOT_FOUND, "There is no such thing"),
        ErrorCode::Erased => (StatusCode::GONE, "The customer was erased"),
        ErrorCode::Conflict => (StatusCode::CONFLICT, "The state of things does not allow it"),
        ErrorCode::MethodNotAllowed => {
            (StatusCode::METHOD_NOT_ALLOWED, "The address does not answer to this method")
        }
        ErrorCode::Unauthenticated => (StatusCode::UNAUTHORIZED, "A valid access token is required"),
        ErrorCode::TokenExpired => (StatusCode::UNAUTHORIZED, "The access token has expired"),
        ErrorCode::Forbidden => (StatusCode::FORBIDDEN, "The role of the access token may not do this"),
        ErrorCode::ForeignOrigin => (StatusCode::FORBIDDEN, "The request comes from a foreign origin"),
        ErrorCode::RateLimited => (StatusCode::TOO_MANY_REQUESTS, "Too many requests"),
        ErrorCode::StoreUnavailable => {
            (StatusCode::SERVICE_UNAVAILABLE, "The store cannot be used now; nothing was accepted; try again")
        }
        ErrorCode::Unavailable => {
            (StatusCode::SERVICE_UNAVAILABLE, "The service cannot answer now; try again")
        }
        ErrorCode::Internal => (StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong in the service"),
    };
    Row { status, title }
}

impl ApiError {
    /// A refusal with `code`; `detail` says what was wrong this time, in words a developer can act on.
    pub fn new(code: ErrorCode, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into(), rejected: Vec::new(), current_version: None }
    }

    /// A query parameter, header or path segment is wrong.
    pub fn invalid_request(detail: impl Into<String>) -> Self {
        Self::new(ErrorCode::InvalidRequest, detail)
    }

    /// There is no such thing.
    pub fn not_found(detail: impl Into<String>) -> Self {
        Self::new(ErrorCode::NotFound, detail)
    }

    /// A fault of ours; `cause` goes to the log only.
    pub fn internal(cause: impl fmt::Display) -> Self {
        Self::new(ErrorCode::Internal, cause.to_string())
    }

    /// With the reason for each refused element of a batch.
    #[must_use]
    pub fn with_rejected(mut self, rejected: Vec<Rejection>) -> Self {
        self.rejected = rejected;
        self
    }

    /// With the version that is current.
    #[must_use]
    pub const fn with_current_version(mut self, version: u64) -> Self {
        self.current_version = Some(version);
        self
    }

    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> ErrorCode {
        self.code
    }

    /// What was wrong this time.
    #[must_use]
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// The HTTP status of the code.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        row(self.code).status
    }

    /// The document the caller gets.
    #[must_use]
    pub fn to_problem(&self) -> Problem {
        let Row { status, title } = row(self.code);
        let tell = !status.is_server_error() && !self.detail.is_empty();
        Problem {
            kind: format!("urn:purser:problem:{}", code_name(self.code)),
            title: title.to_owned(),
            status: status.as_u16(),
            code: self.code,
            detail: tell.then(|| self.detail.clone()),
            request_id: request_id::current().map(|id| id.to_string()),
            current_version: self.current_version,
            rejected: self.rejected.clone(),
        }
    }
}

/// The code as it is written on the wire.
fn code_name(code: ErrorCode) -> String {
    match serde_json::to_value(code) {
        Ok(serde_json::Value::String(name)) => name,
        Ok(_) | Err(_) => "internal".to_owned(),
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let problem = self.to_problem();
        if self.status().is_server_error() {
            let request = problem.request_id.as_deref().unwrap_or_default();
            tracing::error!(request.id = request, error.code = ?self.code, error.detail = %self.detail, "request failed");
        }
        let Ok(body) = serde_json::to_vec(&problem) else {
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        };
        let mut response = (self.status(), body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(challenge) = challenge(self.code) {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        }
        if matches!(self.status(), StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS) {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        response
    }
}

/// RFC 6750: how to try again, for the refusals that a better token would lift.
fn challenge(code: ErrorCode) -> Option<&'static str> {
    if code == ErrorCode::Unauthenticated {
        Some(r#"Bearer realm="purser""#)
    } else if code == ErrorCode::TokenExpired {
        Some(r#"Bearer realm="purser", error="invalid_token", error_description="the token has expired""#)
    } else if code == ErrorCode::Forbidden {
        Some(r#"Bearer realm="purser", error="insufficient_scope""#)
    } else {
        None
    }
}

/// SQLite's primary result codes that pass by themselves or by an operator's hand: busy, locked, read-only, input or
/// output error, full, cannot open.
const PASSING: [u32; 6] = [5, 6, 8, 10, 13, 14];

/// PostgreSQL's states that pass likewise: connection lost, read-only, deadlock and the like, out of resources, shut down or
/// not up yet.
const PASSING_STATES: [&str; 5] = ["08", "25006", "40", "53", "57P"];

/// Whether the store can not be used now, as opposed to a fault in what was asked of it.
#[must_use]
pub fn is_store_unavailable(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => true,
        sqlx::Error::Database(fault) => match fault.try_downcast_ref::<PgDatabaseError>() {
            Some(fault) => PASSING_STATES.iter().any(|state| fault.code().starts_with(state)),
            None => fault
                .code()
                .and_then(|code| code.parse::<u32>().ok())
                // The low byte is the primary code; the rest says more about it.
                .is_some_and(|code| PASSING.contains(&(code & 0xff))),
        },
        _ => false,
    }
}

/// PostgreSQL takes every text but one with a NUL character.
fn has_nul(error: &sqlx::Error) -> bool {
    let fault = error.as_database_error().and_then(|fault| fault.try_downcast_ref::<PgDatabaseError>());
    fault.is_some_and(|fault| fault.code() == "22021")
}

impl From<sqlx::Error> for ApiError {
    fn from(error: sqlx::Error) -> Self {
        if has_nul(&error) {
            return Self::invalid_request("a NUL character cannot be stored or looked for");
        }
        let code =
            if is_store_unavailable(&error) { ErrorCode::StoreUnavailable } else { ErrorCode::Internal };
        Self::new(code, error.to_string())
    }
}

impl From<anyhow::Error> for ApiError {
    fn from(error: anyhow::Error) -> Self {
        let store =
            error.chain().filter_map(|cause| cause.downcast_ref::<sqlx::Error>()).any(is_store_unavailable);
        let code = if store { ErrorCode::StoreUnavailable } else { ErrorCode::Internal };
        Self::new(code, format!("{error:#}"))
    }
}

/// The router's fallback for an address that nothing answers.
pub async fn no_such_address() -> ApiError {
    ApiError::not_found("nothing answers at this address")
}

/// The router's fallback for an address that answers to other methods.
pub async fn no_such_method() -> ApiError {
    ApiError::new(ErrorCode::MethodNotAllowed, "the Allow header names the methods this address answers to")
}

/// What tower-http's `CatchPanicLayer::custom` answers. A panic is a bug; the connection and the service go on.
#[must_use]
#[expect(clippy::needless_pass_by_value, reason = "the layer hands the payload over")]
pub fn caught_panic(payload: Box<dyn Any + Send + 'static>) -> Response {
    let text = payload
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| payload.downcast_ref::<&'static str>().copied())
        .unwrap_or("no message");
    ApiError::internal(format_args!("panic: {text}")).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header_of(response: &Response, name: header::HeaderName) -> &str {
        response.headers().get(name).map_or("", |value| value.to_str().unwrap())
    }

    #[test]
    fn a_refusal_names_its_code_and_keeps_its_detail() {
        let problem = ApiError::invalid_request("limit: not a number").to_problem();
        assert_eq!(
            serde_json::to_value(&problem).unwrap(),
            serde_json::json!({
                "type": "urn:purser:problem:invalid-request", "title": "A part of the request is missing or wrong",
                "status": 400, "code": "invalid-request", "detail": "limit: not a number",
            })
        );
    }

    #[test]
    fn the_detail_of_a_fault_stays_in_the_log() {
        let problem = ApiError::internal("row 7 of customers: Lindqvist").to_problem();
        assert_eq!((problem.status, problem.detail), (500, None));
    }

    #[test]
    fn a_missing_token_is_challenged_and_a_busy_store_says_when_to_try_again() {
        let response = ApiError::new(ErrorCode::Unauthenticated, "no token").into_response();
        assert_eq!(header_of(&response, header::WWW_AUTHENTICATE), r#"Bearer realm="purser""#);
        assert_eq!(header_of(&response, header::CONTENT_TYPE), "application/problem+json");
        let response = ApiError::from(sqlx::Error::PoolTimedOut).into_response();
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(header_of(&response, header::RETRY_AFTER), "1");
    }

    #[tokio::test]
    async fn a_locked_database_is_unavailable_and_a_wrong_statement_is_our_fault() {
        use sqlx::{Connection, SqliteConnection, sqlite::SqliteConnectOptions};
        let folder = tempfile::tempdir().unwrap();
        let options = SqliteConnectOptions::new()
            .filename(folder.path().join("t.db"))
            .create_if_missing(true)
            .busy_timeout(std::time::Duration::ZERO);
        let mut one = SqliteConnection::connect_with(&options).await.unwrap();
        let mut two = SqliteConnection::connect_with(&options).await.unwrap();
        sqlx::query("CREATE TABLE t(a)").execute(&mut one).await.unwrap();
        sqlx::query("BEGIN IMMEDIATE").execute(&mut one).await.unwrap();
        let locked = sqlx::query("INSERT INTO t VALUES (1)").execute(&mut two).await.unwrap_err();
        assert_eq!(ApiError::from(locked).code(), ErrorCode::StoreUnavailable);
        let wrong = sqlx::query("INSERT INTO nowhere VALUES (1)").execute(&mut two).await.unwrap_err();
        assert_eq!(ApiError::from(anyhow::Error::from(wrong).context("insert")).code(), ErrorCode::Internal);
    }
}
