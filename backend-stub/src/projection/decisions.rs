//! What supervisors decided about who is who, applied.
//!
//! A merge joins; taking it back means making both again without it (`log::again`), so that each side is exactly what it
//! would have been, and what came in between goes where its evidence says. Deliberately not here: who may decide.

use super::{Logged, working::WorkingSet};
use purser_contract::{CustomerId, payload::MergeDecided};

/// Joins two records, unless the decision was taken back.
pub fn merge(set: &mut WorkingSet, logged: Logged<'_>, merge: &MergeDecided) {
    let sides = [merge.customer, merge.other];
    let now = sides.map(|id| set.now_of(id));
    let apart = now[0] != now[1] && now.iter().all(|id| set.customers.contains_key(id));
    if apart && !set.revoked.contains(logged.id) {
        set.join(&now);
        let id = set.now_of(merge.customer);
        let record = set.learn(id);
        record.shaped = record.shaped.max(logged.moment);
    }
    note(set, logged, sides);
}

/// Puts a decision on the timelines of those it is about.
pub fn note(set: &mut WorkingSet, logged: Logged<'_>, sides: [CustomerId; 2]) {
    let mut ids = sides.map(|id| set.now_of(id)).to_vec();
    ids.dedup();
    for id in ids {
        set.on_customers_timeline(id, logged, false);
    }
}
