//! SQL over what records have in common.
//!
//! Deliberately not here: what the numbers mean (`blocks`).

use super::blocks::Changes;
use crate::{
    customers::store::customer_id,
    db::{Conn, chunked, placeholders, query},
};
use purser_contract::CustomerId;
use sqlx::AssertSqlSafe;

const ROWS: usize = 256;
/// SQLite puts no more than 500 selections together.
const TERMS: usize = 128;

/// Writes what changed.
///
/// # Errors
/// Those of the database.
pub async fn write(conn: &mut Conn, changes: &Changes) -> Result<(), sqlx::Error> {
    remove(conn, &changes.gone).await?;
    for part in chunked(&changes.added, ROWS) {
        let sql = format!(
            "INSERT INTO identity_blocks (block, customer_id) VALUES {} ON CONFLICT DO NOTHING",
            placeholders(part.len(), 2)
        );
        let mut query = query(AssertSqlSafe(sql));
        for (block, id) in part {
            query = query.bind(block).bind(id.0.to_string());
        }
        query.execute(&mut *conn).await?;
    }
    Ok(())
}

/// Removes rows.
///
/// # Errors
/// Those of the database.
pub async fn remove(conn: &mut Conn, rows: &[(i64, CustomerId)]) -> Result<(), sqlx::Error> {
    for (block, id) in rows {
        query("DELETE FROM identity_blocks WHERE block = ? AND customer_id = ?")
            .bind(block)
            .bind(id.0.to_string())
            .execute(&mut *conn)
            .await?;
    }
    Ok(())
}

/// Who stands under these numbers; of each number at most `most`, the smallest ids.
///
/// # Errors
/// Those of the database.
pub async fn standing_under(
    conn: &mut Conn,
    blocks: &[i64],
    most: usize,
) -> Result<Vec<(i64, CustomerId)>, sqlx::Error> {
    if blocks.is_empty() {
        return Ok(Vec::new());
    }
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let mut found = Vec::new();
    // A number that thousands have costs no more than one that a few have.
    const ONE: &str = "SELECT block, customer_id FROM (SELECT block, customer_id FROM identity_blocks WHERE block = ? \
                       ORDER BY customer_id LIMIT ?) AS part";
    for part in chunked(blocks, TERMS) {
        let mut query = query(AssertSqlSafe(vec![ONE; part.len()].join(" UNION ALL ")));
        for block in part {
            query = query.bind(block).bind(most);
        }
        for row in query.fetch_all(&mut *conn).await? {
            found.push((row.try_get(0)?, customer_id(row.try_get::<&str>(1)?)?));
        }
    }
    Ok(found)
}
