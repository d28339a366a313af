//! The database: SQLite in a file, or a PostgreSQL server; the same statements on both.
//!
//! Deliberately not here: SQL of any feature; that stands in the `store.rs` files.

mod conn;
mod query;
mod sqlite;
mod postgres;
mod turns;

pub use conn::{Conn, Pool, Row, Transaction};
pub use query::{Column, Query, Value, query};
pub use turns::{Listener, Turn};

use anyhow::{Result, bail};
use std::{path::PathBuf, sync::Arc};
use tokio::sync::Notify;
use tokio_util::task::AbortOnDropHandle;
use uuid::Uuid;

/// The database. On SQLite `write` has a single connection, so that all changes pass through the group commit in order.
#[derive(Clone, Debug)]
pub struct Db {
    /// Connections that only read; they see the last commit.
    pub read: Pool,
    /// Connections that write.
    pub write: Pool,
    /// The database file; its write-ahead log stands beside it. None for a server.
    pub file: Option<PathBuf>,
    /// This process, for the other ones.
    pub process: Uuid,
    committed: Arc<Notify>,
    _checkpoints: Option<Arc<AbortOnDropHandle<()>>>,
}

impl Db {
    /// Opens `url` (`sqlite://PATH` or `postgres://USER@HOST/NAME`) and brings its schema up to date.
    ///
    /// # Errors
    /// When the URL is not understood, the database cannot be opened, or a migration fails.
    pub async fn open(url: &str) -> Result<Self> {
        match url.split(':').next().unwrap_or_default() {
            "sqlite" => sqlite::open(url).await,
            "postgres" | "postgresql" => postgres::open(url).await,
            other => bail!("--database: sqlite:// or postgres:// is expected, got {other}"),
        }
    }

    /// Whether other processes may work on it too.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        self.write.is_shared()
    }

    /// Begins a transaction that writes; there is one at a time.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn begin(&self) -> Result<Transaction, sqlx::Error> {
        self.write.begin().await
    }

    /// Says that a transaction was committed.
    pub fn committed(&self) {
        self.committed.notify_one();
    }

    /// Gives back the memory of the writing connection that is only worth having under load.
    pub async fn rest(&self) {
        if let Pool::Sqlite(pool) = &self.write
            && let Err(error) = sqlx::query("PRAGMA shrink_memory").execute(pool).await
        {
            tracing::debug!(error = %error, "the page cache was not given back");
        }
    }

    /// Opens a database that is there; makes none.
    ///
    /// # Errors
    /// As [`Self::open`]; when there is none.
    pub async fn open_existing(url: &str) -> Result<Self> {
        sqlite::there(url)?;
        Self::open(url).await
    }

    /// Moves everything from the write-ahead log into the file and empties it; says whether nobody stood in the way.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn empty_log(&self) -> Result<bool, sqlx::Error> {
        let Pool::Sqlite(pool) = &self.write else { return Ok(true) };
        let (busy, _, _): (i64, i64, i64) =
            sqlx::query_as("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(pool).await?;
        Ok(busy == 0)
    }

    /// Gives up the room of what was deleted: a file, or a server's tables but those of `except`, are written anew without
    /// it.
    ///
    /// # Errors
    /// Those of the database; a full disk.
    pub async fn rewrite(&self, except: &[&str]) -> Result<(), sqlx::Error> {
        match &self.write {
            Pool::Sqlite(pool) => sqlx::query("VACUUM").execute(pool).await.map(|_| ()),
            Pool::Postgres(pool) => postgres::rewrite(pool, except).await,
        }
    }

    /// Whether the database answers, for `/readyz`.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<(), sqlx::Error> {
        query("SELECT 1").execute(&mut self.read.acquire().await?).await.map(|_| ())
    }
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
