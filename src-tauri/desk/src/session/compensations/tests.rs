//! Commands over a peer that answers one request with one text, and the law against its own crate.

use super::*;
use crate::{samples::*, session::tests::settings, settings::Settings};
use purser_contract::compensation::BulkVerdict;
use serde_json::{Value, json};
use std::time::Duration;
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::TcpListener,
    time::timeout,
};

/// Long enough for a busy machine; reached only by a failing test.
const PATIENCE: Duration = Duration::from_secs(20);

/// A request as the peer read it.
#[derive(Debug)]
struct Heard {
    line: String,
    headers: String,
    body: Value,
}

/// A backend that answers HTTP and knows no socket.
struct Peer(TcpListener);

impl Peer {
    async fn listen() -> Self {
        Self(TcpListener::bind("127.0.0.1:0").await.expect("a free port"))
    }

    async fn session(&self, dir: &TempDir) -> Session {
        let settings = settings(dir, self.0.local_addr().expect("bound"));
        // Nobody is signed in, so that no link is made and the peer hears the commands alone.
        Session::start(Settings { token: None, ..settings }).await.expect("a session")
    }

    /// Hears one request and answers it; without an answer the connection breaks.
    async fn hear(&self, answer: Option<(u16, Value)>) -> Heard {
        let (stream, _) = timeout(PATIENCE, self.0.accept()).await.expect("in time").expect("a connection");
        let mut stream = BufReader::new(stream);
        let mut line = String::new();
        stream.read_line(&mut line).await.expect("a request");
        let mut headers = String::new();
        while !headers.ends_with("\r\n\r\n") && !headers.starts_with("\r\n") {
            stream.read_line(&mut headers).await.expect("a header");
        }
        let headers = headers.to_lowercase();
        let length = headers.split("content-length: ").nth(1).and_then(|rest| rest.split('\r').next());
        let mut body = vec![0; length.map_or(0, |length| length.parse().expect("a length"))];
        stream.read_exact(&mut body).await.expect("a body");
        if let Some((status, answer)) = answer {
            let answer = answer.to_string();
            let head = format!(
                "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                answer.len()
            );
            stream.write_all(format!("{head}{answer}").as_bytes()).await.expect("sent");
            stream.flush().await.expect("sent");
        }
        let body = if body.is_empty() { Value::Null } else { serde_json::from_slice(&body).expect("JSON") };
        Heard { line: line.trim_end().to_owned(), headers, body }
    }
}

#[tokio::test]
async fn a_verdict_names_the_version_and_is_said_again_with_the_same_key() {
    let (dir, peer) = (tempfile::tempdir().expect("a folder"), Peer::listen().await);
    let session = peer.session(&dir).await;
    let verdict = Verdict::Reject { note: "Paid by the partner.".into() };
    let answer = json!(owed(1, 8));
    let (decided, heard) = tokio::join!(session.decide_compensation(owed(1, 7).id, &verdict, 7), async {
        let broken = peer.hear(None).await;
        (broken, peer.hear(Some((200, answer))).await)
    });
    assert_eq!(decided.expect("decided"), owed(1, 8));
    let (broken, heard) = heard;
    assert_eq!(heard.line, format!("POST /v1/compensations/{}/reject HTTP/1.1", owed(1, 7).id));
    assert_eq!(heard.body, json!({ "note": "Paid by the partner." }));
    assert!(heard.headers.contains("if-match: \"7\"\r\n"), "{}", heard.headers);
    let key = |heard: &Heard| {
        heard.headers.lines().find(|line| line.starts_with("idempotency-key: ")).map(ToOwned::to_owned)
    };
    assert!(key(&heard).is_some());
    assert_eq!(key(&broken), key(&heard));
}

#[tokio::test]
async fn somebody_was_faster() {
    let (dir, peer) = (tempfile::tempdir().expect("a folder"), Peer::listen().await);
    let session = peer.session(&dir).await;
    let verdict = Verdict::Approve { note: None };
    let stale = json!({ "type": "", "title": "", "status": 412, "code": "stale-version" });
    let (decided, _) =
        tokio::join!(session.decide_compensation(owed(1, 7).id, &verdict, 7), peer.hear(Some((412, stale))));
    let error = decided.expect_err("refused");
    assert_eq!(error.kind, CommandErrorKind::Invalid);
    assert!(error.message.contains("Somebody decided this meanwhile"), "{}", error.message);
}

