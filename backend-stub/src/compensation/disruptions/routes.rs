//! `GET /v1/disruptions…` and `POST /v1/disruptions/{id}/decide`.

use super::summaries;
use crate::{
    app::AppState,
    auth::RequireSupervisor,
    compensation::{
        approvals::{answered, place, place_text},
        award::Verdict,
        store,
        supervision::{Of, Supervision},
    },
    http::{
        extract::{Json, Path, Query},
        idempotency::Key,
        page::{PageParams, limit},
        problem::ApiError,
    },
    identity::decisions::{by, reason},
};
use axum::extract::State;
use http::HeaderMap;
use purser_contract::{
    CustomerId, Problem,
    compensation::{BulkDecision, BulkOutcome, BulkVerdict, Disruption, DisruptionDetail, DisruptionId},
    search::Page,
};
use serde_json::{Value, json};
use uuid::Uuid;

/// Flights and bags that went wrong, those that began last first.
///
/// # Errors
/// `invalid-request` for a wrong page.
#[utoipa::path(get, path = "/v1/disruptions", tag = "compensation", params(PageParams), security(("bearer" = [])),
    responses((status = 200, body = Page<Disruption>, example = json!({"items": [example()], "next": null})),
        (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn list_disruptions(
    _: RequireSupervisor,
    State(app): State<AppState>,
    Query(params): Query<PageParams>,
) -> Result<Json<Page<Disruption>>, ApiError> {
    let limit = limit(params.limit)?;
    let after = params.cursor.as_deref().map(place).transpose()?;
    let mut conn = app.views.reader().await?;
    let mut found = super::disruptions(&mut conn, after, limit + 1).await?;
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| more).map(|(id, at)| place_text((*at, id.0)));
    let ids: Vec<DisruptionId> = found.into_iter().map(|(id, _)| id).collect();
    Ok(Json(Page { items: summaries(&mut conn, &ids).await?, next }))
}

/// One disruption with what each passenger is owed, by name.
///
/// # Errors
/// `not-found`, `invalid-request`.
#[utoipa::path(get, path = "/v1/disruptions/{id}", tag = "compensation", security(("bearer" = [])),
    params(("id" = String, Path, description = "the disruption's id")),
    responses((status = 200, body = DisruptionDetail, example = json!(detail())),
        (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn get_disruption(
    RequireSupervisor(caller): RequireSupervisor,
    State(app): State<AppState>,
    Path(text): Path<String>,
) -> Result<Json<DisruptionDetail>, ApiError> {
    let id = id(&text)?;
    let mut conn = app.views.reader().await?;
    let found = summaries(&mut conn, &[id]).await?.pop();
    let disruption = found.ok_or_else(|| ApiError::not_found("no disruption has this id"))?;
    let stored = store::of_disruption(&mut conn, id).await?;
    drop(conn);
    let mut items: Vec<_> = stored.into_iter().map(|stored| stored.compensation).collect();
    items.sort_by(|a, b| (&a.passenger, a.id).cmp(&(&b.passenger, b.id)));
    let customers: Vec<CustomerId> = items.iter().map(|item| item.customer_id).collect();
    app.audit.note(&caller, "GET /v1/disruptions/{id}", customers).await?;
    Ok(Json(DisruptionDetail { disruption, items }))
}

/// Approves or rejects all of a disruption's passengers that wait, or those that are named; takes back rejections and first
/// approvals of those that are named. `preview` only says what would happen. One transaction: all of them or none. Whose
/// journey was compensated in another case since the review is left, and the review says so from now on.
///
/// # Errors
/// `not-found`; `invalid-request`, also for a rejection without a note or an undo that names none;
/// `idempotency-key-reused`; `store-unavailable` and `unavailable`, when nothing was written.
#[utoipa::path(post, path = "/v1/disruptions/{id}/decide", tag = "compensation", security(("bearer" = [])),
    params(("id" = String, Path, description = "the disruption's id"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same request sent twice is done once, for a day")),
    request_body(content = BulkDecision, example = json!({"decision": "approve", "preview": true})),
    responses((status = 200, body = BulkOutcome, example = json!({"preview": true, "issued": 1, "waiting_for_second": 0,
            "affected": ["019b8998-0500-7939-83a7-b2f1ab2dcbee"], "total": {"EUR": "250.00"}, "left": []})),
        (status = "4XX", body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json")))]
pub async fn post_decide(
    RequireSupervisor(caller): RequireSupervisor,
    State(app): State<AppState>,
    Path(text): Path<String>,
    headers: HeaderMap,
    Json(request): Json<BulkDecision>,
) -> Result<Json<BulkOutcome>, ApiError> {
    let id = id(&text)?;
    let asked = serde_json::to_vec(&("decide", id, &request)).map_err(ApiError::internal)?;
    let key = Key::of(&headers, &caller, &asked)?;
    let note = reason(request.note)?;
    let verdict = match (request.decision, note) {
        (BulkVerdict::Approve, note) => Verdict::Approve(note),
        (BulkVerdict::Reject, Some(note)) => Verdict::Reject(note),
        (BulkVerdict::Reject, None) => {
            return Err(ApiError::invalid_request("note: needed to reject"));
        }
        (BulkVerdict::Undo, _) if request.compensations.is_none() => {
            return Err(ApiError::invalid_request("compensations: needed to take back"));
        }
        (BulkVerdict::Undo, _) => Verdict::Undo,
    };
    let whose = store::of_disruption(&mut app.views.reader().await?, id).await?;
    let customers: Vec<CustomerId> = whose.iter().map(|stored| stored.compensation.customer_id).collect();
    app.audit.note(&caller, "POST /v1/disruptions/{id}/decide", customers).await?;
    let of = Of::Disruption(id, request.compensations);
    let supervision =
        Supervision { of, verdict, by: by(&caller), key, expected: None, preview: request.preview };
    Ok(Json(answered(app.writer.supervise(supervision).await?)?))
}

fn id(text: &str) -> Result<DisruptionId, ApiError> {
    Uuid::parse_str(text).map(DisruptionId).map_err(|_| ApiError::invalid_request("id: expected a UUID"))
}

fn example() -> Value {
    json!({"id": "019a9d70-3c00-7f3a-8d1b-5b0b7f1f2a10", "flight": "ZX402", "date": "2026-11-20", "from": "FRA",
        "to": "LHR", "kind": "cancellation", "cause": "technical_fault", "arrival_delay_min": null,
        "opened_at": "2026-11-20T08:00:00Z", "changed_at": "2026-11-20T08:00:00.000001Z", "passengers": 2,
        "connecting": 1, "waiting": 0, "outcomes": {"issued": 1, "pending_approval": 1},
        "total": {"EUR": "850.00"}, "issued": {"EUR": "250.00"}})
}

fn detail() -> Value {
    let mut detail = example();
    detail["items"] = json!([crate::compensation::approvals::example()]);
    detail
}
