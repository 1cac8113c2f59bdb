//! The table of a trend with its picture: a row of points with their intervals, and the line of blocks above it.

use super::super::terminal::{columns, left, right};
use crate::drift::findings::{ChangePoints, Contrast, Estimate};

/// Narrowest picture that still says something; where there is less room there is none.
const LEAST_PLOT: usize = 10;
/// Most columns of a line of blocks.
const MOST_BLOCKS: usize = 100;
const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// How the terminal wants it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pen {
    pub width: usize,
    pub color: bool,
}

impl Pen {
    pub fn paint(self, code: &str, text: &str) -> String {
        if self.color && !text.trim().is_empty() { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}

/// One line: the period's label, what was counted, the number in words and as a picture.
pub(super) struct Row {
    pub label: String,
    pub cells: [String; 3],
    /// What is drawn.
    pub estimate: Option<Estimate>,
    /// The value itself is known, not only its bounds.
    pub point: bool,
    pub few: bool,
    /// An arrow where a new level begins; see [`mark`].
    pub mark: &'static str,
}

/// What marks a new level, down and up, and one that only may be.
pub(super) const SURE: [&str; 2] = [" ↓", " ↑"];
pub(super) const POSSIBLE: [&str; 2] = [" ↓?", " ↑?"];

/// Marks the rows with which new levels begin, surely or perhaps.
pub(super) fn mark(rows: &mut [Row], points: &ChangePoints) {
    let possible = points.possible.iter().map(|point| (point, POSSIBLE));
    for (point, marks) in possible.chain(points.found.iter().map(|point| (point, SURE))) {
        if let Some(row) = rows.get_mut(point.period) {
            row.mark = marks[usize::from(point.ratio.value >= 1.0)];
        }
    }
}

/// From numbers to columns.
pub(super) struct Scale {
    pub low: f64,
    pub high: f64,
}

impl Scale {
    /// The column of a number; below 0 or past the last where it lies outside.
    fn column(&self, value: f64, columns: usize) -> isize {
        let share = (value - self.low) / (self.high - self.low);
        (share * (columns.max(2) - 1) as f64).round() as isize
    }
}

/// The shape at a glance; none where there is no room for all periods.
pub(super) fn blocks(rows: &[Row], scale: &Scale, width: usize) -> Option<String> {
    let (first, last) = (rows.first()?, rows.last()?);
    let room = width.min(MOST_BLOCKS).saturating_sub(columns(&first.label) + columns(&last.label) + 4);
    (rows.len() > 7 && rows.len() <= room).then_some(())?;
    let highest_of = |few: bool| {
        let shown = rows.iter().filter(|row| few || !row.few).filter_map(|row| row.estimate);
        shown.map(|e| e.value).fold(scale.low, f64::max)
    };
    // As in the scale: too few documents give no shape where others do.
    let sure = highest_of(false) > scale.low;
    let highest = highest_of(!sure);
    let block = |row: &Row| match row.estimate {
        None => ' ',
        Some(_) if row.few && sure => ' ',
        Some(e) if e.value <= scale.low => '·',
        Some(e) => BLOCKS[(((e.value - scale.low) / (highest - scale.low) * 8.0).ceil() as usize).clamp(1, 8) - 1],
    };
    Some(format!("  {} {} {}", first.label, rows.iter().map(block).collect::<String>(), last.label))
}

/// How the columns of a table lie.
pub(super) struct Layout {
    /// What stands above each column, in one line or several.
    heads: [Vec<String>; 3],
    indent: usize,
    gap: usize,
    label: usize,
    cells: [usize; 3],
    /// The third column has no room beside the others and stands below them.
    below: bool,
    /// Room that is left for the picture.
    plot: usize,
}

impl Layout {
    /// Columns that fit the width: with less between them, or with the third below, where there is too little.
    pub fn of(rows: &[Row], heads: [Vec<String>; 3], width: usize) -> Self {
        let longest = |texts: &mut dyn Iterator<Item = usize>| texts.max().unwrap_or(0);
        let label = longest(&mut rows.iter().map(|row| columns(&row.label)))
            + longest(&mut rows.iter().map(|row| columns(row.mark))).max(2);
        let cells = [0, 1, 2].map(|at| {
            // An arrow behind a label must not touch the number that follows.
            let apart = usize::from(at == 0 && rows.iter().any(|row| !row.mark.is_empty()));
            let numbers = longest(&mut rows.iter().map(|row| columns(&row.cells[at]) + apart));
            numbers.max(longest(&mut heads[at].iter().map(|head| columns(head))))
        });
        let taken = |indent: usize, gap: usize| indent + label + cells.iter().sum::<usize>() + 2 * gap;
        let (indent, gap) = if taken(2, 2) <= width { (2, 2) } else { (0, 1) };
        let below = taken(indent, gap) > width;
        let room = width.saturating_sub(taken(indent, gap) + gap);
        Self { heads, indent, gap, label, cells, below, plot: if room < LEAST_PLOT { 0 } else { room } }
    }

    /// The label and the three texts of a line, or of two.
    fn line(&self, label: &str, texts: [&str; 3]) -> String {
        let gap = " ".repeat(self.gap);
        let [first, second, third] = [0, 1, 2].map(|at| right(texts[at], self.cells[at]));
        let start = format!("{}{}{first}{gap}{second}", " ".repeat(self.indent), left(label, self.label));
        if self.below {
            format!("{start}\n{}", right(texts[2], columns(&start)))
        } else {
            format!("{start}{gap}{third}{gap}")
        }
    }

    /// The names of the columns; those of fewer lines than others stand next to the numbers.
    fn heading(&self) -> Vec<String> {
        let tallest = self.heads.iter().map(Vec::len).max().unwrap_or(0);
        let part = |line: usize, head: usize| {
            let names = &self.heads[head];
            (line + names.len()).checked_sub(tallest).and_then(|at| names.get(at)).map_or("", String::as_str)
        };
        (0..tallest).map(|line| self.line("", [part(line, 0), part(line, 1), part(line, 2)])).collect()
    }
}

/// The table with its picture. A line parts the spans that are compared.
pub(super) fn table(
    rows: &[Row],
    layout: &Layout,
    contrast: Option<&Contrast>,
    (scale, pen): (&Scale, Pen),
) -> Vec<String> {
    let split = contrast.map(|contrast| contrast.split);
    let dim = |line: &str| pen.paint("2", line.trim_end());
    let heading = layout.heading();
    let mut lines: Vec<String> =
        heading.iter().flat_map(|head| head.lines()).filter(|line| !line.trim().is_empty()).map(dim).collect();
    for (at, row) in rows.iter().enumerate() {
        if let Some(contrast) = contrast.filter(|contrast| contrast.split == at) {
            lines.extend(parting(contrast, pen.width).iter().map(|line| dim(line)));
        }
        let texts = [row.cells[0].as_str(), row.cells[1].as_str(), row.cells[2].as_str()];
        let later = split.is_some_and(|split| at >= split);
        let picture = drawn(row, scale, layout.plot, (later, pen));
        let line = format!("{}{picture}", layout.line(&format!("{}{}", row.label, row.mark), texts));
        lines.extend(line.lines().map(str::to_owned));
    }
    lines
}

/// What is compared with what: in one line, or in two where that is too long.
fn parting(contrast: &Contrast, width: usize) -> Vec<String> {
    let (earlier, later) = (&contrast.earlier.label, &contrast.later.label);
    let told = format!("  ── {earlier} above, {later} below ");
    if columns(&told) > width {
        return vec![format!("  ── {earlier} above"), format!("  ── {later} below")];
    }
    let rest = width.saturating_sub(columns(&told));
    vec![format!("{told}{}", "─".repeat(rest))]
}

/// A point with its interval; an arrowhead where a bound lies outside the picture.
fn drawn(row: &Row, scale: &Scale, columns: usize, (later, pen): (bool, Pen)) -> String {
    let Some(estimate) = row.estimate.filter(|_| columns > 0) else { return String::new() };
    let last = columns as isize - 1;
    let mut marks: Vec<char> = vec![' '; columns];
    if scale.low < 0.0 {
        marks[scale.column(0.0, columns).clamp(0, last) as usize] = '┊';
    }
    if estimate.low.is_some() || estimate.high.is_some() {
        // A bound that is not known lies anywhere beyond.
        let (low, high) = (estimate.low.unwrap_or(f64::NEG_INFINITY), estimate.high.unwrap_or(f64::INFINITY));
        let (from, to) = (scale.column(low, columns), scale.column(high, columns));
        for column in from.clamp(0, last)..=to.clamp(0, last) {
            marks[column as usize] = '─';
        }
        let end =
            |column: isize, inside: char, outside: char| if (0..=last).contains(&column) { inside } else { outside };
        marks[from.clamp(0, last) as usize] = end(from, '├', '‹');
        marks[to.clamp(0, last) as usize] = end(to, '┤', '›');
    }
    if !row.point {
        return pen.paint("2", marks.iter().collect::<String>().trim_end());
    }
    let at = scale.column(estimate.value, columns);
    let point = at.clamp(0, last) as usize;
    let piece = |marks: &[char]| pen.paint("2", marks.iter().collect::<String>().as_str());
    let dot = pen.paint(if later { "1;36" } else { "1;33" }, if at > last { "›" } else { "●" });
    format!("{}{dot}{}", piece(&marks[..point]), piece(&marks[point + 1..])).trim_end().to_owned()
}

/// The numbers at the ends of the picture, and 1 where it is a ratio; nothing where there is no picture.
pub(super) fn axis(layout: &Layout, (scale, pen): (&Scale, Pen), each: impl Fn(f64) -> String) -> Option<String> {
    let plot = layout.plot;
    (plot > 0).then_some(())?;
    let indent = columns(&layout.line("", ["", "", ""]));
    let mut marks: Vec<char> = vec![' '; plot];
    let mut write = |column: isize, text: &str| {
        let length = text.chars().count().min(plot);
        let start = (column - length as isize / 2).clamp(0, (plot - length) as isize) as usize;
        if marks[start.saturating_sub(1)..(start + length + 1).min(plot)].iter().all(|mark| *mark == ' ') {
            text.chars().take(length).enumerate().for_each(|(at, letter)| marks[start + at] = letter);
        }
    };
    if scale.low < 0.0 {
        write(scale.column(0.0, plot), &each(0.0));
    }
    write(0, &each(scale.low));
    write(plot as isize - 1, &each(scale.high));
    Some(pen.paint("2", format!("{}{}", " ".repeat(indent), marks.iter().collect::<String>()).trim_end()))
}
