//! Texts -> TF-IDF for library users, with the names and options of scikit-learn's `TfidfVectorizer`.
//!
//! Words are those of UAX #29 (also in scripts without spaces, where a report goes by dictionary), or with
//! [`Tokens::Runs`] those of scikit-learn. Everything else follows scikit-learn: terms sorted, n-grams after stop words are taken out, `min_df` and `max_df` as a number or a
//! share of documents, idf and norm as there (agreement to 1e-12). Only where no term is left it raises an error, and
//! here there are no columns.

use super::collect::Rules;
use super::merge::Counted;
use super::sparse::Sparse;
use super::tfidf::{self, Norm, Tfidf, TfidfOptions};
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// A number of documents, or a share of all (0 to 1, both included).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Frequency {
    Documents(u32),
    Share(f64),
}

impl Frequency {
    fn of(self, documents: usize) -> f64 {
        match self {
            Self::Documents(number) => f64::from(number),
            Self::Share(share) => share * documents as f64,
        }
    }
}

/// What is counted as a word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tokens {
    /// The words of UAX #29.
    #[default]
    Words,
    /// Runs of so many word characters or more: scikit-learn's `(?u)\b\w\w+\b` is `Runs(2)`.
    Runs(usize),
}

/// What becomes of accents.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Accents {
    #[default]
    Keep,
    /// Texts are decomposed (NFKD) and all that is not ASCII is dropped.
    Ascii,
    /// Texts are decomposed (NFKD) and the marks that then stand alone are dropped.
    Unicode,
}

/// How texts become TF-IDF. The defaults are scikit-learn's, but for the words.
///
/// ```
/// use driftline::counts::{Frequency, Vectorizer};
///
/// let texts = ["Critical minerals and trade", "Trade in minerals", "Defence and trade"];
/// let vectorizer = Vectorizer { min_df: Frequency::Documents(2), ..Vectorizer::default() };
/// let (fitted, weights) = vectorizer.fit_transform(&texts)?;
/// assert_eq!(fitted.terms(), ["and", "minerals", "trade"]);
/// assert_eq!(weights.counts().row(1).collect::<Vec<_>>(), [(1, 1), (2, 1)]);
/// let first: Vec<(u32, f64)> = weights.row(0).collect();
/// assert!((first.iter().map(|(_, weight)| weight * weight).sum::<f64>() - 1.0).abs() < 1e-12);
/// # Ok::<(), driftline::error::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Vectorizer {
    pub tokens: Tokens,
    /// Bring texts to lower case.
    pub lowercase: bool,
    pub strip_accents: Accents,
    /// Words that are not counted, as they stand after lowercasing: with `lowercase`, "The" matches none.
    pub stop_words: Vec<String>,
    /// Shortest and longest n-gram in words, 1 to 255.
    pub ngram_range: (usize, usize),
    /// Terms of fewer documents are left out.
    pub min_df: Frequency,
    /// Terms of more documents are left out.
    pub max_df: Frequency,
    /// At most so many terms, those that occur most; the first by bytes among equals.
    pub max_features: Option<usize>,
    pub norm: Norm,
    /// Without it every idf is 1.
    pub use_idf: bool,
    pub smooth_idf: bool,
    pub sublinear_tf: bool,
    /// Count a term once in a document.
    pub binary: bool,
}

impl Default for Vectorizer {
    fn default() -> Self {
        Self {
            tokens: Tokens::Words,
            lowercase: true,
            strip_accents: Accents::Keep,
            stop_words: Vec::new(),
            ngram_range: (1, 1),
            min_df: Frequency::Documents(1),
            max_df: Frequency::Share(1.0),
            max_features: None,
            norm: Norm::L2,
            use_idf: true,
            smooth_idf: true,
            sublinear_tf: false,
            binary: false,
        }
    }
}

