//! Building: the window by Trunk, then the desktop with the window inside and the backend, in one go of Cargo.
//!
//! Packages are named to Cargo so that features unify as they do for the tests, and nothing is compiled twice.

use crate::{place::Place, shell};
use anyhow::{Context, Result};
use std::{
    env, fs,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    path::{Path, PathBuf},
    process::Command,
    time::{Instant, UNIX_EPOCH},
};

/// How much the compiler optimises.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// For the person who is programming.
    Debug,
    /// As shipped.
    Release,
}

impl Profile {
    /// From the flag on the command line.
    pub fn of(release: bool) -> Self {
        if release { Self::Release } else { Self::Debug }
    }

    /// The directory under the target directory.
    pub fn directory(self) -> &'static str {
        match self {
            Self::Debug => "debug",
            Self::Release => "release",
        }
    }
}

/// The window, then the programs.
pub fn everything(place: &Place, profile: Profile) -> Result<()> {
    window(place, profile)?;
    programs(place, profile, &[])
}

/// The desktop and the backend, and what else belongs to the same go.
pub fn programs(place: &Place, profile: Profile, more: &[&str]) -> Result<()> {
    let mut command = shell::cargo();
    command.current_dir(&place.root).arg("build");
    match profile {
        // Features unify over the packages that are named: over all of them, as for the tests, which compile the same
        // dependencies.
        Profile::Debug => {
            command.arg("--workspace");
            for program in ["purser", "purser-backend"].iter().chain(more) {
                command.args(["--bin", program]);
            }
        }
        Profile::Release => {
            command.arg("--release");
            for package in ["purser", "purser-backend"].iter().chain(more) {
                command.args(["--package", package]);
            }
        }
    }
    shell::say("Building the desktop and the backend");
    shell::run(&mut command)
}

/// The window's HTML, WebAssembly and styles into `ui/dist`, unless they are there as this would make them. Whoever
/// else writes there (Trunk by hand, a build in another target directory) leaves other files than the stamp says.
pub fn window(place: &Place, profile: Profile) -> Result<()> {
    let stamp = place.scratch("xtask")?.join("window.stamp");
    let dist = place.root.join("ui/dist");
    let made_of = ingredients(place)?;
    let there = stamp_of(profile, made_of, &dist);
    if there.is_some() && there == fs::read_to_string(&stamp).ok() {
        return Ok(());
    }
    let began = Instant::now();
    shell::say("Building the window");
    shell::run(&mut trunk(place, profile))?;
    let made = stamp_of(profile, made_of, &dist).context("Trunk has made no window")?;
    fs::write(&stamp, made).with_context(|| format!("write {}", stamp.display()))?;
    shell::say(&format!("The window is built ({})", shell::took(began.elapsed())));
    Ok(())
}

/// The profile, what went in and what came out; none when there is no window.
fn stamp_of(profile: Profile, made_of: u64, dist: &Path) -> Option<String> {
    let mut made = DefaultHasher::new();
    add(dist, &mut made).ok()?;
    Some(format!("{} {made_of:016x} {:016x}", profile.directory(), made.finish()))
}

fn trunk(place: &Place, profile: Profile) -> Command {
    let mut command = shell::command("trunk");
    command
        .current_dir(place.root.join("ui"))
        .args(["build", "--offline", "--color", "auto"])
        .env("CARGO_TARGET_DIR", &place.target)
        .env_remove("NO_COLOR")
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS");
    if profile == Profile::Release {
        command.args(["--release", "--cargo-profile", "ui"]);
        command.env("CARGO_ENCODED_RUSTFLAGS", flags());
    }
    command
}

/// As in `.cargo/config.toml`, which these replace; and what is shipped does not name the folders of who built it.
fn flags() -> String {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| env::home_dir().map(|home| home.join(".cargo")));
    let mut flags = vec!["--cfg".to_owned(), "erase_components".to_owned()];
    flags.extend(
        home.map(|home| format!("--remap-path-prefix={}=crates", home.join("registry/src").display())),
    );
    flags.join("\u{1f}")
}

/// A fingerprint of every file that the window is made of, by length and time of change.
fn ingredients(place: &Place) -> Result<u64> {
    let mut hasher = DefaultHasher::new();
    for part in ["ui", "shared", ".cargo", "Cargo.toml", "Cargo.lock", "rust-toolchain.toml"] {
        add(&place.root.join(part), &mut hasher)?;
    }
    Ok(hasher.finish())
}

fn add(path: &Path, hasher: &mut DefaultHasher) -> Result<()> {
    let about = fs::metadata(path).with_context(|| format!("look at {}", path.display()))?;
    if about.is_dir() {
        let mut inside = fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
        inside.sort();
        inside.retain(|path| !path.ends_with("ui/dist") && !path.ends_with("ui/.stage"));
        return inside.iter().try_for_each(|path| add(path, hasher));
    }
    path.hash(hasher);
    about.len().hash(hasher);
    about.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default().hash(hasher);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_that_somebody_else_made_is_not_taken_for_ours() -> Result<()> {
        let dist = env::temp_dir().join(format!("purser-xtask-dist-{}", std::process::id()));
        assert_eq!(stamp_of(Profile::Release, 1, &dist), None, "nothing there");
        fs::create_dir_all(&dist)?;
        fs::write(dist.join("index.html"), "release")?;
        let ours = stamp_of(Profile::Release, 1, &dist);
        assert_eq!(stamp_of(Profile::Release, 1, &dist), ours);
        assert_ne!(stamp_of(Profile::Debug, 1, &dist), ours, "another profile");
        assert_ne!(stamp_of(Profile::Release, 2, &dist), ours, "other sources");
        fs::write(dist.join("index.html"), "made by another build")?;
        assert_ne!(stamp_of(Profile::Release, 1, &dist), ours, "another outcome");
        fs::remove_dir_all(&dist)?;
        Ok(())
    }
}
