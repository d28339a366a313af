//! From a record and its flights to the 360: pure, given the time.
//!
//! Deliberately not here: reading and remembering (`views`), and the journey strip (`journeys`).

use super::{
    mention::NameKey,
    needs::{SERVED_BY, needs},
    record::{BookingRecord, ConsentRecord, CustomerRecord, Decided, Provenance, SegmentRecord},
    relationships::relationships,
};
use crate::{
    airports::place,
    consents::withheld::Hidden,
    flights::record::{FlightRecord, delay},
    identity::suggest::Suggestions,
    insight::{
        rules::Rules,
        segments::{self, Known},
        sentiment::sentiment,
        signals::{self, Facts},
        travel::travel,
        value::value,
    },
    journeys,
};
use jiff::Timestamp;
use purser_contract::{
    CustomerId, Fact, FlightKey, Pnr,
    compensation::Compensation,
    insight::{CustomerSegment, CustomerValue, Sentiment},
    suggestion::Merge,
    view::{
        Bag, Booking, BookingStatus, Consent, Customer360, CustomerCard, IdentifierSet, Passenger,
        Preference, Segment,
    },
};
use std::{cmp::Reverse, collections::HashMap, sync::Arc};
use xxhash_rust::xxh3::xxh3_64;

/// A flight with its version, shared with the cache.
pub type Flights = HashMap<FlightKey, Arc<(u64, FlightRecord)>>;

/// What the view is made of.
#[derive(Clone, Copy, Debug)]
pub struct Parts<'a> {
    /// Whose it is.
    pub id: CustomerId,
    /// Events applied to the record.
    pub version: u64,
    /// The record.
    pub record: &'a CustomerRecord,
    /// Its flights, as far as operations spoke of them.
    pub flights: &'a Flights,
    /// Who may be the same person.
    pub suggestions: &'a Suggestions,
    /// The airline's rules.
    pub rules: &'a Rules,
    /// The time.
    pub now: Timestamp,
}

/// The 360. Its version grows with the record's and with every flight's.
#[must_use]
pub fn view(parts: Parts<'_>) -> Customer360 {
    let Parts { id, version, record, flights, suggestions, rules, now } = parts;
    let journey = journeys::journey(record, flights, now);
    let mut bookings: Vec<Booking> =
        record.bookings.iter().filter_map(|(pnr, known)| booking(parts, pnr, known)).collect();
    bookings.sort_by_key(|booking| {
        Reverse(booking.segments.first().map(|segment| (segment.date, segment.departs)))
    });
    let shown = journey.as_ref().map(|journey| journey.pnr.clone());
    let profiled = !Hidden::by(record).profiling;
    let Concluded { value, sentiment, segments } =
        if profiled { concluded(parts) } else { Concluded::default() };
    let flight_versions: u64 = flights.values().map(|flight| flight.0).sum();
    Customer360 {
        id,
        version: version + flight_versions,
        customer: card(record),
        journey,
        bookings,
        bags: bags(record),
        cases: Vec::new(),
        compensations: record.compensations.iter().map(|known| own_of(known, id)).collect(),
        offers: Vec::new(),
        consents: consents(record),
        preferences: preferences(record),
        needs: needs(record, |booking| own_place(id, record, booking), now),
        relationships: relationships(id, record, shown.as_ref()),
        signals: signals::signals(Facts { record, flights, rules, now }, profiled),
        suggestions: suggestions.open.clone(),
        dismissed: suggestions.dismissed.clone(),
        merges: merges(record),
        value,
        sentiment,
        segments,
        interactions: record.interactions.clone(),
        feedback: record.feedback.clone(),
        orders: record.orders.clone(),
    }
}

/// A compensation under the id its customer has now.
fn own_of(known: &Compensation, id: CustomerId) -> Compensation {
    Compensation { customer_id: id, ..known.clone() }
}

/// What a profile says about a customer who lets themselves be profiled.
#[derive(Default)]
struct Concluded {
    value: Option<CustomerValue>,
    sentiment: Option<Sentiment>,
    segments: Vec<CustomerSegment>,
}

