//! `GET /v1/customers…`: search, the 360, the timeline.

use super::{
    search::{self, Query as Search},
    timeline::{self, Cursor},
};
use crate::{
    app::AppState,
    auth::RequireAgent,
    http::{
        extract::{Path, Query},
        page::{PageParams, limit},
        problem::ApiError,
    },
    protection,
};
use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use purser_contract::{
    CustomerId, Problem,
    search::{Page, SearchItem},
    timeline::TimelineItem,
    view::Customer360,
};
use serde::Deserialize;

/// One of the identifiers, or free text; and which page.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SearchParams {
    /// A telephone number in any spelling.
    phone: Option<String>,
    /// An e-mail address.
    email: Option<String>,
    /// A loyalty number.
    loyalty: Option<String>,
    /// A booking reference.
    pnr: Option<String>,
    /// Anything an agent types.
    q: Option<String>,
    /// 1 to 200, 50 when absent.
    limit: Option<usize>,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// Searches customers, best first.
///
/// # Errors
/// `invalid-request` without exactly one of the identifiers or `q`, or with a wrong page.
#[utoipa::path(get, path = "/v1/customers", tag = "customers", params(SearchParams), security(("bearer" = [])),
    responses((status = 200, body = Page<SearchItem>), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn search_customers(
    RequireAgent(caller): RequireAgent,
    State(app): State<AppState>,
    Query(params): Query<SearchParams>,
) -> Result<Json<Page<SearchItem>>, ApiError> {
    let limit = limit(params.limit)?;
    let from = match &params.cursor {
        None => 0,
        Some(cursor) => offset(cursor).ok_or_else(|| ApiError::invalid_request("cursor: not one of ours"))?,
    };
    let query = query(params)?;
    let mut conn = app.views.reader().await?;
    let found = search::search(&mut conn, &query, &app.home, app.clock.now()).await?;
    drop(conn);
    let to = from.saturating_add(limit);
    let next = (found.len() > to).then(|| BASE64_URL_SAFE_NO_PAD.encode(to.to_string()));
    let items: Vec<SearchItem> = found.into_iter().skip(from).take(limit).collect();
    app.audit.note(&caller, "GET /v1/customers", items.iter().map(|item| item.id).collect()).await?;
    Ok(Json(Page { items, next }))
}

fn query(params: SearchParams) -> Result<Search, ApiError> {
    let mut given: Vec<(&str, Search)> = [
        ("phone", params.phone.map(Search::Phone)),
        ("email", params.email.map(Search::Email)),
        ("loyalty", params.loyalty.map(Search::Loyalty)),
        ("pnr", params.pnr.map(Search::Pnr)),
        ("q", params.q.map(Search::Text)),
    ]
    .into_iter()
    .filter_map(|(name, query)| Some((name, query?)))
    .collect();
    let wrong = || ApiError::invalid_request("exactly one of phone, email, loyalty, pnr, q is expected");
    let (name, query) = given.pop().filter(|_| given.is_empty()).ok_or_else(wrong)?;
    let (Search::Phone(text)
    | Search::Email(text)
    | Search::Loyalty(text)
    | Search::Pnr(text)
    | Search::Text(text)) = &query;
    if text.trim().is_empty() || text.len() > 512 {
        return Err(ApiError::invalid_request(format!("{name}: empty or longer than 512 bytes")));
    }
    Ok(query)
}

fn offset(cursor: &str) -> Option<usize> {
    String::from_utf8(BASE64_URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?.parse().ok()
}

fn id(text: &str) -> Result<CustomerId, ApiError> {
    timeline::parse_id(text).ok_or_else(|| ApiError::invalid_request("id: expected a UUID"))
}

async fn nobody(app: &AppState, id: CustomerId) -> ApiError {
    let told = async { protection::nobody(&mut app.views.reader().await?, id).await };
    told.await.unwrap_or_else(ApiError::from)
}

/// The whole view of one customer. An id that was linked into another answers with that one.
///
/// # Errors
/// `not-found`, `erased`, `invalid-request`.
#[utoipa::path(get, path = "/v1/customers/{id}/360", tag = "customers", security(("bearer" = [])),
    params(("id" = String, Path, description = "the customer's id")),
    responses((status = 200, body = Customer360), (status = 304, description = "what If-None-Match names is still true"),
        (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn get_customer_360(
    RequireAgent(caller): RequireAgent,
    State(app): State<AppState>,
    Path(text): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let id = id(&text)?;
    let Some(rendered) = app.views.view(id).await? else { return Err(nobody(&app, id).await) };
    app.audit.note(&caller, "GET /v1/customers/{id}/360", rendered.shows.clone()).await?;
    let etag = HeaderValue::from_str(&rendered.etag).map_err(ApiError::internal)?;
    let known = headers.get_all(header::IF_NONE_MATCH).iter().any(|known| {
        known
            .to_str()
            .is_ok_and(|known| known == "*" || known.split(',').any(|one| one.trim() == rendered.etag))
    });
    if known {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, etag)]).into_response());
    }
    let json = HeaderValue::from_static("application/json");
    let fresh = HeaderValue::from_static("private, no-cache");
    let headers = [(header::CONTENT_TYPE, json), (header::ETAG, etag), (header::CACHE_CONTROL, fresh)];
    Ok((headers, rendered.json.clone()).into_response())
}

/// Everything that happened around one customer, newest first.
///
/// # Errors
/// `not-found`, `invalid-request`.
#[utoipa::path(get, path = "/v1/customers/{id}/timeline", tag = "customers", security(("bearer" = [])),
    params(("id" = String, Path, description = "the customer's id"), PageParams),
    responses((status = 200, body = Page<TimelineItem>), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn get_customer_timeline(
    RequireAgent(caller): RequireAgent,
    State(app): State<AppState>,
    Path(text): Path<String>,
    Query(params): Query<PageParams>,
) -> Result<Json<Page<TimelineItem>>, ApiError> {
    let cursor = match &params.cursor {
        None => Cursor::NEWEST,
        Some(text) => {
            Cursor::parse(text).ok_or_else(|| ApiError::invalid_request("cursor: not one of ours"))?
        }
    };
    let id = id(&text)?;
    match app.views.timeline(id, cursor, limit(params.limit)?).await? {
        Some(page) => {
            app.audit.note(&caller, "GET /v1/customers/{id}/timeline", vec![id]).await?;
            Ok(Json(page))
        }
        None => Err(nobody(&app, id).await),
    }
}
