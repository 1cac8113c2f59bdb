//! What can go wrong: one `Error` for what stops a run, one `Warning` for what does not.
//!
//! An error says what, where and what to do about it (`hint`). A fault in one document, row or file is a `Warning`:
//! it is counted, listed in the report, and the rest of the work goes on.

use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::path::{Path, PathBuf};

/// The result of everything that can stop a run.
pub type Result<T> = std::result::Result<T, Error>;

/// What stops a run. Messages are lower case and name the place; `hint` says what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A path given by the user does not exist.
    #[error("no such file or folder: {}", path.display())]
    Missing { path: PathBuf },
    /// A file could not be read or written.
    #[error("cannot {action} {}: {cause}", path.display())]
    Io { action: &'static str, path: PathBuf, cause: std::io::Error },
    /// The input holds no document that can be used.
    #[error("no usable documents in {place}")]
    NoDocuments { place: String, warnings: Vec<Warning> },
    /// A setting, flag or configuration key has a value that means nothing.
    #[error("{place}: {what}")]
    Setting { place: String, what: String, hint: String },
    /// A saved file (scores, template) cannot be understood.
    #[error("{}: {what}", path.display())]
    Format { path: PathBuf, what: String },
    /// A chart could not be drawn.
    #[error("cannot draw chart {chart}: {what}")]
    Chart { chart: String, what: String },
}

impl Error {
    /// An I/O error with what was being done and where.
    pub fn io(action: &'static str, path: &Path, cause: std::io::Error) -> Self {
        Self::Io { action, path: path.to_owned(), cause }
    }

    /// A bad setting: where it was given, what is wrong, and what would be right.
    pub fn setting(place: impl Into<String>, what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Setting { place: place.into(), what: what.into(), hint: hint.into() }
    }

    /// What the user can do about it, where there is something to say.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Missing { .. } => Some("check the spelling, or run `driftline --help`".into()),
            Self::Io { action: "read", .. } => Some("check that the file exists and that you may read it".into()),
            Self::Io { .. } => {
                Some("check that the folder exists, is writable and has room; or name another".into())
            }
            Self::NoDocuments { warnings, .. } if !warnings.is_empty() => {
                let (count, first) = (warnings.len(), &warnings[0]);
                Some(if count == 1 {
                    first.to_string()
                } else {
                    format!("{count} faults were met; the first: {first}")
                })
            }
            Self::NoDocuments { .. } => {
                Some("driftline reads .txt .md .html .docx .csv .tsv .json .jsonl .parquet, each also as .gz .zst .bz2 or in a .zip".into())
            }
            Self::Setting { hint, .. } => Some(hint.clone()),
            Self::Format { .. } | Self::Chart { .. } => None,
        }
    }
}

/// A fault that does not stop the run: where, what, and what was done about it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Warning {
    /// The file, or the setting, in question.
    pub path: String,
    /// The line or record in it, counted from 1, where that is known.
    pub line: Option<u64>,
    /// The name of the row, of a table whose rows have no order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<String>,
    /// What is wrong and what was done.
    pub what: String,
    /// How often the same was met again in this file; `line`, `row` and `what` are those of the first.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub more: u64,
    /// What groups warnings that differ in the values they name; empty where `what` says the same each time.
    #[serde(skip)]
    pub(crate) kind: Cow<'static, str>,
}

fn is_zero(count: &u64) -> bool {
    *count == 0
}

impl Warning {
    /// A warning about a whole file.
    pub fn file(path: impl Into<String>, what: impl Into<String>) -> Self {
        Self { path: path.into(), line: None, row: None, what: what.into(), more: 0, kind: Cow::Borrowed("") }
    }

    /// A warning about one line or record of a file, counted from 1.
    pub fn line(path: impl Into<String>, line: u64, what: impl Into<String>) -> Self {
        Self { line: Some(line), ..Self::file(path, what) }
    }

    /// The warning as one of a kind, of which a file gets one only.
    pub(crate) fn of(self, kind: impl Into<Cow<'static, str>>) -> Self {
        Self { kind: kind.into(), ..self }
    }

    /// What makes two warnings about the same file the same.
    pub(crate) fn sort(&self) -> &str {
        if self.kind.is_empty() { &self.what } else { &self.kind }
    }
}

impl std::fmt::Display for Warning {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.line, &self.row) {
            (Some(line), _) => write!(f, "{}:{}: {}", self.path, line, self.what)?,
            (None, Some(row)) => write!(f, "{}#{}: {}", self.path, row, self.what)?,
            (None, None) => write!(f, "{}: {}", self.path, self.what)?,
        }
        if self.more > 0 { write!(f, " (and {} more like it in this file)", self.more) } else { Ok(()) }
    }
}
