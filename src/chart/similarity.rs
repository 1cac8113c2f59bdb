//! The similarity heat map, ordered by time: eras show as blocks along the diagonal. Above it, for periods, the drift. Two
//! corpora: `sides`.

mod sides;

use super::draw::{Anchor, Area, Canvas, DASHED, Point};
use super::drift::Curve;
use super::frame::{self, Sheet, Words};
use super::measure::{shorten, shorten_to_words, width};
use super::style::{self, MARGIN, RAMP, WIDTH};
use super::{Chart, Table, format};
use crate::drift::findings::{EraCut, Findings, Similarity};
use crate::error::Result;
pub use sides::of_sides;

/// Largest side of the map, and largest side of a cell, in points.
const SIDE: f64 = 470.0;
const LARGEST_CELL: f64 = 44.0;
/// Room for the names of documents, at least, and of periods.
const TITLES: f64 = 216.0;
const PERIODS: f64 = 112.0;
/// Room that the color bar, and the pairs most alike, take beside the map.
const LIST: f64 = 178.0;
const GAP: f64 = 32.0;
/// More rows than this are drawn as blocks of neighbors.
const MOST_ROWS: usize = 120;
const CURVE: f64 = 84.0;

/// The heat map; none for fewer than two rows.
pub fn chart(findings: &Findings) -> Result<Option<Chart>> {
    let Some(similarity) = findings.similarity.as_ref().filter(|similarity| similarity.cosine.len() > 1) else {
        return Ok(None);
    };
    let block = similarity.cosine.len().div_ceil(MOST_ROWS);
    let (values, names) = (blocks(&similarity.cosine, block), names(similarity, block));
    let Some(limits) = limits(&values, &weighty(findings, similarity, block)) else { return Ok(None) };
    // What is said is said of rows, however many of them share a cell.
    let rows = weighty(findings, similarity, 1);
    let mut sheet = Sheet::begin(&title(findings, similarity, &rows), &subtitle(findings, similarity, block));
    let count = values.len();
    let side = (count as f64 * LARGEST_CELL).min(SIDE);
    let (labels, beside) = label_room(similarity, &names, side);
    let left = MARGIN + labels;
    let curve = curve(findings, similarity, (left, left + side), sheet.top);
    let top = sheet.top + if curve.is_some() { CURVE + 20.0 } else { 0.0 };
    let area = Area { left, top, right: left + side, bottom: top + side };
    let plot = Plot { findings, similarity, values, names, area, limits };
    if let Some(curve) = curve {
        curve.draw(&mut sheet.canvas);
        let right = left + side + GAP;
        let lines = ["Drift from the period before,", "above the noise floor (gray)"];
        for (index, line) in lines.into_iter().enumerate() {
            let y = sheet.top + 14.0 + index as f64 * style::TICK.leading();
            sheet.canvas.text(line, (right, y), style::TICK, Anchor::Start);
        }
    }
    plot.cells(&mut sheet.canvas);
    plot.outlines(&mut sheet.canvas);
    plot.cuts(&mut sheet.canvas, (block, sheet.top));
    plot.labels(&mut sheet.canvas);
    let bottom = match beside {
        true => {
            let legend = plot.bar(&mut sheet.canvas, plot.beside());
            let end = area.bottom.max(legend + 200.0);
            plot.nearest(&mut sheet.canvas, (area.right + GAP, legend + 40.0), end).max(legend)
        }
        false => {
            let top = area.bottom + 36.0;
            let legend = plot.bar(&mut sheet.canvas, (MARGIN, top));
            plot.nearest(&mut sheet.canvas, (MARGIN + LIST + GAP, top), f64::INFINITY).max(legend)
        }
    };
    let bottom = bottom.max(area.bottom);
    let words = Words {
        name: "similarity".into(),
        description: plot.description(),
        footer: footer(findings, similarity, &rows),
    };
    sheet.finish(bottom + 26.0, words, table(similarity)).map(Some)
}

