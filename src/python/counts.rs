//! Rows of Python -> saved counts, and their union; as bytes, which travel between the machines of a cluster.

use super::corpus::Input;
use super::work;
use crate::pipeline;
use crate::saved::{self, SavedCounts};
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use std::path::Path;

/// Counts the rows of tables, which are known by their names or by all that they hold.
#[pyfunction]
pub fn count_rows(py: Python<'_>, input: Input) -> PyResult<Bound<'_, PyBytes>> {
    let bytes = work(py, move || {
        let (_, config) = input.resolve()?;
        Ok(pipeline::count_rows(&config)?.to_bytes())
    });
    bytes.map(|bytes| PyBytes::new(py, &bytes))
}

/// The union of saved counts.
#[pyfunction]
pub fn merge_counts(py: Python<'_>, parts: Vec<Vec<u8>>) -> PyResult<Bound<'_, PyBytes>> {
    let bytes = work(py, move || {
        let read = |(number, bytes): (usize, &Vec<u8>)| {
            let name = format!("part {number}");
            Ok((name.clone(), SavedCounts::read(bytes, Path::new(&name))?))
        };
        let parts = parts.iter().enumerate().map(read).collect::<crate::error::Result<Vec<_>>>()?;
        Ok(saved::merge(&parts)?.to_bytes())
    });
    bytes.map(|bytes| PyBytes::new(py, &bytes))
}
