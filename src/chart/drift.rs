//! The drift curve: how much the vocabulary of each period differs from the one before, over the noise floor.

use super::draw::{Anchor, Area, Canvas, Point};
use super::frame::{self, Sheet, Words};
use super::scale::{Scale, linear_ticks};
use super::style::{self, MARGIN, WIDTH};
use super::{Chart, Table, format};
use crate::drift::findings::{DriftFinding, DriftStep, Findings};
use crate::error::Result;

const LEFT: f64 = MARGIN + 62.0;
const HEIGHT: f64 = 300.0;

/// The curve; none with fewer than two steps that have a value.
pub fn chart(findings: &Findings) -> Result<Option<Chart>> {
    let Some(drift) = findings.drift.as_ref().filter(|drift| known(drift) > 1) else {
        return Ok(None);
    };
    let mut sheet = Sheet::begin(&title(findings, drift), &subtitle(findings, drift));
    let top = sheet.top + 20.0;
    let area = Area { left: LEFT, top, right: WIDTH - MARGIN - 30.0, bottom: top + HEIGHT };
    let Some(x) = frame::time_scale(&findings.periods, area) else { return Ok(None) };
    let places = findings.periods.iter().map(|period| x.at(period.day)).collect();
    let curve = Curve::new(&drift.steps, places, area).hollow(findings);
    curve.draw(&mut sheet.canvas);
    curve.names(&mut sheet.canvas);
    let strip = Area { top: area.bottom + 24.0, bottom: area.bottom + 54.0, ..area };
    frame::exposure(&mut sheet.canvas, &findings.periods, &x, strip);
    frame::exposure_counts(&mut sheet.canvas, &findings.periods, &x, strip);
    frame::time_axis(&mut sheet.canvas, &x, strip);
    let per = format!("per {}", frame::period_word(findings));
    let place = (LEFT - 8.0, strip.bottom - 14.0);
    frame::side_label(&mut sheet.canvas, &["documents", &per], place, LEFT - MARGIN);
    let words =
        Words { name: "drift".into(), description: description(findings, drift), footer: footer(findings, drift) };
    sheet.finish(strip.bottom + 24.0, words, table(findings, drift)).map(Some)
}

/// A step with a value and its place.
struct Placed<'a> {
    x: f64,
    /// Half way to the periods before and after.
    reach: (f64, f64),
    value: f64,
    step: &'a DriftStep,
    /// Whether few documents stand behind it.
    thin: bool,
}

impl Placed<'_> {
    fn above(&self) -> bool {
        above(self.step, self.value)
    }
}

/// Steps on the page: also drawn above the similarity map.
pub struct Curve<'a> {
    steps: Vec<Placed<'a>>,
    area: Area,
    y: Scale,
}

