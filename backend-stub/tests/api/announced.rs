//! What other systems are told when customers are made again: what came of it, and nothing twice.

use crate::{
    target::{Mood, SECRET, Target},
    test_app::TestApp,
};
use purser_backend::{
    auth::Role,
    webhooks::{Options, target::Reach},
};
use serde_json::{Value, json};
use std::sync::Arc;

async fn start() -> (TestApp, Target) {
    let reach = Reach { loopback: true, private: false };
    let folder = Arc::new(tempfile::tempdir().unwrap());
    let app = TestApp::start_sending(&folder, Options { reach, ..Options::default() }).await;
    let target = Target::start(&[Mood::Takes]).await;
    let body = json!({"url": target.url, "secret": SECRET}).to_string();
    assert_eq!(app.call(Role::Admin, "POST", "/v1/webhooks", &[], &body).await.status, 201);
    (app, target)
}

fn stated(app: &TestApp, identifiers: &Value) -> Value {
    let who = json!({"name": {"given": "Ada", "family": "Kis"}, "identifiers": identifiers});
    app.event("purser.preference.stated.v1", &json!({"customer": who, "key": "seat", "value": "aisle"}))
}

async fn id_of(app: &TestApp, query: &str) -> String {
    let found: Value = app.get(&format!("/v1/customers?{query}")).await.json().await.unwrap();
    found["items"][0]["id"].as_str().unwrap().to_owned()
}

async fn withdraw(app: &TestApp, id: &str) {
    let body = r#"{"purpose":"social","state":"withdrawn"}"#;
    assert_eq!(
        app.call(Role::Agent, "PUT", &format!("/v1/customers/{id}/consents"), &[], body).await.status,
        200
    );
}

async fn social(app: &TestApp, id: &str) -> String {
    let consents: Value = app.get(&format!("/v1/customers/{id}/consents")).await.json().await.unwrap();
    let social = consents["items"].as_array().unwrap().iter().find(|item| item["id"] == "social").unwrap();
    social["state"]["value"].as_str().unwrap().to_owned()
}

/// Types and customers of what was taken, when there is nothing more to come.
async fn told(app: &TestApp, target: &Target, count: usize) -> Vec<(String, String)> {
    target.until(|came| came.len() >= count).await;
    for _try in 0..1000 {
        let page = app.call(Role::Admin, "GET", "/v1/webhooks", &[], "").await.body;
        if page["items"][0]["pending"] == 0 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    target.taken().iter().map(|event| (text(&event["type"]), text(&event["data"]["customer_id"]))).collect()
}

#[tokio::test]
async fn a_late_link_tells_of_the_link_and_of_consents_that_stand_otherwise() {
    let (app, target) = start().await;
    let mut late = stated(&app, &json!({"loyalty": "ZX1", "email": "ada@example.org"}));
    late["type"] = json!("purser.identity.linked.v1");
    app.post(&[stated(&app, &json!({"loyalty": "ZX1"})), stated(&app, &json!({"email": "ada@example.org"}))])
        .await;
    let (one, two) = (id_of(&app, "loyalty=ZX1").await, id_of(&app, "email=ada@example.org").await);
    assert_ne!(one, two);
    withdraw(&app, &two).await;
    assert_eq!(told(&app, &target, 1).await, [("purser.consent.changed.v1".to_owned(), two.clone())]);
    app.post(&[late]).await;
    let now = id_of(&app, "loyalty=ZX1").await;
    assert_eq!(
        (id_of(&app, "email=ada@example.org").await, social(&app, &now).await),
        (now.clone(), "withdrawn".to_owned())
    );
    let links = [&one, &two].iter().filter(|id| ***id != now).count();
    let moved = usize::from(two != now);
    let told = told(&app, &target, 1 + links + moved).await;
    let merged = told.iter().filter(|(kind, id)| kind == "purser.profile.merged.v1" && *id == now).count();
    assert_eq!((merged, told.len()), (links, 1 + links + moved), "{told:?}");
    assert!(target.taken().iter().all(|event| event["data"]["granted"] != true), "nobody gave anything");
    app.stop().await;
}

#[tokio::test]
async fn a_consent_stated_on_merged_records_stays_where_it_was_stated() {
    let (app, target) = start().await;
    app.post(&[stated(&app, &json!({"loyalty": "ZX1"})), stated(&app, &json!({"loyalty": "ZX2"}))]).await;
    let (one, two) = (id_of(&app, "loyalty=ZX1").await, id_of(&app, "loyalty=ZX2").await);
    let body = json!({"other": two, "reason": "same passport"}).to_string();
    let merged = app.call(Role::Supervisor, "POST", &format!("/v1/customers/{one}/merge"), &[], &body).await;
    assert_eq!(merged.status, 200, "{}", merged.body);
    withdraw(&app, &two).await;
    let into = id_of(&app, "loyalty=ZX2").await;
    let expected =
        ["purser.profile.merged.v1", "purser.consent.changed.v1"].map(|kind| (kind.to_owned(), into.clone()));
    assert_eq!(told(&app, &target, 2).await, expected);
    let body = json!({"merge": merged.body["merge"]}).to_string();
    let apart =
        app.call(Role::Supervisor, "POST", &format!("/v1/customers/{into}/unmerge"), &[], &body).await;
    assert_eq!(apart.status, 200, "{}", apart.body);
    let standing = (social(&app, &one).await, social(&app, &two).await);
    let expected = if into == one { ("withdrawn", "not-stated") } else { ("not-stated", "withdrawn") };
    assert_eq!((standing.0.as_str(), standing.1.as_str()), expected);
    let told = told(&app, &target, 3).await;
    assert_eq!(
        told[2..],
        [("purser.profile.unmerged.v1".to_owned(), into.clone())],
        "no consent stands otherwise"
    );
    let back = if into == one { &two } else { &one };
    assert_eq!(target.taken()[2]["data"]["unmerged_id"], json!(back));
    app.stop().await;
}

#[tokio::test]
async fn a_consent_stated_before_a_merge_goes_back_to_its_own_side() {
    let (app, _target) = start().await;
    app.post(&[stated(&app, &json!({"loyalty": "ZX1"})), stated(&app, &json!({"loyalty": "ZX2"}))]).await;
    let (one, two) = (id_of(&app, "loyalty=ZX1").await, id_of(&app, "loyalty=ZX2").await);
    for (whose, other) in [(&one, &two), (&two, &one)] {
        withdraw(&app, whose).await;
        let before = (social(&app, &one).await, social(&app, &two).await);
        let body = json!({"other": other}).to_string();
        let merged =
            app.call(Role::Supervisor, "POST", &format!("/v1/customers/{whose}/merge"), &[], &body).await;
        assert_eq!(social(&app, other).await, "withdrawn", "what one side withholds both withhold");
        let body = json!({"merge": merged.body["merge"]}).to_string();
        let apart =
            app.call(Role::Supervisor, "POST", &format!("/v1/customers/{whose}/unmerge"), &[], &body).await;
        assert_eq!(apart.status, 200, "{}", apart.body);
        assert_eq!((social(&app, &one).await, social(&app, &two).await), before);
    }
    app.stop().await;
}
