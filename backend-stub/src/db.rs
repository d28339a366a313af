//! Opening the database: one connection that writes, a few that read.
//!
//! Deliberately not here: SQL of any feature; that stands in the `store.rs` files.

use anyhow::{Context, Result};
use sqlx::{
    SqliteConnection, SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{
    path::{Path, PathBuf},
    str::FromStr,
    sync::Arc,
    time::Duration,
};
use tokio::sync::Notify;
use tokio_util::task::AbortOnDropHandle;

/// The database: `write` has a single connection, so that all changes pass through the group commit in order.
#[derive(Clone, Debug)]
pub struct Db {
    /// Read-only connections; they see the last commit.
    pub read: SqlitePool,
    /// The one writing connection.
    pub write: SqlitePool,
    /// The database file; its write-ahead log stands beside it.
    pub file: PathBuf,
    committed: Arc<Notify>,
    _checkpoints: Arc<AbortOnDropHandle<()>>,
}

/// How long a writer waits for a lock held by another process before it answers that the store is unavailable.
const BUSY: Duration = Duration::from_secs(2);

/// How long commits gather before a checkpoint takes them. The writing connection does one itself when the log has grown
/// beyond `wal_autocheckpoint` pages all the same.
const BETWEEN_CHECKPOINTS: Duration = Duration::from_millis(200);

impl Db {
    /// Says that a transaction was committed.
    pub fn committed(&self) {
        self.committed.notify_one();
    }

    /// Gives back the memory of the writing connection that is only worth having under load.
    pub async fn rest(&self) {
        if let Err(error) = sqlx::query("PRAGMA shrink_memory").execute(&self.write).await {
            tracing::debug!(error = %error, "the page cache was not given back");
        }
    }

    /// Opens `url` (`sqlite://PATH`), creating the file and bringing its schema up to date.
    ///
    /// # Errors
    /// When the URL is not understood, the file cannot be opened, or a migration fails.
    pub async fn open(url: &str) -> Result<Self> {
        let options = options(url)?;
        let file = options.get_filename().to_owned();
        if let Some(folder) = Path::new(options.get_filename()).parent() {
            std::fs::create_dir_all(folder).with_context(|| format!("create {}", folder.display()))?;
        }
        let write = SqlitePoolOptions::new()
            .max_connections(1)
            .test_before_acquire(false)
            .acquire_timeout(Duration::from_secs(5))
            .connect_with(options.clone().create_if_missing(true))
            .await
            .with_context(|| format!("open database {url}"))?;
        sqlx::migrate!("./migrations").run(&write).await.context("migrate database")?;
        let checkpoints = SqlitePoolOptions::new()
            .max_connections(1)
            .connect_with(options.clone().pragma("cache_size", "-64"))
            .await
            .context("open database for checkpoints")?;
        let read = SqlitePoolOptions::new()
            .max_connections(4)
            .min_connections(1)
            // A file does not go away as a server does; asking it first would be half of a read.
            .test_before_acquire(false)
            .acquire_timeout(Duration::from_secs(5))
            .connect_with(options.pragma("query_only", "on"))
            .await
            .context("open database for reading")?;
        let committed = Arc::new(Notify::new());
        let task = tokio::spawn(keep_log_short(checkpoints, Arc::clone(&committed)));
        Ok(Self { read, write, file, committed, _checkpoints: Arc::new(AbortOnDropHandle::new(task)) })
    }

    /// Opens a database that is there; makes none.
    ///
    /// # Errors
    /// As [`Self::open`]; when there is none.
    pub async fn open_existing(url: &str) -> Result<Self> {
        let file = options(url)?.get_filename().to_owned();
        anyhow::ensure!(file.exists(), "--database: there is no {}", file.display());
        Self::open(url).await
    }

    /// Whether the database answers, for `/readyz`.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<(), sqlx::Error> {
        sqlx::query("SELECT 1").execute(&self.read).await.map(|_| ())
    }
}

/// Moves what was committed from the write-ahead log into the database file while further commits go on.
async fn keep_log_short(pool: SqlitePool, committed: Arc<Notify>) {
    loop {
        committed.notified().await;
        tokio::time::sleep(BETWEEN_CHECKPOINTS).await;
        let outcome = sqlx::query("PRAGMA wal_checkpoint(PASSIVE)").execute(&pool).await;
        if let Err(error) = outcome {
            tracing::debug!(error = %error, "no checkpoint this time");
        }
    }
}

fn options(url: &str) -> Result<SqliteConnectOptions> {
    anyhow::ensure!(
        url.starts_with("sqlite:"),
        "--database: only sqlite:// is supported, got {}",
        scheme(url)
    );
    Ok(SqliteConnectOptions::from_str(url)
        .with_context(|| format!("--database: {url} is not a database URL"))?
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(BUSY)
        .statement_cache_capacity(512)
        .row_buffer_size(512)
        .pragma("cache_size", "-32000")
        .pragma("mmap_size", "268435456")
        .pragma("wal_autocheckpoint", "16000")
        .pragma("journal_size_limit", "67108864")
        .pragma("temp_store", "memory")
        // What is deleted is overwritten, so that an erased customer is in no free page.
        .pragma("secure_delete", "on")
        .optimize_on_close(false, None))
}

fn scheme(url: &str) -> &str {
    url.split("://").next().unwrap_or_default()
}

/// Runs a statement over many rows in few statements: `run(count)` is called with sizes that are powers of two, so that
/// the statement cache holds a handful of shapes.
#[must_use]
pub fn chunks(total: usize, largest: usize) -> Vec<usize> {
    let mut sizes = Vec::new();
    let mut left = total;
    let mut size = largest.next_power_of_two();
    while size > 0 {
        while left >= size {
            sizes.push(size);
            left -= size;
        }
        size /= 2;
    }
    sizes
}

/// `(?,?),(?,?),…` for `rows` rows of `columns` values.
///
/// Not `$1`: SQLite takes that for a name, and looks through all names of the statement for each value that is bound.
#[must_use]
pub fn placeholders(rows: usize, columns: usize) -> String {
    let mut text = String::with_capacity(rows * (columns * 2 + 2));
    for row in 0..rows {
        text.push_str(if row == 0 { "(?" } else { ",(?" });
        (1..columns).for_each(|_| text.push_str(",?"));
        text.push(')');
    }
    text
}

/// Splits `items` by [`chunks`].
pub fn chunked<T>(items: &[T], largest: usize) -> impl Iterator<Item = &[T]> {
    let mut rest = items;
    chunks(items.len(), largest).into_iter().map(move |size| {
        let (head, tail) = rest.split_at(size);
        rest = tail;
        head
    })
}

/// A connection, wherever it came from. SQL functions take this and nothing larger.
pub type Conn = SqliteConnection;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunk_sizes_are_powers_of_two_and_add_up() {
        for total in [0, 1, 2, 3, 63, 64, 100, 1000] {
            let sizes = chunks(total, 64);
            assert_eq!(sizes.iter().sum::<usize>(), total);
            assert!(sizes.iter().all(|size| size.is_power_of_two() && *size <= 64));
        }
    }

    #[test]
    fn placeholders_are_in_rows() {
        assert_eq!(placeholders(2, 2), "(?,?),(?,?)");
        assert_eq!(placeholders(1, 3), "(?,?,?)");
    }
}
