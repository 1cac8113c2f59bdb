//! The settings file: where it is looked for, and its text; other files that the user names.

#![cfg_attr(not(test), expect(clippy::disallowed_methods, reason = "this module reads"))]

use crate::error::{Error, Result};
use std::path::{Path, PathBuf};

/// Name of the settings file.
pub const NAME: &str = "driftline.toml";

/// The settings file that belongs to these inputs: in the first input's folder or, below the current folder, in a
/// folder above it. A file elsewhere must be named by the user, so that nothing far away changes a result unseen.
pub fn settings_file(paths: &[PathBuf]) -> Option<PathBuf> {
    let first = paths.first()?;
    let folder = if first.is_dir() { first.as_path() } else { first.parent()? };
    let inside = first.is_relative() && !first.components().any(|part| part.as_os_str() == "..");
    let reach = if inside { usize::MAX } else { 1 };
    folder.ancestors().take(reach).map(in_folder).find(|file| file.is_file())
}

/// Where the settings file of these inputs should stand: in the first input's folder.
pub fn settings_place(paths: &[PathBuf]) -> PathBuf {
    let first = paths.first().map_or(Path::new("."), PathBuf::as_path);
    in_folder(if first.is_dir() { first } else { first.parent().unwrap_or(Path::new(".")) })
}

fn in_folder(folder: &Path) -> PathBuf {
    folder.join(NAME)
}

/// The text of a settings file, or of any other file that the user names.
///
/// # Errors
/// `Missing` if it is not there, `Io` if it cannot be read or is not text.
pub fn read_text(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).map_err(|cause| failed(path, cause))
}

/// The bytes of any file that the user names.
///
/// # Errors
/// As [`read_text`].
pub fn read_bytes(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).map_err(|cause| failed(path, cause))
}

fn failed(path: &Path, cause: std::io::Error) -> Error {
    match cause.kind() {
        std::io::ErrorKind::NotFound => Error::Missing { path: path.to_owned() },
        _ => Error::io("read", path, cause),
    }
}
