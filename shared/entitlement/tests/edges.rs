//! The edges of each law, one line a case: what differs from a plain flight, and what is due.
//!
//! Deliberately not here: the worked cases with their sources (`worked_cases`).

use purser_entitlement::{Assessment, Settings, assess_json};
use serde_json::{Map, Value, json};

/// A flight of each law in September 2026, three and a half hours late.
fn plain(regime: &str) -> Map<String, Value> {
    let (origin, destination, carrier, country) = match regime {
        "EU261" => ("CDG", "FCO", "AF", "FR"),
        "UK261" => ("LHR", "EDI", "BA", "GB"),
        "MC99" => ("FRA", "JFK", "LH", "DE"),
        "US_DOT" => ("SEA", "JFK", "DL", "US"),
        "CA_APPR" => ("YYZ", "YVR", "AC", "CA"),
        "TR_SHY" => ("IST", "ADB", "TK", "TR"),
        "IN_DGCA" => ("DEL", "BOM", "6E", "IN"),
        "SA_GACA" => ("RUH", "JED", "SV", "SA"),
        "IL_ASL" => ("TLV", "LHR", "LY", "IL"),
        other => panic!("no plain flight for {other}"),
    };
    let facts = json!({
        "origin": origin, "destination": destination, "operating_carrier": carrier, "carrier_country": country,
        "single_booking": true, "event_date": "2026-09-15", "disruption": "delay",
    });
    facts.as_object().cloned().expect("an object")
}

fn assess(regime: &str, changes: &Value) -> Assessment {
    let mut facts = plain(regime);
    facts.extend(changes.as_object().cloned().expect("an object"));
    let text = assess_json(&Value::Object(facts).to_string(), &Settings::default())
        .unwrap_or_else(|error| panic!("{regime} {changes}: {error}"));
    serde_json::from_str(&text).expect("the answer reads back")
}

/// `due`: the sum, `-` for nothing, `outside` when the law does not apply; a `?` behind asks for a person.
fn check(regime: &str, lines: &[(Value, &str)]) {
    for (changes, due) in lines {
        let assessment = assess(regime, changes);
        let result = assessment
            .regimes
            .iter()
            .find(|result| serde_json::to_value(result.regime).expect("a name") == regime)
            .expect("listed");
        let mut found = match (result.applies, result.eligible) {
            (false, _) => "outside".to_owned(),
            (true, false) => "-".to_owned(),
            (true, true) => result.amount.map_or("unknown".to_owned(), |amount| amount.to_string()),
        };
        if result.needs_review {
            found.push('?');
        }
        assert_eq!(&found, due, "{regime} {changes}: {:?}", result.reasons);
    }
}

#[test]
fn eu261_scope() {
    check(
        "EU261",
        &[
            (json!({"arrival_delay_min": 200}), "250"),
            (json!({"arrival_delay_min": 200, "origin": "JFK", "origin_country": "US"}), "300"),
            (
                json!({"arrival_delay_min": 200, "origin": "JFK", "carrier_country": "US", "operating_carrier": "DL"}),
                "outside",
            ),
            (
                json!({"arrival_delay_min": 250, "destination": "JFK", "carrier_country": "US", "operating_carrier": "DL"}),
                "600",
            ),
            (json!({"arrival_delay_min": 200, "destination": "LHR"}), "250"),
            (json!({"arrival_delay_min": 200, "origin": "LHR", "carrier_country": "GB"}), "outside"),
            (
                json!({"arrival_delay_min": 200, "origin": "LHR", "carrier_country": "GB", "event_date": "2020-12-31"}),
                "250",
            ),
            (json!({"arrival_delay_min": 200, "event_date": "2005-02-16"}), "outside"),
            (json!({"arrival_delay_min": 200, "event_date": "2005-02-17"}), "250"),
            (
                json!({"arrival_delay_min": 300, "origin": "OSL", "destination": "LPA", "carrier_country": "NO"}),
                "400?",
            ),
            (json!({"arrival_delay_min": 300, "origin": "RUN", "destination": "JNB"}), "400"),
            (json!({"arrival_delay_min": 300, "origin": "FAE", "carrier_country": "FO"}), "outside"),
            (json!({"arrival_delay_min": 300, "origin": "SBH", "destination": "PTP"}), "250?"),
            (json!({"arrival_delay_min": 300, "fare_type": "staff"}), "outside"),
            (json!({"arrival_delay_min": 300, "fare_type": "free_not_public"}), "outside"),
            (json!({"arrival_delay_min": 300, "fare_type": "frequent_flyer_award"}), "250"),
            (json!({"arrival_delay_min": 300, "claim_against": "ZZ"}), "-"),
            (json!({"arrival_delay_min": 300, "presented_for_checkin": false}), "-"),
            (json!({"arrival_delay_min": 300, "presented_for_checkin": false, "travelled": true}), "250"),
            (json!({"disruption": "baggage_lost", "proven_damage_sdr": 10}), "outside"),
            (json!({}), "-?"),
        ],
    );
}

