//! The people around a customer, as their bookings tell.
//!
//! Deliberately not here: households and hand-made ties.

use super::{mention::NameKey, record::CustomerRecord};
use purser_contract::{
    CustomerId, Fact, Pnr,
    payload::Name,
    view::{Relationship, RelationshipKind},
};
use std::collections::BTreeMap;

/// Companions, children and companies, those on the journey shown first, then by the number of bookings.
#[must_use]
pub fn relationships(id: CustomerId, record: &CustomerRecord, shown: Option<&Pnr>) -> Vec<Relationship> {
    let own = record.name().and_then(|name| NameKey::of(&name.value));
    let mut found: BTreeMap<(RelationshipKind, String), Relationship> = BTreeMap::new();
    for (pnr, booking) in &record.bookings {
        let on_this_journey = shown == Some(pnr);
        if let Some(company) = &booking.corporate {
            let tie = company.clone().map(|_| 1);
            add(&mut found, RelationshipKind::Corporate, company.value.clone(), None, &tie, on_this_journey);
        }
        let Some(passengers) = &booking.passengers else { continue };
        for other in &passengers.value {
            let key = other.name.as_ref().and_then(NameKey::of);
            let is_self = other.customer_id == Some(id) || (key.is_some() && key == own);
            let Some(name) = other.name.as_ref().filter(|_| !is_self) else { continue };
            let kind = if other.ssrs.iter().any(|ssr| is_child(ssr)) {
                RelationshipKind::Child
            } else {
                RelationshipKind::Companion
            };
            let tie = Fact { value: 1, source: passengers.source.clone(), as_of: passengers.as_of };
            add(&mut found, kind, full(name), other.customer_id, &tie, on_this_journey);
        }
    }
    let mut found: Vec<Relationship> = found.into_values().collect();
    found.sort_by(|a, b| {
        let rank = |r: &Relationship| (!r.on_this_journey, r.kind, std::cmp::Reverse(r.bookings.value));
        rank(a).cmp(&rank(b)).then_with(|| a.name.cmp(&b.name))
    });
    found.truncate(12);
    found
}

/// An infant's or a child's own place on a booking carries one of these codes alone; on an adult's, `INFT` is followed by
/// the infant's name.
fn is_child(ssr: &str) -> bool {
    ["CHLD", "UMNR", "BBML", "INF", "INFT"].iter().any(|code| ssr.trim() == *code)
}

fn add(
    found: &mut BTreeMap<(RelationshipKind, String), Relationship>,
    kind: RelationshipKind,
    name: String,
    customer_id: Option<CustomerId>,
    tie: &Fact<u32>,
    on_this_journey: bool,
) {
    let known = found.entry((kind, name.to_lowercase())).or_insert_with(|| Relationship {
        kind,
        name,
        customer_id,
        bookings: Fact { value: 0, ..tie.clone() },
        on_this_journey: false,
    });
    known.bookings.value += 1;
    known.on_this_journey |= on_this_journey;
    known.customer_id = known.customer_id.or(customer_id);
    if tie.as_of > known.bookings.as_of {
        (known.bookings.as_of, known.bookings.source) = (tie.as_of, tie.source.clone());
    }
}

/// Given and family name in one line.
#[must_use]
pub fn full(name: &Name) -> String {
    format!("{} {}", name.given, name.family).trim().to_owned()
}
