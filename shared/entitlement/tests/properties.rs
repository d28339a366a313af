//! What holds for any facts: no panic, more delay never pays less, and the edges lie where the law puts them.

use proptest::prelude::*;
use purser_entitlement::{Assessment, RegimeResult, Settings, assess_json};
use serde_json::{Map, Value, json};

const REGIMES: [&str; 11] = [
    "EU261",
    "UK261",
    "MC99",
    "US_DOT",
    "CA_APPR",
    "TR_SHY",
    "BR_ANAC400",
    "IN_DGCA",
    "SA_GACA",
    "IL_ASL",
    "AU",
];
const AIRPORTS: [&str; 14] =
    ["CDG", "FCO", "LPA", "RUN", "LHR", "KEF", "JFK", "YYZ", "IST", "GRU", "DEL", "JED", "TLV", "SYD"];
const CARRIERS: [&str; 11] = ["FR", "DE", "GB", "US", "CA", "TR", "BR", "IN", "SA", "IL", "IS"];
const DISRUPTIONS: [&str; 21] = [
    "delay",
    "cancellation",
    "denied_boarding",
    "missed_connection",
    "downgrade",
    "upgrade",
    "brought_forward",
    "retimed_later",
    "rebooked_first_leg",
    "return_to_departure",
    "unscheduled_stop",
    "diversion_same_region",
    "diversion_other_region",
    "seat_change_same_cabin",
    "schedule_change",
    "renumbered",
    "baggage_delay",
    "baggage_lost",
    "baggage_damage",
    "cargo_lost",
    "cargo_damage",
];
const NUMBERS: [&str; 26] = [
    "departure_delay_min",
    "arrival_delay_min",
    "advanced_min",
    "postponed_min",
    "departs_earlier_min",
    "announced_departure_delay_min",
    "block_time_min",
    "notice_min",
    "notice_to_agent_min",
    "reroute_arrival_delay_min",
    "extraordinary_minutes",
    "checkin_min_before_std",
    "checkin_deadline_min",
    "claim_filed_days_after",
    "aircraft_seats",
    "seats",
    "alternate_arrives_later_min",
    "alternate_departs_later_min",
    "extra_connections",
    "bag_delay_min",
    "longest_us_foreign_segment_min",
    "bags",
    "complaint_days_after_receipt",
    "action_days_after_arrival",
    "distance_km",
    "distance_km_wgs84",
];
const FLAGS: [&str; 13] = [
    "departure_next_day",
    "self_rerouted",
    "reasonable_measures_proven",
    "carrier_took_all_measures",
    "presented_for_checkin",
    "complied_checkin",
    "travelled",
    "voluntary",
    "accepted",
    "paid_by_third_party",
    "package_tour",
    "package_cancelled_other_reason",
    "mbr_filed",
];
const SUMS: [&str; 8] = [
    "one_way_fare",
    "lowest_cash_fare_same_class",
    "fare_difference",
    "basic_fare_plus_fuel",
    "bag_fee",
    "proven_damage",
    "proven_damage_sdr",
    "weight_kg",
];

fn number() -> impl Strategy<Value = i64> {
    prop_oneof![8 => -10_i64..30_000, 1 => any::<i64>(), 1 => prop::sample::select(vec![i64::MIN, i64::MAX, 0, -1])]
}

fn picked(from: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop::sample::select(from).prop_map(str::to_owned)
}

/// The eight facts that must be there, and what happened.
fn journey() -> impl Strategy<Value = Map<String, Value>> {
    let ends = (picked(&AIRPORTS), picked(&AIRPORTS), picked(&CARRIERS));
    let dates = prop_oneof![8 => 2004_i32..2030, 1 => -9_990_i32..9_990]
        .prop_flat_map(|year| (Just(year), 1..13, 1..32));
    (ends, dates, any::<bool>(), picked(&DISRUPTIONS)).prop_map(|((from, to, carrier), (year, month, day), single, what)| {
        let date = if year < 0 { format!("-{:06}-{month:02}-{day:02}", -year) } else { format!("{year:04}-{month:02}-{day:02}") };
        let facts = json!({"origin": from, "destination": to, "operating_carrier": "XX", "carrier_country": carrier,
            "single_booking": single, "event_date": date, "disruption": what});
        facts.as_object().cloned().expect("an object")
    })
}

/// Any facts at all, absurd ones among them.
fn anything() -> impl Strategy<Value = Map<String, Value>> {
    let numbers = prop::collection::vec((picked(&NUMBERS), number()), 0..8);
    let flags = prop::collection::vec((picked(&FLAGS), any::<bool>()), 0..5);
    let sums = prop::collection::vec((picked(&SUMS), number()), 0..4);
    let texts = prop::collection::vec(
        (picked(&["cause", "fare_type", "passenger", "payment", "proof"]), ".{0,12}"),
        0..3,
    );
    let reroute = prop::option::of((any::<bool>(), prop::option::of(number()), prop::option::of(number())));
    let causes = prop::option::of(picked(&[
        "weather",
        "technical_fault",
        "overbooking",
        "own_staff_strike",
        "hidden_defect",
    ]));
    (journey(), numbers, flags, sums, texts, reroute, causes).prop_map(
        |(mut facts, numbers, flags, sums, texts, reroute, cause)| {
            facts.extend(numbers.into_iter().map(|(name, value)| (name, json!(value))));
            facts.extend(flags.into_iter().map(|(name, value)| (name, json!(value))));
            facts.extend(sums.into_iter().map(|(name, value)| (name, json!(value))));
            facts.extend(texts.into_iter().map(|(name, value)| (name, json!(value))));
            facts.extend(cause.map(|cause| ("cause".to_owned(), json!(cause))));
            if let Some((offered, earlier, later)) = reroute {
                let reroute =
                    json!({"offered": offered, "departs_earlier_min": earlier, "arrives_later_min": later});
                facts.insert("reroute".to_owned(), reroute);
            }
            facts
        },
    )
}

