//! What befell a passenger of a flight, learned into the booking it is about.

use super::{
    learn::{Origin, booking_with, is_newer},
    record::{CabinsRecord, CustomerRecord, DeniedRecord},
};
use purser_contract::{
    FlightKey, Pnr,
    payload::{BoardingDenied, CabinChanged},
};

/// Not let on board.
pub(super) fn denied(record: &mut CustomerRecord, denied: &BoardingDenied, origin: Origin<'_>) {
    let flight = FlightKey::new(&denied.flight, denied.date);
    let pnr = denied.pnr.clone().map(Pnr).or_else(|| booking_with(record, &flight));
    let Some(pnr) = pnr else { return };
    let known = DeniedRecord { voluntary: denied.voluntary, reason: denied.reason.clone() };
    let known = origin.fact(known);
    let booking = record.bookings.entry(pnr).or_default();
    if booking.denied.get(&flight).is_none_or(|old| is_newer(&known, old)) {
        booking.denied.insert(flight, known);
    }
}

/// In another cabin.
pub(super) fn cabins(record: &mut CustomerRecord, changed: &CabinChanged, origin: Origin<'_>) {
    let flight = FlightKey::new(&changed.flight, changed.date);
    let pnr = changed.pnr.clone().map(Pnr).or_else(|| booking_with(record, &flight));
    let Some(pnr) = pnr else { return };
    let known = CabinsRecord { booked: changed.booked_cabin.clone(), flown: changed.flown_cabin.clone() };
    let known = origin.fact(known);
    let booking = record.bookings.entry(pnr).or_default();
    if booking.cabins.get(&flight).is_none_or(|old| is_newer(&known, old)) {
        booking.cabins.insert(flight, known);
    }
}
