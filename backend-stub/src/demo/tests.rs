//! The demonstration airline from outside: the stream as whoever loads it sees it.
//!
//! Deliberately not here: tables and chances (`tests::tables`), single customers (`tests::people`).

mod people;
mod tables;

use super::*;
use jiff::tz::TimeZone;
use purser_contract::payload;
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, HashSet};
use xxhash_rust::xxh3::Xxh3;

pub(super) const NOW: &str = "2026-11-20T12:58:10Z";

/// The demonstration at a moment, with the hub's date.
pub(super) fn at(seed: u64, customers: usize, now: &str) -> impl Iterator<Item = CloudEvent> + use<> {
    let now: Timestamp = now.parse().unwrap();
    let hub = TimeZone::get("Europe/Berlin").unwrap();
    events(seed, customers, now.to_zoned(hub).date(), now)
}

fn fingerprint(events: impl Iterator<Item = CloudEvent>) -> u64 {
    let mut hash = Xxh3::new();
    for event in events {
        hash.update(&serde_json::to_vec(&event).unwrap());
    }
    hash.digest()
}

#[test]
fn the_same_seed_gives_the_same_events_and_another_seed_others() {
    let first = || at(7, 12_000, NOW).take(50_000);
    assert_eq!(fingerprint(first()), fingerprint(first()));
    assert_ne!(fingerprint(at(7, 500, NOW)), fingerprint(at(8, 500, NOW)));
}

#[test]
fn an_hour_later_only_adds_events_outside_the_stories() {
    // The stories move with the clock; all else stands, so that a restart would find duplicates.
    let ordinary = |now| {
        at(7, 800, now)
            .filter(|event| !event.id.contains("story"))
            .filter(|event| {
                !stories::flights::ANCHORED
                    .iter()
                    .any(|flight| event.id.contains(&format!("ZX{}-", flight.number)))
            })
            .filter(|event| event.kind.starts_with("purser.flight") || event.source == "/demo/loyalty")
            .map(|event| (event.id.clone(), serde_json::to_string(&event).unwrap()))
            .collect::<BTreeMap<_, _>>()
    };
    let (earlier, later) = (ordinary(NOW), ordinary("2026-11-20T13:58:10Z"));
    let kept = earlier.iter().filter(|(id, body)| later.get(*id) == Some(body)).count();
    assert!(kept * 1000 >= earlier.len() * 995, "{kept} of {}", earlier.len());
    assert!(later.len() >= earlier.len());
}

#[test]
fn ids_are_unique_and_nothing_is_in_the_future() {
    let now: Timestamp = NOW.parse().unwrap();
    let mut ids = HashSet::new();
    for event in at(7, 20_000, NOW) {
        assert!(event.time.is_some_and(|time| time <= now), "{} is at {:?}", event.id, event.time);
        assert!(event.data.is_some(), "{} has no data", event.id);
        assert!(ids.insert((event.source, event.id.clone())), "{} is there twice", event.id);
    }
    assert!(ids.len() <= 160_000, "{} events", ids.len());
    assert!(ids.len() >= 80_000, "{} events", ids.len());
}

#[test]
fn every_type_of_the_contract_occurs_and_fits_its_payload() {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for event in at(7, 20_000, NOW) {
        let text = event.data.as_ref().unwrap().get();
        fits(&event.kind, text).unwrap_or_else(|error| panic!("{}: {error}: {text}", event.id));
        *seen.entry(event.kind).or_default() += 1;
    }
    for kind in TYPES {
        let rare = ["flight.diverted", "security.passed", "boarding.completed"].contains(&kind);
        let least = if rare { 1 } else { 3 };
        let count = seen.remove(&format!("purser.{kind}.v1")).unwrap_or_default();
        assert!(count >= least, "{kind} occurs {count} times");
    }
    assert!(seen.is_empty(), "not in the contract: {seen:?}");
}

