//! SQL for customers, their identifiers, name words and aliases.
//!
//! Deliberately not here: what the rows mean. Statements work on many rows at once, in the subset that SQLite and
//! PostgreSQL share.

use super::record::CustomerRecord;
use crate::{
    db::{Conn, chunked, chunks, placeholders},
    projection::working::WorkingSet,
};
use purser_contract::CustomerId;
use sqlx::{AssertSqlSafe, Row as _, sqlite::SqliteRow};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

const ROWS: usize = 256;

/// A customer as stored.
#[derive(Clone, Debug)]
pub struct Stored {
    /// Who.
    pub id: CustomerId,
    /// Events applied.
    pub version: u64,
    /// The record.
    pub record: CustomerRecord,
    /// Bytes of the record as it is stored.
    pub size: usize,
}

/// Reads an id column.
///
/// # Errors
/// When the column holds no UUID: a damaged database.
pub fn customer_id(text: &str) -> Result<CustomerId, sqlx::Error> {
    Uuid::parse_str(text).map(CustomerId).map_err(|error| sqlx::Error::Decode(error.into()))
}

fn stored(row: &SqliteRow) -> Result<Stored, sqlx::Error> {
    let id = customer_id(row.try_get::<&str, _>(0)?)?;
    let version = u64::try_from(row.try_get::<i64, _>(1)?).unwrap_or(0);
    let text: &str = row.try_get(2)?;
    let record = serde_json::from_str(text).map_err(|error| sqlx::Error::Decode(error.into()))?;
    Ok(Stored { id, version, record, size: text.len() })
}

/// Who has which of these keys.
///
/// # Errors
/// Those of the database.
pub async fn holders(conn: &mut Conn, keys: &[String]) -> Result<Vec<(String, CustomerId)>, sqlx::Error> {
    let mut found = Vec::new();
    for part in chunked(keys, ROWS) {
        let sql =
            format!("SELECT key, customer_id FROM identifiers WHERE key IN {}", placeholders(1, part.len()));
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for key in part {
            query = query.bind(key);
        }
        for row in query.fetch_all(&mut *conn).await? {
            found.push((row.try_get(0)?, customer_id(row.try_get::<&str, _>(1)?)?));
        }
    }
    Ok(found)
}

/// The records of these customers; ids nobody has are left out.
///
/// # Errors
/// Those of the database.
pub async fn customers(conn: &mut Conn, ids: &[CustomerId]) -> Result<Vec<Stored>, sqlx::Error> {
    let mut found = Vec::with_capacity(ids.len());
    for part in chunked(ids, ROWS) {
        let sql =
            format!("SELECT id, version, record FROM customers WHERE id IN {}", placeholders(1, part.len()));
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for id in part {
            query = query.bind(id.0.to_string());
        }
        for row in query.fetch_all(&mut *conn).await? {
            found.push(stored(&row)?);
        }
    }
    Ok(found)
}

/// Which of these ids were linked into another, and into which (followed to the end).
///
/// # Errors
/// Those of the database.
pub async fn aliases(
    conn: &mut Conn,
    ids: &[CustomerId],
) -> Result<HashMap<CustomerId, CustomerId>, sqlx::Error> {
    let mut found = HashMap::new();
    for part in chunked(ids, ROWS) {
        let sql = format!(
            "SELECT old_id, id FROM customer_aliases WHERE old_id IN {}",
            placeholders(1, part.len())
        );
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for id in part {
            query = query.bind(id.0.to_string());
        }
        for row in query.fetch_all(&mut *conn).await? {
            found.insert(customer_id(row.try_get::<&str, _>(0)?)?, customer_id(row.try_get::<&str, _>(1)?)?);
        }
    }
    Ok(found)
}

/// A changed record as it will be stored.
#[derive(Debug)]
pub struct Row {
    id: String,
    version: i64,
    record: String,
}

/// Writes everything about customers that a working set changed; `rows` are its [`rows`].
///
/// # Errors
/// Those of the database.
pub async fn write(conn: &mut Conn, set: &WorkingSet, rows: Vec<Row>) -> Result<(), sqlx::Error> {
    write_records(conn, rows).await?;
    let keys: Vec<(String, CustomerId)> = set
        .identifiers_to_write()
        .into_iter()
        .flat_map(|(key, ids)| ids.into_iter().map(|id| (key.to_owned(), id)))
        .collect();
    insert_pairs(conn, "identifiers (key, customer_id)", &keys).await?;
    let words: BTreeMap<(String, CustomerId), ()> =
        set.new_words.iter().map(|(word, id)| ((word.clone(), set.current(*id)), ())).collect();
    let words: Vec<(String, CustomerId)> = words.into_keys().collect();
    insert_pairs(conn, "customer_names (word, customer_id)", &words).await?;
    for (from, into) in &set.joined {
        join(conn, *from, *into).await?;
    }
    Ok(())
}

