//! `FILE.rejects.ndjson`: what was refused, each as it came, with its line, the code and the reason.
//!
//! Deliberately not here: why something is refused.

use super::reader::Refused;
use anyhow::{Context, Result};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value, json};
use std::{
    fs::{File, OpenOptions},
    io::{Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

/// The file of what was refused; made when something is.
pub struct Rejects {
    path: PathBuf,
    file: Option<File>,
    /// Its length.
    pub length: u64,
}

impl Rejects {
    /// The file that belongs to `of`, cut back to the length it had when the place was kept. A load from the beginning
    /// removes the one of a load before.
    ///
    /// # Errors
    /// When it cannot be changed.
    pub fn open(of: &Path, length: u64) -> Result<Self> {
        let mut name = of.as_os_str().to_owned();
        name.push(".rejects.ndjson");
        let path = PathBuf::from(name);
        let named = || format!("open {}", path.display());
        if length == 0 {
            match std::fs::remove_file(&path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    Err(error).with_context(named)?
                }
                Ok(()) | Err(_) => {}
            }
            return Ok(Self { path, file: None, length });
        }
        let file =
            OpenOptions::new().create(true).write(true).truncate(false).open(&path).with_context(named)?;
        // One that somebody has taken away begins anew.
        let length = length.min(file.metadata().with_context(named)?.len());
        file.set_len(length).with_context(named)?;
        Ok(Self { path, file: Some(file), length })
    }

    /// Adds these and waits until they are on the disk.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn write(&mut self, refused: &[Refused]) -> Result<()> {
        if refused.is_empty() {
            return Ok(());
        }
        let lines: String = refused.iter().map(|refused| format!("{}\n", said(refused))).collect();
        let named = || format!("write {}", self.path.display());
        let file = match &mut self.file {
            Some(file) => file,
            None => self.file.insert(File::create(&self.path).with_context(named)?),
        };
        file.seek(SeekFrom::Start(self.length)).with_context(named)?;
        file.write_all(lines.as_bytes()).with_context(named)?;
        file.sync_data().with_context(named)?;
        self.length += lines.len() as u64;
        Ok(())
    }
}

fn said(refused: &Refused) -> Value {
    let Refused { raw, line, code, detail } = refused;
    let ended = raw.strip_suffix(b"\n").unwrap_or(raw);
    let bytes = ended.strip_suffix(b"\r").unwrap_or(ended);
    match std::str::from_utf8(bytes) {
        Ok(text) => json!({"line_number": line, "code": code, "detail": detail, "line": text}),
        // JSON holds no other bytes.
        Err(_) => json!({"line_number": line, "code": code, "detail": detail,
            "line": String::from_utf8_lossy(bytes), "line_base64": BASE64_STANDARD.encode(bytes)}),
    }
}
