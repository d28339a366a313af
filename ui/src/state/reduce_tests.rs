//! What each event does to the window, as short stories over one small cast.

use super::*;
use crate::state::{
    call_cast::*,
    desk::Screen,
    tab::{Panel, Stage},
    tabbar,
};
use purser_contract::{ipc::Connection, realtime::Presence, search::Page, timeline::TimelineItem};
use serde_json::json;

#[test]
fn a_pop_takes_the_screen_of_an_idle_agent_only() {
    let mut desk = Desk { screen: Screen::Settings, ..Desk::default() };
    let reactions = apply(&mut desk, rings("a", Some((1, 1))), idle());
    assert_eq!(reactions, [Reaction::Painted("a".into())]);
    assert_eq!((desk.active.clone(), desk.screen), (Some(key("a")), Screen::Workspace));

    apply(&mut desk, rings("b", None), typing());
    assert_eq!(desk.active, Some(key("a")), "an agent who types keeps the screen");
    apply(&mut desk, rings("c", None), idle());
    assert_eq!(desk.active, Some(key("c")), "a call that only rings holds nothing");

    apply(&mut desk, UiEvent::Answered(note("c", "2026-11-20T14:00:05Z")), idle());
    apply(&mut desk, rings("d", None), idle());
    assert_eq!(desk.active, Some(key("c")), "an agent who talks keeps the screen");
    apply(&mut desk, UiEvent::Ended(note("c", "2026-11-20T14:01:05Z")), idle());
    apply(&mut desk, rings("e", None), idle());
    assert_eq!(desk.active, Some(key("e")));
    assert_eq!(desk.tabs.len(), 5);
}

#[test]
fn a_pop_is_said_in_words() {
    let mut desk = Desk::default();
    apply(&mut desk, rings("a", Some((1, 1))), idle());
    assert_eq!(desk.said, "Call ringing from Ana No 1. Number matched exactly");
    apply(&mut desk, rings("b", None), idle());
    assert_eq!(desk.said, "Call ringing from +36301234567. Unknown caller");
}

#[test]
fn a_contact_goes_from_ringing_to_ended_and_its_time_stands_still() {
    let mut desk = Desk::default();
    apply(&mut desk, rings("a", Some((1, 1))), idle());
    assert_eq!(stage(&desk, "a"), Some(Stage::Ringing));
    assert_eq!(tabbar::seconds(&desk, &key("a"), at("2026-11-20T14:00:09Z")), Some(9));
    apply(&mut desk, UiEvent::Answered(note("a", "2026-11-20T14:00:10Z")), idle());
    assert!(desk.on_a_call());
    assert_eq!(tabbar::seconds(&desk, &key("a"), at("2026-11-20T14:00:14Z")), Some(4));
    apply(&mut desk, UiEvent::Ended(note("a", "2026-11-20T14:02:24Z")), idle());
    assert_eq!(stage(&desk, "a"), Some(Stage::Ended));
    assert_eq!(tabbar::seconds(&desk, &key("a"), at("2026-11-20T15:00:00Z")), Some(134));
    // The note of a contact nobody knows changes nothing.
    apply(&mut desk, UiEvent::Ended(note("zz", "2026-11-20T14:02:24Z")), idle());
    assert_eq!(desk.tabs.len(), 1);
}

#[test]
fn a_better_match_fills_the_same_tab_and_never_undoes_a_choice() {
    let mut desk = Desk::default();
    apply(&mut desk, several("a"), idle());
    assert!(matches!(desk.active_tab().unwrap().subject, Subject::Several(_)));
    apply(&mut desk, UiEvent::Answered(note("a", "2026-11-20T14:00:05Z")), idle());
    desk.await_customer(&key("a"), id(2), "Ana B".into());
    desk.opened(&key("a"), id(2), Ok(bundle(2, 3, &["t1"])), now());
    apply(&mut desk, several("a"), idle());
    assert_eq!(desk.view().unwrap().id, id(2), "the agent's choice stays");
    assert_eq!(stage(&desk, "a"), Some(Stage::Answered), "so does how far the call is");

    apply(&mut desk, rings("b", None), idle());
    apply(&mut desk, rings("b", Some((1, 1))), idle());
    assert_eq!(desk.tabs.len(), 2);
    assert_eq!(desk.tab(&key("b")).unwrap().subject.customer(), Some(id(1)));
}

#[test]
fn a_choice_can_be_taken_back() {
    let mut desk = Desk::default();
    apply(&mut desk, several("a"), idle());
    desk.await_customer(&key("a"), id(2), "Ana B".into());
    desk.opened(&key("a"), id(2), Ok(bundle(2, 3, &[])), now());
    assert_eq!(desk.active_tab().unwrap().subject.customer(), Some(id(2)));
    desk.reconsider();
    assert!(matches!(&desk.active_tab().unwrap().subject, Subject::Several(two) if two.len() == 2));
    apply(&mut desk, rings("b", Some((1, 1))), idle());
    desk.reconsider();
    assert_eq!(desk.active_tab().unwrap().subject, Subject::Nobody, "nobody else was named: the search");
}

