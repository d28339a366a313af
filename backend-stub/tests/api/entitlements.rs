//! `POST /v1/entitlements/assess`: the law's answer over HTTP, and every wrong fact in the documented form.

use super::test_app::TestApp;
use purser_backend::auth::Role;
use serde_json::{Value, json};

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
