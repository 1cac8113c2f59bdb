//! A report as Markdown (GitHub's flavor) for pull requests and chat: what was found, the verdicts, the pictures.

use super::comparison::escaped;
use super::terminal::facts;
use super::wording::{NONE, counted, probability, signed, size_words, told};
use super::{Scores, chart_files};
use crate::chart::Chart;
use crate::drift::findings::{Change, ThemeFinding};
use std::path::Path;

/// Themes and pairs in the table; the page has them all.
const MOST_ROWS: usize = 30;

/// The report as Markdown; `folder` is where its pictures lie.
pub fn markdown(scores: &Scores, charts: &[Chart], folder: &Path) -> String {
    let findings = &scores.findings;
    let mut text = format!("## {}\n\n{}\n\n", escaped(scores.title()), escaped(&facts(findings).join(", ")));
    findings.summary.iter().for_each(|sentence| text.push_str(&format!("- {}\n", escaped(&signed(sentence)))));
    text.push_str(&verdicts(scores));
    for chart in charts {
        let [_, picture, _] = chart_files(&chart.name);
        text.push_str(&format!("\n![{}]({})\n", escaped(&chart.title), link(&folder.join(picture))));
    }
    let page = link(&folder.join("index.html"));
    let warnings = match findings.corpus.warnings_total {
        0 => String::new(),
        some => format!(" {} met while reading.", counted(some, "warning")),
    };
    text.push_str(&format!("\n[The whole report]({page}), made by {}.{warnings}\n", scores.program));
    text
}

/// Pairs and themes with their verdicts.
fn verdicts(scores: &Scores) -> String {
    let findings = &scores.findings;
    let pairs = findings.relative.iter().map(|pair| (format!("{} : {}", pair.theme, pair.to), &pair.change, None));
    let themes = findings.themes.iter().map(|theme| (theme.name.clone(), &theme.change, Some(theme)));
    let all: Vec<(String, &Change, Option<&ThemeFinding>)> = pairs.chain(themes).collect();
    if all.is_empty() {
        return String::new();
    }
    let mut text = "\n| | verdict | change (95 %) | q |\n|---|---|---|--:|\n".to_owned();
    for (name, change, theme) in all.iter().take(MOST_ROWS) {
        let q = change.q.or(change.p).map_or_else(|| NONE.to_owned(), probability);
        text.push_str(&format!(
            "| {} | {} | {} | {} |\n",
            escaped(name),
            told(change, *theme),
            size_words(change),
            escaped(&q)
        ));
    }
    if all.len() > MOST_ROWS {
        text.push_str(&format!("\nAnd {} more on the page.\n", all.len() - MOST_ROWS));
    }
    text
}

/// A path as the target of a link: with spaces and brackets it stands between angles.
fn link(path: &Path) -> String {
    let text = path.display().to_string().replace('\\', "/");
    if text.contains([' ', '(', ')', '<', '>']) { format!("<{}>", text.replace(['<', '>'], "")) } else { text }
}
