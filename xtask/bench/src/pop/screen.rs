//! Xvfb, and seeing from outside when something is drawn on it: it keeps its frame buffer in a file.

use crate::clock;
use anyhow::{Context, Result};
use std::{
    collections::HashSet,
    fs::{self, File},
    io::{Read as _, Seek as _, SeekFrom},
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::{Child, Command},
    time::{sleep, timeout},
};

const START_LIMIT: Duration = Duration::from_secs(20);
/// Short beside what is measured, long beside what a look costs.
const BETWEEN_LOOKS: Duration = Duration::from_millis(10);
/// The top of the window, where its tabs and its search are: 56 rows of 1440 pixels of 4 bytes.
const TOP: usize = 56 * 1440 * 4;
/// An empty page has one colour, letters have many.
const COLOURS_OF_LETTERS: usize = 48;

/// A screen; killed when dropped.
pub struct Screen {
    _server: Child,
    /// What `DISPLAY` must say.
    pub display: String,
    buffer: PathBuf,
}

impl Screen {
    /// Starts Xvfb on a display of its own choice, with its frame buffer in `directory`.
    pub async fn start(directory: &Path) -> Result<Self> {
        fs::create_dir_all(directory)?;
        let mut server = Command::new("Xvfb")
            .args([
                "-displayfd",
                "1",
                "-screen",
                "0",
                "1440x900x24",
                "-nolisten",
                "tcp",
                "-noreset",
                "-fbdir",
            ])
            .arg(directory)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .context("start Xvfb")?;
        let mut lines = BufReader::new(server.stdout.take().context("standard output is not piped")?).lines();
        let number = timeout(START_LIMIT, lines.next_line()).await??.context("Xvfb names no display")?;
        let display = format!(":{}", number.trim());
        Ok(Self { _server: server, display, buffer: directory.join("Xvfb_screen0") })
    }

    /// Waits until letters are drawn at the top; when that was seen, in microseconds since the Unix epoch.
    pub async fn drawn(&self) -> Result<i64> {
        let mut buffer =
            File::open(&self.buffer).with_context(|| format!("open {}", self.buffer.display()))?;
        let pixels = pixels(&mut buffer)?;
        let mut top = vec![0; TOP];
        loop {
            buffer.seek(SeekFrom::Start(pixels))?;
            buffer.read_exact(&mut top).context("read the frame buffer")?;
            if top.chunks_exact(4).collect::<HashSet<_>>().len() > COLOURS_OF_LETTERS {
                return Ok(clock::micros());
            }
            sleep(BETWEEN_LOOKS).await;
        }
    }
}

/// Where the pixels begin in an X window dump: after its header and its colour map of 12 bytes an entry.
fn pixels(buffer: &mut File) -> Result<u64> {
    let mut header = [0; 80];
    buffer.read_exact(&mut header).context("read the frame buffer's header")?;
    let word = |index: usize| -> Result<u64> {
        Ok(u32::from_be_bytes(header[index * 4..index * 4 + 4].try_into()?).into())
    };
    Ok(word(0)? + word(19)? * 12)
}
