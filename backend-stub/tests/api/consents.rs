//! Consents: stating them, what they hide, and everything a caller can do wrong.

use crate::{
    test_app::{Answer, TestApp},
    window::Window,
};
use purser_backend::{auth::Role, log::replay::replay};
use purser_contract::realtime::FrameBody;
use serde_json::{Value, json};

fn who() -> Value {
    json!({"name": {"given": "Ada", "family": "Lovelace"}, "identifiers": {"loyalty": "ZX9"}})
}

/// Ada, with something that each purpose governs; her id.
async fn ada(app: &TestApp) -> String {
    let social = json!({"name": {"given": "Adaline", "family": "L"}, "identifiers": {"loyalty": "ZX9", "email": "ada@social.example"}});
    app.post(&[
        app.event("purser.loyalty.updated.v1", &json!({"customer": who(), "number": "ZX9", "tier": "Gold"})),
        app.event(
            "purser.preference.stated.v1",
            &json!({"customer": who(), "key": "seat", "value": "aisle"}),
        ),
        app.event(
            "purser.preference.stated.v1",
            &json!({"customer": who(), "key": "allergy", "value": "nuts"}),
        ),
        app.event("purser.search.performed.v1", &json!({"customer": who(), "from": "FRA", "to": "JFK"})),
        app.event(
            "purser.message.received.v1",
            &json!({"customer": who(), "channel": "social", "text": "direct message"}),
        ),
        app.event(
            "purser.social.mentioned.v1",
            &json!({"customer": social, "network": "x", "text": "what a delay"}),
        ),
    ])
    .await;
    let found: Value = app.get("/v1/customers?loyalty=ZX9").await.json().await.unwrap();
    found["items"][0]["id"].as_str().unwrap().to_owned()
}

async fn put(app: &TestApp, id: &str, headers: &[(&str, &str)], body: &Value) -> Answer {
    app.call(Role::Agent, "PUT", &format!("/v1/customers/{id}/consents"), headers, &body.to_string()).await
}

async fn read(app: &TestApp, path: &str) -> Value {
    app.get(path).await.json().await.unwrap()
}

fn item<'a>(consents: &'a Value, id: &str) -> &'a Value {
    consents["items"].as_array().unwrap().iter().find(|item| item["id"] == id).unwrap()
}

/// The 360, the timeline and the search item, as one text to look in.
async fn everything(app: &TestApp, id: &str) -> String {
    let view = read(app, &format!("/v1/customers/{id}/360")).await;
    let timeline = read(app, &format!("/v1/customers/{id}/timeline")).await;
    let found = read(app, "/v1/customers?loyalty=ZX9").await;
    format!("{view} {timeline} {found}")
}

#[tokio::test]
async fn a_purpose_nobody_spoke_of_stands_at_its_default() {
    let app = TestApp::start().await;
    let id = ada(&app).await;
    let consents = read(&app, &format!("/v1/customers/{id}/consents")).await;
    for (purpose, value, granted) in [
        ("service", "given", true),
        ("personalisation", "not-stated", false),
        ("marketing", "not-stated", false),
        ("social", "not-stated", false),
        ("profiling", "not-stated", false),
        ("partner-sharing", "not-stated", false),
    ] {
        let item = item(&consents, purpose);
        assert_eq!(
            (&item["state"]["value"], &item["granted"], &item["default"]),
            (&json!(value), &json!(granted), &json!(true))
        );
    }
    let body = json!({"items": [{"purpose": "marketing", "channel": "email", "state": "given"}]});
    let stated = put(&app, &id, &[], &body).await;
    assert_eq!(stated.status, 200, "{}", stated.body);
    let email = item(&stated.body, "marketing.email");
    assert_eq!(
        (&email["granted"], &email["default"], &email["state"]["source"]),
        (&json!(true), &json!(false), &json!("consent"))
    );
    assert_eq!(item(&stated.body, "marketing")["granted"], false);
    app.stop().await;
}

