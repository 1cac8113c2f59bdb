//! Why a score is what it is: of a term by its documents and sentences, of a period by its terms and documents, of a document
//! by what it changed.
//!
//! Nothing is estimated anew: a part is what is missing when the document is left out and everything is done again, or an
//! exact part of a sum (`attribution`). How typical a document is says its mean likeness to the others of its period
//! (the product of the roots of the words' shares, which also makes drift), so that length does not matter.

pub mod document;
pub mod period;
pub mod term;

pub use document::DocumentExplanation;
pub use period::PeriodExplanation;
pub use term::TermExplanation;

use super::attribution;
use super::study::{Spans, Study};
use super::vectors::Vectors;
use super::{Described, date_label};
use serde::Serialize;

/// Most terms and documents of a list.
const MOST: usize = 8;
const MOST_DOCUMENTS: usize = 5;

/// A word is told of some documents if they have it so often, at so many times the rate of the rest, and, of so many
/// documents, in two of them.
const LEAST_COUNT: f64 = 3.0;
const LEAST_LIFT: f64 = 2.0;
const FEWEST_SHARED: usize = 4;

/// A document by name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Named {
    pub document: String,
    pub title: Option<String>,
    pub date: Option<String>,
    pub source: Option<String>,
    pub words: u64,
}

impl Named {
    pub fn of(document: &Described) -> Self {
        Self {
            document: document.id.clone(),
            title: document.title.clone(),
            date: document.dated.as_ref().map(date_label),
            source: document.source.clone(),
            words: document.words,
        }
    }
}

/// A document and how alike it is to others, 0 to 1.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Alike {
    #[serde(flatten)]
    pub named: Named,
    pub likeness: f64,
}

/// A word that some documents have more of than the rest.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct MoreOf {
    pub term: String,
    /// Its part in the Jensen-Shannon divergence between them and the rest.
    pub bits: f64,
    /// Documents of these that have it.
    pub documents: usize,
    /// Per 1,000 words, here and in the rest.
    pub per_1000: f64,
    pub per_1000_elsewhere: f64,
}

/// A sentence and what it mentions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Sentence {
    pub document: String,
    pub date: Option<String>,
    pub sentence: String,
    /// Mentions in it, and its first byte in the text.
    pub mentions: usize,
    pub offset: usize,
    /// The themes mentioned.
    pub themes: Vec<String>,
}

/// The words that `rows` have most more of than the rest, by their part in the divergence of the two.
fn more_of(study: &Study, vectors: &Vectors, spans: &Spans) -> Vec<MoreOf> {
    if spans.earlier.is_empty() || spans.later.is_empty() {
        return Vec::new();
    }
    let parts = attribution::of_jsd(vectors, spans).terms;
    let counts = [&spans.earlier, &spans.later].map(|rows| vectors.sum_of_counts(rows));
    let rates = [&spans.earlier, &spans.later].map(|rows| study.exposure(rows).l as f64 / 1000.0);
    let rate = |side: usize, term: usize| counts[side][term] / rates[side].max(f64::MIN_POSITIVE);
    let mut documents = vec![0usize; parts.len()];
    for &row in &spans.later {
        study.counts.rows.row(row).for_each(|(term, _)| documents[term as usize] += 1);
    }
    // What one of several documents says is that document's own; what all say alike sets none apart.
    let shared = if spans.later.len() < FEWEST_SHARED { 1 } else { 2 };
    let apart = |term: usize| {
        documents[term] >= shared && counts[1][term] >= LEAST_COUNT && rate(1, term) >= LEAST_LIFT * rate(0, term)
    };
    let mut terms: Vec<usize> = (0..parts.len()).filter(|&term| apart(term)).collect();
    terms.sort_by(|&a, &b| parts[b].total_cmp(&parts[a]).then(a.cmp(&b)));
    let more = |&term: &usize| MoreOf {
        term: study.counts.terms[term].label.clone(),
        bits: parts[term],
        documents: documents[term],
        per_1000: rate(1, term),
        per_1000_elsewhere: rate(0, term),
    };
    terms.iter().take(MOST).map(more).collect()
}

/// The rows of a list and all others.
fn against_rest(study: &Study, rows: &[usize]) -> Spans {
    let inside: std::collections::BTreeSet<usize> = rows.iter().copied().collect();
    let earlier = (0..study.documents.len()).filter(|row| !inside.contains(row)).collect();
    Spans { earlier, later: rows.to_vec() }
}

/// The mean likeness of each of some rows to the others of them; 0 where there is no other.
fn likeness_within(vectors: &Vectors, rows: &[usize]) -> Vec<f64> {
    let sum = vectors.sum_of_roots(rows);
    let others = (rows.len().saturating_sub(1)).max(1) as f64;
    let likeness = |&row: &usize| {
        let (mut product, mut own) = (0.0, 0.0);
        vectors.each_root(row, |term, root| {
            product += root * sum[term];
            own += root * root;
        });
        ((product - own) / others).clamp(0.0, 1.0)
    };
    rows.iter().map(likeness).collect()
}
