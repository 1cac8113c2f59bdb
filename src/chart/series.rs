//! A value through time: line, band and whiskers, each only where enough documents carry it.

use super::draw::{Area, Canvas, Point};
use super::style;
use plotters::style::RGBAColor;

/// Documents in a period from which on a line, and a band, may be drawn.
pub const LINE_FROM: usize = 3;
pub const BAND_FROM: usize = 8;
/// Up to so many periods each one has a dot, and a whisker where it has no band.
pub const FEW_STEPS: usize = 40;

/// Up to so many points a line is drawn as it is.
const MOST_POINTS: usize = 400;

/// One period of a series, already in points on the page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    pub at: Point,
    /// Upper and lower end of the interval on the page, where it is known.
    pub ends: Option<(f64, f64)>,
    pub documents: usize,
    pub beyond: Beyond,
    /// Which period it is.
    pub period: usize,
    /// Whether the true value lies above, or below, what is drawn: of two counts one is 0.
    pub open: Option<bool>,
}

/// What a point says and what it leads to, by its period.
pub type Told<'a> = &'a dyn Fn(usize) -> (String, String);

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
        if run.len() > 1 {
            let run = envelope(&run);
            let upper = run.iter().filter_map(|step| step.ends.map(|ends| (step.at.0, ends.0)));
            let lower = run.iter().rev().filter_map(|step| step.ends.map(|ends| (step.at.0, ends.1)));
            canvas.polygon(upper.chain(lower).collect(), style::faded(color, 0.16));
            canvas.arrows(&cut(&run), style::faded(color, 0.55));
        }
    }
}

/// Of a long run the widest ends of each few neighbors, so that a band never shows less than the intervals span.
fn envelope(run: &[Step]) -> Vec<Step> {
    let each = run.len().div_ceil(MOST_POINTS / 2).max(1);
    let widest = |few: &[Step]| {
        let ends = few.iter().filter_map(|step| step.ends);
        let ends = ends.reduce(|(upper, lower), (high, low)| (upper.min(high), lower.max(low)));
        let middle = few[few.len() / 2];
        let beyond = Beyond {
            value: middle.beyond.value,
            upper: few.iter().any(|step| step.beyond.upper),
            lower: few.iter().any(|step| step.beyond.lower),
        };
        Step { ends, beyond, ..middle }
    };
    let mut kept: Vec<Step> = run.chunks(each).map(widest).collect();
    // Its first and its last place stay, so that the band is as long as the line.
    if each > 1
        && let (Some(first), Some(last)) = (kept.first_mut(), run.first())
    {
        first.at.0 = last.at.0;
    }
    if each > 1
        && let (Some(first), Some(last)) = (kept.last_mut(), run.last())
    {
        first.at.0 = last.at.0;
    }
    kept
}

/// Of a long line the lowest and the highest point of each few neighbors, in their order: what else it does cannot be seen
/// on a page.
fn thinned(points: &[Point]) -> Vec<Point> {
    if points.len() <= MOST_POINTS {
        return points.to_vec();
    }
    let each = (2 * points.len()).div_ceil(MOST_POINTS).max(3);
    let extremes = |few: &[Point]| {
        let by_height = |a: &&Point, b: &&Point| a.1.total_cmp(&b.1);
        let (low, high) = (few.iter().min_by(by_height), few.iter().max_by(by_height));
        let mut kept: Vec<Point> = low.into_iter().chain(high).copied().collect();
        kept.sort_by(|a, b| a.0.total_cmp(&b.0));
        kept.dedup();
        kept
    };
    let (first, last) = (points[0], points[points.len() - 1]);
    let mut kept: Vec<Point> = std::iter::once(first).chain(points.chunks(each).flat_map(extremes)).collect();
    kept.push(last);
    kept.dedup();
    kept
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
    let least = if periods.len() <= FEW_STEPS { 1 } else { BAND_FROM };
    periods.iter().any(|&(documents, known)| known && documents >= least)
}

/// Lines through neighboring periods with at least `from` documents.
pub fn lines(canvas: &mut Canvas, steps: &[Option<Step>], from: usize, (width, color): (f64, RGBAColor)) {
    for run in runs(steps, |step| step.documents >= from) {
        let points = thinned(&run.iter().map(|step| step.at).collect::<Vec<_>>());
        canvas.path(&points, width, color);
        // No label stands across the line that it belongs to; lines behind it are pale enough.
        if color != style::BEHIND {
            canvas.block_path(&points);
        }
    }
}

