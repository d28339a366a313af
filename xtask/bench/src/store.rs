//! Whom the backend knows, read from its own database beside it: no call lists everybody.

use anyhow::{Context, Result};
use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection, sqlite::SqliteConnectOptions};
use std::path::Path;

/// The ids of all customers.
pub async fn customers(data: &Path) -> Result<Vec<String>> {
    let mut database = open(data).await?;
    let ids = sqlx::query_scalar("SELECT id FROM customers ORDER BY id").fetch_all(&mut database).await?;
    database.close().await?;
    Ok(ids)
}

/// Telephone numbers that belong to exactly one customer, E.164.
pub async fn numbers(data: &Path) -> Result<Vec<String>> {
    let mut database = open(data).await?;
    let own =
        "SELECT substr(key, 7) FROM identifiers WHERE key LIKE 'phone:%' GROUP BY key HAVING count(*) = 1";
    let numbers = sqlx::query_scalar(own).fetch_all(&mut database).await?;
    database.close().await?;
    Ok(numbers)
}

/// How much is still to be looked at for what passengers are owed.
pub async fn undecided(data: &Path) -> Result<i64> {
    let mut database = open(data).await?;
    let count = sqlx::query_scalar("SELECT count(*) FROM decision_watch").fetch_one(&mut database).await?;
    database.close().await?;
    Ok(count)
}

async fn open(data: &Path) -> Result<SqliteConnection> {
    let options = SqliteConnectOptions::new().filename(data.join("purser.db")).read_only(true);
    options.connect().await.context("open the backend's database")
}
