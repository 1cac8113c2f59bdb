//! TERMS -> NUMBERS. Documents as compressed sparse rows of term counts, and TF-IDF given on the fly from them.
//!
//! Counts are made in two ways, which share the scanner, the table of spellings and the rows. A report needs the words of
//! a document in their order, to find phrases and themes once all documents are known: it keeps streams of words
//! (`text::Streams`) and counts these (`build`). The `Vectorizer` needs counts only and makes them while it reads
//! (`collect`, `merge`), in half the time and without any stream.

mod build;
mod collect;
mod csr;
mod merge;
pub mod pairs;
mod prepare;
mod sparse;
pub mod tfidf;
pub mod vectorizer;

pub use build::build;
pub use csr::{Csr, Numbering};
pub use sparse::Sparse;
pub use tfidf::{Norm, Tfidf, TfidfOptions};
pub use vectorizer::{Accents, Fitted, Frequency, Tokens, Vectorizer};

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
}
