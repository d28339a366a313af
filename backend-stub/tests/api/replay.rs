//! A replay gives the same read models, byte for byte, and says when they were not what the log says.

use super::test_app::TestApp;
use jiff::Timestamp;
use purser_backend::{
    app::{AppState, Wiring},
    clock::Clock,
    db::Db,
    demo,
    ingest::envelope::{self, Incoming},
    insight::rules::Rules,
    log::replay::{bring_up_to_date, replay, store::digests},
    realtime::Limits,
};
use serde_json::json;
use std::sync::Arc;

#[tokio::test]
async fn a_replay_changes_nothing_and_mends_what_was_changed() {
    let folder = tempfile::tempdir().unwrap();
    let db = Db::open(&format!("sqlite://{}", folder.path().join("purser.db").display())).await.unwrap();
    let now: Timestamp = "2026-11-20T12:00:00Z".parse().unwrap();
    let app = AppState::start(Wiring {
        db: db.clone(),
        clock: Clock::fixed(now),
        home: "DE".to_owned(),
        trusted: Vec::new(),
        dev_idp: None,
        origins: Vec::new(),
        limits: Limits::default(),
        webhooks: None,
        law: purser_entitlement::Settings::default(),
        rules: Arc::new(Rules::built_in()),
    })
    .unwrap();
    let events: Vec<Incoming> = demo::events(3, 400, "2026-11-20".parse().unwrap(), now)
        .enumerate()
        .map(|(index, event)| {
            envelope::read(index, &serde_json::to_string(&event).unwrap(), now, "DE").unwrap()
        })
        .collect();
    let total = events.len() as u64;
    // Groups of unlike size, as they come in life; a replay has its own.
    let mut rest = events.as_slice();
    for size in [1, 7, 64, 300, 5, 1_000].into_iter().cycle() {
        let (head, tail) = rest.split_at(size.min(rest.len()));
        app.writer.ingest(head.to_vec()).await.unwrap();
        rest = tail;
        if rest.is_empty() {
            break;
        }
    }
    app.finish().await;
    let before = digests(&mut db.read.acquire().await.unwrap()).await.unwrap();
    let done = replay(&db, "DE", |_| ()).await.unwrap();
    assert_eq!((done.events, done.changed), (total, vec![]));
    assert_eq!(digests(&mut db.read.acquire().await.unwrap()).await.unwrap(), before);
    sqlx::query("UPDATE customers SET record = '{}' WHERE id = (SELECT MIN(id) FROM customers)")
        .execute(&db.write)
        .await
        .unwrap();
    assert_eq!(replay(&db, "DE", |_| ()).await.unwrap().changed, ["customers"]);
    assert_eq!(digests(&mut db.read.acquire().await.unwrap()).await.unwrap(), before);
}

#[tokio::test]
async fn read_models_of_another_version_are_rebuilt_at_the_start() {
    let app = TestApp::start().await;
    let customer = json!({"name": {"given": "Ada", "family": "Kis"}, "identifiers": {"loyalty": "ZX1"}});
    let data = json!({"customer": customer, "key": "seat", "value": "aisle"});
    app.post(&[app.event("purser.preference.stated.v1", &data)]).await;
    let db = &app.state.db;
    let before = digests(&mut db.read.acquire().await.unwrap()).await.unwrap();
    bring_up_to_date(db, "DE").await.unwrap();
    for spoil in [
        "UPDATE customers SET record = '{\"bookings\":{\"A\":{\"seen\":{\"x\":1}}}}'",
        "DELETE FROM properties",
    ] {
        sqlx::query(spoil).execute(&db.write).await.unwrap();
    }
    bring_up_to_date(db, "DE").await.unwrap();
    assert_eq!(digests(&mut db.read.acquire().await.unwrap()).await.unwrap(), before);
    app.stop().await;
}
