//! What a record may have in common with another of the same person, as numbers: two records are compared when they share
//! one. Pure, and a function of the record alone.
//!
//! Each number stands for a piece of evidence together with the sound of a name, so that a family behind one telephone
//! is not compared with itself, and few records share one by chance. Deliberately not here: storing them, and comparing.

use super::likeness::{Spelled, skeleton};
use crate::{
    contacts::pop::tail_key,
    customers::{record::CustomerRecord, relationships::full},
    ingest::{envelope::IdentifierKind, normal::fold},
    projection::working::WorkingSet,
    realtime::frames::Touch,
};
use purser_contract::{CustomerId, payload::Name};
use std::collections::{BTreeMap, BTreeSet};
use xxhash_rust::xxh3::xxh3_64;

/// Telephone numbers, and e-mail addresses, that count; the first by value.
const MOST_ADDRESSES: usize = 4;
/// Companions that count; the first by sound.
const MOST_COMPANIONS: usize = 6;
/// More people on a booking are a group and not company.
const LARGEST_PARTY: usize = 9;
/// Numbers of one record.
const MOST: usize = 32;

/// The numbers under which a record stands.
#[must_use]
pub fn of(id: CustomerId, record: &CustomerRecord) -> BTreeSet<i64> {
    let names = names(record);
    let mut found = addressed(record, &names, |name| sound(&name.given));
    for name in &names {
        let own = both(name);
        if let Some(born) = &record.birth_date {
            found.insert(number(&["b", &born.value.to_string(), &own]));
        }
        if let Some(address) = &record.address {
            found.insert(number(&["a", &address_key(&address.value), &sound(&name.given)]));
        }
        for companion in companions(id, record).keys().take(MOST_COMPANIONS) {
            found.insert(number(&["c", companion, &own]));
        }
    }
    found.into_iter().take(MOST).collect()
}

/// The numbers under which others stand that may be the same person; with the given and the family name in the other order
/// too, where only one of them counts.
#[must_use]
pub fn to_look_up(id: CustomerId, record: &CustomerRecord) -> BTreeSet<i64> {
    let mut found = of(id, record);
    found.extend(addressed(record, &names(record), |name| sound(&name.family)));
    found.into_iter().take(MOST).collect()
}

/// Telephone numbers' ends and mailboxes, each with part of a name.
fn addressed(record: &CustomerRecord, names: &[Spelled], part: impl Fn(&Spelled) -> String) -> BTreeSet<i64> {
    let mut found = BTreeSet::new();
    let phones = record.of_kind(IdentifierKind::Phone.word()).take(MOST_ADDRESSES);
    let phones = phones.filter_map(|(phone, _)| tail_key(phone));
    let emails = record.of_kind(IdentifierKind::Email.word()).take(MOST_ADDRESSES);
    let keys: Vec<String> = phones.chain(emails.filter_map(|(email, _)| mailbox(email))).collect();
    for name in names {
        found.extend(keys.iter().map(|key| number(&["r", key, &part(name)])));
    }
    found
}

/// Whole names, folded.
#[must_use]
pub fn names(record: &CustomerRecord) -> Vec<Spelled> {
    let spelled = record.names.iter().map(|fact| Spelled::of(&fact.value));
    spelled.filter(|name| !name.given.is_empty() && !name.family.is_empty()).collect()
}

/// What stands before the `@`, without dots and what follows a `+`; nothing when it is too short to be anybody's own.
#[must_use]
pub fn mailbox(email: &str) -> Option<String> {
    let (local, _) = email.rsplit_once('@')?;
    let local = local.split('+').next().unwrap_or_default();
    let letters: String = local.chars().filter(|letter| letter.is_alphanumeric()).take(64).collect();
    (letters.chars().count() >= 5).then_some(letters)
}

/// Those who travelled on the same bookings, by the sound of their names; not the customer.
#[must_use]
pub fn companions(id: CustomerId, record: &CustomerRecord) -> BTreeMap<String, Name> {
    let own = names(record);
    let mut found = BTreeMap::new();
    for booking in record.bookings.values() {
        let people = booking.passengers.as_ref().map(|fact| fact.value.as_slice()).unwrap_or_default();
        if people.len() > LARGEST_PARTY {
            continue;
        }
        for person in people.iter().filter(|person| person.customer_id != Some(id)) {
            let Some(name) = &person.name else { continue };
            let spelled = Spelled::of(name);
            let whole = !spelled.given.is_empty() && !spelled.family.is_empty();
            if whole && own.iter().all(|own| both(own) != both(&spelled)) {
                let known = found.entry(both(&spelled)).or_insert_with(|| name.clone());
                // Of two spellings the one that comes first, whatever came first.
                if full(name) < full(known) {
                    known.clone_from(name);
                }
            }
        }
    }
    found
}

/// The beginning of a name's sound.
fn sound(folded: &str) -> String {
    skeleton(folded).chars().take(1).collect()
}

/// The beginnings of both names' sounds, in either order the same.
fn both(name: &Spelled) -> String {
    let two = |folded: &str| skeleton(folded).chars().take(2).collect::<String>();
    let (given, family) = (two(&name.given), two(&name.family));
    format!("{} {}", (&given).min(&family), (&given).max(&family))
}

/// An address without its order of words and their endings.
fn address_key(address: &str) -> String {
    let folded = fold(address);
    let mut words: Vec<&str> = folded.split(' ').take(16).map(|word| word.get(..4).unwrap_or(word)).collect();
    words.sort_unstable();
    words.join(" ")
}

fn number(parts: &[&str]) -> i64 {
    i64::from_le_bytes(xxh3_64(parts.join("\n").as_bytes()).to_le_bytes())
}

/// What a working set changes.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Rows to add.
    pub added: Vec<(i64, CustomerId)>,
    /// Rows to remove.
    pub gone: Vec<(i64, CustomerId)>,
}

/// Compares what the customers of a set stood under with what they stand under now, and notes both for those who show them.
pub fn changes(set: &mut WorkingSet) -> Changes {
    let mut changes = Changes::default();
    for (id, before) in std::mem::take(&mut set.stood_under) {
        let now = set.customers.get(&id).map(|entry| of(id, &entry.record)).unwrap_or_default();
        changes.added.extend(now.difference(&before).map(|block| (*block, id)));
        changes.gone.extend(before.difference(&now).map(|block| (*block, id)));
    }
    for (block, _) in changes.added.iter().chain(&changes.gone) {
        set.touch(Touch::Block(*block));
    }
    changes.added.sort_unstable();
    changes.gone.sort_unstable();
    changes
}
