//! Dates that the user supplies or corrects: a CSV file with a column of names or paths and a column of dates.

#![cfg_attr(not(test), expect(clippy::disallowed_methods, reason = "this module reads"))]

use super::date::{self, Candidate};
use super::formats::columns;
use super::{Document, EvidenceKind};
use crate::error::{Error, Result, Warning};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Usual names of the column that names a document.
const NAMES: &[&str] = &["id", "path", "file", "document", "name", "filename"];

/// Dates by the name or path of a document.
#[derive(Debug, Default)]
pub(super) struct Corrections {
    place: String,
    /// The line and the date.
    dates: BTreeMap<String, (u64, Candidate)>,
    used: BTreeSet<String>,
}

impl Corrections {
    /// Reads the file, if there is one; dates that cannot be read are warnings.
    pub fn read(path: Option<&Path>) -> Result<(Self, Vec<Warning>)> {
        let Some(path) = path else { return Ok((Self::default(), Vec::new())) };
        if !path.exists() {
            return Err(Error::Missing { path: path.to_owned() });
        }
        let bytes = std::fs::read(path).map_err(|cause| Error::io("read", path, cause))?;
        let mut corrections = Self { place: path.display().to_string(), ..Self::default() };
        let warnings = corrections.parse(&super::decode::decode(&bytes).text)?;
        Ok((corrections, warnings))
    }

    fn parse(&mut self, text: &str) -> Result<Vec<Warning>> {
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
        let names: Vec<String> =
            reader.headers().map(|names| names.iter().map(str::to_owned).collect()).unwrap_or_default();
        let (Some(name), Some(date)) = (columns::index(&names, NAMES), columns::index(&names, columns::DATE)) else {
            let what = "no column of names (id, path) or none of dates (date)";
            return Err(Error::setting(&self.place, what, "its first line should be: id,date"));
        };
        let mut warnings = Vec::new();
        for record in reader.records() {
            let Ok(record) = record else { continue };
            let line = record.position().map_or(0, csv::Position::line);
            let field = |index: usize| record.get(index).unwrap_or_default().trim();
            match date::value(field(date), EvidenceKind::Field) {
                Some(candidate) => {
                    let candidate = candidate.at(format!("{}:{line}", self.place));
                    self.dates.insert(field(name).to_owned(), (line, candidate));
                }
                None => {
                    let what = format!("cannot read \"{}\" as a date", field(date));
                    warnings.push(Warning::line(&self.place, line, what).of("date"));
                }
            }
        }
        Ok(warnings)
    }

    /// The date that the user gives this document, by its name or the path of its file.
    pub fn of(&mut self, document: &Document) -> Option<Candidate> {
        if self.dates.is_empty() {
            return None;
        }
        let path = document.place.record.is_none().then_some(&document.place.path);
        let key = [Some(&document.id), path].into_iter().flatten().find(|key| self.dates.contains_key(*key))?;
        self.used.insert(key.clone());
        self.dates.get(key).map(|(_, candidate)| candidate.clone())
    }

    /// Lines that name no document.
    pub fn unknown(&self) -> Vec<Warning> {
        let unused = self.dates.iter().filter(|(name, _)| !self.used.contains(*name));
        let warning = |(name, (line, _)): (&String, &(u64, Candidate))| {
            Warning::line(&self.place, *line, format!("no document is called \"{name}\"")).of("unknown")
        };
        let mut warnings: Vec<Warning> = unused.map(warning).collect();
        warnings.sort();
        warnings
    }
}
