//! The way of each bag: checked, loaded, sometimes left behind, delivered.
//!
//! Deliberately not here: cases about them.

use super::{
    course::Part,
    draw::{Draw, Stream, bag_tag},
    operations::designator,
    people::{Person, Role},
    refs,
    schedule::Leg,
    sheet::{Sheet, source},
    trips::Trip,
    world::World,
};
use purser_contract::payload::BagIn;

const REASONS: [&str; 6] = [
    "not loaded, tag torn off",
    "not loaded, late from security",
    "loaded on another flight",
    "not loaded, conveyor fault",
    "damaged, held for repair",
    "not loaded, hold full",
];
/// What is missing after a short connection.
const SHORT: &str = "not loaded, connection too short";

/// How many bags a traveller checks in, the same in both directions.
pub(super) fn count(world: &World, trip: &Trip, person: &Person) -> u32 {
    let mut draw = Draw::new(world.seed, Stream::Bags, person.customer * 4);
    let likely = if trip.corporate.is_some() { 260 } else { 560 };
    match person.role {
        Role::Infant => 0,
        Role::Child => u32::from(draw.permille(300)),
        Role::Adult => u32::from(draw.permille(likely)) + u32::from(draw.permille(60)),
    }
}

/// All bags of one traveller in one direction.
pub(super) fn journey(
    world: &World,
    trip: &Trip,
    part: &Part,
    person: &Person,
    direction: usize,
    sheet: &mut Sheet,
) {
    for number in 0..u64::from(count(world, trip, person)) {
        let slot = person.customer * 4 + direction as u64 * 2 + number % 2;
        let mut draw = Draw::new(world.seed, Stream::Bags, slot + (1 << 40));
        bag(world, trip, part, person, &bag_tag(slot), &mut draw, sheet);
    }
}

fn bag(
    world: &World,
    trip: &Trip,
    part: &Part,
    person: &Person,
    tag: &str,
    draw: &mut Draw,
    sheet: &mut Sheet,
) {
    let mut tell = |kind: &str, step: usize, at: i64, leg: &Leg, place: u16, reason: Option<&str>| {
        sheet.add(source::BAGGAGE, kind, format!("{tag}-{step}"), at, || BagIn {
            // Later scans know the tag alone.
            customer: (kind != "bag.loaded").then(|| refs::traveller(person, &trip.pnr)),
            tag: tag.to_owned(),
            pnr: Some(trip.pnr.clone()),
            flight: Some(designator(leg)),
            date: Some(leg.date),
            airport: Some(world.schedule.iata(place).to_owned()),
            reason: reason.map(str::to_owned),
        });
    };
    let unlucky = draw.permille(11).then(|| draw.below(part.legs.len()));
    for (at, leg) in part.legs.iter().enumerate() {
        let fate = world.fate(leg);
        if !world.week().contains(&leg.departs) || fate.cancelled_at(leg, world.now).is_some() {
            return;
        }
        if at == 0 {
            tell("bag.checked", 0, leg.departs - draw.between(60, 130) * 60, leg, leg.from, None);
        }
        let short = at > 0 && part.replaced.contains(&at) && !part.replaced.contains(&(at - 1));
        if short && draw.permille(350) {
            tell("bag.mishandled", at, fate.off(leg) - 40 * 60, leg, leg.from, Some(SHORT));
        }
        if unlucky == Some(at) {
            let seen = fate.off(leg) + draw.between(2, 40) * 60;
            tell("bag.mishandled", at + 10, seen, leg, leg.from, Some(REASONS[draw.below(REASONS.len())]));
            let found = fate.on(leg) + draw.between(10, 44) * 3600;
            tell("bag.delivered", 20, found, leg, part.legs.last().map_or(leg.to, |last| last.to), None);
            return;
        }
        tell("bag.loaded", at, fate.off(leg) - draw.between(14, 30) * 60, leg, leg.from, None);
        if fate.diverted_to.is_some() || fate.on(leg) > world.now {
            return;
        }
        if at + 1 == part.legs.len() {
            tell("bag.delivered", 21, fate.on(leg) + draw.between(14, 42) * 60, leg, leg.to, None);
        }
    }
}
