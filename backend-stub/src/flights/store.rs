//! SQL for flights.

use super::record::FlightRecord;
use crate::{
    db::{Conn, chunked, placeholders, query},
    projection::working::WorkingSet,
};
use purser_contract::FlightKey;
use sqlx::AssertSqlSafe;

const ROWS: usize = 256;

/// The records of these flights with their versions; flights nobody spoke of are left out.
///
/// # Errors
/// Those of the database.
pub async fn flights(
    conn: &mut Conn,
    keys: &[FlightKey],
) -> Result<Vec<(FlightKey, u64, FlightRecord)>, sqlx::Error> {
    let mut found = Vec::with_capacity(keys.len());
    for part in chunked(keys, ROWS) {
        let sql =
            format!("SELECT key, version, record FROM flights WHERE key IN {}", placeholders(1, part.len()));
        let mut query = query(AssertSqlSafe(sql));
        for key in part {
            query = query.bind(key.as_str());
        }
        for row in query.fetch_all(&mut *conn).await? {
            let record = serde_json::from_str(row.try_get::<&str>(2)?)
                .map_err(|error| sqlx::Error::Decode(error.into()))?;
            let version = u64::try_from(row.try_get::<i64>(1)?).unwrap_or(0);
            found.push((FlightKey(row.try_get(0)?), version, record));
        }
    }
    Ok(found)
}

/// Writes the flights that a working set changed.
///
/// # Errors
/// Those of the database.
pub async fn write(conn: &mut Conn, set: &WorkingSet) -> Result<(), sqlx::Error> {
    let mut rows = Vec::new();
    for (key, entry) in set.flights.iter().filter(|(_, entry)| entry.dirty) {
        let record =
            serde_json::to_string(&entry.record).map_err(|error| sqlx::Error::Encode(error.into()))?;
        rows.push((key.as_str(), i64::try_from(entry.version).unwrap_or(i64::MAX), record));
    }
    rows.sort_unstable_by_key(|row| row.0);
    for part in chunked(&rows, ROWS) {
        let sql = format!(
            "INSERT INTO flights (key, version, record) VALUES {} \
             ON CONFLICT (key) DO UPDATE SET version = excluded.version, record = excluded.record",
            placeholders(part.len(), 3)
        );
        let mut query = query(AssertSqlSafe(sql));
        for (key, version, record) in part {
            query = query.bind(*key).bind(version).bind(record);
        }
        query.execute(&mut *conn).await?;
    }
    Ok(())
}
