//! What the `data` of each event type carries. Unknown fields are ignored here and kept in the event log.
//!
//! Deliberately not here: phone numbers in E.164, folded names and other normal forms. The backend's ingest
//! makes those; these types say only what the sender wrote.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// How somebody is called.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Name {
    /// Given name or names; empty when not known.
    #[serde(default)]
    pub given: String,
    /// Family name; empty when not known.
    #[serde(default)]
    pub family: String,
}

/// An amount with its currency. The amount is a decimal in text, never a float.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Money {
    /// Decimal digits with an optional point: `250.00`.
    pub amount: String,
    /// ISO 4217.
    pub currency: String,
}

/// A person as a source system knows them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerRef {
    /// The name, when the source has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
    /// At least one must be there.
    #[serde(default)]
    pub identifiers: IdentifiersIn,
}

/// One value or several of the same kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum OneOrMany {
    /// A single value.
    One(String),
    /// Several values.
    Many(Vec<String>),
}

impl OneOrMany {
    /// The values, in the order they came.
    #[must_use]
    pub fn as_slice(&self) -> &[String] {
        match self {
            Self::One(value) => std::slice::from_ref(value),
            Self::Many(values) => values,
        }
    }
}

/// The identifiers a source knows a person by.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentifiersIn {
    /// Loyalty number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loyalty: Option<OneOrMany>,
    /// E-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<OneOrMany>,
    /// Telephone number in any spelling.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<OneOrMany>,
    /// Subject at the customer identity provider.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idp_subject: Option<OneOrMany>,
    /// Booking reference; identifies together with the family name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pnr: Option<OneOrMany>,
}

/// The means of a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Channel {
    /// A telephone call.
    Voice,
    /// A chat in the app or on the web.
    Chat,
    /// An e-mail.
    Email,
    /// A text message.
    Sms,
    /// A message on a social network.
    Social,
}

/// What the voice menu found out before the agent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Ivr {
    /// What the caller wants, in the menu's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intent: Option<String>,
    /// The language chosen, BCP 47.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Whether the caller proved who they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authenticated: Option<bool>,
    /// The booking reference keyed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pnr: Option<String>,
}

/// `purser.contact.ringing.v1`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the contract's table names the fields")]
pub struct ContactRinging {
    pub contact_id: String,
    pub channel: Channel,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ivr: Option<Ivr>,
}

/// `purser.contact.answered.v1` and `purser.contact.ended.v1`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the contract's table names the fields")]
pub struct ContactUpdate {
    pub contact_id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_s: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disposition: Option<String>,
}

/// One passenger of a booking.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the contract's table names the fields")]
pub struct PassengerIn {
    pub customer: CustomerRef,
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

/// `purser.message.received.v1`, `purser.message.sent.v1`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the contract's table names the fields")]
pub struct MessageIn {
    pub customer: CustomerRef,
    pub channel: Channel,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread: Option<String>,
}

/// `purser.consent.stated.v1`: a source system says what a customer agreed to or withdrew.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the contract's table names the fields")]
pub struct ConsentIn {
    pub customer: CustomerRef,
    pub purpose: ConsentPurpose,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<Channel>,
    pub state: ConsentState,
}

/// What a consent is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum ConsentPurpose {
    Service,
    Personalisation,
    Marketing,
    Social,
    Profiling,
    PartnerSharing,
}

/// What the customer said. Silence is not here: a purpose without a fact is `not given`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum ConsentState {
    Given,
    Refused,
    Withdrawn,
}
