//! The sections on the data and its quality, and on how to make the report again.

use super::Gallery;
use super::view::{Cell, Grid, Part, Section};
use crate::chart::Chart;
use crate::config::Config;
use crate::drift::findings::{Corpus, DocumentFinding, DuplicateFinding, Findings, RemovedFinding, RemovedTotal};
use crate::ingest::EvidenceKind;
use crate::report::wording::{NONE, count, counted, percent};
use crate::report::{Scores, chart_files, table};

/// A corpus of more documents than this is not listed one by one (`Corpus::documents`).
const LISTED: usize = 2_000;

/// What was read, and how far it can be trusted.
pub fn data(findings: &Findings, gallery: &mut Gallery) -> Section {
    let corpus = &findings.corpus;
    let mut section = Section::new("data", "The data and its quality");
    section.show(gallery.take(&["calendar"]));
    section.table(evidence_table(findings));
    if !corpus.undated.is_empty() {
        let all = corpus.documents_read.saturating_sub(corpus.documents_dated).max(corpus.undated.len());
        let summary = listed(&format!("{} without a date", counted(all, "document")), corpus.undated.len(), all);
        section.say(
            "Documents without a date count in the words and in the similarities, and in nothing that is about time.",
        );
        section.parts.push(Part::Lines { summary, lines: corpus.undated.clone() });
    }
    left_out(corpus, &mut section);
    if corpus.warnings_total > 0 {
        let total = counted(corpus.warnings_total, "warning");
        let summary = listed(&total, corpus.warnings.len(), corpus.warnings_total);
        let lines = corpus.warnings.iter().map(ToString::to_string).collect();
        section.parts.push(Part::Lines { summary, lines });
    }
    section.table(period_table(findings));
    section.table(document_table(findings));
    if corpus.documents.is_empty() && corpus.documents_read > LISTED {
        section.note("The documents are too many to be listed one by one.");
    }
    section
}

/// What was taken out before anything was counted, with receipts.
fn left_out(corpus: &Corpus, section: &mut Section) {
    if !corpus.removed.is_empty() {
        let reason = |(reason, total): (&String, &RemovedTotal)| {
            vec![Cell::text(reason), Cell::count(total.pieces as u64), Cell::count(total.documents as u64)]
        };
        let labels = ["taken for", "#pieces", "#documents"];
        let caption = "What was taken out of the texts before anything was counted";
        section.table(Grid::new(caption, &labels).rows(corpus.removed_by_reason.iter().map(reason)));
        section.table(removed_table(corpus).folded());
    }
    if corpus.duplicates_total > 0 {
        let caption = format!("{}: each story counts once, by its earliest", counted_copies(corpus.duplicates_total));
        section.table(duplicate_table(corpus, &listed(&caption, corpus.duplicates.len(), corpus.duplicates_total)));
    }
    if corpus.other_languages_total > 0 {
        let all = corpus.other_languages_total;
        let what = format!("{} in another language, kept apart", counted(all, "document"));
        let lines = corpus.other_languages.iter().map(|other| format!("{} ({})", other.document, other.language));
        let summary = listed(&what, corpus.other_languages.len(), all);
        section.parts.push(Part::Lines { summary, lines: lines.collect() });
    }
}

/// "1 copy", "2 copies".
fn counted_copies(n: usize) -> String {
    format!("{} {}", count(n as u64), if n == 1 { "copy" } else { "copies" })
}

fn removed_table(corpus: &Corpus) -> Grid {
    let row = |removed: &RemovedFinding| {
        vec![
            Cell::foreign(&removed.text),
            Cell::text(&removed.reason),
            Cell::count(removed.count as u64),
            Cell::foreign(&removed.document),
        ]
    };
    let labels = ["text", "taken for", "#documents", "?first in"];
    Grid::new("Each text that was taken out, the most often met first", &labels).rows(corpus.removed.iter().map(row))
}

fn duplicate_table(corpus: &Corpus, caption: &str) -> Grid {
    let row = |copy: &DuplicateFinding| {
        vec![
            Cell::foreign(&copy.document),
            Cell::text(copy.date.as_deref().unwrap_or(NONE)),
            Cell::foreign(&copy.of),
            Cell::text(copy.of_date.as_deref().unwrap_or(NONE)),
            Cell::number(copy.similarity, percent(copy.similarity)),
        ]
    };
    let labels = ["copy", "date", "of", "date", "#alike"];
    Grid::new(caption, &labels).rows(corpus.duplicates.iter().map(row)).folded()
}

/// The heading of a list that may not be whole.
fn listed(what: &str, shown: usize, all: usize) -> String {
    if shown < all { format!("{what}, of which the first {shown} are listed") } else { what.to_string() }
}

fn evidence_table(findings: &Findings) -> Grid {
    let corpus = &findings.corpus;
    let rows = corpus.dates_by_evidence.iter().map(|(kind, &documents)| {
        let share = documents as f64 / corpus.documents_read.max(1) as f64;
        vec![Cell::text(evidence(kind)), Cell::count(documents as u64), Cell::number(share, percent(share))]
    });
    Grid::new("Where the dates were found", &["date from", "#documents", "#share"]).rows(rows)
}

/// The kind of evidence, by its saved name, in words.
fn evidence(kind: &str) -> String {
    match serde_json::from_value::<EvidenceKind>(kind.into()) {
        Ok(kind) => kind.words().to_string(),
        Err(_) if kind == "none" => "no date found".to_string(),
        Err(_) => kind.to_string(),
    }
}

