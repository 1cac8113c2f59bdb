//! Rising and falling terms: a dumbbell a term from its earlier rate to its later one, on a log scale.

use super::draw::{Anchor, Area, Canvas};
use super::format::{self, Size};
use super::frame::{self, Sheet, Words};
use super::scale::{Scale, log_ticks};
use super::style::{self, MARGIN, WIDTH};
use super::{Chart, Table};
use crate::drift::findings::{Findings, TermFinding, Verdict};
use crate::error::Result;
use plotters::style::RGBAColor;

/// Terms of each direction.
const MOST: usize = 12;
const ROW: f64 = 22.0;
/// An interval reaches at most so many times farther than its dot before it is cut.
const MOST_REACH: f64 = 4.0;
const LABELS: f64 = 190.0;
const COUNTS: f64 = 292.0;
/// Points of the axis for each label, if labels stand evenly: "0.001" and "0.002" then have a blank between them.
const ROOM_OF_TICK: f64 = 40.0;

/// Dumbbells of the strongest terms; none without terms or spans.
pub fn chart(findings: &Findings) -> Result<Option<Chart>> {
    let groups = [
        ("Rising", style::UP, shown(&findings.terms.rising)),
        ("Falling", style::DOWN, shown(&findings.terms.falling)),
    ];
    let Some(spans) = frame::spans(findings) else { return Ok(None) };
    let heads = [format!("Commoner in {}", spans.1), format!("Commoner in {}", spans.0)];
    if groups.iter().all(|(_, _, terms)| terms.is_empty()) {
        return Ok(None);
    }
    let mut sheet = Sheet::begin(&title(findings), &subtitle(&spans, frame::too_few(findings)));
    let rows: usize = groups.iter().map(|(_, _, terms)| terms.len() + usize::from(!terms.is_empty())).sum();
    let top = sheet.top + 16.0;
    let gap = if groups.iter().all(|(_, _, terms)| !terms.is_empty()) { 14.0 } else { 0.0 };
    let area =
        Area { left: MARGIN + LABELS, top, right: WIDTH - MARGIN - COUNTS, bottom: top + rows as f64 * ROW + gap };
    let plot = Plot::new(findings, area);
    plot.axis(&mut sheet.canvas);
    let mut y = top;
    for ((name, color, terms), head) in groups.iter().zip(&heads).filter(|((_, _, terms), _)| !terms.is_empty()) {
        y += ROW;
        let name = if frame::too_few(findings) { head } else { *name };
        sheet.canvas.text(name, (MARGIN, y - 6.0), style::HEADING.colored(*color), Anchor::Start);
        for term in terms {
            y += ROW;
            plot.row(&mut sheet.canvas, term, y - ROW / 2.0, *color);
        }
        y += gap;
    }
    let words = Words { name: "terms".into(), description: description(findings), footer: footer(findings) };
    sheet.finish(area.bottom + 24.0, words, table(findings)).map(Some)
}

/// The first terms that have a rate to show.
fn shown(terms: &[TermFinding]) -> Vec<&TermFinding> {
    terms.iter().filter(|term| rates(term).0 > 0.0 || rates(term).1 > 0.0).take(MOST).collect()
}

fn rates(term: &TermFinding) -> (f64, f64) {
    (term.change.earlier.unwrap_or(0.0), term.change.later.unwrap_or(0.0))
}

/// A change that is certain and does not hang on one document.
fn certain(term: &TermFinding) -> bool {
    matches!(term.change.verdict, Verdict::Rose | Verdict::Fell) && !term.one_document
}

struct Plot {
    area: Area,
    /// From log10 of a rate to points; a rate of 0 has a column of its own, left of it.
    x: Scale,
    zero: Option<f64>,
}

impl Plot {
    fn new(findings: &Findings, area: Area) -> Self {
        let terms = || shown(&findings.terms.rising).into_iter().chain(shown(&findings.terms.falling));
        // An interval may be cut, with an arrow, but not so short that it says nothing.
        let reach = |term: &TermFinding| {
            interval(term).map_or((0.0, 0.0), |(low, high)| {
                let later = rates(term).1;
                (low.max(later / MOST_REACH), high.min(later * MOST_REACH))
            })
        };
        let all = || {
            terms().flat_map(move |term| {
                let ((earlier, later), (low, high)) = (rates(term), reach(term));
                [Some(earlier), Some(later), Some(low).filter(|low| *low > 0.0), Some(high).filter(|high| *high > 0.0)]
            })
        };
        let all = || all().flatten();
        let logs = || all().filter(|rate| *rate > 0.0).map(libm::log10);
        let (low, high) = (logs().fold(f64::INFINITY, f64::min), logs().fold(f64::NEG_INFINITY, f64::max));
        let zero = all().any(|rate| rate <= 0.0).then_some(area.left + 12.0);
        let left = area.left + if zero.is_some() { 40.0 } else { 8.0 };
        Self { area, x: Scale::new((low - 0.08, high + 0.08), (left, area.right - 8.0)), zero }
    }