fn concluded(Parts { record, flights, rules, now, .. }: Parts<'_>) -> Concluded {
    let travel = travel(record, flights, now, rules.value.window_days);
    let value = value(record, &travel, &rules.value);
    let sentiment = sentiment(&record.moods, now);
    let known = Known { travel: &travel, value: &value, sentiment: sentiment.as_ref(), now };
    let segments = segments::segments(&rules.segments, known);
    Concluded { value: Some(value), sentiment, segments }
}

/// The consents of a record.
#[must_use]
pub fn consents(record: &CustomerRecord) -> Vec<Consent> {
    let wire = |known: &ConsentRecord| Consent {
        purpose: known.purpose,
        channel: known.channel,
        state: known.state.clone(),
    };
    record.consents.iter().map(wire).collect()
}

/// The merges that stand, newest first.
fn merges(record: &CustomerRecord) -> Vec<Merge> {
    let wire = |(id, fact): (&String, &Fact<Decided>)| Merge {
        id: id.clone(),
        at: fact.as_of,
        by: fact.value.by.clone(),
        reason: fact.value.reason.clone(),
        customers: fact.value.customers.to_vec(),
    };
    let mut merges: Vec<Merge> = record.merges.iter().map(wire).collect();
    merges.sort_by(|a, b| (b.at, &b.id).cmp(&(a.at, &a.id)));
    merges
}

/// The entity tag of a record's consents.
#[must_use]
pub fn consents_tag(record: &CustomerRecord) -> String {
    let text = serde_json::to_vec(&record.consents).unwrap_or_default();
    format!("\"c{:016x}\"", xxh3_64(&text))
}

/// Which passenger of a booking the customer is.
fn own_place(id: CustomerId, record: &CustomerRecord, booking: &BookingRecord) -> Option<usize> {
    let passengers = &booking.passengers.as_ref()?.value;
    passengers.iter().position(|passenger| passenger.customer_id == Some(id)).or_else(|| {
        let own = NameKey::of(&record.name()?.value)?;
        passengers
            .iter()
            .position(|passenger| passenger.name.as_ref().and_then(NameKey::of).as_ref() == Some(&own))
    })
}

fn card(record: &CustomerRecord) -> CustomerCard {
    let preference = |key: &str| record.preferences.get(key).cloned();
    CustomerCard {
        name: record.name().cloned(),
        language: preference("language").or_else(|| record.menu_language.clone()),
        pronunciation: preference("pronunciation"),
        loyalty: record.loyalty.values().max_by_key(|fact| fact.as_of).cloned(),
        birth_date: record.birth_date.clone(),
        address: record.address.clone(),
        identifiers: IdentifierSet {
            loyalty: identifiers(record, "loyalty"),
            email: identifiers(record, "email"),
            phone: identifiers(record, "phone"),
            idp_subject: identifiers(record, "idp_subject"),
            pnr: identifiers(record, "pnr"),
        },
    }
}

fn identifiers(record: &CustomerRecord, kind: &str) -> Vec<Fact<String>> {
    let fact = |(value, origin): (&String, &Provenance)| Fact {
        value: value.clone(),
        source: origin.source.clone(),
        as_of: origin.as_of,
    };
    record.of_kind(kind).map(fact).collect()
}

/// What is shown elsewhere (language, pronunciation, needs) is not shown twice.
fn preferences(record: &CustomerRecord) -> Vec<Preference> {
    record
        .preferences
        .iter()
        .filter(|(key, _)| !SERVED_BY.contains(&key.as_str()))
        .map(|(key, value)| Preference { key: key.clone(), value: value.clone() })
        .collect()
}

fn bags(record: &CustomerRecord) -> Vec<Bag> {
    let mut bags: Vec<Bag> = record
        .bags
        .iter()
        .map(|(tag, known)| Bag {
            tag: tag.clone(),
            status: known.status.clone(),
            pnr: known.pnr.as_ref().map(|fact| fact.value.clone()),
            flight: known.flight.as_ref().map(|fact| fact.value.clone()),
            airport: known.airport.as_ref().map(|fact| fact.value.clone()),
            reason: known.reason.clone(),
        })
        .collect();
    bags.sort_by(|a, b| b.status.as_of.cmp(&a.status.as_of).then_with(|| a.tag.cmp(&b.tag)));
    bags
}

