//! The command line of `load`: its settings decided, its files gone through, its results said.
//!
//! Deliberately not here: opening the database, which `main` does when something is to be written.

use super::{check, load, mapping::Mapping, meter::Meter, reader::Options};
use crate::{app::AppState, clock::Clock, config::Load};
use anyhow::{Result, bail};
use encoding_rs::Encoding;
use std::{io::Write, sync::Arc};

/// Decides how files are read.
///
/// # Errors
/// When a setting is wrong; the message names it.
pub fn options(asked: &Load, home: &str, clock: &Clock) -> Result<Options> {
    let mapping = asked.mapping.as_deref().map(Mapping::read).transpose()?.map(Arc::new);
    let encoding = match &asked.encoding {
        None => None,
        Some(label) => match Encoding::for_label(label.as_bytes()) {
            Some(encoding) => Some(encoding),
            None => {
                bail!("--encoding: there is no {label}; such as utf-8, utf-16le, windows-1252 is expected")
            }
        },
    };
    Ok(Options { mapping, encoding, home: home.to_owned(), now: clock.now() })
}

/// Says what a load would do; gives back how many lines it would refuse.
///
/// # Errors
/// When a file cannot be read.
pub fn check_files(asked: &Load, options: &Options, clock: &Clock, out: &mut impl Write) -> Result<usize> {
    let mut refused = 0;
    for file in &asked.files {
        let mut meter = Meter::start(file, clock);
        let report = check::check(file, options, |progress| meter.show(progress));
        meter.end();
        let report = report?;
        refused += report.refused;
        writeln!(out, "{}: {report}", file.display())?;
    }
    Ok(refused)
}

/// Loads; gives back how many lines were refused.
///
/// # Errors
/// When a file or the database fails; what was loaded stays.
pub async fn load_files(
    asked: &Load,
    app: &AppState,
    options: &Options,
    out: &mut impl Write,
) -> Result<usize> {
    let mut refused = 0;
    for file in &asked.files {
        let mut meter = Meter::start(file, &app.clock);
        let outcome = load(app, file, options, asked.again, |progress| meter.show(progress)).await;
        meter.end();
        let outcome = outcome?;
        let loaded = outcome.loaded;
        refused += loaded.rejected;
        let note = match (outcome.was_complete, outcome.before) {
            (true, _) => "; all of it was done before, --again reads it once more".to_owned(),
            (false, 0) => String::new(),
            (false, lines) => format!("; of these, {lines} lines were done before"),
        };
        let name = file.display();
        let (accepted, duplicates, rejected) = (loaded.accepted, loaded.duplicates, loaded.rejected);
        writeln!(out, "{name}: {accepted} accepted, {duplicates} duplicates, {rejected} rejected{note}")?;
        out.flush()?;
    }
    Ok(refused)
}
