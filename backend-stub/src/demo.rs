//! The demonstration airline: Zephyr Air (ZX) with its hubs Frankfurt and Budapest, its Zephyr Club, and as many
//! customers as wanted, as the stream of events its systems would send. The same seed, number, date and time give
//! the same events, byte for byte.
//!
//! Deliberately not here: IO and clocks. Whoever loads it sends the events through the ordinary ingest path. Nothing
//! is collected: every household and every flight is derived again from its number when a later part of the stream
//! needs it, so that a million customers take no more memory than a thousand.

mod bags;
mod commerce;
mod contacts;
mod course;
mod culture;
mod draw;
mod fate;
mod ground;
mod operations;
mod particulars;
mod people;
mod phone;
mod places;
mod profile;
mod refs;
mod says;
mod schedule;
mod sheet;
pub mod stories;
#[cfg(test)]
mod tests;
mod trips;
mod world;

use jiff::{Timestamp, civil::Date};
use people::Household;
use purser_contract::event::CloudEvent;
use sheet::Sheet;
use std::{ops::Range, sync::Arc};
use world::World;

pub use stories::{CALLERS, Caller, demonstration_call};

/// The airline's name.
pub const AIRLINE: &str = "Zephyr Air";

/// All events of the demonstration in a plausible order: what is known about people, the week's timetable, searches,
/// bookings and conversations, then day by day what happened until `now`. `today` is the date at the hub.
pub fn events(
    seed: u64,
    customers: usize,
    today: Date,
    now: Timestamp,
) -> impl Iterator<Item = CloudEvent> + Send + use<> {
    let world = Arc::new(World::new(seed, customers, today, now));
    let past = i64::MIN..world.now + 1;
    let before = i64::MIN..world.week().start;
    let profiles = households(&world, past.clone(), |world, household, _, sheet| {
        profile::household(world, household, sheet);
    });
    let timetable = flights(&world, past.clone(), operations::scheduled);
    let commerce = households(&world, past, |world, household, _, sheet| {
        commerce::household(world, household, sheet);
        contacts::household(world, household, sheet);
    });
    let earlier = stories::events(&world, before);
    let days = (-3..=0).flat_map(move |offset| day(&world, offset));
    earlier.into_iter().chain(profiles).chain(timetable).chain(commerce).chain(days)
}

/// What happened on one day: at the airports, to the flights, to the travellers.
fn day(world: &Arc<World>, offset: i64) -> impl Iterator<Item = CloudEvent> + Send + use<> {
    // Travellers check in before the week's first flights leave; and now may be tomorrow already in UTC.
    let from = if offset == -3 { i64::MIN } else { world.day(offset) };
    let until = if offset == 0 { world.now + 1 } else { world.day(offset + 1).min(world.now + 1) };
    let period = from..until;
    let mut security = Sheet::new(period.clone());
    operations::security(world, offset, &mut security);
    let stories = stories::events(world, period.start.max(world.week().start)..period.end);
    let flown = flights(world, period.clone(), operations::flown);
    let travelled = households(world, period, ground::household);
    security.finish().into_iter().chain(flown).chain(stories).chain(travelled)
}

/// The events of each household, one household after the other.
fn households(
    world: &Arc<World>,
    period: Range<i64>,
    write: fn(&World, &Household, &Range<i64>, &mut Sheet),
) -> impl Iterator<Item = CloudEvent> + Send + use<> {
    let world = Arc::clone(world);
    let mut next = (0, 0);
    std::iter::from_fn(move || {
        let (index, first) = next;
        let room = world.customers.checked_sub(first).filter(|room| *room > 0)?;
        let household = Household::new(&world, index, first, room);
        next = (index + 1, first + household.size as u64);
        let mut sheet = Sheet::new(period.clone());
        write(&world, &household, &period, &mut sheet);
        Some(sheet.finish())
    })
    .flatten()
}

/// The events of each flight of the week, in the order of departure.
fn flights(
    world: &Arc<World>,
    period: Range<i64>,
    write: fn(&World, &schedule::Leg, &mut Sheet),
) -> impl Iterator<Item = CloudEvent> + Send + use<> {
    let world = Arc::clone(world);
    let week = world.week();
    world.schedule.period(week.start, week.end).into_iter().flat_map(move |leg| {
        let mut sheet = Sheet::new(period.clone());
        write(&world, &leg, &mut sheet);
        sheet.finish()
    })
}
