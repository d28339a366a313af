//! The encrypted cache: what was on the screen, so that it is there again after a restart and without a network.
//!
//! It belongs to one agent at one backend and is disposable: broken, written by a newer program or under another
//! key, it is deleted and filled again. Deliberately not here: writes that wait to be sent; losing this file must
//! lose nothing.

mod contact;
mod customer;
mod key;
mod progress;
mod setting;

pub use customer::Cached;
pub use key::{CacheKey, KeptIn, KeyPlace, obtain_key};

use crate::apply::{Change, Known};
use jiff::Timestamp;
use purser_contract::{
    CustomerId,
    ipc::Theme,
    realtime::{Law, Presence},
    search::SearchItem,
};
use sqlx::{
    ConnectOptions as _, Connection as _, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};
use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};
use tokio::sync::Mutex;

/// The file in the data folder.
pub const FILE_NAME: &str = "cache.db";
/// Written into the file; another number means another program, and a fresh start.
const SCHEMA_VERSION: i64 = 1;
/// Customers are let go in the order in which they were read; looked at once in this many commits.
const EVICT_EVERY: u32 = 32;

/// The open cache. One connection: the desktop writes little, and one thread costs little memory.
#[derive(Debug)]
pub struct Cache {
    inner: Mutex<Inner>,
}

#[derive(Debug)]
struct Inner {
    connection: SqliteConnection,
    commits: u32,
}

/// What a fresh program starts from.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    pub(crate) known: Known,
    pub(crate) theme: Theme,
    pub(crate) presence: Presence,
    pub(crate) law: Law,
}

impl Cache {
    /// Opens the file for `owner`, or a fresh one when it cannot be read, or memory when there can be no file.
    /// Without an owner nothing but the settings is read, and nothing is removed.
    pub(crate) async fn open(
        data_dir: &Path,
        key: &CacheKey,
        owner: Option<&str>,
    ) -> Result<(Self, Kept), sqlx::Error> {
        let path = data_dir.join(FILE_NAME);
        let broken = match Self::try_open(options(key).filename(&path), owner).await {
            Ok(opened) => return Ok(opened),
            Err(error) => error,
        };
        tracing::warn!(error = %broken, "the cache cannot be read; starting a fresh one");
        if let Err(error) = delete(&path) {
            tracing::warn!(%error, "the old cache cannot be deleted");
        }
        let unusable = match Self::try_open(options(key).filename(&path), owner).await {
            Ok(opened) => return Ok(opened),
            Err(error) => error,
        };
        tracing::error!(error = %unusable, "no cache file can be made; what is read is forgotten at the end");
        Self::in_memory(owner).await
    }

    /// A cache that is forgotten at the end.
    pub(crate) async fn in_memory(owner: Option<&str>) -> Result<(Self, Kept), sqlx::Error> {
        Self::try_open(SqliteConnectOptions::new().in_memory(true).disable_statement_logging(), owner).await
    }

    /// Whether the file can be opened under this key; changes nothing that is there.
    pub(crate) async fn probe(data_dir: &Path, key: &CacheKey) -> Result<(), sqlx::Error> {
        connect(options(key).filename(data_dir.join(FILE_NAME))).await?.close().await
    }

    async fn try_open(
        options: SqliteConnectOptions,
        owner: Option<&str>,
    ) -> Result<(Self, Kept), sqlx::Error> {
        let mut db = connect(options).await?;
        let mut kept = Kept {
            theme: setting::get(&mut db, setting::THEME).await?.unwrap_or_default(),
            presence: setting::get(&mut db, setting::PRESENCE).await?.unwrap_or_default(),
            ..Kept::default()
        };
        if let Some(owner) = owner {
            claim(&mut db, owner).await?;
            kept.known.processed = progress::processed(&mut db).await?;
            contact::load(&mut db, &mut kept.known).await?;
        }
        kept.law = setting::get(&mut db, setting::LAW).await?.unwrap_or_default();
        Ok((Self { inner: Mutex::new(Inner { connection: db, commits: 0 }) }, kept))
    }

    /// Makes the changes of one frame durable, all or none.
    pub(crate) async fn commit(&self, changes: &[Change], now: Timestamp) -> Result<(), sqlx::Error> {
        if changes.is_empty() {
            return Ok(());
        }
        let mut inner = self.inner.lock().await;
        let mut transaction = inner.connection.begin().await?;
        for change in changes {
            match change {
                Change::PutContact(known) => contact::put(&mut transaction, known).await?,
                Change::CloseContact(id) => contact::close(&mut transaction, id, now).await?,
                Change::PutCustomer(id, opened) => customer::put(&mut transaction, *id, opened, now).await?,
                Change::Erase(ids, _) => customer::erase(&mut transaction, ids).await?,
                Change::Processed(seq) => progress::advance(&mut transaction, *seq).await?,
            }
        }
        transaction.commit().await?;
        if changes.iter().any(|change| matches!(change, Change::Erase(..))) {
            // What was overwritten in the file still stands in its log.
            sqlx::raw_sql("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut inner.connection).await?;
        }
        inner.commits = inner.commits.wrapping_add(1);
        Ok(())
    }

    /// Which desktop this is, for as long as there is this file.
    pub(crate) async fn desktop(&self) -> Result<String, sqlx::Error> {
        let mut inner = self.inner.lock().await;
        if let Some(known) = setting::get(&mut inner.connection, setting::DESKTOP).await? {
            return Ok(known);
        }
        let new = format!("{:032x}", rand::random::<u128>());
        setting::set(&mut inner.connection, setting::DESKTOP, &new).await?;
        Ok(new)
    }

    /// Nothing is written until the guard is dropped.
    #[cfg(test)]
    pub(crate) async fn hold(&self) -> impl Drop + '_ {
        self.inner.lock().await
    }

