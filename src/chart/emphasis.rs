//! The emphasis chart: how much of one theme there is for each mention of another, through time.

mod side;
mod words;

use super::draw::{Anchor, Area, Canvas, DASHED, Point};
use super::format;
use super::frame::{self, Sheet, Words};
use super::measure::shorten;
use super::scale::{Scale, factor_ticks};
use super::series::{self, Beyond, LINE_FROM, Step};
use super::style::{self, MARGIN, WIDTH};
use super::{Chart, turn_mark};
use crate::drift::findings::{DocumentFinding, Estimate, Findings, RelativeFinding, RelativePoint};
use crate::error::Result;
use side::SIDE;
use words::{description, footer, subtitle, table, title};

/// Up to so many dated documents each one gets a dot.
const MOST_DOTS: usize = 60;
/// Up to so many dots each one gets its name.
const MOST_NAMES: usize = 8;
const PLOT_HEIGHT: f64 = 330.0;
const LEFT: f64 = MARGIN + 62.0;

/// One chart for each pair that is mentioned at all.
pub fn charts(findings: &Findings) -> Result<Vec<Chart>> {
    let mut taken: Vec<String> = Vec::new();
    let mut named = |pair: &RelativeFinding| {
        let stem = format!("emphasis-{}-{}", format::slug(&pair.theme), format::slug(&pair.to));
        // Two pairs may differ only in signs that file names cannot hold: the later one gets a number.
        let numbered = (2..).map(|number| format!("{stem}-{number}"));
        let name = std::iter::once(stem.clone()).chain(numbered).find(|name| !taken.contains(name)).unwrap_or_default();
        taken.push(name.clone());
        name
    };
    let pairs = findings.relative.iter().map(|pair| (pair, named(pair)));
    pairs.filter_map(|(pair, name)| chart(findings, pair, name).transpose()).collect()
}

/// A document that mentions at least one side.
struct Dot<'a> {
    document: &'a DocumentFinding,
    point: &'a RelativePoint,
    value: f64,
}

/// One pair, resolved: what is drawn and where.
struct Plot<'a> {
    findings: &'a Findings,
    pair: &'a RelativeFinding,
    dated: Vec<Dot<'a>>,
    undated: Vec<Dot<'a>>,
    /// Where time runs; `None` when nothing is dated.
    time: Option<(Area, Scale)>,
    /// Where documents without a date stand.
    strip: Option<Area>,
    y: Scale,
    bottom: f64,
}

fn chart(findings: &Findings, pair: &RelativeFinding, name: String) -> Result<Option<Chart>> {
    let (dated, undated) = dots(findings, pair);
    let any_period = pair.series.iter().any(|point| point.log2.is_some());
    if dated.is_empty() && undated.is_empty() && !any_period {
        return Ok(None);
    }
    let mut sheet =
        Sheet::begin(&title(findings, pair), &subtitle(findings, pair, !dated.is_empty() || !undated.is_empty()));
    let plot = lay_out(findings, pair, (dated, undated), sheet.top);
    plot.draw(&mut sheet.canvas);
    let bottom = plot.bottom + if plot.time.is_some() { 88.0 } else { 26.0 };
    let words = Words { name, description: description(&plot), footer: footer(&plot) };
    sheet.finish(bottom, words, table(&plot)).map(Some)
}

/// Documents that mention a side, dated and undated; none where there are too many for dots.
fn dots<'a>(findings: &'a Findings, pair: &'a RelativeFinding) -> (Vec<Dot<'a>>, Vec<Dot<'a>>) {
    let documents = &findings.corpus.documents;
    if findings.corpus.documents_dated > MOST_DOTS || documents.len() > 2 * MOST_DOTS {
        return (Vec::new(), Vec::new());
    }
    let dots = documents.iter().zip(&pair.by_document).filter_map(|(document, point)| {
        let value = point.log2?.value;
        Some(Dot { document, point, value })
    });
    dots.partition(|dot| dot.document.day.is_some() && !findings.periods.is_empty())
}

