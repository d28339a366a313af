//! A connection, a transaction and a row of either database.
//!
//! Deliberately not here: what is said over them (`query`).

use super::query::Column;
use sqlx::{
    Database, PgConnection, PgPool, Postgres, Row as _, Sqlite, SqliteConnection, SqlitePool,
    pool::PoolConnection, postgres::PgRow, sqlite::SqliteRow,
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
            Self::Sqlite(pool) => Conn::Sqlite(Held::Pooled(pool.acquire().await?)),
            Self::Postgres(pool) => Conn::Postgres(Held::Pooled(pool.acquire().await?)),
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
        Ok(Transaction(match self {
            Self::Sqlite(pool) => Conn::Sqlite(Held::Within(pool.begin_with("BEGIN IMMEDIATE").await?)),
            Self::Postgres(pool) => {
                let mut begun = pool.begin().await?;
                sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(WRITING).execute(&mut *begun).await?;
                Conn::Postgres(Held::Within(begun))
            }
        }))
    }
}

/// A connection, wherever it came from. SQL functions take this and nothing larger.
#[derive(Debug)]
pub enum Conn {
    /// To a file.
    Sqlite(Held<Sqlite>),
    /// To a server.
    Postgres(Held<Postgres>),
}

/// A connection from a pool, or one within a transaction.
#[derive(Debug)]
pub enum Held<DB: Database> {
    /// Each statement for itself.
    Pooled(PoolConnection<DB>),
    /// All or nothing.
    Within(sqlx::Transaction<'static, DB>),
}

/// Which connection it is, for [`super::query::Query`].
pub(super) enum On<'c> {
    Sqlite(&'c mut SqliteConnection),
    Postgres(&'c mut PgConnection),
}

impl Conn {
    pub(super) fn on(&mut self) -> On<'_> {
        match self {
            Self::Sqlite(Held::Pooled(conn)) => On::Sqlite(conn),
            Self::Sqlite(Held::Within(conn)) => On::Sqlite(conn),
            Self::Postgres(Held::Pooled(conn)) => On::Postgres(conn),
            Self::Postgres(Held::Within(conn)) => On::Postgres(conn),
        }
    }

    /// Whether it leads to a server that other processes may write to as well.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        matches!(self, Self::Postgres(_))
    }
}

/// A transaction; rolled back when it is dropped.
#[derive(Debug)]
pub struct Transaction(Conn);

impl Transaction {
    /// Makes it durable.
    ///
    /// # Errors
    /// Those of the database; then nothing of it happened, or nobody knows.
    pub async fn commit(self) -> Result<(), sqlx::Error> {
        match self.0 {
            Conn::Sqlite(Held::Within(within)) => within.commit().await,
            Conn::Postgres(Held::Within(within)) => within.commit().await,
            Conn::Sqlite(Held::Pooled(_)) | Conn::Postgres(Held::Pooled(_)) => Ok(()),
        }
    }

    /// Undoes it.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn rollback(self) -> Result<(), sqlx::Error> {
        match self.0 {
            Conn::Sqlite(Held::Within(within)) => within.rollback().await,
            Conn::Postgres(Held::Within(within)) => within.rollback().await,
            Conn::Sqlite(Held::Pooled(_)) | Conn::Postgres(Held::Pooled(_)) => Ok(()),
        }
    }
}

impl Deref for Transaction {
    type Target = Conn;

    fn deref(&self) -> &Conn {
        &self.0
    }
}

impl DerefMut for Transaction {
    fn deref_mut(&mut self) -> &mut Conn {
        &mut self.0
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