    /// Does to the file what a test wants done.
    #[cfg(test)]
    pub(crate) async fn execute(&self, sql: &'static str) {
        sqlx::query(sql).execute(&mut self.inner.lock().await.connection).await.expect("a statement");
    }

    /// Lets the oldest go, now and then; called when nobody waits.
    pub(crate) async fn tidy(&self) -> Result<(), sqlx::Error> {
        let mut inner = self.inner.lock().await;
        if inner.commits % EVICT_EVERY != 0 {
            return Ok(());
        }
        customer::evict(&mut inner.connection).await?;
        contact::forget(&mut inner.connection).await
    }

    /// A customer as last read, with the time of the reading.
    pub(crate) async fn customer(&self, id: CustomerId) -> Result<Option<Cached>, sqlx::Error> {
        customer::get(&mut self.inner.lock().await.connection, id).await
    }

    /// Customers read before whose name or identifier contains the words; for when the backend is out of reach.
    pub(crate) async fn search(&self, words: &str) -> Result<Vec<SearchItem>, sqlx::Error> {
        customer::search(&mut self.inner.lock().await.connection, words).await
    }

    /// Keeps the theme.
    pub(crate) async fn set_theme(&self, theme: Theme) -> Result<(), sqlx::Error> {
        setting::set(&mut self.inner.lock().await.connection, setting::THEME, &theme).await
    }

    /// Keeps what the agent is doing.
    pub(crate) async fn set_presence(&self, presence: Presence) -> Result<(), sqlx::Error> {
        setting::set(&mut self.inner.lock().await.connection, setting::PRESENCE, &presence).await
    }

    /// Keeps which laws the backend applies.
    pub(crate) async fn set_law(&self, law: Law) -> Result<(), sqlx::Error> {
        setting::set(&mut self.inner.lock().await.connection, setting::LAW, &law).await
    }

    /// Closes the file in an orderly way, so that no log is left beside it.
    pub async fn close(self) -> Result<(), sqlx::Error> {
        self.inner.into_inner().connection.close().await
    }
}

/// Data frames this small are better committed at once and flushed by the system; a power cut costs the last
/// frames of a disposable file, and the backend has them still.
fn options(key: &CacheKey) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .create_if_missing(true)
        .pragma("key", key.as_pragma())
        // A file that cannot be read is our own matter, and no news for the standard error.
        .pragma("cipher_log_level", "NONE")
        .pragma("temp_store", "MEMORY")
        // What is deleted is overwritten.
        .pragma("secure_delete", "ON")
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Normal)
        .busy_timeout(Duration::from_secs(2))
        .disable_statement_logging()
}

/// Makes the file `owner`'s: what another agent, or the same one at another backend, left is removed.
async fn claim(db: &mut SqliteConnection, owner: &str) -> Result<(), sqlx::Error> {
    let mut transaction = db.begin().await?;
    if progress::owner(&mut transaction).await?.as_deref() != Some(owner) {
        contact::clear(&mut transaction).await?;
        customer::clear(&mut transaction).await?;
        setting::remove(&mut transaction, setting::LAW).await?;
        progress::begin(&mut transaction, owner).await?;
    }
    transaction.commit().await
}

async fn connect(options: SqliteConnectOptions) -> Result<SqliteConnection, sqlx::Error> {
    let mut connection = options.connect().await?;
    let version: i64 = sqlx::query_scalar("PRAGMA user_version").fetch_one(&mut connection).await?;
    if version == SCHEMA_VERSION {
        return Ok(connection);
    }
    if version != 0 {
        return Err(sqlx::Error::Protocol(format!("schema {version} is not {SCHEMA_VERSION}")));
    }
    let mut transaction = connection.begin().await?;
    for schema in [contact::SCHEMA, customer::SCHEMA, progress::SCHEMA, setting::SCHEMA] {
        sqlx::raw_sql(schema).execute(&mut *transaction).await?;
    }
    sqlx::raw_sql("PRAGMA user_version = 1").execute(&mut *transaction).await?;
    transaction.commit().await?;
    Ok(connection)
}

fn delete(path: &Path) -> io::Result<()> {
    for suffix in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        match fs::remove_file(PathBuf::from(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}

/// A stored text that is no longer understood: treated like any other fault of the file.
fn damaged(error: serde_json::Error) -> sqlx::Error {
    sqlx::Error::Decode(Box::new(error))
}

#[cfg(test)]
mod tests;