/// A booking whose own event has not come yet (only a check-in or a bag has) is shown as confirmed since then.
fn booking(parts: Parts<'_>, pnr: &Pnr, known: &BookingRecord) -> Option<Booking> {
    let first_sign = || {
        let checkin =
            known.checkins.values().find_map(|checkin| checkin.seat.as_ref().map(|s| (&s.source, s.as_of)));
        let checkin = checkin.or_else(|| {
            known.checkins.values().find_map(|checkin| checkin.bags.as_ref().map(|b| (&b.source, b.as_of)))
        });
        checkin.map(|(source, as_of)| Fact { value: BookingStatus::Confirmed, source: source.clone(), as_of })
    };
    let own = own_place(parts.id, parts.record, known);
    let passengers = known.passengers.as_ref().map(|fact| fact.value.as_slice()).unwrap_or_default();
    Some(Booking {
        pnr: pnr.clone(),
        status: known.status.clone().or_else(first_sign)?,
        booked_at: known.booked_at.as_ref().map(|fact| fact.value),
        channel: known.channel.as_ref().map(|fact| fact.value.clone()),
        corporate: known.corporate.as_ref().map(|fact| fact.value.clone()),
        total: known.total.as_ref().map(|fact| fact.value.clone()),
        passengers: passengers
            .iter()
            .enumerate()
            .map(|(place, passenger)| Passenger {
                customer_id: passenger.customer_id,
                name: passenger.name.clone(),
                ticket: passenger.ticket.clone(),
                ssrs: passenger.ssrs.clone(),
                is_self: own == Some(place),
            })
            .collect(),
        segments: known.current().iter().map(|sold| segment(parts.flights, known, sold)).collect(),
    })
}

fn segment(flights: &Flights, booking: &BookingRecord, sold: &SegmentRecord) -> Segment {
    let key = sold.key();
    let live = flights.get(&key).map(|flight| &flight.1);
    let checkin = booking.checkins.get(&key);
    let departs =
        live.and_then(|live| live.scheduled_departure.as_ref()).map(|fact| fact.value).or(sold.departs);
    let arrives =
        live.and_then(|live| live.scheduled_arrival.as_ref()).map(|fact| fact.value).or(sold.arrives);
    Segment {
        flight: sold.flight.clone(),
        date: sold.date,
        from: place(&sold.from),
        to: place(&sold.to),
        departs: sold.departs.or(departs),
        arrives: sold.arrives.or(arrives),
        cabin: sold.cabin.clone(),
        seat: checkin.and_then(|checkin| checkin.seat.clone()),
        checked_in: checkin.and_then(|checkin| checkin.bags.clone()),
        status: live.and_then(FlightRecord::status),
        gate: live.and_then(|live| live.gate.clone()),
        expected_departure: live.and_then(FlightRecord::expected_departure).map(|fact| fact.value),
        expected_arrival: live.and_then(FlightRecord::expected_arrival).map(|fact| fact.value),
        departure_delay_min: delay(departs, live.and_then(FlightRecord::expected_departure)),
        arrival_delay_min: delay(arrives, live.and_then(FlightRecord::expected_arrival)),
        cause: live.and_then(|live| live.cause.clone()),
        operated_by: operated_by(sold, live),
        key,
    }
}

/// The airline that flies it, when that is not the one whose number it carries: operations' word before the sale's.
fn operated_by(sold: &SegmentRecord, live: Option<&FlightRecord>) -> Option<String> {
    let operations = live.and_then(|live| live.operating_carrier.as_ref()).map(|fact| fact.value.as_str());
    let carrier = operations.or(sold.operating_carrier.as_deref())?;
    (sold.flight.get(..2) != Some(carrier)).then(|| carrier.to_owned())
}
