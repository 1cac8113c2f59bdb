//! Documents as points: the counts of their words, and the square roots of the words' shares, both read off the counts
//! without a copy of them. Phrases are left out: their words are there already.

use super::study::Spans;
use crate::counts::Counts;
use crate::stats::random::Stream;
use rayon::prelude::*;

/// Roots of counts below this are looked up.
const ROOTS: usize = 256;

/// The documents of a study as points.
#[derive(Debug)]
pub struct Vectors<'c> {
    counts: &'c Counts,
    is_word: Vec<bool>,
    /// Per row, 1 / √(words that are terms); 0 where there are none.
    scale: Vec<f64>,
    roots: [f64; ROOTS],
}

impl<'c> Vectors<'c> {
    pub fn of(counts: &'c Counts) -> Self {
        let is_word: Vec<bool> = counts.terms.iter().map(|term| term.words == 1).collect();
        let words = |row: usize| -> u64 {
            counts.rows.row(row).filter(|(term, _)| is_word[*term as usize]).map(|(_, count)| u64::from(count)).sum()
        };
        let scale = |row: usize| match words(row) {
            0 => 0.0,
            words => 1.0 / (words as f64).sqrt(),
        };
        let scale = (0..counts.rows.len()).into_par_iter().map(scale).collect();
        Self { counts, scale, roots: std::array::from_fn(|count| (count as f64).sqrt()), is_word }
    }

    /// Drift between two spans, 0 on average without any; `None` when a side has fewer than 2 documents.
    pub fn drift(&self, spans: &Spans) -> Option<f64> {
        let pool = |rows: &[usize]| Pool::of_roots(self, rows);
        let enough = spans.earlier.len() > 1 && spans.later.len() > 1;
        enough.then(|| mmd(&pool(&spans.earlier), &pool(&spans.later)))
    }

    /// Number of terms, phrases included.
    pub fn terms(&self) -> usize {
        self.is_word.len()
    }

    /// Stored pairs of some rows, for what work will cost.
    pub fn pairs(&self, rows: &[usize]) -> usize {
        rows.iter().map(|&row| self.counts.rows.row(row).size_hint().0).sum()
    }

    /// Calls `each` with the words of a row and their counts.
    pub fn each_count(&self, row: usize, mut each: impl FnMut(usize, f64)) {
        for (term, count) in self.counts.rows.row(row) {
            if self.is_word[term as usize] {
                each(term as usize, f64::from(count));
            }
        }
    }

    /// Calls `each` with the words of a row and the roots of their shares; their squares add up to 1.
    pub fn each_root(&self, row: usize, mut each: impl FnMut(usize, f64)) {
        let scale = self.scale[row];
        for (term, count) in self.counts.rows.row(row) {
            if self.is_word[term as usize] {
                let root = self.roots.get(count as usize).copied().unwrap_or_else(|| f64::from(count).sqrt());
                each(term as usize, root * scale);
            }
        }
    }

    pub fn sum_of_counts(&self, rows: &[usize]) -> Vec<f64> {
        let mut sum = vec![0.0; self.terms()];
        rows.iter().for_each(|&row| self.each_count(row, |term, count| sum[term] += count));
        sum
    }

    pub fn sum_of_roots(&self, rows: &[usize]) -> Vec<f64> {
        let mut sum = vec![0.0; self.terms()];
        rows.iter().for_each(|&row| self.each_root(row, |term, root| sum[term] += root));
        sum
    }

    /// Sums of the squares of roots.
    pub fn sum_of_shares(&self, rows: &[usize]) -> Vec<f64> {
        let mut sum = vec![0.0; self.terms()];
        rows.iter().for_each(|&row| self.each_root(row, |term, root| sum[term] += root * root));
        sum
    }
}

/// A set of documents: the sum of their vectors, how many there are and how many have any term.
#[derive(Debug, Clone)]
pub struct Pool {
    pub sum: Vec<f64>,
    pub size: f64,
    pub filled: f64,
}

impl Pool {
    pub fn of_roots(vectors: &Vectors, rows: &[usize]) -> Self {
        Self::with(vectors, rows, vectors.sum_of_roots(rows))
    }

    pub fn of_counts(vectors: &Vectors, rows: &[usize]) -> Self {
        Self::with(vectors, rows, vectors.sum_of_counts(rows))
    }

    fn with(vectors: &Vectors, rows: &[usize], sum: Vec<f64>) -> Self {
        let filled = rows.iter().filter(|&&row| vectors.scale[row] > 0.0).count() as f64;
        Self { sum, size: rows.len() as f64, filled }
    }

    /// Adds a document to a pool of roots; gives what that adds to its squared length, and the document's product with
    /// another pool.
    pub fn add(&mut self, vectors: &Vectors, row: usize, other: &Self) -> (f64, f64) {
        let (mut longer, mut product) = (0.0, 0.0);
        vectors.each_root(row, |term, root| {
            longer += root * (2.0 * self.sum[term] + root);
            product += root * other.sum[term];
            self.sum[term] += root;
        });
        self.size += 1.0;
        self.filled += f64::from(u8::from(vectors.scale[row] > 0.0));
        (longer, product)
    }

    /// What remains of this pool without a part of it.
    pub fn without(&self, part: &Self) -> Self {
        let sum = self.sum.iter().zip(&part.sum).map(|(all, part)| all - part).collect();
        Self { sum, size: self.size - part.size, filled: self.filled - part.filled }
    }

    /// Each term's share of all.
    pub fn shares(&self) -> Vec<f64> {
        let total = self.sum.iter().sum::<f64>().max(1.0);
        self.sum.iter().map(|count| count / total).collect()
    }
}

/// MMD-U. The squared length of a vector of roots of shares is 1, or 0 for a document without terms.
pub fn mmd(a: &Pool, b: &Pool) -> f64 {
    let dot = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| x * y).sum::<f64>();
    let within = |pool: &Pool| (dot(&pool.sum, &pool.sum) - pool.filled) / (pool.size * (pool.size - 1.0));
    within(a) + within(b) - 2.0 * dot(&a.sum, &b.sum) / (a.size * b.size)
}

/// A symmetric statistic of two sets of documents under shuffles between them, each shuffle from a random stream of its
/// own. Only the smaller set is summed, by `pool`; the other is what remains of both.
pub fn null(
    vectors: &Vectors,
    spans: &Spans,
    seed: u64,
    pool: impl Fn(&Vectors, &[usize]) -> Pool + Sync,
    statistic: impl Fn(&Pool, &Pool) -> f64 + Sync,
) -> Vec<f64> {
    let rows: Vec<usize> = spans.rows().collect();
    let all = pool(vectors, &rows);
    let size = spans.earlier.len().min(spans.later.len());
    let shuffled = |replicate: u64| {
        let mut rows = rows.clone();
        Stream::new(seed, replicate).shuffle(&mut rows);
        // In the order of rows, so that sums round the same way whatever the shuffle.
        rows[..size].sort_unstable();
        let part = pool(vectors, &rows[..size]);
        statistic(&part, &all.without(&part))
    };
    (0..replicates(vectors.pairs(&rows))).into_par_iter().map(shuffled).collect()
}

/// Fewer shuffles where each is dear; 99 still resolve p = 0.01.
pub fn replicates(pairs: usize) -> u64 {
    match pairs {
        0..=200_000 => 999,
        200_001..=2_000_000 => 199,
        _ => 99,
    }
}
