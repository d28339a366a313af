//! What is told, as CloudEvents 1.0. Pure: the same change gives the same id, however often it is written.
//!
//! Names and identifiers are deliberately not here: a receiver that may know them asks for them by the customer's id.

use super::owed::Owed;
use crate::{consents::standing::Change, ingest::catalogue::OWN_SOURCE, projection::Logged};
use jiff::Timestamp;
use purser_contract::{
    CustomerId,
    event::CloudEvent,
    insight::{Signal, SignalKind},
};
use serde_json::{json, value::RawValue};
use uuid::Builder;
use xxhash_rust::xxh3::xxh3_128;

/// A consent stands otherwise.
pub const CONSENT_CHANGED: &str = "purser.consent.changed.v1";
/// Two records were linked.
pub const PROFILE_MERGED: &str = "purser.profile.merged.v1";

/// Two records that were linked are two again.
pub const PROFILE_UNMERGED: &str = "purser.profile.unmerged.v1";

/// A customer was erased.
pub const PROFILE_ERASED: &str = "purser.profile.erased.v1";
/// A bag was not loaded onto a flight that has left.
pub const BAG_AT_RISK: &str = "purser.bag.at-risk.v1";
/// There is hardly time to change aircraft.
pub const CONNECTION_AT_RISK: &str = "purser.connection.at-risk.v1";

/// How many announcements one event of the log can lead to; as many places are kept for it.
const MOST: i64 = 1 << 16;

/// Something worth telling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Announced {
    /// A consent stands otherwise.
    Consent(Change),
    /// A record was linked into another.
    Merged {
        /// The id that is an alias from now on.
        from: CustomerId,
        /// The customer's id.
        into: CustomerId,
    },
    /// A link was taken back.
    Unmerged {
        /// The customer that was both.
        from: CustomerId,
        /// The customer that is their own again.
        back: CustomerId,
    },
    /// A customer was erased: whoever knows them by this id is to forget them too.
    Erased {
        /// The id they had.
        customer: CustomerId,
        /// The receipt.
        erasure: String,
    },
    /// A bag or a connection is at risk.
    Risk(CustomerId, Box<Signal>),
    /// What somebody is owed after a disruption was decided.
    Owed(CustomerId, Box<Owed>),
}

/// Something worth telling, with what led to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announcement {
    /// Grows with the log.
    pub place: i64,
    /// The id of the event out.
    pub id: String,
    what: Announced,
    cause: (String, String),
    as_of: Timestamp,
}

impl Announcement {
    /// The `index`th announcement that an event of the log leads to.
    #[must_use]
    pub fn of(logged: Logged<'_>, index: usize, what: Announced) -> Self {
        let index = i64::try_from(index).unwrap_or(MOST - 1).min(MOST - 1);
        let seq = i64::try_from(logged.seq).unwrap_or(i64::MAX / MOST);
        let text = format!("{}\n{}\n{}\n{index}", logged.source, logged.id, kind(&what));
        let id = Builder::from_custom_bytes(xxh3_128(text.as_bytes()).to_be_bytes()).into_uuid();
        Self {
            place: seq.saturating_mul(MOST).saturating_add(index),
            id: id.to_string(),
            what,
            cause: (logged.source.to_owned(), logged.id.to_owned()),
            as_of: logged.at,
        }
    }

    /// A case that was noticed, once: the same case has the same id.
    #[must_use]
    pub fn risk(place: i64, customer: CustomerId, signal: Signal) -> Self {
        let cause = (OWN_SOURCE.to_owned(), signal.id.clone());
        let as_of = signal.as_of;
        let what = Announced::Risk(customer, Box::new(signal));
        let text = format!("{}\n{}\n{}", customer.0, cause.1, kind(&what));
        let id = Builder::from_custom_bytes(xxh3_128(text.as_bytes()).to_be_bytes()).into_uuid();
        Self { place, id: id.to_string(), what, cause, as_of }
    }

