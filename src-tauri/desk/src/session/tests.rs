//! A session over real sockets and a real cache, with a peer that plays the backend.

mod late;
mod peer;
mod safe;

use super::*;
use crate::{samples::*, settings::Backend, token::AccessToken, token::tests::unsigned};
use peer::{Connection, Peer};
use purser_contract::{
    ipc::{CommandErrorKind, Connection as Shown, UiEvent},
    realtime::{ClientFrame, ServerFrame},
};
use std::{net::SocketAddr, time::Duration};
use tempfile::TempDir;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::http::StatusCode;

/// Long enough for a busy machine; reached only by a failing test.
const PATIENCE: Duration = Duration::from_secs(20);

pub(super) fn settings(dir: &TempDir, backend: SocketAddr) -> Settings {
    Settings {
        backend: Backend::read(&format!("http://{backend}")).expect("an address"),
        data_dir: dir.path().to_owned(),
        letters: None,
        token: Some(AccessToken::read(&unsigned(r#"{"sub":"agent-1","role":"agent"}"#)).expect("a token")),
        stamps: true,
        keyring: false,
    }
}

/// A session that is connected and has said hello.
async fn connected(dir: &TempDir, peer: &Peer) -> (Session, UiStream, Connection) {
    let session = Session::start(settings(dir, peer.address)).await.expect("a session");
    let stream = session.subscribe();
    let connection = peer.accept().await;
    (session, stream, connection)
}

async fn greeting(connection: &mut Connection) -> u64 {
    let ClientFrame::Resume { after } = connection.hear().await else { panic!("resume comes first") };
    if after > 0 {
        assert_eq!(connection.hear().await, ClientFrame::Ack { seq: after });
    }
    let state = Presence::Available;
    assert_eq!(connection.hear().await, ClientFrame::Presence { state });
    assert!(matches!(connection.hear().await, ClientFrame::Watch { .. }));
    after
}

async fn next(stream: &mut UiStream) -> UiEvent {
    let told = timeout(PATIENCE, stream.next()).await.expect("an event in time").expect("an event");
    serde_json::from_str(&told.json).expect("an event of the contract")
}

/// The next event that is not about the link.
async fn next_news(stream: &mut UiStream) -> UiEvent {
    loop {
        match next(stream).await {
            UiEvent::Connection(_) | UiEvent::Missed => {}
            event => return event,
        }
    }
}

async fn wait_for(stream: &mut UiStream, wanted: impl Fn(&Shown) -> bool) -> Shown {
    loop {
        match next(stream).await {
            UiEvent::Connection(shown) if wanted(&shown) => return shown,
            _ => {}
        }
    }
}

fn pop(seq: u64, contact: &str) -> ServerFrame {
    rings(seq, ringing_of(contact, view(1, 1)))
}

#[tokio::test]
async fn a_call_pops_and_is_acknowledged() {
    let (dir, peer) = (tempfile::tempdir().expect("a folder"), Peer::listen().await);
    let (session, mut stream, mut connection) = connected(&dir, &peer).await;
    assert!(connection.authorization.starts_with("Bearer "));
    assert_eq!(greeting(&mut connection).await, 0);
    wait_for(&mut stream, |shown| *shown == Shown::Live).await;

    connection.send(&pop(1, "c1")).await;
    let UiEvent::Ringing(told) = next_news(&mut stream).await else { panic!("a pop") };
    assert_eq!(*told, ringing_of("c1", view(1, 1)), "told as it came");
    // Who is in a tab is watched at once.
    assert_eq!(connection.hear().await, ClientFrame::Watch { customers: vec![customer(1)] });
    assert_eq!(connection.hear_ack().await, 1);
    assert_eq!(session.bootstrap().contacts.len(), 1);

    let stamps = session.painted(&"c1".into(), i64::MAX).expect("the times of the pop");
    let hops = [stamps.received_us, stamps.applied_us, stamps.forwarded_us, stamps.painted_us];
    assert!(hops.is_sorted() && hops[0] > 0, "{hops:?}");
    assert!(session.painted(&"c1".into(), 0).is_none(), "once a pop");
}

#[tokio::test]
async fn a_slow_disk_does_not_hold_up_a_pop() {
    let (dir, peer) = (tempfile::tempdir().expect("a folder"), Peer::listen().await);
    let (session, mut stream, mut connection) = connected(&dir, &peer).await;
    let busy = session.core.cache.hold().await;
    connection.send(&pop(1, "c1")).await;
    let UiEvent::Ringing(told) = next_news(&mut stream).await else { panic!("a pop") };
    assert_eq!(told.contact.id.as_str(), "c1");
    drop(busy);
    assert_eq!(connection.hear_ack().await, 1);
}

#[tokio::test]
async fn acknowledgements_go_together() {
    let (dir, peer) = (tempfile::tempdir().expect("a folder"), Peer::listen().await);
    let (_session, _stream, mut connection) = connected(&dir, &peer).await;
    for seq in 1..=30 {
        connection.send(&rings(seq, ringing(&format!("c{seq}")))).await;
    }
    let mut acks = 1;
    while connection.hear_ack().await < 30 {
        acks += 1;
    }
    assert!(acks < 15, "{acks} acknowledgements for 30 frames");
}

#[tokio::test]
async fn tabs_survive_a_restart_and_the_link_resumes() {
    let (dir, peer) = (tempfile::tempdir().expect("a folder"), Peer::listen().await);
    let (session, _stream, mut connection) = connected(&dir, &peer).await;
    connection.send(&pop(1, "c1")).await;
    connection.send(&pop(2, "c2")).await;
    while connection.hear_ack().await < 2 {}
    session.close_contact("c1".into()).await;
    session.set_theme(Theme::Dark).await;
    drop(session);

    let (session, _stream, mut connection) = connected(&dir, &peer).await;
    assert_eq!(greeting(&mut connection).await, 2);
    let bootstrap = session.bootstrap();
    let tabs: Vec<_> = bootstrap.contacts.iter().map(|open| open.ringing.contact.id.as_str()).collect();
    assert_eq!((tabs, bootstrap.theme), (vec!["c2"], Theme::Dark));
    assert_eq!(bootstrap.agent.map(|agent| agent.id).as_deref(), Some("agent-1"));
}

#[tokio::test]
async fn a_broken_link_is_made_again_and_what_rang_meanwhile_comes_late() {
    let (dir, peer) = (tempfile::tempdir().expect("a folder"), Peer::listen().await);
    let (_session, mut stream, mut connection) = connected(&dir, &peer).await;
    connection.send(&pop(1, "c1")).await;
    connection.hear_ack().await;
    wait_for(&mut stream, |shown| *shown == Shown::Live).await;
    let address = peer.address;
    drop((connection, peer));
    wait_for(&mut stream, |shown| matches!(shown, Shown::Reconnecting { .. })).await;

    let peer = Peer::listen_at(address).await;
    let mut connection = peer.accept().await;
    assert_eq!(greeting(&mut connection).await, 1);
    connection.send(&rings(2, purser_contract::realtime::Ringing { late: true, ..ringing("c2") })).await;
    wait_for(&mut stream, |shown| *shown == Shown::Live).await;
    let UiEvent::Ringing(told) = next_news(&mut stream).await else { panic!("a pop") };
    assert!(told.late);
}

#[tokio::test]
async fn a_refused_token_is_offline_with_a_reason() {
    let (dir, peer) = (tempfile::tempdir().expect("a folder"), Peer::listen().await);
    let session = Session::start(settings(&dir, peer.address)).await.expect("a session");
    let mut stream = session.subscribe();
    peer.refuse(StatusCode::UNAUTHORIZED).await;
    let shown = wait_for(&mut stream, |shown| matches!(shown, Shown::Offline { .. })).await;
    assert!(matches!(shown, Shown::Offline { reason: Some(reason), .. } if reason.contains("Sign in again")));
}

#[tokio::test]
async fn a_backend_that_is_not_ready_is_no_refusal() {
    let (dir, peer) = (tempfile::tempdir().expect("a folder"), Peer::listen().await);
    let session = Session::start(settings(&dir, peer.address)).await.expect("a session");
    let mut stream = session.subscribe();
    peer.refuse(StatusCode::BAD_GATEWAY).await;
    wait_for(&mut stream, |shown| matches!(shown, Shown::Reconnecting { retry_at: Some(_), .. })).await;
    peer.accept().await;
    wait_for(&mut stream, |shown| *shown == Shown::Live).await;
}

#[tokio::test]
async fn pings_are_answered_and_nonsense_does_no_harm() {
    let (dir, peer) = (tempfile::tempdir().expect("a folder"), Peer::listen().await);
    let (_session, mut stream, mut connection) = connected(&dir, &peer).await;
    connection.ping().await;
    connection.send_text("not JSON".into()).await;
    connection
        .send_text(r#"{"seq":1,"type":"moon.rose","at":"2026-11-20T10:00:00Z","data":{}}"#.into())
        .await;
    connection.send(&pop(2, "c2")).await;
    assert!(matches!(next_news(&mut stream).await, UiEvent::Ringing(_)));
    assert_eq!(connection.hear_ack().await, 2);
}

#[tokio::test]
async fn silence_ends_the_link() {
    let (dir, peer) = (tempfile::tempdir().expect("a folder"), Peer::listen().await);
    let silence = Duration::from_millis(300);
    let session = Session::start_patiently(settings(&dir, peer.address), silence).await.expect("a session");
    let mut stream = session.subscribe();
    let mut connection = peer.accept().await;
    greeting(&mut connection).await;
    // Pings count as life: three of them take longer than the silence.
    for _ in 0..3 {
        tokio::time::sleep(silence / 2).await;
        connection.ping().await;
    }
    connection.fall_silent().await;
    wait_for(&mut stream, |shown| matches!(shown, Shown::Reconnecting { .. })).await;
}

#[tokio::test]
async fn a_slow_window_gets_everything_as_it_is_now() {
    let (dir, peer) = (tempfile::tempdir().expect("a folder"), Peer::listen().await);
    let (session, mut stream, mut connection) = connected(&dir, &peer).await;
    // More than the queue holds, none of it read by the window.
    for seq in 1..=400 {
        connection.send(&rings(seq, ringing(&format!("c{seq}")))).await;
    }
    while connection.hear_ack().await < 400 {}
    let open = session.bootstrap().contacts;
    let mut tabs: Vec<ContactId> = Vec::new();
    let mut missed = false;
    while tabs.last().is_none_or(|id| id.as_str() != "c400") {
        match next(&mut stream).await {
            UiEvent::Connection(_) => {}
            UiEvent::Missed => missed = true,
            UiEvent::Ringing(ringing) => {
                tabs.retain(|id| *id != ringing.contact.id);
                tabs.push(ringing.contact.id);
            }
            UiEvent::Closed(id) => tabs.retain(|tab| *tab != id),
            event => panic!("unexpected {event:?}"),
        }
    }
    let open: Vec<_> = open.into_iter().map(|contact| contact.ringing.contact.id).collect();
    assert_eq!(tabs, open, "the window ends with the same tabs as the core");
    assert!(missed, "and knows that it has to read again what the core does not keep");
}

#[tokio::test]
async fn what_happens_before_the_window_listens_is_told() {
    let (dir, peer) = (tempfile::tempdir().expect("a folder"), Peer::listen().await);
    let session = Session::start(settings(&dir, peer.address)).await.expect("a session");
    let before = session.bootstrap();
    assert!(before.contacts.is_empty() && before.connection != Shown::Live);
    let mut connection = peer.accept().await;
    connection.send(&pop(1, "c1")).await;
    assert_eq!(connection.hear_ack().await, 1, "safe, and nobody listened");

    let mut stream = session.subscribe();
    assert_eq!(next(&mut stream).await, UiEvent::Connection(Shown::Live));
    let UiEvent::Ringing(told) = next(&mut stream).await else { panic!("a pop") };
    assert_eq!(told.contact.id.as_str(), "c1");

    // The next window is given the tab, which is closed before it listens.
    assert_eq!(session.bootstrap().contacts.len(), 1);
    session.close_contact("c1".into()).await;
    let mut stream = session.subscribe();
    assert_eq!(next_news(&mut stream).await, UiEvent::Closed("c1".into()));
}

#[tokio::test]
async fn a_second_window_takes_over() {
    let (dir, peer) = (tempfile::tempdir().expect("a folder"), Peer::listen().await);
    let (session, mut first, _connection) = connected(&dir, &peer).await;
    let _second = session.subscribe();
    timeout(PATIENCE, async { while first.next().await.is_some() {} }).await.expect("the first one ends");
}

#[tokio::test]
async fn without_a_token_it_says_so() {
    let dir = tempfile::tempdir().expect("a folder");
    let address = "127.0.0.1:9".parse().expect("an address");
    let nobody = Settings { token: None, ..settings(&dir, address) };
    let bootstrap = Session::start(nobody).await.expect("a session").bootstrap();
    assert_eq!((bootstrap.agent, bootstrap.sign_in_problem.as_deref()), (None, Some("Nobody is signed in.")));
    assert!(matches!(bootstrap.connection, Shown::Offline { reason: Some(_), .. }));

    let expired = AccessToken::read(&unsigned(r#"{"sub":"agent-1","exp":1}"#)).expect("a token");
    let late = Settings { token: Some(expired), ..settings(&dir, address) };
    let bootstrap = Session::start(late).await.expect("a session").bootstrap();
    assert_eq!(bootstrap.sign_in_problem.as_deref(), Some("Your sign-in has expired."));
}
