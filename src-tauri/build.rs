//! Prepares the shell: permissions, capabilities, icons, and the window's contents under `ui/dist`.
//!
//! Deliberately not here: building the window; `cargo xtask build` does that first. A check of a fresh clone must
//! work without it, so a missing `ui/dist` gets one page that says what to do.

use std::{env, fs, path::Path};

const PLACEHOLDER: &str = include_str!("placeholder.html");

fn main() {
    let dist = Path::new("ui/dist");
    let index = dist.join("index.html");
    println!("cargo:rerun-if-changed=ui/dist");
    println!("cargo:rerun-if-changed=src-tauri/placeholder.html");
    println!("cargo:rerun-if-changed=src-tauri/permissions");
    if !index.exists() {
        fs::create_dir_all(dist)
            .and_then(|()| fs::write(&index, PLACEHOLDER))
            .expect("ui/dist can be written");
    }
    let is_placeholder = fs::read_to_string(&index).is_ok_and(|page| page == PLACEHOLDER);
    let release = env::var("PROFILE").is_ok_and(|profile| profile == "release");
    assert!(
        !(is_placeholder && release),
        "the window is not built: ui/dist holds only a placeholder; run `cargo xtask build --release`"
    );
    if is_placeholder {
        println!("cargo:warning=the window is not built: run `cargo xtask build`, or `trunk build` in ui/");
    }
    let attributes = tauri_build::Attributes::new()
        .capabilities_path_pattern("./src-tauri/capabilities/*.json")
        .app_manifest(
            tauri_build::AppManifest::new().permissions_path_pattern("./src-tauri/permissions/*.toml"),
        );
    tauri_build::try_build(attributes).expect("tauri.conf.json, capabilities and permissions are right");
}
