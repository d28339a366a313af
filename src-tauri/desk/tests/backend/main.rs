//! The desktop core against the real backend: pops, search, views, and what is left when the backend goes away.
//!
//! Deliberately not here: what a scripted peer shows better (lost frames, silence, nonsense); see the session's own
//! tests.

mod service;

use purser_backend::{auth::Role, config::Law};
use purser_contract::{
    CustomerId,
    ipc::{CommandErrorKind, Connection, UiEvent},
    realtime::{Match, Ringing},
};
use purser_desk::{Session, UiStream};
use service::Service;
use std::time::Duration;
use tokio::time::timeout;

/// Long enough for a busy machine; reached only by a failing test.
const PATIENCE: Duration = Duration::from_secs(30);

/// The next event that `pick` wants.
async fn next<T>(stream: &mut UiStream, pick: impl Fn(UiEvent) -> Option<T>) -> T {
    let wanted = async {
        loop {
            let told = stream.next().await.expect("an event");
            if let Some(picked) = pick(serde_json::from_str(&told.json).expect("of the contract")) {
                return picked;
            }
        }
    };
    timeout(PATIENCE, wanted).await.expect("the event in time")
}

async fn live(stream: &mut UiStream) {
    next(stream, |event| matches!(event, UiEvent::Connection(Connection::Live)).then_some(())).await;
}

async fn pop(stream: &mut UiStream) -> Ringing {
    let ringing = |event| match event {
        UiEvent::Ringing(ringing) => Some(*ringing),
        UiEvent::Connection(_)
        | UiEvent::Answered(_)
        | UiEvent::Ended(_)
        | UiEvent::Customer { .. }
        | UiEvent::Compensations(_)
        | UiEvent::Missed
        | UiEvent::Closed(_)
        | UiEvent::Erased(_) => None,
    };
    next(stream, ringing).await
}

async fn found(session: &Session, query: &str) -> Vec<CustomerId> {
    session.search(query).await.expect(query).items.iter().map(|item| item.id).collect()
}

#[tokio::test]
async fn a_call_pops_with_everything_in_it() {
    let mut service = Service::start().await;
    let data_dir = tempfile::tempdir().expect("a folder");
    service.knows("Zsófia", "Kovács", "ZX1001001", "+36 30 123 4567").await;
    let (session, mut stream) = service.desktop(&data_dir).await;
    live(&mut stream).await;

    service.rings("call-1", "0036 30 1234567").await;
    let ringing = pop(&mut stream).await;
    assert_eq!((ringing.outcome, ringing.late), (Match::Exact, false));
    let view = ringing.customer_360.expect("the 360 is inside");
    assert_eq!(view.customer.name.expect("a name").value.family, "Kovács");

    // Who is in a tab is watched without the window asking.
    service.feedback("ZX1001001", "Lovely lounge").await;
    let newer = next(&mut stream, |event| match event {
        UiEvent::Customer { id, bundle } if id == view.id => Some(bundle.customer_360),
        _ => None,
    });
    assert!(newer.await.version > view.version);
    let tab = session.bootstrap().contacts.pop().expect("a tab").ringing;
    assert!(tab.customer_360.is_some_and(|kept| kept.version > view.version), "the tab has the newer view");

    service.ends("call-1").await;
    next(&mut stream, |event| matches!(event, UiEvent::Ended(_)).then_some(())).await;
}

#[tokio::test]
async fn whatever_the_agent_types_finds_the_customer() {
    let mut service = Service::start().await;
    let data_dir = tempfile::tempdir().expect("a folder");
    service.knows("Zsófia", "Kovács", "ZX1001001", "+36 30 123 4567").await;
    service.knows("Ada", "Okafor", "ZX2002001", "+49 171 5550101").await;
    let (session, mut stream) = service.desktop(&data_dir).await;
    live(&mut stream).await;
    let expect = found(&session, "ZX1001001").await;
    assert_eq!(expect.len(), 1);
    for query in ["+36 30 123-4567", "zx1001001", "ZX1001001@example.com", "kovács", "Zsófia Kovács"] {
        assert_eq!(found(&session, query).await, expect, "{query}");
    }
    assert_eq!(found(&session, "Nobody Atall").await, []);
    assert_eq!(found(&session, "x").await, []);
}

