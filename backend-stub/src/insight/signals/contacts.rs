//! The same thing that brings a customer back: contacts with one intent, messages in one thread, or messages that name a
//! contact's intent.

use super::{Facts, case, refs};
use crate::{customers::describe::channel_word, ingest::normal::fold, insight::days_before};
use jiff::Timestamp;
use purser_contract::{
    insight::{Signal, SignalKind, Urgency},
    view::{Direction, Interaction},
};
use std::collections::{BTreeMap, BTreeSet};

/// Messages so close together are one contact, seconds.
const ONE_SITTING: i64 = 3_600;
/// A shorter word is no topic that can be looked for in messages.
const SHORTEST_TOPIC: usize = 3;

/// One signal a topic.
pub fn signals(facts: Facts<'_>) -> Vec<Signal> {
    let rules = facts.rules.signals.repeated_contacts;
    let since = days_before(facts.now, rules.days);
    let came = |entry: &&Interaction| entry.direction == Direction::Inbound && entry.at >= since;
    let lately: Vec<&Interaction> = facts.record.interactions.iter().filter(came).collect();
    if lately.len() < rules.times {
        return Vec::new();
    }
    let mut topics: BTreeMap<String, Vec<&Interaction>> = BTreeMap::new();
    for entry in &lately {
        if let Some(topic) = entry.topic.as_deref().map(fold).filter(|topic| !topic.is_empty()) {
            topics.entry(topic).or_default().push(entry);
        }
    }
    let intents: Vec<String> = topics
        .iter()
        .filter(|(topic, about)| {
            topic.len() >= SHORTEST_TOPIC && about.iter().any(|entry| entry.contact_id.is_some())
        })
        .map(|(topic, _)| topic.clone())
        .collect();
    for intent in intents {
        let naming =
            lately.iter().filter(|entry| entry.contact_id.is_none() && names(&entry.summary, &intent));
        let known = topics.entry(intent.clone()).or_default();
        known.extend(naming.copied());
        known.sort_by_key(|entry| std::cmp::Reverse(entry.at));
    }
    // A thread whose messages all count for an intent is the same thing.
    let counted: BTreeSet<Timestamp> = topics
        .values()
        .filter(|about| about.iter().any(|entry| entry.contact_id.is_some()))
        .flat_map(|about| about.iter().map(|entry| entry.at))
        .collect();
    topics.retain(|_, about| {
        about.iter().any(|entry| entry.contact_id.is_some() || !counted.contains(&entry.at))
    });
    topics.into_iter().filter_map(|(topic, about)| signal(&topic, &about, rules)).collect()
}

/// Whether a text has the words of a topic, one after the other.
fn names(text: &str, topic: &str) -> bool {
    format!(" {} ", fold(text)).contains(&format!(" {topic} "))
}

/// `about` is newest first.
fn signal(
    topic: &str,
    about: &[&Interaction],
    rules: crate::insight::rules::RepeatedContacts,
) -> Option<Signal> {
    // A conversation of many messages is one contact.
    let mut sittings: Vec<&Interaction> = Vec::new();
    let mut before: Option<i64> = None;
    for entry in about {
        let at = entry.at.as_second();
        if before.is_none_or(|later| later - at > ONE_SITTING || entry.contact_id.is_some()) {
            sittings.push(entry);
        }
        before = Some(at);
    }
    let newest = *sittings.first()?;
    if sittings.len() < rules.times {
        return None;
    }
    let named =
        sittings.iter().find(|entry| entry.contact_id.is_some()).and_then(|entry| entry.topic.as_deref());
    let title = match named {
        Some(topic) => format!("{} contacts about “{topic}”", sittings.len()),
        None => format!("{} times about the same thing", sittings.len()),
    };
    Some(Signal {
        id: case(SignalKind::RepeatedContacts, &[topic]),
        kind: SignalKind::RepeatedContacts,
        urgency: Urgency::Soon,
        title,
        text: format!(
            "Within {} days; the newest: {}.",
            rules.days,
            channel_word(newest.channel).to_lowercase()
        ),
        advice: "Own it: say that you see the earlier contacts, and do not let them explain it again."
            .to_owned(),
        source: newest.source.clone(),
        as_of: newest.at,
        refs: refs(&[("topic", topic)]),
    })
}
