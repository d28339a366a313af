//! Customers are what they would be had the events come in the order they happened, in whatever order they come.

use super::{
    database,
    test_app::{decided, wiring},
};
use jiff::Timestamp;
use purser_backend::{
    app::{AppState, Wiring},
    clock::Clock,
    customers::views::{Sources, Views},
    db::{Db, query},
    demo,
    ingest::envelope::{self, Incoming},
    log::replay::replay,
};
use purser_contract::CustomerId;
use rand::{SeedableRng, seq::SliceRandom};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};
use std::{collections::BTreeSet, sync::Arc};

const NOW: &str = "2026-11-20T12:00:00Z";

/// Every customer with their version, whole record and suggestions, after these events came in groups of unlike size.
pub async fn customers(events: &[Incoming], sizes: &[usize]) -> Vec<(String, i64, String)> {
    let folder = tempfile::tempdir().unwrap();
    let db = database::open(folder.path()).await;
    let app = AppState::start(wiring(db.clone(), Clock::fixed(NOW.parse().unwrap()))).unwrap();
    let mut rest = events;
    for size in sizes.iter().cycle() {
        let (head, tail) = rest.split_at((*size).min(rest.len()));
        app.writer.ingest(head.to_vec()).await.unwrap();
        rest = tail;
        if rest.is_empty() {
            break;
        }
    }
    // What they are owed is decided once everything is there.
    app.start_deciding().await;
    decided(&db).await;
    app.finish().await;
    let mut found = rows(&db).await;
    suggest(&db, &mut found).await;
    let lines_before = lines(&db).await;
    let changed = replay(&db, "DE", |_| ()).await.unwrap().changed;
    let after = lines(&db).await;
    let gone: Vec<_> = lines_before.difference(&after).collect();
    let come: Vec<_> = after.difference(&lines_before).collect();
    assert_eq!((gone, come), (vec![], vec![]));
    let mut again = rows(&db).await;
    suggest(&db, &mut again).await;
    same(&again, &found, "replayed");
    assert_eq!(changed, Vec::<&str>::new());
    found
}

/// Adds to each record who may be the same person.
async fn suggest(db: &Db, rows: &mut [(String, i64, String)]) {
    let Wiring { db, clock, home, identity, rules, .. } =
        wiring(db.clone(), Clock::fixed(NOW.parse().unwrap()));
    let identity = Arc::new(identity);
    // Nobody else writes any more, so there is nobody to wait for.
    let views = Views::new(Sources { db, elsewhere: None, clock, home, identity, rules });
    for (id, _, record) in rows {
        let found = views.suggestions(CustomerId(id.parse().unwrap())).await.unwrap().unwrap();
        record.push_str(&format!("{found:?}"));
    }
}

/// Every line of every timeline, wherever it stands.
async fn lines(db: &Db) -> BTreeSet<(String, i64, i64, i64)> {
    let conn = &mut db.read.acquire().await.unwrap();
    let mut found = BTreeSet::new();
    let spilled = query("SELECT subject, at, seq, shared FROM timeline").fetch_all(conn).await.unwrap();
    for row in spilled {
        found.insert((
            row.try_get(0).unwrap(),
            row.try_get(1).unwrap(),
            row.try_get(2).unwrap(),
            row.try_get(3).unwrap(),
        ));
    }
    let recent = query("SELECT id, recent FROM customers").fetch_all(conn).await.unwrap();
    for row in recent {
        let (id, recent): (String, String) = (row.try_get(0).unwrap(), row.try_get(1).unwrap());
        let recent: Vec<(i64, i64, i64)> = serde_json::from_str(&recent).unwrap();
        let subject = format!("c:{}", id.replace('-', ""));
        found.extend(recent.into_iter().map(|(at, seq, shared)| (subject.clone(), at, seq, shared)));
    }
    found
}

async fn rows(db: &Db) -> Vec<(String, i64, String)> {
    let conn = &mut db.read.acquire().await.unwrap();
    let rows = query("SELECT id, version, record FROM customers ORDER BY id").fetch_all(conn).await.unwrap();
    rows.iter()
        .map(|row| (row.try_get(0).unwrap(), row.try_get(1).unwrap(), row.try_get(2).unwrap()))
        .collect()
}

pub fn same(left: &[(String, i64, String)], right: &[(String, i64, String)], what: &str) {
    for (left, right) in left.iter().zip(right) {
        assert_eq!(left, right, "{what}");
    }
    assert_eq!(left.len(), right.len(), "{what}");
}

#[tokio::test]
async fn the_order_of_arrival_decides_nothing() {
    let now: Timestamp = NOW.parse().unwrap();
    let read =
        |(index, event)| envelope::read(index, &serde_json::to_string(&event).unwrap(), now, "DE").unwrap();
    let events: Vec<Incoming> =
        demo::events(3, 150, "2026-11-20".parse().unwrap(), now).enumerate().map(read).collect();
    let mut in_order = events.clone();
    in_order.sort_by_key(Incoming::moment);
    let expected = customers(&in_order, &[50]).await;
    assert!(expected.len() > 100);
    for seed in 0..4 {
        let mut shuffled = events.clone();
        shuffled.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
        same(&customers(&shuffled, &[1, 7, 300, 40]).await, &expected, &format!("seed {seed}"));
    }
}

