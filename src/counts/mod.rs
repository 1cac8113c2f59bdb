//! TERMS -> NUMBERS. Documents as compressed sparse rows of term counts, and TF-IDF given on the fly from them.

mod build;
pub mod tfidf;

pub use build::build;
pub use tfidf::{Norm, Tfidf, TfidfOptions};

use rayon::prelude::*;

/// How often each term occurs in each document.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Counts {
    /// Sorted by the bytes of the keys: numbers depend neither on threads nor on the order of files.
    pub terms: Vec<Term>,
    /// One row per document.
    pub rows: Sparse,
    /// All words of each document, stop words and numbers included: what rates are taken of.
    pub totals: Vec<u64>,
}

/// A term: a word or a phrase.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Term {
    /// Folded and stemmed; the words of a phrase with blanks between. Unique.
    pub key: String,
    /// The commonest spelling, for people.
    pub label: String,
    /// Number of words: 1, or more for a phrase.
    pub words: u8,
}

/// Compressed sparse rows of counts; columns ascend in each row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sparse {
    starts: Vec<usize>,
    columns: Vec<u32>,
    values: Vec<u32>,
}

impl Default for Sparse {
    fn default() -> Self {
        Self { starts: vec![0], columns: Vec::new(), values: Vec::new() }
    }
}

impl Sparse {
    /// Adds a row of (column, value) with ascending columns.
    pub fn push(&mut self, row: impl IntoIterator<Item = (u32, u32)>) {
        for (column, value) in row {
            self.columns.push(column);
            self.values.push(value);
        }
        self.starts.push(self.columns.len());
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// No rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The (column, value) pairs of a row, columns ascending.
    pub fn row(&self, row: usize) -> impl Iterator<Item = (u32, u32)> + '_ {
        let span = self.starts[row]..self.starts[row + 1];
        self.columns[span.clone()].iter().copied().zip(self.values[span].iter().copied())
    }

    /// The value in a row and column; 0 where nothing is stored.
    pub fn get(&self, row: usize, column: u32) -> u32 {
        let span = self.starts[row]..self.starts[row + 1];
        self.columns[span.clone()].binary_search(&column).map_or(0, |at| self.values[span.start + at])
    }

    /// Number of stored pairs.
    pub fn pairs(&self) -> usize {
        self.columns.len()
    }

    /// Number of rows in which each column occurs.
    pub fn document_frequency(&self, columns: usize) -> Vec<u32> {
        let mut frequency = vec![0; columns];
        for &column in &self.columns {
            frequency[column as usize] += 1;
        }
        frequency
    }
}

impl Counts {
    /// Counts of documents that are already lists of words; every distinct word, and every n-gram up to `longest`, is
    /// a term. For library users and for checks against other programs.
    pub fn of_words(documents: &[Vec<&str>], longest: usize) -> Self {
        let grams = |words: &Vec<&str>| -> Vec<String> {
            (1..=longest).flat_map(|n| words.windows(n).map(|gram| gram.join(" ")).collect::<Vec<_>>()).collect()
        };
        let rows: Vec<Vec<String>> = documents.par_iter().map(grams).collect();
        let mut keys: Vec<&String> = rows.iter().flatten().collect();
        keys.sort_unstable();
        keys.dedup();
        let mut counts = Self::default();
        for (row, words) in rows.iter().zip(documents) {
            let mut numbers: Vec<u32> =
                row.iter().filter_map(|k| keys.binary_search(&k).ok()).map(|n| n as u32).collect();
            numbers.sort_unstable();
            counts.rows.push(numbers.chunk_by(|a, b| a == b).map(|run| (run[0], run.len() as u32)));
            counts.totals.push(words.len() as u64);
        }
        let term = |key: &&String| Term {
            key: (*key).clone(),
            label: (*key).clone(),
            words: (key.matches(' ').count() + 1) as u8,
        };
        counts.terms = keys.iter().map(term).collect();
        counts
    }

    /// The same counts with rows in another order: row `i` of the result is row `order[i]` of this.
    pub fn reordered(&self, order: &[usize]) -> Self {
        let mut rows = Sparse::default();
        for &row in order {
            rows.push(self.rows.row(row));
        }
        Self { terms: self.terms.clone(), rows, totals: order.iter().map(|&row| self.totals[row]).collect() }
    }
}
