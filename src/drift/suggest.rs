//! Terms that travel with a theme, for a person to accept: where they grow a theme by themselves, it becomes whatever rises
//! beside it.
//!
//! A term is a candidate if documents that mention the theme have at least three times as much of it, per word, as those
//! that do not, if three of them have it, and two sources where sources are known. Candidates go by how often they are among
//! the 30 with the largest G2 when documents are drawn anew (Poisson bootstrap): what hangs on few documents comes and goes.
//! G2 only orders here and calls nothing significant.

use super::study::Study;
use crate::stats::keyness::{Cells, g2_four_cell};
use crate::stats::random::{key, poisson_one};
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeSet;

const LEAST_LIFT: f64 = 3.0;
const LEAST_DOCUMENTS: usize = 3;
const LEAST_SOURCES: usize = 2;
/// Draws of documents, and the place to which a candidate must come in a draw.
const DRAWS: u64 = 200;
const TOP: usize = 30;
/// Most candidates that take part in the draws: the first by G2.
const MOST_CANDIDATES: usize = 300;

/// What could belong to one theme.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Suggestions {
    pub theme: String,
    /// Documents that mention it, and those that do not.
    pub documents_with: usize,
    pub documents_without: usize,
    /// The most stable first.
    pub terms: Vec<Suggestion>,
}

/// A term that travels with a theme.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Suggestion {
    pub term: String,
    /// Documents that have it: of those that mention the theme, and of the others.
    pub documents_with: usize,
    pub documents_without: usize,
    /// Per 1,000 words in either.
    pub per_1000_with: f64,
    pub per_1000_without: f64,
    /// One over the other; the 1/2 added to each count keeps it finite.
    pub lift: f64,
    /// Part of the draws in which it was among the first 30.
    pub stability: f64,
}

/// A term's counts in the documents that have it.
struct Candidate {
    term: usize,
    cells: Cells,
    documents: [usize; 2],
    /// Row, count.
    rows: Vec<(usize, u32)>,
}

/// The terms that travel with a theme. `belongs` says of a term's label whether the theme has it already.
pub fn suggest(study: &Study, theme: usize, belongs: &dyn Fn(&[&str]) -> Vec<bool>) -> Suggestions {
    let with: Vec<bool> = (0..study.documents.len()).map(|row| study.mentions(row, theme) > 0).collect();
    let documents_with = with.iter().filter(|with| **with).count();
    let candidates = candidates(study, &with, belongs);
    let stability = stability(study, &with, &candidates);
    let mut terms: Vec<Suggestion> = candidates.iter().zip(stability).map(|(c, s)| suggestion(study, c, s)).collect();
    // Candidates come by G2, which decides among equals.
    terms.sort_by(|a, b| b.stability.total_cmp(&a.stability));
    terms.truncate(TOP);
    terms.retain(|term| term.stability >= 0.5);
    Suggestions {
        theme: study.themes[theme].name.clone(),
        documents_with,
        documents_without: with.len() - documents_with,
        terms,
    }
}

fn words(study: &Study, with: &[bool], side: bool) -> u64 {
    study.counts.totals.iter().zip(with).filter(|(_, with)| **with == side).map(|(words, _)| words).sum()
}

fn candidates(study: &Study, with: &[bool], belongs: &dyn Fn(&[&str]) -> Vec<bool>) -> Vec<Candidate> {
    let size = [words(study, with, true), words(study, with, false)];
    let mut counts = vec![[0u64; 2]; study.counts.terms.len()];
    let mut documents = vec![[0usize; 2]; study.counts.terms.len()];
    for (row, &with) in with.iter().enumerate() {
        for (term, count) in study.counts.rows.row(row) {
            counts[term as usize][usize::from(!with)] += u64::from(count);
            documents[term as usize][usize::from(!with)] += 1;
        }
    }
    let candidate = |term: usize| {
        let [x1, x2] = counts[term];
        let cells = Cells { x1, n1: size[0], x2, n2: size[1] };
        let fits = documents[term][0] >= LEAST_DOCUMENTS && lift(&cells) >= LEAST_LIFT;
        fits.then(|| Candidate { term, cells, documents: documents[term], rows: Vec::new() })
    };
    let mut found: Vec<Candidate> = (0..counts.len()).filter_map(candidate).collect();
    found.sort_by(|a, b| g2_four_cell(b.cells).total_cmp(&g2_four_cell(a.cells)).then(a.term.cmp(&b.term)));
    found.truncate(MOST_CANDIDATES);
    let labels: Vec<&str> = found.iter().map(|c| study.counts.terms[c.term].label.as_str()).collect();
    let mut known = belongs(&labels).into_iter();
    found.retain(|_| !known.next().unwrap_or(true));
    found.par_iter_mut().for_each(|candidate| {
        let count = |row: usize| (row, study.counts.rows.get(row, candidate.term as u32));
        candidate.rows = (0..with.len()).map(count).filter(|(_, count)| *count > 0).collect();
    });
    found.retain(|candidate| has_sources(study, with, candidate));
    found
}

/// Several sources have it beside the theme, where sources are known.
fn has_sources(study: &Study, with: &[bool], candidate: &Candidate) -> bool {
    let rows = candidate.rows.iter().filter(|(row, _)| with[*row]);
    let sources: BTreeSet<Option<usize>> =
        rows.map(|(row, _)| study.sources.of_row.get(*row).copied().flatten()).collect();
    study.sources.names.len() < LEAST_SOURCES || sources.iter().flatten().count() >= LEAST_SOURCES
}

