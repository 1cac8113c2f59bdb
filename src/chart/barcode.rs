//! The barcode: when each theme, and each of the terms that changed most, was mentioned at all.
//!
//! Few documents are a line each, at their own day; many are cells of a period. Terms have counts by period only, so they
//! are cells in any case.

use super::draw::{Anchor, Area, Canvas};
use super::frame::{self, Sheet, Words};
use super::measure::shorten;
use super::scale::Scale;
use super::style::{self, MARGIN, WIDTH};
use super::{Chart, Table, documents, format};
use crate::drift::findings::{DocumentFinding, Findings, Verdict};
use crate::error::Result;
use plotters::style::RGBAColor;

/// Up to so many dated documents each one is a line.
const MOST_LINES: usize = 300;
const MOST_THEMES: usize = 16;
/// Cells of a row.
const MOST_CELLS: usize = 340;
/// Lines with a tip and a link, in all rows together: each is a hundred bytes and more.
const MOST_LINKED: usize = 720;
/// Terms of each direction.
const MOST_TERMS: usize = 6;
const ROW: f64 = 24.0;
const LEFT: f64 = MARGIN + 170.0;
const SIDE: f64 = 118.0;
/// Documents from which on a period has a say in the shades of a row, where none has more.
const FEW: usize = 3;
/// Shades of a cell, from least to most.
const SHADES: usize = 5;

/// The chart; none where nothing is said about time.
pub fn chart(findings: &Findings) -> Result<Option<Chart>> {
    let rows = rows(findings);
    if rows.is_empty() || findings.periods.len() < 2 || documents::without_time(findings) {
        return Ok(None);
    }
    let mut sheet = Sheet::begin(&title(findings, &rows), &subtitle(findings, &rows));
    let groups = 1 + rows.windows(2).filter(|pair| pair[0].group != pair[1].group).count();
    let top = sheet.top;
    let bottom = top + rows.len() as f64 * ROW + groups as f64 * 26.0;
    let area = Area { left: LEFT, top, right: WIDTH - MARGIN - SIDE, bottom };
    let Some(x) = frame::time_scale(&findings.periods, area) else { return Ok(None) };
    let linked = MOST_LINKED / rows.iter().filter(|row| matches!(row.marks, Marks::Lines(_))).count().max(1);
    let mut y = top;
    let mut group = "";
    for row in &rows {
        if row.group != group {
            group = row.group;
            sheet.canvas.text(group, (MARGIN, y + 16.0), style::HEADING, Anchor::Start);
            let head = (WIDTH - MARGIN, y + 16.0);
            sheet.canvas.text("mentions, documents", head, style::SMALL, Anchor::End);
            y += 26.0;
        }
        draw(&mut sheet.canvas, findings, (row, linked), (&x, Area { top: y, bottom: y + ROW - 6.0, ..area }));
        y += ROW;
    }
    let strip = Area { top: bottom + 18.0, bottom: bottom + 46.0, ..area };
    frame::exposure(&mut sheet.canvas, &findings.periods, &x, strip);
    frame::exposure_counts(&mut sheet.canvas, &findings.periods, &x, strip);
    frame::time_axis(&mut sheet.canvas, &x, strip);
    let per = format!("per {}", frame::period_word(findings));
    frame::side_label(&mut sheet.canvas, &["documents", &per], (LEFT - 10.0, strip.bottom - 14.0), LEFT - MARGIN);
    let words = Words { name: "barcode".into(), description: description(&rows), footer: footer(findings) };
    sheet.finish(strip.bottom + 24.0, words, table(findings, &rows)).map(Some)
}

/// One theme or term.
struct Row<'a> {
    group: &'static str,
    name: &'a str,
    shows: String,
    color: RGBAColor,
    verdict: Verdict,
    mentions: u64,
    documents: usize,
    marks: Marks,
}

enum Marks {
    /// The documents that mention a theme, by index.
    Lines(Vec<usize>),
    /// The rate in each period.
    Cells(Vec<Option<f64>>),
}

fn rows(findings: &Findings) -> Vec<Row<'_>> {
    let documents = &findings.corpus.documents;
    let lines = !documents.is_empty() && findings.corpus.documents_dated <= MOST_LINES;
    let mut themes: Vec<usize> = (0..findings.themes.len()).filter(|&at| findings.themes[at].mentions > 0).collect();
    themes.sort_by_key(|&at| std::cmp::Reverse(findings.themes[at].mentions));
    themes.truncate(MOST_THEMES);
    let theme = |at: usize| {
        let theme = &findings.themes[at];
        let mentions = |one: &DocumentFinding| one.day.is_some() && one.theme_counts.get(at).is_some_and(|n| *n > 0);
        let marks = match lines {
            true => Marks::Lines((0..documents.len()).filter(|&index| mentions(&documents[index])).collect()),
            false => Marks::Cells(theme.series.iter().map(|point| point.rate.map(|rate| rate.value)).collect()),
        };
        Row {
            group: "Themes",
            name: &theme.name,
            shows: format!("theme: {}", theme.name),
            color: plain(theme.change.verdict),
            verdict: theme.change.verdict,
            mentions: theme.mentions,
            documents: theme.documents,
            marks,
        }
    };
    let mut rows: Vec<Row> = themes.into_iter().map(theme).collect();
    if frame::too_few(findings) {
        return rows;
    }
    for (group, terms) in [("Rising terms", &findings.terms.rising), ("Falling terms", &findings.terms.falling)] {
        let used = terms.iter().filter(|found| found.series.iter().flatten().any(|rate| *rate > 0.0));
        rows.extend(used.take(MOST_TERMS).map(|found| Row {
            group,
            name: &found.term,
            shows: format!("term: {}", found.term),
            color: plain(found.change.verdict),
            verdict: found.change.verdict,
            mentions: found.count_earlier + found.count_later,
            documents: found.documents_earlier + found.documents_later,
            marks: Marks::Cells(found.series.clone()),
        }));
    }
    rows
}

