//! Several processes on one PostgreSQL database, as far as two services in one test are processes: they share nothing but
//! the server. On SQLite there is nothing to test: one process has the file.

use crate::{
    database,
    disrupted::{booking, direct, disruption, flight},
    test_app::TestApp,
    window::Window,
};
use futures_util::future::join;
use purser_backend::{auth::Role, log::replay::replay};
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};

const AGENT: &str = "agent-7";
const PHONE: &str = "+493012345601";

/// Two services on one database, or nothing on a file.
async fn two() -> Option<(TestApp, TestApp)> {
    if !database::on_postgres() {
        return None;
    }
    let folder = Arc::new(tempfile::tempdir().unwrap());
    Some((TestApp::start_over(&folder).await, TestApp::start_over(&folder).await))
}

fn preference(id: &str, value: &str, second: usize) -> Value {
    let customer =
        json!({"name": {"given": "Ada", "family": "Kis"}, "identifiers": {"loyalty": "ZX9", "phone": PHONE}});
    json!({"specversion": "1.0", "id": id, "source": "/t", "type": "purser.preference.stated.v1",
        "time": format!("2026-11-20T08:{:02}:{:02}Z", second / 60, second % 60),
        "data": {"customer": customer, "key": "seat", "value": value}})
}

fn ring(contact: usize) -> Value {
    json!({"specversion": "1.0", "id": format!("r-{contact}"), "source": "/t", "type": "purser.contact.ringing.v1",
        "time": format!("2026-11-20T09:00:{contact:02}Z"),
        "data": {"contact_id": format!("c-{contact}"), "channel": "voice", "from": PHONE, "agent_id": AGENT}})
}

