//! Tables of what each frame means, and the properties that must hold for every sequence of frames.

use super::*;
use crate::samples::*;
use proptest::prelude::*;
use purser_contract::{
    payload::{ConsentPurpose, ConsentState},
    realtime::Match,
    view::Consent,
};

/// Applies and folds, as the session does.
fn take(known: &mut Known, frame: ServerFrame) -> Applied {
    let applied = apply(known, frame);
    known.fold(&applied.changes);
    applied
}

fn words(events: &[UiEvent]) -> Vec<String> {
    let word = |event: &UiEvent| match event {
        UiEvent::Connection(_) => "connection".to_owned(),
        UiEvent::Ringing(ringing) => format!("ringing {}", ringing.contact.id),
        UiEvent::Answered(note) => format!("answered {}", note.contact_id),
        UiEvent::Ended(note) => format!("ended {}", note.contact_id),
        UiEvent::Customer { bundle, .. } => format!("customer v{}", bundle.customer_360.version),
        UiEvent::Compensations(changed) => format!("compensations, {} wait", changed.pending_approval),
        UiEvent::Missed => "missed".to_owned(),
        UiEvent::Closed(id) => format!("closed {id}"),
        UiEvent::Erased(ids) => format!("erased {}", ids.len()),
    };
    events.iter().map(word).collect()
}

/// Each frame in turn, with the words for the window that it leads to.
fn check(script: &[(ServerFrame, &[&str])]) -> Known {
    let mut known = Known::default();
    for (frame, expect) in script {
        let applied = take(&mut known, frame.clone());
        assert_eq!(words(&applied.events), *expect, "{frame:?}");
    }
    known
}

fn answered(seq: u64, note: ContactNote) -> ServerFrame {
    frame(seq, FrameBody::ContactAnswered(note))
}

fn ended(seq: u64, note: ContactNote) -> ServerFrame {
    frame(seq, FrameBody::ContactEnded(note))
}

#[test]
fn a_call_from_ring_to_end() {
    let known = check(&[
        (rings(1, ringing_of("c1", view(1, 3))), &["ringing c1"]),
        (answered(2, note("c1", 5)), &["answered c1"]),
        (ended(3, note("c1", 90)), &["ended c1"]),
    ]);
    let contact = known.contact(&"c1".into()).expect("still in its tab");
    assert_eq!(contact.open.answered_at, Some(at(5)));
    assert_eq!(contact.open.ended, Some(note("c1", 90)));
    assert_eq!(known.processed, 3);
    assert_eq!(known.shown(), [customer(1)]);
}

#[test]
fn a_frame_delivered_twice_is_told_once() {
    let ring = || rings(1, ringing("c1"));
    check(&[
        (ring(), &["ringing c1"]),
        (ring(), &[]),
        (answered(2, note("c1", 5)), &["answered c1"]),
        (answered(2, note("c1", 5)), &[]),
        (ended(3, note("c1", 9)), &["ended c1"]),
        (ended(3, note("c1", 9)), &[]),
        (ring(), &[]),
    ]);
}

#[test]
fn a_closed_tab_stays_closed_when_its_ring_comes_again() {
    let mut known = check(&[(rings(1, ringing("c1")), &["ringing c1"])]);
    known.fold(&[Change::CloseContact("c1".into())]);
    assert_eq!(words(&take(&mut known, rings(1, ringing("c1"))).events), [""; 0]);
    // Under a new number it is a new ring, for example a transfer back.
    assert_eq!(words(&take(&mut known, rings(9, ringing("c1"))).events), ["ringing c1"]);
    assert!(known.closed.is_empty());
}

#[test]
fn a_better_match_keeps_the_answer_and_the_place() {
    let known = check(&[
        (rings(1, ringing("c1")), &["ringing c1"]),
        (rings(2, ringing("c2")), &["ringing c2"]),
        (answered(3, note("c1", 5)), &["answered c1"]),
        (rings(4, ringing_of("c1", view(1, 1))), &["ringing c1"]),
    ]);
    assert_eq!(ids(&known), ["c1".into(), "c2".into()]);
    let contact = known.contact(&"c1".into()).expect("open");
    assert_eq!(contact.open.answered_at, Some(at(5)));
    assert_eq!(contact.open.ringing.outcome, Match::Exact);
}