#[test]
fn a_newer_view_reaches_every_tab_of_the_customer_and_an_older_one_none() {
    let mut desk = Desk::default();
    apply(&mut desk, rings("a", Some((1, 5))), idle());
    apply(&mut desk, rings("b", Some((2, 1))), idle());
    apply(&mut desk, rings("c", Some((1, 5))), idle());
    let change = |n, version, items: &[&str]| UiEvent::Customer {
        id: id(n),
        bundle: Box::new(bundle(n, version, items)),
    };
    apply(&mut desk, change(1, 6, &["t2"]), idle());
    apply(&mut desk, change(1, 4, &["t0"]), idle());
    let versions: Vec<_> = ["a", "b", "c"]
        .map(|contact| match &desk.tab(&key(contact)).unwrap().subject {
            Subject::Known(known) => (known.view.version, known.history.items.len()),
            other => panic!("{other:?}"),
        })
        .to_vec();
    assert_eq!(versions, [(6, 2), (1, 1), (6, 2)]);
}

#[test]
fn what_was_shown_under_other_consents_is_not_kept() {
    let mut desk = Desk::default();
    apply(&mut desk, rings("a", Some((1, 5))), idle());
    apply(&mut desk, UiEvent::Customer { id: id(1), bundle: Box::new(bundle(1, 6, &["t1", "t2"])) }, idle());
    let mut after = bundle(1, 7, &["t1"]);
    let withdrawn = json!({ "purpose": "social", "channel": null,
        "state": { "value": "withdrawn", "source": "consent", "as_of": "2026-11-20T14:00:00Z" } });
    after.customer_360.consents = vec![serde_json::from_value(withdrawn).unwrap()];
    apply(&mut desk, UiEvent::Customer { id: id(1), bundle: Box::new(after) }, idle());
    match &desk.tab(&key("a")).unwrap().subject {
        Subject::Known(known) => assert_eq!(known.history.items.len(), 1),
        other => panic!("{other:?}"),
    }
}

#[test]
fn two_records_linked_into_one_follow_the_watched_id() {
    let mut desk = Desk::default();
    apply(&mut desk, rings("a", Some((1, 9))), idle());
    apply(&mut desk, UiEvent::Customer { id: id(1), bundle: Box::new(bundle(2, 1, &[])) }, idle());
    assert_eq!(desk.view().unwrap().id, id(2), "another record's version counts from its own beginning");
    assert_eq!(desk.watched(), [id(2)]);
}

#[test]
fn ended_contacts_are_put_away_oldest_first() {
    let mut desk = Desk::default();
    let mut put_away = Vec::new();
    for n in 0..ENDED_KEPT + 3 {
        let contact = format!("c{n}");
        apply(&mut desk, rings(&contact, None), idle());
        put_away.extend(apply(&mut desk, UiEvent::Ended(note(&contact, "2026-11-20T14:02:24Z")), idle()));
    }
    // The one in view is ended too and stays beyond the count.
    assert_eq!(put_away, [Reaction::Close("c0".into()), Reaction::Close("c1".into())]);
    assert_eq!(desk.tabs.len(), ENDED_KEPT + 1);
}

#[test]
fn closing_goes_to_the_neighbour_and_the_window_can_be_empty() {
    let mut desk = Desk::default();
    for contact in ["a", "b", "c"] {
        apply(&mut desk, rings(contact, None), idle());
    }
    desk.activate(&key("b"));
    apply(&mut desk, UiEvent::Closed("b".into()), idle());
    assert_eq!(desk.active, Some(key("c")));
    desk.close(&key("c"));
    assert_eq!(desk.active, Some(key("a")));
    desk.step_tab(1);
    assert_eq!(desk.active, Some(key("a")));
    desk.close(&key("a"));
    assert_eq!(desk.active, None);
    desk.step_tab(-1);
}

#[test]
fn tabs_are_gone_through_in_a_circle() {
    let mut desk = Desk::default();
    for contact in ["a", "b", "c"] {
        apply(&mut desk, rings(contact, None), idle());
    }
    for (step, expected) in [(1, "a"), (1, "b"), (-1, "a"), (-1, "c")] {
        desk.step_tab(step);
        assert_eq!(desk.active, Some(key(expected)));
    }
}

#[test]
fn only_as_many_tabs_as_fit_and_always_the_active_one() {
    let mut desk = Desk::default();
    for n in 0..7 {
        apply(&mut desk, rings(&format!("c{n}"), None), idle());
    }
    let shown = |desk: &Desk| {
        let (keys, hidden) = tabbar::visible(desk, 3);
        (keys, hidden)
    };
    assert_eq!(shown(&desk), (vec![key("c4"), key("c5"), key("c6")], 4));
    desk.activate(&key("c1"));
    assert_eq!(shown(&desk), (vec![key("c1"), key("c5"), key("c6")], 4));
}

