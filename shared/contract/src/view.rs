//! The 360: everything known about one customer, each value with its source and time.
//!
//! Deliberately not here: the rules that make it, and the window's own state.

use crate::{
    compensation::Compensation,
    fact::Fact,
    ids::{ContactId, CustomerId, FlightKey, Pnr},
    insight::{CustomerSegment, CustomerValue, Sentiment, Signal},
    journey::{FlightStatus, Journey, Place},
    payload::{Channel, ConsentPurpose, ConsentState, Money, Name, OrderItem},
    suggestion::{Merge, Suggestion},
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// `GET /v1/customers/{id}/360`, and what a screen-pop carries.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Customer360 {
    /// The customer's id now; a request for an older, linked id answers with this one.
    pub id: CustomerId,
    /// Grows with every event that changes anything in the view.
    pub version: u64,
    /// Who they are.
    pub customer: CustomerCard,
    /// The journey that matters now, when there is one.
    pub journey: Option<Journey>,
    /// Newest departure first.
    pub bookings: Vec<Booking>,
    /// Newest first.
    pub bags: Vec<Bag>,
    /// Filled by the cases capability.
    pub cases: Vec<serde_json::Value>,
    /// What they were owed after disruptions and what became of it, newest first.
    #[serde(default)]
    pub compensations: Vec<Compensation>,
    /// Filled by the offers capability.
    pub offers: Vec<serde_json::Value>,
    /// What the customer agreed to or withdrew.
    pub consents: Vec<Consent>,
    /// Stated preferences by key.
    pub preferences: Vec<Preference>,
    /// Special needs, the gravest first.
    pub needs: Vec<Need>,
    /// The people around the customer.
    pub relationships: Vec<Relationship>,
    /// What follows from many events together, the most urgent first.
    #[serde(default)]
    pub signals: Vec<Signal>,
    /// Other records that may be this person's, the likeliest first.
    pub suggestions: Vec<Suggestion>,
    /// Those of them that a supervisor said are somebody else.
    pub dismissed: Vec<Suggestion>,
    /// Merges by supervisors that stand, newest first.
    pub merges: Vec<Merge>,
    /// What they are worth to the airline; absent when the customer withheld profiling.
    pub value: Option<CustomerValue>,
    /// How they feel; absent when nothing was written or scored lately, or when the customer withheld profiling.
    pub sentiment: Option<Sentiment>,
    /// The groups they belong to by the airline's rules; none when the customer withheld profiling.
    #[serde(default)]
    pub segments: Vec<CustomerSegment>,
    /// Contacts and messages, newest first, the last 20.
    pub interactions: Vec<Interaction>,
    /// Scores and words, newest first, the last 10.
    pub feedback: Vec<Feedback>,
    /// Things bought outside a booking, newest first, the last 10.
    pub orders: Vec<Order>,
}

/// Who the customer is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CustomerCard {
    /// The name most recently given by a source.
    pub name: Option<Fact<Name>>,
    /// The language they speak, BCP 47; from a stated preference, else from the voice menu.
    pub language: Option<Fact<String>>,
    /// How to say the name, when somebody wrote it down.
    pub pronunciation: Option<Fact<String>>,
    /// The loyalty programme's word.
    pub loyalty: Option<Fact<Loyalty>>,
    /// The birthday.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Fact<String>>))]
    pub birth_date: Option<Fact<Date>>,
    /// Where they live, on one line.
    pub address: Option<Fact<String>>,
    /// Everything they are known by.
    pub identifiers: IdentifierSet,
}

/// Loyalty standing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[expect(missing_docs, reason = "the words say it")]
pub struct Loyalty {
    pub programme: Option<String>,
    pub number: String,
    pub tier: Option<String>,
    /// Miles or points.
    pub balance: Option<i64>,
}

/// All identifiers of a customer, normalised, each with its source. Sorted by value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IdentifierSet {
    /// Loyalty numbers, upper case.
    pub loyalty: Vec<Fact<String>>,
    /// E-mail addresses, lower case.
    pub email: Vec<Fact<String>>,
    /// Telephone numbers, E.164.
    pub phone: Vec<Fact<String>>,
    /// Subjects at the customer identity provider.
    pub idp_subject: Vec<Fact<String>>,
    /// Booking references.
    pub pnr: Vec<Fact<String>>,
}

/// A booking as the customer's own part of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[expect(missing_docs, reason = "the words say it")]
pub struct Booking {
    pub pnr: Pnr,
    pub status: Fact<BookingStatus>,
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = "date-time"))]
    pub booked_at: Option<Timestamp>,
    /// Where it was made: `web`, `app`, `agency`, …
    pub channel: Option<String>,
    pub corporate: Option<String>,
    pub total: Option<Money>,
    pub passengers: Vec<Passenger>,
    pub segments: Vec<Segment>,
}

