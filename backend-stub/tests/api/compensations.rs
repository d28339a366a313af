//! What passengers are owed after a disruption: decided once, issued once, whatever comes how often and in which order.

use crate::{
    database,
    disrupted::{booking, direct, disruption, flight, id_of, onward, owed, passenger, pending, read},
    target::SECRET,
    test_app::TestApp,
    window::Window,
};
use purser_backend::{
    auth::Role,
    compensation::policy::{BUILT_IN, Current},
    log::replay::replay,
};
use purser_contract::realtime::FrameBody;
use serde_json::{Value, json};
use std::sync::Arc;

/// Types of events out so far, in order.
pub async fn told(app: &TestApp) -> Vec<String> {
    database::column(&app.state.db, "SELECT type FROM outbox ORDER BY place").await
}

pub async fn listen(app: &TestApp) {
    let body = json!({"url": "https://example.com/hook", "secret": SECRET}).to_string();
    assert_eq!(app.call(Role::Admin, "POST", "/v1/webhooks", &[], &body).await.status, 201);
}

pub fn count(told: &[String], kind: &str) -> usize {
    told.iter().filter(|known| *known == &format!("purser.{kind}.v1")).count()
}

pub async fn replayed(app: &TestApp) {
    let done = replay(&app.state.db, "DE", |_| ()).await.unwrap();
    assert_eq!(done.changed, Vec::<&str>::new());
}

