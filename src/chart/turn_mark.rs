//! The mark of a change point on a time axis: a dashed line where the new level begins, over the span in which it may begin.
//!
//! A level that only may have turned, because periods that fluctuate as these do would give as much, gets a dotted gray line with
//! a question mark, and a bracket for its span instead of a ground: nobody should take it for the other.

use super::draw::{Anchor, Area, Canvas, DASHED, DOTTED};
use super::format;
use super::frame;
use super::scale::Scale;
use super::style;
use crate::drift::findings::{ChangePoint, ChangePoints, Period};

/// Narrower spans of a turn that may be have no bracket.
const LEAST_BRACKET: f64 = 8.0;

/// Draws each change point over an area.
pub fn draw(canvas: &mut Canvas, points: &ChangePoints, (periods, x): (&[Period], &Scale), area: Area) {
    let placed = |point: &ChangePoint| {
        let begins = |period: usize| periods.get(period).map(|period| x.at(frame::period_days(period).0));
        // Where resamples all agree, the span is a point, and a hair of it stays to be seen.
        let span = Area { left: begins(point.from)? - 1.0, right: begins(point.to)? + 1.0, ..area };
        Some((span, begins(point.period)?))
    };
    for point in &points.possible {
        let Some((span, at)) = placed(point) else { continue };
        canvas.broken(((at, area.top), (at, area.bottom)), DOTTED, (1.25, style::GRAY));
        // A bracket below the question mark: an outline around all of it would weigh as much as a ground. One that is
        // hardly wider than its line would be an empty box, and the line says the same.
        let [left, right] = [span.left, span.right];
        let (top, foot) = (area.top, area.top + 5.0);
        if right - left >= LEAST_BRACKET {
            canvas.path(&[(left, foot), (left, top), (right, top), (right, foot)], 0.75, style::GRAY);
        }
        canvas.tag("possible", tip(point, periods, "may have turned"));
        // Above the arrows of intervals that go on beyond the area.
        let bounds = Area { top: area.top - 20.0, left: area.left - 4.0, right: area.right + 4.0, ..area };
        let places = [area.top - 8.0, area.top - 2.0].map(|y| ((at, y), Anchor::Middle));
        canvas.place("?", &places, style::SMALL.bold(), bounds);
    }
    for point in &points.found {
        let Some((span, at)) = placed(point) else { continue };
        let color = if point.ratio.value < 1.0 { style::DOWN } else { style::UP };
        canvas.rect(span, style::faded(color, 0.12)).tag("turn", tip(point, periods, "turned"));
        canvas.broken(((at, area.top), (at, area.bottom)), DASHED, (1.25, color));
    }
}

/// What the marks mean, for a footer; nothing where there are none.
pub fn note(drawn: &[&ChangePoints]) -> Option<String> {
    let turned = drawn.iter().any(|points| !points.found.is_empty());
    let possible = drawn.iter().any(|points| !points.possible.is_empty());
    let sure = "dashed: when it turned, shaded: the span in which that may lie";
    let perhaps = "dotted with “?”: may have turned, it often changes as much";
    match (turned, possible) {
        (false, false) => None,
        (true, false) => Some(sure.to_owned()),
        (false, true) => Some(perhaps.to_owned()),
        (true, true) => Some(format!("{sure}; {perhaps}")),
    }
}

/// "turned to 2.1× what it was, 2024-03 to 2024-06; of all words in these documents more lithium; less navy"
fn tip(point: &ChangePoint, periods: &[Period], verb: &str) -> String {
    let label = |period: usize| periods.get(period).map_or_else(String::new, |period| format::period(&period.label));
    let place = match (label(point.from), label(point.to)) {
        (from, to) if from == to => from,
        (from, to) => format!("{from} to {to}"),
    };
    let words = [("more", &point.terms_after), ("less", &point.terms_before)];
    let words = words.into_iter().filter(|(_, terms)| !terms.is_empty());
    let words: Vec<String> = words.map(|(sign, terms)| format!("{sign} {}", terms.join(", "))).collect();
    let words = match words.is_empty() {
        true => String::new(),
        false => format!("; of all words in these documents {}", words.join("; ")),
    };
    format!("{verb} to {} what it was, {place}{words}", format::factor_with_interval(&point.ratio))
}
