//! The settings file: where it is looked for, and its text; other files that the user names.

#![cfg_attr(not(test), expect(clippy::disallowed_methods, reason = "this module reads"))]

use crate::error::{Error, Result};
use std::io::ErrorKind;
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

/// The text of a settings file, or of any other file that the user names. Editors and shells of Windows put a mark of the
/// encoding before it, or write it as UTF-16: neither is a fault.
///
/// # Errors
/// `Missing` if it is not there, `Io` if it cannot be read or is not text.
pub fn read_text(path: &Path) -> Result<String> {
    let bytes = read_bytes(path)?;
    if super::decode::utf16(&bytes).is_some() {
        return Ok(super::decode::decode(&bytes).text.into_owned());
    }
    let plain = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let text = std::str::from_utf8(plain).map_err(|fault| std::io::Error::new(ErrorKind::InvalidData, fault));
    text.map(str::to_owned).map_err(|cause| failed(path, cause))
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
        ErrorKind::NotFound => Error::Missing { path: path.to_owned() },
        _ => Error::io("read", path, cause),
    }
}
