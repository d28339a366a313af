//! SQL for the log and the timeline.

use super::seal::{self, EventKey};
use crate::{
    customers::record::Line,
    db::{Conn, Row, chunked, placeholders, query},
    ingest::envelope::Incoming,
    projection::working::{TimelineRow, stray_subject},
};
use jiff::Timestamp;
use sqlx::AssertSqlSafe;
use std::collections::{BTreeSet, HashMap};

const ROWS: usize = 256;
/// For what is written while something else is computed: the fewer statements, the longer both go on at once.
const MANY_ROWS: usize = 1024;

/// An event as it stands in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogRow {
    /// Its place.
    pub seq: u64,
    /// CloudEvents source.
    pub source: String,
    /// CloudEvents id.
    pub id: String,
    /// CloudEvents type.
    pub kind: String,
    /// When it happened.
    pub at: Timestamp,
    /// The whole event, structured JSON.
    pub body: String,
}

/// The place of the newest event, 0 when there is none.
///
/// # Errors
/// Those of the database.
pub async fn last_seq(conn: &mut Conn) -> Result<u64, sqlx::Error> {
    let last: i64 = query("SELECT COALESCE(MAX(seq), 0) FROM events").scalar(conn).await?;
    Ok(u64::try_from(last).unwrap_or(0))
}

/// The bodies of those events that are in the log already, by (source, id); none for one that was destroyed.
///
/// # Errors
/// Those of the database.
pub async fn known_bodies(
    conn: &mut Conn,
    keys: &[(&str, &str)],
) -> Result<HashMap<(String, String), Option<String>>, sqlx::Error> {
    let mut found = HashMap::new();
    for part in chunked(keys, MANY_ROWS) {
        // By the id alone, which is hardly ever another source's too: half as much to bind.
        let sql = format!("{SELECT} WHERE e.id IN {}", placeholders(1, part.len()));
        let mut query = query(AssertSqlSafe(sql));
        for (_, id) in part {
            query = query.bind(*id);
        }
        for row in query.fetch_all(&mut *conn).await? {
            found.insert((row.try_get(1)?, row.try_get(2)?), body(&row)?);
        }
    }
    Ok(found)
}

/// Appends events from place `first` on.
///
/// # Errors
/// Those of the database.
pub async fn append(
    conn: &mut Conn,
    first: u64,
    received: Timestamp,
    events: &[&Incoming],
) -> Result<(), sqlx::Error> {
    let mut seq = i64::try_from(first).unwrap_or(i64::MAX);
    for part in chunked(events, MANY_ROWS) {
        let sql = format!(
            "INSERT INTO events (seq, source, id, type, at, received_at, body) VALUES {}",
            placeholders(part.len(), 7)
        );
        let mut query = query(AssertSqlSafe(sql));
        for event in part {
            query = query
                .bind(seq)
                .bind(&event.source)
                .bind(&event.id)
                .bind(&event.kind)
                .bind(event.at.as_microsecond())
                .bind(received.as_microsecond());
            query = match &event.sealed {
                Some(sealed) => query.bind(sealed.bytes.as_slice()),
                None => query.bind(event.body.as_bytes()),
            };
            seq += 1;
        }
        query.execute(&mut *conn).await?;
    }
    let keys = (i64::try_from(first).unwrap_or(i64::MAX)..).zip(events);
    let keys: Vec<(i64, &EventKey)> =
        keys.filter_map(|(seq, event)| Some((seq, &event.sealed.as_ref()?.key))).collect();
    insert_keys(conn, &keys).await
}

/// Keeps the keys of sealed events by their places.
///
/// # Errors
/// Those of the database.
pub async fn insert_keys(conn: &mut Conn, keys: &[(i64, &EventKey)]) -> Result<(), sqlx::Error> {
    for part in chunked(keys, MANY_ROWS) {
        let sql = format!("INSERT INTO event_keys (seq, key) VALUES {}", placeholders(part.len(), 2));
        let mut query = query(AssertSqlSafe(sql));
        for (seq, key) in part {
            query = query.bind(seq).bind(key.as_bytes().as_slice());
        }
        query.execute(&mut *conn).await?;
    }
    Ok(())
}

/// Adds lines to timelines.
///
/// # Errors
/// Those of the database.
pub async fn write_timeline(conn: &mut Conn, lines: &BTreeSet<TimelineRow>) -> Result<(), sqlx::Error> {
    let rows: Vec<_> = lines.iter().collect();
    for part in chunked(&rows, MANY_ROWS) {
        let sql = format!(
            "INSERT INTO timeline (subject, at, seq, shared) VALUES {} ON CONFLICT DO NOTHING",
            placeholders(part.len(), 4)
        );
        let mut query = query(AssertSqlSafe(sql));
        for row in part {
            query = query
                .bind(&row.subject)
                .bind(row.line.at)
                .bind(row.line.seq)
                .bind(i32::from(row.line.shared));
        }
        query.execute(&mut *conn).await?;
    }
    Ok(())
}

