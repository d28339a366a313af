//! SQL over all read models alike: emptying them and hashing them.

use crate::db::Conn;
use futures_util::TryStreamExt;
use sqlx::{AssertSqlSafe, Row};
use xxhash_rust::xxh3::Xxh3;

/// The read models, each with the columns that order its rows.
pub const READ_MODELS: [(&str, &str); 7] = [
    ("customers", "id"),
    ("customer_aliases", "old_id"),
    ("identifiers", "key, customer_id"),
    ("customer_names", "word, customer_id"),
    ("flights", "key"),
    ("contacts", "id"),
    ("timeline", "subject, at, seq"),
];

/// Empties a read model.
///
/// # Errors
/// Those of the database.
pub async fn clear(conn: &mut Conn, table: &str) -> Result<(), sqlx::Error> {
    sqlx::query(AssertSqlSafe(format!("DELETE FROM {table}"))).execute(conn).await.map(|_| ())
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
