//! `POST /v1/events`: the three modes, what is refused and how, and that nothing acknowledged is lost or undone.

use crate::{database, test_app::TestApp};
use purser_backend::{auth::Role, db::Pool, ingest::envelope::read, log::writer::WriteError};
use reqwest::Response;
use serde_json::{Value, json};

const ONE: &str = "application/cloudevents+json";
const BATCH: &str = "application/cloudevents-batch+json";

async fn send(app: &TestApp, content_type: &str, body: impl Into<reqwest::Body>) -> Response {
    let token = app.token(Role::Service, "tests");
    let request =
        app.client.post(app.url("/v1/events")).bearer_auth(token).header("content-type", content_type);
    request.body(body).send().await.unwrap()
}

async fn answer(response: Response) -> (u16, Value) {
    let status = response.status().as_u16();
    (status, response.json().await.unwrap())
}

async fn refused(app: &TestApp, content_type: &str, body: &str, status: u16, code: &str) -> Value {
    let response = send(app, content_type, body.to_owned()).await;
    let kind = response.headers()["content-type"].to_str().unwrap().to_owned();
    let (found, problem) = answer(response).await;
    assert_eq!((found, problem["code"].as_str()), (status, Some(code)), "{body} {problem}");
    assert_eq!(kind, "application/problem+json");
    assert_eq!(problem["status"], status);
    problem
}

fn loyalty(id: &str, tier: &str, at: &str) -> Value {
    json!({"specversion": "1.0", "id": id, "source": "/loyalty", "type": "purser.loyalty.updated.v1", "time": at,
        "data": {"customer": {"name": {"given": "Ada", "family": "Lovelace"}, "identifiers": {"loyalty": "ZX7"}},
                 "number": "ZX7", "tier": tier, "balance": 1}})
}

async fn view(app: &TestApp, query: &str) -> Value {
    let found: Value = app.get(&format!("/v1/customers?{query}")).await.json().await.unwrap();
    let id = found["items"][0]["id"].as_str().unwrap_or_else(|| panic!("{query}: {found}")).to_owned();
    app.get(&format!("/v1/customers/{id}/360")).await.json().await.unwrap()
}

