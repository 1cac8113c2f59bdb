//! The mark of a change point on a time axis: a line where the new level begins, and the span in which it may begin.

use super::draw::{Area, Canvas};
use super::format;
use super::frame;
use super::scale::Scale;
use super::style;
use crate::drift::findings::{ChangePoint, Period};

/// Draws each change point over an area.
pub fn draw(canvas: &mut Canvas, points: &[ChangePoint], (periods, x): (&[Period], &Scale), area: Area) {
    for point in points {
        let begins = |period: usize| periods.get(period).map(|period| x.at(frame::period_days(period).0));
        let (Some(from), Some(at), Some(to)) = (begins(point.from), begins(point.period), begins(point.to)) else {
            continue;
        };
        let color = if point.ratio.value < 1.0 { style::DOWN } else { style::UP };
        // Where resamples all agree, the span is a point, and a hair of it stays to be seen.
        let span = Area::of((from - 1.0, area.top), (to + 1.0, area.bottom));
        canvas.rect(span, style::faded(color, 0.12)).tag("turn", tip(point, periods));
        canvas.dashed((at, area.top), (at, area.bottom), 1.25, color);
    }
}

/// "turned 2.1×, 2024-03 to 2024-06"
fn tip(point: &ChangePoint, periods: &[Period]) -> String {
    let label = |period: usize| periods.get(period).map_or("", |period| period.label.as_str());
    let place = match (label(point.from), label(point.to)) {
        (from, to) if from == to => from.to_owned(),
        (from, to) => format!("{from} to {to}"),
    };
    format!("turned to {} what it was, {place}", format::factor(point.ratio.value))
}
