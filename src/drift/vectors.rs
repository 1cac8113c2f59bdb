//! Documents as points: the counts of their words, and the square roots of the words' shares, both read off the counts
//! without a copy of them. Phrases are left out: their words are there already.

use super::sources;
use super::study::{Spans, Study};
use crate::counts::Counts;
use crate::stats::random::Stream;
use rayon::prelude::*;
use std::ops::Range;

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
        for (term, count) in self.counts.rows.row(row) {
            if self.is_word[term as usize] {
                each(term as usize, self.root(row, count));
            }
        }
    }

    /// The root of the share of a word that a row has so often.
    fn root(&self, row: usize, count: u32) -> f64 {
        let root = self.roots.get(count as usize).copied().unwrap_or_else(|| f64::from(count).sqrt());
        root * self.scale[row]
    }

    /// The words of a row among some terms, and their counts.
    fn words(&self, row: usize, terms: Range<u32>) -> impl Iterator<Item = (u32, u32)> + '_ {
        self.counts.rows.part(row, terms).filter(|(term, _)| self.is_word[*term as usize])
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
    // Three products in one pass: none waits for another.
    let [mut aa, mut bb, mut ab] = [-0.0; 3];
    for (x, y) in a.sum.iter().zip(&b.sum) {
        (aa, bb, ab) = (aa + x * x, bb + y * y, ab + x * y);
    }
    let within = |pool: &Pool, square: f64| (square - pool.filled) / (pool.size * (pool.size - 1.0));
    within(a, aa) + within(b, bb) - 2.0 * ab / (a.size * b.size)
}

/// Some documents term by term: shuffles that touch every document many times read this from end to end, where documents
/// one by one would jump through the whole vocabulary. Terms of none of them are left out.
#[derive(Debug, Default)]
pub struct Columns {
    /// Parts of the vocabulary, in its order.
    parts: Vec<Part>,
    /// 1 for a document with any term.
    filled: Vec<f64>,
}

/// Terms of a part of the vocabulary.
#[derive(Debug, Default)]
struct Part {
    /// The number of each term, where its documents begin, and where the last one's end.
    terms: Vec<u32>,
    starts: Vec<usize>,
    /// The place of the document among the rows, ascending within a term, and what it has of the term.
    places: Vec<u32>,
    values: Vec<f64>,
}

/// Most parts of the vocabulary, and pairs that are worth one: parts are made side by side, and what is written of a small
/// one stays near.
const MOST_PARTS: usize = 16;
const PAIRS_OF_PART: usize = 200_000;
/// Sets of documents that are summed in one pass.
const TOGETHER: usize = 8;
/// What each set takes of a document, by the bits of a byte.
const TAKEN: [[f64; TOGETHER]; 256] = {
    let mut taken = [[0.0; TOGETHER]; 256];
    let mut at = 0;
    while at < 256 * TOGETHER {
        if ((at / TOGETHER) >> (at % TOGETHER)) & 1 == 1 {
            taken[at / TOGETHER][at % TOGETHER] = 1.0;
        }
        at += 1;
    }
    taken
};

impl Columns {
    /// Roots of shares.
    pub fn of_roots(vectors: &Vectors, rows: &[usize]) -> Self {
        Self::of(vectors, rows, |row, count| vectors.root(row, count))
    }

    /// Counts.
    pub fn of_counts(vectors: &Vectors, rows: &[usize]) -> Self {
        Self::of(vectors, rows, |_, count| f64::from(count))
    }

    fn of(vectors: &Vectors, rows: &[usize], value: impl Fn(usize, u32) -> f64 + Sync) -> Self {
        let parts = (vectors.pairs(rows) / PAIRS_OF_PART).clamp(1, MOST_PARTS);
        let share = vectors.terms().div_ceil(parts);
        let of_part = |part: usize| {
            let end = vectors.terms().min((part + 1) * share);
            Part::of(vectors, rows, end.min(part * share) as u32..end as u32, &value)
        };
        let parts = (0..parts).into_par_iter().map(of_part).collect();
        let filled = rows.iter().map(|&row| f64::from(u8::from(vectors.scale[row] > 0.0))).collect();
        Self { parts, filled }
    }

    /// Number, places and values of each term, in the order of the vocabulary.
    pub fn terms(&self) -> impl Iterator<Item = (u32, &[u32], &[f64])> {
        self.parts.iter().flat_map(Part::each)
    }

    /// 1 for a document with any term, else 0.
    pub fn filled(&self) -> &[f64] {
        &self.filled
    }

    /// All documents. Its sums are those of the terms that occur.
    fn pool(&self) -> Pool {
        let sum = self.terms().map(|(_, _, values)| values.iter().sum()).collect();
        Pool { sum, size: self.filled.len() as f64, filled: self.filled.iter().sum() }
    }

    /// So many sets of documents: those that have the bit of the set in their byte. Each is summed as if it were alone.
    fn pools(&self, members: &[u8], sets: usize) -> Vec<Pool> {
        let terms = self.parts.iter().map(|part| part.terms.len()).sum();
        let mut pools = vec![Pool { sum: Vec::with_capacity(terms), size: 0.0, filled: 0.0 }; sets];
        for (&member, filled) in members.iter().zip(&self.filled) {
            for (pool, taken) in pools.iter_mut().zip(&TAKEN[usize::from(member)]) {
                pool.size += taken;
                pool.filled += filled * taken;
            }
        }
        for (_, places, values) in self.terms() {
            let mut sums = [0.0; TOGETHER];
            for (&place, value) in places.iter().zip(values) {
                let taken = &TAKEN[usize::from(members[place as usize])];
                sums.iter_mut().zip(taken).for_each(|(sum, taken)| *sum += value * taken);
            }
            pools.iter_mut().zip(sums).for_each(|(pool, sum)| pool.sum.push(sum));
        }
        pools
    }
}

