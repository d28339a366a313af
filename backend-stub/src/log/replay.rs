//! Rebuilding the read models from the log, and saying whether that changed them.
//!
//! Everything happens in one transaction: a replay that is killed leaves what was there.

use super::{
    group::project_again,
    store::{self, LogRow},
};
use crate::{
    db::{Conn, Db},
    ingest::{catalogue::Event, envelope},
};
use sqlx::{AssertSqlSafe, Connection, Row};
use xxhash_rust::xxh3::Xxh3;

/// The read models, each with the columns that order its rows.
const READ_MODELS: [(&str, &str); 7] = [
    ("customers", "id"),
    ("customer_aliases", "old_id"),
    ("identifiers", "key, customer_id"),
    ("customer_names", "word, customer_id"),
    ("flights", "key"),
    ("contacts", "id"),
    ("timeline", "subject, at, seq"),
];

/// What a replay found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replayed {
    /// Events applied.
    pub events: u64,
    /// The read models whose content is not what it was.
    pub changed: Vec<&'static str>,
}

/// Rebuilds every read model. `progress` is told how many events were applied so far.
///
/// # Errors
/// Those of the database; then nothing changed.
pub async fn replay(db: &Db, home: &str, mut progress: impl FnMut(u64)) -> Result<Replayed, sqlx::Error> {
    const STEP: u32 = 2_000;
    let mut conn = db.write.acquire().await?;
    let mut transaction = conn.begin_with("BEGIN IMMEDIATE").await?;
    let before = digests(&mut transaction).await?;
    for (table, _) in READ_MODELS {
        sqlx::query(AssertSqlSafe(format!("DELETE FROM {table}"))).execute(&mut *transaction).await?;
    }
    let (mut seq, mut events) = (0, 0);
    loop {
        let rows = store::after(&mut transaction, seq, STEP).await?;
        let Some(last) = rows.last() else { break };
        seq = last.seq;
        events += u64::try_from(rows.len()).unwrap_or(0);
        let rows: Vec<(LogRow, Event)> = rows.into_iter().map(|row| read_again(row, home)).collect();
        project_again(&mut transaction, &rows, home).await?;
        progress(events);
    }
    let after = digests(&mut transaction).await?;
    transaction.commit().await?;
    let changed = READ_MODELS.iter().zip(before.iter().zip(&after));
    let changed =
        changed.filter(|(_, (before, after))| before != after).map(|((table, _), _)| *table).collect();
    Ok(Replayed { events, changed })
}

/// An event that was accepted once and is no longer understood is kept, as one of an unknown type.
fn read_again(row: LogRow, home: &str) -> (LogRow, Event) {
    let event = envelope::read(0, &row.body, row.at, home).map_or_else(
        |refusal| {
            tracing::warn!(event.seq = row.seq, code = ?refusal.code, "an event of the log is no longer understood");
            Event::Unknown
        },
        |incoming| incoming.event,
    );
    (row, event)
}

/// One hash a read model, over every row in order.
///
/// # Errors
/// Those of the database.
pub async fn digests(conn: &mut Conn) -> Result<Vec<u128>, sqlx::Error> {
    let mut found = Vec::with_capacity(READ_MODELS.len());
    for (table, order) in READ_MODELS {
        found.push(digest(conn, table, order).await?);
    }
    Ok(found)
}

async fn digest(conn: &mut Conn, table: &str, order: &str) -> Result<u128, sqlx::Error> {
    use futures_util::TryStreamExt;
    let columns = match table {
        "customers" | "flights" => format!("{order}, CAST(version AS TEXT), record"),
        "customer_aliases" => "old_id, id".to_owned(),
        "contacts" => "id, record".to_owned(),
        "timeline" => "subject, CAST(at AS TEXT), CAST(seq AS TEXT), CAST(shared AS TEXT)".to_owned(),
        _ => order.to_owned(),
    };
    let mut hash = Xxh3::new();
    let sql = format!("SELECT {columns} FROM {table} ORDER BY {order}");
    let mut rows = sqlx::query(AssertSqlSafe(sql)).fetch(conn);
    while let Some(row) = rows.try_next().await? {
        for column in 0..row.len() {
            hash.update(row.try_get::<&str, _>(column)?.as_bytes());
            hash.update(b"\0");
        }
    }
    Ok(hash.digest128())
}
