//! Events out to other systems: subscriptions, signed deliveries, retries, dead letters.
//!
//! Every delivery is a row before it is an attempt, so that a killed process sends it again: at least once, with the same
//! `webhook-id`. Of one customer's events a webhook gets the next only after the one before was taken or given up.
//! Deliberately not here: what is told (`outbox`).

pub mod store;
pub mod signature;
pub mod target;
pub mod attempt;
pub mod dispatcher;
pub mod subscription;
pub mod routes;

use std::time::Duration;
use target::Reach;

/// How deliveries are made.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Attempts before an event is given up.
    pub attempts: u32,
    /// The wait after the first failure; it doubles with each.
    pub first_delay: Duration,
    /// The longest wait.
    pub longest_delay: Duration,
    /// How long a target may take to answer.
    pub timeout: Duration,
    /// Where deliveries may go.
    pub reach: Reach,
}

impl Default for Options {
    /// Given up after four to eight hours: waits are jittered.
    fn default() -> Self {
        Self {
            attempts: 24,
            first_delay: Duration::from_secs(2),
            longest_delay: Duration::from_secs(15 * 60),
            timeout: Duration::from_secs(10),
            reach: Reach::default(),
        }
    }
}