/// A vectorizer that knows its terms and their idf. It can be saved and loaded with serde.
///
/// ```
/// use driftline::counts::{Fitted, Vectorizer};
///
/// let fitted = Vectorizer { ngram_range: (1, 2), ..Vectorizer::default() }.fit(&["a new deal", "the new year"])?;
/// assert_eq!(fitted.terms(), ["a", "a new", "deal", "new", "new deal", "new year", "the", "the new", "year"]);
/// let saved = serde_json::to_string(&fitted)?;
/// let loaded: Fitted = serde_json::from_str(&saved)?;
/// let weights = loaded.transform(&["a new word"]);
/// assert_eq!(weights.counts().row(0).collect::<Vec<_>>(), [(0, 1), (1, 1), (3, 1)]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// To load one fails where it was changed: terms out of order, an idf too few, an option that means nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Saved")]
pub struct Fitted {
    options: Vectorizer,
    terms: Vec<String>,
    idf: Vec<f64>,
}

/// A vectorizer as it was saved.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Saved {
    options: Vectorizer,
    terms: Vec<String>,
    idf: Vec<f64>,
}

impl TryFrom<Saved> for Fitted {
    type Error = Error;

    fn try_from(Saved { options, terms, idf }: Saved) -> Result<Self> {
        options.check()?;
        let fault = |what: &str| Err(Error::setting("vectorizer", what, "save it again"));
        if terms.len() != idf.len() {
            return fault("there is not one idf for each term");
        }
        if !terms.is_sorted_by(|a, b| a < b) {
            return fault("the terms are not sorted, or one stands twice");
        }
        if !idf.iter().all(|idf| idf.is_finite()) {
            return fault("an idf is no number");
        }
        Ok(Self { options, terms, idf })
    }
}

impl Vectorizer {
    /// Whether these options mean something.
    ///
    /// # Errors
    /// `Setting` for an empty or reversed `ngram_range`, and for a share of documents that is not between 0 and 1.
    pub fn check(&self) -> Result<()> {
        let fault = |what: String, hint: &str| Err(Error::setting("vectorizer", what, hint));
        let (shortest, longest) = self.ngram_range;
        if shortest < 1 || longest < shortest || longest > usize::from(u8::MAX) {
            return fault(format!("ngram_range is ({shortest}, {longest})"), "(1, 2) is words and pairs of words");
        }
        for (name, frequency) in [("min_df", self.min_df), ("max_df", self.max_df)] {
            if let Frequency::Share(share) = frequency
                && !(0.0..=1.0).contains(&share)
            {
                return fault(format!("{name} is a share of {share}"), "a share lies between 0.0 and 1.0");
            }
        }
        Ok(())
    }

    /// Learns terms and idf.
    ///
    /// # Errors
    /// As `fit_transform`.
    pub fn fit<T: AsRef<str> + Sync>(&self, texts: &[T]) -> Result<Fitted> {
        Ok(self.fit_transform(texts)?.0)
    }

    /// Learns terms and idf, and weighs the same texts: rows are texts, columns are terms.
    /// The same for any number of threads.
    ///
    /// # Errors
    /// As `check`; also where `min_df` asks for more of these documents than `max_df` allows.
    pub fn fit_transform<T: AsRef<str> + Sync>(&self, texts: &[T]) -> Result<(Fitted, Tfidf<'static>)> {
        self.check()?;
        if self.min_df.of(texts.len()) > self.max_df.of(texts.len()).max(1.0) {
            let what = format!("no term can be in {:?} or more and {:?} or fewer documents", self.min_df, self.max_df);
            return Err(Error::setting("vectorizer", what, "lower min_df or raise max_df"));
        }
        let mut counted = Counted::of(&self.rules(), texts);
        let mut rows = counted.rows(|term| term as u32, counted.len());
        let documents = rows.document_frequency(counted.len());
        let keep = self.kept(&counted, &rows, &documents);
        if keep.contains(&false) {
            rows.keep(&numbered(&keep));
        }
        let terms = counted.names(|term| keep[term]);
        let kept: Vec<u32> = documents.iter().zip(&keep).filter(|(_, keep)| **keep).map(|(df, _)| *df).collect();
        let idf = self.idf(&kept, texts.len());
        let weights = Tfidf::weigh(Cow::Owned(rows), idf.clone(), self.weighting());
        Ok((Fitted { options: self.clone(), terms, idf }, weights))
    }