#[test]
fn eu261_delay() {
    let dubai = |minutes: i64| json!({"origin": "FRA", "destination": "DXB", "carrier_country": "DE", "arrival_delay_min": minutes});
    let cairo = |minutes: i64| json!({"origin": "FRA", "destination": "CAI", "carrier_country": "DE", "arrival_delay_min": minutes});
    check(
        "EU261",
        &[
            (json!({"arrival_delay_min": 179}), "-"),
            (json!({"arrival_delay_min": 180}), "250"),
            (cairo(179), "-"),
            (cairo(180), "400?"),
            (cairo(181), "400"),
            (dubai(179), "-"),
            (dubai(180), "300"),
            (dubai(239), "300"),
            (dubai(240), "600?"),
            (dubai(241), "600"),
            (json!({"arrival_delay_min": 200, "distance_km": 1500.0}), "250"),
            (json!({"arrival_delay_min": 200, "distance_km": 1500.1}), "400"),
            (json!({"arrival_delay_min": 200, "distance_km": 3500.1}), "400"),
            (json!({"arrival_delay_min": 200, "distance_km": 3500.0, "destination": "CAI"}), "400"),
            (json!({"arrival_delay_min": 200, "distance_km": 3500.1, "destination": "CAI"}), "300"),
            (
                json!({"origin": "LGW", "destination": "SPU", "arrival_delay_min": 200, "event_date": "2019-07-01"}),
                "250?",
            ),
            (json!({"scheduled_arrival": "23:30", "doors_open": "02:30"}), "250"),
            (json!({"scheduled_arrival": "23:30", "doors_open": "02:29"}), "-"),
            (json!({"scheduled_arrival": "12:00", "doors_open": "11:50"}), "-"),
            (json!({"arrival_delay_min": 200, "cause": "weather"}), "250"),
            (json!({"arrival_delay_min": 200, "cause": "weather", "reasonable_measures_proven": true}), "-"),
            (
                json!({"arrival_delay_min": 200, "cause": "asteroid", "reasonable_measures_proven": true}),
                "250",
            ),
            (
                json!({"arrival_delay_min": 250, "cause": "bird_strike", "reasonable_measures_proven": true, "extraordinary_minutes": 70}),
                "250",
            ),
            (
                json!({"arrival_delay_min": 250, "cause": "bird_strike", "reasonable_measures_proven": true, "extraordinary_minutes": 71}),
                "-",
            ),
            (json!({"arrival_delay_min": 250, "cause": "bird_strike", "extraordinary_minutes": 71}), "250"),
            (json!({"arrival_delay_min": 200, "self_rerouted": true}), "250?"),
            (
                json!({"departure_delay_min": 310, "passenger_choice": "refund", "arrival_delay_min": 300}),
                "-?",
            ),
            (json!({"arrival_delay_min": 200, "travelled": false}), "-"),
            (json!({"disruption": "retimed_later", "postponed_min": 179, "notice_min": 100}), "-"),
            (json!({"disruption": "retimed_later", "postponed_min": 180, "notice_min": 100}), "250?"),
            (
                json!({"disruption": "schedule_change", "departs_earlier_min": 0, "arrival_delay_min": 190}),
                "250?",
            ),
            (json!({"disruption": "schedule_change", "departs_earlier_min": 61, "notice_min": 100}), "250"),
        ],
    );
}

