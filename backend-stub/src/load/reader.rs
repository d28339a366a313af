//! A file as batches of events: each line or row read, checked and made ready, beside the writing of the batch before.
//!
//! Deliberately not here: writing anything.

use super::{
    fill::Filler,
    lines::{Line, Lines},
    mapping::Mapping,
    source::{self, Source},
    table::{Row, Table},
};
use crate::ingest::{
    catalogue::{OWN_SOURCE, is_own},
    envelope::{self, Incoming},
    routes::LARGEST_BODY,
};
use anyhow::{Context, Result, ensure};
use encoding_rs::{Encoding, UTF_8};
use jiff::Timestamp;
use purser_contract::ErrorCode;
use serde::de::IgnoredAny;
use std::{
    io::BufRead,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

/// Events a batch has at most.
const BATCH: usize = 2_000;
/// Bytes a batch has about.
const BATCH_BYTES: usize = 8 << 20;

/// How files are read.
#[derive(Clone, Debug)]
pub struct Options {
    /// For CSV.
    pub mapping: Option<Arc<Mapping>>,
    /// What the file is in, when that is said.
    pub encoding: Option<&'static Encoding>,
    /// The airline's country.
    pub home: String,
    /// Stands in for the time of an event that says none.
    pub now: Timestamp,
}

/// Where in a file to go on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct From {
    /// The place in its text.
    pub place: u64,
    /// Lines before it.
    pub lines: u64,
}

/// A line or row that was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// As it came.
    pub raw: Vec<u8>,
    /// The number of its first line.
    pub line: u64,
    /// Why.
    pub code: ErrorCode,
    /// For whoever sent it.
    pub detail: String,
}

/// What was read at once.
#[derive(Debug, Default)]
pub struct Batch {
    /// What may be stored; `index` is the place in `origins`.
    pub events: Vec<Incoming>,
    /// Where each event stood and what it was.
    pub origins: Vec<(u64, Vec<u8>)>,
    /// What may not.
    pub refused: Vec<Refused>,
    /// Where to go on after it.
    pub next: From,
    /// Bytes of the file that were read.
    pub read: u64,
}

/// Reads a file.
pub struct Reader {
    lines: Lines<Box<dyn BufRead + Send>>,
    table: Option<(Table, Filler)>,
    options: Options,
    read: Arc<AtomicU64>,
    /// Its size.
    pub size: u64,
    path: PathBuf,
    next: From,
}

type Wrong = (ErrorCode, String);

