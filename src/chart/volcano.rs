//! The volcano: every tested term at how far it moved and how sure that is, with what G2 would call, and below it what could
//! have been seen at all.
//!
//! The upright scale is the square root of -log10 q: it keeps the crowd at the foot and the few certain terms on one page,
//! and its ticks are q itself. Labels go to the terms that hold, the surest and those that titles and tables name first, each at the first of
//! eight places around its dot that is free, so the same findings always give the same labels.

use super::draw::{Anchor, Area, Canvas, DASHED, Point};
use super::frame::{self, Sheet, Words};
use super::measure::shorten;
use super::scale::{Scale, factor_ticks, log_ticks};
use super::style::{self, MARGIN, WIDTH};
use super::{Chart, Table, format};
use crate::drift::findings::{CloudTerm, Findings, TermCloud, TermFinding, TermFindings};
use crate::error::Result;
use plotters::style::RGBAColor;
use std::collections::BTreeMap;

const LEFT: f64 = MARGIN + 62.0;
const HEIGHT: f64 = 400.0;
const FUNNEL: f64 = 92.0;
const MOST_LABELS: usize = 25;
/// Terms that get a tooltip.
const MOST_TIPS: usize = 400;
const LEVEL: f64 = 0.05;
/// q below this is drawn at the upper edge.
const LEAST_Q: f64 = 1e-40;

/// The chart; none where no terms were tested.
pub fn chart(findings: &Findings) -> Result<Option<Chart>> {
    let Some(cloud) = findings.terms.cloud.as_ref().filter(|cloud| !cloud.terms.is_empty()) else { return Ok(None) };
    let Some(spans) = frame::spans(findings) else { return Ok(None) };
    let mut sheet = Sheet::begin(&title(findings), &subtitle());
    let plot = Plot::new(cloud, &findings.terms, sheet.top + 16.0);
    plot.grid(&mut sheet.canvas, &spans);
    plot.dots(&mut sheet.canvas);
    plot.labels(&mut sheet.canvas);
    let bottom = plot.funnel(&mut sheet.canvas);
    let words =
        Words { name: "volcano".into(), description: description(findings, &plot), footer: footer(findings, cloud) };
    sheet.finish(bottom, words, table(cloud)).map(Some)
}

struct Plot<'a> {
    cloud: &'a TermCloud,
    /// Terms that hold, the farthest and surest first, then the others.
    order: Vec<&'a CloudTerm>,
    /// The terms of the lists, which are named before others, with their place there.
    listed: BTreeMap<&'a str, usize>,
    area: Area,
    x: Scale,
    y: Scale,
    most_documents: f64,
}

/// The height of a q: 0 for 1.
fn height(q: f64) -> f64 {
    (-libm::log10(q.clamp(LEAST_Q, 1.0))).sqrt()
}

fn weight(term: &CloudTerm) -> f64 {
    term.shrunken_log2.abs() * height(term.q)
}

impl<'a> Plot<'a> {
    fn new(cloud: &'a TermCloud, terms: &'a TermFindings, top: f64) -> Self {
        let mut order: Vec<&CloudTerm> = cloud.terms.iter().collect();
        let holds = |term: &CloudTerm| term.q < LEVEL;
        order.sort_by(|a, b| {
            holds(b).cmp(&holds(a)).then(weight(b).total_cmp(&weight(a))).then_with(|| a.term.cmp(&b.term))
        });
        let listed = named_first(terms);
        let widest = order.iter().map(|term| term.shrunken_log2.abs()).fold(1.1, f64::max) * 1.08;
        let highest = order.iter().map(|term| height(term.q)).fold(height(LEVEL) * 1.25, f64::max) * 1.04;
        let area = Area { left: LEFT, top, right: WIDTH - MARGIN, bottom: top + HEIGHT };
        let most_documents = order.iter().map(|term| term.documents).max().unwrap_or(1).max(1) as f64;
        Self {
            cloud,
            order,
            listed,
            area,
            x: Scale::new((-widest, widest), (area.left, area.right)),
            y: Scale::new((0.0, highest), (area.bottom, area.top)),
            most_documents,
        }
    }

