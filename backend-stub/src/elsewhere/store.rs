//! SQL for what processes tell each other.

use crate::db::{Conn, query};

/// The channel of the words.
pub const CHANNEL: &str = "purser";

/// Counts one commit more, in its transaction; the transactions that do take turns.
///
/// # Errors
/// Those of the database.
pub async fn count_up(conn: &mut Conn) -> Result<i64, sqlx::Error> {
    query(
        "INSERT INTO properties (name, value) VALUES ('commits', '1') ON CONFLICT (name) DO UPDATE \
         SET value = CAST(CAST(properties.value AS BIGINT) + 1 AS TEXT) RETURNING CAST(value AS BIGINT)",
    )
    .scalar(conn)
    .await
}

/// How many there were.
///
/// # Errors
/// Those of the database.
pub async fn commit(conn: &mut Conn) -> Result<i64, sqlx::Error> {
    let known: Option<i64> = query("SELECT CAST(value AS BIGINT) FROM properties WHERE name = 'commits'")
        .scalar_optional(conn)
        .await?;
    Ok(known.unwrap_or(0))
}

/// Sends a word when the transaction is committed.
///
/// # Errors
/// Those of the database.
pub async fn notify(conn: &mut Conn, word: &str) -> Result<(), sqlx::Error> {
    query("SELECT pg_notify($1, $2)").bind(CHANNEL).bind(word).execute(conn).await.map(|_| ())
}