#[test]
fn a_customer_opened_twice_has_one_tab_and_a_failure_is_asked_again() {
    let mut desk = Desk::default();
    assert!(desk.open_customer(id(1), "Ana".into()));
    assert!(!desk.open_customer(id(1), "Ana".into()), "it is being read already");
    desk.opened(&TabKey::Customer(id(1)), id(1), Err("Offline".into()), now());
    assert!(matches!(&desk.active_tab().unwrap().subject, Subject::Failed { why, .. } if why == "Offline"));
    assert!(desk.open_customer(id(1), "Ana".into()));
    desk.opened(&TabKey::Customer(id(1)), id(1), Ok(bundle(1, 1, &[])), now());
    assert_eq!(desk.recent[0].name, "Ana No 1");
    apply(&mut desk, rings("a", Some((2, 1))), idle());
    assert!(!desk.open_customer(id(2), "Ana".into()), "the call shows them");
    assert_eq!(desk.active, Some(key("a")));
}

#[test]
fn the_timeline_is_read_on_once_at_a_time() {
    let mut desk = Desk::default();
    apply(&mut desk, rings("a", Some((1, 1))), idle());
    assert_eq!(desk.begin_page(&key("a")), Some((id(1), None)));
    assert_eq!(desk.begin_page(&key("a")), None);
    let items: Vec<TimelineItem> = vec![serde_json::from_value(item("t0")).unwrap()];
    desk.page_loaded(&key("a"), Ok(Page { items, next: Some("n".into()) }));
    assert_eq!(desk.history().unwrap().items.len(), 2);
    assert_eq!(desk.begin_page(&key("a")), Some((id(1), Some("n".into()))));
}

#[test]
fn a_restart_brings_the_contacts_back_and_the_one_on_the_line_to_the_front() {
    let open = |id: &str, answered: bool| {
        json!({ "ringing": { "contact": contact(id), "match": "unknown" },
            "answered_at": answered.then(now), "ended": null })
    };
    let bootstrap = json!({
        "version": "1.2.3", "agent": { "id": "mira", "role": "agent" }, "sign_in_problem": null,
        "connection": { "state": "live" }, "contacts": [open("a", false), open("b", true), open("c", false)],
        "theme": "dark", "presence": "busy",
    });
    let mut desk = Desk::default();
    start(&mut desk, serde_json::from_value(bootstrap).unwrap());
    assert_eq!(desk.active, Some(key("b")));
    assert_eq!((desk.presence, desk.connection.clone()), (Presence::Busy, Connection::Live));
    assert_eq!(stage(&desk, "b"), Some(Stage::Answered));
    desk.show_panel(Panel::Bags);
    assert_eq!(desk.active_tab().unwrap().panel, Panel::Bags);
}

#[test]
fn without_an_agent_the_reason_is_kept() {
    let bootstrap = json!({
        "version": "1", "agent": null, "sign_in_problem": "The token has expired.",
        "connection": { "state": "offline", "since": now(), "reason": "signed out" }, "contacts": [],
        "theme": "system", "presence": "available",
    });
    let mut desk = Desk::default();
    start(&mut desk, serde_json::from_value(bootstrap).unwrap());
    assert_eq!(desk.phase, Phase::SignedOut(Some("The token has expired.".into())));
}

#[test]
fn an_erased_customer_leaves_every_tab_and_the_recent_ones() {
    let mut desk = Desk::default();
    apply(&mut desk, rings("c1", Some((1, 1))), idle());
    apply(&mut desk, rings("c2", Some((2, 1))), idle());
    desk.said = "Call from Ana No 1".to_owned();
    apply(&mut desk, UiEvent::Erased(vec![id(1)]), idle());
    let tab = desk.tab(&TabKey::Contact("c1".into())).unwrap();
    assert_eq!(tab.subject, Subject::Erased);
    assert_eq!(tab.call.as_ref().unwrap().contact.from, None);
    let other = desk.tab(&TabKey::Contact("c2".into())).unwrap();
    assert_eq!(other.subject.customer(), Some(id(2)));
    assert!(desk.recent.iter().all(|recent| recent.id != id(1)) && !desk.said.contains("Ana"));
    // A late view of them is nobody's.
    let late = json!({ "event": "customer", "data": { "id": id(1), "bundle": {
        "customer_360": view(1, 9), "timeline": [], "timeline_next": null, "cached_at": null } } });
    apply(&mut desk, serde_json::from_value(late).unwrap(), idle());
    assert_eq!(desk.tab(&TabKey::Contact("c1".into())).unwrap().subject, Subject::Erased);
}

#[test]
fn word_of_a_disruption_reaches_both_lists_and_a_gap_is_known() {
    use crate::state::owed_cast::disruption;
    let mut desk = Desk::default();
    let changed = purser_contract::compensation::CompensationChanged {
        disruption: disruption(4, 2),
        pending_approval: 58,
    };
    assert_eq!(apply(&mut desk, UiEvent::Compensations(Box::new(changed)), idle()), []);
    assert_eq!((desk.approvals.pending, desk.approvals.changed), (Some(58), true));
    assert_eq!(desk.disruptions.newcomers.len(), 1);
    let mut desk = Desk::default();
    assert_eq!(apply(&mut desk, UiEvent::Missed, idle()), [Reaction::Reread]);
    assert!(desk.approvals.changed && desk.disruptions.changed);
}
