//! Signals: what many events together mean for the agent, from the facts that stand now. Pure.
//!
//! Each is a function of records and the time, by the events' own times: a late event, another order, a restart give the
//! same signals. Deliberately not here: telling other systems (`risks`).

pub mod bags;
pub mod connections;
pub mod contacts;
pub mod falling;
pub mod searches;

use super::rules::Rules;
use crate::customers::{record::CustomerRecord, view::Flights};
use jiff::Timestamp;
use purser_contract::insight::{Signal, SignalKind};

/// What signals are read from.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// The record, without what consents hide.
    pub record: &'a CustomerRecord,
    /// Its flights, as far as operations spoke of them.
    pub flights: &'a Flights,
    /// The airline's rules.
    pub rules: &'a Rules,
    /// The time.
    pub now: Timestamp,
}

/// All signals, the most urgent first. `profiled` says whether the customer lets themselves be profiled.
#[must_use]
pub fn signals(facts: Facts<'_>, profiled: bool) -> Vec<Signal> {
    let mut found = operational(facts);
    found.extend(contacts::signals(facts));
    if profiled {
        found.extend(falling::signal(facts));
        found.extend(searches::signals(facts));
    }
    found.sort_by(|a, b| (a.urgency, a.kind, &a.id).cmp(&(b.urgency, b.kind, &b.id)));
    found
}

/// Those about a journey under way, which other systems are told as well.
#[must_use]
pub fn operational(facts: Facts<'_>) -> Vec<Signal> {
    let mut found = connections::signals(facts);
    found.extend(bags::signals(facts));
    found
}

/// The id of a case: its kind and what tells it from others.
fn case(kind: SignalKind, parts: &[&str]) -> String {
    let word = match kind {
        SignalKind::ConnectionAtRisk => "connection-at-risk",
        SignalKind::BagNotLoaded => "bag-not-loaded",
        SignalKind::RepeatedContacts => "repeated-contacts",
        SignalKind::FallingSentiment => "falling-sentiment",
        SignalKind::RepeatedSearches => "repeated-searches",
    };
    std::iter::once(word).chain(parts.iter().copied()).collect::<Vec<_>>().join(":")
}

fn refs(pairs: &[(&str, &str)]) -> std::collections::BTreeMap<String, String> {
    pairs
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

#[cfg(test)]
mod tests;
