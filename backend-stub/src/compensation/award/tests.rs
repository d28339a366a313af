//! From step to step: what is issued once, what waits, what is left as it was.

use super::*;
use crate::compensation::{case::Case, policy::Ruling, subject::Subject};
use purser_contract::{
    FlightKey, Pnr,
    compensation::{CareDue, DisruptionKind},
    payload::DisruptionNote,
};
use purser_entitlement::Facts;
use uuid::Uuid;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + second).unwrap()
}

fn case() -> Case {
    let opened_at = at(0);
    let note = DisruptionNote {
        kind: DisruptionKind::Cancellation,
        from: None,
        to: None,
        cause: None,
        arrival_delay_min: None,
        opened_at,
        connecting: false,
        tag: None,
        opened_for: None,
    };
    Case {
        subject: Subject::Flight(FlightKey::from("ZX402/2026-11-20")),
        facts: Facts::default(),
        pnr: Some(Pnr("AAAAAA".to_owned())),
        passenger: "Ada Kis".to_owned(),
        journey: None,
        cabin: None,
        actual: true,
        as_of: opened_at,
        doubts: Vec::new(),
        harmless: false,
        note,
    }
}

/// So much is owed, so many must approve.
fn outcome(amount: i64, currency: &str, approvals: u32) -> Outcome {
    let ruling = Ruling {
        version: "1".to_owned(),
        approvals_needed: approvals,
        review: Vec::new(),
        extras: Vec::new(),
        notifications: Vec::new(),
    };
    Outcome {
        regime: Some("EU261".to_owned()),
        amount: money(amount.into(), currency),
        care: CareDue::default(),
        reasons: Vec::new(),
        legal_basis: Vec::new(),
        what_would_change_it: Vec::new(),
        ruleset: None,
        review: Vec::new(),
        deadline: None,
        facts: serde_json::Value::Null,
        ruling,
        actual: true,
        open: false,
    }
}

fn next(standing: Option<&Compensation>, outcome: &Outcome, second: i64) -> Option<Step> {
    settle(standing, &case(), outcome, CustomerId(Uuid::from_u128(1)), at(second))
}

fn paid(step: &Step) -> Vec<String> {
    step.pay.iter().map(|sum| format!("{} {}", sum.amount, sum.currency)).collect()
}

