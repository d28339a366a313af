//! `POST /v1/entitlements/assess`.
//!
//! Deliberately not here: the law.

use crate::{
    app::AppState,
    auth::RequireAgentOrService,
    http::{extract::Body, problem::ApiError},
};
use axum::extract::State;
use http::header::CONTENT_TYPE;
use purser_contract::{ErrorCode, Problem};
use purser_entitlement::{FactError, assess_json};
use serde::de::IgnoredAny;

/// What the law gives a passenger: facts in, one result a regime out, and which is best.
///
/// # Errors
/// `malformed-json`; `too-large` beyond 256 KiB; `invalid-data`, with the field named, for facts that cannot be true.
#[utoipa::path(post, path = "/v1/entitlements/assess", tag = "entitlements", security(("bearer" = [])),
    request_body(content = serde_json::Value, content_type = "application/json",
        description = "The facts of one case. An unknown field is an error that names it",
        example = json!({"origin": "CDG", "destination": "FCO", "operating_carrier": "AF", "carrier_country": "FR",
            "single_booking": true, "event_date": "2026-09-15", "disruption": "delay", "arrival_delay_min": 185})),
    responses((status = 200, body = serde_json::Value, content_type = "application/json",
        description = "One entry a regime: whether it applies, the amount, the care, the legal basis, the reasons, and \
        what would change it; `best` names the one that gives most"),
        (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn post_assess(
    _: RequireAgentOrService,
    State(app): State<AppState>,
    Body(body): Body,
) -> Result<([(http::HeaderName, &'static str); 1], String), ApiError> {
    serde_json::from_slice::<IgnoredAny>(&body).map_err(|error| {
        let place = format!("not JSON: line {} column {}", error.line(), error.column());
        ApiError::new(ErrorCode::MalformedJson, place)
    })?;
    let text =
        std::str::from_utf8(&body).map_err(|_| ApiError::new(ErrorCode::MalformedJson, "not UTF-8"))?;
    let answer = assess_json(text, &app.law).map_err(|error| refused(&error))?;
    Ok(([(CONTENT_TYPE, "application/json")], answer))
}

fn refused(error: &FactError) -> ApiError {
    let whole = error.field == "." && matches!(error.problem, purser_entitlement::Problem::TooLarge);
    let code = if whole { ErrorCode::TooLarge } else { ErrorCode::InvalidData };
    ApiError::new(code, error.to_string())
}
