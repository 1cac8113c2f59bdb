//! Dates that the user supplies or corrects: a CSV file with a column of names or paths and a column of dates.

#![cfg_attr(not(test), expect(clippy::disallowed_methods, reason = "this module reads"))]

use super::date::{self, Candidate};
use super::formats::columns;
use super::{Document, EvidenceKind};
use crate::error::{Error, Result, Warning};
use std::collections::BTreeMap;
use std::path::Path;

/// Usual names of the column that names a document.
const NAMES: &[&str] = &["id", "path", "file", "document", "name", "filename"];

/// Dates by the name or path of a document.
#[derive(Debug, Default)]
pub(super) struct Corrections {
    place: String,
    /// The line and the date.
    dates: BTreeMap<String, (u64, Candidate)>,
    /// How many documents took each.
    used: BTreeMap<String, usize>,
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

    /// The date that the user gives this document, by its name, the path of its file, or the name of the file alone.
    pub fn of(&mut self, document: &Document) -> Option<Candidate> {
        if self.dates.is_empty() {
            return None;
        }
        let path = document.place.record.is_none().then_some(&document.place.path);
        let file = path.and_then(|path| Path::new(path).file_name()).and_then(|name| name.to_str());
        let ways = [Some(document.id.as_str()), path.map(String::as_str), file];
        let key = ways.into_iter().flatten().find(|key| self.dates.contains_key(*key))?;
        *self.used.entry(key.to_owned()).or_default() += 1;
        self.dates.get(key).map(|(_, candidate)| candidate.clone())
    }

    /// Lines that name no document, or several.
    pub fn unclear(&self) -> Vec<Warning> {
        let warning = |(name, (line, _)): (&String, &(u64, Candidate))| {
            let told = |what: String, kind| Some(Warning::line(&self.place, *line, what).of(kind));
            match self.used.get(name) {
                None => told(format!("no document is called \"{name}\""), "unknown"),
                Some(1) => None,
                Some(several) => {
                    let what =
                        format!("{several} documents are called \"{name}\" and have this date: write their paths");
                    told(what, "several")
                }
            }
        };
        let mut warnings: Vec<Warning> = self.dates.iter().filter_map(warning).collect();
        warnings.sort();
        warnings
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::Place;

    #[test]
    fn a_document_goes_by_its_name_its_path_or_its_file() {
        let mut corrections = Corrections { place: "dates.csv".into(), ..Corrections::default() };
        let table = "file,date\na/x.md,2020-01-01\nin/b/x.md,2021-01-01\nz.md,2022-01-01\nq.md,2023-01-01\n";
        assert!(corrections.parse(table).unwrap().is_empty());
        let mut date = |id: &str, path: &str, record| {
            let place = Place { path: path.into(), record };
            let document = Document { id: id.into(), ..Document::at(place) };
            corrections.of(&document).map(|candidate| candidate.characters)
        };
        for (id, path, expected) in [
            ("a/x.md", "in/a/x.md", "2020-01-01"),
            ("b/x.md", "in/b/x.md", "2021-01-01"),
            ("a/z.md", "in/a/z.md", "2022-01-01"),
            ("b/z.md", "in/b/z.md", "2022-01-01"),
        ] {
            assert_eq!(date(id, path, None).as_deref(), Some(expected), "{id}");
        }
        // The name of a table is not that of its rows.
        assert_eq!(date("z.md#1", "in/z.md", Some(1)), None);
        let unclear: Vec<String> = corrections.unclear().iter().map(ToString::to_string).collect();
        assert_eq!(
            unclear,
            [
                "dates.csv:4: 2 documents are called \"z.md\" and have this date: write their paths",
                "dates.csv:5: no document is called \"q.md\""
            ]
        );
    }
}
