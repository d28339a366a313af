//! The embedded tables, the timetable and the chances of a flight.

use super::NOW;
use crate::demo::{
    culture::{Cultures, NAMES},
    draw::{bag_tag, booking_reference, loyalty_number, phone_ending, ticket},
    schedule::{NETWORK, Schedule},
    stories,
    world::World,
};
use std::collections::HashSet;

fn world(customers: usize) -> World {
    World::new(7, customers, jiff::civil::date(2026, 11, 20), NOW.parse().unwrap())
}

#[test]
fn every_row_of_every_table_is_read() {
    let cultures = Cultures::read();
    assert_eq!(cultures.all.len(), NAMES.len());
    assert!(cultures.companies.len() >= 150);
    assert!(cultures.pronunciations.len() >= 50);
    for culture in &cultures.all {
        let code = culture.code;
        assert!(culture.female.len() >= 30 && culture.male.len() >= 30, "{code}: given names");
        assert!(culture.family.len() >= 60, "{code}: family names");
        let names =
            culture.female.iter().chain(&culture.male).chain(culture.family.iter().map(|pair| &pair.0));
        for name in names {
            assert!(!name.slug.is_empty() && name.slug.is_ascii(), "{code}: {}", name.text);
            assert_eq!(name.text.trim(), name.text);
        }
    }
}

#[test]
fn all_airports_of_the_network_are_in_the_data_and_reachable() {
    let world = world(20_000);
    let schedule = &world.schedule;
    assert_eq!(schedule.routes.len(), NETWORK.lines().count() - 1);
    assert!((90..120).contains(&schedule.places.len()));
    let homes = world.cultures.all.iter().flat_map(|culture| culture.homes.iter());
    for home in homes {
        assert!(schedule.place(home).is_some(), "{home} is not in the network");
    }
    let kilometres = schedule.distance(schedule.place("FRA").unwrap(), schedule.place("JFK").unwrap());
    assert!((6_150.0..6_250.0).contains(&kilometres), "{kilometres}");
    // From the smallest spoke: rare flights do not always connect, the hub's own always go.
    let cork = schedule.place("ORK").unwrap();
    let mut reached = 0;
    for place in 0..u16::try_from(schedule.places.len()).unwrap() {
        let way = schedule.journey(cork, place, world.day(-3));
        reached += usize::from(way.last().is_some_and(|leg| leg.to == place));
        assert!(
            way.windows(2)
                .all(|pair| pair[0].to == pair[1].from && pair[0].arrives + 45 * 60 <= pair[1].departs)
        );
    }
    for route in &schedule.routes {
        let spoke = schedule.iata(route.spoke);
        assert!(!schedule.after(route.hub, route.spoke, world.day(-3)).is_empty(), "{spoke}");
        assert!(!schedule.after(route.spoke, route.hub, world.day(-3)).is_empty(), "{spoke}");
    }
    assert!(reached * 10 >= schedule.places.len() * 8, "{reached} places from Cork");
}

#[test]
fn flights_of_a_day_have_their_own_numbers_and_sensible_times() {
    for customers in [1_000, 20_000, 1_000_000] {
        let world = world(customers);
        let legs = world.schedule.period(i64::MIN, i64::MAX);
        let keys: HashSet<_> = legs.iter().map(|leg| (leg.number, leg.date)).collect();
        assert_eq!(keys.len(), legs.len(), "a flight number twice on one date");
        assert!(legs.iter().all(|leg| (40 * 60..16 * 3600).contains(&(leg.arrives - leg.departs))));
    }
}

#[test]
fn flights_fare_as_often_badly_as_flights_do() {
    let world = world(300_000);
    let week = world.week();
    let fates: Vec<_> =
        world.schedule.period(week.start, week.end).iter().map(|leg| world.fate(leg)).collect();
    let share = |count: usize| count as f64 / fates.len() as f64;
    let cancelled = share(fates.iter().filter(|fate| fate.cancelled_before.is_some()).count());
    let delayed = share(fates.iter().filter(|fate| fate.departure_delay >= 18).count());
    assert!((0.015..0.025).contains(&cancelled), "{cancelled}");
    assert!((0.16..0.20).contains(&delayed), "{delayed}");
    assert_eq!(fates.iter().filter(|fate| fate.diverted_to.is_some()).count(), 1);
}

#[test]
fn scattered_numbers_never_meet() {
    let count = 300_000;
    let all = |make: &dyn Fn(u64) -> String| (0..count).map(make).collect::<HashSet<_>>().len() as u64;
    assert_eq!(all(&|index| phone_ending(9, index).to_string()), count);
    assert_eq!(all(&|index| loyalty_number(9, index)), count);
    assert_eq!(all(&|index| booking_reference(9, index, &stories::REFERENCES)), count);
    assert_eq!(all(&bag_tag), count);
    assert_eq!(all(&ticket), count);
    assert_eq!(Schedule::new(jiff::civil::date(2026, 1, 1), 0, 0).iata(0).len(), 3);
}
