//! `POST /v1/events`.

use super::{
    catalogue::{OWN_SOURCE, is_own},
    envelope, modes,
};
use crate::{
    app::AppState,
    auth::RequireService,
    http::{extract::Body, problem::ApiError},
    log::writer::WriteError,
};
use axum::{Json, extract::State};
use http::{HeaderMap, StatusCode};
use purser_contract::{
    ErrorCode,
    event::{CloudEvent, IngestReceipt, Rejection},
};

/// The largest body taken.
pub const LARGEST_BODY: usize = 5 * 1024 * 1024;

/// Takes CloudEvents 1.0 in structured, binary or batch mode; answers after the accepted ones are durable.
///
/// # Errors
/// `malformed-json`, `unsupported-media-type`, `too-large`; `nothing-acceptable` or the one event's own code with the
/// rejections inside; `store-unavailable` and `unavailable`, when nothing was accepted.
#[utoipa::path(
    post, path = "/v1/events", tag = "events",
    request_body(content((CloudEvent = "application/cloudevents+json"),
            (Vec<CloudEvent> = "application/cloudevents-batch+json")),
        description = "A CloudEvents 1.0 event, a batch of them, or an event in binary mode (`ce-` headers and its data)"),
    responses((status = 202, body = IngestReceipt), (status = "4XX", description = "a problem document", body = purser_contract::Problem,
        content_type = "application/problem+json"), (status = 503, body = purser_contract::Problem, content_type = "application/problem+json")),
    security(("bearer" = []))
)]
pub async fn post_events(
    RequireService(caller): RequireService,
    State(app): State<AppState>,
    headers: HeaderMap,
    Body(body): Body,
) -> Result<(StatusCode, Json<IngestReceipt>), ApiError> {
    let bodies = modes::split(&headers, &body).map_err(|(code, detail)| ApiError::new(code, detail))?;
    let received = app.clock.now();
    let mut rejected = Vec::new();
    let mut events = Vec::with_capacity(bodies.events.len());
    for (index, text) in bodies.events.iter().enumerate() {
        match envelope::read(index, text, received, &app.home) {
            Ok(incoming) if is_own(&incoming.kind) || incoming.source == OWN_SOURCE => {
                rejected.push(Rejection {
                    index,
                    id: Some(incoming.id),
                    code: ErrorCode::InvalidEnvelope,
                    detail: "type and source: only this service says so".to_owned(),
                });
            }
            Ok(incoming) => {
                count(&incoming);
                events.push(incoming);
            }
            Err(refusal) => {
                rejected.push(Rejection {
                    index,
                    id: refusal.id,
                    code: refusal.code,
                    detail: refusal.detail,
                });
            }
        }
    }
    let mut receipt = match events.is_empty() {
        true => IngestReceipt::default(),
        false => {
            app.audit.note_events(&caller, "POST /v1/events", events.len()).await?;
            app.writer.ingest(events).await?
        }
    };
    receipt.rejected.extend(rejected);
    receipt.rejected.sort_by_key(|rejection| rejection.index);
    metrics::counter!("purser_events_accepted_total").increment(receipt.accepted as u64);
    metrics::counter!("purser_events_duplicate_total").increment(receipt.duplicates as u64);
    metrics::counter!("purser_events_rejected_total").increment(receipt.rejected.len() as u64);
    answer(receipt, bodies.batch)
}

/// Unknown types are stored and counted; their number is what an operator looks at, their names are in the log.
fn count(incoming: &envelope::Incoming) {
    if matches!(incoming.event, super::catalogue::Event::Unknown) {
        metrics::counter!("purser_events_unknown_type_total").increment(1);
    }
}

fn answer(receipt: IngestReceipt, batch: bool) -> Result<(StatusCode, Json<IngestReceipt>), ApiError> {
    if receipt.accepted + receipt.duplicates > 0 || receipt.rejected.is_empty() {
        return Ok((StatusCode::ACCEPTED, Json(receipt)));
    }
    let error = match receipt.rejected.as_slice() {
        [only] if !batch => ApiError::new(only.code, only.detail.clone()),
        all => {
            ApiError::new(ErrorCode::NothingAcceptable, format!("none of {} events is acceptable", all.len()))
        }
    };
    Err(error.with_rejected(receipt.rejected))
}

impl From<WriteError> for ApiError {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::Unavailable => Self::new(ErrorCode::Unavailable, "too many writes are waiting"),
            WriteError::Store(error) => error.into(),
            WriteError::Fault => Self::internal("a projection panicked; the group was rolled back"),
        }
    }
}