fn period_table(findings: &Findings) -> Grid {
    let rows = findings.periods.iter().map(|period| {
        vec![
            Cell::text(&period.label).noted(if period.partial { "partial" } else { "" }),
            Cell::text(&period.first),
            Cell::text(&period.last),
            Cell::count(period.documents as u64),
            Cell::count(period.words),
            Cell::count(period.sources as u64),
        ]
    });
    let labels = ["period", "first day", "last day", "#documents", "#words", "#sources"];
    Grid::new("Periods and what there is to count in each; the corpus covers a partial one only in part", &labels)
        .rows(rows)
}

fn document_table(findings: &Findings) -> Grid {
    let labels = ["date", "exact\nto", "title", "source", "#words", "read as\ndate", "found\nin", "?file"];
    let rows = findings.corpus.documents.iter().map(document_row);
    let ids = (0..findings.corpus.documents.len()).map(document_id).collect();
    Grid::new("Documents in order of time, with the very characters that were read as their date", &labels)
        .rows(rows)
        .identified(ids)
}

/// The id of a document's row.
pub fn document_id(row: usize) -> String {
    format!("document-{row}")
}

fn document_row(document: &DocumentFinding) -> Vec<Cell> {
    let precision = document.precision.and_then(|precision| serde_json::to_value(precision).ok());
    let day = |text: &String| match document.day {
        Some(day) => Cell::number(day, text.replace('/', " to ")),
        None => Cell::text(text),
    };
    vec![
        document.date.as_ref().map_or_else(|| Cell::text(NONE), day),
        Cell::text(precision.as_ref().and_then(|name| name.as_str()).unwrap_or(NONE)),
        Cell::foreign(&document.title),
        Cell::foreign(document.source.as_deref().unwrap_or_default()),
        Cell::count(document.words),
        Cell::foreign(document.characters.as_deref().unwrap_or_default()),
        Cell::text(document.evidence.map_or(NONE, EvidenceKind::words)),
        Cell::foreign(&document.id),
    ]
}

/// The settings, and the way to the same bytes.
pub fn settings(scores: &Scores, charts: &[Chart]) -> Section {
    let mut section = Section::new("settings", "Settings, and how to make this again");
    let text = toml::to_string(&scores.settings).unwrap_or_default();
    let changed = changed(&scores.settings);
    section.say(match changed.is_empty() {
        true => "Every setting has its default value.".to_string(),
        false => format!("Settings that differ from their defaults: {}.", changed.join(", ")),
    });
    section.say(format!(
        "Made by {} with seed {}. The same documents with the settings below, saved as driftline.toml, give the same \
         scores, tables and drawings (SVG) on any machine; PATH is the folder or file that was read:",
        scores.program, scores.settings.seed
    ));
    section
        .parts
        .push(Part::Code { text: "driftline report PATH --config driftline.toml --out DIR".into(), summary: "" });
    section.parts.push(Part::Code { text, summary: "driftline.toml" });
    section.parts.push(Part::Lines { summary: "Files beside this page".into(), lines: files(charts) });
    section
}

/// The names of the settings that are not as by default: whoever tries many settings should have to show it.
fn changed(settings: &Config) -> Vec<String> {
    let (Ok(ours), Ok(default)) = (toml::Table::try_from(settings), toml::Table::try_from(Config::default())) else {
        return Vec::new();
    };
    let mut names = Vec::new();
    for (key, value) in &ours {
        match (value, default.get(key)) {
            (toml::Value::Table(inner), Some(toml::Value::Table(usual))) => {
                let differ = inner.iter().filter(|(name, value)| usual.get(*name) != Some(value));
                names.extend(differ.map(|(name, value)| format!("{key}.{name} = {value}")));
            }
            (value, usual) if usual == Some(value) => {}
            (toml::Value::Array(items), _) => names.push(format!("{key} ({} given)", count(items.len() as u64))),
            (value, _) => names.push(format!("{key} = {value}")),
        }
    }
    names
}

/// All files of the report but the page itself.
fn files(charts: &[Chart]) -> Vec<String> {
    let tables = table::NAMES.map(|name| format!("{name}.csv"));
    let charts = charts.iter().flat_map(|chart| chart_files(&chart.name));
    let mut files: Vec<String> = ["scores.json".to_string()].into_iter().chain(tables).chain(charts).collect();
    files.sort();
    files.dedup();
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_settings_on_the_page_make_the_same_settings() {
        let text = "title = \"T\"\nfrom = \"2020-01-31\"\nseed = 7\n[words]\nstem = false\n[[theme]]\nname = \"a\"\nwords = [\"b*\"]";
        let settings = Config::parse(text, "test").unwrap();
        assert_eq!(Config::parse(&toml::to_string(&settings).unwrap(), "test").unwrap(), settings);
        let changed = changed(&settings);
        let expected = ["from = \"2020-01-31\"", "seed = 7", "theme (1 given)", "title = \"T\"", "words.stem = false"];
        assert_eq!(changed, expected);
    }

    #[test]
    fn evidence_is_told_in_words() {
        assert_eq!(
            ["field", "file-name", "none", "star"].map(evidence),
            ["field", "file name", "no date found", "star"]
        );
    }
}
