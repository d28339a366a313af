//! What may be acknowledged: what is in the cache, and what will never be understood.

use super::*;

/// Takes the cache's table of contacts away, as a full disk would.
async fn spoil(session: &Session) {
    session.core.cache.execute("ALTER TABLE contact RENAME TO away").await;
}

async fn heal(session: &Session) {
    session.core.cache.execute("ALTER TABLE away RENAME TO contact").await;
}

/// Rings, and waits until the ring was taken in: frames are, one after the other.
async fn ring(connection: &mut Connection, stream: &mut UiStream, seq: u64, contact: &str) {
    connection.send(&pop(seq, contact)).await;
    connection.send(&compensations_changed(seq, 58)).await;
    let UiEvent::Ringing(told) = next_news(stream).await else { panic!("the agent sees the call") };
    assert_eq!(told.contact.id.as_str(), contact);
    assert!(matches!(next_news(stream).await, UiEvent::Compensations(_)));
}

/// The tabs of the next start.
async fn tabs_after_restart(dir: &TempDir, peer: &Peer, session: Session) -> Vec<ContactId> {
    drop(session);
    let (session, ..) = connected(dir, peer).await;
    session.bootstrap().contacts.into_iter().map(|open| open.ringing.contact.id).collect()
}

#[tokio::test]
async fn what_the_disk_did_not_take_is_kept_with_the_next_frame() {
    let (dir, peer) = (tempfile::tempdir().expect("a folder"), Peer::listen().await);
    let (session, mut stream, mut connection) = connected(&dir, &peer).await;
    spoil(&session).await;
    ring(&mut connection, &mut stream, 1, "c1").await;
    heal(&session).await;
    connection.send(&pop(2, "c2")).await;
    assert_eq!(connection.hear_ack().await, 2, "of the first nothing is said before both are safe");
    assert_eq!(tabs_after_restart(&dir, &peer, session).await, ["c1".into(), "c2".into()]);
}

#[tokio::test]
async fn what_the_disk_did_not_take_comes_again_with_the_next_connection() {
    let (dir, peer) = (tempfile::tempdir().expect("a folder"), Peer::listen().await);
    let (session, mut stream, mut connection) = connected(&dir, &peer).await;
    greeting(&mut connection).await;
    spoil(&session).await;
    ring(&mut connection, &mut stream, 1, "c1").await;
    drop(connection);
    let mut connection = peer.accept().await;
    let ClientFrame::Resume { after } = connection.hear().await else { panic!("resume comes first") };
    assert_eq!(after, 0, "it stands where the cache stands");
    heal(&session).await;
    connection.send(&pop(1, "c1")).await;
    assert_eq!(connection.hear_ack().await, 1);
    assert_eq!(tabs_after_restart(&dir, &peer, session).await, ["c1".into()]);
}

#[tokio::test]
async fn an_erasure_the_disk_did_not_take_is_made_up_for() {
    let (dir, peer) = (tempfile::tempdir().expect("a folder"), Peer::listen().await);
    let (session, mut stream, mut connection) = connected(&dir, &peer).await;
    ring(&mut connection, &mut stream, 1, "c1").await;
    assert_eq!(connection.hear_ack().await, 1);
    session.core.cache.execute("ALTER TABLE customer RENAME TO away").await;
    connection.send(&erased(1, 7, &[customer(1)])).await;
    connection.send(&compensations_changed(1, 58)).await;
    assert_eq!(next_news(&mut stream).await, UiEvent::Erased(vec![customer(1)]));
    assert!(matches!(next_news(&mut stream).await, UiEvent::Compensations(_)));
    session.core.cache.execute("ALTER TABLE away RENAME TO customer").await;
    assert!(session.core.cache.customer(customer(1)).await.expect("readable").is_some());
    connection.send(&rings(2, ringing("c2"))).await;
    assert_eq!(connection.hear_ack().await, 2, "the erasure is answered when the backend tells it again");
    assert!(session.core.cache.customer(customer(1)).await.expect("readable").is_none());
}

#[tokio::test]
async fn a_call_of_a_newer_backend_rings_and_its_other_steps_are_passed_over() {
    let (dir, peer) = (tempfile::tempdir().expect("a folder"), Peer::listen().await);
    let (_session, mut stream, mut connection) = connected(&dir, &peer).await;
    let mut ring = serde_json::to_value(pop(1, "c1")).expect("JSON");
    ring["data"]["customer_360"] = serde_json::json!({ "of": "another shape" });
    connection.send_text(ring.to_string()).await;
    let UiEvent::Ringing(told) = next_news(&mut stream).await else { panic!("a pop") };
    assert_eq!(*told, ringing("c1"), "the call, if not the caller");
    assert_eq!(connection.hear_ack().await, 1);

    let step = r#"{"seq":2,"type":"contact.transferred","at":"2026-11-20T10:00:00Z","data":{}}"#;
    connection.send_text(step.to_owned()).await;
    assert_eq!(connection.hear_ack().await, 2, "nothing that comes after it waits");
}