#[tokio::test]
async fn a_view_and_its_timeline_page_by_page() {
    let mut service = Service::start().await;
    let data_dir = tempfile::tempdir().expect("a folder");
    service.knows("Ada", "Okafor", "ZX2002001", "+49 171 5550101").await;
    for number in 0..30 {
        service.feedback("ZX2002001", &format!("Word {number}")).await;
    }
    let (session, mut stream) = service.desktop(&data_dir).await;
    live(&mut stream).await;
    let id = found(&session, "ZX2002001").await[0];
    let bundle = session.open_customer(id).await.expect("a view");
    assert_eq!((bundle.timeline.len(), bundle.cached_at), (20, None));
    let rest = session.timeline(id, bundle.timeline_next.as_deref()).await.expect("the next page");
    assert!(rest.items.len() >= 10 && rest.next.is_none(), "{} more", rest.items.len());
    assert!(rest.items.iter().all(|item| bundle.timeline.iter().all(|newer| newer.id != item.id)));

    let nobody: CustomerId =
        serde_json::from_str(r#""0199aaaa-0000-7000-8000-000000000001""#).expect("an id");
    let error = session.open_customer(nobody).await.expect_err("nobody");
    assert_eq!(error.kind, CommandErrorKind::NotFound);
}

#[tokio::test]
async fn choosing_one_of_several_is_kept() {
    let mut service = Service::start().await;
    let data_dir = tempfile::tempdir().expect("a folder");
    service.knows("Ada", "Okafor", "ZX2002001", "+49 171 5550101").await;
    service.knows("Emeka", "Okafor", "ZX2002002", "+49 171 5550101").await;
    let (session, mut stream) = service.desktop(&data_dir).await;
    live(&mut stream).await;
    service.rings("call-1", "+491715550101").await;
    let ringing = pop(&mut stream).await;
    assert_eq!((ringing.outcome, ringing.candidates.len()), (Match::Several, 2));
    let chosen = ringing.candidates[1].id;
    session.choose_customer(&ringing.contact.id, chosen).await.expect("chosen");
    drop((session, stream));

    let (session, _stream) = service.desktop(&data_dir).await;
    let tab = session.bootstrap().contacts.pop().expect("the tab is there again").ringing;
    assert_eq!((tab.outcome, tab.customer_360.map(|view| view.id)), (Match::Exact, Some(chosen)));
}

#[tokio::test]
async fn without_the_backend_what_was_seen_is_still_there() {
    let mut service = Service::start().await;
    let data_dir = tempfile::tempdir().expect("a folder");
    service.knows("Ada", "Okafor", "ZX2002001", "+49 171 5550101").await;
    service.knows("Zsófia", "Kovács", "ZX1001001", "+36 30 123 4567").await;
    let (session, mut stream) = service.desktop(&data_dir).await;
    live(&mut stream).await;
    let seen = found(&session, "ZX2002001").await[0];
    let unseen = found(&session, "ZX1001001").await[0];
    session.open_customer(seen).await.expect("a view");
    service.stop().await;
    next(&mut stream, |event| {
        matches!(event, UiEvent::Connection(Connection::Reconnecting { .. })).then_some(())
    })
    .await;

    let bundle = session.open_customer(seen).await.expect("from the cache");
    assert!(bundle.cached_at.is_some());
    assert!(!session.timeline(seen, None).await.expect("from the cache").items.is_empty());
    assert_eq!(found(&session, "okafor").await, [seen]);
    for error in [
        session.open_customer(unseen).await.expect_err("never seen"),
        session.search("Kovács").await.expect_err("never seen"),
    ] {
        assert_eq!(error.kind, CommandErrorKind::Offline);
    }

    service.rings_unreachably("call-late", "+491715550101").await;
    service.run().await;
    let ringing = pop(&mut stream).await;
    assert!(ringing.late, "it rang while the desktop was away");
    assert!(matches!(session.bootstrap().connection, Connection::Live));
}

#[tokio::test]
async fn the_laws_that_the_backend_applies_hold_on_this_computer_too() {
    let facts = r#"{"origin": "FRA", "destination": "JFK", "operating_carrier": "LH", "carrier_country": "DE",
        "single_booking": true, "event_date": "2026-09-15", "disruption": "cancellation", "notice_min": 60,
        "reroute": {"offered": true, "departs_earlier_min": 0, "arrives_later_min": 200}}"#;
    let assess = |session: &Session| -> serde_json::Value {
        serde_json::from_str(&session.assess(facts).expect("sound facts")).expect("JSON")
    };
    let law = Law { eu261_reform_from: Some("2026-09-15".parse().expect("a date")) };
    let mut service = Service::start_applying(law).await;
    let data_dir = tempfile::tempdir().expect("a folder");
    let (session, mut stream) = service.desktop(&data_dir).await;
    live(&mut stream).await;
    let answer = assess(&session);
    assert!(answer.to_string().contains("EU261_REFORM_2026"), "{answer}");
    assert_eq!(answer, service.assess(facts).await);
    drop((session, stream));

    service.stop().await;
    let (session, _stream) = service.desktop(&data_dir).await;
    assert_eq!(assess(&session), answer, "also where there is no backend to ask");
}

#[tokio::test]
async fn a_token_without_the_right_role_is_refused_in_words() {
    let service = Service::start().await;
    let data_dir = tempfile::tempdir().expect("a folder");
    let settings = service.settings(&data_dir, Role::Service);
    let session = Session::start(settings).await.expect("a session");
    let mut stream = session.subscribe();
    let reason = next(&mut stream, |event| match event {
        UiEvent::Connection(Connection::Offline { reason, .. }) => reason,
        _ => None,
    });
    assert!(reason.await.contains("role"));
    let error = session.search("anybody").await.expect_err("refused");
    assert_eq!(error.kind, CommandErrorKind::Refused);
}
