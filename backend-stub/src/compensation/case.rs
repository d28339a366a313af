//! What befell one passenger, as the law takes it: from their record and its flights to the facts of `purser-entitlement`.
//! Pure.
//!
//! Deliberately not here: what the law and the airline's policy make of it (`outcome`), and acting on that (`award`).

mod bags;
mod flights;
mod price;
#[cfg(test)]
mod tests;

use super::subject::Subject;
use crate::{
    customers::{
        record::{BookingRecord, CustomerRecord},
        view::Flights,
    },
    flights::record::FlightRecord,
    journeys::legs::leg,
};
use jiff::{SignedDuration, Timestamp};
use purser_contract::{
    CustomerId, FlightKey, Pnr,
    compensation::{DisruptionKind, JourneyEnds},
    payload::{DisruptionNote, Name},
};
use purser_entitlement::Facts;
use std::collections::BTreeSet;

/// From so many minutes on a delay is looked at for everybody on the flight.
pub const NOTABLE_DELAY: i64 = 60;
/// From so many on it is looked at because it may break a connection.
pub const TELLING_DELAY: i64 = 30;

/// The passenger, with all their flights.
#[derive(Clone, Copy, Debug)]
pub struct Passenger<'a> {
    /// Who.
    pub id: CustomerId,
    /// What is known of them.
    pub record: &'a CustomerRecord,
    /// Their flights, as far as operations spoke of them.
    pub flights: &'a Flights,
    /// The airline's country, which stands in where nobody says whose licence it is.
    pub home: &'a str,
}

/// What befell them.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// What was disrupted.
    pub subject: Subject,
    /// The facts, as the law asks for them.
    pub facts: Facts,
    /// The booking.
    pub pnr: Option<Pnr>,
    /// The name on the booking.
    pub passenger: String,
    /// First departure and final destination.
    pub journey: Option<JourneyEnds>,
    /// The cabin that was booked.
    pub cabin: Option<String>,
    /// It happened; it is not what is expected.
    pub actual: bool,
    /// The newest of what it is made of.
    pub as_of: Timestamp,
    /// Why a supervisor must look, whatever the law says.
    pub doubts: Vec<String>,
    /// Nothing is wrong with this journey; only a decision of before brings it up.
    pub harmless: bool,
    /// What was disrupted, for those who look at it as a whole.
    pub note: DisruptionNote,
}

/// Whether a flight is to be watched: operations said that it is in trouble, or times that only the bookings can show to be
/// late.
#[must_use]
pub fn is_disrupted(flight: &FlightRecord) -> bool {
    let unplanned =
        |planned: bool, expected: Option<&purser_contract::Fact<Timestamp>>| !planned && expected.is_some();
    is_in_trouble(flight)
        || unplanned(flight.scheduled_departure.is_some(), flight.expected_departure())
        || unplanned(flight.scheduled_arrival.is_some(), flight.expected_arrival())
}

/// Whether operations said enough of a flight for all of its passengers to be looked at.
#[must_use]
pub fn is_in_trouble(flight: &FlightRecord) -> bool {
    use crate::flights::record::delay;
    use purser_contract::journey::FlightStatus::{Cancelled, Diverted};
    let moved = flight.movement.as_ref().map(|fact| fact.value);
    let planned = |fact: &Option<purser_contract::Fact<Timestamp>>| fact.as_ref().map(|fact| fact.value);
    let late = [
        delay(planned(&flight.scheduled_departure), flight.expected_departure()),
        delay(planned(&flight.scheduled_arrival), flight.expected_arrival()),
    ];
    let unplanned = flight.delayed.is_some()
        && (flight.scheduled_departure.is_none() || flight.scheduled_arrival.is_none());
    matches!(moved, Some(Cancelled | Diverted))
        || late.into_iter().flatten().any(|late| late >= TELLING_DELAY)
        || unplanned
}

/// Whether a flight that is in no trouble by itself may concern this passenger: it is late by the times of their booking, or
/// something was decided for them before. That costs a look at the booking, and nothing else of them need be read.
#[must_use]
pub fn may_concern(record: &CustomerRecord, key: &FlightKey, flight: &Flights) -> bool {
    let late = |booking: &BookingRecord| {
        let mut own = booking.segments_and_former().filter(|segment| segment.key() == *key);
        own.any(|segment| leg(segment, flight).worst_delay() >= TELLING_DELAY)
    };
    !record.compensations.is_empty() || record.bookings.values().any(late)
}

