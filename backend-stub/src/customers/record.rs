//! The record of one customer as it is stored: facts with their provenance. Lists of what happens again and again are bounded
//! in length; bookings, bags, preferences and loyalty numbers are as many as there are.
//!
//! Deliberately not here: flights. They have records of their own; the view joins them, so that one flight event changes
//! one row and not four hundred.

mod disrupted;
mod line;

pub use disrupted::{CabinsRecord, DeniedRecord, MOST_COMPENSATIONS};
pub use line::Line;

use crate::projection::order::Moment;
use jiff::{Timestamp, civil::Date};
use litemap::LiteMap;
use purser_contract::{
    CustomerId, Fact, FlightKey, Pnr,
    compensation::Compensation,
    payload::{Channel, ConsentPurpose, ConsentState, Money, Name},
    view::{BagStatus, BookingStatus, Feedback, Interaction, Loyalty, Order},
};
use serde::{Deserialize, Serialize};

/// Everything known about one customer that came in events about them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CustomerRecord {
    /// The distinct names that sources gave, the newest 8, newest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<Fact<Name>>,
    /// The birthday.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<Fact<Date>>,
    /// Where they live, on one line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<Fact<String>>,
    /// Merges by supervisors that stand, by their events' ids.
    #[serde(skip_serializing_if = "LiteMap::is_empty")]
    pub merges: LiteMap<String, Fact<Decided>>,
    /// Whether a supervisor said that this record and another are two persons, by [`pair`] of the ids they had then.
    #[serde(skip_serializing_if = "LiteMap::is_empty")]
    pub differences: LiteMap<String, Fact<Difference>>,
    /// From the voice menu; a stated preference comes before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub menu_language: Option<Fact<String>>,
    /// By loyalty number.
    #[serde(skip_serializing_if = "LiteMap::is_empty")]
    pub loyalty: LiteMap<String, Fact<Loyalty>>,
    /// By kind's word, then value: from where and as of when it is known.
    #[serde(skip_serializing_if = "LiteMap::is_empty")]
    pub identifiers: LiteMap<String, LiteMap<String, Provenance>>,
    /// By preference key.
    #[serde(skip_serializing_if = "LiteMap::is_empty")]
    pub preferences: LiteMap<String, Fact<String>>,
    /// By purpose and channel.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub consents: Vec<ConsentRecord>,
    /// By booking reference.
    #[serde(skip_serializing_if = "LiteMap::is_empty")]
    pub bookings: LiteMap<Pnr, BookingRecord>,
    /// By tag.
    #[serde(skip_serializing_if = "LiteMap::is_empty")]
    pub bags: LiteMap<String, BagRecord>,
    /// The newest 20, newest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub interactions: Vec<Interaction>,
    /// The newest 10, newest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub feedback: Vec<Feedback>,
    /// The newest 10, newest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub orders: Vec<Order>,
    /// What was looked for, the newest 20, newest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub searches: Vec<SearchRecord>,
    /// How what was written and scored sounds, the newest 12, newest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub moods: Vec<MoodRecord>,
    /// What they are owed, the newest [`MOST_COMPENSATIONS`], newest first; all are in a table of their own.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub compensations: Vec<Compensation>,
    /// Where the customer was seen, the newest 8, newest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sightings: Vec<Sighting>,
    /// The last event that changed whom they can be taken for: a new name or loyalty number, a link, or the taking back of
    /// one. Since when they have a key stands with the key.
    #[serde(skip_serializing_if = "Moment::is_none")]
    pub shaped: Moment,
    /// The newest event that named a flight and no booking; it belongs to the booking that was known then.
    #[serde(skip_serializing_if = "Moment::is_none")]
    pub without_booking: Moment,
    /// The newest lines of the timeline, oldest first; those before stand in a table of their own. Here they cost an event
    /// nothing beyond the record. Stored beside the rest: which lines stand here depends on the order of arrival.
    #[serde(skip)]
    pub recent: Vec<Line>,
}

/// What a supervisor decided about two records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the words say it")]
pub struct Decided {
    pub by: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    pub customers: [CustomerId; 2],
}

/// Whether two records are two persons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the words say it")]
pub struct Difference {
    pub different: bool,
    pub by: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Names a pair of customers: both ids, the smaller first.
#[must_use]
pub fn pair(one: CustomerId, other: CustomerId) -> String {
    format!("{}.{}", one.min(other).0, one.max(other).0)
}

/// From where and as of when, for something whose value is elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// Kind of source system.
    pub source: String,
    /// The event's time.
    pub as_of: Timestamp,
}

/// One consent, newest word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the words say it")]
pub struct ConsentRecord {
    pub purpose: ConsentPurpose,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<Channel>,
    pub state: Fact<ConsentState>,
}

/// A search for flights.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchRecord {
    /// When.
    pub at: Timestamp,
    /// IATA.
    pub from: String,
    /// IATA.
    pub to: String,
    /// It went as far as a booking that was left unfinished.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub left: bool,
}

/// How one message, score or mention sounds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoodRecord {
    /// When it was said.
    pub at: Timestamp,
    /// Kind of source system.
    pub source: String,
    /// The means, when it was a message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<Channel>,
    /// -100 to 100; absent when it cannot be judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<i8>,
    /// 0 to 100.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub confidence: u8,
    /// What language it was taken for, BCP 47.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn is_zero(number: &u8) -> bool {
    *number == 0
}

