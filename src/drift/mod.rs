//! NUMBERS -> FINDINGS: what rose, what fell, when it turned, which words carried it, and whether it is real or noise.
//!
//! A row is a document, and rows lie in ordered groups (periods). Every verdict takes the document as its unit, because
//! words of one document depend on each other: see `stats::cluster`.
//!
//! `study` says what is analyzed, `groups` makes periods and the two spans that are compared, then each file finds one
//! thing: `theme`, `relative`, `keyness` (terms that rose and fell), `turn`, `divergence`, `similarity`, `passages`.
//! `verdict` binds words to rules, `summary` writes the first sentences.

pub mod findings;
pub mod groups;
pub mod verdict;

use crate::ingest::{Dated, Place};

/// What is known of a document besides its counts.
#[derive(Debug, Clone, Default)]
pub struct Described {
    pub id: String,
    pub place: Option<Place>,
    pub title: Option<String>,
    pub source: Option<String>,
    pub dated: Option<Dated>,
    /// All words, stop words and numbers included.
    pub words: u64,
}
