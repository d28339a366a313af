//! SQL for compensations, and for the flights that are in trouble.
//!
//! Deliberately not here: what a row means. Its record is the event's, so that a replay gives the same bytes; whose it is
//! now stands beside it, since customers are linked and parted.

use super::award::moment;
use crate::{
    customers::store::customer_id,
    db::{Conn, Row as DbRow, chunked, placeholders, query},
    projection::working::WorkingSet,
};
use jiff::Timestamp;
use purser_contract::{
    CustomerId, FlightKey,
    compensation::{Compensation, CompensationId, CompensationStatus, DisruptionId},
    payload::{CompensationDecided, DisruptionNote},
};
use sqlx::AssertSqlSafe;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use uuid::Uuid;

const ROWS: usize = 64;
/// Keys a statement.
pub(super) const KEYS: usize = 256;

/// A compensation as it is stored.
#[derive(Clone, Debug)]
pub struct Row {
    customer: CustomerId,
    compensation: Compensation,
    note: DisruptionNote,
}

impl Row {
    /// What a step leaves.
    #[must_use]
    pub fn of(customer: CustomerId, decided: &CompensationDecided) -> Self {
        let CompensationDecided { compensation, disruption, .. } = decided.clone();
        Self { customer, compensation, note: disruption }
    }

    /// The step's number.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.compensation.version
    }
}

/// The word of a status, as in the API.
#[must_use]
pub fn word(status: CompensationStatus) -> &'static str {
    match status {
        CompensationStatus::NothingDue => "nothing_due",
        CompensationStatus::Proposed => "proposed",
        CompensationStatus::PendingApproval => "pending_approval",
        CompensationStatus::Approved => "approved",
        CompensationStatus::Issued => "issued",
        CompensationStatus::Rejected => "rejected",
        CompensationStatus::Adjusted => "adjusted",
    }
}

fn json<T: serde::Serialize>(value: &T) -> Result<String, sqlx::Error> {
    serde_json::to_string(value).map_err(|error| sqlx::Error::Encode(error.into()))
}

/// Reads JSON of a column.
pub(super) fn read<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, sqlx::Error> {
    serde_json::from_str(text).map_err(|error| sqlx::Error::Decode(error.into()))
}

/// Microseconds of the first deadline that is not met; far away when there is none.
fn due(compensation: &Compensation) -> i64 {
    let open = compensation.deadlines.iter().filter(|deadline| !deadline.met);
    open.map(|deadline| deadline.due_at.as_microsecond()).min().unwrap_or(i64::MAX)
}

/// Writes the compensations that a working set decided; an older step changes nothing.
///
/// # Errors
/// Those of the database.
pub async fn write(conn: &mut Conn, set: &WorkingSet) -> Result<(), sqlx::Error> {
    let rows: Vec<&Row> = set.decided.values().collect();
    for part in chunked(&rows, ROWS) {
        let sql = format!(
            "INSERT INTO compensations (id, disruption_id, customer_id, status, version, opened_at, due_at, \
             connecting, amount, currency, issued, record, note) VALUES {} ON CONFLICT (id) DO UPDATE SET \
             customer_id = excluded.customer_id, status = excluded.status, version = excluded.version, \
             opened_at = excluded.opened_at, due_at = excluded.due_at, connecting = excluded.connecting, \
             amount = excluded.amount, currency = excluded.currency, issued = excluded.issued, \
             record = excluded.record, note = excluded.note WHERE excluded.version > compensations.version",
            placeholders(part.len(), 13)
        );
        let mut query = query(AssertSqlSafe(sql));
        for Row { customer, compensation, note } in part {
            query = query
                .bind(compensation.id.to_string())
                .bind(compensation.disruption_id.to_string())
                .bind(set.current(*customer).0.to_string())
                .bind(word(compensation.status))
                .bind(i64::try_from(compensation.version).unwrap_or(i64::MAX))
                .bind(note.opened_at.as_microsecond())
                .bind(due(compensation))
                .bind(i64::from(note.connecting))
                .bind(&compensation.amount.amount)
                .bind(&compensation.amount.currency)
                .bind(json(&compensation.issued)?)
                .bind(json(compensation)?)
                .bind(json(note)?);
        }
        query.execute(&mut *conn).await?;
    }
    Ok(())
}

/// Which of these customers are there under their own ids.
///
/// # Errors
/// Those of the database.
pub async fn present(
    conn: &mut Conn,
    ids: &BTreeSet<CustomerId>,
) -> Result<HashSet<CustomerId>, sqlx::Error> {
    let ids: Vec<CustomerId> = ids.iter().copied().collect();
    let mut found = HashSet::new();
    for part in chunked(&ids, KEYS) {
        let sql = format!("SELECT id FROM customers WHERE id IN {}", placeholders(1, part.len()));
        let mut query = query(AssertSqlSafe(sql));
        for id in part {
            query = query.bind(id.0.to_string());
        }
        for id in query.scalars::<String>(conn).await? {
            found.insert(customer_id(&id)?);
        }
    }
    Ok(found)
}

