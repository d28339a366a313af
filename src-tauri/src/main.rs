//! The program `purser`: reads the command line, then opens the window or examines this computer.
#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

use std::process::ExitCode;

fn main() -> ExitCode {
    purser_shell::run()
}