impl Reader {
    /// Opens a file.
    ///
    /// # Errors
    /// When it cannot be read, its encoding is another, or it has not the columns of the mapping.
    pub fn open(path: &Path, options: Options, from: From) -> Result<Self> {
        let mut from = from;
        let table = match &options.mapping {
            None => {
                let csv = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("csv"));
                ensure!(
                    !csv,
                    "--mapping: {} is CSV, and needs one; docs/loading.md tells of it",
                    path.display()
                );
                None
            }
            Some(mapping) => {
                let (table, filler, begins) = table(path, mapping, options.encoding)?;
                if from == From::default() {
                    from = begins;
                }
                Some((table, filler))
            }
        };
        let Source { text, read, size } = source::open(path, options.encoding, from.place)?;
        let lines = Lines::new(text, from.place, from.lines, LARGEST_BODY);
        Ok(Self { lines, table, options, read, size, path: path.to_owned(), next: from })
    }

    /// The next batch; none at the end.
    ///
    /// # Errors
    /// Those of reading.
    pub fn batch(&mut self) -> Result<Option<Batch>> {
        let mut batch = Batch::default();
        let mut bytes = 0;
        let before = self.next;
        while batch.origins.len() + batch.refused.len() < BATCH && bytes < BATCH_BYTES {
            let Some(row) = self.row().with_context(|| format!("read {}", self.path.display()))? else {
                break;
            };
            self.next = From { place: row.end, lines: row.last_line };
            bytes += row.raw.len();
            if row.raw.trim_ascii().is_empty() {
                continue;
            }
            match self.event(&row, batch.origins.len()) {
                Ok(event) => {
                    batch.events.push(event);
                    batch.origins.push((row.line, row.raw));
                }
                Err((code, detail)) => {
                    batch.refused.push(Refused { raw: row.raw, line: row.line, code, detail });
                }
            }
        }
        if self.next == before {
            return Ok(None);
        }
        batch.next = self.next;
        batch.read = self.read.load(Ordering::Relaxed).min(self.size);
        Ok(Some(batch))
    }

    fn row(&mut self) -> std::io::Result<Option<Row>> {
        if let Some((table, _)) = &mut self.table {
            return table.read(&mut self.lines);
        }
        let row = |line: Line| Row {
            line: line.number,
            end: line.end,
            last_line: line.number,
            fields: if line.too_long { Err("longer than 5 MiB".to_owned()) } else { Ok(Vec::new()) },
            raw: line.bytes,
        };
        Ok(self.lines.read()?.map(row))
    }

    fn event(&self, row: &Row, index: usize) -> Result<Incoming, Wrong> {
        let text = match &self.table {
            None => line(row)?,
            Some((_, filler)) => {
                let fields = row.fields.as_ref().map_err(|wrong| (ErrorCode::InvalidData, wrong.clone()))?;
                filler.event(fields, row.line).map_err(|wrong| (ErrorCode::InvalidData, wrong))?
            }
        };
        let decoded = self.options.encoding.filter(|encoding| *encoding != UTF_8);
        if let Some(encoding) = decoded
            && text.contains(char::REPLACEMENT_CHARACTER)
        {
            return Err((ErrorCode::MalformedJson, format!("holds what is not {}", encoding.name())));
        }
        let event = envelope::read(index, &text, self.options.now, &self.options.home)
            .map_err(|refusal| (refusal.code, refusal.detail))?;
        if is_own(&event.kind) || event.source == OWN_SOURCE {
            let detail = "type and source: only this service says so".to_owned();
            return Err((ErrorCode::InvalidEnvelope, detail));
        }
        Ok(event)
    }
}

/// A line of CloudEvents in JSON.
fn line(row: &Row) -> Result<String, Wrong> {
    if let Err(wrong) = &row.fields {
        return Err((ErrorCode::TooLarge, wrong.clone()));
    }
    let text =
        std::str::from_utf8(&row.raw).map_err(|_| (ErrorCode::MalformedJson, "not UTF-8".to_owned()))?.trim();
    if let Err(error) = serde_json::from_str::<IgnoredAny>(text) {
        let torn = error.is_eof() && !row.raw.ends_with(b"\n");
        let why = if torn { "; the file ends in the middle of it" } else { "" };
        return Err((ErrorCode::MalformedJson, format!("not JSON at column {}{why}", error.column())));
    }
    Ok(text.to_owned())
}

/// The table of a CSV file, and where its rows begin.
fn table(
    path: &Path,
    mapping: &Arc<Mapping>,
    encoding: Option<&'static Encoding>,
) -> Result<(Table, Filler, From)> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let named = || path.display().to_string();
    let (columns, begins) = match &mapping.style.columns {
        Some(columns) => (columns.clone(), From::default()),
        None => {
            let mut lines = Lines::new(source::open(path, encoding, 0)?.text, 0, 0, LARGEST_BODY);
            let mut table = Table::new(&mapping.style, None);
            let row = loop {
                match table.read(&mut lines).with_context(named)? {
                    Some(row) if row.raw.trim_ascii().is_empty() => {}
                    row => break row,
                }
            };
            let row = row.with_context(|| format!("{}: empty, without even the columns' names", named()))?;
            let columns = row.fields.map_err(anyhow::Error::msg).with_context(named)?;
            (columns, From { place: row.end, lines: row.last_line })
        }
    };
    let filler = Filler::new(Arc::clone(mapping), &columns, &name).with_context(named)?;
    Ok((Table::new(&mapping.style, Some(columns.len())), filler, begins))
}
