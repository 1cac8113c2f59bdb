//! Small multiples: equal panels in rows, each with a heading, a value axis and a strip of exposure.

use super::draw::{Anchor, Area, Canvas};
use super::measure::{shorten, width};
use super::scale::{Scale, Tick};
use super::style::{self, MARGIN, WIDTH};
use super::{format, frame};
use crate::drift::findings::Period;
use plotters::style::RGBAColor;

/// Panels in a row.
const COLUMNS: usize = 3;
const GAP: f64 = 26.0;
/// Room in a panel left of the drawing for tick labels, and right of it for the end label.
const LEFT: f64 = 36.0;
const RIGHT: f64 = 34.0;
const HEADING: f64 = 34.0;
const DRAWING: f64 = 104.0;
const STRIP: f64 = 16.0;
const ROW: f64 = HEADING + DRAWING + STRIP + 46.0;

/// One panel's places on the page.
#[derive(Debug, Clone, Copy)]
pub struct Panel {
    /// Baseline of the heading.
    pub heading: f64,
    /// Left and right end of the panel.
    pub left: f64,
    pub right: f64,
    pub drawing: Area,
    pub strip: Area,
}

/// The panel with an index, in a grid that begins at `top`.
pub fn panel(index: usize, top: f64) -> Panel {
    let wide = (WIDTH - 2.0 * MARGIN - GAP * (COLUMNS - 1) as f64) / COLUMNS as f64;
    let left = MARGIN + (wide + GAP) * (index % COLUMNS) as f64;
    let top = top + ROW * (index / COLUMNS) as f64;
    let drawing =
        Area { left: left + LEFT, top: top + HEADING, right: left + wide - RIGHT, bottom: top + HEADING + DRAWING };
    let strip = Area { top: drawing.bottom + 6.0, bottom: drawing.bottom + 6.0 + STRIP, ..drawing };
    Panel { heading: top + 10.0, left, right: left + wide, drawing, strip }
}

/// Where a grid of so many panels ends.
pub fn bottom(count: usize, top: f64) -> f64 {
    top + ROW * count.div_ceil(COLUMNS) as f64 - 18.0
}

/// The panel's name in bold and, at its right end, a word in color.
pub fn heading(canvas: &mut Canvas, panel: Panel, name: &str, (word, color): (&str, RGBAColor)) {
    let face = style::LABEL.colored(color).bold();
    let room = panel.right - panel.left - width(word, face) - 12.0;
    canvas.label(name, ((panel.left, panel.heading), style::HEADING, Anchor::Start), room);
    canvas.text(word, (panel.right, panel.heading), face, Anchor::End);
}

/// A second line below the heading's word, smaller: what the first had no room for.
pub fn second(canvas: &mut Canvas, panel: Panel, text: &str) {
    canvas.text(text, (panel.right, panel.heading + 12.0), style::SMALL, Anchor::End);
}

/// Gridlines with labels, the exposure below, first and last period as the time axis.
pub fn axes(canvas: &mut Canvas, panel: Panel, (x, y): (&Scale, &Scale), (periods, ticks): (&[Period], &[Tick])) {
    frame::value_axis(canvas, y, panel.drawing, ticks);
    frame::exposure(canvas, periods, x, panel.strip);
    let base = panel.strip.bottom;
    canvas.line((panel.strip.left, base), (panel.strip.right, base), 0.75, style::MIST);
    let room = panel.strip.width() / 2.0 - 6.0;
    let ends = [(periods.first(), panel.strip.left, Anchor::Start), (periods.last(), panel.strip.right, Anchor::End)];
    for (period, at, anchor) in ends.into_iter().take(periods.len().min(2)) {
        let label =
            period.map_or_else(String::new, |period| shorten(&format::period(&period.label), style::SMALL, room));
        canvas.text(&label, (at, base + 13.0), style::SMALL, anchor);
    }
}
