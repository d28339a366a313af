//! The audit: who read or wrote what about whom, when and by which request, each entry chained to all before it.
//!
//! A request hands its entry over before it answers; entries are written together a moment later. When they cannot be
//! written, requests wait, and then fail: nobody reads unseen. What was read is deliberately not here, and neither are
//! names: an entry has ids.

pub mod chain;
pub mod routes;
pub mod store;
pub mod verify;

use crate::{
    auth::{Caller, Role},
    clock::Clock,
    db::Db,
    http::{problem::ApiError, request_id},
};
use chain::Link;
use jiff::Timestamp;
use purser_contract::{CustomerId, ErrorCode};
use std::{sync::Arc, time::Duration};
use tokio::{sync::mpsc, task::JoinHandle};
use tokio_util::sync::CancellationToken;

/// How many entries may wait to be written.
const WAITING: usize = 32_768;
/// How long entries gather.
const GATHER: Duration = Duration::from_millis(100);
/// How many are written at once.
const AT_ONCE: usize = 8_192;
/// How long a request waits for room.
const PATIENCE: Duration = Duration::from_secs(5);
/// After this the same entries are tried again.
const AGAIN: Duration = Duration::from_millis(500);

/// One read or write.
#[derive(Clone, Debug)]
pub struct Entry {
    /// When.
    pub at: Timestamp,
    /// Who: the token's subject.
    pub who: Arc<str>,
    /// In which role.
    pub role: Role,
    /// What they did: a route, or a kind of frame.
    pub what: &'static str,
    /// About whom; empty for events as they come in, which the log itself keeps.
    pub customers: Vec<CustomerId>,
    /// How many events came in, for those.
    pub events: Option<usize>,
    /// The request, as in the logs and in `x-request-id`.
    pub request: Option<Arc<str>>,
}

/// The way into the audit. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Audit {
    entries: mpsc::Sender<Entry>,
    clock: Clock,
}

/// Whose reads and writes are noted.
#[derive(Clone, Debug)]
pub struct Who {
    subject: Arc<str>,
    role: Role,
}

impl From<&Caller> for Who {
    fn from(caller: &Caller) -> Self {
        Self { subject: Arc::clone(&caller.subject), role: caller.role }
    }
}

impl Who {
    /// A command of this program that works on the database itself.
    #[must_use]
    pub fn program(name: &str, role: Role) -> Self {
        Self { subject: Arc::from(name), role }
    }
}

impl Audit {
    /// Starts the writing task; it ends when `stop` is cancelled and everything is written.
    #[must_use]
    pub fn start(db: Db, clock: Clock, stop: CancellationToken) -> (Self, JoinHandle<()>) {
        let (entries, waiting) = mpsc::channel(WAITING);
        let task = tokio::spawn(write(db, waiting, stop));
        (Self { entries, clock }, task)
    }

    /// Notes that a caller read or wrote something about these customers.
    ///
    /// # Errors
    /// `store-unavailable` when entries cannot be written any more.
    pub async fn note(
        &self,
        who: impl Into<Who>,
        what: &'static str,
        customers: Vec<CustomerId>,
    ) -> Result<(), ApiError> {
        self.put(who.into(), what, customers, None).await
    }

    /// Notes that a system told of so many events.
    ///
    /// # Errors
    /// `store-unavailable` when entries cannot be written any more.
    pub async fn note_events(
        &self,
        who: impl Into<Who>,
        what: &'static str,
        events: usize,
    ) -> Result<(), ApiError> {
        self.put(who.into(), what, Vec::new(), Some(events)).await
    }

    async fn put(
        &self,
        who: Who,
        what: &'static str,
        customers: Vec<CustomerId>,
        events: Option<usize>,
    ) -> Result<(), ApiError> {
        let Who { subject, role } = who;
        let (at, request) = (self.clock.now(), request_id::current());
        let entry = Entry { at, who: subject, role, what, customers, events, request };
        let refused = |why: &str| ApiError::new(ErrorCode::StoreUnavailable, why);
        match self.entries.try_send(entry) {
            Ok(()) => Ok(()),
            Err(mpsc::error::TrySendError::Full(entry)) => {
                metrics::counter!("purser_audit_waits_total").increment(1);
                match tokio::time::timeout(PATIENCE, self.entries.send(entry)).await {
                    Ok(Ok(())) => Ok(()),
                    Ok(Err(_)) | Err(_) => Err(refused("the audit cannot be written")),
                }
            }
            Err(mpsc::error::TrySendError::Closed(_)) => Err(refused("the audit is closed")),
        }
    }
}

/// Writes what gathers until the end.
async fn write(db: Db, mut waiting: mpsc::Receiver<Entry>, stop: CancellationToken) {
    let mut head: Option<Link> = None;
    let mut batch = Vec::new();
    loop {
        let room = AT_ONCE - batch.len();
        if stop.is_cancelled() {
            waiting.close();
        }
        let stopping = async {
            stop.cancelled().await;
            // Requests that are being answered still have something to say.
            tokio::time::sleep(GATHER).await;
        };
        tokio::select! {
            count = waiting.recv_many(&mut batch, room) => if count == 0 { return },
            () = stopping, if !stop.is_cancelled() => continue,
        }
        if batch.len() < AT_ONCE && !stop.is_cancelled() {
            tokio::time::sleep(GATHER).await;
            while batch.len() < AT_ONCE
                && let Ok(entry) = waiting.try_recv()
            {
                batch.push(entry);
            }
        }
        while let Err(error) = append(&db, &mut head, &batch).await {
            tracing::error!(error = %error, entries = batch.len(), "the audit was not written; trying again");
            head = None;
            tokio::time::sleep(AGAIN).await;
        }
        metrics::counter!("purser_audit_entries_total").increment(batch.len() as u64);
        batch.clear();
    }
}

/// Chains entries to the last one and makes them durable.
async fn append(db: &Db, head: &mut Option<Link>, batch: &[Entry]) -> Result<(), sqlx::Error> {
    let mut transaction = db.begin().await?;
    let from = match head.take() {
        Some(known) => known,
        None => store::head(&mut transaction).await?,
    };
    let (pages, last) = chain::pages(from, batch);
    store::append(&mut transaction, &pages).await?;
    transaction.commit().await?;
    db.committed();
    // Where other processes write too, the end may be theirs next time.
    *head = (!db.is_shared()).then_some(last);
    Ok(())
}
