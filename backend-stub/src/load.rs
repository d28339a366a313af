//! `purser-backend load`: files of events through the ordinary ingest path; CloudEvents one a line, or CSV with a mapping.
//!
//! A file goes on where it stopped, and events that came before are duplicates. What is refused goes to
//! `FILE.rejects.ndjson` with the reason. Deliberately not here: talking to whoever waits (`meter`, `main`).

pub mod source;
pub mod lines;
pub mod table;
pub mod path;
pub mod value;
pub mod mapping;
pub mod fill;
pub mod reader;
pub mod place;
pub mod rejects;
pub mod check;
pub mod meter;
pub mod command;

use crate::{app::AppState, audit::Who, auth::Role, log::writer::WriteError};
use anyhow::{Context, Result};
use place::Place;
use purser_contract::event::IngestReceipt;
use reader::{Batch, Options, Reader, Refused};
use rejects::Rejects;
use serde::{Deserialize, Serialize};
use std::path::Path;
use tokio::sync::mpsc;

/// Batches that are ready before they can be written.
const READY: usize = 2;

/// What a file gave.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loaded {
    /// New events.
    pub accepted: usize,
    /// Known events.
    pub duplicates: usize,
    /// Refused lines.
    pub rejected: usize,
}

/// How far a load is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Bytes of the file that were read.
    pub read: u64,
    /// Its size.
    pub size: u64,
    /// Lines until here.
    pub lines: u64,
}

/// What came of a load.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// What the file gave, from its beginning.
    pub loaded: Loaded,
    /// Lines that an earlier load had done.
    pub before: u64,
    /// Whether an earlier load had done them all.
    pub was_complete: bool,
}

/// Loads one file; `again` from its beginning, whatever was done before. `progress` is told after each batch.
///
/// # Errors
/// When the file or the database fails; what was loaded stays.
pub async fn load(
    app: &AppState,
    file: &Path,
    options: &Options,
    again: bool,
    mut progress: impl FnMut(Progress),
) -> Result<Outcome> {
    let whole = std::fs::canonicalize(file).with_context(|| format!("open {}", file.display()))?;
    let (identity, manner) = (source::identity(&whole)?, manner(options));
    let mut place = match again {
        true => Place::beginning(identity, manner),
        false => Place::find(&app.db, &whole, identity, manner).await?,
    };
    let before = place.from().lines;
    if place.complete {
        return Ok(Outcome { loaded: place.loaded, before, was_complete: true });
    }
    let mut reader = Reader::open(&whole, options.clone(), place.from())?;
    let size = reader.size;
    let mut rejects = Rejects::open(file, place.rejects)?;
    let (ready, mut batches) = mpsc::channel(READY);
    let reading = tokio::task::spawn_blocking(move || -> Result<()> {
        while let Some(batch) = reader.batch()? {
            if ready.blocking_send(batch).is_err() {
                break;
            }
        }
        Ok(())
    });
    while let Some(batch) = batches.recv().await {
        let (next, read) = (batch.next, batch.read);
        let (receipt, refused) = write(app, batch).await?;
        rejects.write(&refused)?;
        place.loaded.accepted += receipt.accepted;
        place.loaded.duplicates += receipt.duplicates;
        place.loaded.rejected += refused.len();
        place.rejects = rejects.length;
        place.advance(next);
        place.keep(&app.db, &whole).await?;
        progress(Progress { read, size, lines: next.lines });
    }
    reading.await.context("read the file")??;
    place.complete = true;
    place.keep(&app.db, &whole).await?;
    Ok(Outcome { loaded: place.loaded, before, was_complete: false })
}

/// Read in another manner, a file is begun anew.
fn manner(options: &Options) -> String {
    let mapping = options.mapping.as_ref().map_or(0, |mapping| mapping.fingerprint);
    format!("{mapping:x} {}", options.encoding.map_or("utf-8 or refused", encoding_rs::Encoding::name))
}

/// Makes a batch durable; gives back everything of it that was refused, in the file's order.
async fn write(app: &AppState, batch: Batch) -> Result<(IngestReceipt, Vec<Refused>)> {
    let Batch { events, mut origins, mut refused, .. } = batch;
    if events.is_empty() {
        return Ok((IngestReceipt::default(), refused));
    }
    let who = Who::program("load", Role::Service);
    app.audit
        .note_events(who, "purser-backend load", events.len())
        .await
        .map_err(|_| WriteError::Unavailable)?;
    let receipt = app.writer.ingest(events).await?;
    for rejection in &receipt.rejected {
        let (line, raw) = origins.get_mut(rejection.index).map(std::mem::take).unwrap_or_default();
        refused.push(Refused { raw, line, code: rejection.code, detail: rejection.detail.clone() });
    }
    refused.sort_by_key(|refused| refused.line);
    Ok((receipt, refused))
}
