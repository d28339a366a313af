//! Rebuilding the read models from the log, and saying whether that changed them.
//!
//! Everything happens in one transaction: a replay that is killed leaves what was there.

pub mod store;

use self::store::{READ_MODELS, all_aliases, clear, digests, keep_aliases};
use super::{
    group::project_again,
    store::{LogRow, after, last_seq, property, set_property},
};
use crate::{
    customers,
    db::Db,
    elsewhere,
    ingest::{
        catalogue::Event,
        envelope::{self, Incoming},
    },
    projection::warm::Warm,
    protection::sealing::seal_log,
};
use anyhow::Result;

/// What a replay found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replayed {
    /// Events applied.
    pub events: u64,
    /// The read models whose content is not what it was.
    pub changed: Vec<&'static str>,
}

/// The shape of the read models. Whoever changes what a record holds, or what an event does to one, raises it.
const SHAPE: &str = "8";
/// The property that says which shape a database has.
const SHAPE_OF: &str = "read-models";

/// Seals a log that an older version wrote, and rebuilds the read models when they are of another version's shape; the log is the same for all versions.
///
/// # Errors
/// Those of the database; then nothing changed.
pub async fn bring_up_to_date(db: &Db, home: &str) -> Result<()> {
    seal_log(db).await?;
    let mut conn = db.write.acquire().await?;
    if property(&mut conn, SHAPE_OF).await?.as_deref() == Some(SHAPE) {
        return Ok(());
    }
    if last_seq(&mut conn).await? > 0 {
        drop(conn);
        tracing::info!("the read models are another version's; rebuilding them from the log");
        let done = replay(db, home, |events| tracing::info!(events, "rebuilding")).await?;
        tracing::info!(done.events, "rebuilt");
        conn = db.write.acquire().await?;
    }
    set_property(&mut conn, SHAPE_OF, SHAPE).await?;
    Ok(())
}

/// Rebuilds every read model. `progress` is told how many events were applied so far.
///
/// # Errors
/// Those of the database; then nothing changed.
pub async fn replay(db: &Db, home: &str, mut progress: impl FnMut(u64)) -> Result<Replayed, sqlx::Error> {
    const STEP: u32 = 2_000;
    let mut transaction = db.begin().await?;
    let before = digests(&mut transaction).await?;
    let mut former = customers::store::all_ids(&mut transaction).await?.into_iter().collect();
    // An id leads elsewhere only once the event that linked it has come by again.
    let aliases = all_aliases(&mut transaction).await?;
    clear(&mut transaction, "customer_aliases").await?;
    for (table, _) in READ_MODELS {
        clear(&mut transaction, table).await?;
    }
    let (mut seq, mut events) = (0, 0);
    let mut warm = Warm::default();
    loop {
        let (rows, last) = after(&mut transaction, seq, STEP).await?;
        let Some(last) = last else { break };
        seq = last;
        events += u64::try_from(rows.len()).unwrap_or(0);
        let rows: Vec<(LogRow, Incoming)> = rows.into_iter().map(|row| read_again(row, home)).collect();
        project_again(&mut transaction, &mut warm, &rows, &mut former, home).await?;
        progress(events);
    }
    keep_aliases(&mut transaction, aliases).await?;
    let now = digests(&mut transaction).await?;
    elsewhere::tell_anything(&mut transaction, db.process).await?;
    transaction.commit().await?;
    let changed = READ_MODELS.iter().zip(before.iter().zip(&now));
    let changed = changed.filter(|(_, (before, now))| before != now).map(|((table, _), _)| *table).collect();
    Ok(Replayed { events, changed })
}

/// An event that was accepted once and is no longer understood is kept, as one of an unknown type.
#[must_use]
pub fn read_again(row: LogRow, home: &str) -> (LogRow, Incoming) {
    let event = envelope::read(0, &row.body, row.at, home).unwrap_or_else(|refusal| {
        tracing::warn!(event.seq = row.seq, code = ?refusal.code, "an event of the log is no longer understood");
        Incoming {
            index: 0,
            id: row.id.clone(),
            source: row.source.clone(),
            kind: row.kind.clone(),
            at: row.at,
            body: row.body.clone(),
            event: Event::Unknown,
            persons: Vec::new(),
            keys: Vec::new(),
            sealed: None,
        }
    });
    (row, event)
}
