//! Facts that cannot be true: each is refused, and the refusal names the field.

use purser_entitlement::{Settings, assess_json};
use serde_json::{Value, json};

fn refusal(changes: &Value) -> String {
    let mut facts = json!({
        "origin": "CDG", "destination": "FCO", "operating_carrier": "AF", "carrier_country": "FR", "single_booking": true,
        "event_date": "2026-09-15", "disruption": "delay", "arrival_delay_min": 200,
    });
    facts.as_object_mut().expect("an object").extend(changes.as_object().cloned().expect("an object"));
    match assess_json(&facts.to_string(), &Settings::default()) {
        Ok(_) => "accepted".to_owned(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn each_refusal_names_its_field() {
    for (changes, expected) in [
        (json!({"origin": "QQQ"}), "origin: unknown airport"),
        (json!({"destination": "QQQ", "destination_country": "IT"}), "destination: unknown airport"),
        (json!({"destination": "QQQ", "destination_country": "IT", "distance_km": 1_000}), "accepted"),
        (json!({"origin": "Paris"}), "origin: `Paris` is not an IATA airport code"),
        (json!({"origin_country": "France"}), "origin_country: `France` is not an ISO 3166-1 country code"),
        (json!({"arrival_delay_min": -1}), "arrival_delay_min: is negative"),
        (json!({"arrival_delay_min": 180.5}), "arrival_delay_min: invalid type"),
        (json!({"arrival_delay_min": i64::MAX}), "arrival_delay_min: is larger than can be"),
        (json!({"disruption": "brought_forward", "advanced_min": -5}), "advanced_min: is negative"),
        (json!({"extraordinary_minutes": -5}), "extraordinary_minutes: is negative"),
        (json!({"distance_km": -0.1}), "distance_km: is negative"),
        (json!({"distance_km": 30_000}), "distance_km: is larger than can be"),
        (
            json!({"touchdown": "15:00", "doors_open": "14:59", "arrival_delay_min": null}),
            "doors_open: lies before `touchdown`",
        ),
        (
            json!({"scheduled_arrival": "12:00", "doors_open": "15:00"}),
            "arrival_delay_min: contradicts `doors_open`",
        ),
        (json!({"scheduled_arrival": "24:00"}), "scheduled_arrival: `24:00` is not a time of day"),
        (json!({"event_date": "2026-02-30"}), "event_date: "),
        (json!({"event_date": "soon"}), "event_date: "),
        (
            json!({"disruption": "downgrade", "booked_cabin": "economy", "flown_cabin": "business"}),
            "flown_cabin: contradicts `disruption`",
        ),
        (
            json!({"disruption": "brought_forward", "advanced_min": 90, "postponed_min": 90}),
            "postponed_min: contradicts `disruption`",
        ),
        (
            json!({"ticket_price": {"amount": 1, "currency": "EUR"}, "flight_price": {"amount": 1, "currency": "USD"}}),
            "flight_price.currency: is in USD, where EUR was expected",
        ),
        (
            json!({"one_way_fare": {"amount": 1, "currency": "EUR"}}),
            "one_way_fare.currency: is in EUR, where USD was expected",
        ),
        (json!({"ticket_price": {"amount": -1, "currency": "EUR"}}), "ticket_price.amount: is negative"),
        (
            json!({"ticket_price": {"amount": 1, "currency": "euro"}}),
            "ticket_price.currency: `euro` is not an ISO 4217",
        ),
        (
            json!({"ticket_price": {"amount": 10, "taxes_class_independent": 20, "currency": "EUR"}}),
            "ticket_price.taxes_class_independent: contradicts `ticket_price.amount`",
        ),
        (json!({"leg_distance_km": 10, "ticket_total_distance_km": 5}), "leg_distance_km: contradicts"),
        (json!({"colour": "blue"}), "colour: unknown field `colour`"),
        (json!({"reroute": {"offered": true, "colour": 1}}), "reroute.colour: unknown field `colour`"),
        (json!({"legs": [{"from": "CDG", "to": "X"}]}), "legs[0].to: `X` is not"),
        (json!({"disruption": "explosion"}), "disruption: unknown variant `explosion`"),
    ] {
        let found = refusal(&changes);
        assert!(found.starts_with(expected), "{changes}: {found}");
        assert!(found.len() < 200, "{found}");
    }
}

#[test]
fn texts_that_are_no_facts_are_refused() {
    for (text, expected) in [
        ("", ".: is not a JSON object"),
        ("[]", ".: is not a JSON object"),
        ("{", ".: EOF"),
        ("{}", "origin: missing field `origin`"),
        (r#"{"origin": "CDG", "origin": "FRA"}"#, "origin: duplicate field `origin`"),
    ] {
        let found = assess_json(text, &Settings::default()).expect_err(text).to_string();
        assert!(found.starts_with(expected), "{text}: {found}");
    }
    let long = format!("{{\"booking\": \"{}\"}}", "x".repeat(10 * 1024 * 1024));
    let found = assess_json(&long, &Settings::default()).expect_err("too long");
    assert_eq!(found.to_string(), ".: is larger than can be");
}