fn assess(facts: &Map<String, Value>) -> Option<Assessment> {
    let text = Value::Object(facts.clone()).to_string();
    let answer = assess_json(&text, &Settings::default()).ok()?;
    Some(serde_json::from_str(&answer).expect("the answer reads back"))
}

fn sound(result: &RegimeResult) -> Result<(), TestCaseError> {
    let named = result.reasons.iter().find(|reason| reason.contains('_'));
    prop_assert!(named.is_none(), "a reason reads out a field's name: {named:?}");
    prop_assert!(result.applies || !result.eligible, "{result:?}");
    prop_assert!(
        result.eligible || result.amount.is_some_and(|amount| amount.thousandths() == 0),
        "{result:?}"
    );
    prop_assert!(result.amount.is_none_or(|amount| amount.thousandths() >= 0), "{result:?}");
    prop_assert!(
        result.eligible.then_some(result.amount).flatten().is_none_or(|due| Some(due) <= result.base_amount
            || result.kind != purser_entitlement::finding::Kind::Compensation),
        "{result:?}"
    );
    prop_assert!(!result.reasons.is_empty() && !result.legal_basis.is_empty(), "{result:?}");
    prop_assert!(result.reasons.iter().all(|reason| !reason.contains("{}")), "{result:?}");
    prop_assert!(result.applies || result.what_would_change_it.is_empty(), "{result:?}");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_facts_are_answered_or_refused(facts in anything()) {
        let Some(assessment) = assess(&facts) else { return Ok(()) };
        prop_assert_eq!(assessment.regimes.len(), REGIMES.len());
        for result in &assessment.regimes {
            sound(result)?;
            prop_assert!(result.cumulative_with.iter().all(|other| *other != result.regime));
        }
        let best = assessment.best.map(|best| assessment.regimes.iter().any(|result| result.regime == best && result.eligible));
        prop_assert_eq!(best.unwrap_or(true), true);
        prop_assert_eq!(best.is_some(), assessment.regimes.iter().any(|result| result.eligible));
    }

    #[test]
    fn any_text_is_answered_or_refused(text in ".{0,200}") {
        let _ = assess_json(&text, &Settings::default());
    }

    #[test]
    fn the_same_facts_give_the_same_answer(facts in anything()) {
        let text = Value::Object(facts).to_string();
        let once = assess_json(&text, &Settings::default());
        prop_assert_eq!(once, assess_json(&text, &Settings::default()));
    }

    // Extraordinary minutes are a fact of their own, and SDR damage does not grow with delay: nothing here
    // may pay less.
    #[test]
    fn more_delay_never_pays_less(mut facts in journey(), late in 0_i64..1_500, more in 1_i64..600, measures in any::<bool>(),
                                  cause in prop::option::of(picked(&["weather", "technical_fault", "crew_scheduling"]))) {
        facts.insert("disruption".to_owned(), json!("delay"));
        facts.insert("carrier_size".to_owned(), json!("large"));
        facts.insert("reasonable_measures_proven".to_owned(), json!(measures));
        facts.extend(cause.map(|cause| ("cause".to_owned(), json!(cause))));
        facts.insert("ticket_price".to_owned(), json!({"amount": 100, "currency": "USD"}));
        facts.insert("accepted".to_owned(), json!(false));
        let mut at = |minutes: i64| {
            facts.insert("arrival_delay_min".to_owned(), json!(minutes));
            facts.insert("departure_delay_min".to_owned(), json!(minutes));
            assess(&facts)
        };
        let (Some(sooner), Some(later)) = (at(late), at(late + more)) else { return Ok(()) };
        for (sooner, later) in sooner.regimes.iter().zip(&later.regimes) {
            let due = |result: &RegimeResult| result.amount.or(result.base_amount).unwrap_or_default();
            prop_assert!(due(later) >= due(sooner), "{:?}: {sooner:?} {later:?}", sooner.regime);
            prop_assert!(later.eligible >= sooner.eligible);
        }
    }

    // One minute, or a tenth of a kilometre, changes a sum only where the law has an edge.
    #[test]
    fn sums_change_only_at_edges(mut facts in journey(), late in 0_i64..700, tenths in 0_i64..60_000) {
        facts.insert("disruption".to_owned(), json!("delay"));
        facts.insert("event_date".to_owned(), json!("2026-09-15"));
        let eu = |facts: &Map<String, Value>| assess(facts).map(|assessment| assessment.regimes[0].amount);
        let mut at = |late: i64, tenths: i64| {
            facts.insert("arrival_delay_min".to_owned(), json!(late));
            facts.insert("distance_km".to_owned(), json!(format!("{}.{}", tenths / 10, tenths % 10).parse::<f64>().expect("a number")));
            eu(&facts)
        };
        if !matches!(late, 179 | 239) {
            prop_assert_eq!(at(late, tenths), at(late + 1, tenths));
        }
        if !matches!(tenths, 15_000 | 35_000) {
            prop_assert_eq!(at(late, tenths), at(late, tenths + 1));
        }
    }
}
