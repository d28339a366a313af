//! One loop that takes what is watched, looks at everybody concerned, and writes new cases to the outbox.
//!
//! The case, its event out and the removal of what was watched are one transaction: a case is told once, also through
//! kills. Deliberately not here: sending (`webhooks::dispatcher`).

use super::{Book, Watch, passengers_key, store};
use crate::{
    clock::Clock,
    customers::{self, store::Stored},
    db::{Conn, Db},
    elsewhere, flights,
    insight::{
        rules::Rules,
        signals::{Facts, operational},
    },
    log,
    outbox::{self, Announcement},
    realtime::frames::Committed,
};
use jiff::SignedDuration;
use purser_contract::{CustomerId, insight::Signal};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};
use tokio::{sync::Notify, task::JoinHandle, time};
use tokio_util::sync::CancellationToken;

/// How much is looked at in one go.
const SOME: i64 = 16;
/// With nothing to look at, how long until the store is looked at again all the same.
const IDLE: Duration = Duration::from_secs(60);
/// After the store failed.
const PAUSE: Duration = Duration::from_secs(1);
/// How long a case is remembered.
const KEPT: SignedDuration = SignedDuration::from_hours(60 * 24);

/// What the loop works with.
#[derive(Debug)]
pub struct Parts {
    /// The database.
    pub db: Db,
    /// The time.
    pub clock: Clock,
    /// The airline's rules.
    pub rules: Arc<Rules>,
    /// Rung when there is something to look at.
    pub bell: Arc<Notify>,
    /// To ring when there is something for webhooks.
    pub outbox: Arc<Notify>,
    /// Cancelled when the service stops.
    pub stop: CancellationToken,
}

/// Starts the loop; it ends when the service stops.
#[must_use]
pub fn start(parts: Parts) -> JoinHandle<()> {
    tokio::spawn(run(parts))
}

async fn run(parts: Parts) {
    loop {
        let wait = match look(&parts).await {
            Ok(true) => continue,
            Ok(false) => IDLE,
            Err(error) => {
                tracing::warn!(error = %error, "what may be at risk was not looked at; it will be");
                PAUSE
            }
        };
        tokio::select! {
            () = parts.stop.cancelled() => break,
            () = parts.bell.notified() => {}
            () = time::sleep(wait) => {}
        }
    }
}

/// Looks at some of what is watched; says whether there was any.
async fn look(parts: &Parts) -> Result<bool, sqlx::Error> {
    if parts.stop.is_cancelled() {
        return Ok(false);
    }
    let mut reading = parts.db.read.acquire().await?;
    let seen = store::some(&mut reading, Book::Risks, SOME).await?;
    if seen.is_empty() {
        return Ok(false);
    }
    let risks = risks(&mut reading, parts, &seen).await?;
    drop(reading);
    let now = parts.clock.now();
    let mut transaction = parts.db.begin().await?;
    let mut announced = Vec::new();
    let mut place = next_place(&mut transaction).await?;
    for ((customer, case), signal) in risks {
        let case = format!("{}:{case}", customer.0);
        if store::open(&mut transaction, &case, now).await? {
            announced.push(Announcement::risk(place, customer, signal));
            place += 1;
        }
    }
    if !announced.is_empty() {
        store::forget_older(&mut transaction, now.saturating_sub(KEPT).unwrap_or(now)).await?;
    }
    let published = outbox::write(&mut transaction, &announced, now).await?;
    store::remove(&mut transaction, Book::Risks, &seen).await?;
    elsewhere::tell(&mut transaction, parts.db.process, &Committed::default(), published > 0).await?;
    transaction.commit().await?;
    parts.db.committed();
    if published > 0 {
        metrics::counter!("purser_outbox_events_total").increment(published as u64);
        parts.outbox.notify_one();
    }
    Ok(true)
}

/// After everything that the log led to so far, and before what it leads to next.
async fn next_place(conn: &mut Conn) -> Result<i64, sqlx::Error> {
    let seq = log::store::last_seq(conn).await?;
    let own = Announcement::place_after(seq);
    Ok(outbox::store::last_place(conn).await?.map_or(own, |last| own.max(last.saturating_add(1))))
}

/// The operational signals of everybody concerned, by customer and case.
async fn risks(
    conn: &mut Conn,
    parts: &Parts,
    seen: &[(Watch, i64)],
) -> Result<BTreeMap<(CustomerId, String), Signal>, sqlx::Error> {
    let mut ids: BTreeSet<CustomerId> = BTreeSet::new();
    let mut keys = Vec::new();
    for (watch, _) in seen {
        match watch {
            Watch::Customer(id) => {
                ids.insert(*id);
            }
            Watch::Flight(key) => keys.push(passengers_key(key)),
        }
    }
    ids.extend(customers::store::holders(conn, &keys).await?.into_iter().map(|(_, id)| id));
    let ids: Vec<CustomerId> = ids.into_iter().collect();
    let mut found = BTreeMap::new();
    for stored in customers::store::customers(conn, &ids).await? {
        for signal in of(conn, parts, &stored).await? {
            found.insert((stored.id, signal.id.clone()), signal);
        }
    }
    Ok(found)
}

async fn of(conn: &mut Conn, parts: &Parts, stored: &Stored) -> Result<Vec<Signal>, sqlx::Error> {
    let flights = flights::store::flights(conn, &stored.record.flights()).await?;
    let flights =
        flights.into_iter().map(|(key, version, record)| (key, Arc::new((version, record)))).collect();
    let now = parts.clock.now();
    Ok(operational(Facts { record: &stored.record, flights: &flights, rules: &parts.rules, now }))
}
