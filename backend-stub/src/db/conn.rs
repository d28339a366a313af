//! A connection, a transaction and a row of either database.
//!
//! Deliberately not here: what is said over them (`query`).

use super::query::Column;
use sqlx::{
    PgConnection, PgPool, Postgres, Row as _, Sqlite, SqliteConnection, SqlitePool, pool::PoolConnection,
    postgres::PgRow, sqlite::SqliteRow,
};
use std::ops::{Deref, DerefMut};

/// Connections to one of the databases.
#[derive(Clone, Debug)]
pub enum Pool {
    /// A file.
    Sqlite(SqlitePool),
    /// A server.
    Postgres(PgPool),
}

/// On PostgreSQL several processes write to one database; who holds this lock is the one that does now.
const WRITING: i64 = 0x0070_7572_7365_7201;

impl Pool {
    /// A connection of it.
    ///
    /// # Errors
    /// When none is free in time.
    pub async fn acquire(&self) -> Result<Conn, sqlx::Error> {
        Ok(match self {
            Self::Sqlite(pool) => Conn::Sqlite(pool.acquire().await?),
            Self::Postgres(pool) => Conn::Postgres(pool.acquire().await?),
        })
    }

    /// Whether it leads to a server that other processes may write to as well.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        matches!(self, Self::Postgres(_))
    }

    /// Begins a transaction that writes; there is one at a time, in whichever process.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn begin(&self) -> Result<Transaction, sqlx::Error> {
        let mut begun = Transaction { conn: self.acquire().await?, over: false };
        match begun.on() {
            On::Sqlite(conn) => sqlx::query("BEGIN IMMEDIATE").execute(conn).await.map(drop)?,
            On::Postgres(conn) => {
                sqlx::query("BEGIN").execute(&mut *conn).await?;
                sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(WRITING).execute(conn).await?;
            }
        }
        Ok(begun)
    }
}

/// A connection, wherever it came from. SQL functions take this and nothing larger.
#[derive(Debug)]
pub enum Conn {
    /// To a file.
    Sqlite(PoolConnection<Sqlite>),
    /// To a server.
    Postgres(PoolConnection<Postgres>),
}

/// Which connection it is, for [`super::query::Query`].
pub(super) enum On<'c> {
    Sqlite(&'c mut SqliteConnection),
    Postgres(&'c mut PgConnection),
}

impl Conn {
    pub(super) fn on(&mut self) -> On<'_> {
        match self {
            Self::Sqlite(conn) => On::Sqlite(conn),
            Self::Postgres(conn) => On::Postgres(conn),
        }
    }

    /// Whether it leads to a server that other processes may write to as well.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        matches!(self, Self::Postgres(_))
    }
}

/// A transaction; undone when it is dropped.
///
/// SQLite ends one by itself when its disk is full, which a driver that counts them does not see. So beginning and ending are
/// said in words here, and a connection on which one did not end well is closed and not used again.
#[derive(Debug)]
pub struct Transaction {
    conn: Conn,
    over: bool,
}

impl Transaction {
    /// Makes it durable.
    ///
    /// # Errors
    /// Those of the database; then nothing of it happened, or nobody knows.
    pub async fn commit(self) -> Result<(), sqlx::Error> {
        self.end("COMMIT").await
    }

    /// Undoes it.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn rollback(self) -> Result<(), sqlx::Error> {
        self.end("ROLLBACK").await
    }

    async fn end(mut self, how: &'static str) -> Result<(), sqlx::Error> {
        match self.on() {
            On::Sqlite(conn) => sqlx::query(how).execute(conn).await.map(drop)?,
            On::Postgres(conn) => sqlx::query(how).execute(conn).await.map(drop)?,
        }
        self.over = true;
        Ok(())
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        match &mut self.conn {
            _ if self.over => {}
            Conn::Sqlite(conn) => conn.close_on_drop(),
            Conn::Postgres(conn) => conn.close_on_drop(),
        }
    }
}

impl Deref for Transaction {
    type Target = Conn;

    fn deref(&self) -> &Conn {
        &self.conn
    }
}

impl DerefMut for Transaction {
    fn deref_mut(&mut self) -> &mut Conn {
        &mut self.conn
    }
}

/// A row.
#[derive(Debug)]
pub enum Row {
    /// Of a file.
    Sqlite(SqliteRow),
    /// Of a server.
    Postgres(PgRow),
}

impl Row {
    /// A column, counted from 0.
    ///
    /// # Errors
    /// When there is none, or it is of another type.
    pub fn try_get<'r, T: Column<'r>>(&'r self, column: usize) -> Result<T, sqlx::Error> {
        match self {
            Self::Sqlite(row) => row.try_get(column),
            Self::Postgres(row) => row.try_get(column),
        }
    }

    /// A column's bytes, also of a text on a file.
    ///
    /// # Errors
    /// When there is no such column, or it holds nothing.
    pub fn bytes(&self, column: usize) -> Result<&[u8], sqlx::Error> {
        match self {
            Self::Sqlite(row) => row.try_get_unchecked(column),
            Self::Postgres(row) => row.try_get(column),
        }
    }

    /// How many columns it has.
    #[must_use]
    pub fn columns(&self) -> usize {
        match self {
            Self::Sqlite(row) => row.len(),
            Self::Postgres(row) => row.len(),
        }
    }
}
