//! Texts -> the three vectors of a scipy matrix. numpy takes over their memory.

use super::{exception, work};
use crate::counts::{Accents, Csr, Fitted, Frequency, Norm, Numbering, Tfidf, Tokens, Vectorizer};
use crate::error::{Error, Result};
use numpy::{Element, IntoPyArray, PyArray1};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::types::PyTuple;
use std::sync::Arc;

/// Most pairs whose places 32 bits can number.
const MOST_NARROW: usize = i32::MAX as usize;

/// The options of scikit-learn under their names; those that need Python were seen to before.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub struct Options {
    shortest: Option<usize>,
    lowercase: bool,
    strip_accents: Option<String>,
    stop_words: Vec<String>,
    ngram_range: (usize, usize),
    min_df: Share,
    max_df: Share,
    max_features: Option<usize>,
    binary: bool,
    weights: Option<Weights>,
}

/// What weights are made by; without, there are counts.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
struct Weights {
    norm: Option<String>,
    use_idf: bool,
    smooth_idf: bool,
    sublinear_tf: bool,
}

/// A number of documents, or a share: Python tells them by their types, and so do we.
#[derive(FromPyObject)]
enum Share {
    Documents(u32),
    Share(f64),
}

impl From<Share> for Frequency {
    fn from(share: Share) -> Self {
        match share {
            Share::Documents(number) => Self::Documents(number),
            Share::Share(share) => Self::Share(share),
        }
    }
}

impl TryFrom<Options> for Vectorizer {
    type Error = Error;

    fn try_from(options: Options) -> Result<Self> {
        let plain = Weights { norm: None, use_idf: false, smooth_idf: true, sublinear_tf: false };
        let weights = options.weights.unwrap_or(plain);
        let unknown = |name: &str, value: &str, known: &str| {
            Err(Error::setting("vectorizer", format!("{name} is \"{value}\""), format!("take {known}")))
        };
        let norm = match weights.norm.as_deref() {
            None => Norm::None,
            Some("l1") => Norm::L1,
            Some("l2") => Norm::L2,
            Some(other) => return unknown("norm", other, "\"l1\", \"l2\" or None"),
        };
        let strip_accents = match options.strip_accents.as_deref() {
            None => Accents::Keep,
            Some("ascii") => Accents::Ascii,
            Some("unicode") => Accents::Unicode,
            Some(other) => return unknown("strip_accents", other, "\"ascii\", \"unicode\" or None"),
        };
        Ok(Self {
            tokens: options.shortest.map_or(Tokens::Words, Tokens::Runs),
            lowercase: options.lowercase,
            strip_accents,
            stop_words: options.stop_words,
            ngram_range: options.ngram_range,
            min_df: options.min_df.into(),
            max_df: options.max_df.into(),
            max_features: options.max_features,
            norm,
            use_idf: weights.use_idf,
            smooth_idf: weights.smooth_idf,
            sublinear_tf: weights.sublinear_tf,
            binary: options.binary,
        })
    }
}

/// A vectorizer that knows its terms and their idf.
#[pyclass(frozen, module = "driftline._driftline")]
pub struct FittedVectorizer {
    fitted: Arc<Fitted>,
}

#[pymethods]
impl FittedVectorizer {
    /// Rows of texts by the terms learned: values, columns, starts.
    fn transform<'py>(&self, py: Python<'py>, texts: Vec<PyBackedStr>, counts: bool) -> PyResult<Bound<'py, PyTuple>> {
        let fitted = self.fitted.clone();
        matrix(py, work(py, move || Ok(Rows::of(&fitted.transform(&texts), counts)))?)
    }

    /// The terms, in the order of their columns.
    fn terms(&self) -> Vec<String> {
        self.fitted.terms().to_vec()
    }

    /// Inverse document frequency of each term.
    fn idf<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray1<f64>> {
        self.fitted.idf().to_vec().into_pyarray(py)
    }

    /// All of it as JSON, to be kept.
    fn to_json(&self) -> PyResult<String> {
        serde_json::to_string(&*self.fitted).map_err(|fault| PyValueError::new_err(fault.to_string()))
    }

    /// A vectorizer that was kept.
    #[staticmethod]
    fn from_json(text: &str) -> PyResult<Self> {
        let fitted = serde_json::from_str(text).map_err(|fault| PyValueError::new_err(fault.to_string()))?;
        Ok(Self { fitted: Arc::new(fitted) })
    }

    fn __reduce__<'py>(slf: Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, (String,))> {
        Ok((slf.getattr("from_json")?, (slf.get().to_json()?,)))
    }
}

type Learned<'py> = (FittedVectorizer, Bound<'py, PyTuple>);

/// Learns terms and idf, and gives the rows of these texts: values, columns, starts.
#[pyfunction]
pub fn fit<'py>(py: Python<'py>, options: Options, texts: Vec<PyBackedStr>) -> PyResult<Learned<'py>> {
    learn(py, options, move |vectorizer| vectorizer.fit_transform(&texts))
}

/// The same for given terms, which are sorted by code points.
#[pyfunction]
pub fn fit_terms<'py>(
    py: Python<'py>,
    options: Options,
    texts: Vec<PyBackedStr>,
    terms: Vec<String>,
) -> PyResult<Learned<'py>> {
    learn(py, options, move |vectorizer| vectorizer.fit_transform_terms(terms, &texts))
}

fn learn<'py>(
    py: Python<'py>,
    options: Options,
    fit: impl FnOnce(&Vectorizer) -> Result<(Fitted, Tfidf<'static>)> + Send + 'static,
) -> PyResult<Learned<'py>> {
    let counts = options.weights.is_none();
    let vectorizer = Vectorizer::try_from(options).map_err(exception)?;
    let (fitted, rows) = work(py, move || {
        let (fitted, weights) = fit(&vectorizer)?;
        Ok((Arc::new(fitted), Rows::of(&weights, counts)))
    })?;
    Ok((FittedVectorizer { fitted }, matrix(py, rows)?))
}

/// Rows as scipy takes them: its places have 32 bits unless there are too many pairs.
enum Rows {
    Counts(Csr<i32, i32, i64>),
    Weights(Csr<i32, i32, f64>),
    ManyCounts(Csr<i64, i64, i64>),
    ManyWeights(Csr<i64, i64, f64>),
}

impl Rows {
    fn of(weights: &Tfidf, counts: bool) -> Self {
        let narrow = weights.counts().pairs() <= MOST_NARROW;
        match (counts, narrow) {
            (true, true) => Self::Counts(weights.csr_of_counts()),
            (true, false) => Self::ManyCounts(weights.csr_of_counts()),
            (false, true) => Self::Weights(weights.csr()),
            (false, false) => Self::ManyWeights(weights.csr()),
        }
    }
}

fn matrix(py: Python<'_>, rows: Rows) -> PyResult<Bound<'_, PyTuple>> {
    match rows {
        Rows::Counts(csr) => arrays(py, csr),
        Rows::Weights(csr) => arrays(py, csr),
        Rows::ManyCounts(csr) => arrays(py, csr),
        Rows::ManyWeights(csr) => arrays(py, csr),
    }
}

/// Values, columns and starts, in the order in which scipy takes them.
fn arrays<I: Numbering + Element, V: Element>(py: Python<'_>, csr: Csr<I, I, V>) -> PyResult<Bound<'_, PyTuple>> {
    let Csr { starts, columns, values } = csr;
    (values.into_pyarray(py), columns.into_pyarray(py), starts.into_pyarray(py)).into_pyobject(py)
}
