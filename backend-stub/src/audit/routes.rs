//! `GET /v1/customers/{id}/audit`: who read or wrote what about one customer.

use super::store;
use crate::{
    app::AppState,
    auth::RequireAdmin,
    customers::{self, timeline::parse_id},
    db::Conn,
    http::{
        extract::{Path, Query},
        page::{PageParams, limit},
        problem::ApiError,
    },
};
use axum::{Json, extract::State};
use purser_contract::{CustomerId, Problem, search::Page};
use serde::{Deserialize, Serialize};

/// How many pages are read at once.
const PAGES: i64 = 32;

/// One read or write.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct AuditItem {
    /// The entry's number.
    #[serde(default)]
    pub id: String,
    /// The same as a number.
    pub number: u64,
    /// When, UTC.
    pub at: String,
    /// Who: the token's subject.
    pub who: String,
    /// In which role.
    pub role: String,
    /// What they did: a route, or a kind of realtime frame.
    pub what: String,
    /// About whom; a search shows several.
    #[serde(default)]
    pub customers: Vec<CustomerId>,
    /// The request, as in the logs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
}

/// Who read or wrote what about a customer, newest first, also about one who was erased.
///
/// # Errors
/// `invalid-request`.
#[utoipa::path(get, path = "/v1/customers/{id}/audit", tag = "protection", security(("bearer" = [])),
    params(("id" = String, Path, description = "the customer's id"), PageParams),
    responses((status = 200, body = Page<AuditItem>), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn get_customer_audit(
    RequireAdmin(caller): RequireAdmin,
    State(app): State<AppState>,
    Path(text): Path<String>,
    Query(params): Query<PageParams>,
) -> Result<Json<Page<AuditItem>>, ApiError> {
    let id = parse_id(&text).ok_or_else(|| ApiError::invalid_request("id: expected a UUID"))?;
    let before = match &params.cursor {
        None => u64::MAX,
        Some(text) => text.parse().map_err(|_| ApiError::invalid_request("cursor: not one of ours"))?,
    };
    let limit = limit(params.limit)?;
    let mut conn = app.views.reader().await?;
    let ids = ids(&mut conn, id).await?;
    let mut items = of(&mut conn, &ids, before, limit + 1).await?;
    drop(conn);
    app.audit.note(&caller, "GET /v1/customers/{id}/audit", vec![id]).await?;
    let more = items.len() > limit;
    items.truncate(limit);
    let next = items.last().filter(|_| more).map(|item| item.id.clone());
    Ok(Json(Page { items, next }))
}

/// Every id under which somebody may have been read.
///
/// # Errors
/// Those of the database.
pub async fn ids(conn: &mut Conn, id: CustomerId) -> Result<Vec<CustomerId>, sqlx::Error> {
    let now = customers::store::aliases(conn, &[id]).await?.get(&id).copied().unwrap_or(id);
    customers::store::former_ids(conn, &[now]).await
}

/// Entries about these ids before the entry `before`, newest first, at most `limit`.
///
/// # Errors
/// Those of the database.
pub async fn of(
    conn: &mut Conn,
    ids: &[CustomerId],
    before: u64,
    limit: usize,
) -> Result<Vec<AuditItem>, sqlx::Error> {
    let mut items: Vec<AuditItem> = Vec::new();
    let mut from = i64::try_from(before).unwrap_or(i64::MAX);
    while items.len() < limit {
        let pages = store::pages_of(conn, ids, from, PAGES).await?;
        let Some(last) = pages.last() else { break };
        from = i64::try_from(last.first).unwrap_or(0);
        for page in &pages {
            let lines = page.entries.lines().rev().filter_map(|line| serde_json::from_str(line).ok());
            let about = lines.filter(|item: &AuditItem| {
                item.number < before && item.customers.iter().any(|id| ids.contains(id))
            });
            items.extend(about.map(|item| AuditItem { id: item.number.to_string(), ..item }));
        }
    }
    items.truncate(limit);
    Ok(items)
}
