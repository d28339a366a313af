//! Webhooks against a local target: signed, retried, in order, dead and alive again, through a kill.

use crate::{
    audit::done,
    target::{Came, Mood, SECRET, Target},
    test_app::{Answer, TestApp},
};
use purser_backend::{
    auth::Role,
    log::replay::replay,
    webhooks::{Options, target::Reach},
};
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};
use tempfile::TempDir;

fn options() -> Options {
    Options {
        attempts: 3,
        first_delay: Duration::from_millis(20),
        longest_delay: Duration::from_millis(40),
        timeout: Duration::from_millis(300),
        reach: Reach { loopback: true, private: false },
    }
}

async fn app(options: Options) -> TestApp {
    TestApp::start_sending(&Arc::new(tempfile::tempdir().unwrap()), options).await
}

async fn ask(app: &TestApp, method: &str, path: &str, body: &Value) -> Answer {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    app.call(Role::Admin, method, path, &[], &body).await
}

/// Makes a webhook; its path.
async fn subscribe(app: &TestApp, url: &str, types: &[&str]) -> String {
    let made = ask(app, "POST", "/v1/webhooks", &json!({"url": url, "types": types, "secret": SECRET})).await;
    assert_eq!((made.status, made.body["secret"].as_str()), (201, Some(SECRET)), "{}", made.body);
    made.headers["location"].to_str().unwrap().to_owned()
}

/// A customer by this loyalty number; their id.
async fn customer(app: &TestApp, number: &str) -> String {
    let who = json!({"name": {"given": "Ada", "family": number}, "identifiers": {"loyalty": number}});
    app.post(&[
        app.event("purser.loyalty.updated.v1", &json!({"customer": who, "number": number, "tier": "Gold"}))
    ])
    .await;
    let found: Value = app.get(&format!("/v1/customers?loyalty={number}")).await.json().await.unwrap();
    found["items"][0]["id"].as_str().unwrap().to_owned()
}

async fn say(app: &TestApp, id: &str, purpose: &str, state: &str) {
    let body = json!({"purpose": purpose, "state": state}).to_string();
    let answer = app.call(Role::Agent, "PUT", &format!("/v1/customers/{id}/consents"), &[], &body).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
}

fn said(event: &Value) -> (String, String) {
    let text = |name: &str| event["data"][name].as_str().unwrap_or_default().to_owned();
    (text("customer_id"), format!("{} {}", text("purpose"), text("state")))
}

