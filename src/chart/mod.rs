//! FINDINGS -> PICTURES. Charts draw what the findings say and compute nothing but places on the page.
//!
//! One drawing path: each chart puts marks on a `Canvas` (`draw`), plotters draws them as SVG, and a PNG is that SVG
//! rasterized (`raster`). Another theme, color or size is laid over the finished SVG (`look`).
//!
//! | shared by all | what it holds |
//! |---|---|
//! | `style`, `format`, `measure` | sizes and colors; numbers and verdicts in words; how wide a text is |
//! | `frame`, `grid`, `scale` | title, footer, axes and exposure; small multiples; from values to places |
//! | `series`, `turn_mark` | lines with their intervals; when a level turned, or may have |
//!
//! Every other file is one chart, under the chart's name.

mod barcode;
mod bump;
mod calendar;
mod documents;
mod draw;
mod drift;
mod emphasis;
mod fallback;
pub(crate) mod format;
mod frame;
mod grid;
mod look;
mod measure;
mod ranks;
mod raster;
mod ribbon;
mod scale;
mod series;
mod shift;
mod similarity;
mod style;
mod terms;
mod themes;
mod turn_mark;
mod turns;
mod volcano;

use crate::compare::findings::Side;
use crate::compare::{Comparison, Resemblances};
use crate::drift::findings::{Corpus, DocumentFinding, Findings};
use crate::drift::outlying;
use crate::error::Result;
use crate::legible;
pub use look::{Look, dark_rules, restyled};
pub use raster::{Fonts, Picture, picture, png};

/// One chart: the drawing and the numbers behind it.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// Stem of the file names, unique in a report: "emphasis-critical-minerals-defence".
    pub name: String,
    /// The message, a sentence.
    pub title: String,
    /// What is drawn, for readers without sight.
    pub description: String,
    /// The drawing, 960 points wide.
    pub svg: String,
    /// The numbers that are drawn.
    pub table: Table,
}

/// The numbers behind a chart, as text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    pub columns: Vec<String>,
    /// As many cells a row as there are columns.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    fn new(columns: &[&str]) -> Self {
        Self { columns: columns.iter().map(|&name| name.to_owned()).collect(), rows: Vec::new() }
    }

    /// The table as CSV (RFC 4180, but with line feeds): a header and one line a row.
    ///
    /// Spreadsheets take a cell that begins with =, +, -, @, a tab or a carriage return for a formula, and the texts of
    /// others may hold one; unless it is a number, such a cell gets an apostrophe before it (OWASP, "CSV injection").
    pub fn to_csv(&self) -> String {
        std::iter::once(&self.columns).chain(&self.rows).map(|row| csv_line(row)).collect()
    }
}

fn csv_line(cells: &[String]) -> String {
    let quoted = |cell: &String| {
        let cell = legible::line(cell);
        let guard = if is_formula(&cell) { "'" } else { "" };
        match cell.contains(['"', ',', '\n', '\r']) {
            true => format!("\"{guard}{}\"", cell.replace('"', "\"\"")),
            false => format!("{guard}{cell}"),
        }
    };
    cells.iter().map(quoted).collect::<Vec<_>>().join(",") + "\n"
}

fn is_formula(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err()
}

/// Every chart of a comparison.
///
/// # Errors
/// As [`all`].
pub fn comparison(found: &Comparison) -> Result<Vec<Chart>> {
    Ok([ribbon::chart(found)?, similarity::of_sides(found)?, shift::of_sides(found)?].into_iter().flatten().collect())
}

/// The ribbon of two documents as a narrow screen shows it: SVG without words beside it.
///
/// # Errors
/// As [`all`].
pub fn narrow_ribbon(found: &Comparison) -> Result<Option<String>> {
    ribbon::narrow(found)
}

/// The heat map of several documents.
///
/// # Errors
/// As [`all`].
pub fn resemblances(found: &Resemblances) -> Result<Vec<Chart>> {
    let words = found.documents.iter().map(|document| document.words).sum();
    let named = |side: &Side| DocumentFinding {
        id: side.name.clone(),
        title: side.title.clone().unwrap_or_default(),
        date: side.date.clone(),
        ..DocumentFinding::default()
    };
    let corpus = Corpus {
        documents_read: found.documents.len(),
        documents_dated: found.documents.iter().filter(|side| side.date.is_some()).count(),
        documents: found.documents.iter().map(named).collect(),
        words,
        period: "none".into(),
        ..Corpus::default()
    };
    let findings = Findings { corpus, similarity: Some(found.similarity.clone()), ..Findings::default() };
    Ok(similarity::chart(&findings)?.into_iter().collect())
}

/// Draws one chart of findings that can fill it.
type Draw = fn(&Findings) -> Result<Option<Chart>>;

/// Every chart that these findings can fill, in the order of the page.
///
/// # Errors
/// `Error::Chart` if plotters cannot draw one, which no input is known to cause.
pub fn all(findings: &Findings) -> Result<Vec<Chart>> {
    // Over time the documents far apart from all others are left out, and each footer says so.
    let drawn = outlying::drawn(findings);
    let timed = drawn.as_ref().unwrap_or(findings);
    // A map of documents has no axis of time that one of them could stretch.
    let of_periods = findings.similarity.as_ref().is_some_and(|similarity| similarity.of == "periods");
    let mapped = if of_periods { timed } else { findings };
    let mut charts = emphasis::charts(timed)?;
    let one_each: [(Draw, &Findings); 12] = [
        (themes::chart, timed),
        (bump::chart, timed),
        (documents::chart, timed),
        (barcode::chart, timed),
        (terms::chart, findings),
        (volcano::chart, findings),
        (turns::chart, timed),
        (drift::chart, timed),
        (shift::chart, findings),
        (ranks::chart, findings),
        (similarity::chart, mapped),
        (calendar::chart, timed),
    ];
    for (chart, findings) in one_each {
        charts.extend(chart(findings)?);
    }
    Ok(charts)
}