#[test]
fn any_number_of_customers_at_any_hour_works() {
    for customers in [0, 1, 8, 9, 10, 37, 1_000] {
        let events = at(3, customers, NOW).count();
        assert!(events <= 1_500 + customers * 8, "{events} events for {customers} customers");
    }
    // Around midnight here and in UTC, on both nights when the clocks change, and on a leap day.
    for now in [
        "2026-11-20T22:59:59Z",
        "2026-11-20T23:00:00Z",
        "2026-11-21T00:00:00Z",
        "2027-03-28T01:00:00Z",
        "2026-10-25T00:30:00Z",
        "2028-02-29T05:00:00Z",
    ] {
        let moment: Timestamp = now.parse().unwrap();
        assert!(at(5, 400, now).all(|event| event.time.is_some_and(|time| time <= moment)), "{now}");
    }
}

#[test]
fn a_million_customers_begin_at_once() {
    // Were anything collected first, this would take minutes.
    let first = at(7, 1_000_000, NOW).take(1_000).count();
    assert_eq!(first, 1_000);
}

const TYPES: [&str; 37] = [
    "contact.ringing",
    "contact.answered",
    "contact.ended",
    "booking.created",
    "booking.changed",
    "booking.cancelled",
    "order.placed",
    "ancillary.purchased",
    "search.performed",
    "booking.abandoned",
    "loyalty.updated",
    "identity.linked",
    "social.mentioned",
    "flight.scheduled",
    "flight.delayed",
    "flight.cancelled",
    "flight.departed",
    "flight.arrived",
    "flight.diverted",
    "flight.gate-changed",
    "checkin.completed",
    "seat.changed",
    "bag.checked",
    "bag.loaded",
    "bag.mishandled",
    "bag.delivered",
    "security.delayed",
    "security.passed",
    "boarding.completed",
    "service.provided",
    "retail.purchased",
    "onboard.case-raised",
    "feedback.received",
    "preference.stated",
    "message.received",
    "message.sent",
    "consent.stated",
];

fn is<T: DeserializeOwned>(text: &str) -> Result<(), serde_json::Error> {
    serde_json::from_str::<T>(text).map(drop)
}

fn fits(kind: &str, text: &str) -> Result<(), serde_json::Error> {
    match kind.trim_start_matches("purser.").trim_end_matches(".v1") {
        "contact.ringing" => is::<payload::ContactRinging>(text),
        kind if kind.starts_with("contact.") => is::<payload::ContactUpdate>(text),
        "search.performed" | "booking.abandoned" => is::<payload::SearchIn>(text),
        kind if kind.starts_with("booking.") => is::<payload::BookingIn>(text),
        "order.placed" | "ancillary.purchased" => is::<payload::OrderIn>(text),
        "loyalty.updated" => is::<payload::LoyaltyIn>(text),
        "identity.linked" => is::<payload::IdentityLinked>(text),
        "social.mentioned" => is::<payload::SocialIn>(text),
        kind if kind.starts_with("flight.") => is::<payload::FlightIn>(text),
        "checkin.completed" | "seat.changed" => is::<payload::CheckinIn>(text),
        kind if kind.starts_with("bag.") => is::<payload::BagIn>(text),
        "security.passed" | "boarding.completed" => is::<payload::PassageIn>(text),
        "security.delayed" => is::<payload::SecurityDelay>(text),
        "service.provided" => is::<payload::ServiceIn>(text),
        "retail.purchased" => is::<payload::RetailIn>(text),
        "onboard.case-raised" => is::<payload::OnboardCaseIn>(text),
        "feedback.received" => is::<payload::FeedbackIn>(text),
        "preference.stated" => is::<payload::PreferenceIn>(text),
        "message.received" | "message.sent" => is::<payload::MessageIn>(text),
        "consent.stated" => is::<payload::ConsentIn>(text),
        other => panic!("unknown type {other}"),
    }
}
