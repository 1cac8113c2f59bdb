//! Tables of Python -> reports, trends and comparisons, by the very calls of the commands of those names.

use super::{exception, work};
use crate::chart::{self, Chart};
use crate::cli;
use crate::compare::Comparison;
use crate::config::{Config, HeldCounts, HeldTable, PairSpec};
use crate::drift::{self, Trend};
use crate::error::{Error, Result};
use crate::pipeline::{self, Query};
use crate::report::{self, Scores};
use pyo3::exceptions::PyKeyError;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use std::path::PathBuf;
use std::sync::Arc;

/// Pixels of a PNG for each unit of its drawing.
const PNG_SCALE: f32 = 2.0;

/// A table as Python hands it over: its name, and names and cells of its columns.
type Table = (String, Vec<String>, Vec<Vec<String>>);

/// The header of a table and its rows.
type Cells = (Vec<String>, Vec<Vec<String>>);

/// What is read: tables and saved counts in memory, files and folders.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub struct Input {
    tables: Vec<Table>,
    /// By their names.
    #[pyo3(default)]
    counts: Vec<(String, PyBackedBytes)>,
    /// What to read, in order: the names of these, files and folders.
    paths: Vec<PathBuf>,
    /// As the keys of `driftline.toml`, in JSON.
    settings: String,
}

/// What a command found, with its charts.
#[pyclass(frozen, module = "driftline._driftline")]
pub struct Answer {
    found: Found,
    charts: Vec<Chart>,
}

enum Found {
    Report(Box<Scores>),
    Trend(Box<Trend>),
    Comparison(Box<Comparison>),
}

/// As `driftline report`.
#[pyfunction]
#[pyo3(name = "report")]
pub fn report_on(py: Python<'_>, input: Input) -> PyResult<Answer> {
    work(py, move || {
        let (paths, config) = input.resolve()?;
        let findings = pipeline::analyze(&paths, &config, &mut |_| ())?;
        let scores = Scores::new(config, findings);
        let charts = chart::all(&scores.findings)?;
        Ok(Answer { found: Found::Report(Box::new(scores)), charts })
    })
}

/// As `driftline trend`: the first query, set against the others.
#[pyfunction]
#[pyo3(name = "trend")]
pub fn trend_of(py: Python<'_>, input: Input, queries: Vec<String>, evidence: bool) -> PyResult<Answer> {
    work(py, move || {
        let (paths, mut config) = input.resolve()?;
        let known = std::mem::take(&mut config.themes);
        config.themes = queries.iter().map(|query| cli::theme_of(query, &known)).collect::<Result<_>>()?;
        let first = config.themes.first().map(|theme| theme.name.clone()).unwrap_or_default();
        let pair = |to: &String| PairSpec { theme: first.clone(), to: to.clone() };
        config.relative = config.themes.iter().skip(1).map(|theme| pair(&theme.name)).collect();
        config.check("query")?;
        let trend = pipeline::trend(&paths, &config, evidence, &mut |_| ())?;
        let charts = chart::all(&trend.findings)?;
        Ok(Answer { found: Found::Trend(Box::new(trend)), charts })
    })
}

/// As `driftline compare`, of the first path with the second.
#[pyfunction]
#[pyo3(name = "compare")]
pub fn compare_sides(py: Python<'_>, input: Input) -> PyResult<Answer> {
    work(py, move || {
        let (paths, config) = input.resolve()?;
        let [a, b] = <[PathBuf; 2]>::try_from(paths)
            .map_err(|_| Error::setting("compare", "there are not two sides", "give two"))?;
        let sides = [a, b].map(|path| Query { path, ..Query::default() });
        let found = pipeline::compare(&sides, &config, &mut |_| ())?;
        let charts = chart::comparison(&found)?;
        Ok(Answer { found: Found::Comparison(Box::new(found)), charts })
    })
}

impl Input {
    /// The paths to read, and the settings with what is held in them.
    pub(super) fn resolve(self) -> Result<(Vec<PathBuf>, Config)> {
        let fault = |fault: serde_json::Error| {
            Error::setting("settings", fault.to_string(), "the keys are those of driftline.toml")
        };
        let mut config: Config = serde_json::from_str(&self.settings).map_err(fault)?;
        let table =
            |(name, columns, cells): Table| Arc::new(HeldTable { name, columns, cells, ..HeldTable::default() });
        config.input.held = self.tables.into_iter().map(table).collect();
        let counts = |(name, bytes): (String, PyBackedBytes)| Arc::new(HeldCounts { name, bytes: bytes.to_vec() });
        config.input.held_counts = self.counts.into_iter().map(counts).collect();
        pipeline::adopt_settings(&mut config, &self.paths)?;
        config.check("settings")?;
        Ok((self.paths, config))
    }
}

