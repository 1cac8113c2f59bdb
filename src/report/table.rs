//! The findings as tables for spreadsheets and programs.

use crate::chart::Table;
use crate::drift::findings::{Estimate, Findings, TermFinding};
use serde::Serialize;

/// The names of the tables, without `.csv`.
pub const NAMES: [&str; 4] = ["documents", "terms", "themes", "turns"];

/// The tables of a report, in the order of [`NAMES`].
pub fn all(findings: &Findings) -> [Table; 4] {
    [documents(findings), terms(findings), themes(findings), turns(findings)]
}

/// A table from its header and rows.
fn table<S: AsRef<str>>(columns: impl IntoIterator<Item = S>, rows: Vec<Vec<String>>) -> Table {
    Table { columns: columns.into_iter().map(|column| column.as_ref().to_string()).collect(), rows }
}

/// A value, or an empty cell.
fn cell<T: ToString>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// The word under which a value is saved in the scores.
fn word(value: impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(String::from)).unwrap_or_default()
}

/// Value, low and high in three cells.
fn three(estimate: Option<&Estimate>) -> [String; 3] {
    [cell(estimate.map(|e| e.value)), cell(estimate.and_then(|e| e.low)), cell(estimate.and_then(|e| e.high))]
}

fn terms(findings: &Findings) -> Table {
    let columns = [
        "direction",
        "term",
        "verdict",
        "count_earlier",
        "count_later",
        "documents_earlier",
        "documents_later",
        "per_1000_earlier",
        "per_1000_later",
        "ratio",
        "ratio_low",
        "ratio_high",
        "p",
        "q",
        "detectable",
        "shrunken_log2",
        "top_document_share",
        "one_document",
        "dispersion_dp",
        "documents",
        "sources",
        "g2",
        "g2_two_cell",
        "log_odds_z",
        "lrc",
        "simple_maths",
    ];
    let rising = findings.terms.rising.iter().map(|term| term_row("rising", term));
    let falling = findings.terms.falling.iter().map(|term| term_row("falling", term));
    table(columns, rising.chain(falling).collect())
}

fn term_row(direction: &str, term: &TermFinding) -> Vec<String> {
    let change = &term.change;
    let mut row = vec![direction.to_string(), term.term.clone(), word(change.verdict)];
    row.extend([term.count_earlier, term.count_later].map(|n| n.to_string()));
    row.extend([term.documents_earlier, term.documents_later].map(|n| n.to_string()));
    row.extend([cell(change.earlier), cell(change.later)]);
    row.extend(three(change.ratio.as_ref()));
    row.extend([cell(change.p), cell(change.q), cell(change.detectable)]);
    row.extend([term.shrunken_log2, term.top_document_share].map(|x| x.to_string()));
    row.extend([term.one_document.to_string(), term.dispersion.dp.to_string()]);
    row.extend([term.dispersion.documents, term.dispersion.sources].map(|n| n.to_string()));
    let peers = &term.peers;
    row.extend([term.g2, peers.g2_two_cell, peers.log_odds_z, peers.lrc, peers.simple_maths].map(|x| x.to_string()));
    row
}

fn turns(findings: &Findings) -> Table {
    let columns = ["term", "kind", "from", "to", "count", "documents", "ratio", "ratio_low", "ratio_high", "q"];
    let rows = findings.turns.found.iter().map(|turn| {
        let mut row = [&turn.term, &turn.kind, &turn.from, &turn.to].map(String::clone).to_vec();
        row.extend([turn.count.to_string(), turn.documents.to_string()]);
        row.extend(three(Some(&turn.ratio)));
        row.push(turn.q.to_string());
        row
    });
    table(columns, rows.collect())
}

/// One line for each document, with the mentions of each theme in columns of their own.
fn documents(findings: &Findings) -> Table {
    let fixed = ["document", "title", "source", "date", "precision", "evidence", "characters", "period", "words"];
    let names = findings.themes.iter().map(|theme| theme.name.as_str());
    let rows = findings.corpus.documents.iter().map(|document| {
        let period = document.period.and_then(|period| findings.periods.get(period));
        let mut row = vec![document.id.clone(), document.title.clone()];
        row.extend([cell(document.source.as_ref()), cell(document.date.as_ref())]);
        row.extend([document.precision.map(word), document.evidence.map(word)].map(Option::unwrap_or_default));
        row.extend([cell(document.characters.as_ref()), cell(period.map(|period| &period.label))]);
        row.push(document.words.to_string());
        row.extend((0..findings.themes.len()).map(|theme| cell(document.theme_counts.get(theme))));
        row
    });
    table(fixed.into_iter().chain(names), rows.collect())
}

/// One line for each theme and period.
fn themes(findings: &Findings) -> Table {
    let columns = [
        "theme",
        "period",
        "first",
        "last",
        "documents",
        "words",
        "mentions",
        "per_1000",
        "per_1000_low",
        "per_1000_high",
        "share",
        "prevalence",
        "prevalence_low",
        "prevalence_high",
        "intensity",
        "intensity_low",
        "intensity_high",
    ];
    let pairs = findings.themes.iter().flat_map(|theme| {
        theme.series.iter().zip(&findings.periods).map(move |(point, period)| (theme, point, period))
    });
    let rows = pairs.map(|(theme, point, period)| {
        let mut row = [&theme.name, &period.label, &period.first, &period.last].map(String::clone).to_vec();
        row.extend([period.documents.to_string(), period.words.to_string(), point.mentions.to_string()]);
        row.extend(three(point.rate.as_ref()));
        row.push(cell(point.share));
        row.extend(three(point.prevalence.as_ref()));
        row.extend(three(point.intensity.as_ref()));
        row
    });
    table(columns, rows.collect())
}
