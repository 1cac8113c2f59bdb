//! The margin of the emphasis chart: the verdict with all that qualifies it, and when the ratio turned.

use super::Plot;
use crate::chart::draw::{Anchor, Canvas};
use crate::chart::format::{self, Size};
use crate::chart::frame;
use crate::chart::measure::{shorten, width};
use crate::chart::style::{self, MARGIN, WIDTH};
use crate::drift::findings::{ChangePoint, Verdict};
use crate::drift::wording::qualified;
use plotters::style::RGBAColor;

/// Width of the margin.
pub const SIDE: f64 = 186.0;
/// What one turn takes: its date and size, and a line of words from before and from after.
const TURN: f64 = 50.0;

impl Plot<'_> {
    /// The verdict at the right margin, with all that qualifies it.
    pub fn side(&self, canvas: &mut Canvas) {
        let (left, room) = (WIDTH - MARGIN - SIDE + 20.0, SIDE - 20.0);
        let change = &self.pair.change;
        let mut y = self.y.at(f64::INFINITY) + 14.0;
        let face = style::TITLE.colored(format::verdict_color(change.verdict));
        y = frame::paragraph(canvas, format::verdict(change.verdict), (left, y), (face, room));
        let (strong, quiet) = (style::LABEL.bold(), style::LABEL.colored(style::GRAY));
        let told = if self.small() { self.small_words() } else { self.size_words() };
        for (index, text) in told.into_iter().enumerate() {
            let face = if index == 0 { strong } else { quiet };
            y = frame::paragraph(canvas, &text, (left, y), (face, room)) + 6.0;
        }
        if self.time.is_some() {
            self.turns(canvas, (left, y), room);
        }
    }

    /// Why so few documents tell nothing, with the exact p.
    fn small_words(&self) -> Vec<String> {
        let change = &self.pair.change;
        let count = format::sentence_case(&frame::dated_documents(self.findings));
        let mut told = vec![format!("{count} cannot show a trend")];
        if let (Some(p), Some(smallest)) = (change.p, change.smallest_p) {
            told.push(format!("exact p {}", format::equals(p)));
            told.push(format!("least possible p {}", format::equals(smallest)));
        }
        told
    }

    /// The size of the change and how far it can be trusted.
    fn size_words(&self) -> Vec<String> {
        let change = &self.pair.change;
        let mut told = Vec::new();
        match format::size(change) {
            Size::None => {}
            _ => told.push(format::size_words(change)),
        }
        let counts = change.counts.zip(frame::spans(self.findings));
        if let Some(([before, after], (earlier, later))) = counts {
            let line = |[a, b]: [u64; 2], span: &str| format!("{} : {} in {span}", format::count(a), format::count(b));
            told.extend([line(before, &earlier), line(after, &later)]);
        }
        told.extend(qualified(change, None).iter().map(|note| format::sentence_case(note)));
        if let Some(factor) = change.detectable.filter(|_| change.verdict == Verdict::CannotTell) {
            told.push(format!("A change of {} or more would have shown", format::factor(factor)));
        }
        if let (Some(left_out), Size::Factor(_)) = (&change.leave_one_out, format::size(change)) {
            let (low, high) = (format::factor(left_out.low), format::factor(left_out.high));
            let range = if low == high { low } else { format!("{low} to {high}") };
            told.push(format!("{range}, whichever document is left out"));
        }
        told
    }

    /// As many turns as there is room for, the largest, in order of time; the others are on the drawing alone.
    fn turns(&self, canvas: &mut Canvas, (left, top): (f64, f64), room: f64) {
        let points = &self.pair.change_points;
        let end = self.bottom + 64.0 - if points.possible.is_empty() { 0.0 } else { 34.0 };
        let mut listed: Vec<&ChangePoint> = points.found.iter().collect();
        let size = |point: &ChangePoint| libm::log(point.ratio.value.max(1e-9)).abs();
        listed.sort_by(|a, b| size(b).total_cmp(&size(a)).then(a.period.cmp(&b.period)));
        listed.truncate(((end - top - 16.0) / TURN).max(0.0) as usize);
        listed.sort_by_key(|point| point.period);
        let mut y = top + 10.0;
        if !listed.is_empty() {
            let more = points.found.len() - listed.len();
            let head = if more > 0 { format!("Turned (and {more} times more)") } else { "Turned".to_owned() };
            canvas.text(&head, (left, y), style::HEADING, Anchor::Start);
            y += 17.0;
        }
        for point in listed {
            self.turn(canvas, point, (left, y), room);
            y += TURN;
        }
        if !points.possible.is_empty() {
            let when = points.possible.iter().filter_map(|point| self.label(point));
            let told = format!("? may have turned: {}", format::listed(&when.collect::<Vec<_>>()));
            frame::paragraph(canvas, &told, (left, y), (style::TICK, room));
        }
    }

    /// When and by how much, and the words that came and went with it.
    fn turn(&self, canvas: &mut Canvas, point: &ChangePoint, (left, top): (f64, f64), room: f64) {
        let Some(label) = self.label(point) else { return };
        let head = format!("{label}: {}", format::factor_with_interval(&point.ratio));
        let face = style::TICK.colored(direction(point)).bold();
        canvas.text(&shorten(&head, face, room), (left, top), face, Anchor::Start);
        let mut y = top;
        let words = [("other words less:", &point.terms_before), ("other words more:", &point.terms_after)];
        for (sign, terms) in words {
            if !terms.is_empty() {
                y += style::SMALL.leading() + 0.5;
                // As many whole words as there is room for.
                let told = |count: usize| format!("{sign} {}", terms[..count].join(", "));
                let fits = (1..=terms.len()).rev().find(|&count| width(&told(count), style::SMALL) <= room);
                let text = shorten(&told(fits.unwrap_or(1)), style::SMALL, room);
                canvas.text(&text, (left, y), style::SMALL, Anchor::Start);
            }
        }
    }

    fn label(&self, point: &ChangePoint) -> Option<String> {
        self.findings.periods.get(point.period).map(|period| format::period(&period.label))
    }
}

/// The color of a turn: upwards or downwards.
fn direction(point: &ChangePoint) -> RGBAColor {
    if point.ratio.value < 1.0 { style::DOWN } else { style::UP }
}
