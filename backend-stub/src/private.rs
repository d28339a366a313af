//! Folders and files that nobody but the program's own user may read, where the system knows of such a thing.
//!
//! Deliberately not here: those that are there already. Whoever opened them to others had a reason.

use std::{
    fs::{DirBuilder, File, OpenOptions},
    io::{ErrorKind, Result},
    path::Path,
};

/// Makes a folder, with those above it that are missing.
///
/// # Errors
/// Those of the file system.
pub fn create_folder(folder: &Path) -> Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Makes a file to write to.
///
/// # Errors
/// Those of the file system; when there is one.
pub fn create_file(file: &Path) -> Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)
}

/// Sees to it that there is a file, empty when it is new.
///
/// # Errors
/// Those of the file system.
pub fn ensure_file(file: &Path) -> Result<()> {
    match create_file(file) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
        Ok(_) | Err(_) => Ok(()),
    }
}
