//! A value through time: line, band and whiskers, each only where enough documents carry it.

use super::draw::{Canvas, Point};
use super::style;
use plotters::style::RGBAColor;

/// Documents in a period from which on a line, and a band, may be drawn.
pub const LINE_FROM: usize = 3;
pub const BAND_FROM: usize = 8;
/// Up to so many periods each one has a dot, and a whisker where it has no band.
pub const FEW_STEPS: usize = 40;

/// One period of a series, already in points on the page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    pub at: Point,
    /// Upper and lower end of the interval on the page, where it is known.
    pub ends: Option<(f64, f64)>,
    pub documents: usize,
    pub beyond: Beyond,
}

/// What of a value and its interval the scale does not hold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Beyond {
    pub value: bool,
    pub upper: bool,
    pub lower: bool,
}

/// Neighbors that are all there and pass a test, in runs.
pub fn runs(steps: &[Option<Step>], keep: impl Fn(&Step) -> bool) -> Vec<Vec<Step>> {
    let mut runs = vec![Vec::new()];
    for step in steps {
        match step.filter(|step| keep(step)) {
            Some(step) => runs.last_mut().into_iter().for_each(|run| run.push(step)),
            None => runs.push(Vec::new()),
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}

/// Bands where at least eight documents stand behind each of two neighboring periods.
pub fn bands(canvas: &mut Canvas, steps: &[Option<Step>], color: RGBAColor) {
    for run in runs(steps, |step| step.documents >= BAND_FROM && step.ends.is_some()) {
        let upper = run.iter().filter_map(|step| step.ends.map(|ends| (step.at.0, ends.0)));
        let lower = run.iter().rev().filter_map(|step| step.ends.map(|ends| (step.at.0, ends.1)));
        if run.len() > 1 {
            canvas.polygon(upper.chain(lower).collect(), style::faded(color, 0.16));
            canvas.arrows(&cut(&run), style::faded(color, 0.55));
        }
    }
}

/// An arrow for each stretch of a band that goes on beyond the scale, at its middle.
fn cut(run: &[Step]) -> Vec<(Point, bool)> {
    let mut tips = Vec::new();
    for up in [true, false] {
        let beyond = |step: &Step| if up { step.beyond.upper } else { step.beyond.lower };
        for stretch in run.chunk_by(|a, b| beyond(a) == beyond(b)).filter(|stretch| beyond(&stretch[0])) {
            let step = stretch[stretch.len() / 2];
            tips.extend(step.ends.map(|ends| tip(step.at.0, ends, up)));
        }
    }
    tips
}

/// Just outside of the end that is cut.
fn tip(x: f64, (upper, lower): (f64, f64), up: bool) -> (Point, bool) {
    ((x, if up { upper - 4.0 } else { lower + 4.0 }), up)
}

/// Whether `bands` or `dots` draw any interval of a series: of each period its documents, and whether its interval is known.
pub fn shows_intervals(periods: &[(usize, bool)]) -> bool {
    let whisker = |&(documents, known): &(usize, bool)| known && (1..BAND_FROM).contains(&documents);
    let band = |&(documents, known): &(usize, bool)| known && documents >= BAND_FROM;
    (periods.len() <= FEW_STEPS && periods.iter().any(whisker))
        || periods.windows(2).any(|pair| band(&pair[0]) && band(&pair[1]))
}

/// Lines through neighboring periods with at least `from` documents.
pub fn lines(canvas: &mut Canvas, steps: &[Option<Step>], from: usize, (width, color): (f64, RGBAColor)) {
    for run in runs(steps, |step| step.documents >= from) {
        let points: Vec<Point> = run.iter().map(|step| step.at).collect();
        canvas.path(&points, width, color);
        // No label stands across the line that it belongs to; lines behind it are pale enough.
        if color != style::BEHIND {
            canvas.block_path(&points);
        }
    }
}

/// Whiskers where no band stands, and a dot a period: hollow below five documents. Long series get dots only where no
/// line goes.
pub fn dots(canvas: &mut Canvas, steps: &[Option<Step>], line_from: usize, (radius, color): (f64, RGBAColor)) {
    let few = steps.len() <= FEW_STEPS;
    for step in steps.iter().flatten() {
        if let Some((upper, lower)) = step.ends.filter(|_| step.documents < BAND_FROM && few) {
            let color = style::faded(color, 0.55);
            canvas.line((step.at.0, upper), (step.at.0, lower), 0.75, color);
            let ends = [(step.beyond.upper && !step.beyond.value, true), (step.beyond.lower, false)];
            let tips: Vec<(Point, bool)> = (ends.into_iter().filter(|(beyond, _)| *beyond))
                .map(|(_, up)| tip(step.at.0, (upper, lower), up))
                .collect();
            canvas.arrows(&tips, color);
        }
    }
    for run in runs(steps, |_| true) {
        let lone = run.len() == 1;
        for step in run.iter().filter(|step| few || lone || step.documents < line_from) {
            match step.documents < 5 && few {
                _ if step.beyond.value => canvas.triangle(step.at, 4.0, true, color),
                true => canvas.ring(step.at, radius, color),
                false => canvas.dot(step.at, if few { radius } else { 1.5 }, color),
            };
        }
    }
}
