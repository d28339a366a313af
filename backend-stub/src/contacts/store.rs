//! SQL for contacts.

use super::record::ContactRecord;
use crate::{
    db::{Conn, chunked, placeholders, query},
    projection::working::WorkingSet,
};
use purser_contract::ContactId;
use sqlx::AssertSqlSafe;

const ROWS: usize = 256;

/// The records of these contacts.
///
/// # Errors
/// Those of the database.
pub async fn contacts(
    conn: &mut Conn,
    ids: &[ContactId],
) -> Result<Vec<(ContactId, ContactRecord)>, sqlx::Error> {
    let mut found = Vec::with_capacity(ids.len());
    for part in chunked(ids, ROWS) {
        let sql = format!("SELECT id, record FROM contacts WHERE id IN {}", placeholders(1, part.len()));
        let mut query = query(AssertSqlSafe(sql));
        for id in part {
            query = query.bind(id.as_str());
        }
        for row in query.fetch_all(&mut *conn).await? {
            let record = serde_json::from_str(row.try_get::<&str>(1)?)
                .map_err(|error| sqlx::Error::Decode(error.into()))?;
            found.push((ContactId(row.try_get(0)?), record));
        }
    }
    Ok(found)
}

/// Writes the contacts that a working set changed.
///
/// # Errors
/// Those of the database.
pub async fn write(conn: &mut Conn, set: &WorkingSet) -> Result<(), sqlx::Error> {
    let mut rows = Vec::new();
    for (id, entry) in set.contacts.iter().filter(|(_, entry)| entry.dirty) {
        let record =
            serde_json::to_string(&entry.record).map_err(|error| sqlx::Error::Encode(error.into()))?;
        rows.push((id.as_str(), record));
    }
    rows.sort_unstable_by_key(|row| row.0);
    for part in chunked(&rows, ROWS) {
        let sql = format!(
            "INSERT INTO contacts (id, record) VALUES {} ON CONFLICT (id) DO UPDATE SET record = excluded.record",
            placeholders(part.len(), 2)
        );
        let mut query = query(AssertSqlSafe(sql));
        for (id, record) in part {
            query = query.bind(*id).bind(record);
        }
        query.execute(&mut *conn).await?;
    }
    Ok(())
}
