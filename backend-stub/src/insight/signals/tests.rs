//! Signals as tables of what happened, and that the order in which it was learned decides nothing.

use super::*;
use crate::{
    customers::learn::{Origin, learn_booking, learn_event, learn_interaction},
    flights::record::FlightRecord,
    ingest::catalogue::{self, Event},
};
use purser_contract::{
    ContactId, FlightKey,
    payload::Channel,
    view::{Direction, Interaction},
};
use serde_json::{Value, json};
use std::{collections::HashMap, sync::Arc};

type Told<'a> = (&'a str, &'a str, Value);

/// Applies `(type, time of 2026-11-20, data)` to one customer and their flights.
fn told(events: &[Told<'_>]) -> (CustomerRecord, Flights) {
    let mut record = CustomerRecord::default();
    let mut flights: HashMap<_, FlightRecord> = HashMap::new();
    for (kind, at, data) in events {
        let at = if at.len() == 5 { format!("2026-11-20T{at}:00Z") } else { (*at).to_owned() };
        let origin = Origin { source: "test", at: at.parse().unwrap() };
        if *kind == "contact" {
            learn_interaction(&mut record, contact(data, origin.at));
            continue;
        }
        let event = catalogue::read(&format!("purser.{kind}.v1"), Some(&data.to_string()), "DE").unwrap();
        match &event {
            Event::Booking(change, booking) => learn_booking(&mut record, *change, booking, &[], origin),
            Event::Flight(change, flight) => flights
                .entry(FlightKey::new(&flight.flight, flight.date))
                .or_default()
                .apply(*change, flight, origin),
            other => learn_event(&mut record, other, origin),
        }
    }
    (record, flights.into_iter().map(|(key, record)| (key, Arc::new((1, record)))).collect())
}

fn contact(data: &Value, at: Timestamp) -> Interaction {
    let intent = data["intent"].as_str().unwrap().to_owned();
    Interaction {
        at,
        channel: Channel::Voice,
        direction: Direction::Inbound,
        source: "contact centre".to_owned(),
        summary: intent.clone(),
        contact_id: Some(ContactId(at.to_string())),
        agent_id: None,
        topic: Some(intent),
    }
}

fn all(events: &[Told<'_>], now: &str) -> Vec<Signal> {
    let (record, flights) = told(events);
    let rules = Rules::built_in();
    let facts = Facts { record: &record, flights: &flights, rules: &rules, now: now.parse().unwrap() };
    let found = signals(facts, true);
    let mut backwards = events.to_vec();
    backwards.reverse();
    let (record, flights) = told(&backwards);
    assert_eq!(signals(Facts { record: &record, flights: &flights, ..facts }, true), found, "order decided");
    found
}

fn titles(events: &[Told<'_>], now: &str) -> Vec<String> {
    all(events, now).into_iter().map(|signal| signal.title).collect()
}

const NOON: &str = "2026-11-20T12:00:00Z";

fn person() -> Value {
    json!({"name": {"given": "Ada", "family": "Kis"}, "identifiers": {"loyalty": "ZX1"}})
}

/// BUD → FRA 08:00 to 09:30, FRA → JFK 10:45.
fn booked<'a>() -> Told<'a> {
    let segment = |flight: &str, from: &str, to: &str, departs: &str, arrives: &str| {
        json!({"flight": flight, "date": "2026-11-20", "from": from, "to": to,
               "departs": format!("2026-11-20T{departs}:00Z"), "arrives": format!("2026-11-20T{arrives}:00Z")})
    };
    let segments = json!([
        segment("ZX402", "BUD", "FRA", "08:00", "09:30"),
        segment("ZX80", "FRA", "JFK", "10:45", "19:40")
    ]);
    (
        "booking.created",
        "2026-10-01T08:00:00Z",
        json!({"pnr": "Q7KX2M", "booked_at": "2026-10-01T08:00:00Z", "segments": segments, "passengers": []}),
    )
}

fn flight<'a>(kind: &'a str, at: &'a str, number: &str, time: (&str, &str)) -> Told<'a> {
    let mut data = json!({"flight": number, "date": "2026-11-20", "from": if number == "ZX402" { "BUD" } else { "FRA" }});
    if !time.0.is_empty() {
        data[time.0] = json!(format!("2026-11-20T{}:00Z", time.1));
    }
    (kind, at, data)
}

fn bag<'a>(kind: &'a str, at: &'a str, number: &str) -> Told<'a> {
    (
        kind,
        at,
        json!({"customer": person(), "tag": "0220417733", "pnr": "Q7KX2M", "flight": number, "date": "2026-11-20", "airport": "BUD"}),
    )
}

#[test]
fn a_connection_is_at_risk_below_its_airports_minimum() {
    for (events, now, expected) in [
        (vec![], "08:30", vec![]),
        // 09:30 to 10:45 is more than FRA's 45 min.
        (vec![flight("flight.delayed", "08:10", "ZX402", ("estimated_arrival", "09:59"))], "08:30", vec![]),
        (
            vec![flight("flight.delayed", "08:10", "ZX402", ("estimated_arrival", "10:05"))],
            "08:30",
            vec!["40 min to change at FRA"],
        ),
        // An older estimate that comes later changes nothing.
        (
            vec![
                flight("flight.delayed", "08:10", "ZX402", ("estimated_arrival", "10:05")),
                flight("flight.delayed", "08:20", "ZX402", ("estimated_arrival", "09:50")),
            ],
            "08:30",
            vec![],
        ),
        // The onward flight waits.
        (
            vec![
                flight("flight.delayed", "08:10", "ZX402", ("estimated_arrival", "10:05")),
                flight("flight.delayed", "08:20", "ZX80", ("estimated_departure", "11:30")),
            ],
            "08:30",
            vec![],
        ),
        // Missed is another word, and so is gone.
        (vec![flight("flight.delayed", "08:10", "ZX402", ("estimated_arrival", "10:50"))], "08:30", vec![]),
        (
            vec![
                flight("flight.delayed", "08:10", "ZX402", ("estimated_arrival", "10:05")),
                flight("flight.departed", "10:46", "ZX80", ("actual_departure", "10:46")),
            ],
            "10:50",
            vec![],
        ),
        (
            vec![
                flight("flight.delayed", "08:10", "ZX402", ("estimated_arrival", "10:05")),
                flight("flight.cancelled", "08:20", "ZX80", ("", "")),
            ],
            "08:30",
            vec![],
        ),
        (vec![flight("flight.delayed", "08:10", "ZX402", ("estimated_arrival", "10:05"))], "11:30", vec![]),
    ] {
        let mut events: Vec<Told<'_>> = events;
        events.push(booked());
        assert_eq!(titles(&events, &format!("2026-11-20T{now}:00Z")), expected, "{events:?}");
    }
    let events = [
        booked(),
        flight("flight.arrived", "10:06", "ZX402", ("actual_arrival", "10:06")),
        flight("flight.gate-changed", "09:00", "ZX80", ("", "")),
    ];
    let found = all(&events, "2026-11-20T10:10:00Z");
    assert_eq!(found[0].id, "connection-at-risk:Q7KX2M:ZX402/2026-11-20:ZX80/2026-11-20");
    assert!(found[0].advice.starts_with("Send them straight"), "{found:?}");
}

#[test]
fn a_bag_is_missed_when_its_flight_has_left_without_it() {
    let left = || flight("flight.departed", "08:05", "ZX402", ("actual_departure", "08:05"));
    let onward = || flight("flight.departed", "10:50", "ZX80", ("actual_departure", "10:50"));
    for (events, expected) in [
        (vec![bag("bag.checked", "06:40", "ZX402")], vec![]),
        (vec![bag("bag.checked", "06:40", "ZX402"), left()], vec!["Bag 0220 417733 is not on ZX 402"]),
        // The word that it was loaded came late.
        (vec![bag("bag.checked", "06:40", "ZX402"), left(), bag("bag.loaded", "07:40", "ZX402")], vec![]),
        (vec![bag("bag.checked", "06:40", "ZX402"), left(), bag("bag.mishandled", "08:20", "ZX402")], vec![]),
        // On the first flight and not on the second.
        (
            vec![bag("bag.checked", "06:40", "ZX402"), bag("bag.loaded", "07:40", "ZX402"), left(), onward()],
            vec!["Bag 0220 417733 is not on ZX 80"],
        ),
        (
            vec![bag("bag.loaded", "07:40", "ZX402"), left(), onward(), bag("bag.loaded", "10:20", "ZX80")],
            vec![],
        ),
        // Of a flight that the booking does not have.
        (
            vec![bag("bag.checked", "06:40", "ZX99"), flight("flight.departed", "08:05", "ZX99", ("", ""))],
            vec![],
        ),
    ] {
        let mut events: Vec<Told<'_>> = events;
        events.push(booked());
        assert_eq!(titles(&events, NOON), expected, "{events:?}");
        assert_eq!(titles(&events, "2026-11-23T12:00:00Z"), Vec::<String>::new(), "days later");
    }
}

fn search<'a>(at: &'a str, from: &str, to: &str) -> Told<'a> {
    ("search.performed", at, json!({"customer": person(), "from": from, "to": to}))
}

#[test]
fn a_route_looked_for_again_and_again_is_a_chance() {
    let three = || {
        vec![
            search("2026-11-18T13:00:00Z", "BUD", "LIS"),
            search("08:00", "BUD", "LIS"),
            search("09:00", "BUD", "LIS"),
        ]
    };
    assert_eq!(titles(&three(), NOON), ["Wants to go to Lisbon"]);
    assert_eq!(titles(&three(), "2026-11-28T12:00:00Z"), Vec::<String>::new(), "a week later");
    assert_eq!(titles(&three()[1..], NOON), Vec::<String>::new(), "twice is not often");
    let mut other_way = three();
    other_way[0] = search("2026-11-18T13:00:00Z", "LIS", "BUD");
    assert_eq!(titles(&other_way, NOON), Vec::<String>::new(), "each direction for itself");
    let mut long_ago = three();
    long_ago[0] = search("2026-11-18T08:59:00Z", "BUD", "LIS");
    assert_eq!(titles(&long_ago, NOON), Vec::<String>::new(), "49 hours are more than 48");
    let mut done = three();
    let segments = json!([{"flight": "ZX9", "date": "2026-12-20", "from": "BUD", "to": "LIS"}]);
    done.push((
        "booking.created",
        "10:00",
        json!({"pnr": "ABCDEF", "booked_at": "2026-11-20T10:00:00Z", "segments": segments, "passengers": []}),
    ));
    assert_eq!(titles(&done, NOON), Vec::<String>::new(), "booked since");
}

#[test]
fn one_thing_that_brings_them_back_is_named() {
    let call = |at: &'static str, intent: &str| ("contact", at, json!({"intent": intent}));
    let wrote = |at: &'static str, text: &str, thread: &str| {
        (
            "message.received",
            at,
            json!({"customer": person(), "channel": "chat", "text": text, "thread": thread}),
        )
    };
    for (events, expected) in [
        (vec![call("08:00", "Stroller"), call("2026-11-18T08:00:00Z", "stroller")], vec![]),
        (
            vec![
                call("08:00", "Stroller"),
                call("2026-11-18T08:00:00Z", "stroller"),
                call("2026-11-15T08:00:00Z", "stroller"),
            ],
            vec!["3 contacts about “Stroller”"],
        ),
        (
            vec![
                call("08:00", "stroller"),
                call("2026-11-18T08:00:00Z", "stroller"),
                call("2026-11-12T08:00:00Z", "stroller"),
            ],
            vec![],
        ),
        (vec![call("08:00", "stroller"), call("09:00", "refund"), call("10:00", "seat")], vec![]),
        // A message that names it counts; a conversation counts once.
        (
            vec![
                call("08:00", "stroller"),
                call("2026-11-18T08:00:00Z", "stroller"),
                wrote("2026-11-19T08:00:00Z", "Where is the stroller?", "t"),
            ],
            vec!["3 contacts about “stroller”"],
        ),
        (
            vec![
                wrote("08:00", "one", "t"),
                wrote("08:10", "two", "t"),
                wrote("08:20", "three", "t"),
                wrote("08:30", "four", "t"),
            ],
            vec![],
        ),
        (
            vec![
                wrote("08:00", "one", "t"),
                wrote("2026-11-19T08:10:00Z", "two", "t"),
                wrote("2026-11-18T08:20:00Z", "three", "t"),
            ],
            vec!["3 times about the same thing"],
        ),
    ] {
        assert_eq!(titles(&events, NOON), expected, "{events:?}");
    }
}

#[test]
fn a_mood_falls_when_word_after_word_is_no_better() {
    let scored = |at: &'static str, score: f64| {
        ("feedback.received", at, json!({"customer": person(), "score": score}))
    };
    let days = ["2026-11-10T08:00:00Z", "2026-11-12T08:00:00Z", "2026-11-14T08:00:00Z"];
    let three = |scores: [f64; 3]| {
        days.into_iter().zip(scores).map(|(at, score)| scored(at, score)).collect::<Vec<_>>()
    };
    for (events, falls) in [
        (three([8.0, 5.0, 2.0]), true),
        (three([8.0, 2.0, 2.0]), true),
        (three([8.0, 9.0, 2.0]), false),
        (three([9.0, 8.0, 6.0]), false),
        (three([4.0, 3.0, 3.0]), false),
        (three([8.0, 5.0, 2.0])[1..].to_vec(), false),
    ] {
        assert_eq!(titles(&events, NOON) == ["Their mood is falling"], falls, "{events:?}");
    }
    assert_eq!(titles(&three([8.0, 5.0, 2.0]), "2026-12-13T12:00:00Z"), Vec::<String>::new(), "long ago");
}
