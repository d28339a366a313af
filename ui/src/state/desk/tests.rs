//! Answers that come late: about somebody the tab no longer waits for, older than what came meanwhile, or erased.

use super::*;
use crate::state::{
    call_cast::{bundle, id, idle, key, now, rings, several},
    reduce,
};
use purser_contract::ipc::UiEvent;

/// A contact of which the agent is to say who it is.
fn asked() -> Desk {
    let mut desk = Desk::default();
    reduce::apply(&mut desk, several("a"), idle());
    desk
}

fn version(desk: &Desk) -> Option<u64> {
    desk.view().map(|view| view.version)
}

#[test]
fn a_slow_answer_about_somebody_chosen_before_is_nobodys() {
    let mut desk = asked();
    desk.await_customer(&key("a"), id(1), "Ana A".into());
    desk.reconsider();
    desk.opened(&key("a"), id(1), Ok(bundle(1, 9, &[])), now());
    assert!(
        matches!(desk.active_tab().unwrap().subject, Subject::Several(_)),
        "taken back while it was read"
    );

    desk.await_customer(&key("a"), id(2), "Ana B".into());
    desk.opened(&key("a"), id(1), Err("Offline".into()), now());
    assert!(matches!(desk.active_tab().unwrap().subject, Subject::Loading { .. }), "no failure of theirs");
    desk.opened(&key("a"), id(2), Ok(bundle(2, 1, &[])), now());
    desk.opened(&key("a"), id(1), Ok(bundle(1, 9, &[])), now());
    assert_eq!(desk.view().unwrap().id, id(2));
}

#[test]
fn a_match_that_comes_meanwhile_leaves_the_choice() {
    let mut desk = asked();
    desk.await_customer(&key("a"), id(2), "Ana B".into());
    reduce::apply(&mut desk, rings("a", Some((1, 1))), idle());
    desk.opened(&key("a"), id(2), Ok(bundle(2, 1, &[])), now());
    assert_eq!(desk.view().unwrap().id, id(2));
}

#[test]
fn a_view_that_came_meanwhile_is_not_undone_by_an_older_answer() {
    let mut desk = Desk::default();
    desk.open_customer(id(1), "Ana".into());
    let newer = UiEvent::Customer { id: id(1), bundle: Box::new(bundle(1, 6, &["t2"])) };
    reduce::apply(&mut desk, newer, idle());
    desk.opened(&TabKey::Customer(id(1)), id(1), Ok(bundle(1, 5, &["t1"])), now());
    assert_eq!(version(&desk), Some(6));
    desk.opened(&TabKey::Customer(id(1)), id(1), Ok(bundle(1, 6, &["t2", "t1"])), now());
    assert_eq!((version(&desk), desk.history().unwrap().items.len()), (Some(6), 2));
}

#[test]
fn an_answer_about_somebody_erased_meanwhile_is_dropped() {
    let mut desk = Desk::default();
    desk.open_customer(id(1), "Ana".into());
    reduce::apply(&mut desk, UiEvent::Erased(vec![id(1)]), idle());
    for answer in [Ok(bundle(1, 5, &["t1"])), Err("Gone".into())] {
        desk.opened(&TabKey::Customer(id(1)), id(1), answer, now());
        assert_eq!(desk.active_tab().unwrap().subject, Subject::Erased);
    }
    assert!(desk.recent.is_empty());
}
