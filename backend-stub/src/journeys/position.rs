//! Where the customer is now: the newest of what flights, bags, lounges, security and gates tell. Pure.
//!
//! Of two words of one instant the one further along the journey counts. Deliberately not here: guessing; what nobody saw
//! is not said.

use super::{
    Bags,
    legs::Leg,
    words::{bag_name, flight_name},
};
use crate::{
    airports::place,
    customers::record::{CustomerRecord, SeenAt, Sighting},
};
use jiff::Timestamp;
use purser_contract::{
    Fact, FlightKey,
    journey::{FlightStatus, Position, Whereabouts},
    view::BagStatus,
};

/// How long before the first departure somebody who was seen is on this journey, seconds.
const BEFORE: i64 = 12 * 3_600;
/// And how long after the last arrival.
const AFTER: i64 = 24 * 3_600;

/// A word about where the customer is, and how far along the journey that is.
type Word = (usize, Fact<Position>);

/// See the module; nothing when nothing shows it.
pub fn position(record: &CustomerRecord, legs: &[Leg<'_>], bags: &Bags<'_>) -> Option<Fact<Position>> {
    let mut words: Vec<Word> = Vec::new();
    for index in 0..legs.len() {
        words.extend(flown(record, legs, index, bags));
    }
    words.extend(sightings(record, legs));
    let newest = words.into_iter().max_by(|a, b| (a.1.as_of, a.0).cmp(&(b.1.as_of, b.0)));
    let newest = newest.or_else(|| Some((0, at_home(record, legs)?)));
    newest.map(|(_, fact)| fact)
}

fn fact(
    at: Whereabouts,
    airport: Option<&str>,
    flight: Option<&str>,
    because: String,
    (source, as_of): (&str, Timestamp),
) -> Fact<Position> {
    let (airport, flight) = (airport.map(place), flight.map(str::to_owned));
    Fact { value: Position { at, airport, flight, because }, source: source.to_owned(), as_of }
}

/// What a flight that moved says about somebody who is on it.
fn flown(record: &CustomerRecord, legs: &[Leg<'_>], index: usize, bags: &Bags<'_>) -> Vec<Word> {
    let leg = &legs[index];
    let Some(live) = leg.live else { return Vec::new() };
    let Some(movement) = live.movement.as_ref() else { return Vec::new() };
    let status = movement.value;
    let moved = matches!(status, FlightStatus::Departed | FlightStatus::Arrived | FlightStatus::Diverted);
    if !moved || !was_on_board(record, legs, index) {
        return Vec::new();
    }
    let (name, source) = (flight_name(&leg.sold.flight), movement.source.as_str());
    let rank = |step: usize| 100 * (index + 1) + step;
    let left = live.actual_departure.as_ref().map_or(movement.as_of, |fact| fact.value);
    let air = fact(
        Whereabouts::InTheAir,
        None,
        Some(&leg.sold.flight),
        format!("{name} has left {}", leg.sold.from),
        (source, left.min(movement.as_of)),
    );
    let mut words = vec![(rank(0), air)];
    let landed_at = live.actual_arrival.as_ref().map_or(movement.as_of, |fact| fact.value);
    let because = format!("{name} has landed");
    match status {
        FlightStatus::Diverted => {
            let to = live.diverted_to.as_ref().map(|to| to.value.as_str());
            let because = format!("{name} was diverted");
            words.push((rank(1), fact(Whereabouts::Landed, to, None, because, (source, movement.as_of))));
        }
        FlightStatus::Arrived if index + 1 < legs.len() => {
            let next = legs[index + 1].sold.flight.as_str();
            let at =
                fact(Whereabouts::Connecting, Some(&leg.sold.to), Some(next), because, (source, landed_at));
            words.push((rank(1), at));
        }
        FlightStatus::Arrived => {
            let waits = bags.iter().find(|(_, bag)| bag.status.value != BagStatus::Delivered);
            let (at, because) = match waits {
                Some((tag, _)) => (
                    Whereabouts::WaitingForBags,
                    format!("{because}; bag {} is not delivered", bag_name(tag)),
                ),
                None => (Whereabouts::Landed, because),
            };
            words.push((rank(1), fact(at, Some(&leg.sold.to), None, because, (source, landed_at))));
            words.extend(has_bags(bags, &leg.sold.to).map(|word| (rank(2), word)));
        }
        FlightStatus::Scheduled
        | FlightStatus::Delayed
        | FlightStatus::Departed
        | FlightStatus::Cancelled => {}
    }
    words
}

/// Somebody who checked in for another flight of the journey and never for this one did not take it.
fn was_on_board(record: &CustomerRecord, legs: &[Leg<'_>], index: usize) -> bool {
    let done = |key: &FlightKey| {
        record.bookings.values().any(|booking| {
            booking.checkins.get(key).is_some_and(|checkin| checkin.bags.is_some() || checkin.seat.is_some())
        })
    };
    done(&legs[index].key) || index > 0 || legs.iter().all(|leg| !done(&leg.key))
}

/// All bags of the journey were given back.
fn has_bags(bags: &Bags<'_>, airport: &str) -> Option<Fact<Position>> {
    let all = !bags.is_empty() && bags.iter().all(|(_, bag)| bag.status.value == BagStatus::Delivered);
    let last = bags.iter().map(|(_, bag)| &bag.status).max_by_key(|status| status.as_of).filter(|_| all)?;
    let words = if bags.len() == 1 { "the bag is delivered" } else { "all bags are delivered" };
    let origin = (last.source.as_str(), last.as_of);
    Some(fact(Whereabouts::Arrived, Some(airport), None, words.to_owned(), origin))
}

/// Where the customer was seen on this journey.
fn sightings(record: &CustomerRecord, legs: &[Leg<'_>]) -> Vec<Word> {
    let begins = legs.first().and_then(Leg::departs).map_or(i64::MAX, Timestamp::as_second);
    let ends = legs.last().and_then(|leg| leg.arrives().or_else(|| leg.departs()));
    let ends = ends.map_or(i64::MIN, Timestamp::as_second);
    let during = |seen: &&Sighting| {
        (begins.saturating_sub(BEFORE)..ends.saturating_add(AFTER)).contains(&seen.at.as_second())
    };
    record.sightings.iter().filter(during).filter_map(|seen| sighted(seen, legs)).collect()
}

fn sighted(seen: &Sighting, legs: &[Leg<'_>]) -> Option<Word> {
    let (at, step, because) = match seen.seen {
        SeenAt::Chauffeur => (Whereabouts::AtAirport, 50, "a chauffeur took them there"),
        SeenAt::BagDrop => (Whereabouts::AtAirport, 51, "handed in a bag"),
        SeenAt::Security => (Whereabouts::PastSecurity, 52, "passed security"),
        SeenAt::Lounge => (Whereabouts::PastSecurity, 53, "seen in the lounge"),
        SeenAt::Gate => (Whereabouts::Boarded, 54, "went through the gate"),
        // Said by the bags themselves, once all of them are there.
        SeenAt::BagReclaim => return None,
    };
    // The leg that it is before: the one it names, else the one that leaves from there.
    let from = |leg: &Leg<'_>| seen.airport.as_deref() == Some(leg.sold.from.as_str());
    let index = legs
        .iter()
        .position(|leg| seen.flight.as_ref() == Some(&leg.key))
        .or_else(|| legs.iter().position(from));
    let next = index.and_then(|index| legs.get(index));
    let airport = seen.airport.as_deref().or(next.map(|leg| leg.sold.from.as_str()));
    let flight = next.map(|leg| leg.sold.flight.as_str());
    let rank = 100 * index.unwrap_or(0) + step;
    Some((rank, fact(at, airport, flight, because.to_owned(), (&seen.source, seen.at))))
}

/// Nobody saw them yet: checked in from somewhere, or only booked.
fn at_home(record: &CustomerRecord, legs: &[Leg<'_>]) -> Option<Fact<Position>> {
    let first = legs.first()?;
    let booking = record
        .bookings
        .values()
        .find(|booking| booking.current().iter().any(|sold| sold.key() == first.key))?;
    let checkin = booking.checkins.get(&first.key).and_then(|checkin| checkin.bags.as_ref());
    let (because, source, as_of) = match (checkin, &booking.status) {
        (Some(done), _) => ("checked in, not seen at the airport yet", &done.source, done.as_of),
        (None, Some(status)) => ("not checked in yet", &status.source, status.as_of),
        (None, None) => return None,
    };
    let flight = Some(first.sold.flight.as_str());
    Some(fact(Whereabouts::Home, None, flight, because.to_owned(), (source, as_of)))
}

#[cfg(test)]
mod tests;
