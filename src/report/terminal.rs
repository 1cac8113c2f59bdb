//! The few lines that a run prints: what was found, and where the page is.

use super::Scores;
use super::wording::{counted, inert, signed, size_words, verdict};
use crate::drift::findings::{Change, Findings, ThemeFinding};
use crate::drift::wording::qualified;
use crate::legible;
use std::borrow::Cow;
use std::path::Path;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Most lines of verdicts.
const VERDICT_LINES: usize = 8;
/// Fewest columns in which a name stands beside its numbers.
const LEAST_NAME: usize = 16;

/// The short summary for the terminal: plain text of at most `width` columns where words allow it, the page's path last.
pub fn terminal(scores: &Scores, page: &Path, width: usize) -> String {
    let findings = &scores.findings;
    let mut lines = wrap(&format!("{}: {}", scores.title(), facts(findings).join(", ")), width);
    lines.push(String::new());
    lines.extend(sentences(&findings.summary, width));
    let verdicts = verdicts(findings, width);
    if !verdicts.is_empty() {
        lines.push(String::new());
        lines.extend(verdicts);
    }
    lines.push(String::new());
    if findings.corpus.warnings_total > 0 {
        lines.push(format!("{}, listed on the page", counted(findings.corpus.warnings_total, "warning")));
    }
    lines.extend(left_out(findings));
    lines.push(page.display().to_string());
    lines.iter().map(|line| format!("{}\n", inert(line).trim_end())).collect()
}

/// What does not count, in one line.
fn left_out(findings: &Findings) -> Option<String> {
    let corpus = &findings.corpus;
    let pieces = corpus.removed_by_reason.values().map(|total| total.pieces).sum();
    let parts = [
        (corpus.duplicates_total, "document that copies another", "documents that copy others"),
        (corpus.other_languages_total, "document in another language", "documents in other languages"),
        (pieces, "piece of boilerplate", "pieces of boilerplate"),
    ];
    let told = |&(n, one, many): &(usize, &str, &str)| {
        (n > 0).then(|| format!("{} {}", super::wording::count(n as u64), if n == 1 { one } else { many }))
    };
    let told: Vec<String> = parts.iter().filter_map(told).collect();
    (!told.is_empty()).then(|| format!("left out: {}, listed on the page", told.join(", ")))
}

/// What was read: a few words for each fact.
pub fn facts(findings: &Findings) -> Vec<String> {
    let corpus = &findings.corpus;
    let mut facts = vec![counted(corpus.documents_read, "document")];
    if corpus.documents_dated < corpus.documents_read {
        facts.push(format!("{} dated", super::wording::count(corpus.documents_dated as u64)));
    }
    facts.push(counted(corpus.words, "word"));
    if corpus.sources > 1 {
        facts.push(counted(corpus.sources, "source"));
    }
    if let (Some(first), Some(last)) = (&corpus.first, &corpus.last) {
        facts.push(if first == last { first.clone() } else { format!("{first} to {last}") });
    }
    if !findings.periods.is_empty() {
        facts.push(format!("by {}", corpus.period));
    }
    facts
}

/// The sentences of the summary, all of them: the page has the same.
fn sentences(summary: &[String], width: usize) -> Vec<String> {
    summary.iter().flat_map(|sentence| wrap(&signed(sentence), width)).collect()
}

/// An aligned table of pairs and themes with verdict and ratio.
fn verdicts(findings: &Findings, width: usize) -> Vec<String> {
    let stands = |about: String| -> String {
        let panel = findings.robustness.iter().flat_map(|panel| &panel.headlines);
        let found =
            panel.filter(|of| of.about == about).map(|of| format!("  stands in {} of {}", of.stands, of.settings));
        found.collect()
    };
    let pairs = findings.relative.iter().map(|pair| (format!("{} : {}", pair.theme, pair.to), &pair.change, None));
    let themes = findings.themes.iter().map(|theme| (theme.name.clone(), &theme.change, Some(theme)));
    let all: Vec<(String, &Change, Option<&ThemeFinding>)> = pairs.chain(themes).collect();
    let longest = width.saturating_sub(36);
    let shown = if all.len() > VERDICT_LINES { VERDICT_LINES - 1 } else { all.len() };
    let names: Vec<String> = all[..shown].iter().map(|(name, ..)| inert(name)).collect();
    let column = names.iter().map(|name| columns(name)).max().unwrap_or(0);
    let mut lines = Vec::new();
    for (index, (name, (full, change, theme))) in names.iter().zip(&all).enumerate() {
        let kind = if index < findings.relative.len() { "pair" } else { "theme" };
        let notes: String = qualified(change, *theme).iter().map(|note| format!("  {note}")).collect();
        let told = format!("{}{notes}{}", size_words(change), stands(format!("{kind}: {full}")));
        let verdict = format!("{:11}", verdict(change.verdict));
        if column <= longest {
            lines.push(format!("  {}  {verdict}  {told}", left(name, column)));
        } else {
            // A name that is cut names nothing: it gets lines of its own.
            lines.extend(wrap(name, width.saturating_sub(2)).iter().map(|line| format!("  {line}")));
            lines.extend(beside(&format!("    {verdict}"), &told, width));
        }
    }
    if shown < all.len() {
        lines.push(format!("  and {} more on the page", all.len() - shown));
    }
    lines
}

