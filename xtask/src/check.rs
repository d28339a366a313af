//! `cargo xtask test`: every check that CI runs, in the order that shares the most compiling.
//!
//! Deliberately not here: the rules about the source tree (`check/boundaries.rs`, `check/sources.rs`) and the running
//! of the tests (`check/suites.rs`).

mod boundaries;
mod sources;
mod suites;

use crate::{
    build::{self, Profile},
    place::Place,
    setup::{self, Purpose},
    shell,
};
use anyhow::{Context, Result, bail};
use clap::Args;
use std::{
    net::{TcpStream, ToSocketAddrs as _},
    process::Command,
    time::{Duration, Instant},
};
use suites::Tally;

/// What `test` can be asked for.
#[derive(Args)]
pub struct Options {
    /// Leave out PostgreSQL and the flows in a real window
    #[arg(long)]
    fast: bool,
}

/// Sets up, then checks; stops at the first thing that is wrong.
pub fn perform(place: &Place, options: &Options) -> Result<()> {
    let purposes: &[Purpose] = if options.fast {
        &[Purpose::Build, Purpose::Test]
    } else {
        &[Purpose::Build, Purpose::Screen, Purpose::Test, Purpose::Postgres]
    };
    setup::ensure(place, purposes)?;
    let mut steps = Steps { done: Vec::new() };
    let mut tally = Tally::default();
    let outcome = all(place, options, &mut steps, &mut tally);
    shell::say("");
    for (name, time) in &steps.done {
        shell::say(&format!("  ok  {name:<44} {:>12}", shell::took(*time)));
    }
    if options.fast {
        shell::say("  --  PostgreSQL and the flows in a real window were left out (--fast)");
    }
    shell::say(&format!("{} passed, {} failed", tally.passed, tally.failed));
    outcome
}

fn all(place: &Place, options: &Options, steps: &mut Steps, tally: &mut Tally) -> Result<()> {
    steps.take("formatting", || shell::run(&mut cargo(place, &["fmt", "--all", "--check"])))?;
    steps.take("the shape of the sources", || sources::check(place))?;
    steps.take("what each part may depend on", || boundaries::check(place))?;
    steps.take("licences, bans and origins", || {
        shell::run(&mut cargo(
            place,
            &["deny", "--log-level", "error", "check", "licenses", "bans", "sources"],
        ))
    })?;
    advisories(place);
    steps.take("unused dependencies", || {
        // Called by its own name: as a subcommand below `cargo run` it takes that name for a folder.
        shell::run(shell::command("cargo-machete").arg(".").current_dir(&place.root))
    })?;
    // The desktop has the window inside, so the window comes before everything that compiles the desktop.
    steps.take("the window's WebAssembly", || build::window(place, Profile::Debug))?;
    steps.take("clippy", || {
        shell::run(&mut cargo(
            place,
            &["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"],
        ))
    })?;
    steps.take("clippy for WebAssembly", || {
        let words = ["--package", "purser-ui", "--target", "wasm32-unknown-unknown", "--", "-D", "warnings"];
        shell::run(cargo(place, &["clippy", "--locked"]).args(words))
    })?;
    steps.take("documentation", || {
        let words = ["doc", "--workspace", "--no-deps", "--locked"];
        shell::run(cargo(place, &words).env("RUSTDOCFLAGS", "-D warnings"))
    })?;
    let built = steps.take("compiling the tests", || suites::compile(place))?;
    steps.take("unit, API and desktop tests", || suites::run_plain(place, &built, tally))?;
    steps.take("documentation tests", || suites::run_documentation(place, tally))?;
    if !options.fast {
        steps.take("API tests on PostgreSQL", || suites::run_on_postgres(place, &built, tally))?;
        steps.take("flows in a real window", || suites::run_window(place, &built, tally))?;
    }
    Ok(())
}

struct Steps {
    done: Vec<(&'static str, Duration)>,
}

impl Steps {
    fn take<T>(&mut self, name: &'static str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        shell::say(&format!("\n== {name}"));
        let began = Instant::now();
        let result = work().with_context(|| format!("{name}: failed"));
        let time = began.elapsed();
        shell::say(&format!(
            "== {name}: {} ({})",
            if result.is_ok() { "ok" } else { "FAILED" },
            shell::took(time)
        ));
        if result.is_ok() {
            self.done.push((name, time));
        }
        if crate::children::stopped()? {
            bail!("stopped");
        }
        result
    }
}

/// Known weaknesses of dependencies. The list changes from outside, so it warns: an unchanged tree stays green.
fn advisories(place: &Place) {
    shell::say("\n== security advisories");
    let reachable = ("github.com", 443)
        .to_socket_addrs()
        .ok()
        .and_then(|mut addresses| addresses.next())
        .is_some_and(|address| TcpStream::connect_timeout(&address, Duration::from_secs(3)).is_ok());
    if !reachable {
        shell::say(
            "== security advisories: SKIPPED, the list is on github.com, which cannot be reached from here",
        );
        return;
    }
    match shell::run(&mut cargo(place, &["deny", "--log-level", "error", "check", "advisories"])) {
        Ok(()) => shell::say("== security advisories: ok"),
        Err(error) => shell::say(&format!("== security advisories: WARNING, {error:#}")),
    }
}

fn cargo(place: &Place, words: &[&str]) -> Command {
    let mut command = shell::cargo();
    command.current_dir(&place.root).args(words);
    command
}
