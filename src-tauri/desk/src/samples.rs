//! Customers, contacts and frames for the tests of several modules.

use crate::apply::{Known, Opened};
use jiff::Timestamp;
use purser_contract::{
    ContactId, CustomerId, Fact, FlightKey,
    compensation::{
        CareDue, Compensation, CompensationChanged, CompensationStatus, Disruption, DisruptionKind,
    },
    journey::{FlightStatus, FlightView, Place},
    payload::{Channel, Money, Name},
    realtime::{
        Contact, ContactNote, CustomerChanged, Erase, ErasedCustomer, FrameBody, Match, Resync, ResyncReason,
        Ringing, ServerFrame,
    },
    timeline::TimelineItem,
    view::{Booking, BookingStatus, Customer360, CustomerCard, IdentifierSet, Segment},
};
use std::collections::BTreeMap;

pub(crate) const FLIGHT: &str = "ZX402/2026-11-20";
pub(crate) const FAMILY_NAME: &str = "Kovácsnagy";

pub(crate) fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + second).expect("in range")
}

pub(crate) fn customer(number: u128) -> CustomerId {
    CustomerId(format!("0199aaaa-0000-7000-8000-{number:012x}").parse().expect("an id"))
}

pub(crate) fn fact<T>(value: T) -> Fact<T> {
    Fact { value, source: "reservation".to_owned(), as_of: at(0) }
}

fn segment() -> Segment {
    let place = |iata: &str| Place { iata: iata.into(), city: iata.into(), zone: "UTC".into() };
    let date = "2026-11-20".parse().expect("a date");
    Segment {
        flight: "ZX402".into(),
        date,
        key: FlightKey::from(FLIGHT),
        from: place("BUD"),
        to: place("FRA"),
        departs: None,
        arrives: None,
        cabin: None,
        seat: None,
        checked_in: None,
        status: None,
        gate: None,
        expected_departure: None,
        expected_arrival: None,
        departure_delay_min: None,
        arrival_delay_min: None,
        cause: None,
        operated_by: None,
    }
}

/// Customer `number` at `version`, with a booking on [`FLIGHT`].
pub(crate) fn view(number: u128, version: u64) -> Customer360 {
    let booking = Booking {
        pnr: "Q7KX2M".into(),
        status: fact(BookingStatus::Confirmed),
        booked_at: None,
        channel: None,
        corporate: None,
        total: None,
        passengers: Vec::new(),
        segments: vec![segment()],
    };
    let identifiers = IdentifierSet {
        email: vec![fact(format!("customer{number}@example.com"))],
        phone: vec![fact(format!("+3630{number:07}"))],
        ..IdentifierSet::default()
    };
    Customer360 {
        id: customer(number),
        version,
        customer: CustomerCard {
            name: Some(fact(Name { given: format!("Given{number}"), family: FAMILY_NAME.into() })),
            identifiers,
            ..CustomerCard::default()
        },
        journey: None,
        bookings: vec![booking],
        bags: Vec::new(),
        cases: Vec::new(),
        compensations: Vec::new(),
        offers: Vec::new(),
        consents: Vec::new(),
        preferences: Vec::new(),
        needs: Vec::new(),
        relationships: Vec::new(),
        signals: Vec::new(),
        suggestions: Vec::new(),
        dismissed: Vec::new(),
        merges: Vec::new(),
        value: None,
        sentiment: None,
        segments: Vec::new(),
        interactions: Vec::new(),
        feedback: Vec::new(),
        orders: Vec::new(),
    }
}

pub(crate) fn item(id: &str) -> TimelineItem {
    TimelineItem {
        id: id.into(),
        event_id: format!("event-{id}"),
        kind: "purser.feedback.received.v1".into(),
        at: at(0),
        source: "feedback".into(),
        title: "Survey".into(),
        text: String::new(),
        refs: BTreeMap::new(),
    }
}

pub(crate) fn items(ids: &[&str]) -> Vec<TimelineItem> {
    ids.iter().map(|id| item(id)).collect()
}

/// A ring by nobody known.
pub(crate) fn ringing(contact: &str) -> Ringing {
    Ringing {
        contact: Contact {
            id: contact.into(),
            channel: Channel::Voice,
            from: Some("+36301234567".into()),
            to: None,
            queue: None,
            ivr: None,
            rang_at: at(1),
        },
        outcome: Match::Unknown,
        matched_by: None,
        customer_360: None,
        timeline: Vec::new(),
        candidates: Vec::new(),
        late: false,
    }
}

/// A ring by a customer.
pub(crate) fn ringing_of(contact: &str, view: Customer360) -> Ringing {
    Ringing {
        outcome: Match::Exact,
        matched_by: Some("phone".into()),
        customer_360: Some(view),
        timeline: items(&["t1"]),
        ..ringing(contact)
    }
}

