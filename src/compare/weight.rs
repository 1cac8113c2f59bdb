//! What has more weight in B than in A: themes, pairs of themes, terms and the word shift, with intervals.
//!
//! The rows are the sentences of two documents, or the documents of two corpora, and the statistics are those of the
//! report (`drift`). With sentences as rows an interval says how evenly a document speaks of a thing, no more: two
//! documents are not a sample of anything.

use super::facts::is_number;
use super::findings::{Apart, Resemblance, Shared, Weight, WeightLine, Weights};
use crate::counts::{Counts, Sparse, Tfidf, TfidfOptions};
use crate::drift::findings::{Change, Findings, Verdict};
use crate::drift::{self, Study};
use std::collections::BTreeMap;

/// Terms listed on each side, and as reasons for likeness.
const MOST_LISTED: usize = 20;

/// Weighs the two sides of a study.
pub fn weigh(study: &Study) -> Weights {
    let found = drift::sides(study);
    let themes = found.themes.iter().map(|theme| line(&theme.name, &theme.change)).collect();
    let pairs = found.relative.iter();
    let relative = pairs.map(|pair| line(&format!("{} : {}", pair.theme, pair.to), &pair.change)).collect();
    let (more_in_a, more_in_b) = (terms(&found, false), terms(&found, true));
    let drift = found.drift.unwrap_or_default();
    Weights {
        themes,
        relative,
        terms_tested: found.terms.tested,
        terms_significant: found.terms.significant,
        more_in_a,
        more_in_b,
        divergence_bits: drift.jsd_bits,
        divergence_by_chance: drift.jsd_null_mean,
        divergence_p: drift.jsd_p,
        word_shift: drift.word_shift,
    }
}

fn terms(found: &Findings, later: bool) -> Vec<WeightLine> {
    let listed = if later { &found.terms.rising } else { &found.terms.falling };
    let terms = listed.iter().filter(|term| !is_number(&term.term.to_lowercase()));
    terms.take(MOST_LISTED).map(|term| line(&term.term, &term.change)).collect()
}

fn line(name: &str, change: &Change) -> WeightLine {
    let weight = match change.verdict {
        Verdict::Rose => Weight::MoreInB,
        Verdict::Fell => Weight::MoreInA,
        Verdict::LeansUp => Weight::LeansToB,
        Verdict::LeansDown => Weight::LeansToA,
        Verdict::CannotTell => Weight::CannotTell,
        Verdict::TooFew => Weight::TooFew,
    };
    WeightLine {
        name: name.to_owned(),
        weight,
        a: change.earlier,
        b: change.later,
        counts: change.counts,
        ratio: change.ratio,
        q: change.q,
        detectable: change.detectable,
    }
}

/// How alike the two sides are by their words (TF-IDF cosine of the two, as scikit-learn defines it), and why.
pub fn resemblance(study: &Study) -> Resemblance {
    let sides = side_counts(study);
    let tfidf = Tfidf::of(&sides, TfidfOptions::default());
    let label = |term: u32| sides.terms[term as usize].label.clone();
    let mut shared: Vec<(u32, f64)> = tfidf.shared(0, 1).collect();
    shared.sort_by(|x, y| y.1.total_cmp(&x.1).then(x.0.cmp(&y.0)));
    let mut weights: BTreeMap<u32, [f64; 2]> = BTreeMap::new();
    for side in 0..2 {
        tfidf.row(side).for_each(|(term, weight)| weights.entry(term).or_default()[side] = weight);
    }
    let mut apart: Vec<(u32, f64, bool)> =
        weights.into_iter().map(|(term, [a, b])| (term, (a - b) * (a - b), b > a)).collect();
    apart.sort_by(|x, y| y.1.total_cmp(&x.1).then(x.0.cmp(&y.0)));
    let alike = shared.iter().take(MOST_LISTED).map(|&(term, part)| Shared { term: label(term), part });
    let apart = apart.iter().filter(|(_, part, _)| *part > 0.0).take(MOST_LISTED);
    // A sum of squares need not round to 1, and texts without a term have none; the same words are the same.
    let same = sides.rows.row(0).eq(sides.rows.row(1));
    // An empty sum is -0, which nobody should read.
    let cosine = shared.iter().fold(0.0, |sum, (_, part)| sum + part).clamp(0.0, 1.0);
    Resemblance {
        cosine: if same { 1.0 } else { cosine },
        alike: alike.collect(),
        apart: apart.map(|&(term, part, in_b)| Apart { term: label(term), part, in_b }).collect(),
    }
}

/// Counts of words (no phrases, which repeat their words, and no numbers in words), one row a side.
fn side_counts(study: &Study) -> Counts {
    let mut rows = Sparse::default();
    for side in study.groups.rows() {
        let mut sums: BTreeMap<u32, u32> = BTreeMap::new();
        for (term, count) in side.iter().flat_map(|&row| study.counts.rows.row(row)) {
            let known = &study.counts.terms[term as usize];
            if known.words == 1 && !is_number(&known.label.to_lowercase()) {
                *sums.entry(term).or_default() += count;
            }
        }
        rows.push(sums);
    }
    Counts { terms: study.counts.terms.clone(), rows, totals: vec![0; 2] }
}
