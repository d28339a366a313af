//! How a passenger was to travel and how they travel now: the legs of one journey as sold, and those that bring them to its
//! destination after the booking was changed. Pure.
//!
//! Deliberately not here: what goes wrong on them.

use crate::{
    customers::{
        record::{BookingRecord, SegmentRecord},
        view::Flights,
    },
    journeys::legs::{Leg, leg},
};
use jiff::Timestamp;
use purser_contract::FlightKey;

/// Longer on the ground is a stay: what follows is another journey. Seconds.
const STAY: i64 = 24 * 3_600;
/// Another flight later than this after the one that was sold is another journey. Seconds.
const REROUTED_WITHIN: i64 = 5 * STAY;

/// The journey that `key` was part of when the booking was sold: first departure to final destination. Flights that left
/// the booking count when they were on it as the trouble began; a way back is another journey.
#[must_use]
pub fn as_sold<'a>(
    booking: &'a BookingRecord,
    flights: &'a Flights,
    key: &FlightKey,
    since_trouble: bool,
) -> Vec<Leg<'a>> {
    let all = booking.current().iter().chain(booking.former().filter(|_| since_trouble));
    let all: Vec<&SegmentRecord> = all.collect();
    let Some(sold) = booking.segments_and_former().find(|segment| segment.key() == *key) else {
        return Vec::new();
    };
    let mut route = vec![leg(sold, flights)];
    let mut seen = vec![sold.from.clone(), sold.to.clone()];
    while let Some(before) = before(&route[0], &all, &seen, flights) {
        seen.push(before.sold.from.clone());
        route.insert(0, before);
    }
    while let Some(after) = route.last().and_then(|last| after(last, &all, &seen, flights)) {
        seen.push(after.sold.to.clone());
        route.push(after);
    }
    route
}

/// The leg that was to arrive last in time for `next`.
fn before<'a>(
    next: &Leg<'a>,
    all: &[&'a SegmentRecord],
    seen: &[String],
    flights: &'a Flights,
) -> Option<Leg<'a>> {
    let legs = all.iter().map(|sold| leg(sold, flights));
    legs.filter(|leg| leg.sold.to == next.sold.from && !seen.contains(&leg.sold.from))
        .filter(|leg| follows(landing(leg), leaving(next)))
        .max_by_key(|leg| (landing(leg), leg.key.clone()))
}

/// The leg that was to leave first after `last`.
fn after<'a>(
    last: &Leg<'a>,
    all: &[&'a SegmentRecord],
    seen: &[String],
    flights: &'a Flights,
) -> Option<Leg<'a>> {
    let legs = all.iter().map(|sold| leg(sold, flights));
    legs.filter(|leg| leg.sold.from == last.sold.to && !seen.contains(&leg.sold.to))
        .filter(|leg| follows(landing(last), leaving(leg)))
        .min_by_key(|leg| (leaving(leg), leg.key.clone()))
}

fn follows(landed: Option<Timestamp>, leaves: Option<Timestamp>) -> bool {
    landed.zip(leaves).is_some_and(|(landed, leaves)| (0..STAY).contains(&seconds(landed, leaves)))
}

fn seconds(from: Timestamp, to: Timestamp) -> i64 {
    to.as_second() - from.as_second()
}

fn leaving(leg: &Leg<'_>) -> Option<Timestamp> {
    leg.planned_departure().or_else(|| leg.departs())
}

fn landing(leg: &Leg<'_>) -> Option<Timestamp> {
    leg.planned_arrival().or_else(|| leg.departs())
}

/// The flights of the booking as it stands that bring the passenger where the journey was to go; none when it does not any
/// more.
#[must_use]
pub fn now<'a>(booking: &'a BookingRecord, flights: &'a Flights, sold: &[Leg<'_>]) -> Vec<Leg<'a>> {
    let Some((first, last)) = sold.first().zip(sold.last()) else { return Vec::new() };
    let around = |leg: &Leg<'_>| {
        leaving(leg)
            .zip(leaving(first))
            .is_some_and(|(leaves, was)| (-STAY..REROUTED_WITHIN).contains(&seconds(was, leaves)))
    };
    let legs = booking.current().iter().map(|sold| leg(sold, flights)).filter(around);
    let mut route: Vec<Leg<'a>> = Vec::new();
    for leg in legs {
        route.push(leg);
        if route.last().is_some_and(|leg| leg.sold.to == last.sold.to) {
            return route;
        }
    }
    Vec::new()
}

/// Whether a change of aircraft cannot be made: the next flight leaves before the one before lands.
#[must_use]
pub fn missed(route: &[Leg<'_>]) -> bool {
    route.windows(2).any(|pair| {
        let lands = pair[0].arrives().filter(|_| pair[0].worst_delay() > 0);
        lands.zip(pair[1].departs()).is_some_and(|(lands, leaves)| leaves <= lands)
    })
}