fn lay_out<'a>(
    findings: &'a Findings,
    pair: &'a RelativeFinding,
    (dated, undated): (Vec<Dot<'a>>, Vec<Dot<'a>>),
    top: f64,
) -> Plot<'a> {
    let (top, bottom) = (top + 12.0, top + 12.0 + PLOT_HEIGHT);
    let right = WIDTH - MARGIN - SIDE;
    let timed = !dated.is_empty() || pair.series.iter().any(|point| point.log2.is_some());
    let each = if dated.len() + undated.len() <= MOST_NAMES { 110.0 } else { 26.0 };
    let strip_width = match (undated.len(), timed) {
        (0, _) => 0.0,
        (_, false) => right - LEFT,
        (count, true) => (count as f64 * each + 24.0).clamp(76.0, 0.5 * (right - LEFT)),
    };
    let strip = (strip_width > 0.0).then_some(Area { left: right - strip_width, top, right, bottom });
    let end = if strip_width > 0.0 { right - strip_width - 20.0 } else { right };
    let area = Area { left: LEFT, top, right: end, bottom };
    let time = if timed { frame::time_scale(&findings.periods, area).map(|x| (area, x)) } else { None };
    let y = Scale::new(domain(pair, dated.iter().chain(&undated)), (bottom, top));
    Plot { findings, pair, dated, undated, time, strip, y, bottom }
}

/// The span of log2 ratios: all values with a little of their intervals, and the line of 1.
fn domain<'a>(pair: &RelativeFinding, dots: impl Iterator<Item = &'a Dot<'a>>) -> (f64, f64) {
    let series = pair.series.iter().filter_map(|point| point.log2);
    let (mut low, mut high) = (-1.4, 1.4);
    for estimate in dots.filter_map(|dot| dot.point.log2).chain(series) {
        let value = estimate.value;
        low = f64::min(low, estimate.low.unwrap_or(value).clamp(value - 0.9, value) - 0.3);
        high = f64::max(high, estimate.high.unwrap_or(value).clamp(value, value + 0.9) + 0.3);
    }
    (low.max(-40.0), high.min(40.0))
}

