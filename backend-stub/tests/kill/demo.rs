//! A demonstration airline whose first loading is killed again and again: it goes on at the moment it began, is there
//! once, and is never refused by what it loaded before.

use crate::database;
use purser_backend::demo;
use rand::{Rng, SeedableRng, rngs::StdRng};
use std::{
    collections::BTreeSet,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc::{self, RecvTimeoutError},
    time::Duration,
};

const CUSTOMERS: usize = 1_500;
/// The seed that is the program's default.
const SEED: u64 = 1;
/// More kills than a loading lasts.
const MOST_ROUNDS: u64 = 200;

/// A service that loads the airline, and its first line once there is one.
fn serve(folder: &Path, database: &str) -> (Child, mpsc::Receiver<String>) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_purser-backend"))
        .args(["serve", "--listen", "127.0.0.1:0", "--dev-idp", "--database", database, "--demo"])
        .args(["--demo-customers", &CUSTOMERS.to_string(), "--data-dir"])
        .arg(folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let output = child.stdout.take().unwrap();
    let (said, first) = mpsc::channel();
    std::thread::spawn(move || {
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line).unwrap();
        said.send(line).ok();
    });
    (child, first)
}

/// Kills the service at random moments until one loading ends; gives back how many kills fell into one.
async fn load_through_kills(folder: &Path, database: &str) -> usize {
    let mut random = StdRng::seed_from_u64(11);
    let mut kills = 0;
    for round in 0..MOST_ROUNDS {
        let (mut child, first) = serve(folder, database);
        // More each time, so that it ends wherever a start takes long.
        let patience = Duration::from_millis(random.random_range(50..600 + 30 * round));
        let line = first.recv_timeout(patience);
        child.kill().unwrap();
        child.wait().unwrap();
        match line {
            Ok(line) => {
                assert!(line.starts_with("listening on "), "the service ended by itself: {line:?}");
                return kills;
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(error) => panic!("{error}"),
        }
        let begun = "SELECT COUNT(*) FROM properties WHERE name = 'demo-begun'";
        kills += usize::from(database::column::<i64>(&database::open(folder).await, begun).await == [1]);
    }
    panic!("no loading ended in {MOST_ROUNDS} rounds");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_first_loading_that_is_killed_goes_on_where_and_when_it_began() {
    let folder = tempfile::tempdir().unwrap();
    let address = database::address(folder.path()).await;
    let kills = load_through_kills(folder.path(), &address).await;
    assert!(kills > 0, "no kill fell into the loading");
    let db = database::open(folder.path()).await;
    let begun: Vec<String> =
        database::column(&db, "SELECT value FROM properties WHERE name = 'demo-begun'").await;
    let now: jiff::Timestamp = begun.first().unwrap().parse().unwrap();
    let today = now.to_zoned(jiff::tz::TimeZone::get("Europe/Berlin").unwrap()).date();
    let wanted = demo::events(SEED, CUSTOMERS, today, now).count();
    // What the service concludes itself is not part of the airline.
    let ids: Vec<String> = database::column(&db, "SELECT id FROM events WHERE source <> '/purser'").await;
    let once: BTreeSet<&String> = ids.iter().collect();
    assert_eq!((ids.len(), once.len()), (wanted, wanted), "each event once, after {kills} kills");
}
