//! One loop that takes what moved, looks at everybody concerned, and has the steps written that follow.
//!
//! It reads beside ingest and computes beside the database; only writing takes the writer's time, a hundred passengers at
//! once. A step is written when what it was made from still stands, together with the removal of what moved, so that a
//! killed process, or two on one database, decide nothing twice. Deliberately not here: what is owed (`outcome`, `award`).

mod astray;
mod passengers;

use super::{
    catching_up::{CatchingUp, Settled},
    policy::Current,
    store,
    subject::Subject,
};
use crate::{
    clock::Clock,
    customers,
    db::{Conn, Db},
    log::writer::{Decision, Writer},
    risks::{Book, Watch, passengers_key, store as watched},
};
use passengers::{Look, Looked};
use purser_contract::{CustomerId, FlightKey};
use std::{collections::BTreeSet, sync::Arc, time::Duration};
use tokio::{sync::Notify, task::JoinHandle, time};
use tokio_util::sync::CancellationToken;

/// How many rows are taken in one go.
const SOME: i64 = 64;
/// How many passengers are written in one transaction.
const AT_ONCE: usize = 100;
/// With nothing to look at, how long until the store is looked at again all the same.
const IDLE: Duration = Duration::from_secs(5);
/// After the store failed.
const PAUSE: Duration = Duration::from_secs(1);

/// What the loop works with.
#[derive(Clone, Debug)]
pub struct Parts {
    /// The database.
    pub db: Db,
    /// The time, for what is overdue.
    pub clock: Clock,
    /// The way to write.
    pub writer: Writer,
    /// Which laws are in force.
    pub law: purser_entitlement::Settings,
    /// The airline's policy.
    pub policy: Arc<Current>,
    /// The airline's country.
    pub home: String,
    /// How long no news of before must come until what it moved is decided.
    pub settle: Duration,
    /// Rung when there is something to look at.
    pub bell: Arc<Notify>,
    /// Cancelled when the service stops.
    pub stop: CancellationToken,
}

/// Starts the loop; it ends when the service stops.
#[must_use]
pub fn start(parts: Parts) -> JoinHandle<()> {
    tokio::spawn(run(parts))
}

async fn run(parts: Parts) {
    let mut catching_up = CatchingUp::default();
    let mut counted = false;
    loop {
        let wait = match look(&parts, &mut catching_up).await {
            Ok(None) => {
                counted = false;
                continue;
            }
            Ok(Some(wait)) => wait,
            Err(error) => {
                tracing::warn!(
                    error = format!("{error:#}"),
                    "what passengers are owed was not decided; it will be"
                );
                PAUSE
            }
        };
        if !counted {
            count(&parts).await;
        }
        tokio::select! {
            () = parts.stop.cancelled() => break,
            () = parts.bell.notified() => counted = true,
            // What is overdue changes with the time.
            () = time::sleep(wait) => counted = false,
        }
    }
}

/// Looks at some of what moved; when there was nothing, says how long to wait.
async fn look(parts: &Parts, catching_up: &mut CatchingUp) -> anyhow::Result<Option<Duration>> {
    if parts.stop.is_cancelled() {
        return Ok(Some(IDLE));
    }
    let mut reading = parts.db.read.acquire().await?;
    let seen = watched::some(&mut reading, Book::Decisions, SOME).await?;
    let Some(first) = seen.first() else {
        drop(reading);
        return nothing_now(parts, catching_up).await;
    };
    if let (Watch::Flight(key), _) = first {
        let whose = everybody(&mut reading, key).await?;
        drop(reading);
        return pieces(parts, Some(key), &whose, vec![first.clone()]).await.map(|()| None);
    }
    let customers = seen.into_iter().filter(|(watch, _)| matches!(watch, Watch::Customer(_)));
    let customers: Vec<(Watch, i64)> = customers.collect();
    let named: Vec<CustomerId> = customers
        .iter()
        .filter_map(|(watch, _)| match watch {
            Watch::Customer(id) => Some(*id),
            Watch::Flight(_) => None,
        })
        .collect();
    let whose = now(&mut reading, named).await?;
    drop(reading);
    pieces(parts, None, &whose, customers).await.map(|()| None)
}

