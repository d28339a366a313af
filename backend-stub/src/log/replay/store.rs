//! SQL over all read models alike: emptying them and hashing them; and the ids that lead elsewhere, which are none.

use crate::{
    customers::{self, record::Line, store::customer_id},
    db::{Conn, Row, query},
    projection::timeline_subject,
};
use purser_contract::CustomerId;
use sqlx::AssertSqlSafe;
use std::collections::{BTreeSet, HashMap};
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

/// The read models, each with the columns that order its rows. Ids that customers had before are none: which there were
/// depends on the order of arrival.
pub const READ_MODELS: [(&str, &str); 8] = [
    ("customers", "id"),
    ("identifiers", "key, customer_id"),
    ("customer_names", "word, customer_id"),
    ("identity_blocks", "block, customer_id"),
    ("flights", "key"),
    ("compensations", "id"),
    ("contacts", "id"),
    ("timeline", "subject, at, seq"),
];

/// Empties a read model.
///
/// # Errors
/// Those of the database.
pub async fn clear(conn: &mut Conn, table: &str) -> Result<(), sqlx::Error> {
    query(AssertSqlSafe(format!("DELETE FROM {table}"))).execute(conn).await.map(|_| ())
}

/// Every id that leads to another, and to which.
///
/// # Errors
/// Those of the database.
pub async fn all_aliases(conn: &mut Conn) -> Result<HashMap<CustomerId, CustomerId>, sqlx::Error> {
    let rows = query("SELECT old_id, id FROM customer_aliases").fetch_all(conn).await?;
    let pair = |row: &Row| Ok((customer_id(row.try_get(0)?)?, customer_id(row.try_get(1)?)?));
    rows.iter().map(pair).collect()
}

/// Lets ids of before that lead nowhere now lead where they led, when somebody is there.
///
/// # Errors
/// Those of the database.
pub async fn keep_aliases(
    conn: &mut Conn,
    before: HashMap<CustomerId, CustomerId>,
) -> Result<(), sqlx::Error> {
    if before.is_empty() {
        return Ok(());
    }
    let known: BTreeSet<CustomerId> = customers::store::all_ids(conn).await?.into_iter().collect();
    let now = all_aliases(conn).await?;
    let lost = before.into_iter().filter(|(old, into)| !known.contains(old) && known.contains(into));
    let kept = lost.map(|(old, into)| (old, now.get(&into).copied().unwrap_or(into))).collect();
    customers::store::rename(conn, &kept).await
}

/// One hash a read model, over every row in order; over the lines of timelines in whatever order, because part of them
/// stand with the customers.
///
/// # Errors
/// Those of the database.
pub async fn digests(conn: &mut Conn) -> Result<Vec<u128>, sqlx::Error> {
    let mut found = Vec::with_capacity(READ_MODELS.len());
    for (table, order) in READ_MODELS {
        found.push(match table {
            "timeline" => lines(conn).await?,
            _ => digest(conn, table, order).await?,
        });
    }
    Ok(found)
}

async fn digest(conn: &mut Conn, table: &str, order: &str) -> Result<u128, sqlx::Error> {
    let columns = match table {
        "customers" | "flights" => format!("{order}, CAST(version AS TEXT), record"),
        "identifiers" => format!("{order}, CAST(since AS TEXT)"),
        "identity_blocks" => "CAST(block AS TEXT), customer_id".to_owned(),
        "contacts" => "id, record".to_owned(),
        "compensations" => "id, customer_id, record, note".to_owned(),
        _ => order.to_owned(),
    };
    let mut hash = Xxh3::new();
    let sql = format!("SELECT {columns} FROM {table} ORDER BY {order}");
    let read = query(AssertSqlSafe(sql)).each(conn, |row| {
        for column in 0..row.columns() {
            hash.update(row.try_get::<&str>(column)?.as_bytes());
            hash.update(b"\0");
        }
        Ok(())
    });
    read.await?;
    Ok(hash.digest128())
}

async fn lines(conn: &mut Conn) -> Result<u128, sqlx::Error> {
    let of = |subject: &str, line: Line| {
        let Line { at, seq, shared } = line;
        xxh3_128(format!("{subject} {at} {seq} {shared}").as_bytes())
    };
    let mut sum = 0u128;
    let older = query("SELECT subject, at, seq, shared FROM timeline").each(conn, |row| {
        let line = Line { at: row.try_get(1)?, seq: row.try_get(2)?, shared: row.try_get::<i64>(3)? != 0 };
        sum = sum.wrapping_add(of(row.try_get(0)?, line));
        Ok(())
    });
    older.await?;
    let newest = query("SELECT id, recent FROM customers").each(conn, |row| {
        let subject = timeline_subject(customer_id(row.try_get(0)?)?);
        let recent: Vec<Line> =
            serde_json::from_str(row.try_get(1)?).map_err(|error| sqlx::Error::Decode(error.into()))?;
        for line in recent {
            sum = sum.wrapping_add(of(&subject, line));
        }
        Ok(())
    });
    newest.await?;
    Ok(sum)
}
