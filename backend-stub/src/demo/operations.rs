//! What the operations centre and the security check tell: schedules, delays, gates, departures, arrivals.
//!
//! Deliberately not here: passengers.

use super::{
    draw::{Draw, Stream},
    fate::Fate,
    schedule::Leg,
    sheet::{Sheet, source},
    world::{DAY, World, stamp},
};
use purser_contract::payload::{FlightIn, SecurityDelay};

/// The timetable is published so long before the flight.
const PUBLISHED: i64 = 120 * DAY;
const SHORT_HAUL: [&str; 4] = ["A320neo", "A321neo", "A220-300", "E195-E2"];
const LONG_HAUL: [&str; 3] = ["A350-900", "787-9", "A330-900"];

/// `ZX402`
pub(super) fn designator(leg: &Leg) -> String {
    format!("ZX{}", leg.number)
}

/// `flight.scheduled` of one flight.
pub(super) fn scheduled(world: &World, leg: &Leg, sheet: &mut Sheet) {
    let at = (leg.departs - PUBLISHED).min(world.now);
    sheet.add(source::OPERATIONS, "flight.scheduled", key(leg), at, || FlightIn {
        from: Some(world.schedule.iata(leg.from).to_owned()),
        to: Some(world.schedule.iata(leg.to).to_owned()),
        scheduled_departure: Some(stamp(leg.departs)),
        scheduled_arrival: Some(stamp(leg.arrives)),
        operating_carrier: Some("ZX".to_owned()),
        carrier_country: Some("DE".to_owned()),
        ..blank(leg)
    });
}

/// Everything that happened to one flight on its day.
pub(super) fn flown(world: &World, leg: &Leg, sheet: &mut Sheet) {
    let fate = world.fate(leg);
    if let Some(at) = fate.cancelled_at(leg, world.now) {
        sheet.add(source::OPERATIONS, "flight.cancelled", key(leg), at, || FlightIn {
            cause: Some(fate.cause.to_owned()),
            ..blank(leg)
        });
        return;
    }
    if fate.cancelled_before.is_some() {
        return;
    }
    delays(leg, &fate, sheet);
    let gate = fate.moved_to.as_ref().unwrap_or(&fate.gate);
    if let Some(gate) = &fate.moved_to {
        sheet.add(source::OPERATIONS, "flight.gate-changed", key(leg), fate.off(leg) - 50 * 60, || {
            FlightIn { gate: Some(gate.clone()), ..blank(leg) }
        });
    }
    sheet.add(source::OPERATIONS, "flight.departed", key(leg), fate.off(leg), || FlightIn {
        actual_departure: Some(stamp(fate.off(leg))),
        estimated_arrival: Some(stamp(fate.on(leg))),
        aircraft: Some(aircraft(world, leg, &fate)),
        gate: Some(gate.clone()),
        ..blank(leg)
    });
    if let Some(elsewhere) = fate.diverted_to {
        sheet.add(source::OPERATIONS, "flight.diverted", key(leg), fate.on(leg) - 20 * 60, || FlightIn {
            diverted_to: Some(elsewhere.to_owned()),
            cause: Some(fate.cause.to_owned()),
            ..blank(leg)
        });
        return;
    }
    sheet.add(source::OPERATIONS, "flight.arrived", key(leg), fate.on(leg), || FlightIn {
        actual_arrival: Some(stamp(fate.on(leg))),
        ..blank(leg)
    });
}

/// A long delay is first thought to be shorter.
fn delays(leg: &Leg, fate: &Fate, sheet: &mut Sheet) {
    let Some(before) = fate.announced_before else { return };
    let mut say = |part: &str, at: i64, minutes: i64| {
        let key = format!("{}-{part}", key(leg));
        sheet.add(source::OPERATIONS, "flight.delayed", key, at, || FlightIn {
            estimated_departure: Some(stamp(leg.departs + minutes * 60)),
            estimated_arrival: Some(stamp(
                leg.arrives + (minutes + fate.arrival_delay - fate.departure_delay) * 60,
            )),
            cause: Some(fate.cause.to_owned()),
            ..blank(leg)
        });
    };
    let first = leg.departs - before;
    if fate.departure_delay >= 75 {
        say("first", first, fate.departure_delay / 2 / 5 * 5);
        say("second", leg.departs + fate.departure_delay * 15, fate.departure_delay);
    } else {
        say("first", first, fate.departure_delay);
    }
}

/// Queues at the hubs' security checks on one day: the two morning waves, when they are long.
pub(super) fn security(world: &World, offset: i64, sheet: &mut Sheet) {
    let days = world.day(offset).div_euclid(DAY);
    let mut draw = Draw::new(world.seed, Stream::Security, days.unsigned_abs());
    for (airport, terminal) in [("FRA", "1A"), ("FRA", "1Z"), ("BUD", "2A"), ("BUD", "2B")] {
        for hour in [5, 8, 15] {
            let (minute, wait) = (draw.between(0, 59), draw.between(6, 48));
            let at = world.day(offset) + hour * 3600 + minute * 60;
            if wait < 14 || at > world.now {
                continue;
            }
            let key = format!("{airport}-{terminal}-{at}");
            sheet.add(source::SECURITY, "security.delayed", key, at, || SecurityDelay {
                airport: airport.to_owned(),
                terminal: Some(terminal.to_owned()),
                wait_min: u32::try_from(wait).unwrap_or(0),
            });
        }
    }
}

fn key(leg: &Leg) -> String {
    format!("ZX{}-{}", leg.number, leg.date)
}

fn blank(leg: &Leg) -> FlightIn {
    FlightIn {
        flight: designator(leg),
        date: leg.date,
        from: None,
        to: None,
        scheduled_departure: None,
        scheduled_arrival: None,
        estimated_departure: None,
        estimated_arrival: None,
        actual_departure: None,
        actual_arrival: None,
        cause: None,
        aircraft: None,
        gate: None,
        operating_carrier: None,
        carrier_country: None,
        diverted_to: None,
    }
}

/// `A320neo D-AZBC`
fn aircraft(world: &World, leg: &Leg, fate: &Fate) -> String {
    let types: &[&str] =
        if world.schedule.distance(leg.from, leg.to) > 4_500.0 { &LONG_HAUL } else { &SHORT_HAUL };
    let letter = |place: u32| char::from(b'A' + (fate.tail / 26_u32.pow(place) % 26) as u8);
    format!("{} D-Z{}{}{}", types[leg.number as usize / 2 % types.len()], letter(2), letter(1), letter(0))
}
