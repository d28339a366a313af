//! SQL for who has which key since when.
//!
//! Deliberately not here: who they are (`customers::store`).

use super::Held;
use crate::{
    customers::store::customer_id,
    db::{Conn, chunked, placeholders, query},
    projection::working::WorkingSet,
};
use purser_contract::CustomerId;
use sqlx::AssertSqlSafe;

const ROWS: usize = 256;

/// Moves what one customer ($1) has to another ($2), who has it since the earlier time.
pub const HAND_OVER: &str = "INSERT INTO identifiers (key, customer_id, since) \
     SELECT key, $2, since FROM identifiers WHERE customer_id = $1 \
     ON CONFLICT (key, customer_id) DO UPDATE SET since = excluded.since WHERE excluded.since < identifiers.since";

/// Who has these keys, in no order.
///
/// # Errors
/// Those of the database.
pub async fn under(conn: &mut Conn, keys: &[String]) -> Result<Vec<(String, Held)>, sqlx::Error> {
    rows(conn, "key", keys).await
}

/// What these customers have, in no order.
///
/// # Errors
/// Those of the database.
pub async fn of(conn: &mut Conn, ids: &[CustomerId]) -> Result<Vec<(String, Held)>, sqlx::Error> {
    let ids: Vec<String> = ids.iter().map(|id| id.0.to_string()).collect();
    rows(conn, "customer_id", &ids).await
}

async fn rows(conn: &mut Conn, column: &str, values: &[String]) -> Result<Vec<(String, Held)>, sqlx::Error> {
    let mut found = Vec::new();
    for part in chunked(values, ROWS) {
        let among = placeholders(1, part.len());
        let sql = format!("SELECT key, customer_id, since FROM identifiers WHERE {column} IN {among}");
        let mut query = query(AssertSqlSafe(sql));
        for value in part {
            query = query.bind(value);
        }
        for row in query.fetch_all(&mut *conn).await? {
            let held = Held { id: customer_id(row.try_get::<&str>(1)?)?, since: row.try_get(2)? };
            found.push((row.try_get(0)?, held));
        }
    }
    Ok(found)
}

/// Writes what a working set found out.
///
/// # Errors
/// Those of the database.
pub async fn write(conn: &mut Conn, set: &WorkingSet) -> Result<(), sqlx::Error> {
    let rows: Vec<((&str, CustomerId), i64)> = set.identifiers_to_write().into_iter().collect();
    for part in chunked(&rows, ROWS) {
        let sql = format!(
            "INSERT INTO identifiers (key, customer_id, since) VALUES {} ON CONFLICT (key, customer_id) \
             DO UPDATE SET since = excluded.since WHERE excluded.since < identifiers.since",
            placeholders(part.len(), 3)
        );
        let mut query = query(AssertSqlSafe(sql));
        for ((key, id), since) in part {
            query = query.bind(*key).bind(id.0.to_string()).bind(*since);
        }
        query.execute(&mut *conn).await?;
    }
    Ok(())
}
