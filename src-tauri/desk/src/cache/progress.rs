//! Table `progress`: whose cache it is, and the number of the last durable frame processed.

use sqlx::SqliteConnection;

pub(super) const SCHEMA: &str = "
    CREATE TABLE progress (
        -- One row.
        one INTEGER NOT NULL CONSTRAINT progress_pk PRIMARY KEY CONSTRAINT progress_one CHECK (one = 1),
        -- The backend's address and the agent's id.
        owner TEXT NOT NULL,
        processed INTEGER NOT NULL
    ) STRICT;";

pub(super) async fn owner(db: &mut SqliteConnection) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar("SELECT owner FROM progress").fetch_optional(db).await
}

pub(super) async fn begin(db: &mut SqliteConnection, owner: &str) -> Result<(), sqlx::Error> {
    sqlx::query("INSERT OR REPLACE INTO progress (one, owner, processed) VALUES (1, ?1, 0)")
        .bind(owner)
        .execute(db)
        .await?;
    Ok(())
}

pub(super) async fn processed(db: &mut SqliteConnection) -> Result<u64, sqlx::Error> {
    let processed: Option<i64> =
        sqlx::query_scalar("SELECT processed FROM progress").fetch_optional(db).await?;
    Ok(processed.unwrap_or(0).cast_unsigned())
}

/// Sets, not raises: after a restored backup the backend counts from lower numbers again.
pub(super) async fn advance(db: &mut SqliteConnection, seq: u64) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE progress SET processed = ?1").bind(seq.cast_signed()).execute(db).await?;
    Ok(())
}
