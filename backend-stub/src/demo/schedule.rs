//! The timetable: every flight of the airline for some days around today, with times by distance and local banks.
//!
//! Deliberately not here: what becomes of a flight (`fate`). All of it follows from the network table, the number of
//! customers and the date.

use super::{
    places::{self, Place, block, distance},
    stories::flights::ANCHORED,
};
use jiff::{ToSpan, civil::Date, tz::TimeZone};
use std::collections::HashMap;

pub(super) const NETWORK: &str = include_str!("../../data/network.csv");
/// Days before and after today with a timetable; flights are flown only in the week around today.
const DAYS: std::ops::RangeInclusive<i32> = -10..=14;

/// One flight on one day. Places are indexes into the timetable's list, times are Unix seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Leg {
    pub(super) number: u16,
    pub(super) from: u16,
    pub(super) to: u16,
    pub(super) departs: i64,
    pub(super) arrives: i64,
    /// The local date of departure at its airport.
    pub(super) date: Date,
}

/// A spoke of the network.
#[derive(Clone, Copy, Debug)]
pub(super) struct Route {
    pub(super) hub: u16,
    pub(super) spoke: u16,
    pub(super) weight: f64,
}

/// The whole timetable.
#[derive(Clone, Debug)]
pub(super) struct Schedule {
    pub(super) places: Vec<Place>,
    pub(super) routes: Vec<Route>,
    index: HashMap<&'static str, u16>,
    /// By `from * places + to`, each in the order of departure.
    legs: Vec<Vec<Leg>>,
}

impl Schedule {
    /// The timetable around `today` for so many customers; the stories' flights leave relative to `anchor`.
    pub(super) fn new(today: Date, anchor: i64, customers: u64) -> Self {
        let (places, index) = places::served();
        let routes = routes(&index);
        let legs = vec![Vec::new(); places.len() * places.len()];
        let mut schedule = Self { places, routes, index, legs };
        // About one flight in two days at 10,000 customers, six a day at a million.
        let customers = customers as f64;
        let density = (0.3 + 0.3 * (customers / 20_000.0).min(1.0)).max(customers / 160_000.0);
        for day in DAYS {
            let Ok(date) = today.checked_add(day.days()) else { continue };
            for at in 0..schedule.routes.len() {
                schedule.fly(at, date, density);
            }
            if (-3..=3).contains(&day) {
                schedule.fly_anchored(anchor + i64::from(day) * 86_400);
            }
        }
        for list in &mut schedule.legs {
            list.sort_by_key(|leg| leg.departs);
        }
        schedule
    }

    /// The index of an airport of the network.
    pub(super) fn place(&self, iata: &str) -> Option<u16> {
        self.index.get(iata).copied()
    }

