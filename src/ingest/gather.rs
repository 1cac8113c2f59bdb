//! What is gathered while documents stream by: their names made unique, their dates settled, warnings of a kind joined.

use super::corrections::Corrections;
use super::date::{Candidate, Order, Votes, When};
use super::draft::{Ready, warn};
use super::read::Batch;
use super::{Dated, Document, Place, Reading};
use crate::error::{Error, Result, Warning};
use crate::legible;
use std::collections::hash_map::{Entry, HashMap};
use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;

/// Warnings that are listed.
const MOST: usize = 20_000;

/// What has been gathered so far.
pub(super) struct Gather<'a> {
    sink: &'a mut dyn FnMut(Vec<Document>),
    votes: Votes,
    documents: usize,
    warnings: Vec<Warning>,
    /// Where the warnings are, by file and what makes them the same.
    known: HashMap<(String, String), usize>,
    /// Warnings beyond `MOST`.
    unlisted: u64,
    encodings: BTreeMap<String, usize>,
    /// Names that come from the material, to keep them apart.
    names: HashSet<String>,
    corrections: Corrections,
    /// Dates that wait for the order of day and month; the number of a place is that of its line.
    undecided: Vec<(String, Place, Candidate)>,
}

/// Counts a warning as one more of a kind, which is told by the first of them, in whatever order they come.
fn join(known: &mut Warning, warning: Warning) {
    let more = known.more + 1 + warning.more;
    if (warning.line, &warning.row, &warning.what) < (known.line, &known.row, &known.what) {
        *known = warning;
    }
    known.more = more;
}

impl<'a> Gather<'a> {
    pub fn new(sink: &'a mut dyn FnMut(Vec<Document>), corrections: Corrections) -> Self {
        Self {
            sink,
            votes: Votes::default(),
            documents: 0,
            warnings: Vec::new(),
            known: HashMap::new(),
            unlisted: 0,
            encodings: BTreeMap::new(),
            names: HashSet::new(),
            corrections,
            undecided: Vec::new(),
        }
    }

    /// Hands a batch of documents on; dates whose order of day and month is not known yet stay behind.
    pub fn take(&mut self, batch: Batch) {
        self.warn(batch.warnings);
        for read in batch.ready.iter().filter_map(|ready| ready.encoding.or(batch.encoding)) {
            *self.encodings.entry(read.name.to_owned()).or_default() += 1;
        }
        let documents: Vec<Document> = batch.ready.into_iter().map(|ready| self.settle(ready)).collect();
        self.documents += documents.len();
        if !documents.is_empty() {
            (self.sink)(documents);
        }
    }

    fn settle(&mut self, ready: Ready) -> Document {
        let Ready { mut document, candidate, warnings, line, named, .. } = ready;
        self.warn(warnings);
        if named {
            self.name(&mut document);
        }
        let Some(candidate) = self.corrections.of(&document).or(candidate) else { return document };
        self.votes.add(&candidate.when);
        if matches!(candidate.when, When::Undecided { .. }) {
            let place = Place { record: line, ..document.place.clone() };
            self.undecided.push((document.id.clone(), place, candidate));
        } else {
            document.dated = candidate.settle(None);
        }
        document
    }

    /// Keeps names of the material apart: one that is taken gets the number of its record, again if need be.
    fn name(&mut self, document: &mut Document) {
        while !self.names.insert(document.id.clone()) {
            document.id = format!("{}#{}", document.id, document.place.record.unwrap_or(1));
        }
    }

    /// Settles the dates that waited by all that was seen, and says so.
    fn settle_late(&mut self) -> Vec<(String, Dated)> {
        let undecided = std::mem::take(&mut self.undecided);
        let Some(order) = self.votes.order() else {
            for (_, place, candidate) in undecided {
                let what = format!("\"{}\" may be day/month or month/day: date not used", candidate.characters);
                self.warn(vec![warn(&place, &what).of("undecided")]);
            }
            return Vec::new();
        };
        if let Some((_, place, candidate)) = undecided.first() {
            let kind = if order == Order::DayFirst { "day/month" } else { "month/day" };
            let (count, first) = (undecided.len(), &candidate.characters);
            let what = format!("\"{first}\" and such ({count} in all) are read as {kind}, as other dates show");
            self.warn(vec![warn(place, &what)]);
        }
        let settle = |(id, _, candidate): (String, Place, Candidate)| Some((id, candidate.settle(Some(order))?));
        undecided.into_iter().filter_map(settle).collect()
    }

    /// Keeps the first warning of a kind about a file, and counts the others.
    pub fn warn(&mut self, warnings: Vec<Warning>) {
        for warning in warnings {
            // They name files and quote values, which are the texts of others.
            let (path, what) = (legible::name(&warning.path), legible::line(&warning.what));
            let row = warning.row.as_deref().map(legible::name);
            let warning = Warning { path, row, what, ..warning };
            match self.known.entry((warning.path.clone(), warning.sort().to_owned())) {
                Entry::Occupied(place) => join(&mut self.warnings[*place.get()], warning),
                Entry::Vacant(place) if self.warnings.len() < MOST => {
                    place.insert(self.warnings.len());
                    self.warnings.push(warning);
                }
                Entry::Vacant(_) => self.unlisted += 1,
            }
        }
    }

    pub fn finish(mut self, paths: &[PathBuf], files: usize, bytes: u64) -> Result<Reading> {
        let late = self.settle_late();
        self.warn(self.corrections.unclear());
        if self.unlisted > 0 {
            self.warnings.push(Warning::file("all files", format!("{} more faults are not listed", self.unlisted)));
        }
        self.warnings.sort();
        if self.documents == 0 {
            let name = |path: &PathBuf| match path.to_str() {
                Some("-") => "standard input".into(),
                _ => path.display().to_string(),
            };
            let place: Vec<String> = paths.iter().map(name).collect();
            return Err(Error::NoDocuments { place: place.join(", "), warnings: self.warnings });
        }
        let (companions, roots) = (Vec::new(), Vec::new());
        Ok(Reading { files, companions, roots, bytes, warnings: self.warnings, encodings: self.encodings, late })
    }
}
