//! A comparison for the terminal: what was found, the weights, and the text with its changes marked.

use super::{UNITS, explanations, facts, interval_note, leaning, numbers, ratio, weight_tables};
use crate::compare::Comparison;
use crate::compare::findings::{Kind, Passage, Side, WeightLine};
use crate::report::terminal::{shorten, wrap};
use crate::report::wording::{NONE, counted, inert, number, signed};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Most passages printed; the page has all of them.
const MOST_PASSAGES: usize = 500;
/// Columns of a line of weights besides the name.
const ALL_CELLS: usize = 61;
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
    found.summary.iter().for_each(|sentence| lines.extend(wrap(&signed(sentence), view.width)));
    for (heading, items) in facts(found) {
        lines.push(String::new());
        lines.push(heading);
        lines.extend(indented(&items, view.width));
    }
    let tables = weight_tables(found);
    if !tables.is_empty() {
        lines.push(String::new());
        lines.extend(wrap(UNITS, view.width));
    }
    for (heading, table) in tables {
        lines.extend([String::new(), heading.to_owned()]);
        lines.extend(table.iter().take(MOST_LINES).flat_map(|line| weight(line, view.width)));
    }
    for (heading, terms) in explanations(found) {
        lines.push(String::new());
        lines.extend(wrap(&heading, view.width));
        lines.extend(indented(&terms, view.width));
    }
    if let Some(passages) = &found.passages {
        lines.extend([String::new(), "Text".to_owned()]);
        lines.extend(shown(&passages.pairs, view));
    }
    lines.push(String::new());
    lines.extend(wrap(interval_note(found), view.width));
    if !found.warnings.is_empty() {
        lines.push(counted(found.warnings.len(), "warning"));
        let told = found.warnings.iter().take(MOST_LINES);
        lines.extend(told.flat_map(|warning| indented(&warning.to_string(), view.width).collect::<Vec<_>>()));
    }
    lines.iter().map(|line| format!("{}\n", line.trim_end())).collect()
}

fn indented(text: &str, width: usize) -> impl Iterator<Item = String> {
    wrap(text, width.saturating_sub(2)).into_iter().map(|line| format!("  {line}"))
}

/// What a side is, in a line: its title gives way to the counts.
fn side(letter: &str, side: &Side, width: usize) -> String {
    let words = usize::try_from(side.words).unwrap_or(usize::MAX);
    let extent =
        if side.sentences > 0 { counted(side.sentences, "sentence") } else { counted(side.documents, "document") };
    let facts: Vec<String> = side.date.iter().cloned().chain([extent, counted(words, "word")]).collect();
    let mut names = vec![inert(&side.name)];
    let room = width.saturating_sub(facts.join(", ").width() + names[0].width() + 9);
    let title = side.title.iter().filter(|title| **title != side.name && room > 12);
    names.extend(title.map(|title| format!("\u{201c}{}\u{201d}", shorten(&inert(title), room))));
    shorten(&format!("{letter}  {}", [names, facts].concat().join(", ")), width.max(20))
}