/// The newest lines of several subjects: each subject gives its own newest, so that a long one costs no more than a page.
/// A subject comes with the first and the last instant that count. Lines after `before` only.
///
/// # Errors
/// Those of the database.
pub async fn timeline_lines(
    conn: &mut Conn,
    subjects: &[(String, i64, i64)],
    before: (i64, i64),
    limit: usize,
) -> Result<Vec<Line>, sqlx::Error> {
    let parts: Vec<String> = (0..subjects.len())
        .map(|place| {
            let first = 4 + place * 3;
            format!(
                "SELECT * FROM (SELECT at, seq, shared FROM timeline WHERE subject = ${first} AND at >= ${} AND at <= ${} \
                 AND (at < $1 OR (at = $1 AND seq < $2)) ORDER BY at DESC, seq DESC LIMIT $3) AS part{place}",
                first + 1,
                first + 2
            )
        })
        .collect();
    let sql = format!("{} ORDER BY 1 DESC, 2 DESC LIMIT $3", parts.join(" UNION ALL "));
    let mut query = query(AssertSqlSafe(sql))
        .bind(before.0)
        .bind(before.1)
        .bind(i64::try_from(limit).unwrap_or(i64::MAX));
    for (subject, from, until) in subjects {
        query = query.bind(subject).bind(from).bind(until);
    }
    let rows = query.fetch_all(conn).await?;
    rows.iter()
        .map(|row| {
            Ok(Line { at: row.try_get(0)?, seq: row.try_get(1)?, shared: row.try_get::<i64>(2)? != 0 })
        })
        .collect()
}

/// Places of the events on these timelines.
///
/// # Errors
/// Those of the database.
pub async fn places(conn: &mut Conn, subjects: &[String]) -> Result<Vec<i64>, sqlx::Error> {
    let mut found = Vec::new();
    for part in chunked(subjects, ROWS) {
        let sql = format!("SELECT seq FROM timeline WHERE subject IN {}", placeholders(1, part.len()));
        let mut query = query(AssertSqlSafe(sql));
        for subject in part {
            query = query.bind(subject);
        }
        found.extend(query.scalars::<i64>(conn).await?);
    }
    Ok(found)
}

/// The lines of these timelines, in no order.
///
/// # Errors
/// Those of the database.
pub async fn lines(conn: &mut Conn, subjects: &[String]) -> Result<Vec<TimelineRow>, sqlx::Error> {
    let mut found = Vec::new();
    for part in chunked(subjects, ROWS) {
        let among = placeholders(1, part.len());
        let sql = format!("SELECT subject, at, seq, shared FROM timeline WHERE subject IN {among}");
        let mut query = query(AssertSqlSafe(sql));
        for subject in part {
            query = query.bind(subject);
        }
        for row in query.fetch_all(&mut *conn).await? {
            let line =
                Line { at: row.try_get(1)?, seq: row.try_get(2)?, shared: row.try_get::<i64>(3)? != 0 };
            found.push(TimelineRow { subject: row.try_get(0)?, line });
        }
    }
    Ok(found)
}

/// Removes lines of timelines.
///
/// # Errors
/// Those of the database.
pub async fn delete_lines(conn: &mut Conn, rows: &[TimelineRow]) -> Result<(), sqlx::Error> {
    for TimelineRow { subject, line } in rows {
        query("DELETE FROM timeline WHERE subject = $1 AND at = $2 AND seq = $3")
            .bind(subject)
            .bind(line.at)
            .bind(line.seq)
            .execute(&mut *conn)
            .await?;
    }
    Ok(())
}

/// Removes timelines.
///
/// # Errors
/// Those of the database.
pub async fn delete_subjects(conn: &mut Conn, subjects: &[String]) -> Result<(), sqlx::Error> {
    for part in chunked(subjects, ROWS) {
        let sql = format!("DELETE FROM timeline WHERE subject IN {}", placeholders(1, part.len()));
        let mut query = query(AssertSqlSafe(sql));
        for subject in part {
            query = query.bind(subject);
        }
        query.execute(&mut *conn).await?;
    }
    Ok(())
}

/// Those of `keys` under which events stand that are about nobody known, with the time of the newest, microseconds.
///
/// # Errors
/// Those of the database.
pub async fn strays(conn: &mut Conn, keys: Vec<String>) -> Result<HashMap<String, i64>, sqlx::Error> {
    let mut found = HashMap::new();
    for part in chunked(&keys, ROWS) {
        let sql = format!(
            "SELECT subject, MAX(at) FROM timeline WHERE subject IN {} GROUP BY subject",
            placeholders(1, part.len())
        );
        let mut query = query(AssertSqlSafe(sql));
        for key in part {
            query = query.bind(stray_subject(key));
        }
        for row in query.fetch_all(conn).await? {
            if let Some(key) = row.try_get::<&str>(0)?.strip_prefix("k:") {
                found.insert(key.to_owned(), row.try_get(1)?);
            }
        }
    }
    Ok(found)
}

