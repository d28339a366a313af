//! A bulk load that is killed again and again: nothing is lost, nothing doubled, nothing told twice.

use super::serve;
use rand::{Rng, SeedableRng, rngs::StdRng};
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    fmt::Write as _,
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

const LINES: usize = 30_000;
/// More kills than a load lasts.
const MOST_ROUNDS: usize = 200;

fn file() -> String {
    let mut text = String::new();
    for n in 1..=LINES {
        // One in a hundred is broken, in one of three ways.
        let line = match (n % 100, n % 3) {
            (0, 0) => "{\"specversion\":".to_owned(),
            (0, 1) => event(n).replace("loyalty", "shoe"),
            (0, _) => event(n - 1).replace(&format!("\"value\":{}", n - 1), "\"value\":0"),
            _ => event(n),
        };
        writeln!(text, "{line}").unwrap();
    }
    text
}

fn event(n: usize) -> String {
    json!({"specversion": "1.0", "id": format!("l-{n}"), "source": "/load", "time": "2026-11-01T10:00:00Z",
        "type": "purser.preference.stated.v1",
        "data": {"customer": {"identifiers": {"loyalty": format!("L{}", n % 400)}}, "key": format!("k{}", n % 7), "value": n}})
    .to_string()
}

fn load(folder: &Path, database: &str, file: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_purser-backend"));
    command.args(["load", "--database", database, "--data-dir"]).arg(folder).arg(file);
    command.stdout(Stdio::piped()).stderr(Stdio::null());
    command
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_load_that_is_killed_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    // The schema is there before, so that the kills fall into the load.
    let (mut child, _address) = serve(folder.path()).await;
    child.kill().unwrap();
    child.wait().unwrap();
    let database = crate::database::address(folder.path()).await;
    let file_name = folder.path().join("events.ndjson");
    std::fs::write(&file_name, file()).unwrap();
    let mut random = StdRng::seed_from_u64(6);
    let (mut kills, mut said) = (0, String::new());
    for _ in 0..MOST_ROUNDS {
        let mut child = load(folder.path(), &database, &file_name).spawn().unwrap();
        // More each time, so that it ends wherever a start takes long.
        let patience = Duration::from_millis(random.random_range(20..400 + 20 * kills));
        let began = std::time::Instant::now();
        let ended = loop {
            match child.try_wait().unwrap() {
                Some(status) => break Some(status),
                None if began.elapsed() > patience => break None,
                None => tokio::time::sleep(Duration::from_millis(2)).await,
            }
        };
        if let Some(status) = ended {
            assert!(status.success());
            said = std::io::read_to_string(child.stdout.take().unwrap()).unwrap();
            break;
        }
        child.kill().unwrap();
        child.wait().unwrap();
        kills += 1;
    }
    let good = LINES - LINES / 100;
    assert!(kills > 0 && said.contains("done before"), "{kills} kills: {said}");
    eprintln!("{kills} kills; {said}");
    let db = crate::database::open(folder.path()).await;
    let ids: Vec<String> = crate::database::column(&db, "SELECT id FROM events").await;
    let once: BTreeSet<&String> = ids.iter().collect();
    assert_eq!((ids.len(), once.len()), (good, good), "each good line once");
    let rejects = std::fs::read_to_string(folder.path().join("events.ndjson.rejects.ndjson")).unwrap();
    let lines: Vec<usize> = rejects
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["line_number"].as_u64().unwrap())
        .map(|number| usize::try_from(number).unwrap())
        .collect();
    assert_eq!(lines, (1..=LINES / 100).map(|n| n * 100).collect::<Vec<_>>(), "each bad line once, in order");
    let replayed = purser_backend::log::replay::replay(&db, "DE", |_| ()).await.unwrap();
    assert_eq!(replayed.changed, Vec::<&str>::new());
}
