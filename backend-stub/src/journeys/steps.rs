//! The strip: booked, checked in, each flight and connection, the destination, the bags.

use super::{
    Bags,
    legs::{Connection, Leg, connections},
    words::{duration, flight_name},
};
use crate::{
    airports::place,
    customers::record::{BookingRecord, CheckinRecord},
};
use jiff::Timestamp;
use purser_contract::{
    FlightKey,
    journey::{FlightStatus, JourneyStep, StepKind, StepState},
    view::BagStatus,
};

/// See the module. Exactly one step is `now`, unless everything is done or failed.
pub fn steps(booking: &BookingRecord, legs: &[Leg<'_>], bags: &Bags<'_>, now: Timestamp) -> Vec<JourneyStep> {
    let connections = connections(booking, legs);
    let mut steps = vec![booked(booking), checked_in(booking, legs)];
    for (index, leg) in legs.iter().enumerate() {
        steps.push(flight(booking, leg));
        if let (Some(connection), Some(next)) = (connections.get(index), legs.get(index + 1)) {
            steps.push(change(connection, leg, next));
        }
    }
    steps.extend(legs.last().map(|last| arrival(booking, last)));
    steps.extend(bag_step(legs, bags));
    mark_now(&mut steps, legs, now);
    steps
}

fn empty(kind: StepKind, label: String) -> JourneyStep {
    JourneyStep {
        kind,
        label,
        detail: String::new(),
        state: StepState::Upcoming,
        at: None,
        zone: None,
        delay_min: None,
        source: None,
        as_of: None,
    }
}

fn booked(booking: &BookingRecord) -> JourneyStep {
    let status = booking.status.as_ref();
    JourneyStep {
        state: StepState::Done,
        detail: booking.channel.as_ref().map(|fact| fact.value.clone()).unwrap_or_default(),
        at: booking.booked_at.as_ref().map(|fact| fact.value).or(status.map(|fact| fact.as_of)),
        source: status.map(|fact| fact.source.clone()),
        as_of: status.map(|fact| fact.as_of),
        ..empty(StepKind::Booked, "Booked".to_owned())
    }
}

fn checked_in(booking: &BookingRecord, legs: &[Leg<'_>]) -> JourneyStep {
    let done = |checkin: &&CheckinRecord| checkin.bags.is_some();
    let own = legs.iter().filter_map(|leg| booking.checkins.get(&leg.key)).find(done);
    // For a flight the booking had before; not for another journey of the booking.
    let former = |key: &FlightKey| booking.current().iter().all(|sold| sold.key() != *key);
    let before = booking.checkins.iter().filter(|(key, _)| former(key)).map(|(_, checkin)| checkin);
    let any = own.or_else(|| before.rev().find(done));
    let zone = legs.first().map(|leg| place(&leg.sold.from).zone);
    let Some((checkin, bags)) = any.and_then(|checkin| Some((checkin, checkin.bags.as_ref()?))) else {
        return empty(StepKind::CheckedIn, "Check-in".to_owned());
    };
    let seat = checkin.seat.as_ref().map(|seat| format!("seat {}", seat.value));
    let bag_words = match bags.value {
        0 => None,
        1 => Some("1 bag".to_owned()),
        many => Some(format!("{many} bags")),
    };
    JourneyStep {
        state: StepState::Done,
        detail: seat.into_iter().chain(bag_words).collect::<Vec<_>>().join(", "),
        at: Some(bags.as_of),
        zone,
        source: Some(bags.source.clone()),
        as_of: Some(bags.as_of),
        ..empty(StepKind::CheckedIn, "Checked in".to_owned())
    }
}

fn flight(booking: &BookingRecord, leg: &Leg<'_>) -> JourneyStep {
    let status = leg.live.and_then(|live| live.status());
    let gate = leg.live.and_then(|live| live.gate.as_ref()).map(|gate| format!("gate {}", gate.value));
    let (state, detail) = match status.as_ref().map(|fact| fact.value) {
        Some(FlightStatus::Cancelled) => (StepState::Failed, "cancelled".to_owned()),
        Some(FlightStatus::Diverted) => {
            let to = leg.live.and_then(|live| live.diverted_to.as_ref());
            (StepState::Failed, to.map_or("diverted".to_owned(), |to| format!("to {}", to.value)))
        }
        Some(FlightStatus::Departed | FlightStatus::Arrived) => (StepState::Done, "left".to_owned()),
        Some(FlightStatus::Scheduled | FlightStatus::Delayed) | None => {
            (StepState::Upcoming, gate.unwrap_or_else(|| seat(booking, leg).unwrap_or_default()))
        }
    };
    JourneyStep {
        state,
        detail,
        at: leg.departs().filter(|_| leg.planned_departure().is_some() || leg.live.is_some()),
        zone: Some(place(&leg.sold.from).zone),
        delay_min: leg.departure_delay().filter(|late| *late != 0),
        source: status.as_ref().map(|fact| fact.source.clone()),
        as_of: status.map(|fact| fact.as_of),
        ..empty(StepKind::Flight, flight_name(&leg.sold.flight))
    }
}

fn seat(booking: &BookingRecord, leg: &Leg<'_>) -> Option<String> {
    booking.checkins.get(&leg.key)?.seat.as_ref().map(|seat| format!("seat {}", seat.value))
}

fn change(connection: &Connection, arriving: &Leg<'_>, next: &Leg<'_>) -> JourneyStep {
    let status = arriving.live.and_then(|live| live.status());
    let landed = arriving.status() == Some(FlightStatus::Arrived);
    let (state, detail) = match &connection.missed {
        Some((flight, _)) => (StepState::Failed, format!("missed {}", flight_name(flight))),
        None => {
            let gap =
                arriving.arrives().zip(next.departs()).map(|(a, b)| (b.as_second() - a.as_second()) / 60);
            let state = if next.has_left() { StepState::Done } else { StepState::Upcoming };
            (
                state,
                gap.filter(|gap| *gap > 0)
                    .map(|gap| format!("{} to change", duration(gap)))
                    .unwrap_or_default(),
            )
        }
    };
    JourneyStep {
        state,
        detail,
        at: arriving.arrives(),
        zone: Some(place(&arriving.sold.to).zone),
        delay_min: arriving.arrival_delay().filter(|late| *late != 0),
        source: status
            .as_ref()
            .filter(|_| landed || state == StepState::Failed)
            .map(|fact| fact.source.clone()),
        as_of: status.filter(|_| landed || state == StepState::Failed).map(|fact| fact.as_of),
        ..empty(StepKind::Connection, arriving.sold.to.clone())
    }
}

/// The delay at the destination is against the first plan, which a rebooking does not change.
fn arrival(booking: &BookingRecord, last: &Leg<'_>) -> JourneyStep {
    let first_plan = booking
        .former()
        .filter(|former| former.to == last.sold.to)
        .filter_map(|former| former.arrives)
        .min()
        .or_else(|| last.planned_arrival());
    let status = last.live.and_then(|live| live.status());
    let expected = last.arrives();
    let arrived = last.status() == Some(FlightStatus::Arrived);
    let late = expected.zip(first_plan).map(|(at, plan)| (at.as_second() - plan.as_second()) / 60);
    JourneyStep {
        state: if arrived { StepState::Done } else { StepState::Upcoming },
        detail: if arrived { "landed".to_owned() } else { String::new() },
        at: expected,
        zone: Some(place(&last.sold.to).zone),
        delay_min: late.filter(|late| *late != 0),
        source: status.as_ref().map(|fact| fact.source.clone()),
        as_of: status.map(|fact| fact.as_of),
        ..empty(StepKind::Arrival, last.sold.to.clone())
    }
}

fn bag_step(legs: &[Leg<'_>], bags: &Bags<'_>) -> Option<JourneyStep> {
    let newest = bags.iter().map(|(_, bag)| &bag.status).max_by_key(|status| status.as_of)?;
    let count = |status| bags.iter().filter(|(_, bag)| bag.status.value == status).count();
    let astray = count(BagStatus::Mishandled);
    let delivered = count(BagStatus::Delivered);
    let loaded = count(BagStatus::Loaded);
    let (state, detail) = if astray > 0 {
        (StepState::Failed, format!("{astray} of {} astray", bags.len()))
    } else if delivered == bags.len() {
        (StepState::Done, "delivered".to_owned())
    } else if loaded == bags.len() {
        (StepState::Upcoming, "loaded".to_owned())
    } else {
        (StepState::Upcoming, format!("{} checked", bags.len()))
    };
    Some(JourneyStep {
        state,
        detail,
        at: Some(newest.as_of),
        zone: legs.last().map(|last| place(&last.sold.to).zone),
        source: Some(newest.source.clone()),
        as_of: Some(newest.as_of),
        ..empty(StepKind::Bags, "Bags".to_owned())
    })
}

/// The first step still to come after the last one that happened is where the customer is, once the day has come.
fn mark_now(steps: &mut [JourneyStep], legs: &[Leg<'_>], now: Timestamp) {
    let near = legs
        .first()
        .and_then(Leg::departs)
        .is_none_or(|departs| departs.as_second() - now.as_second() < 86_400);
    let happened = |step: &JourneyStep| matches!(step.state, StepState::Done | StepState::Failed);
    let after = steps
        .iter()
        .rposition(|step| happened(step) && step.kind != StepKind::Bags)
        .map_or(0, |last| last + 1);
    if let Some(step) = steps.get_mut(after).filter(|step| near && step.state == StepState::Upcoming) {
        step.state = StepState::Now;
    }
}
