//! `GET` and `PUT /v1/customers/{id}/consents`, for agents and for other channels.

use super::{
    request,
    statement::{Expected, Stated, Statement},
};
use crate::{
    app::AppState,
    auth::RequireAgentOrService,
    customers::timeline::parse_id,
    http::{
        extract::{Body, Path},
        idempotency::Key,
        problem::ApiError,
    },
    protection,
};
use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, header};
use purser_contract::{
    CustomerId, ErrorCode, Problem,
    consent::{ConsentStatements, Consents},
};
use serde_json::json;

/// Where every consent of a customer stands. The `ETag` is that of the consents alone.
///
/// # Errors
/// `not-found`, `invalid-request`.
#[utoipa::path(get, path = "/v1/customers/{id}/consents", tag = "customers", security(("bearer" = [])),
    params(("id" = String, Path, description = "the customer's id")),
    responses((status = 200, body = Consents, headers(("ETag" = String, description = "changes with the consents")),
            example = json!(example())),
        (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn get_customer_consents(
    RequireAgentOrService(caller): RequireAgentOrService,
    State(app): State<AppState>,
    Path(text): Path<String>,
) -> Result<Response, ApiError> {
    let id = id(&text)?;
    let answer = answer(&app, id).await?;
    app.audit.note(&caller, "GET /v1/customers/{id}/consents", vec![id]).await?;
    Ok(answer)
}

/// Writes down what a customer says about their consents; those it does not name stay as they are. What is refused or
/// withdrawn is hidden from the next read on. `If-Match` takes the customer's version (`"12"`), or the `ETag` of the
/// consents or of the 360.
///
/// # Errors
/// `not-found`, `invalid-request`, `malformed-json`, `invalid-data`, `unknown-purpose`, `stale-version`,
/// `idempotency-key-reused`; `store-unavailable` and `unavailable`, when nothing was written.
#[utoipa::path(put, path = "/v1/customers/{id}/consents", tag = "customers", security(("bearer" = [])),
    params(("id" = String, Path, description = "the customer's id"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same request sent twice is done once, for a day"),
        ("If-Match" = Option<String>, Header, description = "the version, or an ETag, that the caller knows")),
    request_body(content = ConsentStatements, example = json!({"items": [{"purpose": "social", "state": "withdrawn"},
        {"purpose": "marketing", "channel": "email", "state": "given"}]})),
    responses((status = 200, body = Consents, headers(("ETag" = String, description = "changes with the consents")),
            example = json!(example())),
        (status = 412, body = Problem, content_type = "application/problem+json", description = "`stale-version`, with `current_version`"),
        (status = 422, body = Problem, content_type = "application/problem+json",
            description = "`unknown-purpose`, `invalid-data`, `idempotency-key-reused`"),
        (status = "4XX", body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json")))]
pub async fn put_customer_consents(
    RequireAgentOrService(caller): RequireAgentOrService,
    State(app): State<AppState>,
    Path(text): Path<String>,
    headers: HeaderMap,
    Body(body): Body,
) -> Result<Response, ApiError> {
    let customer = id(&text)?;
    let items = request::read(&body)?;
    let asked = serde_json::to_vec(&("consents", customer, &items)).map_err(ApiError::internal)?;
    let key = Key::of(&headers, &caller, &asked)?;
    let expected = expected(&app, customer, &headers).await?;
    app.audit.note(&caller, "PUT /v1/customers/{id}/consents", vec![customer]).await?;
    let statement = Statement { customer, items, by: caller, key, expected };
    match app.writer.state_consents(statement).await? {
        Stated::Done => answer(&app, customer).await,
        Stated::Nobody => Err(nobody(&app, customer).await),
        Stated::Stale(version) => Err(ApiError::new(
            ErrorCode::StaleVersion,
            format!("If-Match: the customer's version is {version} now"),
        )
        .with_current_version(version)),
        Stated::KeyReused => Err(ApiError::new(
            ErrorCode::IdempotencyKeyReused,
            "Idempotency-Key: it came before with another request",
        )),
    }
}

async fn answer(app: &AppState, id: CustomerId) -> Result<Response, ApiError> {
    let Some((consents, tag)) = app.views.consents(id).await? else { return Err(nobody(app, id).await) };
    let tag = HeaderValue::from_str(&tag).map_err(ApiError::internal)?;
    let fresh = HeaderValue::from_static("private, no-cache");
    Ok(([(header::ETAG, tag), (header::CACHE_CONTROL, fresh)], Json(consents)).into_response())
}

/// What `If-Match` names, with the `ETag` of a 360 turned into the version it is of.
async fn expected(
    app: &AppState,
    customer: CustomerId,
    headers: &HeaderMap,
) -> Result<Option<Expected>, ApiError> {
    let mut expected = Expected::default();
    let mut given = false;
    for value in headers.get_all(header::IF_MATCH) {
        given = true;
        let text = value.to_str().map_err(|_| ApiError::invalid_request("If-Match: expected entity tags"))?;
        for tag in text.split(',').map(str::trim) {
            if tag == "*" {
                return Ok(None);
            }
            let bare = tag.strip_prefix('"').and_then(|tag| tag.strip_suffix('"'));
            let bare =
                bare.ok_or_else(|| ApiError::invalid_request("If-Match: expected quoted entity tags"))?;
            expected.versions.extend(bare.parse::<u64>().ok());
            expected.tags.push(tag.to_owned());
        }
    }
    if given
        && let Some(view) = app.views.view(customer).await?
        && expected.tags.contains(&view.etag)
    {
        expected.versions.push(view.version);
    }
    Ok(given.then_some(expected))
}

fn id(text: &str) -> Result<CustomerId, ApiError> {
    parse_id(text).ok_or_else(|| ApiError::invalid_request("id: expected a UUID"))
}

async fn nobody(app: &AppState, id: CustomerId) -> ApiError {
    let told = async { protection::nobody(&mut app.views.reader().await?, id).await };
    told.await.unwrap_or_else(ApiError::from)
}

fn example() -> serde_json::Value {
    json!({"customer_id": "019b8998-0500-7939-83a7-b2f1ab2dcbee", "version": 12, "next": null, "items": [
        {"id": "service", "purpose": "service", "channel": null, "granted": true, "default": true,
            "state": {"value": "given", "source": "default", "as_of": null}},
        {"id": "social", "purpose": "social", "channel": null, "granted": false, "default": false,
            "state": {"value": "withdrawn", "source": "consent", "as_of": "2026-11-20T10:00:00Z"}}]})
}