#[test]
fn steps_of_unknown_contacts_are_done_with_silently() {
    let known = check(&[(answered(1, note("c9", 5)), &[]), (ended(2, note("c9", 6)), &[])]);
    assert_eq!(known.processed, 2);
}

#[test]
fn too_many_tabs_close_those_that_are_over_first() {
    let mut known = Known::default();
    for number in 0..u64::try_from(MAX_OPEN).expect("small") {
        take(&mut known, rings(number + 1, ringing(&format!("c{number}"))));
    }
    take(&mut known, ended(100, note("c7", 9)));
    assert_eq!(words(&take(&mut known, rings(101, ringing("x1"))).events), ["closed c7", "ringing x1"]);
    assert_eq!(words(&take(&mut known, rings(102, ringing("x2"))).events), ["closed c0", "ringing x2"]);
    assert_eq!(known.contacts.len(), MAX_OPEN);
}

#[test]
fn a_newer_view_reaches_the_tab_and_an_older_one_does_not() {
    let known = check(&[
        (rings(1, ringing_of("c1", view(1, 3))), &["ringing c1"]),
        (changed(1, customer(1), view(1, 4), &["t2", "t1"]), &["customer v4"]),
        (changed(1, customer(1), view(1, 2), &["t1"]), &[]),
        (changed(1, customer(1), view(1, 4), &["t2", "t1"]), &[]),
    ]);
    let tab = &known.contact(&"c1".into()).expect("open").open.ringing;
    assert_eq!(tab.customer_360.as_ref().map(|view| view.version), Some(4));
    assert_eq!(tab.timeline, items(&["t2", "t1"]));
    assert_eq!(known.processed, 1, "hints do not count");
}

#[test]
fn a_linked_record_answers_under_the_id_that_was_watched() {
    let mut known = check(&[(rings(1, ringing_of("c1", view(1, 9))), &["ringing c1"])]);
    // Version 2 of another record cannot be older than version 9 of this one.
    let applied = take(&mut known, changed(1, customer(1), view(2, 2), &[]));
    assert_eq!(words(&applied.events), ["customer v2"]);
    let tab = &known.contact(&"c1".into()).expect("open").open.ringing;
    assert_eq!(tab.customer_360.as_ref().map(|view| view.id), Some(customer(2)));
}

#[test]
fn a_pushed_page_continues_the_older_pages() {
    let newer = |had: &[&str], next: Option<&str>, page: &[&str]| {
        let mut known = Known::default();
        known.fold(&[Change::PutCustomer(customer(1), Box::new(opened(1, 1, had, next)))]);
        let opened = known.newer(customer(1), view(1, 2), items(page));
        let ids: Vec<_> = opened.timeline.iter().map(|item| item.id.clone()).collect();
        (ids.join(" "), opened.timeline_next)
    };
    let next = || Some("n".to_owned());
    assert_eq!(newer(&["b", "a"], Some("n"), &["c", "b"]), ("c b a".into(), next()));
    assert_eq!(newer(&["b", "a"], Some("n"), &["b", "a"]), ("b a".into(), next()));
    // Nothing in common: there may be a gap between them, so that only the page is certain.
    assert_eq!(newer(&["b", "a"], Some("n"), &["y", "x"]), ("y x".into(), None));
    assert_eq!(newer(&[], None, &["a"]), ("a".into(), None));
}

#[test]
fn what_was_shown_under_other_consents_is_not_kept() {
    let withdrawn =
        Consent { purpose: ConsentPurpose::Social, channel: None, state: fact(ConsentState::Withdrawn) };
    let view_after = Customer360 { consents: vec![withdrawn], ..view(1, 2) };
    let before = check(&[
        (rings(1, ringing_of("c1", view(1, 1))), &["ringing c1"]),
        (changed(1, customer(1), view(1, 1), &["mention", "old"]), &["customer v1"]),
    ]);
    let told =
        ConsentChanged { id: customer(1), customer_360: view_after.clone(), timeline: items(&["old"]) };
    let changed = CustomerChanged { id: customer(1), customer_360: view_after, timeline: items(&["old"]) };
    for (body, read_again) in [
        (FrameBody::ConsentChanged(Box::new(told)), vec![customer(1)]),
        (FrameBody::CustomerChanged(Box::new(changed)), vec![]),
    ] {
        let mut known = before.clone();
        let applied = take(&mut known, frame(1, body));
        assert_eq!((words(&applied.events), applied.refetch), (vec!["customer v2".to_owned()], read_again));
        assert_eq!(known.opened[&customer(1)].timeline, items(&["old"]));
        assert_eq!(known.contact(&"c1".into()).expect("open").open.ringing.timeline, items(&["old"]));
    }
}