#[test]
fn eu261_separate_bookings_stand_alone() {
    let legs = |first: i64| json!([{"from": "CDG", "to": "FRA", "arrival_delay_min": first}, {"from": "FRA", "to": "JFK", "missed": true}]);
    let journey = |first: i64, single: bool| {
        json!({"destination": "JFK", "disruption": "missed_connection", "single_booking": single,
               "arrival_delay_min": 600, "legs": legs(first)})
    };
    check("EU261", &[(journey(90, true), "600"), (journey(90, false), "-"), (journey(180, false), "250")]);
}

#[test]
fn eu261_cancellation() {
    let cancelled = |notice: i64, earlier: i64, later: i64| {
        json!({"disruption": "cancellation", "notice_min": notice,
               "reroute": {"offered": true, "departs_earlier_min": earlier, "arrives_later_min": later}})
    };
    let (days_10, days_3) = (14_400, 4_320);
    check(
        "EU261",
        &[
            (json!({"disruption": "cancellation", "notice_min": 20_160}), "-"),
            (json!({"disruption": "cancellation", "notice_min": 20_159}), "250?"),
            (json!({"disruption": "cancellation"}), "250?"),
            (json!({"disruption": "cancellation", "notice_min": -30}), "250"),
            (json!({"disruption": "cancellation", "notice_min": 60, "reroute": {"offered": false}}), "250"),
            (cancelled(days_10, 120, 239), "-"),
            (cancelled(days_10, 121, 239), "250"),
            (cancelled(days_10, 121, 120), "125"),
            (cancelled(days_10, 120, 240), "250"),
            (cancelled(days_3, 60, 119), "-"),
            (cancelled(days_3, 61, 119), "125"),
            (cancelled(days_3, 60, 120), "125"),
            (cancelled(days_3, 60, 121), "250"),
            (cancelled(10_080, 120, 239), "-"),
            (cancelled(10_079, 120, 239), "250"),
            (cancelled(days_3, 0, -30), "-"),
            (
                json!({"disruption": "cancellation", "notice_min": 60, "cause": "atc_strike", "reasonable_measures_proven": true}),
                "-",
            ),
            (json!({"disruption": "cancellation", "notice_to_agent_min": 30_000}), "250"),
            (
                json!({"disruption": "cancellation", "notice_min": 60, "reroute_arrival_delay_min": 179}),
                "250",
            ),
            (
                json!({"disruption": "cancellation", "notice_min": 60, "reroute_arrival_delay_min": 180}),
                "500",
            ),
            (
                json!({"disruption": "cancellation", "notice_min": 30_000, "reroute_arrival_delay_min": 180}),
                "250",
            ),
            (json!({"disruption": "return_to_departure"}), "250"),
            (json!({"disruption": "brought_forward", "advanced_min": 60, "notice_min": 60}), "-"),
            (json!({"disruption": "brought_forward", "advanced_min": 61, "notice_min": 60}), "250"),
            (json!({"disruption": "brought_forward", "advanced_min": 61, "notice_min": days_10}), "250?"),
            (json!({"disruption": "brought_forward", "advanced_min": 121, "notice_min": days_10}), "250"),
            (json!({"disruption": "brought_forward", "advanced_min": 121, "notice_min": 20_160}), "-"),
        ],
    );
}

