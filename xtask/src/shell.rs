//! Running other programs and telling the person at the terminal about it.
//!
//! Deliberately not here: programs that go on running; `children` owns those.

use anyhow::{Context, Result, bail};
use std::{
    env,
    ffi::OsStr,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

/// One line on stdout. A closed pipe is nobody's fault, so it is not an error.
pub fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    let _closed = writeln!(out, "{line}").and_then(|()| out.flush());
}

/// One line on stderr.
pub fn complain(line: &str) {
    let _closed = writeln!(std::io::stderr().lock(), "{line}");
}

/// A command whose PATH also has Cargo's own bin directory, which is not on everybody's.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    if let Some(path) = search_path() {
        command.env("PATH", path);
    }
    command
}

/// One of our own programs, without the settings that the person's environment has for another one.
pub fn own(program: impl AsRef<OsStr>) -> Command {
    let mut command = command(program);
    for (name, _) in env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("PURSER_")) {
        command.env_remove(name);
    }
    command
}

/// The Cargo that started us, else the one on the PATH. What it says of us is not for its next: packages are compiled
/// again for whom that changes.
pub fn cargo() -> Command {
    let mut command = command(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    command
}

/// Runs to the end with its output on the terminal; anything but success is an error that shows the command line.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("start {}", line_of(command)))?;
    if !status.success() {
        bail!("{} ended with {status}", line_of(command));
    }
    Ok(())
}

/// Runs to the end and gives what it wrote on stdout.
pub fn read(command: &mut Command) -> Result<String> {
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("start {}", line_of(command)))?;
    if !output.status.success() {
        bail!("{} ended with {}", line_of(command), output.status);
    }
    String::from_utf8(output.stdout).with_context(|| format!("{} did not write text", line_of(command)))
}

/// What a command wrote on stdout when it could be run and succeeded. For probes: any failure means "not there".
pub fn probe(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The file a program name stands for on the search path.
pub fn find(program: &str) -> Option<PathBuf> {
    let file = format!("{program}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&search_path()?).map(|directory| directory.join(&file)).find(|path| path.is_file())
}

/// The command line as one would type it.
pub fn line_of(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}

/// A duration as people read it.
pub fn took(duration: Duration) -> String {
    let seconds = duration.as_secs();
    if seconds >= 60 {
        format!("{} min {:02} s", seconds / 60, seconds % 60)
    } else {
        format!("{:.1} s", duration.as_secs_f64())
    }
}

fn search_path() -> Option<std::ffi::OsString> {
    let given = env::var_os("PATH").unwrap_or_default();
    let mut directories: Vec<PathBuf> = env::split_paths(&given).collect();
    if let Some(bin) = cargo_home().map(|home| home.join("bin"))
        && !directories.contains(&bin)
    {
        directories.push(bin);
    }
    // Administration programs are not on every user's path on Debian.
    for extra in ["/usr/local/bin", "/usr/sbin", "/sbin"].map(PathBuf::from) {
        if cfg!(unix) && !directories.contains(&extra) {
            directories.push(extra);
        }
    }
    env::join_paths(directories).ok()
}

fn cargo_home() -> Option<PathBuf> {
    env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| env::home_dir().map(|home| home.join(".cargo")))
}
