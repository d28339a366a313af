//! One step of a compensation as an event of the log, and who is told of it.
//!
//! The event's id is a hash of what it is about and what stood before, so that the same step made twice is one event.
//! Deliberately not here: what the event does (`projection::compensations`).

use super::award::{Step, moment};
use crate::{
    consents::standing::withheld,
    customers::record::CustomerRecord,
    ingest::{
        catalogue::{COMPENSATION_DECIDED, OWN_SOURCE},
        envelope::{self, Incoming},
    },
};
use jiff::Timestamp;
use purser_contract::{
    CustomerId,
    compensation::CompensationId,
    event::CloudEvent,
    payload::{Channel, CompensationDecided, ConsentPurpose, DisruptionNote, Notice},
};
use serde_json::value::RawValue;
use uuid::Builder;
use xxhash_rust::xxh3::xxh3_128;

/// A step that is to be written when what it was made from still stands.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Which compensation.
    pub id: CompensationId,
    /// Whose, now.
    pub customer: CustomerId,
    /// The version it had; nothing for a new one.
    pub before: Option<u64>,
    /// The event.
    pub event: Incoming,
}

/// Makes the event of a step.
///
/// # Errors
/// None in practice; writing JSON can fail in principle.
pub fn draft(
    step: Step,
    before: Option<u64>,
    (customer, note, notify): (CustomerId, DisruptionNote, Vec<Notice>),
    home: &str,
) -> Result<Draft, sqlx::Error> {
    let Step { act, by, compensation, pay, give, .. } = step;
    let (id, at) = (compensation.id, moment(&compensation));
    let unwritten = |error: serde_json::Error| sqlx::Error::Encode(error.into());
    let text = format!("{id}\n{}\n{act:?}\n{}\n{by}", before.unwrap_or(0), compensation.version);
    let event_id = Builder::from_custom_bytes(xxh3_128(text.as_bytes()).to_be_bytes()).into_uuid();
    let data = CompensationDecided { customer, act, by, compensation, disruption: note, pay, give, notify };
    let body = serde_json::to_string(&CloudEvent {
        specversion: "1.0".to_owned(),
        id: event_id.to_string(),
        source: OWN_SOURCE.to_owned(),
        kind: COMPENSATION_DECIDED.to_owned(),
        time: Some(at),
        subject: None,
        datacontenttype: Some("application/json".to_owned()),
        data: Some(
            RawValue::from_string(serde_json::to_string(&data).map_err(unwritten)?).map_err(unwritten)?,
        ),
    })
    .map_err(unwritten)?;
    let read = envelope::read(0, &body, at, home);
    let mut event = read.map_err(|refusal| sqlx::Error::Encode(refusal.detail.into()))?;
    event.seal().map_err(|broken| sqlx::Error::Encode(broken.into()))?;
    Ok(Draft { id, customer, before, event })
}

/// The messages to a passenger: in their language, on the first channel they can be reached on and have not closed.
#[must_use]
pub fn notices(record: &CustomerRecord, templates: &[String]) -> Vec<Notice> {
    let reachable = [(Channel::Email, "email"), (Channel::Sms, "phone")];
    let open = |channel| !withheld(&record.consents, ConsentPurpose::Service, Some(channel));
    let known = |kind: &str| record.of_kind(kind).next().is_some();
    let channel = reachable.into_iter().find(|(channel, kind)| known(kind) && open(*channel));
    let Some((channel, _)) = channel else { return Vec::new() };
    let stated = record.preferences.get("language").or(record.menu_language.as_ref());
    let language = stated.map_or_else(|| "en".to_owned(), |fact| fact.value.clone());
    let notice =
        |template: &String| Notice { template: template.clone(), channel, language: language.clone() };
    templates.iter().map(notice).collect()
}

/// When the step of a case is made at the earliest: after everything it is based on, and after the last word on who the
/// passenger is.
#[must_use]
pub fn based_on(as_of: Timestamp, record: &CustomerRecord) -> Timestamp {
    let shaped = Timestamp::from_microsecond(record.shaped.at()).unwrap_or(as_of);
    super::case::just_after(as_of.max(shaped))
}
