//! The words about what is owed promise nothing that did not happen.

use super::*;
use crate::state::owed_cast::{disruption, owed};
use serde_json::json;

fn today() -> Date {
    "2026-11-20".parse().unwrap()
}

#[test]
fn standings_are_honest() {
    let with = |status: &str, needed: u32, note: Option<&str>| {
        let mut owed = owed(1, 1, status, 1);
        owed.approvals_needed = needed;
        owed.approvals = serde_json::from_value(
            json!([{ "by": "d.singh", "at": "2026-11-20T14:00:00Z", "note": null, "version": 1 }]),
        )
        .unwrap();
        owed.issued = vec![owed.amount.clone()];
        owed.history =
            serde_json::from_value(json!([{ "at": "2026-11-20T14:02:00Z", "by": "purser", "status": status,
            "amount": owed.amount, "note": note }]))
            .unwrap();
        standing(&owed, today())
    };
    assert_eq!(with("proposed", 1, None), "Expected. It is due only if what is expected now comes true.");
    assert_eq!(with("pending_approval", 1, None), "Waiting for a supervisor.");
    assert_eq!(with("pending_approval", 2, None), "Waiting for 2 supervisors.");
    assert_eq!(with("approved", 2, None), "Approved by d.singh; waiting for a second supervisor.");
    assert_eq!(with("issued", 1, None), "Issued today, 14:02.");
    assert_eq!(
        with("rejected", 1, Some("Paid by the partner.")),
        "Rejected today, 14:02: Paid by the partner."
    );
    assert!(with("adjusted", 1, None).contains("Nothing is taken back"));
}

#[test]
fn a_sum_that_nobody_knows_is_no_nought() {
    for (status, amount, shown) in [
        ("proposed", "0.00", "amount open"),
        ("pending_approval", "0", "amount open"),
        ("pending_approval", "600.00", "EUR\u{a0}600.00"),
        ("nothing_due", "0.00", "EUR\u{a0}0.00"),
        ("issued", "0.00", "EUR\u{a0}0.00"),
    ] {
        let mut owed = owed(1, 1, status, 1);
        owed.amount.amount = amount.into();
        assert_eq!(sum(owed.status, &owed.amount), shown, "{status} {amount}");
    }
}

#[test]
fn deadlines_warn_a_day_ahead_and_are_red_when_missed() {
    let at = |text: &str| text.parse::<Timestamp>().unwrap();
    let due = |what: &str, met| Deadline {
        what: what.into(),
        due_at: at("2026-11-27T12:00:00Z"),
        basis: "Art. 7(3)".into(),
        met,
    };
    for (now, met, tone) in [
        ("2026-11-20T12:00:00Z", false, Tone::Plain),
        ("2026-11-26T13:00:00Z", false, Tone::Warn),
        ("2026-11-27T12:00:01Z", false, Tone::Bad),
        ("2026-11-27T12:00:01Z", true, Tone::Plain),
    ] {
        assert_eq!(urgency(&due("payment", met), at(now)), tone, "{now}");
    }
    assert_eq!(deadline(&due("payment", false), at("2026-11-20T12:00:00Z"), today()), "Pay by 27 Nov");
    let near = at("2026-11-24T12:00:00Z");
    let days = [("2026-11-24", "Pay by 27 Nov"), ("2026-11-26", "Pay by tomorrow")];
    for (today, words) in days {
        assert_eq!(deadline(&due("payment", false), near, today.parse().unwrap()), words);
    }
    assert!(deadline(&due("payment", false), at("2026-11-28T12:00:00Z"), today()).starts_with("Overdue"));
    let mut owed = owed(1, 1, "issued", 1);
    owed.deadlines = vec![due("payment", true), due("reply", false)];
    assert_eq!(next_deadline(&owed).map(|deadline| deadline.what.as_str()), Some("reply"));
}

#[test]
fn flights_and_care_are_words() {
    assert_eq!(flight("ZX402"), "ZX\u{a0}402");
    assert_eq!(route(Some("BUD"), None), "BUD → –");
    assert_eq!(what_happened(&disruption(1, 1)), "1 h 50 min late");
    let due = CareDue { meals: Some(true), communications: Some(true), hotel: Some(false) };
    assert_eq!(care(due).as_deref(), Some("Meals, two calls or messages"));
    assert_eq!(care(CareDue::default()), None);
    assert_eq!(law("EU261"), "EU 261");
    assert_eq!(law("XX_NEW"), "XX_NEW");
}

#[test]
fn who_waits_for_a_supervisor_is_still_to_decide() {
    let mut one = disruption(1, 1);
    one.waiting = 2;
    one.outcomes = serde_json::from_value(
        json!({ "pending_approval": 3, "approved": 4, "issued": 5, "proposed": 6, "rejected": 7 }),
    )
    .unwrap();
    assert_eq!(to_decide(&one), 9);
}