fn rates(cells: &Cells) -> [f64; 2] {
    let rate = |x: u64, n: u64| 1000.0 * x as f64 / (n as f64).max(1.0);
    [rate(cells.x1, cells.n1), rate(cells.x2, cells.n2)]
}

fn lift(cells: &Cells) -> f64 {
    let rate = |x: u64, n: u64| (x as f64 + 0.5) / (n as f64 + 1.0);
    rate(cells.x1, cells.n1) / rate(cells.x2, cells.n2)
}

/// For each candidate the part of the draws in which it is among the first.
fn stability(study: &Study, with: &[bool], candidates: &[Candidate]) -> Vec<f64> {
    let keys: Vec<u64> = study.documents.iter().map(|document| key(study.seed, document.id.as_bytes())).collect();
    let first = |draw: u64| -> Vec<usize> {
        let weights: Vec<u64> = keys.iter().map(|&key| u64::from(poisson_one(key, draw))).collect();
        let mut size = [0u64; 2];
        for (row, &with) in with.iter().enumerate() {
            size[usize::from(!with)] += weights[row] * study.counts.totals[row];
        }
        let score = |candidate: &Candidate| {
            let mut x = [0u64; 2];
            for &(row, count) in &candidate.rows {
                x[usize::from(!with[row])] += weights[row] * u64::from(count);
            }
            let cells = Cells { x1: x[0], n1: size[0], x2: x[1], n2: size[1] };
            if lift(&cells) > 1.0 { g2_four_cell(cells) } else { 0.0 }
        };
        let scores: Vec<f64> = candidates.iter().map(score).collect();
        let mut order: Vec<usize> = (0..candidates.len()).filter(|&index| scores[index] > 0.0).collect();
        order.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]).then(a.cmp(&b)));
        order.truncate(TOP);
        order
    };
    let drawn: Vec<Vec<usize>> = (0..DRAWS).into_par_iter().map(first).collect();
    let mut times = vec![0u64; candidates.len()];
    drawn.iter().flatten().for_each(|&index| times[index] += 1);
    times.into_iter().map(|times| times as f64 / DRAWS as f64).collect()
}

fn suggestion(study: &Study, candidate: &Candidate, stability: f64) -> Suggestion {
    let [per_1000_with, per_1000_without] = rates(&candidate.cells);
    let [documents_with, documents_without] = candidate.documents;
    Suggestion {
        term: study.counts.terms[candidate.term].label.clone(),
        documents_with,
        documents_without,
        per_1000_with,
        per_1000_without,
        lift: lift(&candidate.cells),
        stability,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::ThemeSpec;
    use crate::drift::{Described, Sources};
    use crate::text::lexicon::Mentions;
    use ndarray::Array2;

    /// Forty documents, the first ten about minerals: with "cobalt" in eight of these, "mine" in one, and "talks" in all.
    fn study() -> Study {
        let text = |row: usize| {
            let mut words = vec!["talks"; 20];
            words.extend(if row < 8 { vec!["cobalt", "cobalt"] } else { vec!["visa"] });
            words.extend(vec!["mine"; if row == 3 { 30 } else { 0 }]);
            words
        };
        let documents: Vec<Described> = (0..40)
            .map(|row| Described {
                id: row.to_string(),
                source: Some(["Herald", "Times"][row % 2].into()),
                ..Described::default()
            })
            .collect();
        let mentions = Array2::from_shape_fn((40, 1), |(row, _)| u32::from(row < 10));
        Study {
            sources: Sources::of(&documents),
            documents: documents.into(),
            counts: crate::counts::Counts::of_words(&(0..40).map(text).collect::<Vec<_>>(), 1).into(),
            themes: vec![ThemeSpec { name: "minerals".into(), words: vec!["minerals".into()] }],
            mentions: Some(Mentions { by_document: mentions, by_entry: Vec::new() }.into()),
            ..Study::default()
        }
    }

    #[test]
    fn what_many_documents_have_beside_a_theme_is_suggested_and_nothing_else() {
        let none = |labels: &[&str]| vec![false; labels.len()];
        let found = suggest(&study(), 0, &none);
        assert_eq!((found.documents_with, found.documents_without), (10, 30));
        let terms: Vec<&str> = found.terms.iter().map(|term| term.term.as_str()).collect();
        assert_eq!(terms, ["cobalt"]);
        let cobalt = &found.terms[0];
        assert!((cobalt.documents_with, cobalt.documents_without) == (8, 0) && cobalt.stability > 0.95, "{cobalt:?}");
        let known = |labels: &[&str]| labels.iter().map(|label| *label == "cobalt").collect();
        assert!(suggest(&study(), 0, &known).terms.is_empty());
    }

    #[test]
    fn one_source_is_not_enough_where_there_are_two() {
        let mut study = study();
        let documents: Vec<Described> = (0..40)
            .map(|row| Described {
                id: row.to_string(),
                source: Some(if row < 10 { "Herald" } else { "Times" }.into()),
                ..Described::default()
            })
            .collect();
        study.sources = Sources::of(&documents);
        let none = |labels: &[&str]| vec![false; labels.len()];
        assert!(suggest(&study, 0, &none).terms.is_empty());
    }
}
