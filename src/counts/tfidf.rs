//! TF-IDF as scikit-learn defines it, never stored: each weight is made from count, idf and norm when asked for.
//!
//! idf = ln((1 + n) / (1 + df)) + 1 (smooth) or ln(n / df) + 1; tf raw or 1 + ln tf; rows scaled by l2, l1 or not.
//! Agrees with `sklearn.feature_extraction.text.TfidfTransformer` to 1e-12 (tests/reference). Drift is never measured
//! on these weights: rarity is not change. They serve similarity.

use super::csr::{Csr, Numbering};
use super::{Counts, Sparse};
use ndarray::Array2;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// How a row is scaled.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Norm {
    #[default]
    L2,
    L1,
    None,
}

/// scikit-learn's options under their names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TfidfOptions {
    pub norm: Norm,
    pub smooth_idf: bool,
    pub sublinear_tf: bool,
    /// Every count is 1, however often a term occurs in a document.
    pub binary: bool,
}

impl Default for TfidfOptions {
    fn default() -> Self {
        Self { norm: Norm::L2, smooth_idf: true, sublinear_tf: false, binary: false }
    }
}

/// The inverse document frequency of terms that occur in so many of `documents`.
pub fn idf(frequency: &[u32], documents: usize, options: TfidfOptions) -> Vec<f64> {
    let one = f64::from(u8::from(options.smooth_idf));
    frequency.iter().map(|&df| libm::log((documents as f64 + one) / (f64::from(df) + one)) + 1.0).collect()
}

/// TF-IDF of the rows of some counts.
#[derive(Debug, Clone)]
pub struct Tfidf<'c> {
    rows: Cow<'c, Sparse>,
    /// Per term.
    idf: Vec<f64>,
    /// Per row: what its weights are divided by.
    norms: Vec<f64>,
    options: TfidfOptions,
}

impl<'c> Tfidf<'c> {
    /// Learns idf and norms from all rows.
    pub fn of(counts: &'c Counts, options: TfidfOptions) -> Self {
        let frequency = counts.rows.document_frequency(counts.terms.len());
        Self::weigh(Cow::Borrowed(&counts.rows), idf(&frequency, counts.rows.len(), options), options)
    }

    /// Weighs rows by the idf of their columns, which may have been learned from other rows.
    pub fn weigh(rows: Cow<'c, Sparse>, idf: Vec<f64>, options: TfidfOptions) -> Self {
        let mut tfidf = Self { rows, idf, norms: Vec::new(), options };
        tfidf.norms = (0..tfidf.rows.len()).into_par_iter().map(|row| tfidf.norm(row)).collect();
        tfidf
    }

    /// The counts.
    pub fn counts(&self) -> &Sparse {
        &self.rows
    }

    /// Inverse document frequency of each term.
    pub fn idf(&self) -> &[f64] {
        &self.idf
    }

    /// Compressed sparse rows of weights, as scipy and others take them.
    pub fn csr<S: Numbering, C: Numbering>(&self) -> Csr<S, C, f64> {
        self.rows.csr(|row, pair| self.raw(pair) / self.norms[row])
    }

    /// The same of counts.
    pub fn csr_of_counts<S: Numbering, C: Numbering>(&self) -> Csr<S, C, i64> {
        let binary = self.options.binary;
        self.rows.csr(|_, (_, count)| if binary { 1 } else { i64::from(count) })
    }

    #[inline]
    fn raw(&self, (term, count): (u32, u32)) -> f64 {
        let count = if self.options.binary { 1.0 } else { f64::from(count) };
        let tf = if self.options.sublinear_tf { 1.0 + libm::log(count) } else { count };
        tf * self.idf[term as usize]
    }

    fn norm(&self, row: usize) -> f64 {
        let weights = self.rows.row(row).map(|pair| self.raw(pair));
        let norm = match self.options.norm {
            Norm::L2 => weights.map(|w| w * w).sum::<f64>().sqrt(),
            Norm::L1 => weights.sum(),
            Norm::None => 1.0,
        };
        if norm > 0.0 { norm } else { 1.0 }
    }

    /// The (term, weight) pairs of a row, terms ascending.
    pub fn row(&self, row: usize) -> impl Iterator<Item = (u32, f64)> + '_ {
        self.rows.row(row).map(move |pair| (pair.0, self.raw(pair) / self.norms[row]))
    }

    /// Inner product of two rows; their cosine under `Norm::L2`.
    pub fn dot(&self, a: usize, b: usize) -> f64 {
        self.shared(a, b).map(|(_, part)| part).sum()
    }

    /// The terms that two rows share and what each adds to their inner product.
    pub fn shared(&self, a: usize, b: usize) -> impl Iterator<Item = (u32, f64)> + '_ {
        let mut left = self.row(a).peekable();
        let mut right = self.row(b).peekable();
        std::iter::from_fn(move || {
            loop {
                let (&(x, wx), &(y, wy)) = (left.peek()?, right.peek()?);
                match x.cmp(&y) {
                    std::cmp::Ordering::Less => drop(left.next()),
                    std::cmp::Ordering::Greater => drop(right.next()),
                    std::cmp::Ordering::Equal => {
                        left.next();
                        right.next();
                        return Some((x, wx * wy));
                    }
                }
            }
        })
    }

    /// The dense matrix, rows x terms: for small corpora and for library users.
    pub fn dense(&self) -> Array2<f64> {
        let mut matrix = Array2::zeros((self.rows.len(), self.idf.len()));
        for row in 0..self.rows.len() {
            for (term, weight) in self.row(row) {
                matrix[[row, term as usize]] = weight;
            }
        }
        matrix
    }

    /// Inner products of all rows with all rows.
    pub fn similarity(&self) -> Array2<f64> {
        let n = self.rows.len();
        let values: Vec<f64> =
            (0..n).into_par_iter().flat_map_iter(|a| (0..n).map(move |b| self.dot(a.min(b), a.max(b)))).collect();
        Array2::from_shape_vec((n, n), values).unwrap_or_else(|_| Array2::zeros((n, n)))
    }
}
