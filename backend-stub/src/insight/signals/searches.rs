//! The same route looked for again and again, and not booked since.

use super::{Facts, case, refs};
use crate::{airports::place, customers::record::SearchRecord, insight::days_before};
use purser_contract::{
    insight::{Signal, SignalKind, Urgency},
    view::BookingStatus,
};
use std::collections::BTreeMap;

/// One signal a route.
pub fn signals(facts: Facts<'_>) -> Vec<Signal> {
    let rules = facts.rules.signals.repeated_searches;
    if facts.record.searches.len() < rules.times {
        return Vec::new();
    }
    let mut routes: BTreeMap<(&str, &str), Vec<&SearchRecord>> = BTreeMap::new();
    for search in &facts.record.searches {
        routes.entry((&search.from, &search.to)).or_default().push(search);
    }
    routes.into_iter().filter_map(|(route, searches)| signal(facts, route, &searches)).collect()
}

/// `searches` are newest first.
fn signal(facts: Facts<'_>, (from, to): (&str, &str), searches: &[&SearchRecord]) -> Option<Signal> {
    let rules = facts.rules.signals.repeated_searches;
    let window = i64::from(rules.hours) * 3_600;
    let newest = searches.first().filter(|newest| newest.at >= days_before(facts.now, rules.shown_days))?;
    let within = |search: &&&SearchRecord| newest.at.as_second() - search.at.as_second() <= window;
    let times = searches.iter().filter(within).count();
    if times < rules.times || is_booked_since(facts, (from, to), newest) {
        return None;
    }
    let left = searches.iter().filter(within).any(|search| search.left);
    let unfinished = if left { ", and left a booking unfinished" } else { "" };
    Some(Signal {
        id: case(SignalKind::RepeatedSearches, &[from, to]),
        kind: SignalKind::RepeatedSearches,
        urgency: Urgency::Chance,
        title: format!("Wants to go to {}", place(to).city),
        text: format!("Looked for {from} to {to} {times} times within {} h{unfinished}.", rules.hours),
        advice: format!(
            "Once their own matter is settled, ask whether you can find {from} to {to} for them."
        ),
        source: "booking engine".to_owned(),
        as_of: newest.at,
        refs: refs(&[("from", from), ("to", to), ("times", &times.to_string())]),
    })
}

fn is_booked_since(facts: Facts<'_>, (from, to): (&str, &str), newest: &SearchRecord) -> bool {
    facts.record.bookings.values().any(|booking| {
        let stands = booking.status.as_ref().filter(|status| status.value == BookingStatus::Confirmed);
        let made = booking.booked_at.as_ref().map(|fact| fact.value).or(stands.map(|status| status.as_of));
        let begins = booking.current().iter().any(|sold| sold.from == from);
        let ends = booking.current().iter().any(|sold| sold.to == to);
        stands.is_some() && begins && ends && made.is_some_and(|made| made >= newest.at)
    })
}
