//! Erasing a customer: nothing of them is left, the others are what they would be without them, and the proof.

use crate::{test_app::TestApp, window::Window};
use purser_backend::{
    auth::Role,
    log::replay::replay,
    protection::{
        desktops,
        erase::{Erasure, Outcome},
        finish_erasures, purge,
        routes::purge_files,
    },
};
use purser_contract::{CustomerId, realtime::FrameBody};
use serde_json::{Value, json};

/// What nothing may hold after the erasure; nobody else has any of it.
const ADA: [&str; 6] =
    ["Adalbertina", "Quxworth", "adalbertina", "quxworth", "ada.q@example.com", "30123456701"];
const HOME: &str = "+493099999901";

fn person(given: &str, family: &str, identifiers: &Value) -> Value {
    json!({"name": {"given": given, "family": family}, "identifiers": identifiers})
}

/// Ada in everything that happens to a customer, with Bence, who shares a booking and a telephone with her.
fn story(app: &TestApp) -> Vec<Value> {
    let ada = person(
        "Adalbertina",
        "Quxworth",
        &json!({"email": "ada.q@example.com", "phone": ["+4930123456701", HOME]}),
    );
    let ada_at_home = person("Adalbertina", "Quxworth", &json!({"phone": HOME}));
    let bence = person("Bence", "Okafor", &json!({"loyalty": "ZX77", "phone": HOME}));
    let segment = json!({"flight": "ZX402", "date": "2026-11-20", "from": "FRA", "to": "JFK",
        "departs": "2026-11-20T12:00:00Z", "arrives": "2026-11-20T20:00:00Z"});
    let booking = |people: &[&Value]| {
        let people: Vec<Value> = people.iter().map(|who| json!({"customer": who, "ssrs": []})).collect();
        json!({"pnr": "QX4T7K", "passengers": people, "segments": [segment], "booker": "Adalbertina Quxworth"})
    };
    let call = |id: &str, from: &str| json!({"contact_id": id, "channel": "voice", "from": from, "agent_id": "agent-9"});
    [
        // Before anybody was known.
        ("contact.ringing", call("c-0", "+4930123456701")),
        ("booking.created", booking(&[&ada, &bence])),
        ("booking.changed", booking(&[&ada, &bence])),
        ("preference.stated", json!({"customer": ada, "key": "seat", "value": "aisle"})),
        ("preference.stated", json!({"customer": ada_at_home, "key": "meal", "value": "vegan"})),
        ("preference.stated", json!({"customer": {"identifiers": {"phone": HOME}}, "key": "bed", "value": "flat"})),
        ("preference.stated", json!({"customer": bence, "key": "seat", "value": "window"})),
        ("contact.ringing", call("c-1", "+4930123456701")),
        ("contact.ended", json!({"contact_id": "c-1", "agent_id": "agent-9", "disposition": "Quxworth rang"})),
        ("contact.ringing", call("c-2", HOME)),
        ("message.received", json!({"customer": ada, "channel": "email", "text": "I am Adalbertina", "thread": "t"})),
        ("bag.checked", json!({"customer": ada, "tag": "0125000009", "pnr": "QX4T7K", "flight": "ZX402", "date": "2026-11-20"})),
        ("bag.loaded", json!({"tag": "0125000009"})),
    ]
    .into_iter()
    .map(|(kind, data)| app.event(&format!("purser.{kind}.v1"), &data))
    .collect()
}

async fn id_of(app: &TestApp, query: &str) -> String {
    let found: Value = app.get(&format!("/v1/customers?{query}")).await.json().await.unwrap();
    assert_eq!(found["items"].as_array().unwrap().len(), 1, "{query}: {found}");
    found["items"][0]["id"].as_str().unwrap().to_owned()
}

async fn erase(app: &TestApp, id: &str, reason: &str, key: &str) -> (u16, Value) {
    let body = json!({"reason": reason}).to_string();
    let path = format!("/v1/customers/{id}/erase");
    let answer = app.call(Role::Admin, "POST", &path, &[("idempotency-key", key)], &body).await;
    (answer.status, answer.body)
}

