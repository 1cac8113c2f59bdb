//! What `count` writes and prints.

use super::files;
use super::scores::answer;
use super::wording::counted;
use crate::error::{Error, Result};
use crate::ingest::kept_bytes;
use serde::Serialize;
use std::path::Path;

/// The version of what `count --json` prints.
const SCHEMA: u32 = 1;
/// First bytes that tell saved counts from other files.
const MARK: u64 = 8;

/// What was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Counted {
    pub documents: usize,
    pub words: u64,
    /// Of the file.
    pub bytes: usize,
}

/// Writes saved counts, whole or not at all. Only saved counts are replaced.
///
/// # Errors
/// `Io` where the file cannot be written, `Setting` where another kind of file is in the way.
pub fn write_counts(path: &Path, bytes: &[u8]) -> Result<()> {
    if kept_bytes(path, 0, MARK).is_some_and(|there| !bytes.starts_with(&there)) {
        let what = format!("{} is there and holds no saved counts", path.display());
        return Err(Error::setting("--out", what, "name another file"));
    }
    files::replace(path, bytes)
}

/// What was counted, in a line.
pub fn counted_text(path: &Path, told: &Counted) -> String {
    let [documents, words, bytes] =
        [counted(told.documents, "document"), counted(told.words, "word"), counted(told.bytes, "byte")];
    format!("{}: {documents}, {words}, {bytes}\n", path.display())
}

/// What was counted, for programs.
pub fn counted_json(path: &Path, told: &Counted) -> String {
    #[derive(Serialize)]
    struct Written<'a> {
        written: String,
        #[serde(flatten)]
        told: &'a Counted,
    }
    answer(SCHEMA, &Written { written: path.display().to_string(), told })
}
