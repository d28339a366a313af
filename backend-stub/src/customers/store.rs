//! SQL for customers, their identifiers, name words and aliases.
//!
//! Deliberately not here: what the rows mean. Statements work on many rows at once, in the subset that SQLite and
//! PostgreSQL share.

use super::record::CustomerRecord;
use crate::{
    db::{self, Conn, chunked, chunks, placeholders, query},
    log::store::delete_subjects,
    projection::{holding, timeline_subject, working::WorkingSet},
};
use purser_contract::CustomerId;
use sqlx::AssertSqlSafe;
use std::collections::{BTreeMap, BTreeSet, HashMap};
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

/// A customer's row before anybody made sense of it.
#[derive(Clone, Debug)]
pub struct Raw {
    /// Who.
    pub id: CustomerId,
    version: i64,
    record: String,
    recent: String,
}

impl Raw {
    fn read(row: &db::Row) -> Result<Self, sqlx::Error> {
        let id = customer_id(row.try_get::<&str>(0)?)?;
        Ok(Self { id, version: row.try_get(1)?, record: row.try_get(2)?, recent: row.try_get(3)? })
    }

    /// The customer.
    ///
    /// # Errors
    /// When the row holds no record: a damaged database.
    pub fn stored(&self) -> Result<Stored, sqlx::Error> {
        let unread = |error: serde_json::Error| sqlx::Error::Decode(error.into());
        let mut record: CustomerRecord = serde_json::from_str(&self.record).map_err(unread)?;
        record.recent = serde_json::from_str(&self.recent).map_err(unread)?;
        let version = u64::try_from(self.version).unwrap_or(0);
        Ok(Stored { id: self.id, version, record, size: self.record.len() })
    }
}

/// Who has which of these keys.
///
/// # Errors
/// Those of the database.
pub async fn holders(conn: &mut Conn, keys: &[String]) -> Result<Vec<(String, CustomerId)>, sqlx::Error> {
    let held = holding::store::under(conn, keys).await?;
    Ok(held.into_iter().map(|(key, held)| (key, held.id)).collect())
}

/// The records of these customers; ids nobody has are left out.
///
/// # Errors
/// Those of the database.
pub async fn customers(conn: &mut Conn, ids: &[CustomerId]) -> Result<Vec<Stored>, sqlx::Error> {
    raw(conn, ids).await?.iter().map(Raw::stored).collect()
}

