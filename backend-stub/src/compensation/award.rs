//! What becomes of a compensation: from what stands and what is found now to the next step, or to none. Pure, given the time.
//!
//! What was issued is never taken back and never issued twice: of more only the difference is ordered, less is explained
//! and left. Deliberately not here: what is owed (`outcome`), and writing it down (`decided`).

mod supervised;
#[cfg(test)]
mod tests;

pub use supervised::{Refused, Verdict, supervise};

use super::{
    case::Case,
    money::{decimal, is_some, money},
    outcome::Outcome,
};
use jiff::Timestamp;
use purser_contract::{
    CustomerId,
    compensation::{
        Compensation, CompensationStatus as Status, CompensationStep, Deadline, Extra, ExtraKind,
    },
    payload::{CompensationAct as Act, Money},
};
use rust_decimal::Decimal;

/// Who decides when no person does.
pub const ITSELF: &str = "purser";
/// How many steps a compensation remembers.
const MOST_STEPS: usize = 50;

/// One step: what is from now on, and what is ordered with it.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "they are the event's")]
pub struct Step {
    pub act: Act,
    pub by: String,
    pub compensation: Compensation,
    pub pay: Vec<Money>,
    pub give: Vec<Extra>,
    /// Whether the passenger is to be told.
    pub tell: bool,
}

/// The next step of a case, when there is one. `at` is when the newest fact came.
#[must_use]
pub fn settle(
    standing: Option<&Compensation>,
    case: &Case,
    outcome: &Outcome,
    customer: CustomerId,
    at: Timestamp,
) -> Option<Step> {
    if standing.is_none() && case.harmless {
        return None;
    }
    let mut next = drawn(standing, case, outcome, customer)?;
    if standing.is_some_and(|standing| decided_alike(standing, &next)) {
        return None;
    }
    let ordered = place(standing, &mut next, outcome);
    let give = given(&mut next, ordered.is_some());
    let pay = ordered.unwrap_or_default();
    if standing.is_some_and(|standing| same(standing, &next)) {
        return None;
    }
    let act = match (next.status, standing.is_some_and(|standing| !standing.issued.is_empty())) {
        (Status::Issued, _) => Act::Issued,
        (Status::Adjusted, _) | (_, true) => Act::Adjusted,
        _ => Act::Assessed,
    };
    let note = noted(standing, &next);
    let tell =
        standing.is_none_or(|standing| standing.status != next.status || standing.amount != next.amount);
    dated(&mut next, standing, at, ITSELF, note);
    Some(Step { act, by: ITSELF.to_owned(), compensation: next, pay, give, tell })
}

/// What was decided stays as long as the law says the same of it: another policy is for the next one.
fn decided_alike(standing: &Compensation, next: &Compensation) -> bool {
    let decided = match standing.status {
        Status::Approved | Status::Issued | Status::Rejected | Status::Adjusted => true,
        // Without a sum it waits because something is not known yet.
        Status::PendingApproval => is_some(&standing.amount),
        Status::NothingDue | Status::Proposed => false,
    };
    let alike =
        (&standing.regime, &standing.amount, standing.care) == (&next.regime, &next.amount, next.care);
    decided && alike
}

/// The compensation as the law and the policy see it, with the past of the one that stands.
fn drawn(
    standing: Option<&Compensation>,
    case: &Case,
    outcome: &Outcome,
    customer: CustomerId,
) -> Option<Compensation> {
    let (flight, date) = case.subject.parts()?;
    let issued = standing.map(|standing| standing.issued.clone()).unwrap_or_default();
    let was = standing.map(|standing| standing.extras.as_slice()).unwrap_or_default();
    let kept: Vec<Extra> = was.iter().filter(|extra| extra.issued).cloned().collect();
    let new = outcome.ruling.extras.iter().filter(|extra| kept.iter().all(|kept| kept.kind != extra.kind));
    let mut extras: Vec<Extra> = kept.iter().chain(new).cloned().collect();
    // In one order, whatever of it was given when.
    extras.sort_by_key(|extra| extra.kind);
    let deadlines = deadlines(standing, outcome.deadline.as_ref());
    Some(Compensation {
        id: standing.map_or_else(|| case.subject.compensation(customer), |standing| standing.id),
        customer_id: customer,
        passenger: case.passenger.clone(),
        pnr: case.pnr.clone(),
        flight,
        date,
        journey: case.journey.clone(),
        disruption_id: case.subject.disruption(),
        regime: outcome.regime.clone(),
        amount: outcome.amount.clone(),
        issued,
        status: Status::NothingDue,
        care: outcome.care,
        extras,
        reasons: outcome.reasons.clone(),
        legal_basis: outcome.legal_basis.clone(),
        what_would_change_it: outcome.what_would_change_it.clone(),
        review: outcome.review.clone(),
        approvals_needed: outcome.ruling.approvals_needed.max(u32::from(!outcome.review.is_empty())),
        approvals: Vec::new(),
        deadlines,
        policy_version: outcome.ruling.version.clone(),
        ruleset: outcome.ruleset.clone(),
        facts: outcome.facts.clone(),
        history: standing.map(|standing| standing.history.clone()).unwrap_or_default(),
        version: 0,
    })
    .map(|mut next| {
        if !outcome.actual {
            next.approvals_needed = outcome.ruling.approvals_needed;
        }
        next
    })
}

