//! The edges of each law, one line a case in `edges.txt`: the regime, what is due, and how the facts differ
//! from a plain flight of that regime in September 2026.
//!
//! `due` is the sum, `-` for nothing, `unknown` for a sum that hangs on a missing fact, `outside` when the
//! law does not apply; a `?` behind it asks for a person.
//!
//! Deliberately not here: the worked cases with their sources (`worked_cases`).

use purser_entitlement::{Assessment, Regime, Settings, assess_json};
use serde_json::{Map, Value, json};

const EDGES: &str = include_str!("edges.txt");

fn plain(regime: Regime) -> Map<String, Value> {
    let (origin, destination, carrier, country) = match regime {
        Regime::Eu261 => ("CDG", "FCO", "AF", "FR"),
        Regime::Uk261 => ("LHR", "EDI", "BA", "GB"),
        Regime::Mc99 => ("FRA", "JFK", "LH", "DE"),
        Regime::UsDot => ("SEA", "JFK", "DL", "US"),
        Regime::CaAppr => ("YYZ", "YVR", "AC", "CA"),
        Regime::TrShy => ("IST", "ADB", "TK", "TR"),
        Regime::BrAnac400 => ("GRU", "GIG", "LA", "BR"),
        Regime::InDgca => ("DEL", "BOM", "6E", "IN"),
        Regime::SaGaca => ("RUH", "JED", "SV", "SA"),
        Regime::IlAsl => ("TLV", "LHR", "LY", "IL"),
        Regime::Au => ("SYD", "MEL", "QF", "AU"),
    };
    let facts = json!({
        "origin": origin, "destination": destination, "operating_carrier": carrier, "carrier_country": country,
        "single_booking": true, "event_date": "2026-09-15", "disruption": "delay",
    });
    facts.as_object().cloned().expect("an object")
}

fn due(regime: Regime, changes: &str) -> String {
    let mut facts = plain(regime);
    facts.extend(serde_json::from_str::<Map<String, Value>>(changes).expect(changes));
    let text = match assess_json(&Value::Object(facts).to_string(), &Settings::default()) {
        Ok(text) => text,
        Err(error) => return error.to_string(),
    };
    let assessment: Assessment = serde_json::from_str(&text).expect("the answer reads back");
    let result = assessment.regimes.iter().find(|result| result.regime == regime).expect("listed");
    let due = match (result.applies, result.eligible) {
        (false, _) => "outside".to_owned(),
        (true, false) => "-".to_owned(),
        (true, true) => result.amount.map_or("unknown".to_owned(), |amount| amount.to_string()),
    };
    if result.needs_review { format!("{due}?") } else { due }
}

#[test]
fn each_edge_lies_where_the_law_puts_it() {
    let mut wrong = Vec::new();
    for line in EDGES.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (regime, rest) = line.split_once(' ').expect(line);
        let (expected, changes) = rest.trim_start().split_once(' ').expect(line);
        let regime = serde_json::from_value(json!(regime)).expect(line);
        let found = due(regime, changes.trim_start());
        if found != expected {
            wrong.push(format!("found {found}: {line}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
