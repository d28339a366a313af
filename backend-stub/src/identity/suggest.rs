//! The suggestions of a customer, made when they are read: from records as they are, so that no order of events decides.
//!
//! Deliberately not here: the rules (`rules`) and the evidence (`evidence`).

use super::{
    blocks,
    evidence::{Profile, weigh},
    rules::Rules,
};
use crate::{
    consents::withheld::shown,
    customers::{
        record::{CustomerRecord, Difference, pair},
        store::Stored,
    },
};
use purser_contract::{
    CustomerId, Fact,
    suggestion::{Dismissal, Suggestion},
};
use std::{cmp::Reverse, collections::BTreeMap};

/// Suggestions, and those that a supervisor dismissed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Suggestions {
    /// The likeliest first.
    pub open: Vec<Suggestion>,
    /// The same.
    pub dismissed: Vec<Suggestion>,
}

impl Suggestions {
    /// Those to decide about, then those that were dismissed.
    pub fn all(&self) -> impl Iterator<Item = &Suggestion> {
        self.open.iter().chain(&self.dismissed)
    }
}

/// The other records that have something in common with this one, out of who stands under the same numbers; those with most
/// in common first. Pure.
#[must_use]
pub fn candidates(id: CustomerId, rows: Vec<(i64, CustomerId)>, rules: &Rules) -> Vec<CustomerId> {
    let mut groups: BTreeMap<i64, Vec<CustomerId>> = BTreeMap::new();
    for (block, other) in rows {
        groups.entry(block).or_default().push(other);
    }
    let mut common: BTreeMap<CustomerId, usize> = BTreeMap::new();
    for group in groups.into_values().filter(|group| group.len() <= rules.largest_group) {
        for other in group.into_iter().filter(|other| *other != id) {
            *common.entry(other).or_default() += 1;
        }
    }
    let mut found: Vec<(CustomerId, usize)> = common.into_iter().collect();
    found.sort_by_key(|(other, times)| (Reverse(*times), *other));
    found.truncate(rules.most_candidates);
    found.into_iter().map(|(other, _)| other).collect()
}

/// The numbers to look for candidates under, in order.
#[must_use]
pub fn under(stored: &Stored) -> Vec<i64> {
    blocks::to_look_up(stored.id, &stored.record).into_iter().collect()
}

/// Compares a customer with the candidates. Pure.
#[must_use]
pub fn suggest(own: &Stored, candidates: &[Stored], rules: &Rules) -> Suggestions {
    if candidates.is_empty() {
        return Suggestions::default();
    }
    let visible = shown(&own.record);
    let profile = Profile::of(own.id, &visible);
    let mut found = Suggestions::default();
    for other in candidates.iter().filter(|other| other.id != own.id) {
        let record = shown(&other.record);
        let evidence = weigh(&profile, &Profile::of(other.id, &record), rules);
        let score: i64 = evidence.iter().map(|evidence| evidence.points).sum();
        if score < rules.threshold {
            continue;
        }
        let dismissed = dismissal(&own.record, &other.record);
        let list = if dismissed.is_some() { &mut found.dismissed } else { &mut found.open };
        list.push(Suggestion {
            id: pair(own.id, other.id),
            customer_id: other.id,
            name: record.name().map(|fact| fact.value.clone()),
            tier: record
                .loyalty
                .values()
                .max_by_key(|fact| fact.as_of)
                .and_then(|fact| fact.value.tier.clone()),
            hint: hint(&record),
            score,
            threshold: rules.threshold,
            evidence,
            dismissed,
        });
    }
    for list in [&mut found.open, &mut found.dismissed] {
        list.sort_by_key(|suggestion| (Reverse(suggestion.score), suggestion.customer_id));
        list.truncate(rules.most_suggestions);
    }
    found
}

/// The newest word on whether two records are two persons. Both know of every decision about them, under the ids that they
/// or those they were made of had then.
#[must_use]
pub fn newest_word<'a>(own: &'a CustomerRecord, other: &CustomerRecord) -> Option<&'a Fact<Difference>> {
    let both = own.differences.iter().filter(|(pair, _)| other.differences.contains_key(*pair));
    both.map(|(_, fact)| fact).max_by_key(|fact| (fact.as_of, fact.value.different))
}

fn dismissal(own: &CustomerRecord, other: &CustomerRecord) -> Option<Dismissal> {
    let newest = newest_word(own, other).filter(|newest| newest.value.different)?;
    Some(Dismissal { at: newest.as_of, by: newest.value.by.clone(), reason: newest.value.reason.clone() })
}

/// A loyalty number, else an address they are reached at.
fn hint(record: &CustomerRecord) -> Option<String> {
    ["loyalty", "email", "phone"]
        .into_iter()
        .find_map(|kind| record.of_kind(kind).next())
        .map(|(value, _)| value.clone())
}
