//! `POST /v1/customers/{id}/merge` and `…/unmerge`: a supervisor says who is who.
//!
//! Deliberately not here: how a decision gets into the log (`identity::decisions`), what it does (`projection::decisions`),
//! and suggesting merges (`identity`).

use super::timeline::parse_id;
use crate::{
    app::AppState,
    auth::RequireSupervisor,
    http::{
        extract::{Json, Path},
        problem::ApiError,
    },
    identity::decisions::{by, current, reason, say},
    ingest::catalogue::OWN_SOURCE,
    log::store::known_bodies,
};
use axum::extract::State;
use purser_contract::{
    CustomerId, ErrorCode, Problem,
    payload::{MergeDecided, UnmergeDecided},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

const MERGE: &str = "purser.profile.merge-decided.v1";
const UNMERGE: &str = "purser.profile.unmerge-decided.v1";

/// Two records are one person.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MergeRequest {
    /// The other record.
    other: CustomerId,
    /// Why; it stands on the timeline.
    reason: Option<String>,
}

/// A merge was wrong.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
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
/// `not-found`; `erased` for one who was; `conflict` with itself, or when they are one already; `invalid-request`.
#[utoipa::path(post, path = "/v1/customers/{id}/merge", tag = "customers", security(("bearer" = [])),
    params(("id" = String, Path, description = "the customer's id")), request_body = MergeRequest,
    responses((status = 200, body = Decided), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn post_merge(
    RequireSupervisor(caller): RequireSupervisor,
    State(app): State<AppState>,
    Path(text): Path<String>,
    Json(request): Json<MergeRequest>,
) -> Result<Json<Decided>, ApiError> {
    let customer = current(&app, id(&text)?).await?;
    let other = current(&app, request.other).await?;
    if customer == other {
        return Err(ApiError::new(ErrorCode::Conflict, "both ids are the same customer's"));
    }
    app.audit.note(&caller, "POST /v1/customers/{id}/merge", vec![customer, other]).await?;
    let merge = Uuid::now_v7().to_string();
    let data = MergeDecided { customer, other, by: by(&caller), reason: reason(request.reason)? };
    say(&app, (&merge, MERGE), app.clock.now(), json!(data)).await?;
    Ok(Json(Decided { merge, customers: now(&app, [customer, other]).await? }))
}

/// Takes a merge back: each side is what it would have been, and what came in between goes where its evidence says.
///
/// # Errors
/// `not-found` for a merge that is not this customer's; `conflict` when it was taken back already; `invalid-request`.
#[utoipa::path(post, path = "/v1/customers/{id}/unmerge", tag = "customers", security(("bearer" = [])),
    params(("id" = String, Path, description = "the customer's id")), request_body = UnmergeRequest,
    responses((status = 200, body = Decided), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn post_unmerge(
    RequireSupervisor(caller): RequireSupervisor,
    State(app): State<AppState>,
    Path(text): Path<String>,
    Json(request): Json<UnmergeRequest>,
) -> Result<Json<Decided>, ApiError> {
    let own = current(&app, id(&text)?).await?;
    let decided = decided(&app, &request.merge).await?;
    let sides = [decided.customer, decided.other];
    let about = now(&app, sides).await?;
    if !about.contains(&own) {
        return Err(ApiError::not_found("this customer has no such merge"));
    }
    let MergeDecided { customer, other, .. } = decided;
    let (by, reason) = (by(&caller), reason(request.reason)?);
    let data = UnmergeDecided { merge: request.merge.clone(), customer, other, by, reason };
    // One merge can be taken back once: the second event has the same id.
    let id = format!("unmerge-{}", request.merge);
    if event(&app, &id).await?.is_some() {
        return Err(ApiError::new(ErrorCode::Conflict, "this merge was taken back already"));
    }
    app.audit.note(&caller, "POST /v1/customers/{id}/unmerge", sides.to_vec()).await?;
    say(&app, (&id, UNMERGE), app.clock.now(), json!(data)).await?;
    Ok(Json(Decided { merge: request.merge, customers: now(&app, sides).await? }))
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

/// The body of an event of our own.
async fn event(app: &AppState, id: &str) -> Result<Option<Value>, ApiError> {
    let mut conn = app.views.reader().await?;
    let known = known_bodies(&mut conn, &[(OWN_SOURCE, id)]).await?;
    let body = known.get(&(OWN_SOURCE.to_owned(), id.to_owned()));
    Ok(body.and_then(|body| serde_json::from_str(body.as_deref()?).ok()))
}

async fn decided(app: &AppState, merge: &str) -> Result<MergeDecided, ApiError> {
    let unknown = || ApiError::not_found("this customer has no such merge");
    let mut event = event(app, merge).await?.filter(|event| event["type"] == MERGE).ok_or_else(unknown)?;
    serde_json::from_value(event["data"].take()).map_err(ApiError::internal)
}