    fn place(&self, term: &CloudTerm) -> Point {
        (self.x.at(term.shrunken_log2), self.y.at(height(term.q)))
    }

    /// Area grows with documents.
    fn radius(&self, term: &CloudTerm) -> f64 {
        1.5 + 5.5 * (term.documents as f64 / self.most_documents).sqrt()
    }

    fn grid(&self, canvas: &mut Canvas, (earlier, later): &(String, String)) {
        let area = self.area;
        self.factors(canvas, area);
        let mut ticks = vec![(1.0, "1")];
        let exact =
            [(0.05, "0.05"), (0.001, "0.001"), (1e-6, "1e-6"), (1e-12, "1e-12"), (1e-20, "1e-20"), (1e-30, "1e-30")];
        let (_, highest) = self.y.span();
        ticks.extend(exact.into_iter().filter(|(q, _)| height(*q) < highest));
        for (q, label) in ticks {
            let y = self.y.at(height(q));
            let color = if q == 1.0 { style::MIST } else { style::GRID };
            canvas.line((area.left, y), (area.right, y), 0.75, color);
            canvas.text(label, (area.left - 8.0, y + 4.0), style::TICK, Anchor::End);
        }
        canvas.text("q", (area.left - 8.0, area.top - 6.0), style::TICK.bold(), Anchor::End);
        let y = self.y.at(height(LEVEL));
        canvas.broken(((area.left, y), (area.right, y)), DASHED, (1.0, style::INK));
        canvas.block(Area::of((area.left, y - 1.0), (area.right, y + 1.0)));
        let room = area.width() / 2.0 - 20.0;
        let above = area.top - 6.0;
        let fell = shorten(&format!("more in {earlier}"), style::HEADING, room);
        let rose = shorten(&format!("more in {later}"), style::HEADING, room);
        canvas.text(&fell, (area.left + 4.0, above), style::HEADING.colored(style::DOWN), Anchor::Start);
        canvas.text(&rose, (area.right, above), style::HEADING.colored(style::UP), Anchor::End);
    }

    /// Upright lines at factors; the line of no change is darker.
    fn factors(&self, canvas: &mut Canvas, area: Area) {
        let (low, high) = self.x.span();
        for tick in factor_ticks(low, high, 12) {
            let x = self.x.at(tick.value);
            let color = if tick.value == 0.0 { style::MIST } else { style::GRID };
            canvas.line((x, area.top), (x, area.bottom), 0.75, color);
        }
    }

    /// What does not hold first, below what does.
    fn dots(&self, canvas: &mut Canvas) {
        for (index, term) in self.order.iter().enumerate().rev() {
            let (place, radius) = (self.place(term), self.radius(term));
            let holds = term.q < LEVEL;
            match (holds, term.by_g2) {
                (true, _) => canvas.dot(place, radius, style::faded(color(term), 0.72)),
                (false, true) => canvas.circle(place, radius.min(3.0), 0.75, style::GRAY),
                (false, false) => canvas.dot(place, radius.min(2.0), style::MIST),
            };
            if index < MOST_TIPS {
                canvas.tag("term", tip(term)).shows(format!("term: {}", term.term));
            }
            // A name across the marks of others, rings as well, would be read as theirs.
            let drawn = match (holds, term.by_g2) {
                (true, _) => radius + 1.0,
                (false, true) => radius.min(3.0),
                (false, false) => radius.min(2.0),
            };
            canvas.block(Area::of((place.0 - drawn, place.1 - drawn), (place.0 + drawn, place.1 + drawn)));
        }
    }