/// The versions of these compensations; those that are not there are left out.
///
/// # Errors
/// Those of the database.
pub async fn versions(
    conn: &mut Conn,
    ids: &[CompensationId],
) -> Result<HashMap<CompensationId, u64>, sqlx::Error> {
    let mut found = HashMap::new();
    for part in chunked(ids, KEYS) {
        let sql =
            format!("SELECT id, version FROM compensations WHERE id IN {}", placeholders(1, part.len()));
        let mut query = query(AssertSqlSafe(sql));
        for id in part {
            query = query.bind(id.to_string());
        }
        for row in query.fetch_all(&mut *conn).await? {
            let version = u64::try_from(row.try_get::<i64>(1)?).unwrap_or(0);
            found.insert(CompensationId(uuid(row.try_get(0)?)?), version);
        }
    }
    Ok(found)
}

/// The versions of everything that these customers are or were owed; who has nothing is left out.
///
/// # Errors
/// Those of the database.
pub async fn versions_of(
    conn: &mut Conn,
    customers: &BTreeSet<CustomerId>,
) -> Result<BTreeMap<CustomerId, BTreeMap<CompensationId, u64>>, sqlx::Error> {
    let ids: Vec<CustomerId> = customers.iter().copied().collect();
    let mut found: BTreeMap<CustomerId, BTreeMap<CompensationId, u64>> = BTreeMap::new();
    for part in chunked(&ids, KEYS) {
        let places = placeholders(1, part.len());
        let sql = format!("SELECT customer_id, id, version FROM compensations WHERE customer_id IN {places}");
        let mut query = query(AssertSqlSafe(sql));
        for id in part {
            query = query.bind(id.0.to_string());
        }
        for row in query.fetch_all(&mut *conn).await? {
            let version = u64::try_from(row.try_get::<i64>(2)?).unwrap_or(0);
            let own = found.entry(customer_id(row.try_get(0)?)?).or_default();
            own.insert(CompensationId(uuid(row.try_get(1)?)?), version);
        }
    }
    Ok(found)
}

/// Reads an id column.
pub(super) fn uuid(text: &str) -> Result<Uuid, sqlx::Error> {
    Uuid::parse_str(text).map_err(|error| sqlx::Error::Decode(error.into()))
}

/// A compensation with what was disrupted.
#[derive(Clone, Debug)]
pub struct Stored {
    /// It, under the id its customer has now.
    pub compensation: Compensation,
    /// What was disrupted.
    pub note: DisruptionNote,
}

/// The columns of [`stored`].
pub(super) const STORED: &str = "SELECT customer_id, record, note FROM compensations";

/// Reads a row.
pub(super) fn stored(row: &DbRow) -> Result<Stored, sqlx::Error> {
    let mut compensation: Compensation = read(row.try_get(1)?)?;
    compensation.customer_id = customer_id(row.try_get(0)?)?;
    Ok(Stored { compensation, note: read(row.try_get(2)?)? })
}

/// These compensations.
///
/// # Errors
/// Those of the database.
pub async fn by_ids(conn: &mut Conn, ids: &[CompensationId]) -> Result<Vec<Stored>, sqlx::Error> {
    let mut found = Vec::new();
    for part in chunked(ids, KEYS) {
        let sql = format!("{STORED} WHERE id IN {}", placeholders(1, part.len()));
        let mut query = query(AssertSqlSafe(sql));
        for id in part {
            query = query.bind(id.to_string());
        }
        found.extend(query.fetch_all(&mut *conn).await?.iter().map(stored).collect::<Result<Vec<_>, _>>()?);
    }
    Ok(found)
}

/// Everything that these customers are or were owed.
///
/// # Errors
/// Those of the database.
pub async fn of_customers(conn: &mut Conn, ids: &[CustomerId]) -> Result<Vec<Stored>, sqlx::Error> {
    let mut found = Vec::new();
    for part in chunked(ids, KEYS) {
        let sql = format!("{STORED} WHERE customer_id IN {}", placeholders(1, part.len()));
        let mut query = query(AssertSqlSafe(sql));
        for id in part {
            query = query.bind(id.0.to_string());
        }
        found.extend(query.fetch_all(&mut *conn).await?.iter().map(stored).collect::<Result<Vec<_>, _>>()?);
    }
    Ok(found)
}

/// What was issued for these disruptions to customers who do not stand under the key of its flight: those who were never on
/// it, or were taken for somebody who was.
///
/// # Errors
/// Those of the database.
pub async fn issued_beside(
    conn: &mut Conn,
    disruptions: &[(DisruptionId, String)],
) -> Result<Vec<Stored>, sqlx::Error> {
    const ONE: &str = "(disruption_id = ? AND NOT EXISTS (SELECT 1 FROM identifiers WHERE key = ? AND \
                       identifiers.customer_id = compensations.customer_id))";
    let mut found = Vec::new();
    for part in chunked(disruptions, 16) {
        let any = vec![ONE; part.len()].join(" OR ");
        let mut query = query(AssertSqlSafe(format!("{STORED} WHERE issued <> '[]' AND ({any})")));
        for (id, key) in part {
            query = query.bind(id.to_string()).bind(key);
        }
        found.extend(query.fetch_all(&mut *conn).await?.iter().map(stored).collect::<Result<Vec<_>, _>>()?);
    }
    Ok(found)
}

