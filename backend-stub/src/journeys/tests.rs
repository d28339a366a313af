//! Journeys as told by their events: what the strip and the problems say.

use super::*;
use crate::{
    customers::learn::{Origin, learn_booking, learn_event},
    flights::record::FlightRecord,
    ingest::catalogue::{self, Event},
};
use purser_contract::journey::StepState;
use serde_json::json;
use std::{collections::HashMap, sync::Arc};

/// Applies `(type, time, data)` to one customer and their flights.
fn told(events: &[(&str, &str, serde_json::Value)]) -> (CustomerRecord, Flights) {
    let mut record = CustomerRecord::default();
    let mut flights: HashMap<_, FlightRecord> = HashMap::new();
    for (kind, at, data) in events {
        let event = catalogue::read(&format!("purser.{kind}.v1"), Some(&data.to_string()), "DE").unwrap();
        let origin = Origin { source: "test", at: at.parse().unwrap() };
        match &event {
            Event::Booking(change, booking) => learn_booking(&mut record, *change, booking, &[None], origin),
            Event::Flight(change, flight) => flights
                .entry(FlightKey::new(&flight.flight, flight.date))
                .or_default()
                .apply(*change, flight, origin),
            other => learn_event(&mut record, other, origin),
        }
    }
    (record, flights.into_iter().map(|(key, record)| (key, Arc::new((1, record)))).collect())
}

fn segment(flight: &str, from: &str, to: &str, departs: &str, arrives: &str) -> serde_json::Value {
    json!({"flight": flight, "date": "2026-11-20", "from": from, "to": to,
           "departs": format!("2026-11-20T{departs}:00Z"), "arrives": format!("2026-11-20T{arrives}:00Z")})
}

fn booking(segments: &serde_json::Value) -> serde_json::Value {
    json!({"pnr": "Q7KX2M", "booked_at": "2026-09-12T10:00:00Z", "channel": "web", "segments": segments,
           "passengers": [{"customer": {"name": {"given": "Zsófia", "family": "Kovács"}, "identifiers": {}}}]})
}

fn at(journey_time: &str, events: &[(&str, &str, serde_json::Value)]) -> Journey {
    let (record, flights) = told(events);
    journey(&record, &flights, journey_time.parse().unwrap()).expect("a journey")
}

fn states(journey: &Journey) -> Vec<(String, StepState)> {
    journey.steps.iter().map(|step| (step.label.clone(), step.state)).collect()
}

/// BUD → FRA → JFK: the first flight nearly two hours late, the second missed, another given.
fn missed_connection() -> Journey {
    let customer = json!({"name": {"given": "Zsófia", "family": "Kovács"}, "identifiers": {}});
    at(
        "2026-11-20T13:00:00Z",
        &[
            (
                "booking.created",
                "2026-09-12T10:00:00Z",
                booking(&json!([
                    segment("ZX402", "BUD", "FRA", "08:15", "10:00"),
                    segment("ZX80", "FRA", "JFK", "11:00", "19:53")
                ])),
            ),
            (
                "checkin.completed",
                "2026-11-20T06:52:00Z",
                json!({"customer": customer, "pnr": "Q7KX2M", "flight": "ZX402", "date": "2026-11-20", "seat": "14C", "bags": 2}),
            ),
            (
                "flight.departed",
                "2026-11-20T10:05:00Z",
                json!({"flight": "ZX402", "date": "2026-11-20",
                "scheduled_departure": "2026-11-20T08:15:00Z", "scheduled_arrival": "2026-11-20T10:00:00Z",
                "actual_departure": "2026-11-20T10:05:00Z", "cause": "technical fault"}),
            ),
            (
                "flight.arrived",
                "2026-11-20T11:50:00Z",
                json!({"flight": "ZX402", "date": "2026-11-20",
                "actual_arrival": "2026-11-20T11:50:00Z"}),
            ),
            (
                "booking.changed",
                "2026-11-20T12:10:00Z",
                booking(&json!([
                    segment("ZX402", "BUD", "FRA", "08:15", "10:00"),
                    segment("ZX84", "FRA", "JFK", "16:20", "23:59")
                ])),
            ),
        ],
    )
}

#[test]
fn a_missed_connection_is_told_from_the_flight_the_booking_had() {
    let journey = missed_connection();
    assert_eq!(journey.status, JourneyStatus::MissedConnection);
    use StepState::{Done, Failed, Now, Upcoming};
    let expected = [
        ("Booked", Done),
        ("Checked in", Done),
        ("ZX 402", Done),
        ("FRA", Failed),
        ("ZX 84", Now),
        ("JFK", Upcoming),
    ];
    assert_eq!(states(&journey), expected.map(|(label, state)| (label.to_owned(), state)));
    assert_eq!(journey.steps[3].detail, "missed ZX 80");
    assert_eq!(journey.steps[5].delay_min, Some(246), "against the first plan");
    let words: Vec<&str> = journey.problems.iter().map(|problem| problem.value.as_str()).collect();
    assert_eq!(
        words,
        [
            "Connection at FRA missed: ZX 402 arrived 12:50, ZX 80 at 12:00",
            "ZX 402 arrived 1 h 50 min late: technical fault",
        ]
    );
}

