//! `purser doctor`: the table, and an exit code for scripts.

use purser_desk::{
    Settings,
    doctor::{Check, Verdict, examine},
};
use std::{io::Write as _, process::ExitCode};
use tokio::runtime::Runtime;

/// Examines, prints, and fails when anything is bad.
pub(crate) fn run(runtime: &Runtime, settings: &Settings) -> ExitCode {
    let mut checks = runtime.block_on(examine(settings));
    checks.push(match tauri::webview_version() {
        Ok(version) => Check::new("webview", Verdict::Good, version),
        Err(error) => Check::new("webview", Verdict::Bad, error.to_string()),
    });
    // Nobody reading is not a fault of this computer.
    let _ = write!(std::io::stdout(), "{}", table(&checks));
    if checks.iter().any(|check| check.verdict == Verdict::Bad) {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}

fn table(checks: &[Check]) -> String {
    let width = checks.iter().map(|check| check.subject.len()).max().unwrap_or_default();
    checks
        .iter()
        .map(|check| format!("{:4}  {:width$}  {}\n", word(check.verdict), check.subject, check.detail))
        .collect()
}

fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Good => "ok",
        Verdict::Weak => "note",
        Verdict::Bad => "FAIL",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up() {
        let checks = [
            Check::new("backend", Verdict::Bad, "away"),
            Check::new("cache key", Verdict::Good, "in the keyring"),
        ];
        assert_eq!(table(&checks), "FAIL  backend    away\nok    cache key  in the keyring\n");
    }
}