/// Room for the names, and whether bar and pairs stand beside the map: where names need more than that leaves, they stand
/// below it.
fn label_room(similarity: &Similarity, names: &[String], side: f64) -> (f64, bool) {
    if similarity.of == "periods" {
        return (PERIODS, true);
    }
    let needed = names.iter().map(|name| width(name, style::TICK)).fold(0.0, f64::max) + 20.0;
    let most = WIDTH - 2.0 * MARGIN - side;
    let beside = (most - GAP - LIST).max(TITLES);
    match needed <= beside {
        true => (needed.max(TITLES), true),
        false => (needed.min(most), false),
    }
}

/// Means of `block` by `block` values, so that hundreds of rows are still a drawing; the values themselves for 1.
fn blocks(cosine: &[Vec<Option<f64>>], block: usize) -> Vec<Vec<Option<f64>>> {
    let mean = |rows: &[Vec<Option<f64>>], from: usize| {
        let known: Vec<f64> =
            rows.iter().flat_map(|row| row.iter().skip(from).take(block)).filter_map(|value| *value).collect();
        (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64)
    };
    let across = |rows: &[Vec<Option<f64>>]| (0..cosine.len()).step_by(block).map(|from| mean(rows, from)).collect();
    cosine.chunks(block).map(across).collect()
}

/// The labels of the rows that are drawn, in words; of a block, its first.
fn names(similarity: &Similarity, block: usize) -> Vec<String> {
    let name = |label: &String| match (similarity.of.as_str(), label.split_once(' ')) {
        ("periods", _) => format::period(label),
        // Of an interval its first day is enough to find the place.
        (_, Some((date, title))) if date.contains('/') => {
            format!("{} {}", date.split('/').next().unwrap_or_default(), format::record(title))
        }
        (_, Some((date, title))) => format!("{date} {}", format::record(title)),
        _ => format::record(label),
    };
    similarity.labels.iter().take(similarity.cosine.len()).step_by(block).map(name).collect()
}

/// The drift curve, where the rows are the periods.
fn curve<'a>(
    findings: &'a Findings,
    similarity: &Similarity,
    (left, right): (f64, f64),
    top: f64,
) -> Option<Curve<'a>> {
    let steps = findings.drift.as_ref().map(|drift| drift.steps.as_slice())?;
    let count = similarity.cosine.len();
    if similarity.of != "periods" || steps.iter().all(|step| step.value.is_none()) || count != findings.periods.len() {
        return None;
    }
    let area = Area { left, top, right, bottom: top + CURVE };
    let cell = area.width() / count as f64;
    let places = (0..count).map(|index| left + (index as f64 + 0.5) * cell).collect();
    Some(Curve::new(steps, places, area).hollow(findings))
}

/// Which blocks of so many rows have a say: all documents, and periods of some documents; every one if too few have.
fn weighty(findings: &Findings, similarity: &Similarity, block: usize) -> Vec<bool> {
    let count = similarity.cosine.len();
    let periods = similarity.of == "periods" && findings.periods.len() == count;
    let least = frame::weighty_from(findings);
    let enough = |row: usize| !periods || findings.periods[row].documents >= least;
    let rows: Vec<bool> = (0..count).step_by(block).map(|from| (from..(from + block).min(count)).any(enough)).collect();
    if rows.iter().filter(|row| **row).count() > 2 { rows } else { vec![true; rows.len()] }
}

/// 5th and 95th percentile of what is not on the diagonal, over rows that have a say: one odd pair, or a period of one
/// document, does not wash out all others.
fn limits(values: &[Vec<Option<f64>>], weighty: &[bool]) -> Option<(f64, f64)> {
    let said = |row: usize| weighty.get(row).copied().unwrap_or(true);
    let mut values: Vec<f64> = (values.iter().enumerate().filter(|(row, _)| said(*row)))
        .flat_map(|(row, cells)| cells.iter().enumerate().take(row).filter(|(column, _)| said(*column)))
        .filter_map(|(_, value)| *value)
        .filter(|value| value.is_finite())
        .collect();
    values.sort_by(f64::total_cmp);
    let at = |share: f64| values.get((share * (values.len().max(1) - 1) as f64).round() as usize).copied();
    let (low, high) = (at(0.05)?, at(0.95)?);
    Some(if high - low < 1e-6 { (low - 0.05, high + 0.05) } else { (low, high) })
}