/// A few people with everything in common that tempts to take them for one another.
fn tangle() -> Vec<Incoming> {
    let person = |given: &str, family: &str, identifiers: Value| json!({"name": {"given": given, "family": family}, "identifiers": identifiers});
    let home = "+4930123456";
    let stated = |customer: Value, value: &str| {
        ("preference.stated", json!({"customer": customer, "key": "seat", "value": value}))
    };
    let events = [
        stated(json!({"identifiers": {"phone": home}}), "nobody yet"),
        stated(person("Ada", "Kis", json!({"phone": home, "email": "ada@example.com"})), "aisle"),
        stated(person("Bence", "Kis", json!({"phone": home})), "window"),
        stated(json!({"identifiers": {"phone": home}}), "one of two"),
        stated(person("Ada", "Kis", json!({"loyalty": "L1", "email": "ada@example.com"})), "front"),
        stated(person("Ada", "Kis", json!({"loyalty": "L2", "phone": home})), "another Ada"),
        stated(person("", "", json!({"loyalty": "L2"})), "rear"),
        stated(person("Cili", "Kis", json!({"email": "cili@example.com"})), "cili"),
        stated(person("Cili", "Kis", json!({"phone": "+36301111111"})), "cili too"),
        (
            "identity.linked",
            json!({"customer": person("Cili", "Kis",
            json!({"phone": "+36301111111", "email": "cili@example.com"}))}),
        ),
        (
            "booking.created",
            json!({"pnr": "ABC123", "passengers": [
            {"customer": person("Ada", "Kis", json!({"email": "ada@example.com"}))},
            {"customer": person("Bence", "Kis", json!({"phone": home}))},
            {"customer": person("Dora", "Kis", json!({"phone": home}))}],
            "segments": [{"flight": "ZX1", "date": "2026-11-21", "from": "BUD", "to": "LHR"}]}),
        ),
        (
            "checkin.completed",
            json!({"customer": person("Dora", "Kis", json!({"phone": home})),
            "flight": "ZX1", "date": "2026-11-21", "seat": "3A"}),
        ),
        (
            "bag.checked",
            json!({"customer": person("Dora", "Kis", json!({"pnr": "ABC123"})), "tag": "0125000001"}),
        ),
        ("bag.loaded", json!({"tag": "0125000001"})),
        (
            "contact.ringing",
            json!({"contact_id": "c1", "channel": "voice", "from": "+36301111111", "to": "+491",
            "agent_id": "a1"}),
        ),
        ("contact.answered", json!({"contact_id": "c1", "agent_id": "a1"})),
        (
            "contact.ended",
            json!({"contact_id": "c1", "agent_id": "a1", "duration_s": 60, "disposition": "done"}),
        ),
    ];
    a_minute_apart(events.into())
}

/// Bookings and calls that name people by the booking's reference alone.
fn by_reference() -> Vec<Incoming> {
    let person = |given: &str, identifiers: Value| json!({"name": {"given": given, "family": "Kis"}, "identifiers": identifiers});
    let segment = |flight: &str| json!({"flight": flight, "date": "2026-11-21", "from": "BUD", "to": "LHR"});
    a_minute_apart(vec![
        (
            "identity.linked",
            json!({"customer": person("Eva", json!({"phone": "+493077777", "email": "eva@example.com"}))}),
        ),
        (
            "booking.created",
            json!({"pnr": "ABC123", "passengers": [
            {"customer": person("Ada", json!({"email": "ada@example.com"}))},
            {"customer": person("Bence", json!({"email": "bence@example.com"}))}], "segments": [segment("ZX1")]}),
        ),
        ("booking.changed", json!({"pnr": "ABC123", "segments": [segment("ZX2")]})),
        (
            "contact.ringing",
            json!({"contact_id": "c1", "channel": "chat", "from": "+493077777", "agent_id": "a1",
            "ivr": {"pnr": "ABC123", "intent": "bag"}}),
        ),
        ("contact.ended", json!({"contact_id": "c1", "agent_id": "a1"})),
        ("booking.cancelled", json!({"pnr": "ABC123"})),
        ("booking.cancelled", json!({"pnr": "ZZZ999"})),
    ])
}

fn a_minute_apart(events: Vec<(&str, Value)>) -> Vec<Incoming> {
    let at: Timestamp = "2026-11-20T08:00:00Z".parse().unwrap();
    let event = |(index, (kind, data)): (usize, (&str, Value))| {
        let minutes = i64::try_from(index).unwrap();
        let event = json!({"specversion": "1.0", "id": format!("e{index}"), "source": "/test",
            "type": format!("purser.{kind}.v1"), "time": (at + jiff::Span::new().minutes(minutes)).to_string(),
            "data": data});
        envelope::read(index, &event.to_string(), at, "DE").unwrap()
    };
    events.into_iter().enumerate().map(event).collect()
}

#[tokio::test]
async fn people_who_share_everything_come_out_the_same() {
    let events = tangle();
    let expected = customers(&events, &[100]).await;
    assert_eq!(customers(&events, &[1]).await, expected);
    for seed in 0..40 {
        let mut shuffled = events.clone();
        shuffled.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
        let order: Vec<&str> = shuffled.iter().map(|event| event.id.as_str()).collect();
        same(&customers(&shuffled, &[1, 3, 2]).await, &expected, &format!("seed {seed}: {order:?}"));
    }
}

#[tokio::test]
async fn what_names_people_by_a_reference_finds_them_later() {
    let events = by_reference();
    let expected = customers(&events, &[100]).await;
    assert!(expected.iter().any(|(_, _, record)| record.contains("\"c1\"")), "Eva called: {expected:?}");
    for seed in 0..40 {
        let mut shuffled = events.clone();
        shuffled.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
        let order: Vec<&str> = shuffled.iter().map(|event| event.id.as_str()).collect();
        same(&customers(&shuffled, &[1, 3, 2]).await, &expected, &format!("seed {seed}: {order:?}"));
    }
}