    /// Learns the idf of given terms, whatever `min_df`, `max_df` and `max_features` say. They must be sorted by bytes.
    ///
    /// # Errors
    /// As `check`; also where the terms are not sorted, or one stands twice.
    pub fn fit_transform_terms<T: AsRef<str> + Sync>(
        &self,
        terms: Vec<String>,
        texts: &[T],
    ) -> Result<(Fitted, Tfidf<'static>)> {
        let idf = vec![1.0; terms.len()];
        let mut fitted = Fitted::try_from(Saved { options: self.clone(), terms, idf })?;
        let rows = fitted.count(texts);
        fitted.idf = self.idf(&rows.document_frequency(fitted.terms.len()), texts.len());
        let weights = Tfidf::weigh(Cow::Owned(rows), fitted.idf.clone(), self.weighting());
        Ok((fitted, weights))
    }

    /// The idf of terms that occur in so many of `documents`.
    fn idf(&self, frequency: &[u32], documents: usize) -> Vec<f64> {
        if self.use_idf { tfidf::idf(frequency, documents, self.weighting()) } else { vec![1.0; frequency.len()] }
    }

    fn rules(&self) -> Rules<'_> {
        Rules { options: self, stop: self.stop_words.iter().map(String::as_str).collect() }
    }

    fn weighting(&self) -> TfidfOptions {
        let Self { norm, smooth_idf, sublinear_tf, binary, .. } = *self;
        TfidfOptions { norm, smooth_idf, sublinear_tf, binary }
    }

    /// Which terms are kept.
    fn kept(&self, counted: &Counted, rows: &Sparse, documents: &[u32]) -> Vec<bool> {
        let (least, most) = (self.min_df.of(rows.len()), self.max_df.of(rows.len()));
        let lengths = counted.lengths();
        let passes = |term: usize| {
            let df = f64::from(documents[term]);
            usize::from(lengths[term]) >= self.ngram_range.0 && df >= least && df <= most
        };
        let mut keep: Vec<bool> = (0..counted.len()).map(passes).collect();
        if let Some(limit) = self.max_features {
            let occurrences = match self.binary {
                true => documents.iter().map(|&documents| u64::from(documents)).collect(),
                false => rows.sums(counted.len()),
            };
            let mut order: Vec<usize> = (0..keep.len()).filter(|&term| keep[term]).collect();
            order.sort_by_key(|&term| (std::cmp::Reverse(occurrences[term]), term));
            order.iter().skip(limit).for_each(|&term| keep[term] = false);
        }
        keep
    }
}

/// Numbers for those that are kept, in order; `u32::MAX` for the others.
fn numbered(keep: &[bool]) -> Vec<u32> {
    let mut next = 0..;
    keep.iter().map(|&keep| if keep { next.next().unwrap_or(u32::MAX) } else { u32::MAX }).collect()
}

impl Fitted {
    /// The terms, sorted by bytes: the names of the columns.
    pub fn terms(&self) -> &[String] {
        &self.terms
    }

    /// Inverse document frequency of each term.
    pub fn idf(&self) -> &[f64] {
        &self.idf
    }

    /// Weighs texts by the terms and idf learned. Unknown terms are passed over.
    pub fn transform<T: AsRef<str> + Sync>(&self, texts: &[T]) -> Tfidf<'static> {
        Tfidf::weigh(Cow::Owned(self.count(texts)), self.idf.clone(), self.options.weighting())
    }

    /// The rows of texts, in the columns of the terms learned.
    fn count<T: AsRef<str> + Sync>(&self, texts: &[T]) -> Sparse {
        let mut counted = Counted::of(&self.options.rules(), texts);
        let column = |term: &String| self.terms.binary_search(term).map_or(u32::MAX, |column| column as u32);
        let columns: Vec<u32> = counted.names(|_| true).iter().map(column).collect();
        counted.rows(|term| columns[term], self.terms.len())
    }
}
