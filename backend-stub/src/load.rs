//! `purser-backend load`: files of CloudEvents, one a line, through the ordinary ingest path.
//!
//! A file goes on where it stopped: the place is kept in the database, and events that came before are duplicates. Refused
//! lines go to `FILE.rejects.ndjson` with the reason. Deliberately not here: other formats than NDJSON.

use crate::{
    app::AppState,
    ingest::envelope::{self, Incoming},
    log::store::{property, set_property},
};
use anyhow::{Context, Result};
use purser_contract::{ErrorCode, event::IngestReceipt};
use serde_json::json;
use std::{
    fs::{File, OpenOptions},
    io::{BufRead, BufReader, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

const BATCH: usize = 1_000;
const LONGEST_LINE: usize = crate::ingest::routes::LARGEST_BODY;

/// What a file gave.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// New events.
    pub accepted: usize,
    /// Known events.
    pub duplicates: usize,
    /// Refused lines.
    pub rejected: usize,
}

/// Loads one file. `progress` is told the bytes read and the whole size.
///
/// # Errors
/// When the file or the database fails; what was loaded stays.
pub async fn load(app: &AppState, file: &Path, mut progress: impl FnMut(u64, u64)) -> Result<Loaded> {
    let whole = std::fs::canonicalize(file).with_context(|| format!("open {}", file.display()))?;
    let mut reader = BufReader::with_capacity(
        1 << 20,
        File::open(&whole).with_context(|| format!("open {}", file.display()))?,
    );
    let size = reader.get_ref().metadata()?.len();
    let place = format!("load:{}", whole.display());
    let mut offset: u64 = match property(&mut app.db.read.acquire().await?, &place).await? {
        Some(text) => text.parse().unwrap_or(0),
        None => 0,
    };
    if offset > size {
        offset = 0;
    }
    reader.seek(SeekFrom::Start(offset))?;
    let mut rejects = Rejects::new(file);
    let mut loaded = Loaded::default();
    let mut line = Vec::new();
    loop {
        let mut batch: Vec<(usize, Incoming)> = Vec::with_capacity(BATCH);
        let mut lines: Vec<String> = Vec::with_capacity(BATCH);
        let mut read = 0;
        while lines.len() < BATCH {
            line.clear();
            let bytes = reader.read_until(b'\n', &mut line)?;
            if bytes == 0 {
                break;
            }
            read += bytes as u64;
            let text = String::from_utf8_lossy(&line).trim().to_owned();
            if text.is_empty() {
                continue;
            }
            match read_line(&line, lines.len(), app) {
                Ok(incoming) => batch.push((lines.len(), incoming)),
                Err((code, detail)) => {
                    rejects.write(&text, code, &detail)?;
                    loaded.rejected += 1;
                }
            }
            lines.push(text);
        }
        if read == 0 {
            break;
        }
        let receipt = commit(app, batch).await?;
        for rejection in &receipt.rejected {
            let text = lines.get(rejection.index).map_or("", String::as_str);
            rejects.write(text, rejection.code, &rejection.detail)?;
        }
        loaded.accepted += receipt.accepted;
        loaded.duplicates += receipt.duplicates;
        loaded.rejected += receipt.rejected.len();
        offset += read;
        set_property(&mut app.db.write.acquire().await?, &place, &offset.to_string()).await?;
        progress(offset, size);
    }
    Ok(loaded)
}

fn read_line(line: &[u8], index: usize, app: &AppState) -> Result<Incoming, (ErrorCode, String)> {
    if line.len() > LONGEST_LINE {
        return Err((ErrorCode::TooLarge, format!("longer than {LONGEST_LINE} bytes")));
    }
    let text =
        std::str::from_utf8(line).map_err(|_| (ErrorCode::MalformedJson, "not UTF-8".to_owned()))?.trim();
    if let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(text) {
        return Err((ErrorCode::MalformedJson, format!("not JSON at column {}", error.column())));
    }
    envelope::read(index, text, app.clock.now(), &app.home).map_err(|refusal| (refusal.code, refusal.detail))
}

async fn commit(app: &AppState, batch: Vec<(usize, Incoming)>) -> Result<IngestReceipt> {
    if batch.is_empty() {
        return Ok(IngestReceipt::default());
    }
    Ok(app.writer.ingest(batch.into_iter().map(|(_, incoming)| incoming).collect()).await?)
}

/// The file of refused lines; made when there is one.
struct Rejects {
    path: PathBuf,
    file: Option<File>,
}

impl Rejects {
    fn new(of: &Path) -> Self {
        let mut name = of.as_os_str().to_owned();
        name.push(".rejects.ndjson");
        Self { path: PathBuf::from(name), file: None }
    }

    fn write(&mut self, line: &str, code: ErrorCode, detail: &str) -> Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            None => {
                let file = OpenOptions::new().create(true).append(true).open(&self.path);
                self.file.insert(file.with_context(|| format!("open {}", self.path.display()))?)
            }
        };
        writeln!(file, "{}", json!({"code": code, "detail": detail, "line": line}))?;
        Ok(())
    }
}