/// Which of the texts stand in which files of the database; of a server's, in which tables.
async fn found_in_files(app: &TestApp) -> Vec<(String, &'static str)> {
    purge::empty_log(&app.state.db).await.unwrap();
    let mut found = Vec::new();
    let Some(file) = &app.state.db.file else {
        for text in ADA {
            let tables = crate::database::tables_with(&app.state.db, text).await;
            found.extend(tables.into_iter().map(|table| (table, text)));
            let files = crate::database::files_with(&app.state.db, text).await;
            found.extend(files.into_iter().map(|file| (file, text)));
        }
        return found;
    };
    for entry in std::fs::read_dir(file.parent().unwrap()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        for text in ADA {
            if bytes.windows(text.len()).any(|window| window == text.as_bytes()) {
                found.push((path.file_name().unwrap().to_string_lossy().into_owned(), text));
            }
        }
    }
    found
}

async fn is_what_a_replay_makes(app: &TestApp) {
    let replayed = replay(&app.state.db, "DE", |_| ()).await.unwrap();
    assert_eq!(replayed.changed, Vec::<&str>::new());
}

#[tokio::test]
async fn nothing_is_left_and_the_others_stay() {
    let app = TestApp::start().await;
    let story = story(&app);
    app.post(&story).await;
    let ada = id_of(&app, "email=ada.q@example.com").await;
    let bence = id_of(&app, "loyalty=ZX77").await;
    let view: Value = app.get(&format!("/v1/customers/{bence}/360")).await.json().await.unwrap();
    assert!(view.to_string().contains("Adalbertina"), "a companion: {view}");
    assert!(!found_in_files(&app).await.is_empty(), "the search finds what is there");

    assert_eq!(erase(&app, &ada, "Mrs Quxworth asked", "k").await.0, 400, "the reason is kept");
    let (status, receipt) = erase(&app, &ada, "asked by letter", "k").await;
    assert_eq!(status, 200, "{receipt}");
    let counts = &receipt["counts"];
    assert_eq!((&counts["events_redacted"], &counts["contacts"]), (&json!(2), &json!(2)), "{receipt}");
    assert!(counts["events_destroyed"].as_u64().unwrap() >= 8, "{receipt}");
    assert!(receipt["purged_at"].is_string() && receipt["keys_hash"].as_str().unwrap().len() == 64);
    assert_eq!(found_in_files(&app).await, vec![]);

    for path in ["360", "timeline", "consents", "suggestions"] {
        let answer = app.call(Role::Agent, "GET", &format!("/v1/customers/{ada}/{path}"), &[], "").await;
        assert_eq!((answer.status, &answer.body["code"]), (410, &json!("erased")), "{path}");
    }
    let merge = json!({"other": ada}).to_string();
    let answer =
        app.call(Role::Supervisor, "POST", &format!("/v1/customers/{bence}/merge"), &[], &merge).await;
    assert_eq!((answer.status, &answer.body["code"]), (410, &json!("erased")));
    assert_eq!(id_of(&app, "loyalty=ZX77").await, bence, "the others keep their ids");
    let view: Value = app.get(&format!("/v1/customers/{bence}/360")).await.json().await.unwrap();
    assert!(view["bookings"].to_string().contains("QX4T7K") && view.to_string().contains("window"), "{view}");
    is_what_a_replay_makes(&app).await;
    assert_eq!(found_in_files(&app).await, vec![]);

    // The same again is the same; anything else is too late.
    let again = erase(&app, &ada, "asked by letter", "k").await;
    assert_eq!((again.0, &again.1["id"]), (200, &receipt["id"]));
    assert_eq!(erase(&app, &ada, "something else", "k").await.0, 422);
    assert_eq!(erase(&app, &ada, "asked by letter", "k2").await.0, 410);
    let path = format!("/v1/erasures/{}", receipt["id"].as_str().unwrap());
    assert_eq!(app.call(Role::Admin, "GET", &path, &[], "").await.body["id"], receipt["id"]);
    assert_eq!(app.call(Role::Supervisor, "GET", &path, &[], "").await.status, 403);
    app.stop().await;
}

