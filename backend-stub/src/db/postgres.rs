//! Opening a PostgreSQL database.
//!
//! Deliberately not here: making one, and its users; that is the operator's.

use super::{Db, Pool};
use anyhow::{Context, Result, ensure};
use sqlx::{
    AssertSqlSafe, PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};
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

/// Writes every table of ours but these anew, with its indexes. A plain `VACUUM` leaves the bytes of what was deleted in the
/// pages; this leaves the pages. Each table is locked while that goes on.
///
/// # Errors
/// Those of the database; a full disk.
pub async fn rewrite(pool: &PgPool, except: &[&str]) -> Result<(), sqlx::Error> {
    let ours = "SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = current_schema() \
                AND tableowner = current_user ORDER BY 1";
    let tables: Vec<String> = sqlx::query_scalar(ours).fetch_all(pool).await?;
    for table in tables.iter().filter(|table| !except.contains(&table.as_str())) {
        sqlx::query(AssertSqlSafe(format!("VACUUM (FULL) \"{table}\""))).execute(pool).await?;
    }
    // Lets the server give back its log sooner; most roles may not ask for it, and then it does so in its own time.
    if let Err(error) = sqlx::query("CHECKPOINT").execute(pool).await {
        tracing::debug!(error = %error, "no checkpoint was made");
    }
    Ok(())
}
