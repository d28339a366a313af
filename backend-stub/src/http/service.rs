//! The service's own addresses: health, readiness, figures, its keys and its description.

use crate::{app::AppState, http::problem::ApiError, router::ApiDoc};
use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use http::header;
use purser_contract::{ErrorCode, Problem};
use serde_json::json;
use std::time::Duration;
use tracing::Span;
use utoipa::OpenApi;

/// The process runs.
#[utoipa::path(get, path = "/healthz", tag = "service", responses((status = 200, description = "alive")))]
pub async fn get_health() -> Json<serde_json::Value> {
    Json(json!({"status": "ok", "version": env!("CARGO_PKG_VERSION")}))
}

/// The service can answer: its database does.
///
/// # Errors
/// `unavailable` while stopping, `store-unavailable` when the database does not answer.
#[utoipa::path(get, path = "/readyz", tag = "service", responses((status = 200, description = "ready"),
    (status = 503, body = Problem, content_type = "application/problem+json")))]
pub async fn get_readiness(State(app): State<AppState>) -> Result<Json<serde_json::Value>, ApiError> {
    if app.stop.is_cancelled() {
        return Err(ApiError::new(ErrorCode::Unavailable, "the service is stopping"));
    }
    app.db.ping().await.map_err(|error| ApiError::new(ErrorCode::StoreUnavailable, error.to_string()))?;
    Ok(Json(json!({"status": "ready"})))
}

/// Figures in Prometheus' text format.
#[utoipa::path(get, path = "/metrics", tag = "service", responses((status = 200, body = String, content_type = "text/plain")))]
pub async fn get_metrics(State(app): State<AppState>) -> Response {
    app.figures.run_upkeep();
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], app.figures.render()).into_response()
}

/// The development identity provider's keys.
///
/// # Errors
/// `not-found` when it is off.
pub async fn get_jwks(State(app): State<AppState>) -> Result<Json<jsonwebtoken::jwk::JwkSet>, ApiError> {
    app.dev_jwks
        .clone()
        .map(Json)
        .ok_or_else(|| ApiError::not_found("the development identity provider is off"))
}

/// The description of this API, OpenAPI 3.1.
pub async fn get_openapi() -> Json<utoipa::openapi::OpenApi> {
    Json(ApiDoc::openapi())
}

/// One line an answer, at debug; 5xx were logged where they arose.
pub fn log_response<B>(response: &http::Response<B>, latency: Duration, _: &Span) {
    let status = response.status().as_u16();
    let micros = u64::try_from(latency.as_micros()).unwrap_or(u64::MAX);
    tracing::debug!(status, duration_us = micros, "answered");
}
