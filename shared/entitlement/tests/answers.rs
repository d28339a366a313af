//! What stands beside the sum: care, what would change it, what may be had together, and the reform that is
//! not in force.

use purser_entitlement::{Facts, Regime, RegimeResult, Settings, assess, read_facts};
use serde_json::{Value, json};

fn facts(changes: &Value) -> Facts {
    let mut facts = json!({
        "origin": "CDG", "destination": "FCO", "operating_carrier": "AF", "carrier_country": "FR", "single_booking": true,
        "event_date": "2026-09-15", "disruption": "delay", "cause": "technical_fault",
    });
    facts.as_object_mut().expect("an object").extend(changes.as_object().cloned().expect("an object"));
    read_facts(&facts.to_string()).expect("sound facts")
}

fn result(regime: Regime, changes: &Value) -> RegimeResult {
    let assessment = assess(&facts(changes), &Settings::default()).expect("sound facts");
    assessment.regimes.into_iter().find(|result| result.regime == regime).expect("listed")
}

#[test]
fn care_begins_with_the_minute() {
    let (no, yes) = (Some(false), Some(true));
    for (to, departure, next_day, expected) in [
        ("FCO", 119, None, (no, no)),
        ("FCO", 120, None, (yes, no)),
        ("ATH", 179, None, (no, no)),
        ("ATH", 180, None, (yes, no)),
        ("LPA", 180, None, (yes, no)),
        ("CAI", 180, None, (yes, no)),
        ("JFK", 239, None, (no, no)),
        ("JFK", 240, None, (yes, no)),
        ("JFK", 240, Some(true), (yes, yes)),
        ("JFK", 800, None, (yes, None)),
        ("JFK", 1_200, None, (yes, yes)),
        ("JFK", 1_200, Some(false), (yes, no)),
    ] {
        let facts = json!({"destination": to, "departure_delay_min": departure, "departure_next_day": next_day,
            "arrival_delay_min": 0, "cause": "weather", "reasonable_measures_proven": true});
        let care = result(Regime::Eu261, &facts).care;
        assert_eq!((care.meals, care.hotel), expected, "{to} {departure} {next_day:?}");
        assert_eq!(care.meals, care.communications);
    }
}

#[test]
fn the_nearest_change_is_named() {
    for (changes, expected) in [
        (json!({"arrival_delay_min": 179}), "arrival 1 minute later: 250 EUR"),
        (json!({"arrival_delay_min": 180}), "arrival 1 minute earlier: nothing"),
        (json!({"arrival_delay_min": 200, "destination": "JFK"}), "arrival 40 minutes later: 600 EUR"),
        (json!({"arrival_delay_min": 300}), "arrival 2 h 01 min earlier: nothing"),
        (
            json!({"departure_delay_min": 119, "arrival_delay_min": 90}),
            "departure 1 minute later: meals and calls",
        ),
        (json!({"disruption": "cancellation", "notice_min": 20_000}), "told 2 h 40 min earlier: nothing"),
        (
            json!({"disruption": "cancellation", "notice_min": 100,
                   "reroute": {"offered": true, "departs_earlier_min": 0, "arrives_later_min": 121}}),
            "the other flight arriving 1 minute earlier: 125 EUR",
        ),
        (json!({"arrival_delay_min": 200, "cause": "weather"}), "all reasonable measures proven: nothing"),
        (
            json!({"disruption": "cancellation", "notice_min": 100}),
            "told 13 days 22 h 20 min earlier: nothing",
        ),
        (json!({"arrival_delay_min": 200, "distance_km": 1_500.1}), "a journey 0.1 km shorter: 250 EUR"),
        (
            json!({"arrival_delay_min": 339, "extraordinary_minutes": 95, "reasonable_measures_proven": true,
                   "cause": "volcanic_ash"}),
            "arrival 1 h 05 min earlier: nothing",
        ),
        (json!({"arrival_delay_min": 200, "distance_km": 1_490}), "a journey 10.1 km longer: 400 EUR"),
    ] {
        let found = result(Regime::Eu261, &changes).what_would_change_it;
        assert!(found.iter().any(|text| text.starts_with(expected)), "{changes}: {found:?}");
    }
}

#[test]
fn damage_comes_on_top_and_fixed_sums_exclude_each_other() {
    let both = json!({"destination": "YYZ", "arrival_delay_min": 300, "control": "within_control", "carrier_size": "large",
        "proven_damage_sdr": 50});
    let assessment = assess(&facts(&both), &Settings::default()).expect("sound facts");
    let beside = |regime| {
        assessment
            .regimes
            .iter()
            .find(|result| result.regime == regime)
            .expect("listed")
            .cumulative_with
            .clone()
    };
    assert_eq!(beside(Regime::Eu261), [Regime::Mc99]);
    assert_eq!(beside(Regime::CaAppr), [Regime::Mc99]);
    assert_eq!(beside(Regime::Mc99), [Regime::Eu261, Regime::CaAppr]);
    assert_eq!(assessment.best, Some(Regime::Eu261));
}

#[test]
fn the_reform_waits_for_its_date() {
    let cancelled = facts(&json!({"disruption": "cancellation", "notice_min": 60, "destination": "JFK",
        "reroute": {"offered": true, "departs_earlier_min": 0, "arrives_later_min": 200}}));
    for (from, ruleset, amount) in [
        (None, "EU261_2004", 300),
        (Some("2026-09-16"), "EU261_2004", 300),
        (Some("2026-09-15"), "EU261_REFORM_2026", 600),
    ] {
        let settings = Settings { eu261_reform_from: from.map(|day| day.parse().expect("a date")) };
        let assessment = assess(&cancelled, &settings).expect("sound facts");
        let found = &assessment.regimes[0];
        let due = found.amount.map(|amount| amount.to_string());
        assert_eq!((found.ruleset.as_ref(), due), (ruleset, Some(amount.to_string())));
    }
}

#[test]
fn every_ruleset_is_named_and_facts_read_back() {
    let cases: Vec<Value> = serde_json::from_str(include_str!("worked_cases.json")).expect("JSON");
    for case in cases {
        let facts = read_facts(&case["input"].to_string()).expect("sound facts");
        let again = read_facts(&serde_json::to_string(&facts).expect("JSON")).expect("its own words");
        assert_eq!(facts, again);
        let assessment = assess(&facts, &Settings::default()).expect("sound facts");
        assert!(assessment.regimes.iter().all(|result| !result.ruleset.is_empty()));
    }
}
