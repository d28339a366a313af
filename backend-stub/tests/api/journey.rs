//! One journey with several flights in trouble: each has a case, and the journey is paid for once, unless a supervisor knows.

use crate::{
    compensations::{count, listen, replayed, told},
    disrupted::{booking, direct, flight, onward, owed, read},
    test_app::{Answer, TestApp},
};
use purser_backend::auth::Role;
use serde_json::{Value, json};

/// BUD → VIE, so that the whole journey is a short one.
fn short() -> Value {
    json!({"flight": "ZX900", "date": "2026-11-20", "from": "BUD", "to": "VIE",
        "departs": "2026-11-20T18:40:00Z", "arrives": "2026-11-20T19:30:00Z", "cabin": "economy"})
}

/// The second flight is cancelled too.
fn onward_cancelled(app: &TestApp) -> Value {
    app.event("purser.flight.cancelled.v1", &json!({"flight": "ZX900", "date": "2026-11-20", "from": "BUD"}))
}

/// What a passenger is owed for the first flight and for the second.
async fn both(app: &TestApp, number: usize) -> [Value; 2] {
    let mut found = owed(app, number).await;
    found.sort_by_key(|case| case["flight"].as_str().map(str::to_owned));
    found.try_into().unwrap()
}

async fn approve(app: &TestApp, case: &Value, headers: &[(&str, &str)]) -> Answer {
    let path = format!("/v1/compensations/{}/approve", case["id"].as_str().unwrap());
    app.call(Role::Supervisor, "POST", &path, headers, "{}").await
}

fn says(case: &Value, sentence: &str) -> bool {
    case["review"].as_array().unwrap().iter().any(|line| line == sentence)
}

const PAID_FIRST: &str = "The same journey was compensated for ZX402 of 2026-11-20 with 250.00 EUR.";

#[tokio::test]
async fn what_is_decided_at_once_is_paid_once() {
    let app = TestApp::start().await;
    listen(&app).await;
    app.post(&[flight(&app, "cancelled", &json!({})), onward_cancelled(&app)]).await;
    app.decided().await;
    // Both are known before the booking is, so that it is looked at once for both.
    app.post(&[booking(&app, "created", "AAAAAA", &[1], &[direct(), short()])]).await;
    app.decided().await;
    let [first, second] = both(&app, 1).await;
    assert_eq!((&first["status"], &first["amount"]["amount"]), (&json!("issued"), &json!("250.00")));
    assert_eq!((&second["status"], &second["issued"]), (&json!("pending_approval"), &json!([])), "{second}");
    assert!(says(&second, PAID_FIRST), "{second}");
    assert_eq!(count(&told(&app).await, "payment.requested"), 1);
    // Whoever approves it knows.
    let approved = approve(&app, &second, &[]).await;
    assert_eq!((approved.status, &approved.body["status"]), (200, &json!("issued")), "{}", approved.body);
    replayed(&app).await;
    app.stop().await;
}

#[tokio::test]
async fn one_after_the_other_is_paid_once() {
    let app = TestApp::start().await;
    listen(&app).await;
    app.post(&[booking(&app, "created", "AAAAAA", &[1], &[direct(), short()])]).await;
    app.post(&[flight(&app, "cancelled", &json!({}))]).await;
    app.decided().await;
    app.post(&[onward_cancelled(&app)]).await;
    app.decided().await;
    let [first, second] = both(&app, 1).await;
    assert_eq!((&first["status"], &second["status"]), (&json!("issued"), &json!("pending_approval")));
    assert!(says(&second, PAID_FIRST), "{second}");
    assert_eq!(count(&told(&app).await, "payment.requested"), 1);
    app.stop().await;
}

/// Two cases of one journey to New York, both above what is paid without asking.
async fn two_that_wait(app: &TestApp) -> [Value; 2] {
    listen(app).await;
    app.post(&[booking(app, "created", "AAAAAA", &[1], &[direct(), onward()])]).await;
    app.post(&[flight(app, "cancelled", &json!({}))]).await;
    app.decided().await;
    app.post(&[onward_cancelled(app)]).await;
    app.decided().await;
    let cases = both(app, 1).await;
    for case in &cases {
        assert_eq!(
            (&case["status"], &case["amount"]["amount"]),
            (&json!("pending_approval"), &json!("600.00"))
        );
    }
    cases
}