pub(crate) fn note(contact: &str, second: i64) -> ContactNote {
    ContactNote {
        contact_id: contact.into(),
        at: at(second),
        duration_s: None,
        disposition: None,
        late: false,
    }
}

pub(crate) fn frame(seq: u64, body: FrameBody) -> ServerFrame {
    ServerFrame { seq, at: at(2), body }
}

pub(crate) fn rings(seq: u64, ringing: Ringing) -> ServerFrame {
    frame(seq, FrameBody::ContactRinging(Box::new(ringing)))
}

pub(crate) fn changed(seq: u64, id: CustomerId, customer_360: Customer360, timeline: &[&str]) -> ServerFrame {
    let timeline = items(timeline);
    frame(seq, FrameBody::CustomerChanged(Box::new(CustomerChanged { id, customer_360, timeline })))
}

pub(crate) fn erased(seq: u64, through: i64, customers: &[CustomerId]) -> ServerFrame {
    let erasures = vec![ErasedCustomer { erasure: "e".to_owned(), customers: customers.to_vec() }];
    frame(seq, FrameBody::Erase(Erase { through, erasures }))
}

pub(crate) fn resync(seq: u64) -> ServerFrame {
    frame(seq, FrameBody::Resync(Resync { reason: ResyncReason::Reconnected }))
}

pub(crate) fn flight_changed(seq: u64, key: &str) -> ServerFrame {
    let view = FlightView {
        id: FlightKey::from(key),
        flight: "ZX402".into(),
        date: "2026-11-20".parse().expect("a date"),
        version: 1,
        status: fact(FlightStatus::Delayed),
        from: None,
        to: None,
        scheduled_departure: None,
        scheduled_arrival: None,
        estimated_departure: None,
        estimated_arrival: None,
        actual_departure: None,
        actual_arrival: None,
        cause: None,
        aircraft: None,
        gate: None,
        operating_carrier: None,
        carrier_country: None,
        diverted_to: None,
        departure_delay_min: None,
        arrival_delay_min: None,
    };
    frame(seq, FrameBody::FlightChanged(Box::new(view)))
}

pub(crate) fn opened(number: u128, version: u64, timeline: &[&str], next: Option<&str>) -> Opened {
    Opened { view: view(number, version), timeline: items(timeline), timeline_next: next.map(Into::into) }
}

pub(crate) fn ids(known: &Known) -> Vec<ContactId> {
    known.contacts.iter().map(|contact| contact.id().clone()).collect()
}

fn id<T: serde::de::DeserializeOwned>(group: &str, number: u128) -> T {
    let text = format!("0199{group}-0000-7000-8000-{number:012x}");
    serde_json::from_value(text.into()).expect("an id")
}

/// Customer `number`'s compensation, waiting for a supervisor at `version`.
pub(crate) fn owed(number: u128, version: u64) -> Compensation {
    Compensation {
        id: id("cccc", number),
        customer_id: customer(number),
        passenger: format!("Given{number} {FAMILY_NAME}"),
        pnr: Some("Q7KX2M".into()),
        flight: "ZX402".into(),
        date: "2026-11-20".parse().expect("a date"),
        journey: None,
        disruption_id: id("dddd", 1),
        regime: Some("EU261".into()),
        amount: Money { amount: "600.00".into(), currency: "EUR".into() },
        issued: Vec::new(),
        status: CompensationStatus::PendingApproval,
        care: CareDue::default(),
        extras: Vec::new(),
        reasons: vec!["It arrived 4 hours late.".into()],
        legal_basis: vec!["Art. 7(1)(c)".into()],
        what_would_change_it: Vec::new(),
        review: vec!["Above the automatic limit.".into()],
        approvals_needed: 1,
        approvals: Vec::new(),
        deadlines: Vec::new(),
        policy_version: "2026-11-03".into(),
        ruleset: None,
        facts: serde_json::json!({}),
        history: Vec::new(),
        version,
    }
}

/// A disruption of which `waiting` passengers wait.
pub(crate) fn disruption(waiting: u32) -> Disruption {
    Disruption {
        id: id("dddd", 1),
        flight: "ZX402".into(),
        date: "2026-11-20".parse().expect("a date"),
        from: Some("BUD".into()),
        to: Some("FRA".into()),
        kind: DisruptionKind::Delay,
        cause: None,
        arrival_delay_min: Some(110),
        opened_at: at(0),
        changed_at: at(1),
        passengers: waiting,
        connecting: 0,
        waiting,
        outcomes: BTreeMap::from([(CompensationStatus::PendingApproval, waiting)]),
        total: BTreeMap::from([("EUR".to_owned(), "600.00".to_owned())]),
        issued: BTreeMap::new(),
    }
}

pub(crate) fn compensations_changed(seq: u64, pending_approval: u64) -> ServerFrame {
    let disruption = disruption(u32::try_from(pending_approval).expect("few"));
    frame(seq, FrameBody::CompensationChanged(Box::new(CompensationChanged { disruption, pending_approval })))
}
