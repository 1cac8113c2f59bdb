//! Several documents: how alike they are, which are nearest, which are copies; as text, Markdown, page and JSON.

use super::markdown::escaped;
use super::{page::resemblances, saved};
use crate::chart::Chart;
use crate::compare::Resemblances;
use crate::drift::findings::NearPair;
use crate::error::Result;
use crate::report::terminal::{columns, shorten, wrap};
use crate::report::wording::{count, counted, inert};
use crate::report::{chart_contents, files};
use std::path::{Path, PathBuf};

/// Most documents of which a terminal can show the matrix.
const MOST_COLUMNS: usize = 12;
/// Clusters of copies that are told.
const MOST_CLUSTERS: usize = 20;

/// The saved form.
pub fn json(found: &Resemblances) -> String {
    saved(found)
}

/// The page.
///
/// # Errors
/// As [`super::comparison_page`].
pub fn page(found: &Resemblances, charts: &[Chart]) -> Result<String> {
    resemblances(found, charts)
}

/// Writes `index.html`, `comparison.json` and the heat map into `out` as [`crate::report::write`] does.
///
/// # Errors
/// As [`crate::report::write`].
pub fn write(out: &Path, found: &Resemblances, charts: &[Chart]) -> Result<Vec<PathBuf>> {
    let mut contents = vec![
        ("index.html".to_owned(), page(found, charts)?.into_bytes()),
        ("comparison.json".to_owned(), json(found).into_bytes()),
    ];
    contents.extend(chart_contents(charts)?);
    files::write_all(out, contents)
}

/// What was found, in sentences.
pub fn summary(found: &Resemblances) -> Vec<String> {
    let copies: usize = found.clusters.iter().map(|cluster| cluster.len() - 1).sum();
    let copied = match copies {
        0 => "none is a copy of another".into(),
        1 => "1 is a copy or near copy of another".into(),
        more => format!("{} are copies or near copies of others", count(more as u64)),
    };
    let mut told = vec![format!("{}; {copied}.", counted(found.documents.len(), "document"))];
    if let Some(pair) = found.similarity.nearest.first() {
        let terms: Vec<String> = pair.terms.iter().map(|term| format!("“{term}”")).collect();
        told.push(format!(
            "Most alike: {} and {} (TF-IDF cosine {:.2}; most by {}).",
            pair.a,
            pair.b,
            pair.cosine,
            terms.join(", ")
        ));
    }
    told
}

/// For the terminal.
pub fn text(found: &Resemblances, width: usize) -> String {
    let mut lines: Vec<String> = summary(found).iter().flat_map(|sentence| wrap(sentence, width)).collect();
    if !found.similarity.nearest.is_empty() {
        lines.extend([String::new(), "Nearest pairs".to_owned()]);
    }
    for pair in &found.similarity.nearest {
        lines.extend(near(pair, width));
    }
    if !found.clusters.is_empty() {
        lines.extend([String::new(), "Copies and near copies".to_owned()]);
    }
    for cluster in found.clusters.iter().take(MOST_CLUSTERS) {
        lines.extend(wrap(&cluster.join(" = "), width).into_iter().map(|line| format!("  {line}")));
    }
    if found.clusters.len() > MOST_CLUSTERS {
        lines.push(format!("  and {} more; --format json has all", found.clusters.len() - MOST_CLUSTERS));
    }
    lines.extend(matrix(found, width));
    if !found.warnings.is_empty() {
        lines.extend([String::new(), counted(found.warnings.len(), "warning")]);
        lines.extend(found.warnings.iter().take(MOST_CLUSTERS).flat_map(|warning| wrap(&warning.to_string(), width)));
    }
    lines.iter().map(|line| format!("{}\n", line.trim_end())).collect()
}

/// Two documents on a line, or where their names are too long for one, on two: a name that is cut off names nobody.
fn near(pair: &NearPair, width: usize) -> Vec<String> {
    let (a, b) = (inert(&pair.a), inert(&pair.b));
    let line = format!("  {:.2}  {a}  |  {b}", pair.cosine);
    if columns(&line) <= width {
        return vec![line];
    }
    vec![shorten(&format!("  {:.2}  {a}", pair.cosine), width), shorten(&format!("     |  {b}"), width)]
}

/// Cosines in rows and columns, where they fit.
fn matrix(found: &Resemblances, width: usize) -> Vec<String> {
    let rows = &found.similarity.cosine;
    let names = width.saturating_sub(5 * rows.len() + 6);
    if rows.len() > MOST_COLUMNS || names < 10 {
        return Vec::new();
    }
    let head: String = (1..=rows.len()).map(|column| format!("{column:>5}")).collect();
    let mut lines = vec![String::new(), format!("{:names$}    {head}", "Cosine")];
    for (index, (row, document)) in rows.iter().zip(&found.documents).enumerate() {
        let cells: String =
            row.iter().map(|cell| cell.map_or_else(|| "    -".into(), |cell| format!("{cell:>5.2}"))).collect();
        lines.push(format!("{:names$} {:>2} {cells}", shorten(&inert(&document.name), names), index + 1));
    }
    lines
}

/// For pull requests and chat.
pub fn markdown(found: &Resemblances) -> String {
    let mut text = String::new();
    summary(found).iter().for_each(|sentence| text.push_str(&format!("- {}\n", escaped(sentence))));
    text.push_str("\n| cosine | | | alike by |\n|--:|---|---|---|\n");
    for pair in &found.similarity.nearest {
        let terms = escaped(&pair.terms.join(", "));
        text.push_str(&format!("| {:.2} | {} | {} | {terms} |\n", pair.cosine, escaped(&pair.a), escaped(&pair.b)));
    }
    if !found.clusters.is_empty() {
        text.push_str("\nCopies and near copies:\n\n");
    }
    for cluster in &found.clusters {
        text.push_str(&format!("- {}\n", escaped(&cluster.join(" = "))));
    }
    text
}
