//! Correctness under faults: the service is killed at random moments of an ingest, again and again.
//!
//! Deliberately not here: power loss. A killed process loses nothing the kernel has; that `synchronous=FULL` is set is
//! checked instead.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "support/database.rs"]
mod database;
#[path = "kill/compensations.rs"]
mod compensations;
#[path = "kill/demo.rs"]
mod demo;
#[path = "kill/erase.rs"]
mod erase;
#[path = "kill/load.rs"]
mod load;
#[path = "kill/mixed.rs"]
mod mixed;
#[path = "kill/webhooks.rs"]
mod webhooks;

use rand::{Rng, SeedableRng, rngs::StdRng};
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

const KILLS: usize = 50;

async fn serve(folder: &Path) -> (Child, String) {
    let database = database::address(folder).await;
    let mut child = Command::new(env!("CARGO_BIN_EXE_purser-backend"))
        .args(["serve", "--listen", "127.0.0.1:0", "--dev-idp", "--settle-seconds", "0"])
        .args(["--database", &database, "--data-dir"])
        .arg(folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let address = line.trim().strip_prefix("listening on ").unwrap_or_else(|| panic!("{line}")).to_owned();
    (child, address)
}

fn token(folder: &Path) -> String {
    token_of("service", folder)
}

fn token_of(role: &str, folder: &Path) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_purser-backend"))
        .args(["token", "--role", role, "--subject", "kill", "--data-dir"])
        .arg(folder)
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

fn batch(first: usize) -> Vec<Value> {
    (first..first + 10)
        .map(|n| {
            json!({"specversion": "1.0", "id": format!("k-{n}"), "source": "/kill", "type": "purser.preference.stated.v1",
                "data": {"customer": {"identifiers": {"loyalty": format!("L{}", n % 40)}}, "key": format!("k{}", n % 7), "value": n}})
        })
        .collect()
}

/// Posts batches until the service is gone; gives back the ids it acknowledged.
async fn post_until_gone(
    client: &reqwest::Client,
    address: &str,
    token: &str,
    first: &mut usize,
) -> Vec<usize> {
    let mut acknowledged = Vec::new();
    loop {
        let from = *first;
        *first += 10;
        let request = client
            .post(format!("{address}/v1/events"))
            .bearer_auth(token)
            .header("content-type", "application/cloudevents-batch+json")
            .body(json!(batch(from)).to_string());
        match request.send().await {
            Ok(response) if response.status().as_u16() == 202 => acknowledged.extend(from..from + 10),
            Ok(_) | Err(_) => return acknowledged,
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_acknowledged_event_is_there_once_after_fifty_kills() {
    let folder = tempfile::tempdir().unwrap();
    let client = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(10)).build().unwrap();
    let token = token(folder.path());
    let mut random = StdRng::seed_from_u64(20);
    let (mut first, mut acknowledged) = (0, Vec::new());
    for _ in 0..KILLS {
        let (mut child, address) = serve(folder.path()).await;
        let moment = Duration::from_micros(random.random_range(500..40_000));
        let killing = std::thread::spawn(move || {
            std::thread::sleep(moment);
            child.kill().unwrap();
            child.wait().unwrap();
        });
        acknowledged.extend(post_until_gone(&client, &address, &token, &mut first).await);
        killing.join().unwrap();
    }
    let db = database::open(folder.path()).await;
    if !database::on_postgres() {
        assert_eq!(database::column::<i64>(&db, "PRAGMA synchronous").await, [2], "FULL");
        assert_eq!(database::column::<String>(&db, "PRAGMA integrity_check").await, ["ok"]);
    }
    let ids: Vec<String> = database::column(&db, "SELECT id FROM events").await;
    let once: BTreeSet<&String> = ids.iter().collect();
    assert_eq!(once.len(), ids.len(), "none twice");
    assert!(acknowledged.len() > KILLS, "the kills came before anything happened: {}", acknowledged.len());
    for n in acknowledged {
        assert!(once.contains(&format!("k-{n}")), "k-{n} was acknowledged and is lost");
    }
    let replayed = purser_backend::log::replay::replay(&db, "DE", |_| ()).await.unwrap();
    assert_eq!(replayed.changed, Vec::<&str>::new(), "the read models are what the log says");
}
