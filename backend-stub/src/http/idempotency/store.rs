//! SQL for idempotency keys.

use super::Key;
use crate::db::{Conn, query};
use jiff::Timestamp;

/// What was asked under a key since `oldest`, and what came of it.
///
/// # Errors
/// Those of the database.
pub async fn known(
    conn: &mut Conn,
    key: &Key,
    oldest: Timestamp,
) -> Result<Option<(String, String)>, sqlx::Error> {
    let row =
        query("SELECT fingerprint, result FROM idempotency_keys WHERE owner = $1 AND key = $2 AND at >= $3")
            .bind(&key.owner)
            .bind(&key.key)
            .bind(oldest.as_microsecond())
            .fetch_optional(conn)
            .await?;
    row.map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).transpose()
}

/// Remembers a key.
///
/// # Errors
/// Those of the database.
pub async fn remember(conn: &mut Conn, key: &Key, result: &str, now: Timestamp) -> Result<(), sqlx::Error> {
    query(
        "INSERT INTO idempotency_keys (owner, key, fingerprint, result, at) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (owner, key) DO UPDATE SET fingerprint = excluded.fingerprint, result = excluded.result, \
         at = excluded.at",
    )
    .bind(&key.owner)
    .bind(&key.key)
    .bind(&key.fingerprint)
    .bind(result)
    .bind(now.as_microsecond())
    .execute(conn)
    .await
    .map(|_| ())
}

/// Forgets keys from before `oldest`.
///
/// # Errors
/// Those of the database.
pub async fn forget_older(conn: &mut Conn, oldest: Timestamp) -> Result<(), sqlx::Error> {
    query("DELETE FROM idempotency_keys WHERE at < $1")
        .bind(oldest.as_microsecond())
        .execute(conn)
        .await
        .map(|_| ())
}
