//! The desktop as a child: opened signed in, and listened to for what it has painted.

use super::backend::Backend;
use crate::{build::Profile, children::Running, place::Place, screen::Screen, shell};
use anyhow::{Context, Result};
use serde_json::Value;
use std::{
    fs::File,
    path::{Path, PathBuf},
    time::Duration,
};

/// A running desktop.
pub struct Desktop {
    running: Running,
    log: PathBuf,
}

/// What the desktop is started with.
pub struct Given<'a> {
    /// The backend's address.
    pub backend: &'a str,
    /// The agent's access token.
    pub token: &'a str,
    /// What the system's theme is to be.
    pub theme: Option<&'a str>,
    /// Where to draw, when not on the person's own screen.
    pub screen: Option<&'a Screen>,
}

impl Desktop {
    /// Opens the window.
    pub fn open(place: &Place, profile: Profile, given: &Given<'_>) -> Result<Self> {
        let log = place.scratch("run")?.join("desktop.log");
        let mut command = shell::own(place.program(profile.directory(), "purser"));
        command
            .env("PURSER_BACKEND", given.backend)
            .env("PURSER_TOKEN", given.token)
            .env("PURSER_DATA_DIR", place.scratch("run/desktop")?)
            .env("PURSER_STAMPS", "1")
            .stderr(File::create(&log).with_context(|| format!("write {}", log.display()))?);
        if let Some(theme) = given.theme {
            // The window follows the system until the agent chooses; this is the system's word for GTK.
            command.env("GTK_THEME", if theme == "dark" { "Adwaita:dark" } else { "Adwaita" });
        }
        if let Some(screen) = given.screen {
            screen.show(&mut command);
        }
        shell::say("Opening the desktop");
        Ok(Self { running: Running::start("the desktop", &mut command)?, log })
    }

    /// Where its log is.
    pub fn log(&self) -> &Path {
        &self.log
    }

    /// Its process, to watch.
    pub fn running(&mut self) -> &mut Running {
        &mut self.running
    }

    /// Waits until the contact's pop is on the screen.
    pub fn await_painted(&mut self, contact: &str, limit: Duration) -> Result<()> {
        self.await_stamp(limit, |stamp| {
            stamp.get("contact_id").and_then(Value::as_str) == Some(contact)
                && stamp.get("painted_us").is_some()
        })
        .context("wait for the call in the window")
    }

    /// Waits until the window is closed; an error when the backend ends first.
    pub fn wait(&mut self, backend: &mut Backend) -> Result<bool> {
        self.running.wait(&mut [backend.running()])
    }

    fn await_stamp(&mut self, limit: Duration, wanted: impl Fn(&Value) -> bool) -> Result<()> {
        let log = self.log.display().to_string();
        self.running
            .await_line(limit, |line| serde_json::from_str(line).ok().filter(&wanted).map(|_| ()))
            .with_context(|| format!("see {log}"))
    }
}
