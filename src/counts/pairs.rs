//! Similar documents, found exactly without comparing all with all: pairs above a threshold, and the nearest of each.
//!
//! What rare terms add to the inner products of a row is summed over lists of the documents that have each term. What
//! common terms add, whose lists are long, is only bounded, by the lengths of the two rows in those terms (Cauchy and
//! Schwarz). Few pairs can still pass then; just these are computed, in f64. To leave the commonest terms out of the
//! lists is the idea of Bayardo, Ma and Srikant (2007).

use super::{Csr, Tfidf};
use rayon::prelude::*;

/// Two rows and their inner product: their cosine under `Norm::L2`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Similar {
    pub a: usize,
    pub b: usize,
    pub cosine: f64,
}

/// All pairs of rows `a < b` with a cosine of at least `least` (above 0), sorted by rows. The same as from
/// `Tfidf::dot`, to the last bit, for any number of threads. The cosine of equal texts is 1 but for rounding: ask for
/// copies with `1.0 - 1e-12`.
pub fn similar(weights: &Tfidf, least: f64) -> Vec<Similar> {
    let index = Index::of(weights, least / 2.0);
    let pairs_of = |scratch: &mut Scratch, a: usize| -> Vec<Similar> {
        index.sum_rare(a, true, &mut scratch.sums);
        let others = index.possible(a, least, &scratch.sums[a + 1..]);
        let found: Vec<usize> = others.map(|place| a + 1 + place).collect();
        let pair = |(b, cosine)| Similar { a, b, cosine };
        index.products(a, &found, &mut scratch.row).filter(|&(_, cosine)| cosine >= least).map(pair).collect()
    };
    let rows = (0..index.rows()).into_par_iter().map_init(|| index.scratch(), pairs_of);
    rows.collect::<Vec<_>>().concat()
}

/// For each row the `most` rows nearest to it and their cosines, the nearest first, the first row among equals. Rows
/// that share no term are not near.
pub fn nearest(weights: &Tfidf, most: usize) -> Vec<Vec<(usize, f64)>> {
    let index = Index::of(weights, 0.12);
    let nearest_of = |scratch: &mut Scratch, a: usize| {
        index.sum_rare(a, false, &mut scratch.sums);
        scratch.sums[a] = f32::NEG_INFINITY;
        // Those that may be nearest are not always so, but tell how near one must be to be among the nearest.
        let first: Vec<usize> = index.promising(a, &scratch.sums, most);
        let first = index.products(a, &first, &mut scratch.row);
        let least = first.map(|(_, cosine)| cosine).fold(f64::INFINITY, f64::min);
        let possible: Vec<usize> = index.possible(a, least, &scratch.sums).collect();
        let mut near: Vec<(usize, f64)> = index.products(a, &possible, &mut scratch.row).collect();
        near.retain(|&(_, cosine)| cosine > 0.0);
        near.sort_unstable_by(|x, y| y.1.total_cmp(&x.1).then(x.0.cmp(&y.0)));
        near.truncate(most);
        near
    };
    (0..index.rows()).into_par_iter().map_init(|| index.scratch(), nearest_of).collect()
}

/// The weights by rows, and those of rare terms by terms.
struct Index {
    /// Where each row begins; its terms and weights.
    starts: Vec<usize>,
    terms: Vec<u32>,
    weights: Vec<f64>,
    /// Per weight of a rare term: its place in `lists`; `COMMON` for a common term.
    places: Vec<u32>,
    /// Rare terms, one after another: the rows that have the term, ascending, with the weights there.
    lists: Vec<(u32, f32)>,
    /// Per term: where its list ends.
    ends: Vec<u32>,
    /// Per row: its length in common terms, and in all.
    common: Vec<f32>,
    lengths: Vec<f32>,
}

const COMMON: u32 = u32::MAX;

/// Buffers of one thread.
struct Scratch {
    /// Per row: what rare terms add to its inner product.
    sums: Vec<f32>,
    /// Per term: the weight in the row that others are compared with.
    row: Vec<f64>,
}

impl Index {
    /// Takes as common the most frequent terms that together make up `share` of the squared length of a row on average.
    fn of(tfidf: &Tfidf, share: f64) -> Self {
        let Csr { starts, columns: terms, values: weights } = tfidf.csr::<usize, u32>();
        let width = tfidf.idf().len();
        let is_common = common_terms(&starts, &terms, &weights, (width, share));
        let mut ends = vec![0_u32; width];
        for &term in terms.iter().filter(|&&term| !is_common[term as usize]) {
            ends[term as usize] += 1;
        }
        let mut filled = 0;
        for end in &mut ends {
            filled += std::mem::replace(end, filled);
        }
        let mut index = Self { starts, terms, weights, ends, ..Self::empty(filled as usize) };
        for row in 0..index.rows() {
            index.add_row(row, &is_common);
        }
        index
    }

    fn empty(filled: usize) -> Self {
        Self {
            starts: Vec::new(),
            terms: Vec::new(),
            weights: Vec::new(),
            places: Vec::new(),
            lists: vec![(0, 0.0); filled],
            ends: Vec::new(),
            common: Vec::new(),
            lengths: Vec::new(),
        }
    }

