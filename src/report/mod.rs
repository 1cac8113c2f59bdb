//! FINDINGS -> FILES. The only module that writes.
//!
//! `scores` is the promise to machines, `page` the page for people, `table` the numbers for spreadsheets, `terminal`
//! the few lines that are printed, `markdown` the same for a pull request; `check` compares scores with a baseline.
//! `comparison`, `inspection`, `calibration`, `trend`, `find`, `explain` and `suggest` write what their commands print.
//! `counts` puts saved counts on the disk. `drawn` makes charts into files, `template` fills pages, `wording` and `settings` are shared; `files` puts all of them
//! on the disk, each whole or not at all; `kept` does so with what saves the next run work.

mod calibration;
mod check;
mod comparison;
mod counts;
mod digest;
mod drawn;
mod explain;
mod files;
mod find;
mod inspection;
mod kept;
mod markdown;
mod page;
mod scores;
mod settings;
mod suggest;
mod table;
mod template;
mod terminal;
mod topics;
mod trend;
mod wording;

pub use calibration::{calibration, calibration_json};
pub use check::{
    Causes, Change as ScoreChange, Check, FieldChange, Kind as ScoreKind, Move as ScoreMove, Relabeled, SettingChange,
    Tolerances,
};
pub use check::{check, check_github, check_json, check_junit, check_text};
pub use check::{older_schema, read_baseline, write_baseline};
pub use comparison::{View, comparison_json, comparison_markdown, comparison_page, comparison_text, write_comparison};
pub use comparison::{
    resemblances_json, resemblances_markdown, resemblances_page, resemblances_text, write_resemblances,
};
pub use counts::{Counted, counted_json, counted_text, write_counts};
pub use drawn::{Drawn, write_chart};
pub use explain::{document_text, explain_json, period_text, term_text};
pub use find::{find_csv, find_json, find_text};
pub use inspection::{inspection, inspection_json};
pub use kept::keep;
pub use markdown::markdown;
pub use scores::{SCHEMA, Scores, written_json};
pub use settings::write_settings;
pub use suggest::{suggestions_json, suggestions_text};
pub use terminal::{facts, terminal, wrap};
pub use topics::{topics_json, topics_text, write_topics};
pub use trend::{trend_json, trend_summary, trend_text, write_trend};

use crate::chart::{Chart, Fonts, Table};
use crate::drift::Findings;
use crate::error::Result;
use std::path::{Path, PathBuf};

/// Writes the report into `out`, which is made if need be: `index.html`, `scores.json`, three files for each chart
/// (`NAME.svg`, `NAME.png`, `NAME.csv`), four tables and `SHA256SUMS`, the list of all of them.
///
/// Each file appears whole or not at all, and a failed run leaves the earlier report as it was. Files of an earlier
/// report that are no longer made are removed, unless they were changed since; a file that no earlier report wrote is
/// never replaced.
///
/// Returns the paths written, in order of their names.
///
/// # Errors
/// `Io` when the folder cannot be written, `Setting` when a file in the way is not ours, `Chart` when a picture cannot
/// be made into a PNG or the page cannot be filled.
pub fn write(out: &Path, scores: &Scores, charts: &[Chart]) -> Result<Vec<PathBuf>> {
    write_with(out, scores, charts, &Fonts::default()).map(|drawn| drawn.paths)
}

/// As [`write()`], with a choice of fonts, and with the characters that they lack.
///
/// # Errors
/// As [`write()`].
pub fn write_with(out: &Path, scores: &Scores, charts: &[Chart], fonts: &Fonts) -> Result<Drawn> {
    let mut files = vec![
        ("index.html".to_string(), page::render(scores, charts)?.into_bytes()),
        ("scores.json".to_string(), scores.to_json().into_bytes()),
    ];
    for (name, table) in table::NAMES.into_iter().zip(table::all(&scores.findings)) {
        files.push((format!("{name}.csv"), table.to_csv().into_bytes()));
    }
    let (pictures, lacking) = drawn::contents(charts, fonts)?;
    files.extend(pictures);
    Ok(Drawn { paths: files::write_all(out, files)?, lacking })
}

/// The page of a report.
///
/// # Errors
/// `Chart` when the page cannot be filled.
pub fn page(scores: &Scores, charts: &[Chart]) -> Result<String> {
    page::render(scores, charts)
}

/// The tables of a report, by name.
pub fn tables(findings: &Findings) -> Vec<(&'static str, Table)> {
    table::NAMES.into_iter().zip(table::all(findings)).collect()
}

/// The sentences of a summary as people read them.
pub fn summary(sentences: &[String]) -> Vec<String> {
    sentences.iter().map(|sentence| wording::signed(sentence)).collect()
}

/// The three files of each chart.
fn chart_contents(charts: &[Chart]) -> Result<Vec<(String, Vec<u8>)>> {
    drawn::contents(charts, &Fonts::default()).map(|(files, _)| files)
}

/// The names of a chart's picture, its raster and its numbers. A chart may be called as one of the tables is.
fn chart_files(name: &str) -> [String; 3] {
    let name = wording::slug(name);
    let numbers = if table::NAMES.contains(&name.as_str()) { format!("{name}-chart") } else { name.clone() };
    [format!("{name}.svg"), format!("{name}.png"), format!("{numbers}.csv")]
}
