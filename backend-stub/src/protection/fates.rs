//! What becomes of each event when a customer is erased: destroyed, or kept for the others it is about without them. Pure.
//!
//! Deliberately not here: finding the events, and doing it (`erase`).

use crate::{
    customers::mention::{Mention, NameKey},
    ingest::{
        catalogue::Event,
        envelope::{Identifier, IdentifierKind, Incoming},
        normal,
    },
    projection::order::keys_of_caller,
};
use base64::{Engine, prelude::BASE64_STANDARD};
use purser_contract::{CustomerId, payload::BookingIn};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Who is erased.
#[derive(Clone, Debug, Default)]
pub struct Subject {
    /// Every id they have and had.
    pub ids: BTreeSet<CustomerId>,
    /// Every key they are found under.
    pub keys: BTreeSet<String>,
    /// Those of them that nobody else has.
    pub own: BTreeSet<String>,
    /// Every name they were given.
    pub names: Vec<NameKey>,
    /// Bookings with the name they have there.
    pub seats: Vec<(String, NameKey)>,
    /// The events on their timeline by place, and whether each is shared with others.
    pub lines: HashMap<u64, bool>,
}

/// What becomes of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is only about them.
    Destroy,
    /// It is about others too: these passengers go.
    Redact(Vec<usize>),
}

/// The fates of those events that do not stay as they are, by place.
#[must_use]
pub fn fates(subject: &Subject, events: &[(u64, Incoming)], home: &str) -> BTreeMap<u64, Fate> {
    let mut fates = BTreeMap::new();
    let mut contacts: BTreeSet<&str> = BTreeSet::new();
    for (seq, event) in events {
        if let Some(fate) = fate(subject, *seq, event, home) {
            fates.insert(*seq, fate);
            if let Event::ContactRinging(ringing) = &event.event {
                contacts.insert(&ringing.contact_id);
            }
        }
    }
    // A call goes with all its steps.
    for (seq, event) in events {
        if let Event::ContactAnswered(update) | Event::ContactEnded(update) = &event.event
            && contacts.contains(&*update.contact_id)
        {
            fates.insert(*seq, Fate::Destroy);
        }
    }
    fates
}

fn fate(subject: &Subject, seq: u64, incoming: &Incoming, home: &str) -> Option<Fate> {
    let line = subject.lines.get(&seq).copied();
    let destroyed = match &incoming.event {
        Event::Flight(..) | Event::SecurityDelayed(_) | Event::ErasureDecided(_) | Event::Unknown => false,
        Event::Booking(_, booking) => return subject.leaves(booking, &incoming.persons),
        Event::MergeDecided(merge) => subject.is_any([merge.customer, merge.other]),
        Event::DifferenceDecided(word) => subject.is_any([word.customer, word.other]),
        Event::UnmergeDecided(unmerge) => subject.is_any([unmerge.customer, unmerge.other]),
        Event::CompensationDecided(decided) => {
            let whose = decided.disruption.opened_for.unwrap_or(decided.customer);
            line == Some(false) || subject.ids.contains(&whose)
        }
        Event::ConsentStated(consent) if consent.customer_id.is_some() => {
            consent.customer_id.is_some_and(|id| subject.ids.contains(&id))
        }
        Event::ContactRinging(ringing) => {
            line == Some(false) || subject.has_alone(&keys_of_caller(ringing, home))
        }
        Event::ContactAnswered(_) | Event::ContactEnded(_) => line == Some(false),
        Event::OrderPlaced(_)
        | Event::AncillaryPurchased(_)
        | Event::SearchPerformed(_)
        | Event::BookingAbandoned(_)
        | Event::LoyaltyUpdated(_)
        | Event::IdentityLinked(_)
        | Event::SocialMentioned(_)
        | Event::CheckinCompleted(_)
        | Event::SeatChanged(_)
        | Event::BoardingDenied(_)
        | Event::CabinChanged(_)
        | Event::Bag(..)
        | Event::ServiceProvided(_)
        | Event::Passage(..)
        | Event::RetailPurchased(_)
        | Event::OnboardCaseRaised(_)
        | Event::FeedbackReceived(_)
        | Event::PreferenceStated(_)
        | Event::MessageReceived(_)
        | Event::MessageSent(_)
        | Event::ConsentStated(_) => {
            line == Some(false)
                || subject.has_alone(&incoming.keys)
                || incoming.persons.iter().any(|person| subject.is(person, None))
        }
    };
    destroyed.then_some(Fate::Destroy)
}

impl Subject {
    fn is_any(&self, ids: [CustomerId; 2]) -> bool {
        ids.iter().any(|id| self.ids.contains(id))
    }

