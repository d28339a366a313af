//! What a passenger paid, as far as the booking says it.

use crate::customers::record::BookingRecord;
use purser_entitlement::{
    airports::{airport, great_circle_m},
    amount::Amount,
    facts::{Metres, TicketPrice},
};

/// The booking's total for each of its passengers.
pub(super) fn ticket(booking: &BookingRecord) -> Option<TicketPrice> {
    let total = &booking.total.as_ref()?.value;
    let heads = booking.passengers.as_ref().map_or(1, |fact| fact.value.len().max(1));
    let amount: Amount = total.amount.parse().ok()?;
    let amount = Amount::from_thousandths(amount.thousandths() / i64::try_from(heads).ok()? / 10 * 10);
    let positive = amount > Amount::ZERO;
    positive.then_some(TicketPrice {
        amount,
        taxes_class_independent: None,
        currency: total.currency.parse().ok()?,
    })
}

/// The length of one flight.
pub(super) fn distance(from: &str, to: &str) -> Option<Metres> {
    let end = |iata: &str| airport(iata.parse().ok()?);
    Some(Metres(great_circle_m(&end(from)?, &end(to)?)))
}

/// The length of everything the ticket is for.
pub(super) fn whole_distance(booking: &BookingRecord) -> Option<Metres> {
    let legs = booking.current().iter().map(|sold| Some(distance(&sold.from, &sold.to)?.0));
    legs.sum::<Option<i64>>().map(Metres)
}
