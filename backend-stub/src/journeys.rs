//! The live journey of a customer: which booking matters now, its strip, and what went wrong. Pure, given the time.
//!
//! Deliberately not here: what the customer is owed for it.

pub mod legs;
mod problems;
mod steps;
mod position;
pub mod words;

use crate::customers::{
    record::{BookingRecord, CustomerRecord},
    view::Flights,
};
use jiff::{Timestamp, ToSpan};
use legs::{Leg, journeys};
use purser_contract::{
    FlightKey, Pnr,
    journey::{FlightStatus, Journey, JourneyStatus},
    view::{BagStatus, BookingStatus},
};

/// The journey under way, else the next, else the last.
#[must_use]
pub fn journey(record: &CustomerRecord, flights: &Flights, now: Timestamp) -> Option<Journey> {
    let (pnr, booking, legs) = choose(record, flights, now)?;
    let elsewhere = |key: &FlightKey| {
        let mut on_booking = booking.current().iter();
        on_booking.any(|sold| sold.key() == *key) && legs.iter().all(|leg| leg.key != *key)
    };
    let first = legs.first()?;
    let mut route = vec![crate::airports::place(&first.sold.from)];
    route.extend(legs.iter().map(|leg| crate::airports::place(&leg.sold.to)));
    let bags: Vec<_> = record
        .bags
        .iter()
        .filter(|(_, bag)| {
            let on_booking = bag.pnr.as_ref().is_some_and(|known| known.value == *pnr);
            let on_flight =
                bag.flight.as_ref().is_some_and(|key| legs.iter().any(|leg| leg.key == key.value));
            let other_way = bag.flight.as_ref().is_some_and(|key| elsewhere(&key.value));
            (on_booking && !other_way) || on_flight
        })
        .collect();
    let problems = problems::problems(booking, &legs, flights, &bags);
    Some(Journey {
        pnr: pnr.clone(),
        route,
        date: first.sold.date,
        status: status(booking, &legs, flights, &bags, now),
        position: position::position(record, &legs, &bags),
        steps: steps::steps(booking, &legs, &bags, now),
        problems,
    })
}

type Chosen<'a> = (&'a Pnr, &'a BookingRecord, Vec<Leg<'a>>);

/// From a day before departure to half a day after arrival a journey is under way.
fn choose<'a>(record: &'a CustomerRecord, flights: &'a Flights, now: Timestamp) -> Option<Chosen<'a>> {
    let mut dated: Vec<(Timestamp, Timestamp, bool, Chosen<'a>)> = record
        .bookings
        .iter()
        .flat_map(|(pnr, booking)| {
            journeys(booking, flights).into_iter().map(move |legs| (pnr, booking, legs))
        })
        .filter_map(|(pnr, booking, legs)| {
            let start = legs.first()?.departs()?;
            let end = legs.last()?.arrives().unwrap_or(start);
            let cancelled =
                booking.status.as_ref().is_some_and(|fact| fact.value == BookingStatus::Cancelled);
            Some((start, end.max(start), cancelled, (pnr, booking, legs)))
        })
        .collect();
    // A cancelled booking matters only when there is no other.
    if dated.iter().any(|entry| !entry.2) {
        dated.retain(|entry| !entry.2);
    }
    dated.sort_by(|a, b| (a.0, a.3.0).cmp(&(b.0, b.3.0)));
    let begun = |start: Timestamp| start.saturating_sub(24.hours()).is_ok_and(|begun| begun <= now);
    let open = |end: Timestamp| end.saturating_add(12.hours()).is_ok_and(|over| over >= now);
    let under_way = dated.iter().position(|entry| begun(entry.0) && open(entry.1));
    let next = dated.iter().position(|entry| entry.0 > now);
    let chosen = under_way.or(next).or(dated.len().checked_sub(1))?;
    Some(dated.swap_remove(chosen).3)
}

type Bags<'a> = [(&'a String, &'a crate::customers::record::BagRecord)];

fn status(
    booking: &BookingRecord,
    legs: &[Leg<'_>],
    flights: &Flights,
    bags: &Bags<'_>,
    now: Timestamp,
) -> JourneyStatus {
    let is = |leg: &Leg<'_>, status| leg.status() == Some(status);
    let arrived = legs.last().is_some_and(|leg| is(leg, FlightStatus::Arrived));
    let missing = bags.iter().any(|(_, bag)| bag.status.value == BagStatus::Mishandled);
    let cancelled = booking.status.as_ref().is_some_and(|fact| fact.value == BookingStatus::Cancelled);
    if cancelled || legs.iter().any(|leg| is(leg, FlightStatus::Cancelled)) {
        return JourneyStatus::Cancelled;
    }
    if arrived {
        return if missing { JourneyStatus::BagMissing } else { JourneyStatus::Completed };
    }
    if legs.iter().any(|leg| is(leg, FlightStatus::Diverted)) {
        return JourneyStatus::Diverted;
    }
    if legs::connections(booking, legs).iter().any(|connection| connection.missed.is_some()) {
        return JourneyStatus::MissedConnection;
    }
    // Another flight in place of a cancelled one may come later than was planned, however punctual it is.
    let later = |(former, instead): (Leg<'_>, &[Leg<'_>])| {
        let late = instead.last()?.arrives()?.as_second() - former.planned_arrival()?.as_second();
        Some(late / 60 >= NOTABLE_DELAY)
    };
    let replaced_later = legs::replaced(booking, legs, flights).any(|pair| later(pair) == Some(true));
    if replaced_later || legs.iter().any(|leg| leg.worst_delay() >= NOTABLE_DELAY) {
        return JourneyStatus::Delayed;
    }
    if missing {
        return JourneyStatus::BagMissing;
    }
    let begins = legs.first().and_then(Leg::departs);
    let soon =
        begins.and_then(|begins| begins.saturating_sub(24.hours()).ok()).is_none_or(|begun| begun <= now);
    if soon { JourneyStatus::OnTime } else { JourneyStatus::Planned }
}

/// Minutes from which a delay is worth a word.
const NOTABLE_DELAY: i64 = 15;

#[cfg(test)]
mod tests;
