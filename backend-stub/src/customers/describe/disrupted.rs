//! The words about what befell a passenger of a flight, and about what they are owed for it.

use super::{Words, joined, price, quoted};
use crate::{compensation::money::is_some, journeys::words::flight_name};
use purser_contract::{
    compensation::CompensationStatus,
    payload::{BoardingDenied, CabinChanged, CompensationAct, CompensationDecided},
};

/// Not let on board.
pub(super) fn refused(denied: &BoardingDenied) -> Words {
    let title = if denied.voluntary { "Gave up their seat" } else { "Not let on board" };
    Words::new(title, joined([Some(flight_name(&denied.flight)), denied.reason.clone()]))
        .about("pnr", denied.pnr.as_ref())
        .about("flight", Some(&denied.flight))
        .about("date", Some(denied.date))
}

/// In another cabin.
pub(super) fn moved_cabin(changed: &CabinChanged) -> Words {
    let word = |cabin: &str| cabin.replace('_', " ");
    let title = format!("Sat in {} instead of {}", word(&changed.flown_cabin), word(&changed.booked_cabin));
    Words::new(title, flight_name(&changed.flight))
        .about("pnr", changed.pnr.as_ref())
        .about("flight", Some(&changed.flight))
        .about("date", Some(changed.date))
}

/// How much, by which law, by whom.
pub(super) fn owed(decided: &CompensationDecided) -> Words {
    use CompensationAct as Act;
    use CompensationStatus as Status;
    let compensation = &decided.compensation;
    let sum = price(&compensation.amount);
    let open = !is_some(&compensation.amount);
    let paid: Vec<String> = decided.pay.iter().map(price).collect();
    let title = match (decided.act, compensation.status) {
        (Act::Rejected, _) => format!("Compensation of {sum} rejected"),
        (Act::Undone, _) => format!("Compensation of {sum} waits for approval again"),
        (_, Status::Approved) => format!("Compensation of {sum} approved by one of two"),
        (_, Status::Issued | Status::Adjusted) if !paid.is_empty() => {
            format!("Compensation issued: {}", paid.join(", "))
        }
        (_, Status::Issued) => "Care issued".to_owned(),
        (_, Status::Adjusted) => format!("Compensation looked at again: {sum}"),
        (_, Status::NothingDue) => "No compensation due".to_owned(),
        (_, Status::Proposed) if open => "Compensation may be due, the amount is open".to_owned(),
        (_, Status::PendingApproval) if open => {
            "Compensation waits for approval, the amount is open".to_owned()
        }
        (_, Status::Proposed) => format!("Compensation expected: {sum}"),
        (_, Status::PendingApproval) => format!("Compensation of {sum} waits for approval"),
        (_, Status::Rejected) => format!("Compensation of {sum} stays rejected"),
    };
    let by = (decided.by != "purser").then(|| format!("by {}", decided.by));
    let note = compensation.history.last().and_then(|step| step.note.as_ref());
    let text = joined([
        Some(flight_name(&compensation.flight)),
        compensation.regime.clone(),
        by,
        quoted(note.filter(|_| decided.by != "purser")),
    ]);
    Words::new(title, text)
        .about("compensation", Some(compensation.id))
        .about("flight", Some(&compensation.flight))
        .about("date", Some(compensation.date))
}
