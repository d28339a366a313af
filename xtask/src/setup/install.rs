//! Installing: through apt, rustup and cargo. What apt cannot do for us is printed as the exact list, and we stop.

use super::needs::{Get, Need, Packages};
use crate::{place::Place, shell};
use anyhow::{Context, Result, bail};
use std::{fs, process::Command, thread, time::Duration};

/// Installs system packages: with apt when we may, else tells the person exactly what to install.
pub fn packages(needs: &[&Need]) -> Result<()> {
    let system = System::this();
    let names: Vec<&str> = needs.iter().flat_map(|need| name_in(system, need).split_whitespace()).collect();
    if names.is_empty() {
        let missing: Vec<&str> = needs.iter().map(|need| need.name.as_str()).collect();
        bail!("install these first, then try again: {}", missing.join(", "));
    }
    let by_hand = by_hand(system, &names);
    if system != System::Debian {
        bail!("system packages are missing; install them, then try again:\n  {by_hand}");
    }
    let Some(prefix) = root_prefix() else {
        bail!("system packages are missing and need root; install them, then try again:\n  {by_hand}");
    };
    shell::say(&format!("Set-up: apt-get install {}", names.join(" ")));
    let apt = |words: &[&str]| {
        let mut line = prefix.clone();
        line.extend(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y"]);
        line.extend(words);
        let mut command = shell::command(line[0]);
        command.args(&line[1..]);
        command
    };
    patiently(|| apt(&["update"]))?;
    let mut install = vec!["install", "--no-install-recommends"];
    install.extend(&names);
    patiently(|| apt(&install)).with_context(|| format!("install by hand: {by_hand}"))
}

/// Installs one need that is not a system package.
pub fn one(place: &Place, need: &Need) -> Result<()> {
    match &need.get {
        Get::System(_) => Ok(()),
        Get::Target(target) => rustup(&["target", "add", target]),
        Get::Component(component) => rustup(&["component", "add", component]),
        Get::Crate { name, version, locked } => {
            let directory = place.scratch("tools")?;
            patiently(|| {
                let mut command = shell::cargo();
                command
                    .args(["install", name, "--version", version, "--force", "--target-dir"])
                    .arg(&directory);
                if *locked {
                    command.arg("--locked");
                }
                quick_build(&mut command, name);
                command
            })
        }
    }
}

/// Lets go of what the tools were compiled in: two gigabytes that only an interrupted set-up needs again.
pub fn tidy(place: &Place) -> Result<()> {
    let directory = place.scratch("tools")?;
    fs::remove_dir_all(&directory).with_context(|| format!("remove {}", directory.display()))
}

/// Downloads the crates of Cargo.lock once for each lock file, because the window is built offline.
pub fn fetch_crates(place: &Place) -> Result<()> {
    let lock = fs::read(place.root.join("Cargo.lock")).context("read Cargo.lock")?;
    let stamp = place.scratch("xtask")?.join("fetched.lock");
    if fs::read(&stamp).is_ok_and(|fetched| fetched == lock) {
        return Ok(());
    }
    shell::say("Set-up: downloading the crates of Cargo.lock");
    patiently(|| {
        let mut command = shell::cargo();
        command.arg("fetch").current_dir(&place.root);
        command
    })?;
    let lock = fs::read(place.root.join("Cargo.lock")).context("read Cargo.lock")?;
    fs::write(&stamp, lock).with_context(|| format!("write {}", stamp.display()))
}

/// Tools wait for other programs most of the time: compiling them fast matters more than running them fast. Only what reads
/// the whole WebAssembly works hard.
fn quick_build(command: &mut Command, name: &str) {
    let level = if name == "wasm-bindgen-cli" { "1" } else { "0" };
    command
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", level)
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env("CARGO_PROFILE_RELEASE_DEBUG", "0")
        .env("CARGO_NET_RETRY", "5")
        .env_remove("CARGO_TARGET_DIR")
        .env_remove("CARGO_BUILD_TARGET")
        .env_remove("RUSTFLAGS");
}

fn rustup(words: &[&str]) -> Result<()> {
    if shell::find("rustup").is_none() {
        bail!(
            "rustup is missing; install Rust from https://rustup.rs or run its equivalent of: rustup {}",
            words.join(" ")
        );
    }
    patiently(|| {
        let mut command = shell::command("rustup");
        command.args(words);
        command
    })
}

/// Three tries: a registry or mirror that is slow for a moment should not stop a fresh machine.
fn patiently(mut command: impl FnMut() -> Command) -> Result<()> {
    for pause in [5, 20] {
        match shell::run(&mut command()) {
            Ok(()) => return Ok(()),
            Err(error) => shell::complain(&format!("{error:#}; trying again in {pause} s")),
        }
        thread::sleep(Duration::from_secs(pause));
    }
    shell::run(&mut command())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum System {
    Debian,
    Fedora,
    Arch,
    Macos,
    Other,
}

impl System {
    fn this() -> Self {
        if cfg!(target_os = "macos") {
            return Self::Macos;
        }
        let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
        let words: Vec<&str> = release
            .lines()
            .filter_map(|line| line.strip_prefix("ID=").or_else(|| line.strip_prefix("ID_LIKE=")))
            .flat_map(|value| value.trim_matches('"').split(' '))
            .collect();
        let family = |names: &[&str]| names.iter().any(|name| words.contains(name));
        if family(&["debian", "ubuntu"]) && shell::find("apt-get").is_some() {
            Self::Debian
        } else if family(&["fedora", "rhel"]) {
            Self::Fedora
        } else if family(&["arch"]) {
            Self::Arch
        } else {
            Self::Other
        }
    }
}

fn name_in(system: System, need: &Need) -> &'static str {
    let Get::System(Packages { debian, fedora, arch, macos }) = need.get else { return "" };
    match system {
        System::Debian | System::Other => debian,
        System::Fedora => fedora,
        System::Arch => arch,
        System::Macos => macos,
    }
}

fn by_hand(system: System, names: &[&str]) -> String {
    let names = names.join(" ");
    match system {
        System::Debian => format!("sudo apt-get install --no-install-recommends {names}"),
        System::Fedora => format!("sudo dnf install {names}"),
        System::Arch => format!("sudo pacman -S --needed {names}"),
        System::Macos => format!("brew install {names}"),
        System::Other => format!("what Debian calls: {names}"),
    }
}

/// Nothing for root, `sudo -n` where it asks for no password, else none.
fn root_prefix() -> Option<Vec<&'static str>> {
    if shell::probe(shell::command("id").arg("-u")).is_some_and(|id| id.trim() == "0") {
        return Some(Vec::new());
    }
    shell::probe(shell::command("sudo").args(["-n", "true"])).map(|_| vec!["sudo", "-n"])
}
