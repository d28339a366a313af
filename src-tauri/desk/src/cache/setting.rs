//! Table `setting`: what the agent chose in the window, and what the backend said of itself. Losing it costs a click, or a
//! connection.

use super::damaged;
use serde::{Serialize, de::DeserializeOwned};
use sqlx::SqliteConnection;

pub(super) const THEME: &str = "theme";
pub(super) const PRESENCE: &str = "presence";
pub(super) const DESKTOP: &str = "desktop";
pub(super) const LAW: &str = "law";

pub(super) const SCHEMA: &str = "
    CREATE TABLE setting (
        name TEXT NOT NULL CONSTRAINT setting_pk PRIMARY KEY,
        -- JSON.
        value TEXT NOT NULL
    ) STRICT;";

pub(super) async fn get<T: DeserializeOwned>(
    db: &mut SqliteConnection,
    name: &str,
) -> Result<Option<T>, sqlx::Error> {
    let value: Option<String> =
        sqlx::query_scalar("SELECT value FROM setting WHERE name = ?1").bind(name).fetch_optional(db).await?;
    value.map(|json| serde_json::from_str(&json).map_err(damaged)).transpose()
}

pub(super) async fn set<T: Serialize>(
    db: &mut SqliteConnection,
    name: &str,
    value: &T,
) -> Result<(), sqlx::Error> {
    sqlx::query("INSERT OR REPLACE INTO setting (name, value) VALUES (?1, ?2)")
        .bind(name)
        .bind(serde_json::to_string(value).map_err(damaged)?)
        .execute(db)
        .await?;
    Ok(())
}

pub(super) async fn remove(db: &mut SqliteConnection, name: &str) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM setting WHERE name = ?1").bind(name).execute(db).await?;
    Ok(())
}