#[tokio::test]
async fn only_what_was_searched_for_is_called_purged() {
    let app = TestApp::start().await;
    let bearer = format!("Bearer {}", app.token(Role::Admin, "dpo"));
    let by = app.state.auth.caller(Some(&bearer.parse().unwrap())).unwrap();
    let mut receipts = Vec::new();
    for name in ["Ada", "Bo"] {
        let who = person(name, "Kis", &json!({"email": format!("{name}@example.com")}));
        let stated = json!({"customer": who, "key": "seat", "value": "aisle"});
        app.post(&[app.event("purser.preference.stated.v1", &stated)]).await;
        let customer = id_of(&app, &format!("email={name}@example.com")).await.parse().unwrap();
        let (reason, by) = ("asked".to_owned(), by.clone());
        let erasure = Erasure { customer: CustomerId(customer), reason, by, key: None };
        let (outcome, _) = app.state.writer.erase(erasure).await.unwrap();
        let Outcome::Done(id) = outcome else { panic!("{outcome:?}") };
        receipts.push(id);
    }
    let purged = async |id: &str| {
        let receipt = app.call(Role::Admin, "GET", &format!("/v1/erasures/{id}"), &[], "").await.body;
        receipt["purged_at"].is_string()
    };
    // Both are erased when the files are searched, and only for what was the first one's.
    purge_files(&app.state, &receipts[0], vec!["nowhere to be found".to_owned()]).await;
    assert!(purged(&receipts[0]).await);
    let all = app.state.db.is_shared();
    assert_eq!(purged(&receipts[1]).await, all, "only a server's tables are written anew unasked");
    finish_erasures(&app.state.db, app.clock.now()).await.unwrap();
    assert!(purged(&receipts[1]).await, "the next start does it");
    app.stop().await;
}

#[tokio::test]
async fn what_is_delivered_again_stays_erased_and_what_is_new_is_somebody_new() {
    let app = TestApp::start().await;
    let story = story(&app);
    app.post(&story).await;
    let ada = id_of(&app, "email=ada.q@example.com").await;
    assert_eq!(erase(&app, &ada, "asked", "k").await.0, 200);
    let answer = app
        .client
        .post(app.url("/v1/events"))
        .bearer_auth(app.token(Role::Service, "tests"))
        .header("content-type", "application/cloudevents-batch+json")
        .body(serde_json::to_vec(&story).unwrap())
        .send()
        .await
        .unwrap();
    let receipt: Value = answer.json().await.unwrap();
    assert_eq!((&receipt["duplicates"], &receipt["accepted"]), (&json!(story.len()), &json!(0)), "{receipt}");
    assert_eq!(found_in_files(&app).await, vec![]);
    let ada_again = person("Adalbertina", "Quxworth", &json!({"email": "ada.q@example.com"}));
    let stated = json!({"customer": ada_again, "key": "seat", "value": "front"});
    app.post(&[app.event("purser.preference.stated.v1", &stated)]).await;
    let new = id_of(&app, "email=ada.q@example.com").await;
    assert_ne!(new, ada);
    let timeline: Value = app.get(&format!("/v1/customers/{new}/timeline")).await.json().await.unwrap();
    assert_eq!(timeline["items"].as_array().unwrap().len(), 1, "{timeline}");
    is_what_a_replay_makes(&app).await;
    app.stop().await;
}

