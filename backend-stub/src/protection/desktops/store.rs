//! SQL for the desktops that were ever connected, what they are to remove, and what they have answered.
//!
//! Deliberately not here: the socket (`realtime::session`).

use crate::{
    customers::store::customer_id,
    db::{Conn, query},
};
use jiff::Timestamp;
use purser_contract::{AgentId, realtime::ErasedCustomer};

/// How many erasures one frame tells.
pub const IN_ONE_FRAME: i64 = 200;

/// A desktop is connected.
///
/// # Errors
/// Those of the database.
pub async fn seen(
    conn: &mut Conn,
    desktop: &str,
    agent: &AgentId,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    query(
        "INSERT INTO desktops (id, agent_id, last_seen, erased_through) VALUES ($1, $2, $3, 0) \
         ON CONFLICT (id) DO UPDATE SET agent_id = excluded.agent_id, last_seen = excluded.last_seen",
    )
    .bind(desktop)
    .bind(agent.as_str())
    .bind(now.as_microsecond())
    .execute(conn)
    .await
    .map(|_| ())
}

/// Up to which erasure a desktop has answered; 0 for one that was never seen.
///
/// # Errors
/// Those of the database.
pub async fn answered_through(conn: &mut Conn, desktop: &str) -> Result<i64, sqlx::Error> {
    let through: Option<i64> = query("SELECT erased_through FROM desktops WHERE id = $1")
        .bind(desktop)
        .scalar_optional(conn)
        .await?;
    Ok(through.unwrap_or(0))
}

/// The erasures after `after`, and the number of the last of them.
///
/// # Errors
/// Those of the database.
pub async fn erasures(
    conn: &mut Conn,
    after: i64,
) -> Result<Option<(i64, Vec<ErasedCustomer>)>, sqlx::Error> {
    let rows = query(
        "SELECT erasures.number, erasures.id, erased_customers.customer_id FROM erasures \
         JOIN erased_customers ON erased_customers.number = erasures.number \
         WHERE erasures.number > $1 AND erasures.number <= $2 \
         ORDER BY erasures.number, erased_customers.customer_id",
    )
    .bind(after)
    .bind(after + IN_ONE_FRAME)
    .fetch_all(conn)
    .await?;
    let Some(last) = rows.last() else { return Ok(None) };
    let through: i64 = last.try_get(0)?;
    let mut found: Vec<ErasedCustomer> = Vec::new();
    for row in &rows {
        let (erasure, customer) = (row.try_get::<&str>(1)?, customer_id(row.try_get(2)?)?);
        match found.last_mut().filter(|known| known.erasure == erasure) {
            Some(known) => known.customers.push(customer),
            None => {
                found.push(ErasedCustomer { erasure: erasure.to_owned(), customers: vec![customer] });
            }
        }
    }
    Ok(Some((through, found)))
}

/// A desktop has removed everything up to `through`. Doing it again changes nothing.
///
/// # Errors
/// Those of the database.
pub async fn answered(
    conn: &mut Conn,
    desktop: &str,
    through: i64,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    query(
        "INSERT INTO erasure_answers (number, desktop_id, at) SELECT erasures.number, desktops.id, $1 \
         FROM erasures JOIN desktops ON desktops.id = $2 AND erasures.number > desktops.erased_through \
         WHERE erasures.number <= $3 ON CONFLICT DO NOTHING",
    )
    .bind(now.as_microsecond())
    .bind(desktop)
    .bind(through)
    .execute(&mut *conn)
    .await?;
    query("UPDATE desktops SET erased_through = $1 WHERE id = $2 AND erased_through < $1")
        .bind(through)
        .bind(desktop)
        .execute(conn)
        .await
        .map(|_| ())
}
