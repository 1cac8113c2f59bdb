//! The folder of kept files: what is in it, and the bytes of one.

#![cfg_attr(not(test), expect(clippy::disallowed_methods, reason = "this module reads"))]

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;
use std::time::SystemTime;

/// How the name of a kept file ends, and how one begins that is being written.
pub const KEPT_ENDING: &str = ".words";
pub const KEPT_BEGINNING: &str = ".driftline-";

/// A file of the folder that this program wrote, or is writing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptFile {
    pub name: String,
    pub bytes: u64,
    /// When it was written, as the disk tells.
    pub written: SystemTime,
}

/// The files of the folder, sorted by name; none where it cannot be read. What others put there is not among them.
pub fn kept_files(folder: &Path) -> Vec<KeptFile> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let file = |entry: std::fs::DirEntry| {
        let name = entry.file_name().into_string().ok()?;
        // Of a symbolic link this is the link itself, which is none of ours.
        let found = entry.metadata().ok().filter(|found| found.is_file())?;
        let hexadecimal = |stem: &str| stem.len() == 32 && stem.bytes().all(|byte| byte.is_ascii_hexdigit());
        let ours = name.strip_suffix(KEPT_ENDING).is_some_and(hexadecimal) || name.starts_with(KEPT_BEGINNING);
        let written = found.modified().unwrap_or(SystemTime::UNIX_EPOCH);
        ours.then_some(KeptFile { name, bytes: found.len(), written })
    };
    let mut files: Vec<KeptFile> = entries.filter_map(|entry| file(entry.ok()?)).collect();
    files.sort_by(|a, b| a.name.cmp(&b.name));
    files
}

/// So many bytes of a file from `start`, or as many as there are; `None` where it cannot be read.
pub fn kept_bytes(path: &Path, start: u64, most: u64) -> Option<Vec<u8>> {
    let mut file = File::open(path).ok()?;
    file.seek(SeekFrom::Start(start)).ok()?;
    let mut bytes = Vec::new();
    file.take(most).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}
