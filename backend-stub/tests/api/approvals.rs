//! Who must agree before money goes out.

use crate::{
    compensations::{count, listen, replayed, told},
    disrupted::{booking, direct, flight, owed},
    test_app::TestApp,
};
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
