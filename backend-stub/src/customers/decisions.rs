//! `POST /v1/customers/{id}/merge` and `…/unmerge`: a supervisor says who is who.
//!
//! Deliberately not here: deciding about it (`identity::joining`), what it does (`projection::decisions`), and suggesting
//! merges (`identity`).

use super::timeline::parse_id;
use crate::{
    app::AppState,
    auth::{Caller, RequireSupervisor},
    http::{
        extract::{Json, Path},
        idempotency::Key,
        problem::ApiError,
    },
    identity::{
        decisions::{by, current, reason},
        joining::{Joined, Joining, What, merged},
    },
    protection,
};
use axum::extract::State;
use http::HeaderMap;
use purser_contract::{CustomerId, ErrorCode, Problem};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Two records are one person.
#[derive(Debug, Deserialize, Serialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MergeRequest {
    /// The other record.
    other: CustomerId,
    /// Why; it stands on the timeline.
    reason: Option<String>,
}

/// A merge was wrong.
#[derive(Debug, Deserialize, Serialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UnmergeRequest {
    /// Which, as the merge answered.
    merge: String,
    /// Why; it stands on the timeline.
    reason: Option<String>,
}

/// What was decided.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Decided {
    /// Names the merge.
    merge: String,
    /// The customers it is about, as they are now: one after a merge, two after it was taken back.
    customers: Vec<CustomerId>,
}

/// Makes one customer of two. It can be taken back exactly.
///
/// # Errors
/// `not-found`; `erased` for one who was; `conflict` with itself, or when they are one already; `invalid-request`;
/// `idempotency-key-reused`.
#[utoipa::path(post, path = "/v1/customers/{id}/merge", tag = "customers", security(("bearer" = [])),
    params(("id" = String, Path, description = "the customer's id"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same request sent twice is done once, for a day")),
    request_body = MergeRequest,
    responses((status = 200, body = Decided), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn post_merge(
    RequireSupervisor(caller): RequireSupervisor,
    State(app): State<AppState>,
    Path(text): Path<String>,
    headers: HeaderMap,
    Json(request): Json<MergeRequest>,
) -> Result<Json<Decided>, ApiError> {
    let named = id(&text)?;
    let asked = serde_json::to_vec(&("merge", named, &request)).map_err(ApiError::internal)?;
    let key = Key::of(&headers, &caller, &asked)?;
    let about = vec![current(&app, named).await?, current(&app, request.other).await?];
    app.audit.note(&caller, "POST /v1/customers/{id}/merge", about).await?;
    let (what, merge) = (What::Merge(request.other), Uuid::now_v7().to_string());
    join(&app, &caller, (named, what, merge), request.reason, key).await
}

/// Takes a merge back: each side is what it would have been, and what came in between goes where its evidence says.
///
/// # Errors
/// `not-found` for a merge that is not this customer's; `conflict` when it was taken back already; `invalid-request`;
/// `idempotency-key-reused`.
#[utoipa::path(post, path = "/v1/customers/{id}/unmerge", tag = "customers", security(("bearer" = [])),
    params(("id" = String, Path, description = "the customer's id"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same request sent twice is done once, for a day")),
    request_body = UnmergeRequest,
    responses((status = 200, body = Decided), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn post_unmerge(
    RequireSupervisor(caller): RequireSupervisor,
    State(app): State<AppState>,
    Path(text): Path<String>,
    headers: HeaderMap,
    Json(request): Json<UnmergeRequest>,
) -> Result<Json<Decided>, ApiError> {
    let named = id(&text)?;
    let asked = serde_json::to_vec(&("unmerge", named, &request)).map_err(ApiError::internal)?;
    let key = Key::of(&headers, &caller, &asked)?;
    let own = current(&app, named).await?;
    let known = merged(&mut app.views.reader().await?, &request.merge).await?.ok_or_else(no_merge)?;
    let about = vec![own, known.customer, known.other];
    app.audit.note(&caller, "POST /v1/customers/{id}/unmerge", about).await?;
    join(&app, &caller, (named, What::Unmerge, request.merge), request.reason, key).await
}

async fn join(
    app: &AppState,
    caller: &Caller,
    (customer, what, merge): (CustomerId, What, String),
    why: Option<String>,
    key: Option<Key>,
) -> Result<Json<Decided>, ApiError> {
    let joining = Joining { customer, what, merge, by: by(caller), reason: reason(why)?, key };
    match app.writer.join(joining).await? {
        Joined::Done(merge, sides) => Ok(Json(Decided { merge, customers: now(app, sides).await? })),
        Joined::Nobody(id) => Err(protection::nobody(&mut app.views.reader().await?, id).await?),
        Joined::NoMerge => Err(no_merge()),
        Joined::Refused(why) => Err(ApiError::new(ErrorCode::Conflict, why)),
        Joined::KeyReused => Err(ApiError::new(
            ErrorCode::IdempotencyKeyReused,
            "Idempotency-Key: it came before with another request",
        )),
    }
}

fn no_merge() -> ApiError {
    ApiError::not_found("this customer has no such merge")
}

fn id(text: &str) -> Result<CustomerId, ApiError> {
    parse_id(text).ok_or_else(|| ApiError::invalid_request("id: expected a UUID"))
}

async fn now(app: &AppState, ids: [CustomerId; 2]) -> Result<Vec<CustomerId>, ApiError> {
    let mut found = vec![current(app, ids[0]).await?, current(app, ids[1]).await?];
    found.sort_unstable();
    found.dedup();
    Ok(found)
}
