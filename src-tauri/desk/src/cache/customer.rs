//! Table `customer`: the last view of each customer seen, with the newest of their timeline.
//!
//! Deliberately not here: ranking as good as the backend's; this search only serves while the backend is away.

use super::damaged;
use crate::apply::Opened;
use jiff::Timestamp;
use purser_contract::{
    CustomerId, Fact,
    ipc::CustomerBundle,
    search::{SearchIdentifiers, SearchItem},
    timeline::TimelineItem,
    view::Customer360,
};
use sqlx::SqliteConnection;

/// The newest are kept, by the time they were read.
const KEEP: i64 = 2_000;

pub(super) const SCHEMA: &str = "
    CREATE TABLE customer (
        id TEXT NOT NULL CONSTRAINT customer_pk PRIMARY KEY,
        -- Name and identifiers, lower case, one a line: what the search looks through.
        words TEXT NOT NULL,
        view TEXT NOT NULL,
        timeline TEXT NOT NULL,
        -- When the backend told it, microseconds.
        read_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX customer_read_at ON customer (read_at);";

/// A customer as last read.
#[derive(Debug)]
pub struct Cached {
    /// The view.
    pub view: Customer360,
    /// The newest of the timeline as of then.
    pub timeline: Vec<TimelineItem>,
    /// When the backend told it.
    pub read_at: Timestamp,
}

impl Cached {
    /// As the window gets it.
    pub(crate) fn bundle(self) -> CustomerBundle {
        CustomerBundle {
            customer_360: self.view,
            timeline: self.timeline,
            timeline_next: None,
            cached_at: Some(self.read_at),
        }
    }
}

pub(super) async fn put(
    db: &mut SqliteConnection,
    id: CustomerId,
    opened: &Opened,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO customer (id, words, view, timeline, read_at) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (id) DO UPDATE SET words = ?2, view = ?3, timeline = ?4, read_at = ?5",
    )
    .bind(id.to_string())
    .bind(words(&opened.view))
    .bind(serde_json::to_string(&opened.view).map_err(damaged)?)
    .bind(serde_json::to_string(&opened.timeline).map_err(damaged)?)
    .bind(now.as_microsecond())
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn get(db: &mut SqliteConnection, id: CustomerId) -> Result<Option<Cached>, sqlx::Error> {
    let row: Option<(String, String, i64)> =
        sqlx::query_as("SELECT view, timeline, read_at FROM customer WHERE id = ?1")
            .bind(id.to_string())
            .fetch_optional(db)
            .await?;
    let Some((view, timeline, read_at)) = row else { return Ok(None) };
    Ok(Some(Cached {
        view: serde_json::from_str(&view).map_err(damaged)?,
        timeline: serde_json::from_str(&timeline).map_err(damaged)?,
        read_at: Timestamp::from_microsecond(read_at).map_err(|error| sqlx::Error::Decode(error.into()))?,
    }))
}

pub(super) async fn search(db: &mut SqliteConnection, text: &str) -> Result<Vec<SearchItem>, sqlx::Error> {
    let views: Vec<(String,)> = sqlx::query_as(
        "SELECT view FROM customer WHERE NOT EXISTS
             (SELECT 1 FROM json_each(?1) WHERE instr(customer.words, json_each.value) = 0)
         ORDER BY read_at DESC LIMIT 20",
    )
    .bind(
        serde_json::to_string(&text.to_lowercase().split_whitespace().collect::<Vec<_>>())
            .map_err(damaged)?,
    )
    .fetch_all(db)
    .await?;
    views.iter().map(|(view,)| serde_json::from_str(view).map(|view| found(&view)).map_err(damaged)).collect()
}

/// Removes customers, and the views of others that name them.
pub(super) async fn erase(db: &mut SqliteConnection, ids: &[CustomerId]) -> Result<(), sqlx::Error> {
    for id in ids {
        sqlx::query("DELETE FROM customer WHERE id = ?1 OR instr(view, ?1) > 0 OR instr(timeline, ?1) > 0")
            .bind(id.to_string())
            .execute(&mut *db)
            .await?;
    }
    Ok(())
}

pub(super) async fn evict(db: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    sqlx::query(
        "DELETE FROM customer WHERE id IN (SELECT id FROM customer ORDER BY read_at DESC LIMIT -1 OFFSET ?1)",
    )
    .bind(KEEP)
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn clear(db: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM customer").execute(db).await?;
    Ok(())
}

fn words(view: &Customer360) -> String {
    let card = &view.customer;
    let name = card.name.iter().flat_map(|name| [&name.value.given, &name.value.family]);
    let sets = &card.identifiers;
    let identifiers = [&sets.loyalty, &sets.email, &sets.phone, &sets.pnr];
    let identifiers = identifiers.into_iter().flatten().map(|fact| &fact.value);
    name.chain(identifiers).map(|word| word.to_lowercase()).collect::<Vec<_>>().join("\n")
}

fn found(view: &Customer360) -> SearchItem {
    let plain = |facts: &[Fact<String>]| facts.iter().map(|fact| fact.value.clone()).collect();
    let card = &view.customer;
    SearchItem {
        id: view.id,
        name: card.name.as_ref().map(|name| name.value.clone()).unwrap_or_default(),
        tier: card.loyalty.as_ref().and_then(|loyalty| loyalty.value.tier.clone()),
        identifiers: SearchIdentifiers {
            loyalty: plain(&card.identifiers.loyalty),
            email: plain(&card.identifiers.email),
            phone: plain(&card.identifiers.phone),
            pnr: plain(&card.identifiers.pnr),
        },
        score: 0.5,
        hint: None,
    }
}