impl<'a> Curve<'a> {
    /// `places` holds the horizontal place of each period.
    pub fn new(steps: &'a [DriftStep], places: Vec<f64>, area: Area) -> Self {
        let place = |step: &'a DriftStep| {
            let at = *places.get(step.period)?;
            let neighbor =
                |index: Option<usize>| index.and_then(|index| places.get(index)).map(|other| (at + other) / 2.0);
            let (before, after) = (neighbor(step.period.checked_sub(1)), neighbor(Some(step.period + 1)));
            let half = after.map(|after| after - at).or(before.map(|before| at - before)).unwrap_or(area.width() / 2.0);
            let reach = (before.unwrap_or(at - half), after.unwrap_or((at + half).min(area.right)));
            Some(Placed { x: at, reach, value: step.value?, step, thin: false })
        };
        let steps: Vec<Placed> = steps.iter().filter_map(place).collect();
        let values = || steps.iter().flat_map(|placed| [Some(placed.value), placed.step.floor]).flatten();
        let (low, high) = (values().fold(0.0, f64::min), values().fold(0.0, f64::max));
        let room = 0.06 * (high - low);
        let low = if low < 0.0 { low - room } else { low };
        Self { steps, area, y: Scale::new((low, high + room), (area.bottom, area.top)) }
    }

    /// Marks the steps between few documents, which no title names: their dots are drawn hollow.
    pub fn hollow(mut self, findings: &Findings) -> Self {
        self.steps.iter_mut().for_each(|placed| placed.thin = thin(findings, placed.step));
        self
    }

    /// Grid, floor, line and dots.
    pub fn draw(&self, canvas: &mut Canvas) {
        let (low, high) = self.y.span();
        let most = (self.area.height() / 44.0).max(3.0) as usize;
        let ticks: Vec<_> =
            linear_ticks(low, high, most).into_iter().filter(|tick| tick.value >= low && tick.value <= high).collect();
        self.floor(canvas);
        frame::value_axis(canvas, &self.y, self.area, &ticks);
        let wide = if self.steps.len() > 120 { 1.0 } else { 1.75 };
        // No line crosses a period that could not be compared.
        for run in self.steps.chunk_by(|a, b| b.step.period == a.step.period + 1) {
            let points: Vec<Point> = run.iter().map(|placed| (placed.x, self.y.at(placed.value))).collect();
            canvas.path(&points, wide, style::INK).block_path(&points);
        }
        // Dots that would touch say nothing: the line tells enough.
        let room = self.area.width() / self.steps.len().max(1) as f64;
        for placed in self.steps.iter().filter(|_| room >= 6.0) {
            let (point, step) = ((placed.x, self.y.at(placed.value)), placed.step);
            let words = step.drivers.join(" ");
            let floor = step.floor.map_or_else(|| "unknown".to_owned(), format::three_digits);
            let tip = format!("drift {}, noise floor {floor}: {words}", format::three_digits(placed.value));
            let radius = 4.0_f64.min(0.4 * room);
            match (placed.above(), placed.thin) {
                (true, false) => canvas.dot(point, radius, style::UP).tag("step", tip),
                (true, true) => canvas.ring(point, radius, style::UP).tag("step", tip),
                (false, _) => canvas.ring(point, 3.0, style::GRAY).tag("step", tip),
            };
            // Sentences of one word would not show what moved a whole vocabulary: the step leads to its numbers.
            canvas.shows(format!("step: {}", step.period));
            canvas.block(Area::of((point.0 - 5.0, point.1 - 5.0), (point.0 + 5.0, point.1 + 5.0)));
        }
    }

    /// What chance alone reaches: gray up to the floor of each step, with an edge that shows even where it is low.
    fn floor(&self, canvas: &mut Canvas) {
        let floors = || self.steps.iter().filter_map(|placed| Some((placed.reach, self.y.at(placed.step.floor?))));
        let below = |((from, to), y)| Area::of((from, y), (to, self.area.bottom));
        canvas.cells(floors().map(below).collect(), style::FAINT);
        let edges: Vec<Area> = floors().map(|((from, to), y)| Area::of((from, y - 0.5), (to, y + 0.5))).collect();
        edges.iter().for_each(|edge| canvas.block(*edge));
        canvas.cells(edges, style::MIST);
    }

    /// The words that carry each step above the floor, the highest step first, and the name of the floor.
    pub fn names(&self, canvas: &mut Canvas) {
        let mut high: Vec<&Placed> = self.steps.iter().filter(|placed| placed.above()).collect();
        high.sort_by(|a, b| b.value.total_cmp(&a.value).then(a.x.total_cmp(&b.x)));
        let bounds = Area { top: self.area.top - 18.0, right: self.area.right + 30.0, ..self.area };
        for placed in high.into_iter().take(24) {
            let (x, y, step) = (placed.x, self.y.at(placed.value), placed.step);
            let places = [
                ((x, y - 9.0), Anchor::Middle),
                ((x + 8.0, y + 4.0), Anchor::Start),
                ((x - 8.0, y + 4.0), Anchor::End),
                ((x + 6.0, y - 9.0), Anchor::Start),
                ((x - 6.0, y - 9.0), Anchor::End),
                ((x, y - 18.0), Anchor::Middle),
                ((x + 8.0, y + 14.0), Anchor::Start),
                ((x - 8.0, y + 14.0), Anchor::End),
            ];
            let face = style::TICK.colored(style::INK);
            let named = |most: usize| step.drivers.iter().take(most).cloned().collect::<Vec<_>>().join(" ");
            // As many words as there is room for; the tooltip has all.
            let _ = [3, 2, 1].into_iter().any(|most| canvas.place(&named(most), &places, face, bounds));
        }
        // Below the edge where the floor is high, above it where it is low.
        let at = |placed: &Placed| {
            let y = self.y.at(placed.step.floor?);
            let room = self.area.bottom - y > 24.0;
            Some(((placed.reach.0 + 4.0, if room { y + 13.0 } else { y - 4.0 }), Anchor::Start))
        };
        let places: Vec<(Point, Anchor)> = self.steps.iter().filter_map(at).collect();
        canvas.place("noise floor", &places, style::TICK, self.area);
    }
}

fn known(drift: &DriftFinding) -> usize {
    drift.steps.iter().filter(|step| step.value.is_some()).count()
}

fn above(step: &DriftStep, value: f64) -> bool {
    step.floor.is_some_and(|floor| value > floor)
}

