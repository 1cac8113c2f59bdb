//! Saved counts among the paths of a run: opened to be counted, and once more for the texts that are shown.

use crate::config::{Config, InputOptions};
use crate::error::{Error, Result};
use crate::ingest::{self, Document, Place, Row};
use crate::saved::{Parts, SavedCounts, adopt};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Opens files of saved counts, and those that are held in memory.
///
/// # Errors
/// Counts that cannot be read or understood.
pub fn open(paths: &[PathBuf], options: &InputOptions) -> Result<Parts> {
    let again = |fault: Error| match fault {
        Error::Format { path, what } => {
            let hint = "`driftline count PATH... -o FILE.counts` makes saved counts of the documents anew";
            Error::setting(path.display().to_string(), what, hint)
        }
        other => other,
    };
    let one = |path: &PathBuf| {
        let counts = match options.held_counts(path) {
            Some(held) => SavedCounts::read(&held.bytes, path),
            None => SavedCounts::read(&ingest::read_bytes(path)?, path),
        };
        Ok((path.display().to_string(), counts.map_err(again)?))
    };
    paths.par_iter().map(one).collect::<Result<Vec<_>>>().map(Parts::new)
}

/// Takes over how the saved counts among the paths were read, where the settings leave that open: a run on counts and one on
/// their texts then have the same settings. Without saved counts nothing changes.
///
/// # Errors
/// Counts that cannot be read or were made under different settings, and a setting that they were not made with.
pub fn adopt_settings(config: &mut Config, paths: &[PathBuf]) -> Result<()> {
    let counts = ingest::counts_near(paths, &config.input)?;
    if !counts.is_empty() {
        config.input = adopt(&config.input, &open(&counts, &config.input)?.settings()?)?;
    }
    Ok(())
}

/// Where a document of saved counts can be read again: in their file.
pub fn place(parts: &Parts, (part, row): Row) -> Place {
    Place { path: parts.name(part).to_owned(), record: Some(row as u64 + 1) }
}

/// Whether that is where a document lies.
pub fn is_saved(place: &Place, options: &InputOptions) -> bool {
    let path = Path::new(&place.path);
    ingest::is_counts(path) || options.held_counts(path).is_some()
}

/// Reads documents again, each once, from files and from saved counts; missing ones are left out.
pub fn reread(paths: &[PathBuf], places: &BTreeSet<&Place>, config: &Config) -> Vec<Document> {
    let (saved, lying): (Vec<&Place>, Vec<&Place>) =
        places.iter().copied().partition(|place| is_saved(place, &config.input));
    let mut texts = ingest::reread(paths, &lying, &config.input);
    let of_one = saved.chunk_by(|one, other| one.path == other.path);
    texts.extend(of_one.flat_map(|places| from_counts(places, &config.input)));
    texts
}

/// The documents at these places of one file.
fn from_counts(places: &[&Place], options: &InputOptions) -> Vec<Document> {
    let Some(parts) = places.first().and_then(|place| open(&[PathBuf::from(&place.path)], options).ok()) else {
        return Vec::new();
    };
    let row = |place: &&Place| (0, place.record.unwrap_or(1) as usize - 1);
    let texts = parts.texts(&places.iter().map(row).collect::<Vec<_>>());
    let document = |(place, text): (&&Place, Option<String>)| {
        let place = (*place).clone();
        Some(Document { text: text?, ..Document::at(place) })
    };
    places.iter().zip(texts).filter_map(document).collect()
}