/// Eras of which the beginnings are drawn; more lines would hide the map.
const MOST_CUTS: usize = 12;

/// The beginnings of eras, the strongest where there are many.
fn cuts(findings: &Findings) -> Vec<&EraCut> {
    let mut cuts: Vec<&EraCut> = findings.eras.iter().flat_map(|eras| &eras.cuts).collect();
    cuts.sort_by(|a, b| b.drift.total_cmp(&a.drift).then(a.period.cmp(&b.period)));
    cuts.truncate(MOST_CUTS);
    cuts
}

/// What the frames say, in the footer and by their tooltip.
const NEARLY_THE_SAME: &str = "framed: documents that are nearly the same (0.90 and more)";
/// Frames that can be told apart.
const MOST_FRAMES: usize = 600;

/// Cells of documents with a cosine as high as the findings count near duplicates by; none where they would fill the map, or
/// where a cell is more than one pair.
fn nearly_the_same(similarity: &Similarity) -> Vec<(usize, usize)> {
    if similarity.of != "documents" || similarity.cosine.len() > MOST_ROWS {
        return Vec::new();
    }
    let alike = |(row, cells): (usize, &Vec<Option<f64>>)| {
        let high =
            cells.iter().enumerate().filter(|(column, cosine)| *column != row && cosine.is_some_and(|x| x >= 0.9));
        high.map(|(column, _)| (row, column)).collect::<Vec<_>>()
    };
    let pairs: Vec<(usize, usize)> = similarity.cosine.iter().enumerate().flat_map(alike).collect();
    if pairs.len() > MOST_FRAMES { Vec::new() } else { pairs }
}

/// The same for the footer, where there are any.
fn framed(similarity: &Similarity) -> String {
    if nearly_the_same(similarity).is_empty() { String::new() } else { format!(" · {NEARLY_THE_SAME}") }
}

struct Plot<'a> {
    findings: &'a Findings,
    similarity: &'a Similarity,
    /// What is drawn: cosines, or means of blocks of them, and a name for each row.
    values: Vec<Vec<Option<f64>>>,
    names: Vec<String>,
    area: Area,
    limits: (f64, f64),
}