/// The color of a verdict, ink where it has no direction.
fn plain(verdict: Verdict) -> RGBAColor {
    let color = format::verdict_color(verdict);
    if color == style::GRAY { style::INK } else { color }
}

fn draw(canvas: &mut Canvas, findings: &Findings, (row, linked): (&Row, usize), (x, area): (&Scale, Area)) {
    let middle = (area.top + area.bottom) / 2.0 + 4.0;
    canvas.label(row.name, ((LEFT - 10.0, middle), style::LABEL, Anchor::End), LEFT - MARGIN - 14.0);
    canvas.rect(area, style::FAINT).tag("row", tip(row)).shows(row.shows.clone());
    match &row.marks {
        Marks::Lines(documents) => lines(canvas, findings, (row, documents, linked), (x, area)),
        Marks::Cells(rates) => cells(canvas, findings, (row, rates), (x, area)),
    }
    let documents = format::count(row.documents as u64);
    canvas.text(&format::count(row.mentions), (WIDTH - MARGIN - 52.0, middle), style::TICK, Anchor::End);
    canvas.text(&documents, (WIDTH - MARGIN, middle), style::TICK, Anchor::End);
}

/// A line a document; lines that fall on one place are darker. Of many, those that mention it most have a tip and a link
/// of their own, and the others are one mark.
fn lines(
    canvas: &mut Canvas,
    findings: &Findings,
    (row, documents, linked): (&Row, &[usize], usize),
    (x, area): (&Scale, Area),
) {
    let theme = findings.themes.iter().position(|theme| theme.name == row.name).unwrap_or(usize::MAX);
    let listed = documents.iter().filter_map(|&index| findings.corpus.documents.get(index));
    let mut listed: Vec<&DocumentFinding> = listed.filter(|document| document.day.is_some()).collect();
    listed.sort_by_key(|document| std::cmp::Reverse(document.theme_counts.get(theme).copied().unwrap_or(0)));
    let place = |document: &DocumentFinding| {
        let at = document.day.map(|day| x.at(day))?;
        Some(Area::of((at - 0.75, area.top), (at + 0.75, area.bottom)))
    };
    let (linked, others) = listed.split_at(linked.min(listed.len()));
    let others: Vec<Area> = others.iter().filter_map(|document| place(document)).collect();
    canvas.cells(others, style::faded(row.color, 0.75));
    for document in linked {
        let Some(line) = place(document) else { continue };
        let name = if document.title.is_empty() { &document.id } else { &document.title };
        let date = document.date.as_deref().map(format::iso_day).unwrap_or_default();
        let tip = format!("{}: {}, {date}", row.name, shorten(name, style::LABEL, 300.0));
        let color = style::faded(row.color, 0.75);
        canvas.rect(line, color).tag("line", tip).shows(format!("document: {}", document.id));
    }
}

/// A cell a period, the stronger in color the larger its part of the highest rate of the row among periods of some documents: a month
/// of one document does not wash out the rest.
fn cells(canvas: &mut Canvas, findings: &Findings, (row, rates): (&Row, &[Option<f64>]), (x, area): (&Scale, Area)) {
    let least = frame::weighty_from(findings);
    let highest = |least: usize| {
        let weighty = rates.iter().zip(&findings.periods).filter(|(_, period)| period.documents >= least);
        weighty.filter_map(|(rate, _)| *rate).fold(0.0, f64::max)
    };
    let most = [least, FEW, 0].map(highest).into_iter().find(|most| *most > 0.0).unwrap_or(0.0);
    let mut shades: [Vec<Area>; SHADES] = Default::default();
    let each = periods_of_cell(findings);
    for (rates, periods) in rates.chunks(each).zip(findings.periods.chunks(each)) {
        let highest = rates.iter().flatten().copied().fold(0.0, f64::max);
        let share = highest / most;
        let (Some(first), Some(last)) = (periods.first(), periods.last()) else { continue };
        if share > 0.0 {
            let (first, end) = (frame::period_days(first).0, frame::period_days(last).1);
            let shade = ((share * SHADES as f64).ceil() as usize).clamp(1, SHADES) - 1;
            shades[shade].push(Area::of((x.at(first), area.top), (x.at(end), area.bottom)));
        }
    }
    for (index, boxes) in shades.into_iter().enumerate() {
        canvas.cells(boxes, style::faded(row.color, 0.16 + 0.84 * index as f64 / (SHADES - 1) as f64));
    }
}