    /// Puts the rare terms of a row into their lists. `ends` are moved on from the beginnings of the lists.
    fn add_row(&mut self, row: usize, is_common: &[bool]) {
        let (mut common, mut all) = (0.0, 0.0);
        for at in self.starts[row]..self.starts[row + 1] {
            let (term, weight) = (self.terms[at] as usize, self.weights[at]);
            all += weight * weight;
            if is_common[term] {
                common += weight * weight;
                self.places.push(COMMON);
            } else {
                self.lists[self.ends[term] as usize] = (row as u32, weight as f32);
                self.places.push(self.ends[term]);
                self.ends[term] += 1;
            }
        }
        self.common.push(common.sqrt() as f32);
        self.lengths.push(all.sqrt() as f32);
    }

    fn rows(&self) -> usize {
        self.starts.len() - 1
    }

    fn scratch(&self) -> Scratch {
        Scratch { sums: vec![0.0; self.rows()], row: vec![0.0; self.ends.len()] }
    }

    /// Sums what the rare terms of row `a` add to its inner products with other rows, or with later rows only.
    fn sum_rare(&self, a: usize, later: bool, sums: &mut [f32]) {
        sums.fill(0.0);
        for at in self.starts[a]..self.starts[a + 1] {
            let (place, term) = (self.places[at], self.terms[at] as usize);
            if place == COMMON {
                continue;
            }
            let before = if term == 0 { 0 } else { self.ends[term - 1] };
            let first = if later { place + 1 } else { before };
            let weight = self.weights[at] as f32;
            for &(row, other) in &self.lists[first as usize..self.ends[term] as usize] {
                sums[row as usize] += weight * other;
            }
        }
    }

    /// The places in `sums`, which are those of the last rows, where the inner product with row `a` may be `least`.
    fn possible<'s>(&'s self, a: usize, least: f64, sums: &'s [f32]) -> impl Iterator<Item = usize> + 's {
        let skipped = self.rows() - sums.len();
        let (common, length) = (self.common[a], self.lengths[a]);
        // Each sum and product of f32 is off by half of epsilon at most.
        let terms = self.starts[a + 1] - self.starts[a];
        let slack = (terms + 8) as f32 * f32::EPSILON * length;
        let others = self.common[skipped..].iter().zip(&self.lengths[skipped..]);
        let bounds = sums.iter().zip(others).map(move |(sum, (other, long))| sum + common * other + slack * long);
        let least = least as f32 * (1.0 - f32::EPSILON);
        bounds.enumerate().filter(move |(_, bound)| *bound >= least).map(|(place, _)| place)
    }

    /// The rows other than `a` with the highest bounds: `most` of them, or all.
    fn promising(&self, a: usize, sums: &[f32], most: usize) -> Vec<usize> {
        let bound = |b: usize| sums[b] + self.common[a] * self.common[b];
        let mut bounds: Vec<(f32, u32)> = (0..self.rows()).filter(|&b| b != a).map(|b| (bound(b), b as u32)).collect();
        if bounds.len() > most && most > 0 {
            bounds.select_nth_unstable_by(most - 1, |x, y| y.0.total_cmp(&x.0));
        }
        bounds.truncate(most);
        bounds.into_iter().map(|(_, row)| row as usize).collect()
    }

    /// The inner products of row `a` with other rows. Terms that they do not share add zeros, which change nothing.
    fn products<'s>(
        &'s self,
        a: usize,
        others: &'s [usize],
        row: &'s mut [f64],
    ) -> impl Iterator<Item = (usize, f64)> + 's {
        let span = |row: usize| self.starts[row]..self.starts[row + 1];
        row.fill(0.0);
        if !others.is_empty() {
            span(a).for_each(|at| row[self.terms[at] as usize] = self.weights[at]);
        }
        let product = move |b| span(b).map(|at| row[self.terms[at] as usize] * self.weights[at]).sum();
        others.iter().map(move |&b| (b, product(b)))
    }
}

/// The most frequent terms that together make up no more than `share` of the squared length of a row on average.
fn common_terms(starts: &[usize], terms: &[u32], weights: &[f64], (width, share): (usize, f64)) -> Vec<bool> {
    let mut squares = vec![(0_u32, 0.0_f64); width];
    let mut all = 0.0;
    for (&term, weight) in terms.iter().zip(weights) {
        let (rows, square) = &mut squares[term as usize];
        *rows += 1;
        *square += weight * weight;
        all += weight * weight;
    }
    let rows = (starts.len() - 1) as u32;
    // A short list costs less than the pairs that it rules out.
    let mut order: Vec<usize> = (0..width).filter(|&term| squares[term].0 > rows / 64).collect();
    order.sort_unstable_by_key(|&term| (std::cmp::Reverse(squares[term].0), term));
    let mut is_common = vec![false; width];
    let mut left = share * all;
    for term in order {
        left -= squares[term].1;
        if left < 0.0 {
            break;
        }
        is_common[term] = true;
    }
    is_common
}