    /// Names beside dots; of each side so many that neither takes all places.
    fn labels(&self, canvas: &mut Canvas) {
        for up in [true, false] {
            let side = self.order.iter().filter(|term| term.q < LEVEL && (term.shrunken_log2 > 0.0) == up);
            let mut side: Vec<&&CloudTerm> = side.collect();
            // The surest, then those that titles and tables name first, then the farthest and surest.
            let surest = side.iter().map(|term| term.q).fold(1.0, f64::min);
            let rank = |term: &CloudTerm| self.listed.get(term.term.as_str()).copied().unwrap_or(usize::MAX);
            side.sort_by_key(|term| (term.q > surest, rank(term)));
            let mut left = MOST_LABELS.div_ceil(2);
            for term in side.into_iter().take(4 * MOST_LABELS) {
                if left > 0 && self.label(canvas, term) {
                    left -= 1;
                }
            }
        }
    }

    fn label(&self, canvas: &mut Canvas, term: &CloudTerm) -> bool {
        let ((x, y), radius) = (self.place(term), self.radius(term) + 3.0);
        let (start, end) = (((x + radius, y + 4.0), Anchor::Start), ((x - radius, y + 4.0), Anchor::End));
        let sides = if term.shrunken_log2 > 0.0 { [start, end] } else { [end, start] };
        let mut places = sides.to_vec();
        places.extend([((x, y - radius), Anchor::Middle), ((x, y + radius + 9.0), Anchor::Middle)]);
        for ((at, base), anchor) in sides {
            places.extend([((at, base - 8.0), anchor), ((at, base + 8.0), anchor)]);
        }
        let bounds = Area { left: self.area.left + 2.0, ..self.area };
        canvas.place(&shorten(&term.term, style::LABEL, 170.0), &places, style::LABEL, bounds)
    }

    /// Below the dots, on the same scale: the changes that would have been missed, by how many documents use a term.
    fn funnel(&self, canvas: &mut Canvas) -> f64 {
        let top = self.area.bottom + 40.0;
        let area = Area { top, bottom: top + FUNNEL, ..self.area };
        self.factor_labels(canvas, area.top - 22.0);
        let classes = &self.cloud.detectable;
        if self.all_missed() {
            let place = (area.left + 6.0, self.area.bottom + 40.0);
            canvas.text(&self.missed(), place, style::TICK, Anchor::Start);
            return place.1 + 6.0;
        }
        let (Some(first), Some(last)) = (classes.first(), classes.last()) else { return area.top };
        let log = |documents: usize| libm::log10(documents.max(1) as f64);
        let y = Scale::new((log(first.documents) - 0.02, log(last.documents) + 0.02), (area.bottom, area.top));
        let side = |sign: f64| {
            let point = move |class: &crate::drift::findings::Detectable| {
                (self.x.at(sign * libm::log2(class.factor)), y.at(log(class.documents)))
            };
            classes.iter().map(point)
        };
        let outline: Vec<Point> = side(1.0).chain(side(-1.0).collect::<Vec<_>>().into_iter().rev()).collect();
        canvas.polygon(outline, style::GRID).tag("missed", "changes that would be missed more than once in five");
        self.factors(canvas, area);
        for tick in log_ticks(log(first.documents), log(last.documents), 4) {
            let at = y.at(tick.value);
            canvas.line((area.left - 4.0, at), (area.left, at), 0.75, style::MIST);
            canvas.text(&tick.label, (area.left - 8.0, at + 4.0), style::TICK, Anchor::End);
        }
        canvas.line((area.left, area.top), (area.left, area.bottom), 0.75, style::MIST);
        canvas.text(&self.missed(), (area.left + 6.0, area.bottom + 16.0), style::TICK, Anchor::Start);
        canvas.text("documents that use the term", (area.left + 6.0, area.top - 6.0), style::TICK, Anchor::Start);
        area.bottom + 22.0
    }

    /// Whether the funnel would fill the whole scale.
    fn all_missed(&self) -> bool {
        let (_, widest) = self.x.span();
        self.cloud.detectable.iter().all(|class| libm::log2(class.factor) > widest)
    }