#[tokio::test]
async fn every_passenger_of_a_cancelled_flight_has_one_outcome() {
    let app = TestApp::start().await;
    listen(&app).await;
    app.post(&[
        booking(&app, "created", "AAAAAA", &[1, 2], &[direct()]),
        booking(&app, "created", "BBBBBB", &[3], &[direct()]),
        booking(&app, "created", "CCCCCC", &[4], &[direct(), onward()]),
        flight(&app, "scheduled", &json!({})),
    ])
    .await;
    assert_eq!(read(&app, "/v1/disruptions").await["items"], json!([]));
    app.post(&[flight(&app, "cancelled", &json!({"cause": "technical fault"}))]).await;
    app.decided().await;
    let found = disruption(&app).await;
    // What New York gives is above what is paid without asking.
    assert_eq!(found["outcomes"], json!({"issued": 3, "pending_approval": 1}), "{found}");
    assert_eq!(
        (&found["passengers"], &found["connecting"], &found["waiting"]),
        (&json!(4), &json!(1), &json!(0))
    );
    assert_eq!((&found["kind"], &found["cause"]), (&json!("cancellation"), &json!("technical fault")));
    let sum: f64 = found["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["amount"]["amount"].as_str().unwrap().parse::<f64>().unwrap())
        .sum();
    // Three to Budapest, and one to New York.
    assert_eq!((sum, &found["total"]), (1_350.0, &json!({"EUR": "1350.00"})));
    assert_eq!(found["issued"], json!({"EUR": "750.00"}));
    let events = told(&app).await;
    assert_eq!((count(&events, "compensation.issued"), count(&events, "payment.requested")), (3, 3));
    // The same from another source, and corrected twice.
    app.post(&[flight(&app, "cancelled", &json!({"cause": "technical fault"}))]).await;
    app.post(&[flight(&app, "cancelled", &json!({"cause": "crew sickness"}))]).await;
    app.post(&[flight(&app, "cancelled", &json!({"cause": "technical fault"}))]).await;
    app.decided().await;
    let again = disruption(&app).await;
    assert_eq!((&again["passengers"], &again["issued"]), (&json!(4), &found["issued"]));
    assert_eq!(count(&told(&app).await, "payment.requested"), 3);
    let own = owed(&app, 1).await;
    assert_eq!(
        (own.len(), &own[0]["amount"]["amount"], &own[0]["regime"]),
        (1, &json!("250.00"), &json!("EU261"))
    );
    let timeline: Value =
        app.get(&format!("/v1/customers/{}/timeline", id_of(&app, 1).await)).await.json().await.unwrap();
    let titles: Vec<&str> =
        timeline["items"].as_array().unwrap().iter().filter_map(|item| item["title"].as_str()).collect();
    assert!(titles.contains(&"Compensation issued: EUR 250.00"), "{titles:?}");
    let text = read(&app, "/v1/compensations?limit=3").await;
    assert_eq!(text["items"].as_array().unwrap().len(), 3);
    let next = text["next"].as_str().unwrap();
    let rest = read(&app, &format!("/v1/compensations?limit=3&cursor={next}")).await;
    assert_eq!((rest["items"].as_array().unwrap().len(), &rest["next"]), (1, &json!(null)));
    replayed(&app).await;
    assert_eq!(disruption(&app).await["items"], again["items"]);
    app.stop().await;
}

#[tokio::test]
async fn approving_issues_once_and_says_so_once() {
    let app = TestApp::start().await;
    listen(&app).await;
    let path = pending(&app).await;
    let before = read(&app, &path).await;
    assert_eq!((&before["approvals_needed"], &before["issued"]), (&json!(1), &json!([])));
    assert!(!before["review"].as_array().unwrap().is_empty());
    let current = format!("\"{}\"", before["version"]);
    let stale =
        app.call(Role::Supervisor, "POST", &format!("{path}/approve"), &[("if-match", "\"1\"")], "{}").await;
    assert_eq!((stale.status, &stale.body["current_version"]), (412, &before["version"]));
    let headers = [("if-match", current.as_str()), ("idempotency-key", "a")];
    let body = r#"{"note":"seen"}"#;
    let first = app.call(Role::Supervisor, "POST", &format!("{path}/approve"), &headers, body).await;
    assert_eq!((first.status, &first.body["status"]), (200, &json!("issued")), "{}", first.body);
    assert_eq!(first.headers["etag"].to_str().unwrap(), format!("\"{}\"", first.body["version"]));
    let again = app.call(Role::Supervisor, "POST", &format!("{path}/approve"), &headers, body).await;
    assert_eq!((again.status, &again.body), (200, &first.body), "the same request");
    let other = app
        .call(Role::Supervisor, "POST", &format!("{path}/approve"), &[("idempotency-key", "a")], "{}")
        .await;
    assert_eq!((other.status, &other.body["code"]), (422, &json!("idempotency-key-reused")));
    let late = app.call(Role::Supervisor, "POST", &format!("{path}/approve"), &[], "{}").await;
    assert_eq!((late.status, &late.body["code"]), (409, &json!("conflict")));
    let events = told(&app).await;
    for kind in ["compensation.proposed", "compensation.approved", "compensation.issued", "payment.requested"]
    {
        assert_eq!(count(&events, kind), 1, "{kind}: {events:?}");
    }
    assert_eq!(owed(&app, 1).await, std::slice::from_ref(&first.body));
    assert_eq!(app.call(Role::Agent, "POST", &format!("{path}/approve"), &[], "{}").await.status, 403);
    assert_eq!(app.call(Role::Agent, "GET", &path, &[], "").await.status, 403);
    replayed(&app).await;
    app.stop().await;
}

#[tokio::test]
async fn a_rejection_needs_a_note_and_can_be_taken_back() {
    let app = TestApp::start().await;
    let path = pending(&app).await;
    for body in ["", "{}", r#"{"note":"  "}"#] {
        let refused = app.call(Role::Supervisor, "POST", &format!("{path}/reject"), &[], body).await;
        assert_eq!((refused.status, &refused.body["code"]), (400, &json!("invalid-request")), "{body}");
    }
    let undo = format!("{path}/undo");
    assert_eq!(app.call(Role::Supervisor, "POST", &undo, &[], "").await.status, 409);
    let no =
        app.call(Role::Supervisor, "POST", &format!("{path}/reject"), &[], r#"{"note":"one seat"}"#).await;
    assert_eq!((no.status, &no.body["status"]), (200, &json!("rejected")));
    assert_eq!(no.body["history"].as_array().unwrap().last().unwrap()["note"], "one seat");
    assert_eq!(disruption(&app).await["total"], json!({}));
    // What was rejected stays so, whatever says the same again.
    app.post(&[flight(&app, "cancelled", &json!({}))]).await;
    app.decided().await;
    assert_eq!(read(&app, &path).await["status"], "rejected");
    let back = app.call(Role::Supervisor, "POST", &undo, &[], "").await;
    assert_eq!((back.status, &back.body["status"]), (200, &json!("pending_approval")));
    let id = disruption(&app).await["id"].as_str().unwrap().to_owned();
    let decide = format!("/v1/disruptions/{id}/decide");
    let preview =
        app.call(Role::Supervisor, "POST", &decide, &[], r#"{"decision":"approve","preview":true}"#).await;
    assert_eq!((&preview.body["issued"], &preview.body["total"]), (&json!(1), &json!({"EUR": "250.00"})));
    assert_eq!(read(&app, &path).await["status"], "pending_approval");
    assert_eq!(
        app.call(Role::Supervisor, "POST", &decide, &[], r#"{"decision":"reject"}"#).await.status,
        400
    );
    taken_back_together(&app, &decide, &path).await;
    let key = [("idempotency-key", "all")];
    let done = app.call(Role::Supervisor, "POST", &decide, &key, r#"{"decision":"approve"}"#).await;
    assert_eq!((done.status, &done.body["affected"].as_array().unwrap().len()), (200, &1));
    let again = app.call(Role::Supervisor, "POST", &decide, &key, r#"{"decision":"approve"}"#).await;
    assert_eq!((again.status, &again.body), (200, &done.body), "the answer may have been lost");
    assert_eq!(read(&app, &path).await["status"], "issued");
    for gone in ["/v1/compensations/no", "/v1/disruptions/no"] {
        assert_eq!(app.call(Role::Supervisor, "GET", gone, &[], "").await.status, 400);
    }
    let nobody = uuid::Uuid::nil();
    for gone in ["compensations", "disruptions"] {
        let answer = app.call(Role::Supervisor, "GET", &format!("/v1/{gone}/{nobody}"), &[], "").await;
        assert_eq!((answer.status, &answer.body["code"]), (404, &json!("not-found")));
    }
    app.stop().await;
}

/// A word for many is taken back for those of them that are named, once.
async fn taken_back_together(app: &TestApp, decide: &str, path: &str) {
    let say = |body: String| async move { app.call(Role::Supervisor, "POST", decide, &[], &body).await };
    let no = say(r#"{"decision":"reject","note":"a mistake"}"#.to_owned()).await;
    assert_eq!(read(app, path).await["status"], "rejected");
    let unnamed = say(r#"{"decision":"undo"}"#.to_owned()).await;
    assert_eq!((unnamed.status, &unnamed.body["code"]), (400, &json!("invalid-request")));
    let undo = json!({"decision": "undo", "compensations": no.body["affected"]}).to_string();
    let back = say(undo.clone()).await;
    assert_eq!((back.status, &back.body["affected"]), (200, &no.body["affected"]));
    assert_eq!((&back.body["issued"], &back.body["waiting_for_second"]), (&json!(0), &json!(0)));
    assert_eq!(read(app, path).await["status"], "pending_approval");
    let again = say(undo).await;
    assert_eq!((&again.body["affected"], again.body["left"].as_array().unwrap().len()), (&json!([]), 1));
}

#[tokio::test]
async fn an_estimate_pays_nothing_the_arrival_does_and_a_correction_only_more() {
    let app = TestApp::start().await;
    listen(&app).await;
    app.post(&[booking(&app, "created", "AAAAAA", &[1], &[direct(), onward()])]).await;
    // Two hours late to Budapest: the flight to New York is gone.
    let late =
        json!({"estimated_departure": "2026-11-20T17:05:00Z", "estimated_arrival": "2026-11-20T18:45:00Z"});
    app.post(&[flight(&app, "delayed", &late)]).await;
    app.decided().await;
    let own = owed(&app, 1).await;
    assert_eq!((own.len(), &own[0]["status"]), (1, &json!("proposed")));
    assert_eq!(own[0]["facts"]["disruption"], "missed_connection");
    // The next morning instead.
    let other = json!({"flight": "ZX902", "date": "2026-11-21", "from": "BUD", "to": "JFK",
        "departs": "2026-11-21T08:00:00Z", "arrives": "2026-11-21T16:00:00Z"});
    app.post(&[booking(&app, "changed", "AAAAAA", &[1], &[direct(), other])]).await;
    app.decided().await;
    let own = owed(&app, 1).await;
    assert_eq!((&own[0]["status"], &own[0]["amount"]["amount"]), (&json!("proposed"), &json!("600.00")));
    assert_eq!(count(&told(&app).await, "payment.requested"), 0);
    let arrived = |at: &str| {
        app.event(
            "purser.flight.arrived.v1",
            &json!({"flight": "ZX902", "date": "2026-11-21", "from": "BUD", "to": "JFK",
            "scheduled_arrival": "2026-11-21T16:00:00Z", "actual_arrival": at}),
        )
    };
    app.post(&[arrived("2026-11-21T16:10:00Z")]).await;
    app.decided().await;
    let own = owed(&app, 1).await;
    assert_eq!((own.len(), &own[0]["facts"]["arrival_delay_min"]), (1, &json!(13 * 60 + 30)));
    let settled = own[0]["status"].as_str().unwrap().to_owned();
    assert!(["issued", "pending_approval"].contains(&settled.as_str()), "{settled}");
    app.post(&[arrived("2026-11-21T16:12:00Z")]).await;
    app.decided().await;
    assert_eq!(owed(&app, 1).await[0]["status"], settled.as_str());
    assert!(count(&told(&app).await, "payment.requested") <= 1);
    replayed(&app).await;
    app.stop().await;
}

#[tokio::test]
async fn what_befell_one_passenger_is_theirs_alone() {
    let app = TestApp::start().await;
    app.post(&[
        booking(&app, "created", "AAAAAA", &[1, 2, 3], &[direct()]),
        flight(&app, "scheduled", &json!({})),
    ])
    .await;
    let about = |number| json!({"customer": passenger(number), "pnr": "AAAAAA", "flight": "ZX402", "date": "2026-11-20"});
    let with = |mut data: Value, more: Value| {
        data.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        data
    };
    app.post(&[
        app.event(
            "purser.boarding.denied.v1",
            &with(about(1), json!({"voluntary": false, "reason": "overbooked"})),
        ),
        app.event(
            "purser.cabin.changed.v1",
            &with(about(2), json!({"booked_cabin": "Business", "flown_cabin": "economy"})),
        ),
        app.event(
            "purser.bag.mishandled.v1",
            &with(about(3), json!({"tag": "0220000001", "reason": "missed transfer"})),
        ),
    ])
    .await;
    app.decided().await;
    let (denied, lower, bag) = (owed(&app, 1).await, owed(&app, 2).await, owed(&app, 3).await);
    assert_eq!((denied.len(), lower.len(), bag.len()), (1, 1, 1));
    assert_eq!(denied[0]["facts"]["disruption"], "denied_boarding");
    assert_eq!(denied[0]["amount"]["amount"], "250.00");
    assert_eq!(
        (&lower[0]["facts"]["disruption"], &lower[0]["facts"]["flown_cabin"]),
        (&json!("downgrade"), &json!("economy"))
    );
    assert_eq!(
        (&bag[0]["facts"]["disruption"], &bag[0]["status"]),
        (&json!("baggage_delay"), &json!("proposed"))
    );
    let lines = read(&app, &format!("/v1/customers/{}/timeline", id_of(&app, 3).await)).await.to_string();
    assert!(
        lines.contains("Compensation may be due, the amount is open") && !lines.contains(" 0.00"),
        "{lines}"
    );
    let list = read(&app, "/v1/disruptions").await;
    let kinds: Vec<&str> =
        list["items"].as_array().unwrap().iter().filter_map(|item| item["kind"].as_str()).collect();
    assert_eq!(kinds.len(), 3, "{kinds:?}");
    let wrong = with(about(2), json!({"booked_cabin": "roof", "flown_cabin": "economy"}));
    let wrong = app.event("purser.cabin.changed.v1", &wrong);
    // Only this service says the other.
    for event in [wrong, app.event("purser.compensation.decided.v1", &json!({}))] {
        let request = app.client.post(app.url("/v1/events")).bearer_auth(app.token(Role::Service, "tests"));
        let request = request.header("content-type", "application/cloudevents+json");
        let answer = request.body(event.to_string()).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 422, "{event}");
    }
    replayed(&app).await;
    app.stop().await;
}

#[tokio::test]
async fn erasing_a_passenger_erases_what_they_were_owed() {
    let app = TestApp::start().await;
    app.post(&[
        booking(&app, "created", "AAAAAA", &[1], &[direct()]),
        booking(&app, "created", "BBBBBB", &[2], &[direct()]),
        flight(&app, "cancelled", &json!({})),
    ])
    .await;
    app.decided().await;
    assert_eq!(disruption(&app).await["passengers"], 2);
    let id = id_of(&app, 1).await;
    let erased = app
        .call(Role::Admin, "POST", &format!("/v1/customers/{id}/erase"), &[], r#"{"reason":"asked"}"#)
        .await;
    assert_eq!(erased.status, 200, "{}", erased.body);
    app.decided().await;
    let left = disruption(&app).await;
    assert_eq!((&left["passengers"], &left["items"][0]["passenger"]), (&json!(1), &json!("Given2 Family2")));
    let gone = app.call(Role::Supervisor, "GET", &format!("/v1/compensations?customer={id}"), &[], "").await;
    assert_eq!((gone.status, &gone.body["code"]), (410, &json!("erased")));
    replayed(&app).await;
    app.stop().await;
}

#[tokio::test]
async fn two_records_of_one_passenger_are_paid_once() {
    let app = TestApp::start().await;
    app.post(&[
        booking(&app, "created", "AAAAAA", &[1], &[direct()]),
        booking(&app, "created", "BBBBBB", &[2], &[direct()]),
        flight(&app, "cancelled", &json!({})),
    ])
    .await;
    app.decided().await;
    let (one, two) = (id_of(&app, 1).await, id_of(&app, 2).await);
    let body = json!({ "other": two }).to_string();
    let merged = app.call(Role::Supervisor, "POST", &format!("/v1/customers/{one}/merge"), &[], &body).await;
    assert_eq!(merged.status, 200, "{}", merged.body);
    app.decided().await;
    let both = owed(&app, 1).await;
    assert_eq!(both.len(), 2, "what was paid to both stays");
    assert!(both.iter().all(|known| known["customer_id"] == both[0]["customer_id"]));
    replayed(&app).await;
    let merge = json!({"merge": merged.body["merge"]}).to_string();
    let parted =
        app.call(Role::Supervisor, "POST", &format!("/v1/customers/{one}/unmerge"), &[], &merge).await;
    assert_eq!(parted.status, 200, "{}", parted.body);
    app.decided().await;
    assert_eq!((owed(&app, 1).await.len(), owed(&app, 2).await.len()), (1, 1));
    assert_eq!(disruption(&app).await["issued"], json!({"EUR": "500.00"}));
    replayed(&app).await;
    app.stop().await;
}

#[tokio::test]
async fn supervisors_are_told_and_agents_are_not() {
    let app = TestApp::start().await;
    app.post(&[booking(&app, "created", "AAAAAA", &[1], &[direct()])]).await;
    let mut leads = Window::open(&app.address, &app.token(Role::Supervisor, "lead-1"), 0).await;
    let mut talks = Window::open(&app.address, &app.token(Role::Agent, "agent-1"), 0).await;
    leads.settled().await;
    app.post(&[flight(&app, "cancelled", &json!({}))]).await;
    app.decided().await;
    let frame = leads.frame().await;
    let FrameBody::CompensationChanged(changed) = frame.body else { panic!("{frame:?}") };
    assert_eq!((changed.disruption.passengers, changed.pending_approval), (1, 0));
    assert_eq!(talks.settled().await, Vec::new());
    app.stop().await;
}

#[tokio::test]
async fn another_policy_changes_the_next_award_and_none_of_the_past() {
    let folder = Arc::new(tempfile::tempdir().unwrap());
    let file = folder.path().join("policy.json");
    // Nobody must approve what such a flight gives; then everybody.
    std::fs::write(&file, BUILT_IN.replace("\"> 250\"", "\"> 600\"")).unwrap();
    let policy = Current::open(Some(file.clone())).unwrap();
    let app = TestApp::start_with_policy(&folder, policy).await;
    app.post(&[booking(&app, "created", "AAAAAA", &[1], &[direct()]), flight(&app, "cancelled", &json!({}))])
        .await;
    app.decided().await;
    let before = owed(&app, 1).await;
    assert_eq!(before[0]["status"], "issued");
    std::fs::write(&file, BUILT_IN.replace("\"> 250\"", "\"> 0\"")).unwrap();
    app.post(&[booking(&app, "created", "BBBBBB", &[2], &[direct()])]).await;
    app.post(&[flight(&app, "cancelled", &json!({}))]).await;
    app.decided().await;
    assert_eq!(owed(&app, 1).await, before, "what was issued stays as it was decided");
    let next = owed(&app, 2).await;
    assert_eq!(next[0]["status"], "pending_approval");
    assert_ne!(next[0]["policy_version"], before[0]["policy_version"]);
    replayed(&app).await;
    app.stop().await;
}
