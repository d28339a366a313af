//! Contacts: who rings, what the agent is told, and what stays on the customer's record.

use super::{
    Effect, Logged,
    order::keys_of_caller,
    working::{WorkingSet, line},
};
use crate::{
    contacts::{
        pop::{self, Caller, identify, tail_key},
        record::{ContactRecord, Rang, caller},
    },
    customers::{
        learn::{Origin, learn, learn_interaction},
        record::Line,
    },
    ingest::envelope::IdentifierKind,
    realtime::frames::{StoredBody, StoredRinging},
};
use purser_contract::{
    AgentId, ContactId, CustomerId, Fact,
    payload::{ContactRinging, ContactUpdate},
    realtime::Match,
    view::{Direction, Interaction},
};

/// A contact rings.
pub fn rang(
    set: &mut WorkingSet,
    logged: Logged<'_>,
    ringing: &ContactRinging,
    origin: Origin<'_>,
    home: &str,
) -> Vec<Effect> {
    let id = ContactId(ringing.contact_id.clone());
    let found = who(set, ringing, home);
    let rang = Rang {
        at: logged.at,
        moment: logged.moment,
        channel: ringing.channel,
        from: caller(ringing, home),
        to: ringing.to.clone(),
        queue: ringing.queue.clone(),
        ivr: ringing.ivr.clone(),
        outcome: found.outcome,
        customers: found.customers.clone(),
    };
    let contact = rang.contact(&id);
    // What says whose another of its keys is may come later, and then finds the call.
    let mut keys = keys_of_caller(ringing, home);
    keys.retain(|key| set.holder_ids(key).is_empty());
    set.on_nobodys_timeline(keys, logged);
    let record = set.contact(&id);
    let whose =
        |record: &ContactRecord| record.rang.as_ref().map(|rang| (rang.outcome, rang.customers.clone()));
    let before = whose(record);
    if record.rang.as_ref().is_none_or(|known| known.moment <= rang.moment) {
        record.rang = Some(rang);
        record.agent = ringing.agent_id.clone().or(record.agent.take());
    }
    let all = whose(record) != before;
    let over = record.ended_at.is_some_and(|ended| ended >= logged.at);
    let agent = ringing.agent_id.clone().or_else(|| record.agent.clone()).filter(|_| !over);
    remember(set, logged, &id, all);
    if let (Some(customer), Some(language)) = (exact(&found), spoken(ringing)) {
        let fact = Fact { value: language, source: origin.source.to_owned(), as_of: origin.at };
        learn(&mut set.learn(customer).menu_language, fact);
    }
    let body = StoredRinging {
        contact,
        outcome: found.outcome,
        matched_by: found.matched_by,
        customers: found.customers,
    };
    agent.map(|agent| Effect::Tell(AgentId(agent), Box::new(StoredBody::Ringing(body)))).into_iter().collect()
}

fn who(set: &WorkingSet, ringing: &ContactRinging, home: &str) -> Caller {
    let keys = pop::keys(ringing, home);
    identify(
        &keys,
        |identifier| set.holder_ids(&identifier.key()),
        |digits| {
            let candidates = tail_key(digits).map(|key| set.holder_ids(&key)).unwrap_or_default();
            candidates.into_iter().filter(|id| has_phone_ending(set, *id, digits)).collect()
        },
    )
}

fn has_phone_ending(set: &WorkingSet, id: CustomerId, digits: &str) -> bool {
    set.customers.get(&id).is_some_and(|entry| {
        entry.record.of_kind(IdentifierKind::Phone.word()).any(|(phone, _)| phone.ends_with(digits))
    })
}

fn exact(found: &Caller) -> Option<CustomerId> {
    (found.outcome == Match::Exact).then(|| found.customers.first().copied()).flatten()
}

fn spoken(ringing: &ContactRinging) -> Option<String> {
    ringing.ivr.as_ref()?.language.clone().filter(|language| !language.is_empty())
}

/// A contact was answered.
pub fn answered(set: &mut WorkingSet, logged: Logged<'_>, update: &ContactUpdate) -> Vec<Effect> {
    let id = ContactId(update.contact_id.clone());
    let at = update.at.unwrap_or(logged.at);
    let record = set.contact(&id);
    record.answered_at = Some(record.answered_at.map_or(at, |known| known.min(at)));
    note_agent(record, update);
    let (agent, note) = (record.agent.clone(), record.note(&id, at));
    remember(set, logged, &id, false);
    agent
        .map(|agent| Effect::Tell(AgentId(agent), Box::new(StoredBody::Answered(note))))
        .into_iter()
        .collect()
}

/// A contact is over.
pub fn ended(set: &mut WorkingSet, logged: Logged<'_>, update: &ContactUpdate) -> Vec<Effect> {
    let id = ContactId(update.contact_id.clone());
    let at = update.at.unwrap_or(logged.at);
    let record = set.contact(&id);
    let last = record.ended_at.is_none_or(|known| known <= at);
    record.ended_at = Some(record.ended_at.map_or(at, |known| known.max(at)));
    if last || record.duration_s.is_none() {
        record.duration_s = update.duration_s.or(record.duration_s);
    }
    if last || record.disposition.is_none() {
        record.disposition = update.disposition.clone().or(record.disposition.take());
    }
    note_agent(record, update);
    let (agent, note) = (record.agent.clone(), record.note(&id, at));
    remember(set, logged, &id, false);
    agent.map(|agent| Effect::Tell(AgentId(agent), Box::new(StoredBody::Ended(note)))).into_iter().collect()
}

fn note_agent(record: &mut ContactRecord, update: &ContactUpdate) {
    if record.agent.is_none() {
        record.agent.clone_from(&update.agent_id);
    }
}

/// Puts the contact on the timeline of everybody it may be from, and among the interactions of the one it is from. `all`
/// its steps are news to them when it was somebody else's, or nobody's, before.
fn remember(set: &mut WorkingSet, logged: Logged<'_>, id: &ContactId, all: bool) {
    let own = line(logged, false);
    let contact = set.contact(id);
    contact.note_line(own);
    let record = contact.clone();
    let Some(rang) = &record.rang else { return };
    let customers: Vec<CustomerId> = rang.customers.iter().map(|id| set.current(*id)).collect();
    for customer in &customers {
        for line in record.lines.iter().filter(|line| all || line.seq == own.seq) {
            let line = Line { shared: rang.outcome != Match::Exact, ..*line };
            set.line_on_customers_timeline(*customer, line);
        }
    }
    if let (Match::Exact, Some(customer)) = (rang.outcome, customers.first()) {
        let entry = interaction(id, &record, rang);
        learn_interaction(set.learn(*customer), entry);
    }
}

fn interaction(id: &ContactId, record: &ContactRecord, rang: &Rang) -> Interaction {
    let intent = rang.ivr.as_ref().and_then(|ivr| ivr.intent.clone());
    let words: Vec<String> = intent.clone().into_iter().chain(record.disposition.clone()).collect();
    Interaction {
        at: rang.at,
        channel: rang.channel,
        direction: Direction::Inbound,
        source: "contact centre".to_owned(),
        summary: words.join(", "),
        contact_id: Some(id.clone()),
        agent_id: record.agent.clone(),
        topic: intent,
    }
}
