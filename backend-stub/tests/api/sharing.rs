//! Segments for partners: who is in them, that nobody stands alone, and that a word withdrawn is obeyed.

use crate::test_app::TestApp;
use purser_backend::auth::Role;
use serde_json::{Value, json};
use std::collections::HashMap;

const PEOPLE: usize = 120;

fn shares(n: usize) -> bool {
    !n.is_multiple_of(8)
}

fn is_profiled(n: usize) -> bool {
    n % 8 != 1
}

/// People who flew to New York; most of them gave `partner-sharing`, some of those withhold `profiling`.
async fn tell(app: &TestApp) {
    let mut events = Vec::new();
    for n in 0..PEOPLE {
        let years = [1948, 1969, 1980, 1988, 1995, 2001];
        let customer = json!({"name": {"given": format!("Given{n}"), "family": format!("Family{n}")},
            "birth_date": format!("{}-05-{:02}", years[n % years.len()], n % 28 + 1),
            "identifiers": {"loyalty": format!("S{n}"), "email": format!("s{n}@people.example"),
                "phone": format!("{}{:07}", ["+4930", "+46701", "+120255"][n % 3], 1_000_000 + n)}});
        let from = ["FRA", "MUC", "ARN"][n / 40];
        let tier = ["Gold", "Silver", "Made up by a source"][n % 3];
        events.push(app.event(
            "purser.loyalty.updated.v1",
            &json!({"customer": customer,
            "number": format!("S{n}"), "tier": tier}),
        ));
        events.push(app.event("purser.booking.created.v1", &json!({"pnr": format!("P{n:05}"), "passengers": [{"customer": customer}],
            "segments": [{"flight": "ZX400", "date": "2026-11-01", "from": from, "to": "JFK", "departs": "2026-11-01T09:00:00Z"}],
            "total": {"amount": format!("{}.00", 200 + n * 31), "currency": "EUR"}})));
        if shares(n) {
            events.push(app.event(
                "purser.consent.stated.v1",
                &json!({"customer": customer, "purpose": "partner-sharing", "state": "given"}),
            ));
        }
        if !is_profiled(n) {
            events.push(app.event(
                "purser.consent.stated.v1",
                &json!({"customer": customer, "purpose": "profiling", "state": "refused"}),
            ));
        }
    }
    app.post(&events).await;
}

/// The rows of an export, and how many customers were left out.
async fn export(app: &TestApp) -> (Vec<String>, usize) {
    let response = app
        .client
        .post(app.url("/v1/segments/north-atlantic/export"))
        .bearer_auth(app.token(Role::Admin, "admin-1"))
        .header("accept", "text/csv")
        .send()
        .await
        .unwrap();
    assert_eq!(response.status().as_u16(), 200);
    assert_eq!(response.headers()["content-type"], "text/csv");
    let number = |name: &str| -> usize { response.headers()[name].to_str().unwrap().parse().unwrap() };
    let (rows, suppressed) = (number("purser-rows"), number("purser-suppressed"));
    let text = response.text().await.unwrap();
    let mut lines = text.lines().map(str::to_owned);
    assert_eq!(lines.next().unwrap(), "segment,age_band,country,tier,value_band,home_airport,frequency_band");
    let lines: Vec<String> = lines.collect();
    assert_eq!(lines.len(), rows);
    (lines, suppressed)
}

#[tokio::test]
async fn nobody_in_an_export_stands_alone_and_a_withdrawal_is_obeyed() {
    let app = TestApp::start().await;
    tell(&app).await;
    let expected = (0..PEOPLE).filter(|n| shares(*n) && is_profiled(*n)).count();
    let listed = app.call(Role::Admin, "GET", "/v1/segments", &[], "").await;
    let items = listed.body["items"].as_array().unwrap();
    let segment = items.iter().find(|item| item["id"] == "north-atlantic").unwrap();
    let members = (0..PEOPLE).filter(|n| is_profiled(*n)).count();
    assert_eq!((&segment["members"], &segment["shareable"]), (&json!(members), &json!(expected)));
    let (rows, suppressed) = export(&app).await;
    assert_eq!(rows.len() + suppressed, expected);
    assert!(rows.len() > expected / 2, "{} of {expected}", rows.len());
    let mut counts: HashMap<&String, usize> = HashMap::new();
    rows.iter().for_each(|row| *counts.entry(row).or_default() += 1);
    assert!(counts.values().all(|count| *count >= 10), "{counts:?}");
    assert!(counts.len() > 1, "not everything is made coarse: {counts:?}");
    let all = rows.join("\n");
    for word in ["Given", "Family", "people.example", "+46", "S1", "P0", "Made up"] {
        assert!(!all.contains(word), "{word}");
    }
    let found: Value = app.get("/v1/customers?loyalty=S2").await.json().await.unwrap();
    let path = format!("/v1/customers/{}/consents", found["items"][0]["id"].as_str().unwrap());
    let says = json!({"purpose": "partner-sharing", "state": "withdrawn"}).to_string();
    assert_eq!(app.call(Role::Agent, "PUT", &path, &[], &says).await.status, 200);
    let (fewer, left_out) = export(&app).await;
    assert_eq!(fewer.len() + left_out, expected - 1);
    app.stop().await;
}

#[tokio::test]
async fn an_export_is_for_admins_and_of_segments_that_are_there() {
    let app = TestApp::start().await;
    for (role, segment, status) in
        [(Role::Agent, "high-value", 403), (Role::Service, "high-value", 403), (Role::Admin, "nobody", 404)]
    {
        let answer = app.call(role, "POST", &format!("/v1/segments/{segment}/export"), &[], "").await;
        assert_eq!(answer.status, status, "{role:?} {segment}");
    }
    let empty = app.call(Role::Admin, "POST", "/v1/segments/high-value/export", &[], "").await;
    assert_eq!((empty.status, &empty.body), (200, &Value::Null));
    assert_eq!(empty.headers["content-type"], "application/x-ndjson");
    app.stop().await;
}
