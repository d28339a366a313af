//! Opening the database: one connection that writes, a few that read.
//!
//! Deliberately not here: SQL of any feature; that stands in the `store.rs` files.

use anyhow::{Context, Result};
use sqlx::{
    SqliteConnection, SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{path::Path, str::FromStr, time::Duration};

/// The database: `write` has a single connection, so that all changes pass through the group commit in order.
#[derive(Clone, Debug)]
pub struct Db {
    /// Read-only connections; they see the last commit.
    pub read: SqlitePool,
    /// The one writing connection.
    pub write: SqlitePool,
}

/// How long a writer waits for a lock held by another process before it answers that the store is unavailable.
const BUSY: Duration = Duration::from_secs(2);

impl Db {
    /// Opens `url` (`sqlite://PATH`), creating the file and bringing its schema up to date.
    ///
    /// # Errors
    /// When the URL is not understood, the file cannot be opened, or a migration fails.
    pub async fn open(url: &str) -> Result<Self> {
        let options = options(url)?;
        if let Some(folder) = Path::new(options.get_filename()).parent() {
            std::fs::create_dir_all(folder).with_context(|| format!("create {}", folder.display()))?;
        }
        let write = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(Duration::from_secs(5))
            .connect_with(options.clone().create_if_missing(true))
            .await
            .with_context(|| format!("open database {url}"))?;
        sqlx::migrate!("./migrations").run(&write).await.context("migrate database")?;
        let read = SqlitePoolOptions::new()
            .max_connections(4)
            .min_connections(1)
            .acquire_timeout(Duration::from_secs(5))
            .connect_with(options.pragma("query_only", "on"))
            .await
            .context("open database for reading")?;
        Ok(Self { read, write })
    }

    /// Whether the database answers, for `/readyz`.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<(), sqlx::Error> {
        sqlx::query("SELECT 1").execute(&self.read).await.map(|_| ())
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
        .pragma("cache_size", "-8000")
        .pragma("mmap_size", "268435456")
        .pragma("wal_autocheckpoint", "4000")
        .pragma("temp_store", "memory")
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

/// `($1,$2),($3,$4),…` for `rows` rows of `columns` values.
#[must_use]
pub fn placeholders(rows: usize, columns: usize) -> String {
    let mut text = String::with_capacity(rows * (columns * 4 + 2));
    for row in 0..rows {
        text.push_str(if row == 0 { "(" } else { ",(" });
        for column in 0..columns {
            if column > 0 {
                text.push(',');
            }
            text.push('$');
            text.push_str(&(row * columns + column + 1).to_string());
        }
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
    fn placeholders_count_on() {
        assert_eq!(placeholders(2, 2), "($1,$2),($3,$4)");
    }
}
