//! A bag that went astray.

use super::{Case, Passenger, minutes, name_on, newest_of};
use crate::compensation::{route, subject::Subject};
use purser_contract::{
    FlightKey,
    compensation::{DisruptionKind, JourneyEnds},
    payload::DisruptionNote,
    view::BagStatus,
};
use purser_entitlement::{Facts, cause::Cause, vocabulary::Disruption};

/// The case of a bag; nothing when it was never missed, or nobody knows where it was to go.
pub(super) fn case(passenger: Passenger<'_>, tag: &str, key: &FlightKey) -> Option<Case> {
    let Passenger { record, flights, home, .. } = passenger;
    let bag = record.bags.get(tag)?;
    let astray = bag.astray?;
    let subject = Subject::Bag(tag.to_owned(), key.clone());
    let (designator, date) = subject.parts()?;
    let on_it = |booking: &crate::customers::record::BookingRecord| {
        booking.segments_and_former().any(|segment| segment.key() == *key)
    };
    let booking = record.bookings.iter().find(|(_, booking)| on_it(booking));
    let live = flights.get(key).map(|flight| &flight.1);
    let sold = booking.map(|(_, booking)| route::as_sold(booking, flights, key, false)).unwrap_or_default();
    let known = |fact: Option<&purser_contract::Fact<String>>| fact.map(|fact| fact.value.clone());
    let from = sold.first().map(|leg| leg.sold.from.clone());
    let from = from.or_else(|| known(live.and_then(|live| live.from.as_ref())))?;
    let to = sold.last().map(|leg| leg.sold.to.clone());
    let to = to.or_else(|| known(live.and_then(|live| live.to.as_ref())))?;
    let carrier = known(live.and_then(|live| live.operating_carrier.as_ref()));
    let carrier = carrier.unwrap_or_else(|| designator.chars().take(2).collect());
    let country = known(live.and_then(|live| live.carrier_country.as_ref()));
    let delivered = (bag.status.value == BagStatus::Delivered).then_some(bag.status.as_of);
    let facts = Facts {
        origin: from.parse().ok()?,
        destination: to.parse().ok()?,
        operating_carrier: carrier.parse().ok()?,
        carrier_country: country.as_deref().unwrap_or(home).parse().ok()?,
        single_booking: true,
        event_date: date,
        disruption: Disruption::BaggageDelay,
        bag_delay_min: delivered.map(|delivered| minutes(astray, delivered).max(0)),
        cause: bag.reason.as_deref().map(Cause::stated),
        mbr_filed: Some(true),
        bags: Some(1),
        ..Facts::default()
    };
    let as_of =
        [Some(bag.status.as_of), live.and_then(newest_of), bag.flight.as_ref().map(|fact| fact.as_of)];
    let note = DisruptionNote {
        kind: DisruptionKind::Baggage,
        from: Some(from.clone()),
        to: Some(to.clone()),
        cause: bag.reason.clone(),
        arrival_delay_min: facts.bag_delay_min,
        opened_at: astray,
        connecting: sold.len() > 1,
        tag: Some(tag.to_owned()),
        opened_for: None,
    };
    Some(Case {
        subject,
        facts,
        pnr: booking.map(|(pnr, _)| pnr.clone()),
        passenger: name_on(passenger, booking.map(|(_, booking)| booking)),
        journey: Some(JourneyEnds { from, to }),
        cabin: None,
        actual: delivered.is_some(),
        as_of: as_of.into_iter().flatten().max().unwrap_or(astray),
        doubts: Vec::new(),
        harmless: false,
        note,
    })
}