impl Part {
    fn of(vectors: &Vectors, rows: &[usize], range: Range<u32>, value: impl Fn(usize, u32) -> f64) -> Self {
        let mut sizes = vec![0usize; range.len()];
        let place_of = |term: u32| (term - range.start) as usize;
        for &row in rows {
            vectors.words(row, range.clone()).for_each(|(term, _)| sizes[place_of(term)] += 1);
        }
        let mut part = Self::default();
        let mut next = 0;
        for (term, size) in range.clone().zip(&mut sizes).filter(|(_, size)| **size > 0) {
            part.terms.push(term);
            part.starts.push(next);
            next += std::mem::replace(size, next);
        }
        part.starts.push(next);
        (part.places, part.values) = (vec![0; next], vec![0.0; next]);
        for (place, &row) in rows.iter().enumerate() {
            for (term, count) in vectors.words(row, range.clone()) {
                let at = &mut sizes[place_of(term)];
                (part.places[*at], part.values[*at]) = (place as u32, value(row, count));
                *at += 1;
            }
        }
        part
    }

    fn each(&self) -> impl Iterator<Item = (u32, &[u32], &[f64])> {
        let of = |edge: &[usize]| (&self.places[edge[0]..edge[1]], &self.values[edge[0]..edge[1]]);
        let documents = self.starts.windows(2).map(of);
        self.terms.iter().zip(documents).map(|(&term, (places, values))| (term, places, values))
    }
}

/// Shuffles of documents between two sets, each from a random stream of its own. Where sources are controlled, documents
/// are shuffled within them, and the two sets keep their mix.
pub struct Shuffles<'v> {
    vectors: &'v Vectors<'v>,
    /// See [`sources::strata`].
    strata: Option<Vec<usize>>,
}

impl<'v> Shuffles<'v> {
    pub fn of(study: &Study, vectors: &'v Vectors) -> Self {
        Self { vectors, strata: sources::strata(study) }
    }

    /// A symmetric statistic of the two sets, or several, under shuffles. Only the smaller set is summed; the other is what remains of
    /// both.
    pub fn null<T: Send>(
        &self,
        spans: &Spans,
        seed: u64,
        columns: impl Fn(&Vectors, &[usize]) -> Columns,
        statistic: impl Fn(&Pool, &Pool) -> T + Sync,
    ) -> Vec<T> {
        let rows: Vec<usize> = spans.rows().collect();
        let columns = columns(self.vectors, &rows);
        let exchange = sources::exchange(self.strata.as_deref(), &rows);
        let all = columns.pool();
        let (first, second) = (spans.earlier.len(), spans.later.len());
        // Where all may change places, the first places stand for either set.
        let smaller = if exchange.is_free() || first <= second { 0..first.min(second) } else { first..rows.len() };
        let together = |replicates: &[u64]| -> Vec<T> {
            let mut members = vec![0u8; rows.len()];
            for (set, &replicate) in replicates.iter().enumerate() {
                let mut order: Vec<u32> = (0..rows.len() as u32).collect();
                exchange.shuffle(&mut order, &mut Stream::new(seed, replicate));
                order[smaller.clone()].iter().for_each(|&place| members[place as usize] |= 1 << set);
            }
            let parts = columns.pools(&members, replicates.len());
            parts.iter().map(|part| statistic(part, &all.without(part))).collect()
        };
        let replicates: Vec<u64> = (0..replicates(self.vectors.pairs(&rows))).collect();
        replicates.par_chunks(TOGETHER).flat_map_iter(together).collect()
    }
}

/// Fewer shuffles where each is dear; 99 still resolve p = 0.01.
pub fn replicates(pairs: usize) -> u64 {
    match pairs {
        0..=200_000 => 999,
        200_001..=2_000_000 => 199,
        _ => 99,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_summed_together_are_those_of_each_alone() {
        const WORDS: [&str; 9] = ["a", "b", "c", "d", "e", "f", "g", "h", "i"];
        let mut random = Stream::new(4, 0);
        let mut document =
            |_| -> Vec<&str> { (0..random.below(30)).map(|_| WORDS[random.below(9) as usize]).collect() };
        let documents: Vec<Vec<&str>> = (0..40).map(&mut document).collect();
        let counts = Counts::of_words(&documents, 1);
        let vectors = Vectors::of(&counts);
        let rows: Vec<usize> = (3..40).collect();
        let columns = Columns::of_roots(&vectors, &rows);
        let members: Vec<u8> = rows.iter().map(|_| random.below(256) as u8).collect();
        let pools = columns.pools(&members, 5);
        assert_eq!(pools.len(), 5);
        for (set, pool) in pools.iter().enumerate() {
            let chosen = rows.iter().zip(&members).filter(|(_, member)| **member >> set & 1 == 1);
            let alone = Pool::of_roots(&vectors, &chosen.map(|(&row, _)| row).collect::<Vec<_>>());
            assert_eq!((&pool.sum, pool.size, pool.filled), (&alone.sum, alone.size, alone.filled));
        }
        assert_ne!(pools[0].sum, pools[1].sum);
        assert_eq!(columns.pool().sum, Pool::of_roots(&vectors, &rows).sum);
    }
}
