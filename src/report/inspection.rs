//! An inspection as text for the terminal and as JSON for programs.

use super::scores;
use super::terminal::{columns, shorten, wrap};
use super::wording::{count, counted, inert, percent};
use crate::drift::findings::Corpus;
use crate::drift::inspection::Inspection;
use crate::drift::wording::one_line;
use crate::ingest::EvidenceKind;
use std::collections::BTreeMap;

/// The version of the saved form.
const SCHEMA: u32 = 1;
/// Most lines of each list; JSON has all of them.
const MOST_LINES: usize = 8;
/// Columns of the names of facts, and the most of a source's name: some name all whom they quote.
const NAMES: usize = 12;
const SOURCE: usize = 40;
/// Width of the longest bar, and the eighths of its last character.
const BAR: usize = 40;
const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/// All of an inspection as JSON in the form of the scores.
pub fn inspection_json(found: &Inspection) -> String {
    scores::answer(SCHEMA, found)
}

/// An inspection as plain text of at most `width` columns where words allow it.
pub fn inspection(found: &Inspection, width: usize) -> String {
    let mut lines = wrap(&headline(found), width);
    lines.extend(left_out(found));
    lines.push(String::new());
    for (name, text) in facts(found) {
        let parts = wrap(&text, width.saturating_sub(NAMES).max(20)).into_iter().enumerate();
        lines.extend(parts.map(|(at, part)| format!("{:NAMES$}{part}", if at == 0 { name } else { "" })));
    }
    lines.extend(volume(found, width));
    lines.extend(removed(&found.corpus));
    let copies = found.corpus.duplicates.iter().map(|copy| {
        let day = |date: &Option<String>| date.as_ref().map(|date| format!(" ({date})")).unwrap_or_default();
        let alike = percent(copy.similarity);
        format!("{}{} copies {}{}, {alike} alike", copy.document, day(&copy.date), copy.of, day(&copy.of_date))
    });
    let mut lists = list("Copies", copies, found.corpus.duplicates_total);
    let others = found.corpus.other_languages.iter().map(|other| format!("{} ({})", other.document, other.language));
    lists.extend(list("In another language", others, found.corpus.other_languages_total));
    let undated = found.corpus.undated.iter().cloned();
    lists.extend(list("Without a date", undated, found.corpus.documents_read - found.corpus.documents_dated));
    let mut text: String = lines.iter().map(|line| cut(line, width)).collect();
    lists.extend(list("Faults", found.corpus.warnings.iter().map(ToString::to_string), found.corpus.warnings_total));
    text.push_str(&whole(&lists, width));
    text.push_str(&advice(found, width));
    text
}

/// One line, cut to the width.
fn cut(line: &str, width: usize) -> String {
    format!("{}\n", shorten(inert(line).trim_end(), width))
}

fn headline(found: &Inspection) -> String {
    let corpus = &found.corpus;
    let mut facts =
        vec![counted(found.documents_found, "document"), counted(found.files, "file"), counted(corpus.words, "word")];
    if let (Some(first), Some(last)) = (&corpus.first, &corpus.last) {
        facts.push(if first == last { first.clone() } else { format!("{first} to {last}") });
    }
    format!("{}: {}", corpus.title, facts.join(", "))
}

fn left_out(found: &Inspection) -> Option<String> {
    let (copies, others) = (found.corpus.duplicates_total, found.corpus.other_languages_total);
    let counts = count(found.corpus.documents_read as u64);
    (copies + others > 0).then(|| {
        let (copies, others) = (count(copies as u64), count(others as u64));
        format!("{counts} of them count; copies: {copies}, in another language: {others}")
    })
}

/// Short facts, each with its name.
fn facts(found: &Inspection) -> Vec<(&'static str, String)> {
    let evidence = |kind: &str| match serde_json::from_value::<EvidenceKind>(kind.into()) {
        Ok(kind) => kind.words().to_owned(),
        Err(_) => kind.to_owned(),
    };
    let dates: BTreeMap<String, usize> =
        found.corpus.dates_by_evidence.iter().map(|(kind, count)| (evidence(kind), *count)).collect();
    let largest =
        found.sources.iter().take(MOST_LINES).map(|source| (shorten(&source.source, SOURCE), source.documents));
    let mut sources = told(largest);
    if found.sources.len() > MOST_LINES && found.sources.iter().all(|source| source.documents == 1) {
        // None stands out; JSON has all of them.
        sources = format!("{}, each of one document", count(found.sources.len() as u64));
    } else if found.sources.len() > MOST_LINES {
        sources.push_str(&format!(" and {} more", count((found.sources.len() - MOST_LINES) as u64)));
    }
    let all = |counts: &BTreeMap<String, usize>| told(counts.iter().map(|(name, count)| (name.clone(), *count)));
    let facts = [
        ("dates from", all(&dates)),
        ("exact to", all(&found.dates_by_precision)),
        ("sources", sources),
        ("languages", all(&found.languages)),
        ("not UTF-8", all(&found.encodings)),
        ("set aside", set_aside(&found.companions)),
    ];
    facts.into_iter().filter(|(_, text)| !text.is_empty()).collect()
}