/// With nothing that moved by news of now: what moved by news of before is handed over once that is quiet.
async fn nothing_now(parts: &Parts, catching_up: &mut CatchingUp) -> anyhow::Result<Option<Duration>> {
    let waits = catching_up.settle(&parts.db, parts.settle).await?;
    Ok(match waits {
        Settled::Nothing => Some(IDLE),
        Settled::Waits(rest) => Some(rest.min(IDLE)),
        Settled::HandedOver => None,
    })
}

/// Everybody on a flight.
async fn everybody(conn: &mut Conn, key: &FlightKey) -> Result<Vec<CustomerId>, sqlx::Error> {
    let holders = customers::store::holders(conn, &[passengers_key(key)]).await?;
    let ids: BTreeSet<CustomerId> = holders.into_iter().map(|(_, id)| id).collect();
    Ok(ids.into_iter().collect())
}

/// Who these are now; some may have been linked into others.
async fn now(conn: &mut Conn, ids: Vec<CustomerId>) -> Result<Vec<CustomerId>, sqlx::Error> {
    let aliases = customers::store::aliases(conn, &ids).await?;
    let ids: BTreeSet<CustomerId> =
        ids.into_iter().map(|id| aliases.get(&id).copied().unwrap_or(id)).collect();
    Ok(ids.into_iter().collect())
}

/// Decides everybody, piece by piece; what was seen is removed with the last, when nothing moved meanwhile.
async fn pieces(
    parts: &Parts,
    flight: Option<&FlightKey>,
    whose: &[CustomerId],
    seen: Vec<(Watch, i64)>,
) -> anyhow::Result<()> {
    let mut overtaken = 0;
    for piece in whose.chunks(AT_ONCE) {
        let look = Look::read(&mut parts.db.read.acquire().await?, piece, flight).await?;
        let with = parts.clone();
        let Looked { drafts, seen, waits, again } =
            tokio::task::spawn_blocking(move || look.decide(&with)).await??;
        if drafts.is_empty() && waits.is_empty() {
            continue;
        }
        let decided = drafts.len();
        let decision = Decision { drafts, seen, waits, again };
        overtaken += parts.writer.decide(decision).await?;
        metrics::counter!("purser_compensations_decided_total").increment(decided as u64);
    }
    if overtaken > 0 {
        // Somebody was linked, erased or decided by another; what was seen is looked at again.
        return Ok(());
    }
    let mut transaction = parts.db.begin().await?;
    watched::remove(&mut transaction, Book::Decisions, &seen).await?;
    transaction.commit().await?;
    Ok(())
}

/// What waits for supervisors, for whoever watches the service.
async fn count(parts: &Parts) {
    let counted = async {
        let mut conn = parts.db.read.acquire().await?;
        store::waiting(&mut conn, parts.clock.now()).await
    };
    let counted: Result<(u64, u64), sqlx::Error> = counted.await;
    if let Ok((pending, overdue)) = counted {
        let gauge = |count: u64| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
        metrics::gauge!("purser_compensations_pending").set(gauge(pending));
        metrics::gauge!("purser_compensations_overdue").set(gauge(overdue));
    }
}

/// What a compensation of before is about.
#[must_use]
pub fn subject_of(stored: &store::Stored) -> Subject {
    let compensation = &stored.compensation;
    let key = FlightKey::new(&compensation.flight, compensation.date);
    let cabin = Subject::Cabin(key.clone());
    match &stored.note.tag {
        Some(tag) => Subject::Bag(tag.clone(), key),
        None if cabin.disruption() == compensation.disruption_id => cabin,
        None => Subject::Flight(key),
    }
}
