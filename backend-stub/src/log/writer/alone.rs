//! What has the writing task to itself: erasing, expiring, writing the database anew; and what desktops say of themselves.
//!
//! Deliberately not here: what these do to the log and the customers (`protection`).

use super::{
    super::group::{self, Done, Surroundings},
    Job, Parts, Task, WriteError, Writer,
};
use crate::{
    elsewhere, outbox,
    projection::warm::Warm,
    protection::{
        desktops,
        erase::{self, Erased, Erasure, Outcome},
        expire, purge,
    },
    realtime::frames::{Committed, Touch},
};
use anyhow::Context;
use futures_util::FutureExt;
use purser_contract::AgentId;
use std::{collections::BTreeSet, panic::AssertUnwindSafe};
use tokio::sync::oneshot;

/// What has the writer to itself: seldom, and nothing else is written meanwhile.
pub(super) enum Alone {
    Erase { erasure: Box<Erasure>, reply: oneshot::Sender<Result<Gone, WriteError>> },
    Expire { places: Vec<i64>, reply: oneshot::Sender<Result<u64, WriteError>> },
    Rewrite { reply: oneshot::Sender<anyhow::Result<()>> },
    Connected { desktop: String, agent: AgentId },
    Answered { desktop: String, through: i64 },
}

/// What came of an erasure; texts to search the files for when something was erased just now.
pub type Gone = (Outcome, Option<Vec<String>>);

impl Writer {
    /// Erases a customer; answers after the commit.
    ///
    /// # Errors
    /// See [`WriteError`]; nothing was erased.
    pub async fn erase(&self, erasure: Erasure) -> Result<Gone, WriteError> {
        let (reply, answer) = oneshot::channel();
        let job = Job::Alone(Alone::Erase { erasure: Box::new(erasure), reply });
        self.jobs.try_send(job).map_err(|_| WriteError::Unavailable)?;
        answer.await.map_err(|_| WriteError::Unavailable)?
    }

    /// Destroys expired events; says how many there were.
    ///
    /// # Errors
    /// See [`WriteError`]; nothing was destroyed.
    pub async fn expire(&self, places: Vec<i64>) -> Result<u64, WriteError> {
        let (reply, answer) = oneshot::channel();
        let job = Job::Alone(Alone::Expire { places, reply });
        self.jobs.send(job).await.map_err(|_| WriteError::Unavailable)?;
        answer.await.map_err(|_| WriteError::Unavailable)?
    }

    /// Writes the database anew, without anything that was deleted, while every other write waits.
    ///
    /// # Errors
    /// Those of the database; when the service stops.
    pub async fn rewrite(&self) -> anyhow::Result<()> {
        let (reply, answer) = oneshot::channel();
        self.jobs.send(Job::Alone(Alone::Rewrite { reply })).await.context("the service stops")?;
        answer.await.context("the service stops")?
    }

    /// A desktop is connected, and counts from now on among those that are told of erasures.
    pub async fn desktop_connected(&self, desktop: String, agent: AgentId) {
        if self.jobs.send(Job::Alone(Alone::Connected { desktop, agent })).await.is_err() {
            tracing::debug!("a desktop was not noted: the service stops");
        }
    }

    /// A desktop has removed what was erased. It is asked again when this is lost.
    pub fn desktop_answered(&self, desktop: String, through: i64) {
        if self.jobs.try_send(Job::Alone(Alone::Answered { desktop, through })).is_err() {
            tracing::debug!("an answer to an erasure was dropped: the writer's queue is full");
        }
    }
}

