//! What the 360 concludes, over HTTP: value, sentiment, segments, signals, where the customer is; and what other systems
//! are told of it.

use crate::{
    target::{Mood, SECRET, Target},
    test_app::TestApp,
};
use jiff::Timestamp;
use purser_backend::{
    auth::Role,
    demo,
    ingest::envelope::{self, Incoming},
    webhooks::{Options, target::Reach},
};
use rand::{SeedableRng, seq::SliceRandom};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};
use std::sync::Arc;

const NOW: &str = "2026-11-20T12:58:10Z";

async fn view_by(app: &TestApp, query: &str) -> Value {
    let found: Value = app.get(&format!("/v1/customers?{query}")).await.json().await.unwrap();
    let id = found["items"][0]["id"].as_str().unwrap_or_else(|| panic!("nobody by {query}: {found}"));
    app.get(&format!("/v1/customers/{id}/360")).await.json().await.unwrap()
}

fn kinds(view: &Value) -> Vec<&str> {
    view["signals"].as_array().unwrap().iter().map(|signal| signal["kind"].as_str().unwrap()).collect()
}

/// The demonstration airline with hardly anybody besides the stories.
fn airline() -> Vec<Incoming> {
    let now: Timestamp = NOW.parse().unwrap();
    demo::events(7, 30, "2026-11-20".parse().unwrap(), now)
        .enumerate()
        .map(|(index, event)| {
            envelope::read(index, &serde_json::to_string(&event).unwrap(), now, "DE").unwrap()
        })
        .collect()
}

async fn told(events: &[Incoming], size: usize) -> TestApp {
    let app = TestApp::start_loading().await;
    app.clock.set(NOW.parse().unwrap());
    for group in events.chunks(size) {
        app.state.writer.ingest(group.to_vec()).await.unwrap();
    }
    app
}

#[tokio::test]
async fn the_demonstration_shows_every_signal_in_whatever_order_it_comes() {
    let mut events = airline();
    let mut before: Option<Vec<Value>> = None;
    for seed in 0..3 {
        let app = told(&events, [1_000, 37, 200][seed]).await;
        let mut views = Vec::new();
        for caller in demo::CALLERS {
            views.push(view_by(&app, &format!("loyalty={}", caller.loyalty)).await);
        }
        assert_eq!(kinds(&views[0]), ["repeated-contacts", "falling-sentiment"], "{}", views[0]["signals"]);
        assert_eq!(kinds(&views[2]), ["repeated-searches"]);
        assert_eq!(kinds(&views[5]), Vec::<&str>::new(), "nothing is wrong with her");
        assert_eq!(kinds(&views[6]), ["connection-at-risk", "bag-not-loaded"], "{}", views[6]["signals"]);
        assert_eq!(views[6]["journey"]["position"]["value"]["where"], "in-the-air");
        assert_eq!(views[4]["journey"]["position"]["value"]["where"], "waiting-for-bags");
        assert_eq!(views[0]["relationships"][0]["kind"], "family", "{}", views[0]["relationships"]);
        assert!(views.iter().all(|view| view["value"]["score"].as_u64().is_some()));
        match &before {
            None => before = Some(views),
            Some(before) => assert_eq!(&views, before, "seed {seed}"),
        }
        app.stop().await;
        events.shuffle(&mut ChaCha8Rng::seed_from_u64(seed as u64));
    }
}

#[tokio::test]
async fn a_customer_who_withholds_profiling_has_no_profile_and_one_who_withholds_social_no_mention() {
    let app = TestApp::start().await;
    let who = json!({"name": {"given": "Ada", "family": "Kis"}, "identifiers": {"loyalty": "ZX1"}});
    let search =
        || app.event("purser.search.performed.v1", &json!({"customer": who, "from": "BUD", "to": "LIS"}));
    let searches = [search(), search(), search()];
    app.post(&searches).await;
    app.post(&[
        app.event(
            "purser.social.mentioned.v1",
            &json!({"customer": who, "network": "X", "text": "again…", "sentiment": -0.9}),
        ),
        app.event("purser.feedback.received.v1", &json!({"customer": who, "score": 9})),
    ])
    .await;
    let view = view_by(&app, "loyalty=ZX1").await;
    assert_eq!(kinds(&view), ["repeated-searches"]);
    assert_eq!(view["sentiment"]["parts"].as_array().unwrap().len(), 2);
    let id = view["id"].as_str().unwrap().to_owned();
    let say = async |purpose: &str, state: &str| {
        let body = json!({"purpose": purpose, "state": state}).to_string();
        let answer = app.call(Role::Agent, "PUT", &format!("/v1/customers/{id}/consents"), &[], &body).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
    };
    say("social", "withdrawn").await;
    let view = view_by(&app, "loyalty=ZX1").await;
    assert_eq!((&view["sentiment"]["score"], &view["sentiment"]["mood"]), (&json!(0.8), &json!("positive")));
    say("profiling", "withdrawn").await;
    let view = view_by(&app, "loyalty=ZX1").await;
    assert_eq!((&view["value"], &view["sentiment"]), (&Value::Null, &Value::Null));
    assert_eq!((&view["segments"], &view["signals"]), (&json!([]), &json!([])));
    say("profiling", "given").await;
    assert_eq!(kinds(&view_by(&app, "loyalty=ZX1").await), ["repeated-searches"], "it comes back");
    app.stop().await;
}

