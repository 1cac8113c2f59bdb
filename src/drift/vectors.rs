//! Documents as points: the counts of their words, and the square roots of the words' shares, both read off the counts
//! without a copy of them. Phrases are left out: their words are there already.

use super::sources;
use super::study::{Spans, Study};
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

/// Some documents term by term: shuffles that touch every document many times read this from end to end, where documents
/// one by one would jump through the whole vocabulary. Terms of none of them are left out.
#[derive(Debug, Default)]
pub struct Columns {
    /// Where each term's documents begin, and where the last one's end.
    starts: Vec<usize>,
    /// The place of the document among the rows, ascending within a term, and what it has of the term.
    places: Vec<u32>,
    values: Vec<f64>,
    /// 1 for a document with any term.
    filled: Vec<f64>,
}

impl Columns {
    /// Roots of shares.
    pub fn of_roots(vectors: &Vectors, rows: &[usize]) -> Self {
        Self::of(vectors, rows, |row, each| vectors.each_root(row, each))
    }

    /// Counts.
    pub fn of_counts(vectors: &Vectors, rows: &[usize]) -> Self {
        Self::of(vectors, rows, |row, each| vectors.each_count(row, each))
    }

    fn of(vectors: &Vectors, rows: &[usize], visit: impl Fn(usize, &mut dyn FnMut(usize, f64))) -> Self {
        let mut sizes = vec![0usize; vectors.terms()];
        rows.iter().for_each(|&row| visit(row, &mut |term, _| sizes[term] += 1));
        let mut starts = Vec::new();
        let mut next = 0;
        for size in sizes.iter_mut().filter(|size| **size > 0) {
            starts.push(next);
            next += std::mem::replace(size, next);
        }
        starts.push(next);
        let (mut places, mut values) = (vec![0u32; next], vec![0.0; next]);
        for (place, &row) in rows.iter().enumerate() {
            visit(row, &mut |term, value| {
                (places[sizes[term]], values[sizes[term]]) = (place as u32, value);
                sizes[term] += 1;
            });
        }
        let filled = rows.iter().map(|&row| f64::from(u8::from(vectors.scale[row] > 0.0))).collect();
        Self { starts, places, values, filled }
    }

    /// Places and values of each term.
    pub fn terms(&self) -> impl Iterator<Item = (&[u32], &[f64])> {
        self.starts.windows(2).map(|edge| (&self.places[edge[0]..edge[1]], &self.values[edge[0]..edge[1]]))
    }

    /// 1 for a document with any term, else 0.
    pub fn filled(&self) -> &[f64] {
        &self.filled
    }

    /// The documents that `members` has 1 for; the others have 0. Its sums are those of the terms that occur.
    fn pool(&self, members: &[f64]) -> Pool {
        let sum = |(places, values): (&[u32], &[f64])| {
            places.iter().zip(values).map(|(&place, value)| value * members[place as usize]).sum()
        };
        let filled = self.filled.iter().zip(members).map(|(filled, member)| filled * member).sum();
        Pool { sum: self.terms().map(sum).collect(), size: members.iter().sum(), filled }
    }
}

/// A symmetric statistic of two sets of documents under shuffles between them, each shuffle from a random stream of its
/// own. Only the smaller set is summed; the other is what remains of both. Where sources are controlled, documents are
/// shuffled within them, and the two sets keep their mix.
pub fn null(
    (study, vectors): (&Study, &Vectors),
    spans: &Spans,
    seed: u64,
    columns: impl Fn(&Vectors, &[usize]) -> Columns,
    statistic: impl Fn(&Pool, &Pool) -> f64 + Sync,
) -> Vec<f64> {
    let rows: Vec<usize> = spans.rows().collect();
    let columns = columns(vectors, &rows);
    let exchange = sources::exchange(sources::strata(study).as_deref(), &rows);
    let all = columns.pool(&vec![1.0; rows.len()]);
    let (first, second) = (spans.earlier.len(), spans.later.len());
    // Where all may change places, the first places stand for either set.
    let smaller = if exchange.is_free() || first <= second { 0..first.min(second) } else { first..rows.len() };
    let shuffled = |replicate: u64| {
        let mut order: Vec<usize> = (0..rows.len()).collect();
        exchange.shuffle(&mut order, &mut Stream::new(seed, replicate));
        let mut members = vec![0.0; rows.len()];
        order[smaller.clone()].iter().for_each(|&place| members[place] = 1.0);
        let part = columns.pool(&members);
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
