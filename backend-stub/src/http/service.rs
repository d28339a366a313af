//! The service's own addresses: health, readiness, figures, its keys and its description.

use super::describe;
use crate::{app::AppState, http::problem::ApiError, router::ApiDoc};
use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use http::header;
use purser_contract::{ErrorCode, Problem};
use serde::Serialize;
use serde_json::Value;
use std::{sync::LazyLock, time::Duration};
use tracing::Span;
use utoipa::OpenApi;

/// The process runs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Health {
    /// Always `ok`.
    status: &'static str,
    /// Of this program.
    version: &'static str,
}

/// The service can answer.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Readiness {
    /// Always `ready`.
    status: &'static str,
}

/// The process runs.
#[utoipa::path(get, path = "/healthz", tag = "service",
    responses((status = 200, description = "alive", body = Health)))]
pub async fn get_health() -> Json<Health> {
    Json(Health { status: "ok", version: env!("CARGO_PKG_VERSION") })
}

/// The service can answer: its database does.
///
/// # Errors
/// `unavailable` while stopping, `store-unavailable` when the database does not answer.
#[utoipa::path(get, path = "/readyz", tag = "service", responses((status = 200, description = "ready", body = Readiness),
    (status = 503, body = Problem, content_type = "application/problem+json", description = "`unavailable`, `store-unavailable`")))]
pub async fn get_readiness(State(app): State<AppState>) -> Result<Json<Readiness>, ApiError> {
    if app.stop.is_cancelled() {
        return Err(ApiError::new(ErrorCode::Unavailable, "the service is stopping"));
    }
    app.db.ping().await.map_err(|error| ApiError::new(ErrorCode::StoreUnavailable, error.to_string()))?;
    Ok(Json(Readiness { status: "ready" }))
}

/// Figures in Prometheus' text format.
#[utoipa::path(get, path = "/metrics", tag = "service", 
    responses((status = 200, description = "the figures", body = String, content_type = "text/plain")))]
pub async fn get_metrics(State(app): State<AppState>) -> Response {
    app.figures.run_upkeep();
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], app.figures.render()).into_response()
}

/// The development identity provider's keys.
///
/// # Errors
/// `not-found` when it is off.
#[utoipa::path(get, path = "/.well-known/jwks.json", tag = "service",
    responses((status = 200, description = "a JSON Web Key Set", body = serde_json::Value, content_type = "application/json"),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub async fn get_jwks(State(app): State<AppState>) -> Result<Json<jsonwebtoken::jwk::JwkSet>, ApiError> {
    app.dev_jwks
        .clone()
        .map(Json)
        .ok_or_else(|| ApiError::not_found("the development identity provider is off"))
}

/// The description of this API, OpenAPI 3.1.
#[utoipa::path(get, path = "/openapi.json", tag = "service",
    responses((status = 200, description = "this document", body = serde_json::Value, content_type = "application/json",
        example = json!({"openapi": "3.1.0", "info": {"title": "Purser backend", "version": "0.1.0"}, "paths": {}}))))]
pub async fn get_openapi() -> Json<&'static Value> {
    static DESCRIPTION: LazyLock<Value> = LazyLock::new(|| {
        let mut description = serde_json::to_value(ApiDoc::openapi()).unwrap_or_default();
        describe::complete(&mut description);
        description
    });
    Json(&DESCRIPTION)
}

/// One line an answer, at debug; 5xx were logged where they arose.
pub fn log_response<B>(response: &http::Response<B>, latency: Duration, _: &Span) {
    let status = response.status().as_u16();
    let micros = u64::try_from(latency.as_micros()).unwrap_or(u64::MAX);
    tracing::debug!(status, duration_us = micros, "answered");
}
