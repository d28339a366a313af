//! Opening an SQLite file: one connection that writes, a few that read, one that does checkpoints.
//!
//! Deliberately not here: SQL of any feature; that stands in the `store.rs` files.

use super::{Db, Pool};
use crate::private;
use anyhow::{Context, Result};
use sqlx::{
    SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{str::FromStr, sync::Arc, time::Duration};
use tokio::sync::Notify;
use tokio_util::task::AbortOnDropHandle;
use uuid::Uuid;

/// How long a writer waits for a lock held by another process before it answers that the store is unavailable.
const BUSY: Duration = Duration::from_secs(2);

/// How long commits gather before a checkpoint takes them. The writing connection does one itself when the log has grown
/// beyond `wal_autocheckpoint` pages all the same.
const BETWEEN_CHECKPOINTS: Duration = Duration::from_millis(200);

/// Opens `url` (`sqlite://PATH`), creating the file and bringing its schema up to date.
///
/// # Errors
/// When the URL is not understood, the file cannot be opened, or a migration fails.
pub async fn open(url: &str) -> Result<Db> {
    let options = options(url)?;
    let file = options.get_filename().to_owned();
    if let Some(folder) = file.parent() {
        private::create_folder(folder).with_context(|| format!("create {}", folder.display()))?;
    }
    // SQLite gives the files beside it the same mode.
    private::ensure_file(&file).with_context(|| format!("create {}", file.display()))?;
    let write = SqlitePoolOptions::new()
        .max_connections(1)
        .test_before_acquire(false)
        .acquire_timeout(Duration::from_secs(5))
        .connect_with(options.clone())
        .await
        .with_context(|| format!("open database {url}"))?;
    sqlx::migrate!("./migrations/sqlite").run(&write).await.context("migrate database")?;
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
    Ok(Db {
        read: Pool::Sqlite(read),
        write: Pool::Sqlite(write),
        file: Some(file),
        process: Uuid::now_v7(),
        committed,
        _checkpoints: Some(Arc::new(AbortOnDropHandle::new(task))),
    })
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

/// Whether there is a file to open.
///
/// # Errors
/// When there is none.
pub fn there(url: &str) -> Result<()> {
    if url.starts_with("sqlite:") {
        let file = options(url)?.get_filename().to_owned();
        anyhow::ensure!(file.exists(), "--database: there is no {}", file.display());
    }
    Ok(())
}

fn options(url: &str) -> Result<SqliteConnectOptions> {
    Ok(SqliteConnectOptions::from_str(url)
        .with_context(|| format!("--database: {url} is not a database URL"))?
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(BUSY)
        .statement_cache_capacity(512)
        .row_buffer_size(512)
        .pragma("cache_size", "-32000")
        .pragma("mmap_size", "134217728")
        .pragma("wal_autocheckpoint", "16000")
        .pragma("journal_size_limit", "67108864")
        .pragma("temp_store", "memory")
        // What is deleted is overwritten, so that an erased customer is in no free page.
        .pragma("secure_delete", "on")
        .optimize_on_close(false, None))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::{os::unix::fs::PermissionsExt, path::Path};

    #[tokio::test]
    async fn nobody_else_reads_what_is_made() {
        let folder = tempfile::tempdir().unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let made = folder.path().join("new").join("data");
        let file = made.join("purser.db");
        let db = open(&format!("sqlite://{}", file.display())).await.unwrap();
        assert_eq!((mode(&made), mode(&file)), (0o700, 0o600));
        assert_eq!(mode(&made.join("purser.db-wal")), 0o600);
        drop(db);
        // What an operator opened stays open.
        let open_to_all = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(&made, open_to_all).unwrap();
        open(&format!("sqlite://{}", file.display())).await.unwrap();
        assert_eq!(mode(&made), 0o755);
    }
}