impl Plot<'_> {
    fn cell(&self) -> f64 {
        self.area.width() / self.values.len() as f64
    }

    /// Place of a run of cells in a row, on the grid of whole pixels so that no seams show.
    fn run(&self, row: usize, from: usize, to: usize) -> Area {
        let gap = if self.cell() >= 12.0 { 0.5 } else { 0.0 };
        let at = |index: usize| ((index as f64 * self.cell()) * style::PIXELS).round() / style::PIXELS;
        Area {
            left: self.area.left + at(from) + gap,
            right: self.area.left + at(to) - gap,
            top: self.area.top + at(row) + gap,
            bottom: self.area.top + at(row + 1) - gap,
        }
    }

    /// Step of the ramp; `None` for a missing value, and for a row with itself.
    fn level(&self, row: usize, column: usize) -> Option<usize> {
        let value = self.values.get(row)?.get(column).copied().flatten().filter(|_| row != column)?;
        let (low, high) = self.limits;
        let share = ((value - low) / (high - low)).clamp(0.0, 1.0);
        Some(((share * RAMP.len() as f64) as usize).min(RAMP.len() - 1))
    }

    /// Cells of one step are one mark; with few rows each cell is a mark that tells its value.
    fn cells(&self, canvas: &mut Canvas) {
        let count = self.values.len();
        let apart = count <= 30;
        let mut levels: Vec<Vec<Area>> = vec![Vec::new(); RAMP.len()];
        let mut missing = Vec::new();
        for row in 0..count {
            let mut from = 0;
            while from < count {
                let level = self.level(row, from);
                let alike = |column: &usize| !apart && column != &row && self.level(row, *column) == level;
                let to = (from + 1..count).take_while(alike).last().map_or(from + 1, |last| last + 1);
                match level {
                    Some(level) if apart => {
                        canvas.rect(self.run(row, from, to), RAMP[level]).tag("cell", self.tip(row, from));
                    }
                    Some(level) => levels[level].push(self.run(row, from, to)),
                    None => missing.push(self.run(row, from, to)),
                }
                from = to;
            }
        }
        canvas.cells(missing, style::GRID);
        for (boxes, color) in levels.into_iter().zip(RAMP) {
            canvas.cells(boxes, color);
        }
    }

    /// Frames around the cells of documents that are nearly the same, as one mark.
    fn outlines(&self, canvas: &mut Canvas) {
        let line = (self.cell() * 0.12).clamp(0.5, 1.5);
        let frame = |(row, column): (usize, usize)| {
            let Area { left, top, right, bottom } = self.run(row, column, column + 1);
            [
                Area { left, top, right, bottom: top + line },
                Area { left, top: bottom - line, right, bottom },
                Area { left, top, right: left + line, bottom },
                Area { left: right - line, top, right, bottom },
            ]
        };
        let frames: Vec<Area> = nearly_the_same(self.similarity).into_iter().flat_map(frame).collect();
        if !frames.is_empty() {
            canvas.cells(frames, style::DOWN).tag("alike", NEARLY_THE_SAME);
        }
    }

    /// Where an era of the vocabulary ends and the next begins: lines through the map, and through the drift above it.
    fn cuts(&self, canvas: &mut Canvas, (block, top): (usize, f64)) {
        for cut in cuts(self.findings) {
            let row = match self.similarity.of.as_str() {
                "periods" => Some(cut.period),
                _ => {
                    self.findings.corpus.documents.iter().position(|one| one.period.is_some_and(|at| at >= cut.period))
                }
            };
            let Some(row) = row.filter(|&row| row < self.similarity.cosine.len()) else { continue };
            let away = row as f64 / block as f64 * self.cell();
            let (x, y) = (self.area.left + away, self.area.top + away);
            let above = if self.similarity.of == "periods" { top } else { self.area.top };
            let (style, tip) = ((1.25, style::INK), format!("a new era begins with {}", format::period(&cut.label)));
            canvas.broken(((x, above), (x, self.area.bottom)), DASHED, style).tag("era", tip.clone());
            canvas.broken(((self.area.left, y), (self.area.right, y)), DASHED, style).tag("era", tip);
        }
    }

    fn tip(&self, row: usize, column: usize) -> String {
        let label = |index: usize| self.names.get(index).map_or("", String::as_str);
        let value = self.values.get(row).and_then(|cells| cells.get(column).copied().flatten()).unwrap_or(0.0);
        format!(
            "{} and {}: {value:.2}",
            shorten(label(row), style::LABEL, 160.0),
            shorten(label(column), style::LABEL, 160.0)
        )
    }

    /// Every row's label, or every second, fifth, ... so that they do not touch.
    fn labels(&self, canvas: &mut Canvas) {
        let every = ((style::TICK.size + 2.0) / self.cell()).ceil().max(1.0) as usize;
        for (row, name) in self.names.iter().enumerate().step_by(every) {
            let y = self.area.top + (row as f64 + 0.5) * self.cell() + 4.0;
            let place = ((self.area.left - 8.0, y), style::TICK, Anchor::End);
            canvas.label(name, place, self.area.left - MARGIN - 12.0);
        }
    }

    /// Where the color bar stands right of the map.
    fn beside(&self) -> Point {
        (self.area.right + GAP, self.area.top + 12.0)
    }

    /// The color bar; returns where it ends.
    fn bar(&self, canvas: &mut Canvas, (left, top): Point) -> f64 {
        let step = 18.0;
        canvas.text("Similarity (cosine)", (left, top), style::HEADING, Anchor::Start);
        for (index, color) in RAMP.into_iter().enumerate() {
            let x = left + index as f64 * step;
            canvas.rect(Area::of((x, top + 10.0), (x + step, top + 22.0)), color);
        }
        let y = top + 36.0;
        let (low, high) = self.limits;
        canvas.text(&format!("{:.2}", low.max(0.0)), (left, y), style::TICK, Anchor::Start);
        canvas.text(&format!("{high:.2}"), (left + 9.0 * step, y), style::TICK, Anchor::End);
        canvas.rect(Area::of((left, y + 12.0), (left + 12.0, y + 24.0)), style::GRID);
        canvas.text("itself, or no text", (left + 18.0, y + 22.0), style::TICK, Anchor::Start);
        y + 24.0
    }

    /// The pairs most alike with their words, as far down as `end`; returns where the list ends.
    fn nearest(&self, canvas: &mut Canvas, (left, top): Point, end: f64) -> f64 {
        let (mut y, room) = (top, WIDTH - MARGIN - left);
        if self.similarity.nearest.is_empty() {
            return self.area.bottom;
        }
        canvas.text("Documents most alike", (left, y), style::HEADING, Anchor::Start);
        for pair in self.similarity.nearest.iter().take(5) {
            if y + 74.0 > end {
                break;
            }
            y += 24.0;
            let face = style::TICK.colored(style::INK);
            canvas.text(&format!("{:.2}", pair.cosine), (left, y), face.bold(), Anchor::Start);
            for id in [&pair.a, &pair.b] {
                let name = shorten(&title_of(self.findings, id), face, room - 32.0);
                canvas.text(&name, (left + 32.0, y), face, Anchor::Start);
                y += face.leading();
            }
            y -= face.leading();
            if !pair.terms.is_empty() {
                y += 14.0;
                let terms = shorten(&pair.terms.join(", "), style::SMALL, room - 32.0);
                canvas.text(&terms, (left + 32.0, y), style::SMALL, Anchor::Start);
            }
        }
        y
    }

    /// Lines between two sides, of which the first has some rows, and their letters above and at the right.
    fn part(&self, canvas: &mut Canvas, split: usize) {
        let area = self.area;
        let at = split as f64 * self.cell();
        canvas.line((area.left, area.top + at), (area.right, area.top + at), 1.5, style::INK);
        canvas.line((area.left + at, area.top), (area.left + at, area.bottom), 1.5, style::INK);
        for (letter, middle) in [("A", at / 2.0), ("B", (at + area.width()) / 2.0)] {
            canvas.text(letter, (area.left + middle, area.top - 6.0), style::HEADING, Anchor::Middle);
            canvas.text(letter, (area.right + 8.0, area.top + middle + 5.0), style::HEADING, Anchor::Start);
        }
    }

    fn description(&self) -> String {
        let pairs: Vec<String> = (self.similarity.nearest.iter().take(5))
            .map(|pair| {
                let names = [&pair.a, &pair.b].map(|id| title_of(self.findings, id));
                format!("{} and {} ({:.2})", names[0], names[1], pair.cosine)
            })
            .collect();
        let count = self.similarity.cosine.len();
        let most = if pairs.is_empty() { String::new() } else { format!(" Most alike: {}.", pairs.join("; ")) };
        format!(
            "A square of {count} by {count} cells, stronger in color where two {} share more vocabulary.{most}",
            self.similarity.of
        )
    }
}