/// Whiskers where no band stands, and a dot a period: hollow below five documents. Long series get dots only where no
/// line goes, and a column of the ground of `area` for each period to point at.
pub fn told_dots(
    canvas: &mut Canvas,
    steps: &[Option<Step>],
    line_from: usize,
    look: (f64, RGBAColor),
    (told, area): (Told, Area),
) {
    if steps.len() > FEW_STEPS && steps.len() <= MOST_POINTS {
        let known: Vec<&Step> = steps.iter().flatten().collect();
        for (index, step) in known.iter().enumerate() {
            let half = |other: Option<&&Step>| other.map(|other| (other.at.0 - step.at.0).abs() / 2.0);
            let (before, after) = (half(index.checked_sub(1).map(|at| &known[at])), half(known.get(index + 1)));
            let reach = |side: Option<f64>, other: Option<f64>| side.or(other).unwrap_or(2.0).min(8.0);
            let (left, right) = (step.at.0 - reach(before, after), step.at.0 + reach(after, before));
            let (tip, shows) = told(step.period);
            canvas.rect(Area { left, right, ..area }, style::faded(style::WHITE, 0.01)).tag("period", tip).shows(shows);
        }
    }
    marks(canvas, steps, line_from, (look, Some(told)));
}

/// As `told_dots`, without anything told.
pub fn dots(canvas: &mut Canvas, steps: &[Option<Step>], line_from: usize, look: (f64, RGBAColor)) {
    marks(canvas, steps, line_from, (look, None));
}

/// The intervals of periods that no band holds: of all where they are few, of many only where a band could stand.
fn whiskers(canvas: &mut Canvas, steps: &[Option<Step>], color: RGBAColor) {
    let few = steps.len() <= FEW_STEPS;
    let banded = |step: &Step| step.documents >= BAND_FROM && step.ends.is_some();
    let in_band = |index: usize| steps.get(index).copied().flatten().is_some_and(|step| banded(&step));
    for (index, step) in steps.iter().enumerate().filter_map(|(index, step)| Some((index, (*step)?))) {
        let neighbors = [index.checked_sub(1), Some(index + 1)];
        let alone = !neighbors.into_iter().flatten().any(in_band);
        let whisker = if banded(&step) { alone } else { few };
        let Some((upper, lower)) = step.ends.filter(|_| whisker) else { continue };
        let color = style::faded(color, 0.55);
        canvas.line((step.at.0, upper), (step.at.0, lower), 0.75, color);
        let ends = [(step.beyond.upper && !step.beyond.value, true), (step.beyond.lower, false)];
        let tips: Vec<(Point, bool)> = (ends.into_iter().filter(|(beyond, _)| *beyond))
            .map(|(_, up)| tip(step.at.0, (upper, lower), up))
            .collect();
        canvas.arrows(&tips, color);
    }
}

/// Of many periods those of which one of two counts is 0: hollow triangles, all of them two marks.
fn open_marks(canvas: &mut Canvas, steps: &[Option<Step>], color: RGBAColor) {
    let triangles = |radius: f64| -> Vec<Vec<Point>> {
        let open = steps.iter().flatten().filter_map(|step| Some((step.at, step.open?)));
        let triangle = |((x, y), up): (Point, bool)| {
            let tip = if up { -radius } else { radius };
            vec![(x - radius, y - 0.7 * tip), (x + radius, y - 0.7 * tip), (x, y + tip)]
        };
        open.map(triangle).collect()
    };
    canvas.facets(triangles(3.5), color).facets(triangles(1.75), style::WHITE);
}

fn marks(
    canvas: &mut Canvas,
    steps: &[Option<Step>],
    line_from: usize,
    ((radius, color), told): ((f64, RGBAColor), Option<Told>),
) {
    let few = steps.len() <= FEW_STEPS;
    whiskers(canvas, steps, color);
    if !few {
        open_marks(canvas, steps, color);
    }
    for run in runs(steps, |_| true) {
        let lone = run.len() == 1;
        let dotted = |step: &&Step| few || ((lone || step.documents < line_from) && step.open.is_none());
        for step in run.iter().filter(dotted) {
            match step.documents < 5 && few {
                _ if step.beyond.value => canvas.triangle(step.at, 4.0, true, color),
                _ if step.open.is_some() => canvas.triangle(step.at, 4.0, step.open == Some(true), color),
                true => canvas.ring(step.at, radius, color),
                false => canvas.dot(step.at, if few { radius } else { 1.5 }, color),
            };
            if let Some(told) = told.filter(|_| few) {
                let (tip, shows) = told(step.period);
                canvas.tag("period", tip).shows(shows);
            }
        }
    }
}
