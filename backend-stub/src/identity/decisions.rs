//! What a supervisor decides about two records, on its way into the log: merged, separated again, two persons.
//!
//! A decision is an event like any other: it goes through the log, so that a replay knows it. Deliberately not here: what
//! it does (`projection::decisions`), deciding about merges (`joining`), and reading requests (`routes`).

use crate::{
    app::AppState,
    auth::Caller,
    customers::views::find,
    http::problem::ApiError,
    ingest::{
        catalogue::OWN_SOURCE,
        envelope::{self, Incoming, Refusal},
    },
    protection,
};
use jiff::Timestamp;
use purser_contract::{CustomerId, event::IngestReceipt};
use serde_json::{Value, json};

/// The customer that has this id now.
///
/// # Errors
/// `not-found`.
pub async fn current(app: &AppState, id: CustomerId) -> Result<CustomerId, ApiError> {
    let mut conn = app.views.reader().await?;
    let found = find(&mut conn, id).await?;
    match found {
        Some(stored) => Ok(stored.id),
        None => Err(protection::nobody(&mut conn, id).await?),
    }
}

/// Who decides.
#[must_use]
pub fn by(caller: &Caller) -> String {
    caller.subject.as_ref().to_owned()
}

/// A reason without the space around it; nothing when it is empty.
///
/// # Errors
/// `invalid-request` when it is too long.
pub fn reason(reason: Option<String>) -> Result<Option<String>, ApiError> {
    let reason = reason.map(|reason| reason.trim().to_owned()).filter(|reason| !reason.is_empty());
    if reason.as_ref().is_some_and(|reason| reason.len() > 2_000) {
        return Err(ApiError::invalid_request("reason: longer than 2000 bytes"));
    }
    Ok(reason)
}

/// Puts a decision into the log, and waits until it has had its effect.
///
/// # Errors
/// Those of the writer.
pub async fn say(
    app: &AppState,
    (id, kind): (&str, &str),
    at: Timestamp,
    data: Value,
) -> Result<IngestReceipt, ApiError> {
    let incoming =
        event((id, kind), at, &data, &app.home).map_err(|refusal| ApiError::internal(refusal.detail))?;
    Ok(app.writer.ingest(vec![incoming]).await?)
}

/// A decision as an event.
///
/// # Errors
/// None in practice; what is no event of ours is refused.
pub fn event((id, kind): (&str, &str), at: Timestamp, data: &Value, home: &str) -> Result<Incoming, Refusal> {
    let event = json!({"specversion": "1.0", "id": id, "source": OWN_SOURCE, "type": kind,
        "time": at.to_string(), "data": data});
    envelope::read(0, &event.to_string(), at, home)
}
