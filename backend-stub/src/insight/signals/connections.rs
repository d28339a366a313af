//! A change of aircraft for which there is less time, by live estimates, than its airport needs.
//!
//! Deliberately not here: connections that are missed already; those are the journey's problems.

use super::{Facts, case, refs};
use crate::journeys::{
    legs::{Leg, journeys},
    words::{duration, flight_name, local_time},
};
use jiff::Timestamp;
use purser_contract::{
    Fact, Pnr,
    insight::{Signal, SignalKind, Urgency},
    journey::FlightStatus,
    view::BookingStatus,
};

/// How long before the second departure a change matters, seconds.
const AHEAD: i64 = 36 * 3_600;
/// And how long after, for flights of which nobody says that they left.
const AFTER: i64 = 30 * 60;

/// One signal a connection.
pub fn signals(facts: Facts<'_>) -> Vec<Signal> {
    let stands = facts.record.bookings.iter().filter(|(_, booking)| {
        booking.status.as_ref().is_none_or(|status| status.value == BookingStatus::Confirmed)
    });
    let mut found = Vec::new();
    for (pnr, booking) in stands {
        for legs in journeys(booking, facts.flights) {
            found.extend(legs.windows(2).filter_map(|pair| signal(facts, pnr, &pair[0], &pair[1])));
        }
    }
    found
}

fn signal(facts: Facts<'_>, pnr: &Pnr, first: &Leg<'_>, next: &Leg<'_>) -> Option<Signal> {
    let (lands, leaves) = (first.arrives()?, next.departs()?);
    let until = leaves.as_second() - facts.now.as_second();
    let stopped =
        |leg: &Leg<'_>| matches!(leg.status(), Some(FlightStatus::Cancelled | FlightStatus::Diverted));
    if !(-AFTER..AHEAD).contains(&until) || next.has_left() || stopped(first) || stopped(next) {
        return None;
    }
    let newest = newest_word(first, next)?;
    let airport = &first.sold.to;
    let (gap, needed) = ((leaves.as_second() - lands.as_second()) / 60, facts.rules.connecting.at(airport));
    if gap <= 0 || gap >= needed || *airport != next.sold.from {
        return None;
    }
    let (coming, going) = (flight_name(&first.sold.flight), flight_name(&next.sold.flight));
    let landed = first.status() == Some(FlightStatus::Arrived);
    let verb = if landed { "landed" } else { "lands" };
    let gate = next.live.and_then(|live| live.gate.as_ref());
    let advice = match (landed, gate) {
        (true, Some(gate)) => {
            format!("Send them straight to gate {}; have the gate told that they are coming.", gate.value)
        }
        (true, None) => "Send them straight to the gate, and have it told that they are coming.".to_owned(),
        (false, _) => format!("Ask for {going} to wait, or hold a seat on the next flight before they land."),
    };
    Some(Signal {
        id: case(SignalKind::ConnectionAtRisk, &[&pnr.0, first.key.as_str(), next.key.as_str()]),
        kind: SignalKind::ConnectionAtRisk,
        urgency: Urgency::Now,
        title: format!("{} to change at {airport}", duration(gap)),
        text: format!(
            "{coming} {verb} {}, {going} leaves {}; a change at {airport} takes {} at least.",
            local_time(lands, airport),
            local_time(leaves, airport),
            duration(needed)
        ),
        advice,
        source: newest.source,
        as_of: newest.as_of,
        refs: refs(&[
            ("pnr", &pnr.0),
            ("airport", airport),
            ("flight", &next.sold.flight),
            ("date", &next.sold.date.to_string()),
            ("arriving_flight", &first.sold.flight),
            ("arriving_date", &first.sold.date.to_string()),
            ("minutes", &gap.to_string()),
            ("minimum", &needed.to_string()),
        ]),
    })
}

/// The newest live word about either time; without one there is only the plan, and that was sold.
fn newest_word(first: &Leg<'_>, next: &Leg<'_>) -> Option<Fact<Timestamp>> {
    let lands = first.live.and_then(|live| live.expected_arrival());
    let leaves = next.live.and_then(|live| live.expected_departure());
    lands.into_iter().chain(leaves).max_by_key(|fact| (fact.as_of, fact.value)).cloned()
}
