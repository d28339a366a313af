//! The audit: every read and write is in it, nobody changes it unnoticed, and a customer is given all that is held.

use crate::{disrupted, test_app::TestApp, window::Window};
use purser_backend::{
    audit::verify::{Verified, verify},
    auth::Role,
    log::replay::replay,
    protection::retention::{Rules, pass},
};
use serde_json::{Value, json};

fn stated(app: &TestApp, who: &Value, value: &str) -> Value {
    app.event("purser.preference.stated.v1", &json!({"customer": who, "key": "seat", "value": value}))
}

fn ada() -> Value {
    json!({"name": {"given": "Ada", "family": "Kis"}, "identifiers": {"email": "ada@example.com", "phone": "+4930123456701"}})
}

async fn id_of(app: &TestApp, query: &str) -> String {
    let found: Value = app.get(&format!("/v1/customers?{query}")).await.json().await.unwrap();
    assert_eq!(found["items"].as_array().unwrap().len(), 1, "{query}: {found}");
    found["items"][0]["id"].as_str().unwrap().to_owned()
}

/// What the audit says was done about a customer, oldest first; waits until so many are there.
pub async fn done(app: &TestApp, id: &str, count: usize) -> Vec<(String, String)> {
    for _try in 0..400 {
        let page =
            app.call(Role::Admin, "GET", &format!("/v1/customers/{id}/audit?limit=200"), &[], "").await;
        let items = page.body["items"].as_array().unwrap().clone();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let mut done: Vec<(String, String)> = items
            .iter()
            .filter(|item| item["what"] != "GET /v1/customers/{id}/audit")
            .map(|item| (text(&item["what"]), format!("{} {}", text(&item["role"]), text(&item["who"]))))
            .collect();
        if done.len() >= count {
            done.reverse();
            return done;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    panic!("fewer than {count} entries");
}

async fn verified(app: &TestApp) -> Verified {
    verify(&mut app.state.db.read.acquire().await.unwrap()).await.unwrap()
}

#[tokio::test]
async fn every_read_and_write_is_in_it() {
    let app = TestApp::start().await;
    app.post(&[stated(&app, &ada(), "aisle")]).await;
    let mut window = Window::open(&app.address, &app.token(Role::Agent, "agent-5"), 0).await;
    window.settled().await;
    let id = id_of(&app, "email=ada@example.com").await;
    for path in ["360", "timeline", "consents"] {
        assert_eq!(app.get(&format!("/v1/customers/{id}/{path}")).await.status(), 200);
    }
    let refused = app.get("/v1/customers/0198f8c4-0000-7000-8000-000000000000/360").await;
    assert_eq!(refused.status(), 404);
    let body = r#"{"purpose":"social","state":"withdrawn"}"#;
    app.call(Role::Agent, "PUT", &format!("/v1/customers/{id}/consents"), &[], body).await;
    let call =
        json!({"contact_id": "c", "channel": "voice", "from": "+4930123456701", "agent_id": "agent-5"});
    app.post(&[app.event("purser.contact.ringing.v1", &call)]).await;
    window.frame().await;
    let export = format!("/v1/customers/{id}/export");
    assert_eq!(app.call(Role::Admin, "POST", &export, &[], "").await.status, 200);
    let found = done(&app, &id, 7).await;
    let agent = "agent agent-1".to_owned();
    let expected = [
        ("GET /v1/customers", &agent),
        ("GET /v1/customers/{id}/360", &agent),
        ("GET /v1/customers/{id}/timeline", &agent),
        ("GET /v1/customers/{id}/consents", &agent),
        ("PUT /v1/customers/{id}/consents", &"agent tester".to_owned()),
        ("realtime contact.ringing", &"agent agent-5".to_owned()),
        ("POST /v1/customers/{id}/export", &"admin tester".to_owned()),
    ]
    .map(|(what, who)| (what.to_owned(), who.clone()));
    assert_eq!(found, expected);
    let text =
        app.call(Role::Admin, "GET", &format!("/v1/customers/{id}/audit"), &[], "").await.body.to_string();
    assert!(!text.contains("Ada") && !text.contains("ada@") && text.contains("request"), "{text}");
    let agent = app.call(Role::Supervisor, "GET", &format!("/v1/customers/{id}/audit"), &[], "").await;
    assert_eq!(agent.status, 403);
    assert!(matches!(verified(&app).await, Verified::Whole(head) if head.number >= 8));
    app.stop().await;
}

#[tokio::test]
async fn who_is_shown_as_perhaps_the_same_person_was_read_too() {
    let app = TestApp::start().await;
    let jonathan = |number: &str| {
        json!({"name": {"given": "Jonathan", "family": "Smith"},
            "identifiers": {"loyalty": number, "phone": "+4915112345678"}})
    };
    app.post(&[stated(&app, &jonathan("J1"), "aisle"), stated(&app, &jonathan("J2"), "window")]).await;
    let (one, other) = (id_of(&app, "loyalty=J1").await, id_of(&app, "loyalty=J2").await);
    for path in ["360", "suggestions"] {
        assert_eq!(app.get(&format!("/v1/customers/{one}/{path}")).await.status(), 200);
    }
    let body = json!({ "other": other }).to_string();
    for what in ["dismiss", "restore"] {
        let path = format!("/v1/customers/{one}/suggestions/{what}");
        assert_eq!(app.call(Role::Supervisor, "POST", &path, &[], &body).await.status, 200);
    }
    let (agent, supervisor) = ("agent agent-1".to_owned(), "supervisor tester".to_owned());
    let expected = [
        ("GET /v1/customers", &agent),
        ("GET /v1/customers/{id}/360", &agent),
        ("GET /v1/customers/{id}/suggestions", &agent),
        ("POST /v1/customers/{id}/suggestions/dismiss", &supervisor),
        ("POST /v1/customers/{id}/suggestions/restore", &supervisor),
    ]
    .map(|(what, who)| (what.to_owned(), who.clone()));
    assert_eq!(done(&app, &one, 5).await, expected);
    // The answer to the last shows the other once more.
    let of_other = done(&app, &other, 6).await;
    assert_eq!((&of_other[..5], &of_other[5]), (&expected[..], &expected[4]));
    app.stop().await;
}

#[tokio::test]
async fn pages_of_it_follow_each_other() {
    let app = TestApp::start().await;
    app.post(&[stated(&app, &ada(), "aisle")]).await;
    let id = id_of(&app, "email=ada@example.com").await;
    for _read in 0..30 {
        app.get(&format!("/v1/customers/{id}/360")).await;
    }
    done(&app, &id, 31).await;
    let (mut numbers, mut cursor) = (Vec::new(), String::new());
    loop {
        let path = format!("/v1/customers/{id}/audit?limit=7{cursor}");
        let page = app.call(Role::Admin, "GET", &path, &[], "").await.body;
        numbers.extend(page["items"].as_array().unwrap().iter().map(|item| item["number"].as_u64().unwrap()));
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert!(numbers.len() >= 31 && numbers.is_sorted_by(|a, b| a > b), "{numbers:?}");
    app.stop().await;
}

#[tokio::test]
async fn what_was_changed_is_named() {
    let app = TestApp::start().await;
    app.post(&[stated(&app, &ada(), "aisle")]).await;
    let id = id_of(&app, "email=ada@example.com").await;
    for _read in 0..5 {
        app.get(&format!("/v1/customers/{id}/360")).await;
    }
    done(&app, &id, 6).await;
    let sql = "UPDATE audit_pages SET entries = REPLACE(entries, 'agent-1', 'agent-2') \
        WHERE first = (SELECT MIN(first) FROM audit_pages WHERE entries LIKE '%agent-1%')";
    crate::database::run(&app.state.db, sql).await;
    // The first entry is the service's that sent the event; the search comes after it.
    assert_eq!(verified(&app).await, Verified::Broken(2));
    app.stop().await;
}

#[tokio::test]
async fn a_customer_is_given_everything_and_nothing_of_others() {
    let app = TestApp::start().await;
    let bo = json!({"name": {"given": "Bo", "family": "Okafor"}, "identifiers": {"phone": "+4930999999", "email": "bo@example.com"}});
    let booking = json!({"pnr": "QX4T7K", "passengers": [{"customer": ada(), "ssrs": ["WCHR"]}, {"customer": bo, "ssrs": ["DEAF"], "ticket": "T-BO"}],
        "segments": [{"flight": "ZX402", "date": "2026-11-20", "from": "FRA", "to": "JFK"}]});
    app.post(&[
        stated(&app, &ada(), "aisle <script>"),
        app.event("purser.booking.created.v1", &booking),
        app.event(
            "purser.social.mentioned.v1",
            &json!({"customer": ada(), "network": "x", "text": "late again"}),
        ),
    ])
    .await;
    let id = id_of(&app, "email=ada@example.com").await;
    let body = r#"{"purpose":"social","state":"withdrawn"}"#;
    app.call(Role::Agent, "PUT", &format!("/v1/customers/{id}/consents"), &[], body).await;
    let path = format!("/v1/customers/{id}/export");
    let given = app.call(Role::Admin, "POST", &path, &[], "").await.body;
    let text = given.to_string();
    for held in ["ada@example.com", "WCHR", "Okafor", "late again", "QX4T7K", "withdrawn", "ZX402"] {
        assert!(text.contains(held), "{held}: {text}");
    }
    for others in ["bo@example.com", "+4930999999", "DEAF", "T-BO"] {
        assert!(!text.contains(others), "{others}: {text}");
    }
    assert_eq!(given["events"].as_array().unwrap().len(), 4);
    let response = app
        .client
        .post(app.url(&path))
        .bearer_auth(app.token(Role::Admin, "dpo"))
        .header("accept", "text/html")
        .send()
        .await
        .unwrap();
    assert!(response.headers()["content-type"].to_str().unwrap().starts_with("text/html"));
    let html = response.text().await.unwrap();
    assert!(
        html.contains("Personal data of Ada Kis")
            && html.contains("&lt;script&gt;")
            && !html.contains("<script")
    );
    assert!(!html.contains("bo@example.com"));
    for role in [Role::Agent, Role::Supervisor, Role::Service] {
        assert_eq!(app.call(role, "POST", &path, &[], "").await.status, 403);
    }
    app.stop().await;
}

/// What stands on a page under a heading.
fn under<'a>(page: &'a str, heading: &str) -> &'a str {
    let from =
        page.split_once(&format!("<h2>{heading}</h2>")).unwrap_or_else(|| panic!("{heading}: {page}")).1;
    from.split_once("</section>").unwrap().0
}

#[tokio::test]
async fn the_printed_page_has_what_the_file_has() {
    let app = TestApp::start().await;
    let mut who = disrupted::passenger(1);
    who["birth_date"] = json!("1980-04-07");
    who["address"] = json!("Deák tér 1, Budapest");
    let said = json!({"customer": who, "channel": "email", "text": "This is awful & wrong", "thread": "t-9"});
    app.post(&[
        stated(&app, &who, "aisle"),
        app.event("purser.message.received.v1", &said),
        disrupted::booking(&app, "created", "AAAAAA", &[1], &[disrupted::direct()]),
        disrupted::flight(&app, "cancelled", &json!({})),
    ])
    .await;
    app.decided().await;
    let path = format!("/v1/customers/{}/export", disrupted::id_of(&app, 1).await);
    let request = app.client.post(app.url(&path)).bearer_auth(app.token(Role::Admin, "dpo"));
    let page = request.header("accept", "text/html").send().await.unwrap().text().await.unwrap();
    for (heading, held) in [
        ("Who you are", "1980-04-07"),
        ("Who you are", "Deák tér 1, Budapest"),
        ("Contacts and messages", "This is awful &amp; wrong"),
        ("What you were owed", "ZX402 on 2026-11-20"),
        ("What you were owed", "250.00 EUR"),
        ("What you were owed", "2026-11-20 "),
        ("What is concluded about you", "Value to the airline"),
        ("What is concluded about you", "negative"),
    ] {
        let part = under(&page, heading);
        assert!(part.contains(held), "{heading}: {held}: {part}");
    }
    app.stop().await;
}

#[tokio::test]
async fn what_has_expired_goes_and_the_rest_is_as_if_it_had_never_been() {
    let app = TestApp::start().await;
    let old = |mut event: Value, time: &str| {
        event["time"] = json!(time);
        event
    };
    let search = |from: &str| {
        app.event("purser.search.performed.v1", &json!({"customer": ada(), "from": from, "to": "JFK"}))
    };
    let call = json!({"contact_id": "c-old", "channel": "voice", "from": "+4930123456701", "agent_id": "a"});
    let end = json!({"contact_id": "c-old", "agent_id": "a", "disposition": "solved"});
    app.post(&[
        // The customer's id comes from this one.
        old(search("BUD"), "2025-01-01T00:00:00Z"),
        old(app.event("purser.contact.ringing.v1", &call), "2025-01-02T00:00:00Z"),
        old(app.event("purser.contact.ended.v1", &end), "2025-01-02T00:01:00Z"),
        search("FRA"),
        stated(&app, &ada(), "aisle"),
    ])
    .await;
    let before = id_of(&app, "email=ada@example.com").await;
    let rules = "[[rule]]\ntypes = [\"purser.search.performed.v1\"]\nkeep = \"13 months\"\n\
        [[rule]]\ntypes = [\"purser.contact.*\"]\nkeep = \"13 months\"";
    let rules = Rules::parse(rules).unwrap();
    assert_eq!(pass(&app.state, &rules).await.unwrap(), 3);
    assert_eq!(pass(&app.state, &rules).await.unwrap(), 0, "what has gone is not found again");
    let now = id_of(&app, "email=ada@example.com").await;
    assert_ne!(now, before);
    let by_old: Value = app.get(&format!("/v1/customers/{before}/timeline")).await.json().await.unwrap();
    let titles = by_old["items"].to_string();
    assert_eq!(by_old["items"].as_array().unwrap().len(), 2, "by the old id too: {titles}");
    assert!(titles.contains("FRA") && !titles.contains("BUD") && !titles.contains("solved"), "{titles}");
    let replayed = replay(&app.state.db, "DE", |_| ()).await.unwrap();
    assert_eq!(replayed.changed, Vec::<&str>::new());
    app.stop().await;
}