/// The title of a document by its id, where it is listed; else what stands for it.
fn title_of(findings: &Findings, id: &str) -> String {
    let listed = findings.corpus.documents.iter().find(|document| document.id == id);
    let title = listed.map(|document| document.title.as_str()).filter(|title| !title.is_empty());
    title.map_or_else(|| format::record(id), str::to_owned)
}

/// The message: the pair most alike, or the period that stands apart.
fn title(findings: &Findings, similarity: &Similarity, weighty: &[bool]) -> String {
    if similarity.of == "periods" {
        return neighbors_and_others(findings, similarity, weighty);
    }
    match similarity.nearest.first() {
        Some(pair) => {
            let names = [&pair.a, &pair.b].map(|id| shorten_to_words(&title_of(findings, id), style::TITLE, 580.0));
            format!("Most alike: “{}” and “{}”", names[0], names[1])
        }
        None => "How alike the documents are in vocabulary".into(),
    }
}

/// The rows that have a say.
fn weighty_rows(similarity: &Similarity, weighty: &[bool]) -> Vec<usize> {
    (0..similarity.cosine.len()).filter(|&row| weighty.get(row).copied().unwrap_or(true)).collect()
}

/// So many periods lie between those that are called distant: at least half of the time.
fn distant_from(similarity: &Similarity, weighty: &[bool]) -> usize {
    let rows = weighty_rows(similarity, weighty);
    let span = rows.last().zip(rows.first()).map_or(0, |(last, first)| last - first);
    span.div_ceil(2).max(2)
}

