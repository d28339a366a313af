//! Stories of one supervisor at the list: reading it, deciding, and word from elsewhere.

use super::*;
use crate::state::owed_cast::{disruption, owed};

fn page(items: Vec<Compensation>, next: Option<&str>) -> Result<Page<Compensation>, String> {
    Ok(Page { items, next: next.map(str::to_owned) })
}

fn pending(n: u8) -> Compensation {
    owed(n, 1, "pending_approval", 1)
}

/// The list as read: one that lacks its second approval, and three that nobody looked at.
fn read() -> Approvals {
    let mut approvals = Approvals::default();
    assert_eq!(approvals.begin_again(), Some((CompensationStatus::Approved, None)));
    assert!(approvals.loaded(page(vec![owed(1, 1, "approved", 2)], None)), "the other list follows at once");
    assert!(approvals.rows.is_empty(), "nothing half read is shown");
    assert_eq!(approvals.begin(), Some((CompensationStatus::PendingApproval, None)));
    assert!(!approvals.loaded(page(vec![pending(2), pending(3), pending(4)], Some("n"))));
    approvals
}

fn numbers(approvals: &Approvals) -> Vec<String> {
    approvals.rows.iter().map(|row| row.passenger.clone()).collect()
}

fn chosen(approvals: &Approvals) -> String {
    approvals.shown().map(|row| row.passenger.clone()).unwrap_or_default()
}

fn word(flight: u8, pending_approval: u64) -> CompensationChanged {
    CompensationChanged { disruption: disruption(flight, 5), pending_approval }
}

#[test]
fn both_lists_are_read_and_then_page_by_page() {
    let mut approvals = read();
    assert_eq!(numbers(&approvals), ["Ana No 1", "Ana No 2", "Ana No 3", "Ana No 4"]);
    assert_eq!(chosen(&approvals), "Ana No 1");
    assert!(!approvals.complete());
    assert_eq!(approvals.begin(), Some((CompensationStatus::PendingApproval, Some("n".into()))));
    assert_eq!(approvals.begin(), None, "one page at a time");
    approvals.loaded(page(vec![pending(4), pending(5)], None));
    assert_eq!(approvals.rows.len(), 5, "each once");
    assert!(approvals.complete());
    assert_eq!(approvals.pending, Some(5), "all of them were counted");
    assert_eq!(approvals.begin(), None);
}

#[test]
fn a_failure_keeps_the_rows_and_can_be_tried_again() {
    let mut approvals = read();
    approvals.begin_again();
    approvals.loaded(Err("No link.".into()));
    assert_eq!((approvals.rows.len(), &approvals.load), (4, &Load::Failed("No link.".into())));
    assert_eq!(approvals.begin_again(), Some((CompensationStatus::Approved, None)));
}

#[test]
fn what_was_decided_stays_in_its_place_and_the_next_comes_in_view() {
    let mut approvals = read();
    approvals.choose(pending(3).id);
    approvals.decided(owed(3, 1, "issued", 2));
    assert_eq!(numbers(&approvals), ["Ana No 1", "Ana No 2", "Ana No 3", "Ana No 4"]);
    assert_eq!(chosen(&approvals), "Ana No 4");
    assert_eq!(approvals.undo, None, "what is issued is not taken back");
    approvals.decided(owed(4, 1, "rejected", 2));
    assert_eq!(chosen(&approvals), "Ana No 2", "around the end");
    assert_eq!(approvals.undo, Some(Undo { id: pending(4).id, version: 2, rejected: true }));
    approvals.undone(pending(4));
    assert_eq!((chosen(&approvals), &approvals.undo), ("Ana No 4".to_owned(), &None));
    approvals.decided(owed(4, 1, "approved", 3));
    assert!(approvals.undo.as_ref().is_some_and(|undo| !undo.rejected), "the first of two");
}

#[test]
fn word_from_elsewhere_moves_nothing_under_busy_hands() {
    let mut approvals = read();
    approvals.told(&word(9, 61));
    assert_eq!(approvals.pending, Some(61));
    assert!(approvals.is_due(), "nobody is at work on it");
    approvals.choose(pending(2).id);
    assert!(approvals.changed && !approvals.is_due(), "said, but not read unasked");

    let mut approvals = read();
    approvals.decided(owed(2, 1, "issued", 2));
    approvals.told(&word(1, 60));
    assert!(!approvals.changed, "that was this supervisor's own word");
    approvals.told(&word(1, 59));
    assert!(approvals.changed, "and that was somebody else's");
}

#[test]
fn steps_stop_at_the_ends_and_go_through_what_fits() {
    let mut approvals = read();
    approvals.step(-1, |_| true);
    assert_eq!(chosen(&approvals), "Ana No 1");
    approvals.step(2, |row| row.status == CompensationStatus::PendingApproval);
    assert_eq!(chosen(&approvals), "Ana No 2", "from one that is not shown to the first that is");
    approvals.step(9, |_| true);
    assert_eq!(chosen(&approvals), "Ana No 4");
}
