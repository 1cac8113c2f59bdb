//! What all charts share: the sheet with title and footer, the time axis, the exposure strip.

use super::draw::{Anchor, Area, Canvas, Caption};
use super::measure::{shorten, width, wrap, wrap_evenly};
use super::scale::{Scale, Tick, day_of, time_ticks};
use super::style::{self, Face, MARGIN, WIDTH};
use super::{Chart, Table, format};
use crate::drift::findings::{Findings, Period};
use crate::drift::passages::in_period;
use crate::drift::verdict::{FEWEST_DOCUMENTS, number_word};
use crate::error::Result;

/// Lines of a title, and of what stands below it: names of themes may be long.
const MOST_LINES: usize = 3;

/// A page that has its title and waits for its drawing.
pub struct Sheet {
    pub canvas: Canvas,
    /// Where the drawing may begin.
    pub top: f64,
    title: String,
}

/// What a finished chart is called and what it says besides the picture.
pub struct Words {
    pub name: String,
    pub description: String,
    pub footer: String,
}

impl Sheet {
    /// Writes the message and, below it in gray, what is measured.
    pub fn begin(title: &str, subtitle: &str) -> Self {
        let mut canvas = Canvas::default();
        let mut y = MARGIN - 8.0;
        for (text, face) in [(title, style::TITLE), (subtitle, style::SUBTITLE)] {
            for line in wrap_evenly(text, face, WIDTH - 2.0 * MARGIN, MOST_LINES) {
                y += face.leading();
                canvas.text(&line, (MARGIN, y), face, Anchor::Start);
            }
            y += 6.0;
        }
        Self { canvas, top: y + 16.0, title: title.to_owned() }
    }

    /// Writes the footer below the drawing and makes the chart.
    pub fn finish(mut self, bottom: f64, words: Words, table: Table) -> Result<Chart> {
        let mut y = bottom + 12.0;
        for line in wrap_evenly(&words.footer, style::TICK, WIDTH - 2.0 * MARGIN, 4) {
            y += style::TICK.leading();
            self.canvas.text(&line, (MARGIN, y), style::TICK, Anchor::Start);
        }
        let caption = Caption { name: &words.name, title: &self.title, description: &words.description };
        let svg = self.canvas.svg(y + MARGIN - 8.0, &caption)?;
        Ok(Chart { name: words.name, title: self.title, description: words.description, svg, table })
    }
}

/// The footer's first words: how many documents, from when to when.
pub fn corpus_note(findings: &Findings) -> String {
    let corpus = &findings.corpus;
    let mut documents = format::counted(corpus.documents_read as u64, "document");
    if (1..corpus.documents_read).contains(&corpus.documents_dated) {
        documents = format!("{documents}, {} dated", format::count(corpus.documents_dated as u64));
    }
    let span = match (&corpus.first, &corpus.last) {
        (Some(first), Some(last)) if first == last => format!("{documents}, {}", format::iso_day(first)),
        (Some(first), Some(last)) => format!("{documents}, {} – {}", format::iso_day(first), format::iso_day(last)),
        _ => documents,
    };
    match left_out(findings) {
        Some((count, when)) => {
            let (are, them) = if count == 1 { ("is", "it") } else { ("are", "them") };
            let documents = format::counted(count as u64, "document");
            format!("{span}; {documents} far apart ({when}) {are} not drawn, the numbers count {them}")
        }
        None => span,
    }
}

/// How many documents lie outside the periods that are drawn, and when.
fn left_out(findings: &Findings) -> Option<(usize, String)> {
    let (corpus, periods) = (&findings.corpus, &findings.periods);
    let drawn: usize = periods.iter().map(|period| period.documents).sum();
    let (start, end) = (&periods.first()?.first, &periods.last()?.last);
    let before = corpus.first.as_ref().filter(|day| *day < start);
    let after = corpus.last.as_ref().filter(|day| *day > end);
    let years: Vec<&str> = before.into_iter().chain(after).filter_map(|day| day.split('-').next()).collect();
    let count = corpus.documents_dated.saturating_sub(drawn);
    (count > 0 && !years.is_empty()).then(|| (count, years.join(", ")))
}

