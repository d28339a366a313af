//! Who must agree before money goes out.

use crate::{
    compensations::{count, listen, replayed, told},
    disrupted::{booking, direct, disruption, flight, id_of, owed, passenger},
    test_app::TestApp,
};
use jiff::SignedDuration;
use purser_backend::{
    auth::Role,
    compensation::policy::{BUILT_IN, Current},
};
use serde_json::json;
use std::sync::Arc;

#[tokio::test]
async fn above_a_limit_two_supervisors_must_agree() {
    let folder = Arc::new(tempfile::tempdir().unwrap());
    let file = folder.path().join("policy.json");
    std::fs::write(&file, BUILT_IN.replace("\"> 1200\"", "\"> 200\"")).unwrap();
    let app = TestApp::start_with_policy(&folder, Current::open(Some(file)).unwrap()).await;
    listen(&app).await;
    app.post(&[booking(&app, "created", "AAAAAA", &[1], &[direct()]), flight(&app, "cancelled", &json!({}))])
        .await;
    app.decided().await;
    let waiting = owed(&app, 1).await.remove(0);
    assert_eq!((&waiting["status"], &waiting["approvals_needed"]), (&json!("pending_approval"), &json!(2)));
    let path = format!("/v1/compensations/{}/approve", waiting["id"].as_str().unwrap());
    let approve = |who: (Role, &'static str)| {
        let (app, path) = (&app, &path);
        async move { app.call_by(who, "POST", path, &[], "{}").await }
    };
    assert_eq!(approve((Role::Agent, "agent-1")).await.status, 403);
    let first = approve((Role::Supervisor, "ida")).await;
    assert_eq!((first.status, &first.body["status"]), (200, &json!("approved")), "{}", first.body);
    let same = approve((Role::Supervisor, "ida")).await;
    assert_eq!(same.status, 409, "the same supervisor twice is one pair of eyes: {}", same.body);
    assert_eq!(count(&told(&app).await, "payment.requested"), 0);
    let second = approve((Role::Supervisor, "jens")).await;
    assert_eq!((second.status, &second.body["status"]), (200, &json!("issued")), "{}", second.body);
    assert_eq!(approve((Role::Supervisor, "kim")).await.status, 409);
    let events = told(&app).await;
    assert_eq!((count(&events, "payment.requested"), count(&events, "compensation.issued")), (1, 1));
    replayed(&app).await;
    app.stop().await;
}

#[tokio::test]
async fn what_was_paid_in_the_name_of_another_is_not_paid_again_unasked() {
    let app = TestApp::start().await;
    listen(&app).await;
    // Older than the passenger, so that both go by this id while they are one.
    let stated = json!({"customer": passenger(2), "key": "seat", "value": "aisle"});
    app.post(&[app.event("purser.preference.stated.v1", &stated)]).await;
    app.post(&[booking(&app, "created", "AAAAAA", &[1, 3], &[direct()])]).await;
    let (one, two) = (id_of(&app, 1).await, id_of(&app, 2).await);
    let decide = |what: &'static str, body: serde_json::Value| {
        let (app, path) = (&app, format!("/v1/customers/{two}/{what}"));
        async move { app.call(Role::Supervisor, "POST", &path, &[], &body.to_string()).await }
    };
    // Each thing happens at its own time, as it does where clocks go on.
    let later = || app.clock.set(app.clock.now() + SignedDuration::from_secs(60));
    later();
    let merged = decide("merge", json!({ "other": one })).await;
    assert_eq!((merged.status, &merged.body["customers"]), (200, &json!([two])), "{}", merged.body);
    later();
    app.post(&[flight(&app, "cancelled", &json!({}))]).await;
    later();
    app.decided().await;
    let paid = owed(&app, 2).await;
    assert_eq!((paid.len(), &paid[0]["status"]), (1, &json!("issued")), "{paid:?}");
    assert_eq!(count(&told(&app).await, "payment.requested"), 2);
    later();
    let parted = decide("unmerge", json!({"merge": merged.body["merge"]})).await;
    assert_eq!(parted.status, 200, "{}", parted.body);
    app.decided().await;
    // Looked at once more, it still waits.
    later();
    app.post(&[flight(&app, "cancelled", &json!({"cause": "crew sickness"}))]).await;
    app.decided().await;
    let waiting = owed(&app, 1).await.remove(0);
    assert_eq!(
        (&waiting["status"], &waiting["amount"]["amount"]),
        (&json!("pending_approval"), &json!("250.00"))
    );
    let review = waiting["review"].to_string();
    assert!(review.contains("250.00 EUR was issued for the same in the name of a customer"), "{review}");
    assert_eq!(owed(&app, 2).await[0]["issued"], paid[0]["issued"], "what was issued stays");
    assert_eq!(count(&told(&app).await, "payment.requested"), 2);
    assert_eq!(disruption(&app).await["outcomes"], json!({"issued": 2, "pending_approval": 1}));
    replayed(&app).await;
    let path = format!("/v1/compensations/{}/approve", waiting["id"].as_str().unwrap());
    let approved = app.call(Role::Supervisor, "POST", &path, &[], "{}").await;
    assert_eq!((approved.status, &approved.body["status"]), (200, &json!("issued")), "{}", approved.body);
    assert_eq!(count(&told(&app).await, "payment.requested"), 3);
    app.stop().await;
}