/// The changed records of a working set, in key order, so that the pages of the table are touched in order.
///
/// # Errors
/// When a record has no JSON form.
pub fn rows(set: &mut WorkingSet) -> Result<Vec<Row>, sqlx::Error> {
    let mut rows = Vec::new();
    for (id, entry) in set.customers.iter_mut().filter(|(_, entry)| entry.dirty) {
        let record =
            serde_json::to_string(&entry.record).map_err(|error| sqlx::Error::Encode(error.into()))?;
        entry.size = record.len();
        let version = i64::try_from(entry.version).unwrap_or(i64::MAX);
        rows.push(Row { id: id.0.to_string(), version, record });
    }
    rows.sort_unstable_by(|a, b| a.id.cmp(&b.id));
    Ok(rows)
}

async fn write_records(conn: &mut Conn, rows: Vec<Row>) -> Result<(), sqlx::Error> {
    let sizes = chunks(rows.len(), ROWS);
    let mut rows = rows.into_iter();
    for size in sizes {
        let sql = format!(
            "INSERT INTO customers (id, version, record) VALUES {} \
             ON CONFLICT (id) DO UPDATE SET version = excluded.version, record = excluded.record",
            placeholders(size, 3)
        );
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for Row { id, version, record } in rows.by_ref().take(size) {
            query = query.bind(id).bind(version).bind(record);
        }
        query.execute(&mut *conn).await?;
    }
    Ok(())
}

async fn insert_pairs(
    conn: &mut Conn,
    into: &str,
    pairs: &[(String, CustomerId)],
) -> Result<(), sqlx::Error> {
    for part in chunked(pairs, ROWS) {
        let sql = format!("INSERT INTO {into} VALUES {} ON CONFLICT DO NOTHING", placeholders(part.len(), 2));
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for (key, id) in part {
            query = query.bind(key).bind(id.0.to_string());
        }
        query.execute(&mut *conn).await?;
    }
    Ok(())
}

/// Moves everything that names `from` to `into`.
async fn join(conn: &mut Conn, from: CustomerId, into: CustomerId) -> Result<(), sqlx::Error> {
    let (from, into) = (from.0.to_string(), into.0.to_string());
    for sql in [
        "INSERT INTO identifiers (key, customer_id) SELECT key, $2 FROM identifiers WHERE customer_id = $1 \
         ON CONFLICT DO NOTHING",
        "INSERT INTO customer_names (word, customer_id) SELECT word, $2 FROM customer_names WHERE customer_id = $1 \
         ON CONFLICT DO NOTHING",
        "UPDATE customer_aliases SET id = $2 WHERE id = $1",
        "INSERT INTO customer_aliases (old_id, id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
    ] {
        sqlx::query(sql).bind(&from).bind(&into).execute(&mut *conn).await?;
    }
    for sql in [
        "DELETE FROM identifiers WHERE customer_id = $1",
        "DELETE FROM customer_names WHERE customer_id = $1",
        "DELETE FROM customers WHERE id = $1",
    ] {
        sqlx::query(sql).bind(&from).execute(&mut *conn).await?;
    }
    let subject = |id: &str| format!("c:{}", id.replace('-', ""));
    sqlx::query(
        "INSERT INTO timeline (subject, at, seq, shared) SELECT $2, at, seq, shared FROM timeline \
         WHERE subject = $1 ON CONFLICT DO NOTHING",
    )
    .bind(subject(&from))
    .bind(subject(&into))
    .execute(&mut *conn)
    .await?;
    sqlx::query("DELETE FROM timeline WHERE subject = $1").bind(subject(&from)).execute(&mut *conn).await?;
    Ok(())
}

/// Customers with a name word that begins so, at most `limit`.
///
/// # Errors
/// Those of the database.
pub async fn by_word_prefix(
    conn: &mut Conn,
    prefix: &str,
    limit: i64,
) -> Result<Vec<CustomerId>, sqlx::Error> {
    // Words are ASCII letters and digits, so the next possible word is the prefix and something after 'z'.
    let rows = sqlx::query(
        "SELECT DISTINCT customer_id FROM customer_names WHERE word >= $1 AND word < $2 ORDER BY customer_id LIMIT $3",
    )
    .bind(prefix)
    .bind(format!("{prefix}{{"))
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| customer_id(row.try_get::<&str, _>(0)?)).collect()
}

/// Customers with one word that begins with `first` and another that begins with `second`, at most `limit`.
///
/// # Errors
/// Those of the database.
pub async fn by_two_prefixes(
    conn: &mut Conn,
    first: &str,
    second: &str,
    limit: i64,
) -> Result<Vec<CustomerId>, sqlx::Error> {
    let rows = sqlx::query(
        "SELECT DISTINCT a.customer_id FROM customer_names a JOIN customer_names b ON b.customer_id = a.customer_id \
         WHERE a.word >= $1 AND a.word < $2 AND b.word >= $3 AND b.word < $4 LIMIT $5",
    )
    .bind(first)
    .bind(format!("{first}{{"))
    .bind(second)
    .bind(format!("{second}{{"))
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| customer_id(row.try_get::<&str, _>(0)?)).collect()
}