/// Whether a booking stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum BookingStatus {
    Confirmed,
    Cancelled,
}

/// Somebody on the booking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[expect(missing_docs, reason = "the words say it")]
pub struct Passenger {
    pub customer_id: Option<CustomerId>,
    pub name: Option<Name>,
    pub ticket: Option<String>,
    pub ssrs: Vec<String>,
    /// Whether this is the customer whose view it is.
    #[serde(rename = "self")]
    pub is_self: bool,
}

/// One flight of the booking with its live state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[expect(missing_docs, reason = "the words say it")]
pub struct Segment {
    pub flight: String,
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date"))]
    pub date: Date,
    pub key: FlightKey,
    pub from: Place,
    pub to: Place,
    /// As sold, UTC.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = "date-time"))]
    pub departs: Option<Timestamp>,
    /// As sold, UTC.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = "date-time"))]
    pub arrives: Option<Timestamp>,
    pub cabin: Option<String>,
    pub seat: Option<Fact<String>>,
    /// Check-in, when it is done; the value is the number of bags.
    pub checked_in: Option<Fact<u32>>,
    /// What operations said last; absent when they have said nothing.
    pub status: Option<Fact<FlightStatus>>,
    pub gate: Option<Fact<String>>,
    /// Newest estimate or actual, UTC.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = "date-time"))]
    pub expected_departure: Option<Timestamp>,
    /// Newest estimate or actual, UTC.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = "date-time"))]
    pub expected_arrival: Option<Timestamp>,
    pub departure_delay_min: Option<i64>,
    pub arrival_delay_min: Option<i64>,
    pub cause: Option<Fact<String>>,
    /// The airline that flies it, when that is not the one whose number it carries.
    #[serde(default)]
    pub operated_by: Option<String>,
}

/// Where a bag is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum BagStatus {
    Checked,
    Loaded,
    Mishandled,
    Delivered,
}

/// One bag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[expect(missing_docs, reason = "the words say it")]
pub struct Bag {
    pub tag: String,
    pub status: Fact<BagStatus>,
    pub pnr: Option<Pnr>,
    pub flight: Option<FlightKey>,
    /// Where it was seen last, IATA.
    pub airport: Option<String>,
    pub reason: Option<String>,
}

/// One consent: a purpose, on one channel or on all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Consent {
    /// What for.
    pub purpose: ConsentPurpose,
    /// On which channel; absent means all.
    pub channel: Option<Channel>,
    /// What the customer said.
    pub state: Fact<ConsentState>,
}

/// One stated preference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Preference {
    /// `seat`, `meal`, `contact_by`, …
    pub key: String,
    /// What was stated, as text.
    pub value: Fact<String>,
}

/// One special need.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Need {
    /// The IATA special service code, or the preference key it was stated under.
    pub code: String,
    /// In words.
    pub text: Fact<String>,
    /// The booking it was asked for, when it came with one.
    pub pnr: Option<Pnr>,
}

/// What ties another person or a company to the customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum RelationshipKind {
    /// Travels on the same booking under the same family name.
    Family,
    /// An infant or a child on the same booking.
    Child,
    /// Travels on the same booking.
    Companion,
    /// Pays for bookings.
    Corporate,
}

/// Somebody around the customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Relationship {
    /// The tie.
    pub kind: RelationshipKind,
    /// Who, as written on the booking.
    pub name: String,
    /// Their own record, when there is one.
    pub customer_id: Option<CustomerId>,
    /// How many bookings say so; the provenance is the newest one's.
    pub bookings: Fact<u32>,
    /// Whether they are on the journey shown.
    pub on_this_journey: bool,
    /// The first day of the newest journey together, local to where it begins.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = "date"))]
    pub last: Option<Date>,
    /// Why, in one sentence: `Same family name; 3 bookings together, the last for 20 Nov 2026`.
    #[serde(default)]
    pub because: String,
}

/// Whether the customer or the airline began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum Direction {
    Inbound,
    Outbound,
}

/// A contact or a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[expect(missing_docs, reason = "the words say it")]
pub struct Interaction {
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
    pub at: Timestamp,
    pub channel: Channel,
    pub direction: Direction,
    pub source: String,
    /// Intent, disposition or the message's first words.
    pub summary: String,
    pub contact_id: Option<ContactId>,
    pub agent_id: Option<String>,
    /// What it was about: the voice menu's intent, or the thread of a message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
}

/// What the customer told us about us.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[expect(missing_docs, reason = "the words say it")]
pub struct Feedback {
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
    pub at: Timestamp,
    pub source: String,
    pub score: Option<f64>,
    pub text: Option<String>,
    pub about: Option<String>,
}

/// Something bought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[expect(missing_docs, reason = "the words say it")]
pub struct Order {
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
    pub at: Timestamp,
    pub source: String,
    pub order_id: Option<String>,
    pub items: Vec<OrderItem>,
}
