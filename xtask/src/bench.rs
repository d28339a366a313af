//! `cargo xtask bench`: builds as shipped, then lets purser-bench measure.
//!
//! Deliberately not here: any measuring; `xtask/bench` does that with its own dependencies.

use crate::{
    build::{self, Profile},
    place::Place,
    postgres::Postgres,
    setup::{self, Purpose},
    shell,
};
use anyhow::Result;
use clap::Args;

/// What to measure.
#[derive(Args)]
pub struct Options {
    /// pop, ingest, reads, identity, entitlement, disruption; all of them when none is named. Everything after goes to
    /// the benchmark itself; `ingest --postgres` measures on a PostgreSQL server of its own
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "NAME")]
    what: Vec<String>,
}

/// Measure on PostgreSQL and not on SQLite.
const ON_POSTGRES: &str = "--postgres";

/// Builds and measures.
pub fn perform(place: &Place, options: &Options) -> Result<()> {
    let on_postgres = options.what.iter().any(|word| word == ON_POSTGRES);
    let purposes = [Purpose::Build, Purpose::Screen, Purpose::Postgres];
    setup::ensure(place, &purposes[..if on_postgres { 3 } else { 2 }])?;
    build::window(place, Profile::Release)?;
    build::programs(place, Profile::Release, &["purser-bench"])?;
    let mut command = shell::command(place.program("release", "purser-bench"));
    command.current_dir(&place.root).arg("--target").arg(&place.target);
    command.args(options.what.iter().filter(|word| *word != ON_POSTGRES));
    let server = on_postgres.then(|| Postgres::start(true)).transpose()?;
    if let Some(server) = &server {
        command.arg("--database").arg(server.database("bench")?);
    }
    shell::run(&mut command)
}
