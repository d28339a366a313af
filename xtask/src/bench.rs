//! `cargo xtask bench`: builds as shipped, then lets purser-bench measure.
//!
//! Deliberately not here: any measuring; `xtask/bench` does that with its own dependencies.

use crate::{
    build::{self, Profile},
    place::Place,
    setup::{self, Purpose},
    shell,
};
use anyhow::Result;
use clap::Args;

/// What to measure.
#[derive(Args)]
pub struct Options {
    /// pop, ingest, reads, identity; all of them when none is named. Everything after goes to the benchmark itself
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "NAME")]
    what: Vec<String>,
}

/// Builds and measures.
pub fn perform(place: &Place, options: &Options) -> Result<()> {
    setup::ensure(place, &[Purpose::Build, Purpose::Screen])?;
    build::window(place, Profile::Release)?;
    build::programs(place, Profile::Release, &["purser-bench"])?;
    let mut command = shell::command(place.program("release", "purser-bench"));
    command.current_dir(&place.root).arg("--target").arg(&place.target).args(&options.what);
    shell::run(&mut command)
}
