//! From files to saved counts: all that a report needs of documents, to be merged with what was counted elsewhere.

use super::{Progress, cache, recall, title_of};
use crate::config::Config;
use crate::error::{Error, Result, Warning};
use crate::ingest;
use crate::saved::{Counter, SavedCounts, merge, of_text};
use std::path::PathBuf;

/// One of so many shares of the documents: `of` runs with numbers from 1 count each document once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    pub number: u64,
    pub of: u64,
}

impl Share {
    /// Whether a document is in it; that hangs on its place alone.
    fn holds(self, path: &str, record: Option<u64>) -> bool {
        let place = record.map_or_else(|| path.to_owned(), |record| format!("{path}#{record}"));
        of_text(&place) % self.of == self.number - 1
    }
}

/// Counts the rows of the tables that are held in memory (`input.held`), which may be none: a part of a table may hold
/// nothing that counts.
///
/// # Errors
/// A column that is not there, and two documents of one name.
pub fn count_rows(config: &Config) -> Result<SavedCounts> {
    let tables: Vec<PathBuf> = config.input.held.iter().map(|table| PathBuf::from(&table.name)).collect();
    let mut counter = Counter::default();
    let mut sink = |batch| counter.add(batch, cache::told);
    let surveyed = ingest::survey(&tables, &config.input, &|_, _| true, &mut sink, &mut |_, _| ())?;
    counter.finish(&config.input, surveyed)
}

/// Counts the documents below the paths, or one share of them; saved counts among the paths are merged with them. Dates
/// that the user gives (`input.dates`) are left to the run that reads the counts.
///
/// # Errors
/// A path that does not exist, a column that is not there, no usable document at all, counts that do not merge, or a share of
/// saved counts.
pub fn count(
    paths: &[PathBuf],
    config: &Config,
    share: Option<Share>,
    progress: &mut dyn FnMut(Progress),
) -> Result<SavedCounts> {
    let wanted = |path: &str, record: Option<u64>| share.is_none_or(|share| share.holds(path, record));
    let mut counter = Counter::default();
    let mut sink = |batch| counter.add(batch, cache::told);
    let show = &mut |done, total| progress(Progress::Reading { done, total });
    let surveyed = ingest::survey(paths, &config.input, &wanted, &mut sink, show)?;
    let files = surveyed.counts.clone();
    if let (Some(counts), Some(_)) = (files.first(), share) {
        let what = format!("{} is saved counts, which are not split", counts.display());
        return Err(Error::setting("--share", what, "count shares of texts, and merge them without --share"));
    }
    // A path without documents is a root of the material all the same, and its faults are told.
    let met = !surveyed.roots.is_empty() || !surveyed.faults.is_empty();
    let warnings: Vec<Warning> = surveyed.faults.iter().cloned().map(Warning::from).collect();
    warnings.iter().for_each(|warning| progress(Progress::Fault(warning)));
    let counted = counter.finish(&config.input, surveyed)?;
    if !files.is_empty() {
        progress(Progress::Step("merging"));
        let mut parts = recall::open(&files, &config.input)?.into_parts();
        if met {
            parts.push(("what was read".into(), counted));
        }
        return merge(&parts);
    }
    if counted.is_empty() && share.is_none() {
        return Err(Error::NoDocuments { place: title_of(paths), warnings });
    }
    Ok(counted)
}
