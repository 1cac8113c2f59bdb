//! The folder of kept files, where a run puts what saves the next one work. Nothing there is ever needed: it may be
//! removed at any time.
//!
//! A file is named by the hash of its bytes, written under another name and renamed, and never changed: so a reader finds
//! it whole or not at all, and of two runs at once each adds its own. The words of private texts are private: none but the
//! owner may read the files and the folder.

#![cfg_attr(not(test), expect(clippy::disallowed_methods, reason = "this module writes"))]

use crate::error::{Error, Result};
use crate::ingest::{KEPT_BEGINNING, kept_files};
use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;
use tempfile::NamedTempFile;

/// Writes files into the folder, which is made if need be; removes `damaged` ones, and the oldest that were not `used`
/// while all together have more than `most` bytes. What others put there is let be.
///
/// # Errors
/// `Io` where the folder cannot be made or a file cannot be written.
pub fn keep(
    folder: &Path,
    files: &[(String, Vec<u8>)],
    damaged: &BTreeSet<String>,
    used: &BTreeSet<String>,
    most: u64,
) -> Result<()> {
    for name in damaged {
        // Another run may have removed it first.
        drop(std::fs::remove_file(folder.join(name)));
    }
    if files.is_empty() {
        return Ok(());
    }
    make(folder).map_err(|cause| Error::io("create", folder, cause))?;
    for (name, bytes) in files {
        let path = folder.join(name);
        let fault = |cause| Error::io("write", &path, cause);
        let mut file = temporary(folder).map_err(fault)?;
        file.write_all(bytes).map_err(fault)?;
        file.persist(&path).map_err(|failed| fault(failed.error))?;
    }
    let ours: BTreeSet<&String> = used.iter().chain(files.iter().map(|(name, _)| name)).collect();
    let mut all = kept_files(folder);
    let mut bytes: u64 = all.iter().map(|file| file.bytes).sum();
    all.sort_by(|a, b| (a.written, &a.name).cmp(&(b.written, &b.name)));
    for file in all.iter().filter(|file| !ours.contains(&file.name)) {
        if bytes <= most {
            break;
        }
        drop(std::fs::remove_file(folder.join(&file.name)));
        bytes -= file.bytes;
    }
    Ok(())
}

#[cfg(unix)]
fn make(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn make(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)
}

/// A file under another name that none but its owner may read, as temporary files are.
fn temporary(folder: &Path) -> std::io::Result<NamedTempFile> {
    tempfile::Builder::new().prefix(KEPT_BEGINNING).tempfile_in(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn the_folder_stays_small_and_what_is_not_ours_stays() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("a/b");
        let name = |letter: &str| format!("{}.words", letter.repeat(32));
        let none = BTreeSet::new();
        keep(&place, &[(name("c"), vec![0; 60])], &none, &none, 100).unwrap();
        std::fs::write(place.join("notes.words"), [0; 500]).unwrap();
        std::thread::sleep(std::time::Duration::from_millis(20));
        keep(&place, &[(name("b"), vec![0; 30])], &none, &none, 100).unwrap();
        assert_eq!(names(&place), [name("b"), name("c"), "notes.words".into()]);
        std::thread::sleep(std::time::Duration::from_millis(20));
        // The oldest goes first; what was of use stays, though it is too much.
        keep(&place, &[(name("a"), vec![0; 30])], &none, &none, 100).unwrap();
        assert_eq!(names(&place), [name("a"), name("b"), "notes.words".into()]);
        keep(&place, &[(name("d"), vec![0; 90])], &none, &BTreeSet::from([name("a")]), 100).unwrap();
        assert_eq!(names(&place), [name("a"), name("d"), "notes.words".into()]);
        keep(&place, &[], &BTreeSet::from([name("a"), name("e")]), &none, 0).unwrap();
        assert_eq!(names(&place), [name("d"), "notes.words".into()]);
    }

    #[test]
    #[cfg(unix)]
    fn none_but_the_owner_may_read() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("new");
        keep(&place, &[("a".repeat(32) + ".words", vec![1])], &BTreeSet::new(), &BTreeSet::new(), 10).unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&place), mode(&place.join("a".repeat(32) + ".words"))), (0o700, 0o600));
    }
}
