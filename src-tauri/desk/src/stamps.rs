//! The times of a pop, hop by hop, for the bench. Kept only when it was asked for.
//!
//! Deliberately not here: printing; the shell owns the standard output.

use crate::clock;
use purser_contract::ContactId;
use serde::Serialize;
use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

/// More pops than this are never on their way at once; beyond it the oldest entries are wrong anyway.
const MAX_UNPAINTED: usize = 512;

/// One pop's way through the desktop, in microseconds since the Unix epoch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PopStamps {
    /// Which pop.
    pub contact_id: ContactId,
    /// The backend made the frame.
    pub server_at: i64,
    /// The socket gave it to us.
    pub received_us: i64,
    /// It was parsed, and what it means was decided.
    pub applied_us: i64,
    /// It was handed to the shell.
    pub forwarded_us: i64,
    /// Two animation frames after the window had changed, by the window's clock.
    pub painted_us: i64,
}

/// Pops on their way. A short section, never held across an await.
#[derive(Debug)]
pub(crate) struct Stamps(Option<Mutex<BTreeMap<ContactId, PopStamps>>>);

impl Stamps {
    pub(crate) fn new(wanted: bool) -> Self {
        Self(wanted.then(Mutex::default))
    }

    /// Whether anybody wants them.
    pub(crate) fn wanted(&self) -> bool {
        self.0.is_some()
    }

    pub(crate) fn begin(&self, stamps: PopStamps) {
        self.with(|pops| {
            if pops.len() >= MAX_UNPAINTED {
                pops.clear();
            }
            pops.insert(stamps.contact_id.clone(), stamps);
        });
    }

    pub(crate) fn forwarded(&self, contact: &ContactId) {
        self.with(|pops| {
            if let Some(stamps) = pops.get_mut(contact) {
                stamps.forwarded_us = clock::epoch_micros();
            }
        });
    }

    /// `at_ms` is the window's whole millisecond; its end counts, so that no figure is flattered, and never the future.
    pub(crate) fn painted(&self, contact: &ContactId, at_ms: i64) -> Option<PopStamps> {
        let stamps = self.with(|pops| pops.remove(contact))??;
        let now = clock::epoch_micros();
        let painted_us = at_ms.saturating_mul(1_000).saturating_add(999).min(now).max(stamps.forwarded_us);
        Some(PopStamps { painted_us, ..stamps })
    }

    fn with<T>(&self, act: impl FnOnce(&mut BTreeMap<ContactId, PopStamps>) -> T) -> Option<T> {
        self.0.as_ref().map(|pops| act(&mut pops.lock().unwrap_or_else(PoisonError::into_inner)))
    }
}
