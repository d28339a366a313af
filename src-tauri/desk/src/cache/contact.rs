//! Table `contact`: the open tabs, and for a while the closed ones.
//!
//! Deliberately not here: which contacts to keep; `apply` decides that.

use super::damaged;
use crate::apply::{Known, KnownContact};
use jiff::Timestamp;
use purser_contract::{ContactId, ipc::OpenContact};
use sqlx::SqliteConnection;

pub(super) const SCHEMA: &str = "
    CREATE TABLE contact (
        id TEXT NOT NULL CONSTRAINT contact_pk PRIMARY KEY,
        -- The number of the frame that rang.
        seq INTEGER NOT NULL,
        -- Orders the tabs; microseconds.
        rang_at INTEGER NOT NULL,
        -- The whole contact as JSON; absent once it is closed.
        open TEXT,
        closed_at INTEGER
    ) STRICT;";

pub(super) async fn put(db: &mut SqliteConnection, contact: &KnownContact) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO contact (id, seq, rang_at, open, closed_at) VALUES (?1, ?2, ?3, ?4, NULL)
         ON CONFLICT (id) DO UPDATE SET seq = ?2, rang_at = ?3, open = ?4, closed_at = NULL",
    )
    .bind(contact.id().as_str())
    .bind(contact.seq.cast_signed())
    .bind(contact.open.ringing.contact.rang_at.as_microsecond())
    .bind(serde_json::to_string(&contact.open).map_err(damaged)?)
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn close(
    db: &mut SqliteConnection,
    id: &ContactId,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE contact SET open = NULL, closed_at = ?2 WHERE id = ?1")
        .bind(id.as_str())
        .bind(now.as_microsecond())
        .execute(db)
        .await?;
    Ok(())
}

/// Reads the tabs, and what was closed, back into memory.
pub(super) async fn load(db: &mut SqliteConnection, known: &mut Known) -> Result<(), sqlx::Error> {
    let open: Vec<(i64, String)> =
        sqlx::query_as("SELECT seq, open FROM contact WHERE open IS NOT NULL ORDER BY rang_at, rowid")
            .fetch_all(&mut *db)
            .await?;
    for (seq, json) in open {
        let open: OpenContact = serde_json::from_str(&json).map_err(damaged)?;
        known.contacts.push(KnownContact { seq: seq.cast_unsigned(), open });
    }
    let closed: Vec<(String, i64)> =
        sqlx::query_as("SELECT id, seq FROM contact WHERE open IS NULL ORDER BY closed_at DESC LIMIT 200")
            .fetch_all(db)
            .await?;
    known.closed.extend(closed.into_iter().rev().map(|(id, seq)| (ContactId(id), seq.cast_unsigned())));
    Ok(())
}

/// Forgets all but the newest closed ones.
pub(super) async fn forget(db: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    sqlx::query(
        "DELETE FROM contact WHERE open IS NULL AND id NOT IN
         (SELECT id FROM contact WHERE open IS NULL ORDER BY closed_at DESC LIMIT 200)",
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn clear(db: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM contact").execute(db).await?;
    Ok(())
}
