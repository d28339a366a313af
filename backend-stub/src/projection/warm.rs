//! What the last groups read and wrote, kept in memory, so that the next need not read and parse it again.
//!
//! It is right only as long as nobody else wrote: every change of a customer comes by an event, so the place of the newest
//! event in the log says so. Bounded by the size of the records as they are stored. Deliberately not here: the truth.

use super::{
    holding::Held,
    order::Moment,
    working::{Known, WorkingSet},
};
use purser_contract::CustomerId;
use quick_cache::{Weighter, unsync::Cache};
use std::collections::BTreeSet;

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
    commit: i64,
    /// The newest event of all.
    pub newest: Moment,
    /// Whether any event stands under keys that nobody has.
    pub strays: bool,
    customers: Cache<CustomerId, Known, BySize>,
    holders: Cache<String, Vec<Held>>,
}

impl Default for Warm {
    fn default() -> Self {
        Self {
            seq: 0,
            commit: 0,
            newest: Moment::default(),
            strays: false,
            customers: Cache::with_weighter(1 << 14, MOST_BYTES, BySize),
            holders: Cache::new(MOST_KEYS),
        }
    }
}

impl Warm {
    /// For a single use: keeps nothing, costs nothing.
    #[must_use]
    pub fn none() -> Self {
        Self {
            seq: 0,
            commit: 0,
            newest: Moment::default(),
            strays: false,
            customers: Cache::with_weighter(1, 1, BySize),
            holders: Cache::new(1),
        }
    }

    /// Knows nothing but the newest event of all, and whether any stands under keys that nobody has.
    #[must_use]
    pub fn cold(newest: Moment, strays: bool) -> Self {
        Self { newest, strays, ..Self::default() }
    }

    /// Whether it is of the state after the event at `last`, the newest in the log, and after the commit with this number,
    /// where processes count them: not every one of those appends.
    #[must_use]
    pub fn is_as_of(&self, last: u64, commit: i64) -> bool {
        (self.seq, self.commit) == (last, commit)
    }

    /// Forgets these customers and keys, because they were made again.
    pub fn forget(&mut self, ids: &BTreeSet<CustomerId>, keys: &BTreeSet<String>) {
        for id in ids {
            self.customers.remove(id);
        }
        for key in keys {
            self.holders.remove(key);
        }
    }

    /// A customer's record, when it is here. It comes back by [`Warm::keep`], or is read again.
    pub fn take_customer(&mut self, id: CustomerId) -> Option<Known> {
        self.customers.remove(&id).map(|(_, known)| known)
    }

    /// Who is known under a key, when that is here.
    pub fn take_holders(&mut self, key: &str) -> Option<Vec<Held>> {
        self.holders.remove(key).map(|(_, holders)| holders)
    }

    /// Takes over a working set that was committed; `last` is the place of its newest event.
    pub fn keep(&mut self, mut set: WorkingSet, last: u64, commit: i64) {
        self.seq = last;
        self.commit = commit;
        self.newest = set.newest;
        self.strays |= !set.strays.is_empty();
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
