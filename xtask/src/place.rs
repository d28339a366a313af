//! Where things are: the repository and the target directory.

use anyhow::{Context, Result};
use std::path::{Path, PathBuf};

/// The directories every command works in.
pub struct Place {
    /// The repository.
    pub root: PathBuf,
    /// Cargo's target directory, wherever the caller put it.
    pub target: PathBuf,
}

impl Place {
    /// Found from this program's own file, which Cargo put at `<target>/debug/xtask`.
    pub fn find() -> Result<Self> {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = manifest.parent().context("xtask is not inside a repository")?.to_owned();
        let program = std::env::current_exe().context("find this program's own file")?;
        let target =
            program.ancestors().nth(2).context("this program is not in a target directory")?.to_owned();
        Ok(Self { root, target })
    }

    /// A built program of `profile` (`debug` or `release`).
    pub fn program(&self, profile: &str, name: &str) -> PathBuf {
        self.target.join(profile).join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    }

    /// A directory under the target directory, made when it is missing.
    pub fn scratch(&self, name: &str) -> Result<PathBuf> {
        let directory = self.target.join(name);
        std::fs::create_dir_all(&directory).with_context(|| format!("make {}", directory.display()))?;
        Ok(directory)
    }
}