/// Whether a step, or the period before it, has so few documents that their choice alone may make it large.
fn thin(findings: &Findings, step: &DriftStep) -> bool {
    let documents = |period: usize| findings.periods.get(period).map_or(0, |period| period.documents);
    documents(step.period).min(step.period.checked_sub(1).map_or(0, documents)) < frame::weighty_from(findings)
}

/// The periods before the first step that could be compared, and why: nothing where only the first is missing.
fn begins(findings: &Findings, drift: &DriftFinding) -> Option<String> {
    let first = drift.steps.iter().find(|step| step.value.is_some())?.period.checked_sub(2)?;
    let (word, until) = (frame::period_word(findings), &findings.periods.get(first + 1)?.label);
    let until = format::period(until);
    Some(format!("nothing up to {until}: a {word} and the one before need 2 documents each to be compared"))
}

fn title(findings: &Findings, drift: &DriftFinding) -> String {
    let word = frame::period_word(findings);
    let known = known(drift);
    let high: Vec<&DriftStep> =
        drift.steps.iter().filter(|step| step.value.is_some_and(|value| above(step, value))).collect();
    // A step between few documents may be large for no more than their choice: it makes the title only if all are.
    let least = frame::weighty_from(findings);
    let weighty = |step: &&&DriftStep| !thin(findings, step);
    let by_value = |a: &&&DriftStep, b: &&&DriftStep| a.value.unwrap_or(0.0).total_cmp(&b.value.unwrap_or(0.0));
    let largest = high.iter().filter(weighty).max_by(by_value).or_else(|| high.iter().max_by(by_value));
    // One step in 20 passes by chance: so few say nothing.
    let by_chance = high.len() * 20 <= known;
    match largest.and_then(|step| findings.periods.get(step.period)).filter(|_| !by_chance) {
        Some(period) => {
            let most =
                if largest.is_some_and(|step| weighty(&step)) { "moved most" } else { "seems to have moved most" };
            let steps = match high.len() {
                1 => format!("one of {known} steps stands"),
                all if all == known => format!("all {known} steps stand"),
                some => format!("{some} of {known} steps stand"),
            };
            let larger = |step: &&DriftStep| largest.is_some_and(|most| step.value > most.value);
            let among = match high.iter().copied().any(|step| larger(&step)) {
                true => format!(", among {}s of {least} documents and more", frame::period_word(findings)),
                false => String::new(),
            };
            format!("The vocabulary {most} in {}{among}; {steps} above the noise floor", format::when(&period.label))
        }
        None => format!("From {word} to {word} the vocabulary did not move more than chance would"),
    }
}

fn subtitle(findings: &Findings, drift: &DriftFinding) -> String {
    let word = frame::period_word(findings);
    let any = drift.steps.iter().any(|step| step.value.is_some_and(|value| above(step, value)));
    let named = if any { "; named: the words behind it" } else { "" };
    format!("Drift of each {word} from the one before (MMD-U, 0 without drift); gray: what chance reaches{named}")
}

fn footer(findings: &Findings, drift: &DriftFinding) -> String {
    let floor = "noise floor: 95 % of shuffles lie below it, so chance alone passes it once in 20 steps";
    let mut parts = vec![frame::corpus_note(findings), floor.to_owned()];
    let high = |step: &&DriftStep| step.value.is_some_and(|value| above(step, value));
    if drift.steps.iter().filter(high).any(|step| thin(findings, step)) {
        let (word, least) = (frame::period_word(findings), frame::weighty_from(findings));
        parts.push(format!("hollow in color: a {word} of fewer than {least} documents, or after one"));
    }
    parts.extend(begins(findings, drift));
    parts.push(frame::exposure_note(findings));
    parts.join(" · ")
}

fn description(findings: &Findings, drift: &DriftFinding) -> String {
    let told: Vec<String> = (drift.steps.iter())
        .filter(|step| step.value.is_some_and(|value| above(step, value)))
        .filter_map(|step| Some(format!("{} ({})", findings.periods.get(step.period)?.label, step.drivers.join(" "))))
        .collect();
    let told = if told.is_empty() { "none".into() } else { told.join("; ") };
    format!("A line of drift over {} steps with a gray noise floor. Steps above it: {told}.", drift.steps.len())
}

fn table(findings: &Findings, drift: &DriftFinding) -> Table {
    let mut table = Table::new(&["period", "drift", "noise_floor", "p", "drivers"]);
    for step in &drift.steps {
        let label = findings.periods.get(step.period).map_or_else(String::new, |period| period.label.clone());
        let mut row = vec![label];
        row.extend([step.value, step.floor, step.p].map(format::cell));
        row.push(step.drivers.join(" "));
        table.rows.push(row);
    }
    table
}
