//! `GET /v1/compensations…` and what supervisors say to one: approve, reject, take back.
//!
//! Deliberately not here: what their word does (`award`), and writing it (`supervision`).

use super::{
    award::Verdict,
    disruptions::status,
    store::{self, Wanted},
    supervision::{Of, Supervised, Supervision},
};
use crate::{
    app::AppState,
    auth::{Caller, RequireSupervisor},
    customers::timeline::parse_id,
    http::{
        extract::{Body, Json, Path, Query},
        idempotency::Key,
        page::limit,
        problem::ApiError,
    },
    identity::decisions::{by, current, reason},
};
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use http::{HeaderMap, HeaderValue, header};
use purser_contract::{
    CustomerId, ErrorCode, Problem,
    compensation::{ApproveRequest, BulkOutcome, Compensation, CompensationId, DisruptionId, RejectRequest},
    search::Page,
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};
use uuid::Uuid;

/// Which compensations, and which page of them.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Params {
    /// Where they stand: `nothing_due`, `proposed`, `pending_approval`, `approved`, `issued`, `rejected`, `adjusted`.
    #[param(example = "pending_approval")]
    status: Option<String>,
    /// Whose.
    #[param(example = "019b8998-0500-7939-83a7-b2f1ab2dcbee")]
    customer: Option<String>,
    /// Of which disruption.
    #[param(example = "019a9d70-3c00-7f3a-8d1b-5b0b7f1f2a10")]
    disruption: Option<String>,
    /// 1 to 200, 50 when absent.
    limit: Option<usize>,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// Compensations: those that wait by their deadlines, the overdue first; all others the newest first.