#[test]
fn eu261_denied_boarding_and_cabin() {
    let refused = |extra: Value| {
        let mut facts = json!({"disruption": "denied_boarding", "voluntary": false, "cause": "overbooking"});
        facts.as_object_mut().expect("an object").extend(extra.as_object().cloned().expect("an object"));
        facts
    };
    let priced = |from: &str, to: &str| {
        json!({"disruption": "downgrade", "origin": from, "destination": to,
               "flight_price": {"amount": 1000, "currency": "EUR"}})
    };
    check(
        "EU261",
        &[
            (refused(json!({})), "250"),
            (refused(json!({"cause": "weather", "reasonable_measures_proven": true})), "250"),
            (refused(json!({"notice_min": 30_000, "presented_for_checkin": false})), "250"),
            (refused(json!({"presented_for_checkin": false})), "-"),
            (refused(json!({"checkin_min_before_std": 44})), "-"),
            (refused(json!({"checkin_min_before_std": 45})), "250"),
            (refused(json!({"checkin_min_before_std": 50, "checkin_deadline_min": 60})), "-"),
            (refused(json!({"cause": "inadequate_travel_documents"})), "-"),
            (refused(json!({"cause": "documents_wrongly_refused"})), "250"),
            (refused(json!({"voluntary": true})), "-"),
            (refused(json!({"reroute": {"offered": true, "arrives_later_min": 120}})), "125"),
            (refused(json!({"reroute": {"offered": true, "arrives_later_min": 121}})), "250"),
            (priced("CDG", "FCO"), "300"),
            (priced("HEL", "LPA"), "500"),
            (priced("CDG", "RUN"), "750"),
            (priced("CDG", "JFK"), "750"),
            (priced("FDF", "PTP"), "300"),
            (json!({"disruption": "downgrade", "ticket_price": {"amount": 99.99, "currency": "EUR"}}), "30?"),
            (json!({"disruption": "downgrade"}), "unknown?"),
            (json!({"disruption": "upgrade"}), "-"),
        ],
    );
}

#[test]
fn uk261() {
    let to =
        |destination: &str, minutes: i64| json!({"destination": destination, "arrival_delay_min": minutes});
    check(
        "UK261",
        &[
            (to("EDI", 179), "-"),
            (to("EDI", 180), "220"),
            (to("JFK", 180), "260"),
            (to("JFK", 239), "260"),
            (to("JFK", 240), "520?"),
            (to("JFK", 241), "520"),
            (to("ATH", 200), "350"),
            (json!({"origin": "DUB", "carrier_country": "IE", "arrival_delay_min": 200}), "220"),
            (json!({"origin": "JFK", "destination": "DUB", "arrival_delay_min": 300}), "520"),
            (
                json!({"origin": "JFK", "destination": "CDG", "carrier_country": "FR", "arrival_delay_min": 300}),
                "outside",
            ),
            (json!({"origin": "JER", "arrival_delay_min": 300}), "220?"),
            (json!({"origin": "JER", "destination": "GCI", "arrival_delay_min": 300}), "outside?"),
            (json!({"destination": "JER", "arrival_delay_min": 300}), "220?"),
            (
                json!({"arrival_delay_min": 200, "cause": "lightning_strike", "reasonable_measures_proven": true}),
                "-?",
            ),
            (json!({"arrival_delay_min": 200, "cause": "weather", "reasonable_measures_proven": true}), "-"),
        ],
    );
}

#[test]
fn mc99() {
    let bag = |extra: Value| {
        let mut facts = json!({"disruption": "baggage_lost", "proven_damage_sdr": 1_600});
        facts.as_object_mut().expect("an object").extend(extra.as_object().cloned().expect("an object"));
        facts
    };
    check(
        "MC99",
        &[
            (bag(json!({})), "1519"),
            (bag(json!({"event_date": "2019-12-28"})), "1288"),
            (bag(json!({"event_date": "2019-12-27"})), "1131"),
            (bag(json!({"event_date": "2003-11-03"})), "outside"),
            (bag(json!({"proven_damage_sdr": 1_519})), "1519"),
            (bag(json!({"proven_damage_sdr": null})), "-?"),
            (bag(json!({"action_days_after_arrival": 731})), "1519"),
            (bag(json!({"action_days_after_arrival": 732})), "-"),
            (bag(json!({"origin": "SEA", "carrier_country": "US"})), "outside"),
            (bag(json!({"destination": "MUC"})), "1519"),
            (json!({"disruption": "cargo_lost", "proven_damage_sdr": 9_000, "weight_kg": 12.5}), "325"),
            (
                json!({"disruption": "cargo_damage", "proven_damage_sdr": 9, "weight_kg": 1, "complaint_days_after_receipt": 14}),
                "9",
            ),
            (
                json!({"disruption": "baggage_damage", "proven_damage_sdr": 9, "complaint_days_after_receipt": 8}),
                "-",
            ),
            (json!({"disruption": "delay", "arrival_delay_min": 900, "proven_damage_sdr": 100}), "100"),
            (json!({"disruption": "delay", "arrival_delay_min": 900}), "-"),
        ],
    );
}

