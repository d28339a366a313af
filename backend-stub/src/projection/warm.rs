//! What the last groups read and wrote, kept in memory, so that the next need not read and parse it again.
//!
//! It is right only as long as nobody else wrote: every change of a customer comes by an event, so the place of the newest
//! event in the log says so. Bounded by the size of the records as they are stored. Deliberately not here: the truth.

use super::working::{Known, WorkingSet};
use purser_contract::CustomerId;
use quick_cache::{Weighter, unsync::Cache};

/// Bytes of stored records that are kept; in memory a record is about twice its stored text.
const MOST_BYTES: u64 = 64 << 20;
/// How many identifiers are kept.
const MOST_KEYS: usize = 1 << 17;

#[derive(Clone, Copy, Debug)]
struct BySize;

impl Weighter<CustomerId, Known> for BySize {
    fn weight(&self, _: &CustomerId, known: &Known) -> u64 {
        known.entry.size as u64 + 256
    }
}

/// See the module.
#[derive(Debug)]
pub struct Warm {
    seq: u64,
    customers: Cache<CustomerId, Known, BySize>,
    holders: Cache<String, Vec<CustomerId>>,
}

impl Default for Warm {
    fn default() -> Self {
        Self {
            seq: 0,
            customers: Cache::with_weighter(1 << 14, MOST_BYTES, BySize),
            holders: Cache::new(MOST_KEYS),
        }
    }
}

impl Warm {
    /// Forgets everything unless the newest event is the one that was the newest after the last [`Warm::keep`].
    pub fn as_of(&mut self, last: u64) {
        if self.seq != last {
            *self = Self { seq: last, ..Self::default() };
        }
    }

    /// A customer's record, when it is here. It comes back by [`Warm::keep`], or is read again.
    pub fn take_customer(&mut self, id: CustomerId) -> Option<Known> {
        self.customers.remove(&id).map(|(_, known)| known)
    }

    /// Who is known under a key, when that is here.
    pub fn take_holders(&mut self, key: &str) -> Option<Vec<CustomerId>> {
        self.holders.remove(key).map(|(_, holders)| holders)
    }

    /// Takes over a working set that was committed; `last` is the place of its newest event.
    pub fn keep(&mut self, mut set: WorkingSet, last: u64) {
        self.seq = last;
        if !set.joined.is_empty() {
            // Keys that this group did not touch may name a record that is gone.
            self.holders.clear();
        }
        for (id, known) in set.drain_known() {
            self.customers.insert(id, known);
        }
        for (key, ids) in set.holders {
            self.holders.insert(key, ids);
        }
    }
}
