//! SQL for disruptions: a disruption is what its passengers' compensations say, counted.

use crate::{
    compensation::{
        money,
        store::{KEYS, STORED, Stored, read, stored, uuid},
    },
    db::{Conn, chunked, placeholders, query},
};
use purser_contract::{compensation::DisruptionId, payload::Money};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

/// Some passengers of a disruption that stand alike.
#[derive(Clone, Debug)]
pub struct Alike {
    pub disruption: DisruptionId,
    pub status: String,
    pub connecting: bool,
    pub amount: Money,
    pub issued: Vec<Money>,
    pub count: u32,
    pub opened_at: i64,
    pub version: i64,
}

/// The passengers of these disruptions, those together that stand alike.
///
/// # Errors
/// Those of the database.
pub async fn alike(conn: &mut Conn, ids: &[DisruptionId]) -> Result<Vec<Alike>, sqlx::Error> {
    let mut found = Vec::new();
    for part in chunked(ids, KEYS) {
        let sql = format!(
            "SELECT disruption_id, status, connecting, amount, currency, issued, COUNT(*), MIN(opened_at), \
             MAX(version) FROM compensations WHERE disruption_id IN {} \
             GROUP BY disruption_id, status, connecting, amount, currency, issued",
            placeholders(1, part.len())
        );
        let mut query = query(AssertSqlSafe(sql));
        for id in part {
            query = query.bind(id.to_string());
        }
        for row in query.fetch_all(&mut *conn).await? {
            let amount = Money { amount: row.try_get(3)?, currency: row.try_get(4)? };
            found.push(Alike {
                disruption: DisruptionId(uuid(row.try_get(0)?)?),
                status: row.try_get(1)?,
                connecting: row.try_get::<i64>(2)? != 0,
                amount: money::money(money::decimal(&amount), &amount.currency),
                issued: read(row.try_get(5)?)?,
                count: u32::try_from(row.try_get::<i64>(6)?).unwrap_or(u32::MAX),
                opened_at: row.try_get(7)?,
                version: row.try_get(8)?,
            });
        }
    }
    Ok(found)
}

/// One passenger's view of each of these disruptions: the newest.
///
/// # Errors
/// Those of the database.
pub async fn newest(conn: &mut Conn, versions: &[(DisruptionId, i64)]) -> Result<Vec<Stored>, sqlx::Error> {
    let mut found = Vec::with_capacity(versions.len());
    for (id, version) in versions {
        let sql = format!("{STORED} WHERE disruption_id = $1 AND version = $2 ORDER BY id LIMIT 1");
        let row = query(AssertSqlSafe(sql)).bind(id.to_string()).bind(*version).fetch_optional(conn).await?;
        found.extend(row.as_ref().map(stored).transpose()?);
    }
    Ok(found)
}

/// Disruptions, those that began last first.
///
/// # Errors
/// Those of the database.
pub async fn disruptions(
    conn: &mut Conn,
    after: Option<(i64, Uuid)>,
    limit: usize,
) -> Result<Vec<(DisruptionId, i64)>, sqlx::Error> {
    let (at, id) = after.unwrap_or((i64::MAX, Uuid::max()));
    let rows = query(
        "SELECT disruption_id, MIN(opened_at) FROM compensations GROUP BY disruption_id \
         HAVING MIN(opened_at) < $1 OR (MIN(opened_at) = $1 AND disruption_id < $2) \
         ORDER BY MIN(opened_at) DESC, disruption_id DESC LIMIT $3",
    )
    .bind(at)
    .bind(id.to_string())
    .bind(i64::try_from(limit).unwrap_or(i64::MAX))
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| Ok((DisruptionId(uuid(row.try_get(0)?)?), row.try_get(1)?))).collect()
}

/// How many passengers of a disruption were decided since `at`.
///
/// # Errors
/// Those of the database.
pub async fn decided_since(conn: &mut Conn, id: DisruptionId, at: i64) -> Result<u64, sqlx::Error> {
    let count: i64 = query("SELECT COUNT(*) FROM compensations WHERE disruption_id = $1 AND version > $2")
        .bind(id.to_string())
        .bind(at)
        .scalar(conn)
        .await?;
    Ok(u64::try_from(count).unwrap_or(0))
}
