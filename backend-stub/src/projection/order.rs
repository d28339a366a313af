//! Whether an event may be applied as it comes, or must first take its place among events that happened later.
//!
//! Events come in any order; customers must be what they would be had the events come in the order they happened. Almost
//! always that needs nothing: facts keep their own times, and an event about somebody known changes nobody's identity. What
//! it takes when it does is `log::again`. Pure. Deliberately not here: applying anything.

use super::{Logged, holding::Held, working::WorkingSet};
use crate::{
    contacts::pop::{self, tail_key},
    customers::{
        matching::{Holder, Resolution, resolve},
        mention::Mention,
    },
    ingest::{
        catalogue::Event,
        envelope::{Identifier, IdentifierKind},
    },
};
use jiff::Timestamp;
use purser_contract::{CustomerId, payload::ContactRinging};
use serde::{Deserialize, Serialize};
use std::str::FromStr;
use xxhash_rust::xxh3::xxh3_64;

/// When an event happened, with a tie-breaker that is the event's own: a total order that arrival has no part in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Moment(i64, u64);

impl Moment {
    /// Of an event by its time, source and id.
    #[must_use]
    pub fn of(at: Timestamp, source: &str, id: &str) -> Self {
        Self(at.as_microsecond(), xxh3_64(format!("{source}\n{id}").as_bytes()))
    }

    /// The event's time, microseconds.
    #[must_use]
    pub fn at(&self) -> i64 {
        self.0
    }

    /// Before any event.
    #[must_use]
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

impl std::fmt::Display for Moment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.0, self.1)
    }
}

impl FromStr for Moment {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (at, tie) = text.split_once(' ').unwrap_or((text, "0"));
        Ok(Self(at.parse()?, tie.parse()?))
    }
}

/// The keys under which the persons of an event, or its caller, are looked up.
#[must_use]
pub fn keys_of(event: &Event, persons: &[Mention], home: &str) -> Vec<String> {
    let mut keys: Vec<String> = persons.iter().flat_map(keys_of_mention).collect();
    match event {
        Event::ContactRinging(ringing) => keys.extend(keys_of_caller(ringing, home)),
        Event::Booking(_, booking) => keys.push(format!("pnr:{}", booking.pnr)),
        _ => {}
    }
    keys
}

/// The keys under which one person is looked up.
#[must_use]
pub fn keys_of_mention(person: &Mention) -> Vec<String> {
    person.identifiers.iter().flat_map(keys_of_identifier).collect()
}

fn keys_of_identifier(identifier: &Identifier) -> impl Iterator<Item = String> + use<> {
    let tail = match identifier.kind {
        IdentifierKind::Phone => tail_key(&identifier.value),
        _ => None,
    };
    std::iter::once(identifier.key()).chain(tail)
}

/// The keys of who calls.
#[must_use]
pub fn keys_of_caller(ringing: &ContactRinging, home: &str) -> Vec<String> {
    let caller = pop::keys(ringing, home);
    let named = caller.direct.iter().chain(&caller.pnr).map(Identifier::key);
    named.chain(caller.tails.iter().filter_map(|tail| tail_key(tail))).collect()
}

/// The customers an event names by their ids.
#[must_use]
pub fn ids_of(event: &Event) -> Vec<CustomerId> {
    match event {
        Event::MergeDecided(merge) => vec![merge.customer, merge.other],
        Event::UnmergeDecided(unmerge) => vec![unmerge.customer, unmerge.other],
        Event::DifferenceDecided(difference) => vec![difference.customer, difference.other],
        Event::ConsentStated(consent) => consent.customer_id.into_iter().collect(),
        Event::CompensationDecided(decided) => {
            decided.disruption.opened_for.into_iter().chain([decided.customer]).collect()
        }
        _ => Vec::new(),
    }
}

/// Whether the event must take its place among later ones.
#[must_use]
pub fn is_out_of_order(set: &WorkingSet, logged: Logged<'_>) -> bool {
    match logged.event {
        Event::Flight(..)
        | Event::SecurityDelayed(_)
        | Event::ContactAnswered(_)
        | Event::ContactEnded(_)
        | Event::ErasureDecided(_)
        | Event::Unknown => return false,
        _ if !ids_of(logged.event).into_iter().all(|id| set.knows(id)) => return true,
        Event::CompensationDecided(_) => return false,
        Event::UnmergeDecided(_) => return true,
        Event::MergeDecided(_) | Event::DifferenceDecided(_) => return logged.moment <= set.newest,
        _ => {}
    }
    let keys = logged.keys;
    let at = logged.at.as_microsecond();
    let precedes_stray = |key: &String| set.strays.get(key).is_some_and(|newest| *newest >= at);
    if !logged.persons.is_empty() && keys.iter().any(precedes_stray) {
        return true;
    }
    let held: Vec<&Held> = keys.iter().filter_map(|key| set.holders.get(key)).flatten().collect();
    let was_other = |held: &&Held| {
        let shaped = set.customers.get(&held.id).map(|entry| entry.record.shaped);
        shaped.is_some_and(|shaped| shaped > logged.moment)
    };
    if held.iter().any(|held| held.since > at) || held.iter().any(was_other) {
        return true;
    }
    let looked_for = |held: &&Held| {
        set.customers.get(&held.id).is_some_and(|entry| entry.record.without_booking > logged.moment)
    };
    if matches!(logged.event, Event::Booking(..)) && held.iter().any(looked_for) {
        return true;
    }
    if logged.moment > set.newest {
        return false;
    }
    // Within one microsecond the order is not known of a key.
    held.iter().any(|held| held.since == at)
        || needs_its_place(logged.event) && !held.is_empty()
        || logged.persons.iter().any(|person| changes_identity(set, person))
}

/// What it changes depends on what was known when it happened: a check-in without a reference goes to the booking that has
/// its flight.
#[must_use]
pub fn needs_its_place(event: &Event) -> bool {
    match event {
        Event::CheckinCompleted(checkin) | Event::SeatChanged(checkin) => checkin.pnr.is_none(),
        Event::BoardingDenied(denied) => denied.pnr.is_none(),
        Event::CabinChanged(changed) => changed.pnr.is_none(),
        _ => false,
    }
}

/// Whether later events that came before could have been taken for somebody else's, had they known this one. A key that
/// nobody has is in no event yet, so it changes nothing by itself.
fn changes_identity(set: &WorkingSet, person: &Mention) -> bool {
    let holders: Vec<&Holder> =
        person.identifiers.iter().flat_map(|identifier| set.holders_of(identifier)).collect();
    if holders.is_empty() {
        return false;
    }
    match resolve(person, |identifier| set.holders_of(identifier)) {
        Resolution::New | Resolution::Join(_) => true,
        Resolution::Ambiguous(_) => false,
        Resolution::Known(id) => {
            let Some(own) = holders.iter().find(|holder| holder.id == id) else { return true };
            let renamed = person.key.as_ref().is_some_and(|key| !own.names.contains(key));
            renamed || person.identifiers.iter().any(|identifier| adds_to(set, own, identifier))
        }
    }
}

fn adds_to(set: &WorkingSet, own: &Holder, identifier: &Identifier) -> bool {
    let holders = set.holder_ids(&identifier.key());
    let loyalty = identifier.kind == IdentifierKind::Loyalty && !own.loyalty.contains(&identifier.value);
    loyalty || (!holders.is_empty() && !holders.contains(&own.id))
}
