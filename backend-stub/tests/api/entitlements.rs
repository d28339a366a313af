//! `POST /v1/entitlements/assess`: the law's answer over HTTP, and every wrong fact in the documented form.

use super::test_app::TestApp;
use purser_backend::auth::Role;
use purser_entitlement::{Settings, assess_json};
use rand::{Rng, SeedableRng, seq::IndexedRandom};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};
use std::{
    io::Write as _,
    process::{Command, Stdio},
};

fn facts() -> Value {
    json!({"origin": "CDG", "destination": "FCO", "operating_carrier": "AF", "carrier_country": "FR",
        "single_booking": true, "event_date": "2026-09-15", "disruption": "delay", "arrival_delay_min": 185})
}

async fn assess(app: &TestApp, role: Role, body: String) -> (u16, Value) {
    let response = reqwest::Client::new()
        .post(app.url("/v1/entitlements/assess"))
        .bearer_auth(app.token(role, "somebody"))
        .header("content-type", "application/json")
        .body(body)
        .send()
        .await
        .unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

#[tokio::test]
async fn agents_and_services_get_one_result_a_regime() {
    let app = TestApp::start().await;
    for role in [Role::Agent, Role::Service] {
        let (status, answer) = assess(&app, role, facts().to_string()).await;
        assert_eq!((status, answer["best"].as_str()), (200, Some("EU261")), "{answer}");
        let eu = &answer["regimes"][0];
        assert_eq!(
            (eu["regime"].as_str(), eu["amount"].as_u64(), eu["currency"].as_str()),
            (Some("EU261"), Some(250), Some("EUR"))
        );
        assert_eq!(answer["regimes"].as_array().unwrap().len(), 11);
    }
    app.stop().await;
}

#[tokio::test]
async fn wrong_facts_are_named() {
    let app = TestApp::start().await;
    let with = |field: &str, value: Value| {
        let mut facts = facts();
        facts[field] = value;
        facts.to_string()
    };
    for (body, status, code, named) in [
        (with("origin", json!("QQQ")), 422, "invalid-data", "origin"),
        (with("arrival_delay_min", json!(-5)), 422, "invalid-data", "arrival_delay_min"),
        (with("event_date", json!("2026-02-30")), 422, "invalid-data", "event_date"),
        (with("weather", json!("fine")), 422, "invalid-data", "weather"),
        ("{\"origin\":".to_owned(), 400, "malformed-json", "line 1"),
        ("[]".to_owned(), 422, "invalid-data", "object"),
        (with("cause", json!("x".repeat(300_000))), 413, "too-large", ""),
        (with("cause", json!("x".repeat(10_000_000))), 413, "too-large", ""),
    ] {
        let (got, problem) = assess(&app, Role::Agent, body).await;
        assert_eq!((got, problem["code"].as_str()), (status, Some(code)), "{problem}");
        assert!(problem["detail"].as_str().unwrap().contains(named), "{problem}");
    }
    let anonymous = reqwest::Client::new().post(app.url("/v1/entitlements/assess")).send().await.unwrap();
    assert_eq!(anonymous.status().as_u16(), 401);
    app.stop().await;
}

/// Facts that can be true and some that cannot.
fn random_facts(dice: &mut ChaCha8Rng) -> Value {
    const AIRPORTS: [&str; 14] =
        ["CDG", "FCO", "LHR", "JFK", "FRA", "YYZ", "IST", "GRU", "DEL", "RUH", "TLV", "SYD", "RUN", "LPA"];
    const CARRIERS: [(&str, &str); 8] = [
        ("AF", "FR"),
        ("BA", "GB"),
        ("DL", "US"),
        ("AC", "CA"),
        ("TK", "TR"),
        ("AI", "IN"),
        ("LY", "IL"),
        ("SV", "SA"),
    ];
    const DISRUPTIONS: [&str; 12] = [
        "delay",
        "delay",
        "delay",
        "cancellation",
        "cancellation",
        "denied_boarding",
        "missed_connection",
        "downgrade",
        "brought_forward",
        "return_to_departure",
        "baggage_delay",
        "baggage_lost",
    ];
    const CAUSES: [&str; 6] =
        ["technical_fault", "bird_strike", "own_staff_strike", "atc_strike", "weather", "something new"];
    let mut pick = |from: &[&'static str]| *from.choose(dice).unwrap();
    let (origin, destination) = (pick(&AIRPORTS), pick(&AIRPORTS));
    let (disruption, cause) = (pick(&DISRUPTIONS), pick(&CAUSES));
    let (carrier, country) = *CARRIERS.choose(dice).unwrap();
    let mut facts = json!({"origin": origin, "destination": destination, "operating_carrier": carrier,
        "carrier_country": country, "single_booking": dice.random_bool(0.9),
        "event_date": format!("202{}-0{}-15", dice.random_range(4..8), dice.random_range(1..10)),
        "disruption": disruption});
    for (field, value) in [
        ("arrival_delay_min", json!(dice.random_range(-5..700))),
        ("departure_delay_min", json!(dice.random_range(0..700))),
        ("notice_min", json!(dice.random_range(0..40_000))),
        ("cause", json!(cause)),
        ("reasonable_measures_proven", json!(dice.random_bool(0.5))),
        ("distance_km", json!(f64::from(dice.random_range(1_000..120_000)) / 10.0)),
        ("carrier_size", json!("large")),
        ("control", json!("within_control")),
        ("bag_delay_min", json!(dice.random_range(0..3_000))),
        (
            "reroute",
            json!({"offered": true, "departs_earlier_min": dice.random_range(0..200),
            "arrives_later_min": dice.random_range(0..500)}),
        ),
    ] {
        if dice.random_bool(0.6) {
            facts[field] = value;
        }
    }
    facts
}

/// The window's offline answer is `assess_json` too, so that all four are one.
#[tokio::test]
async fn the_program_the_service_and_the_law_itself_say_the_same_of_a_thousand_random_facts() {
    let mut dice = ChaCha8Rng::seed_from_u64(261);
    let cases: Vec<String> = (0..1_000).map(|_| random_facts(&mut dice).to_string()).collect();
    let lines = cases.join("\n");
    let program = tokio::task::spawn_blocking(move || {
        let mut program = Command::new(env!("CARGO_BIN_EXE_purser-backend"))
            .arg("assess")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut stdin = program.stdin.take().unwrap();
        let feed = std::thread::spawn(move || stdin.write_all(lines.as_bytes()).unwrap());
        let output = program.wait_with_output().unwrap();
        feed.join().unwrap();
        String::from_utf8(output.stdout).unwrap()
    });
    let program = program.await.unwrap();
    let answers: Vec<&str> = program.lines().collect();
    assert_eq!(answers.len(), cases.len());
    let app = TestApp::start().await;
    let (client, token) = (reqwest::Client::new(), app.token(Role::Agent, "somebody"));
    let mut paid = 0;
    for (facts, answer) in cases.iter().zip(answers) {
        let request = client.post(app.url("/v1/entitlements/assess")).bearer_auth(&token);
        let request = request.header("content-type", "application/json").body(facts.clone());
        let response = request.send().await.unwrap();
        let (status, body) = (response.status().as_u16(), response.text().await.unwrap());
        match assess_json(facts, &Settings::default()) {
            Ok(law) => {
                assert_eq!((status, body.as_str(), answer), (200, law.as_str(), law.as_str()), "{facts}");
                paid += usize::from(law.contains("\"eligible\":true"));
            }
            Err(error) => {
                let answer: Value = serde_json::from_str(answer).unwrap();
                assert_eq!(
                    (status, answer["error"]["field"].as_str()),
                    (422, Some(error.field.as_str())),
                    "{facts}"
                );
            }
        }
    }
    assert!((200..1_000).contains(&paid), "{paid}");
    app.stop().await;
}
