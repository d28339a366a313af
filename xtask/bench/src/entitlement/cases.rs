//! The cases that are measured: every branch of the regulation's amounts, and situations for the policy.
//!
//! Deliberately not here: measuring.

use anyhow::{Result, anyhow};
use purser_backend::compensation::policy::Situation;
use purser_contract::compensation::{CareDue, DisruptionKind};
use purser_entitlement::{Facts, read_facts};
use rust_decimal::Decimal;
use serde_json::{Value, json};
use zen_engine::Variable;

/// One case for both sides.
pub struct Compared {
    /// Ours.
    pub facts: Facts,
    /// The table's.
    pub context: Variable,
}

/// From, to, kilometres, within the Community. None is near an edge.
const ROUTES: [(&str, &str, i64, bool); 4] = [
    ("CDG", "FCO", 1_101, true),
    ("HEL", "LPA", 4_696, true),
    ("FRA", "CAI", 2_920, false),
    ("FRA", "JFK", 6_187, false),
];

/// All of them.
pub fn compared() -> Result<Vec<Compared>> {
    let mut cases = Vec::new();
    for (from, to, distance, within) in ROUTES {
        for (happened, outside) in happened() {
            let mut facts = json!({"origin": from, "destination": to, "operating_carrier": "LH", "carrier_country": "DE",
                "single_booking": true, "event_date": "2026-09-15", "cause": "technical_fault"});
            let mut context = json!({"distance_km": distance, "within": within, "extraordinary": outside,
                "arrival_delay_min": null, "notice_min": null, "departs_earlier_min": null, "arrives_later_min": null});
            if outside {
                facts["cause"] = json!("bird_strike");
                facts["reasonable_measures_proven"] = json!(true);
            }
            for (field, value) in happened.as_object().into_iter().flatten() {
                facts[field] = value.clone();
                match field.as_str() {
                    "disruption" => context["kind"] = value.clone(),
                    "reroute" => {
                        context["departs_earlier_min"] = value["departs_earlier_min"].clone();
                        context["arrives_later_min"] = value["arrives_later_min"].clone();
                    }
                    other => context[other] = value.clone(),
                }
            }
            let facts = read_facts(&facts.to_string()).map_err(|error| anyhow!("{error}"))?;
            cases.push(Compared { facts, context: Variable::from(context) });
        }
    }
    Ok(cases)
}

/// What happened, and whether nobody could have helped it.
fn happened() -> Vec<(Value, bool)> {
    let delay = |minutes: i64| json!({"disruption": "delay", "arrival_delay_min": minutes});
    let cancelled = |notice: i64| json!({"disruption": "cancellation", "notice_min": notice});
    let rerouted = |notice: i64, earlier: i64, later: i64| {
        json!({"disruption": "cancellation", "notice_min": notice,
            "reroute": {"offered": true, "departs_earlier_min": earlier, "arrives_later_min": later}})
    };
    vec![
        (delay(120), false),
        (delay(200), false),
        (delay(300), false),
        (delay(300), true),
        (cancelled(60), false),
        (cancelled(60), true),
        (cancelled(30_000), false),
        (rerouted(12_000, 60, 180), false),
        (rerouted(60, 30, 90), false),
        (rerouted(60, 30, 400), false),
        (json!({"disruption": "denied_boarding"}), false),
    ]
}

/// Cases for the policy: most end in the middle of the tables.
pub fn situations() -> Vec<Situation> {
    let tiers = [None, Some("silver"), Some("platinum")];
    let sums = [(0, "EUR"), (250, "EUR"), (700, "EUR"), (1_000, "CAD")];
    let all = tiers.into_iter().flat_map(|tier| sums.map(|sum| (tier, sum)));
    let situation = |(tier, (amount, currency)): (Option<&str>, (i64, &str))| Situation {
        kind: DisruptionKind::Delay,
        regime: Some("EU261".to_owned()),
        amount: Some(Decimal::from(amount)),
        currency: Some(currency.to_owned()),
        needs_review: false,
        repeated: false,
        tier: tier.map(str::to_owned),
        cabin: Some("economy".to_owned()),
        cause: Some("technical_fault".to_owned()),
        arrival_delay_min: Some(200),
        departure_delay_min: Some(190),
        distance_km: Some(1_100),
        care: CareDue { meals: Some(true), communications: Some(true), hotel: Some(false) },
        actual: true,
        home_currency: "EUR".to_owned(),
    };
    all.map(situation).collect()
}
