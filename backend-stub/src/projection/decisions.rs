//! What supervisors decided about who is who, applied.
//!
//! A merge joins; taking it back means making both again without it (`log::again`), so that each side is exactly what it
//! would have been, and what came in between goes where its evidence says. Deliberately not here: who may decide.

use super::{
    Logged,
    working::{WorkingSet, sum},
};
use crate::customers::{
    learn::{Origin, learn_keyed},
    record::{Decided, Difference, pair},
};
use purser_contract::{
    CustomerId,
    payload::{DifferenceDecided, MergeDecided, UnmergeDecided},
};

/// Joins two records, unless the decision was taken back.
pub fn merge(set: &mut WorkingSet, logged: Logged<'_>, merge: &MergeDecided, origin: Origin<'_>) {
    let sides = [merge.customer, merge.other];
    let now = sides.map(|id| set.now_of(id));
    let apart = now[0] != now[1] && now.iter().all(|id| set.customers.contains_key(id));
    if apart && !set.revoked.contains(logged.id) {
        set.join(&now);
        let id = set.now_of(merge.customer);
        let record = set.learn(id);
        record.shaped = record.shaped.max(logged.moment);
        let customers = sides;
        let decided = Decided { by: merge.by.clone(), reason: merge.reason.clone(), customers };
        record.merges.insert(logged.id.to_owned(), origin.fact(decided));
    }
    note(set, logged, sides);
}

/// Both sides go on from where they were as one, so that whoever shows them takes what they are now for newer.
pub fn unmerge(set: &mut WorkingSet, logged: Logged<'_>, unmerge: &UnmergeDecided) {
    let sides = [unmerge.customer, unmerge.other];
    note(set, logged, sides);
    let mut now = sides.map(|id| set.now_of(id)).to_vec();
    // Other evidence may have made one of them all the same.
    now.dedup();
    let versions = now.iter().filter_map(|id| set.customers.get(id)).map(|entry| entry.version);
    let version = versions.fold(0, sum);
    for id in now {
        if let Some(entry) = set.customers.get_mut(&id) {
            entry.version = version;
            // What is decided from here on is decided after it.
            entry.record.shaped = entry.record.shaped.max(logged.moment);
        }
    }
}

/// Notes on both that they are two persons, or that this is open again; the newest word holds.
pub fn differ(set: &mut WorkingSet, logged: Logged<'_>, word: &DifferenceDecided, origin: Origin<'_>) {
    let sides = [word.customer, word.other];
    let pair = pair(word.customer, word.other);
    for id in sides.map(|id| set.now_of(id)) {
        if set.customers.contains_key(&id) {
            let difference =
                Difference { different: word.different, by: word.by.clone(), reason: word.reason.clone() };
            learn_keyed(&mut set.learn(id).differences, &pair, origin.fact(difference));
        }
    }
    note(set, logged, sides);
}

/// Puts a decision on the timelines of those it is about.
fn note(set: &mut WorkingSet, logged: Logged<'_>, sides: [CustomerId; 2]) {
    let mut ids = sides.map(|id| set.now_of(id)).to_vec();
    ids.dedup();
    for id in ids {
        set.on_customers_timeline(id, logged, false);
    }
}
