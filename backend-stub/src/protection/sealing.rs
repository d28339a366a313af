//! Seals the log of an older version at the start, step by step, and goes on where it was stopped.

use super::purge;
use crate::{
    db::Db,
    log::{
        seal,
        store::{last_seq, property, set_property},
    },
    protection::store::{Keyless, keyless, replace},
};
use anyhow::{Context, Result};

/// Up to which place the log is sealed; a new log is sealed from the beginning and says so at once.
const SEALED_TO: &str = "sealed-to";
/// Places in one transaction.
const STEP: i64 = 2_000;

/// Seals what is not sealed.
///
/// # Errors
/// Those of the database; what was sealed stays sealed.
pub async fn seal_log(db: &Db) -> Result<()> {
    let mut conn = db.write.acquire().await?;
    let known = property(&mut conn, SEALED_TO).await?;
    let last = i64::try_from(last_seq(&mut conn).await?).unwrap_or(i64::MAX);
    if known.as_deref() == Some("all") {
        return Ok(());
    }
    let mut from: i64 = known.and_then(|known| known.parse().ok()).unwrap_or(0);
    drop(conn);
    if from < last {
        tracing::info!(events = last - from, "sealing the event log");
    }
    let sealing = from < last;
    while from < last {
        let mut transaction = db.begin().await?;
        for Keyless { place, source, id, kind, body } in keyless(&mut transaction, from, from + STEP).await? {
            if seal::is_public_kind(&kind) || body.is_empty() || seal::is_sealed(&body) {
                continue;
            }
            let body = std::str::from_utf8(&body).context("an event of the log is not UTF-8")?;
            replace(&mut transaction, place, &seal::seal(&source, &id, body)?).await?;
        }
        from += STEP;
        set_property(&mut transaction, SEALED_TO, &from.to_string()).await?;
        transaction.commit().await?;
    }
    if sealing {
        // What stood there unsealed is in free pages of before.
        purge::rewrite(db).await?;
    }
    set_property(&mut db.write.acquire().await?, SEALED_TO, "all").await?;
    Ok(())
}