#[test]
fn us_dot() {
    let bumped = |later: Value, extra: Value| {
        let mut facts = json!({"disruption": "denied_boarding", "cause": "oversold", "alternate_arrives_later_min": later,
                               "one_way_fare": {"amount": 300, "currency": "USD"}});
        facts.as_object_mut().expect("an object").extend(extra.as_object().cloned().expect("an object"));
        facts
    };
    let declined = |extra: Value| {
        let mut facts = json!({"accepted": false, "ticket_price": {"amount": 412.4, "currency": "USD"}});
        facts.as_object_mut().expect("an object").extend(extra.as_object().cloned().expect("an object"));
        facts
    };
    check(
        "US_DOT",
        &[
            (bumped(json!(61), json!({})), "600"),
            (bumped(json!(119), json!({})), "600"),
            (bumped(json!(120), json!({})), "1200"),
            (bumped(json!(60), json!({"destination": "LHR"})), "-"),
            (bumped(json!(239), json!({"destination": "LHR"})), "600"),
            (bumped(json!(240), json!({"destination": "LHR"})), "1200"),
            (bumped(json!(240), json!({"origin": "LHR"})), "outside"),
            (bumped(json!(240), json!({"aircraft_seats": 29})), "outside"),
            (bumped(json!(240), json!({"aircraft_seats": 30})), "1200"),
            (bumped(json!(240), json!({"complied_checkin": false})), "-"),
            (bumped(json!(240), json!({"voluntary": true})), "-"),
            (bumped(json!(240), json!({"cause": "smaller_aircraft_for_safety"})), "-"),
            (bumped(json!(240), json!({"cause": "weight_and_balance", "aircraft_seats": 60})), "-"),
            (bumped(json!(240), json!({"cause": "weight_and_balance", "aircraft_seats": 61})), "1200"),
            (bumped(json!(240), json!({"one_way_fare": null})), "unknown?"),
            (bumped(json!(240), json!({"event_date": "2025-01-21", "one_way_fare": 800})), "1550"),
            (bumped(json!(240), json!({"event_date": "2025-01-22", "one_way_fare": 800})), "2150"),
            (declined(json!({"arrival_delay_min": 179})), "-"),
            (declined(json!({"arrival_delay_min": 180})), "412.40"),
            (declined(json!({"arrival_delay_min": 180, "accepted": true})), "-"),
            (declined(json!({"disruption": "schedule_change", "departs_earlier_min": 179})), "-"),
            (
                declined(
                    json!({"disruption": "schedule_change", "departs_earlier_min": 360, "destination": "LHR"}),
                ),
                "412.40",
            ),
            (declined(json!({"disruption": "downgrade"})), "412.40"),
            (
                json!({"disruption": "baggage_delay", "bag_delay_min": 721, "mbr_filed": false, "bag_fee": 35}),
                "-",
            ),
            (
                json!({"disruption": "baggage_delay", "bag_delay_min": 901, "mbr_filed": true, "bag_fee": 35, "destination": "LHR",
                    "longest_us_foreign_segment_min": 720}),
                "35",
            ),
            (
                json!({"disruption": "baggage_delay", "bag_delay_min": 1_800, "mbr_filed": true, "bag_fee": 35, "destination": "SYD",
                    "longest_us_foreign_segment_min": 721}),
                "-",
            ),
            (
                json!({"disruption": "baggage_lost", "proven_damage": 6_000, "carrier_limit": 3_000, "seats": 61}),
                "4700",
            ),
            (json!({"disruption": "baggage_lost", "proven_damage": 6_000, "seats": 60}), "outside"),
        ],
    );
}