#[tokio::test]
async fn lists_and_bulk_words_go_where_the_contract_says() {
    let (dir, peer) = (tempfile::tempdir().expect("a folder"), Peer::listen().await);
    let session = peer.session(&dir).await;
    let page = json!({ "items": [owed(1, 7)], "next": "n" });
    let (read, heard) = tokio::join!(
        session.compensations(Some(CompensationStatus::PendingApproval), Some("c")),
        peer.hear(Some((200, page)))
    );
    assert_eq!(read.expect("a page").items, [owed(1, 7)]);
    assert_eq!(heard.line, "GET /v1/compensations?limit=200&status=pending_approval&cursor=c HTTP/1.1");

    let page = json!({ "items": [disruption(3)], "next": null });
    let (read, heard) = tokio::join!(session.disruptions(None), peer.hear(Some((200, page))));
    assert_eq!(read.expect("a page").items, [disruption(3)]);
    assert_eq!(heard.line, "GET /v1/disruptions?limit=200 HTTP/1.1");

    let mut detail = json!(disruption(1));
    detail["items"] = json!([owed(1, 7)]);
    let id = disruption(1).id;
    let (read, heard) = tokio::join!(session.disruption(id), peer.hear(Some((200, detail))));
    assert_eq!(read.expect("a disruption").items, [owed(1, 7)]);
    assert_eq!(heard.line, format!("GET /v1/disruptions/{id} HTTP/1.1"));

    let decision =
        BulkDecision { decision: BulkVerdict::Approve, compensations: None, note: None, preview: true };
    let outcome = json!({ "preview": true, "affected": [owed(1, 7).id], "issued": 1, "waiting_for_second": 0,
        "total": { "EUR": "600.00" }, "left": [] });
    let (said, heard) =
        tokio::join!(session.decide_disruption(id, &decision), peer.hear(Some((200, outcome))));
    assert_eq!(said.expect("a preview").issued, 1);
    assert_eq!(heard.line, format!("POST /v1/disruptions/{id}/decide HTTP/1.1"));
    assert_eq!(heard.body, json!({ "decision": "approve", "preview": true }));
}

#[tokio::test]
async fn a_letter_needs_no_backend() {
    let (dir, peer) = (tempfile::tempdir().expect("a folder"), Peer::listen().await);
    let session = peer.session(&dir).await;
    let mut opened = opened(1, 1, &[], None);
    opened.view.compensations = vec![owed(1, 7)];
    session.core.change(|_| vec![crate::apply::Change::PutCustomer(customer(1), Box::new(opened))]).await;
    drop(peer);
    let letter = session.letter(customer(1), owed(1, 7).id, "de").await.expect("a letter");
    assert_eq!(letter.language, "de");
    let error = session.letter(customer(1), owed(2, 1).id, "de").await.expect_err("not theirs");
    assert_eq!(error.kind, CommandErrorKind::NotFound);

    // After a restart there is the cache alone, and what is owed is in it.
    drop(session);
    let session = Peer::listen().await.session(&dir).await;
    let bundle = session.open_customer(customer(1)).await.expect("from the cache");
    assert!(bundle.cached_at.is_some());
    assert_eq!(bundle.customer_360.compensations, [owed(1, 7)]);
    assert!(session.letter(customer(1), owed(1, 7).id, "fr").await.is_ok());
}

#[test]
fn a_letter_is_written_beside_those_that_are_there() {
    let dir = tempfile::tempdir().expect("a folder");
    let name = letter_name(&owed(1, 7), "en/../..");
    assert_eq!(name, "letter-ZX402-2026-11-20-Q7KX2M-en");
    let folder = dir.path().join("letters");
    let first = write_beside(&folder, &name, b"one").expect("written");
    let second = write_beside(&folder, &name, b"two").expect("written");
    assert_ne!(first, second);
    assert_eq!(fs::read(first).expect("there"), b"one");
    assert_eq!(fs::read(second).expect("there"), b"two");
}

#[tokio::test]
async fn the_law_answers_on_this_computer_and_names_what_is_wrong() {
    let (dir, peer) = (tempfile::tempdir().expect("a folder"), Peer::listen().await);
    let session = peer.session(&dir).await;
    let facts = r#"{"origin": "CDG", "destination": "FCO", "operating_carrier": "AF", "carrier_country": "FR",
        "single_booking": true, "event_date": "2026-09-15", "disruption": "delay", "arrival_delay_min": 185}"#;
    let law = purser_entitlement::Settings::default();
    let expected = purser_entitlement::assess_json(facts, &law).expect("one");
    assert_eq!(session.assess(facts).expect("an answer"), expected);
    let error = session.assess(&facts.replace("185", "-1")).expect_err("no delay");
    assert_eq!(
        (error.kind, error.message.as_str()),
        (CommandErrorKind::Invalid, "arrival_delay_min: is negative, where 0 or more is expected")
    );
}
