//! A bag that was not loaded onto a flight that has left.
//!
//! A bag that was handed in for the flight, or came in on an earlier one of the same airline, and was never loaded onto
//! this one. Deliberately not here: bags that baggage itself calls astray; those are the journey's problems.

use super::{Facts, case, refs};
use crate::{
    customers::record::{BagRecord, BookingRecord},
    flights::record::FlightRecord,
    journeys::words::{bag_name, flight_name, local_time},
};
use jiff::Timestamp;
use purser_contract::{
    Fact, FlightKey,
    insight::{Signal, SignalKind, Urgency},
    journey::FlightStatus,
    view::BagStatus,
};

/// One signal a bag.
pub fn signals(facts: Facts<'_>) -> Vec<Signal> {
    facts.record.bags.iter().filter_map(|(tag, bag)| signal(facts, tag, bag)).collect()
}

fn signal(facts: Facts<'_>, tag: &str, bag: &BagRecord) -> Option<Signal> {
    let on = &bag.flight.as_ref()?.value;
    let booking = booking_of(facts, bag, on);
    let target = match bag.status.value {
        BagStatus::Checked => on.clone(),
        BagStatus::Loaded => onward(booking?, on)?,
        BagStatus::Mishandled | BagStatus::Delivered => return None,
    };
    // Who was booked onto another flight is not missed by the one before.
    if booking.is_some_and(|booking| booking.current().iter().all(|sold| sold.key() != target)) {
        return None;
    }
    let flight = &facts.flights.get(&target)?.1;
    let left = left(flight)?;
    let shown = i64::from(facts.rules.signals.bag_not_loaded.shown_hours) * 3_600;
    if facts.now.as_second() - left.value.as_second() > shown {
        return None;
    }
    let (designator, _) = target.as_str().split_once('/')?;
    let from = flight.from.as_ref().map(|from| from.value.clone());
    let from = from.or_else(|| departure(booking?, &target)).unwrap_or_default();
    let name = flight_name(designator);
    let last = match bag.status.value {
        BagStatus::Loaded => {
            format!("last seen on {}", flight_name(on.as_str().split('/').next().unwrap_or_default()))
        }
        _ => format!("handed in {}", local_time(bag.status.as_of, &from)),
    };
    let pnr = bag.pnr.as_ref().map(|pnr| pnr.value.0.clone()).unwrap_or_default();
    Some(Signal {
        id: case(SignalKind::BagNotLoaded, &[tag, target.as_str()]),
        kind: SignalKind::BagNotLoaded,
        urgency: Urgency::Now,
        title: format!("Bag {} is not on {name}", bag_name(tag)),
        text: format!(
            "{name} left {from} at {}; the bag, {last}, was not loaded.",
            local_time(left.value, &from)
        ),
        advice: "Tell them before they wait at the belt; open a tracing case and ask where to deliver it."
            .to_owned(),
        source: left.source.clone(),
        as_of: left.as_of.max(bag.status.as_of),
        refs: refs(&[
            ("tag", tag),
            ("flight", designator),
            ("date", date(&target)),
            ("airport", &from),
            ("pnr", &pnr),
        ]),
    })
}

fn date(key: &FlightKey) -> &str {
    key.as_str().split_once('/').map_or("", |(_, date)| date)
}

fn booking_of<'a>(facts: Facts<'a>, bag: &BagRecord, on: &FlightKey) -> Option<&'a BookingRecord> {
    let bookings = &facts.record.bookings;
    bag.pnr.as_ref().and_then(|pnr| bookings.get(&pnr.value)).or_else(|| {
        let has = |booking: &&BookingRecord| booking.segments_and_former().any(|sold| sold.key() == *on);
        bookings.values().find(has)
    })
}

/// The next flight of the same journey, when the same airline's number is on it: partners' baggage systems do not always
/// speak to ours.
fn onward(booking: &BookingRecord, on: &FlightKey) -> Option<FlightKey> {
    const STAY: i64 = 24 * 3_600;
    let pair = booking.current().windows(2).find(|pair| pair[0].key() == *on)?;
    let waits = pair[1].departs?.as_second() - pair[0].arrives?.as_second();
    let carrier = |flight: &str| flight.get(..2).map(str::to_owned);
    let own = |sold: &crate::customers::record::SegmentRecord| {
        sold.operating_carrier.is_none() && carrier(&sold.flight) == carrier(on.as_str())
    };
    ((0..STAY).contains(&waits) && own(&pair[1])).then(|| pair[1].key())
}

fn departure(booking: &BookingRecord, key: &FlightKey) -> Option<String> {
    booking.current().iter().find(|sold| sold.key() == *key).map(|sold| sold.from.clone())
}

/// When a flight left, as a fact; nothing while it has not.
fn left(flight: &FlightRecord) -> Option<Fact<Timestamp>> {
    let movement = flight.movement.as_ref()?;
    match movement.value {
        FlightStatus::Departed | FlightStatus::Arrived | FlightStatus::Diverted => {}
        FlightStatus::Scheduled | FlightStatus::Delayed | FlightStatus::Cancelled => return None,
    }
    let at = flight.actual_departure.as_ref().or(flight.scheduled_departure.as_ref());
    let at = at.map_or(movement.as_of, |fact| fact.value);
    Some(movement.clone().map(|_| at))
}