    /// What the funnel says, with the class of terms in the middle as its example.
    fn missed(&self) -> String {
        let classes = &self.cloud.detectable;
        let example = classes.get(classes.len() / 2).map_or_else(String::new, |class| {
            let documents = format::counted(class.documents as u64, "document");
            let factor = format::factor(class.factor).replace('>', "more than ");
            format!("; a term in {documents} had to change by {factor} to be found four times in five")
        });
        match self.all_missed() {
            true => {
                format!("a true (not shrunken) change on this scale would be missed more than once in five{example}")
            }
            false => format!("gray: true changes (not shrunken) missed more than once in five{example}"),
        }
    }

    fn factor_labels(&self, canvas: &mut Canvas, y: f64) {
        let (low, high) = self.x.span();
        for tick in factor_ticks(low, high, 12) {
            let bounds = Area { left: MARGIN, right: WIDTH - 8.0, top: y - 20.0, bottom: y + 20.0 };
            canvas.place(&tick.label, &[((self.x.at(tick.value), y), Anchor::Middle)], style::TICK, bounds);
        }
    }
}

/// The places of the terms in their lists.
fn named_first(terms: &TermFindings) -> BTreeMap<&str, usize> {
    let places = |terms: &'_ [TermFinding]| (0..terms.len()).collect::<Vec<_>>();
    let lists = [&terms.rising, &terms.falling];
    lists.iter().flat_map(|list| list.iter().map(|term| term.term.as_str()).zip(places(list))).collect()
}

fn color(term: &CloudTerm) -> RGBAColor {
    if term.shrunken_log2 > 0.0 { style::UP } else { style::DOWN }
}

fn tip(term: &CloudTerm) -> String {
    let g2 = if term.by_g2 && term.q >= LEVEL { "; only G2 would call it" } else { "" };
    format!(
        "{}: {} (shrunken), q {}, {}{g2}",
        term.term,
        format::factor(libm::exp2(term.shrunken_log2)),
        format::equals(term.q),
        format::counted(term.documents as u64, "document"),
    )
}

fn title(findings: &Findings) -> String {
    let terms = &findings.terms;
    let tested = format::counted(terms.tested as u64, "term");
    let called = format::count(terms.significant_by_g2 as u64);
    let rest = match terms.significant_by_g2 > terms.significant {
        true => format!("; a test that counts words would call {called}"),
        false => String::new(),
    };
    match terms.significant {
        0 => format!("None of {tested} changed more than chance explains{rest}"),
        some => format!("{} of {tested} changed more than chance explains{rest}", format::count(some as u64)),
    }
}

fn subtitle() -> String {
    "Each dot is a term: the farther from the middle the larger its shrunken change, the higher the surer (q, the part of false finds), the larger the more \
     documents; rings: only G2, which takes every word as independent, would call these"
        .into()
}

fn footer(findings: &Findings, cloud: &TermCloud) -> String {
    let (shown, tested) = (cloud.terms.len(), findings.terms.tested);
    let thinned = match shown < tested {
        true => format!(
            " · {} of {} drawn: the surest, the strongest, an even choice of the rest",
            format::count(shown as u64),
            format::count(tested as u64)
        ),
        false => String::new(),
    };
    format!(
        "{} · changes are shrunken toward 1×, the more the less sure they are (log2 ratio); q: documents are the unit, false discovery rate; its scale: square root of −log10 q{thinned}",
        frame::corpus_note(findings)
    )
}

fn description(findings: &Findings, plot: &Plot) -> String {
    let told: Vec<String> =
        plot.order.iter().filter(|term| term.q < LEVEL).take(MOST_LABELS).map(|term| tip(term)).collect();
    let told = if told.is_empty() { "No term holds".into() } else { told.join("; ") };
    format!(
        "A dot for each of {}, across by its change, upwards by how sure that is. {told}.",
        format::counted(findings.terms.tested as u64, "term")
    )
}

fn table(cloud: &TermCloud) -> Table {
    let mut table = Table::new(&["term", "shrunken_log2", "q", "documents", "g2_significant"]);
    for term in &cloud.terms {
        let mut row = vec![term.term.clone()];
        row.extend([term.shrunken_log2, term.q].map(|value| format::cell(Some(value))));
        row.extend([term.documents.to_string(), term.by_g2.to_string()]);
        table.rows.push(row);
    }
    table
}