/// A journey in the time of the world, an hour from now: BUD to FRA, then to JFK.
fn journey(now: Timestamp) -> (Value, impl Fn(i64) -> String) {
    let at = move |minutes: i64| (now + jiff::SignedDuration::from_mins(minutes)).to_string();
    let date = now.to_zoned(jiff::tz::TimeZone::UTC).date().to_string();
    let who = json!({"name": {"given": "Ada", "family": "Kis"}, "identifiers": {"loyalty": "ZX1"}});
    let booking = json!({"pnr": "ABC123", "booked_at": at(-9_000), "passengers": [{"customer": who}], "segments": [
        {"flight": "ZX1", "date": date, "from": "BUD", "to": "FRA", "departs": at(-30), "arrives": at(60)},
        {"flight": "ZX2", "date": date, "from": "FRA", "to": "JFK", "departs": at(120), "arrives": at(600)}]});
    (booking, at)
}

#[tokio::test]
async fn other_systems_are_told_of_each_case_once() {
    let reach = Reach { loopback: true, private: false };
    let folder = Arc::new(tempfile::tempdir().unwrap());
    let app = TestApp::start_sending(&folder, Options { reach, ..Options::default() }).await;
    let target = Target::start(&[Mood::Takes]).await;
    let types = ["purser.bag.at-risk.v1", "purser.connection.at-risk.v1"];
    let body = json!({"url": target.url, "secret": SECRET, "types": types}).to_string();
    assert_eq!(app.call(Role::Admin, "POST", "/v1/webhooks", &[], &body).await.status, 201);
    let now = app.clock.now();
    let (booking, at) = journey(now);
    let date = booking["segments"][0]["date"].clone();
    let who = booking["passengers"][0]["customer"].clone();
    let flight = |kind: &str, number: &str, fields: Value| {
        let mut data = json!({"flight": number, "date": date});
        data.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        app.event(&format!("purser.flight.{kind}.v1"), &data)
    };
    app.post(&[app.event("purser.booking.created.v1", &booking)]).await;
    let bag = json!({"customer": who, "tag": "0220417733", "pnr": "ABC123", "flight": "ZX1", "date": date, "airport": "BUD"});
    app.post(&[app.event("purser.bag.checked.v1", &bag)]).await;
    app.post(&[flight(
        "departed",
        "ZX1",
        json!({"from": "BUD", "actual_departure": at(-5), "estimated_arrival": at(100)}),
    )])
    .await;
    target.until(|came| came.len() >= 2).await;
    // Another estimate of the same case, and the same word again, are nothing new.
    app.post(&[flight("delayed", "ZX1", json!({"estimated_arrival": at(101)}))]).await;
    app.post(&[
        flight("delayed", "ZX1", json!({"estimated_arrival": at(102)})),
        flight("delayed", "ZX2", json!({"estimated_departure": at(121)})),
    ])
    .await;
    let third = json!({"customer": who, "tag": "0220417734", "pnr": "ABC123", "flight": "ZX1", "date": date, "airport": "BUD"});
    // A bag whose word came only after the departure.
    app.post(&[app.event("purser.bag.checked.v1", &third)]).await;
    target.until(|came| came.len() >= 3).await;
    let taken = target.taken();
    let mut told: Vec<(String, String)> = taken
        .iter()
        .map(|event| {
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            (text(&event["type"]), text(&event["data"]["tag"]))
        })
        .collect();
    told.sort();
    let expected = [(types[0], "0220417733"), (types[0], "0220417734"), (types[1], "")]
        .map(|(kind, tag)| (kind.to_owned(), tag.to_owned()));
    assert_eq!(told, expected);
    let view = view_by(&app, "loyalty=ZX1").await;
    assert_eq!(kinds(&view), ["connection-at-risk", "bag-not-loaded", "bag-not-loaded"]);
    assert!(taken.iter().all(|event| event["data"]["customer_id"] == view["id"]));
    assert!(!taken.iter().any(|event| event.to_string().contains("Kis")), "events out name nobody");
    app.stop().await;
}
