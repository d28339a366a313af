//! `GET /v1/customers/{id}/suggestions`, and a supervisor's word that two records are two persons.
//!
//! Deliberately not here: merging them (`customers::decisions`).

use super::decisions::{by, current, reason, say};
use crate::{
    app::AppState,
    auth::{Caller, RequireAgent, RequireSupervisor},
    customers::timeline::parse_id,
    http::{
        extract::{Json, Path},
        problem::ApiError,
    },
};
use axum::extract::State;
use jiff::SignedDuration;
use purser_contract::{
    CustomerId, ErrorCode, Problem, payload::DifferenceDecided, search::Page, suggestion::Suggestion,
};
use serde::Deserialize;
use serde_json::json;
use std::iter;
use uuid::Uuid;

const DIFFERENCE: &str = "purser.profile.difference-decided.v1";

/// A word about two records.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DifferenceRequest {
    /// The other record.
    other: CustomerId,
    /// Why; it stands on both timelines.
    reason: Option<String>,
}

/// Other records that may be the same person's, each with its evidence: first those to decide about, then those that a
/// supervisor dismissed.
///
/// # Errors
/// `not-found`, `erased`, `invalid-request`.
#[utoipa::path(get, path = "/v1/customers/{id}/suggestions", tag = "customers", security(("bearer" = [])),
    params(("id" = String, Path, description = "the customer's id")),
    responses((status = 200, body = Page<Suggestion>), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn get_customer_suggestions(
    RequireAgent(caller): RequireAgent,
    State(app): State<AppState>,
    Path(text): Path<String>,
) -> Result<axum::Json<Page<Suggestion>>, ApiError> {
    let own = current(&app, id(&text)?).await?;
    let found = app.views.suggestions(own).await?.unwrap_or_default();
    let shown = iter::once(own).chain(found.all().map(|suggestion| suggestion.customer_id)).collect();
    app.audit.note(&caller, "GET /v1/customers/{id}/suggestions", shown).await?;
    let items = found.open.into_iter().chain(found.dismissed).collect();
    Ok(axum::Json(Page { items, next: None }))
}

/// They are two persons: the pair is suggested no more. Answers with the suggestions that are left.
///
/// # Errors
/// `not-found`; `conflict` when both ids are one customer's, or when it was said already; `invalid-request`.
#[utoipa::path(post, path = "/v1/customers/{id}/suggestions/dismiss", tag = "customers", security(("bearer" = [])),
    params(("id" = String, Path, description = "the customer's id")), request_body = DifferenceRequest,
    responses((status = 200, body = Page<Suggestion>), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn dismiss_suggestion(
    RequireSupervisor(caller): RequireSupervisor,
    State(app): State<AppState>,
    Path(text): Path<String>,
    Json(request): Json<DifferenceRequest>,
) -> Result<axum::Json<Page<Suggestion>>, ApiError> {
    let what = "POST /v1/customers/{id}/suggestions/dismiss";
    decide(&app, (&caller, what), &text, request, true).await
}

/// Takes a dismissal back: the pair is suggested again when the evidence is there.
///
/// # Errors
/// `not-found`; `conflict` when both ids are one customer's, or when the pair is not dismissed; `invalid-request`.
#[utoipa::path(post, path = "/v1/customers/{id}/suggestions/restore", tag = "customers", security(("bearer" = [])),
    params(("id" = String, Path, description = "the customer's id")), request_body = DifferenceRequest,
    responses((status = 200, body = Page<Suggestion>), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn restore_suggestion(
    RequireSupervisor(caller): RequireSupervisor,
    State(app): State<AppState>,
    Path(text): Path<String>,
    Json(request): Json<DifferenceRequest>,
) -> Result<axum::Json<Page<Suggestion>>, ApiError> {
    let what = "POST /v1/customers/{id}/suggestions/restore";
    decide(&app, (&caller, what), &text, request, false).await
}

async fn decide(
    app: &AppState,
    (caller, what): (&Caller, &'static str),
    text: &str,
    request: DifferenceRequest,
    different: bool,
) -> Result<axum::Json<Page<Suggestion>>, ApiError> {
    let customer = current(app, id(text)?).await?;
    let other = current(app, request.other).await?;
    if customer == other {
        return Err(ApiError::new(ErrorCode::Conflict, "both ids are the same customer's"));
    }
    let known = app.views.difference(customer, other).await?;
    if known.is_some_and(|(known, _)| known) == different {
        let words = if different { "this pair is dismissed already" } else { "this pair is not dismissed" };
        return Err(ApiError::new(ErrorCode::Conflict, words));
    }
    let (by, reason) = (by(caller), reason(request.reason)?);
    let data = DifferenceDecided { customer, other, different, by, reason };
    app.audit.note(caller, what, vec![customer, other]).await?;
    // What is said now holds from now on, also within one tick of the clock.
    let now = app.clock.now();
    let after = known.and_then(|(_, at)| at.checked_add(SignedDuration::from_micros(1)).ok());
    let at = after.map_or(now, |after| after.max(now));
    say(app, (&Uuid::now_v7().to_string(), DIFFERENCE), at, json!(data)).await?;
    let left = app.views.suggestions(customer).await?.unwrap_or_default().open;
    if !left.is_empty() {
        let shown = left.iter().map(|suggestion| suggestion.customer_id).collect();
        app.audit.note(caller, what, shown).await?;
    }
    Ok(axum::Json(Page { items: left, next: None }))
}

fn id(text: &str) -> Result<CustomerId, ApiError> {
    parse_id(text).ok_or_else(|| ApiError::invalid_request("id: expected a UUID"))
}
