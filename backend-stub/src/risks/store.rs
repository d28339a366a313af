//! SQL for what is watched and which cases were told.

use super::{Book, Watch};
use crate::{
    customers::store::customer_id,
    db::{Conn, chunked, placeholders, query},
};
use jiff::Timestamp;
use purser_contract::FlightKey;
use sqlx::AssertSqlSafe;
use std::collections::BTreeSet;

const ROWS: usize = 128;

/// Where a book's rows are.
fn table(book: Book) -> &'static str {
    match book {
        Book::Risks => "risk_watch",
        Book::Decisions => "decision_watch",
        Book::Backlog => "decision_backlog",
    }
}

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
pub async fn insert(
    conn: &mut Conn,
    book: Book,
    watch: &BTreeSet<Watch>,
    seq: u64,
) -> Result<(), sqlx::Error> {
    let seq = i64::try_from(seq).unwrap_or(i64::MAX);
    let subjects: Vec<String> = watch.iter().map(subject).collect();
    for part in chunked(&subjects, ROWS) {
        let sql = format!(
            "INSERT INTO {} (subject, seq) VALUES {} ON CONFLICT (subject) DO UPDATE SET seq = excluded.seq",
            table(book),
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
pub async fn some(conn: &mut Conn, book: Book, limit: i64) -> Result<Vec<(Watch, i64)>, sqlx::Error> {
    let sql = format!("SELECT subject, seq FROM {} ORDER BY seq, subject LIMIT $1", table(book));
    let rows = query(AssertSqlSafe(sql)).bind(limit).fetch_all(conn).await?;
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

/// The place of the newest row.
///
/// # Errors
/// Those of the database.
pub async fn newest(conn: &mut Conn, book: Book) -> Result<Option<i64>, sqlx::Error> {
    let sql = format!("SELECT seq FROM {} ORDER BY seq DESC LIMIT 1", table(book));
    Ok(query(AssertSqlSafe(sql)).scalars(conn).await?.pop())
}

/// Moves some rows of one book up to a place into another, all to that place: from there on they have the order of their
/// names, not that in which they came. Gives back how many.
///
/// # Errors
/// Those of the database.
pub async fn hand_over(
    conn: &mut Conn,
    (from, to): (Book, Book),
    place: i64,
    limit: i64,
) -> Result<u64, sqlx::Error> {
    let (from, to) = (table(from), table(to));
    let sql = format!("SELECT subject FROM {from} WHERE seq <= $1 ORDER BY subject LIMIT $2");
    let some: Vec<String> = query(AssertSqlSafe(sql)).bind(place).bind(limit).scalars(&mut *conn).await?;
    let Some(last) = some.last() else { return Ok(0) };
    // What stands there as of a newer place moved since.
    let sql = format!(
        "INSERT INTO {to} (subject, seq) SELECT subject, CAST($1 AS BIGINT) FROM {from} WHERE seq <= $2 AND subject <= $3 \
         ON CONFLICT (subject) DO UPDATE SET seq = excluded.seq WHERE {to}.seq < excluded.seq"
    );
    query(AssertSqlSafe(sql)).bind(place).bind(place).bind(last).execute(&mut *conn).await?;
    let sql = format!("DELETE FROM {from} WHERE seq <= $1 AND subject <= $2");
    query(AssertSqlSafe(sql)).bind(place).bind(last).execute(conn).await
}

/// Removes what was looked at, unless it moved meanwhile.
///
/// # Errors
/// Those of the database.
pub async fn remove(conn: &mut Conn, book: Book, seen: &[(Watch, i64)]) -> Result<(), sqlx::Error> {
    for (watch, seq) in seen {
        let sql = format!("DELETE FROM {} WHERE subject = $1 AND seq = $2", table(book));
        query(AssertSqlSafe(sql)).bind(subject(watch)).bind(seq).execute(&mut *conn).await?;
    }
    Ok(())
}

/// Which of these flights are to be looked at.
///
/// # Errors
/// Those of the database.
pub async fn watched(
    conn: &mut Conn,
    book: Book,
    keys: &[FlightKey],
) -> Result<BTreeSet<FlightKey>, sqlx::Error> {
    let mut found = BTreeSet::new();
    for part in chunked(keys, ROWS) {
        let sql =
            format!("SELECT subject FROM {} WHERE subject IN {}", table(book), placeholders(1, part.len()));
        let mut query = query(AssertSqlSafe(sql));
        for key in part {
            query = query.bind(subject(&Watch::Flight(key.clone())));
        }
        let subjects: Vec<String> = query.scalars(&mut *conn).await?;
        found.extend(subjects.iter().filter_map(|text| text.strip_prefix("f:")).map(FlightKey::from));
    }
    Ok(found)
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
