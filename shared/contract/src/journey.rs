//! The live journey: where the customer is between booking and the last bag, step by step.
//!
//! Deliberately not here: how a step is derived; the backend's `journeys` does that from flights and check-ins.

use crate::{
    fact::Fact,
    ids::{FlightKey, Pnr},
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// An airport as people read it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Place {
    /// IATA code.
    pub iata: String,
    /// City, or the code again when it is not known.
    pub city: String,
    /// IANA time zone, for local times; `UTC` when it is not known.
    pub zone: String,
}

/// How a flight is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum FlightStatus {
    Scheduled,
    Delayed,
    Departed,
    Arrived,
    Diverted,
    Cancelled,
}

/// `GET /v1/flights/{carrier+number}/{date}`: one flight with everything operations said last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[expect(missing_docs, reason = "the contract's table names the fields")]
pub struct FlightView {
    pub id: FlightKey,
    pub flight: String,
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date"))]
    pub date: Date,
    /// Events applied; grows by one with each.
    pub version: u64,
    pub status: Fact<FlightStatus>,
    pub from: Option<Place>,
    pub to: Option<Place>,
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Fact<String>>))]
    pub scheduled_departure: Option<Fact<Timestamp>>,
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Fact<String>>))]
    pub scheduled_arrival: Option<Fact<Timestamp>>,
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Fact<String>>))]
    pub estimated_departure: Option<Fact<Timestamp>>,
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Fact<String>>))]
    pub estimated_arrival: Option<Fact<Timestamp>>,
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Fact<String>>))]
    pub actual_departure: Option<Fact<Timestamp>>,
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Fact<String>>))]
    pub actual_arrival: Option<Fact<Timestamp>>,
    pub cause: Option<Fact<String>>,
    pub aircraft: Option<Fact<String>>,
    pub gate: Option<Fact<String>>,
    pub operating_carrier: Option<Fact<String>>,
    pub carrier_country: Option<Fact<String>>,
    pub diverted_to: Option<Fact<String>>,
    /// Minutes late at departure by the newest estimate or the actual time; negative when early.
    pub departure_delay_min: Option<i64>,
    /// Minutes late at arrival by the newest estimate or the actual time; negative when early.
    pub arrival_delay_min: Option<i64>,
}

/// What a step of the journey is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum StepKind {
    Booked,
    CheckedIn,
    Security,
    Flight,
    Connection,
    Arrival,
    Bags,
}

/// How far a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum StepState {
    /// It happened, as planned or nearly.
    Done,
    /// It is the one the customer is at.
    Now,
    /// It is still to come.
    Upcoming,
    /// It went wrong: cancelled, missed, mishandled.
    Failed,
}

/// One step of the strip.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JourneyStep {
    /// What it is about.
    pub kind: StepKind,
    /// The bold word: `Booked`, `ZX 402`, `FRA`.
    pub label: String,
    /// The words under it without the time: `web`, `seat 14C`, `gate B12`, `missed ZX 80`.
    pub detail: String,
    /// How far it is.
    pub state: StepState,
    /// When it happened or is expected, UTC.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = "date-time"))]
    pub at: Option<Timestamp>,
    /// The zone to show `at` in.
    pub zone: Option<String>,
    /// Minutes late; absent when on time, unknown or meaningless.
    pub delay_min: Option<i64>,
    /// Which kind of system said so, absent for a step that has not begun.
    pub source: Option<String>,
    /// As of when.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = "date-time"))]
    pub as_of: Option<Timestamp>,
}

/// The one word about a journey.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum JourneyStatus {
    Planned,
    OnTime,
    Delayed,
    MissedConnection,
    Cancelled,
    Diverted,
    BagMissing,
    Completed,
}

/// Where a customer is, as far as the newest of many events tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Whereabouts {
    /// Not seen at the airport yet.
    Home,
    /// Seen at the airport, before security.
    AtAirport,
    /// Past security, in a lounge for instance.
    PastSecurity,
    /// Went through the gate.
    Boarded,
    /// On a flight that left.
    InTheAir,
    /// On the ground; no bags, or nothing known of them.
    Landed,
    /// On the ground where the next flight leaves.
    Connecting,
    /// Landed for good, and a bag is not delivered.
    WaitingForBags,
    /// Landed for good, and has all bags.
    Arrived,
}

/// A place in a journey.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Position {
    /// The one word.
    #[serde(rename = "where")]
    pub at: Whereabouts,
    /// The airport, when they are at one.
    pub airport: Option<Place>,
    /// The flight, when they are on one or about to be: `ZX402`.
    pub flight: Option<String>,
    /// What shows it, in words: `ZX 402 arrived`, `seen in the lounge`.
    pub because: String,
}

/// The journey that matters now: the one under way, else the next, else the last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Journey {
    /// The booking it is of.
    pub pnr: Pnr,
    /// First departure to final destination.
    pub route: Vec<Place>,
    /// Local date of the first departure.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date"))]
    pub date: Date,
    /// The one word.
    pub status: JourneyStatus,
    /// Where the customer is now, by the newest event that shows it; absent when nothing does.
    #[serde(default)]
    pub position: Option<Fact<Position>>,
    /// The strip.
    pub steps: Vec<JourneyStep>,
    /// What went wrong, the gravest first, in sentences an agent can read out.
    pub problems: Vec<Fact<String>>,
}
