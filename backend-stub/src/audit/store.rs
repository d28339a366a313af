//! SQL for the audit.

use super::chain::{Link, Page};
use crate::db::{Conn, Row, chunked, placeholders, query};
use purser_contract::CustomerId;
use sqlx::AssertSqlSafe;

const ROWS: usize = 512;

/// A page as it is stored.
#[derive(Clone, Debug)]
pub struct Stored {
    /// The number of its first entry.
    pub first: u64,
    /// One JSON object a line.
    pub entries: String,
    /// 32 bytes an entry.
    pub hashes: Vec<u8>,
}

fn stored(row: &Row) -> Result<Stored, sqlx::Error> {
    let first = u64::try_from(row.try_get::<i64>(0)?).unwrap_or(0);
    Ok(Stored { first, entries: row.try_get(1)?, hashes: row.try_get(2)? })
}

/// The end of the chain as it is stored.
///
/// # Errors
/// Those of the database.
pub async fn head(conn: &mut Conn) -> Result<Link, sqlx::Error> {
    let row = query("SELECT first, entries, hashes FROM audit_pages ORDER BY first DESC LIMIT 1")
        .fetch_optional(conn)
        .await?;
    let Some(row) = row else { return Ok(Link::default()) };
    let page = stored(&row)?;
    let count = page.hashes.len() / 32;
    let hash = page.hashes.chunks_exact(32).next_back().and_then(|hash| hash.try_into().ok());
    Ok(Link { number: page.first + count.saturating_sub(1) as u64, hash: hash.unwrap_or_default() })
}

/// Appends pages.
///
/// # Errors
/// Those of the database.
pub async fn append(conn: &mut Conn, pages: &[Page]) -> Result<(), sqlx::Error> {
    let number = |first: u64| i64::try_from(first).unwrap_or(i64::MAX);
    for page in pages {
        query("INSERT INTO audit_pages (first, entries, hashes) VALUES ($1, $2, $3)")
            .bind(number(page.first))
            .bind(&page.entries)
            .bind(page.hashes.as_slice())
            .execute(&mut *conn)
            .await?;
        let customers: Vec<&CustomerId> = page.customers.iter().collect();
        for part in chunked(&customers, ROWS) {
            let sql = format!(
                "INSERT INTO audit_customers (customer_id, first) VALUES {}",
                placeholders(part.len(), 2)
            );
            let mut query = query(AssertSqlSafe(sql));
            for id in part {
                query = query.bind(id.0.to_string()).bind(number(page.first));
            }
            query.execute(&mut *conn).await?;
        }
    }
    Ok(())
}

/// The pages that a customer is on, the newest first, from before the entry `before` on.
///
/// # Errors
/// Those of the database.
pub async fn pages_of(
    conn: &mut Conn,
    customers: &[CustomerId],
    before: i64,
    limit: i64,
) -> Result<Vec<Stored>, sqlx::Error> {
    let sql = format!(
        "SELECT DISTINCT p.first, p.entries, p.hashes FROM audit_customers c JOIN audit_pages p ON p.first = c.first \
         WHERE c.first < ? AND c.customer_id IN {} ORDER BY p.first DESC LIMIT ?",
        placeholders(1, customers.len())
    );
    let mut query = query(AssertSqlSafe(sql)).bind(before);
    for id in customers {
        query = query.bind(id.0.to_string());
    }
    let rows = query.bind(limit).fetch_all(conn).await?;
    rows.iter().map(stored).collect()
}

/// All pages in order, each to `take`.
///
/// # Errors
/// Those of the database.
pub async fn each(conn: &mut Conn, mut take: impl FnMut(Stored)) -> Result<(), sqlx::Error> {
    let pages = query("SELECT first, entries, hashes FROM audit_pages ORDER BY first").each(conn, |row| {
        take(stored(row)?);
        Ok(())
    });
    pages.await
}
