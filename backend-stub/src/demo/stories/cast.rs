//! How the stories refer to their people.
//!
//! Deliberately not here: who they are (`stories`).

use super::Caller;
use purser_contract::payload::{CustomerRef, IdentifiersIn, Name, OneOrMany, PassengerIn};

/// A caller by everything that is known.
pub(super) fn known(caller: Caller) -> CustomerRef {
    let one = |text: &str| Some(OneOrMany::One(text.to_owned()));
    CustomerRef {
        name: Some(Name { given: caller.given.to_owned(), family: caller.family.to_owned() }),
        identifiers: IdentifiersIn {
            loyalty: one(caller.loyalty),
            email: one(caller.email),
            phone: one(&caller.phone.replace(' ', "")),
            ..IdentifiersIn::default()
        },
        ..CustomerRef::default()
    }
}

/// A caller on a booking.
pub(super) fn on_booking(caller: Caller, pnr: &str) -> CustomerRef {
    let mut customer = known(caller);
    customer.identifiers.pnr = Some(OneOrMany::One(pnr.to_owned()));
    customer
}

/// Somebody of whom the booking says only the name.
pub(super) fn by_name(given: &str, family: &str, pnr: &str) -> CustomerRef {
    CustomerRef {
        name: Some(Name { given: given.to_owned(), family: family.to_owned() }),
        identifiers: IdentifiersIn { pnr: Some(OneOrMany::One(pnr.to_owned())), ..IdentifiersIn::default() },
        ..CustomerRef::default()
    }
}

/// A passenger with ticket and special services.
pub(super) fn passenger(customer: CustomerRef, ticket: &str, ssrs: &[&str]) -> PassengerIn {
    let ssrs = ssrs.iter().map(|code| (*code).to_owned()).collect();
    PassengerIn { customer, erased: false, ticket: Some(ticket.to_owned()), ssrs }
}
