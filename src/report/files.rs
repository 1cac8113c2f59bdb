//! Puts files on the disk: each whole or not at all, and nothing that is not ours is touched.
//!
//! `SHA256SUMS` lists what a run wrote (`sha256sum -c SHA256SUMS` checks it). The next run reads it to know which files
//! it may replace, and which it should remove because they are no longer made.

#![cfg_attr(not(test), expect(clippy::disallowed_methods, reason = "this module writes"))]

use super::digest::{hex, sha256};
use crate::error::{Error, Result};
use crate::ingest::{REPORT_LIST as LIST, REPORT_MARK as MARK};
use std::collections::BTreeMap;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Writes all files into `out`, or none: everything is on the disk under another name before the first is renamed.
pub fn write_all(out: &Path, files: Vec<(String, Vec<u8>)>) -> Result<Vec<PathBuf>> {
    let mut files: BTreeMap<String, Vec<u8>> = files.into_iter().collect();
    let made: BTreeMap<String, String> =
        files.iter().map(|(name, bytes)| (name.clone(), hex(&sha256(bytes)))).collect();
    let earlier = read_list(out);
    files.insert(LIST.into(), list(&made).into_bytes());
    for name in files.keys() {
        let ours = earlier.as_ref().is_some_and(|list| name == LIST || is_as_written(out, name, list));
        refuse_foreign(out, name, ours)?;
    }
    std::fs::create_dir_all(out).map_err(|cause| Error::io("create", out, cause))?;
    let staged: Vec<(PathBuf, NamedTempFile)> =
        files.iter().map(|(name, bytes)| stage(out, name, bytes)).collect::<Result<_>>()?;
    let mut written = Vec::new();
    for (path, file) in staged {
        file.persist(&path).map_err(|fault| Error::io("write", &path, fault.error))?;
        written.push(path);
    }
    remove_stale(out, &earlier.unwrap_or_default(), &made)?;
    Ok(written)
}

/// Puts bytes in the place of a file, whole or not at all. Where an earlier run wrote that file and it is still as it was
/// written, the list of that run is made to say what stands there now.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut staged = vec![stage(folder, &name, bytes)?];
    if let Some(mut listed) = read_list(folder).filter(|listed| is_as_written(folder, &name, listed)) {
        listed.insert(name, hex(&sha256(bytes)));
        staged.push(stage(folder, LIST, list(&listed).as_bytes())?);
    }
    for (path, file) in staged {
        file.persist(&path).map_err(|fault| Error::io("write", &path, fault.error))?;
    }
    Ok(())
}

/// The names and hashes of an earlier run; `None` where there was none.
fn read_list(out: &Path) -> Option<BTreeMap<String, String>> {
    let text = std::fs::read_to_string(out.join(LIST)).ok()?;
    let entries = text.strip_prefix(MARK)?.lines().filter_map(|line| line.split_once("  "));
    // A list that anyone may have edited must not lead out of the folder.
    let plain = |name: &str| !name.contains(['/', '\\', ':']) && !name.starts_with('.');
    Some(entries.filter(|(_, name)| plain(name)).map(|(hash, name)| (name.into(), hash.into())).collect())
}

/// The same list as text, in the format of `sha256sum`.
fn list(made: &BTreeMap<String, String>) -> String {
    let lines = made.iter().map(|(name, hash)| format!("{hash}  {name}\n"));
    format!("{MARK}\n{}", lines.collect::<String>())
}

/// Whether a file is just as an earlier run wrote it. One that was changed since belongs to who changed it.
fn is_as_written(out: &Path, name: &str, list: &BTreeMap<String, String>) -> bool {
    let Some(hash) = list.get(name) else { return false };
    match std::fs::read(out.join(name)) {
        Ok(bytes) => hex(&sha256(&bytes)) == *hash,
        Err(cause) => cause.kind() == ErrorKind::NotFound,
    }
}

/// A file that stands where ours should go, and that no earlier run wrote, belongs to someone. So does a folder, which
/// would stop the run halfway.
fn refuse_foreign(out: &Path, name: &str, ours: bool) -> Result<()> {
    let path = out.join(name);
    match path.symlink_metadata() {
        Ok(found) if !ours || found.is_dir() => {
            let what = format!("{} is there already and is not as an earlier report wrote it", path.display());
            let hint = "name another folder with --out, or move that file away";
            Err(Error::setting("the report's folder", what, hint))
        }
        _ => Ok(()),
    }
}

/// Writes the bytes beside their place, so that renaming is all that is left to do.
fn stage(out: &Path, name: &str, bytes: &[u8]) -> Result<(PathBuf, NamedTempFile)> {
    let path = out.join(name);
    let fault = |cause| Error::io("write", &path, cause);
    let mut file = temporary(out).map_err(fault)?;
    file.write_all(bytes).map_err(fault)?;
    Ok((path, file))
}

/// A temporary file with the rights of a file that others may read, less what the umask forbids.
#[cfg(unix)]
pub(super) fn temporary(out: &Path) -> std::io::Result<NamedTempFile> {
    use std::os::unix::fs::PermissionsExt;
    let rights = std::fs::Permissions::from_mode(0o644);
    tempfile::Builder::new().prefix(".driftline-").permissions(rights).tempfile_in(out)
}

#[cfg(not(unix))]
pub(super) fn temporary(out: &Path) -> std::io::Result<NamedTempFile> {
    tempfile::Builder::new().prefix(".driftline-").tempfile_in(out)
}

/// Removes what an earlier run made and this one did not, if it is still as that run left it.
fn remove_stale(out: &Path, earlier: &BTreeMap<String, String>, made: &BTreeMap<String, String>) -> Result<()> {
    for (name, hash) in earlier.iter().filter(|(name, _)| !made.contains_key(*name)) {
        let path = out.join(name);
        let unchanged = std::fs::read(&path).is_ok_and(|bytes| hex(&sha256(&bytes)) == *hash);
        match if unchanged { std::fs::remove_file(&path) } else { Ok(()) } {
            Err(cause) if cause.kind() != ErrorKind::NotFound => return Err(Error::io("remove", &path, cause)),
            _ => {}
        }
    }
    Ok(())
}
