//! SQL for searching customers by the words of their names.

use crate::{
    customers::store::customer_id,
    db::{Conn, query},
};
use purser_contract::CustomerId;

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
    let rows = query(
        "SELECT DISTINCT customer_id FROM customer_names WHERE word >= $1 AND word < $2 ORDER BY customer_id LIMIT $3",
    )
    .bind(prefix)
    .bind(format!("{prefix}{{"))
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| customer_id(row.try_get::<&str>(0)?)).collect()
}

/// Customers with one word that begins with `first` and another that begins with `second`, at most `limit`: always the same
/// ones, so that a page follows the one before.
///
/// # Errors
/// Those of the database.
pub async fn by_two_prefixes(
    conn: &mut Conn,
    first: &str,
    second: &str,
    limit: i64,
) -> Result<Vec<CustomerId>, sqlx::Error> {
    let rows = query(
        "SELECT DISTINCT a.customer_id FROM customer_names a JOIN customer_names b ON b.customer_id = a.customer_id \
         WHERE a.word >= $1 AND a.word < $2 AND b.word >= $3 AND b.word < $4 \
         ORDER BY a.customer_id LIMIT $5",
    )
    .bind(first)
    .bind(format!("{first}{{"))
    .bind(second)
    .bind(format!("{second}{{"))
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| customer_id(row.try_get::<&str>(0)?)).collect()
}
