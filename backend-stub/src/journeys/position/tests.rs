//! Where the customer is, as a day goes on, in whatever order its events come.

use crate::{
    customers::{
        learn::{Origin, learn_booking, learn_event},
        record::CustomerRecord,
    },
    flights::record::FlightRecord,
    ingest::catalogue::{self, Event},
    journeys::journey,
};
use purser_contract::{FlightKey, journey::Whereabouts};
use serde_json::{Value, json};
use std::{collections::HashMap, sync::Arc};

/// The word, the airport and the flight after the first `count` of the day's events, learned backwards and forwards.
fn after(events: &[(&str, &str, Value)]) -> (Whereabouts, String, String) {
    let tell = |events: &mut dyn Iterator<Item = &(&str, &str, Value)>| {
        let mut record = CustomerRecord::default();
        let mut flights: HashMap<FlightKey, FlightRecord> = HashMap::new();
        for (kind, at, data) in events {
            let mut data = data.clone();
            data["customer"] =
                json!({"name": {"given": "Ada", "family": "Kis"}, "identifiers": {"loyalty": "ZX1"}});
            data["date"] = json!("2026-11-20");
            let event = catalogue::read(&format!("purser.{kind}.v1"), Some(&data.to_string()), "DE").unwrap();
            let origin = Origin { source: "test", at: format!("2026-11-20T{at}:00Z").parse().unwrap() };
            match &event {
                Event::Booking(change, booking) => learn_booking(&mut record, *change, booking, &[], origin),
                Event::Flight(change, flight) => flights
                    .entry(FlightKey::new(&flight.flight, flight.date))
                    .or_default()
                    .apply(*change, flight, origin),
                other => learn_event(&mut record, other, origin),
            }
        }
        let flights = flights.into_iter().map(|(key, record)| (key, Arc::new((1, record)))).collect();
        journey(&record, &flights, "2026-11-20T12:00:00Z".parse().unwrap()).unwrap().position
    };
    let found = tell(&mut events.iter());
    assert_eq!(tell(&mut events.iter().rev()), found, "the order decided");
    let found = found.unwrap().value;
    (found.at, found.airport.map(|place| place.iata).unwrap_or_default(), found.flight.unwrap_or_default())
}

/// Three flights, the second flown by a partner, of whom operations never speak.
fn segments() -> Value {
    let segment = |flight: &str, from: &str, to: &str, departs: &str, arrives: &str, by: Option<&str>| {
        json!({"flight": flight, "date": "2026-11-20", "from": from, "to": to, "operating_carrier": by,
               "departs": format!("2026-11-20T{departs}:00Z"), "arrives": format!("2026-11-20T{arrives}:00Z")})
    };
    json!([
        segment("ZX402", "BUD", "FRA", "08:00", "09:30", None),
        segment("ZX9080", "FRA", "JFK", "10:45", "19:40", Some("YY")),
        segment("ZX12", "JFK", "BOS", "21:00", "22:00", None),
    ])
}

/// An event and where the customer is after it.
type Moment = (&'static str, &'static str, Value, (Whereabouts, &'static str, &'static str));

fn day() -> Vec<Moment> {
    use Whereabouts as W;
    let (first, partner, last) = ("ZX402", "ZX9080", "ZX12");
    let bag = |flight: &str, airport: &str| json!({"tag": "0220417733", "pnr": "Q7KX2M", "flight": flight, "airport": airport});
    vec![
        (
            "booking.created",
            "00:10",
            json!({"pnr": "Q7KX2M", "segments": segments(), "passengers": []}),
            (W::Home, "", first),
        ),
        (
            "checkin.completed",
            "05:00",
            json!({"pnr": "Q7KX2M", "flight": first, "bags": 1}),
            (W::Home, "", first),
        ),
        (
            "service.provided",
            "05:40",
            json!({"kind": "chauffeur", "details": {"airport": "BUD"}}),
            (W::AtAirport, "BUD", first),
        ),
        ("bag.checked", "06:20", bag(first, "BUD"), (W::AtAirport, "BUD", first)),
        ("security.passed", "06:50", json!({"airport": "BUD"}), (W::PastSecurity, "BUD", first)),
        (
            "service.provided",
            "07:00",
            json!({"kind": "lounge", "details": {"airport": "BUD"}}),
            (W::PastSecurity, "BUD", first),
        ),
        (
            "boarding.completed",
            "07:40",
            json!({"pnr": "Q7KX2M", "flight": first}),
            (W::Boarded, "BUD", first),
        ),
        ("flight.departed", "08:05", json!({"flight": first}), (W::InTheAir, "", first)),
        ("flight.arrived", "09:40", json!({"flight": first}), (W::Connecting, "FRA", partner)),
        (
            "service.provided",
            "10:00",
            json!({"kind": "lounge", "details": {"airport": "FRA"}}),
            (W::PastSecurity, "FRA", partner),
        ),
        (
            "boarding.completed",
            "10:20",
            json!({"pnr": "Q7KX2M", "flight": partner}),
            (W::Boarded, "FRA", partner),
        ),
        ("flight.departed", "21:05", json!({"flight": last}), (W::InTheAir, "", last)),
        ("flight.arrived", "22:01", json!({"flight": last}), (W::WaitingForBags, "BOS", "")),
        ("bag.delivered", "22:30", bag(last, "BOS"), (W::Arrived, "BOS", "")),
    ]
}

#[test]
fn the_newest_word_tells_where_they_are() {
    let day = day();
    for count in 1..=day.len() {
        let events: Vec<(&str, &str, Value)> =
            day[..count].iter().map(|(kind, at, data, _)| (*kind, *at, data.clone())).collect();
        let (at, airport, flight) = day[count - 1].3;
        assert_eq!(after(&events), (at, airport.to_owned(), flight.to_owned()), "after {}", day[count - 1].0);
    }
}

#[test]
fn who_did_not_check_in_is_not_taken_along() {
    let segments = json!([
        {"flight": "ZX1", "date": "2026-11-20", "from": "BUD", "to": "FRA", "departs": "2026-11-20T08:00:00Z", "arrives": "2026-11-20T09:00:00Z"},
        {"flight": "ZX2", "date": "2026-11-20", "from": "FRA", "to": "JFK", "departs": "2026-11-20T11:00:00Z", "arrives": "2026-11-20T19:00:00Z"}
    ]);
    let found = after(&[
        ("booking.created", "00:10", json!({"pnr": "Q7KX2M", "segments": segments, "passengers": []})),
        ("checkin.completed", "05:00", json!({"pnr": "Q7KX2M", "flight": "ZX2"})),
        ("flight.departed", "08:01", json!({"flight": "ZX1"})),
    ]);
    assert_eq!(found.0, Whereabouts::Home);
}
