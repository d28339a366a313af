//! `GET /v1/segments` and `POST /v1/segments/{id}/export`: what segments there are, and one of them for a partner.
//!
//! Deliberately not here: what makes it anonymous.

use super::{
    anonymous::{Anonymous, LEAST, anonymous},
    gather::{self, All},
    table::{self, Format},
    traits::Words,
};
use crate::{
    app::AppState,
    auth::RequireAdmin,
    http::{extract::Path, problem::ApiError},
};
use axum::{
    Json,
    body::Body,
    extract::State,
    response::{IntoResponse, Response},
};
use futures_util::stream;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use purser_contract::{ErrorCode, Problem, search::Page};
use serde::Serialize;
use std::convert::Infallible;

/// A segment and how many belong to it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SegmentCount {
    /// As the rules call it.
    id: String,
    /// For people.
    name: String,
    /// Customers who belong to it, without those who withhold `profiling`.
    members: u64,
    /// Those of them who gave `partner-sharing`: the most that an export can hold.
    shareable: u64,
}

/// Lists the segments and how many belong to each. It reads every customer.
///
/// # Errors
/// `rate-limited` while another one is counted or exported.
#[utoipa::path(get, path = "/v1/segments", tag = "segments", security(("bearer" = [])),
    responses((status = 200, description = "all of them, on one page", body = Page<SegmentCount>),
        (status = 429, body = Problem, content_type = "application/problem+json", description = "`rate-limited`")))]
pub async fn list_segments(
    RequireAdmin(caller): RequireAdmin,
    State(app): State<AppState>,
) -> Result<Json<Page<SegmentCount>>, ApiError> {
    let all = counted(&app, None).await?;
    app.audit.note(&caller, "GET /v1/segments", Vec::new()).await?;
    let count = |(id, name): (&str, &str)| {
        let gathered = all.segments.get(id);
        SegmentCount {
            id: id.to_owned(),
            name: name.to_owned(),
            members: gathered.map_or(0, |gathered| gathered.members),
            shareable: gathered.map_or(0, |gathered| gathered.shareable),
        }
    };
    let items = app.rules.segments.iter().map(|rule| count(rule.named())).collect();
    Ok(Json(Page { items, next: None }))
}

/// Gives a segment for a partner: one row a customer who gave `partner-sharing` and does not withhold `profiling`, without
/// identifiers and names, in words so coarse that each combination stands at least ten times. Who would stand in a smaller
/// group is left out and counted. The rows come as NDJSON, or with `Accept: text/csv` as CSV.
///
/// # Errors
/// `not-found`; `rate-limited` while another one is counted or exported.
#[utoipa::path(post, path = "/v1/segments/{id}/export", tag = "segments", security(("bearer" = [])),
    params(("id" = String, Path, description = "the segment's id", example = "high-value"),
        ("Accept" = Option<String>, Header, description = "`text/csv` for CSV", example = "text/csv")),
    responses((status = 200, description = "the rows", content((String = "application/x-ndjson"), (String = "text/csv")),
            headers(("Purser-Rows" = u64, description = "how many rows there are"),
                ("Purser-Generalised" = u64, description = "how many of them stand in coarser words than they could"),
                ("Purser-Suppressed" = u64, description = "how many customers were left out, because their group is too small"))),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`not-found`"),
        (status = 429, body = Problem, content_type = "application/problem+json", description = "`rate-limited`")))]
pub async fn export_segment(
    RequireAdmin(caller): RequireAdmin,
    State(app): State<AppState>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    let format = if accept.trim_start().starts_with("text/csv") { Format::Csv } else { Format::Ndjson };
    let (made, words) = export(&app, &id).await?;
    app.audit.note(&caller, "POST /v1/segments/{id}/export", Vec::new()).await?;
    let rows: u64 = made.groups.values().map(|count| u64::from(*count)).sum();
    let counts = [
        ("purser-rows", rows),
        ("purser-generalised", made.generalised),
        ("purser-suppressed", made.suppressed),
    ];
    let pieces = table::pieces(format, &id, words, made).map(Ok::<_, Infallible>);
    let mut response = Body::from_stream(stream::iter(pieces)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(format.media_type()));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    for (name, count) in counts {
        headers.insert(HeaderName::from_static(name), HeaderValue::from(count));
    }
    Ok(response)
}

/// A segment as it may be given away.
///
/// # Errors
/// `not-found`; `rate-limited` while another one is counted or exported.
pub async fn export(app: &AppState, id: &str) -> Result<(Anonymous, Words), ApiError> {
    if !app.rules.segments.iter().any(|rule| rule.named().0 == id) {
        return Err(ApiError::not_found("no segment has this id"));
    }
    let All { mut segments, mut words } = counted(app, Some(id)).await?;
    let groups = segments.remove(id).unwrap_or_default().groups;
    let made = anonymous(&mut words, groups, LEAST);
    Ok((made, words))
}

/// One at a time: it reads every customer.
async fn counted(app: &AppState, only: Option<&str>) -> Result<All, ApiError> {
    let Ok(_turn) = app.sharing.try_lock() else {
        return Err(ApiError::new(ErrorCode::RateLimited, "another one is counted or exported now"));
    };
    // What was acknowledged elsewhere counts.
    drop(app.views.reader().await?);
    Ok(gather::gather(&app.db.read, &app.rules, app.clock.now(), only).await?)
}
