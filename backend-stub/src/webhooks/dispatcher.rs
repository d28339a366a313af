//! Sends what is due: one loop that starts attempts, bounded in all and for each webhook, and writes down what came of them.
//!
//! A target that hangs holds its own few places and nobody else's. What is in flight when the process dies is still a row,
//! and is sent again. Of several processes on one database one sends; another takes over when it ends.

use super::{
    Options,
    attempt::{self, Failure, Letter},
    store::{self, Outcome, Target},
};
use crate::{
    clock::Clock,
    db::{Db, Turn},
};
use backon::{BackoffBuilder, ExponentialBuilder};
use futures_util::FutureExt;
use jiff::{SignedDuration, Timestamp};
use purser_contract::WebhookId;
use reqwest::Client;
use std::{
    collections::{HashMap, HashSet},
    panic::AssertUnwindSafe,
    sync::Arc,
    time::Duration,
};
use tokio::{
    sync::Notify,
    task::{JoinHandle, JoinSet},
    time,
};
use tokio_util::sync::CancellationToken;

/// How many attempts are made at the same time.
const IN_FLIGHT: usize = 64;
/// How many of them for one webhook.
const EACH: usize = 8;
/// With nothing due, how long until the store is looked at again all the same.
const IDLE: Duration = Duration::from_secs(60);
/// After the store failed.
const PAUSE: Duration = Duration::from_secs(1);
/// The turn to send.
const SENDING: i64 = 0x0070_7572_7365_7202;
/// How often another process looks whether the one that sends has ended.
const NEXT_TURN: Duration = Duration::from_secs(2);
/// How long attempts in flight may take when the service stops.
const GOODBYE: Duration = Duration::from_secs(2);

/// What the loop works with.
#[derive(Debug)]
pub struct Parts {
    /// The database.
    pub db: Db,
    /// The time.
    pub clock: Clock,
    /// Rung when there is something new.
    pub bell: Arc<Notify>,
    /// How deliveries are made.
    pub options: Options,
    /// Cancelled when the service stops.
    pub stop: CancellationToken,
}

struct Made {
    webhook: WebhookId,
    place: i64,
    attempts: u32,
    result: Result<(), Failure>,
}

struct Dispatcher {
    parts: Parts,
    turn: Option<Turn>,
    client: Client,
    attempts: JoinSet<Made>,
    in_flight: HashMap<WebhookId, HashSet<i64>>,
}

/// Starts the loop; it ends when the service stops.
///
/// # Errors
/// When there can be no client.
pub fn start(parts: Parts) -> anyhow::Result<JoinHandle<()>> {
    let client = attempt::client(&parts.options)?;
    let dispatcher =
        Dispatcher { parts, turn: None, client, attempts: JoinSet::new(), in_flight: HashMap::new() };
    Ok(tokio::spawn(dispatcher.run()))
}

impl Dispatcher {
    async fn run(mut self) {
        loop {
            let wait = match self.start_due().await {
                Ok(wait) => wait,
                Err(error) => {
                    tracing::warn!(error = %error, "what is due to webhooks cannot be read");
                    PAUSE
                }
            };
            tokio::select! {
                () = self.parts.stop.cancelled() => break,
                Some(made) = self.attempts.join_next(), if !self.attempts.is_empty() => {
                    if !self.note(made.ok()).await {
                        time::sleep(PAUSE).await;
                    }
                }
                () = self.parts.bell.notified() => {}
                () = time::sleep(wait) => {}
            }
        }
        let rest = async {
            while let Some(made) = self.attempts.join_next().await {
                self.note(made.ok()).await;
            }
        };
        if time::timeout(GOODBYE, rest).await.is_err() {
            tracing::debug!("deliveries were cut off; they are made again");
        }
    }

    /// Starts what is due and has a place; says how long to wait when nothing else happens.
    async fn start_due(&mut self) -> Result<Duration, sqlx::Error> {
        if !self.is_our_turn().await? {
            return Ok(NEXT_TURN);
        }
        let now = self.parts.clock.now();
        let mut wait = IDLE;
        let mut conn = self.parts.db.read.acquire().await?;
        for target in store::targets(&mut conn).await? {
            let busy = self.in_flight.get(&target.id).map_or(0, HashSet::len);
            if busy < EACH && self.attempts.len() < IN_FLIGHT {
                // Those in flight are still due, so they come again.
                for letter in store::due(&mut conn, target.id, now, EACH + busy).await? {
                    self.start(&target, letter, now);
                }
            }
            if let Some(next) = store::next_due(&mut conn, target.id, now).await? {
                let until = Duration::try_from(now.duration_until(next)).unwrap_or_default();
                wait = wait.min(until + Duration::from_millis(1));
            }
        }
        Ok(wait)
    }

