//! Who has which identifier, and since when.
//!
//! The time matters when customers are made again from their events: an event must not see somebody under a key they had
//! only later. Deliberately not here: whom a mention is about (`customers::matching`).

pub mod store;

use super::working::{WorkingSet, face};
use crate::{
    contacts::pop::tail_key,
    customers::{matching::Holder, mention::Mention, record::CustomerRecord},
    ingest::{
        envelope::{Identifier, IdentifierKind},
        normal,
    },
    risks::passengers_key,
};
use purser_contract::{CustomerId, FlightKey};
use std::collections::{BTreeMap, BTreeSet};

/// Beyond this many holders a shared address takes no more: it is a switchboard.
pub const MOST_HOLDERS: usize = 64;

/// A customer under a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Held {
    /// Who.
    pub id: CustomerId,
    /// The time of the event that gave it to them, microseconds.
    pub since: i64,
}

impl WorkingSet {
    /// Those who have a key at the time that counts.
    fn seen_under<'a>(&'a self, key: &str) -> impl Iterator<Item = CustomerId> + use<'a> {
        let held = self.holders.get(key).map(Vec::as_slice).unwrap_or_default();
        held.iter().filter(|held| self.sight.is_none_or(|now| held.since <= now)).map(|held| held.id)
    }

    /// The customers known under a key.
    #[must_use]
    pub fn holder_ids(&self, key: &str) -> Vec<CustomerId> {
        self.seen_under(key).collect()
    }

    /// The customers known under an identifier, as matching sees them.
    #[must_use]
    pub fn holders_of(&self, identifier: &Identifier) -> Vec<&Holder> {
        self.seen_under(&identifier.key()).filter_map(|id| self.faces.get(&id)).collect()
    }

    /// A customer as matching sees them.
    #[must_use]
    pub fn face_of(&self, id: CustomerId) -> Option<&Holder> {
        self.faces.get(&id)
    }

    /// Notes that a customer is known under these identifiers and this name from `at` (microseconds) on, for the mentions
    /// that follow; says whether they have a new name or loyalty number: only these say who else is them.
    pub fn index(&mut self, id: CustomerId, mention: &Mention, at: i64) -> bool {
        for identifier in &mention.identifiers {
            self.add_key(identifier.key(), id, identifier.kind, at);
            if identifier.kind == IdentifierKind::Phone
                && let Some(key) = tail_key(&identifier.value)
            {
                self.add_key(key, id, IdentifierKind::Phone, at);
            }
        }
        let face = self.faces.entry(id).or_insert_with(|| face(id, &CustomerRecord::default()));
        let mut changed = false;
        for number in mention.identifiers.iter().filter(|i| i.kind == IdentifierKind::Loyalty) {
            changed |= face.loyalty.insert(number.value.clone());
        }
        let (Some(name), Some(key)) = (&mention.name, &mention.key) else { return changed };
        if !face.names.contains(key) {
            face.names.push(key.clone());
            let folded = normal::fold(&format!("{} {}", name.given, name.family));
            for word in folded.split(' ').filter(|word| !word.is_empty()).take(12) {
                self.new_words.insert((word.chars().take(64).collect(), id));
            }
            changed = true;
        }
        changed
    }

    fn add_key(&mut self, key: String, id: CustomerId, kind: IdentifierKind, at: i64) {
        let holders = self.holders.entry(key.clone()).or_default();
        let full = holders.len() >= MOST_HOLDERS && kind != IdentifierKind::Pnr;
        if !full && holders.iter().all(|held| held.id != id) {
            holders.push(Held { id, since: at });
            self.new_identifiers.insert((key, id), at);
        }
    }

    /// Takes out customers, with everything that they are known under.
    pub fn without(&mut self, ids: &BTreeSet<CustomerId>) {
        self.forget(ids, &BTreeSet::new());
        self.holders.values_mut().for_each(|holders| holders.retain(|held| !ids.contains(&held.id)));
    }

    /// Gives what one customer is known under to another.
    pub(super) fn hand_over(&mut self, from: CustomerId, into: CustomerId) {
        for holders in self.holders.values_mut() {
            let both = holders.iter().filter(|held| held.id == from || held.id == into);
            let Some(since) = both.map(|held| held.since).min() else { continue };
            if holders.iter().any(|held| held.id == from) {
                holders.retain(|held| held.id != from && held.id != into);
                holders.push(Held { id: into, since });
            }
        }
    }

    /// Notes that a customer is on a flight, so that a word about it finds them.
    pub fn flies(&mut self, id: CustomerId, flight: &FlightKey) {
        self.new_identifiers.insert((passengers_key(flight), id), 0);
    }

    /// Identifiers to write, under the ids they belong to now, with since when.
    #[must_use]
    pub fn identifiers_to_write(&self) -> BTreeMap<(&str, CustomerId), i64> {
        let mut rows: BTreeMap<(&str, CustomerId), i64> = BTreeMap::new();
        for ((key, id), since) in &self.new_identifiers {
            let first = rows.entry((key, self.current(*id))).or_insert(*since);
            *first = (*first).min(*since);
        }
        rows
    }
}
