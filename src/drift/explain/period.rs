//! What a period was about: the words that it has more of than the rest, and its most typical and most unusual documents.

use super::{Alike, MOST_DOCUMENTS, MoreOf, Named, against_rest, likeness_within, more_of};
use crate::drift::keyness;
use crate::drift::study::Study;
use crate::drift::vectors::Vectors;
use serde::Serialize;

/// Most terms that hold.
const MOST_TERMS: usize = 12;

/// A period against all the rest.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct PeriodExplanation {
    /// As it was asked for.
    pub label: String,
    pub documents: usize,
    pub words: u64,
    pub documents_elsewhere: usize,
    pub themes: Vec<ThemeHere>,
    /// Terms that it has more of, and less of, by the test of a report's terms (at document level, corrected).
    pub terms_up: Vec<String>,
    pub terms_down: Vec<String>,
    /// The words that set it apart, whether or not they hold.
    pub more_of: Vec<MoreOf>,
    /// Mean likeness of its documents to each other.
    pub likeness: Option<f64>,
    pub typical: Vec<Alike>,
    pub unusual: Vec<Alike>,
}

/// A theme in a period, per 1,000 words.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ThemeHere {
    pub theme: String,
    pub mentions: u64,
    pub per_1000: f64,
    pub per_1000_elsewhere: f64,
}

/// Explains the documents of some rows.
pub fn explain(study: &Study, rows: &[usize], label: &str) -> PeriodExplanation {
    let vectors = Vectors::of(&study.counts);
    let spans = against_rest(study, rows);
    let [terms_up, terms_down] = if rows.len() < 4 || spans.earlier.len() < 4 {
        // So few documents bear out no test.
        [Vec::new(), Vec::new()]
    } else {
        keyness::distinctive(study, &spans, MOST_TERMS)
    };
    let (typical, unusual, likeness) = typicality(study, &vectors, rows);
    PeriodExplanation {
        label: label.to_owned(),
        documents: rows.len(),
        words: words(study, rows),
        documents_elsewhere: spans.earlier.len(),
        themes: (0..study.themes.len()).map(|theme| here(study, theme, &spans)).collect(),
        terms_up,
        terms_down,
        more_of: more_of(study, &vectors, &spans),
        likeness,
        typical,
        unusual,
    }
}

fn words(study: &Study, rows: &[usize]) -> u64 {
    rows.iter().map(|&row| study.counts.totals[row]).sum()
}

fn here(study: &Study, theme: usize, spans: &crate::drift::study::Spans) -> ThemeHere {
    let mentions = |rows: &[usize]| -> u64 { rows.iter().map(|&row| study.mentions(row, theme)).sum() };
    let rate = |rows: &[usize]| 1000.0 * mentions(rows) as f64 / (words(study, rows) as f64).max(1.0);
    ThemeHere {
        theme: study.themes[theme].name.clone(),
        mentions: mentions(&spans.later),
        per_1000: rate(&spans.later),
        per_1000_elsewhere: rate(&spans.earlier),
    }
}

/// The documents most and least like the others, and the mean; nothing for fewer than three.
fn typicality(study: &Study, vectors: &Vectors, rows: &[usize]) -> (Vec<Alike>, Vec<Alike>, Option<f64>) {
    if rows.len() < 3 {
        return (Vec::new(), Vec::new(), None);
    }
    let likeness = likeness_within(vectors, rows);
    let mean = likeness.iter().sum::<f64>() / rows.len() as f64;
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by(|&a, &b| likeness[b].total_cmp(&likeness[a]).then(a.cmp(&b)));
    let most = MOST_DOCUMENTS.min(rows.len() / 2);
    let alike = |&at: &usize| Alike { named: Named::of(&study.documents[rows[at]]), likeness: likeness[at] };
    let typical = order[..most].iter().map(alike).collect();
    let unusual = order[rows.len() - most..].iter().rev().map(alike).collect();
    (typical, unusual, Some(mean))
}
