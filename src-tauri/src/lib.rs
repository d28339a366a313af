//! The shell: the window around [`purser_desk::Session`]. Thin on purpose; what the desktop does is in
//! `purser-desk`, what it looks like in `ui`.

mod arguments;
mod commands;
mod doctor;
mod events;
mod logging;
mod window;

use clap::Parser as _;
use purser_desk::{Settings, session::make_data_dir};
use std::process::ExitCode;

/// Runs the program to its end.
#[must_use]
pub fn run() -> ExitCode {
    let arguments = arguments::Arguments::parse();
    let settings = match Settings::load(&arguments.flags()) {
        Ok(settings) => settings,
        Err(error) => return stop(&error.to_string()),
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return stop(&format!("no threads can be started: {error}")),
    };
    if arguments.doctor() {
        return doctor::run(&runtime, &settings);
    }
    if let Err(error) = make_data_dir(&settings.data_dir) {
        let dir = settings.data_dir.display();
        return stop(&format!("PURSER_DATA_DIR: {dir} cannot be made or used: {error}"));
    }
    if let Err(error) = logging::begin(&settings.data_dir) {
        return stop(&format!("PURSER_DATA_DIR: the log cannot be written: {error}"));
    }
    match window::open(&runtime, settings) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => stop(&format!("the window cannot be opened: {error}")),
    }
}

#[expect(clippy::print_stderr, reason = "one line for whoever started the program")]
fn stop(line: &str) -> ExitCode {
    eprintln!("purser: {line}");
    ExitCode::from(2)
}
