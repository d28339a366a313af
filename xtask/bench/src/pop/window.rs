//! What the window's files weigh when they are sent compressed.

use anyhow::{Context, Result};
use flate2::{Compression, write::GzEncoder};
use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

/// Kilobytes of all files of `ui/dist`, each gzipped by itself.
pub fn transferred() -> Result<f64> {
    let mut bytes = 0;
    for file in files(Path::new("ui/dist"))? {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        gzip.write_all(&fs::read(&file).with_context(|| format!("read {}", file.display()))?)?;
        bytes += gzip.finish()?.len();
    }
    Ok(f64::from(u32::try_from(bytes)?) / 1000.0)
}

fn files(directory: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).with_context(|| format!("list {}", directory.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    Ok(found)
}