/// First day of a period and first day after it; a day around its middle if they cannot be read.
pub fn period_days(period: &Period) -> (f64, f64) {
    let first = day_of(&period.first).unwrap_or(period.day - 0.5);
    let end = day_of(&period.last).map_or(period.day + 0.5, |last| last + 1.0);
    (first, end.max(first + 1.0))
}

/// What a point of a period leads to: the passages of that very period on the first of the themes that it mentions.
pub fn evidence_of(findings: &Findings, period: usize, themes: &[&str]) -> String {
    let mentioned = |name: &&&str| {
        let theme = findings.themes.iter().find(|theme| theme.name == **name);
        theme.and_then(|theme| theme.series.get(period)).is_some_and(|here| here.mentions > 0)
    };
    let theme = themes.iter().find(mentioned).or(themes.first()).copied().unwrap_or_default();
    let label = findings.periods.get(period).map_or("", |period| period.label.as_str());
    in_period(&format!("theme: {theme}"), label)
}

/// The days of all periods mapped to the width of an area; `None` without periods.
pub fn time_scale(periods: &[Period], area: Area) -> Option<Scale> {
    let first = period_days(periods.first()?).0;
    let last = period_days(periods.last()?).1;
    Some(Scale::new((first, last), (area.left, area.right)))
}

/// Labels below an area at the beginnings of years, months or days.
pub fn time_axis(canvas: &mut Canvas, x: &Scale, area: Area) {
    let (first, last) = x.span();
    let most = (area.width() / 76.0).max(2.0) as usize;
    canvas.line((area.left, area.bottom), (area.right, area.bottom), 1.0, style::MIST);
    for Tick { value, label } in time_ticks(first, last, most) {
        let place = (x.at(value), area.bottom + 17.0);
        let half = width(&label, style::TICK) / 2.0;
        let bounds =
            Area { left: area.left - half, right: area.right + half, top: area.bottom, bottom: area.bottom + 30.0 };
        if canvas.place(&label, &[(place, Anchor::Middle)], style::TICK, bounds) {
            canvas.line((place.0, area.bottom), (place.0, area.bottom + 4.0), 1.0, style::MIST);
        }
    }
}

/// Gridlines across an area with labels left of it; the line at 0 is darker.
pub fn value_axis(canvas: &mut Canvas, y: &Scale, area: Area, ticks: &[Tick]) {
    for tick in ticks {
        let at = y.at(tick.value);
        let color = if tick.value == 0.0 { style::MIST } else { style::GRID };
        canvas.line((area.left, at), (area.right, at), 0.75, color);
        canvas.text(&tick.label, (area.left - 8.0, at + 4.0), style::TICK, Anchor::End);
    }
}

/// Bars for the documents in each period, paler where a period is not whole; counts above them where they fit.
pub fn exposure(canvas: &mut Canvas, periods: &[Period], x: &Scale, area: Area) {
    let most = periods.iter().map(|period| period.documents).max().unwrap_or(0);
    let y = Scale::new((0.0, most.max(1) as f64), (area.bottom, area.top));
    let (mut whole, mut partial) = (Vec::new(), Vec::new());
    for period in periods.iter().filter(|period| period.documents > 0) {
        let (first, end) = period_days(period);
        let gap = ((x.at(end) - x.at(first)) * 0.08).min(2.0);
        let top = y.at(period.documents as f64).min(area.bottom - 0.75);
        let bar = Area::of((x.at(first) + gap, top), (x.at(end) - gap, area.bottom));
        if period.partial { partial.push(bar) } else { whole.push(bar) }
    }
    for (bars, color) in [(whole, style::MIST), (partial, style::GRID)] {
        canvas.cells(bars, color);
    }
}

/// The count above each bar if all fit, or above the highest alone.
pub fn exposure_counts(canvas: &mut Canvas, periods: &[Period], x: &Scale, area: Area) {
    let most = periods.iter().map(|period| period.documents).max().unwrap_or(0);
    let y = Scale::new((0.0, most.max(1) as f64), (area.bottom, area.top));
    let room = area.width() / periods.len().max(1) as f64;
    let all = width(&format::count(most as u64), style::SMALL) + 6.0 < room;
    let mut labelled = false;
    for period in periods.iter().filter(|period| period.documents > 0) {
        let (first, end) = period_days(period);
        if all || (!labelled && period.documents == most) {
            labelled = true;
            let place = ((x.at(first) + x.at(end)) / 2.0, y.at(period.documents as f64) - 3.0);
            canvas.text(&format::count(period.documents as u64), place, style::SMALL, Anchor::Middle);
        }
    }
}

