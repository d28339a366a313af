//! What the `data` of each event type carries. Unknown fields are ignored here and kept in the event log.
//!
//! Deliberately not here: phone numbers in E.164, folded names and other normal forms. The backend's ingest
//! makes those; these types say only what the sender wrote.

pub mod person;
pub mod contact;
pub mod consent;
mod decision;
pub mod disrupted;

pub use consent::{ConsentIn, ConsentPurpose, ConsentState, StatedBy};
pub use contact::{Channel, ContactRinging, ContactUpdate, Ivr, MessageIn};
pub use decision::{DifferenceDecided, ErasureDecided, MergeDecided, UnmergeDecided};
pub use disrupted::{
    BoardingDenied, CabinChanged, CompensationAct, CompensationDecided, DisruptionNote, Notice,
};
pub use person::{AddressIn, CustomerRef, IdentifiersIn, Money, Name, OneOrMany};

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// One passenger of a booking.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the contract's table names the fields")]
pub struct PassengerIn {
    pub customer: CustomerRef,
    /// Only this service says so, in its own log: somebody stood here who was erased.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub erased: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<String>,
    #[serde(default)]
    pub ssrs: Vec<String>,
}

/// One flight of a booking as sold.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the contract's table names the fields")]
pub struct SegmentIn {
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
    /// The airline that flies it, when that is a partner; defaults to the flight's designator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operating_carrier: Option<String>,
}

/// `purser.booking.created.v1`, `.changed.v1`, `.cancelled.v1`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the contract's table names the fields")]
pub struct BookingIn {
    pub pnr: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub booked_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    #[serde(default)]
    pub passengers: Vec<PassengerIn>,
    #[serde(default)]
    pub segments: Vec<SegmentIn>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<Money>,
    /// The company that pays, when one does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corporate: Option<String>,
}

/// One thing bought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[expect(missing_docs, reason = "the contract's table names the fields")]
pub struct OrderItem {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sku: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Money>,
}

/// `purser.order.placed.v1`, `purser.ancillary.purchased.v1`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the contract's table names the fields")]
pub struct OrderIn {
    pub customer: CustomerRef,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_id: Option<String>,
    #[serde(default)]
    pub items: Vec<OrderItem>,
}

/// `purser.search.performed.v1`, `purser.booking.abandoned.v1`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the contract's table names the fields")]
pub struct SearchIn {
    pub customer: CustomerRef,
    pub from: String,
    pub to: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub depart_date: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cabin: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Money>,
}

/// `purser.loyalty.updated.v1`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the contract's table names the fields")]
pub struct LoyaltyIn {
    pub customer: CustomerRef,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub programme: Option<String>,
    pub number: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub balance: Option<i64>,
}

/// `purser.identity.linked.v1`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the contract's table names the fields")]
pub struct IdentityLinked {
    pub customer: CustomerRef,
}

/// `purser.social.mentioned.v1`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the contract's table names the fields")]
pub struct SocialIn {
    pub customer: CustomerRef,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub network: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// A number from -1 to 1, or a word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sentiment: Option<serde_json::Value>,
}

/// `purser.flight.*.v1`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the contract's table names the fields")]
pub struct FlightIn {
    pub flight: String,
    pub date: Date,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scheduled_departure: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scheduled_arrival: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub estimated_departure: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub estimated_arrival: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actual_departure: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actual_arrival: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aircraft: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gate: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operating_carrier: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carrier_country: Option<String>,
    /// Where a diverted flight went, IATA.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub diverted_to: Option<String>,
}

/// `purser.checkin.completed.v1`, `purser.seat.changed.v1`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the contract's table names the fields")]
pub struct CheckinIn {
    pub customer: CustomerRef,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pnr: Option<String>,
    pub flight: String,
    pub date: Date,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bags: Option<u32>,
}

/// `purser.security.passed.v1`, `purser.boarding.completed.v1`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the contract's table names the fields")]
pub struct PassageIn {
    pub customer: CustomerRef,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pnr: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flight: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub airport: Option<String>,
}

/// `purser.bag.*.v1`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the contract's table names the fields")]
pub struct BagIn {
    /// Later bag events may name only the tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<CustomerRef>,
    pub tag: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pnr: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flight: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub airport: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// `purser.security.delayed.v1`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the contract's table names the fields")]
pub struct SecurityDelay {
    pub airport: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terminal: Option<String>,
    pub wait_min: u32,
}

/// `purser.service.provided.v1`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the contract's table names the fields")]
pub struct ServiceIn {
    pub customer: CustomerRef,
    pub kind: ServiceKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub details: Option<serde_json::Value>,
}

/// What was provided on the ground or on board.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the words say it")]
pub enum ServiceKind {
    Lounge,
    Chauffeur,
    Catering,
    Meal,
}

/// `purser.retail.purchased.v1`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the contract's table names the fields")]
pub struct RetailIn {
    pub customer: CustomerRef,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flight: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    #[serde(default)]
    pub items: Vec<serde_json::Value>,
}

/// `purser.onboard.case-raised.v1`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the contract's table names the fields")]
pub struct OnboardCaseIn {
    pub customer: CustomerRef,
    pub flight: String,
    pub date: Date,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat: Option<String>,
    pub subject: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// `purser.feedback.received.v1`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the contract's table names the fields")]
pub struct FeedbackIn {
    pub customer: CustomerRef,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
}

/// `purser.preference.stated.v1`. The value is text, a number or a boolean.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the contract's table names the fields")]
pub struct PreferenceIn {
    pub customer: CustomerRef,
    pub key: String,
    pub value: serde_json::Value,
}
