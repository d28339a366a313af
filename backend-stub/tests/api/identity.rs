//! Records that may be one person's: what is suggested and why, what supervisors say to that, and what comes of hard cases.

use crate::test_app::TestApp;
use purser_backend::auth::Role;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

#[expect(clippy::needless_pass_by_value, reason = "each call gives a literal")]
fn person(given: &str, family: &str, identifiers: Value) -> Value {
    json!({"name": {"given": given, "family": family}, "identifiers": identifiers})
}

fn born(mut person: Value, date: &str) -> Value {
    person["birth_date"] = date.into();
    person
}

fn stated(app: &TestApp, customer: &Value) -> Value {
    let data = json!({"customer": customer, "key": "seat", "value": "aisle"});
    app.event("purser.preference.stated.v1", &data)
}

async fn get(app: &TestApp, path: &str) -> Value {
    app.call(Role::Agent, "GET", path, &[], "").await.body
}

async fn id_of(app: &TestApp, query: &str) -> String {
    let found = get(app, &format!("/v1/customers?{query}")).await;
    assert_eq!(found["items"].as_array().unwrap().len(), 1, "{query}: {found}");
    found["items"][0]["id"].as_str().unwrap().to_owned()
}

async fn suggestions(app: &TestApp, id: &str) -> Vec<Value> {
    let listed =
        get(app, &format!("/v1/customers/{id}/suggestions")).await["items"].as_array().unwrap().clone();
    let view = get(app, &format!("/v1/customers/{id}/360")).await;
    let of_view = view["suggestions"].as_array().unwrap().iter().chain(view["dismissed"].as_array().unwrap());
    assert_eq!(of_view.cloned().collect::<Vec<_>>(), listed, "the view and the list say the same");
    listed
}

fn kinds(suggestion: &Value) -> Vec<(&str, i64)> {
    let evidence = suggestion["evidence"].as_array().unwrap().iter();
    evidence.map(|one| (one["kind"].as_str().unwrap(), one["points"].as_i64().unwrap())).collect()
}

async fn decide(app: &TestApp, role: Role, id: &str, what: &str, body: &Value) -> (u16, Value) {
    let answer = app.call(role, "POST", &format!("/v1/customers/{id}/{what}"), &[], &body.to_string()).await;
    (answer.status, answer.body)
}

#[tokio::test]
async fn two_spellings_with_one_birthday_and_one_phone_are_suggested_with_their_evidence() {
    let app = TestApp::start().await;
    let one = person("Александр", "Иванов", json!({"loyalty": "RU1", "phone": "+4915112345678"}));
    let other = person("Alexander", "Ivanov", json!({"loyalty": "RU2", "phone": "+4915112345678"}));
    app.post(&[stated(&app, &born(one, "1980-04-07")), stated(&app, &born(other, "1980-04-07"))]).await;
    let (one, other) = (id_of(&app, "loyalty=RU1").await, id_of(&app, "loyalty=RU2").await);
    assert_ne!(one, other, "two loyalty numbers never link on a shared phone alone");
    for (id, about, name) in [(&one, &other, "Alexander"), (&other, &one, "Александр")] {
        let found = suggestions(&app, id).await;
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0]["customer_id"], **about);
        assert_eq!(found[0]["name"]["given"], name);
        assert_eq!(
            kinds(&found[0]),
            [("birth-date", 35), ("phone", 35), ("name", 25), ("loyalty", -10)],
            "{}",
            found[0]
        );
        assert_eq!((&found[0]["score"], &found[0]["threshold"]), (&json!(85), &json!(60)));
        assert!(found[0]["evidence"].to_string().contains("1980-04-07"));
    }
    let view = get(&app, &format!("/v1/customers/{one}/360")).await;
    assert_eq!(view["customer"]["birth_date"]["value"], "1980-04-07");
    assert_eq!(view["customer"]["birth_date"]["source"], "profile");
    app.stop().await;
}

