//! A comparison for the terminal: what was found, the weights, and the text with its changes marked.

use super::{explanations, interval_note, leaning, numbers, ratio, weight_tables};
use crate::compare::Comparison;
use crate::compare::findings::{Edit, Kind, Passage, Side, WeightLine};
use crate::report::terminal::{shorten, wrap};
use crate::report::wording::{NONE, counted, inert, number};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Most passages printed; the page has all of them.
const MOST_PASSAGES: usize = 500;
/// Columns of a line of weights besides the name.
const ALL_CELLS: usize = 56;
/// Terms of each table.
const MOST_LINES: usize = 8;

/// How the terminal wants it.
#[derive(Debug, Clone, Copy)]
pub struct View {
    /// Columns.
    pub width: usize,
    /// Changes in color; else in the marks of wdiff.
    pub color: bool,
    /// A at the left, B at the right.
    pub side_by_side: bool,
}

/// The comparison as plain text.
pub fn text(found: &Comparison, view: View) -> String {
    let mut lines = vec![side("A", &found.a, view.width), side("B", &found.b, view.width), String::new()];
    found.summary.iter().for_each(|sentence| lines.extend(wrap(sentence, view.width)));
    for (heading, table) in weight_tables(found) {
        lines.extend([String::new(), heading.to_owned()]);
        lines.extend(table.iter().take(MOST_LINES).flat_map(|line| weight(line, view.width)));
    }
    for (heading, terms) in explanations(found) {
        lines.push(String::new());
        lines.extend(wrap(&heading, view.width));
        lines.extend(wrap(&terms, view.width.saturating_sub(2)).into_iter().map(|line| format!("  {line}")));
    }
    if let Some(passages) = &found.passages {
        lines.extend([String::new(), "Text".to_owned()]);
        lines.extend(shown(&passages.pairs, view));
    }
    lines.push(String::new());
    lines.extend(wrap(interval_note(found), view.width));
    if !found.warnings.is_empty() {
        lines.push(counted(found.warnings.len(), "warning"));
        lines.extend(found.warnings.iter().take(MOST_LINES).map(|warning| inert(&warning.to_string())));
    }
    lines.iter().map(|line| format!("{}\n", line.trim_end())).collect()
}

fn side(letter: &str, side: &Side, width: usize) -> String {
    let mut facts = vec![inert(&side.name)];
    facts.extend(side.title.iter().filter(|title| **title != side.name).map(|title| format!("“{}”", inert(title))));
    facts.extend(side.date.clone());
    let words = usize::try_from(side.words).unwrap_or(usize::MAX);
    if side.sentences > 0 {
        facts.push(counted(side.sentences, "sentence"));
    } else {
        facts.push(counted(side.documents, "document"));
    }
    facts.push(counted(words, "word"));
    shorten(&format!("{letter}  {}", facts.join(", ")), width.max(20))
}

/// One line, or where that is too narrow for a line of five cells, two.
fn weight(line: &WeightLine, width: usize) -> Vec<String> {
    let value = |value: Option<f64>| value.map_or_else(|| NONE.to_owned(), |value| number(value, 2));
    let ratio = ratio(line);
    let column = width.saturating_sub(ALL_CELLS).clamp(12, 32);
    let (a, b) = (value(line.a), value(line.b));
    let numbers = format!("{a:>7} : {b:<7}  {}", plain(&ratio));
    if width < column + ALL_CELLS {
        let name = shorten(&inert(&line.name), width.saturating_sub(16).max(12));
        return vec![format!("  {name}, {}", leaning(line.weight)), format!("   {numbers}")];
    }
    let name = shorten(&inert(&line.name), column);
    vec![format!("  {name:column$}  {:11}  {numbers}", leaning(line.weight))]
}

/// Plain terminals show "x" and "-" everywhere.
fn plain(text: &str) -> String {
    text.replace('×', "x").replace('–', "-")
}

fn shown(passages: &[Passage], view: View) -> Vec<String> {
    let mut lines = Vec::new();
    let changed = passages.iter().filter(|passage| !passage.unchanged()).count();
    let mut left = MOST_PASSAGES;
    let quiet = Passage::unchanged;
    for run in passages.chunk_by(|x, y| quiet(x) == quiet(y)) {
        if quiet(&run[0]) {
            lines.push(format!("    ({} the same)", counted(run.len(), "sentence")));
            continue;
        }
        for passage in &run[..run.len().min(left)] {
            left -= 1;
            lines.extend(if view.side_by_side { beside(passage, view) } else { unified(passage, view) });
        }
    }
    if changed > MOST_PASSAGES {
        lines.push(format!("    (and {} more; --format html shows all)", changed - MOST_PASSAGES));
    }
    lines
}

fn mark(kind: Kind) -> char {
    match kind {
        Kind::Same => '=',
        Kind::Reworded | Kind::Merged | Kind::Split => '~',
        Kind::Dropped => '-',
        Kind::Added => '+',
    }
}