#[test]
fn nothing_of_an_erased_customer_stays() {
    let mut known = check(&[
        (rings(1, ringing_of("c1", view(1, 1))), &["ringing c1"]),
        (rings(2, ringing_of("c2", view(2, 1))), &["ringing c2"]),
    ]);
    known.watch(vec![customer(1), customer(2)]);
    let applied = take(&mut known, erased(2, 7, &[customer(1), customer(9)]));
    assert_eq!(words(&applied.events), ["erased 2"]);
    assert!(matches!(applied.changes.last(), Some(Change::Erase(ids, 7)) if ids.contains(&customer(1))));
    assert_eq!((known.shown(), known.watched.clone()), (vec![customer(2)], vec![customer(2)]));
    assert!(!known.opened.contains_key(&customer(1)) && known.opened.contains_key(&customer(2)));
    let left = &known.contact(&"c1".into()).expect("the tab stays").open.ringing;
    assert_eq!((left.outcome, &left.contact.from, &left.customer_360), (Match::Unknown, &None, &None));
    assert!(known.contact(&"c2".into()).expect("another's").open.ringing.customer_360.is_some());
    assert_eq!(known.processed, 2, "it is no durable frame");

    // A view that was on its way is nobody's, also under an id that leads to them.
    for (id, number) in [(1, 1), (3, 9)] {
        assert_eq!(learn(&known, customer(id), opened(number, 9, &["t1"], None)), Applied::default());
    }
}

#[test]
fn not_all_who_were_ever_erased_are_remembered() {
    let mut known = Known::default();
    let many = |range: std::ops::Range<u128>| Change::Erase(range.map(customer).collect(), 1);
    known.fold(&[many(0..1_500), many(1_000..2_500)]);
    assert_eq!(known.erased.len(), 2_000);
    assert!(
        !known.is_erased(customer(499)) && known.is_erased(customer(500)) && known.is_erased(customer(2_499))
    );
}

#[test]
fn the_whole_of_what_is_known_makes_the_same_anew() {
    let mut known = check(&[
        (rings(1, ringing_of("c1", view(1, 1))), &["ringing c1"]),
        (rings(2, ringing("c2")), &["ringing c2"]),
    ]);
    known.fold(&[Change::CloseContact("c2".into())]);
    let whole = known.whole();
    let mut again = known.clone();
    again.fold(&whole);
    assert_eq!(again, known, "what is there already");
    let mut anew = Known::default();
    anew.fold(&whole);
    assert_eq!((anew.contacts, anew.opened), (known.contacts, known.opened), "and what is not");
}

#[test]
fn a_flight_and_a_resync_ask_for_what_is_shown() {
    let mut known = check(&[(rings(1, ringing_of("c1", view(1, 1))), &["ringing c1"])]);
    known.watch(vec![customer(2)]);
    assert_eq!(take(&mut known, flight_changed(1, FLIGHT)).refetch, [customer(1)]);
    assert_eq!(take(&mut known, flight_changed(1, "ZX1/2026-11-20")).refetch, []);
    let missed = take(&mut known, resync(1));
    assert_eq!(missed.refetch, [customer(1), customer(2)]);
    assert_eq!(words(&missed.events), ["missed"], "what is not the cache's is for the window to read again");
}

#[test]
fn a_changed_compensation_is_told_and_not_kept() {
    let mut known = Known::default();
    let applied = take(&mut known, compensations_changed(3, 58));
    assert_eq!(words(&applied.events), ["compensations, 58 wait"]);
    assert_eq!((applied.changes, known), (Vec::new(), Known::default()));
}

#[test]
fn what_is_no_longer_shown_is_let_go() {
    let mut known = check(&[(rings(1, ringing_of("c1", view(1, 1))), &["ringing c1"])]);
    known.fold(&[Change::PutCustomer(customer(2), Box::new(opened(2, 1, &[], None)))]);
    known.watch(vec![customer(2)]);
    assert_eq!(known.opened.len(), 2);
    known.watch(Vec::new());
    assert_eq!(known.opened.keys().copied().collect::<Vec<_>>(), [customer(1)], "it is still in a tab");
    known.fold(&[Change::CloseContact("c1".into())]);
    assert!(known.opened.is_empty());
}