///
/// # Errors
/// `invalid-request` for a wrong filter or page; `not-found` and `erased` for the customer.
#[utoipa::path(get, path = "/v1/compensations", tag = "compensation", params(Params), security(("bearer" = [])),
    responses((status = 200, body = Page<Compensation>, example = json!({"items": [example()], "next": null})),
        (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn list_compensations(
    RequireSupervisor(caller): RequireSupervisor,
    State(app): State<AppState>,
    Query(params): Query<Params>,
) -> Result<Json<Page<Compensation>>, ApiError> {
    let limit = limit(params.limit)?;
    let wrong = |what: &str| ApiError::invalid_request(format!("{what}: not one of ours"));
    let customer = match params.customer.as_deref() {
        None => None,
        Some(text) => Some(current(&app, parse_id(text).ok_or_else(|| wrong("customer"))?).await?),
    };
    let disruption = params.disruption.as_deref().map(Uuid::parse_str).transpose();
    let wanted = Wanted {
        status: params
            .status
            .as_deref()
            .map(|text| status(text).ok_or_else(|| wrong("status")))
            .transpose()?,
        customer,
        disruption: disruption.map_err(|_| wrong("disruption"))?.map(DisruptionId),
        after: params.cursor.as_deref().map(place).transpose()?,
    };
    let mut items = store::page(&mut app.views.reader().await?, &wanted, limit + 1).await?;
    let more = items.len() > limit;
    items.truncate(limit);
    let next = items.last().filter(|_| more).map(|last| place_text(wanted.place(last)));
    let customers: Vec<CustomerId> = items.iter().map(|item| item.customer_id).collect();
    app.audit.note(&caller, "GET /v1/compensations", customers).await?;
    Ok(Json(Page { items, next }))
}

/// One compensation. Its `ETag` is its version.
///
/// # Errors
/// `not-found`, `invalid-request`.
#[utoipa::path(get, path = "/v1/compensations/{id}", tag = "compensation", security(("bearer" = [])),
    params(("id" = String, Path, description = "the compensation's id")),
    responses((status = 200, body = Compensation, headers(("ETag" = String, description = "its version")),
            example = json!(example())),
        (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn get_compensation(
    RequireSupervisor(caller): RequireSupervisor,
    State(app): State<AppState>,
    Path(text): Path<String>,
) -> Result<Response, ApiError> {
    let found = find(&app, id(&text)?).await?;
    app.audit.note(&caller, "GET /v1/compensations/{id}", vec![found.customer_id]).await?;
    answer(found)
}

/// Approves what waits. With the last approval it takes, it is issued: once, however often this is sent. Where it takes
/// two, they are two persons'. Was the same journey compensated in another case since the review, then the review says so
/// from now on, and whoever approves that version pays for both.
///
/// # Errors
/// `not-found`; `conflict` when nothing waits, for the same person's second approval, or when the same journey was
/// compensated meanwhile; `stale-version`;
/// `idempotency-key-reused`; `store-unavailable` and `unavailable`, when nothing was written.
#[utoipa::path(post, path = "/v1/compensations/{id}/approve", tag = "compensation", security(("bearer" = [])),
    params(("id" = String, Path, description = "the compensation's id"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same request sent twice is done once, for a day"),
        ("If-Match" = Option<String>, Header, description = "the version that the caller knows")),
    request_body(content = ApproveRequest, example = json!({"note": "seen the receipts"})),
    responses((status = 200, body = Compensation, headers(("ETag" = String, description = "its version")),
            example = json!(example())),
        (status = 412, body = Problem, content_type = "application/problem+json", description = "`stale-version`, with `current_version`"),
        (status = "4XX", body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json")))]
pub async fn post_approve(
    RequireSupervisor(caller): RequireSupervisor,
    State(app): State<AppState>,
    Path(text): Path<String>,
    headers: HeaderMap,
    Body(body): Body,
) -> Result<Response, ApiError> {
    let request: ApproveRequest = if body.is_empty() { ApproveRequest::default() } else { parsed(&body)? };
    let verdict = Verdict::Approve(reason(request.note)?);
    say(&app, &caller, (id(&text)?, "POST /v1/compensations/{id}/approve"), verdict, &headers).await
}

/// Rejects what waits; the note says why, and the customer may ask for it.
///
/// # Errors
/// As for approving; `invalid-request` without a note.
#[utoipa::path(post, path = "/v1/compensations/{id}/reject", tag = "compensation", security(("bearer" = [])),
    params(("id" = String, Path, description = "the compensation's id"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same request sent twice is done once, for a day"),
        ("If-Match" = Option<String>, Header, description = "the version that the caller knows")),
    request_body(content = RejectRequest, example = json!({"note": "did not travel"})),
    responses((status = 200, body = Compensation, headers(("ETag" = String, description = "its version")),
            example = json!(example())),
        (status = 412, body = Problem, content_type = "application/problem+json", description = "`stale-version`, with `current_version`"),
        (status = "4XX", body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json")))]
pub async fn post_reject(
    RequireSupervisor(caller): RequireSupervisor,
    State(app): State<AppState>,
    Path(text): Path<String>,
    headers: HeaderMap,
    Body(body): Body,
) -> Result<Response, ApiError> {
    let request: RejectRequest =
        if body.is_empty() { RejectRequest { note: String::new() } } else { parsed(&body)? };
    let note =
        reason(Some(request.note))?.ok_or_else(|| ApiError::invalid_request("note: needed to reject"))?;
    say(&app, &caller, (id(&text)?, "POST /v1/compensations/{id}/reject"), Verdict::Reject(note), &headers)
        .await
}

/// Takes back a rejection, or the first of two approvals; it waits for approval again.
///
/// # Errors
/// As for approving; `conflict` when there is neither.
#[utoipa::path(post, path = "/v1/compensations/{id}/undo", tag = "compensation", security(("bearer" = [])),
    params(("id" = String, Path, description = "the compensation's id"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same request sent twice is done once, for a day"),
        ("If-Match" = Option<String>, Header, description = "the version that the caller knows")),
    responses((status = 200, body = Compensation, headers(("ETag" = String, description = "its version")),
            example = json!(example())),
        (status = 412, body = Problem, content_type = "application/problem+json", description = "`stale-version`, with `current_version`"),
        (status = "4XX", body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json")))]
pub async fn post_undo(
    RequireSupervisor(caller): RequireSupervisor,
    State(app): State<AppState>,
    Path(text): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    say(&app, &caller, (id(&text)?, "POST /v1/compensations/{id}/undo"), Verdict::Undo, &headers).await
}

/// Writes a supervisor's word, and answers with what it left.
async fn say(
    app: &AppState,
    caller: &Caller,
    (id, what): (CompensationId, &'static str),
    verdict: Verdict,
    headers: &HeaderMap,
) -> Result<Response, ApiError> {
    let whose = find(app, id).await?.customer_id;
    let asked = format!("{what}\n{id}\n{verdict:?}");
    let key = Key::of(headers, caller, asked.as_bytes())?;
    let expected = expected(headers)?;
    app.audit.note(caller, what, vec![whose]).await?;
    let supervision = Supervision { of: Of::One(id), verdict, by: by(caller), key, expected, preview: false };
    answered(app.writer.supervise(supervision).await?)?;
    answer(find(app, id).await?)
}

/// What came of it, or why it was refused.
///
/// # Errors
/// The refusal.
pub fn answered(supervised: Supervised) -> Result<BulkOutcome, ApiError> {
    match supervised {
        Supervised::Done(outcome) => Ok(outcome),
        Supervised::Unknown => Err(ApiError::not_found("there is none of this id")),
        Supervised::Stale(version) => {
            let detail = format!("If-Match: the version is {version} now");
            Err(ApiError::new(ErrorCode::StaleVersion, detail).with_current_version(version))
        }
        Supervised::Refused(refused) => Err(ApiError::new(ErrorCode::Conflict, refused.to_string())),
        Supervised::KeyReused => Err(ApiError::new(
            ErrorCode::IdempotencyKeyReused,
            "Idempotency-Key: it came before with another request",
        )),
    }
}

async fn find(app: &AppState, id: CompensationId) -> Result<Compensation, ApiError> {
    let found = store::by_ids(&mut app.views.reader().await?, &[id]).await?.pop();
    found.map(|stored| stored.compensation).ok_or_else(|| ApiError::not_found("no compensation has this id"))
}

fn answer(compensation: Compensation) -> Result<Response, ApiError> {
    let tag = HeaderValue::from_str(&format!("\"{}\"", compensation.version)).map_err(ApiError::internal)?;
    let fresh = HeaderValue::from_static("private, no-cache");
    Ok(([(header::ETAG, tag), (header::CACHE_CONTROL, fresh)], axum::Json(compensation)).into_response())
}

fn parsed<T: DeserializeOwned>(body: &[u8]) -> Result<T, ApiError> {
    serde_json::from_slice(body).map_err(|error| match error.is_data() {
        true => ApiError::invalid_request(error.to_string()),
        false => ApiError::new(ErrorCode::MalformedJson, error.to_string()),
    })
}

/// The versions that `If-Match` names.
fn expected(headers: &HeaderMap) -> Result<Option<Vec<u64>>, ApiError> {
    let mut versions = Vec::new();
    let mut given = false;
    for value in headers.get_all(header::IF_MATCH) {
        given = true;
        let text = value.to_str().map_err(|_| ApiError::invalid_request("If-Match: expected entity tags"))?;
        for tag in text.split(',').map(str::trim) {
            if tag == "*" {
                return Ok(None);
            }
            let bare = tag.strip_prefix('"').and_then(|tag| tag.strip_suffix('"'));
            let bare = bare.ok_or_else(|| ApiError::invalid_request("If-Match: expected quoted versions"))?;
            versions.extend(bare.parse::<u64>().ok());
        }
    }
    Ok(given.then_some(versions))
}

fn id(text: &str) -> Result<CompensationId, ApiError> {
    Uuid::parse_str(text).map(CompensationId).map_err(|_| ApiError::invalid_request("id: expected a UUID"))
}

/// Reads a cursor that [`place_text`] wrote.
///
/// # Errors
/// `invalid-request`.
pub fn place(cursor: &str) -> Result<(i64, Uuid), ApiError> {
    let read = || {
        let text = String::from_utf8(BASE64_URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
        let (at, id) = text.split_once('.')?;
        Some((at.parse().ok()?, Uuid::parse_str(id).ok()?))
    };
    read().ok_or_else(|| ApiError::invalid_request("cursor: not one of ours"))
}

/// Opaque text for the caller.
#[must_use]
pub fn place_text((at, id): (i64, Uuid)) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(format!("{at}.{id}"))
}

/// A compensation for the API's description.
#[must_use]
pub fn example() -> Value {
    json!({"id": "019a9d70-3c00-7f3a-8d1b-5b0b7f1f2a11", "customer_id": "019b8998-0500-7939-83a7-b2f1ab2dcbee",
        "passenger": "Ada Kis", "pnr": "K7QX2M", "flight": "ZX402", "date": "2026-11-20",
        "journey": {"from": "FRA", "to": "LHR"}, "disruption_id": "019a9d70-3c00-7f3a-8d1b-5b0b7f1f2a10",
        "regime": "EU261", "amount": {"amount": "250.00", "currency": "EUR"}, "issued": [],
        "status": "pending_approval", "care": {"meals": true, "communications": true, "hotel": null},
        "extras": [], "reasons": ["The flight was cancelled."], "legal_basis": ["Art. 5(1)(c)"],
        "what_would_change_it": [], "review": ["The passenger has claimed for this disruption before."],
        "approvals_needed": 1, "approvals": [], "deadlines": [{"what": "payment",
            "due_at": "2026-11-27T08:00:00Z", "basis": "7 days", "met": false}],
        "policy_version": "standard 1", "ruleset": "EU261", "facts": {"disruption": "cancellation"},
        "history": [], "version": 1_763_625_600_000_001_u64})
}
