//! `cargo xtask run`: the demonstration airline, the desktop signed in, and a call that rings.
//!
//! Deliberately not here: how each program is started; `run/backend.rs` and `run/desktop.rs` know their flags.

pub mod backend;
mod desktop;

use crate::{
    build::{self, Profile},
    place::Place,
    screen::Screen,
    setup::{self, Purpose},
    shell,
};
use anyhow::{Context, Result, ensure};
use backend::Backend;
use clap::Args;
use desktop::Desktop;
use std::{path::PathBuf, thread, time::Duration};

/// Whom the demonstration signs in.
const AGENT: &str = "agent-1";
/// From its start until the desktop is connected and drawn, at most.
const CONNECT_LIMIT: Duration = Duration::from_secs(60);
/// From the ring to the picture, at most.
const PAINT_LIMIT: Duration = Duration::from_secs(60);
/// The window's animations are over by then.
const SETTLE: Duration = Duration::from_millis(800);

/// What `run` can be asked for.
#[derive(Args)]
pub struct Options {
    /// Optimised programs, as shipped
    #[arg(long)]
    release: bool,
    /// Open the desktop, but ring no call
    #[arg(long)]
    no_demo_call: bool,
    /// On a screen of its own (Xvfb) instead of yours
    #[arg(long)]
    headless: bool,
    /// Wait until the call is painted, save the picture (PNG), stop
    #[arg(long, value_name = "FILE", requires = "headless", conflicts_with = "no_demo_call")]
    screenshot: Option<PathBuf>,
    /// What the system's theme is to be; the window follows it until the agent chooses
    #[arg(long, value_parser = ["light", "dark"])]
    theme: Option<String>,
    /// How many customers the demonstration airline has
    #[arg(long, value_name = "N")]
    customers: Option<u32>,
    /// Go on with the data of the run before; else the demonstration begins anew, with today's flights
    #[arg(long)]
    keep: bool,
}

/// Sets up, builds, starts, rings; then waits until the desktop is closed or Ctrl-C.
pub fn perform(place: &Place, options: &Options) -> Result<()> {
    let purposes: &[Purpose] =
        if options.headless { &[Purpose::Build, Purpose::Screen] } else { &[Purpose::Build] };
    setup::ensure(place, purposes)?;
    let profile = Profile::of(options.release);
    build::everything(place, profile)?;
    let directory = place.scratch("run")?;
    if !options.keep {
        std::fs::remove_dir_all(&directory).context("forget the run before")?;
    }

    // Dropped in reverse: the desktop, its screen, then the backend.
    let mut backend = Backend::start(place, profile, options.customers)?;
    let token = backend.token("agent", AGENT)?;
    let screen = if options.headless { Some(Screen::start(place)?) } else { None };
    let mut desktop = Desktop::open(
        place,
        profile,
        &desktop::Given {
            backend: backend.url(),
            token: &token,
            theme: options.theme.as_deref(),
            screen: screen.as_ref(),
        },
    )?;
    desktop
        .running()
        .await_that(CONNECT_LIMIT, || backend.has_agents() && screen.as_ref().is_none_or(Screen::drawn))
        .with_context(|| format!("wait for the desktop to connect; see {}", desktop.log().display()))?;
    if !options.no_demo_call {
        shell::say("Ringing a demonstration call");
        let contact = backend.ring(AGENT)?;
        if let (Some(file), Some(screen)) = (&options.screenshot, &screen) {
            if let Err(error) = desktop.await_painted(&contact, PAINT_LIMIT) {
                let instead = directory.join("not-painted.png");
                screen.picture(&instead)?;
                return Err(
                    error.context(format!("what the screen shows instead is in {}", instead.display()))
                );
            }
            thread::sleep(SETTLE);
            screen.picture(file)?;
            shell::say(&format!("The picture is in {}", file.display()));
            return Ok(());
        }
    }
    shell::say("Purser is running. Close its window or press Ctrl-C to stop.");
    let well = desktop.wait(&mut backend)?;
    ensure!(well, "the desktop ended with an error; see {}", desktop.log().display());
    Ok(())
}
