//! The cache over real files: what comes back after a restart, and what happens to a broken file.

use super::*;
use crate::{apply::KnownContact, samples::*};
use purser_contract::ipc::OpenContact;
use tempfile::TempDir;

const OWNER: &str = "http://127.0.0.1:1 agent-1";

fn key(dir: &TempDir) -> CacheKey {
    obtain_key(dir.path(), KeyPlace::FileOnly).expect("a key").0
}

async fn open(dir: &TempDir, owner: &str) -> (Cache, Kept) {
    Cache::open(dir.path(), &key(dir), Some(owner)).await.expect("a cache")
}

fn put_contact(seq: u64, contact: &str, rang: i64) -> Change {
    let mut ringing = ringing_of(contact, view(1, 1));
    ringing.contact.rang_at = at(rang);
    Change::PutContact(Box::new(KnownContact {
        seq,
        open: OpenContact { ringing, answered_at: Some(at(5)), ended: None },
    }))
}

fn put_customer(number: u128) -> Change {
    Change::PutCustomer(customer(number), Box::new(opened(number, 1, &["t2", "t1"], Some("more"))))
}

#[tokio::test]
async fn everything_comes_back_after_a_restart() {
    let dir = tempfile::tempdir().expect("a folder");
    let (cache, _) = open(&dir, OWNER).await;
    let changes = [
        put_contact(7, "second", 20),
        put_contact(6, "first", 10),
        put_contact(5, "closed", 5),
        Change::CloseContact("closed".into()),
        put_customer(1),
        Change::Processed(7),
    ];
    cache.commit(&changes, at(100)).await.expect("committed");
    cache.set_theme(Theme::Dark).await.expect("kept");
    cache.set_presence(Presence::AfterCall).await.expect("kept");
    cache.close().await.expect("closed");

    let (cache, kept) = open(&dir, OWNER).await;
    assert_eq!(ids(&kept.known), ["first".into(), "second".into()], "in the order in which they rang");
    assert_eq!(kept.known.contacts[0].open.answered_at, Some(at(5)));
    assert_eq!(kept.known.closed, [("closed".into(), 5)]);
    assert_eq!(kept.known.processed, 7);
    assert_eq!((kept.theme, kept.presence), (Theme::Dark, Presence::AfterCall));
    let cached = cache.customer(customer(1)).await.expect("readable").expect("there");
    assert_eq!((cached.view, cached.read_at), (view(1, 1), at(100)));
    assert_eq!(cached.timeline, items(&["t2", "t1"]));
    assert!(cache.customer(customer(2)).await.expect("readable").is_none());
}

#[tokio::test]
async fn no_name_can_be_read_in_the_file() {
    let dir = tempfile::tempdir().expect("a folder");
    let (cache, _) = open(&dir, OWNER).await;
    cache.commit(&[put_contact(1, "c1", 1), put_customer(1)], at(1)).await.expect("committed");
    let holds_name = |path: &Path| {
        let bytes = fs::read(path).expect("readable");
        assert!(bytes.len() > 1_000, "something was written to {}", path.display());
        [FAMILY_NAME, "example.com", "SQLite format", "contact"]
            .iter()
            .any(|text| bytes.windows(text.len()).any(|window| window == text.as_bytes()))
    };
    assert!(!holds_name(&dir.path().join("cache.db-wal")), "the log of the open file");
    cache.close().await.expect("closed");
    assert!(!holds_name(&dir.path().join(FILE_NAME)), "the closed file");
}

#[tokio::test]
async fn a_file_that_cannot_be_read_is_replaced() {
    type Spoil = fn(&Path);
    let spoilers: [(&str, Spoil); 3] = [
        ("no database", |dir| fs::write(dir.join(FILE_NAME), [7; 9_000]).expect("written")),
        ("another key", |dir| fs::remove_file(dir.join("cache.key")).expect("removed")),
        ("half of it lost", |dir| {
            let bytes = fs::read(dir.join(FILE_NAME)).expect("readable");
            fs::write(dir.join(FILE_NAME), &bytes[..bytes.len() / 2 + 77]).expect("written");
        }),
    ];
    for (what, spoil) in spoilers {
        let dir = tempfile::tempdir().expect("a folder");
        let (cache, _) = open(&dir, OWNER).await;
        cache.commit(&[put_contact(1, "c1", 1), Change::Processed(1)], at(1)).await.expect("committed");
        cache.close().await.expect("closed");
        spoil(dir.path());
        let (cache, kept) = open(&dir, OWNER).await;
        assert_eq!((kept.known.contacts.len(), kept.known.processed), (0, 0), "{what}");
        cache.commit(&[put_contact(2, "c2", 1)], at(1)).await.expect("usable again");
    }
}