    fn at(&self, rate: f64) -> f64 {
        match self.zero {
            Some(zero) if rate <= 0.0 => zero,
            _ => self.x.at(libm::log10(rate.max(1e-12))),
        }
    }

    fn axis(&self, canvas: &mut Canvas) {
        let (low, high) = self.x.span();
        let most = ((self.x.at(high) - self.x.at(low)) / ROOM_OF_TICK) as usize;
        let mut places: Vec<(f64, String)> =
            log_ticks(low, high, most).into_iter().map(|tick| (self.x.at(tick.value), tick.label)).collect();
        places.extend(self.zero.map(|zero| (zero, "0".to_owned())));
        for (x, label) in places {
            canvas.line((x, self.area.top), (x, self.area.bottom + 4.0), 0.75, style::GRID);
            for y in [self.area.top - 6.0, self.area.bottom + 18.0] {
                let bounds =
                    Area { left: self.area.left - 20.0, right: self.area.right + 20.0, top: y - 12.0, bottom: y + 8.0 };
                canvas.place(&label, &[((x, y), Anchor::Middle)], style::TICK, bounds);
            }
        }
    }

    fn row(&self, canvas: &mut Canvas, term: &TermFinding, y: f64, color: RGBAColor) {
        let (earlier, later) = rates(term);
        let (from, to) = (self.at(earlier), self.at(later));
        self.interval(canvas, term, (y, color));
        let face = if certain(term) { style::LABEL.bold() } else { style::LABEL };
        canvas.label(&term.term, ((self.area.left - 14.0, y + 4.0), face, Anchor::End), LABELS - 16.0);
        canvas.line((from, y), (to, y), 2.5, style::faded(color, if certain(term) { 0.55 } else { 0.3 }));
        canvas.dot((from, y), 3.0, style::MIST);
        let size = format::size_words(&term.change);
        let tip =
            format!("{}: {}{}", term.term, counts(term), if size.is_empty() { size } else { format!("; {size}") });
        if certain(term) { canvas.dot((to, y), 5.0, color) } else { canvas.ring((to, y), 4.5, color) }
            .tag("term", tip)
            .shows(format!("term: {}", term.term));
        let bound = bound(term).map_or_else(String::new, |bound| format!(", {bound}"));
        let place = ((self.area.right + 14.0, y + 4.0), style::TICK, Anchor::Start);
        canvas.label(&(counts(term) + &bound), place, COUNTS - 14.0);
    }
}

impl Plot {
    /// The interval of the change around the later rate, with caps, or an arrow where it goes on beyond the scale.
    fn interval(&self, canvas: &mut Canvas, term: &TermFinding, (y, color): (f64, RGBAColor)) {
        let Some((low, high)) = interval(term) else { return };
        let (first, last) = self.x.span();
        let (left, right) = (self.at(low.max(1e-12)), self.at(high));
        canvas.line((left, y), (right, y), 1.0, color);
        for (x, cut, sign) in [(left, libm::log10(low) < first, -1.0), (right, libm::log10(high) > last, 1.0)] {
            match cut {
                true => {
                    let head = vec![(x + sign * 5.0, y), (x, y - 3.0), (x, y + 3.0)];
                    canvas.polygon(head, color)
                }
                false => canvas.line((x, y - 3.5), (x, y + 3.5), 1.0, color),
            };
        }
    }
}

/// The interval of the change, set around the later rate; none from or to nothing, where there is no factor, nor for
/// documents too few to have one.
fn interval(term: &TermFinding) -> Option<(f64, f64)> {
    let Size::Factor(ratio) = format::size(&term.change) else { return None };
    let (earlier, later) = rates(term);
    let told = term.change.verdict != Verdict::TooFew && earlier > 0.0 && later > 0.0 && ratio.value > 0.0;
    let (low, high) = ratio.low.zip(ratio.high).filter(|_| told)?;
    Some((later * low / ratio.value, later * high / ratio.value))
}

