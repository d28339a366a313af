//! Opening a PostgreSQL database.
//!
//! Deliberately not here: making one, and its users; that is the operator's.

use super::{Db, Pool};
use anyhow::{Context, Result, ensure};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use std::{str::FromStr, sync::Arc, time::Duration};
use tokio::sync::Notify;
use uuid::Uuid;

/// The oldest version that is known to work.
const OLDEST: i32 = 140_000;

/// Connections of one process; a server has about a hundred for all.
const CONNECTIONS: u32 = 8;

/// Opens `url` (`postgres://USER@HOST/NAME`) and brings its schema up to date.
///
/// # Errors
/// When the URL is not understood, the server cannot be reached or is too old, or a migration fails.
pub async fn open(url: &str) -> Result<Db> {
    // The address may hold a password, so it stands in no error.
    let options = PgConnectOptions::from_str(url)
        .context("--database: not a PostgreSQL URL")?
        .application_name("purser-backend")
        .statement_cache_capacity(512);
    let pool = PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(Duration::from_secs(5))
        .connect_with(options)
        .await
        .context("--database: connect to PostgreSQL")?;
    let version: String = sqlx::query_scalar("SHOW server_version_num").fetch_one(&pool).await?;
    let encoding: String = sqlx::query_scalar("SHOW server_encoding").fetch_one(&pool).await?;
    ensure!(
        version.parse::<i32>().is_ok_and(|version| version >= OLDEST),
        "--database: PostgreSQL 14 or newer is needed"
    );
    ensure!(encoding == "UTF8", "--database: the database's encoding is {encoding}, UTF8 is needed");
    sqlx::migrate!("./migrations/postgres").run(&pool).await.context("migrate database")?;
    Ok(Db {
        read: Pool::Postgres(pool.clone()),
        write: Pool::Postgres(pool),
        file: None,
        process: Uuid::now_v7(),
        committed: Arc::new(Notify::new()),
        _checkpoints: None,
    })
}