/// Periods that share a cell: where there are more than the page can tell apart, each few have the highest of their rates.
fn periods_of_cell(findings: &Findings) -> usize {
    findings.periods.len().div_ceil(MOST_CELLS).max(1)
}

fn tip(row: &Row) -> String {
    let (mentions, documents) =
        (format::counted(row.mentions, "mention"), format::counted(row.documents as u64, "document"));
    format!("{}: {mentions} in {documents}, {}", row.name, format::verdict(row.verdict))
}

/// Which of the rows that rose is mentioned first the latest: what is new says more than what is old.
fn title(findings: &Findings, rows: &[Row]) -> String {
    let rose = rows.iter().filter(|row| row.verdict == Verdict::Rose);
    let newest =
        rose.filter_map(|row| Some((row, begins(findings, row)?))).rev().max_by_key(|(_, (period, _))| *period);
    let Some((row, (at, began))) = newest else {
        return "When each theme and each term that changed most was mentioned".into();
    };
    let documents = format::counted(row.documents as u64, "document");
    let name = if row.group == "Themes" { row.name.to_owned() } else { format!("“{}”", row.name) };
    let name = format::sentence_case(&name);
    match findings.contrast.as_ref().is_some_and(|contrast| at >= contrast.split) {
        true => format!("{name}: first mentioned in {began}, since then in {documents}"),
        false => format!("{name} rose; in {documents}, the first of {began}"),
    }
}

/// The period in which a row is mentioned first, and its name; `None` in the first period: it may be older.
fn begins(findings: &Findings, row: &Row) -> Option<(usize, String)> {
    let first = match &row.marks {
        Marks::Lines(documents) => findings.corpus.documents.get(*documents.first()?)?.period?,
        Marks::Cells(rates) => rates.iter().position(|rate| rate.is_some_and(|rate| rate > 0.0))?,
    };
    findings.periods.get(first).filter(|_| first > 0).map(|period| (first, format::when(&period.label)))
}

fn subtitle(findings: &Findings, rows: &[Row]) -> String {
    let word = frame::period_word(findings);
    let lines = rows.iter().any(|row| matches!(row.marks, Marks::Lines(_)));
    let cells = rows.iter().any(|row| matches!(row.marks, Marks::Cells(_)));
    let line = "a line is a document that mentions it";
    let cell =
        format!("the stronger the color of a {word}, the more mentions per 1,000 words (against the most of its row)");
    match (lines, cells) {
        (true, true) => format!("Themes: {line}. Terms: {cell}"),
        (true, false) => format::sentence_case(line),
        _ => format::sentence_case(&cell),
    }
}

fn footer(findings: &Findings) -> String {
    let each = periods_of_cell(findings);
    let word = frame::period_word(findings);
    let pooled =
        if each > 1 { format!("; a cell is {each} {word}s, with the highest rate of them") } else { String::new() };
    let (note, exposure) = (frame::corpus_note(findings), frame::exposure_note(findings));
    format!("{note} · colored: rose or fell, or leans{pooled}; {exposure}")
}

fn description(rows: &[Row]) -> String {
    let told: Vec<String> = rows.iter().map(tip).collect();
    format!("A row for each theme and term with marks where in time it is mentioned. {}.", told.join("; "))
}

fn table(findings: &Findings, rows: &[Row]) -> Table {
    let mut table = Table::new(&["row", "kind", "document", "date_or_period", "mentions", "rate_per_1000"]);
    for row in rows {
        let kind = if row.group == "Themes" { "theme" } else { "term" };
        match &row.marks {
            Marks::Lines(documents) => {
                let theme = findings.themes.iter().position(|theme| theme.name == row.name).unwrap_or(usize::MAX);
                for document in documents.iter().filter_map(|&index| findings.corpus.documents.get(index)) {
                    let count = document.theme_counts.get(theme).copied().unwrap_or(0);
                    let rate = format::cell(Some(1000.0 * count as f64 / document.words.max(1) as f64));
                    let date = document.date.clone().unwrap_or_default();
                    table.rows.push(vec![
                        row.name.into(),
                        kind.into(),
                        document.id.clone(),
                        date,
                        count.to_string(),
                        rate,
                    ]);
                }
            }
            Marks::Cells(rates) => {
                for (rate, period) in rates.iter().zip(&findings.periods) {
                    let label = period.label.clone();
                    table.rows.push(vec![
                        row.name.into(),
                        kind.into(),
                        String::new(),
                        label,
                        String::new(),
                        format::cell(*rate),
                    ]);
                }
            }
        }
    }
    table
}
