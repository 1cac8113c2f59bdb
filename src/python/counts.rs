//! Rows of Python -> saved counts, and their union; as bytes, which travel between the machines of a cluster.

use super::corpus::Input;
use super::work;
use crate::config::HeldTable;
use crate::error::{Error, Result};
use crate::pipeline;
use crate::report;
use crate::saved::{self, SavedCounts};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use pyo3::types::PyBytes;
use rayon::prelude::*;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Counts the rows of tables, which are known by their names or by all that they hold.
#[pyfunction]
pub fn count_rows(py: Python<'_>, input: Input) -> PyResult<Bound<'_, PyBytes>> {
    let bytes = work(py, move || {
        let (_, mut config) = input.resolve()?;
        let partition = |table: &mut Arc<HeldTable>| Arc::make_mut(table).partition = true;
        config.input.held.iter_mut().for_each(partition);
        Ok(pipeline::count_rows(&config)?.to_bytes())
    });
    bytes.map(|bytes| PyBytes::new(py, &bytes))
}

/// The union of saved counts; messages call each by its name, or by its number from 1.
#[pyfunction]
#[pyo3(signature = (parts, names = None))]
pub fn merge_counts(
    py: Python<'_>,
    parts: Vec<PyBackedBytes>,
    names: Option<Vec<String>>,
) -> PyResult<Bound<'_, PyBytes>> {
    let bytes = work(py, move || {
        let name = |index: usize| names.as_ref().and_then(|names| names.get(index)).cloned();
        let read = |(index, bytes): (usize, &PyBackedBytes)| {
            let name = name(index).unwrap_or_else(|| format!("part {}", index + 1));
            let counts = SavedCounts::read(bytes, Path::new(&name))?;
            Ok((name, counts))
        };
        let parts = parts.par_iter().enumerate().map(read).collect::<Result<Vec<_>>>()?;
        Ok(saved::merge(&parts)?.to_bytes())
    });
    bytes.map(|bytes| PyBytes::new(py, &bytes))
}

/// How many documents and words there are in saved counts, all of which is verified.
#[pyfunction]
pub fn verify_counts(py: Python<'_>, counts: PyBackedBytes, name: String) -> PyResult<(usize, u64)> {
    work(py, move || {
        let counts = SavedCounts::read(&counts, Path::new(&name))?;
        Ok((counts.len(), counts.words()))
    })
}

/// Writes saved counts, whole or not at all.
#[pyfunction]
pub fn save_counts(py: Python<'_>, counts: PyBackedBytes, path: PathBuf) -> PyResult<()> {
    work(py, move || {
        if !crate::ingest::is_counts(&path) {
            let what = format!("{} does not end in {}", path.display(), crate::ingest::COUNTS_ENDING);
            return Err(Error::setting("path", what, "saved counts are known by that ending"));
        }
        report::write_counts(&path, &counts)
    })
}