/// The end nearer to 1× of the interval of a change from or to nothing, which has no factor to draw a whisker around.
fn bound(term: &TermFinding) -> Option<String> {
    format::bound_words(&term.change)
}

/// "4 → 31 mentions, 12 documents"
fn counts(term: &TermFinding) -> String {
    let documents = format::counted((term.documents_earlier + term.documents_later) as u64, "document");
    let (earlier, later) = (format::count(term.count_earlier), format::count(term.count_later));
    let hangs = if term.one_document { ", mostly one" } else { "" };
    let mentions = if term.count_later == 1 { "mention" } else { "mentions" };
    format!("{earlier} → {later} {mentions}, {documents}{hangs}")
}

fn title(findings: &Findings) -> String {
    let terms = &findings.terms;
    let both = [&terms.rising, &terms.falling].iter().all(|terms| terms.iter().any(certain));
    let named = |terms: &[TermFinding]| -> Vec<String> {
        terms
            .iter()
            .filter(|term| certain(term))
            .take(if both { 2 } else { 3 })
            .map(|term| format!("“{}”", term.term))
            .collect()
    };
    if frame::too_few(findings) {
        let few = format::sentence_case(&frame::dated_documents(findings));
        return format!("{few} cannot show which terms rose or fell");
    }
    let (rose, fell) = (named(&terms.rising), named(&terms.falling));
    match (rose.is_empty(), fell.is_empty()) {
        (true, true) => match terms.tested {
            0 => "Terms: too few documents to tell a rise or a fall".into(),
            tested => format!("None of {} changed more than chance explains", format::counted(tested as u64, "term")),
        },
        (false, true) => format!("{} rose most; no term fell for certain", format::listed(&rose)),
        (true, false) => format!("{} fell most; no term rose for certain", format::listed(&fell)),
        (false, false) => format!("{} rose most, {} fell most", format::listed(&rose), format::listed(&fell)),
    }
}

fn subtitle((earlier, later): &(String, String), few: bool) -> String {
    let hollow = match few {
        true => "",
        false => "; hollow where it may be chance or one document. Ordered by the end of the interval nearer to 1×",
    };
    format!("Mentions per 1,000 words. Gray dot: {earlier}; colored dot: {later}{hollow}")
}

fn footer(findings: &Findings) -> String {
    let terms = &findings.terms;
    if frame::too_few(findings) {
        return format!(
            "{} · nothing is tested: the dots describe these documents alone · log scale",
            frame::corpus_note(findings)
        );
    }
    format!(
        "{} · {} tested, {} hold (false discovery rate 5 %) · whiskers: 95 % interval of the change, around the later rate, \
         documents are the unit; from or to 0 its end nearer to 1× stands at the right · log scale",
        frame::corpus_note(findings),
        format::counted(terms.tested as u64, "term"),
        format::count(terms.significant as u64)
    )
}

fn description(findings: &Findings) -> String {
    let told: Vec<String> = (shown(&findings.terms.rising).iter().chain(&shown(&findings.terms.falling)))
        .map(|term| format!("{} {} to {}", term.term, format::rate(rates(term).0), format::rate(rates(term).1)))
        .collect();
    format!("Each term's mentions per 1,000 words in the earlier and the later span: {}.", told.join("; "))
}

fn table(findings: &Findings) -> Table {
    let mut table = Table::new(&[
        "term",
        "direction",
        "count_earlier",
        "count_later",
        "documents_earlier",
        "documents_later",
        "rate_earlier_per_1000",
        "rate_later_per_1000",
        "ratio",
        "ratio_low",
        "ratio_high",
        "q",
        "verdict",
        "one_document",
    ]);
    for (direction, terms) in [("rising", &findings.terms.rising), ("falling", &findings.terms.falling)] {
        for term in terms {
            let ratio = term.change.ratio;
            let mut row = vec![term.term.clone(), direction.to_owned()];
            row.extend([term.count_earlier, term.count_later].map(|count| count.to_string()));
            row.extend([term.documents_earlier, term.documents_later].map(|count| count.to_string()));
            let numbers = [term.change.earlier, term.change.later, ratio.map(|r| r.value), ratio.and_then(|r| r.low)];
            row.extend(numbers.map(format::cell));
            row.extend([ratio.and_then(|r| r.high), term.change.q].map(format::cell));
            row.extend([format::verdict(term.change.verdict).to_owned(), term.one_document.to_string()]);
            table.rows.push(row);
        }
    }
    table
}
