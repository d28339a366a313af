//! SQL for webhooks and their deliveries.

use super::attempt::Letter;
use crate::{
    customers::store::customer_id,
    db::{Conn, Row, chunked, placeholders, query},
    outbox,
};
use jiff::Timestamp;
use purser_contract::{
    CustomerId, WebhookId,
    webhook::{DeadLetter, Webhook},
};
use serde_json::value::RawValue;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

const ROWS: usize = 128;

/// What a webhook wants.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Which.
    pub id: WebhookId,
    types: String,
}

impl Wanted {
    /// Whether it wants events of this type.
    #[must_use]
    pub fn wants(&self, kind: &str) -> bool {
        self.types.is_empty() || self.types.split(' ').any(|wanted| wanted == kind)
    }
}

/// Where a webhook's events go, and what signs them.
#[derive(Clone)]
pub struct Target {
    /// Which.
    pub id: WebhookId,
    /// Where to.
    pub url: String,
    /// The secret's text.
    pub secret: String,
}

/// What came of an attempt.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the words say it")]
pub enum Outcome {
    /// It was taken.
    Delivered,
    /// It is to be tried again.
    Again { attempts: u32, due: Timestamp, failure: String },
    /// It is given up.
    Dead { attempts: u32, at: Timestamp, failure: String },
}

fn webhook_id(text: &str) -> Result<WebhookId, sqlx::Error> {
    Uuid::parse_str(text).map(WebhookId).map_err(|error| sqlx::Error::Decode(error.into()))
}

fn instant(micros: i64) -> Result<Timestamp, sqlx::Error> {
    Timestamp::from_microsecond(micros).map_err(|error| sqlx::Error::Decode(error.into()))
}

fn count(row: &Row, column: usize) -> Result<u64, sqlx::Error> {
    Ok(u64::try_from(row.try_get::<i64>(column)?).unwrap_or(0))
}

/// What every webhook wants.
///
/// # Errors
/// Those of the database.
pub async fn wanted(conn: &mut Conn) -> Result<Vec<Wanted>, sqlx::Error> {
    let rows = query("SELECT id, types FROM webhooks ORDER BY id").fetch_all(conn).await?;
    rows.iter().map(|row| Ok(Wanted { id: webhook_id(row.try_get(0)?)?, types: row.try_get(1)? })).collect()
}

/// Where every webhook's events go.
///
/// # Errors
/// Those of the database.
pub async fn targets(conn: &mut Conn) -> Result<Vec<Target>, sqlx::Error> {
    let rows = query("SELECT id, url, secret FROM webhooks ORDER BY id").fetch_all(conn).await?;
    rows.iter()
        .map(|row| {
            Ok(Target { id: webhook_id(row.try_get(0)?)?, url: row.try_get(1)?, secret: row.try_get(2)? })
        })
        .collect()
}

/// Adds a webhook.
///
/// # Errors
/// Those of the database.
pub async fn insert(conn: &mut Conn, webhook: &Webhook, secret: &str) -> Result<(), sqlx::Error> {
    query(
        "INSERT INTO webhooks (id, url, types, description, secret, created_by, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(webhook.id.0.to_string())
    .bind(&webhook.url)
    .bind(webhook.types.join(" "))
    .bind(&webhook.description)
    .bind(secret)
    .bind(&webhook.created_by)
    .bind(webhook.created_at.as_microsecond())
    .execute(conn)
    .await
    .map(|_| ())
}

/// Webhooks after `after`, or the one that is `only`, without their secrets, oldest first, at most `limit`.
///
/// # Errors
/// Those of the database.
pub async fn webhooks(
    conn: &mut Conn,
    after: &str,
    only: Option<WebhookId>,
    limit: usize,
) -> Result<Vec<Webhook>, sqlx::Error> {
    let rows = query(
        "SELECT id, url, types, description, created_by, created_at, \
         (SELECT COUNT(*) FROM webhook_deliveries d WHERE d.webhook_id = webhooks.id AND d.dead_at IS NULL), \
         (SELECT COUNT(*) FROM webhook_deliveries d WHERE d.webhook_id = webhooks.id AND d.dead_at IS NOT NULL) \
         FROM webhooks WHERE id > $1 AND ($2 = '' OR id = $2) ORDER BY id LIMIT $3",
    )
    .bind(after)
    .bind(only.map(|id| id.0.to_string()).unwrap_or_default())
    .bind(i64::try_from(limit).unwrap_or(i64::MAX))
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let types: &str = row.try_get(2)?;
            Ok(Webhook {
                id: webhook_id(row.try_get(0)?)?,
                url: row.try_get(1)?,
                types: types.split(' ').filter(|kind| !kind.is_empty()).map(str::to_owned).collect(),
                description: row.try_get(3)?,
                created_by: row.try_get(4)?,
                created_at: instant(row.try_get(5)?)?,
                pending: count(row, 6)?,
                dead_letters: count(row, 7)?,
                secret: None,
            })
        })
        .collect()
}