#[test]
fn what_is_owed_is_issued_once_and_only_the_difference_after_it() {
    // What is found one after the other: (owed, currency, approvals) → (status, what is paid with it), or no step.
    type Found = (i64, &'static str, u32, Option<(Status, &'static [&'static str])>);
    let tables: [&[Found]; 5] = [
        &[
            (250, "EUR", 0, Some((Status::Issued, &["250.00 EUR"]))),
            (250, "EUR", 0, None),
            (400, "EUR", 0, Some((Status::Adjusted, &["150.00 EUR"]))),
            (400, "EUR", 0, None),
            (250, "EUR", 0, Some((Status::Adjusted, &[]))),
            (250, "EUR", 0, None),
            (400, "EUR", 0, Some((Status::Adjusted, &[]))),
            (600, "EUR", 0, Some((Status::Adjusted, &["200.00 EUR"]))),
        ],
        &[
            (250, "EUR", 0, Some((Status::Issued, &["250.00 EUR"]))),
            (0, "EUR", 0, Some((Status::Adjusted, &[]))),
            (0, "EUR", 0, None),
            (250, "EUR", 0, Some((Status::Adjusted, &[]))),
        ],
        &[(600, "EUR", 1, Some((Status::PendingApproval, &[]))), (600, "EUR", 1, None)],
        &[
            (250, "EUR", 0, Some((Status::Issued, &["250.00 EUR"]))),
            (220, "GBP", 0, Some((Status::PendingApproval, &[]))),
        ],
        &[(0, "EUR", 0, Some((Status::NothingDue, &[]))), (0, "EUR", 0, None)],
    ];
    for table in tables {
        let mut standing: Option<Compensation> = None;
        for (row, (amount, currency, approvals, expected)) in table.iter().enumerate() {
            let step = next(standing.as_ref(), &outcome(*amount, currency, *approvals), 0);
            let found = step.as_ref().map(|step| (step.compensation.status, paid(step)));
            let expected =
                expected.map(|(status, paid)| (status, paid.iter().map(ToString::to_string).collect()));
            assert_eq!(found, expected, "row {row} of {table:?}");
            if let Some(step) = step {
                let before = standing.map_or(0, |standing| standing.version);
                assert!(step.compensation.version > before, "versions grow");
                standing = Some(step.compensation);
            }
        }
    }
}

#[test]
fn an_estimate_gives_no_money_and_what_happened_does() {
    let estimate = Outcome { actual: false, ..outcome(250, "EUR", 0) };
    let proposed = next(None, &estimate, 0).unwrap();
    assert_eq!((proposed.compensation.status, proposed.pay.len()), (Status::Proposed, 0));
    let issued = next(Some(&proposed.compensation), &outcome(250, "EUR", 0), 5).unwrap();
    assert_eq!((issued.compensation.status, paid(&issued)), (Status::Issued, vec!["250.00 EUR".to_owned()]));
    assert_eq!(issued.compensation.id, proposed.compensation.id);
    assert_eq!(issued.compensation.history.len(), 2);
}

#[test]
fn care_is_given_at_once_and_the_rest_with_the_money() {
    let extra = |kind| Extra { kind, quantity: 1, value: None, reason: String::new(), issued: false };
    let mut found = outcome(700, "EUR", 1);
    found.ruling.extras = vec![extra(ExtraKind::MealVoucher), extra(ExtraKind::Miles)];
    let pending = next(None, &found, 0).unwrap();
    let given: Vec<ExtraKind> = pending.give.iter().map(|extra| extra.kind).collect();
    assert_eq!(given, [ExtraKind::MealVoucher]);
    assert!(next(Some(&pending.compensation), &found, 1).is_none());
    let step = supervise(&pending.compensation, &Verdict::Approve(None), "eva", at(9)).unwrap();
    let given: Vec<ExtraKind> = step.give.iter().map(|extra| extra.kind).collect();
    assert_eq!((given, paid(&step)), (vec![ExtraKind::Miles], vec!["700.00 EUR".to_owned()]));
    assert!(next(Some(&step.compensation), &found, 10).is_none(), "approved is approved");
}

#[test]
fn who_looks_again_finds_the_same() {
    let extra = |kind| Extra { kind, quantity: 1, value: None, reason: String::new(), issued: false };
    let gifts = [vec![], vec![ExtraKind::MealVoucher], vec![ExtraKind::Miles, ExtraKind::LoungeAccess]];
    let sums = [(0, 0), (0, 1), (250, 0), (250, 1)];
    let known = [
        (true, false, false),
        (true, false, true),
        (false, false, false),
        (false, true, false),
        (false, false, true),
    ];
    for (amount, approvals) in sums {
        for (gifts, (actual, open, review)) in
            gifts.iter().flat_map(|gifts| known.map(|known| (gifts, known)))
        {
            let mut found = Outcome { actual, open, ..outcome(amount, "EUR", approvals) };
            found.ruling.extras = gifts.iter().copied().map(extra).collect();
            found.review = review.then(|| "Look at it.".to_owned()).into_iter().collect();
            let step = next(None, &found, 0).unwrap();
            let again = next(Some(&step.compensation), &found, 1);
            let status = step.compensation.status;
            assert!(again.is_none(), "{status:?}, then {again:?}: {found:?}");
        }
    }
}

#[test]
fn four_eyes_are_two_persons() {
    let pending = next(None, &outcome(5_000, "EUR", 2), 0).unwrap().compensation;
    let first = supervise(&pending, &Verdict::Approve(None), "eva", at(1)).unwrap();
    assert_eq!((first.compensation.status, first.pay.len()), (Status::Approved, 0));
    let again = supervise(&first.compensation, &Verdict::Approve(None), "eva", at(2));
    assert_eq!(again.unwrap_err(), Refused::SamePerson);
    let second = supervise(&first.compensation, &Verdict::Approve(None), "max", at(3)).unwrap();
    assert_eq!((second.compensation.status, paid(&second)), (Status::Issued, vec!["5000.00 EUR".to_owned()]));
    let third = supervise(&second.compensation, &Verdict::Approve(None), "joe", at(4));
    assert_eq!(third.unwrap_err(), Refused::NothingPending);
    let back = supervise(&first.compensation, &Verdict::Undo, "max", at(5)).unwrap();
    assert_eq!((back.compensation.status, back.compensation.approvals.len()), (Status::PendingApproval, 0));
    assert_eq!(supervise(&pending, &Verdict::Undo, "max", at(5)).unwrap_err(), Refused::NothingToUndo);
}

#[test]
fn a_word_stands_as_long_as_what_it_was_about() {
    let pending = next(None, &outcome(700, "EUR", 1), 0).unwrap().compensation;
    let no = supervise(&pending, &Verdict::Reject("twice".to_owned()), "eva", at(1)).unwrap().compensation;
    assert_eq!(no.status, Status::Rejected);
    assert!(next(Some(&no), &outcome(700, "EUR", 1), 2).is_none());
    let more = next(Some(&no), &outcome(900, "EUR", 1), 3).unwrap();
    assert_eq!(more.compensation.status, Status::PendingApproval);
    let undone = supervise(&no, &Verdict::Undo, "eva", at(4)).unwrap().compensation;
    assert_eq!(undone.status, Status::PendingApproval);
    let first = next(None, &outcome(5_000, "EUR", 2), 0).unwrap().compensation;
    let first = supervise(&first, &Verdict::Approve(None), "eva", at(1)).unwrap().compensation;
    let other = next(Some(&first), &outcome(6_000, "EUR", 2), 2).unwrap().compensation;
    assert_eq!(
        (other.status, other.approvals.len()),
        (Status::PendingApproval, 0),
        "approved was another sum"
    );
}

#[test]
fn the_other_record_of_one_passenger_pays_nothing() {
    let pending = next(None, &outcome(700, "EUR", 1), 0).unwrap().compensation;
    let closed = superseded(&pending, at(1)).unwrap().compensation;
    assert_eq!(closed.status, Status::NothingDue);
    assert!(superseded(&closed, at(2)).is_none());
    let issued = next(None, &outcome(250, "EUR", 0), 0).unwrap().compensation;
    assert!(superseded(&issued, at(2)).is_none(), "what was paid was paid");
}

#[test]
fn a_journey_without_trouble_is_nobodys_business() {
    let harmless = Case { harmless: true, ..case() };
    let id = CustomerId(Uuid::from_u128(1));
    assert!(settle(None, &harmless, &outcome(0, "EUR", 0), id, at(0)).is_none());
    let proposed = next(None, &Outcome { actual: false, ..outcome(250, "EUR", 0) }, 0).unwrap().compensation;
    let over = settle(Some(&proposed), &harmless, &outcome(0, "EUR", 0), id, at(1)).unwrap();
    assert_eq!(over.compensation.status, Status::NothingDue);
}
