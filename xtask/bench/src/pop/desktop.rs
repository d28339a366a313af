//! The release desktop under Xvfb, and the stamps it prints for each painted pop.

use super::screen::Screen;
use crate::clock;
use anyhow::{Context, Result, bail};
use serde::Deserialize;
use std::{
    fs::{self, File},
    path::Path,
    process::Stdio,
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt as _, BufReader, Lines},
    process::{Child, ChildStdout, Command},
    time::timeout,
};

/// A pop that takes longer is an error, not a figure.
const PAINT_LIMIT: Duration = Duration::from_secs(20);

/// A running desktop on a screen of its own; killed when dropped.
pub struct Desktop {
    screen: Screen,
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    /// Just before its process was made, in microseconds since the Unix epoch.
    pub started: i64,
}

/// When one pop was where, in microseconds since the Unix epoch.
#[derive(Deserialize)]
pub struct Stamps {
    contact_id: String,
    /// The backend made the frame.
    pub server_at: i64,
    /// The desktop had it from the socket.
    pub received_us: i64,
    /// What it means was decided.
    pub applied_us: i64,
    /// It was on its way to the window.
    pub forwarded_us: i64,
    /// Two animation frames after the window had changed.
    pub painted_us: i64,
}

impl Desktop {
    /// Starts it with an empty cache.
    pub async fn start(target: &Path, backend: &str, token: &str) -> Result<Self> {
        let data = target.join("bench/desktop");
        if data.exists() {
            fs::remove_dir_all(&data)?;
        }
        fs::create_dir_all(&data)?;
        let screen = Screen::start(&target.join("bench/screen")).await?;
        let program = target.join("release").join("purser");
        let log = target.join("bench/desktop.log");
        let started = clock::micros();
        let mut child = Command::new(&program)
            .env("DISPLAY", &screen.display)
            .env("GDK_BACKEND", "x11")
            .env_remove("WAYLAND_DISPLAY")
            .env("PURSER_BACKEND", backend)
            .env("PURSER_TOKEN", token)
            .env("PURSER_DATA_DIR", &data)
            .env("PURSER_STAMPS", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(File::create(&log)?)
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("start {}", program.display()))?;
        let lines = BufReader::new(child.stdout.take().context("standard output is not piped")?).lines();
        Ok(Self { screen, child, lines, started })
    }

    /// Waits until the window has drawn itself; when that was seen, in microseconds since the Unix epoch.
    pub async fn drawn(&self) -> Result<i64> {
        timeout(PAINT_LIMIT, self.screen.drawn()).await.context("the desktop has not drawn its window")?
    }

    /// Waits until the contact's pop is painted.
    pub async fn painted(&mut self, contact: &str) -> Result<Stamps> {
        let search = async {
            while let Some(line) = self.lines.next_line().await? {
                match serde_json::from_str::<Stamps>(&line) {
                    Ok(stamps) if stamps.contact_id == contact => return Ok(stamps),
                    Ok(_) | Err(_) => {}
                }
            }
            bail!("the desktop has ended")
        };
        timeout(PAINT_LIMIT, search).await.context("the desktop has not painted the call")?
    }

    /// Its process id.
    pub fn id(&self) -> Result<u32> {
        self.child.id().context("the desktop has ended")
    }
}
