//! The realtime socket through the real router: pops, resume, hints, and everything a client can do wrong.

use crate::{
    test_app::TestApp,
    window::{Window, refusal, request},
};
use purser_backend::{auth::Role, realtime::Limits};
use purser_contract::{
    CustomerId,
    realtime::{FrameBody, LAW_HEADER, Law, Match},
    search::{Page, SearchItem},
};
use serde_json::json;
use std::time::Duration;
use tokio_tungstenite::{connect_async, tungstenite::Message};

const AGENT: &str = "agent-7";
const PHONE: &str = "+493012345601";

/// A customer with this telephone number on flight ZX402.
async fn customer(app: &TestApp, phone: &str) -> CustomerId {
    let who =
        json!({ "name": { "given": "Astrid", "family": "Lindqvist" }, "identifiers": { "phone": phone } });
    let segment = json!({ "flight": "ZX402", "date": "2026-11-20", "from": "FRA", "to": "JFK",
        "departs": "2026-11-20T12:00:00Z", "arrives": "2026-11-20T20:00:00Z" });
    let booking = json!({ "pnr": "QX4T7K", "passengers": [{ "customer": who }], "segments": [segment] });
    app.post(&[app.event("purser.booking.created.v1", &booking)]).await;
    let found: Page<SearchItem> =
        app.get(&format!("/v1/customers?phone={}", phone.replace('+', "%2B"))).await.json().await.unwrap();
    found.items[0].id
}

/// Something about the customer of this number changes.
async fn change(app: &TestApp, phone: &str, what: &str) {
    let data = json!({ "customer": { "identifiers": { "phone": phone } }, "key": "seat", "value": what });
    app.post(&[app.event("purser.preference.stated.v1", &data)]).await;
}

/// These contacts ring at an agent, in one commit.
async fn ring(app: &TestApp, agent: &str, contacts: &[&str], phone: &str) {
    let event = |contact: &&str| {
        let data = json!({ "contact_id": contact, "channel": "voice", "from": phone, "agent_id": agent });
        app.event("purser.contact.ringing.v1", &data)
    };
    app.post(&contacts.iter().map(event).collect::<Vec<_>>()).await;
}

async fn end(app: &TestApp, contact: &str) {
    app.post(&[app.event("purser.contact.ended.v1", &json!({ "contact_id": contact, "duration_s": 60 }))])
        .await;
}

#[tokio::test]
async fn a_pop_carries_the_customer() {
    let app = TestApp::start().await;
    let id = customer(&app, PHONE).await;
    let mut window = Window::open(&app.address, &app.token(Role::Agent, AGENT), 0).await;
    window.settled().await;
    ring(&app, AGENT, &["c-1"], PHONE).await;
    let frame = window.frame().await;
    let FrameBody::ContactRinging(ringing) = frame.body else { panic!("{frame:?}") };
    assert_eq!((frame.seq, ringing.outcome, ringing.late), (1, Match::Exact, false));
    assert_eq!(ringing.matched_by.as_deref(), Some("phone"));
    assert_eq!(ringing.customer_360.unwrap().id, id);
}

#[tokio::test]
async fn the_handshake_says_which_laws_apply() {
    let app = TestApp::start().await;
    let request = request(&app.address, Some(&app.token(Role::Agent, AGENT)));
    let (_socket, response) = connect_async(request).await.unwrap();
    let law: Law = serde_json::from_slice(response.headers()[LAW_HEADER].as_bytes()).unwrap();
    assert_eq!(law, Law::default(), "none that is not in force");
}

#[tokio::test]
async fn a_shared_number_pops_its_candidates_and_an_unknown_one_nobody() {
    let app = TestApp::start().await;
    let loyalty = |number: &str, given: &str| {
        let who = json!({ "name": { "given": given, "family": "Okafor" },
            "identifiers": { "loyalty": number, "phone": PHONE } });
        app.event("purser.loyalty.updated.v1", &json!({ "customer": who, "number": number, "tier": "gold" }))
    };
    app.post(&[loyalty("PZ1000001", "Ada"), loyalty("PZ1000002", "Ben")]).await;
    let mut window = Window::open(&app.address, &app.token(Role::Agent, AGENT), 0).await;
    window.settled().await;
    for (contact, phone, outcome, candidates) in [
        ("c-1", PHONE, Match::Several, 2),
        ("c-2", "+493099999999", Match::Unknown, 0),
        ("c-3", "anonymous", Match::Unknown, 0),
    ] {
        ring(&app, AGENT, &[contact], phone).await;
        let frame = window.frame().await;
        let FrameBody::ContactRinging(ringing) = frame.body else { panic!("{frame:?}") };
        assert_eq!((ringing.outcome, ringing.candidates.len()), (outcome, candidates), "{phone}");
        assert!(ringing.customer_360.is_none() && ringing.timeline.is_empty());
    }
}