/// Everything of this passenger's that may be disrupted; what a decision was made about before is the caller's to add.
#[must_use]
pub fn subjects(record: &CustomerRecord, disrupted: &BTreeSet<FlightKey>) -> BTreeSet<Subject> {
    let mut found = BTreeSet::new();
    for booking in record.bookings.values() {
        let flown = booking.segments_and_former().map(crate::customers::record::SegmentRecord::key);
        found.extend(flown.filter(|key| disrupted.contains(key)).map(Subject::Flight));
        found.extend(booking.denied.keys().cloned().map(Subject::Flight));
        found.extend(booking.cabins.keys().cloned().map(Subject::Cabin));
    }
    for (tag, bag) in record.bags.iter().filter(|(_, bag)| bag.astray.is_some()) {
        if let Some(flight) = &bag.flight {
            found.insert(Subject::Bag(tag.clone(), flight.value.clone()));
        }
    }
    found
}

/// What befell the passenger there; nothing when it concerns them in no way.
#[must_use]
pub fn case(passenger: Passenger<'_>, subject: &Subject) -> Option<Case> {
    let mut cases: Vec<Case> = match subject {
        Subject::Bag(tag, key) => bags::case(passenger, tag, key).into_iter().collect(),
        Subject::Flight(key) | Subject::Cabin(key) => {
            let bookings = passenger.record.bookings.iter().filter(|(_, booking)| is_on(booking, key));
            bookings.filter_map(|(pnr, booking)| flights::case(passenger, pnr, booking, subject)).collect()
        }
    };
    let several = cases.iter().filter(|case| !case.harmless).count() > 1;
    // A journey that is disrupted before one that is not; else by the booking's reference.
    cases.sort_by_key(|case| (case.harmless, case.pnr.clone()));
    let as_of = cases.iter().map(|case| case.as_of).max();
    let mut case = cases.into_iter().next()?;
    case.as_of = as_of.unwrap_or(case.as_of);
    if several {
        case.doubts
            .push("The passenger is on two bookings of this flight; one of them is decided.".to_owned());
    }
    Some(case)
}

fn is_on(booking: &BookingRecord, key: &FlightKey) -> bool {
    booking.segments_and_former().any(|segment| segment.key() == *key)
}

/// The name a passenger has on a booking, else the one they are known by.
fn name_on(passenger: Passenger<'_>, booking: Option<&BookingRecord>) -> String {
    let there = booking.and_then(|booking| booking.passengers.as_ref());
    let own = there.and_then(|there| {
        there.value.iter().find(|other| other.customer_id == Some(passenger.id))?.name.as_ref()
    });
    let known = own.or_else(|| passenger.record.name().map(|fact| &fact.value));
    known.map(full).unwrap_or_default()
}

/// A name as one line.
#[must_use]
pub fn full(name: &Name) -> String {
    format!("{} {}", name.given, name.family).trim().to_owned()
}

/// The newest of what operations said that counts here.
#[must_use]
pub fn newest_of(flight: &FlightRecord) -> Option<Timestamp> {
    let times = [
        &flight.scheduled_departure,
        &flight.scheduled_arrival,
        &flight.estimated_departure,
        &flight.estimated_arrival,
        &flight.actual_departure,
        &flight.actual_arrival,
    ];
    let texts = [
        &flight.from,
        &flight.to,
        &flight.cause,
        &flight.operating_carrier,
        &flight.carrier_country,
        &flight.diverted_to,
    ];
    let moved = flight.movement.as_ref().map(|fact| fact.as_of);
    let delayed = flight.delayed.as_ref().map(|fact| fact.as_of);
    let times = times.into_iter().flatten().map(|fact| fact.as_of);
    let texts = texts.into_iter().flatten().map(|fact| fact.as_of);
    times.chain(texts).chain(moved).chain(delayed).max()
}

/// When something can be said at the earliest that follows from these facts.
#[must_use]
pub fn just_after(at: Timestamp) -> Timestamp {
    at.saturating_add(SignedDuration::from_micros(1)).unwrap_or(at)
}

fn minutes(from: Timestamp, to: Timestamp) -> i64 {
    (to.as_second() - from.as_second()).div_euclid(60)
}

/// What a disruption's kind is for a reader.
fn kind_of(disruption: purser_entitlement::vocabulary::Disruption) -> DisruptionKind {
    use purser_entitlement::vocabulary::Disruption as D;
    match disruption {
        D::Cancellation => DisruptionKind::Cancellation,
        D::DeniedBoarding => DisruptionKind::DeniedBoarding,
        D::Downgrade | D::Upgrade | D::SeatChangeSameCabin => DisruptionKind::Downgrade,
        D::ReturnToDeparture | D::UnscheduledStop | D::DiversionSameRegion | D::DiversionOtherRegion => {
            DisruptionKind::Diversion
        }
        D::BaggageDelay | D::BaggageLost | D::BaggageDamage | D::CargoLost | D::CargoDamage => {
            DisruptionKind::Baggage
        }
        D::Delay
        | D::MissedConnection
        | D::BroughtForward
        | D::RetimedLater
        | D::RebookedFirstLeg
        | D::ScheduleChange
        | D::Renumbered => DisruptionKind::Delay,
    }
}
