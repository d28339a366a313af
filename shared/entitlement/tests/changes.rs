//! Every line of `what_would_change_it`, done to the facts, gives what it says, and a minute less does not.
//!
//! Deliberately not here: which lines there are (`answers`).

use proptest::prelude::*;
use purser_entitlement::{Regime, RegimeResult, Settings, assess_json};
use serde_json::{Value, json};

/// `13 days 4 h 05 min`, `3 h 05 min`, `40 minutes`, in minutes.
fn span(text: &str) -> i64 {
    let words: Vec<&str> = text.split(' ').collect();
    let part = |pair: &[&str]| {
        let count: i64 = pair[0].parse().expect(text);
        count
            * match pair[1] {
                "days" => 1_440,
                "h" => 60,
                "min" | "minute" | "minutes" => 1,
                other => panic!("{other} in {text}"),
            }
    };
    words.chunks(2).map(part).sum()
}

fn add(facts: &mut Value, path: &str, minutes: i64) {
    let place = path.split('.').fold(facts, |place, name| &mut place[name]);
    *place = json!(place.as_i64().unwrap_or(0) + minutes);
}

/// The facts with what stands before the colon done to them, but for so many minutes or tenths of a kilometre.
fn done(facts: &Value, regime: Regime, line: &str, less: i64) -> Value {
    let mut facts = facts.clone();
    let rest = |start: &str| line.strip_prefix(start);
    if let Some(not) =
        line.strip_suffix("proven").and_then(|line| line.strip_prefix("all reasonable measures "))
    {
        facts["reasonable_measures_proven"] = json!(not.is_empty());
        return facts;
    }
    if let Some(days) = rest("complaint after ") {
        let days = days.split(' ').next().and_then(|days| days.parse::<i64>().ok());
        facts["complaint_days_after_receipt"] = json!(days.expect(line));
        return facts;
    }
    let (what, way) = line.rsplit_once(' ').expect(line);
    let sign = if matches!(way, "later" | "more" | "longer") { 1 } else { -1 };
    if let Some(size) = what.strip_prefix("a journey ") {
        let metres = |text: &str| {
            let (whole, rest) = text.split_once('.').unwrap_or((text, "0"));
            whole.parse::<i64>().expect(text) * 1_000 + format!("{rest:0<3}").parse::<i64>().expect(text)
        };
        let stated = metres(&facts["distance_km"].to_string());
        let told = metres(size.trim_end_matches(" km"));
        facts["distance_km"] = json!((stated + sign * (told - less * 100)) as f64 / 1_000.0);
        return facts;
    }
    let leaving = match regime {
        Regime::InDgca => ("alternate_departs_later_min", 1),
        _ => ("reroute.departs_earlier_min", -1),
    };
    let moves = [
        ("arrival ", ("arrival_delay_min", 1)),
        ("departure ", ("departure_delay_min", 1)),
        ("told ", ("notice_min", -1)),
        ("the other flight arriving ", ("reroute.arrives_later_min", 1)),
        ("the other flight leaving ", leaving),
        ("the other transport arriving ", ("alternate_arrives_later_min", 1)),
        ("the bag ", ("bag_delay_min", 1)),
        ("moved forward by ", ("advanced_min", 1)),
    ];
    let found = moves.iter().find_map(|(start, to)| Some((*to, what.strip_prefix(start)?)));
    let ((field, direction), size) = found.expect(line);
    add(&mut facts, field, sign * direction * (span(size) - less));
    facts
}

fn is_what_was_said(found: &RegimeResult, said: &str) -> bool {
    let care = |words: &str| {
        let due = |word: &str| words.contains(word);
        let has = |care: Option<bool>| care == Some(true);
        (due("meals"), due("calls"), due("hotel"))
            == (has(found.care.meals), has(found.care.communications), has(found.care.hotel))
    };
    match said {
        "nothing" => !found.eligible,
        "a sum that is not known yet" => found.eligible && found.amount.is_none(),
        "no care" => care("") && found.care.meals == Some(false),
        words if !words.starts_with(|first: char| first.is_ascii_digit()) => care(words),
        sum => {
            let due = found.amount.map(|amount| format!("{amount} {}", found.currency));
            found.eligible && due.as_deref() == Some(sum)
        }
    }
}

fn minutes() -> impl Strategy<Value = i64> {
    let edges = vec![60_i64, 120, 180, 240, 300, 360, 480, 540, 720];
    prop_oneof![
        3 => (prop::sample::select(edges), -2_i64..3).prop_map(|(edge, off)| edge + off),
        1 => 0_i64..1_500,
    ]
}

