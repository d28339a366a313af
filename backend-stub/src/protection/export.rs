//! Subject access: everything held about one customer, for them. JSON for machines, a page to read and print for people.
//!
//! Other people are on it only by their names on common bookings. What a withheld consent hides from agents is in it: it
//! is still held. Deliberately not here: telling whether whoever asks is the customer; that is the admin's to know.

pub mod page;
pub mod parts;

use super::{erase, nobody};
use crate::{
    app::AppState,
    audit::routes::{self as audit, AuditItem},
    auth::RequireAdmin,
    customers::{
        timeline::parse_id,
        view::{Parts, view},
        views::find,
    },
    http::{extract::Path, problem::ApiError},
    identity::suggest::Suggestions,
    log::{replay::read_again, store::at_places},
};
use axum::{
    Json,
    extract::State,
    response::{Html, IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, header};
use jiff::Timestamp;
use purser_contract::{CustomerId, Problem, consent::ConsentStanding};
use serde::Serialize;
use serde_json::Value;

/// Everything held about one customer.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Dossier {
    /// When it was put together.
    #[schema(value_type = String, format = DateTime)]
    pub made_at: Timestamp,
    /// The customer's id.
    pub customer_id: CustomerId,
    /// Ids they had before records were linked.
    pub former_ids: Vec<CustomerId>,
    /// What is known, with where it comes from and as of when.
    #[schema(value_type = Object)]
    pub profile: Value,
    /// Where every consent stands.
    pub consents: Vec<ConsentStanding>,
    /// Every event about them, oldest first.
    pub events: Vec<HeldEvent>,
    /// Who read or wrote what about them, newest first, up to 10,000.
    pub audit: Vec<AuditItem>,
}

/// One event as its source sent it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct HeldEvent {
    /// CloudEvents id.
    pub id: String,
    /// CloudEvents source.
    pub source: String,
    /// CloudEvents type.
    #[serde(rename = "type")]
    pub kind: String,
    /// When it happened.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// In one line.
    pub title: String,
    /// What it says; not for one that names only an address that others have too, since it may be about them.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub data: Option<Value>,
}

/// How many entries of the audit are given.
const AUDITED: usize = 10_000;

/// Gives everything held about a customer: as JSON, or with `Accept: text/html` as a page that can be read and printed.
///
/// # Errors
/// `not-found`, `erased`, `invalid-request`.
#[utoipa::path(post, path = "/v1/customers/{id}/export", tag = "protection", security(("bearer" = [])),
    params(("id" = String, Path, description = "the customer's id"),
        ("Accept" = Option<String>, Header, description = "`text/html` for a page")),
    responses((status = 200, content((Dossier = "application/json"), (String = "text/html"))),
        (status = 410, body = Problem, content_type = "application/problem+json", description = "`erased`"),
        (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn post_export(
    RequireAdmin(caller): RequireAdmin,
    State(app): State<AppState>,
    Path(text): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let id = parse_id(&text).ok_or_else(|| ApiError::invalid_request("id: expected a UUID"))?;
    let dossier = dossier(&app, id).await?;
    app.audit.note(&caller, "POST /v1/customers/{id}/export", vec![dossier.customer_id]).await?;
    let wants_page = headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.trim_start().starts_with("text/html"));
    let mut response = match wants_page {
        true => Html(page::page(&dossier)).into_response(),
        false => Json(&dossier).into_response(),
    };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

async fn dossier(app: &AppState, id: CustomerId) -> Result<Dossier, ApiError> {
    let mut conn = app.views.reader().await?;
    let Some(stored) = find(&mut conn, id).await? else { return Err(nobody(&mut conn, id).await?) };
    let subject = erase::subject(&mut conn, &[stored.id]).await?;
    let places: Vec<i64> = subject.lines.keys().filter_map(|seq| i64::try_from(*seq).ok()).collect();
    let mut events: Vec<HeldEvent> = at_places(&mut conn, &places)
        .await?
        .into_iter()
        .map(|row| parts::event(&subject, read_again(row, &app.home)))
        .collect();
    events.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
    let former: Vec<CustomerId> = subject.ids.iter().copied().collect();
    let audit = audit::of(&mut conn, &former, u64::MAX, AUDITED).await?;
    drop(conn);
    let flights = app.views.flights(&stored.record).await?;
    let made_at = app.clock.now();
    let whole = view(Parts {
        id: stored.id,
        version: stored.version,
        record: &stored.record,
        flights: &flights,
        // Suggestions are about others as much.
        suggestions: &Suggestions::default(),
        rules: &app.rules,
        now: made_at,
    });
    let mut profile = serde_json::to_value(whole).map_err(ApiError::internal)?;
    parts::only_names_of_others(&mut profile);
    Ok(Dossier {
        made_at,
        customer_id: stored.id,
        former_ids: former.into_iter().filter(|known| *known != stored.id).collect(),
        profile,
        consents: crate::consents::standing::standings(&stored.record.consents),
        events,
        audit,
    })
}
