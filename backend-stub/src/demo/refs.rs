//! How each kind of source system refers to a person: reservation knows the contact details, baggage the booking
//! reference, the lounge the loyalty number.
//!
//! Deliberately not here: the people.

use super::{people::Person, phone};
use purser_contract::payload::{CustomerRef, IdentifiersIn, OneOrMany};

fn one(text: &str) -> Option<OneOrMany> {
    Some(OneOrMany::One(text.to_owned()))
}

/// By everything but the identity provider's subject.
pub(super) fn known(person: &Person) -> CustomerRef {
    CustomerRef {
        name: Some(person.name.clone()),
        identifiers: IdentifiersIn {
            loyalty: person.card.as_ref().and_then(|card| one(&card.number)),
            email: person.email.as_deref().and_then(one),
            phone: person.phone.as_deref().and_then(|grouped| one(&phone::spelled(grouped, person.spelling))),
            ..IdentifiersIn::default()
        },
        ..CustomerRef::default()
    }
}

/// As the reservation system does: contact details and the booking reference.
pub(super) fn passenger(person: &Person, pnr: &str) -> CustomerRef {
    let mut customer = known(person);
    customer.identifiers.pnr = one(pnr);
    customer
}

/// As airport systems do: name and booking reference, with the loyalty number when it is in the booking.
pub(super) fn traveller(person: &Person, pnr: &str) -> CustomerRef {
    CustomerRef {
        name: Some(person.name.clone()),
        identifiers: IdentifiersIn {
            loyalty: person.card.as_ref().and_then(|card| one(&card.number)),
            pnr: one(pnr),
            ..IdentifiersIn::default()
        },
        ..CustomerRef::default()
    }
}

/// As the identity provider does: its subject and all it has verified.
pub(super) fn linked(person: &Person) -> CustomerRef {
    let mut customer = known(person);
    customer.identifiers.idp_subject = person.idp_subject.as_deref().and_then(one);
    customer
}

/// By the address a message came from.
pub(super) fn writer(person: &Person, by_phone: bool) -> CustomerRef {
    let mut customer = known(person);
    if by_phone && customer.identifiers.phone.is_some() {
        customer.identifiers.email = None;
        customer.identifiers.loyalty = None;
    } else if customer.identifiers.email.is_some() {
        customer.identifiers.phone = None;
        customer.identifiers.loyalty = None;
    }
    customer
}
