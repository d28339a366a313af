//! What a customer flew and spent in the window that counts. Pure.
//!
//! Deliberately not here: points for it (`value`).

use super::days_before;
use crate::customers::{
    record::{BookingRecord, CustomerRecord, PassengerRecord, SegmentRecord},
    view::Flights,
};
use jiff::{Timestamp, tz::TimeZone};
use purser_contract::{journey::FlightStatus, payload::Money, view::BookingStatus};
use rust_decimal::Decimal;
use std::{
    collections::{BTreeMap, BTreeSet},
    str::FromStr,
};

/// See the module.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Travel {
    /// Journeys begun in the window.
    pub journeys: u32,
    /// Flights taken in the window.
    pub flights: u32,
    /// When the last journey began, in the window or before.
    pub last: Option<Timestamp>,
    /// Flown in the window: from and to, IATA.
    pub routes: BTreeSet<(String, String)>,
    /// Spent in the window, by currency.
    pub spend: BTreeMap<String, Decimal>,
    /// The newest fact that counted.
    pub as_of: Option<Timestamp>,
}

/// Longer than this on the ground begins another journey, seconds.
const STAY: i64 = 24 * 3_600;

/// What was flown and spent within `days` before `now`. Bookings that were cancelled count for nothing.
#[must_use]
pub fn travel(record: &CustomerRecord, flights: &Flights, now: Timestamp, days: u32) -> Travel {
    let since = days_before(now, days);
    let mut travel = Travel::default();
    for booking in record.bookings.values() {
        let Some(status) = &booking.status else { continue };
        if status.value == BookingStatus::Cancelled {
            continue;
        }
        let mut counted = flown(&mut travel, booking, flights, since, now);
        let paid = booking.booked_at.as_ref().map_or(status.as_of, |fact| fact.value);
        if let Some(total) = booking.total.as_ref().filter(|_| (since..=now).contains(&paid)) {
            counted |= spend(&mut travel, &total.value, seats(booking));
        }
        travel.as_of = travel.as_of.max(counted.then_some(status.as_of));
    }
    for order in record.orders.iter().filter(|order| (since..=now).contains(&order.at)) {
        let mut counted = false;
        for price in order.items.iter().filter_map(|item| item.price.as_ref()) {
            counted |= spend(&mut travel, price, 1);
        }
        travel.as_of = travel.as_of.max(counted.then_some(order.at));
    }
    travel
}

/// Counts the flights of a booking that left; says whether any did.
fn flown(
    travel: &mut Travel,
    booking: &BookingRecord,
    flights: &Flights,
    since: Timestamp,
    now: Timestamp,
) -> bool {
    let mut landed: Option<Timestamp> = None;
    let mut counted = false;
    for sold in booking.current() {
        let live = flights.get(&sold.key()).and_then(|flight| flight.1.status());
        let Some(departs) = departs(sold).filter(|at| *at <= now) else { continue };
        if live.is_some_and(|status| status.value == FlightStatus::Cancelled) {
            continue;
        }
        let begins = landed.is_none_or(|landed| departs.as_second() - landed.as_second() >= STAY);
        landed = Some(sold.arrives.unwrap_or(departs));
        if begins {
            travel.last = travel.last.max(Some(departs));
        }
        if departs >= since {
            travel.journeys += u32::from(begins);
            travel.flights += 1;
            travel.routes.insert((sold.from.clone(), sold.to.clone()));
            counted = true;
        }
    }
    counted
}

/// As sold; without a time, noon of its date stands in.
fn departs(sold: &SegmentRecord) -> Option<Timestamp> {
    let noon = || Some(sold.date.at(12, 0, 0, 0).to_zoned(TimeZone::UTC).ok()?.timestamp());
    sold.departs.or_else(noon)
}

/// Who has a seat: infants on a lap have none.
fn seats(booking: &BookingRecord) -> usize {
    let on_lap =
        |passenger: &PassengerRecord| passenger.ssrs.iter().any(|ssr| matches!(ssr.trim(), "INF" | "INFT"));
    let people = booking.passengers.as_ref().map(|fact| fact.value.as_slice()).unwrap_or_default();
    people.iter().filter(|passenger| !on_lap(passenger)).count().max(1)
}

fn spend(travel: &mut Travel, money: &Money, among: usize) -> bool {
    let Ok(amount) = Decimal::from_str(&money.amount) else { return false };
    let part = (amount / Decimal::from(among)).round_dp(2);
    let known = travel.spend.entry(money.currency.clone()).or_default();
    match known.checked_add(part) {
        Some(sum) => *known = sum,
        None => return false,
    }
    true
}
