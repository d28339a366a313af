//! Answers of the backend that come after something newer: an erasure, another choice, a newer view.

use super::*;

/// A session with a link that is live.
async fn live(dir: &TempDir, peer: &Peer) -> (Session, UiStream, Connection) {
    let (session, mut stream, mut connection) = connected(dir, peer).await;
    greeting(&mut connection).await;
    wait_for(&mut stream, |shown| *shown == Shown::Live).await;
    (session, stream, connection)
}

#[tokio::test]
async fn a_view_read_before_an_erasure_does_not_bring_the_customer_back() {
    let (dir, peer) = (tempfile::tempdir().expect("a folder"), Peer::listen().await);
    let (session, mut stream, mut connection) = live(&dir, &peer).await;
    let meanwhile = async {
        let reading = peer.reading().await;
        connection.send(&erased(0, 7, &[customer(1)])).await;
        assert_eq!(next_news(&mut stream).await, UiEvent::Erased(vec![customer(1)]));
        assert_eq!(connection.hear().await, ClientFrame::Erased { through: 7 });
        reading.answer(&opened(1, 3, &["t1"], None)).await;
    };
    let (answer, ()) = tokio::join!(session.open_customer(customer(1)), meanwhile);
    assert_eq!(answer.expect_err("erased").kind, CommandErrorKind::NotFound);
    assert!(session.core.cache.customer(customer(1)).await.expect("readable").is_none());
    assert!(session.core.state().known.opened.is_empty());

    // A window that listens from now on hears of it too: it may have been given them.
    let mut stream = session.subscribe();
    assert_eq!(next_news(&mut stream).await, UiEvent::Erased(vec![customer(1)]));
}

#[tokio::test]
async fn a_view_pushed_while_an_older_one_is_read_stands() {
    let (dir, peer) = (tempfile::tempdir().expect("a folder"), Peer::listen().await);
    let (session, mut stream, mut connection) = live(&dir, &peer).await;
    let meanwhile = async {
        let reading = peer.reading().await;
        connection.send(&changed(0, customer(1), view(1, 6), &["t2"])).await;
        assert!(matches!(next_news(&mut stream).await, UiEvent::Customer { .. }));
        reading.answer(&opened(1, 5, &["t1"], None)).await;
        // Once more, for what the push did not say: how the timeline goes on.
        peer.reading().await.answer(&opened(1, 6, &["t2", "t1"], Some("more"))).await;
    };
    let (answer, ()) = tokio::join!(session.open_customer(customer(1)), meanwhile);
    let bundle = answer.expect("a view");
    assert_eq!((bundle.customer_360.version, bundle.timeline_next.as_deref()), (6, Some("more")));
    let cached = session.core.cache.customer(customer(1)).await.expect("readable").expect("there");
    assert_eq!(cached.view.version, 6);
}

#[tokio::test]
async fn the_newest_choice_counts_however_late_the_others_come() {
    let (dir, peer) = (tempfile::tempdir().expect("a folder"), Peer::listen().await);
    let (session, mut stream, mut connection) = live(&dir, &peer).await;
    connection.send(&rings(1, ringing("c1"))).await;
    assert!(matches!(next_news(&mut stream).await, UiEvent::Ringing(_)));
    let contact = ContactId::from("c1");
    let meanwhile = async {
        let slow = peer.reading().await;
        assert!(slow.is_of(customer(1)));
        let quick = async { peer.reading().await.answer(&opened(2, 1, &[], None)).await };
        let (answer, ()) = tokio::join!(session.choose_customer(&contact, customer(2)), quick);
        answer.expect("chosen");
        slow.answer(&opened(1, 1, &[], None)).await;
    };
    let (late, ()) = tokio::join!(session.choose_customer(&contact, customer(1)), meanwhile);
    late.expect("read, for what it is worth");
    let tab = session.bootstrap().contacts.pop().expect("a tab").ringing;
    assert_eq!(tab.customer_360.map(|view| view.id), Some(customer(2)));
}