/// Removes a webhook with everything it was to get; says whether there was one.
///
/// # Errors
/// Those of the database.
pub async fn remove(conn: &mut Conn, id: WebhookId) -> Result<bool, sqlx::Error> {
    let id = id.0.to_string();
    let gone = query("DELETE FROM webhooks WHERE id = $1").bind(&id).execute(&mut *conn).await?;
    query("DELETE FROM webhook_deliveries WHERE webhook_id = $1").bind(&id).execute(&mut *conn).await?;
    outbox::store::remove_unwanted(conn).await?;
    Ok(gone > 0)
}

/// Notes who is to get what.
///
/// # Errors
/// Those of the database.
pub async fn insert_deliveries(
    conn: &mut Conn,
    rows: &[(WebhookId, i64, CustomerId)],
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    for part in chunked(rows, ROWS) {
        let sql = format!(
            "INSERT INTO webhook_deliveries (webhook_id, place, customer_id, attempts, due_at) VALUES {}",
            placeholders(part.len(), 5)
        );
        let mut query = query(AssertSqlSafe(sql));
        for (webhook, place, customer) in part {
            query = query
                .bind(webhook.0.to_string())
                .bind(place)
                .bind(customer.0.to_string())
                .bind(0_i64)
                .bind(now.as_microsecond());
        }
        query.execute(&mut *conn).await?;
    }
    Ok(())
}

/// What a webhook is to get now: of each customer the first that is not given up, when its time has come.
///
/// # Errors
/// Those of the database.
pub async fn due(
    conn: &mut Conn,
    webhook: WebhookId,
    now: Timestamp,
    limit: usize,
) -> Result<Vec<Letter>, sqlx::Error> {
    let rows = query(
        "SELECT d.place, o.id, o.body, d.attempts FROM webhook_deliveries d JOIN outbox o ON o.place = d.place \
         WHERE d.webhook_id = $1 AND d.dead_at IS NULL AND d.due_at <= $2 \
         AND NOT EXISTS (SELECT 1 FROM webhook_deliveries e WHERE e.webhook_id = d.webhook_id \
         AND e.customer_id = d.customer_id AND e.place < d.place AND e.dead_at IS NULL) \
         ORDER BY d.due_at, d.place LIMIT $3",
    )
    .bind(webhook.0.to_string())
    .bind(now.as_microsecond())
    .bind(i64::try_from(limit).unwrap_or(i64::MAX))
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let attempts = u32::try_from(row.try_get::<i64>(3)?).unwrap_or(u32::MAX);
            Ok(Letter { place: row.try_get(0)?, id: row.try_get(1)?, body: row.try_get(2)?, attempts })
        })
        .collect()
}

/// When the next event of a webhook will be due, when none is now.
///
/// # Errors
/// Those of the database.
pub async fn next_due(
    conn: &mut Conn,
    webhook: WebhookId,
    now: Timestamp,
) -> Result<Option<Timestamp>, sqlx::Error> {
    let next: Option<i64> = query(
        "SELECT MIN(due_at) FROM webhook_deliveries WHERE webhook_id = $1 AND due_at > $2 AND dead_at IS NULL",
    )
    .bind(webhook.0.to_string())
    .bind(now.as_microsecond())
    .scalar(conn)
    .await?;
    next.map(instant).transpose()
}