/// A deadline stays where it was when it is asked for again.
fn deadlines(standing: Option<&Compensation>, now: Option<&Deadline>) -> Vec<Deadline> {
    let mut known = standing.map(|standing| standing.deadlines.clone()).unwrap_or_default();
    if let Some(now) = now
        && known.iter().all(|known| known.what != now.what)
    {
        known.push(now.clone());
    }
    known
}

/// What is still to be paid: nothing when as much or more was ordered; `None` when that was in another currency.
fn difference(compensation: &Compensation) -> Option<Decimal> {
    let owed = decimal(&compensation.amount);
    if owed.is_zero() {
        return Some(Decimal::ZERO);
    }
    let other = compensation.issued.iter().any(|sum| sum.currency != compensation.amount.currency);
    let own = compensation.issued.iter().filter(|sum| sum.currency == compensation.amount.currency);
    (!other).then(|| (owed - own.map(decimal).sum::<Decimal>()).max(Decimal::ZERO))
}

/// Decides where it stands from now on; gives back what is paid when everything is ordered at once.
fn place(standing: Option<&Compensation>, next: &mut Compensation, outcome: &Outcome) -> Option<Vec<Money>> {
    let paid_before = !next.issued.is_empty();
    // Care is given at once and keeps nothing open.
    let open = next.extras.iter().any(|extra| !extra.issued && !at_once(extra.kind));
    let missing = difference(next);
    if missing.is_none() {
        next.review.push("Money was issued in another currency before.".to_owned());
        next.approvals_needed = next.approvals_needed.max(1);
    }
    let nothing_more = missing.is_some_and(|missing| missing.is_zero());
    let before = standing.map(|standing| standing.status);
    if outcome.actual && !next.review.is_empty() && !(nothing_more && paid_before) {
        // Somebody must look, also when the sum hangs on it.
        next.status = awaited(standing, next);
        return None;
    }
    if outcome.open && !paid_before {
        next.status = Status::Proposed;
        return None;
    }
    if nothing_more && !open {
        next.status = match before {
            _ if !paid_before => quiet(standing, next, outcome),
            Some(Status::Issued) if standing.is_some_and(|standing| standing.amount == next.amount) => {
                Status::Issued
            }
            _ => Status::Adjusted,
        };
        settle_deadlines(next);
        return None;
    }
    if !outcome.actual {
        next.status = if paid_before { Status::Adjusted } else { Status::Proposed };
        return None;
    }
    if next.approvals_needed > 0 {
        next.status = awaited(standing, next);
        return None;
    }
    Some(order(next, missing.unwrap_or_default()))
}

/// Where no money is owed and none was issued: care that was given for what has happened leaves it issued.
fn quiet(standing: Option<&Compensation>, next: &Compensation, outcome: &Outcome) -> Status {
    let happened = outcome.actual || standing.is_some_and(|standing| standing.status == Status::Issued);
    if happened && next.extras.iter().any(|extra| extra.issued || at_once(extra.kind)) {
        return Status::Issued;
    }
    Status::NothingDue
}

/// A supervisor's word stands as long as what it was about does.
fn awaited(standing: Option<&Compensation>, next: &mut Compensation) -> Status {
    let Some(standing) = standing else { return Status::PendingApproval };
    let about_the_same = standing.amount == next.amount && kinds(standing) == kinds(next);
    if !about_the_same {
        return Status::PendingApproval;
    }
    next.approvals.clone_from(&standing.approvals);
    match standing.status {
        Status::Rejected => Status::Rejected,
        Status::Approved => Status::Approved,
        _ => {
            next.approvals.clear();
            Status::PendingApproval
        }
    }
}

fn kinds(compensation: &Compensation) -> Vec<(ExtraKind, u32, bool)> {
    compensation.extras.iter().map(|extra| (extra.kind, extra.quantity, extra.issued)).collect()
}

/// Orders what is missing and everything that is not given yet.
fn order(next: &mut Compensation, missing: Decimal) -> Vec<Money> {
    next.status = if next.issued.is_empty() { Status::Issued } else { Status::Adjusted };
    let pay: Vec<Money> = Some(money(missing, &next.amount.currency)).into_iter().filter(is_some).collect();
    for sum in &pay {
        match next.issued.iter_mut().find(|known| known.currency == sum.currency) {
            Some(known) => *known = money(decimal(known) + decimal(sum), &sum.currency),
            None => next.issued.push(sum.clone()),
        }
    }
    settle_deadlines(next);
    pay
}

