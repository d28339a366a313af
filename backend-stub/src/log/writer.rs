//! The group commit: requests wait in a bounded queue, one task takes all that wait, and one fsync makes them durable.
//!
//! Deliberately not here: the transaction itself (`group`).

mod alone;
mod deciding;

pub use alone::Gone;
pub use deciding::Decision;

use super::group::{self, Done, Surroundings};
use crate::{
    clock::Clock,
    consents::statement::{self, Stated, Statement},
    customers::views::Views,
    db::Db,
    http::{idempotency, problem::is_store_unavailable},
    ingest::envelope::Incoming,
    projection::warm::Warm,
    realtime::{self, hub::Hub},
};
use alone::Alone;
use deciding::Deciding;
use futures_util::FutureExt;
use jiff::{SignedDuration, Timestamp};
use purser_contract::{AgentId, event::IngestReceipt};
use std::{collections::BTreeMap, panic::AssertUnwindSafe, sync::Arc, time::Duration};
use tokio::{
    sync::{Notify, mpsc, oneshot},
    task::JoinHandle,
};

/// How many requests may wait; more get `unavailable` at once.
const QUEUE: usize = 1024;
/// How many events a group takes at most, so that the first of them does not wait for ever.
const MOST_EVENTS: usize = 4096;

/// What some steps of compensations count for among events.
const DECIDED: usize = 128;

/// How often frames that nobody fetched are looked for.
const SWEEP: Duration = Duration::from_secs(3600);
/// After so long without work what is kept in memory for speed is given back.
const QUIET: Duration = Duration::from_secs(20);
/// How long a frame waits for its agent.
const KEPT: SignedDuration = SignedDuration::from_hours(24);

/// Why a request was not made durable.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// Too many requests wait, or the service stops.
    #[error("the writer's queue is full or closed")]
    Unavailable,
    /// The store refused.
    #[error(transparent)]
    Store(#[from] sqlx::Error),
    /// A fault in a projection; the group was rolled back.
    #[error("a projection failed")]
    Fault,
}

type Stating = oneshot::Sender<Result<Stated, WriteError>>;
type Reply = oneshot::Sender<Result<IngestReceipt, WriteError>>;

enum Job {
    Ingest { events: Vec<Incoming>, reply: Reply },
    Acknowledge { agent: AgentId, seq: u64 },
    State { statement: Box<Statement>, reply: oneshot::Sender<Result<Stated, WriteError>> },
    Deciding(Deciding),
    Alone(Alone),
}

/// The way to the writing task. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Writer {
    jobs: mpsc::Sender<Job>,
}

/// What the writing task works with.
#[derive(Debug)]
pub struct Parts {
    /// The database.
    pub db: Db,
    /// Told of every commit.
    pub hub: Arc<Hub>,
    /// Told of every commit before the hub.
    pub views: Arc<Views>,
    /// Rung when a commit has something for other systems.
    pub outbox: Arc<Notify>,
    /// Rung when a commit may have put something at risk.
    pub risks: Arc<Notify>,
    /// Rung when a commit may have changed what somebody is owed.
    pub decisions: Arc<Notify>,
    /// The time.
    pub clock: Clock,
    /// The airline's country, for national phone numbers.
    pub home: String,
}

impl Writer {
    /// Starts the writing task; it ends when every `Writer` is gone and the queue is empty.
    #[must_use]
    pub fn start(parts: Parts) -> (Self, JoinHandle<()>) {
        let (jobs, queue) = mpsc::channel(QUEUE);
        let task = tokio::spawn(Task { parts, warm: Warm::default() }.run(queue));
        (Self { jobs }, task)
    }

    /// Makes events durable, projected and told; answers after the commit.
    ///
    /// # Errors
    /// See [`WriteError`]; nothing of the request happened.
    pub async fn ingest(&self, mut events: Vec<Incoming>) -> Result<IngestReceipt, WriteError> {
        events.iter_mut().try_for_each(Incoming::seal).map_err(|_| WriteError::Fault)?;
        let (reply, answer) = oneshot::channel();
        self.jobs.try_send(Job::Ingest { events, reply }).map_err(|_| WriteError::Unavailable)?;
        answer.await.map_err(|_| WriteError::Unavailable)?
    }

