//! Killed while a customer is erased: either they are there whole, or they are gone and nothing is left.

use super::{serve, token_of};
use rand::{Rng, SeedableRng, rngs::StdRng};
use serde_json::{Value, json};
use std::{path::Path, time::Duration};

const ROUNDS: usize = 24;

async fn post(client: &reqwest::Client, address: &str, token: &str, round: usize) {
    let who = json!({"name": {"given": "Adalbertina", "family": format!("Quxworth{round}")},
        "identifiers": {"email": format!("ada{round}@quxworth.example"), "phone": format!("+49301234567{round:02}")}});
    let event = |n: usize| {
        json!({"specversion": "1.0", "id": format!("e-{round}-{n}"), "source": "/kill", "type": "purser.preference.stated.v1",
            "data": {"customer": who, "key": format!("k{n}"), "value": "v"}})
    };
    let events: Vec<Value> = (0..60).map(event).collect();
    let response = client
        .post(format!("{address}/v1/events"))
        .bearer_auth(token)
        .header("content-type", "application/cloudevents-batch+json")
        .body(json!(events).to_string())
        .send()
        .await
        .unwrap();
    assert_eq!(response.status().as_u16(), 202);
}

fn in_files(folder: &Path, text: &str) -> bool {
    let files =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file());
    files
        .map(|file| std::fs::read(file).unwrap())
        .any(|bytes| bytes.windows(text.len()).any(|window| window == text.as_bytes()))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_erasure_is_whole_or_has_not_begun() {
    let folder = tempfile::tempdir().unwrap();
    let client = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(10)).build().unwrap();
    let [service, agent, admin] = ["service", "agent", "admin"].map(|role| token_of(role, folder.path()));
    let mut random = StdRng::seed_from_u64(4);
    let (mut there, mut gone) = (0, 0);
    for round in 0..ROUNDS {
        let (mut child, address) = serve(folder.path()).await;
        post(&client, &address, &service, round).await;
        let found = format!("{address}/v1/customers?email=ada{round}@quxworth.example");
        let found: Value = client.get(found).bearer_auth(&agent).send().await.unwrap().json().await.unwrap();
        let id = found["items"][0]["id"].as_str().unwrap().to_owned();
        // About twice as long as it takes, so that some kills come in the middle and some after it.
        let longest = if crate::database::on_postgres() { 120_000 } else { 9_000 };
        let moment = Duration::from_micros(random.random_range(0..longest));
        let erasing = client
            .post(format!("{address}/v1/customers/{id}/erase"))
            .bearer_auth(&admin)
            .json(&json!({"reason": "asked"}))
            .send();
        let killing = std::thread::spawn(move || {
            std::thread::sleep(moment);
            child.kill().unwrap();
            child.wait().unwrap();
        });
        let answered = erasing.await.is_ok_and(|response| response.status().is_success());
        killing.join().unwrap();
        let (mut child, address) = serve(folder.path()).await;
        let view =
            client.get(format!("{address}/v1/customers/{id}/360")).bearer_auth(&agent).send().await.unwrap();
        match view.status().as_u16() {
            200 => {
                assert!(!answered, "an erasure that was answered is undone");
                let view: Value = view.json().await.unwrap();
                assert_eq!(view["preferences"].as_array().unwrap().len(), 60, "whole");
                there += 1;
            }
            410 => {
                assert!(!in_files(folder.path(), &format!("ada{round}@quxworth")), "round {round}");
                assert!(!in_files(folder.path(), &format!("Quxworth{round}\"")), "round {round}");
                gone += 1;
            }
            status => panic!("{status}"),
        }
        // Long enough for the audit to be written.
        tokio::time::sleep(Duration::from_millis(200)).await;
        child.kill().unwrap();
        child.wait().unwrap();
    }
    assert!(there > 0 && gone > 0, "{there} there, {gone} gone: the moments say nothing");
    let db = crate::database::open(folder.path()).await;
    let replayed = purser_backend::log::replay::replay(&db, "DE", |_| ()).await.unwrap();
    assert_eq!(replayed.changed, Vec::<&str>::new());
    let verified =
        purser_backend::audit::verify::verify(&mut db.read.acquire().await.unwrap()).await.unwrap();
    assert!(matches!(verified, purser_backend::audit::verify::Verified::Whole(head) if head.number > 0));
}