/// Lines of text that end at the same right edge, centered on a height: a label left of a strip.
pub fn side_label(canvas: &mut Canvas, lines: &[&str], (right, middle): (f64, f64), room: f64) {
    let face = style::SMALL;
    let first = middle - (lines.len() as f64 - 1.0) * face.leading() / 2.0 + face.size * 0.35;
    for (index, line) in lines.iter().enumerate() {
        let place = (right, first + index as f64 * face.leading());
        canvas.text(&shorten(line, face, room), place, face, Anchor::End);
    }
}

/// Wrapped lines from a place downwards; returns the baseline after the last.
pub fn paragraph(canvas: &mut Canvas, text: &str, (left, mut y): (f64, f64), (face, room): (Face, f64)) -> f64 {
    for line in wrap(text, face, room, 6) {
        canvas.text(&line, (left, y), face, Anchor::Start);
        y += face.leading();
    }
    y
}

/// The two spans that are compared, in words: "2018–2021", "2022–2026".
pub fn spans(findings: &Findings) -> Option<(String, String)> {
    let contrast = findings.contrast.as_ref()?;
    // Where not all periods are drawn, the spans are still those of the numbers.
    if left_out(findings).is_some() {
        return Some((contrast.earlier.label.clone(), contrast.later.label.clone()));
    }
    // A span begins and ends with a document, as the sentences say.
    let held = |periods: &[Period]| -> Vec<Period> {
        let first = periods.iter().position(|period| period.documents > 0).unwrap_or(0);
        let end = periods.iter().rposition(|period| period.documents > 0).map_or(periods.len(), |last| last + 1);
        periods.get(first..end).unwrap_or(periods).to_vec()
    };
    let named = |periods: &[Period], label: &str| match held(periods).as_slice() {
        [] => label.to_owned(),
        [only] => format::period(&only.label),
        [first, .., last] => {
            let (first, last) = (format::period(&first.label), format::period(&last.label));
            // A dash between names that hold a dash or a space needs room.
            let dash = if first.contains(['-', ' ']) { " – " } else { "–" };
            format!("{first}{dash}{last}")
        }
    };
    let (earlier, later) = findings.periods.split_at(contrast.split.min(findings.periods.len()));
    Some((named(earlier, &contrast.earlier.label), named(later, &contrast.later.label)))
}

/// What the bars say, for the footer.
pub fn exposure_note(findings: &Findings) -> String {
    let most = findings.periods.iter().map(|period| period.documents).max().unwrap_or(0);
    let word = period_word(findings);
    let pale = if findings.periods.iter().any(|period| period.partial) { "; paler: not whole" } else { "" };
    format!("bars: documents per {word}, at most {}{pale}", format::count(most as u64))
}

/// Documents from which on a period may make a title or have a say in a scale: 8, and a tenth of what is usual.
pub fn weighty_from(findings: &Findings) -> usize {
    let mut documents: Vec<usize> =
        findings.periods.iter().map(|period| period.documents).filter(|documents| *documents > 0).collect();
    documents.sort_unstable();
    documents.get(documents.len() / 2).map_or(8, |median| (median / 10).max(8))
}

/// Whether the dated documents are too few for any test.
pub fn too_few(findings: &Findings) -> bool {
    findings.corpus.documents_dated < FEWEST_DOCUMENTS
}

/// "no dated documents", "one dated document", "five documents" where all have a date
pub fn dated_documents(findings: &Findings) -> String {
    match findings.corpus.documents_dated {
        0 => "no dated documents".into(),
        count => {
            let dated = if count < findings.corpus.documents_read { "dated " } else { "" };
            let noun = if count == 1 { "document" } else { "documents" };
            format!("{} {dated}{noun}", number_word(count))
        }
    }
}

/// The word for one period in plain text: "month", or "period" where nothing is known.
pub fn period_word(findings: &Findings) -> &str {
    match findings.corpus.period.as_str() {
        "" | "none" => "period",
        word => word,
    }
}