/// Their rows; ids nobody has are left out.
///
/// # Errors
/// Those of the database.
pub async fn raw(conn: &mut Conn, ids: &[CustomerId]) -> Result<Vec<Raw>, sqlx::Error> {
    let mut found = Vec::with_capacity(ids.len());
    for part in chunked(ids, ROWS) {
        let sql = format!(
            "SELECT id, version, record, recent FROM customers WHERE id IN {}",
            placeholders(1, part.len())
        );
        let mut query = query(AssertSqlSafe(sql));
        for id in part {
            query = query.bind(id.0.to_string());
        }
        for row in query.fetch_all(&mut *conn).await? {
            found.push(Raw::read(&row)?);
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
        let mut query = query(AssertSqlSafe(sql));
        for id in part {
            query = query.bind(id.0.to_string());
        }
        for row in query.fetch_all(&mut *conn).await? {
            found.insert(customer_id(row.try_get::<&str>(0)?)?, customer_id(row.try_get::<&str>(1)?)?);
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
    recent: String,
}

/// Writes everything about customers that a working set changed; `rows` are its [`rows`].
///
/// # Errors
/// Those of the database.
pub async fn write(conn: &mut Conn, set: &WorkingSet, rows: Vec<Row>) -> Result<(), sqlx::Error> {
    write_records(conn, rows).await?;
    holding::store::write(conn, set).await?;
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
        let recent =
            serde_json::to_string(&entry.record.recent).map_err(|error| sqlx::Error::Encode(error.into()))?;
        rows.push(Row { id: id.0.to_string(), version, record, recent });
    }
    rows.sort_unstable_by(|a, b| a.id.cmp(&b.id));
    Ok(rows)
}

async fn write_records(conn: &mut Conn, rows: Vec<Row>) -> Result<(), sqlx::Error> {
    let sizes = chunks(rows.len(), ROWS);
    let mut rows = rows.into_iter();
    for size in sizes {
        let sql = format!(
            "INSERT INTO customers (id, version, record, recent) VALUES {} ON CONFLICT (id) DO UPDATE \
             SET version = excluded.version, record = excluded.record, recent = excluded.recent",
            placeholders(size, 4)
        );
        let mut query = query(AssertSqlSafe(sql));
        for Row { id, version, record, recent } in rows.by_ref().take(size) {
            query = query.bind(id).bind(version).bind(record).bind(recent);
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
        let mut query = query(AssertSqlSafe(sql));
        for (key, id) in part {
            query = query.bind(key).bind(id.0.to_string());
        }
        query.execute(&mut *conn).await?;
    }
    Ok(())
}

/// The keys of these customers, each once.
///
/// # Errors
/// Those of the database.
pub async fn keys(conn: &mut Conn, ids: &[CustomerId]) -> Result<Vec<String>, sqlx::Error> {
    let held = holding::store::of(conn, ids).await?;
    let keys: BTreeSet<String> = held.into_iter().map(|(key, _)| key).collect();
    Ok(keys.into_iter().collect())
}

/// These ids and those that lead to them.
///
/// # Errors
/// Those of the database.
pub async fn former_ids(conn: &mut Conn, ids: &[CustomerId]) -> Result<Vec<CustomerId>, sqlx::Error> {
    let mut found = ids.to_vec();
    for part in chunked(ids, ROWS) {
        let sql = format!("SELECT old_id FROM customer_aliases WHERE id IN {}", placeholders(1, part.len()));
        let mut query = query(AssertSqlSafe(sql));
        for id in part {
            query = query.bind(id.0.to_string());
        }
        let old: Vec<String> = query.scalars(conn).await?;
        for id in old {
            found.push(customer_id(&id)?);
        }
    }
    Ok(found)
}

/// Every id that is or was a customer's.
///
/// # Errors
/// Those of the database.
pub async fn all_ids(conn: &mut Conn) -> Result<Vec<CustomerId>, sqlx::Error> {
    let ids: Vec<String> =
        query("SELECT id FROM customers UNION SELECT old_id FROM customer_aliases").scalars(conn).await?;
    ids.iter().map(|id| customer_id(id)).collect()
}

/// Removes customers with everything that is theirs but the log.
///
/// # Errors
/// Those of the database.
pub async fn remove(conn: &mut Conn, ids: &[CustomerId]) -> Result<(), sqlx::Error> {
    for part in chunked(ids, ROWS) {
        for (table, column) in [
            ("customers", "id"),
            ("identifiers", "customer_id"),
            ("customer_names", "customer_id"),
            ("compensations", "customer_id"),
        ] {
            let sql = format!("DELETE FROM {table} WHERE {column} IN {}", placeholders(1, part.len()));
            let mut query = query(AssertSqlSafe(sql));
            for id in part {
                query = query.bind(id.0.to_string());
            }
            query.execute(&mut *conn).await?;
        }
    }
    let subjects: Vec<String> = ids.iter().map(|id| timeline_subject(*id)).collect();
    delete_subjects(conn, &subjects).await
}

/// Ids that are a customer's own again lead nowhere else.
///
/// # Errors
/// Those of the database.
pub async fn forget_aliases(conn: &mut Conn, ids: &[CustomerId]) -> Result<(), sqlx::Error> {
    for part in chunked(ids, ROWS) {
        let sql = format!("DELETE FROM customer_aliases WHERE old_id IN {}", placeholders(1, part.len()));
        let mut query = query(AssertSqlSafe(sql));
        for id in part {
            query = query.bind(id.0.to_string());
        }
        query.execute(&mut *conn).await?;
    }
    Ok(())
}

/// Lets ids of before lead to others.
///
/// # Errors
/// Those of the database.
pub async fn rename(conn: &mut Conn, renamed: &HashMap<CustomerId, CustomerId>) -> Result<(), sqlx::Error> {
    for (old, now) in renamed {
        let (old, now) = (old.0.to_string(), now.0.to_string());
        query("UPDATE customer_aliases SET id = $2 WHERE id = $1")
            .bind(&old)
            .bind(&now)
            .execute(&mut *conn)
            .await?;
        query(
            "INSERT INTO customer_aliases (old_id, id) VALUES ($1, $2) \
             ON CONFLICT (old_id) DO UPDATE SET id = excluded.id",
        )
        .bind(&old)
        .bind(&now)
        .execute(&mut *conn)
        .await?;
    }
    Ok(())
}

/// Moves everything that names `from` to `into`.
async fn join(conn: &mut Conn, from: CustomerId, into: CustomerId) -> Result<(), sqlx::Error> {
    let (from, into) = (from.0.to_string(), into.0.to_string());
    for sql in [
        holding::store::HAND_OVER,
        "INSERT INTO customer_names (word, customer_id) SELECT word, $2 FROM customer_names WHERE customer_id = $1 \
         ON CONFLICT DO NOTHING",
        "UPDATE compensations SET customer_id = $2 WHERE customer_id = $1",
        "UPDATE customer_aliases SET id = $2 WHERE id = $1",
        "INSERT INTO customer_aliases (old_id, id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
    ] {
        query(sql).bind(&from).bind(&into).execute(&mut *conn).await?;
    }
    for sql in [
        "DELETE FROM identifiers WHERE customer_id = $1",
        "DELETE FROM customer_names WHERE customer_id = $1",
        "DELETE FROM customers WHERE id = $1",
    ] {
        query(sql).bind(&from).execute(&mut *conn).await?;
    }
    let subject = |id: &str| format!("c:{}", id.replace('-', ""));
    query(
        "INSERT INTO timeline (subject, at, seq, shared) SELECT $2, at, seq, shared FROM timeline \
         WHERE subject = $1 ON CONFLICT DO NOTHING",
    )
    .bind(subject(&from))
    .bind(subject(&into))
    .execute(&mut *conn)
    .await?;
    query("DELETE FROM timeline WHERE subject = $1").bind(subject(&from)).execute(&mut *conn).await?;
    Ok(())
}
