//! Everything the generators share: the seed, the moment, the tables and the timetable.
//!
//! Deliberately not here: customers and flights' fates; both are derived again wherever they are needed.

use super::{
    culture::Cultures,
    fate::Fate,
    people::MOST,
    schedule::{Leg, Schedule},
    stories,
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// Seconds in a day.
pub(super) const DAY: i64 = 86_400;

/// The shared, read-only ground of one demonstration.
#[derive(Debug)]
pub(super) struct World {
    pub(super) seed: u64,
    /// Customers beside those of the stories.
    pub(super) customers: u64,
    /// Unix seconds; nothing after it has happened.
    pub(super) now: i64,
    /// `now` to five minutes, so that the stories' flights have times a timetable would have.
    pub(super) anchor: i64,
    /// The beginning of today in UTC.
    pub(super) midnight: i64,
    pub(super) cultures: Cultures,
    pub(super) schedule: Schedule,
    /// The one flight of the week that went elsewhere.
    diverted: Option<Leg>,
}

impl World {
    /// Reads the tables and lays out the timetable.
    pub(super) fn new(seed: u64, customers: usize, today: Date, now: Timestamp) -> Self {
        let now = now.as_second();
        let anchor = now - now.rem_euclid(300);
        let midnight = today
            .to_zoned(TimeZone::UTC)
            .map_or(now - now.rem_euclid(DAY), |zoned| zoned.timestamp().as_second());
        let customers = (customers as u64).saturating_sub(stories::CUSTOMERS);
        let schedule = Schedule::new(today, anchor, customers);
        let mut world = Self {
            seed,
            customers,
            now,
            anchor,
            midnight,
            cultures: Cultures::read(),
            schedule,
            diverted: None,
        };
        world.diverted = world.choose_diverted();
        world
    }

    /// The beginning of the day so many days from today, UTC.
    pub(super) fn day(&self, offset: i64) -> i64 {
        self.midnight + offset * DAY
    }

    /// The week of flights: three days back, today, three days ahead.
    pub(super) fn week(&self) -> std::ops::Range<i64> {
        self.day(-3)..self.day(4)
    }

    /// What becomes of a flight. Flights outside the week go as planned.
    pub(super) fn fate(&self, leg: &Leg) -> Fate {
        if let Some(fate) = stories::flights::fate(self.anchor, leg) {
            return fate;
        }
        let mut fate = Fate::draw(self.seed, leg, self.week().contains(&leg.departs));
        if self.diverted == Some(*leg) {
            fate.divert(if self.schedule.iata(leg.to) == "FRA" { "MUC" } else { "VIE" });
        }
        fate
    }

    /// The airport's clock at a time, as `14:05`.
    pub(super) fn clock(&self, place: u16, time: i64) -> String {
        let zone = &self.schedule.places[usize::from(place)].zone;
        let local = zone.to_datetime(stamp(time));
        format!("{:02}:{:02}", local.hour(), local.minute())
    }

    fn choose_diverted(&self) -> Option<Leg> {
        let hub = self.schedule.place("FRA")?;
        let landed = self.schedule.period(self.day(-3), self.now - 6 * 3600);
        let ordinary = |leg: &&Leg| {
            let elsewhere = |iata| self.schedule.place(iata) != Some(leg.from);
            leg.to == hub && elsewhere("MUC") && stories::flights::fate(self.anchor, leg).is_none()
        };
        let candidates: Vec<&Leg> = landed.iter().filter(ordinary).collect();
        let choice = self.seed % (candidates.len().max(1) as u64);
        candidates.get(usize::try_from(choice).unwrap_or(0)).map(|leg| **leg)
    }
}

/// Unix seconds as a timestamp. The generator stays within a few years of today.
pub(super) fn stamp(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap_or(Timestamp::UNIX_EPOCH)
}

const _: () = assert!(MOST <= 8, "booking and bag slots number a household's members in three bits");