/// How alike neighbors in time are, against periods at least half of the time apart. Both means are over the same
/// periods, so that it does not matter that those of few documents are like nothing.
fn neighbors_and_others(findings: &Findings, similarity: &Similarity, weighty: &[bool]) -> String {
    let word = frame::period_word(findings);
    let (rows, distant) = (weighty_rows(similarity, weighty), distant_from(similarity, weighty));
    let mean = |apart: &dyn Fn(usize) -> bool| {
        let pairs = rows.iter().flat_map(|&a| rows.iter().map(move |&b| (a, b))).filter(|(a, b)| a < b && apart(b - a));
        let known: Vec<f64> = pairs.filter_map(|(a, b)| similarity.cosine.get(a)?.get(b).copied().flatten()).collect();
        (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64)
    };
    match (mean(&|apart| apart == 1), mean(&|apart| apart >= distant)) {
        (Some(near), Some(far)) if near - far >= 0.03 => {
            format!("Neighboring {word}s are more alike in vocabulary ({near:.2}) than distant ones ({far:.2})")
        }
        (Some(near), Some(far)) => {
            format!("Distant {word}s are as alike in vocabulary ({far:.2}) as neighboring ones ({near:.2})")
        }
        _ => format!("How alike the {word}s are in vocabulary"),
    }
}

fn subtitle(findings: &Findings, similarity: &Similarity, block: usize) -> String {
    let corpus = &findings.corpus;
    let order = match (similarity.of.as_str(), corpus.documents_dated) {
        ("documents", 0) => "in order of name",
        ("documents", dated) if dated < corpus.documents_read => "in order of time, undated last",
        _ => "in order of time",
    };
    if block > 1 {
        return format!(
            "Cosine of TF-IDF between {}, {order}; each cell is the mean of {block} by {block}",
            similarity.of
        );
    }
    format!("Cosine of TF-IDF between {}, {order}, from top to bottom and left to right", similarity.of)
}

fn footer(findings: &Findings, similarity: &Similarity, weighty_rows: &[bool]) -> String {
    // As in `weighty`: where hardly a period has so many, all of them have a say.
    let of_periods = similarity.of == "periods";
    let distant = match of_periods {
        true => {
            let (apart, word) = (distant_from(similarity, weighty_rows), frame::period_word(findings));
            format!(" · distant: {} apart and more", format::counted(apart as u64, word))
        }
        false => String::new(),
    };
    let least = frame::weighty_from(findings);
    let weighty = findings.periods.iter().filter(|period| period.documents >= least).count();
    let whose = if of_periods && weighty > 2 {
        format!("pairs of periods with {least} documents and more")
    } else {
        "all pairs".into()
    };
    let eras = match findings.eras.as_ref().map_or(0, |eras| eras.cuts.len()) {
        0 => String::new(),
        all if all > MOST_CUTS => format!(" · dashed: the {MOST_CUTS} strongest of {all} turns of the vocabulary"),
        _ => " · dashed: the vocabulary turned (an era begins)".into(),
    };
    let alike = framed(similarity);
    let note = frame::corpus_note(findings);
    format!("{note} · colors span the 5th to 95th percentile of {whose}{distant}{eras}{alike}")
}

fn table(similarity: &Similarity) -> Table {
    let mut table = Table::new(&["name"]);
    table.columns.extend(similarity.labels.iter().cloned());
    for (label, cells) in similarity.labels.iter().zip(&similarity.cosine) {
        let mut row = vec![label.clone()];
        row.extend(cells.iter().map(|value| format::cell(*value)));
        row.resize(table.columns.len(), String::new());
        table.rows.push(row);
    }
    table
}
