//! The stories' flights: they leave at fixed distances from now, every day of the week around it, and on the day of
//! the story they fare as it needs.
//!
//! Deliberately not here: ordinary flights.

use crate::demo::{fate::Fate, schedule::Leg};

/// A flight of the stories, in minutes from the anchor.
#[derive(Clone, Copy, Debug)]
pub(in crate::demo) struct Anchored {
    pub(in crate::demo) number: u16,
    pub(in crate::demo) from: &'static str,
    pub(in crate::demo) to: &'static str,
    pub(in crate::demo) leaves: i64,
    pub(in crate::demo) block: i64,
}

const fn flight(number: u16, from: &'static str, to: &'static str, leaves: i64, block: i64) -> Anchored {
    Anchored { number, from, to, leaves, block }
}

/// Budapest to Frankfurt, 1 h 50 late today.
pub(super) const FIRST: Anchored = flight(402, "BUD", "FRA", -280, 120);
/// The connection it missed.
pub(super) const MISSED: Anchored = flight(80, "FRA", "JFK", -60, 538);
/// The one after it.
pub(super) const INSTEAD: Anchored = flight(84, "FRA", "JFK", 205, 525);
/// Lagos to Frankfurt, on time.
pub(super) const FROM_LAGOS: Anchored = flight(590, "LOS", "FRA", -570, 395);
/// Frankfurt to London, cancelled today.
pub(super) const TO_LONDON: Anchored = flight(612, "FRA", "LHR", 130, 100);
/// The next one to London.
pub(super) const NEXT_TO_LONDON: Anchored = flight(614, "FRA", "LHR", 410, 100);
/// Rome to Budapest, on time, without one bag.
pub(super) const FROM_ROME: Anchored = flight(633, "FCO", "BUD", -240, 105);
/// Frankfurt to Istanbul.
pub(super) const TO_ISTANBUL: Anchored = flight(646, "FRA", "IST", 60, 180);
/// Frankfurt to Oslo.
pub(super) const TO_OSLO: Anchored = flight(658, "FRA", "OSL", 180, 125);

/// Vienna to Frankfurt, 25 minutes late today, with the flight to Istanbul to catch.
pub(super) const FROM_VIENNA: Anchored = flight(526, "VIE", "FRA", -75, 80);

/// All of them.
pub(in crate::demo) const ANCHORED: [Anchored; 10] = [
    FIRST,
    MISSED,
    INSTEAD,
    FROM_LAGOS,
    TO_LONDON,
    NEXT_TO_LONDON,
    FROM_ROME,
    TO_ISTANBUL,
    TO_OSLO,
    FROM_VIENNA,
];

/// The fate of a story's flight on the story's day; ordinary chance has the rest.
pub(in crate::demo) fn fate(anchor: i64, leg: &Leg) -> Option<Fate> {
    let flight = ANCHORED.into_iter().find(|flight| flight.number == leg.number)?;
    let of_today = anchor + flight.leaves * 60;
    let is_told = match flight.number {
        number if number == TO_OSLO.number => leg.departs == of_today + 86_400,
        number if number == TO_ISTANBUL.number => [of_today, of_today + 86_400].contains(&leg.departs),
        _ => leg.departs == of_today,
    };
    if !is_told {
        return None;
    }
    let on_time = Fate {
        cancelled_before: None,
        departure_delay: 2,
        arrival_delay: -3,
        announced_before: None,
        cause: "",
        gate: "B12".to_owned(),
        moved_to: None,
        diverted_to: None,
        tail: 1_204 + u32::from(flight.number),
    };
    Some(if flight.number == FIRST.number {
        Fate {
            departure_delay: 110,
            arrival_delay: 109,
            announced_before: Some(35 * 60),
            cause: "technical fault, hydraulic",
            gate: "A08".to_owned(),
            ..on_time
        }
    } else if flight.number == TO_LONDON.number {
        Fate { cancelled_before: Some(172 * 60), cause: "crew rotation", ..on_time }
    } else if flight.number == FROM_VIENNA.number {
        Fate {
            departure_delay: 25,
            arrival_delay: 25,
            announced_before: Some(20 * 60),
            cause: "late inbound aircraft",
            gate: "F07".to_owned(),
            ..on_time
        }
    } else if flight.number == INSTEAD.number {
        Fate { gate: "B44".to_owned(), moved_to: Some("B48".to_owned()), ..on_time }
    } else {
        on_time
    })
}