#[test]
fn canada_turkey_and_the_others() {
    let within = |minutes: i64, size: &str| json!({"arrival_delay_min": minutes, "carrier_size": size, "control": "within_control", "notice_min": 0});
    let refused = |minutes: i64| json!({"disruption": "denied_boarding", "arrival_delay_min": minutes, "control": "within_control"});
    check(
        "CA_APPR",
        &[
            (within(179, "large"), "-"),
            (within(180, "large"), "400"),
            (within(539, "small"), "250"),
            (within(540, "small"), "500"),
            (refused(100), "900"),
            (refused(539), "1800"),
            (refused(540), "2400"),
            (json!({"arrival_delay_min": 200, "control": "safety", "carrier_size": "large"}), "-"),
            (json!({"arrival_delay_min": 200, "control": "within_control"}), "unknown?"),
            (json!({"arrival_delay_min": 200, "carrier_size": "large"}), "-?"),
            (
                json!({"disruption": "cancellation", "passenger_choice": "refund", "control": "within_control",
                    "carrier_size": "large", "notice_min": 100}),
                "400",
            ),
            (
                json!({"origin": "FRA", "arrival_delay_min": 200, "control": "within_control", "carrier_size": "large"}),
                "400",
            ),
            (json!({"origin": "FRA", "destination": "JFK", "arrival_delay_min": 200}), "outside"),
        ],
    );
    check(
        "TR_SHY",
        &[
            (
                json!({"arrival_delay_min": 180, "cause": "technical_fault", "event_date": "2024-12-10"}),
                "100",
            ),
            (json!({"arrival_delay_min": 180, "cause": "technical_fault", "event_date": "2024-12-09"}), "-"),
            (json!({"arrival_delay_min": 180, "cause": "weather"}), "-"),
            (json!({"arrival_delay_min": 180}), "100?"),
            (json!({"disruption": "cancellation", "notice_min": 20_160}), "-"),
            (json!({"origin": "LHR", "arrival_delay_min": 200, "cause": "technical_fault"}), "400"),
            (json!({"origin": "LHR", "arrival_delay_min": 200, "carrier_country": "GB"}), "outside"),
        ],
    );
    check(
        "IN_DGCA",
        &[
            (
                json!({"disruption": "cancellation", "notice_min": 60, "block_time_min": 60, "basic_fare_plus_fuel": 9_000}),
                "5000",
            ),
            (
                json!({"disruption": "cancellation", "notice_min": 60, "block_time_min": 61, "basic_fare_plus_fuel": 9_000}),
                "7500",
            ),
            (
                json!({"disruption": "cancellation", "notice_min": 60, "block_time_min": 121, "basic_fare_plus_fuel": 19_000}),
                "10000",
            ),
            (
                json!({"disruption": "denied_boarding", "alternate_departs_later_min": 60, "basic_fare_plus_fuel": 4_000}),
                "-",
            ),
            (
                json!({"disruption": "denied_boarding", "alternate_departs_later_min": 1_440, "basic_fare_plus_fuel": 4_000}),
                "8000",
            ),
            (
                json!({"disruption": "downgrade", "ticket_price": {"amount": 100, "currency": "INR"}, "event_date": "2023-02-14"}),
                "-",
            ),
        ],
    );
    check(
        "SA_GACA",
        &[(json!({"departure_delay_min": 360}), "-?"), (json!({"departure_delay_min": 361}), "750?")],
    );
    check(
        "IL_ASL",
        &[
            (json!({"departure_delay_min": 479}), "-"),
            (json!({"disruption": "cancellation", "notice_min": 20_160}), "-"),
        ],
    );
}
