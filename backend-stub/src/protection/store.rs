//! SQL for erasures, their receipts and what they destroy in the log.

use super::receipt::{Answer, Counts, Receipt};
use crate::{
    customers::store::customer_id,
    db::{Conn, Row, chunked, placeholders, query},
    log::seal::Sealed,
};
use jiff::Timestamp;
use purser_contract::{ContactId, CustomerId};
use sqlx::AssertSqlSafe;

const ROWS: usize = 256;

/// The receipt of the erasure of whoever had this id.
///
/// # Errors
/// Those of the database.
pub async fn erased(conn: &mut Conn, id: CustomerId) -> Result<Option<String>, sqlx::Error> {
    query(
        "SELECT erasures.id FROM erased_customers JOIN erasures ON erasures.number = erased_customers.number \
         WHERE erased_customers.customer_id = $1",
    )
    .bind(id.0.to_string())
    .scalar_optional(conn)
    .await
}

/// The keys of these events in the order of the log.
///
/// # Errors
/// Those of the database.
pub async fn keys(conn: &mut Conn, places: &[i64]) -> Result<Vec<Vec<u8>>, sqlx::Error> {
    let mut found: Vec<(i64, Vec<u8>)> = Vec::new();
    for part in chunked(places, ROWS) {
        let sql = format!("SELECT seq, key FROM event_keys WHERE seq IN {}", placeholders(1, part.len()));
        let mut query = query(AssertSqlSafe(sql));
        for place in part {
            query = query.bind(place);
        }
        for row in query.fetch_all(conn).await? {
            found.push((row.try_get(0)?, row.try_get(1)?));
        }
    }
    found.sort_unstable();
    Ok(found.into_iter().map(|(_, key)| key).collect())
}

/// Destroys the bodies of events and their keys. Their ids stay, so that a repeated delivery is known.
///
/// # Errors
/// Those of the database.
pub async fn destroy(conn: &mut Conn, places: &[i64]) -> Result<(), sqlx::Error> {
    for part in chunked(places, ROWS) {
        for statement in ["DELETE FROM event_keys WHERE seq IN", "UPDATE events SET body = '' WHERE seq IN"] {
            let sql = format!("{statement} {}", placeholders(1, part.len()));
            let mut query = query(AssertSqlSafe(sql));
            for place in part {
                query = query.bind(place);
            }
            query.execute(&mut *conn).await?;
        }
    }
    Ok(())
}

/// Puts another body under another key in an event's place.
///
/// # Errors
/// Those of the database.
pub async fn replace(conn: &mut Conn, place: i64, sealed: &Sealed) -> Result<(), sqlx::Error> {
    query("UPDATE events SET body = $1 WHERE seq = $2")
        .bind(sealed.bytes.as_slice())
        .bind(place)
        .execute(&mut *conn)
        .await?;
    query("INSERT INTO event_keys (seq, key) VALUES ($1, $2) ON CONFLICT (seq) DO UPDATE SET key = excluded.key")
        .bind(place)
        .bind(sealed.key.as_bytes().as_slice())
        .execute(conn)
        .await
        .map(|_| ())
}

/// The places on these timelines, each with whether it is shared.
///
/// # Errors
/// Those of the database.
pub async fn lines(conn: &mut Conn, subjects: &[String]) -> Result<Vec<(i64, bool)>, sqlx::Error> {
    let mut found = Vec::new();
    for part in chunked(subjects, ROWS) {
        let sql =
            format!("SELECT seq, shared FROM timeline WHERE subject IN {}", placeholders(1, part.len()));
        let mut query = query(AssertSqlSafe(sql));
        for subject in part {
            query = query.bind(subject);
        }
        for row in query.fetch_all(&mut *conn).await? {
            found.push((row.try_get(0)?, row.try_get::<i64>(1)? != 0));
        }
    }
    Ok(found)
}

/// Removes the records of contacts.
///
/// # Errors
/// Those of the database.
pub async fn remove_contacts(conn: &mut Conn, ids: &[ContactId]) -> Result<(), sqlx::Error> {
    for part in chunked(ids, ROWS) {
        let sql = format!("DELETE FROM contacts WHERE id IN {}", placeholders(1, part.len()));
        let mut query = query(AssertSqlSafe(sql));
        for id in part {
            query = query.bind(id.as_str());
        }
        query.execute(&mut *conn).await?;
    }
    Ok(())
}