/// Paid is in time.
fn settle_deadlines(next: &mut Compensation) {
    if matches!(next.status, Status::Issued | Status::Adjusted) {
        next.deadlines.iter_mut().for_each(|deadline| deadline.met = true);
    }
}

/// Whether it is given whoever must approve the money.
const fn at_once(kind: ExtraKind) -> bool {
    matches!(kind, ExtraKind::MealVoucher | ExtraKind::HotelVoucher | ExtraKind::LoungeAccess)
}

/// What is handed out now: care at once, the rest with the money.
fn given(next: &mut Compensation, all: bool) -> Vec<Extra> {
    let mut given = Vec::new();
    for extra in next.extras.iter_mut().filter(|extra| !extra.issued) {
        if all || at_once(extra.kind) {
            extra.issued = true;
            given.push(extra.clone());
        }
    }
    given
}

/// Whether nothing that anybody would act on is otherwise. Minutes that change nothing are no step.
fn same(standing: &Compensation, next: &Compensation) -> bool {
    let told = |compensation: &Compensation| {
        let Compensation { regime, amount, issued, status, care, review, pnr, passenger, .. } =
            compensation.clone();
        (regime, amount, issued, status, care, review, pnr, passenger)
    };
    told(standing) == told(next) && kinds(standing) == kinds(next)
}

/// What changed, in words.
fn noted(standing: Option<&Compensation>, next: &Compensation) -> Option<String> {
    let standing = standing?;
    let (was, is) = (&standing.amount, &next.amount);
    let sum = |money: &Money| format!("{} {}", money.amount, money.currency);
    if next.status == Status::Adjusted && standing.issued == next.issued && decimal(is) < decimal(was) {
        let issued: Vec<String> = next.issued.iter().map(sum).collect();
        return Some(format!(
            "By what is known now {} would be due; {} was issued and stays.",
            sum(is),
            issued.join(" and ")
        ));
    }
    if was != is {
        return Some(format!("The facts changed: {} instead of {}.", sum(is), sum(was)));
    }
    (standing.care != next.care).then(|| "The facts changed what care is due.".to_owned())
}

/// Numbers the step and writes it into the history. Its time is that of what it is based on, but after what stands.
fn dated(
    next: &mut Compensation,
    standing: Option<&Compensation>,
    at: Timestamp,
    by: &str,
    note: Option<String>,
) {
    let after = standing.and_then(|standing| i64::try_from(standing.version).ok()).map(|version| version + 1);
    let micros = at.as_microsecond().max(after.unwrap_or(i64::MIN)).max(1);
    let at = Timestamp::from_microsecond(micros).unwrap_or(at);
    next.version = u64::try_from(micros).unwrap_or(1);
    let amount = next.amount.clone();
    next.history.push(CompensationStep { at, by: by.to_owned(), status: next.status, amount, note });
    if next.history.len() > MOST_STEPS {
        next.history.remove(0);
    }
}

/// When a step was made.
#[must_use]
pub fn moment(compensation: &Compensation) -> Timestamp {
    let micros = i64::try_from(compensation.version).unwrap_or(i64::MAX);
    Timestamp::from_microsecond(micros).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// A case that waits, with more for whoever looks at it; who agreed before did not know of it.
#[must_use]
pub fn reviewed(standing: &Compensation, more: Vec<String>, at: Timestamp) -> Step {
    let mut next = standing.clone();
    next.status = Status::PendingApproval;
    next.approvals.clear();
    next.approvals_needed = next.approvals_needed.max(1);
    let note = more.join(" ");
    next.review.extend(more);
    dated(&mut next, Some(standing), at, ITSELF, Some(note));
    let (pay, give) = (Vec::new(), Vec::new());
    Step { act: Act::Assessed, by: ITSELF.to_owned(), compensation: next, pay, give, tell: false }
}

/// Closes what stands twice because two records were one person's; nothing when money went out or it is closed already.
#[must_use]
pub fn superseded(standing: &Compensation, at: Timestamp) -> Option<Step> {
    if !standing.issued.is_empty() || standing.status == Status::NothingDue {
        return None;
    }
    let mut next = standing.clone();
    next.status = Status::NothingDue;
    next.amount = super::money::zero(&standing.amount.currency);
    next.review.clear();
    next.approvals.clear();
    let note = "Another record of the same passenger has what is owed for it.";
    dated(&mut next, Some(standing), at, ITSELF, Some(note.to_owned()));
    let (pay, give) = (Vec::new(), Vec::new());
    Some(Step { act: Act::Adjusted, by: ITSELF.to_owned(), compensation: next, pay, give, tell: false })
}
