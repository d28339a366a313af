//! Where the built programs are, and how a child process ends with its test.

use std::{
    env,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

/// The folder of the built `purser` and `purser-backend`: `PURSER_TEST_BIN_DIR`, else beside the test itself.
fn bin_dir() -> PathBuf {
    if let Some(dir) = env::var_os("PURSER_TEST_BIN_DIR") {
        return dir.into();
    }
    let test = env::current_exe().expect("this program has a path");
    let deps = test.parent().expect("it is in a folder");
    deps.parent().expect("target/<profile>/deps").to_owned()
}

/// A built program.
pub(crate) fn built(name: &str) -> PathBuf {
    let path = bin_dir().join(name);
    assert!(path.exists(), "{} is not built: run `cargo xtask build`", path.display());
    path
}

/// Whether the flows can run here. Panics when they cannot and nobody said that this is allowed.
pub(crate) fn can_run() -> bool {
    let paths = env::var_os("PATH").unwrap_or_default();
    let driver = env::split_paths(&paths).any(|dir| dir.join("WebKitWebDriver").exists());
    let display = ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| env::var_os(name).is_some());
    let missing = match (driver, display) {
        (true, true) => return true,
        (false, _) => "WebKitWebDriver (package webkit2gtk-driver)",
        (true, false) => "a display (run `cargo xtask test`, which starts Xvfb)",
    };
    assert!(
        env::var_os("PURSER_TEST_WINDOW").is_some_and(|value| value == "optional"),
        "the flows in the real window need {missing}; set PURSER_TEST_WINDOW=optional to leave them out"
    );
    eprintln!("LEFT OUT: the flows in the real window need {missing}");
    false
}

/// A child process with everything it starts; all of it ends when this is dropped.
pub(crate) struct Group(Child);

impl Group {
    /// Starts a program in a process group of its own, with `setup` for the rest.
    pub(crate) fn start(program: &Path, setup: impl FnOnce(&mut Command)) -> Self {
        let mut command = Command::new(program);
        command.stdin(Stdio::null());
        // Whoever runs the tests may have settings of their own.
        for (name, _) in env::vars_os() {
            if name.to_string_lossy().starts_with("PURSER_") {
                command.env_remove(name);
            }
        }
        setup(&mut command);
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        Self(command.spawn().unwrap_or_else(|error| panic!("start {}: {error}", program.display())))
    }

    /// The process itself.
    pub(crate) fn child(&mut self) -> &mut Child {
        &mut self.0
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        let group = format!("-{}", self.0.id());
        // The group may be gone already; then there is nothing to end.
        let _ = Command::new("kill").args(["-9", "--", &group]).stderr(Stdio::null()).status();
        let _ = self.0.wait();
    }
}
