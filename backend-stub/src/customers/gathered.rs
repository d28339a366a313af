//! Reads of single customers that wait at the same time share one statement: one way to the database's thread and back
//! for many of them. While one statement runs the next ones gather; a lone read waits for nobody.
//!
//! Deliberately not here: making sense of what was read. Each request does that on its own task.

use super::store::{self, Raw, Stored};
use crate::db::{Conn, Db};
use purser_contract::CustomerId;
use std::{collections::HashMap, sync::Arc};
use tokio::sync::{mpsc, oneshot};
use tokio_util::task::AbortOnDropHandle;

/// How many share a statement at most.
const TOGETHER: usize = 64;
/// How many may wait; more wait before the door.
const WAITING: usize = 1_024;

type Answer = Result<Option<Arc<Raw>>, sqlx::Error>;

#[derive(Debug)]
struct Ask {
    id: CustomerId,
    answer: oneshot::Sender<Answer>,
}

/// See the module.
#[derive(Debug)]
pub struct Gathered {
    asks: mpsc::Sender<Ask>,
    _task: AbortOnDropHandle<()>,
}

impl Gathered {
    /// Begins to read from `db`.
    #[must_use]
    pub fn start(db: Db) -> Self {
        let (asks, waiting) = mpsc::channel(WAITING);
        Self { asks, _task: AbortOnDropHandle::new(tokio::spawn(serve(db, waiting))) }
    }

    /// A customer by their id or one they had before.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn find(&self, id: CustomerId) -> Result<Option<Stored>, sqlx::Error> {
        let (answer, answered) = oneshot::channel();
        self.asks.send(Ask { id, answer }).await.map_err(|_| sqlx::Error::WorkerCrashed)?;
        let raw = answered.await.map_err(|_| sqlx::Error::WorkerCrashed)??;
        raw.map(|raw| raw.stored()).transpose()
    }
}

async fn serve(db: Db, mut waiting: mpsc::Receiver<Ask>) {
    let mut asks = Vec::with_capacity(TOGETHER);
    while waiting.recv_many(&mut asks, TOGETHER).await > 0 {
        // Whoever hung up needs no answer.
        asks.retain(|ask: &Ask| !ask.answer.is_closed());
        let ids: Vec<CustomerId> = asks.iter().map(|ask| ask.id).collect();
        match read(&db, &ids).await {
            Ok(found) => {
                for ask in asks.drain(..) {
                    ask.answer.send(Ok(found.get(&ask.id).cloned())).ok();
                }
            }
            // Each its own try and its own error: one damaged row is nobody else's fault.
            Err(_) => {
                for ask in asks.drain(..) {
                    let alone = read(&db, &[ask.id]).await;
                    ask.answer.send(alone.map(|mut found| found.remove(&ask.id))).ok();
                }
            }
        }
    }
}

async fn read(db: &Db, ids: &[CustomerId]) -> Result<HashMap<CustomerId, Arc<Raw>>, sqlx::Error> {
    let mut conn = db.read.acquire().await?;
    let mut found = by_id(&mut conn, ids).await?;
    let missing: Vec<CustomerId> = ids.iter().copied().filter(|id| !found.contains_key(id)).collect();
    if !missing.is_empty() {
        let aliases = store::aliases(&mut conn, &missing).await?;
        let now: Vec<CustomerId> = aliases.values().copied().collect();
        let behind = by_id(&mut conn, &now).await?;
        found.extend(aliases.iter().filter_map(|(old, now)| Some((*old, Arc::clone(behind.get(now)?)))));
    }
    Ok(found)
}

async fn by_id(conn: &mut Conn, ids: &[CustomerId]) -> Result<HashMap<CustomerId, Arc<Raw>>, sqlx::Error> {
    // A power of two, by naming the last one again: one statement of a few known shapes, and not several.
    let mut ids = ids.to_vec();
    if let Some(last) = ids.last().copied() {
        ids.resize(ids.len().next_power_of_two(), last);
    }
    let rows = store::raw(conn, &ids).await?;
    Ok(rows.into_iter().map(|row| (row.id, Arc::new(row))).collect())
}