/// Nothing is left to send.
async fn settled(app: &TestApp, webhook: &str) {
    for _try in 0..1000 {
        let state = ask(app, "GET", webhook, &Value::Null).await.body;
        if state["pending"] == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("something is left");
}

#[tokio::test]
async fn a_change_of_consent_arrives_signed_once_whoever_said_it() {
    let app = app(options()).await;
    let target = Target::start(&[Mood::Takes]).await;
    let webhook = subscribe(&app, &target.url, &["purser.consent.changed.v1"]).await;
    let id = customer(&app, "ZX1").await;
    say(&app, &id, "social", "withdrawn").await;
    target.until(|came| came.len() == 1).await;
    // What stands already is no news.
    say(&app, &id, "social", "withdrawn").await;
    let who = json!({"identifiers": {"loyalty": "ZX1"}});
    app.post(&[app.event(
        "purser.consent.stated.v1",
        &json!({"customer": who, "purpose": "marketing", "channel": "email", "state": "given"}),
    )])
    .await;
    target.until(|came| came.len() == 2).await;
    settled(&app, &webhook).await;
    let taken = target.taken();
    assert_eq!(
        taken.iter().map(said).collect::<Vec<_>>(),
        [(id.clone(), "social withdrawn".to_owned()), (id.clone(), "marketing given".to_owned())]
    );
    let first = &taken[0];
    assert_eq!(
        (&first["specversion"], &first["source"], &first["type"], &first["subject"]),
        (&json!("1.0"), &json!("/purser"), &json!("purser.consent.changed.v1"), &json!(id))
    );
    assert_eq!((&first["data"]["granted"], &first["data"]["channel"]), (&json!(false), &Value::Null));
    assert_eq!(first["id"], json!(target.came()[0].id));
    // Social is withdrawn on all channels and each of them; marketing was given on one.
    assert_eq!(first["data"]["changes"].as_array().unwrap().len(), 6);
    assert_eq!((&taken[1]["data"]["channel"], &taken[1]["data"]["granted"]), (&json!("email"), &json!(true)));
    let db = app.state.db.clone();
    replay(&db, "DE", |_| ()).await.unwrap();
    settled(&app, &webhook).await;
    assert_eq!(target.came().len(), 2, "a replay tells nobody");
    app.stop().await;
}

#[tokio::test]
async fn linked_records_are_told_and_other_types_are_not() {
    let app = app(options()).await;
    let target = Target::start(&[Mood::Takes]).await;
    subscribe(&app, &target.url, &["purser.profile.merged.v1"]).await;
    let person = |identifiers: Value| json!({"customer": {"name": {"given": "Ada", "family": "Lovelace"}, "identifiers": identifiers}, "key": "seat", "value": "aisle"});
    app.post(&[
        app.event("purser.preference.stated.v1", &person(json!({"email": "ada@example.org"}))),
        app.event("purser.preference.stated.v1", &person(json!({"phone": "+447400123456"}))),
    ])
    .await;
    let found = async |query: &str| {
        let found: Value = app.get(&format!("/v1/customers?{query}")).await.json().await.unwrap();
        found["items"][0]["id"].as_str().unwrap().to_owned()
    };
    let (one, two) = (found("email=ada@example.org").await, found("phone=%2B447400123456").await);
    say(&app, &two, "social", "withdrawn").await;
    let both = json!({"email": "ada@example.org", "phone": "+447400123456"});
    app.post(&[app.event("purser.identity.linked.v1", &person(both))]).await;
    target.until(|came| came.len() == 1).await;
    let data = &target.taken()[0]["data"];
    assert_eq!((data["customer_id"].as_str(), data["merged_id"].as_str()), (Some(&*one), Some(&*two)));
    let consents: Value = app.get(&format!("/v1/customers/{one}/consents")).await.json().await.unwrap();
    assert_eq!(consents["items"][3]["state"]["value"], "withdrawn", "what one record withheld both withhold");
    app.stop().await;
}

#[tokio::test]
async fn failures_are_tried_again_with_the_same_id() {
    let app = app(Options { attempts: 10, ..options() }).await;
    let target = Target::start(&[Mood::Fails, Mood::Hangs, Mood::Sends, Mood::Takes]).await;
    let webhook = subscribe(&app, &target.url, &[]).await;
    let id = customer(&app, "ZX1").await;
    say(&app, &id, "social", "withdrawn").await;
    target.until(|came| came.iter().any(|came| came.taken)).await;
    settled(&app, &webhook).await;
    let came = target.came();
    assert_eq!(came.len(), 4, "the redirect was not followed");
    assert!(came.iter().all(|one| one.id == came[0].id && one.event == came[0].event));
    app.stop().await;
}

#[tokio::test]
async fn one_customer_waits_for_their_own_and_nobody_elses() {
    let app = app(Options { attempts: 1000, ..options() }).await;
    let target = Target::start(&[Mood::Takes]).await;
    let hanging = Target::start(&[Mood::Hangs]).await;
    let webhook = subscribe(&app, &target.url, &[]).await;
    let hung = subscribe(&app, &hanging.url, &[]).await;
    let (stuck, free) = (customer(&app, "ZX1").await, customer(&app, "ZX2").await);
    target.refuse(Some(&stuck));
    let states = ["withdrawn", "given", "refused", "given", "withdrawn"];
    for state in states {
        say(&app, &stuck, "social", state).await;
        say(&app, &free, "social", state).await;
    }
    let of = |came: &[Came], id: &str| {
        came.iter()
            .filter(|came| came.taken)
            .map(|came| said(&came.event))
            .filter(|said| said.0 == id)
            .map(|said| said.1)
            .collect::<Vec<_>>()
    };
    let expected: Vec<String> = states.iter().map(|state| format!("social {state}")).collect();
    target.until(|came| of(came, &free).len() == states.len()).await;
    assert_eq!(of(&target.came(), &free), expected);
    let tried: Vec<_> = target
        .came()
        .iter()
        .map(|came| said(&came.event))
        .filter(|said| said.0 == stuck)
        .map(|said| said.1)
        .collect();
    assert!(!tried.is_empty() && tried.iter().all(|said| *said == expected[0]), "{tried:?}");
    target.refuse(None);
    settled(&app, &webhook).await;
    assert_eq!(of(&target.came(), &stuck), expected);
    assert_eq!(ask(&app, "DELETE", &hung, &Value::Null).await.status, 204);
    assert_eq!(ask(&app, "GET", &hung, &Value::Null).await.status, 404);
    app.stop().await;
}

#[tokio::test]
async fn what_is_given_up_can_be_seen_and_sent_again() {
    let app = app(options()).await;
    let target = Target::start(&[Mood::Fails]).await;
    let webhook = subscribe(&app, &target.url, &[]).await;
    let id = customer(&app, "ZX1").await;
    say(&app, &id, "social", "withdrawn").await;
    say(&app, &id, "social", "given").await;
    settled(&app, &webhook).await;
    let dead = ask(&app, "GET", &format!("{webhook}/dead-letters?limit=1"), &Value::Null).await.body;
    let letter = &dead["items"][0];
    assert_eq!(
        (&letter["failure"], &letter["attempts"], &letter["customer_id"]),
        (&json!("answered 500"), &json!(3), &json!(id))
    );
    assert_eq!(letter["event"]["id"], letter["id"]);
    let next = format!("{webhook}/dead-letters?cursor={}", dead["next"].as_str().unwrap());
    let rest = ask(&app, "GET", &next, &Value::Null).await.body;
    assert_eq!(said(&rest["items"][0]["event"]).1, "social given");
    // After a search and two statements; each letter is about the customer.
    let read = ("GET /v1/webhooks/{id}/dead-letters".to_owned(), "admin tester".to_owned());
    assert_eq!(done(&app, &id, 5).await[3..], [read.clone(), read]);
    target.turn(Mood::Takes);
    let redrive = format!("{webhook}/dead-letters/redrive");
    let one = ask(&app, "POST", &redrive, &json!({"ids": [letter["id"]]})).await;
    assert_eq!((one.status, &one.body["redriven"]), (202, &json!(1)));
    target.until(|came| came.iter().any(|came| came.taken)).await;
    assert_eq!(ask(&app, "POST", &redrive, &Value::Null).await.body["redriven"], 1);
    target.until(|came| came.iter().filter(|came| came.taken).count() == 2).await;
    settled(&app, &webhook).await;
    let state = ask(&app, "GET", &webhook, &Value::Null).await.body;
    assert_eq!((&state["dead_letters"], &state["secret"]), (&json!(0), &Value::Null));
    assert_eq!(ask(&app, "POST", &redrive, &json!({"id": "x"})).await.status, 400);
    app.stop().await;
}

#[tokio::test]
async fn a_kill_loses_nothing() {
    let folder: Arc<TempDir> = Arc::new(tempfile::tempdir().unwrap());
    let slow = Options { attempts: 1000, timeout: Duration::from_secs(30), ..options() };
    let app = TestApp::start_sending(&folder, slow).await;
    let target = Target::start(&[Mood::Hangs]).await;
    let webhook = subscribe(&app, &target.url, &[]).await;
    let id = customer(&app, "ZX1").await;
    for state in ["withdrawn", "given", "refused"] {
        say(&app, &id, "social", state).await;
    }
    target.until(|came| came.len() == 1).await;
    let folder = app.kill();
    target.turn(Mood::Takes);
    let app = TestApp::start_sending(&folder, slow).await;
    target.until(|came| came.iter().filter(|came| came.taken).count() == 3).await;
    settled(&app, &webhook).await;
    let taken: Vec<_> = target.taken().iter().map(|event| said(event).1).collect();
    assert_eq!(taken, ["social withdrawn", "social given", "social refused"]);
    app.stop().await;
}

#[tokio::test]
async fn wrong_webhooks_are_refused() {
    let app = app(options()).await;
    for (body, status, code) in [
        (json!({"url": "http://example.org/"}), 422, "invalid-data"),
        (json!({"url": "https://10.0.0.1/"}), 422, "invalid-data"),
        (json!({"url": "https://169.254.169.254/"}), 422, "invalid-data"),
        (json!({"url": "nonsense"}), 422, "invalid-data"),
        (json!({"url": "https://example.org/", "types": ["purser.nothing.v1"]}), 422, "invalid-data"),
        (json!({"url": "https://example.org/", "secret": "short"}), 422, "invalid-data"),
        (json!({"url": "https://example.org/", "colour": "red"}), 400, "invalid-request"),
        (json!({}), 400, "invalid-request"),
    ] {
        let answer = ask(&app, "POST", "/v1/webhooks", &body).await;
        assert_eq!(
            (answer.status, answer.body["code"].as_str()),
            (status, Some(code)),
            "{body} {}",
            answer.body
        );
    }
    let good = json!({"url": "https://example.org/hook"}).to_string();
    for role in [Role::Agent, Role::Supervisor, Role::Service] {
        assert_eq!(app.call(role, "POST", "/v1/webhooks", &[], &good).await.status, 403, "{role}");
        assert_eq!(app.call(role, "GET", "/v1/webhooks", &[], "").await.status, 403, "{role}");
    }
    let key = [("idempotency-key", "w-1")];
    let first = app.call(Role::Admin, "POST", "/v1/webhooks", &key, &good).await;
    let second = app.call(Role::Admin, "POST", "/v1/webhooks", &key, &good).await;
    assert_eq!((first.status, second.status, &first.body["id"]), (201, 201, &second.body["id"]));
    assert!(first.body["secret"].as_str().unwrap().starts_with("whsec_") && second.body["secret"].is_null());
    subscribe(&app, "https://example.org/other", &[]).await;
    let page = ask(&app, "GET", "/v1/webhooks?limit=1", &Value::Null).await.body;
    let next = page["next"].as_str().unwrap();
    let rest = ask(&app, "GET", &format!("/v1/webhooks?limit=1&cursor={next}"), &Value::Null).await.body;
    assert_eq!(
        (&rest["items"][0]["url"], &rest["next"]),
        (&json!("https://example.org/other"), &Value::Null)
    );
    for path in ["/v1/webhooks/x", "/v1/webhooks?limit=0", "/v1/webhooks?cursor=!"] {
        assert_eq!(ask(&app, "GET", path, &Value::Null).await.status, 400, "{path}");
    }
    app.stop().await;
}
