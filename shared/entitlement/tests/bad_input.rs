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

/// How the refusal begins, or `accepted`, and how the facts differ from a plain delay.
const FACTS: &str = r#"
origin: unknown airport | {"origin": "QQQ"}
destination: unknown airport | {"destination": "QQQ", "destination_country": "IT"}
accepted | {"destination": "QQQ", "destination_country": "IT", "distance_km": 1000}
origin: `Paris` is not an IATA airport code | {"origin": "Paris"}
origin_country: `France` is not an ISO 3166-1 country code | {"origin_country": "France"}
arrival_delay_min: is negative | {"arrival_delay_min": -1}
arrival_delay_min: is `180.5`, where a whole number is expected | {"arrival_delay_min": 180.5}
arrival_delay_min: is the text `200`, where a whole number is expected | {"arrival_delay_min": "200"}
arrival_delay_min: is `18446744073709551615`, where a whole number | {"arrival_delay_min": 18446744073709551615}
single_booking: is the text `yes`, where true or false is expected | {"single_booking": "yes"}
origin: is `null`, where a text is expected | {"origin": null}
legs: is the text `CDG-FCO`, where a list is expected | {"legs": "CDG-FCO"}
flight_price: is `100`, where an object of `amount` and `currency` is expected | {"flight_price": 100}
flight_price.amount: `1e+300` is not a decimal number | {"flight_price": {"amount": 1e300, "currency": "EUR"}}
bag_fee: is `true`, where an amount, or an object of | {"bag_fee": true}
flight_price: missing field `currency` | {"flight_price": {"amount": 1}}
arrival_delay_min: is larger than can be: 9223372036854775807, where no more than 5270400 is expected | {"arrival_delay_min": 9223372036854775807}
advanced_min: is negative | {"disruption": "brought_forward", "advanced_min": -5}
extraordinary_minutes: is negative | {"extraordinary_minutes": -5}
accepted | {"extraordinary_minutes": 201}
destination: contradicts `origin` | {"destination": "CDG"}
accepted | {"destination": "CDG", "disruption": "return_to_departure"}
carrier_country: `ZZ` is not an ISO 3166-1 country code | {"carrier_country": "ZZ"}
origin_country: `XX` is not an ISO 3166-1 country code | {"origin_country": "XX"}
accepted | {"carrier_country": "EU"}
legs[0].from: contradicts `origin` | {"legs": [{"from": "JFK", "to": "FCO"}]}
legs[0].to: contradicts `destination` | {"legs": [{"from": "CDG", "to": "LAX"}]}
legs[0].to: unknown airport | {"legs": [{"from": "CDG", "to": "QQX"}, {"from": "QQX", "to": "FCO"}]}
accepted | {"legs": null}
leg_distance_km: is 0, where more is expected | {"leg_distance_km": 0, "ticket_total_distance_km": 0}
distance_km: is negative | {"distance_km": -0.1}
distance_km: is larger than can be: 30000 km, where no more than 20100 km is expected | {"distance_km": 30000}
doors_open: lies before `touchdown` | {"touchdown": "15:00", "doors_open": "14:59", "arrival_delay_min": null}
arrival_delay_min: contradicts `doors_open` | {"scheduled_arrival": "12:00", "doors_open": "15:00"}
scheduled_arrival: `24:00` is not a time of day | {"scheduled_arrival": "24:00"}
event_date: the text `2026-02-30` is no date; YYYY-MM-DD is expected | {"event_date": "2026-02-30"}
event_date: the text `2026-09-15T00:00:00Z` is no date | {"event_date": "2026-09-15T00:00:00Z"}
event_date: the text `soon` is no date | {"event_date": "soon"}
flown_cabin: contradicts `disruption` | {"disruption": "downgrade", "booked_cabin": "economy", "flown_cabin": "business"}
postponed_min: contradicts `disruption` | {"disruption": "brought_forward", "advanced_min": 90, "postponed_min": 90}
flight_price.currency: is in USD, where EUR was expected | {"ticket_price": {"amount": 1, "currency": "EUR"}, "flight_price": {"amount": 1, "currency": "USD"}}
one_way_fare.currency: is in EUR, where USD was expected | {"one_way_fare": {"amount": 1, "currency": "EUR"}}
ticket_price.amount: is negative | {"ticket_price": {"amount": -1, "currency": "EUR"}}
ticket_price.currency: `euro` is not an ISO 4217 | {"ticket_price": {"amount": 1, "currency": "euro"}}
flight_price.currency: `ZZZ` is not an ISO 4217 currency code | {"flight_price": {"amount": 1, "currency": "ZZZ"}}
ticket_price.taxes_class_independent: contradicts `ticket_price.amount` | {"ticket_price": {"amount": 10, "taxes_class_independent": 20, "currency": "EUR"}}
leg_distance_km: contradicts | {"leg_distance_km": 10, "ticket_total_distance_km": 5}
colour: is not a field that these facts have | {"colour": "blue"}
reroute.colour: is not a field | {"reroute": {"offered": true, "colour": 1}}
legs[0].to: `X` is not | {"legs": [{"from": "CDG", "to": "X"}]}
disruption: the text `explosion` is none of delay, cancellation, denied_boarding, missed_connection, | {"disruption": "explosion"}
disruption: `5` is none of delay, cancellation, | {"disruption": 5}
disruption: `null` is none of delay, cancellation, | {"disruption": null}
booked_cabin: the text `throne` is none of economy, premium, premium_economy, business and first | {"booked_cabin": "throne"}
control: the text `maybe` is none of within_control, safety and outside_control | {"control": "maybe"}
carrier_size | {"carrier_size": {"large": 1}}
"#;