/// Notes what came of an attempt.
///
/// # Errors
/// Those of the database.
pub async fn note(
    conn: &mut Conn,
    webhook: WebhookId,
    place: i64,
    outcome: &Outcome,
) -> Result<(), sqlx::Error> {
    let id = webhook.0.to_string();
    let (attempts, due, dead, failure) = match outcome {
        Outcome::Delivered => {
            query("DELETE FROM webhook_deliveries WHERE webhook_id = $1 AND place = $2")
                .bind(id)
                .bind(place)
                .execute(&mut *conn)
                .await?;
            return outbox::store::remove_delivered(conn, place).await;
        }
        Outcome::Again { attempts, due, failure } => (*attempts, *due, None, failure),
        Outcome::Dead { attempts, at, failure } => (*attempts, *at, Some(at.as_microsecond()), failure),
    };
    query(
        "UPDATE webhook_deliveries SET attempts = $3, due_at = $4, dead_at = $5, failure = $6 \
         WHERE webhook_id = $1 AND place = $2",
    )
    .bind(id)
    .bind(place)
    .bind(i64::from(attempts))
    .bind(due.as_microsecond())
    .bind(dead)
    .bind(failure)
    .execute(conn)
    .await
    .map(|_| ())
}

/// What was given up, in order, after place `after`, at most `limit`, each with its place.
///
/// # Errors
/// Those of the database.
pub async fn dead_letters(
    conn: &mut Conn,
    webhook: WebhookId,
    after: i64,
    limit: usize,
) -> Result<Vec<(i64, DeadLetter)>, sqlx::Error> {
    let rows = query(
        "SELECT d.place, o.id, o.type, d.customer_id, d.attempts, d.failure, d.dead_at, o.body \
         FROM webhook_deliveries d JOIN outbox o ON o.place = d.place \
         WHERE d.webhook_id = $1 AND d.place > $2 AND d.dead_at IS NOT NULL ORDER BY d.place LIMIT $3",
    )
    .bind(webhook.0.to_string())
    .bind(after)
    .bind(i64::try_from(limit).unwrap_or(i64::MAX))
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, dead_letter(row)?))).collect()
}

fn dead_letter(row: &Row) -> Result<DeadLetter, sqlx::Error> {
    let event = RawValue::from_string(row.try_get(7)?).map_err(|error| sqlx::Error::Decode(error.into()))?;
    Ok(DeadLetter {
        id: row.try_get(1)?,
        kind: row.try_get(2)?,
        customer_id: customer_id(row.try_get::<&str>(3)?)?,
        attempts: u32::try_from(row.try_get::<i64>(4)?).unwrap_or(u32::MAX),
        failure: row.try_get::<Option<String>>(5)?.unwrap_or_default(),
        dead_at: instant(row.try_get(6)?)?,
        event,
    })
}

/// Puts what was given up on its way again: these events, or all of them. Gives back how many.
///
/// # Errors
/// Those of the database.
pub async fn redrive(
    conn: &mut Conn,
    webhook: WebhookId,
    ids: &[String],
    now: Timestamp,
) -> Result<u64, sqlx::Error> {
    const AGAIN: &str = "UPDATE webhook_deliveries SET attempts = 0, due_at = ?, dead_at = NULL, failure = NULL \
         WHERE webhook_id = ? AND dead_at IS NOT NULL";
    if ids.is_empty() {
        let all = query(AGAIN).bind(now.as_microsecond()).bind(webhook.0.to_string());
        return all.execute(conn).await;
    }
    let mut changed = 0;
    for part in chunked(ids, ROWS) {
        let sql = format!(
            "{AGAIN} AND place IN (SELECT place FROM outbox WHERE id IN {})",
            placeholders(1, part.len())
        );
        let mut query = query(AssertSqlSafe(sql)).bind(now.as_microsecond()).bind(webhook.0.to_string());
        for id in part {
            query = query.bind(id);
        }
        changed += query.execute(&mut *conn).await?;
    }
    Ok(changed)
}