#[tokio::test]
async fn what_rang_while_nobody_was_connected_comes_late_until_acknowledged() {
    let app = TestApp::start().await;
    customer(&app, PHONE).await;
    let token = app.token(Role::Agent, AGENT);
    ring(&app, AGENT, &["c-1"], PHONE).await;
    for _not_acknowledged in 0..2 {
        let mut window = Window::open(&app.address, &token, 0).await;
        assert_eq!(window.told().await, (1, "ringing c-1 late".to_owned()));
    }
    let mut window = Window::open(&app.address, &token, 1).await;
    assert_eq!(
        window.told().await,
        (1, "resync reconnected".to_owned()),
        "it was processed, only not acknowledged"
    );
    for _again in 0..2 {
        window.say(r#"{"type":"ack","seq":1}"#).await;
    }
    assert!(window.settled().await.is_empty());
    ring(&app, AGENT, &["c-2"], PHONE).await;
    assert_eq!(window.told().await, (2, "ringing c-2".to_owned()));
    let mut other = Window::open(&app.address, &token, 0).await;
    assert_eq!(other.told().await, (2, "ringing c-2 late".to_owned()), "the first is acknowledged and gone");
}

#[tokio::test]
async fn a_window_from_another_store_starts_anew() {
    let app = TestApp::start().await;
    customer(&app, PHONE).await;
    ring(&app, AGENT, &["c-1"], PHONE).await;
    let token = app.token(Role::Agent, AGENT);
    for _not_taken_for_an_acknowledgement in 0..2 {
        let mut window = Window::open(&app.address, &token, 999).await;
        window.say(r#"{"type":"ack","seq":999}"#).await;
        assert_eq!(window.told().await, (1, "ringing c-1 late".to_owned()));
        assert_eq!(window.told().await, (1, "resync reconnected".to_owned()));
        assert!(window.settled().await.is_empty());
    }
}

#[tokio::test]
async fn a_window_that_does_not_resume_gets_everything() {
    let app = TestApp::start_with(Limits { resume: Duration::from_millis(10), ..Limits::default() }).await;
    customer(&app, PHONE).await;
    ring(&app, AGENT, &["c-1"], PHONE).await;
    let mut window = Window::connect(&app.address, &app.token(Role::Agent, AGENT)).await;
    assert_eq!(window.told().await, (1, "ringing c-1 late".to_owned()));
}

#[tokio::test]
async fn every_window_of_an_agent_rings_and_nobody_elses() {
    let app = TestApp::start().await;
    customer(&app, PHONE).await;
    let token = app.token(Role::Agent, AGENT);
    let mut one = Window::open(&app.address, &token, 0).await;
    let mut two = Window::open(&app.address, &token, 0).await;
    let mut other = Window::open(&app.address, &app.token(Role::Supervisor, "lead-1"), 0).await;
    for window in [&mut one, &mut two, &mut other] {
        window.settled().await;
    }
    ring(&app, AGENT, &["c-1"], PHONE).await;
    assert_eq!(one.told().await, (1, "ringing c-1".to_owned()));
    assert_eq!(two.told().await, (1, "ringing c-1".to_owned()));
    assert!(other.settled().await.is_empty());
}

#[tokio::test]
async fn more_pops_at_once_than_a_socket_holds_all_arrive_in_order() {
    let app = TestApp::start().await;
    customer(&app, PHONE).await;
    let mut window = Window::open(&app.address, &app.token(Role::Agent, AGENT), 0).await;
    window.settled().await;
    let contacts: Vec<String> = (1..=200).map(|n| format!("c-{n}")).collect();
    // One commit, so that no reader however quick can keep up.
    ring(&app, AGENT, &contacts.iter().map(String::as_str).collect::<Vec<_>>(), PHONE).await;
    let mut rang = Vec::new();
    let mut resync = false;
    while rang.len() < contacts.len() || !resync {
        let (seq, words) = window.told().await;
        match words.strip_prefix("ringing ") {
            Some(contact) => rang.push((seq, contact.to_owned())),
            None if words == "resync lagged" => resync = true,
            None => assert_eq!(words, "changed"),
        }
    }
    let expected: Vec<(u64, String)> = (1..).zip(contacts).collect();
    assert_eq!(rang, expected);
}

#[tokio::test]
async fn a_watched_customer_comes_at_once_and_then_when_newer() {
    let app = TestApp::start().await;
    let id = customer(&app, PHONE).await;
    let mut window = Window::open(&app.address, &app.token(Role::Agent, AGENT), 0).await;
    window.say(&format!(r#"{{"type":"watch","customers":["{id}"]}}"#)).await;
    let mut versions = Vec::new();
    for change_number in 0..3 {
        let frame = window.frame().await;
        let FrameBody::CustomerChanged(changed) = frame.body else { panic!("{frame:?}") };
        assert_eq!((frame.seq, changed.id, changed.customer_360.id), (0, id, id));
        versions.push(changed.customer_360.version);
        change(&app, PHONE, &format!("row {change_number}")).await;
    }
    assert!(versions.is_sorted() && versions[0] < versions[2], "{versions:?}");
    window.say(r#"{"type":"watch","customers":[]}"#).await;
    window.settled().await;
    change(&app, PHONE, "2").await;
    assert!(window.settled().await.is_empty());
}

#[tokio::test]
async fn the_customer_on_the_line_is_watched_until_the_contact_ends() {
    let app = TestApp::start().await;
    customer(&app, PHONE).await;
    let mut window = Window::open(&app.address, &app.token(Role::Agent, AGENT), 0).await;
    window.settled().await;
    ring(&app, AGENT, &["c-1"], PHONE).await;
    assert_eq!(window.told().await, (1, "ringing c-1".to_owned()));
    change(&app, PHONE, "3").await;
    assert_eq!(window.told().await, (1, "changed".to_owned()));
    end(&app, "c-1").await;
    while window.told().await != (2, "ended c-1".to_owned()) {}
    change(&app, PHONE, "4").await;
    assert!(window.settled().await.is_empty());
}

#[tokio::test]
async fn a_pop_comes_before_the_hint_that_its_call_makes() {
    let app = TestApp::start().await;
    let id = customer(&app, PHONE).await;
    let mut window = Window::open(&app.address, &app.token(Role::Agent, AGENT), 0).await;
    window.say(&format!(r#"{{"type":"watch","customers":["{id}"]}}"#)).await;
    assert_eq!(window.told().await, (0, "changed".to_owned()));
    for n in 1..=5 {
        let contact = format!("c-{n}");
        ring(&app, AGENT, &[&contact], PHONE).await;
        assert_eq!(window.told().await, (n, format!("ringing {contact}")));
    }
}

#[tokio::test]
async fn a_flight_of_a_watched_customer_comes_when_newer() {
    let app = TestApp::start().await;
    let id = customer(&app, PHONE).await;
    let mut window = Window::open(&app.address, &app.token(Role::Agent, AGENT), 0).await;
    window.say(&format!(r#"{{"type":"watch","customers":["{id}"]}}"#)).await;
    assert_eq!(window.told().await, (0, "changed".to_owned()));
    let data =
        json!({ "flight": "ZX402", "date": "2026-11-20", "estimated_departure": "2026-11-20T14:00:00Z" });
    app.post(&[app.event("purser.flight.delayed.v1", &data)]).await;
    let frame = window.frame().await;
    let FrameBody::FlightChanged(flight) = frame.body else { panic!("{frame:?}") };
    assert_eq!(flight.id.as_str(), "ZX402/2026-11-20");
}

#[tokio::test]
async fn the_handshake_refuses_strangers() {
    let app = TestApp::start().await;
    let agent = app.token(Role::Agent, AGENT);
    let check = async |request, status: u16, code: &str| {
        let (got, problem) = refusal(request).await;
        assert_eq!((got, problem["code"].as_str()), (status, Some(code)), "{problem}");
    };
    check(request(&app.address, None), 401, "unauthenticated").await;
    check(request(&app.address, Some("x.y.z")), 401, "unauthenticated").await;
    check(request(&app.address, Some(&app.token(Role::Service, "telephony"))), 403, "forbidden").await;
    check(request(&app.address, Some(&app.token_for(Role::Agent, AGENT, -1))), 401, "token-expired").await;
    let mut foreign = request(&app.address, Some(&agent));
    foreign.headers_mut().insert("origin", "https://evil.example".parse().unwrap());
    check(foreign, 403, "foreign-origin").await;
    let mut other_protocol = request(&app.address, Some(&agent));
    other_protocol.headers_mut().insert("sec-websocket-protocol", "chat".parse().unwrap());
    check(other_protocol, 400, "invalid-request").await;
    let mut own = request(&app.address, Some(&agent));
    own.headers_mut().insert("origin", "tauri://localhost".parse().unwrap());
    assert!(connect_async(own).await.is_ok());
}

#[tokio::test]
async fn what_is_no_frame_of_the_protocol_closes_with_a_reason() {
    let app = TestApp::start().await;
    let many: Vec<String> =
        (0..51).map(|n| format!("\"00000000-0000-7000-8000-0000000000{n:02}\"")).collect();
    for (n, (message, code)) in [
        (Message::text("hello"), 1008),
        (Message::text(r#"{"type":"dance"}"#), 1008),
        (Message::text(r#"{"type":"ack"}"#), 1008),
        (Message::text(r#"{"type":"ack","seq":1}"#), 1008),
        (Message::text(format!(r#"{{"type":"watch","customers":[{}]}}"#, many.join(","))), 1008),
        (Message::binary(vec![1, 2, 3]), 1003),
        (Message::text(" ".repeat(65 * 1024)), 1009),
    ]
    .into_iter()
    .enumerate()
    {
        let shown = message.to_text().unwrap_or_default().chars().take(40).collect::<String>();
        let mut window = Window::open(&app.address, &app.token(Role::Agent, &format!("agent-{n}")), 0).await;
        window.send(message).await;
        assert_eq!(window.closed().await.0, code, "{shown}");
    }
    let mut window = Window::open(&app.address, &app.token(Role::Agent, AGENT), 0).await;
    for _many in 0..300 {
        window.say(r#"{"type":"presence","state":"busy"}"#).await;
    }
    assert_eq!(window.closed().await, (1008, "too many frames".to_owned()));
}

#[tokio::test]
async fn a_socket_ends_with_its_token() {
    let app = TestApp::start().await;
    // The test's clock stands a tenth of a second before the full second at which this token ends.
    let window = Window::open(&app.address, &app.token_for(Role::Agent, AGENT, 1), 0).await;
    assert_eq!(window.closed().await, (4401, "the token has expired".to_owned()));
}

#[tokio::test]
async fn a_silent_client_is_told_so() {
    let app = TestApp::start_with(Limits { silence: Duration::from_millis(50), ..Limits::default() }).await;
    let window = Window::open(&app.address, &app.token(Role::Agent, AGENT), 0).await;
    assert_eq!(window.closed().await.0, 4408);
}

#[tokio::test]
async fn a_client_that_never_reads_is_dropped_and_loses_nothing() {
    let limits = Limits { write: Duration::from_millis(200), ..Limits::default() };
    let app = TestApp::start_with(limits).await;
    customer(&app, PHONE).await;
    // A view of a megabyte fills what the network holds back with few frames.
    change(&app, PHONE, &"x".repeat(1_000_000)).await;
    let token = app.token(Role::Agent, AGENT);
    let stuck = Window::open(&app.address, &token, 0).await;
    let contacts: Vec<String> = (1..=40).map(|n| format!("c-{n}")).collect();
    ring(&app, AGENT, &contacts.iter().map(String::as_str).collect::<Vec<_>>(), PHONE).await;
    while app.state.realtime.sockets() > 0 {
        tokio::task::yield_now().await;
    }
    drop(stuck);
    let mut window = Window::open(&app.address, &token, 0).await;
    for n in 1..=40 {
        assert_eq!(window.told().await, (n, format!("ringing c-{n} late")));
    }
}

#[tokio::test]
async fn stopping_closes_every_socket() {
    let app = TestApp::start().await;
    let mut window = Window::open(&app.address, &app.token(Role::Agent, AGENT), 0).await;
    window.settled().await;
    let (closed, ()) = tokio::join!(window.closed(), app.stop());
    assert_eq!(closed, (1012, "the service is stopping".to_owned()));
}
