//! SQL for the outbox.

use crate::db::{Conn, chunked, placeholders, query};
use jiff::Timestamp;
use purser_contract::CustomerId;
use sqlx::AssertSqlSafe;

const ROWS: usize = 128;

/// An event out.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its place.
    pub place: i64,
    /// Its CloudEvents id.
    pub id: String,
    /// Its type.
    pub kind: &'static str,
    /// Whose order it keeps.
    pub customer: CustomerId,
    /// The whole event.
    pub body: String,
}

/// Adds events.
///
/// # Errors
/// Those of the database.
pub async fn insert(conn: &mut Conn, rows: &[Row], now: Timestamp) -> Result<(), sqlx::Error> {
    for part in chunked(rows, ROWS) {
        let sql = format!(
            "INSERT INTO outbox (place, id, type, customer_id, at, body) VALUES {}",
            placeholders(part.len(), 6)
        );
        let mut query = query(AssertSqlSafe(sql));
        for row in part {
            query = query
                .bind(row.place)
                .bind(&row.id)
                .bind(row.kind)
                .bind(row.customer.0.to_string())
                .bind(now.as_microsecond())
                .bind(&row.body);
        }
        query.execute(&mut *conn).await?;
    }
    Ok(())
}

/// The last place that is taken.
///
/// # Errors
/// Those of the database.
pub async fn last_place(conn: &mut Conn) -> Result<Option<i64>, sqlx::Error> {
    query("SELECT MAX(place) FROM outbox").scalar(conn).await
}

/// Removes an event that nobody waits for any more.
///
/// # Errors
/// Those of the database.
pub async fn remove_delivered(conn: &mut Conn, place: i64) -> Result<(), sqlx::Error> {
    query(
        "DELETE FROM outbox WHERE place = $1 \
         AND NOT EXISTS (SELECT 1 FROM webhook_deliveries WHERE webhook_deliveries.place = $1)",
    )
    .bind(place)
    .execute(conn)
    .await
    .map(|_| ())
}

/// Removes all events that nobody waits for any more.
///
/// # Errors
/// Those of the database.
pub async fn remove_unwanted(conn: &mut Conn) -> Result<(), sqlx::Error> {
    query(
        "DELETE FROM outbox WHERE NOT EXISTS \
         (SELECT 1 FROM webhook_deliveries WHERE webhook_deliveries.place = outbox.place)",
    )
    .execute(conn)
    .await
    .map(|_| ())
}
