//! The one table of what has to be on a machine, why, how to see it and where to get it.
//!
//! Libraries are looked for by what they offer, not by a package's name, so that a machine that has them from
//! elsewhere is left alone.

use crate::place::Place;
use anyhow::{Context, Result};

/// What a command is going to do; each need belongs to one or more.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Compile the desktop, its window and the backend.
    Build,
    /// Show the window where there is no screen.
    Screen,
    /// Run every check.
    Test,
    /// Start a private PostgreSQL server.
    Postgres,
}

/// One thing that must be there.
pub struct Need {
    /// What it is called.
    pub name: String,
    /// What for, for the person who reads it while it is installed.
    pub why: &'static str,
    /// How to see that it is there.
    pub probe: Probe,
    /// How to get it.
    pub get: Get,
    /// Who needs it.
    pub purposes: &'static [Purpose],
}

/// How to see that something is there.
pub enum Probe {
    /// A program on the search path.
    Program(&'static str),
    /// PostgreSQL's own programs, which Debian keeps off the search path.
    Postgres,
    /// A command line that succeeds.
    Runs(&'static [&'static str]),
    /// A library that pkg-config knows.
    Library(&'static str),
    /// The standard library for a target in the active toolchain.
    Target(&'static str),
    /// A program of the active toolchain.
    Component(&'static str),
    /// A program that says its version, and which versions will do.
    Version { program: &'static str, wanted: Wanted },
}

/// Which versions will do.
pub enum Wanted {
    /// Only this one.
    Exactly(String),
    /// This one or a newer one with the same leading number (or, under 1.0, the same second number).
    Compatible(&'static str),
}

/// Where it comes from.
pub enum Get {
    /// The system's package manager.
    System(Packages),
    /// `rustup target add`.
    Target(&'static str),
    /// `rustup component add`.
    Component(&'static str),
    /// `cargo install`.
    Crate { name: &'static str, version: String, locked: bool },
}

/// A package's name in each family of systems; empty where it comes with the system or does not exist.
#[derive(Clone, Copy)]
pub struct Packages {
    /// Debian, Ubuntu and their relatives.
    pub debian: &'static str,
    /// Fedora and its relatives.
    pub fedora: &'static str,
    /// Arch and its relatives.
    pub arch: &'static str,
    /// Homebrew.
    pub macos: &'static str,
}

const ALL: &[Purpose] = &[Purpose::Build, Purpose::Test];
const SCREEN: &[Purpose] = &[Purpose::Screen, Purpose::Test];
const TEST: &[Purpose] = &[Purpose::Test];

/// The needs of these purposes on this system, in the order in which they are installed.
pub fn of(place: &Place, purposes: &[Purpose]) -> Result<Vec<Need>> {
    let mut needs = system();
    needs.extend(toolchain());
    needs.extend(tools(&locked_version(place, "wasm-bindgen")?));
    needs.retain(|need| need.purposes.iter().any(|purpose| purposes.contains(purpose)));
    Ok(needs)
}

fn system() -> Vec<Need> {
    let package = |name: &str, why, probe, purposes, [debian, fedora, arch, macos]: [&'static str; 4]| Need {
        name: name.to_owned(),
        why,
        probe,
        get: Get::System(Packages { debian, fedora, arch, macos }),
        purposes,
    };
    let mut needs = Vec::new();
    if cfg!(unix) {
        needs.push(package(
            "C compiler and make",
            "compile the encrypted database and the linker's input",
            Probe::Runs(&["sh", "-c", "command -v cc && command -v make"]),
            ALL,
            ["build-essential", "gcc make", "base-devel", ""],
        ));
        needs.push(package(
            "Perl with its core modules",
            "configures OpenSSL, which encrypts the desktop's cache",
            Probe::Runs(&["perl", "-MFindBin", "-MIPC::Cmd", "-MPod::Usage", "-e1"]),
            ALL,
            ["perl", "perl", "perl", ""],
        ));
    }
    if cfg!(target_os = "linux") {
        needs.push(package(
            "pkg-config",
            "finds the system's libraries",
            Probe::Program("pkg-config"),
            ALL,
            ["pkg-config", "pkgconf-pkg-config", "pkgconf", ""],
        ));
        needs.push(package(
            "WebKitGTK 4.1",
            "draws the window",
            Probe::Library("webkit2gtk-4.1"),
            ALL,
            ["libwebkit2gtk-4.1-dev", "webkit2gtk4.1-devel", "webkit2gtk-4.1", ""],
        ));
        needs.extend(screen(&package));
        needs.push(package(
            "PostgreSQL",
            "a server of the tests' own",
            Probe::Postgres,
            &[Purpose::Postgres],
            ["postgresql", "postgresql-server", "postgresql", ""],
        ));
    }
    needs
}

type Package<'a> = &'a dyn Fn(&str, &'static str, Probe, &'static [Purpose], [&'static str; 4]) -> Need;

fn screen(package: Package<'_>) -> [Need; 3] {
    [
        package(
            "Xvfb",
            "a screen where there is none",
            Probe::Program("Xvfb"),
            SCREEN,
            ["xvfb", "xorg-x11-server-Xvfb", "xorg-server-xvfb", ""],
        ),
        package(
            "dbus-run-session",
            "gives the tested window a session of its own",
            Probe::Program("dbus-run-session"),
            TEST,
            ["dbus-daemon", "dbus-daemon", "dbus", ""],
        ),
        package(
            "WebKitWebDriver",
            "lets the tests press keys in the real window",
            Probe::Program("WebKitWebDriver"),
            TEST,
            ["webkit2gtk-driver", "webkit2gtk-driver", "webkit2gtk-4.1", ""],
        ),
    ]
}

fn toolchain() -> [Need; 3] {
    let component = |name: &'static str, program, why| Need {
        name: name.to_owned(),
        why,
        probe: Probe::Component(program),
        get: Get::Component(name),
        purposes: TEST,
    };
    [
        Need {
            name: "wasm32-unknown-unknown".to_owned(),
            why: "Rust's standard library for the window",
            probe: Probe::Target("wasm32-unknown-unknown"),
            get: Get::Target("wasm32-unknown-unknown"),
            purposes: ALL,
        },
        component("rustfmt", "cargo-fmt", "checks the formatting"),
        component("clippy", "cargo-clippy", "checks the code"),
    ]
}

fn tools(wasm_bindgen: &str) -> Vec<Need> {
    let tool = |name: &'static str, version: &'static str, why, purposes| Need {
        name: format!("{name} {version}"),
        why,
        probe: Probe::Version { program: name, wanted: Wanted::Compatible(version) },
        get: Get::Crate { name, version: version.to_owned(), locked: true },
        purposes,
    };
    let mut needs = vec![
        // 0.22 is not released; 0.21.14 is the first that works with Rust's present WebAssembly features.
        tool("trunk", "0.21.14", "builds the window", ALL),
        Need {
            name: format!("wasm-bindgen-cli {wasm_bindgen}"),
            why: "joins WebAssembly and the web view; must be the very version in Cargo.lock",
            probe: Probe::Version {
                program: "wasm-bindgen",
                wanted: Wanted::Exactly(wasm_bindgen.to_owned()),
            },
            // Its own lock file asks for a newer Rust than it needs.
            get: Get::Crate { name: "wasm-bindgen-cli", version: wasm_bindgen.to_owned(), locked: false },
            purposes: ALL,
        },
        // Reads the advisory and licence syntax of deny.toml.
        tool("cargo-deny", "0.20.2", "checks the licences and origins of every dependency", TEST),
        tool("cargo-machete", "0.9.2", "finds dependencies that nothing uses", TEST),
    ];
    if cfg!(target_os = "linux") {
        needs.push(Need {
            name: "tauri-driver 2.0.6".to_owned(),
            why: "starts the real desktop for the tests",
            // It has no way to say its version. 2.x belongs to Tauri 2.
            probe: Probe::Program("tauri-driver"),
            get: Get::Crate { name: "tauri-driver", version: "2.0.6".to_owned(), locked: true },
            purposes: TEST,
        });
    }
    needs
}

/// The version of a package in Cargo.lock.
fn locked_version(place: &Place, package: &str) -> Result<String> {
    let lock = std::fs::read_to_string(place.root.join("Cargo.lock")).context("read Cargo.lock")?;
    let heading = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != heading).skip(1);
    let version = lines.next().and_then(|line| line.strip_prefix("version = \"")?.strip_suffix('"'));
    version.map(str::to_owned).with_context(|| format!("{package} is not in Cargo.lock"))
}