/// Columns that a text takes in a terminal: of some letters two, of marks none.
pub fn columns(text: &str) -> usize {
    text.width()
}

/// The text with blanks after it, to so many columns.
pub fn left(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(text.width())))
}

/// The text with blanks before it, to so many columns.
pub fn right(text: &str, columns: usize) -> String {
    format!("{}{text}", " ".repeat(columns.saturating_sub(text.width())))
}

/// As much of the beginning of a text as fits so many columns, in whole words, with an ellipsis where it goes on.
pub fn head(text: &str, columns: usize) -> Cow<'_, str> {
    legible::beginning(text, columns, |letter| letter.width().unwrap_or(0))
}

/// As much of the end of a text, in the same way.
pub fn tail(text: &str, columns: usize) -> Cow<'_, str> {
    legible::ending(text, columns, |letter| letter.width().unwrap_or(0))
}

/// The name cut to so many columns, between characters: of a name any letter more tells more.
pub fn shorten(name: &str, longest: usize) -> String {
    if name.width() <= longest {
        return name.to_string();
    }
    let mut used = 1;
    let fits = |letter: &char| {
        used += letter.width().unwrap_or(0);
        used <= longest
    };
    name.chars().take_while(fits).chain(std::iter::once('\u{2026}')).collect()
}

/// Numbers and what they belong to, which goes on in lines of its own where it is long, and stands below them where there
/// is no room beside.
pub fn beside(numbers: &str, name: &str, width: usize) -> Vec<String> {
    let start = columns(numbers) + 2;
    let below = start + LEAST_NAME > width;
    let indent = if below { 4 } else { start };
    let mut name = wrap(name, width.saturating_sub(indent)).into_iter();
    let first = match if below { None } else { name.next() } {
        Some(first) => format!("{numbers}  {first}"),
        None => numbers.to_owned(),
    };
    std::iter::once(first).chain(name.map(|line| format!("{}{line}", " ".repeat(indent)))).collect()
}

/// Lines of at most `width` columns, broken between words; "95 %" is one.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let text = inert(text);
    let mut words: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match words.last_mut() {
            Some(number) if word.starts_with('%') && number.ends_with(|last: char| last.is_ascii_digit()) => {
                number.push(' ');
                number.push_str(word);
            }
            _ => words.push(word.to_owned()),
        }
    }
    for word in words.into_iter().flat_map(|word| pieces(word, width)) {
        match lines.last_mut() {
            Some(line) if line.width() + 1 + word.width() <= width => {
                line.push(' ');
                line.push_str(&word);
            }
            _ => lines.push(word),
        }
    }
    lines
}

/// A word of a script without spaces, whose letters take two columns each, in pieces that fit. An address or the name of a
/// file stays whole, so that it can be copied.
fn pieces(word: String, width: usize) -> Vec<String> {
    let narrow = word.chars().all(|letter| letter.width().unwrap_or(0) < 2);
    if narrow || word.width() <= width.max(2) {
        return vec![word];
    }
    let mut pieces = vec![String::new()];
    for letter in word.chars() {
        let used = pieces.last().map_or(0, |piece| piece.width());
        if used + letter.width().unwrap_or(0) > width.max(2) {
            pieces.push(String::new());
        }
        pieces.iter_mut().last().into_iter().for_each(|piece| piece.push(letter));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_without_spaces_is_broken_and_addresses_are_not() {
        assert_eq!(wrap("关键矿产贸易 a", 6), ["关键矿", "产贸易", "a"]);
        assert_eq!(wrap("see talks/2024-06-17.md", 6), ["see", "talks/2024-06-17.md"]);
        assert_eq!(wrap("关键", 0), ["关", "键"]);
    }

    #[test]
    fn a_name_is_cut_by_its_columns() {
        assert_eq!((shorten("minerals", 8), shorten("minerals", 5)), ("minerals".into(), "mine…".into()));
        assert_eq!((shorten("关键矿产", 6), columns(&shorten("关键矿产", 6))), ("关键…".into(), 5));
    }

    #[test]
    fn a_percentage_is_not_broken() {
        assert_eq!(wrap("more than (95 %: 1 to 2) or 3 % of it", 14), ["more than", "(95 %: 1 to 2)", "or 3 % of it"]);
        assert_eq!(wrap("a % b", 3), ["a %", "b"]);
    }

    #[test]
    fn a_name_stands_beside_its_numbers_or_below() {
        assert_eq!(beside("  12", "rare earths of the sea", 23), ["  12  rare earths of", "      the sea"]);
        assert_eq!(beside("  12  345", "rare earths", 20), ["  12  345", "    rare earths"]);
    }
}
