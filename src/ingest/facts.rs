//! What is kept of a document besides its words, so that it can stand among others later as if it were read with them.
//!
//! Some things only the whole material can tell: which of two days "03/04/2023" is, whether a name is taken, whether names
//! begin with the folder that was given. So facts hold what reading found, not what came of it, and settling is left to
//! the run that has all of them.

use super::date::Candidate;
use super::decode::NotUtf8;
use super::document::Row;
use super::draft::{Ready, id};
use super::read::Batch;
use super::receipts::shorten;
use super::walk::Source;
use super::{Document, Place, Removed};
use crate::error::Warning;
use crate::legible;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Saved documents that are handed on at once.
const BATCH: usize = 4_096;

/// What reading found of one document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// Where it lies: path of its file, and record.
    pub path: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<u64>,
    /// The value of the material that names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Whether there is a column for such values.
    #[serde(default, skip_serializing_if = "is_false")]
    named: bool,
    /// The name of its file where there is one root only.
    file: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    date: Option<Candidate>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    removed: Vec<Removed>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    faults: Vec<Fault>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    encoding: Option<String>,
}

fn is_false(value: &bool) -> bool {
    !value
}

/// A warning with all that tells it from others.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Fault {
    path: String,
    line: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    row: Option<String>,
    what: String,
    more: u64,
    kind: String,
}

impl Fault {
    /// Whether it was met in a row that is known by its name, wherever that lies.
    pub fn is_of_row(&self) -> bool {
        self.row.is_some()
    }
}

impl From<Warning> for Fault {
    fn from(warning: Warning) -> Self {
        let Warning { path, line, row, what, more, kind } = warning;
        Self { path, line, row, what, more, kind: kind.into_owned() }
    }
}

impl From<Fault> for Warning {
    fn from(fault: Fault) -> Self {
        let Fault { path, line, row, what, more, kind } = fault;
        Self { path, line, row, what, more, kind: kind.into() }
    }
}

impl Facts {
    /// Takes a document apart into what is kept of it and its text.
    pub(super) fn of(ready: Ready, batch: Option<NotUtf8>) -> (Self, String) {
        let Ready { document, candidate, warnings, encoding, named, file, name, .. } = ready;
        let Document { place: Place { path, record }, source, title, text, mut removed, .. } = document;
        removed.iter_mut().for_each(|removed| shorten(&mut removed.text));
        let encoding = encoding.or(batch).map(|read| read.name.to_owned());
        let faults = warnings.into_iter().map(Fault::from).collect();
        let facts = Self { path, record, name, named, file, title, source, date: candidate, removed, faults, encoding };
        (facts, text)
    }

    /// The document as it was when it had been read.
    fn ready(self, several: bool, row: Row) -> Ready {
        let file = self.file(several).to_owned();
        let document = Document {
            id: self.id(several),
            // A file may come from anybody.
            source: self.source.map(|source| legible::name(&source)),
            title: self.title.map(|title| legible::name(&title)),
            removed: self.removed,
            counted: Some(row),
            ..Document::at(Place { path: self.path, record: self.record })
        };
        Ready {
            document,
            candidate: self.date,
            warnings: self.faults.into_iter().map(Warning::from).collect(),
            encoding: self.encoding.as_deref().and_then(NotUtf8::named),
            line: self.record,
            named: self.named,
            file,
            name: self.name,
        }
    }

    /// The name of its file: below its root, or with it where there are several.
    fn file(&self, several: bool) -> &str {
        if several && self.path != "-" { &self.path } else { &self.file }
    }

    /// Its name, unless that is taken.
    pub fn id(&self, several: bool) -> String {
        id(self.file(several), self.name.as_deref(), self.record)
    }

    /// What tells it from every other document, and orders them.
    pub fn key(&self) -> (&str, Option<u64>, Option<&str>) {
        (&self.path, self.record, self.name.as_deref())
    }
}

/// All that saved counts say of documents, as many files as there are.
#[derive(Debug, Default)]
pub struct SavedFacts {
    /// The paths that were given when they were made.
    pub roots: BTreeSet<String>,
    pub companions: BTreeSet<String>,
    pub faults: Vec<Fault>,
    pub documents: Vec<(Facts, Row)>,
}

/// Saved documents in the order in which they would be read, handed on between the files that are.
pub(super) struct Queue {
    rows: Vec<(Facts, Row)>,
    several: bool,
}

impl Queue {
    /// Documents whose files are read themselves are not taken from counts.
    pub fn new(mut rows: Vec<(Facts, Row)>, sources: &[Source], several: bool) -> Self {
        let read: BTreeSet<&str> = sources.iter().map(|source| source.shown.as_str()).collect();
        rows.retain(|(facts, _)| !read.contains(facts.path.as_str()));
        let key = |facts: &Facts| (facts.file(several).to_owned(), facts.record, facts.name.clone());
        // The last is handed on first.
        rows.sort_by_cached_key(|(facts, _)| std::cmp::Reverse(key(facts)));
        Self { rows, several }
    }

    /// How many come after the file of this name.
    pub fn after(&self, file: &str) -> usize {
        self.rows.partition_point(|(facts, _)| facts.file(self.several) > file)
    }

    /// Takes documents, in order, while more than so many are left.
    pub fn take(&mut self, left: usize) -> Option<Batch> {
        let count = self.rows.len().saturating_sub(left).min(BATCH);
        let rows = self.rows.split_off(self.rows.len() - count);
        let ready: Vec<Ready> = rows.into_iter().rev().map(|(facts, row)| facts.ready(self.several, row)).collect();
        (!ready.is_empty()).then(|| Batch { ready, ..Batch::default() })
    }
}
