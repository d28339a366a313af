//! The people around a customer, as their bookings tell.
//!
//! A family is told by its name, which is all that bookings say of it. Deliberately not here: households and hand-made ties.

use super::{
    mention::NameKey,
    record::{BookingRecord, CustomerRecord},
};
use jiff::Timestamp;
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
        let tie =
            |source: &str, as_of| Tie { pnr, booking, source: source.to_owned(), as_of, on_this_journey };
        if let Some(company) = &booking.corporate {
            let tie = tie(&company.source, company.as_of);
            add(&mut found, RelationshipKind::Corporate, company.value.clone(), None, &tie);
        }
        let Some(passengers) = &booking.passengers else { continue };
        for other in &passengers.value {
            let key = other.name.as_ref().and_then(NameKey::of);
            let is_self = other.customer_id == Some(id) || (key.is_some() && key == own);
            let Some(name) = other.name.as_ref().filter(|_| !is_self) else { continue };
            let family = own.as_ref().zip(key.as_ref()).is_some_and(|(own, other)| own.same_family(other));
            let kind = match (other.ssrs.iter().any(|ssr| is_child(ssr)), family) {
                (true, _) => RelationshipKind::Child,
                (false, true) => RelationshipKind::Family,
                (false, false) => RelationshipKind::Companion,
            };
            let tie = tie(&passengers.source, passengers.as_of);
            add(&mut found, kind, full(name), other.customer_id, &tie);
        }
    }
    let mut found: Vec<Relationship> = found.into_values().map(explained).collect();
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

/// One booking that ties somebody to the customer.
struct Tie<'a> {
    pnr: &'a Pnr,
    booking: &'a BookingRecord,
    source: String,
    as_of: Timestamp,
    on_this_journey: bool,
}

fn add(
    found: &mut BTreeMap<(RelationshipKind, String), Relationship>,
    kind: RelationshipKind,
    name: String,
    customer_id: Option<CustomerId>,
    tie: &Tie<'_>,
) {
    let provenance = || Fact { value: 0, source: tie.source.clone(), as_of: tie.as_of };
    let known = found.entry((kind, name.to_lowercase())).or_insert_with(|| Relationship {
        kind,
        name,
        customer_id,
        bookings: provenance(),
        on_this_journey: false,
        last: None,
        because: String::new(),
    });
    known.bookings.value += 1;
    known.on_this_journey |= tie.on_this_journey;
    known.customer_id = known.customer_id.or(customer_id);
    known.last = known.last.max(tie.booking.current().first().map(|first| first.date));
    // Until it is explained: the reference of the only booking.
    known.because.clone_from(&tie.pnr.0);
    if tie.as_of > known.bookings.as_of {
        (known.bookings.as_of, known.bookings.source) = (tie.as_of, tie.source.clone());
    }
}

/// With the sentence that says why.
fn explained(mut tie: Relationship) -> Relationship {
    let why = match tie.kind {
        RelationshipKind::Child => "An infant or a child on the booking",
        RelationshipKind::Family => "Same family name",
        RelationshipKind::Companion => "Another family name",
        RelationshipKind::Corporate => "Pays",
    };
    let how_often = match (tie.kind, tie.bookings.value) {
        (RelationshipKind::Corporate, 1) => format!("1 booking, {}", tie.because),
        (RelationshipKind::Corporate, many) => format!("{many} bookings"),
        (_, 1) => format!("1 booking together, {}", tie.because),
        (_, many) => format!("{many} bookings together"),
    };
    let last =
        tie.last.map(|last| format!(", the last for {}", last.strftime("%-d %b %Y"))).unwrap_or_default();
    tie.because = format!("{why}; {how_often}{last}");
    tie
}

/// Given and family name in one line.
#[must_use]
pub fn full(name: &Name) -> String {
    format!("{} {}", name.given, name.family).trim().to_owned()
}