impl Plot<'_> {
    fn draw(&self, canvas: &mut Canvas) {
        self.grid(canvas);
        if let Some((area, x)) = &self.time {
            self.split(canvas, *area, x);
            turn_mark::draw(canvas, &self.pair.change_points, (&self.findings.periods, x), *area);
            self.periods(canvas, x);
            self.levels(canvas, *area, x);
            self.below(canvas, *area, x);
        }
        if let Some(strip) = self.strip {
            self.undated(canvas, strip);
        }
        for dot in &self.dated {
            self.whisker(canvas, dot, self.place(dot));
        }
        for dot in &self.dated {
            self.mark(canvas, dot, self.place(dot));
        }
        if let Some((area, x)) = &self.time {
            self.level_labels(canvas, *area, x);
        }
        self.labels(canvas);
        self.side(canvas);
    }

    /// Factors from bottom to top; the line of 1 is the one to read from.
    fn grid(&self, canvas: &mut Canvas) {
        let (low, high) = self.y.span();
        let right = WIDTH - MARGIN - SIDE;
        for tick in factor_ticks(low, high, 10) {
            let at = self.y.at(tick.value);
            let (wide, color) = if tick.value == 0.0 { (1.25, style::INK) } else { (0.75, style::GRID) };
            canvas.line((LEFT, at), (right, at), wide, color);
            if tick.value == 0.0 {
                canvas.block(Area::of((LEFT, at - 1.0), (right, at + 1.0)));
            }
            canvas.text(&tick.label, (LEFT - 8.0, at + 4.0), style::TICK, Anchor::End);
        }
        let (above, below) = (self.y.at(high) - 6.0, self.bottom + 18.0);
        for (name, y, color) in [(&self.pair.theme, above, style::UP), (&self.pair.to, below, style::DOWN)] {
            let place = ((LEFT, y), style::HEADING.colored(color), Anchor::Start);
            canvas.label(&format!("more {name}"), place, 240.0);
        }
    }

    /// Where the earlier span ends and the later begins.
    fn split(&self, canvas: &mut Canvas, area: Area, x: &Scale) {
        let Some(at) = self.split_at(x) else { return };
        let Some((earlier, later)) = frame::spans(self.findings) else { return };
        canvas.broken(((at, area.top), (at, area.bottom + 18.0)), DASHED, (1.0, style::MIST));
        let bounds = Area { top: 0.0, bottom: area.bottom + 30.0, ..area };
        for (label, x, anchor) in [(earlier, at - 8.0, Anchor::End), (later, at + 8.0, Anchor::Start)] {
            let places = [((x, area.bottom + 15.0), anchor), ((x, area.top - 6.0), anchor)];
            canvas.place(&label, &places, style::TICK, bounds);
        }
    }

    fn split_at(&self, x: &Scale) -> Option<f64> {
        let contrast = self.findings.contrast.as_ref().filter(|_| !self.small())?;
        self.findings.periods.get(contrast.split).map(|period| x.at(frame::period_days(period).0))
    }

    /// The ratio in each of the two spans as a thick line among the dots: what the verdict compares.
    fn levels(&self, canvas: &mut Canvas, area: Area, x: &Scale) {
        let Some(split) = self.split_at(x).filter(|_| !self.dated.is_empty()) else { return };
        let change = &self.pair.change;
        for (ratio, from, to) in [(change.earlier, area.left, split), (change.later, split, area.right)] {
            let Some(ratio) = ratio.filter(|ratio| *ratio > 0.0) else { continue };
            let y = self.y.at(libm::log2(ratio));
            let (from, to) = self.reach((from, to));
            canvas.line((from, y), (to, y), 2.25, style::INK);
            canvas.block(Area::of((from, y - 2.0), (to, y + 2.0)));
        }
    }

    /// From the first dot of a span to its last: nothing is said of centuries without documents.
    fn reach(&self, (from, to): (f64, f64)) -> (f64, f64) {
        const PAD: f64 = 14.0;
        let inside = self.dated.iter().map(|dot| self.place(dot).0).filter(|x| (from..=to).contains(x));
        let (first, last) = inside.fold((to, from), |(first, last), x| (x.min(first), x.max(last)));
        if first > last { (from, to) } else { ((first - PAD).max(from), (last + PAD).min(to)) }
    }

    /// The factor on each thick line, where the dots leave room.
    fn level_labels(&self, canvas: &mut Canvas, area: Area, x: &Scale) {
        let Some(split) = self.split_at(x).filter(|_| !self.dated.is_empty()) else { return };
        let change = &self.pair.change;
        for (ratio, from, to) in [(change.earlier, area.left, split), (change.later, split, area.right)] {
            let Some(ratio) = ratio else { continue };
            // Nothing stands below the lowest line; there is no line to label.
            let y = if ratio > 0.0 { self.y.at(libm::log2(ratio)) } else { area.bottom };
            let label = if ratio > 0.0 {
                format::factor(ratio)
            } else {
                format!("{}: none", shorten(&self.pair.theme, style::LABEL, 110.0))
            };
            let start = if ratio > 0.0 { 0.0 } else { 0.4 };
            let (first, last) = if ratio > 0.0 { self.reach((from, to)) } else { (from, to) };
            let at = |share: f64| first + 4.0 + (start + (1.0 - start) * share) * (last - first);
            let mut places: Vec<(Point, Anchor)> = (0..20)
                .flat_map(|step| [y - 5.0, y + 13.0].map(|y| ((at(f64::from(step) / 20.0), y), Anchor::Start)))
                .collect();
            places.extend([((last + 4.0, y + 4.0), Anchor::Start), ((first - 4.0, y + 4.0), Anchor::End)]);
            canvas.place(&label, &places, style::LABEL.bold(), Area { left: from, right: to, ..area });
        }
    }

    /// Line and band over periods, where enough documents stand behind them. Among dots only if all periods have them:
    /// else the pieces say less than the dots.
    fn periods(&self, canvas: &mut Canvas, x: &Scale) {
        let sparse = self.findings.periods.iter().any(|period| (1..LINE_FROM).contains(&period.documents));
        if self.small() || (sparse && !self.dated.is_empty()) {
            return;
        }
        let steps: Vec<Option<Step>> = self
            .pair
            .series
            .iter()
            .zip(&self.findings.periods)
            .enumerate()
            .map(|(index, (point, period))| {
                let estimate = point.log2?;
                let ends = estimate.high.zip(estimate.low).map(|(high, low)| (self.y.at(high), self.y.at(low)));
                Some(Step {
                    at: (x.at(period.day), self.y.at(estimate.value)),
                    ends,
                    documents: period.documents,
                    beyond: self.beyond(estimate),
                    period: index,
                    open: open(point),
                })
            })
            .collect();
        series::bands(canvas, &steps, style::UP);
        let color = if self.dated.is_empty() { style::UP } else { style::INK };
        let wide = if steps.len() > 120 { 1.25 } else { 2.0 };
        series::lines(canvas, &steps, LINE_FROM, (wide, color));
        if self.dated.is_empty() {
            let told = |period: usize| self.told(period);
            let (top, bottom) = (self.y.at(f64::INFINITY), self.bottom);
            let area = Area { left: LEFT, top, right: WIDTH - MARGIN - SIDE, bottom };
            series::told_dots(canvas, &steps, LINE_FROM, (2.5, color), (&told, area));
        }
    }

    /// "trade for each defence, 2021: 2.3× (1.9–2.8), 12 : 5 in 14 documents", and the passages of that period.
    fn told(&self, period: usize) -> (String, String) {
        let (point, known) = (&self.pair.series[period], &self.findings.periods[period]);
        let two_to = |bits: f64| libm::exp2(bits);
        // Against nothing there is no factor: it would be made by the half that is added to both counts.
        let size = point.log2.filter(|_| open(point).is_none()).map_or_else(String::new, |log2| {
            let (low, high) = (log2.low.map(two_to), log2.high.map(two_to));
            format::factor_with_interval(&Estimate { value: two_to(log2.value), low, high }) + ", "
        });
        let counts = format!("{} : {}", format::count(point.a), format::count(point.b));
        let documents = format::counted(known.documents as u64, "document");
        let (theme, to, label) = (&self.pair.theme, &self.pair.to, format::period(&known.label));
        let tip = format!("{theme} for each {to}, {label}: {size}{counts} in {documents}");
        (tip, frame::evidence_of(self.findings, period, &[theme, to]))
    }

    fn below(&self, canvas: &mut Canvas, area: Area, x: &Scale) {
        let strip = Area { top: area.bottom + 34.0, bottom: area.bottom + 64.0, ..area };
        frame::exposure(canvas, &self.findings.periods, x, strip);
        frame::exposure_counts(canvas, &self.findings.periods, x, strip);
        frame::time_axis(canvas, x, strip);
        let per = format!("per {}", frame::period_word(self.findings));
        frame::side_label(canvas, &["documents", &per], (LEFT - 8.0, strip.bottom - 14.0), LEFT - MARGIN);
    }

    fn small(&self) -> bool {
        frame::too_few(self.findings)
    }

    fn place(&self, dot: &Dot) -> Point {
        let x = self.time.as_ref().zip(dot.document.day).map_or(LEFT, |((_, x), day)| x.at(day));
        (x, self.y.at(dot.value))
    }

    fn undated(&self, canvas: &mut Canvas, strip: Area) {
        canvas.rect(strip, style::faded(style::MIST, 0.18));
        canvas.text("undated", ((strip.left + strip.right) / 2.0, strip.top - 6.0), style::TICK, Anchor::Middle);
        let places = self.undated_places();
        for (dot, place) in self.undated.iter().zip(&places) {
            self.whisker(canvas, dot, *place);
        }
        for (dot, place) in self.undated.iter().zip(&places) {
            self.mark(canvas, dot, *place);
        }
    }

    /// Side by side in the strip, in the order of the corpus; left of the middle, to leave room for names.
    fn undated_places(&self) -> Vec<Point> {
        let Some(strip) = self.strip else { return Vec::new() };
        let step = (strip.width() - 12.0) / self.undated.len().max(1) as f64;
        let within = if self.dated.len() + self.undated.len() <= MOST_NAMES { 0.15 } else { 0.5 };
        (self.undated.iter().enumerate())
            .map(|(index, dot)| (strip.left + 6.0 + step * (index as f64 + within), self.y.at(dot.value)))
            .collect()
    }

    /// The interval of a document, with an arrow where it goes on beyond the scale.
    fn whisker(&self, canvas: &mut Canvas, dot: &Dot, (x, _): Point) {
        let Some(estimate) = dot.point.log2 else { return };
        if let Some((low, high)) = estimate.low.zip(estimate.high) {
            let (low, high) = (self.y.at(low), self.y.at(high));
            canvas.line((x, low), (x, high), 1.0, style::MIST);
            canvas.block(Area::of((x - 1.0, low), (x + 1.0, high)));
            let beyond = self.beyond(estimate);
            let ends = [(beyond.upper, (x, high - 4.0), true), (beyond.lower, (x, low + 4.0), false)];
            let tips: Vec<(Point, bool)> =
                ends.into_iter().filter(|(beyond, _, _)| *beyond).map(|(_, tip, up)| (tip, up)).collect();
            canvas.arrows(&tips, style::MIST);
        }
    }

    /// Which ends of an interval the scale does not hold.
    fn beyond(&self, estimate: Estimate) -> Beyond {
        let (low, high) = self.y.span();
        Beyond {
            value: false,
            upper: estimate.high.is_some_and(|value| value > high),
            lower: estimate.low.is_some_and(|value| value < low),
        }
    }

    /// Whether any interval that is drawn goes on beyond the scale.
    fn reaches_beyond(&self) -> bool {
        let dots = self.dated.iter().chain(&self.undated).filter_map(|dot| dot.point.log2);
        let drawn = self.dated.is_empty() && self.undated.is_empty();
        let bands = self.pair.series.iter().zip(&self.findings.periods).filter(|(_, period)| {
            drawn && (period.documents >= series::BAND_FROM || self.findings.periods.len() <= series::FEW_STEPS)
        });
        let whole = |estimate: &Estimate| estimate.low.is_some() && estimate.high.is_some();
        let mut drawn = dots.chain(bands.filter_map(|(point, _)| point.log2)).filter(whole);
        drawn.any(|estimate| self.beyond(estimate) != Beyond::default())
    }

    /// A dot as large as the document is long, or a hollow triangle when one side is not mentioned at all.
    fn mark(&self, canvas: &mut Canvas, dot: &Dot, place: Point) {
        let color = match dot.value {
            value if value > 0.0 => style::UP,
            value if value < 0.0 => style::DOWN,
            _ => style::GRAY,
        };
        let shows = format!("document: {}", dot.document.id);
        if let Some(up) = open(dot.point) {
            canvas.triangle(place, 5.0, up, color).tag("document", self.tip(dot)).shows(shows);
        } else {
            let radius = self.radius(dot.document.words);
            canvas.dot(place, radius + 1.0, style::WHITE).dot(place, radius, color);
            canvas.tag("document", self.tip(dot)).shows(shows);
        }
        let reach = self.radius(dot.document.words).max(5.0) + 2.0;
        canvas.block(Area::of((place.0 - reach, place.1 - reach), (place.0 + reach, place.1 + reach)));
    }

    /// Area grows with words: the longest document has 8 points, the shortest not less than 3.
    fn radius(&self, words: u64) -> f64 {
        let longest = self.findings.corpus.documents.iter().map(|document| document.words).max().unwrap_or(1);
        (8.0 * (words as f64 / longest.max(1) as f64).sqrt()).clamp(3.0, 8.0)
    }

    fn tip(&self, dot: &Dot) -> String {
        let (a, b) = (dot.point.a, dot.point.b);
        let date = dot.document.date.as_deref().unwrap_or("undated");
        format!("{} ({date}): {} {a}, {} {b}", document_name(dot.document), self.pair.theme, self.pair.to)
    }

    /// Names beside the dots where there are few.
    fn labels(&self, canvas: &mut Canvas) {
        if self.dated.len() + self.undated.len() > MOST_NAMES {
            return;
        }
        let timed = self.time.as_ref().map(|(area, _)| *area);
        let dated = self.dated.iter().map(|dot| (dot, self.place(dot), timed));
        let undated = self.undated.iter().zip(self.undated_places()).map(|(dot, place)| (dot, place, self.strip));
        for (dot, (x, y), area) in dated.chain(undated) {
            let Some(area) = area else { continue };
            let gap = self.radius(dot.document.words) + 5.0;
            let places = [
                ((x + gap, y + 4.0), Anchor::Start),
                ((x - gap, y + 4.0), Anchor::End),
                ((x + gap, y - 10.0), Anchor::Start),
                ((x + gap, y + 18.0), Anchor::Start),
            ];
            let name = |room: f64| shorten(document_name(dot.document), style::TICK, room);
            let _ = [190.0, 130.0, 88.0].into_iter().any(|room| canvas.place(&name(room), &places, style::TICK, area));
        }
    }
}

/// Whether the true ratio lies above, or below, what is drawn: one of the two sides is not mentioned.
fn open(point: &RelativePoint) -> Option<bool> {
    (point.a == 0 || point.b == 0).then_some(point.b == 0)
}

fn document_name(document: &DocumentFinding) -> &str {
    if document.title.is_empty() { &document.id } else { &document.title }
}
