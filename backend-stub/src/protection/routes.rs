//! `POST /v1/customers/{id}/erase` and `GET /v1/erasures/{id}`.

use super::{
    erase::{Erasure, Outcome},
    nobody, purge,
    receipt::Receipt,
    store,
};
use crate::{
    app::AppState,
    auth::RequireAdmin,
    customers::timeline::parse_id,
    http::{
        extract::{Json, Path},
        idempotency::Key,
        problem::ApiError,
    },
};
use axum::extract::State;
use http::HeaderMap;
use purser_contract::{CustomerId, ErrorCode, Problem};
use serde::Deserialize;
use std::time::Duration;

/// Somebody wants to be forgotten.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EraseRequest {
    /// Why; it stands on the receipt, so it may not say who.
    reason: String,
}

/// Erases a customer for good: their events' keys and bodies, their records, and what other customers' records say of
/// them. Events about others too stay without them. Desktops are told, those that are away when they come back.
///
/// # Errors
/// `not-found`; `erased` when it was done before; `invalid-request` without a reason or with one that says who;
/// `idempotency-key-reused`; `store-unavailable` and `unavailable`, when nothing was erased.
#[utoipa::path(post, path = "/v1/customers/{id}/erase", tag = "protection", security(("bearer" = [])),
    params(("id" = String, Path, description = "the customer's id"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same request sent twice is done once, for a day")),
    request_body = EraseRequest,
    responses((status = 200, body = Receipt),
        (status = 410, body = Problem, content_type = "application/problem+json", description = "`erased`: it was done before"),
        (status = "4XX", body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json")))]
pub async fn post_erase(
    RequireAdmin(caller): RequireAdmin,
    State(app): State<AppState>,
    Path(text): Path<String>,
    headers: HeaderMap,
    Json(request): Json<EraseRequest>,
) -> Result<Json<Receipt>, ApiError> {
    let customer = parse_id(&text).ok_or_else(|| ApiError::invalid_request("id: expected a UUID"))?;
    let reason = request.reason.trim().to_owned();
    if reason.is_empty() || reason.len() > 2_000 {
        return Err(ApiError::invalid_request("reason: expected, up to 2000 bytes"));
    }
    let asked = serde_json::to_vec(&("erase", customer, &reason)).map_err(ApiError::internal)?;
    let key = Key::of(&headers, &caller, &asked)?;
    app.audit.note(&caller, "POST /v1/customers/{id}/erase", vec![customer]).await?;
    let (outcome, needles) = app.writer.erase(Erasure { customer, reason, by: caller, key }).await?;
    let id = done(&app, customer, outcome).await?;
    // The caller may go away; what was begun is done.
    let purging = app.clone();
    let erased = id.clone();
    let purged = tokio::spawn(async move {
        if let Some(needles) = needles {
            purge_files(&purging, &erased, needles).await;
        }
    });
    if let Ok(purged) = tokio::time::timeout(PATIENCE, purged).await {
        purged.map_err(ApiError::internal)?;
    }
    receipt(&app, &id).await
}

async fn done(app: &AppState, customer: CustomerId, outcome: Outcome) -> Result<String, ApiError> {
    match outcome {
        Outcome::Done(id) => Ok(id),
        Outcome::Nobody => Err(nobody(&mut app.views.reader().await?, customer).await?),
        Outcome::KeyReused => Err(ApiError::new(
            ErrorCode::IdempotencyKeyReused,
            "Idempotency-Key: it came before with another request",
        )),
        Outcome::Telling => {
            Err(ApiError::invalid_request("reason: it says who the customer is, and it is kept"))
        }
    }
}

/// How long an answer waits for the files; a large database takes longer, and the receipt says later when it was done.
const PATIENCE: Duration = Duration::from_secs(20);

/// Sees to it that the files hold nothing of what the erasure of this receipt removed. Should it fail, the next start does it.
pub async fn purge_files(app: &AppState, erasure: &str, needles: Vec<String>) {
    let outcome = async {
        let _turn = app.purging.lock().await;
        let mut conn = app.db.read.acquire().await?;
        let number = store::newest(&mut conn).await?;
        // Of several erasures at once, one has done it for those before.
        if app.db.is_shared() && !store::is_purge_due(&mut conn).await? {
            return Ok(());
        }
        drop(conn);
        purge::empty_log(&app.db).await?;
        // A server's files cannot be searched.
        let anew = app.db.is_shared() || purge::is_found(&app.db, needles).await?;
        if anew {
            tracing::info!("writing the database anew after an erasure");
            app.writer.rewrite().await?;
        }
        let (mut conn, now) = (app.db.write.acquire().await?, app.clock.now());
        if anew {
            store::note_purged(&mut conn, number, now).await?;
        } else {
            // Nobody has looked for what another erasure removed meanwhile.
            store::note_searched(&mut conn, erasure, now).await?;
        }
        anyhow::Ok(())
    };
    if let Err(error) = outcome.await {
        tracing::error!(error = format!("{error:#}"), "the files may still hold what was erased");
    }
}

/// The receipt of an erasure, with the desktops that have answered by now.
///
/// # Errors
/// `not-found`.
#[utoipa::path(get, path = "/v1/erasures/{id}", tag = "protection", security(("bearer" = [])),
    params(("id" = String, Path, description = "the erasure's id")),
    responses((status = 200, body = Receipt), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn get_erasure(
    RequireAdmin(caller): RequireAdmin,
    State(app): State<AppState>,
    Path(id): Path<String>,
) -> Result<Json<Receipt>, ApiError> {
    let receipt = receipt(&app, &id).await?;
    app.audit.note(&caller, "GET /v1/erasures/{id}", vec![receipt.0.customer_id]).await?;
    Ok(receipt)
}

async fn receipt(app: &AppState, id: &str) -> Result<Json<Receipt>, ApiError> {
    let found = store::receipt(&mut app.views.reader().await?, id).await?;
    found.map(Json).ok_or_else(|| ApiError::not_found("there is no such receipt"))
}