#[tokio::test]
async fn a_newer_schema_and_unreadable_rows_are_replaced() {
    for spoil in ["PRAGMA user_version = 99", "UPDATE contact SET open = '{}'"] {
        let dir = tempfile::tempdir().expect("a folder");
        let (cache, _) = open(&dir, OWNER).await;
        cache.commit(&[put_contact(1, "c1", 1)], at(1)).await.expect("committed");
        sqlx::query(spoil).execute(&mut cache.inner.lock().await.connection).await.expect("spoiled");
        cache.close().await.expect("closed");
        let (_cache, kept) = open(&dir, OWNER).await;
        assert_eq!(kept.known.contacts.len(), 0, "{spoil}");
    }
}

#[tokio::test]
async fn without_a_folder_it_works_in_memory() {
    let dir = tempfile::tempdir().expect("a folder");
    let key = key(&dir);
    let nowhere = dir.path().join("cache.key").join("not-a-folder");
    let (cache, _) = Cache::open(&nowhere, &key, Some(OWNER)).await.expect("a cache");
    cache.commit(&[put_customer(1)], at(1)).await.expect("committed");
    assert!(cache.customer(customer(1)).await.expect("readable").is_some());
}

#[tokio::test]
async fn another_agent_finds_nothing() {
    let dir = tempfile::tempdir().expect("a folder");
    let (cache, _) = open(&dir, OWNER).await;
    cache
        .commit(&[put_contact(1, "c1", 1), put_customer(1), Change::Processed(1)], at(1))
        .await
        .expect("committed");
    cache.set_theme(Theme::Dark).await.expect("kept");
    let law = Law { eu261_reform_from: Some("2027-07-01".parse().expect("a date")) };
    cache.set_law(law).await.expect("kept");
    cache.close().await.expect("closed");
    let (cache, kept) = open(&dir, OWNER).await;
    assert_eq!(kept.law, law);
    cache.close().await.expect("closed");
    let (cache, kept) = open(&dir, "http://127.0.0.1:1 agent-2").await;
    assert_eq!((kept.known.contacts.len(), kept.known.processed), (0, 0));
    assert_eq!(kept.theme, Theme::Dark, "how the window looks is no secret");
    assert_eq!(kept.law, Law::default(), "another backend may apply other laws");
    assert!(cache.customer(customer(1)).await.expect("readable").is_none());
}

#[tokio::test]
async fn the_longest_unread_customers_go() {
    let dir = tempfile::tempdir().expect("a folder");
    let (cache, _) = open(&dir, OWNER).await;
    let many: Vec<Change> = (1..=2_010).map(put_customer).collect();
    for (index, change) in many.chunks(1).enumerate().skip(1) {
        let second = i64::try_from(index).expect("small");
        cache.commit(change, at(second)).await.expect("committed");
    }
    // Read again last of all.
    for _ in 0..32 {
        cache.commit(&[put_customer(2)], at(9_999)).await.expect("committed");
        cache.tidy().await.expect("tidied");
    }
    assert!(cache.customer(customer(3)).await.expect("readable").is_none());
    assert!(cache.customer(customer(2)).await.expect("readable").is_some());
    assert!(cache.customer(customer(2_010)).await.expect("readable").is_some());
}

#[tokio::test]
async fn words_find_customers_seen_before() {
    let dir = tempfile::tempdir().expect("a folder");
    let (cache, _) = open(&dir, OWNER).await;
    cache.commit(&[put_customer(1), put_customer(2)], at(1)).await.expect("committed");
    let found = async |words: &str| -> Vec<CustomerId> {
        cache.search(words).await.expect("searched").iter().map(|item| item.id).collect()
    };
    assert_eq!(found("kovácsnagy given2").await, [customer(2)]);
    assert_eq!(found("Customer1@EXAMPLE.com").await, [customer(1)]);
    assert_eq!(found("Kovács").await.len(), 2);
    assert_eq!(found("100% _").await, []);
}

#[tokio::test]
async fn an_erased_customer_is_gone_from_the_file() {
    let dir = tempfile::tempdir().expect("a folder");
    let (cache, _) = open(&dir, OWNER).await;
    cache.commit(&[put_customer(1), put_customer(2)], at(1)).await.expect("committed");
    let desktop = cache.desktop().await.expect("named");
    cache.commit(&[Change::Erase(vec![customer(1)], 3)], at(2)).await.expect("committed");
    assert!(cache.customer(customer(1)).await.expect("readable").is_none());
    assert!(cache.customer(customer(2)).await.expect("readable").is_some());
    let log = fs::metadata(dir.path().join("cache.db-wal")).expect("there").len();
    assert_eq!(log, 0, "what was overwritten stands in no log");
    cache.close().await.expect("closed");
    let (cache, _) = open(&dir, OWNER).await;
    assert_eq!(cache.desktop().await.expect("named"), desktop, "it is the same desktop");
}
