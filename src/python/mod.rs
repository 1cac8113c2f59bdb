//! The extension module of the Python package: feature `python`, built by maturin; `python/driftline/` is what people use.
//!
//! | file | what it gives Python |
//! |---|---|
//! | `vectorizer` | counts and TF-IDF as the three vectors of a scipy matrix, handed over without a copy |
//! | `corpus` | tables of Python -> reports, trends and comparisons |
//! | `counts` | rows -> saved counts, and their union |
//! | here | the command line, faults as exceptions, work that Ctrl-C leaves |
//!
//! Nothing is computed here: rows, settings and answers change their dress. The global lock is free while Rust works, and
//! texts are read where Python holds them.

mod corpus;
mod counts;
mod vectorizer;

use crate::error::Error;
use pyo3::exceptions::{PyFileNotFoundError, PyOSError, PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use std::ffi::OsString;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

/// How often a waiting call looks whether the user pressed Ctrl-C.
const PATIENCE: Duration = Duration::from_millis(50);

/// The compiled part of driftline.
#[pymodule]
mod _driftline {
    #[pymodule_export]
    use super::corpus::{Answer, compare_sides, report_on, trend_of};
    #[pymodule_export]
    use super::counts::{count_rows, merge_counts, save_counts, verify_counts};
    #[pymodule_export]
    use super::run;
    #[pymodule_export]
    use super::vectorizer::{FittedVectorizer, fit, fit_terms};

    #[pymodule_init]
    fn init(module: &super::Bound<'_, super::PyModule>) -> super::PyResult<()> {
        use super::PyModuleMethods;
        crate::cli::hide_caught_panics();
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}

/// Runs the program on these arguments, the first of which is its name; returns the exit code.
#[pyfunction]
fn run(py: Python<'_>, arguments: Vec<OsString>) -> u8 {
    py.detach(|| crate::cli::run(arguments))
}

/// An error with its hint as the exception that Python has for it.
fn exception(error: Error) -> PyErr {
    let told = match error.hint() {
        Some(hint) => format!("{error} ({hint})"),
        None => error.to_string(),
    };
    match error {
        Error::Missing { .. } => PyFileNotFoundError::new_err(told),
        Error::Io { .. } => PyOSError::new_err(told),
        Error::Chart { .. } => PyRuntimeError::new_err(told),
        _ => PyValueError::new_err(told),
    }
}

/// Does work on a thread of its own, so that Ctrl-C is heard meanwhile. What was interrupted comes to its end unheard.
fn work<T: Send + 'static>(
    py: Python<'_>,
    work: impl FnOnce() -> crate::error::Result<T> + Send + 'static,
) -> PyResult<T> {
    let (done, mut waiting) = channel();
    std::thread::spawn(move || done.send(work()));
    loop {
        let (told, still_waiting) = py.detach(|| (waiting.recv_timeout(PATIENCE), waiting));
        waiting = still_waiting;
        match told {
            Ok(done) => return done.map_err(exception),
            Err(RecvTimeoutError::Timeout) => py.check_signals()?,
            Err(RecvTimeoutError::Disconnected) => {
                return Err(PyRuntimeError::new_err("driftline failed; please report it with the lines above"));
            }
        }
    }
}