/// Files that lie beside the documents, the first by name.
fn set_aside(files: &[String]) -> String {
    let mut told = files.iter().take(MOST_LINES).map(String::as_str).collect::<Vec<_>>().join(", ");
    if files.len() > MOST_LINES {
        told.push_str(&format!(" and {} more", count((files.len() - MOST_LINES) as u64)));
    }
    told
}

/// "field 10, none 2", the most first.
fn told(counts: impl Iterator<Item = (String, usize)>) -> String {
    let mut counts: Vec<(String, usize)> = counts.collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let told: Vec<String> = counts.into_iter().map(|(name, n)| format!("{name} {}", count(n as u64))).collect();
    told.join(", ")
}

/// A bar for each period.
fn volume(found: &Inspection, width: usize) -> Vec<String> {
    let most = found.volume.iter().map(|period| period.documents).max().unwrap_or(0);
    let label = found.volume.iter().map(|period| period.label.chars().count()).max().unwrap_or(0);
    let longest = width.saturating_sub(label + columns(&count(most as u64)) + 5).clamp(1, BAR);
    let line = |period: &crate::drift::findings::Period| {
        let bar = bar(period.documents, most, longest);
        format!(
            "  {:label$}  {bar}{}{}",
            period.label,
            if bar.is_empty() { "" } else { " " },
            count(period.documents as u64)
        )
    };
    let mut lines: Vec<String> = found.volume.iter().map(line).collect();
    if !lines.is_empty() {
        lines.splice(0..0, [String::new(), "Documents by period".to_owned()]);
    }
    let span = |[first, last]: &[String; 2]| if first == last { first.clone() } else { format!("{first} to {last}") };
    let gaps: Vec<String> = found.gaps.iter().map(span).collect();
    lines.extend((!gaps.is_empty()).then(|| format!("  nothing in {}", gaps.join(", "))));
    lines
}

fn bar(documents: usize, most: usize, longest: usize) -> String {
    let eighths = (documents * longest * 8).div_ceil(most.max(1));
    "█".repeat(eighths / 8) + EIGHTHS[eighths % 8]
}

fn removed(corpus: &Corpus) -> Vec<String> {
    let mut lines = Vec::new();
    for (reason, total) in &corpus.removed_by_reason {
        let (pieces, documents) = (count(total.pieces as u64), counted(total.documents, "document"));
        lines.push(format!("  {reason}: {pieces} in {documents}"));
        let of_reason: Vec<_> = corpus.removed.iter().filter(|removed| removed.reason == *reason).collect();
        let shown = of_reason.iter().take(MOST_LINES);
        lines.extend(
            shown.map(|removed| format!("    {:>6}  {}", count(removed.count as u64), one_line(&removed.text))),
        );
    }
    if !lines.is_empty() {
        lines.splice(0..0, [String::new(), "Taken out of the texts (documents, text)".to_owned()]);
    }
    lines
}

/// A list with a heading, and how many more there are.
fn list(heading: &str, items: impl Iterator<Item = String>, all: usize) -> Vec<String> {
    let mut lines: Vec<String> = items.take(MOST_LINES).map(|item| format!("  {}", one_line(&item))).collect();
    if lines.is_empty() {
        return lines;
    }
    if all > lines.len() {
        lines.push(format!("  and {} more (--json lists every document)", count((all - lines.len()) as u64)));
    }
    lines.splice(0..0, [String::new(), heading.to_owned()]);
    lines
}

/// Lists, whole: the end of a fault says what to do, and that of a copy how alike it is.
fn whole(lines: &[String], width: usize) -> String {
    let wrapped = lines.iter().flat_map(|line| {
        let indent = if line.starts_with("  ") { "  " } else { "" };
        let parts = wrap(&inert(line.trim()), width.saturating_sub(6));
        let line = move |(at, part): (usize, String)| format!("{indent}{}{part}\n", if at == 0 { "" } else { "    " });
        if parts.is_empty() { vec!["\n".to_owned()] } else { parts.into_iter().enumerate().map(line).collect() }
    });
    wrapped.collect()
}

fn advice(found: &Inspection, width: usize) -> String {
    let mut text = String::from("\nWhat to do\n");
    for advice in &found.advice {
        for (index, line) in wrap(advice, width.saturating_sub(4)).iter().enumerate() {
            text.push_str(&format!("  {} {line}\n", if index == 0 { "-" } else { " " }));
        }
    }
    if found.advice.is_empty() {
        let lines = wrap("nothing: the corpus is ready for `driftline report`", width.saturating_sub(2));
        lines.iter().for_each(|line| text.push_str(&format!("  {line}\n")));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_grow_with_their_numbers() {
        let bar = |documents, most| bar(documents, most, BAR);
        assert_eq!([bar(0, 4), bar(4, 4), bar(2, 4)].map(|bar| bar.chars().count()), [0, BAR, BAR / 2]);
        assert_eq!(bar(1, 1000), "▏", "what is there is seen");
        assert_eq!(bar(0, 0), "");
    }
}
