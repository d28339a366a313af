//! The policy of now: read again when its file was changed, without a restart. A file that went wrong changes nothing but the
//! log and a figure.
//!
//! Deliberately not here: a task that watches the file; whoever rules asks at the beginning of its work.

use super::Policy;
use anyhow::Result;
use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::SystemTime,
};

/// The built-in policy, or that of a file as it stands.
#[derive(Debug)]
pub struct Current {
    file: Option<PathBuf>,
    /// Held for as long as a file is looked at; never across an await.
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    policy: Arc<Policy>,
    seen: Option<Stamp>,
}

/// What tells one writing of a file from the next.
type Stamp = (SystemTime, u64);

impl Current {
    /// Reads the file, when there is one.
    ///
    /// # Errors
    /// One line that names the file, the table and the row.
    pub fn open(file: Option<PathBuf>) -> Result<Self> {
        // Before the reading: a file that is written meanwhile is read again.
        let seen = file.as_deref().and_then(stamp);
        let policy = match &file {
            Some(path) => Policy::load(path)?,
            None => Policy::built_in(),
        };
        Ok(Self { file, state: Mutex::new(State { policy: Arc::new(policy), seen }) })
    }

    /// The policy by which what begins now is ruled.
    #[must_use]
    pub fn policy(&self) -> Arc<Policy> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(path) = &self.file {
            let now = stamp(path);
            if now != state.seen {
                state.seen = now;
                state.read_again(path);
            }
        }
        Arc::clone(&state.policy)
    }
}

impl State {
    fn read_again(&mut self, path: &Path) {
        let stale = match Policy::load(path) {
            Ok(policy) => {
                if policy.version() != self.policy.version() {
                    tracing::info!(policy.version = policy.version(), "the policy was changed");
                }
                self.policy = Arc::new(policy);
                0.0
            }
            Err(error) => {
                tracing::error!(
                    policy.version = self.policy.version(),
                    error = format!("{error:#}"),
                    "the changed policy is wrong; the one before holds"
                );
                metrics::counter!("purser_policy_refused_total").increment(1);
                1.0
            }
        };
        metrics::gauge!("purser_policy_stale").set(stale);
    }
}

fn stamp(path: &Path) -> Option<Stamp> {
    let about = std::fs::metadata(path).ok()?;
    Some((about.modified().ok()?, about.len()))
}