    /// The first place for what is noticed when the log has come to `seq`; the half before is what its event led to.
    #[must_use]
    pub fn place_after(seq: u64) -> i64 {
        i64::try_from(seq).unwrap_or(i64::MAX / MOST).saturating_mul(MOST).saturating_add(MOST / 2)
    }

    /// The type of the event out.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        kind(&self.what)
    }

    /// Whose events keep their order.
    #[must_use]
    pub fn customer(&self) -> CustomerId {
        match &self.what {
            Announced::Consent(change) => change.customer,
            Announced::Merged { into, .. } => *into,
            Announced::Unmerged { from, .. } => *from,
            Announced::Erased { customer, .. } => *customer,
            Announced::Risk(customer, _) | Announced::Owed(customer, _) => *customer,
        }
    }

    /// The whole event out as structured JSON; `now` is when it became true here.
    ///
    /// # Errors
    /// None in practice; writing JSON can fail in principle.
    pub fn body(&self, now: Timestamp) -> Result<String, serde_json::Error> {
        serde_json::to_string(&CloudEvent {
            specversion: "1.0".to_owned(),
            id: self.id.clone(),
            source: OWN_SOURCE.to_owned(),
            kind: self.kind().to_owned(),
            time: Some(now),
            subject: Some(self.customer().0.to_string()),
            datacontenttype: Some("application/json".to_owned()),
            data: Some(RawValue::from_string(self.data().to_string())?),
        })
    }

    fn data(&self) -> serde_json::Value {
        let cause = json!({"source": self.cause.0, "id": self.cause.1});
        match &self.what {
            Announced::Consent(change) => {
                let cells: Vec<_> = change.cells.iter().map(|cell| {
                    json!({"channel": cell.channel, "state": cell.now, "granted": cell.granted, "previous_state": cell.before})
                }).collect();
                let first = change.cells.first();
                json!({
                    "customer_id": change.customer,
                    "purpose": change.purpose,
                    "channel": first.and_then(|cell| cell.channel),
                    "state": first.map(|cell| cell.now),
                    "granted": first.map(|cell| cell.granted),
                    "changes": cells,
                    "as_of": self.as_of,
                    "cause": cause,
                })
            }
            Announced::Merged { from, into } => {
                json!({"customer_id": into, "merged_id": from, "as_of": self.as_of, "cause": cause})
            }
            Announced::Unmerged { from, back } => {
                json!({"customer_id": from, "unmerged_id": back, "as_of": self.as_of, "cause": cause})
            }
            Announced::Erased { customer, erasure } => {
                json!({"customer_id": customer, "erasure": erasure, "as_of": self.as_of, "cause": cause})
            }
            Announced::Owed(customer, owed) => {
                let mut data = owed.data.clone();
                data["customer_id"] = json!(customer);
                data["as_of"] = json!(self.as_of);
                data["cause"] = cause;
                data
            }
            Announced::Risk(customer, signal) => {
                let mut data = json!({"customer_id": customer, "case": signal.id, "title": signal.title,
                    "text": signal.text, "as_of": self.as_of});
                for (name, value) in &signal.refs {
                    data[name] = value.as_str().into();
                }
                data
            }
        }
    }
}

fn kind(what: &Announced) -> &'static str {
    match what {
        Announced::Consent(_) => CONSENT_CHANGED,
        Announced::Merged { .. } => PROFILE_MERGED,
        Announced::Unmerged { .. } => PROFILE_UNMERGED,
        Announced::Erased { .. } => PROFILE_ERASED,
        Announced::Owed(_, owed) => owed.kind,
        Announced::Risk(_, signal) => match signal.kind {
            SignalKind::BagNotLoaded => BAG_AT_RISK,
            SignalKind::ConnectionAtRisk
            | SignalKind::RepeatedContacts
            | SignalKind::FallingSentiment
            | SignalKind::RepeatedSearches => CONNECTION_AT_RISK,
        },
    }
}