    async fn is_our_turn(&mut self) -> Result<bool, sqlx::Error> {
        if let Some(turn) = &mut self.turn
            && turn.holds().await
        {
            return Ok(true);
        }
        self.turn = self.parts.db.turn(SENDING).await?;
        Ok(self.turn.is_some())
    }

    fn start(&mut self, target: &Target, letter: Letter, now: Timestamp) {
        let busy = self.in_flight.entry(target.id).or_default();
        if busy.len() >= EACH || self.attempts.len() >= IN_FLIGHT || !busy.insert(letter.place) {
            return;
        }
        let (client, reach, target) = (self.client.clone(), self.parts.options.reach, target.clone());
        self.attempts.spawn(async move {
            let to = (target.url.as_str(), target.secret.as_str());
            let delivery = attempt::deliver(&client, reach, to, &letter, now);
            // A panic must not keep the customer's place for ever.
            let result = AssertUnwindSafe(delivery).catch_unwind().await.unwrap_or(Err(Failure::Broken));
            Made { webhook: target.id, place: letter.place, attempts: letter.attempts, result }
        });
        metrics::gauge!("purser_webhook_in_flight").set(in_all(self.attempts.len()));
    }

    /// Writes down what came of an attempt and of those that ended meanwhile, in one transaction. Says whether it could.
    async fn note(&mut self, first: Option<Made>) -> bool {
        let mut made: Vec<Made> = first.into_iter().collect();
        while let Some(next) = self.attempts.try_join_next() {
            made.extend(next.ok());
        }
        let outcomes: Vec<_> = made.iter().map(|made| (made, self.outcome(made))).collect();
        let written = async {
            let mut transaction = self.parts.db.begin().await?;
            for (made, outcome) in &outcomes {
                store::note(&mut transaction, made.webhook, made.place, outcome).await?;
            }
            transaction.commit().await?;
            self.parts.db.committed();
            Ok::<_, sqlx::Error>(())
        };
        let written = written.await;
        for (made, outcome) in &outcomes {
            count(made, outcome);
            if let Some(busy) = self.in_flight.get_mut(&made.webhook) {
                busy.remove(&made.place);
            }
        }
        self.in_flight.retain(|_, busy| !busy.is_empty());
        metrics::gauge!("purser_webhook_in_flight").set(in_all(self.attempts.len()));
        if let Err(error) = &written {
            tracing::warn!(error = %error, "deliveries were not noted; they are made again");
        }
        written.is_ok()
    }

    fn outcome(&self, made: &Made) -> Outcome {
        let Err(failure) = made.result else { return Outcome::Delivered };
        let attempts = made.attempts.saturating_add(1);
        let now = self.parts.clock.now();
        if attempts >= self.parts.options.attempts {
            return Outcome::Dead { attempts, at: now, failure: failure.to_string() };
        }
        let delay = SignedDuration::try_from(delay(&self.parts.options, attempts));
        let due = delay.ok().and_then(|delay| now.checked_add(delay).ok()).unwrap_or(now);
        Outcome::Again { attempts, due, failure: failure.to_string() }
    }
}

/// The wait after so many failures.
fn delay(options: &Options, failures: u32) -> Duration {
    let delays = ExponentialBuilder::new()
        .with_min_delay(options.first_delay)
        .with_max_delay(options.longest_delay)
        .with_factor(2.0)
        .without_max_times()
        .with_jitter();
    let place = usize::try_from(failures.saturating_sub(1)).unwrap_or(0).min(64);
    delays.build().nth(place).unwrap_or(options.longest_delay)
}

fn in_all(attempts: usize) -> f64 {
    f64::from(u32::try_from(attempts).unwrap_or(u32::MAX))
}

fn count(made: &Made, outcome: &Outcome) {
    let word = match outcome {
        Outcome::Delivered => "delivered",
        Outcome::Again { .. } => "failed",
        Outcome::Dead { .. } => "dead",
    };
    metrics::counter!("purser_webhook_attempts_total", "outcome" => word).increment(1);
    if let Err(failure) = made.result {
        let (webhook, attempts) = (made.webhook.0, made.attempts.saturating_add(1));
        tracing::debug!(webhook.id = %webhook, attempts, failure = %failure, outcome = word, "a delivery failed");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_the_longest_and_differ() {
        let options = Options::default();
        for (failures, least) in [(1, 2), (2, 4), (5, 32), (9, 512), (10, 900), (24, 900), (u32::MAX, 900)] {
            let found = delay(&options, failures).as_secs();
            assert!((least..=least + 902).contains(&found), "{failures}: {found}");
        }
        let many: HashSet<Duration> = (0..8).map(|_| delay(&options, 3)).collect();
        assert!(many.len() > 1, "{many:?}");
    }
}