#[test]
fn choosing_one_of_several_makes_the_match() {
    let mut known = check(&[(rings(1, ringing("c1")), &["ringing c1"])]);
    let chosen = opened(2, 1, &["t1"], None);
    known.fold(&choose(&known, &"c1".into(), customer(2), &chosen));
    let tab = &known.contact(&"c1".into()).expect("open").open.ringing;
    assert_eq!(tab.outcome, Match::Exact);
    assert_eq!(tab.matched_by.as_deref(), Some("agent"));
    assert_eq!(tab.customer_360, Some(chosen.view.clone()));
    assert_eq!(choose(&known, &"c9".into(), customer(2), &chosen), []);

    // What became known of them since counts more than what was read for the choice.
    known.fold(&[Change::PutCustomer(customer(2), Box::new(opened(2, 3, &[], None)))]);
    known.fold(&choose(&known, &"c1".into(), customer(2), &chosen));
    let tab = &known.contact(&"c1".into()).expect("open").open.ringing;
    assert_eq!(tab.customer_360.as_ref().map(|view| view.version), Some(3));
    known.fold(&[Change::Erase(vec![customer(2)], 1)]);
    assert_eq!(choose(&known, &"c1".into(), customer(2), &chosen), []);
}

/// One step of a random life: a frame, delivered once or twice, or the agent closing a tab.
#[derive(Clone, Debug)]
enum Step {
    Ring(u8),
    Answer(u8),
    End(u8),
    Customer(u8, u64),
    Again(usize),
    Close(u8),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (0..60_u8).prop_map(Step::Ring),
        (0..60_u8).prop_map(Step::Answer),
        (0..60_u8).prop_map(Step::End),
        (0..5_u8, 0..20_u64).prop_map(|(number, version)| Step::Customer(number, version)),
        (0..50_usize).prop_map(Step::Again),
        (0..60_u8).prop_map(Step::Close),
    ]
}

proptest! {
    #[test]
    fn whatever_happens(steps in prop::collection::vec(step(), 0..200)) {
        let mut known = Known::default();
        let mut delivered: Vec<ServerFrame> = Vec::new();
        let mut seq = 0;
        let mut processed = 0;
        for step in steps {
            let name = |number: u8| format!("c{number}");
            let frame = match step {
                Step::Close(number) => {
                    known.fold(&[Change::CloseContact(name(number).as_str().into())]);
                    continue;
                }
                Step::Again(back) => {
                    let Some(index) = delivered.len().checked_sub(1 + back) else { continue };
                    // What comes again after a reconnect was durable and not acknowledged.
                    let again = delivered[index].clone();
                    let FrameBody::ContactRinging(ringing) = &again.body else { continue };
                    let newest = delivered.iter().rev().find(|frame| {
                        matches!(&frame.body, FrameBody::ContactRinging(other) if other.contact.id == ringing.contact.id)
                    });
                    if newest == Some(&again) {
                        let before = ids(&known);
                        processed = again.seq;
                        let told = take(&mut known, again).events;
                        prop_assert_eq!(words(&told), Vec::<String>::new());
                        prop_assert_eq!(ids(&known), before);
                    }
                    continue;
                }
                Step::Ring(number) => {
                    seq += 1;
                    rings(seq, ringing_of(&name(number), view(u128::from(number % 5), 1)))
                }
                Step::Answer(number) => { seq += 1; answered(seq, note(&name(number), 5)) }
                Step::End(number) => { seq += 1; ended(seq, note(&name(number), 9)) }
                Step::Customer(number, version) => {
                    changed(seq, customer(number.into()), view(number.into(), version), &["t1"])
                }
            };
            if !matches!(&frame.body, FrameBody::CustomerChanged(_)) {
                processed = seq;
            }
            delivered.push(frame.clone());
            let applied = take(&mut known, frame);
            prop_assert!(known.contacts.len() <= MAX_OPEN);
            prop_assert_eq!(known.processed, processed);
            let mut open = ids(&known);
            open.sort();
            open.dedup();
            prop_assert_eq!(open.len(), known.contacts.len(), "one tab a contact");
            for event in &applied.events {
                if let UiEvent::Ringing(ringing) = event {
                    prop_assert!(known.contact(&ringing.contact.id).is_some(), "what is told is known");
                }
            }
        }
    }
}
