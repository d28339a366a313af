//! The log: one file in the data folder, and the one before it.
//!
//! Deliberately not here: the standard output, which belongs to `doctor` and to the bench's stamps.

use std::{
    fs::{self, File, OpenOptions},
    io,
    path::Path,
    sync::Mutex,
};
use tracing_subscriber::EnvFilter;

const FILE_NAME: &str = "purser.log";
const OLD_FILE_NAME: &str = "purser.log.1";
/// A log that grew to this becomes the old one at the next start.
const MAX_BYTES: u64 = 5 * 1024 * 1024;

/// Begins to log. `PURSER_LOG` takes the usual filter directives.
pub(crate) fn begin(data_dir: &Path) -> io::Result<()> {
    let file = open(data_dir)?;
    let filter = EnvFilter::try_from_env("PURSER_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(false)
        .with_writer(Mutex::new(file))
        .try_init()
        .map_err(io::Error::other)
}

fn open(data_dir: &Path) -> io::Result<File> {
    let path = data_dir.join(FILE_NAME);
    if fs::metadata(&path).is_ok_and(|meta| meta.len() > MAX_BYTES) {
        fs::rename(&path, data_dir.join(OLD_FILE_NAME))?;
    }
    OpenOptions::new().create(true).append(true).open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_log_becomes_the_old_one() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join(FILE_NAME);
        File::create(&path).and_then(|file| file.set_len(MAX_BYTES + 1)).expect("a large file");
        open(dir.path()).expect("a log");
        assert_eq!(fs::metadata(&path).expect("there").len(), 0);
        assert!(dir.path().join(OLD_FILE_NAME).exists());
    }
}
