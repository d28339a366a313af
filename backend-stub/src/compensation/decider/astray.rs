//! What was issued for a booking in the name of a customer who is not on it: two records were taken for one person when it
//! was decided, and are two again.
//!
//! The money stays with whom it was issued to, so the passenger whose booking it is must not be paid by itself once more.
//! Deliberately not here: what becomes of such a claim (the policy, and a supervisor).

use super::subject_of;
use crate::{
    compensation::{
        case::Case,
        store::{self, Stored as Standing},
        subject::Subject,
    },
    customers::{self, record::CustomerRecord},
    db::Conn,
    risks::passengers_key,
};
use purser_contract::CustomerId;
use std::collections::BTreeSet;

/// What was issued for these disruptions to customers whom they do not concern.
pub(super) async fn read(
    conn: &mut Conn,
    subjects: &BTreeSet<Subject>,
) -> Result<Vec<Standing>, sqlx::Error> {
    let wanted: Vec<_> =
        subjects.iter().map(|subject| (subject.disruption(), passengers_key(subject.flight()))).collect();
    let mut found = store::issued_beside(conn, &wanted).await?;
    if found.is_empty() {
        return Ok(found);
    }
    let payees: BTreeSet<CustomerId> = found.iter().map(|known| known.compensation.customer_id).collect();
    let payees: Vec<CustomerId> = payees.into_iter().collect();
    let payees = customers::store::customers(conn, &payees).await?;
    found.retain(|known| {
        let payee = payees.iter().find(|payee| payee.id == known.compensation.customer_id);
        !payee.is_some_and(|payee| concerns(&payee.record, known))
    });
    Ok(found)
}

/// Whether what was decided is about a booking or a bag of this customer's.
fn concerns(record: &CustomerRecord, known: &Standing) -> bool {
    match subject_of(known) {
        Subject::Bag(tag, _) => record.bags.contains_key(&tag),
        Subject::Flight(key) | Subject::Cabin(key) => {
            let booking = known.compensation.pnr.as_ref().and_then(|pnr| record.bookings.get(pnr));
            booking.is_some_and(|booking| booking.segments_and_former().any(|segment| segment.key() == key))
        }
    }
}

/// Why a case was paid before: what is due for it went to another customer, as long as both were one.
pub(super) fn repeated(found: &Case, astray: &[Standing]) -> Option<String> {
    let disruption = found.subject.disruption();
    let of_bag = matches!(found.subject, Subject::Bag(..));
    let other = astray.iter().find(|known| {
        known.compensation.disruption_id == disruption && (of_bag || known.compensation.pnr == found.pnr)
    })?;
    let issued: Vec<String> =
        other.compensation.issued.iter().map(|sum| format!("{} {}", sum.amount, sum.currency)).collect();
    Some(format!(
        "{} was issued for the same in the name of a customer whose booking it is not.",
        issued.join(" and ")
    ))
}