/// Whether any event stands under a key that nobody has.
///
/// # Errors
/// Those of the database.
pub async fn any_strays(conn: &mut Conn) -> Result<bool, sqlx::Error> {
    let found: Option<i64> =
        query("SELECT seq FROM timeline WHERE subject >= 'k:' AND subject < 'k;' LIMIT 1")
            .scalar_optional(conn)
            .await?;
    Ok(found.is_some())
}

/// Events after place `after` that were not destroyed, in order, of `limit` places at most; and the last place looked at,
/// when there was one.
///
/// # Errors
/// Those of the database.
pub async fn after(
    conn: &mut Conn,
    after: u64,
    limit: u32,
) -> Result<(Vec<LogRow>, Option<u64>), sqlx::Error> {
    let sql = format!("{SELECT} WHERE e.seq > $1 ORDER BY e.seq LIMIT $2");
    let rows = query(AssertSqlSafe(sql))
        .bind(i64::try_from(after).unwrap_or(i64::MAX))
        .bind(i64::from(limit))
        .fetch_all(conn)
        .await?;
    let last = rows.last().map(|row| row.try_get::<i64>(0)).transpose()?;
    let found = rows.iter().filter_map(|row| log_row(row).transpose()).collect::<Result<_, _>>()?;
    Ok((found, last.and_then(|last| u64::try_from(last).ok())))
}

/// The events at these places that were not destroyed, in any order.
///
/// # Errors
/// Those of the database.
pub async fn at_places(conn: &mut Conn, places: &[i64]) -> Result<Vec<LogRow>, sqlx::Error> {
    let mut found = Vec::with_capacity(places.len());
    for part in chunked(places, ROWS) {
        let sql = format!("{SELECT} WHERE e.seq IN {}", placeholders(1, part.len()));
        let mut query = query(AssertSqlSafe(sql));
        for place in part {
            query = query.bind(place);
        }
        for row in query.fetch_all(&mut *conn).await? {
            found.extend(log_row(&row)?);
        }
    }
    Ok(found)
}

/// Events with the keys that open them.
const SELECT: &str = "SELECT e.seq, e.source, e.id, e.type, e.at, e.body, k.key FROM events e \
                      LEFT JOIN event_keys k ON k.seq = e.seq";

fn log_row(row: &Row) -> Result<Option<LogRow>, sqlx::Error> {
    let Some(body) = body(row)? else { return Ok(None) };
    Ok(Some(LogRow {
        seq: u64::try_from(row.try_get::<i64>(0)?).unwrap_or(0),
        source: row.try_get(1)?,
        id: row.try_get(2)?,
        kind: row.try_get(3)?,
        at: Timestamp::from_microsecond(row.try_get(4)?)
            .map_err(|error| sqlx::Error::Decode(error.into()))?,
        body,
    }))
}

/// The body of an event, opened; none when it was destroyed, or its key was.
fn body(row: &Row) -> Result<Option<String>, sqlx::Error> {
    let bytes: &[u8] = row.bytes(5)?;
    if !seal::is_sealed(bytes) {
        let text = std::str::from_utf8(bytes).map_err(|error| sqlx::Error::Decode(error.into()))?;
        return Ok((!text.is_empty()).then(|| text.to_owned()));
    }
    let key: Option<&[u8]> = row.try_get(6)?;
    let open = |key| {
        let (source, id) = (row.try_get::<&str>(1)?, row.try_get::<&str>(2)?);
        let key = EventKey::read(key).map_err(|broken| sqlx::Error::Decode(broken.into()))?;
        seal::open(&key, source, id, bytes.to_vec()).map_err(|broken| sqlx::Error::Decode(broken.into()))
    };
    key.map(open).transpose()
}

/// A small fact about this database.
///
/// # Errors
/// Those of the database.
pub async fn property(conn: &mut Conn, name: &str) -> Result<Option<String>, sqlx::Error> {
    query("SELECT value FROM properties WHERE name = $1").bind(name).scalar_optional(conn).await
}

/// Sets a small fact about this database.
///
/// # Errors
/// Those of the database.
pub async fn set_property(conn: &mut Conn, name: &str, value: &str) -> Result<(), sqlx::Error> {
    query(
        "INSERT INTO properties (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    )
    .bind(name)
    .bind(value)
    .execute(conn)
    .await
    .map(|_| ())
}
