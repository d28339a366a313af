//! The command line. Environment and files are read by `purser-desk`, which owns their order.

use clap::{Parser, Subcommand};
use purser_desk::settings::Flags;
use std::path::PathBuf;

/// Purser: an airline's agent console.
///
/// Settings come from the flag, else from the environment (PURSER_BACKEND, PURSER_DATA_DIR), else from desktop.toml
/// in the data folder, else from purser/desktop.toml in the user's configuration folder, else from the default.
/// PURSER_TOKEN is an access token for automation; PURSER_LOG says how much is logged.
#[derive(Debug, Parser)]
#[command(name = "purser", version)]
pub(crate) struct Arguments {
    /// The backend's address [default: http://127.0.0.1:8420]
    #[arg(long, value_name = "URL", global = true)]
    backend: Option<String>,
    /// The folder of the cache and the log
    #[arg(long, value_name = "DIR", global = true)]
    data_dir: Option<PathBuf>,
    #[command(subcommand)]
    task: Option<Task>,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Looks at everything the program needs on this computer and says what is wrong
    Doctor,
}

impl Arguments {
    /// The settings among them.
    pub(crate) fn flags(&self) -> Flags {
        Flags { backend: self.backend.clone(), data_dir: self.data_dir.clone() }
    }

    /// Whether to examine this computer instead of opening the window.
    pub(crate) fn doctor(&self) -> bool {
        matches!(self.task, Some(Task::Doctor))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn flags_may_stand_before_or_after_the_task() {
        for words in [["purser", "--backend", "x", "doctor"], ["purser", "doctor", "--backend", "x"]] {
            let arguments = Arguments::try_parse_from(words).expect("a command line");
            assert!(arguments.doctor());
            assert_eq!(arguments.flags().backend.as_deref(), Some("x"));
        }
    }
}
