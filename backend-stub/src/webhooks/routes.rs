//! `…/v1/webhooks`, for admins: making, listing and removing webhooks; dead letters.

use super::{
    store,
    subscription::{Subscription, check},
};
use crate::{
    app::AppState,
    auth::{Caller, RequireAdmin},
    db::Conn,
    http::{
        extract::{Body, Json, Path, Query},
        idempotency::{self, Key, Seen},
        page::{PageParams, limit},
        problem::ApiError,
    },
};
use axum::{extract::State, response::IntoResponse};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use http::{HeaderMap, StatusCode, header};
use jiff::Timestamp;
use purser_contract::{
    ErrorCode, Problem, WebhookId,
    search::Page,
    webhook::{DeadLetter, NewWebhook, Redrive, Redriven, Webhook},
};
use serde_json::json;
use uuid::Uuid;

/// More than this is a broker's work.
const MOST: usize = 50;

/// Every webhook, oldest first.
///
/// # Errors
/// `invalid-request` with a wrong page.
#[utoipa::path(get, path = "/v1/webhooks", tag = "webhooks", security(("bearer" = [])), params(PageParams),
    responses((status = 200, body = Page<Webhook>, example = json!({"items": [example(false)], "next": null})),
        (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn list_webhooks(
    _: RequireAdmin,
    State(app): State<AppState>,
    Query(params): Query<PageParams>,
) -> Result<Json<Page<Webhook>>, ApiError> {
    let limit = limit(params.limit)?;
    let after = params.cursor.as_deref().map_or(Ok(String::new()), cursor)?;
    let mut conn = app.db.read.acquire().await?;
    let mut items = store::webhooks(&mut conn, &after, None, limit + 1).await?;
    let more = items.len() > limit;
    items.truncate(limit);
    let last = items.last().filter(|_| more);
    let next = last.map(|last| BASE64_URL_SAFE_NO_PAD.encode(last.id.0.to_string()));
    Ok(Json(Page { items, next }))
}

/// Makes a webhook. The answer holds its secret, this once: deliveries are signed with it in the manner of Standard
/// Webhooks (`webhook-id`, `webhook-timestamp`, `webhook-signature`). It gets events from now on.
///
/// # Errors
/// `invalid-data`, `malformed-json`, `invalid-request`, `idempotency-key-reused`; `not-found` when what the key made was deleted
/// since.
#[utoipa::path(post, path = "/v1/webhooks", tag = "webhooks", security(("bearer" = [])),
    params(("Idempotency-Key" = Option<String>, Header,
        description = "the same request sent twice makes one webhook; the second answer has no secret")),
    request_body(content = NewWebhook, example = json!({"url": "https://notify.example.org/purser",
        "types": ["purser.consent.changed.v1"], "description": "notification platform"})),
    responses((status = 201, body = Webhook, headers(("Location" = String, description = "its address")), example = json!(example(true))),
        (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn create_webhook(
    RequireAdmin(caller): RequireAdmin,
    State(app): State<AppState>,
    headers: HeaderMap,
    Json(asked): Json<NewWebhook>,
) -> Result<impl IntoResponse, ApiError> {
    let fingerprint = serde_json::to_vec(&("webhook", &asked)).map_err(ApiError::internal)?;
    let key = Key::of(&headers, &caller, &fingerprint)?;
    let subscription = check(asked, app.webhooks.reach).map_err(invalid)?;
    let mut transaction = app.db.begin().await?;
    let webhook = create(&mut transaction, subscription, &caller, key.as_ref(), app.clock.now()).await?;
    transaction.commit().await?;
    app.db.committed();
    let location = format!("/v1/webhooks/{}", webhook.id.0);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(webhook)))
}

async fn create(
    conn: &mut Conn,
    subscription: Subscription,
    caller: &Caller,
    key: Option<&Key>,
    now: Timestamp,
) -> Result<Webhook, ApiError> {
    let millis = u64::try_from(now.as_millisecond()).unwrap_or(0);
    let id = uuid::Builder::from_unix_timestamp_millis(millis, &rand::random()).into_uuid();
    if let Some(key) = key {
        match idempotency::see(conn, key, &id.to_string(), now).await? {
            Seen::Never => {}
            Seen::Before(made) => return one(conn, &made).await,
            Seen::OfAnother => {
                let detail = "Idempotency-Key: it came before with another request";
                return Err(ApiError::new(ErrorCode::IdempotencyKeyReused, detail));
            }
        }
    }
    if store::wanted(conn).await?.len() >= MOST {
        return Err(invalid(format!("there are {MOST} webhooks already")));
    }
    let Subscription { url, types, description, secret } = subscription;
    let webhook = Webhook {
        id: WebhookId(id),
        url,
        types,
        description,
        created_by: caller.subject.as_ref().to_owned(),
        created_at: now,
        pending: 0,
        dead_letters: 0,
        secret: Some(secret.text().to_owned()),
    };
    store::insert(conn, &webhook, secret.text()).await?;
    Ok(webhook)
}

/// One webhook, without its secret.
///
/// # Errors
/// `not-found`, `invalid-request`.
#[utoipa::path(get, path = "/v1/webhooks/{id}", tag = "webhooks", security(("bearer" = [])),
    params(("id" = String, Path, description = "the webhook's id")),
    responses((status = 200, body = Webhook, example = json!(example(false))),
        (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn get_webhook(
    _: RequireAdmin,
    State(app): State<AppState>,
    Path(id): Path<String>,
) -> Result<Json<Webhook>, ApiError> {
    let mut conn = app.db.read.acquire().await?;
    one(&mut conn, &id).await.map(Json)
}

/// Removes a webhook with everything that it was still to get.
///
/// # Errors
/// `not-found`, `invalid-request`.
#[utoipa::path(delete, path = "/v1/webhooks/{id}", tag = "webhooks", security(("bearer" = [])),
    params(("id" = String, Path, description = "the webhook's id")),
    responses((status = 204, description = "it is gone"), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn delete_webhook(
    _: RequireAdmin,
    State(app): State<AppState>,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    let id = webhook_id(&id)?;
    let mut transaction = app.db.begin().await?;
    let there = store::remove(&mut transaction, id).await?;
    transaction.commit().await?;
    app.db.committed();
    if there { Ok(StatusCode::NO_CONTENT) } else { Err(nothing()) }
}

/// The events that were given up after the last attempt, oldest first.
///
/// # Errors
/// `not-found`, `invalid-request`.
#[utoipa::path(get, path = "/v1/webhooks/{id}/dead-letters", tag = "webhooks", security(("bearer" = [])),
    params(("id" = String, Path, description = "the webhook's id"), PageParams),
    responses((status = 200, body = Page<DeadLetter>, example = json!({"items": [{"id": "8f0c1c7e-33f5-8a51-9b4d-0a3c52f1a001",
            "type": "purser.consent.changed.v1", "customer_id": "019b8998-0500-7939-83a7-b2f1ab2dcbee", "attempts": 24,
            "failure": "answered 500", "dead_at": "2026-11-20T14:00:00Z", "event": {"specversion": "1.0"}}], "next": null})),
        (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn list_dead_letters(
    RequireAdmin(caller): RequireAdmin,
    State(app): State<AppState>,
    Path(id): Path<String>,
    Query(params): Query<PageParams>,
) -> Result<Json<Page<DeadLetter>>, ApiError> {
    let limit = limit(params.limit)?;
    let after = params.cursor.as_deref().map_or(Ok("-1".to_owned()), cursor)?;
    let after: i64 = after.parse().map_err(|_| ApiError::invalid_request("cursor: not one of ours"))?;
    let mut conn = app.db.read.acquire().await?;
    let webhook = one(&mut conn, &id).await?;
    let mut found = store::dead_letters(&mut conn, webhook.id, after, limit + 1).await?;
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| more).map(|last| BASE64_URL_SAFE_NO_PAD.encode(last.0.to_string()));
    let mut shown: Vec<_> = found.iter().map(|(_, letter)| letter.customer_id).collect();
    shown.sort_unstable();
    shown.dedup();
    app.audit.note(&caller, "GET /v1/webhooks/{id}/dead-letters", shown).await?;
    Ok(Json(Page { items: found.into_iter().map(|(_, letter)| letter).collect(), next }))
}

/// Puts dead letters on their way again: those named, or all of them.
///
/// # Errors
/// `not-found`, `invalid-request`, `malformed-json`.
#[utoipa::path(post, path = "/v1/webhooks/{id}/dead-letters/redrive", tag = "webhooks", security(("bearer" = [])),
    params(("id" = String, Path, description = "the webhook's id")),
    request_body(content = Option<Redrive>, example = json!({"ids": ["8f0c1c7e-33f5-8a51-9b4d-0a3c52f1a001"]})),
    responses((status = 202, body = Redriven, example = json!({"redriven": 1})),
        (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn redrive_dead_letters(
    _: RequireAdmin,
    State(app): State<AppState>,
    Path(id): Path<String>,
    Body(body): Body,
) -> Result<(StatusCode, Json<Redriven>), ApiError> {
    let asked: Redrive = match body.as_ref() {
        [] => Redrive::default(),
        body => serde_json::from_slice(body).map_err(|error| match error.classify() {
            serde_json::error::Category::Data => ApiError::invalid_request(error.to_string()),
            _ => ApiError::new(ErrorCode::MalformedJson, error.to_string()),
        })?,
    };
    let mut transaction = app.db.begin().await?;
    let webhook = one(&mut transaction, &id).await?;
    let redriven = store::redrive(&mut transaction, webhook.id, &asked.ids, app.clock.now()).await?;
    transaction.commit().await?;
    app.db.committed();
    app.outbox.notify_one();
    Ok((StatusCode::ACCEPTED, Json(Redriven { redriven })))
}

async fn one(conn: &mut Conn, id: &str) -> Result<Webhook, ApiError> {
    store::webhooks(conn, "", Some(webhook_id(id)?), 1).await?.pop().ok_or_else(nothing)
}

fn webhook_id(text: &str) -> Result<WebhookId, ApiError> {
    Uuid::parse_str(text).map(WebhookId).map_err(|_| ApiError::invalid_request("id: expected a UUID"))
}

fn cursor(text: &str) -> Result<String, ApiError> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok();
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    text.ok_or_else(|| ApiError::invalid_request("cursor: not one of ours"))
}

fn invalid(detail: String) -> ApiError {
    ApiError::new(ErrorCode::InvalidData, detail)
}

fn nothing() -> ApiError {
    ApiError::not_found("no webhook has this id")
}

fn example(fresh: bool) -> serde_json::Value {
    let mut example = json!({"id": "019b8998-0500-7939-83a7-b2f1ab2dcbee", "url": "https://notify.example.org/purser",
        "types": ["purser.consent.changed.v1"], "description": "notification platform", "created_by": "admin-1",
        "created_at": "2026-11-20T10:00:00Z", "pending": 0, "dead_letters": 0});
    if fresh {
        example["secret"] = json!("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    }
    example
}
