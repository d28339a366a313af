//! Compiling all tests once and running each program, so that passes and failures can be added up.
//!
//! The desktop package's own integration tests are the flows in a real window: they run apart, on a screen.

use super::cargo;
use crate::{children::Running, place::Place, postgres::Postgres, screen::Screen, shell};
use anyhow::{Result, bail, ensure};
use serde_json::Value;
use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

/// Longer than this, something hangs.
const LIMIT: Duration = Duration::from_secs(15 * 60);

/// Passes and failures of all test programs together.
#[derive(Default)]
pub struct Tally {
    /// Tests that passed.
    pub passed: u64,
    /// Tests that failed, and programs that ended before they could say.
    pub failed: u64,
}

/// One compiled test program.
pub struct Program {
    name: String,
    file: PathBuf,
    /// Where its package is; tests are run from there.
    package: PathBuf,
    integration: bool,
    window: bool,
}

/// Compiles every test of the workspace.
pub fn compile(place: &Place) -> Result<Vec<Program>> {
    let words =
        ["test", "--workspace", "--locked", "--no-run", "--message-format", "json-render-diagnostics"];
    let messages = shell::read(&mut cargo(place, &words))?;
    let mut programs: Vec<Program> = messages.lines().filter_map(|line| program(place, line)).collect();
    ensure!(!programs.is_empty(), "the workspace has no tests");
    programs.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(programs)
}

fn program(place: &Place, message: &str) -> Option<Program> {
    let message: Value = serde_json::from_str(message).ok()?;
    if message["reason"] != "compiler-artifact" || message["profile"]["test"] != true {
        return None;
    }
    let package = Path::new(message["manifest_path"].as_str()?).parent()?;
    let (kind, name) = (message["target"]["kind"][0].as_str()?, message["target"]["name"].as_str()?);
    Some(Program {
        name: format!("{name} ({kind})"),
        file: message["executable"].as_str()?.into(),
        package: package.to_owned(),
        integration: kind == "test",
        window: kind == "test" && package == place.root,
    })
}

/// Everything that needs no screen.
pub fn run_plain(place: &Place, programs: &[Program], tally: &mut Tally) -> Result<()> {
    let mut wrong = Vec::new();
    for program in programs.iter().filter(|program| !program.window) {
        let mut command = test_command(place, program, &[])?;
        if !run(&program.name, &mut command, tally)? {
            wrong.push(program.name.as_str());
        }
    }
    verdict(&wrong)
}

/// What touches the database once more, on a private PostgreSQL server.
pub fn run_on_postgres(place: &Place, programs: &[Program], tally: &mut Tally) -> Result<()> {
    let server = Postgres::start(false)?;
    let mut wrong = Vec::new();
    let backend = place.root.join("backend-stub");
    for program in programs.iter().filter(|program| program.package == backend && program.integration) {
        let mut command = test_command(place, program, &[])?;
        command.env("PURSER_TEST_POSTGRES", server.address());
        if !run(&program.name, &mut command, tally)? {
            wrong.push(program.name.as_str());
        }
    }
    verdict(&wrong)
}

/// The flows in a real window: on the person's screen when there is one, else on Xvfb; in a session of their own.
pub fn run_window(place: &Place, programs: &[Program], tally: &mut Tally) -> Result<()> {
    if !cfg!(target_os = "linux") {
        shell::say("The flows in a real window run on Linux only; they were left out.");
        return Ok(());
    }
    let mut wrong = Vec::new();
    let seated = std::env::var_os("DISPLAY").is_some() || std::env::var_os("WAYLAND_DISPLAY").is_some();
    let screen = if seated { None } else { Some(Screen::start(place)?) };
    for program in programs.iter().filter(|program| program.window) {
        let mut command = test_command(place, program, &["dbus-run-session", "--"])?;
        command.arg("--test-threads=1");
        if let Some(screen) = &screen {
            screen.show(&mut command);
        }
        if !run(&program.name, &mut command, tally)? {
            wrong.push(program.name.as_str());
        }
    }
    verdict(&wrong)
}

/// The examples in the documentation.
pub fn run_documentation(place: &Place, tally: &mut Tally) -> Result<()> {
    let mut command = cargo(place, &["test", "--workspace", "--locked", "--doc", "--quiet"]);
    if run("documentation", &mut command, tally)? {
        Ok(())
    } else {
        bail!("examples in the documentation fail")
    }
}

/// A test program in the surroundings that Cargo would give it, and without the person's own settings.
fn test_command(place: &Place, program: &Program, before: &[&str]) -> Result<Command> {
    let mut command = match before {
        [] => shell::own(&program.file),
        [first, more @ ..] => {
            let mut command = shell::own(first);
            command.args(more).arg(&program.file);
            command
        }
    };
    let home = place.scratch("test-home")?;
    command
        .current_dir(&program.package)
        .env("CARGO_MANIFEST_DIR", &program.package)
        .env("CARGO_TARGET_DIR", &place.target)
        .env("INSTA_WORKSPACE_ROOT", &place.root)
        .env("INSTA_UPDATE", "no")
        .env("XDG_CONFIG_HOME", home.join("config"))
        .env("XDG_DATA_HOME", home.join("data"))
        .env("XDG_CACHE_HOME", home.join("cache"));
    Ok(command)
}

/// Runs one program, adds up what it says; its whole output is shown only when something is wrong.
fn run(name: &str, command: &mut Command, tally: &mut Tally) -> Result<bool> {
    let began = Instant::now();
    let mut lines = Vec::new();
    let (mut passed, mut failed) = (0, 0);
    let ended = Running::start(name, command.stderr(Stdio::inherit()))?.listen(LIMIT, |line| {
        if let Some((more_passed, more_failed)) = result_line(&line) {
            passed += more_passed;
            failed += more_failed;
        }
        lines.push(line);
    });
    let well = matches!(ended, Ok(true));
    if !well {
        failed = failed.max(1);
        lines.iter().for_each(|line| shell::say(line));
    }
    tally.passed += passed;
    tally.failed += failed;
    if passed + failed > 0 {
        shell::say(&format!(
            "{name:<36} {passed:>5} passed, {failed} failed ({})",
            shell::took(began.elapsed())
        ));
    }
    ended
}

fn verdict(wrong: &[&str]) -> Result<()> {
    if wrong.is_empty() {
        return Ok(());
    }
    bail!("tests failed in {}", wrong.join(", "))
}

/// `test result: ok. 12 passed; 0 failed; …`
fn result_line(line: &str) -> Option<(u64, u64)> {
    let counts = line.strip_prefix("test result: ")?.split_once(". ")?.1;
    let count = |word: &str| {
        let part = counts.split("; ").find(|part| part.ends_with(word))?;
        part.split(' ').next()?.parse().ok()
    };
    Some((count(" passed")?, count(" failed")?))
}

#[cfg(test)]
mod tests {
    use super::result_line;

    #[test]
    fn the_last_line_of_a_test_program_is_counted() {
        let line =
            "test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 3 filtered out; finished in 0.02s";
        assert_eq!(result_line(line), Some((12, 0)));
        let line = "test result: FAILED. 11 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out";
        assert_eq!(result_line(line), Some((11, 1)));
        assert_eq!(result_line("test tests::result ... ok"), None);
    }
}
