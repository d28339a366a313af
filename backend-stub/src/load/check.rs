//! `load --check`: reads a file to its end, writes nothing, and says what a load would do.
//!
//! Deliberately not here: whether an event is known already, which only the database says.

use super::reader::{From, Options, Reader, Refused};
use anyhow::Result;
use std::{collections::BTreeMap, fmt, path::Path};

/// How many of what would be refused are named.
const NAMED: usize = 10;

/// What a load would do.
#[derive(Debug, Default)]
pub struct Report {
    /// Events by type.
    pub events: BTreeMap<String, usize>,
    /// How many lines would be refused.
    pub refused: usize,
    /// The first of them: the line and why.
    pub first_refused: Vec<(u64, String)>,
    /// The first event of a CSV file, to be looked at.
    pub example: Option<String>,
}

/// Reads a file. `progress` is told as when it is loaded.
///
/// # Errors
/// When it cannot be read.
pub fn check(file: &Path, options: &Options, mut progress: impl FnMut(super::Progress)) -> Result<Report> {
    let mut reader = Reader::open(file, options.clone(), From::default())?;
    let mut report = Report::default();
    while let Some(batch) = reader.batch()? {
        if report.example.is_none() && options.mapping.is_some() {
            report.example = batch.events.first().map(|event| event.body.clone());
        }
        for event in batch.events {
            *report.events.entry(event.kind).or_default() += 1;
        }
        report.refused += batch.refused.len();
        let room = NAMED.saturating_sub(report.first_refused.len());
        let named = |refused: Refused| (refused.line, refused.detail);
        report.first_refused.extend(batch.refused.into_iter().take(room).map(named));
        progress(super::Progress { read: batch.read, size: reader.size, lines: batch.next.lines });
    }
    Ok(report)
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all: usize = self.events.values().sum();
        write!(f, "{all} events would be loaded, {} lines refused", self.refused)?;
        for (kind, count) in &self.events {
            write!(f, "\n  {count:>9}  {kind}")?;
        }
        for (line, why) in &self.first_refused {
            write!(f, "\n  line {line}: {why}")?;
        }
        if self.refused > self.first_refused.len() {
            write!(f, "\n  and {} more", self.refused - self.first_refused.len())?;
        }
        match &self.example {
            Some(example) => write!(f, "\nthe first event: {example}"),
            None => Ok(()),
        }
    }
}
