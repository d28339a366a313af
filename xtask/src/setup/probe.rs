//! Looking whether a need is there, without changing anything and without the network.

use super::needs::{Need, Probe, Wanted};
use crate::{postgres, shell};
use std::{path::PathBuf, sync::OnceLock};

/// Whether the need is met.
pub fn there(need: &Need) -> bool {
    match &need.probe {
        Probe::Program(program) => shell::find(program).is_some(),
        Probe::Postgres => postgres::programs().is_some(),
        Probe::Runs(line) => shell::probe(shell::command(line[0]).args(&line[1..])).is_some(),
        Probe::Library(name) => shell::probe(shell::command("pkg-config").args(["--exists", name])).is_some(),
        Probe::Target(target) => sysroot().is_some_and(|root| root.join("lib/rustlib").join(target).is_dir()),
        Probe::Component(program) => {
            let file = format!("{program}{}", std::env::consts::EXE_SUFFIX);
            sysroot().is_some_and(|root| root.join("bin").join(file).is_file())
        }
        Probe::Version { program, wanted } => version(program).is_some_and(|found| enough(wanted, &found)),
    }
}

/// What was looked for, for the message when it is not there after all.
pub fn looked_for(need: &Need) -> String {
    match &need.probe {
        Probe::Program(program) => format!("looked for {program} on the search path"),
        Probe::Postgres => "looked for initdb".to_owned(),
        Probe::Runs(line) => format!("`{}` fails", line.join(" ")),
        Probe::Library(name) => format!("`pkg-config --exists {name}` fails"),
        Probe::Target(target) => format!("the active toolchain has no {target}"),
        Probe::Component(program) => format!("the active toolchain has no {program}"),
        Probe::Version { program, wanted: Wanted::Exactly(version) } => {
            format!("`{program} --version` must say {version}; another one may be earlier on the search path")
        }
        Probe::Version { program, wanted: Wanted::Compatible(version) } => {
            format!("`{program} --version` must be compatible with {version}")
        }
    }
}

fn version(program: &str) -> Option<String> {
    let path = shell::find(program)?;
    let answer = shell::probe(shell::command(path).arg("--version"))?;
    // `trunk 0.21.14`, and cargo-machete's bare `0.9.2`.
    answer.split_whitespace().find(|word| word.starts_with(|c: char| c.is_ascii_digit())).map(str::to_owned)
}

fn enough(wanted: &Wanted, found: &str) -> bool {
    match wanted {
        Wanted::Exactly(version) => version == found,
        Wanted::Compatible(version) => match (numbers(version), numbers(found)) {
            (Some([0, minor, patch]), Some(found)) => found[..2] == [0, minor] && found[2] >= patch,
            (Some(version), Some(found)) => found[0] == version[0] && found >= version,
            (None, _) | (_, None) => false,
        },
    }
}

fn numbers(version: &str) -> Option<[u32; 3]> {
    let mut parts = version.split('.').map(|part| part.parse().ok());
    Some([parts.next()??, parts.next()??, parts.next()??])
}

fn sysroot() -> Option<&'static PathBuf> {
    static SYSROOT: OnceLock<Option<PathBuf>> = OnceLock::new();
    let found = || shell::probe(shell::command("rustc").args(["--print", "sysroot"]));
    SYSROOT.get_or_init(|| found().map(|path| PathBuf::from(path.trim()))).as_ref()
}

#[cfg(test)]
mod tests {
    use super::{Wanted, enough};

    #[test]
    fn a_newer_patch_will_do_and_another_line_will_not() {
        let wanted = Wanted::Compatible("0.21.14");
        for (found, expected) in [
            ("0.21.14", true),
            ("0.21.15", true),
            ("0.21.9", false),
            ("0.22.0", false),
            ("0.22.0-beta.1", false),
            ("1.21.14", false),
            ("", false),
        ] {
            assert_eq!(enough(&wanted, found), expected, "{found}");
        }
        let wanted = Wanted::Compatible("2.0.6");
        for (found, expected) in [("2.0.6", true), ("2.1.0", true), ("2.0.5", false), ("3.0.0", false)] {
            assert_eq!(enough(&wanted, found), expected, "{found}");
        }
        assert!(enough(&Wanted::Exactly("0.2.130".to_owned()), "0.2.130"));
        assert!(!enough(&Wanted::Exactly("0.2.130".to_owned()), "0.2.131"));
    }
}
