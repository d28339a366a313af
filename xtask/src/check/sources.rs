//! The shape of the source tree: what the compiler does not check and a reader relies on.
//!
//! Every file says what it is; no file is a giant; SQL stays in the stores; only one file of the window touches its
//! host; the clock is read in one place a crate (clippy.toml says the last).

use crate::{place::Place, shell};
use anyhow::{Context, Result, bail};
use std::{
    fs,
    path::{Path, PathBuf},
};

const LONGEST_FILE: usize = 400;
const PARTS: &[&str] = &["shared", "backend-stub", "src-tauri", "ui", "tests", "xtask"];

/// Checks every Rust file of the workspace.
pub fn check(place: &Place) -> Result<()> {
    let mut files = Vec::new();
    for part in PARTS {
        collect(&place.root.join(part), &mut files)?;
    }
    let mut wrong = Vec::new();
    for file in &files {
        let text = fs::read_to_string(file).with_context(|| format!("read {}", file.display()))?;
        let name = file.strip_prefix(&place.root).unwrap_or(file);
        wrong.extend(
            complaints(name, &text).into_iter().map(|complaint| format!("{}: {complaint}", name.display())),
        );
    }
    for complaint in &wrong {
        shell::complain(complaint);
    }
    if !wrong.is_empty() {
        bail!("{} files are not as agreed", wrong.len());
    }
    shell::say(&format!("{} files", files.len()));
    Ok(())
}

fn collect(directory: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(directory).with_context(|| format!("list {}", directory.display()))? {
        let path = entry?.path();
        if path.is_dir() && !path.ends_with("ui/dist") && !path.ends_with("target") {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    Ok(())
}

fn complaints(name: &Path, text: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    if !text.starts_with("//! ") {
        wrong.push("does not open with `//!` saying what it is".to_owned());
    }
    let lines = text.lines().count();
    if lines > LONGEST_FILE {
        wrong.push(format!("has {lines} lines, more than {LONGEST_FILE}"));
    }
    let file = name.file_name().unwrap_or_default();
    let may_have_sql = file == "store.rs" || file == "db.rs" || name.starts_with("backend-stub/src/db");
    if name.starts_with("backend-stub/src") && !may_have_sql {
        let sql = ["sqlx::query", "\"SELECT ", "\"INSERT INTO ", "\"UPDATE ", "\"DELETE FROM "];
        // A test inside a file may make its own broken statement.
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        if sql.iter().any(|call| code.contains(call)) {
            wrong.push("has SQL, which belongs in a store.rs".to_owned());
        }
    }
    if name.starts_with("ui/src") && !name.ends_with("bridge/tauri.rs") && text.contains("__TAURI") {
        wrong.push("touches the host, which only ui/src/bridge/tauri.rs does".to_owned());
    }
    wrong
}

#[cfg(test)]
mod tests {
    use super::{LONGEST_FILE, complaints};
    use std::path::Path;

    #[test]
    fn each_rule_sees_its_own_breach_and_no_other() {
        let sql = format!("//! X.\nlet rows = {}(\"select 1\");\n", "sqlx::query");
        let host = format!("//! X.\nlet host = window.{};\n", "__TAURI__");
        let long = format!("//! X.\n{}", "\n".repeat(LONGEST_FILE));
        for (name, text, expected) in [
            ("backend-stub/src/log/store.rs", sql.as_str(), 0),
            ("backend-stub/src/log/routes.rs", sql.as_str(), 1),
            ("backend-stub/tests/api/main.rs", sql.as_str(), 0),
            ("ui/src/bridge/tauri.rs", host.as_str(), 0),
            ("ui/src/app.rs", host.as_str(), 1),
            ("ui/src/app.rs", "fn main() {}\n", 1),
            ("ui/src/app.rs", long.as_str(), 1),
        ] {
            assert_eq!(complaints(Path::new(name), text).len(), expected, "{name}");
        }
    }
}