#[tokio::test]
async fn a_family_behind_one_phone_and_mailbox_is_neither_joined_nor_suggested() {
    let app = TestApp::start().await;
    let reach = json!({"phone": "+36301112222", "email": "family.kovacs@example.org"});
    for given in ["Zsófia", "Bence", "Anna", "Lili"] {
        let mut reach = reach.clone();
        reach["loyalty"] = format!("F-{given}").to_uppercase().into();
        app.post(&[stated(&app, &person(given, "Kovács", reach))]).await;
    }
    let found = get(&app, "/v1/customers?phone=%2B36301112222").await;
    let ids: Vec<&str> =
        found["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), 4);
    for id in ids {
        assert_eq!(suggestions(&app, id).await, Vec::<Value>::new());
    }
    app.stop().await;
}

#[tokio::test]
async fn evidence_beside_telephones() {
    let app = TestApp::start().await;
    let at_home = |mut person: Value| {
        person["address"] = json!({"street": "Fő utca 12", "postal_code": "1011", "city": "Budapest"});
        person
    };
    let booking = |pnr: &str, customer: &Value| {
        let passenger = |customer: &Value| json!({"customer": customer, "ssrs": []});
        let mate = person("Gábor", "Szűcs", json!({"email": "gabor@example.org"}));
        app.event(
            "purser.booking.created.v1",
            &json!({"pnr": pnr, "segments": [],
            "passengers": [passenger(customer), passenger(&mate)]}),
        )
    };
    let ilona = |identifiers: Value| person("Ilona", "Szalai", identifiers);
    app.post(&[
        // The same mailbox name at another provider, and the same address, written in another way.
        stated(&app, &at_home(person("Zsófia", "Tóth", json!({"email": "zsofia.toth@example.org"})))),
        stated(&app, &json!({"name": {"given": "TOTH", "family": "ZSOFIA"}, "address": "FO UTCA 12\n1011 BUDAPEST",
            "identifiers": {"email": "zsofiatoth@work.example"}})),
        // The same company on two trips.
        booking("AAAAAA", &ilona(json!({"loyalty": "H1"}))),
        booking("BBBBBB", &ilona(json!({"loyalty": "H2"}))),
        // Two passengers of one booking.
        app.event("purser.booking.created.v1", &json!({"pnr": "CCCCCC", "segments": [], "passengers": [
            {"customer": born(person("Eva", "Nagy", json!({"loyalty": "E1", "phone": "+36305550000"})), "1990-01-01"), "ssrs": []},
            {"customer": born(person("Éva", "Nagy", json!({"loyalty": "E2", "phone": "+36305550000"})), "1990-01-01"), "ssrs": []}]})),
    ])
    .await;
    let found = suggestions(&app, &id_of(&app, "email=zsofia.toth@example.org").await).await;
    assert_eq!(kinds(&found[0]), [("name", 35), ("address", 25), ("email", 25)], "{}", found[0]);
    let found = suggestions(&app, &id_of(&app, "loyalty=H1").await).await;
    assert_eq!(found, Vec::<Value>::new(), "a name and one companion do not suffice: 35 + 15 - 10");
    let found = suggestions(&app, &id_of(&app, "loyalty=E1").await).await;
    assert_eq!(found, Vec::<Value>::new(), "35 + 35 + 35 - 10 - 70 is not enough");
    app.stop().await;
}

#[tokio::test]
async fn a_dismissed_pair_stays_dismissed_until_it_is_restored() {
    let app = TestApp::start().await;
    let shared = "+4915112345678";
    app.post(&[
        stated(&app, &person("Jonathan", "Smith", json!({"loyalty": "J1", "phone": shared}))),
        stated(&app, &person("Jonathan", "Smith", json!({"loyalty": "J2", "phone": shared}))),
    ])
    .await;
    let (one, other) = (id_of(&app, "loyalty=J1").await, id_of(&app, "loyalty=J2").await);
    let body = json!({"other": other, "reason": "father and son"});
    for (role, id, what, body, status, code) in [
        (Role::Agent, one.as_str(), "dismiss", body.clone(), 403, "forbidden"),
        (Role::Supervisor, "x", "dismiss", body.clone(), 400, "invalid-request"),
        (Role::Supervisor, &one, "dismiss", json!({"other": one}), 409, "conflict"),
        (Role::Supervisor, &one, "restore", body.clone(), 409, "conflict"),
        (
            Role::Supervisor,
            &one,
            "dismiss",
            json!({"other": other, "reason": "x".repeat(2001)}),
            400,
            "invalid-request",
        ),
        (Role::Supervisor, "0190f7f0-0000-7000-8000-000000000000", "dismiss", body.clone(), 404, "not-found"),
    ] {
        let (got, problem) = decide(&app, role, id, &format!("suggestions/{what}"), &body).await;
        assert_eq!((got, problem["code"].as_str()), (status, Some(code)), "{problem}");
    }
    assert_eq!(suggestions(&app, &other).await.len(), 1);
    let (status, left) = decide(&app, Role::Supervisor, &one, "suggestions/dismiss", &body).await;
    assert_eq!((status, &left["items"]), (200, &json!([])), "{left}");
    for id in [&one, &other] {
        let found = suggestions(&app, id).await;
        assert_eq!(found[0]["dismissed"]["reason"], "father and son", "{found:?}");
        let timeline = get(&app, &format!("/v1/customers/{id}/timeline")).await;
        assert_eq!(timeline["items"][0]["title"], "Two persons, not one");
    }
    assert_eq!(
        decide(&app, Role::Supervisor, &other, "suggestions/dismiss", &json!({"other": one})).await.0,
        409
    );
    // They stay apart also when one of them turns out to have a third record.
    app.post(&[stated(&app, &person("Jonathan", "Smith", json!({"email": "jon@example.org"})))]).await;
    let third = id_of(&app, "email=jon@example.org").await;
    let merge = json!({"other": third, "reason": "same passport"});
    assert_eq!(decide(&app, Role::Supervisor, &other, "merge", &merge).await.0, 200);
    assert!(suggestions(&app, &one).await[0]["dismissed"].is_object());
    let (status, left) =
        decide(&app, Role::Supervisor, &other, "suggestions/restore", &json!({"other": one})).await;
    assert_eq!((status, left["items"].as_array().unwrap().len()), (200, 1), "{left}");
    assert_eq!(suggestions(&app, &one).await[0]["dismissed"], Value::Null);
    app.stop().await;
}

#[tokio::test]
async fn a_merge_is_listed_until_it_is_taken_back_and_ends_the_suggestion() {
    let app = TestApp::start().await;
    let shared = "+4915112345678";
    app.post(&[
        stated(&app, &person("Jonathan", "Smith", json!({"loyalty": "J1", "phone": shared}))),
        stated(&app, &person("Jonathan", "SMITH", json!({"loyalty": "J2", "phone": shared}))),
    ])
    .await;
    let (one, other) = (id_of(&app, "loyalty=J1").await, id_of(&app, "loyalty=J2").await);
    let before = (suggestions(&app, &one).await, suggestions(&app, &other).await);
    assert_eq!((before.0.len(), before.1.len()), (1, 1));
    let (_, merged) =
        decide(&app, Role::Supervisor, &one, "merge", &json!({"other": other, "reason": "same passport"}))
            .await;
    let view = get(&app, &format!("/v1/customers/{one}/360")).await;
    assert_eq!((&view["suggestions"], view["merges"].as_array().unwrap().len()), (&json!([]), 1));
    assert_eq!(
        (&view["merges"][0]["id"], &view["merges"][0]["reason"]),
        (&merged["merge"], &json!("same passport"))
    );
    let (status, _) =
        decide(&app, Role::Supervisor, &one, "unmerge", &json!({"merge": merged["merge"]})).await;
    assert_eq!(status, 200);
    assert_eq!((suggestions(&app, &one).await, suggestions(&app, &other).await), before);
    assert_eq!(get(&app, &format!("/v1/customers/{one}/360")).await["merges"], json!([]));
    app.stop().await;
}

#[tokio::test]
async fn a_switchboard_suggests_nobody_and_costs_no_more() {
    let app = TestApp::start().await;
    let agency =
        |n: usize| person("Jan", "Smit", json!({"loyalty": format!("A{n}"), "phone": "+31201234567"}));
    let events: Vec<Value> = (0..60).map(|n| stated(&app, &agency(n))).collect();
    app.post(&events).await;
    assert_eq!(suggestions(&app, &id_of(&app, "loyalty=A7").await).await, Vec::<Value>::new());
    app.stop().await;
}

#[tokio::test]
async fn names_in_any_script_and_of_any_length_are_compared() {
    let app = TestApp::start().await;
    let long = "Wolfeschlegelsteinhausenbergerdorff ".repeat(110);
    for (index, (given, family)) in [
        ("محمد", "حداد"),
        ("伟", "张"),
        ("Дмитрий", "Щербаков"),
        ("😀", "🎉"),
        ("Z\u{0301}o\u{0308}e\u{0323}\u{0323}\u{0323}", "O\u{0302}\u{0301}rn"),
        (&long[..], "Schmidt"),
    ]
    .into_iter()
    .enumerate()
    {
        let phone = format!("+4915100000{index:03}");
        let of = |side: usize| {
            person(given, family, json!({"loyalty": format!("S{index}{side}"), "phone": phone}))
        };
        app.post(&[stated(&app, &of(0)), stated(&app, &of(1))]).await;
        let found = suggestions(&app, &id_of(&app, &format!("loyalty=S{index}0")).await).await;
        let expected = usize::from(family != "🎉");
        // Names without a letter cannot be compared; the telephone alone is not enough.
        assert!(found.len() == expected || family == "🎉", "{family}: {found:?}");
        for suggestion in found {
            assert!(
                suggestion["evidence"][0]["text"].as_str().unwrap().chars().count() < 200,
                "{suggestion}"
            );
        }
    }
    app.stop().await;
}

#[tokio::test]
async fn ten_thousand_identifiers_on_one_customer_are_bounded_and_slow_nobody() {
    let app = TestApp::start().await;
    let many: Vec<String> = (0..101).map(|n| format!("a{n}@example.org")).collect();
    let too_many = stated(&app, &person("Ada", "Kis", json!({"loyalty": "MANY", "email": many})));
    let answer = app
        .client
        .post(app.url("/v1/events"))
        .bearer_auth(app.token(Role::Service, "tests"))
        .header("content-type", "application/cloudevents+json")
        .body(too_many.to_string())
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status().as_u16(), 422);
    let problem: Value = answer.json().await.unwrap();
    assert!(problem.to_string().contains("data.customer.identifiers: more than 100"), "{problem}");
    let events: Vec<Value> = (0..101)
        .map(|step| {
            let emails: Vec<String> = (0..99).map(|n| format!("a{}@example.org", step * 99 + n)).collect();
            stated(&app, &person("Ada", "Kis", json!({"loyalty": "MANY", "email": emails})))
        })
        .collect();
    app.post(&events).await;
    let ada = id_of(&app, "loyalty=MANY").await;
    let view = get(&app, &format!("/v1/customers/{ada}/360")).await;
    let emails = view["customer"]["identifiers"]["email"].as_array().unwrap();
    assert_eq!(emails.len(), 256, "the newest are kept");
    assert!(emails.iter().any(|email| email["value"] == "a9998@example.org"));
    assert_eq!(id_of(&app, "email=a5@example.org").await, ada, "she is still found by all of them");
    let began = Instant::now();
    app.post(&[stated(&app, &person("Bence", "Nagy", json!({"loyalty": "OTHER"})))]).await;
    app.post(&[stated(&app, &person("Ada", "Kis", json!({"loyalty": "MANY"})))]).await;
    assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
    app.stop().await;
}

#[tokio::test]
async fn wrong_particulars_are_refused_by_name() {
    let app = TestApp::start().await;
    for (field, value, named) in [
        ("birth_date", json!("1980-13-01"), "data.customer.birth_date"),
        ("birth_date", json!("0001-01-01"), "data.customer.birth_date"),
        ("address", json!("x".repeat(1_001)), "data.customer.address"),
        ("address", json!(12), "data.customer.address"),
    ] {
        let mut customer = person("Ada", "Kis", json!({"loyalty": "P1"}));
        customer[field] = value;
        let answer = app
            .client
            .post(app.url("/v1/events"))
            .bearer_auth(app.token(Role::Service, "tests"))
            .header("content-type", "application/cloudevents+json")
            .body(stated(&app, &customer).to_string())
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status().as_u16(), 422);
        let problem: Value = answer.json().await.unwrap();
        assert!(problem.to_string().contains(named), "{problem}");
    }
    app.stop().await;
}