    /// The code of an airport of the network.
    pub(super) fn iata(&self, place: u16) -> &'static str {
        self.places[usize::from(place)].iata
    }

    /// Kilometres between two airports along the great circle.
    pub(super) fn distance(&self, from: u16, to: u16) -> f64 {
        distance(&self.places[usize::from(from)], &self.places[usize::from(to)])
    }

    /// All flights of a period in the order of departure.
    pub(super) fn period(&self, from: i64, until: i64) -> Vec<Leg> {
        let inside = |leg: &&Leg| (from..until).contains(&leg.departs);
        let mut legs: Vec<Leg> = self.legs.iter().flatten().filter(inside).copied().collect();
        legs.sort_by_key(|leg| (leg.departs, leg.number));
        legs
    }

    /// The flights between two airports from a time on.
    pub(super) fn after(&self, from: u16, to: u16, time: i64) -> &[Leg] {
        let list = &self.legs[usize::from(from) * self.places.len() + usize::from(to)];
        &list[list.partition_point(|leg| leg.departs < time)..]
    }

    /// The first way from one airport to another leaving at `time` or later: direct, or through the hubs.
    pub(super) fn journey(&self, from: u16, to: u16, time: i64) -> Vec<Leg> {
        let (Some(main), Some(second)) = (self.place("FRA"), self.place("BUD")) else { return Vec::new() };
        let ways: [&[u16]; 5] = [
            &[from, to],
            &[from, main, to],
            &[from, second, to],
            &[from, main, second, to],
            &[from, second, main, to],
        ];
        ways.into_iter().map(|way| self.along(way, time)).find(|legs| !legs.is_empty()).unwrap_or_default()
    }

    /// Flights along these stops with at least 45 minutes and at most 14 hours between them.
    fn along(&self, stops: &[u16], time: i64) -> Vec<Leg> {
        if stops.windows(2).any(|pair| pair[0] == pair[1]) {
            return Vec::new();
        }
        for first in self.after(stops[0], stops[1], time).iter().take(12) {
            let mut legs = vec![*first];
            let mut ready = first.arrives + 45 * 60;
            for pair in stops.windows(2).skip(1) {
                let Some(next) = self.after(pair[0], pair[1], ready).first() else { break };
                if next.departs > ready + 14 * 3600 {
                    break;
                }
                legs.push(*next);
                ready = next.arrives + 45 * 60;
            }
            if legs.len() + 1 == stops.len() {
                return legs;
            }
        }
        Vec::new()
    }

    /// The first turn of a spoke on any date, in the timetable or not: out from the hub, and back to it.
    pub(super) fn once(&self, route: usize, date: Date) -> [Option<Leg>; 2] {
        self.turn(route, date, 0)
    }

    /// The flights of one spoke whose hub times fall on `date`.
    fn fly(&mut self, at: usize, date: Date, density: f64) {
        for turn in 0..times_on(date, at, (self.routes[at].weight * density).min(14.0)) {
            for leg in self.turn(at, date, turn).into_iter().flatten() {
                self.push(leg);
            }
        }
    }

    fn turn(&self, at: usize, date: Date, turn: usize) -> [Option<Leg>; 2] {
        let route = self.routes[at];
        let (hub, spoke) = (&self.places[usize::from(route.hub)], &self.places[usize::from(route.spoke)]);
        let (leaves, lands) = banks(at, turn, distance(hub, spoke) > 4_500.0);
        let Ok(number) = u16::try_from(100 + 2 * at + 1000 * turn) else { return [None; 2] };
        let out = at_local(date, leaves, &hub.zone).map(|departs| {
            let arrives = departs + block(hub, spoke) * 60;
            Leg { number, from: route.hub, to: route.spoke, departs, arrives, date }
        });
        let back = at_local(date, lands, &hub.zone).and_then(|arrives| {
            let departs = arrives - block(spoke, hub) * 60;
            let date = local_date(departs, &spoke.zone)?;
            Some(Leg { number: number + 1, from: route.spoke, to: route.hub, departs, arrives, date })
        });
        [out, back]
    }

    fn fly_anchored(&mut self, anchor: i64) {
        for flight in ANCHORED {
            let (Some(from), Some(to)) = (self.place(flight.from), self.place(flight.to)) else { continue };
            let departs = anchor + flight.leaves * 60;
            let arrives = departs + flight.block * 60;
            let Some(date) = local_date(departs, &self.places[usize::from(from)].zone) else { continue };
            self.push(Leg { number: flight.number, from, to, departs, arrives, date });
        }
    }

    fn push(&mut self, leg: Leg) {
        let slot = usize::from(leg.from) * self.places.len() + usize::from(leg.to);
        self.legs[slot].push(leg);
    }
}

/// How often a route flies on a date; a fraction is spread evenly over the days.
fn times_on(date: Date, route: usize, a_day: f64) -> usize {
    let day = f64::from(date.day_of_year()) + f64::from(date.year()) * 366.0;
    let phase = route as f64 * 0.618;
    let until = |day: f64| (day * a_day + phase).floor();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 14")]
    let times = (until(day + 1.0) - until(day)).max(0.0) as usize;
    times
}

/// Local minutes of the day at the hub: leaving for the spoke, and landing from it. Arrivals come in waves before
/// departures, so that passengers connect.
fn banks(route: usize, turn: usize, long: bool) -> (i64, i64) {
    const SHORT: [(i64, i64); 8] = [
        (665, 545),
        (1020, 900),
        (1255, 1145),
        (445, 770),
        (820, 495),
        (920, 1050),
        (1140, 1290),
        (570, 1340),
    ];
    const LONG: [(i64, i64); 4] = [(640, 370), (1045, 800), (1300, 960), (820, 1140)];
    let table: &[(i64, i64)] = if long { &LONG } else { &SHORT };
    let jitter = |width: usize, salt: usize| ((route * 37 + turn * 11 + salt) % width * 5) as i64;
    let width = if long { 30 } else { 8 };
    let spread = turn as i64 * 97 % 840;
    let (leaves, lands) = table.get(turn).copied().unwrap_or((420 + spread, 400 + spread));
    (leaves + jitter(width, 0), lands + jitter(width, 3))
}

fn at_local(date: Date, minutes: i64, zone: &TimeZone) -> Option<i64> {
    let time = date.at(0, 0, 0, 0).checked_add(minutes.minutes()).ok()?;
    Some(zone.to_ambiguous_zoned(time).compatible().ok()?.timestamp().as_second())
}

fn local_date(time: i64, zone: &TimeZone) -> Option<Date> {
    Some(zone.to_datetime(jiff::Timestamp::from_second(time).ok()?).date())
}

fn routes(index: &HashMap<&'static str, u16>) -> Vec<Route> {
    let route = |line: &str| {
        let mut fields = line.split(',');
        let hub = *index.get(fields.next()?)?;
        let spoke = *index.get(fields.next()?)?;
        Some(Route { hub, spoke, weight: fields.next()?.parse().ok()? })
    };
    NETWORK.lines().skip(1).filter_map(route).collect()
}
