//! What the stories are written with: times from the anchor, people by name, flights by day.
//!
//! Deliberately not here: any story.

use super::flights::Anchored;
use crate::demo::{
    sheet::Sheet,
    world::{DAY, World, stamp},
};
use jiff::civil::Date;
use purser_contract::{
    event::CloudEvent,
    payload::{BookingIn, Money, PassengerIn, SegmentIn},
};
use serde::Serialize;
use std::ops::Range;

/// A page of the stories.
pub(super) struct Page<'a> {
    world: &'a World,
    sheet: Sheet,
    /// How many events were told, kept or not.
    pub(super) written: usize,
}

/// `ZX402` on the day so many days from the anchor's.
pub(super) struct On(pub(super) Anchored, pub(super) i64);

impl<'a> Page<'a> {
    pub(super) fn new(world: &'a World, period: Range<i64>) -> Self {
        Self { world, sheet: Sheet::new(period), written: 0 }
    }

    pub(super) fn finish(self) -> Vec<CloudEvent> {
        self.sheet.finish()
    }

    /// So many minutes from the anchor, never after now.
    pub(super) fn minutes(&self, minutes: i64) -> i64 {
        (self.world.anchor + minutes * 60).min(self.world.now)
    }

    /// At an hour and minute, UTC, so many days before today.
    pub(super) fn days_ago(&self, days: i64, hour: i64, minute: i64) -> i64 {
        (self.world.day(-days) + hour * 3600 + minute * 60).min(self.world.now)
    }

    /// An event of the stories; its number in them is its id.
    pub(super) fn tell(&mut self, source: &str, kind: &str, at: i64, data: impl Serialize) {
        self.written += 1;
        self.sheet.add(source, kind, format!("story-{}", self.written), at, || data);
    }

    /// The date of a story's flight, local at its airport.
    pub(super) fn date(&self, On(flight, days): &On) -> Date {
        let departs = self.departs(flight, *days);
        let zone = self
            .world
            .schedule
            .place(flight.from)
            .map(|at| &self.world.schedule.places[usize::from(at)].zone);
        zone.map_or_else(Date::default, |zone| zone.to_datetime(stamp(departs)).date())
    }

    fn departs(&self, flight: &Anchored, days: i64) -> i64 {
        self.world.anchor + flight.leaves * 60 + days * DAY
    }

    pub(super) fn segment(&self, on: &On, cabin: &str) -> SegmentIn {
        let departs = self.departs(&on.0, on.1);
        SegmentIn {
            flight: format!("ZX{}", on.0.number),
            date: self.date(on),
            from: on.0.from.to_owned(),
            to: on.0.to.to_owned(),
            departs: Some(stamp(departs)),
            arrives: Some(stamp(departs + on.0.block * 60)),
            cabin: Some(cabin.to_owned()),
            operating_carrier: None,
        }
    }

    /// A flight of the past that is in no timetable any more, about two hours long.
    pub(super) fn flown(&self, flight: &str, (from, to): (&str, &str), departs: i64) -> SegmentIn {
        SegmentIn {
            flight: flight.to_owned(),
            date: stamp(departs).to_zoned(jiff::tz::TimeZone::UTC).date(),
            from: from.to_owned(),
            to: to.to_owned(),
            departs: Some(stamp(departs)),
            arrives: Some(stamp(departs + 125 * 60)),
            cabin: Some("economy".to_owned()),
            operating_carrier: None,
        }
    }

    pub(super) fn booking(
        &self,
        pnr: &str,
        booked: i64,
        passengers: Vec<PassengerIn>,
        segments: Vec<SegmentIn>,
        (total, corporate): (&str, Option<&str>),
    ) -> BookingIn {
        BookingIn {
            pnr: pnr.to_owned(),
            booked_at: Some(stamp(booked)),
            channel: Some("web".to_owned()),
            passengers,
            segments,
            total: Some(Money { amount: total.to_owned(), currency: "EUR".to_owned() }),
            corporate: corporate.map(str::to_owned),
        }
    }
}
