//! A contact from ringing to its end. Its events may arrive in any order.

use crate::{customers::record::Line, ingest::normal, projection::order::Moment};
use jiff::Timestamp;
use purser_contract::{
    ContactId, CustomerId,
    payload::{Channel, ContactRinging, Ivr},
    realtime::{Contact, ContactNote, Match},
};
use serde::{Deserialize, Serialize};

/// What is known about one contact.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ContactRecord {
    /// Its ringing, when that has arrived.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rang: Option<Rang>,
    /// The agent it was last given to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent: Option<String>,
    /// When it was answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answered_at: Option<Timestamp>,
    /// When it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    /// Its length, seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_s: Option<u64>,
    /// How it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disposition: Option<String>,
    /// Its events, oldest first: those before the ringing wait here for somebody's timeline.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<Line>,
}

/// More events than a contact can sensibly have are not remembered.
const MOST_LINES: usize = 64;

/// The ringing with whom it was matched to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the words say it")]
pub struct Rang {
    pub at: Timestamp,
    /// Of several ringings the newest counts.
    #[serde(default)]
    pub moment: Moment,
    pub channel: Channel,
    pub from: Option<String>,
    pub to: Option<String>,
    pub queue: Option<String>,
    pub ivr: Option<Ivr>,
    pub outcome: Match,
    pub customers: Vec<CustomerId>,
}

impl Rang {
    /// The contact as the window shows it.
    #[must_use]
    pub fn contact(&self, id: &ContactId) -> Contact {
        Contact {
            id: id.clone(),
            channel: self.channel,
            from: self.from.clone(),
            to: self.to.clone(),
            queue: self.queue.clone(),
            ivr: self.ivr.clone(),
            rang_at: self.at,
        }
    }
}

impl ContactRecord {
    /// Remembers one of its events.
    pub fn note_line(&mut self, line: Line) {
        if let Err(place) = self.lines.binary_search(&line)
            && self.lines.len() < MOST_LINES
        {
            self.lines.insert(place, line);
        }
    }

    /// A note about the contact at `at`.
    #[must_use]
    pub fn note(&self, id: &ContactId, at: Timestamp) -> ContactNote {
        ContactNote {
            contact_id: id.clone(),
            at,
            duration_s: self.duration_s,
            disposition: self.disposition.clone(),
            late: false,
        }
    }
}

/// The caller's number or address in normal form, else as it came; nothing when withheld.
#[must_use]
pub fn caller(ringing: &ContactRinging, home: &str) -> Option<String> {
    let from = ringing.from.as_deref()?.trim();
    if from.is_empty() || WITHHELD.contains(&from.to_ascii_lowercase().as_str()) {
        return None;
    }
    let normal = match ringing.channel {
        Channel::Voice | Channel::Sms => normal::phone(from, &dialled_country(ringing, home)),
        Channel::Email => normal::email(from),
        Channel::Chat | Channel::Social => normal::email(from).or_else(|| normal::phone(from, home)),
    };
    Some(normal.unwrap_or_else(|| from.to_owned()))
}

/// What platforms write for a number that is not given.
const WITHHELD: [&str; 8] =
    ["anonymous", "withheld", "unknown", "private", "restricted", "unavailable", "no caller id", "blocked"];

/// A national spelling is of the country whose number was dialled.
#[must_use]
pub fn dialled_country(ringing: &ContactRinging, home: &str) -> String {
    ringing
        .to
        .as_deref()
        .filter(|to| to.trim_start().starts_with('+') || to.trim_start().starts_with("00"))
        .and_then(|to| normal::phone(to, home))
        .and_then(|to| normal::phone_country(&to))
        .unwrap_or_else(|| home.to_owned())
}