/// Lets ids lead nowhere, and notes that they were erased.
///
/// # Errors
/// Those of the database.
pub async fn note_erased(conn: &mut Conn, ids: &[CustomerId], number: i64) -> Result<(), sqlx::Error> {
    for id in ids {
        let id = id.0.to_string();
        query("DELETE FROM customer_aliases WHERE id = $1 OR old_id = $1")
            .bind(&id)
            .execute(&mut *conn)
            .await?;
        query("INSERT INTO erased_customers (customer_id, number) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(&id)
            .bind(number)
            .execute(&mut *conn)
            .await?;
    }
    Ok(())
}

/// The number of the newest erasure, 0 when there is none.
///
/// # Errors
/// Those of the database.
pub async fn newest(conn: &mut Conn) -> Result<i64, sqlx::Error> {
    query("SELECT COALESCE(MAX(number), 0) FROM erasures").scalar(conn).await
}

/// Writes a receipt.
///
/// # Errors
/// Those of the database.
pub async fn insert(conn: &mut Conn, number: i64, receipt: &Receipt) -> Result<(), sqlx::Error> {
    let counts = serde_json::to_string(&receipt.counts).map_err(|error| sqlx::Error::Encode(error.into()))?;
    query(
        "INSERT INTO erasures (number, id, customer_id, at, erased_by, reason, keys_hash, counts) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(number)
    .bind(&receipt.id)
    .bind(receipt.customer_id.0.to_string())
    .bind(receipt.erased_at.as_microsecond())
    .bind(&receipt.erased_by)
    .bind(&receipt.reason)
    .bind(&receipt.keys_hash)
    .bind(counts)
    .execute(conn)
    .await
    .map(|_| ())
}

/// A receipt with the answers of the desktops.
///
/// # Errors
/// Those of the database.
pub async fn receipt(conn: &mut Conn, id: &str) -> Result<Option<Receipt>, sqlx::Error> {
    let row = query(
        "SELECT number, customer_id, at, erased_by, reason, keys_hash, counts, purged_at FROM erasures WHERE id = $1",
    )
    .bind(id)
    .fetch_optional(&mut *conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let number: i64 = row.try_get(0)?;
    let counts: Counts =
        serde_json::from_str(row.try_get(6)?).map_err(|error| sqlx::Error::Decode(error.into()))?;
    let desktops = query(
        "SELECT desktops.id, desktops.agent_id, erasure_answers.at FROM desktops LEFT JOIN erasure_answers \
         ON erasure_answers.desktop_id = desktops.id AND erasure_answers.number = $1 ORDER BY desktops.id",
    )
    .bind(number)
    .fetch_all(conn)
    .await?;
    let answer = |row: &Row| {
        let answered: Option<i64> = row.try_get(2)?;
        let (id, agent_id) = (row.try_get(0)?, row.try_get(1)?);
        Ok(Answer { id, agent_id, answered_at: answered.map(time).transpose()? })
    };
    Ok(Some(Receipt {
        id: id.to_owned(),
        customer_id: customer_id(row.try_get(1)?)?,
        erased_at: time(row.try_get(2)?)?,
        erased_by: row.try_get(3)?,
        reason: row.try_get(4)?,
        keys_hash: row.try_get(5)?,
        counts,
        purged_at: row.try_get::<Option<i64>>(7)?.map(time).transpose()?,
        desktops: desktops.iter().map(answer).collect::<Result<_, sqlx::Error>>()?,
    }))
}

fn time(micros: i64) -> Result<Timestamp, sqlx::Error> {
    Timestamp::from_microsecond(micros).map_err(|error| sqlx::Error::Decode(error.into()))
}

/// Whether the files may still hold what an erasure removed.
///
/// # Errors
/// Those of the database.
pub async fn is_purge_due(conn: &mut Conn) -> Result<bool, sqlx::Error> {
    let due: Option<i64> =
        query("SELECT number FROM erasures WHERE purged_at IS NULL LIMIT 1").scalar_optional(conn).await?;
    Ok(due.is_some())
}

/// The files were searched for what the erasure of this receipt removed, and hold nothing of it.
///
/// # Errors
/// Those of the database.
pub async fn note_searched(conn: &mut Conn, id: &str, now: Timestamp) -> Result<(), sqlx::Error> {
    query("UPDATE erasures SET purged_at = $1 WHERE purged_at IS NULL AND id = $2")
        .bind(now.as_microsecond())
        .bind(id)
        .execute(conn)
        .await
        .map(|_| ())
}

/// The files were written anew, and hold nothing any more of erasures up to `number`.
///
/// # Errors
/// Those of the database.
pub async fn note_purged(conn: &mut Conn, number: i64, now: Timestamp) -> Result<(), sqlx::Error> {
    query("UPDATE erasures SET purged_at = $1 WHERE purged_at IS NULL AND number <= $2")
        .bind(now.as_microsecond())
        .bind(number)
        .execute(conn)
        .await
        .map(|_| ())
}

/// An event's place, type and time.
#[derive(Debug)]
#[expect(missing_docs, reason = "the columns of the log")]
pub struct Dated {
    pub place: i64,
    pub kind: String,
    pub at: Timestamp,
}

/// The next events after place `from` that were not destroyed, at most `limit`.
///
/// # Errors
/// Those of the database.
pub async fn dated(conn: &mut Conn, from: i64, limit: i64) -> Result<Vec<Dated>, sqlx::Error> {
    let rows =
        query("SELECT seq, type, at FROM events WHERE seq > $1 AND LENGTH(body) > 0 ORDER BY seq LIMIT $2")
            .bind(from)
            .bind(limit)
            .fetch_all(conn)
            .await?;
    let read =
        |row: &Row| Ok(Dated { place: row.try_get(0)?, kind: row.try_get(1)?, at: time(row.try_get(2)?)? });
    rows.iter().map(read).collect()
}

/// An event that has no key.
#[derive(Debug)]
#[expect(missing_docs, reason = "the columns of the log")]
pub struct Keyless {
    pub place: i64,
    pub source: String,
    pub id: String,
    pub kind: String,
    pub body: Vec<u8>,
}

/// The events without keys after place `from` up to `to`.
///
/// # Errors
/// Those of the database.
pub async fn keyless(conn: &mut Conn, from: i64, to: i64) -> Result<Vec<Keyless>, sqlx::Error> {
    let rows = query(
        "SELECT e.seq, e.source, e.id, e.type, e.body FROM events e LEFT JOIN event_keys k ON k.seq = e.seq \
         WHERE e.seq > $1 AND e.seq <= $2 AND k.seq IS NULL ORDER BY e.seq",
    )
    .bind(from)
    .bind(to)
    .fetch_all(conn)
    .await?;
    let read = |row: &Row| {
        Ok(Keyless {
            place: row.try_get(0)?,
            source: row.try_get(1)?,
            id: row.try_get(2)?,
            kind: row.try_get(3)?,
            body: row.bytes(4)?.to_vec(),
        })
    };
    rows.iter().map(read).collect()
}
