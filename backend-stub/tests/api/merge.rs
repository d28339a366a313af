//! Supervisors merge two records and take it back; both sides are then exactly what they would have been.

use super::test_app::TestApp;
use futures_util::future::join_all;
use purser_backend::auth::Role;
use serde_json::{Value, json};

async fn decide(app: &TestApp, role: Role, id: &str, what: &str, body: Value) -> (u16, Value) {
    let response = reqwest::Client::new()
        .post(app.url(&format!("/v1/customers/{id}/{what}")))
        .bearer_auth(app.token(role, "sup-1"))
        .json(&body)
        .send()
        .await
        .unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

async fn id_of(app: &TestApp, query: &str) -> String {
    let found: Value = app.get(&format!("/v1/customers?{query}")).await.json().await.unwrap();
    assert_eq!(found["items"].as_array().unwrap().len(), 1, "{query}: {found}");
    found["items"][0]["id"].as_str().unwrap().to_owned()
}

/// The 360 without its version, which counts the decisions too.
async fn view(app: &TestApp, id: &str) -> Value {
    let mut view: Value = app.get(&format!("/v1/customers/{id}/360")).await.json().await.unwrap();
    view["version"].take();
    view
}

async fn version(app: &TestApp, id: &str) -> u64 {
    let view: Value = app.get(&format!("/v1/customers/{id}/360")).await.json().await.unwrap();
    view["version"].as_u64().unwrap()
}

async fn two(app: &TestApp) -> (String, String) {
    let person = |given: &str, loyalty: &str, phone: &str| {
        json!({"name": {"given": given, "family": "Kis"},
        "identifiers": {"loyalty": loyalty, "phone": phone}})
    };
    let stated = |customer: Value, key: &str, value: &str| {
        app.event("purser.preference.stated.v1", &json!({"customer": customer, "key": key, "value": value}))
    };
    app.post(&[
        stated(person("Ada", "ZX1", "+36301111111"), "seat", "aisle"),
        stated(person("Adrienn", "ZX2", "+36302222222"), "seat", "window"),
        stated(person("Adrienn", "ZX2", "+36302222222"), "meal", "vegan"),
    ])
    .await;
    (id_of(app, "loyalty=ZX1").await, id_of(app, "loyalty=ZX2").await)
}

#[tokio::test]
async fn a_merge_and_taking_it_back_is_the_identity() {
    let app = TestApp::start().await;
    let (ada, adrienn) = two(&app).await;
    let before = (view(&app, &ada).await, view(&app, &adrienn).await);
    let (status, merged) =
        decide(&app, Role::Supervisor, &adrienn, "merge", json!({"other": ada, "reason": "same passport"}))
            .await;
    assert_eq!((status, merged["customers"].as_array().unwrap().len()), (200, 1), "{merged}");
    let one = merged["customers"][0].as_str().unwrap().to_owned();
    let as_one = version(&app, &one).await;
    assert_eq!(id_of(&app, "loyalty=ZX1").await, one);
    assert_eq!(id_of(&app, "loyalty=ZX2").await, one);
    assert_eq!(view(&app, &ada).await, view(&app, &adrienn).await);
    let timeline: Value = app.get(&format!("/v1/customers/{one}/timeline")).await.json().await.unwrap();
    assert_eq!(timeline["items"].as_array().unwrap().len(), 4, "{timeline}");
    assert!(timeline["items"].to_string().contains("same passport"));
    // What comes in between goes where its evidence says.
    let later = json!({"customer": {"identifiers": {"loyalty": "ZX2"}}, "key": "bed", "value": "flat"});
    app.post(&[app.event("purser.preference.stated.v1", &later)]).await;
    let merge = merged["merge"].as_str().unwrap();
    let (status, apart) =
        decide(&app, Role::Supervisor, &one, "unmerge", json!({"merge": merge, "reason": "twins"})).await;
    assert_eq!((status, apart["customers"].as_array().unwrap().len()), (200, 2), "{apart}");
    for id in [&ada, &adrienn] {
        let timeline: Value = app.get(&format!("/v1/customers/{id}/timeline")).await.json().await.unwrap();
        let titles = timeline["items"].to_string();
        assert!(titles.contains("Records merged") && titles.contains("Records separated again"), "{titles}");
    }
    // A window that shows them takes what they are now for newer.
    assert!(version(&app, &ada).await > as_one && version(&app, &adrienn).await > as_one);
    assert_eq!(view(&app, &ada).await, before.0);
    let mut adrienn_now = view(&app, &adrienn).await;
    let preferences = adrienn_now["preferences"].as_array_mut().unwrap();
    preferences.retain(|preference| preference["key"] != "bed");
    let mut adrienn_before = before.1;
    // The loyalty number was heard of once more.
    for view in [&mut adrienn_now, &mut adrienn_before] {
        view["customer"]["identifiers"]["loyalty"][0]["as_of"].take();
    }
    assert_eq!(adrienn_now, adrienn_before);
    app.stop().await;
}

#[tokio::test]
async fn merges_of_three_come_apart_in_any_order() {
    let app = TestApp::start().await;
    let (ada, adrienn) = two(&app).await;
    let third = json!({"customer": {"name": {"given": "A", "family": "Kiss"}, "identifiers": {"email": "a@example.com"}},
        "key": "seat", "value": "rear"});
    app.post(&[app.event("purser.preference.stated.v1", &third)]).await;
    let third = id_of(&app, "email=a@example.com").await;
    let ids = [&ada, &adrienn, &third];
    let before = [view(&app, &ada).await, view(&app, &adrienn).await, view(&app, &third).await];
    let (_, first) = decide(&app, Role::Supervisor, &ada, "merge", json!({"other": adrienn})).await;
    let (_, second) = decide(&app, Role::Supervisor, &adrienn, "merge", json!({"other": third})).await;
    let (status, apart) =
        decide(&app, Role::Supervisor, &third, "unmerge", json!({"merge": first["merge"]})).await;
    assert_eq!((status, apart["customers"].as_array().unwrap().len()), (200, 2), "{apart}");
    let (status, apart) =
        decide(&app, Role::Supervisor, &third, "unmerge", json!({"merge": second["merge"]})).await;
    assert_eq!((status, apart["customers"].as_array().unwrap().len()), (200, 2), "{apart}");
    for (id, before) in ids.into_iter().zip(before) {
        assert_eq!(view(&app, id).await, before);
    }
    app.stop().await;
}

#[tokio::test]
async fn wrong_decisions_are_refused() {
    let app = TestApp::start().await;
    let (ada, adrienn) = two(&app).await;
    let nobody = "0190f7f0-0000-7000-8000-000000000000";
    for (role, id, what, body, status, code) in [
        (Role::Agent, ada.as_str(), "merge", json!({"other": adrienn}), 403, "forbidden"),
        (Role::Service, &ada, "merge", json!({"other": adrienn}), 403, "forbidden"),
        (Role::Supervisor, &ada, "merge", json!({"other": ada}), 409, "conflict"),
        (Role::Supervisor, &ada, "merge", json!({"other": nobody}), 404, "not-found"),
        (Role::Supervisor, nobody, "merge", json!({"other": ada}), 404, "not-found"),
        (Role::Supervisor, "x", "merge", json!({"other": ada}), 400, "invalid-request"),
        (Role::Supervisor, &ada, "merge", json!({"other": adrienn, "why": "?"}), 400, "invalid-request"),
        (Role::Supervisor, &ada, "unmerge", json!({"merge": "never"}), 404, "not-found"),
    ] {
        let (got, problem) = decide(&app, role, id, what, body).await;
        assert_eq!((got, problem["code"].as_str()), (status, Some(code)), "{problem}");
    }
    let (_, merged) = decide(&app, Role::Supervisor, &ada, "merge", json!({"other": adrienn})).await;
    let (got, _) = decide(&app, Role::Supervisor, &ada, "merge", json!({"other": adrienn})).await;
    assert_eq!(got, 409);
    let body = json!({"merge": merged["merge"]});
    assert_eq!(decide(&app, Role::Supervisor, &ada, "unmerge", body.clone()).await.0, 200);
    assert_eq!(decide(&app, Role::Supervisor, &ada, "unmerge", body).await.0, 409);
    // Nobody else may say so.
    let forged =
        app.event("purser.profile.merge-decided.v1", &json!({"customer": ada, "other": adrienn, "by": "me"}));
    let response = reqwest::Client::new()
        .post(app.url("/v1/events"))
        .bearer_auth(app.token(Role::Service, "x"))
        .header("content-type", "application/cloudevents+json")
        .body(forged.to_string())
        .send()
        .await
        .unwrap();
    assert_eq!(response.status().as_u16(), 422);
    app.stop().await;
}

#[tokio::test]
async fn of_several_at_once_one_is_done() {
    let app = TestApp::start().await;
    let (ada, adrienn) = two(&app).await;
    let both = [(&ada, &adrienn), (&adrienn, &ada), (&ada, &adrienn), (&adrienn, &ada)];
    let merges =
        both.map(|(one, other)| decide(&app, Role::Supervisor, one, "merge", json!({ "other": other })));
    let merges = join_all(merges).await;
    let (done, refused): (Vec<_>, Vec<_>) = merges.into_iter().partition(|(status, _)| *status == 200);
    assert_eq!(done.len(), 1, "{done:?}");
    assert!(refused.iter().all(|(status, body)| *status == 409 && body["code"] == "conflict"), "{refused:?}");
    let one = view(&app, &ada).await;
    assert_eq!(one["merges"].as_array().unwrap().len(), 1, "{}", one["merges"]);
    let merge = json!({"merge": done[0].1["merge"]});
    let parted =
        join_all([(); 8].map(|()| decide(&app, Role::Supervisor, &ada, "unmerge", merge.clone()))).await;
    let statuses: Vec<u16> = parted.iter().map(|(status, _)| *status).collect();
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
    assert!(statuses.iter().all(|status| [200, 409].contains(status)), "{statuses:?}");
    assert_ne!(view(&app, &ada).await["id"], view(&app, &adrienn).await["id"]);
    app.stop().await;
}

#[tokio::test]
async fn a_merge_sent_twice_is_done_once() {
    let app = TestApp::start().await;
    let (ada, adrienn) = two(&app).await;
    let say = |what: &'static str, key: &'static str, body: Value| {
        let (app, path) = (&app, format!("/v1/customers/{ada}/{what}"));
        async move {
            let headers = [("idempotency-key", key)];
            let answer = app.call(Role::Supervisor, "POST", &path, &headers, &body.to_string()).await;
            (answer.status, answer.body)
        }
    };
    let first = say("merge", "a", json!({ "other": adrienn })).await;
    assert_eq!(first.0, 200, "{}", first.1);
    assert_eq!(say("merge", "a", json!({ "other": adrienn })).await, first, "the answer may have been lost");
    let merge = json!({"merge": first.1["merge"]});
    for (what, body) in [("merge", json!({"other": adrienn, "reason": "other"})), ("unmerge", merge.clone())]
    {
        let (status, body) = say(what, "a", body).await;
        assert_eq!((status, &body["code"]), (422, &json!("idempotency-key-reused")));
    }
    assert_eq!(
        say("merge", "b", json!({ "other": adrienn })).await.0,
        409,
        "what was refused is not remembered"
    );
    let parted = say("unmerge", "b", merge.clone()).await;
    assert_eq!((parted.0, parted.1["customers"].as_array().unwrap().len()), (200, 2), "{}", parted.1);
    assert_eq!(say("unmerge", "b", merge.clone()).await, parted);
    assert_eq!(say("unmerge", "c", merge).await.0, 409);
    app.stop().await;
}
