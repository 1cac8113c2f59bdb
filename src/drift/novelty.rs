//! Which documents said what was new, and whether it was taken up (Barron et al. 2018).
//!
//! Each document is compared with the documents just before it (novelty) and just after it (transience); what was new and
//! stayed has resonance, their difference. On words the divergence must be Jensen-Shannon's, for Kullback and Leibler's is
//! infinite where a word is missing. Novelty and resonance go together by themselves, so documents are ranked by the
//! resonance that their novelty does not explain. This describes; it is not a test.

use super::findings::{NovelDocument, NoveltyFindings};
use super::study::Study;
use super::vectors::Vectors;
use crate::stats::divergence::{Novelty, novelty_transience_resonance};
use libm::log2;
use rayon::prelude::*;

/// Fewest and most dated documents.
const FEWEST_DOCUMENTS: usize = 50;
const MOST_DOCUMENTS: usize = 2_000;
/// Documents on either side that each is compared with.
const WINDOW: usize = 10;
/// Documents listed that were taken up most, and least.
const LISTED: usize = 5;

/// `None` with fewer than 50 dated documents, or more than 2,000.
pub fn find(study: &Study) -> Option<NoveltyFindings> {
    let rows: Vec<usize> = (0..study.documents.len()).filter(|&row| study.groups.of_row[row].is_some()).collect();
    if !(FEWEST_DOCUMENTS..=MOST_DOCUMENTS).contains(&rows.len()) {
        return None;
    }
    let vectors = Vectors::of(&study.counts);
    let shares: Vec<Vec<(u32, f64)>> = rows.par_iter().map(|&row| shares(&vectors, row)).collect();
    let scored = scores(&shares, WINDOW);
    let slope = slope(&scored)?;
    let document = |score: &Score| NovelDocument {
        document: study.documents[rows[score.at]].id.clone(),
        date: study.documents[rows[score.at]].dated.as_ref().map(super::date_label),
        novelty: score.of.novelty,
        transience: score.of.transience,
        resonance: score.of.resonance,
        unexplained: slope.unexplained(score),
    };
    let mut order: Vec<&Score> = scored.iter().collect();
    order.sort_by(|a, b| slope.unexplained(b).total_cmp(&slope.unexplained(a)).then(a.at.cmp(&b.at)));
    Some(NoveltyFindings {
        window: WINDOW,
        documents: scored.len(),
        slope: slope.slope,
        taken_up: order.iter().take(LISTED).map(|score| document(score)).collect(),
        dropped: order.iter().rev().take(LISTED).map(|score| document(score)).collect(),
    })
}

struct Score {
    at: usize,
    of: Novelty,
}

/// Share of each word of a document, by term.
fn shares(vectors: &Vectors, row: usize) -> Vec<(u32, f64)> {
    let mut counts = Vec::new();
    vectors.each_count(row, |term, count| counts.push((term as u32, count)));
    let total: f64 = counts.iter().map(|(_, count)| count).sum();
    counts.into_iter().map(|(term, count)| (term, count / total)).collect()
}

/// Novelty and transience of the documents that have a whole window on both sides. An empty document has none and is no
/// one's neighbor to be compared with: it counts as wholly different.
fn scores(shares: &[Vec<(u32, f64)>], window: usize) -> Vec<Score> {
    let n = shares.len();
    // ahead[i][k - 1] compares i with i + k; the same number serves the other side.
    let compare =
        |i: usize| (1..=window).filter(|k| i + k < n).map(|k| divergence(&shares[i], &shares[i + k])).collect();
    let ahead: Vec<Vec<f64>> = (0..n).into_par_iter().map(compare).collect();
    let apart = |i: usize, j: usize| ahead[i.min(j)][i.abs_diff(j) - 1];
    let all = novelty_transience_resonance(n, window, apart);
    let score = |(at, of): (usize, Option<Novelty>)| Some(Score { at, of: of? });
    all.into_iter().enumerate().filter(|&(at, _)| !shares[at].is_empty()).filter_map(score).collect()
}

/// Jensen-Shannon divergence in bits of two sparse distributions: with m the mean of both, words of one side alone add half
/// their share.
fn divergence(p: &[(u32, f64)], q: &[(u32, f64)]) -> f64 {
    let (mut i, mut j, mut bits) = (0, 0, 0.0);
    while i < p.len() || j < q.len() {
        let (a, b) = (p.get(i).map_or(u32::MAX, |x| x.0), q.get(j).map_or(u32::MAX, |y| y.0));
        let (x, y) = (if a <= b { p[i].1 } else { 0.0 }, if b <= a { q[j].1 } else { 0.0 });
        let middle = 0.5 * (x + y);
        let part = |share: f64| if share > 0.0 { 0.5 * share * log2(share / middle) } else { 0.0 };
        bits += part(x) + part(y);
        i += usize::from(a <= b);
        j += usize::from(b <= a);
    }
    bits
}

/// Least squares of resonance on novelty.
struct Line {
    slope: f64,
    novelty: f64,
    resonance: f64,
}

impl Line {
    fn unexplained(&self, score: &Score) -> f64 {
        score.of.resonance - self.resonance - self.slope * (score.of.novelty - self.novelty)
    }
}

fn slope(scores: &[Score]) -> Option<Line> {
    let n = scores.len() as f64;
    let mean = |of: &dyn Fn(&Score) -> f64| scores.iter().map(of).sum::<f64>() / n;
    let (x, y) = (mean(&|score| score.of.novelty), mean(&|score| score.of.resonance));
    let square: f64 = scores.iter().map(|score| (score.of.novelty - x) * (score.of.novelty - x)).sum();
    let cross: f64 = scores.iter().map(|score| (score.of.novelty - x) * (score.of.resonance - y)).sum();
    (square > 0.0).then(|| Line { slope: cross / square, novelty: x, resonance: y })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::divergence::jensen_shannon;

    #[test]
    fn sparse_rows_diverge_as_dense_ones() {
        let (p, q) = (vec![(0, 0.25), (3, 0.75)], vec![(0, 0.5), (1, 0.2), (3, 0.3)]);
        let dense = jensen_shannon(&[0.25, 0.0, 0.0, 0.75], &[0.5, 0.2, 0.0, 0.3]).0;
        assert!((divergence(&p, &q) - dense).abs() < 1e-15);
        assert_eq!(divergence(&p, &[]), 0.5);
    }

    #[test]
    fn who_begins_what_others_go_on_with_is_taken_up() {
        // Twelve documents on one subject, then twelve on another; the 13th is new and stays, the 7th is new and alone.
        let document = |at: usize| match at {
            6 => vec![(9u32, 1.0)],
            at if at < 12 => vec![(0, 0.5), (1, 0.5)],
            _ => vec![(2, 0.5), (3, 0.5)],
        };
        let shares: Vec<Vec<(u32, f64)>> = (0..24).map(document).collect();
        let scored = scores(&shares, 4);
        let of = |at: usize| scored.iter().find(|score| score.at == at).unwrap().of;
        assert!((of(12).novelty - 1.0).abs() < 1e-12 && of(12).transience.abs() < 1e-12);
        assert_eq!((of(6).novelty, of(6).transience), (1.0, 1.0));
        assert_eq!(scored.len(), 16);
    }
}
