//! SQL for what is watched and which cases were told.

use super::Watch;
use crate::{
    customers::store::customer_id,
    db::{Conn, chunked, placeholders, query},
};
use jiff::Timestamp;
use purser_contract::FlightKey;
use sqlx::AssertSqlSafe;
use std::collections::BTreeSet;

const ROWS: usize = 128;

fn subject(watch: &Watch) -> String {
    match watch {
        Watch::Flight(key) => format!("f:{key}"),
        Watch::Customer(id) => format!("c:{}", id.0),
    }
}

/// Adds rows; one that is there already is of the newer place from now on.
///
/// # Errors
/// Those of the database.
pub async fn insert(conn: &mut Conn, watch: &BTreeSet<Watch>, seq: u64) -> Result<(), sqlx::Error> {
    let seq = i64::try_from(seq).unwrap_or(i64::MAX);
    let subjects: Vec<String> = watch.iter().map(subject).collect();
    for part in chunked(&subjects, ROWS) {
        let sql = format!(
            "INSERT INTO risk_watch (subject, seq) VALUES {} ON CONFLICT (subject) DO UPDATE SET seq = excluded.seq",
            placeholders(part.len(), 2)
        );
        let mut query = query(AssertSqlSafe(sql));
        for subject in part {
            query = query.bind(subject).bind(seq);
        }
        query.execute(&mut *conn).await?;
    }
    Ok(())
}

/// Some of what is watched, with its place.
///
/// # Errors
/// Those of the database.
pub async fn some(conn: &mut Conn, limit: i64) -> Result<Vec<(Watch, i64)>, sqlx::Error> {
    let rows = query("SELECT subject, seq FROM risk_watch ORDER BY seq, subject LIMIT $1")
        .bind(limit)
        .fetch_all(conn)
        .await?;
    rows.iter()
        .map(|row| {
            let subject: &str = row.try_get(0)?;
            let watch = match subject.split_once(':') {
                Some(("c", id)) => Watch::Customer(customer_id(id)?),
                Some((_, key)) => Watch::Flight(FlightKey(key.to_owned())),
                None => Watch::Flight(FlightKey(subject.to_owned())),
            };
            Ok((watch, row.try_get(1)?))
        })
        .collect()
}

/// Removes what was looked at, unless it moved meanwhile.
///
/// # Errors
/// Those of the database.
pub async fn remove(conn: &mut Conn, seen: &[(Watch, i64)]) -> Result<(), sqlx::Error> {
    for (watch, seq) in seen {
        query("DELETE FROM risk_watch WHERE subject = $1 AND seq = $2")
            .bind(subject(watch))
            .bind(seq)
            .execute(&mut *conn)
            .await?;
    }
    Ok(())
}

/// Notes a case; says whether it is a new one.
///
/// # Errors
/// Those of the database.
pub async fn open(conn: &mut Conn, id: &str, now: Timestamp) -> Result<bool, sqlx::Error> {
    let done = query("INSERT INTO risk_cases (id, at) VALUES ($1, $2) ON CONFLICT DO NOTHING")
        .bind(id)
        .bind(now.as_microsecond())
        .execute(conn)
        .await?;
    Ok(done > 0)
}

/// Forgets cases of before; no signal is so old.
///
/// # Errors
/// Those of the database.
pub async fn forget_older(conn: &mut Conn, before: Timestamp) -> Result<(), sqlx::Error> {
    let before = before.as_microsecond();
    query("DELETE FROM risk_cases WHERE at < $1").bind(before).execute(conn).await.map(|_| ())
}