impl Task {
    pub(super) async fn alone(&mut self, jobs: Vec<Alone>) {
        let mut desktops = Vec::new();
        for job in jobs {
            match job {
                Alone::Erase { erasure, reply } => {
                    let outcome = AssertUnwindSafe(self.erase(&erasure)).catch_unwind().await;
                    self.warm = Warm::default();
                    let outcome = outcome.map_err(|_| WriteError::Fault);
                    // The requester may have gone; who was erased stays erased.
                    reply.send(outcome.and_then(|outcome| outcome.map_err(WriteError::Store))).ok();
                }
                Alone::Expire { places, reply } => {
                    let outcome = AssertUnwindSafe(self.expire(&places)).catch_unwind().await;
                    self.warm = Warm::default();
                    let outcome = outcome.map_err(|_| WriteError::Fault);
                    reply.send(outcome.and_then(|outcome| outcome.map_err(WriteError::Store))).ok();
                }
                Alone::Rewrite { reply } => {
                    reply.send(purge::rewrite_people(&self.parts.db).await).ok();
                }
                Alone::Connected { .. } | Alone::Answered { .. } => desktops.push(job),
            }
        }
        if let Err(error) = self.note(desktops).await {
            tracing::warn!(error = %error, "what desktops said was not kept; they will be asked again");
        }
    }

    /// What desktops said, in one transaction.
    async fn note(&self, jobs: Vec<Alone>) -> Result<(), sqlx::Error> {
        if jobs.is_empty() {
            return Ok(());
        }
        let now = self.parts.clock.now();
        let mut transaction = group::begin(&self.parts.db).await?;
        for job in jobs {
            match job {
                Alone::Connected { desktop, agent } => {
                    desktops::store::seen(&mut transaction, &desktop, &agent, now).await?;
                }
                Alone::Answered { desktop, through } => {
                    desktops::store::answered(&mut transaction, &desktop, through, now).await?;
                }
                Alone::Erase { .. } | Alone::Expire { .. } | Alone::Rewrite { .. } => {}
            }
        }
        transaction.commit().await
    }

    async fn erase(&mut self, erasure: &Erasure) -> Result<Gone, sqlx::Error> {
        let Parts { db, clock, home, .. } = &self.parts;
        let around = Surroundings { now: clock.now(), home };
        let mut transaction = group::begin(db).await?;
        let (outcome, erased) = erase::run(&mut transaction, erasure, around.now, home).await?;
        let Some(erased) = erased else {
            transaction.rollback().await?;
            return Ok((outcome, None));
        };
        let Erased { event, again, needles } = erased;
        let mut done = Done::default();
        let announced = group::sorted(again.effects, &mut done).1;
        let published = outbox::write(&mut transaction, &announced, around.now).await?;
        let committed = Committed { touched: replaced(again.touched), erased: true, ..Committed::default() };
        elsewhere::tell(&mut transaction, db.process, &committed, published > 0).await?;
        // What is remembered may be of whoever was erased.
        self.warm = Warm::default();
        let mut done = group::complete(db, transaction, &mut self.warm, &[&[event]], around).await?;
        done.published += published;
        done.committed.erased = true;
        done.committed.touched.extend(committed.touched);
        self.publish(done);
        Ok((outcome, Some(needles)))
    }

    async fn expire(&mut self, places: &[i64]) -> Result<u64, sqlx::Error> {
        let Parts { db, clock, home, .. } = &self.parts;
        let mut transaction = group::begin(db).await?;
        let (events, again) = expire::run(&mut transaction, places, home).await?;
        let mut done = Done::default();
        let announced = group::sorted(again.effects, &mut done).1;
        done.published = outbox::write(&mut transaction, &announced, clock.now()).await?;
        self.warm = Warm::default();
        done.committed.touched.extend(replaced(again.touched));
        elsewhere::tell(&mut transaction, db.process, &done.committed, done.published > 0).await?;
        transaction.commit().await?;
        db.committed();
        self.publish(done);
        Ok(events)
    }
}

/// Windows replace what they show of these: it may hold what was destroyed.
fn replaced(touched: BTreeSet<Touch>) -> Vec<Touch> {
    let consents = touched.iter().filter_map(|touch| match touch {
        Touch::Customer(id) => Some(Touch::Consents(*id)),
        Touch::Consents(_)
        | Touch::Flight(_)
        | Touch::Block(_)
        | Touch::Airport(_)
        | Touch::Disruption(_) => None,
    });
    let consents: Vec<Touch> = consents.collect();
    consents.into_iter().chain(touched).collect()
}