    /// Decides about a customer's statement and makes it durable, projected and told; answers after the commit.
    ///
    /// # Errors
    /// See [`WriteError`]; nothing was written.
    pub async fn state_consents(&self, statement: Statement) -> Result<Stated, WriteError> {
        let (reply, answer) = oneshot::channel();
        let job = Job::State { statement: Box::new(statement), reply };
        self.jobs.try_send(job).map_err(|_| WriteError::Unavailable)?;
        answer.await.map_err(|_| WriteError::Unavailable)?
    }

    /// Forgets the durable frames of an agent up to `seq`. Frames of a lost acknowledgement are sent again, so a full
    /// queue may drop it.
    pub fn acknowledge(&self, agent: AgentId, seq: u64) {
        if self.jobs.try_send(Job::Acknowledge { agent, seq }).is_err() {
            tracing::debug!("an acknowledgement was dropped: the writer's queue is full");
        }
    }
}

/// What waits to be written.
#[derive(Default)]
struct Waiting {
    requests: Vec<(Vec<Incoming>, Reply)>,
    statements: Vec<(Box<Statement>, Stating)>,
    deciding: Vec<Deciding>,
    alone: Vec<Alone>,
    acknowledged: BTreeMap<AgentId, u64>,
}

impl Waiting {
    /// Takes `first` and what came meanwhile, up to the size of a group.
    fn gather(first: Job, queue: &mut mpsc::Receiver<Job>) -> Self {
        let mut waiting = Self::default();
        let mut size = 0;
        let mut next = Some(first);
        while let Some(job) = next {
            match job {
                Job::Ingest { events, reply } => {
                    size += events.len();
                    waiting.requests.push((events, reply));
                }
                Job::State { statement, reply } => {
                    size += statement.items.len();
                    waiting.statements.push((statement, reply));
                }
                Job::Deciding(job) => {
                    size += DECIDED;
                    waiting.deciding.push(job);
                }
                Job::Alone(job) => waiting.alone.push(job),
                Job::Acknowledge { agent, seq } => {
                    let known = waiting.acknowledged.entry(agent).or_default();
                    *known = seq.max(*known);
                }
            }
            next = if size < MOST_EVENTS { queue.try_recv().ok() } else { None };
        }
        waiting
    }
}

struct Task {
    parts: Parts,
    warm: Warm,
}

impl Task {
    async fn run(mut self, mut queue: mpsc::Receiver<Job>) {
        let mut sweep = tokio::time::interval(SWEEP);
        let mut resting = true;
        loop {
            let first = tokio::select! {
                job = queue.recv() => job,
                _ = sweep.tick() => {
                    self.sweep().await;
                    continue;
                }
                () = tokio::time::sleep(QUIET), if !resting => {
                    self.warm = Warm::default();
                    self.parts.db.rest().await;
                    resting = true;
                    continue;
                }
            };
            let Some(first) = first else { break };
            resting = false;
            let Waiting { requests, statements, deciding, alone, acknowledged } =
                Waiting::gather(first, &mut queue);
            if !requests.is_empty() {
                self.commit(requests).await;
            }
            for (statement, reply) in statements {
                // The requester may have gone; what is written stays written.
                reply.send(self.state(&statement).await).ok();
            }
            for job in deciding {
                self.deciding(job).await;
            }
            if !acknowledged.is_empty() {
                self.forget(acknowledged).await;
            }
            self.alone(alone).await;
        }
    }

    async fn commit(&mut self, requests: Vec<(Vec<Incoming>, Reply)>) {
        let bodies: Vec<&[Incoming]> = requests.iter().map(|(events, _)| events.as_slice()).collect();
        match self.attempt(&bodies).await {
            Ok(done) => {
                for ((_, reply), receipt) in requests.into_iter().zip(self.publish(done)) {
                    // The requester may have gone; the events are durable all the same.
                    reply.send(Ok(receipt)).ok();
                }
            }
            // One request may spoil the group: give each its own transaction.
            Err(error) if requests.len() > 1 && !is_about_the_store(&error) => {
                self.one_by_one(requests).await;
            }
            Err(error) => {
                tracing::error!(error = %error, "a group was not committed");
                let mut error = Some(error);
                for (_, reply) in requests {
                    reply
                        .send(Err(error
                            .take()
                            .unwrap_or_else(|| WriteError::Store(sqlx::Error::PoolTimedOut))))
                        .ok();
                }
            }
        }
    }

