//! Turning points: a panel a term, with the span in which it was used more, or less, than in the rest.

use super::draw::{Area, Canvas, Point};
use super::frame::{self, Sheet, Words};
use super::grid::{self, Panel};
use super::measure::width;
use super::scale::{Scale, linear_ticks};
use super::style;
use super::{Chart, Table, format};
use crate::drift::findings::{Findings, Period, TurnFinding};
use crate::error::Result;
use plotters::style::RGBAColor;

const MOST: usize = 12;

/// Panels of the most certain turns; none without any.
pub fn chart(findings: &Findings) -> Result<Option<Chart>> {
    let turns: Vec<&TurnFinding> = (findings.turns.found.iter())
        .filter(|turn| turn.series.iter().flatten().any(|rate| *rate > 0.0))
        .take(MOST)
        .collect();
    if turns.is_empty() || findings.periods.len() < 2 {
        return Ok(None);
    }
    let mut sheet = Sheet::begin(&title(&turns), &subtitle(findings));
    let top = sheet.top;
    for (index, turn) in turns.iter().enumerate() {
        draw(&mut sheet.canvas, findings, turn, grid::panel(index, top));
    }
    let description = format!("One small line chart for each term, its span shaded. {}.", told(&turns).join("; "));
    let words = Words { name: "turns".into(), description, footer: footer(findings) };
    sheet.finish(grid::bottom(turns.len(), top), words, table(findings)).map(Some)
}

fn draw(canvas: &mut Canvas, findings: &Findings, turn: &TurnFinding, panel: Panel) {
    let periods = &findings.periods;
    let color = if matches!(turn.kind.as_str(), "dip" | "fall") { style::DOWN } else { style::UP };
    // The interval beside the factor where the term's name leaves room for it, else below.
    let words = [format::factor_with_interval(&turn.ratio), format::factor(turn.ratio.value)];
    let words = words.map(|size| format!("{} {size}", turn.kind));
    let room = panel.right - panel.left - width(&turn.term, style::HEADING) - 12.0;
    let fits = width(&words[0], style::LABEL.bold()) <= room;
    grid::heading(canvas, panel, &turn.term, (if fits { &words[0] } else { &words[1] }, color));
    if !fits {
        grid::second(canvas, panel, &format::interval(&turn.ratio));
    }
    let high = turn.series.iter().flatten().copied().fold(0.0, f64::max);
    let ticks = linear_ticks(0.0, high, 3);
    let y = Scale::new((0.0, ticks.last().map_or(1.0, |tick| tick.value)), (panel.drawing.bottom, panel.drawing.top));
    let Some(x) = frame::time_scale(periods, panel.drawing) else { return };
    shade(canvas, turn, (periods, &x, panel.drawing), color);
    grid::axes(canvas, panel, (&x, &y), (periods, &ticks));
    let wide = if periods.len() > 120 { 0.75 } else { 1.5 };
    let mut run: Vec<Point> = Vec::new();
    for (rate, period) in turn.series.iter().zip(periods) {
        match rate {
            Some(rate) => run.push((x.at(period.day), y.at(*rate))),
            None => line(canvas, &std::mem::take(&mut run), wide),
        }
    }
    line(canvas, &run, wide);
}

fn line(canvas: &mut Canvas, run: &[Point], wide: f64) {
    canvas.path(run, wide, style::INK);
    if let [only] = run {
        canvas.dot(*only, 2.0, style::INK);
    }
}

/// The span from its first to its last period.
fn shade(canvas: &mut Canvas, turn: &TurnFinding, (periods, x, area): (&[Period], &Scale, Area), color: RGBAColor) {
    let find = |label: &str| periods.iter().find(|period| period.label == label).map(frame::period_days);
    if let (Some((first, _)), Some((_, end))) = (find(&turn.from), find(&turn.to)) {
        let span = Area::of((x.at(first), area.top), (x.at(end), area.bottom));
        canvas.rect(span, style::faded(color, 0.14)).tag("span", tip(turn));
        canvas.shows(format!("turn: {}", turn.term));
    }
}

/// "ISIS: rise 2015 – 2021, 32× (12–85), 9 mentions in 4 documents, q = 0.002"
fn tip(turn: &TurnFinding) -> String {
    format!(
        "{}: {} {} – {}, {}, {} in {}, q {}",
        turn.term,
        turn.kind,
        format::period(&turn.from),
        format::period(&turn.to),
        format::factor_with_interval(&turn.ratio),
        format::counted(turn.count, "mention"),
        format::counted(turn.documents as u64, "document"),
        format::equals(turn.q)
    )
}

fn told(turns: &[&TurnFinding]) -> Vec<String> {
    turns
        .iter()
        .map(|turn| {
            format!("{}: {} {} – {}", turn.term, turn.kind, format::period(&turn.from), format::period(&turn.to))
        })
        .collect()
}

fn title(turns: &[&TurnFinding]) -> String {
    let first = &turns[0];
    let (from, to) = (format::when(&first.from), format::when(&first.to));
    let span = if from == to { from.clone() } else { format!("{from} to {to}") };
    let factor = format::factor(first.ratio.value).replace('>', "more than ");
    match first.kind.as_str() {
        "rise" => format!("“{}” rose from {from} on, to {factor} its use before", first.term),
        "fall" => format!("“{}” fell from {from} on, to {factor} its use before", first.term),
        "dip" => format!("“{}” dipped in {span}, to {factor} its use in the rest", first.term),
        _ => format!("“{}” spiked in {span}, {factor} its use in the rest", first.term),
    }
}

fn subtitle(findings: &Findings) -> String {
    let word = frame::period_word(findings);
    format!(
        "Mentions per 1,000 words by {word}; shaded: the span in which the term was used more, or less, than in the rest"
    )
}

fn footer(findings: &Findings) -> String {
    let turns = &findings.turns;
    format!(
        "{} · {} tested, {} turned (corrected for every span and term that was looked at; a passing event may stand out, too) · in brackets: 95 % interval over documents · each panel has its own scale · {}",
        frame::corpus_note(findings),
        format::counted(turns.tested as u64, "term"),
        format::count(turns.significant as u64),
        frame::exposure_note(findings)
    )
}

fn table(findings: &Findings) -> Table {
    let mut table = Table::new(&["term", "kind", "from", "to", "count", "documents", "ratio", "low", "high", "q"]);
    for turn in &findings.turns.found {
        let mut row = vec![turn.term.clone(), turn.kind.clone(), turn.from.clone(), turn.to.clone()];
        row.extend([turn.count.to_string(), turn.documents.to_string()]);
        let numbers = [Some(turn.ratio.value), turn.ratio.low, turn.ratio.high, Some(turn.q)];
        row.extend(numbers.map(format::cell));
        table.rows.push(row);
    }
    table
}