const PAID_600: &str = "The same journey was compensated for ZX402 of 2026-11-20 with 600.00 EUR.";

#[tokio::test]
async fn an_approval_that_did_not_know_of_the_other_is_refused_once() {
    let app = TestApp::start().await;
    let [first, second] = two_that_wait(&app).await;
    assert!(says(&first, "The same journey is claimed for ZX900 of 2026-11-20 as well."), "{first}");
    assert!(says(&second, "The same journey is claimed for ZX402 of 2026-11-20 as well."), "{second}");
    let approved = approve(&app, &first, &[]).await;
    assert_eq!((approved.status, &approved.body["status"]), (200, &json!("issued")), "{}", approved.body);
    app.decided().await;
    let known = format!("\"{}\"", second["version"]);
    let headers = [("if-match", known.as_str()), ("idempotency-key", "second")];
    for time in ["first", "the answer was lost"] {
        let refused = approve(&app, &second, &headers).await;
        assert_eq!((refused.status, &refused.body["code"]), (409, &json!("conflict")), "{time}");
        assert!(refused.body["detail"].as_str().unwrap().starts_with(PAID_600), "{}", refused.body);
    }
    assert_eq!(approve(&app, &second, &[("if-match", &known)]).await.status, 412);
    let now = read(&app, &format!("/v1/compensations/{}", second["id"].as_str().unwrap())).await;
    assert_eq!((&now["status"], &now["issued"]), (&json!("pending_approval"), &json!([])));
    assert!(says(&now, PAID_600) && now["version"].as_u64() > second["version"].as_u64(), "{now}");
    assert_eq!(both(&app, 1).await[1], now, "the customer's view says the same");
    assert_eq!(count(&told(&app).await, "payment.requested"), 1);
    replayed(&app).await;
    let newer = format!("\"{}\"", now["version"]);
    let knowingly = approve(&app, &second, &[("if-match", &newer)]).await;
    assert_eq!((knowingly.status, &knowingly.body["status"]), (200, &json!("issued")), "{}", knowingly.body);
    assert_eq!(count(&told(&app).await, "payment.requested"), 2);
    replayed(&app).await;
    app.stop().await;
}

#[tokio::test]
async fn a_word_for_many_leaves_what_was_paid_for_meanwhile() {
    let app = TestApp::start().await;
    let [first, second] = two_that_wait(&app).await;
    assert_eq!(approve(&app, &first, &[]).await.status, 200);
    let decide = format!("/v1/disruptions/{}/decide", second["disruption_id"].as_str().unwrap());
    let say = |body: &'static str| {
        let (app, decide) = (&app, &decide);
        async move {
            let answer = app.call(Role::Supervisor, "POST", decide, &[], body).await;
            assert_eq!(answer.status, 200, "{}", answer.body);
            answer.body
        }
    };
    let approve = r#"{"decision":"approve"}"#;
    for body in [r#"{"decision":"approve","preview":true}"#, approve] {
        let left = say(body).await;
        assert_eq!((&left["affected"], &left["issued"], &left["total"]), (&json!([]), &json!(0), &json!({})));
        assert_eq!(left["left"][0]["id"], second["id"]);
        assert!(left["left"][0]["reason"].as_str().unwrap().starts_with(PAID_600), "{left}");
    }
    assert!(says(&both(&app, 1).await[1], PAID_600));
    assert_eq!(count(&told(&app).await, "payment.requested"), 1);
    assert_eq!(say(approve).await["issued"], 1, "knowingly");
    assert_eq!(count(&told(&app).await, "payment.requested"), 2);
    replayed(&app).await;
    app.stop().await;
}

#[tokio::test]
async fn a_rejection_of_the_one_leaves_the_other_to_be_approved() {
    let app = TestApp::start().await;
    let [first, second] = two_that_wait(&app).await;
    let path = format!("/v1/compensations/{}/reject", first["id"].as_str().unwrap());
    let no = app.call(Role::Supervisor, "POST", &path, &[], r#"{"note":"the other"}"#).await;
    assert_eq!(no.status, 200, "{}", no.body);
    let yes = approve(&app, &second, &[]).await;
    assert_eq!((yes.status, &yes.body["status"]), (200, &json!("issued")), "{}", yes.body);
    assert_eq!(count(&told(&app).await, "payment.requested"), 1);
    app.stop().await;
}
