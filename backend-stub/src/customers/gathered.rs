//! Lookups that wait at the same time share a statement: one way to the database's thread and back for many of them. While
//! one statement runs the next ones gather; a lone lookup waits for nobody.
//!
//! Deliberately not here: making sense of what was read. Each request does that on its own task.

use super::store::{self, Raw};
use crate::{
    db::{Conn, Db},
    identity,
};
use futures_util::future::BoxFuture;
use purser_contract::CustomerId;
use std::{
    collections::{BTreeSet, HashMap},
    hash::Hash,
    sync::Arc,
};
use tokio::sync::{mpsc, oneshot};
use tokio_util::task::AbortOnDropHandle;

/// How many share a statement at most.
const TOGETHER: usize = 64;
/// How many may wait; more wait before the door.
const WAITING: usize = 1_024;

/// What was found, by what was looked for.
type Found<K, V> = Result<HashMap<K, V>, sqlx::Error>;
type Reader<K, V> = Box<dyn Fn(Db, Vec<K>) -> BoxFuture<'static, Found<K, V>> + Send + Sync>;

#[derive(Debug)]
struct Ask<K, V> {
    key: K,
    answer: oneshot::Sender<Result<Option<V>, sqlx::Error>>,
}

/// See the module.
#[derive(Debug)]
pub struct Gathered<K, V> {
    asks: mpsc::Sender<Ask<K, V>>,
    _task: AbortOnDropHandle<()>,
}

/// Records by their customers' ids, also those they had before.
pub type Records = Gathered<CustomerId, Arc<Raw>>;
/// Who stands under blocks (`identity::blocks`), by the blocks looked for.
pub type Standing = Gathered<Vec<i64>, Vec<(i64, CustomerId)>>;

impl Records {
    /// Begins to read records from `db`.
    #[must_use]
    pub fn start(db: Db) -> Self {
        Self::begin(db, Box::new(|db, ids| Box::pin(async move { records(&db, &ids).await })))
    }
}

impl Standing {
    /// Begins to read from `db`; of each block at most `most`, the smallest ids.
    #[must_use]
    pub fn start(db: Db, most: usize) -> Self {
        Self::begin(db, Box::new(move |db, keys| Box::pin(async move { standing(&db, keys, most).await })))
    }
}

impl<K, V> Gathered<K, V>
where
    K: Clone + Eq + Hash + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
{
    fn begin(db: Db, read: Reader<K, V>) -> Self {
        let (asks, waiting) = mpsc::channel(WAITING);
        Self { asks, _task: AbortOnDropHandle::new(tokio::spawn(serve(db, waiting, read))) }
    }

    /// What there is for this key.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn find(&self, key: K) -> Result<Option<V>, sqlx::Error> {
        let (answer, answered) = oneshot::channel();
        self.asks.send(Ask { key, answer }).await.map_err(|_| sqlx::Error::WorkerCrashed)?;
        answered.await.map_err(|_| sqlx::Error::WorkerCrashed)?
    }
}

async fn serve<K, V>(db: Db, mut waiting: mpsc::Receiver<Ask<K, V>>, read: Reader<K, V>)
where
    K: Clone + Eq + Hash,
    V: Clone,
{
    let mut asks = Vec::with_capacity(TOGETHER);
    while waiting.recv_many(&mut asks, TOGETHER).await > 0 {
        // Whoever hung up needs no answer.
        asks.retain(|ask: &Ask<K, V>| !ask.answer.is_closed());
        let keys: Vec<K> = asks.iter().map(|ask| ask.key.clone()).collect();
        match read(db.clone(), keys).await {
            Ok(found) => {
                for ask in asks.drain(..) {
                    ask.answer.send(Ok(found.get(&ask.key).cloned())).ok();
                }
            }
            // Each its own try and its own error: one damaged row is nobody else's fault.
            Err(_) => {
                for ask in asks.drain(..) {
                    let alone = read(db.clone(), vec![ask.key.clone()]).await;
                    ask.answer.send(alone.map(|mut found| found.remove(&ask.key))).ok();
                }
            }
        }
    }
}

async fn records(db: &Db, ids: &[CustomerId]) -> Found<CustomerId, Arc<Raw>> {
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

async fn by_id(conn: &mut Conn, ids: &[CustomerId]) -> Found<CustomerId, Arc<Raw>> {
    // A power of two, by naming the last one again: one statement of a few known shapes, and not several.
    let mut ids = ids.to_vec();
    if let Some(last) = ids.last().copied() {
        ids.resize(ids.len().next_power_of_two(), last);
    }
    let rows = store::raw(conn, &ids).await?;
    Ok(rows.into_iter().map(|row| (row.id, Arc::new(row))).collect())
}

async fn standing(db: &Db, keys: Vec<Vec<i64>>, most: usize) -> Found<Vec<i64>, Vec<(i64, CustomerId)>> {
    let blocks: BTreeSet<i64> = keys.iter().flatten().copied().collect();
    let blocks: Vec<i64> = blocks.into_iter().collect();
    let mut conn = db.read.acquire().await?;
    let mut under: HashMap<i64, Vec<CustomerId>> = HashMap::new();
    for (block, id) in identity::store::standing_under(&mut conn, &blocks, most).await? {
        under.entry(block).or_default().push(id);
    }
    let of = |block: &i64| under.get(block).into_iter().flatten().map(|id| (*block, *id)).collect::<Vec<_>>();
    Ok(keys.into_iter().map(|key| (key.clone(), key.iter().flat_map(of).collect())).collect())
}
