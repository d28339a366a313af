//! Steps of compensations, and merges, through the writing task: each checked, in the transaction that writes it, against
//! what stands then.
//!
//! Deliberately not here: making them (`compensation`, `identity::joining`).

use super::{
    super::group::{self, Surroundings},
    Job, Parts, Task, WriteError, Writer,
};
use crate::{
    compensation::{
        decided::Draft,
        store,
        supervision::{self, Supervised, Supervision},
    },
    identity::joining::{self, Joined, Joining},
    ingest::envelope::Incoming,
    log::store::last_seq,
    projection::warm::Warm,
    risks::{Book, Watch, store as watched},
};
use futures_util::FutureExt;
use purser_contract::{CustomerId, FlightKey, compensation::CompensationId};
use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    panic::AssertUnwindSafe,
};
use tokio::sync::oneshot;

/// Steps that follow from facts.
#[derive(Debug, Default)]
pub struct Decision {
    /// The steps.
    pub drafts: Vec<Draft>,
    /// Everything that stood of those whom they are about: one journey is not paid for in two cases.
    pub seen: BTreeMap<CustomerId, BTreeMap<CompensationId, u64>>,
    /// Flights to watch from now on.
    pub waits: BTreeSet<FlightKey>,
    /// Who is to be looked at again, because those flights may have moved meanwhile.
    pub again: BTreeSet<CustomerId>,
}

/// What the writing task is asked.
pub(super) enum Deciding {
    Decide { decision: Decision, reply: oneshot::Sender<Result<usize, WriteError>> },
    Supervise { supervision: Box<Supervision>, reply: oneshot::Sender<Result<Supervised, WriteError>> },
    Join { joining: Box<Joining>, reply: oneshot::Sender<Result<Joined, WriteError>> },
}

impl Writer {
    /// Writes steps; gives back how many were overtaken and not written.
    ///
    /// # Errors
    /// See [`WriteError`]; nothing was written.
    pub async fn decide(&self, decision: Decision) -> Result<usize, WriteError> {
        let (reply, answer) = oneshot::channel();
        let job = Job::Deciding(Deciding::Decide { decision, reply });
        self.jobs.send(job).await.map_err(|_| WriteError::Unavailable)?;
        answer.await.map_err(|_| WriteError::Unavailable)?
    }

    /// Writes what a supervisor says.
    ///
    /// # Errors
    /// See [`WriteError`]; nothing was written.
    pub async fn supervise(&self, supervision: Supervision) -> Result<Supervised, WriteError> {
        let (reply, answer) = oneshot::channel();
        let job = Job::Deciding(Deciding::Supervise { supervision: Box::new(supervision), reply });
        self.jobs.try_send(job).map_err(|_| WriteError::Unavailable)?;
        answer.await.map_err(|_| WriteError::Unavailable)?
    }

    /// Writes that two records are one person's, or not any more; answers after it has had its effect.
    ///
    /// # Errors
    /// See [`WriteError`]; nothing was written.
    pub async fn join(&self, joining: Joining) -> Result<Joined, WriteError> {
        let (reply, answer) = oneshot::channel();
        let job = Job::Deciding(Deciding::Join { joining: Box::new(joining), reply });
        self.jobs.try_send(job).map_err(|_| WriteError::Unavailable)?;
        answer.await.map_err(|_| WriteError::Unavailable)?
    }
}

impl Task {
    /// Each has a transaction of its own: it is decided against what the one before left. The requester may have gone;
    /// what is written stays written.
    pub(super) async fn deciding(&mut self, job: Deciding) {
        match job {
            Deciding::Decide { decision, reply } => {
                let outcome = AssertUnwindSafe(self.decided(&decision)).catch_unwind().await;
                reply.send(self.kept(outcome)).ok();
            }
            Deciding::Supervise { supervision, reply } => {
                let outcome = AssertUnwindSafe(self.supervised(&supervision)).catch_unwind().await;
                reply.send(self.kept(outcome)).ok();
            }
            Deciding::Join { joining, reply } => {
                let outcome = AssertUnwindSafe(self.joined(&joining)).catch_unwind().await;
                reply.send(self.kept(outcome)).ok();
            }
        }
    }

    /// After a failure nobody knows what is warm.
    fn kept<T, P>(&mut self, outcome: Result<Result<T, sqlx::Error>, P>) -> Result<T, WriteError> {
        if !matches!(outcome, Ok(Ok(_))) {
            self.warm = Warm::default();
        }
        outcome.map_err(|_| WriteError::Fault)?.map_err(WriteError::Store)
    }

    async fn decided(&mut self, decision: &Decision) -> Result<usize, sqlx::Error> {
        let Parts { db, clock, home, .. } = &self.parts;
        let around = Surroundings { now: clock.now(), home };
        let mut transaction = group::begin(db).await?;
        let ids: Vec<_> = decision.drafts.iter().map(|draft| draft.id).collect();
        let versions = store::versions(&mut transaction, &ids).await?;
        let named: BTreeSet<CustomerId> = decision.drafts.iter().map(|draft| draft.customer).collect();
        let present: HashSet<CustomerId> = store::present(&mut transaction, &named).await?;
        let standing = store::versions_of(&mut transaction, &named).await?;
        let stands = |draft: &&Draft| {
            versions.get(&draft.id).copied() == draft.before
                && present.contains(&draft.customer)
                && standing.get(&draft.customer)
                    == decision.seen.get(&draft.customer).filter(|seen| !seen.is_empty())
        };
        let events: Vec<Incoming> =
            decision.drafts.iter().filter(stands).map(|draft| draft.event.clone()).collect();
        let overtaken = decision.drafts.len() - events.len();
        store::insert_disrupted(&mut transaction, &decision.waits).await?;
        let again: BTreeSet<Watch> = decision.again.iter().copied().map(Watch::Customer).collect();
        let seq = last_seq(&mut transaction).await?;
        watched::insert(&mut transaction, Book::Decisions, &again, seq).await?;
        if events.is_empty() {
            transaction.commit().await?;
            return Ok(overtaken);
        }
        let done = group::complete(db, transaction, &mut self.warm, &[&events], around).await?;
        self.publish(done);
        Ok(overtaken)
    }

    async fn supervised(&mut self, supervision: &Supervision) -> Result<Supervised, sqlx::Error> {
        let Parts { db, clock, home, .. } = &self.parts;
        let around = Surroundings { now: clock.now(), home };
        let mut transaction = group::begin(db).await?;
        let (supervised, events) =
            supervision::decide(&mut transaction, supervision, around.now, home).await?;
        if events.is_empty() {
            transaction.rollback().await?;
            return Ok(supervised);
        }
        let done = group::complete(db, transaction, &mut self.warm, &[&events], around).await?;
        self.publish(done);
        Ok(supervised)
    }

    async fn joined(&mut self, joining: &Joining) -> Result<Joined, sqlx::Error> {
        let Parts { db, clock, home, .. } = &self.parts;
        let around = Surroundings { now: clock.now(), home };
        let mut transaction = group::begin(db).await?;
        let (joined, event) = joining::decide(&mut transaction, joining, around.now, home).await?;
        let Some(event) = event else {
            transaction.rollback().await?;
            return Ok(joined);
        };
        let done = group::complete(db, transaction, &mut self.warm, &[&[event]], around).await?;
        self.publish(done);
        Ok(joined)
    }
}