/// What showed where the customer was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SeenAt {
    /// A chauffeur took them to the airport.
    Chauffeur,
    /// They handed in a bag.
    BagDrop,
    /// They passed security.
    Security,
    /// They were let into a lounge.
    Lounge,
    /// They went through the gate.
    Gate,
    /// They were given a bag back.
    BagReclaim,
}

/// The customer was seen somewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sighting {
    /// When.
    pub at: Timestamp,
    /// What showed it.
    pub seen: SeenAt,
    /// Kind of source system.
    pub source: String,
    /// IATA.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub airport: Option<String>,
    /// The flight it was for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flight: Option<FlightKey>,
}

/// A booking as far as this customer is on it. Each part keeps its own time, so that a late event undoes nothing newer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the words say it")]
pub struct BookingRecord {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Fact<BookingStatus>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub booked_at: Option<Fact<Timestamp>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<Fact<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub corporate: Option<Fact<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<Fact<Money>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub passengers: Option<Fact<Vec<PassengerRecord>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub segments: Option<Fact<Vec<SegmentRecord>>>,
    /// Every segment the booking ever had, by flight: what was missed or changed is told from it.
    #[serde(skip_serializing_if = "LiteMap::is_empty")]
    pub seen: LiteMap<FlightKey, Fact<SegmentRecord>>,
    /// By flight.
    #[serde(skip_serializing_if = "LiteMap::is_empty")]
    pub checkins: LiteMap<FlightKey, CheckinRecord>,
    /// Flights the customer was not let onto.
    #[serde(skip_serializing_if = "LiteMap::is_empty")]
    pub denied: LiteMap<FlightKey, Fact<DeniedRecord>>,
    /// Flights on which they sat in another cabin than booked.
    #[serde(skip_serializing_if = "LiteMap::is_empty")]
    pub cabins: LiteMap<FlightKey, Fact<CabinsRecord>>,
}

/// Somebody on a booking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the words say it")]
pub struct PassengerRecord {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<CustomerId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ssrs: Vec<String>,
}

/// A flight of a booking as sold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the words say it")]
pub struct SegmentRecord {
    pub flight: String,
    pub date: Date,
    pub from: String,
    pub to: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub departs: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arrives: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cabin: Option<String>,
    /// The airline that flies it, when the booking says another than the designator's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operating_carrier: Option<String>,
}

/// Check-in and seat on one flight.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the words say it")]
pub struct CheckinRecord {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seat: Option<Fact<String>>,
    /// Done, with this many bags.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bags: Option<Fact<u32>>,
}

/// One bag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the words say it")]
pub struct BagRecord {
    pub status: Fact<BagStatus>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pnr: Option<Fact<Pnr>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flight: Option<Fact<FlightKey>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub airport: Option<Fact<String>>,
    /// Why it went astray; belongs to the status and goes with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// When it was first missed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub astray: Option<Timestamp>,
}

impl SegmentRecord {
    /// The flight's key.
    #[must_use]
    pub fn key(&self) -> FlightKey {
        FlightKey::new(&self.flight, self.date)
    }
}

impl BookingRecord {
    /// The flights the booking has now, in order.
    #[must_use]
    pub fn current(&self) -> &[SegmentRecord] {
        self.segments.as_ref().map(|segments| segments.value.as_slice()).unwrap_or_default()
    }

    /// The flights it had before and has no more.
    pub fn former(&self) -> impl Iterator<Item = &SegmentRecord> {
        self.seen
            .values()
            .map(|fact| &fact.value)
            .filter(|segment| !self.current().iter().any(|now| now.key() == segment.key()))
    }

    /// All of them.
    pub fn segments_and_former(&self) -> impl Iterator<Item = &SegmentRecord> {
        self.current().iter().chain(self.former())
    }
}

impl CustomerRecord {
    /// Adds a line to the timeline; nothing when it is there already, else the oldest ones when there are many, for the
    /// table.
    pub fn note(&mut self, line: Line) -> Option<Vec<Line>> {
        const MOST: usize = 16;
        match self.recent.binary_search_by_key(&(line.at, line.seq), |known| (known.at, known.seq)) {
            Ok(place) => {
                self.recent[place].shared &= line.shared;
                return None;
            }
            Err(place) => self.recent.insert(place, line),
        }
        let over = if self.recent.len() > MOST { MOST / 2 } else { 0 };
        Some(self.recent.drain(..over).collect())
    }

    /// The name to show: the newest, and of equally new ones the longest.
    #[must_use]
    pub fn name(&self) -> Option<&Fact<Name>> {
        self.names.iter().max_by_key(|fact| {
            (fact.as_of, fact.value.given.len() + fact.value.family.len(), fact.value.given.clone())
        })
    }

    /// Identifiers of one kind, by value.
    pub fn of_kind<'a>(&'a self, word: &str) -> impl Iterator<Item = (&'a String, &'a Provenance)> + use<'a> {
        self.identifiers.get(word).into_iter().flatten()
    }

    /// Every flight of every booking, also of cancelled ones and those it had before, oldest date first.
    #[must_use]
    pub fn flights(&self) -> Vec<FlightKey> {
        let mut segments: Vec<&SegmentRecord> =
            self.bookings.values().flat_map(BookingRecord::segments_and_former).collect();
        segments.sort_by_key(|segment| (segment.date, segment.departs));
        let mut keys: Vec<FlightKey> = segments.into_iter().map(SegmentRecord::key).collect();
        keys.dedup();
        keys
    }
}