#[tokio::test]
async fn what_is_withheld_is_hidden_at_once_and_comes_back() {
    let app = TestApp::start().await;
    let id = ada(&app).await;
    for (purpose, governed, stays) in [
        (
            "social",
            vec!["what a delay", "direct message", "ada@social.example", "Adaline"],
            vec!["aisle", "nuts", "Searched"],
        ),
        ("personalisation", vec!["aisle"], vec!["nuts", "what a delay"]),
        ("profiling", vec!["Searched"], vec!["aisle", "what a delay"]),
        ("marketing", vec![], vec!["aisle", "what a delay", "Searched"]),
    ] {
        let before = everything(&app, &id).await;
        assert!(governed.iter().all(|text| before.contains(text)), "{purpose} {before}");
        // The clock stands still: the order of what is said does not depend on it.
        for state in ["withdrawn", "given", "refused"] {
            let stated = put(&app, &id, &[], &json!({"purpose": purpose, "state": state})).await;
            assert_eq!(
                (stated.status, item(&stated.body, purpose)["state"]["value"].as_str()),
                (200, Some(state))
            );
            let shown = everything(&app, &id).await;
            for text in &governed {
                assert_eq!(shown.contains(text), state == "given", "{purpose} {state} {text}");
            }
            assert!(stays.iter().all(|text| shown.contains(text)), "{purpose} {state} {shown}");
        }
        put(&app, &id, &[], &json!({"purpose": purpose, "state": "given"})).await;
    }
    app.stop().await;
}

#[tokio::test]
async fn hidden_lines_leave_room_for_older_ones() {
    let app = TestApp::start().await;
    let id = ada(&app).await;
    let mention = |n: usize| {
        app.event(
            "purser.social.mentioned.v1",
            &json!({"customer": who(), "network": "x", "text": format!("m{n}")}),
        )
    };
    app.post(&(0..60).map(mention).collect::<Vec<_>>()).await;
    put(&app, &id, &[], &json!({"purpose": "social", "state": "withdrawn"})).await;
    let mut kinds = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = read(&app, &format!("/v1/customers/{id}/timeline?limit=2{cursor}")).await;
        kinds.extend(
            page["items"].as_array().unwrap().iter().map(|item| item["type"].as_str().unwrap().to_owned()),
        );
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(kinds.len(), 5, "{kinds:?}");
    assert!(!kinds.iter().any(|kind| kind.contains("social")));
    app.stop().await;
}

#[tokio::test]
async fn a_word_from_a_clock_that_is_ahead_does_not_outlive_a_revocation() {
    let app = TestApp::start().await;
    let id = ada(&app).await;
    let mut ahead = app.event(
        "purser.consent.stated.v1",
        &json!({"customer": who(), "purpose": "social", "state": "given"}),
    );
    ahead["time"] = json!("2026-11-22T10:00:00Z");
    app.post(&[ahead]).await;
    put(&app, &id, &[], &json!({"purpose": "social", "state": "withdrawn"})).await;
    assert!(!everything(&app, &id).await.contains("what a delay"));
    app.stop().await;
}

