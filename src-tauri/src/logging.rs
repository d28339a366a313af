//! The log: one file in the data folder, and the one before it.
//!
//! Deliberately not here: the standard output, which belongs to `doctor` and to the bench's stamps.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::Mutex,
};
use tracing_subscriber::EnvFilter;

const FILE_NAME: &str = "purser.log";
const OLD_FILE_NAME: &str = "purser.log.1";
/// A log that grew to this becomes the old one, so that both together never take more than twice as much.
const MAX_BYTES: u64 = 5 * 1024 * 1024;

/// Begins to log. `PURSER_LOG` takes the usual filter directives.
pub(crate) fn begin(data_dir: &Path) -> io::Result<()> {
    let log = Log::open(data_dir, MAX_BYTES)?;
    let asked = EnvFilter::try_from_env("PURSER_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    // The WebSocket library would log whole messages, which name customers.
    let filter = ["tungstenite=info", "tokio_tungstenite=info"]
        .into_iter()
        .filter_map(|directive| directive.parse().ok())
        .fold(asked, EnvFilter::add_directive);
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(false)
        .with_writer(Mutex::new(log))
        .try_init()
        .map_err(io::Error::other)
}

/// The file that is written, and how much is in it.
struct Log {
    file: File,
    bytes: u64,
    most: u64,
    data_dir: PathBuf,
}

impl Log {
    fn open(data_dir: &Path, most: u64) -> io::Result<Self> {
        let (file, bytes) = append(data_dir)?;
        Ok(Self { file, bytes, most, data_dir: data_dir.to_owned() })
    }

    /// Begins a new file when this one is full.
    fn make_room(&mut self) -> io::Result<()> {
        if self.bytes < self.most {
            return Ok(());
        }
        // Should it fail, the old file goes on, and this is tried again once as much was written again.
        self.bytes = 0;
        fs::rename(self.data_dir.join(FILE_NAME), self.data_dir.join(OLD_FILE_NAME))?;
        (self.file, self.bytes) = append(&self.data_dir)?;
        Ok(())
    }
}

impl Write for Log {
    /// Takes whole lines: one call is one event, and is never parted between two files.
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        // What cannot be renamed can still be written.
        let _ = self.make_room();
        self.file.write_all(line)?;
        self.bytes = self.bytes.saturating_add(line.len().try_into().unwrap_or(u64::MAX));
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// The file to write to the end of, and how long it is.
fn append(data_dir: &Path) -> io::Result<(File, u64)> {
    let file = OpenOptions::new().create(true).append(true).open(data_dir.join(FILE_NAME))?;
    let bytes = file.metadata()?.len();
    Ok((file, bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(dir: &Path) -> [String; 2] {
        [FILE_NAME, OLD_FILE_NAME].map(|name| fs::read_to_string(dir.join(name)).unwrap_or_default())
    }

    #[test]
    fn a_log_that_is_full_becomes_the_old_one_while_it_is_written() {
        let dir = tempfile::tempdir().expect("a folder");
        let mut log = Log::open(dir.path(), 10).expect("a log");
        for line in ["one\n", "two\n", "three\n", "four\n", "five\n", "six\n"] {
            log.write_all(line.as_bytes()).expect("written");
        }
        assert_eq!(texts(dir.path()), ["six\n", "four\nfive\n"]);
    }

    #[test]
    fn the_next_start_goes_on_with_the_file_unless_it_is_full() {
        let dir = tempfile::tempdir().expect("a folder");
        for line in ["one\n", "two three\n", "four\n"] {
            Log::open(dir.path(), 10).and_then(|mut log| log.write_all(line.as_bytes())).expect("written");
        }
        assert_eq!(texts(dir.path()), ["four\n", "one\ntwo three\n"]);
    }

    #[test]
    fn what_cannot_be_put_aside_is_written_on() {
        let dir = tempfile::tempdir().expect("a folder");
        let mut log = Log::open(dir.path(), 4).expect("a log");
        // A folder that is not empty cannot be replaced by a file.
        fs::create_dir_all(dir.path().join(OLD_FILE_NAME).join("taken")).expect("a folder");
        for line in ["one\n", "two\n"] {
            log.write_all(line.as_bytes()).expect("written");
        }
        assert_eq!(texts(dir.path())[0], "one\ntwo\n");
    }
}