    /// Whether these keys lead to this customer and to nobody else. A caller is looked up under keys that nobody has.
    fn has_alone(&self, keys: &[String]) -> bool {
        let exact = |key: &&String| !key.starts_with("tail:") && !key.starts_with("pnr:");
        let (sure, loose): (Vec<&String>, Vec<&String>) =
            keys.iter().filter(|key| self.keys.contains(*key)).partition(exact);
        let alone = |keys: &[&String]| !keys.is_empty() && keys.iter().all(|key| self.own.contains(*key));
        if sure.is_empty() { alone(&loose) } else { alone(&sure) }
    }

    /// Whether a person of an event is this customer: by something that is theirs alone, or by their name together with
    /// something they share.
    fn is(&self, person: &Mention, pnr: Option<&str>) -> bool {
        let keys: Vec<String> = person
            .identifiers
            .iter()
            .filter(|identifier| identifier.kind != IdentifierKind::Pnr)
            .map(Identifier::key)
            .collect();
        if keys.iter().any(|key| self.own.contains(key)) {
            return true;
        }
        let Some(name) = &person.key else { return false };
        if pnr.is_some_and(|pnr| self.seats.iter().any(|(seat, own)| seat == pnr && own == name)) {
            return true;
        }
        let named = name.has_family() && self.names.iter().any(|own| own.agrees(name));
        let reference = pnr.is_some_and(|pnr| self.keys.contains(&format!("pnr:{pnr}")));
        let shares = keys.iter().any(|key| self.keys.contains(key));
        named && (shares || (keys.is_empty() && reference))
    }

    /// Their own places on a booking.
    #[must_use]
    pub fn places(&self, booking: &BookingIn, persons: &[Mention]) -> Vec<usize> {
        let own = |(place, person): (usize, &Mention)| self.is(person, Some(&booking.pnr)).then_some(place);
        persons.iter().enumerate().filter_map(own).collect()
    }

    fn leaves(&self, booking: &BookingIn, persons: &[Mention]) -> Option<Fate> {
        let gone = self.places(booking, persons);
        if gone.is_empty() {
            return None;
        }
        let stays = |(place, person): (usize, &Mention)| !person.erased && !gone.contains(&place);
        Some(match persons.iter().enumerate().any(stays) {
            true => Fate::Redact(gone),
            false => Fate::Destroy,
        })
    }
}

/// What a booking's event may hold besides its passengers when one of them is erased: what this service understands.
pub const UNDERSTOOD: [&str; 7] =
    ["pnr", "booked_at", "channel", "passengers", "segments", "total", "corporate"];
/// The attributes that stay.
const ATTRIBUTES: [&str; 7] = ["specversion", "id", "source", "type", "time", "datacontenttype", "data"];
/// Says in an event of the log that it is not what its source sent any more.
pub const REDACTED: &str = "redacted";

/// The body of a booking's event without these passengers. Their places stay, since who came from which place in which
/// event is remembered; fields that nobody knows the meaning of go, since they may name somebody.
#[must_use]
pub fn without(body: &str, places: &[usize]) -> Option<String> {
    let mut event: Map<String, Value> = serde_json::from_str(body).ok()?;
    if let Some(encoded) = event.get("data_base64").and_then(Value::as_str) {
        let decoded = BASE64_STANDARD.decode(encoded).ok()?;
        event.insert("data".to_owned(), serde_json::from_slice(&decoded).ok()?);
    }
    event.retain(|name, _| ATTRIBUTES.contains(&name.as_str()));
    event.insert(REDACTED.to_owned(), Value::Bool(true));
    let data = event.get_mut("data")?.as_object_mut()?;
    data.retain(|name, _| UNDERSTOOD.contains(&name.as_str()));
    let passengers = data.get_mut("passengers")?.as_array_mut()?;
    let mut names = Vec::new();
    for place in places {
        let gone = std::mem::replace(passengers.get_mut(*place)?, json!({"customer": {}, "erased": true}));
        names.extend(gone["customer"]["name"]["given"].as_str().map(normal::fold));
    }
    for services in passengers.iter_mut().filter_map(|left| left.get_mut("ssrs")?.as_array_mut()) {
        services.iter_mut().for_each(|service| unname(service, &names));
    }
    serde_json::to_string(&event).ok()
}

/// An adult's service for an infant says who that is; the code alone stays when it was them.
fn unname(service: &mut Value, names: &[String]) {
    let Some(text) = service.as_str() else { return };
    let folded = normal::fold(text);
    let named = |name: &String| {
        name.split(' ')
            .next()
            .is_some_and(|first| !first.is_empty() && folded.split(' ').any(|word| word == first))
    };
    if names.iter().any(named) {
        let code = text.split_whitespace().next().unwrap_or_default().to_owned();
        *service = Value::String(code);
    }
}

#[cfg(test)]
mod tests;
