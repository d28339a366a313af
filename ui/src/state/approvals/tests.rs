//! Stories of one supervisor at the list: reading it, deciding, and word from elsewhere.

use super::*;
use crate::state::owed_cast::{disruption, owed};

fn page(items: Vec<Compensation>, next: Option<&str>) -> Result<Page<Compensation>, String> {
    Ok(Page { items, next: next.map(str::to_owned) })
}

fn load(approvals: &mut Approvals, answer: Result<Page<Compensation>, String>) -> bool {
    approvals.loaded(answer, |_| true)
}

/// A word is said, and taken.
fn decide(approvals: &mut Approvals, newer: Compensation) {
    approvals.deciding(newer.disruption_id);
    approvals.decided(newer, |_| true);
}

fn pending(n: u8) -> Compensation {
    owed(n, 1, "pending_approval", 1)
}

/// The list as read: one that lacks its second approval, and three that nobody looked at.
fn read() -> Approvals {
    let mut approvals = Approvals::default();
    assert_eq!(approvals.begin_again(), Some((CompensationStatus::Approved, None)));
    assert!(
        load(&mut approvals, page(vec![owed(1, 1, "approved", 2)], None)),
        "the other list follows at once"
    );
    assert!(approvals.rows.is_empty(), "nothing half read is shown");
    assert_eq!(approvals.begin(), Some((CompensationStatus::PendingApproval, None)));
    assert!(!load(&mut approvals, page(vec![pending(2), pending(3), pending(4)], Some("n"))));
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
    load(&mut approvals, page(vec![pending(4), pending(5)], None));
    assert_eq!(approvals.rows.len(), 5, "each once");
    assert!(approvals.complete());
    assert_eq!(approvals.pending, Some(5), "all of them were counted");
    assert_eq!(approvals.begin(), None);
}

#[test]
fn a_failure_keeps_the_rows_and_can_be_tried_again() {
    let mut approvals = read();
    approvals.begin_again();
    load(&mut approvals, Err("No link.".into()));
    assert_eq!((approvals.rows.len(), &approvals.load), (4, &Load::Failed("No link.".into())));
    assert_eq!(approvals.begin_again(), Some((CompensationStatus::Approved, None)));
}

#[test]
fn what_was_decided_stays_in_its_place_and_the_next_comes_in_view() {
    let mut approvals = read();
    approvals.choose(pending(3).id);
    decide(&mut approvals, owed(3, 1, "issued", 2));
    assert_eq!(numbers(&approvals), ["Ana No 1", "Ana No 2", "Ana No 3", "Ana No 4"]);
    assert_eq!(chosen(&approvals), "Ana No 4");
    assert_eq!(approvals.undo, None, "what is issued is not taken back");
    decide(&mut approvals, owed(4, 1, "rejected", 2));
    assert_eq!(chosen(&approvals), "Ana No 2", "around the end");
    assert_eq!(
        approvals.undo,
        Some(Undo { id: pending(4).id, disruption: pending(4).disruption_id, version: 2, rejected: true })
    );
    approvals.undone(pending(4));
    assert_eq!((chosen(&approvals), &approvals.undo), ("Ana No 4".to_owned(), &None));
    decide(&mut approvals, owed(4, 1, "approved", 3));
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
    decide(&mut approvals, owed(2, 1, "issued", 2));
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

/// Everything is read again, with these that wait.
fn read_again(approvals: &mut Approvals, waiting: Vec<Compensation>, meanwhile: impl FnOnce(&mut Approvals)) {
    assert!(approvals.begin_again().is_some());
    assert!(load(approvals, page(Vec::new(), None)));
    approvals.begin();
    meanwhile(approvals);
    load(approvals, page(waiting, None));
}

#[test]
fn a_note_being_written_keeps_the_rows_where_they_are() {
    let mut approvals = read();
    approvals.write(pending(1).id, "No, since".to_owned());
    approvals.told(&word(9, 61));
    assert!(approvals.changed && !approvals.may_reread(), "the first row was in view without being chosen");
    assert_eq!(approvals.draft(pending(1).id), Some("No, since"));

    // Asked for, they are read again; the note stays, and so does who is in view.
    read_again(&mut approvals, vec![pending(2), owed(1, 1, "approved", 2)], |_| {});
    assert_eq!((numbers(&approvals).len(), chosen(&approvals)), (2, "Ana No 1".to_owned()));
    assert_eq!(approvals.draft(pending(1).id), Some("No, since"));
    decide(&mut approvals, owed(1, 1, "rejected", 3));
    assert_eq!(approvals.draft(pending(1).id), None);
}

#[test]
fn what_is_read_anew_waits_when_work_began_meanwhile() {
    let mut approvals = read();
    approvals.told(&word(9, 61));
    read_again(&mut approvals, vec![pending(7)], |approvals| approvals.write(pending(1).id, String::new()));
    assert_eq!(numbers(&approvals), ["Ana No 1", "Ana No 2", "Ana No 3", "Ana No 4"]);
    assert!(approvals.changed && approvals.touched, "it is said that they are old");
    assert_eq!(approvals.begin(), Some((CompensationStatus::PendingApproval, Some("n".into()))));
    load(&mut approvals, page(Vec::new(), None));
    read_again(&mut approvals, vec![pending(7)], |_| {});
    assert_eq!((numbers(&approvals), approvals.changed), (vec!["Ana No 7".to_owned()], false));
}

#[test]
fn word_that_comes_while_the_list_is_read_is_not_taken_for_read() {
    let mut approvals = read();
    read_again(&mut approvals, vec![pending(7)], |approvals| approvals.told(&word(9, 61)));
    assert!(approvals.is_due());
    approvals.begin_again();
    load(&mut approvals, Err("No link.".into()));
    assert!(!approvals.is_due() && approvals.may_reread(), "not at once: it would fail again");
}

#[test]
fn two_words_on_one_disruption_are_told_together() {
    let mut approvals = read();
    approvals.deciding(pending(2).disruption_id);
    approvals.deciding(pending(3).disruption_id);
    // Word may be faster than the answer.
    approvals.told(&word(1, 58));
    approvals.decided(owed(2, 1, "issued", 2), |_| true);
    approvals.decided(owed(3, 1, "issued", 2), |_| true);
    assert!(!approvals.changed);
    approvals.told(&word(1, 57));
    assert!(approvals.changed, "that was somebody else's");

    let mut approvals = read();
    approvals.deciding(pending(2).disruption_id);
    approvals.refused(pending(2).disruption_id);
    approvals.told(&word(1, 57));
    assert!(approvals.changed, "nothing was decided here");
}

#[test]
fn only_those_that_fit_come_in_view() {
    let mut approvals = read();
    approvals.choose(pending(3).id);
    approvals.decided(owed(3, 1, "issued", 2), |row| row.passenger.ends_with('3'));
    assert_eq!(chosen(&approvals), "Ana No 3", "none of the others: the one that was decided stays");
    let mut approvals = read();
    approvals.choose(pending(3).id);
    approvals.decided(owed(3, 1, "issued", 2), |row| row.passenger.ends_with('2'));
    assert_eq!(chosen(&approvals), "Ana No 2");
    approvals.begin_again();
    load(&mut approvals, page(Vec::new(), None));
    approvals.begin();
    approvals.loaded(page(vec![pending(7), pending(8)], None), |row| row.passenger.ends_with('8'));
    assert_eq!(chosen(&approvals), "Ana No 8");
}