const ENDS: [(&str, &str, &str); 13] = [
    ("CDG", "FCO", "FR"),
    ("FRA", "CAI", "DE"),
    ("CDG", "JFK", "US"),
    ("HEL", "LPA", "FI"),
    ("LHR", "EDI", "GB"),
    ("LHR", "JFK", "GB"),
    ("SEA", "JFK", "US"),
    ("YYZ", "YVR", "CA"),
    ("IST", "LHR", "TR"),
    ("GRU", "GIG", "BR"),
    ("DEL", "BOM", "IN"),
    ("TLV", "LHR", "IL"),
    ("RUH", "JED", "SA"),
];
const KINDS: [&str; 12] = [
    "delay",
    "cancellation",
    "denied_boarding",
    "missed_connection",
    "brought_forward",
    "retimed_later",
    "schedule_change",
    "diversion_same_region",
    "return_to_departure",
    "downgrade",
    "baggage_delay",
    "baggage_damage",
];
const CAUSES: [&str; 6] = [
    "technical_fault",
    "weather",
    "lightning_strike",
    "airport_security_checkpoint_failure",
    "mixed_technical_and_bird_strike",
    "something new",
];
const MINUTES: [&str; 8] = [
    "arrival_delay_min",
    "departure_delay_min",
    "advanced_min",
    "postponed_min",
    "alternate_arrives_later_min",
    "alternate_departs_later_min",
    "bag_delay_min",
    "extraordinary_minutes",
];

fn journey() -> impl Strategy<Value = Value> {
    let tenths = prop_oneof![14_500_i64..15_500, 34_500_i64..35_500, 9_000_i64..33_000];
    let metres = prop_oneof![tenths.prop_map(|tenths| tenths * 100), 1_499_800_i64..1_500_200];
    (prop::sample::select(&ENDS[..]), prop::sample::select(&KINDS[..]), metres).prop_map(
        |((from, to, country), kind, metres)| {
            json!({
                "origin": from, "destination": to, "operating_carrier": "XX", "carrier_country": country,
                "single_booking": true, "event_date": "2026-09-15", "disruption": kind,
                "distance_km": metres as f64 / 1_000.0, "control": "within_control",
                "ticket_price": {"amount": 300, "currency": "USD"}, "one_way_fare": 300, "basic_fare_plus_fuel": 4000,
                "accepted": false, "block_time_min": 90, "bag_fee": 35, "mbr_filed": true,
                "longest_us_foreign_segment_min": 600, "proven_damage_sdr": 100, "proven_damage": 100,
            })
        },
    )
}

fn situations() -> impl Strategy<Value = Value> {
    let numbers = prop::collection::vec((prop::sample::select(&MINUTES[..]), minutes()), 0..6);
    let notice = prop::option::of(prop_oneof![0_i64..30_000, 10_078_i64..10_083, 20_158_i64..20_163]);
    let reroute = prop::option::of((prop::option::of(minutes()), prop::option::of(minutes())));
    let cause = prop::option::of(prop::sample::select(&CAUSES[..]));
    let more = (any::<[bool; 3]>(), 0_i64..30);
    (journey(), numbers, notice, reroute, cause, more).prop_map(
        |(mut facts, numbers, notice, reroute, cause, ([large, next_day, proven], days))| {
            for (name, value) in numbers {
                facts[name] = json!(value);
            }
            facts["notice_min"] = json!(notice);
            facts["cause"] = json!(cause);
            facts["departure_next_day"] = json!(next_day.then_some(true));
            facts["reasonable_measures_proven"] = json!(proven);
            facts["carrier_size"] = json!(if large { "large" } else { "small" });
            facts["complaint_days_after_receipt"] = json!(days);
            facts["reroute"] = reroute.map_or(Value::Null, |(earlier, later)| {
                json!({"offered": true, "departs_earlier_min": earlier, "arrives_later_min": later})
            });
            facts
        },
    )
}

fn assess(facts: &Value) -> Option<Vec<RegimeResult>> {
    let answer = assess_json(&facts.to_string(), &Settings::default()).ok()?;
    Some(
        serde_json::from_str::<purser_entitlement::Assessment>(&answer)
            .expect("the answer reads back")
            .regimes,
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_line_gives_what_it_says(facts in situations()) {
        let Some(regimes) = assess(&facts) else { return Ok(()) };
        for was in &regimes {
            for line in &was.what_would_change_it {
                let (what, said) = line.rsplit_once(": ").expect("what, and what then");
                let changed = done(&facts, was.regime, what, 0);
                let Some(now) = assess(&changed) else {
                    return Err(TestCaseError::fail(format!("{line}: cannot be")));
                };
                let now = now.iter().find(|result| result.regime == was.regime).expect("listed");
                prop_assert!(is_what_was_said(now, said), "{:?} {line}: {now:?}", was.regime);
                prop_assert!(
                    (now.eligible, now.amount, now.care) != (was.eligible, was.amount, was.care),
                    "{:?} {line} changes nothing", was.regime
                );
                let care = said.contains("care") || said.contains("meals") || said.contains("calls");
                if care || what.contains("measures") || what.contains("complaint") {
                    continue;
                }
                let short = assess(&done(&facts, was.regime, what, 1)).expect("nearer facts can be");
                let short = short.iter().find(|result| result.regime == was.regime).expect("listed");
                prop_assert_eq!(
                    (short.eligible, short.amount), (was.eligible, was.amount),
                    "{:?} {} is not the nearest", was.regime, line
                );
            }
        }
    }
}
