//! Stories of one supervisor at the disruptions.

use super::*;
use crate::state::owed_cast::{disruption, owed};

fn read(flights: &[u8]) -> Disruptions {
    let mut disruptions = Disruptions::default();
    assert_eq!(disruptions.begin_again(), Some(None));
    let items = flights.iter().map(|flight| disruption(*flight, 1)).collect();
    disruptions.loaded(true, Ok(Page { items, next: None }));
    disruptions
}

fn detail(flight: u8, minute: u32, items: Vec<Compensation>) -> DisruptionDetail {
    DisruptionDetail { disruption: disruption(flight, minute), items }
}

fn flights(disruptions: &Disruptions) -> Vec<&str> {
    disruptions.list.iter().map(|one| one.flight.as_str()).collect()
}

#[test]
fn a_new_disruption_waits_to_be_shown_and_a_known_one_changes_in_place() {
    let mut disruptions = read(&[3, 2]);
    disruptions.told(&disruption(4, 2));
    disruptions.told(&disruption(4, 3));
    disruptions.told(&disruption(2, 9));
    assert_eq!(flights(&disruptions), ["ZX3", "ZX2"]);
    assert_eq!(disruptions.list[1].changed_at, disruption(2, 9).changed_at);
    assert_eq!(disruptions.newcomers.len(), 1);
    disruptions.told(&disruption(2, 5));
    assert_eq!(disruptions.list[1].changed_at, disruption(2, 9).changed_at, "older word is no news");
    disruptions.admit();
    assert_eq!(flights(&disruptions), ["ZX4", "ZX3", "ZX2"]);
    assert!(disruptions.newcomers.is_empty());
}

#[test]
fn one_that_was_told_before_its_page_was_read_stands_once() {
    let page = |flights: &[u8], next: Option<&str>| {
        let items = flights.iter().map(|flight| disruption(*flight, 1)).collect();
        Ok(Page { items, next: next.map(str::to_owned) })
    };
    let mut disruptions = Disruptions::default();
    disruptions.begin_again();
    disruptions.loaded(true, page(&[5, 4], Some("n")));
    disruptions.told(&disruption(3, 9));
    assert_eq!(disruptions.newcomers.len(), 1);
    disruptions.begin();
    disruptions.loaded(false, page(&[3, 2], None));
    assert_eq!((flights(&disruptions), disruptions.newcomers.len()), (vec!["ZX5", "ZX4", "ZX3", "ZX2"], 0));
    assert_eq!(
        disruptions.list[2].changed_at,
        disruption(3, 9).changed_at,
        "the word was newer than the page"
    );
    disruptions.admit();
    assert_eq!(disruptions.list.len(), 4);

    // What is told while the list is read again may not be in it.
    disruptions.begin_again();
    disruptions.told(&disruption(6, 2));
    disruptions.loaded(true, page(&[5, 4], Some("n")));
    assert_eq!(disruptions.newcomers.len(), 1);
}

#[test]
fn the_passengers_say_when_they_are_older_than_their_disruption() {
    let mut disruptions = read(&[3, 2]);
    disruptions.choose(disruption(3, 1).id);
    disruptions.opened(disruption(2, 1).id, Ok(detail(2, 1, Vec::new())));
    assert_eq!(disruptions.detail, Detail::Loading, "a late answer about another one");
    disruptions.opened(disruption(3, 1).id, Ok(detail(3, 2, vec![owed(1, 3, "issued", 1)])));
    assert!(!disruptions.changed);
    disruptions.told(&disruption(3, 2));
    assert!(!disruptions.changed, "that is what is shown");
    disruptions.told(&disruption(3, 4));
    assert!(disruptions.changed);
    assert_eq!(
        disruptions.shown().map(|one| one.changed_at),
        Some(disruption(3, 4).changed_at),
        "figures are live"
    );
    disruptions.opened(disruption(3, 1).id, Err("No link.".into()));
    assert!(matches!(disruptions.detail, Detail::Here(_)), "older is better than nothing");
}

#[test]
fn steps_stop_at_the_ends() {
    let mut disruptions = read(&[3, 2]);
    assert_eq!(disruptions.beside(1), Some(disruption(3, 1).id), "nothing in view: the first");
    disruptions.choose(disruption(3, 1).id);
    assert_eq!(disruptions.beside(1), Some(disruption(2, 1).id));
    assert_eq!(disruptions.beside(-1), Some(disruption(3, 1).id));
    assert_eq!(Disruptions::default().beside(1), None);
}

#[test]
fn passengers_are_grouped_by_how_they_stand() {
    let items = vec![
        owed(1, 1, "issued", 1),
        owed(2, 1, "pending_approval", 1),
        owed(3, 1, "pending_approval", 1),
        owed(4, 1, "approved", 1),
    ];
    let group = |status, count: usize| Line::Group {
        status,
        count,
        total: BTreeMap::from([("EUR".to_owned(), 60_000 * i128::try_from(count).unwrap())]),
    };
    let expected = [
        group(CompensationStatus::PendingApproval, 2),
        Line::Passenger(1),
        Line::Passenger(2),
        group(CompensationStatus::Approved, 1),
        Line::Passenger(3),
        group(CompensationStatus::Issued, 1),
        Line::Passenger(0),
    ];
    assert_eq!(lines(&items, |_| true), expected);
    assert_eq!(lines(&items, |item| item.status == CompensationStatus::Issued), expected[5..]);
    let selected = items.iter().map(|item| item.id).collect();
    assert_eq!(still_waiting(&items, &selected).len(), 3);
    assert_eq!(still_waiting(&items, &HashSet::new()), []);
}

#[test]
fn a_rejection_and_first_approvals_can_be_taken_back_what_was_issued_cannot() {
    let outcome = |waiting_for_second: u32| BulkOutcome {
        preview: false,
        affected: ["rejected", "approved"].map(|status| owed(1, 1, status, 2).id).to_vec(),
        issued: 2 - waiting_for_second,
        waiting_for_second,
        total: BTreeMap::new(),
        left: Vec::new(),
    };
    let id = disruption(1, 1).id;
    let of = |decision: BulkVerdict, second: u32| {
        let word = BulkDecision { decision, compensations: None, note: None, preview: false };
        Undo::of(id, &word, &outcome(second)).map(|undo| (undo.count, undo.rejected))
    };
    assert_eq!(of(BulkVerdict::Reject, 0), Some((2, true)));
    assert_eq!(of(BulkVerdict::Approve, 1), Some((1, false)));
    assert_eq!(of(BulkVerdict::Approve, 0), None);
    assert_eq!(of(BulkVerdict::Undo, 0), None);
}