#[test]
fn a_calm_journey_has_no_problems_and_one_step_now() {
    let planned = [(
        "booking.created",
        "2026-09-12T10:00:00Z",
        booking(&json!([segment("ZX402", "BUD", "FRA", "08:15", "10:00")])),
    )];
    for (time, status, now) in [
        ("2026-11-18T08:00:00Z", JourneyStatus::Planned, None),
        ("2026-11-20T06:00:00Z", JourneyStatus::OnTime, Some("Check-in")),
    ] {
        let journey = at(time, &planned);
        assert_eq!(journey.status, status);
        assert!(journey.problems.is_empty());
        let here: Vec<&str> = journey
            .steps
            .iter()
            .filter(|step| step.state == StepState::Now)
            .map(|step| step.label.as_str())
            .collect();
        assert_eq!(here, now.into_iter().collect::<Vec<_>>(), "{time}");
    }
}

#[test]
fn a_late_event_undoes_nothing_newer() {
    let journey = at(
        "2026-11-20T09:00:00Z",
        &[
            (
                "booking.created",
                "2026-09-12T10:00:00Z",
                booking(&json!([segment("ZX402", "BUD", "FRA", "08:15", "10:00")])),
            ),
            (
                "flight.cancelled",
                "2026-11-20T07:30:00Z",
                json!({"flight": "ZX402", "date": "2026-11-20", "cause": "own_staff_strike"}),
            ),
            (
                "flight.delayed",
                "2026-11-20T07:00:00Z",
                json!({"flight": "ZX402", "date": "2026-11-20",
                "scheduled_departure": "2026-11-20T08:15:00Z", "estimated_departure": "2026-11-20T09:15:00Z"}),
            ),
            ("flight.scheduled", "2026-11-01T07:00:00Z", json!({"flight": "ZX402", "date": "2026-11-20"})),
        ],
    );
    assert_eq!(journey.status, JourneyStatus::Cancelled);
    assert_eq!(journey.problems[0].value, "ZX 402 is cancelled: own staff strike");
}

#[test]
fn there_and_back_are_two_journeys() {
    let there_and_back = |second: &str| {
        let mut back = segment("ZX403", "FRA", "BUD", "18:15", "20:00");
        back["date"] = json!(second);
        for time in ["departs", "arrives"] {
            let moved = back[time].as_str().unwrap().replace("2026-11-20", second);
            back[time] = json!(moved);
        }
        [(
            "booking.created",
            "2026-09-12T10:00:00Z",
            booking(&json!([segment("ZX402", "BUD", "FRA", "08:15", "10:00"), back])),
        )]
    };
    let route = |time: &str, second: &str| {
        let journey = at(time, &there_and_back(second));
        journey.route.iter().map(|place| place.iata.clone()).collect::<Vec<_>>().join(" ")
    };
    for (time, second, expected) in [
        ("2026-11-18T08:00:00Z", "2026-11-25", "BUD FRA"),
        ("2026-11-20T21:00:00Z", "2026-11-25", "BUD FRA"),
        ("2026-11-21T21:00:00Z", "2026-11-25", "FRA BUD"),
        ("2026-11-26T21:00:00Z", "2026-11-25", "FRA BUD"),
        ("2026-11-20T21:00:00Z", "2026-11-20", "BUD FRA BUD"),
    ] {
        assert_eq!(route(time, second), expected, "{time} {second}");
    }
}

#[test]
fn what_goes_in_place_of_a_cancelled_flight_is_late_against_the_first_plan() {
    let on = |flight: &str, date: &str, from: &str, to: &str, departs: u8| {
        json!({"flight": flight, "date": date, "from": from, "to": to,
            "departs": format!("{date}T{departs:02}:00:00Z"), "arrives": format!("{date}T{:02}:30:00Z", departs + 2)})
    };
    let direct = on("ZX612", "2026-11-21", "BUD", "LHR", 8);
    let round = [on("ZX402", "2026-11-20", "BUD", "FRA", 12), on("ZX710", "2026-11-20", "FRA", "LHR", 16)];
    let why = "ZX 610 was cancelled: crew illness; now on";
    for (instead, told, status) in [
        (json!([direct]), format!("{why} ZX 612 on 21 Nov"), JourneyStatus::Delayed),
        (json!(round), format!("{why} ZX 402 and ZX 710 on 20 Nov"), JourneyStatus::Delayed),
        (
            json!([on("ZX608", "2026-11-20", "BUD", "LHR", 7)]),
            format!("{why} ZX 608 on 20 Nov"),
            JourneyStatus::OnTime,
        ),
    ] {
        let sold = booking(&json!([on("ZX610", "2026-11-20", "BUD", "LHR", 8)]));
        let cancelled = json!({"flight": "ZX610", "date": "2026-11-20", "cause": "crew illness"});
        let found = at(
            "2026-11-20T06:00:00Z",
            &[
                ("booking.created", "2026-09-12T10:00:00Z", sold),
                ("flight.cancelled", "2026-11-20T05:00:00Z", cancelled),
                ("booking.changed", "2026-11-20T05:20:00Z", booking(&instead)),
            ],
        );
        let problems: Vec<&str> = found.problems.iter().map(|problem| problem.value.as_str()).collect();
        assert_eq!((found.status, problems), (status, vec![told.as_str()]));
    }
}
