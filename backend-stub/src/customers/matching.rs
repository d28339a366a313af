//! Which customer a person is: deterministic, pure, without a clock or a database.
//!
//! Loyalty numbers and identity-provider subjects are one person's. E-mail addresses, telephone numbers and booking
//! references may be a household's, so they join only people whose names agree; a family sharing a number stays a
//! family. Two people with different loyalty numbers are never one because of a shared address.
//! Deliberately not here: scored suggestions, merge and un-merge by hand.

use super::mention::{Mention, NameKey};
use crate::ingest::envelope::{Identifier, IdentifierKind};
use purser_contract::CustomerId;
use std::collections::{BTreeMap, BTreeSet};

/// A customer who has one of the identifiers, with what matching needs of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Who.
    pub id: CustomerId,
    /// All the names sources gave them.
    pub names: Vec<NameKey>,
    /// Their loyalty numbers.
    pub loyalty: BTreeSet<String>,
}

/// Whom a mention is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// Nobody known.
    New,
    /// One customer.
    Known(CustomerId),
    /// Several records that this mention shows to be one person; the oldest id first.
    Join(Vec<CustomerId>),
    /// One of several people, and the mention does not say which.
    Ambiguous(Vec<CustomerId>),
}

/// Beyond this many holders an address is a switchboard or a travel agency and says nothing about a person.
pub const SHARED_BY_TOO_MANY: usize = 16;

/// Resolves a mention. `holders` gives the customers known under an identifier, in any order.
pub fn resolve<'a>(mention: &Mention, holders: impl Fn(&Identifier) -> Vec<&'a Holder>) -> Resolution {
    let name = mention.key.as_ref();
    let mut own: BTreeSet<CustomerId> = BTreeSet::new();
    let mut numbers: BTreeSet<&str> = mention
        .identifiers
        .iter()
        .filter(|identifier| identifier.kind == IdentifierKind::Loyalty)
        .map(|identifier| identifier.value.as_str())
        .collect();
    for identifier in mention.identifiers.iter().filter(|identifier| is_personal(identifier.kind)) {
        for holder in holders(identifier) {
            own.insert(holder.id);
            numbers.extend(holder.loyalty.iter().map(String::as_str));
        }
    }
    let mut undecided: BTreeSet<CustomerId> = BTreeSet::new();
    let mut by_address: BTreeMap<CustomerId, &Holder> = BTreeMap::new();
    let mut anybodys = false;
    for identifier in mention.identifiers.iter().filter(|identifier| !is_personal(identifier.kind)) {
        let sharing = holders(identifier);
        if sharing.len() > SHARED_BY_TOO_MANY && identifier.kind != IdentifierKind::Pnr {
            anybodys = true;
            continue;
        }
        for holder in &sharing {
            match standing(mention.explicit, name, &numbers, identifier.kind, holder, sharing.len()) {
                Standing::Same => {
                    by_address.insert(holder.id, holder);
                }
                Standing::Perhaps => {
                    undecided.insert(holder.id);
                }
                Standing::Other => {}
            }
        }
    }
    // Nothing but the address and the name says that they are one; their numbers say that they are not.
    let two_persons = !mention.explicit && numbers.is_empty() && any_apart(by_address.values().copied());
    if two_persons { &mut undecided } else { &mut own }.extend(by_address.into_keys());
    match settle(own, undecided) {
        // A nameless mention of a switchboard is about nobody in particular; a record for it would be noise.
        Resolution::New if anybodys && name.is_none() => Resolution::Ambiguous(Vec::new()),
        settled => settled,
    }
}

/// Whether any two of them have numbers, and none in common.
fn any_apart<'a>(holders: impl Iterator<Item = &'a Holder>) -> bool {
    let numbered: Vec<&Holder> = holders.filter(|holder| !holder.loyalty.is_empty()).collect();
    let apart = |(one, other): (&&Holder, &&Holder)| one.loyalty.is_disjoint(&other.loyalty);
    numbered
        .iter()
        .enumerate()
        .any(|(place, one)| numbered[place + 1..].iter().any(|other| apart((one, other))))
}

enum Standing {
    Same,
    Perhaps,
    Other,
}

/// What a shared identifier says about one of its holders.
fn standing(
    explicit: bool,
    name: Option<&NameKey>,
    numbers: &BTreeSet<&str>,
    kind: IdentifierKind,
    holder: &Holder,
    sharing: usize,
) -> Standing {
    let apart = !numbers.is_empty()
        && !holder.loyalty.is_empty()
        && holder.loyalty.iter().all(|number| !numbers.contains(number.as_str()));
    if apart && !explicit {
        return Standing::Other;
    }
    match name {
        Some(name) if !holder.names.is_empty() => {
            let agrees = holder.names.iter().any(|known| known.agrees(name));
            let enough = kind != IdentifierKind::Pnr || name.has_family();
            if agrees && enough { Standing::Same } else { Standing::Other }
        }
        // Nobody gave a name on one side: the identifier decides only when it is one customer's alone.
        _ if sharing == 1 && kind != IdentifierKind::Pnr => Standing::Same,
        _ => Standing::Perhaps,
    }
}

fn settle(own: BTreeSet<CustomerId>, undecided: BTreeSet<CustomerId>) -> Resolution {
    let mut own: Vec<CustomerId> = own.into_iter().collect();
    match (own.len(), undecided.len()) {
        (0, 0) => Resolution::New,
        (0, 1) => undecided.into_iter().next().map_or(Resolution::New, Resolution::Known),
        (0, _) => Resolution::Ambiguous(undecided.into_iter().collect()),
        (1, _) => own.pop().map_or(Resolution::New, Resolution::Known),
        _ => Resolution::Join(own),
    }
}

fn is_personal(kind: IdentifierKind) -> bool {
    match kind {
        IdentifierKind::Loyalty | IdentifierKind::IdpSubject | IdentifierKind::Bag => true,
        IdentifierKind::Email | IdentifierKind::Phone | IdentifierKind::Pnr => false,
    }
}

#[cfg(test)]
mod tests;