    /// Whoever spoils it is refused alone. Once the store itself is in trouble nobody waits for it again.
    async fn one_by_one(&mut self, requests: Vec<(Vec<Incoming>, Reply)>) {
        let mut lost = false;
        for (events, reply) in requests {
            let outcome = if lost {
                Err(WriteError::Store(sqlx::Error::PoolTimedOut))
            } else {
                self.attempt(&[&events]).await
            };
            lost = outcome.as_ref().is_err_and(is_about_the_store);
            if let Err(error) = &outcome {
                tracing::error!(error = %error, "a request was not committed");
            }
            reply.send(outcome.map(|done| self.publish(done).pop().unwrap_or_default())).ok();
        }
    }

    async fn attempt(&mut self, requests: &[&[Incoming]]) -> Result<Done, WriteError> {
        let around = Surroundings { now: self.parts.clock.now(), home: &self.parts.home };
        let run =
            AssertUnwindSafe(group::run(&self.parts.db, &mut self.warm, requests, around)).catch_unwind();
        let outcome = run.await;
        if !matches!(outcome, Ok(Ok(_))) {
            self.warm = Warm::default();
        }
        outcome.map_err(|_| WriteError::Fault)?.map_err(WriteError::Store)
    }

    /// Each statement has a transaction of its own: it is decided against what the one before left.
    async fn state(&mut self, statement: &Statement) -> Result<Stated, WriteError> {
        let outcome = AssertUnwindSafe(self.decide(statement)).catch_unwind().await;
        if !matches!(outcome, Ok(Ok(_))) {
            self.warm = Warm::default();
        }
        let (stated, done) = outcome.map_err(|_| WriteError::Fault)?.map_err(WriteError::Store)?;
        if let Some(done) = done {
            self.publish(done);
        }
        Ok(stated)
    }

    async fn decide(&mut self, statement: &Statement) -> Result<(Stated, Option<Done>), sqlx::Error> {
        let Parts { db, clock, home, .. } = &self.parts;
        let around = Surroundings { now: clock.now(), home };
        let mut transaction = group::begin(db).await?;
        let (stated, events) = statement::decide(&mut transaction, statement, around.now, home).await?;
        if events.is_empty() {
            transaction.rollback().await?;
            return Ok((stated, None));
        }
        let done = group::complete(db, transaction, &mut self.warm, &[&events], around).await?;
        Ok((stated, Some(done)))
    }

    /// After the commit: readers first, then the agents, then other systems.
    fn publish(&self, done: Done) -> Vec<IngestReceipt> {
        self.parts.views.changed(&done.committed.touched);
        self.parts.hub.committed(done.committed);
        if done.published > 0 {
            metrics::counter!("purser_outbox_events_total").increment(done.published as u64);
            self.parts.outbox.notify_one();
        }
        if done.watched > 0 {
            self.parts.risks.notify_one();
        }
        if done.moved > 0 {
            self.parts.decisions.notify_one();
        }
        if done.unattributed > 0 {
            metrics::counter!("purser_events_unattributed_total").increment(done.unattributed as u64);
        }
        done.receipts
    }

    /// Frames of agents who never came back are of no use to anybody.
    async fn sweep(&self) {
        let before = self.parts.clock.now().saturating_sub(KEPT).unwrap_or(Timestamp::UNIX_EPOCH);
        let outcome = async {
            let mut conn = self.parts.db.write.acquire().await?;
            realtime::store::delete_older(&mut conn, before).await?;
            let oldest = self.parts.clock.now().saturating_sub(idempotency::KEPT);
            idempotency::store::forget_older(&mut conn, oldest.unwrap_or(Timestamp::UNIX_EPOCH)).await
        };
        if let Err(error) = outcome.await {
            tracing::warn!(error = %error, "frames of long ago were not deleted");
        }
    }

    async fn forget(&self, acknowledged: BTreeMap<AgentId, u64>) {
        let outcome = async {
            let mut conn = self.parts.db.write.acquire().await?;
            for (agent, seq) in acknowledged {
                realtime::store::delete_acknowledged(&mut conn, &agent, seq).await?;
            }
            Ok::<_, sqlx::Error>(())
        };
        if let Err(error) = outcome.await {
            tracing::warn!(error = %error, "acknowledged frames were not deleted; they will be sent again");
        }
    }
}

/// Whether the store itself is in trouble, so that trying again at once is useless.
fn is_about_the_store(error: &WriteError) -> bool {
    match error {
        WriteError::Store(error) => is_store_unavailable(error),
        WriteError::Unavailable => true,
        WriteError::Fault => false,
    }
}
