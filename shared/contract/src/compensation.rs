//! What passengers of a disrupted flight are owed, what became of it, and the disruption that ties them together.
//!
//! Deliberately not here: the law (`purser-entitlement`), the airline's policy and who may decide.

use crate::{
    ids::{CustomerId, Pnr},
    payload::Money,
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt};
use uuid::Uuid;

/// One passenger's outcome of one disruption. A UUIDv7 made from both, so that the same case never has two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct CompensationId(pub Uuid);

/// One disruption: a flight's, or a bag's. A UUIDv7 made from what was disrupted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct DisruptionId(pub Uuid);

impl fmt::Display for CompensationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for DisruptionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Where a compensation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CompensationStatus {
    /// The law and the policy give nothing.
    NothingDue,
    /// It would be due if what is expected comes true: an estimate, not yet an arrival.
    Proposed,
    /// A supervisor must decide.
    PendingApproval,
    /// One of the supervisors it takes has approved.
    Approved,
    /// Ordered from the payment, voucher and loyalty systems.
    Issued,
    /// A supervisor said no, with a note.
    Rejected,
    /// The facts changed after it was issued: more was issued, or less would have been. Nothing is taken back.
    Adjusted,
}

/// What a passenger is owed after one disruption.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Compensation {
    /// The same for the same passenger and disruption, however often it is decided.
    pub id: CompensationId,
    /// The passenger's record now.
    pub customer_id: CustomerId,
    /// The name on the booking.
    pub passenger: String,
    /// The booking.
    pub pnr: Option<Pnr>,
    /// Carrier and number of the flight that was disrupted.
    pub flight: String,
    /// Its local departure date.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date"))]
    pub date: Date,
    /// First departure and final destination of the booking's journey, IATA.
    pub journey: Option<JourneyEnds>,
    /// The disruption.
    pub disruption_id: DisruptionId,
    /// The law that gives most, by its code (`EU261`); none when no law gives anything.
    pub regime: Option<String>,
    /// What is owed in money by what is known now. Zero when nothing is.
    pub amount: Money,
    /// What was ordered so far, by currency; never shrinks.
    pub issued: Vec<Money>,
    /// Where it stands.
    pub status: CompensationStatus,
    /// What must be provided while waiting.
    pub care: CareDue,
    /// What the airline adds of its own.
    pub extras: Vec<Extra>,
    /// The chain, in sentences a customer can read.
    pub reasons: Vec<String>,
    /// Article and judgment.
    pub legal_basis: Vec<String>,
    /// The nearest facts that would change it.
    pub what_would_change_it: Vec<String>,
    /// Why a supervisor must look, in sentences; empty when none must.
    pub review: Vec<String>,
    /// How many supervisors must approve.
    pub approvals_needed: u32,
    /// Who approved so far.
    pub approvals: Vec<Approval>,
    /// What the law gives a time for.
    pub deadlines: Vec<Deadline>,
    /// The version of the airline's policy that decided.
    pub policy_version: String,
    /// The version of the law that decided.
    pub ruleset: Option<String>,
    /// The facts it was decided on, as `POST /v1/entitlements/assess` takes them.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub facts: serde_json::Value,
    /// What happened to it, oldest first.
    pub history: Vec<CompensationStep>,
    /// Grows with every change; `If-Match` takes it.
    pub version: u64,
}

/// Where a journey begins and ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JourneyEnds {
    /// First departure, IATA.
    pub from: String,
    /// Final destination, IATA.
    pub to: String,
}

/// Care due while waiting (Art. 9 of Regulation 261/2004 and its like); absent where the law does not say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[expect(missing_docs, reason = "the words say it")]
pub struct CareDue {
    pub meals: Option<bool>,
    pub communications: Option<bool>,
    pub hotel: Option<bool>,
}

/// What the airline gives of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Extra {
    /// What.
    pub kind: ExtraKind,
    /// How many miles or visits; 0 for what is not counted.
    pub quantity: u32,
    /// A voucher's value.
    pub value: Option<Money>,
    /// Why, in one sentence.
    pub reason: String,
    /// Whether it was ordered.
    pub issued: bool,
}

/// What the airline can give of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ExtraKind {
    /// For meals while waiting.
    MealVoucher,
    /// A night and the way to it.
    HotelVoucher,
    /// For later travel.
    TravelVoucher,
    /// Loyalty miles.
    Miles,
    /// Into the lounge.
    LoungeAccess,
}

