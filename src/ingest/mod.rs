//! FILES -> DOCUMENTS. The only module that reads.
//!
//! ```text
//! walk    paths -> files, sorted by name            open    packed or plain file -> stream of bytes
//! archive zip -> files                              content what has no telling name: read by its first bytes
//! formats stream -> drafts, one file per format     decode  bytes -> text
//! date    where and when: dates and their weight    draft   what was found -> document
//! corrections  dates that the user gives
//! clean   page furniture out of the text            misread signs that took the wrong encoding on their way
//! read    files in order, documents in batches
//! gather  names, dates settled by all that was seen, faults
//! facts   what saved counts keep of a document besides its words, and its way back among others
//! guard   damaged files whose reader panics are faults
//! receipts what was taken out, kept small
//! kept    what earlier runs wrote to save this one work
//! ```

mod archive;
mod clean;
mod content;
mod corrections;
mod date;
mod decode;
mod document;
mod draft;
mod facts;
mod formats;
mod gather;
mod guard;
mod kept;
mod misread;
mod open;
mod peek;
mod read;
mod receipts;
mod settings;
mod walk;

pub use date::written as dates_in;
pub use document::{Dated, Document, EvidenceKind, Place, Precision, Removed, Row};
pub use facts::{Facts, Fault, SavedFacts};
pub use guard::is_guarded;
pub use kept::{KEPT_BEGINNING, KEPT_ENDING, KeptFile, kept_bytes, kept_files};
pub use peek::columns;
pub use receipts::{Receipts, Slip};
pub use settings::{read_bytes, read_text, settings_file, settings_place};
pub use walk::{COUNTS_ENDING, COUNTS_MARK, REPORT_LIST, REPORT_MARK};

use crate::config::InputOptions;
use crate::error::{Error, Result, Warning};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What reading did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Files that were opened.
    pub files: usize,
    /// Files below the paths that accompany documents and are none, a read-me or a license say.
    pub companions: Vec<String>,
    /// The paths that documents come from, those of saved counts among them; sorted.
    pub roots: Vec<String>,
    /// Bytes taken from the disk, packed as they lie there.
    pub bytes: u64,
    /// Faults met, sorted: one of a kind for each file, with how many more there were; 20,000 at most.
    pub warnings: Vec<Warning>,
    /// Documents that are not plain UTF-8, by what they were read as.
    pub encodings: BTreeMap<String, usize>,
    /// Dates such as 03/04/2023, whose order of day and month only the whole material could tell: they belong to
    /// documents of these names that were handed on without a date.
    pub late: Vec<(String, Dated)>,
}

/// Streams the documents below `paths` to `sink` in batches of about 8 MB of text. The order of batches and documents
/// depends on the names of the files alone: sorted, then by record. `progress` is told the bytes done and the total
/// after each batch (total 0 where it is unknown). The path `-` is standard input.
///
/// # Errors
/// `Missing` for a path that is not there, `Setting` for a given column that a table lacks, `NoDocuments` where
/// nothing could be used. Everything else is a warning, and the rest is read.
pub fn read(
    paths: &[PathBuf],
    options: &InputOptions,
    sink: &mut dyn FnMut(Vec<Document>),
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Reading> {
    let mut none = |counts: &[PathBuf]| match counts.first() {
        None => Ok(SavedFacts::default()),
        Some(path) => {
            Err(Error::Format { path: path.clone(), what: "saved counts, which hold no text to read".into() })
        }
    };
    read::read(paths, options, &mut none, sink, progress)
}

/// Loads saved counts, whose paths it is given.
pub type Load<'l> = dyn FnMut(&[PathBuf]) -> Result<SavedFacts> + 'l;

/// As [`read`], with the documents of saved counts between the others as if they were read: files that are called as such
/// are given to `load`, which returns what they hold. Of documents that are among both, those that are read are taken.
///
/// # Errors
/// As [`read`], and what `load` fails with.
pub fn read_with(
    paths: &[PathBuf],
    options: &InputOptions,
    load: &mut Load<'_>,
    sink: &mut dyn FnMut(Vec<Document>),
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Reading> {
    read::read(paths, options, load, sink, progress)
}

/// What a survey met besides documents.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Surveyed {
    /// The paths given, as they are known again.
    pub roots: BTreeSet<String>,
    pub companions: BTreeSet<String>,
    pub faults: Vec<Fault>,
    /// Files of saved counts below the paths, which were not opened.
    pub counts: Vec<PathBuf>,
}

/// Streams the `wanted` documents below `paths` to `sink`, each as the facts of it and its text, with nothing settled that
/// only the whole material can tell. `wanted` is asked with the path of a file and the record in it; a file of one document
/// that is not wanted is not opened.
///
/// # Errors
/// As [`read`], but for material without any document.
pub fn survey(
    paths: &[PathBuf],
    options: &InputOptions,
    wanted: &dyn Fn(&str, Option<u64>) -> bool,
    sink: &mut dyn FnMut(Vec<(Facts, String)>),
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Surveyed> {
    read::survey(paths, options, wanted, sink, progress)
}

/// Whether a path is called as saved counts are.
pub fn is_counts(path: &Path) -> bool {
    walk::is_counts(path)
}

/// The saved counts that a run on these paths would use, in deeper folders too. A folder of texts is left at the first
/// document, so that it is not searched twice.
///
/// # Errors
/// A path that is not there.
pub fn counts_near(paths: &[PathBuf], options: &InputOptions) -> Result<Vec<PathBuf>> {
    walk::counts_near(paths, options)
}

/// Whether a path is a file that holds one document as far as its name tells.
pub fn holds_one(path: &Path) -> bool {
    walk::holds_one(path)
}

/// Whether two paths lead to the same file.
pub fn is_same_file(one: &Path, other: &Path) -> bool {
    walk::is_same_file(one, other)
}

/// Reads again the documents at these places, for evidence; missing ones are left out. Documents come in the order of
/// `places`, without the dates that only the first reading could tell. Standard input cannot be read again.
pub fn reread(paths: &[PathBuf], places: &[&Place], options: &InputOptions) -> Vec<Document> {
    read::reread(paths, places, options)
}
