//! The persons of an event, resolved and indexed: who they are now, known before or not.

use super::{Logged, working::WorkingSet};
use crate::customers::{
    learn::{Origin, learn_identity, learn_particulars},
    matching::{Resolution, resolve},
    mention::Mention,
};
use purser_contract::CustomerId;
use uuid::Builder;
use xxhash_rust::xxh3::xxh3_128;

/// One person of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Person {
    /// This customer.
    One(CustomerId),
    /// One of these, and the event does not say which; nobody when it named only a switchboard.
    OneOf(Vec<CustomerId>),
}

impl Person {
    /// The customer, when it is certain.
    #[must_use]
    pub fn one(&self) -> Option<CustomerId> {
        match self {
            Self::One(id) => Some(*id),
            Self::OneOf(_) => None,
        }
    }
}

/// Resolves every person the event names, in order, linking and creating as the evidence says.
pub fn resolve_all(set: &mut WorkingSet, logged: Logged<'_>, origin: Origin<'_>) -> Vec<Person> {
    logged
        .persons
        .iter()
        .enumerate()
        .map(|(place, mention)| resolve_one(set, logged, origin, place, mention))
        .collect()
}

fn resolve_one(
    set: &mut WorkingSet,
    logged: Logged<'_>,
    origin: Origin<'_>,
    place: usize,
    mention: &Mention,
) -> Person {
    if mention.erased {
        return Person::OneOf(Vec::new());
    }
    let (id, reshaped) = match resolve(mention, |identifier| set.holders_of(identifier)) {
        Resolution::Known(id) => (id, false),
        Resolution::Join(ids) => match set.join(&ids) {
            Some(id) => (id, true),
            None => return Person::OneOf(ids),
        },
        Resolution::New => {
            let id = new_id(logged, place);
            set.create(id);
            (id, true)
        }
        Resolution::Ambiguous(ids) => return Person::OneOf(ids),
    };
    if set.would_reshape(id, mention) {
        set.reshape(id);
    }
    let renamed = set.index(id, mention, logged.at.as_microsecond());
    let record = set.learn(id);
    if reshaped || renamed {
        record.shaped = record.shaped.max(logged.moment);
    }
    learn_identity(record, mention.name.as_ref(), &mention.identifiers, origin);
    learn_particulars(record, mention.birth_date, mention.address.as_deref(), origin);
    set.found(|| new_id(logged, place), id);
    Person::One(id)
}

/// A UUIDv7 of the event's time whose random part is a hash of the event: a replay gives the same id.
fn new_id(logged: Logged<'_>, place: usize) -> CustomerId {
    let hash = xxh3_128(format!("{}\n{}\n{place}", logged.source, logged.id).as_bytes()).to_be_bytes();
    let mut random = [0u8; 10];
    random.copy_from_slice(&hash[..10]);
    let millis = u64::try_from(logged.at.as_millisecond()).unwrap_or(0);
    CustomerId(Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
}