/// A supervisor's yes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Approval {
    /// The supervisor.
    pub by: String,
    /// When, UTC.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
    pub at: Timestamp,
    /// Why.
    pub note: Option<String>,
    /// To what: the version it had.
    pub version: u64,
}

/// By when something must be done by law.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Deadline {
    /// What: `payment`, `refund`, `reply`, `claim`.
    pub what: String,
    /// When it runs out, UTC.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
    pub due_at: Timestamp,
    /// Article.
    pub basis: String,
    /// Whether it was met.
    pub met: bool,
}

/// One step of a compensation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CompensationStep {
    /// When, UTC.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
    pub at: Timestamp,
    /// The supervisor, or `purser`.
    pub by: String,
    /// Where it stood from then on.
    pub status: CompensationStatus,
    /// What was owed from then on.
    pub amount: Money,
    /// A supervisor's words, or what changed.
    pub note: Option<String>,
}

/// What went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum DisruptionKind {
    Cancellation,
    Delay,
    Diversion,
    DeniedBoarding,
    Downgrade,
    Baggage,
}

/// One disruption with what became of its passengers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Disruption {
    /// See [`DisruptionId`].
    pub id: DisruptionId,
    /// Carrier and number.
    pub flight: String,
    /// Local departure date.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date"))]
    pub date: Date,
    /// From, IATA, where it is known.
    pub from: Option<String>,
    /// To, IATA, where it is known.
    pub to: Option<String>,
    /// What went wrong, by the gravest that is known now.
    pub kind: DisruptionKind,
    /// The carrier's stated cause.
    pub cause: Option<String>,
    /// The newest estimate or the actual delay at arrival, minutes.
    pub arrival_delay_min: Option<i64>,
    /// When the first word of it came, UTC.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
    pub opened_at: Timestamp,
    /// When anything of it changed last, UTC.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
    pub changed_at: Timestamp,
    /// Passengers concerned, those on connecting bookings included; the sum of `outcomes`.
    pub passengers: u32,
    /// Those whose final destination is not the flight's.
    pub connecting: u32,
    /// Passengers still to be decided: 0 when it is done.
    pub waiting: u32,
    /// Passengers by status.
    pub outcomes: BTreeMap<CompensationStatus, u32>,
    /// What is owed, by currency, decimal; rejected ones left out.
    pub total: BTreeMap<String, String>,
    /// What was ordered so far, by currency, decimal.
    pub issued: BTreeMap<String, String>,
}

/// `GET /v1/disruptions/{id}`: the disruption with its passengers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DisruptionDetail {
    /// The disruption.
    #[serde(flatten)]
    pub disruption: Disruption,
    /// Its passengers' compensations, by name.
    pub items: Vec<Compensation>,
}

/// `POST /v1/compensations/{id}/approve`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ApproveRequest {
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// `POST /v1/compensations/{id}/reject`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RejectRequest {
    /// Why; the customer may ask.
    #[cfg_attr(feature = "openapi", schema(min_length = 1))]
    pub note: String,
}

/// What a supervisor says of many at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum BulkVerdict {
    Approve,
    Reject,
    /// Takes back rejections and first approvals; they wait again. Which must be named.
    Undo,
}

/// `POST /v1/disruptions/{id}/decide`: one word for all that wait, or for those that are named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct BulkDecision {
    /// What.
    pub decision: BulkVerdict,
    /// Which; all that wait for approval when left out. What is to be taken back is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compensations: Option<Vec<CompensationId>>,
    /// Why; needed to reject.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Only say what would happen.
    #[serde(default)]
    pub preview: bool,
}

/// What a bulk decision did, or would do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BulkOutcome {
    /// Nothing was done.
    pub preview: bool,
    /// What is, or would be, decided.
    pub affected: Vec<CompensationId>,
    /// Of these, how many are issued with it.
    pub issued: u32,
    /// Of these, how many then wait for a second supervisor.
    pub waiting_for_second: u32,
    /// What it costs, by currency, decimal.
    pub total: BTreeMap<String, String>,
    /// What is left as it is, with the reason.
    pub left: Vec<LeftAlone>,
}

/// One that a bulk decision does not touch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[expect(missing_docs, reason = "the words say it")]
pub struct LeftAlone {
    pub id: CompensationId,
    pub reason: String,
}

/// The realtime frame `compensation.changed`, for supervisors: what to show anew. A hint; after a gap, read again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CompensationChanged {
    /// The disruption as it stands.
    pub disruption: Disruption,
    /// How many compensations wait for approval, everywhere.
    pub pending_approval: u64,
}