/// All of one disruption.
///
/// # Errors
/// Those of the database.
pub async fn of_disruption(conn: &mut Conn, id: DisruptionId) -> Result<Vec<Stored>, sqlx::Error> {
    let sql = format!("{STORED} WHERE disruption_id = $1");
    let rows = query(AssertSqlSafe(sql)).bind(id.to_string()).fetch_all(conn).await?;
    rows.iter().map(stored).collect()
}

/// Which compensations, and from where on: the last one's place in the order.
#[derive(Clone, Copy, Debug, Default)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Wanted {
    pub status: Option<CompensationStatus>,
    pub customer: Option<CustomerId>,
    pub disruption: Option<DisruptionId>,
    pub after: Option<(i64, Uuid)>,
}

impl Wanted {
    /// What waits comes by its deadline, the overdue first; all else the newest first.
    #[must_use]
    pub fn by_deadline(&self) -> bool {
        matches!(self.status, Some(CompensationStatus::PendingApproval | CompensationStatus::Approved))
    }

    /// The place of a compensation in the order.
    #[must_use]
    pub fn place(&self, compensation: &Compensation) -> (i64, Uuid) {
        let at = if self.by_deadline() { due(compensation) } else { moment(compensation).as_microsecond() };
        (at, compensation.id.0)
    }
}

/// Some of the wanted, in order.
///
/// # Errors
/// Those of the database.
pub async fn page(conn: &mut Conn, wanted: &Wanted, limit: usize) -> Result<Vec<Compensation>, sqlx::Error> {
    let (column, beyond, order) =
        if wanted.by_deadline() { ("due_at", ">", "ASC") } else { ("version", "<", "DESC") };
    let mut sql = format!("{STORED} WHERE 1 = 1");
    let mut values: Vec<String> = Vec::new();
    let filters = [
        ("status", wanted.status.map(|status| word(status).to_owned())),
        ("customer_id", wanted.customer.map(|id| id.0.to_string())),
        ("disruption_id", wanted.disruption.map(|id| id.to_string())),
    ];
    for (name, value) in filters {
        if let Some(value) = value {
            sql.push_str(&format!(" AND {name} = ?"));
            values.push(value);
        }
    }
    if wanted.after.is_some() {
        sql.push_str(&format!(" AND ({column} {beyond} ? OR ({column} = ? AND id {beyond} ?))"));
    }
    sql.push_str(&format!(" ORDER BY {column} {order}, id {order} LIMIT ?"));
    let mut query = query(AssertSqlSafe(sql));
    for value in values {
        query = query.bind(value);
    }
    if let Some((at, id)) = wanted.after {
        query = query.bind(at).bind(at).bind(id.to_string());
    }
    let rows = query.bind(i64::try_from(limit).unwrap_or(i64::MAX)).fetch_all(conn).await?;
    rows.iter().map(|row| stored(row).map(|stored| stored.compensation)).collect()
}

/// How many wait for approval, and how many of them are past a deadline.
///
/// # Errors
/// Those of the database.
pub async fn waiting(conn: &mut Conn, now: Timestamp) -> Result<(u64, u64), sqlx::Error> {
    let row = query(
        "SELECT COUNT(*), COALESCE(SUM(CASE WHEN due_at < $1 THEN 1 ELSE 0 END), 0) FROM compensations \
         WHERE status IN ('pending_approval', 'approved')",
    )
    .bind(now.as_microsecond())
    .fetch_one(conn)
    .await?;
    let count = |column| Ok::<u64, sqlx::Error>(u64::try_from(row.try_get::<i64>(column)?).unwrap_or(0));
    Ok((count(0)?, count(1)?))
}

/// Notes flights in trouble.
///
/// # Errors
/// Those of the database.
pub async fn insert_disrupted(conn: &mut Conn, keys: &BTreeSet<FlightKey>) -> Result<(), sqlx::Error> {
    let keys: Vec<&FlightKey> = keys.iter().collect();
    for part in chunked(&keys, KEYS) {
        let sql = format!(
            "INSERT INTO disrupted_flights (key) VALUES {} ON CONFLICT DO NOTHING",
            placeholders(part.len(), 1)
        );
        let mut query = query(AssertSqlSafe(sql));
        for key in part {
            query = query.bind(key.as_str());
        }
        query.execute(&mut *conn).await?;
    }
    Ok(())
}

/// Which of these flights are or were in trouble.
///
/// # Errors
/// Those of the database.
pub async fn disrupted(conn: &mut Conn, keys: &[FlightKey]) -> Result<BTreeSet<FlightKey>, sqlx::Error> {
    let mut found = BTreeSet::new();
    for part in chunked(keys, KEYS) {
        let sql = format!("SELECT key FROM disrupted_flights WHERE key IN {}", placeholders(1, part.len()));
        let mut query = query(AssertSqlSafe(sql));
        for key in part {
            query = query.bind(key.as_str());
        }
        found.extend(query.scalars::<String>(conn).await?.into_iter().map(FlightKey));
    }
    Ok(found)
}
