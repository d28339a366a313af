//! SQL for going through all customers.

use crate::{
    customers::{record::CustomerRecord, store::customer_id},
    db::{Conn, query},
};
use purser_contract::CustomerId;

/// The records of the customers after `after`, in the order of their ids.
///
/// # Errors
/// Those of the database.
pub async fn page(
    conn: &mut Conn,
    after: &str,
    limit: i64,
) -> Result<Vec<(CustomerId, CustomerRecord)>, sqlx::Error> {
    let rows = query("SELECT id, record FROM customers WHERE id > $1 ORDER BY id LIMIT $2")
        .bind(after)
        .bind(limit)
        .fetch_all(conn)
        .await?;
    rows.iter()
        .map(|row| {
            let record = serde_json::from_str(row.try_get::<&str>(1)?)
                .map_err(|error| sqlx::Error::Decode(error.into()))?;
            Ok((customer_id(row.try_get::<&str>(0)?)?, record))
        })
        .collect()
}
