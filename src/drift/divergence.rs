//! Drift of the whole vocabulary between spans and between neighboring periods, against its noise floor.
//!
//! The scalar is MMD-U on square roots of relative frequencies (methods M7; Gretton et al. 2012, eq. 3): unbiased, 0 on
//! average without drift whatever the length of the documents. Jensen-Shannon divergence names the words (M6), but two samples
//! of one source never give 0, so it stands beside its null. Both nulls shuffle documents between the two sides.
//! Phrases are left out: their words are there already.

use super::findings::{DriftFinding, DriftStep, ShiftTerm};
use super::study::{Spans, Study};
use crate::stats::divergence::jensen_shannon;
use crate::stats::permutation::{p_value, quantile};
use crate::stats::random::Stream;
use rayon::prelude::*;

/// Most terms in the word shift.
const MOST_SHIFTED: usize = 40;
/// Terms named as drivers of a step.
const DRIVERS: usize = 3;

/// Drift between the two spans and from period to period; `None` where there are no two spans.
pub fn find(study: &Study) -> Option<DriftFinding> {
    let spans = study.spans()?;
    let contrast = study.groups.contrast()?;
    let vectors = Vectors::of(study);
    let overall = vectors.step(study, &spans, contrast.split);
    let (jsd_bits, jsd_null_mean, jsd_p, word_shift) = shift(study, &vectors, &spans);
    Some(DriftFinding { overall, steps: steps(study, &vectors), jsd_bits, jsd_null_mean, jsd_p, word_shift })
}

fn steps(study: &Study, vectors: &Vectors) -> Vec<DriftStep> {
    let rows = study.groups.rows();
    let neighbors = (1..rows.len()).filter(|&at| !rows[at - 1].is_empty() && !rows[at].is_empty());
    neighbors
        .map(|at| {
            let spans = Spans { earlier: rows[at - 1].clone(), later: rows[at].clone() };
            vectors.step(study, &spans, at)
        })
        .collect()
}

/// Every document twice: as square roots of the shares of its words, and as counts of them.
pub struct Vectors {
    /// Per row: (term, root of its share).
    roots: Vec<Vec<(u32, f64)>>,
    /// Per row: (term, count).
    counts: Vec<Vec<(u32, f64)>>,
    terms: usize,
}

/// A set of documents: the sum of their vectors, how many there are and how many have any term.
struct Pool {
    sum: Vec<f64>,
    size: f64,
    filled: f64,
}

impl Pool {
    fn of(vectors: &[Vec<(u32, f64)>], terms: usize, rows: &[usize]) -> Self {
        let mut sum = vec![0.0; terms];
        for &row in rows {
            for &(term, value) in &vectors[row] {
                sum[term as usize] += value;
            }
        }
        let filled = rows.iter().filter(|&&row| !vectors[row].is_empty()).count() as f64;
        Self { sum, size: rows.len() as f64, filled }
    }

    /// What remains of this pool without a part of it.
    fn without(&self, part: &Self) -> Self {
        let sum = self.sum.iter().zip(&part.sum).map(|(all, part)| all - part).collect();
        Self { sum, size: self.size - part.size, filled: self.filled - part.filled }
    }

    /// Each term's share of all.
    fn shares(&self) -> Vec<f64> {
        let total = self.sum.iter().sum::<f64>().max(1.0);
        self.sum.iter().map(|count| count / total).collect()
    }
}

impl Vectors {
    /// Drift between two spans, 0 on average without any; `None` when a side has fewer than 2 documents.
    pub fn drift(&self, spans: &Spans) -> Option<f64> {
        let pool = |rows: &[usize]| Pool::of(&self.roots, self.terms, rows);
        let enough = spans.earlier.len() > 1 && spans.later.len() > 1;
        enough.then(|| mmd(&pool(&spans.earlier), &pool(&spans.later)))
    }

    /// The vectors of all documents.
    pub fn of(study: &Study) -> Self {
        let is_word = |(term, _): &(u32, u32)| study.counts.terms[*term as usize].words == 1;
        let row = |row: usize| -> Vec<(u32, f64)> {
            study.counts.rows.row(row).filter(is_word).map(|(term, count)| (term, f64::from(count))).collect()
        };
        let counts: Vec<Vec<(u32, f64)>> = (0..study.documents.len()).into_par_iter().map(row).collect();
        let root = |row: &Vec<(u32, f64)>| -> Vec<(u32, f64)> {
            let total: f64 = row.iter().map(|(_, count)| count).sum();
            row.iter().map(|&(term, count)| (term, (count / total).sqrt())).collect()
        };
        Self { roots: counts.par_iter().map(root).collect(), counts, terms: study.counts.terms.len() }
    }

