//! `cargo xtask`: set-up, build, run, test and bench with nothing but Rust on the machine.
//!
//! Deliberately not here: what the checks check and what the benchmarks measure; `check` and `xtask/bench` do.

mod bench;
mod build;
mod check;
mod children;
mod place;
mod postgres;
mod run;
mod screen;
mod setup;
mod shell;

use anyhow::Result;
use clap::{Parser, Subcommand};
use place::Place;
use setup::Purpose;
use std::process::ExitCode;

/// Purser's development commands.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Install everything that building, running and testing need and that is missing
    Setup,
    /// Build the desktop (with the window inside) and the backend
    Build {
        /// As shipped: optimised
        #[arg(long)]
        release: bool,
    },
    /// Start the backend with the demonstration airline, open the desktop, ring a demonstration call
    Run(run::Options),
    /// Every check that CI runs
    Test(check::Options),
    /// Measure the release build: a table on stdout, JSON under target/bench/
    Bench(bench::Options),
}

fn main() -> ExitCode {
    match perform(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            shell::complain(&format!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn perform(command: Command) -> Result<()> {
    let place = Place::find()?;
    match command {
        Command::Setup => {
            setup::ensure(&place, &[Purpose::Build, Purpose::Screen, Purpose::Test, Purpose::Postgres])
        }
        Command::Build { release } => {
            setup::ensure(&place, &[Purpose::Build])?;
            build::everything(&place, build::Profile::of(release))
        }
        Command::Run(options) => run::perform(&place, &options),
        Command::Test(options) => check::perform(&place, &options),
        Command::Bench(options) => bench::perform(&place, &options),
    }
}
