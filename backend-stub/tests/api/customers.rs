//! Search, the 360, the timeline: what a customer's events come to.

use crate::test_app::TestApp;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use purser_contract::CustomerId;
use serde_json::{Value, json};
use std::{future::poll_fn, pin::pin, task::Poll};

async fn json(app: &TestApp, path: &str) -> (u16, Value) {
    let response = app.get(path).await;
    (response.status().as_u16(), response.json().await.unwrap())
}

fn person(given: &str, family: &str, identifiers: &Value) -> Value {
    json!({"name": {"given": given, "family": family}, "identifiers": identifiers})
}

#[tokio::test]
async fn customers_are_found_by_every_identifier_and_by_name() {
    let app = TestApp::start().await;
    app.post(&[
        app.event("purser.identity.linked.v1", &json!({"customer": person("Zsófia", "Kovács", &json!({
            "loyalty": "ZX1001", "email": "Zsofia@Example.org", "phone": "+36 30 123 4567", "idp_subject": "s-1"}))})),
        app.event("purser.loyalty.updated.v1", &json!({"customer": person("Zsófia", "Kovács", &json!({})), "number": "zx-1001", "tier": "Gold"})),
        app.event("purser.preference.stated.v1", &json!({"customer": person("Anna", "Nagy", &json!({"phone": "+36301234567"})), "key": "seat", "value": "aisle"})),
        app.event("purser.preference.stated.v1", &json!({"customer": person("Péter", "Kovácsi", &json!({"email": "p@example.org"})), "key": "seat", "value": "window"})),
    ]).await;
    for (query, names) in [
        ("loyalty=ZX1001", vec!["Zsófia"]),
        ("email=zsofia@example.org", vec!["Zsófia"]),
        ("phone=%2B36301234567", vec!["Zsófia", "Anna"]),
        ("phone=06%2030%20123%204567", vec!["Zsófia", "Anna"]),
        ("q=kovacs", vec!["Zsófia", "Péter"]),
        ("q=Kov%C3%A1cs%20Zs%C3%B3fia", vec!["Zsófia"]),
        ("q=zsofia%20kov", vec!["Zsófia"]),
        ("q=ZX1001", vec!["Zsófia"]),
        ("q=p@example.org", vec!["Péter"]),
        ("q=nobody", vec![]),
    ] {
        let (status, page) = json(&app, &format!("/v1/customers?{query}")).await;
        let found: Vec<&str> = page["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item["name"]["given"].as_str().unwrap())
            .collect();
        assert_eq!((status, found), (200, names), "{query}");
    }
    let (_, page) = json(&app, "/v1/customers?q=kovacs&limit=1").await;
    assert_eq!(page["items"][0]["identifiers"]["phone"], json!(["+36301234567"]));
    assert_eq!(page["items"][0]["tier"], "Gold");
    let next = page["next"].as_str().unwrap();
    let (_, second) = json(&app, &format!("/v1/customers?q=kovacs&limit=1&cursor={next}")).await;
    assert_eq!(
        (second["items"][0]["name"]["given"].as_str(), &second["next"]),
        (Some("Péter"), &Value::Null)
    );
    app.stop().await;
}

#[tokio::test]
async fn pages_of_many_follow_each_other_and_end() {
    let app = TestApp::start().await;
    // The words of the oldest come last.
    let events: Vec<Value> = (0..505)
        .map(|n| {
            let who = person("Ann", &format!("Smith{:03}", 999 - n), &json!({"loyalty": format!("S{n:05}")}));
            app.event("purser.preference.stated.v1", &json!({"customer": who, "key": "seat", "value": "x"}))
        })
        .collect();
    app.post(&events).await;
    let (mut found, mut cursor) = (Vec::new(), String::new());
    loop {
        let (status, page) = json(&app, &format!("/v1/customers?q=ann%20smith&limit=200{cursor}")).await;
        assert_eq!(status, 200, "{page}");
        let loyalty = |item: &Value| item["identifiers"]["loyalty"][0].as_str().unwrap().to_owned();
        found.extend(page["items"].as_array().unwrap().iter().map(loyalty));
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    found.sort();
    let oldest: Vec<String> = (0..500).map(|n| format!("S{n:05}")).collect();
    assert_eq!(found, oldest, "each once, and always the same ones");
    let end = BASE64_URL_SAFE_NO_PAD.encode(usize::MAX.to_string());
    let (status, page) = json(&app, &format!("/v1/customers?q=ann%20smith&cursor={end}")).await;
    assert_eq!((status, &page["items"], &page["next"]), (200, &json!([]), &json!(null)));
    app.stop().await;
}

#[tokio::test]
async fn wrong_requests_are_named() {
    let app = TestApp::start().await;
    for (path, status, code) in [
        ("/v1/customers", 400, "invalid-request"),
        ("/v1/customers?phone=1&email=2", 400, "invalid-request"),
        ("/v1/customers?name=x", 400, "invalid-request"),
        ("/v1/customers?q=x&limit=0", 400, "invalid-request"),
        ("/v1/customers?q=x&limit=201", 400, "invalid-request"),
        ("/v1/customers?q=x&cursor=%21", 400, "invalid-request"),
        ("/v1/customers/none/360", 400, "invalid-request"),
        ("/v1/customers/019b8998-0500-7939-83a7-b2f1ab2dcbee/360", 404, "not-found"),
        ("/v1/customers/019b8998-0500-7939-83a7-b2f1ab2dcbee/timeline", 404, "not-found"),
        ("/v1/customers/019b8998-0500-7939-83a7-b2f1ab2dcbee/consents", 404, "not-found"),
        ("/v1/flights/ZX1/2026-11-20", 404, "not-found"),
        ("/v1/flights/ZX1/today", 400, "invalid-request"),
        ("/v1/flights/Z/2026-11-20", 400, "invalid-request"),
        ("/v2/nothing", 404, "not-found"),
        ("/v1/events", 405, "method-not-allowed"),
    ] {
        let (found, problem) = json(&app, path).await;
        assert_eq!((found, problem["code"].as_str()), (status, Some(code)), "{path} {problem}");
    }
    app.stop().await;
}

#[tokio::test]
async fn a_linked_customer_answers_to_both_ids() {
    let app = TestApp::start().await;
    app.post(&[
        app.event("purser.preference.stated.v1", &json!({"customer": person("Ada", "Lovelace", &json!({"email": "ada@example.org"})), "key": "seat", "value": "aisle"})),
        app.event("purser.preference.stated.v1", &json!({"customer": person("Ada", "Lovelace", &json!({"phone": "+447400123456"})), "key": "meal", "value": "vegan"})),
    ]).await;
    let id = async |query: &str| {
        json(&app, &format!("/v1/customers?{query}")).await.1["items"][0]["id"].as_str().unwrap().to_owned()
    };
    let (by_mail, by_phone) = (id("email=ada@example.org").await, id("phone=%2B447400123456").await);
    assert_ne!(by_mail, by_phone);
    let both = json!({"email": "ada@example.org", "phone": "+447400123456"});
    app.post(&[
        app.event("purser.identity.linked.v1", &json!({"customer": person("Ada", "Lovelace", &both)}))
    ])
    .await;
    let (first, second) = (
        json(&app, &format!("/v1/customers/{by_mail}/360")).await.1,
        json(&app, &format!("/v1/customers/{by_phone}/360")).await.1,
    );
    assert_eq!(first, second);
    assert_eq!(first["id"], by_mail, "the one known longest stays");
    let keys: Vec<&str> =
        first["preferences"].as_array().unwrap().iter().map(|one| one["key"].as_str().unwrap()).collect();
    assert_eq!(keys, ["meal", "seat"]);
    let (_, timeline) = json(&app, &format!("/v1/customers/{by_phone}/timeline")).await;
    assert_eq!(timeline["items"].as_array().unwrap().len(), 3);
    assert_eq!(id("phone=%2B447400123456").await, by_mail);
    app.stop().await;
}

#[tokio::test]
async fn the_view_of_a_linked_id_is_never_older_than_the_customer() {
    let app = TestApp::start().await;
    let stated = |identifiers: &Value, key: &str| {
        let data = json!({"customer": person("Ada", "Lovelace", identifiers), "key": key, "value": "x"});
        app.event("purser.preference.stated.v1", &data)
    };
    let (mail, phone) = (json!({"email": "ada@example.org"}), json!({"phone": "+447400123456"}));
    app.post(&[stated(&mail, "seat"), stated(&phone, "meal")]).await;
    let (_, found) = json(&app, "/v1/customers?phone=%2B447400123456").await;
    let linked = CustomerId(found["items"][0]["id"].as_str().unwrap().parse().unwrap());
    let both = json!({"customer": person("Ada", "Lovelace", &json!({"email": "ada@example.org", "phone": "+447400123456"}))});
    app.post(&[app.event("purser.identity.linked.v1", &both)]).await;
    let views = &app.state.views;
    for round in 0..8 {
        // What was remembered is not true any more.
        app.post(&[stated(&phone, &format!("p{round}"))]).await;
        // A commit after the record was read for one reader, who comes to remember it only later.
        let mut reading = pin!(views.view(linked));
        let waits = poll_fn(|context| Poll::Ready(reading.as_mut().poll(context).is_pending())).await;
        assert!(waits, "for the store");
        app.post(&[stated(&mail, &format!("k{round}"))]).await;
        let shown = reading.await.unwrap().unwrap();
        assert_ne!(shown.id, linked);
        let after = views.view(linked).await.unwrap().unwrap();
        assert!(String::from_utf8_lossy(&after.json).contains(&format!("\"k{round}\"")), "round {round}");
    }
    app.stop().await;
}

#[tokio::test]
async fn the_360_has_an_etag_that_changes_with_what_it_shows() {
    let app = TestApp::start().await;
    let segment = json!({"flight": "ZX1", "date": "2026-11-21", "from": "FRA", "to": "JFK", "departs": "2026-11-21T10:00:00Z", "arrives": "2026-11-21T18:00:00Z"});
    app.post(&[app.event(
        "purser.booking.created.v1",
        &json!({"pnr": "AB12CD", "segments": [segment],
        "passengers": [{"customer": person("Ada", "Lovelace", &json!({"email": "ada@example.org"}))}]}),
    )])
    .await;
    let id = json(&app, "/v1/customers?pnr=ab12cd").await.1["items"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("/v1/customers/{id}/360");
    let tag = app.get(&path).await.headers()["etag"].to_str().unwrap().to_owned();
    let again = async |tag: &str| {
        let token = app.token(purser_backend::auth::Role::Agent, "agent-1");
        app.client
            .get(app.url(&path))
            .bearer_auth(token)
            .header("if-none-match", tag)
            .send()
            .await
            .unwrap()
            .status()
            .as_u16()
    };
    assert_eq!(again(&tag).await, 304);
    // A flight of theirs changes, and not they themselves.
    app.post(&[app.event(
        "purser.flight.cancelled.v1",
        &json!({"flight": "ZX1", "date": "2026-11-21", "cause": "crew"}),
    )])
    .await;
    assert_eq!(again(&tag).await, 200);
    let (_, view) = json(&app, &path).await;
    assert_eq!(view["journey"]["status"], "cancelled");
    app.stop().await;
}

#[tokio::test]
async fn the_timeline_is_paged_and_every_item_names_its_event() {
    let app = TestApp::start().await;
    let events: Vec<Value> = (0..25).map(|n| app.event("purser.search.performed.v1",
        &json!({"customer": person("Ada", "Lovelace", &json!({"loyalty": "ZX9"})), "from": "FRA", "to": "JFK", "cabin": format!("{n}")}))).collect();
    app.post(&events).await;
    let id = json(&app, "/v1/customers?loyalty=ZX9").await.1["items"][0]["id"].as_str().unwrap().to_owned();
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let (_, page) = json(&app, &format!("/v1/customers/{id}/timeline?limit=10{cursor}")).await;
        seen.extend(
            page["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|item| item["event_id"].as_str().unwrap().to_owned()),
        );
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    let expected: Vec<String> =
        events.iter().rev().map(|event| event["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(seen, expected);
    app.stop().await;
}

/// One event of each type but a schedule, all about Ada: the type's middle and the data.
fn one_of_each_type() -> Vec<(&'static str, Value)> {
    let who = person("Ada", "Lovelace", &json!({"loyalty": "ZX9", "phone": "+447400123456"}));
    let flight = |more: Value| {
        let mut data = json!({"flight": "ZX1", "date": "2026-11-20", "from": "FRA", "to": "JFK"});
        data.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        data
    };
    let with = |more: Value| {
        let mut data = json!({"customer": who});
        data.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        data
    };
    let segment = json!({"flight": "ZX1", "date": "2026-11-20", "from": "FRA", "to": "JFK", "departs": "2026-11-20T10:00:00Z", "arrives": "2026-11-20T18:00:00Z"});
    let booking = json!({"pnr": "AB12CD", "segments": [segment], "passengers": [{"customer": who}]});
    let seat = json!({"pnr": "AB12CD", "flight": "ZX1", "date": "2026-11-20", "seat": "1A", "bags": 1});
    let bag = json!({"tag": "0220000001", "pnr": "AB12CD", "flight": "ZX1", "date": "2026-11-20", "airport": "FRA"});
    let contact = json!({"contact_id": "c-1", "agent_id": "a", "channel": "voice", "from": "+447400123456"});
    vec![
        ("booking.created", booking.clone()),
        ("booking.changed", booking.clone()),
        ("order.placed", with(json!({"order_id": "o", "items": [{"sku": "s", "name": "Seat"}]}))),
        ("ancillary.purchased", with(json!({"order_id": "o", "items": [{"sku": "b", "name": "Bag"}]}))),
        ("search.performed", with(json!({"from": "FRA", "to": "JFK"}))),
        ("booking.abandoned", with(json!({"from": "FRA", "to": "JFK"}))),
        ("loyalty.updated", with(json!({"number": "ZX9", "tier": "Gold"}))),
        ("identity.linked", with(json!({}))),
        ("social.mentioned", with(json!({"network": "Mastodon", "text": "hm", "sentiment": -0.5}))),
        ("flight.delayed", flight(json!({"cause": "fog"}))),
        ("flight.gate-changed", flight(json!({"gate": "B1"}))),
        ("flight.departed", flight(json!({}))),
        ("flight.diverted", flight(json!({"diverted_to": "BOS"}))),
        ("flight.arrived", flight(json!({}))),
        ("flight.cancelled", flight(json!({}))),
        ("checkin.completed", with(seat.clone())),
        ("seat.changed", with(seat)),
        ("bag.checked", with(bag.clone())),
        ("bag.loaded", with(bag.clone())),
        ("bag.mishandled", with(bag.clone())),
        ("bag.delivered", with(bag)),
        ("security.delayed", json!({"airport": "FRA", "terminal": "1", "wait_min": 30})),
        ("service.provided", with(json!({"kind": "lounge", "details": {"lounge": "Zephyr"}}))),
        (
            "retail.purchased",
            with(json!({"flight": "ZX1", "date": "2026-11-20", "items": [{"name": "Tea"}]})),
        ),
        (
            "onboard.case-raised",
            with(json!({"flight": "ZX1", "date": "2026-11-20", "subject": "Seat broken"})),
        ),
        ("feedback.received", with(json!({"score": 9, "about": "lounge"}))),
        ("preference.stated", with(json!({"key": "seat", "value": "aisle"}))),
        ("message.received", with(json!({"channel": "email", "text": "hello"}))),
        ("message.sent", with(json!({"channel": "email", "text": "hello"}))),
        ("consent.stated", with(json!({"purpose": "marketing", "state": "withdrawn"}))),
        ("contact.ringing", contact.clone()),
        ("contact.answered", contact.clone()),
        ("contact.ended", contact),
        ("booking.cancelled", booking),
    ]
}

/// Every type of the catalogue leaves something an agent can see.
#[tokio::test]
async fn every_event_type_is_seen_somewhere() {
    let app = TestApp::start().await;
    let types = one_of_each_type();
    let events: Vec<Value> =
        types.iter().map(|(kind, data)| app.event(&format!("purser.{kind}.v1"), data)).collect();
    app.post(&events).await;
    app.post(&[app.event(
        "purser.flight.scheduled.v1",
        &json!({"flight": "ZX1", "date": "2026-11-20", "from": "FRA", "to": "JFK", "aircraft": "A359"}),
    )])
    .await;
    let id = json(&app, "/v1/customers?loyalty=ZX9").await.1["items"][0]["id"].as_str().unwrap().to_owned();
    let (_, page) = json(&app, &format!("/v1/customers/{id}/timeline?limit=200")).await;
    let seen: Vec<&str> =
        page["items"].as_array().unwrap().iter().map(|item| item["type"].as_str().unwrap()).collect();
    for event in &events {
        assert!(seen.contains(&event["type"].as_str().unwrap()), "{} is not on the timeline", event["type"]);
    }
    assert!(page["items"].as_array().unwrap().iter().all(|item| !item["title"].as_str().unwrap().is_empty()));
    let (_, flight) = json(&app, "/v1/flights/ZX1/2026-11-20").await;
    assert_eq!(flight["aircraft"]["value"], "A359", "a schedule is seen on the flight");
    let (_, consents) = json(&app, &format!("/v1/customers/{id}/consents")).await;
    let marketing =
        consents["items"].as_array().unwrap().iter().find(|item| item["id"] == "marketing").unwrap();
    assert_eq!(marketing["state"]["value"], "withdrawn");
    app.stop().await;
}

#[tokio::test]
async fn the_description_covers_the_routes() {
    let app = TestApp::start().await;
    let document: Value =
        app.client.get(app.url("/openapi.json")).send().await.unwrap().json().await.unwrap();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    for path in [
        "/v1/events",
        "/v1/customers",
        "/v1/customers/{id}/360",
        "/v1/customers/{id}/timeline",
        "/v1/customers/{id}/consents",
        "/v1/webhooks",
        "/v1/webhooks/{id}",
        "/v1/webhooks/{id}/dead-letters",
        "/v1/webhooks/{id}/dead-letters/redrive",
        "/v1/flights/{flight}/{date}",
        "/healthz",
    ] {
        assert!(document["paths"][path].is_object(), "{path}");
    }
    for path in ["/healthz", "/readyz"] {
        assert_eq!(app.client.get(app.url(path)).send().await.unwrap().status().as_u16(), 200, "{path}");
    }
    app.stop().await;
}