#[test]
fn each_refusal_names_its_field() {
    for line in FACTS.lines().filter(|line| !line.is_empty()) {
        let (expected, changes) = line.split_once(" | ").expect(line);
        let found = refusal(&serde_json::from_str(changes).expect(line));
        assert!(found.starts_with(expected), "{changes}: {found}");
        assert!(found.len() < 500, "{found}");
        for word in ["struct", "i64", "f64", "jiff", "line ", "column", "variant"] {
            assert!(!found.contains(word), "{found}");
        }
    }
}

#[test]
fn a_sender_s_long_text_is_said_back_in_part() {
    for (changes, expected) in [
        (json!({"z".repeat(100_000): 1}), format!("{}…: is not a field", "z".repeat(60))),
        (json!({"origin": "x".repeat(100_000)}), format!("origin: `{}…` is not", "x".repeat(60))),
        (
            json!({"event_date": "y".repeat(100_000)}),
            format!("event_date: the text `{}…` is no date", "y".repeat(60)),
        ),
        (json!({"cause": ["x"]}), "cause: is a list, where a text is expected".to_owned()),
    ] {
        let found = refusal(&changes);
        assert!(found.starts_with(&expected) && found.len() < 300, "{found}");
    }
}

#[test]
fn texts_that_are_no_facts_are_refused() {
    for (text, expected) in [
        ("", "the facts are not a JSON object"),
        ("[]", "the facts are not a JSON object"),
        ("{", "the facts are not JSON from line 1, column 1 on"),
        (r#"{"origin": NaN}"#, "the facts are not JSON from line 1, column 12 on"),
        ("{}", "origin: missing field `origin`"),
        (r#"{"origin": "CDG", "origin": "FRA"}"#, "origin: duplicate field `origin`"),
    ] {
        let found = assess_json(text, &Settings::default()).expect_err(text).to_string();
        assert!(found.starts_with(expected), "{text}: {found}");
    }
    let long = format!("{{\"booking\": \"{}\"}}", "x".repeat(10 * 1024 * 1024));
    let found = assess_json(&long, &Settings::default()).expect_err("too long");
    assert_eq!(found.to_string(), "the facts are larger than can be: more than 256 KiB");
}
