//! Where the law or the facts leave a case open: a person is asked, sees both figures, and reads why.
//!
//! Deliberately not here: cases that are closed (`edges`).

use purser_entitlement::{Facts, Regime, RegimeResult, Settings, assess, read_facts};
use serde_json::{Value, json};

fn facts(changes: &Value) -> Facts {
    let mut facts = json!({
        "origin": "CDG", "destination": "FCO", "operating_carrier": "AF", "carrier_country": "FR", "single_booking": true,
        "event_date": "2026-09-15", "disruption": "delay", "reasonable_measures_proven": true,
    });
    facts.as_object_mut().expect("an object").extend(changes.as_object().cloned().expect("an object"));
    read_facts(&facts.to_string()).expect("sound facts")
}

fn result(regime: Regime, changes: &Value) -> RegimeResult {
    let assessment = assess(&facts(changes), &Settings::default()).expect("sound facts");
    assessment.regimes.into_iter().find(|result| result.regime == regime).expect("listed")
}

fn check(regime: Regime, changes: &Value, due: &str, other: &str, why: &str) {
    let found = result(regime, changes);
    let shown = |amount: Option<purser_entitlement::amount::Amount>| {
        amount.map_or("none".to_owned(), |amount| amount.to_string())
    };
    assert_eq!(
        (shown(found.amount).as_str(), shown(found.alternative_amount).as_str()),
        (due, other),
        "{changes}: {:?}",
        found.reasons
    );
    assert!(found.needs_review, "{changes}: nobody is asked");
    assert!(found.reasons.iter().any(|reason| reason.contains(why)), "{changes}: {:?}", found.reasons);
}

/// The regime, what is due, the other figure, words of the reason, and how the facts differ from a plain delay.
const OPEN: &str = r#"
EU261 | 250    | 0    | another way alone               | {"arrival_delay_min": 200, "self_rerouted": true}
EU261 | 250    | 0    | put off by three hours or more  | {"disruption": "retimed_later", "notice_min": 100, "postponed_min": 180}
EU261 | 300    | 0    | put off by three hours or more  | {"disruption": "retimed_later", "notice_min": 100, "postponed_min": 200, "destination": "JFK"}
EU261 | 300    | 600  | put off by three hours or more  | {"disruption": "retimed_later", "notice_min": 100, "postponed_min": 400, "arrival_delay_min": 230, "destination": "JFK", "reroute": {"departs_earlier_min": 0, "arrives_later_min": 241}}
EU261 | 1200   | 900  | At exactly four hours           | {"disruption": "cancellation", "notice_min": 60, "destination": "JFK", "cause": "technical_fault", "reroute": {"departs_earlier_min": 0, "arrives_later_min": 300}, "reroute_arrival_delay_min": 240}
EU261 | 800    | 600  | At exactly three hours          | {"disruption": "cancellation", "notice_min": 60, "destination": "CAI", "cause": "technical_fault", "reroute_arrival_delay_min": 180}
EU261 | 0      | 250  | whether the same cause excuses  | {"disruption": "cancellation", "notice_min": 60, "cause": "weather", "reroute_arrival_delay_min": 200}
EU261 | 500    | 250  | told in time                    | {"disruption": "cancellation", "cause": "technical_fault", "reroute_arrival_delay_min": 200}
EU261 | 400    | 600  | reaches this place              | {"arrival_delay_min": 300, "destination": "SBH"}
EU261 | 250    | 0    | reaches this place              | {"arrival_delay_min": 300, "origin": "ECN", "destination": "IST", "carrier_country": "TR"}
EU261 | 0      | 250  | Whether this cause is           | {"arrival_delay_min": 250, "cause": "airport_security_checkpoint_failure", "extraordinary_minutes": 100}
EU261 | 250    | 0    | No court                        | {"arrival_delay_min": 250, "cause": "asteroid", "extraordinary_minutes": 100}
EU261 | 250    | 0    | No court                        | {"arrival_delay_min": 250, "cause": "asteroid"}
EU261 | 250    | 0    | the cause that is stated never  | {"arrival_delay_min": 300, "cause": "crew_sickness", "extraordinary_minutes": 200}
UK261 | 0      | 220  | Crown Dependencies              | {"arrival_delay_min": 300, "origin": "JER", "destination": "GCI"}
UK261 | 0      | 220  | does not bind                   | {"arrival_delay_min": 250, "origin": "LHR", "destination": "EDI", "cause": "lightning_strike", "extraordinary_minutes": 100}
US_DOT | 412.40 | 0   | no rule said so                 | {"origin": "SEA", "destination": "JFK", "disruption": "cancellation", "event_date": "2024-10-27", "accepted": false, "ticket_price": {"amount": 412.4, "currency": "USD"}}
"#;

#[test]
fn an_open_question_shows_both_figures_and_says_why() {
    for line in OPEN.lines().filter(|line| !line.is_empty()) {
        let cells: Vec<&str> = line.splitn(5, '|').map(str::trim).collect();
        let regime = serde_json::from_value(json!(cells[0])).expect(line);
        check(regime, &serde_json::from_str(cells[4]).expect(line), cells[1], cells[2], cells[3]);
    }
}

#[test]
fn a_missing_fact_that_decides_is_named() {
    let offered = json!({"disruption": "cancellation", "notice_min": 100, "cause": "technical_fault",
        "reroute": {"offered": true, "arrives_later_min": 60}});
    let mixed = json!({"arrival_delay_min": 250, "cause": "mixed_technical_and_bird_strike"});
    for (regime, changes, due, missing) in [
        (Regime::Eu261, &offered, "125", "reroute.departs_earlier_min"),
        (Regime::Eu261, &mixed, "250", "extraordinary_minutes"),
    ] {
        check(regime, changes, due, "0", "");
        assert_eq!(result(regime, changes).missing_facts, [missing]);
    }
    let mut turkish = offered.clone();
    turkish["origin"] = json!("IST");
    check(Regime::TrShy, &turkish, "125", "0", "");
    // With the minutes that decide it the question is closed, and so it is where they decide nothing.
    for (earlier, due) in [(60, "0"), (61, "125")] {
        let mut told = offered.clone();
        told["reroute"]["departs_earlier_min"] = json!(earlier);
        let found = result(Regime::Eu261, &told);
        assert_eq!(
            (found.amount.map(|amount| amount.to_string()).as_deref(), found.needs_review),
            (Some(due), false)
        );
    }
    let mut late = offered;
    late["reroute"]["arrives_later_min"] = json!(121);
    assert!(!result(Regime::Eu261, &late).needs_review);
}

#[test]
fn a_known_sum_is_better_than_an_unknown_one() {
    let best = |changes: &Value| assess(&facts(changes), &Settings::default()).expect("sound facts").best;
    let late = json!({"destination": "YYZ", "arrival_delay_min": 600, "control": "within_control"});
    assert_eq!(best(&late), Some(Regime::Eu261));
    let mut both = late.clone();
    both["carrier_size"] = json!("large");
    assert_eq!(best(&both), Some(Regime::CaAppr));
    let mut only = late;
    only["cause"] = json!("weather");
    assert_eq!(best(&only), Some(Regime::CaAppr));
}
