//! What each part may reach: the shared crates stay plain, and the desktop's core stays free of windows.

use super::cargo;
use crate::{place::Place, shell};
use anyhow::{Context, Result, bail};
use serde_json::Value;

/// Crates that would make the shared data unusable in the window or in a test without a runtime.
const NOT_IN_SHARED: &[&str] = &["tokio", "axum", "sqlx", "sqlx-core", "tauri", "reqwest", "hyper"];
/// Crates that would tie the desktop's core to a window.
const NOT_IN_DESK: &[&str] = &["tauri", "tauri-runtime", "wry", "tao", "gtk", "webkit2gtk"];

/// Checks every crate under `shared/`, and `src-tauri/desk`.
pub fn check(place: &Place) -> Result<()> {
    let words = ["metadata", "--no-deps", "--format-version", "1", "--locked"];
    let metadata: Value = serde_json::from_str(&shell::read(&mut cargo(place, &words))?)?;
    let packages = metadata["packages"].as_array().context("cargo metadata lists no packages")?;
    let mut checked = 0;
    for package in packages {
        let name = package["name"].as_str().context("a package has no name")?;
        let manifest = package["manifest_path"].as_str().context("a package has no manifest")?;
        let within = |part: &str| std::path::Path::new(manifest).starts_with(place.root.join(part));
        let forbidden = if within("shared") {
            NOT_IN_SHARED
        } else if within("src-tauri/desk") {
            NOT_IN_DESK
        } else {
            continue;
        };
        reach(place, name, forbidden)?;
        checked += 1;
    }
    if checked < 2 {
        bail!("expected crates under shared/ and in src-tauri/desk, found {checked}");
    }
    Ok(())
}

fn reach(place: &Place, package: &str, forbidden: &[&str]) -> Result<()> {
    let words =
        ["tree", "--locked", "--edges", "normal", "--target", "all", "--prefix", "none", "--all-features"];
    let tree = shell::read(cargo(place, &words).args(["--package", package, "--format", "{p}"]))?;
    let reached = tree.lines().filter_map(|line| line.split(' ').next());
    let wrong: Vec<&str> = reached.filter(|name| forbidden.contains(name)).collect();
    if let Some(name) = wrong.first() {
        bail!(
            "{package} reaches {name}, which it must not; see: cargo tree --package {package} --invert {name}"
        );
    }
    shell::say(&format!("{package}: reaches none of {}", forbidden.join(", ")));
    Ok(())
}