async fn timeline(app: &TestApp, query: &str) -> Vec<Value> {
    let id = view(app, query).await["id"].as_str().unwrap().to_owned();
    let page: Value = app.get(&format!("/v1/customers/{id}/timeline?limit=200")).await.json().await.unwrap();
    page["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn all_three_modes_carry_the_same_event() {
    let app = TestApp::start().await;
    let event = loyalty("m-1", "Gold", "2026-11-20T09:00:00Z");
    assert_eq!(
        answer(send(&app, ONE, event.to_string()).await).await,
        (202, json!({"accepted": 1, "duplicates": 0, "rejected": []}))
    );
    let again = format!("[{event}]");
    assert_eq!(answer(send(&app, BATCH, again).await).await.1["duplicates"], 1);
    let token = app.token(Role::Service, "tests");
    let binary =
        app.client.post(app.url("/v1/events")).bearer_auth(token).header("content-type", "application/json");
    let binary = ["specversion", "id", "source", "type", "time"]
        .iter()
        .fold(binary, |request, name| request.header(format!("ce-{name}"), event[name].as_str().unwrap()));
    let response = binary.body(event["data"].to_string()).send().await.unwrap();
    assert_eq!(answer(response).await.1["duplicates"], 1);
    app.stop().await;
}

#[tokio::test]
async fn bad_input_has_a_documented_answer() {
    let app = TestApp::start().await;
    let good = loyalty("b-1", "Gold", "2026-11-20T09:00:00Z");
    let without = |name: &str| {
        let mut event = good.clone();
        event.as_object_mut().unwrap().remove(name);
        event.to_string()
    };
    let with = |name: &str, value: Value| {
        let mut event = good.clone();
        event[name] = value;
        event.to_string()
    };
    refused(&app, ONE, "{\"id\":", 400, "malformed-json").await;
    refused(&app, BATCH, "{}", 400, "malformed-json").await;
    refused(&app, "application/json", &good.to_string(), 415, "unsupported-media-type").await;
    for name in ["specversion", "id", "source", "type"] {
        let problem = refused(&app, ONE, &without(name), 422, "invalid-envelope").await;
        assert!(problem["detail"].as_str().unwrap().starts_with(name), "{problem}");
    }
    refused(&app, ONE, &with("specversion", json!("0.3")), 422, "invalid-envelope").await;
    refused(&app, ONE, &with("id", json!(7)), 422, "invalid-envelope").await;
    refused(&app, ONE, &with("time", json!("yesterday")), 422, "invalid-envelope").await;
    refused(&app, ONE, &without("data"), 422, "invalid-data").await;
    for (path, data) in [
        ("data.number", json!({"customer": {"identifiers": {"loyalty": "ZX7"}}, "number": 7})),
        (
            "data.balance",
            json!({"customer": {"identifiers": {"loyalty": "ZX7"}}, "number": "ZX7", "balance": "many"}),
        ),
        ("data", json!("text")),
    ] {
        let problem = refused(&app, ONE, &with("data", data), 422, "invalid-data").await;
        assert!(problem["detail"].as_str().unwrap().starts_with(path), "{problem}");
    }
    let withheld = json!({"specversion": "1.0", "id": "b-2", "source": "/x", "type": "purser.preference.stated.v1",
        "data": {"customer": {"identifiers": {"phone": "anonymous"}}, "key": "seat", "value": "aisle"}});
    let problem = refused(&app, ONE, &withheld.to_string(), 422, "invalid-data").await;
    assert!(problem["detail"].as_str().unwrap().contains("identifiers"));
    let large = format!("{{\"data\":\"{}\"}}", "x".repeat(6 << 20));
    refused(&app, ONE, &large, 413, "too-large").await;
    let none: Value = app.get("/v1/customers?loyalty=ZX7").await.json().await.unwrap();
    assert_eq!(none["items"], json!([]), "nothing of all that was accepted");
    app.stop().await;
}

#[tokio::test]
async fn a_bad_element_does_not_spoil_its_batch() {
    let app = TestApp::start().await;
    let batch = json!([loyalty("p-1", "Blue", "2026-11-20T09:00:00Z"), {"id": "p-2"}, 7, loyalty("p-3", "Gold", "2026-11-20T09:01:00Z")]);
    let (status, receipt) = answer(send(&app, BATCH, batch.to_string()).await).await;
    assert_eq!((status, &receipt["accepted"]), (202, &json!(2)));
    let places: Vec<_> = receipt["rejected"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["index"].clone(), one["code"].clone()))
        .collect();
    assert_eq!(places, [(json!(1), json!("invalid-envelope")), (json!(2), json!("invalid-envelope"))]);
    assert_eq!(receipt["rejected"][0]["id"], "p-2");
    refused(&app, BATCH, "[{}, 1]", 422, "nothing-acceptable").await;
    assert_eq!(
        answer(send(&app, BATCH, "[]").await).await,
        (202, json!({"accepted": 0, "duplicates": 0, "rejected": []}))
    );
    app.stop().await;
}

#[tokio::test]
async fn the_same_id_is_a_duplicate_or_a_conflict() {
    let app = TestApp::start().await;
    let event = loyalty("d-1", "Blue", "2026-11-20T09:00:00Z");
    let mut other = event.clone();
    other["data"]["tier"] = json!("Gold");
    let batch = json!([event, event, other]);
    let (status, receipt) = answer(send(&app, BATCH, batch.to_string()).await).await;
    assert_eq!((status, &receipt["accepted"], &receipt["duplicates"]), (202, &json!(1), &json!(1)));
    assert_eq!(receipt["rejected"][0]["code"], "id-conflict");
    let problem = refused(&app, ONE, &other.to_string(), 422, "id-conflict").await;
    assert_eq!(problem["rejected"][0]["id"], "d-1");
    assert_eq!(view(&app, "loyalty=ZX7").await["customer"]["loyalty"]["value"]["tier"], "Blue");
    app.stop().await;
}

#[tokio::test]
async fn an_older_event_does_not_undo_a_newer_fact() {
    let app = TestApp::start().await;
    app.post(&[
        loyalty("o-1", "Gold", "2026-11-20T09:00:00Z"),
        loyalty("o-2", "Blue", "2026-11-19T09:00:00Z"),
    ])
    .await;
    let view = view(&app, "loyalty=ZX7").await;
    assert_eq!(
        view["customer"]["loyalty"],
        json!({"value": {"programme": null, "number": "ZX7", "tier": "Gold", "balance": 1},
        "source": "loyalty", "as_of": "2026-11-20T09:00:00Z"})
    );
    assert_eq!(timeline(&app, "loyalty=ZX7").await.len(), 2, "both happened");
    app.stop().await;
}