#[tokio::test]
async fn an_open_window_is_told_and_shows_the_governed_no_more() {
    let app = TestApp::start().await;
    let id = ada(&app).await;
    let mut window = Window::open(&app.address, &app.token(Role::Agent, "agent-1"), 0).await;
    window.say(&format!(r#"{{"type":"watch","customers":["{id}"]}}"#)).await;
    assert_eq!(window.told().await.1, "changed");
    put(&app, &id, &[], &json!({"purpose": "social", "state": "withdrawn"})).await;
    loop {
        let frame = window.frame().await;
        match frame.body {
            FrameBody::ConsentChanged(changed) => {
                let text = serde_json::to_string(&changed).unwrap();
                assert!(!text.contains("what a delay") && !text.contains("ada@social.example"), "{text}");
                assert_eq!(changed.id.0.to_string(), id);
                break;
            }
            FrameBody::CustomerChanged(_) => {}
            other => panic!("{other:?}"),
        }
    }
    put(&app, &id, &[], &json!({"purpose": "social", "state": "withdrawn"})).await;
    window.settled().await;
    app.stop().await;
}

#[tokio::test]
async fn what_is_wrong_is_refused_and_changes_nothing() {
    let app = TestApp::start().await;
    let id = ada(&app).await;
    let path = format!("/v1/customers/{id}/consents");
    let before = read(&app, &path).await;
    let good = r#"{"purpose":"social","state":"withdrawn"}"#;
    let nobody = "/v1/customers/019b8998-0500-7939-83a7-b2f1ab2dcbee/consents";
    let long = "k".repeat(256);
    for (path, headers, body, status, code) in [
        (path.as_str(), vec![], r#"{"purpose":"advertising","state":"given"}"#, 422, "unknown-purpose"),
        (&path, vec![], r#"{"items":[{"purpose":"social","state":"perhaps"}]}"#, 422, "invalid-data"),
        (&path, vec![], "{not json", 400, "malformed-json"),
        (&path, vec![], "[]", 422, "invalid-data"),
        (&path, vec![("if-match", "\"0\"")], good, 412, "stale-version"),
        (&path, vec![("if-match", "\"c0000000000000000\"")], good, 412, "stale-version"),
        (&path, vec![("if-match", "7")], good, 400, "invalid-request"),
        (&path, vec![("idempotency-key", &long)], good, 400, "invalid-request"),
        (nobody, vec![], good, 404, "not-found"),
        ("/v1/customers/none/consents", vec![], good, 400, "invalid-request"),
    ] {
        let answer = app.call(Role::Agent, "PUT", path, &headers, body).await;
        assert_eq!(
            (answer.status, answer.body["code"].as_str()),
            (status, Some(code)),
            "{path} {body} {}",
            answer.body
        );
        if status == 412 {
            assert_eq!(answer.body["current_version"], before["version"], "{}", answer.body);
        }
    }
    assert_eq!(read(&app, &path).await, before);
    let nobody = app.client.put(app.url(&path)).body(good).send().await.unwrap();
    assert_eq!(nobody.status().as_u16(), 401);
    for role in [Role::Service, Role::Supervisor, Role::Admin] {
        assert_eq!(app.call(role, "PUT", &path, &[], good).await.status, 200, "{role}");
    }
    let forged = json!({"specversion": "1.0", "id": "x", "source": "/purser", "type": "purser.consent.stated.v1",
        "data": {"customer_id": id, "purpose": "social", "state": "given"}});
    let token = app.token(Role::Service, "s");
    let request = app.client.post(app.url("/v1/events")).bearer_auth(token);
    let request = request.header("content-type", "application/cloudevents+json").body(forged.to_string());
    assert_eq!(
        request.send().await.unwrap().status().as_u16(),
        422,
        "the service's own events come from nobody else"
    );
    app.stop().await;
}

#[tokio::test]
async fn the_version_and_both_entity_tags_are_taken_and_a_request_sent_twice_is_done_once() {
    let app = TestApp::start().await;
    let id = ada(&app).await;
    let path = format!("/v1/customers/{id}/consents");
    let body = json!({"purpose": "marketing", "state": "given"});
    let own = app.get(&path).await.headers()["etag"].to_str().unwrap().to_owned();
    let whole = app.get(&format!("/v1/customers/{id}/360")).await;
    let of_360 = whole.headers()["etag"].to_str().unwrap().to_owned();
    let version = whole.json::<Value>().await.unwrap()["version"].to_string();
    assert_eq!(read(&app, &path).await["version"].to_string(), version);
    assert_eq!(put(&app, &id, &[("if-match", &own)], &body).await.status, 200);
    for stale in [own, of_360, format!("\"{version}\"")] {
        assert_eq!(put(&app, &id, &[("if-match", &stale)], &body).await.status, 412, "{stale}");
    }
    let of_360 =
        app.get(&format!("/v1/customers/{id}/360")).await.headers()["etag"].to_str().unwrap().to_owned();
    assert_eq!(put(&app, &id, &[("if-match", &of_360)], &body).await.status, 200);
    let version = read(&app, &path).await["version"].to_string();
    let headers = [("if-match", &*format!("\"{version}\"")), ("idempotency-key", "k-1")];
    let first = put(&app, &id, &headers, &body).await;
    let second = put(&app, &id, &headers, &body).await;
    assert_eq!((first.status, second.status), (200, 200), "{}", second.body);
    assert_eq!(first.body, second.body);
    let other = put(&app, &id, &headers, &json!({"purpose": "marketing", "state": "withdrawn"})).await;
    assert_eq!((other.status, other.body["code"].as_str()), (422, Some("idempotency-key-reused")));
    let timeline = read(&app, &format!("/v1/customers/{id}/timeline")).await;
    let stated = timeline["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|item| item["type"] == "purser.consent.stated.v1");
    assert_eq!(stated.count(), 3);
    app.stop().await;
}

#[tokio::test]
async fn a_replay_rebuilds_what_was_stated() {
    let app = TestApp::start().await;
    let id = ada(&app).await;
    put(&app, &id, &[], &json!({"items": [{"purpose": "social", "state": "withdrawn"}, {"purpose": "marketing", "channel": "sms", "state": "refused"}]})).await;
    let db = app.state.db.clone();
    let before = read(&app, &format!("/v1/customers/{id}/360")).await;
    assert_eq!(replay(&db, "DE", |_| ()).await.unwrap().changed, Vec::<&str>::new());
    assert_eq!(read(&app, &format!("/v1/customers/{id}/360")).await, before);
    app.stop().await;
}