    /// MMD-U between two spans with its permutation null.
    fn step(&self, study: &Study, spans: &Spans, period: usize) -> DriftStep {
        let mut step = DriftStep { period, ..DriftStep::default() };
        if spans.earlier.len() < 2 || spans.later.len() < 2 {
            return step;
        }
        let pool = |rows: &[usize]| Pool::of(&self.roots, self.terms, rows);
        let (earlier, later) = (pool(&spans.earlier), pool(&spans.later));
        let value = mmd(&earlier, &later);
        let null = null(&self.roots, self.terms, spans, study.seed ^ period as u64, mmd);
        step.value = Some(value);
        step.floor = quantile(&null, 0.95);
        step.p = Some(p_value(value, &null));
        step.drivers = drivers(study, &earlier, &later);
        step
    }
}

/// A symmetric statistic of two sets of documents under shuffles between them, each shuffle from a random stream of its
/// own. Only the smaller set is summed; the other is what remains of both.
fn null(
    vectors: &[Vec<(u32, f64)>],
    terms: usize,
    spans: &Spans,
    seed: u64,
    statistic: impl Fn(&Pool, &Pool) -> f64 + Sync,
) -> Vec<f64> {
    let rows: Vec<usize> = spans.earlier.iter().chain(&spans.later).copied().collect();
    let pairs: usize = rows.iter().map(|&row| vectors[row].len()).sum();
    let all = Pool::of(vectors, terms, &rows);
    let size = spans.earlier.len().min(spans.later.len());
    let shuffled = |replicate: u64| {
        let mut rows = rows.clone();
        Stream::new(seed, replicate).shuffle(&mut rows);
        // In the order of rows, so that sums round the same way whatever the shuffle.
        rows[..size].sort_unstable();
        let part = Pool::of(vectors, terms, &rows[..size]);
        statistic(&part, &all.without(&part))
    };
    (0..replicates(pairs)).into_par_iter().map(shuffled).collect()
}

/// Fewer shuffles where each is dear; 99 still resolve p = 0.01.
fn replicates(pairs: usize) -> u64 {
    match pairs {
        0..=200_000 => 999,
        200_001..=2_000_000 => 199,
        _ => 99,
    }
}

/// MMD-U. The squared length of a vector of roots of shares is 1, or 0 for a document without terms.
fn mmd(a: &Pool, b: &Pool) -> f64 {
    let dot = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| x * y).sum::<f64>();
    let within = |pool: &Pool| (dot(&pool.sum, &pool.sum) - pool.filled) / (pool.size * (pool.size - 1.0));
    within(a) + within(b) - 2.0 * dot(&a.sum, &b.sum) / (a.size * b.size)
}

/// The terms whose mean changed most, with the sign of the change: their squares are the parts of (biased) MMD.
fn drivers(study: &Study, earlier: &Pool, later: &Pool) -> Vec<String> {
    let change = |term: usize| later.sum[term] / later.size - earlier.sum[term] / earlier.size;
    let mut terms: Vec<(f64, usize)> = (0..earlier.sum.len()).map(|term| (change(term), term)).collect();
    terms.sort_by(|a, b| b.0.abs().total_cmp(&a.0.abs()).then(a.1.cmp(&b.1)));
    let name = |&(change, term): &(f64, usize)| {
        format!("{}{}", if change > 0.0 { '+' } else { '\u{2212}' }, study.counts.terms[term].label)
    };
    terms.iter().take(DRIVERS).filter(|(change, _)| *change != 0.0).map(name).collect()
}

/// Jensen-Shannon divergence in bits, its mean under shuffles, its p, and the terms that carry it.
fn shift(study: &Study, vectors: &Vectors, spans: &Spans) -> (f64, f64, f64, Vec<ShiftTerm>) {
    let shares = |rows: &[usize]| Pool::of(&vectors.counts, vectors.terms, rows).shares();
    let (p, q) = (shares(&spans.earlier), shares(&spans.later));
    let (total, parts) = jensen_shannon(&p, &q);
    let seed = study.seed.wrapping_add(1);
    let null = null(&vectors.counts, vectors.terms, spans, seed, |a, b| jensen_shannon(&a.shares(), &b.shares()).0);
    let mut order: Vec<usize> = (0..parts.len()).filter(|&term| parts[term] > 0.0).collect();
    order.sort_by(|&a, &b| parts[b].total_cmp(&parts[a]).then(a.cmp(&b)));
    order.truncate(MOST_SHIFTED);
    let term = |&term: &usize| ShiftTerm {
        term: study.counts.terms[term].label.clone(),
        bits: if q[term] > p[term] { parts[term] } else { -parts[term] },
        earlier_per_1000: 1000.0 * p[term],
        later_per_1000: 1000.0 * q[term],
    };
    let mean = null.iter().sum::<f64>() / null.len().max(1) as f64;
    (total, mean, p_value(total, &null), order.iter().map(term).collect())
}