/// One line, or where that is too narrow for a line of five cells, its numbers below the name.
fn weight(line: &WeightLine, width: usize) -> Vec<String> {
    let value = |value: Option<f64>| value.map_or_else(|| NONE.to_owned(), |value| number(value, 2));
    let ratio = ratio(line);
    let column = width.saturating_sub(ALL_CELLS).clamp(12, 32);
    let (a, b) = (value(line.a), value(line.b));
    if width < column + ALL_CELLS {
        let name = shorten(&inert(&line.name), width.saturating_sub(16).max(12));
        let numbers = wrap(&format!("{a} : {b}; {}", ratio), width.saturating_sub(6));
        let below = numbers.into_iter().map(|line| format!("      {line}"));
        return std::iter::once(format!("  {name}, {}", leaning(line.weight))).chain(below).collect();
    }
    let name = shorten(&inert(&line.name), column);
    vec![format!("  {name:column$}  {:11}  {a:>7} : {b:<7}  {}", leaning(line.weight), ratio)]
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

/// The mark, the fate, and where it stands in A and B.
fn head(passage: &Passage) -> String {
    let (a, b) = (numbers(passage.a.as_ref()), numbers(passage.b.as_ref()));
    let place = match (a.is_empty(), b.is_empty()) {
        (false, false) => format!("A {a}, B {b}"),
        (false, true) => format!("A {a}"),
        _ => format!("B {b}"),
    };
    format!("  {} {} ({})", mark(passage.kind), passage.fate(), place)
}

/// One column: the head and the text.
fn unified(passage: &Passage, view: View) -> Vec<String> {
    let lines = flow(&pieces(passage, true, true), view.width.saturating_sub(6).max(20), view.color);
    let text = lines.into_iter().map(|(line, _)| format!("      {line}"));
    std::iter::once(head(passage)).chain(text).collect()
}

/// Two columns; what moved, was merged or split says so above them.
fn beside(passage: &Passage, view: View) -> Vec<String> {
    let column = (view.width.saturating_sub(9) / 2).max(12);
    let left = flow(&pieces(passage, true, false), column, view.color);
    let right = flow(&pieces(passage, false, true), column, view.color);
    let rows = left.len().max(right.len());
    let empty = (String::new(), 0);
    let row = |index: usize| {
        let (text, used) = left.get(index).unwrap_or(&empty);
        let (other, _) = right.get(index).unwrap_or(&empty);
        let sign = if index == 0 { mark(passage.kind) } else { ' ' };
        format!("  {text}{}  {sign}  {other}", " ".repeat(column.saturating_sub(*used)))
    };
    let told = passage.moved || matches!(passage.kind, Kind::Merged | Kind::Split);
    told.then(|| head(passage)).into_iter().chain((0..rows).map(row)).collect()
}

/// A word: whether it stayed (' '), went ('-') or came ('+'), and whether it is written at once behind the one before.
#[derive(Clone)]
struct Piece {
    sign: char,
    text: String,
    glued: bool,
}

/// The words of a passage, those of A or of B or both.
fn pieces(passage: &Passage, a: bool, b: bool) -> Vec<Piece> {
    let mut pieces = Vec::new();
    if passage.edits.is_empty() {
        let sides = [('-', a, &passage.a), ('+', b, &passage.b)];
        let shown = sides.into_iter().filter(|(_, shown, _)| *shown);
        shown.for_each(|(sign, _, quote)| quote.iter().for_each(|quote| push(&mut pieces, sign, &quote.text, false)));
        return pieces;
    }
    // Whether the text of either side so far ended without a blank.
    let (mut open_a, mut open_b) = (false, false);
    for edit in &passage.edits {
        if edit.same {
            let (text, open) = if b { (&edit.b, open_b) } else { (&edit.a, open_a) };
            push(&mut pieces, ' ', text, open);
        } else {
            let (gone, come) = (if a { edit.a.as_str() } else { "" }, if b { edit.b.as_str() } else { "" });
            push(&mut pieces, '-', gone, open_a);
            push(&mut pieces, '+', come, open_b && gone.is_empty());
        }
        let open = |text: &str, before: bool| text.chars().next_back().map_or(before, |last| !last.is_whitespace());
        (open_a, open_b) = (open(&edit.a, open_a), open(&edit.b, open_b));
    }
    pieces
}

fn push(pieces: &mut Vec<Piece>, sign: char, text: &str, glued: bool) {
    let text = inert(text);
    let glued = glued && !text.starts_with(char::is_whitespace);
    let words = text.split_whitespace().enumerate();
    pieces.extend(words.map(|(at, word)| Piece { sign, text: word.to_owned(), glued: glued && at == 0 }));
}

/// Lines with the columns that they take; marks of color take none.
fn flow(words: &[Piece], width: usize, color: bool) -> Vec<(String, usize)> {
    let mut lines: Vec<Vec<Piece>> = vec![Vec::new()];
    let mut used = 0;
    // Each run of a line stands in marks of its own.
    let marks = |line: &[Piece], sign: char| {
        let goes_on = line.last().is_some_and(|last| last.sign == sign);
        if color || sign == ' ' || goes_on { 0 } else { 4 }
    };
    for word in words.iter().flat_map(|word| broken(word, width.saturating_sub(4).max(8))) {
        let line = lines.last().map(Vec::as_slice).unwrap_or_default();
        let blank = usize::from(!line.is_empty() && !word.glued);
        let mut cost = blank + word.text.width() + marks(line, word.sign);
        if !line.is_empty() && used + cost > width {
            lines.push(Vec::new());
            (used, cost) = (0, word.text.width() + marks(&[], word.sign));
        }
        used += cost;
        lines.last_mut().into_iter().for_each(|line| line.push(word.clone()));
    }
    lines.into_iter().map(|line| painted(&line, color)).collect()
}

/// A word in parts that each fit: scripts without blanks have sentences that are one word.
fn broken(word: &Piece, room: usize) -> Vec<Piece> {
    let mut parts = vec![Piece { text: String::new(), ..word.clone() }];
    let mut used = 0;
    for letter in word.text.chars() {
        let columns = letter.width().unwrap_or(0);
        if used + columns > room {
            parts.push(Piece { sign: word.sign, text: String::new(), glued: true });
            used = 0;
        }
        used += columns;
        parts.last_mut().into_iter().for_each(|part| part.text.push(letter));
    }
    parts
}

/// A line with its changes in color, or in the marks of wdiff: [-gone-] {+come+}; and the columns that it takes.
fn painted(line: &[Piece], color: bool) -> (String, usize) {
    let (mut text, mut used) = (String::new(), 0);
    for (index, run) in line.chunk_by(|x, y| x.sign == y.sign).enumerate() {
        let mut words = String::new();
        for (at, word) in run.iter().enumerate() {
            words.push_str(if at == 0 || word.glued { "" } else { " " });
            words.push_str(&word.text);
        }
        let (open, close) = match (run[0].sign, color) {
            ('-', true) => ("\u{1b}[31;9m", "\u{1b}[0m"),
            ('+', true) => ("\u{1b}[32;4m", "\u{1b}[0m"),
            ('-', false) => ("[-", "-]"),
            ('+', false) => ("{+", "+}"),
            _ => ("", ""),
        };
        let blank = if index == 0 || run[0].glued { "" } else { " " };
        used += blank.len() + words.width() + if color { 0 } else { open.len() + close.len() };
        text.push_str(&format!("{blank}{open}{words}{close}"));
    }
    (text, used)
}
