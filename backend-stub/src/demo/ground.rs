//! A traveller's day: check-in, lounge, the flight itself, changes the airline makes, and what people say of it.
//!
//! Deliberately not here: bags (`bags`) and conversations that have no journey behind them (`contacts`).

use super::{
    bags, commerce,
    course::{Course, Part},
    draw::{Draw, Stream},
    operations::designator,
    people::{Household, Person, Role},
    refs, says,
    schedule::Leg,
    sheet::{Sheet, source},
    trips::Trip,
    world::World,
};
use purser_contract::payload::{CheckinIn, ServiceIn, ServiceKind};
use serde_json::json;

/// One traveller on one flight that left or is about to.
pub(super) struct Ride<'a> {
    pub(super) world: &'a World,
    pub(super) trip: &'a Trip,
    pub(super) person: &'a Person,
    pub(super) leg: &'a Leg,
    pub(super) seat: String,
    /// Unique within everything: customer, direction, flight of the direction.
    pub(super) key: String,
}

/// All that happened to a household's journey within the sheet's period.
pub(super) fn household(
    world: &World,
    household: &Household,
    period: &std::ops::Range<i64>,
    sheet: &mut Sheet,
) {
    let Some(trip) = Trip::plan(world, household) else { return };
    let span = trip.span();
    if span.end <= period.start || span.start >= period.end {
        return;
    }
    let course = Course::follow(world, &trip, household.index);
    let people = household.people(world);
    changes(world, &trip, &course, &people, sheet);
    if course.cancelled.is_some() {
        return;
    }
    for (direction, part) in course.parts() {
        let going =
            trip.travellers.iter().filter_map(|place| people.get(*place).map(|person| (*place, person)));
        for (place, person) in going {
            let mut draw = Draw::new(world.seed, Stream::Ground, person.customer * 2 + direction as u64);
            let row = row(household.index + direction as u64 * 7, trip.cabin);
            ride(world, &trip, part, person, direction, (place, row), &mut draw, sheet);
            bags::journey(world, &trip, part, person, direction, sheet);
        }
    }
}

/// Rebookings and cancellations.
fn changes(world: &World, trip: &Trip, course: &Course, people: &[Person], sheet: &mut Sheet) {
    for (number, (at, legs)) in course.changes.iter().enumerate() {
        sheet.add(source::RESERVATION, "booking.changed", format!("{}-{number}", trip.pnr), *at, || {
            commerce::booking(world, trip, legs, people)
        });
    }
    if let Some(at) = course.cancelled {
        let legs = [trip.out.as_slice(), &trip.back].concat();
        sheet.add(source::RESERVATION, "booking.cancelled", &trip.pnr, at, || {
            commerce::booking(world, trip, &legs, people)
        });
    }
}

#[expect(clippy::too_many_arguments, reason = "who, on which way, with what chance, written where")]
fn ride(
    world: &World,
    trip: &Trip,
    part: &Part,
    person: &Person,
    direction: usize,
    (place, row): (usize, i64),
    draw: &mut Draw,
    sheet: &mut Sheet,
) {
    let ahead = draw.long_tail(2 * 3600, 22 * 3600);
    let carries = bags::count(world, trip, person);
    for (at, leg) in part.legs.iter().enumerate() {
        if !world.week().contains(&leg.departs) {
            continue;
        }
        let fate = world.fate(leg);
        let letter = char::from(b"CDAFBE"[(place + usize::from(row % 2 == 0) * 2) % 6]);
        let key = format!("{}-{direction}{at}{}", person.customer, leg.number);
        let ride = Ride { world, trip, person, leg, seat: format!("{}{letter}", row + at as i64), key };
        if fate.cancelled_at(leg, world.now).is_some() {
            says::disrupted(&ride, &fate, draw, sheet);
            return;
        }
        let first = part.legs.first().map_or(leg.departs, |leg| leg.departs);
        let done = if part.replaced.contains(&at) { leg.departs - 50 * 60 } else { first - ahead };
        check_in(&ride, done.max(trip.booked + 300), carries, draw, sheet);
        services(&ride, &fate, draw, sheet);
        says::on_board(&ride, &fate, draw, sheet);
        if fate.departure_delay >= 18 {
            says::disrupted(&ride, &fate, draw, sheet);
        }
        if fate.diverted_to.is_some() || fate.on(leg) > world.now {
            return;
        }
        if at + 1 == part.legs.len() {
            says::afterwards(&ride, &fate, draw, sheet);
        }
    }
}

fn check_in(ride: &Ride<'_>, at: i64, bags: u32, draw: &mut Draw, sheet: &mut Sheet) {
    let done = |seat: &str, bags| CheckinIn {
        customer: refs::traveller(ride.person, &ride.trip.pnr),
        pnr: Some(ride.trip.pnr.clone()),
        flight: designator(ride.leg),
        date: ride.leg.date,
        seat: (ride.person.role != Role::Infant).then(|| seat.to_owned()),
        bags,
    };
    sheet.add(source::CHECKIN, "checkin.completed", &ride.key, at, || done(&ride.seat, Some(bags)));
    if ride.person.role != Role::Infant && draw.permille(30) {
        let seat = format!("{}{}", draw.between(5, 30), ["A", "C", "D", "F"][draw.below(4)]);
        let at = (at + 1800).min(ride.leg.departs - 1200);
        sheet.add(source::CHECKIN, "seat.changed", &ride.key, at, || done(&seat, None));
    }
}

fn services(ride: &Ride<'_>, fate: &super::fate::Fate, draw: &mut Draw, sheet: &mut Sheet) {
    let (world, leg, person) = (ride.world, ride.leg, ride.person);
    let iata = world.schedule.iata(leg.from);
    let tier = person.card.as_ref().map_or("", |card| card.tier);
    let front = matches!(ride.trip.cabin, "business" | "first");
    let mut serve = |kind, word: &str, at, details| {
        sheet.add(source::GROUND, "service.provided", format!("{word}-{}", ride.key), at, || ServiceIn {
            customer: refs::traveller(person, &ride.trip.pnr),
            kind,
            details: Some(details),
        });
    };
    if (front || matches!(tier, "Gold" | "Platinum")) && person.role == Role::Adult && draw.permille(550) {
        let city = &world.schedule.places[usize::from(leg.from)].city;
        let details = json!({"airport": iata, "lounge": format!("Zephyr Lounge {city}")});
        serve(ServiceKind::Lounge, "lounge", leg.departs - 95 * 60, details);
    }
    if ride.trip.cabin == "first" && draw.permille(300) {
        serve(
            ServiceKind::Chauffeur,
            "chauffeur",
            leg.departs - 170 * 60,
            json!({"airport": iata, "to": "terminal"}),
        );
    }
    if fate.departure_delay > 120 {
        let details = json!({"airport": iata, "voucher": "12.00 EUR", "flight": designator(leg)});
        serve(ServiceKind::Catering, "catering", leg.departs + 70 * 60, details);
    }
    if let Some(meal) = person.meal.filter(|_| leg.arrives - leg.departs > 4 * 3600) {
        let details = json!({"meal": meal, "flight": designator(leg), "date": leg.date});
        serve(ServiceKind::Meal, "meal", fate.off(leg) + 75 * 60, details);
    }
}

fn row(household: u64, cabin: &str) -> i64 {
    let spread = |rows: u64| (household.wrapping_mul(2_654_435_761) >> 7).rem_euclid(rows).cast_signed();
    match cabin {
        "first" => 1 + spread(2),
        "business" => 3 + spread(5),
        "premium-economy" => 9 + spread(4),
        _ => 13 + spread(24),
    }
}