#[pymethods]
impl Answer {
    /// What was found in plain sentences, the most important first.
    fn summary(&self) -> Vec<String> {
        match &self.found {
            Found::Report(scores) => report::summary(&scores.findings.summary),
            Found::Trend(trend) => report::trend_summary(trend),
            Found::Comparison(found) => report::summary(&found.summary),
        }
    }

    /// Whether the vocabulary of a report's documents drifted, in a sentence.
    fn drift(&self) -> Option<String> {
        match &self.found {
            Found::Report(scores) => drift::summary::drift(&scores.findings),
            Found::Trend(_) | Found::Comparison(_) => None,
        }
    }

    fn title(&self) -> String {
        match &self.found {
            Found::Report(scores) => scores.title().to_owned(),
            Found::Trend(trend) => trend.findings.corpus.title.clone(),
            Found::Comparison(found) => format!("{} and {}", found.a.name, found.b.name),
        }
    }

    /// What was read, a few words for each fact; nothing of a comparison.
    fn facts(&self) -> Vec<String> {
        match &self.found {
            Found::Report(scores) => report::facts(&scores.findings),
            Found::Trend(trend) => report::facts(&trend.findings),
            Found::Comparison(_) => Vec::new(),
        }
    }

    /// All of it, as the command prints it with `--json`.
    fn to_json(&self) -> String {
        match &self.found {
            Found::Report(scores) => scores.to_json(),
            Found::Trend(trend) => report::trend_json(trend),
            Found::Comparison(found) => report::comparison_json(found),
        }
    }

    /// The page; `None` of a trend, which has none.
    fn page(&self) -> PyResult<Option<String>> {
        let page = match &self.found {
            Found::Report(scores) => report::page(scores, &self.charts).map(Some),
            Found::Trend(_) => Ok(None),
            Found::Comparison(found) => report::comparison_page(found, &self.charts).map(Some),
        };
        page.map_err(exception)
    }

    /// Header and rows of the tables, by name.
    fn tables(&self) -> Vec<(&'static str, Cells)> {
        let findings = match &self.found {
            Found::Report(scores) => &scores.findings,
            Found::Trend(trend) => &trend.findings,
            Found::Comparison(_) => return Vec::new(),
        };
        report::tables(findings).into_iter().map(|(name, table)| (name, (table.columns, table.rows))).collect()
    }

    /// Name, title and description of each chart.
    fn charts(&self) -> Vec<(&str, &str, &str)> {
        let charts = self.charts.iter();
        charts.map(|chart| (chart.name.as_str(), chart.title.as_str(), chart.description.as_str())).collect()
    }

    fn svg(&self, name: &str) -> PyResult<String> {
        self.chart(name).map(|chart| chart.svg.clone())
    }

    fn png(&self, py: Python<'_>, name: &str) -> PyResult<Vec<u8>> {
        let svg = self.svg(name)?;
        work(py, move || chart::png(&svg, PNG_SCALE))
    }

    /// Header and rows of the numbers that a chart shows.
    fn numbers(&self, name: &str) -> PyResult<Cells> {
        self.chart(name).map(|chart| (chart.table.columns.clone(), chart.table.rows.clone()))
    }

    /// Writes all that the command writes with `--out`; returns the paths written.
    fn save(&self, py: Python<'_>, folder: PathBuf) -> PyResult<Vec<PathBuf>> {
        let written = py.detach(|| match &self.found {
            Found::Report(scores) => report::write(&folder, scores, &self.charts),
            Found::Trend(trend) => report::write_trend(&folder, trend, &self.charts),
            Found::Comparison(found) => report::write_comparison(&folder, found, &self.charts),
        });
        written.map_err(exception)
    }
}

impl Answer {
    fn chart(&self, name: &str) -> PyResult<&Chart> {
        let known = || self.charts.iter().map(|chart| chart.name.as_str()).collect::<Vec<_>>().join(", ");
        let found = self.charts.iter().find(|chart| chart.name == name);
        found.ok_or_else(|| PyKeyError::new_err(format!("no chart \"{name}\"; there are: {}", known())))
    }
}
