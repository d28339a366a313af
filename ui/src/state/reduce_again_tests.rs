//! The core tells everything again at the beginning and after a lag: what that changes, which is little.

use super::*;
use crate::state::{
    call_cast::{at, bundle, id, idle, key, note, rings, several, stage},
    tab::Stage,
};
use serde_json::json;

#[test]
fn what_is_told_again_changes_nothing_and_takes_no_screen() {
    let mut desk = Desk::default();
    let answered = |contact| UiEvent::Answered(note(contact, "2026-11-20T14:00:05Z"));
    let ended = |contact| UiEvent::Ended(note(contact, "2026-11-20T14:01:05Z"));
    let life = [rings("a", Some((1, 5))), answered("a"), ended("a"), rings("b", Some((2, 1))), several("c")];
    for event in life.clone() {
        apply(&mut desk, event, idle());
    }
    let newer = UiEvent::Customer { id: id(1), bundle: Box::new(bundle(1, 6, &["t2"])) };
    apply(&mut desk, newer.clone(), idle());
    desk.activate(&key("b"));
    desk.said = "Something else".to_owned();
    let before = desk.clone();
    for event in life.into_iter().chain([newer]) {
        apply(&mut desk, event, idle());
    }
    assert_eq!((&desk.active, &desk.said, &desk.recent), (&before.active, &before.said, &before.recent));
    let shown = |desk: &Desk, contact: &str| {
        let tab = desk.tab(&key(contact)).unwrap();
        let lines = match &tab.subject {
            Subject::Known(known) => (known.view.version, known.history.items.len()),
            _ => (0, 0),
        };
        (tab.subject.customer(), lines, stage(desk, contact))
    };
    for contact in ["a", "b", "c"] {
        assert_eq!(shown(&desk, contact), shown(&before, contact), "{contact}");
    }
    assert_eq!(desk.tabs.len(), 3);
    // A call that rings once more is news.
    let UiEvent::Ringing(mut again) = rings("a", Some((1, 6))) else { panic!("a ring") };
    again.contact.rang_at = at("2026-11-20T15:00:00Z");
    apply(&mut desk, UiEvent::Ringing(again), idle());
    assert!(desk.said.starts_with("Call ringing from Ana No 1"));
    assert_eq!(stage(&desk, "a"), Some(Stage::Ringing), "it was over, and is not any more");
}

#[test]
fn a_view_told_after_a_lag_replaces_what_may_be_hidden_now() {
    let mut desk = Desk::default();
    apply(&mut desk, rings("a", Some((1, 5))), idle());
    apply(&mut desk, UiEvent::Customer { id: id(1), bundle: Box::new(bundle(1, 6, &["t1", "t2"])) }, idle());
    let UiEvent::Ringing(mut ringing) = rings("a", Some((1, 7))) else { panic!("a ring") };
    let withdrawn = json!({ "purpose": "social", "channel": null,
        "state": { "value": "withdrawn", "source": "consent", "as_of": "2026-11-20T14:00:00Z" } });
    ringing.customer_360.as_mut().unwrap().consents = vec![serde_json::from_value(withdrawn).unwrap()];
    apply(&mut desk, UiEvent::Ringing(ringing), idle());
    assert_eq!(desk.history().unwrap().items.len(), 1);
}