async fn customer(app: &TestApp) -> String {
    let found: Value = app.get("/v1/customers?loyalty=ZX9").await.json().await.unwrap();
    found["items"][0]["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn what_one_acknowledged_the_other_shows_in_its_next_answer() {
    let Some((one, two)) = two().await else { return };
    one.post(&[preference("p", "none", 0)]).await;
    let path = format!("/v1/customers/{}/360", customer(&two).await);
    for n in 1..=100 {
        let (writes, reads) = if n % 3 == 0 { (&two, &one) } else { (&one, &two) };
        let value = format!("seat {n}");
        writes.post(&[preference(&format!("p-{n}"), &value, n)]).await;
        let view: Value = reads.get(&path).await.json().await.unwrap();
        assert_eq!(view["preferences"][0]["value"]["value"], json!(value));
    }
    assert_eq!(replay(&one.state.db, "DE", |_| ()).await.unwrap().changed, Vec::<&str>::new());
    join(one.stop(), two.stop()).await;
}

#[tokio::test]
async fn what_a_replay_puts_right_every_process_shows() {
    let Some((one, two)) = two().await else { return };
    one.post(&[preference("p", "aisle", 0)]).await;
    database::run(&one.state.db, "UPDATE customers SET record = REPLACE(record, 'aisle', 'throne')").await;
    let path = format!("/v1/customers/{}/360", customer(&two).await);
    let seat = async || {
        let view: Value = two.get(&path).await.json().await.unwrap();
        view["preferences"][0]["value"]["value"].clone()
    };
    assert_eq!(seat().await, json!("throne"), "and it remembers that");
    assert_eq!(replay(&one.state.db, "DE", |_| ()).await.unwrap().changed, ["customers"]);
    assert_eq!(seat().await, json!("aisle"));
    join(one.stop(), two.stop()).await;
}

#[tokio::test]
async fn a_call_pops_whichever_process_took_it_in_order() {
    let Some((one, two)) = two().await else { return };
    one.post(&[preference("p", "aisle", 0)]).await;
    let mut window = Window::open(&one.address, &one.token(Role::Agent, AGENT), 0).await;
    window.settled().await;
    for contact in 0..40 {
        let app = if contact % 2 == 0 { &two } else { &one };
        app.post(&[ring(contact)]).await;
    }
    let mut seen = Vec::new();
    while seen.len() < 40 {
        let (seq, words) = window.told().await;
        if words.starts_with("ringing") {
            seen.push((usize::try_from(seq).unwrap(), words));
        }
    }
    let wanted: Vec<_> = (0..40).map(|n| (n + 1, format!("ringing c-{n}"))).collect();
    assert_eq!(seen, wanted);
    // And what the customer on the line changes elsewhere is shown here.
    two.post(&[preference("p-1", "window", 1)]).await;
    while window.told().await.1 != "changed" {}
    join(one.stop(), two.stop()).await;
}

#[tokio::test]
async fn a_revocation_holds_everywhere_at_once() {
    let Some((one, two)) = two().await else { return };
    one.post(&[preference("p", "aisle", 0)]).await;
    let id = customer(&two).await;
    let (view, consents) = (format!("/v1/customers/{id}/360"), format!("/v1/customers/{id}/consents"));
    for round in 0..10 {
        for (state, shown) in [("withdrawn", 0), ("given", 1)] {
            let body = json!({"purpose": "personalisation", "state": state}).to_string();
            let key = format!("{round} {state}");
            let answer = one.call(Role::Agent, "PUT", &consents, &[("idempotency-key", &key)], &body).await;
            assert_eq!(answer.status, 200, "{}", answer.body);
            let view: Value = two.get(&view).await.json().await.unwrap();
            assert_eq!(view["preferences"].as_array().unwrap().len(), shown, "{state}");
        }
    }
    join(one.stop(), two.stop()).await;
}

#[tokio::test]
async fn both_write_about_the_same_people() {
    let Some((one, two)) = two().await else { return };
    let write = async |app: &TestApp, name: &str| {
        for n in 0..50 {
            app.post(&[preference(&format!("{name}-{n}"), name, n)]).await;
        }
    };
    join(write(&one, "one"), write(&two, "two")).await;
    let view: Value =
        one.get(&format!("/v1/customers/{}/360", customer(&one).await)).await.json().await.unwrap();
    assert_eq!(view["version"], 100, "every event once");
    assert_eq!(replay(&two.state.db, "DE", |_| ()).await.unwrap().changed, Vec::<&str>::new());
    join(one.stop(), two.stop()).await;
}

#[tokio::test]
async fn a_server_that_restarts_costs_tries_and_nothing_else() {
    if !database::on_postgres() {
        return;
    }
    let app = TestApp::start().await;
    app.post(&[preference("p", "none", 0)]).await;
    let post = async |event: Value| loop {
        let token = app.token(Role::Service, "tests");
        let request = app.client.post(app.url("/v1/events")).bearer_auth(token);
        let request = request.header("content-type", "application/cloudevents+json").body(event.to_string());
        let answer = request.send().await.unwrap();
        match answer.status().as_u16() {
            202 => break,
            503 => tokio::time::sleep(Duration::from_millis(10)).await,
            other => panic!("{other}: {}", answer.text().await.unwrap()),
        }
    };
    let posting = async {
        for n in 1..=200 {
            post(preference(&format!("p-{n}"), &format!("seat {n}"), n)).await;
        }
    };
    let restarting = async {
        for _ in 0..10 {
            tokio::time::sleep(Duration::from_millis(40)).await;
            database::cut_all(&app.state.db).await;
        }
    };
    join(posting, restarting).await;
    let view: Value =
        app.get(&format!("/v1/customers/{}/360", customer(&app).await)).await.json().await.unwrap();
    assert_eq!(
        (&view["version"], &view["preferences"][0]["value"]["value"]),
        (&json!(201), &json!("seat 200"))
    );
    let mut window = Window::open(&app.address, &app.token(Role::Agent, AGENT), 0).await;
    post(ring(1)).await;
    while !window.told().await.1.starts_with("ringing c-1") {}
    app.stop().await;
}

#[tokio::test]
async fn both_decide_and_nobody_is_paid_twice() {
    let Some((one, two)) = two().await else { return };
    // Each service counts its own events; those of the other must have other ids.
    let of_the_other = |mut event: Value| {
        event["source"] = json!("/other");
        event
    };
    let bookings: Vec<Value> =
        (0..40).map(|n| booking(&one, "created", &format!("AAAA{n:02}"), &[n], &[direct()])).collect();
    one.post(&bookings).await;
    let cancelled = |app| flight(app, "cancelled", &json!({"cause": "technical fault"}));
    let (first, second) = (cancelled(&one), of_the_other(cancelled(&two)));
    join(one.post(&[first]), two.post(&[second])).await;
    for _ in 0..10 {
        let (first, second) = (cancelled(&one), of_the_other(cancelled(&two)));
        join(one.post(&[first]), two.post(&[second])).await;
    }
    join(one.decided(), two.decided()).await;
    let found = disruption(&two).await;
    assert_eq!((&found["passengers"], &found["outcomes"]), (&json!(40), &json!({"issued": 40})), "{found}");
    assert_eq!(found["issued"], json!({"EUR": "10000.00"}));
    let steps = "SELECT COUNT(*) FROM events WHERE type = 'purser.compensation.decided.v1'";
    let before = database::column::<i64>(&one.state.db, steps).await;
    assert_eq!(replay(&one.state.db, "DE", |_| ()).await.unwrap().changed, Vec::<&str>::new());
    assert_eq!(database::column::<i64>(&two.state.db, steps).await, before);
    join(one.stop(), two.stop()).await;
}