#[tokio::test]
async fn a_merge_that_was_taken_back_erases_one_side_only() {
    let app = TestApp::start().await;
    let stated = |given: &str, loyalty: &str, value: &str| {
        let who = person(given, "Quxworth", &json!({"loyalty": loyalty}));
        app.event("purser.preference.stated.v1", &json!({"customer": who, "key": "seat", "value": value}))
    };
    app.post(&[stated("Adalbertina", "ZX1", "aisle"), stated("Adrienn", "ZX2", "window")]).await;
    let (ada, adrienn) = (id_of(&app, "loyalty=ZX1").await, id_of(&app, "loyalty=ZX2").await);
    let post = async |id: &str, what: &str, body: Value| {
        let path = format!("/v1/customers/{id}/{what}");
        let answer = app.call(Role::Supervisor, "POST", &path, &[], &body.to_string()).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.body
    };
    let merged = post(&ada, "merge", json!({"other": adrienn})).await;
    app.post(&[stated("", "ZX2", "rear"), stated("", "ZX1", "front")]).await;
    post(&ada, "unmerge", json!({"merge": merged["merge"]})).await;
    assert_eq!(erase(&app, &ada, "asked", "k").await.0, 200);
    let view: Value = app.get(&format!("/v1/customers/{adrienn}/360")).await.json().await.unwrap();
    assert!(view.to_string().contains("rear") && !view.to_string().contains("Adalbertina"), "{view}");
    is_what_a_replay_makes(&app).await;
    // And whoever is merged goes as one.
    let bea = stated("Bea", "ZX3", "exit");
    app.post(&[bea]).await;
    let bea = id_of(&app, "loyalty=ZX3").await;
    post(&adrienn, "merge", json!({"other": bea})).await;
    assert_eq!(erase(&app, &bea, "asked", "k3").await.0, 200);
    for id in [&adrienn, &bea] {
        assert_eq!(app.get(&format!("/v1/customers/{id}/360")).await.status(), 410);
    }
    is_what_a_replay_makes(&app).await;
    app.stop().await;
}

#[tokio::test]
async fn every_desktop_is_told_until_it_answers() {
    let app = TestApp::start().await;
    app.post(&story(&app)).await;
    let ada = id_of(&app, "email=ada.q@example.com").await;
    let token = app.token(Role::Agent, "agent-9");
    let mut window = Window::open(&app.address, &token, 0).await;
    window.settled().await;
    let (_, receipt) = erase(&app, &ada, "asked", "k").await;
    let told = async |window: &mut Window| loop {
        if let FrameBody::Erase(erase) = window.frame().await.body {
            return erase;
        }
    };
    let erase = told(&mut window).await;
    assert!(erase.erasures[0].customers.iter().any(|id| id.0.to_string() == ada), "{erase:?}");
    assert_eq!(erase.erasures[0].erasure, receipt["id"].as_str().unwrap());
    let answered = async || {
        let path = format!("/v1/erasures/{}", receipt["id"].as_str().unwrap());
        let desktops = app.call(Role::Admin, "GET", &path, &[], "").await.body["desktops"].clone();
        desktops
            .as_array()
            .unwrap()
            .iter()
            .map(|desktop| desktop["answered_at"].is_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(answered().await, [false]);
    drop(window);
    // It did not answer: it is told again.
    let mut window = Window::open(&app.address, &token, 0).await;
    let erase = told(&mut window).await;
    window.say(&format!(r#"{{"type":"erased","through":{}}}"#, erase.through)).await;
    while answered().await != [true] {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    let mut conn = app.state.db.read.acquire().await.unwrap();
    assert_eq!(desktops::store::answered_through(&mut conn, "agent:agent-9").await.unwrap(), erase.through);
    drop(conn);
    // A desktop that comes for the first time is told as well: its cache may be older.
    let mut other = Window::open(&app.address, &app.token(Role::Agent, "agent-10"), 0).await;
    told(&mut other).await;
    while answered().await.len() != 2 {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    // It cannot have removed what it was never told of.
    other.say(&format!(r#"{{"type":"erased","through":{}}}"#, erase.through + 1)).await;
    assert_eq!(other.closed().await.0, 1008);
}