#[tokio::test]
async fn unknown_types_and_fields_are_kept() {
    let app = TestApp::start().await;
    let mut event = loyalty("u-1", "Gold", "2026-11-20T09:00:00Z");
    event["data"]["colour"] = json!("teal");
    event["traceparent"] = json!("00-ab-cd-01");
    let unknown = json!({"specversion": "1.0", "id": "u-2", "source": "/x", "type": "com.example.thing", "data": [1, 2]});
    app.post(&[event.clone(), unknown.clone()]).await;
    let mut conn = app.state.db.read.acquire().await.unwrap();
    let rows = purser_backend::log::store::after(&mut conn, 0, 10).await.unwrap().0;
    drop(conn);
    let bodies: Vec<Value> = rows.iter().map(|row| serde_json::from_str(&row.body).unwrap()).collect();
    assert_eq!(bodies, [event, unknown]);
    let figures = app.client.get(app.url("/metrics")).send().await.unwrap().text().await.unwrap();
    assert!(figures.contains("purser_events_unknown_type_total"), "{figures}");
    app.stop().await;
}

#[tokio::test]
async fn a_flight_event_may_come_before_its_booking() {
    let app = TestApp::start().await;
    let delayed = app.event("purser.flight.delayed.v1", &json!({"flight": "zx 0402", "date": "2026-11-20", "from": "BUD", "to": "FRA",
        "scheduled_departure": "2026-11-20T11:00:00Z", "estimated_departure": "2026-11-20T12:50:00Z", "cause": "technical fault"}));
    let booking = app.event("purser.booking.created.v1", &json!({"pnr": "Q7KX2M", "passengers": [
            {"customer": {"name": {"given": "Ada", "family": "Lovelace"}, "identifiers": {"email": "ada@example.org"}}, "ssrs": ["VGML"]}],
        "segments": [{"flight": "ZX402", "date": "2026-11-20", "from": "BUD", "to": "FRA",
            "departs": "2026-11-20T11:00:00Z", "arrives": "2026-11-20T12:45:00Z"}]}));
    app.post(&[delayed]).await;
    app.post(&[booking]).await;
    app.decided().await;
    let view = view(&app, "email=ada@example.org").await;
    assert_eq!(view["journey"]["status"], "delayed");
    assert_eq!(
        view["journey"]["problems"][0]["value"],
        "ZX 402 is expected to leave 1 h 50 min late: technical fault"
    );
    assert_eq!(view["bookings"][0]["segments"][0]["departure_delay_min"], 110);
    assert_eq!(view["needs"][0]["code"], "VGML");
    let titles: Vec<String> = timeline(&app, "pnr=Q7KX2M")
        .await
        .iter()
        .map(|item| item["title"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(titles, ["No compensation due", "Booked: BUD → FRA", "ZX 402 expected 1 h 50 min late"]);
    let flight: Value = app.get("/v1/flights/ZX402/2026-11-20").await.json().await.unwrap();
    assert_eq!(
        (&flight["status"]["value"], &flight["operating_carrier"]["value"]),
        (&json!("delayed"), &json!("ZX"))
    );
    app.stop().await;
}

#[tokio::test]
async fn a_store_that_cannot_write_says_so_and_keeps_its_log() {
    let app = TestApp::start().await;
    let Pool::Sqlite(file) = &app.state.db.write else { return app.stop().await };
    app.post(&[loyalty("s-0", "Blue", "2026-11-20T08:00:00Z")]).await;
    // Full: the file may not grow by a page.
    let pages: i64 = sqlx::query_scalar("PRAGMA page_count").fetch_one(file).await.unwrap();
    sqlx::query(sqlx::AssertSqlSafe(format!("PRAGMA max_page_count = {pages}"))).execute(file).await.unwrap();
    let many: Vec<Value> =
        (0..200).map(|n| loyalty(&format!("s-full-{n}"), "Gold", "2026-11-20T09:00:00Z")).collect();
    let response = send(&app, BATCH, json!(many).to_string()).await;
    assert!(response.headers().contains_key("retry-after"));
    let (status, problem) = answer(response).await;
    assert_eq!((status, problem["code"].as_str()), (503, Some("store-unavailable")), "{problem}");
    sqlx::query("PRAGMA max_page_count = 1073741823").execute(file).await.unwrap();
    // Locked by another program.
    let url = file.connect_options();
    let mut other = sqlx::ConnectOptions::connect(&*url).await.unwrap();
    sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
    let (status, problem) =
        answer(send(&app, ONE, loyalty("s-1", "Gold", "2026-11-20T09:00:00Z").to_string()).await).await;
    assert_eq!((status, problem["code"].as_str()), (503, Some("store-unavailable")), "{problem}");
    sqlx::query("ROLLBACK").execute(&mut other).await.unwrap();
    drop(other);
    app.post(&many).await;
    let view = view(&app, "loyalty=ZX7").await;
    assert_eq!(view["customer"]["loyalty"]["value"]["tier"], "Gold");
    assert_eq!(view["version"], 201, "one version an event, each of the 201 once");
    app.stop().await;
}

/// A full disk makes SQLite end a transaction by itself, before anybody asks it to.
#[tokio::test]
async fn a_transaction_that_the_store_ended_by_itself_is_the_last_one_that_fails() {
    let app = TestApp::start().await;
    let Pool::Sqlite(_) = &app.state.db.write else { return app.stop().await };
    let ends =
        "CREATE TRIGGER ends BEFORE INSERT ON customer_names BEGIN SELECT RAISE(ROLLBACK, 'ended'); END";
    database::run(&app.state.db, ends).await;
    let (status, problem) =
        answer(send(&app, ONE, loyalty("s-1", "Gold", "2026-11-20T09:00:00Z").to_string()).await).await;
    assert!(status >= 400, "{problem}");
    database::run(&app.state.db, "DROP TRIGGER ends").await;
    app.post(&[loyalty("s-1", "Gold", "2026-11-20T09:00:00Z")]).await;
    assert_eq!(view(&app, "loyalty=ZX7").await["version"], 1);
    app.stop().await;
}

#[tokio::test]
async fn one_that_the_store_refuses_spoils_nobody_elses_request() {
    let app = TestApp::start().await;
    let refuses = match &app.state.db.write {
        Pool::Sqlite(_) => {
            "CREATE TRIGGER spoilt BEFORE INSERT ON customer_names WHEN NEW.word = 'spoilt' \
             BEGIN SELECT RAISE(ABORT, 'spoilt'); END"
        }
        Pool::Postgres(_) => "ALTER TABLE customer_names ADD CONSTRAINT spoilt CHECK (word <> 'spoilt')",
    };
    database::run(&app.state.db, refuses).await;
    let one = |id: &str, family: &str| {
        let mut event = loyalty(id, "Gold", "2026-11-20T09:00:00Z");
        event["data"]["customer"]["name"]["family"] = json!(family);
        event["data"]["customer"]["identifiers"]["loyalty"] = json!(id);
        event["data"]["number"] = json!(id);
        vec![read(0, &event.to_string(), app.clock.now(), "DE").unwrap()]
    };
    // Handed over before the writing task runs, they are one group.
    let writer = &app.state.writer;
    let outcomes = tokio::join!(
        writer.ingest(one("ZX1", "Spoilt")),
        writer.ingest(one("ZX2", "Kis")),
        writer.ingest(one("ZX3", "Nagy")),
    );
    assert!(matches!(outcomes.0, Err(WriteError::Store(_))), "{:?}", outcomes.0);
    assert_eq!((outcomes.1.unwrap().accepted, outcomes.2.unwrap().accepted), (1, 1));
    assert_eq!(view(&app, "loyalty=ZX3").await["customer"]["name"]["value"]["family"], "Nagy");
    app.stop().await;
}

#[tokio::test]
async fn who_calls_and_who_answers_are_short_plain_texts() {
    let app = TestApp::start().await;
    let call = |from: &str, agent: &str| {
        let data = json!({"contact_id": "c", "channel": "voice", "from": from, "agent_id": agent});
        app.event("purser.contact.ringing.v1", &data).to_string()
    };
    let long = "a".repeat(257);
    for (from, agent) in [("\0", "a"), ("+49\n30", "a"), (&*long, "a"), ("+4930", "a\0"), ("+4930", &*long)] {
        refused(&app, ONE, &call(from, agent), 422, "invalid-data").await;
    }
    let ended = json!({"contact_id": "c", "agent_id": long});
    let ended = app.event("purser.contact.ended.v1", &ended).to_string();
    refused(&app, ONE, &ended, 422, "invalid-data").await;
    let taken = answer(send(&app, ONE, call(&long[1..], &long[1..])).await).await;
    assert_eq!(taken.0, 202, "{}", taken.1);
    app.stop().await;
}

#[tokio::test]
async fn only_services_may_post() {
    let app = TestApp::start().await;
    let event = loyalty("r-1", "Gold", "2026-11-20T09:00:00Z").to_string();
    for (role, status, code) in [
        (None, 401, "unauthenticated"),
        (Some(Role::Agent), 403, "forbidden"),
        (Some(Role::Admin), 403, "forbidden"),
    ] {
        let mut request =
            app.client.post(app.url("/v1/events")).header("content-type", ONE).body(event.clone());
        if let Some(role) = role {
            request = request.bearer_auth(app.token(role, "somebody"));
        }
        let (found, problem) = answer(request.send().await.unwrap()).await;
        assert_eq!((found, problem["code"].as_str()), (status, Some(code)));
    }
    app.stop().await;
}
