//! Regulation 261/2004 written down a second time, straight from its articles and from nothing in this crate,
//! against it on random facts.

use proptest::prelude::*;
use purser_entitlement::{Settings, assess_json};
use serde_json::{Value, json};

/// What the oracle looks at.
#[derive(Clone, Debug)]
struct Flight {
    from_eu: bool,
    to_eu: bool,
    eu_carrier: bool,
    km: i64,
    kind: &'static str,
    late: i64,
    notice: i64,
    reroute: Option<(i64, i64)>,
    weather: bool,
    proven: bool,
    voluntary: bool,
}

fn flights() -> impl Strategy<Value = Flight> {
    let ends = (any::<bool>(), any::<bool>(), any::<bool>());
    let km = prop_oneof![0_i64..12_000, 1_495_i64..1_506, 3_495_i64..3_506];
    let minutes = || prop_oneof![0_i64..400, 117_i64..123, 177_i64..183, 237_i64..243];
    let notice = prop_oneof![0_i64..25_000, 10_078_i64..10_083, 20_158_i64..20_163];
    let reroute = prop::option::of((prop_oneof![0_i64..200, 58_i64..63, 118_i64..123], minutes()));
    let kind = prop::sample::select(vec!["delay", "cancellation", "denied_boarding"]);
    (ends, km, kind, minutes(), notice, reroute, any::<[bool; 3]>()).prop_map(
        |((from_eu, to_eu, eu_carrier), km, kind, late, notice, reroute, [weather, proven, voluntary])| {
            Flight { from_eu, to_eu, eu_carrier, km, kind, late, notice, reroute, weather, proven, voluntary }
        },
    )
}

/// Applies, and euros due.
fn oracle(flight: &Flight) -> (bool, i64) {
    if !(flight.from_eu || (flight.to_eu && flight.eu_carrier)) {
        return (false, 0);
    }
    let (full, window) = match flight.km {
        ..=1_500 => (250, 120),
        1_501.. if flight.from_eu && flight.to_eu => (400, 180),
        1_501..=3_500 => (400, 180),
        _ => (600, 240),
    };
    let with_cut = |arrives: Option<i64>| match arrives {
        Some(later) if later <= window => full / 2,
        _ => full,
    };
    let excused = flight.weather && flight.proven;
    let due = match flight.kind {
        "delay" if flight.late < 180 || excused => 0,
        "delay" if full == 600 && flight.late < 240 => 300,
        "delay" => full,
        "cancellation" => {
            let spared = match flight.reroute {
                _ if flight.notice >= 14 * 24 * 60 => true,
                Some((earlier, later)) if flight.notice >= 7 * 24 * 60 => earlier <= 120 && later < 240,
                Some((earlier, later)) => earlier <= 60 && later < 120,
                None => false,
            };
            if spared || excused { 0 } else { with_cut(flight.reroute.map(|(_, later)| later)) }
        }
        _ if flight.voluntary => 0,
        _ => with_cut(flight.reroute.map(|(_, later)| later)),
    };
    (true, due)
}

fn facts(flight: &Flight) -> Value {
    let mut facts = json!({
        "origin": if flight.from_eu { "CDG" } else { "JFK" }, "origin_country": if flight.from_eu { "FR" } else { "US" },
        "destination": if flight.to_eu { "FCO" } else { "CAI" }, "destination_country": if flight.to_eu { "IT" } else { "EG" },
        "operating_carrier": "XX", "carrier_country": if flight.eu_carrier { "DE" } else { "US" },
        "single_booking": true, "event_date": "2026-09-15", "distance_km": flight.km, "disruption": flight.kind,
        "cause": if flight.weather { "weather" } else { "technical_fault" }, "reasonable_measures_proven": flight.proven,
    });
    match flight.kind {
        "delay" => facts["arrival_delay_min"] = json!(flight.late),
        "cancellation" => facts["notice_min"] = json!(flight.notice),
        _ => facts["voluntary"] = json!(flight.voluntary),
    }
    if flight.kind != "delay" {
        facts["reroute"] = flight.reroute.map_or(Value::Null, |(earlier, later)| {
            json!({"offered": true, "departs_earlier_min": earlier, "arrives_later_min": later})
        });
    }
    facts
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_crate_agrees_with_the_articles(flight in flights()) {
        let text = assess_json(&facts(&flight).to_string(), &Settings::default()).expect("sound facts");
        let answer: Value = serde_json::from_str(&text).expect("JSON");
        let result = &answer["regimes"][0];
        let (applies, due) = oracle(&flight);
        prop_assert_eq!(&result["applies"], &json!(applies));
        prop_assert_eq!(&result["amount"], &json!(due), "{}", result);
        prop_assert_eq!(&result["eligible"], &json!(due > 0));
    }
}