/// One column: the mark, where it stands in A and B, and the text.
fn unified(passage: &Passage, view: View) -> Vec<String> {
    let (a, b) = (numbers(passage.a.as_ref()), numbers(passage.b.as_ref()));
    let place = match (a.is_empty(), b.is_empty()) {
        (false, false) => format!("A {a}, B {b}"),
        (false, true) => format!("A {a}"),
        _ => format!("B {b}"),
    };
    let mut lines = vec![format!("  {} {} ({})", mark(passage.kind), passage.fate(), plain(&place))];
    let words = pieces(passage, true, true);
    lines.extend(
        flow(&words, view.width.saturating_sub(6).max(20), view.color).into_iter().map(|l| format!("      {l}")),
    );
    lines
}

/// Two columns.
fn beside(passage: &Passage, view: View) -> Vec<String> {
    let column = (view.width.saturating_sub(9) / 2).max(16);
    let left = flow_with_widths(&pieces(passage, true, false), column, view.color);
    let right = flow_with_widths(&pieces(passage, false, true), column, view.color);
    let rows = left.len().max(right.len());
    let empty = (String::new(), 0);
    let row = |index: usize| {
        let (text, used) = left.get(index).unwrap_or(&empty);
        let (other, _) = right.get(index).unwrap_or(&empty);
        let sign = if index == 0 { mark(passage.kind) } else { ' ' };
        format!("  {text}{}  {sign}  {other}", " ".repeat(column.saturating_sub(*used)))
    };
    (0..rows).map(row).collect()
}

/// A word and whether it stayed (' '), went ('-') or came ('+').
type Piece = (char, String);

fn pieces(passage: &Passage, a: bool, b: bool) -> Vec<Piece> {
    let words = |sign: char, text: &str| -> Vec<Piece> {
        inert(text).split_whitespace().map(|word| (sign, word.to_owned())).collect()
    };
    let whole = |quote: &Option<crate::compare::findings::Quote>, sign| {
        quote.as_ref().map_or_else(Vec::new, |quote| words(sign, &quote.text))
    };
    match passage.kind {
        Kind::Dropped => {
            if a {
                whole(&passage.a, '-')
            } else {
                Vec::new()
            }
        }
        Kind::Added => {
            if b {
                whole(&passage.b, '+')
            } else {
                Vec::new()
            }
        }
        _ => {
            let of = |edit: &Edit| {
                if edit.same {
                    return words(' ', if b { &edit.b } else { &edit.a });
                }
                let gone = if a { words('-', &edit.a) } else { Vec::new() };
                let come = if b { words('+', &edit.b) } else { Vec::new() };
                [gone, come].concat()
            };
            passage.edits.iter().flat_map(of).collect()
        }
    }
}

fn flow(words: &[Piece], width: usize, color: bool) -> Vec<String> {
    flow_with_widths(words, width, color).into_iter().map(|(line, _)| line).collect()
}

/// Lines with the columns that they take; marks of color take none.
fn flow_with_widths(words: &[Piece], width: usize, color: bool) -> Vec<(String, usize)> {
    let mut lines: Vec<Vec<Piece>> = vec![Vec::new()];
    let mut used = 0;
    let room = width.saturating_sub(4).max(8);
    let broken = words.iter().flat_map(|(sign, word)| broken(word, room).into_iter().map(move |part| (*sign, part)));
    let marked = marked(&broken.collect::<Vec<_>>(), color);
    for (sign, word) in marked {
        let length = word.width();
        if used > 0 && used + 1 + length > width {
            lines.push(Vec::new());
            used = 0;
        }
        used += length + usize::from(used > 0);
        if let Some(line) = lines.last_mut() {
            line.push((sign, word));
        }
    }
    lines.into_iter().map(|line| painted(&line, color)).collect()
}

/// A word in parts that each fit: scripts without blanks have sentences that are one word.
fn broken(word: &str, room: usize) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut used = 0;
    for letter in word.chars() {
        let columns = letter.width().unwrap_or(0);
        if used + columns > room {
            parts.push(String::new());
            used = 0;
        }
        used += columns;
        parts.last_mut().into_iter().for_each(|part| part.push(letter));
    }
    parts
}

/// Without color, runs of what went and came stand in the marks of wdiff: [-gone-] {+come+}.
fn marked(words: &[Piece], color: bool) -> Vec<Piece> {
    if color {
        return words.to_vec();
    }
    let mut marked = words.to_vec();
    let mut at = 0;
    for run in words.chunk_by(|x, y| x.0 == y.0) {
        let last = at + run.len() - 1;
        let (open, close) = match run[0].0 {
            '-' => ("[-", "-]"),
            '+' => ("{+", "+}"),
            _ => ("", ""),
        };
        marked[at].1.insert_str(0, open);
        marked[last].1.push_str(close);
        at += run.len();
    }
    marked
}

fn painted(line: &[Piece], color: bool) -> (String, usize) {
    let used = line.iter().map(|(_, word)| word.width()).sum::<usize>() + line.len().saturating_sub(1);
    let mut text = String::new();
    for run in line.chunk_by(|x, y| x.0 == y.0) {
        let words: Vec<&str> = run.iter().map(|(_, word)| word.as_str()).collect();
        let words = words.join(" ");
        if !text.is_empty() {
            text.push(' ');
        }
        match run[0].0 {
            '-' if color => text.push_str(&format!("\u{1b}[31;9m{words}\u{1b}[0m")),
            '+' if color => text.push_str(&format!("\u{1b}[32;4m{words}\u{1b}[0m")),
            _ => text.push_str(&words),
        }
    }
    (text, used)
}
