//! Themes by document, for corpora that cannot show a trend: what each document stresses, and no line through time.

use super::draw::{Anchor, Area, Canvas};
use super::format;
use super::frame::{self, Sheet, Words};
use super::measure::{shorten, width, wrap};
use super::scale::{Scale, linear_ticks};
use super::style::{self, MARGIN, WIDTH};
use super::{Chart, Table};
use crate::drift::findings::{DocumentFinding, Findings};
use crate::error::Result;

/// More documents than this fill a page that nobody reads.
const MOST_DOCUMENTS: usize = 40;
/// More themes than this leave no room for their values; the table has them all.
const MOST_THEMES: usize = 9;
const LABELS: f64 = 236.0;
/// Height of a row, with a title of one line and of two.
const ROW: f64 = 30.0;
const TALL_ROW: f64 = 48.0;
/// Up to so many documents the titles have two lines.
const FEW: usize = 12;
/// Room in a column right of its scale, for the count beside the longest bar.
const COUNT: f64 = 26.0;
const HEAD: f64 = 34.0;

/// Whether time can say nothing: fewer documents than any test needs, or fewer than two periods.
pub fn without_time(findings: &Findings) -> bool {
    frame::too_few(findings) || findings.periods.len() < 2
}

/// A row a document and a column a theme; none where time says more, or where the documents are too many.
pub fn chart(findings: &Findings) -> Result<Option<Chart>> {
    let documents = &findings.corpus.documents;
    let themes = columns(findings);
    if !without_time(findings) || themes.is_empty() || !(1..=MOST_DOCUMENTS).contains(&documents.len()) {
        return Ok(None);
    }
    let mut sheet = Sheet::begin(&title(findings), &subtitle(findings));
    let plot = Plot::new(findings, themes, sheet.top + HEAD);
    plot.heads(&mut sheet.canvas);
    for (row, document) in documents.iter().enumerate() {
        plot.row(&mut sheet.canvas, row, document);
    }
    let words = Words { name: "themes-by-document".into(), description: plot.description(), footer: plot.footer() };
    sheet.finish(plot.bottom + 18.0, words, table(findings)).map(Some)
}

/// The themes that are mentioned, by index, in their own order; the most frequent where there are too many.
fn columns(findings: &Findings) -> Vec<usize> {
    let mut themes: Vec<usize> = (0..findings.themes.len()).filter(|&at| findings.themes[at].mentions > 0).collect();
    themes.sort_by_key(|&at| std::cmp::Reverse(findings.themes[at].mentions));
    themes.truncate(MOST_THEMES);
    themes.sort_unstable();
    themes
}

struct Plot<'a> {
    findings: &'a Findings,
    themes: Vec<usize>,
    top: f64,
    bottom: f64,
    /// Width of a column, and from a rate to a length within it.
    column: f64,
    length: Scale,
    row: f64,
    /// Room between the dated documents and those without a date.
    gap: f64,
}

impl<'a> Plot<'a> {
    fn new(findings: &'a Findings, themes: Vec<usize>, top: f64) -> Self {
        let documents = &findings.corpus.documents;
        let column = (WIDTH - 2.0 * MARGIN - LABELS) / themes.len() as f64;
        let rates = || documents.iter().flat_map(|document| themes.iter().map(|&theme| rate(document, theme)));
        let highest = rates().fold(0.0, f64::max);
        let length = Scale::new((0.0, highest), (0.0, (column - COUNT - 10.0).min(220.0)));
        let undated = documents.iter().filter(|document| document.day.is_none()).count();
        let gap = if undated > 0 { 26.0 } else { 0.0 };
        let row = if documents.len() <= FEW { TALL_ROW } else { ROW };
        let bottom = top + documents.len() as f64 * row + gap;
        Self { findings, themes, top, bottom, column, length, row, gap }
    }

    fn left(&self, column: usize) -> f64 {
        MARGIN + LABELS + column as f64 * self.column
    }

    /// The name of each theme above its column, with the line of 0 and a tick at a round value.
    fn heads(&self, canvas: &mut Canvas) {
        let (_, highest) = self.length.span();
        let round = linear_ticks(0.0, highest, 2).into_iter().rev().find(|tick| tick.value <= highest);
        for (column, &theme) in self.themes.iter().enumerate() {
            let left = self.left(column);
            let lines = wrap(&self.findings.themes[theme].name, style::LABEL.bold(), self.column - 8.0, 2);
            let first = self.top - 12.0 - (lines.len() as f64 - 1.0) * style::LABEL.leading();
            for (index, line) in lines.iter().enumerate() {
                let place = (left, first + index as f64 * style::LABEL.leading());
                canvas.text(line, place, style::LABEL.bold(), Anchor::Start);
            }
            for tick in round.iter().filter(|tick| tick.value > 0.0) {
                let x = left + self.length.at(tick.value);
                canvas.line((x, self.top), (x, self.bottom), 0.75, style::GRID);
                canvas.text(&tick.label, (x, self.bottom + 14.0), style::SMALL, Anchor::Middle);
            }
            canvas.line((left, self.top), (left, self.bottom), 1.0, style::MIST);
            canvas.text("0", (left, self.bottom + 14.0), style::SMALL, Anchor::Middle);
        }
    }

    /// A document's date and title, and a bar with its count in each column.
    fn row(&self, canvas: &mut Canvas, row: usize, document: &DocumentFinding) {
        let undated = document.day.is_none();
        let top = self.top + row as f64 * self.row + if undated { self.gap } else { 0.0 };
        let first_undated = undated && self.findings.corpus.documents.iter().take(row).all(|one| one.day.is_some());
        if first_undated {
            let strip = Area { left: MARGIN - 8.0, top: top - 20.0, right: WIDTH - MARGIN, bottom: self.bottom };
            canvas.rect(strip, style::faded(style::MIST, 0.16));
            canvas.text("undated", (MARGIN, top - 6.0), style::TICK.bold(), Anchor::Start);
        }
        let name = if document.title.is_empty() { &document.id } else { &document.title };
        let (room, most) = (LABELS - 18.0, if self.row > ROW { 2 } else { 1 });
        let lines = wrap(name, style::LABEL, room, most);
        let date = document.date.as_ref().map(|date| shorten(&date_words(date), style::SMALL, room));
        let high = lines.len() as f64 * 14.0 + if date.is_some() { 12.0 } else { 0.0 };
        let mut y = top + (self.row - high) / 2.0 - 3.0;
        for line in &lines {
            y += 14.0;
            canvas.text(line, (MARGIN, y), style::LABEL, Anchor::Start);
        }
        canvas.text(&date.unwrap_or_default(), (MARGIN, y + 12.0), style::SMALL, Anchor::Start);
        for (column, &theme) in self.themes.iter().enumerate() {
            self.cell(canvas, (self.left(column), top + self.row / 2.0), (document, theme));
        }
    }

    fn cell(&self, canvas: &mut Canvas, (left, y): (f64, f64), (document, theme): (&DocumentFinding, usize)) {
        let count = document.theme_counts.get(theme).copied().unwrap_or(0);
        let end = left + self.length.at(rate(document, theme));
        let color = if count > 0 { style::UP } else { style::MIST };
        if count > 0 {
            canvas.line((left, y), (end, y), 2.0, style::faded(color, 0.35));
            canvas.dot((end, y), 4.0, color).tag("cell", self.tip(document, theme));
            canvas.shows(format!("document: {}", document.id));
        }
        let text = format::count(count);
        let face = if count > 0 { style::TICK.colored(style::INK) } else { style::TICK };
        let room = self.column - (end - left) - 9.0;
        if width(&text, face) < room {
            canvas.text(&text, (end + 8.0, y + 4.0), face, Anchor::Start);
        }
    }

    fn tip(&self, document: &DocumentFinding, theme: usize) -> String {
        let name = if document.title.is_empty() { &document.id } else { &document.title };
        let count = document.theme_counts.get(theme).copied().unwrap_or(0);
        format!(
            "{name}: {}, {} in {} ({} per 1,000)",
            self.findings.themes[theme].name,
            format::counted(count, "mention"),
            format::counted(document.words, "word"),
            format::rate(rate(document, theme))
        )
    }

    fn footer(&self) -> String {
        let mut parts = vec![frame::corpus_note(self.findings)];
        let smallest = self.findings.themes.iter().filter_map(|theme| theme.change.smallest_p).fold(f64::NAN, f64::min);
        if smallest.is_finite() {
            parts.push(format!("the smallest p that so few could give is {}", format::probability(smallest)));
        }
        parts.push("no intervals: a document is one case".to_owned());
        let left_out = self.findings.themes.len() - self.themes.len();
        if left_out > 0 {
            parts.push(format!("{} more in the table", format::counted(left_out as u64, "theme")));
        }
        parts.join(" · ")
    }

    fn description(&self) -> String {
        let documents = &self.findings.corpus.documents;
        let told = documents.iter().filter_map(|document| {
            let most = *self.themes.iter().max_by(|&&a, &&b| rate(document, a).total_cmp(&rate(document, b)))?;
            Some(self.tip(document, most))
        });
        let told: Vec<String> = told.take(12).collect();
        format!(
            "A row for each of {} and a column for each theme; a dot at the mentions per 1,000 words. The theme most \
             stressed: {}.",
            format::counted(documents.len() as u64, "document"),
            told.join("; ")
        )
    }
}

/// A day in words, an interval as its two days.
fn date_words(date: &str) -> String {
    date.split('/').map(format::iso_day).collect::<Vec<_>>().join(" – ")
}

/// Mentions per 1,000 words; 0 without words.
fn rate(document: &DocumentFinding, theme: usize) -> f64 {
    let count = document.theme_counts.get(theme).copied().unwrap_or(0);
    1000.0 * count as f64 / document.words.max(1) as f64
}

fn title(findings: &Findings) -> String {
    match findings.corpus.documents_dated {
        0 => "What each document stresses; without dates no trend can be shown".into(),
        1 => "What each document stresses; one date cannot show a trend".into(),
        _ if frame::too_few(findings) => {
            let few = format::sentence_case(&frame::dated_documents(findings));
            format!("{few} cannot show a trend: what each one stresses")
        }
        _ => "What each document stresses; one period cannot show a trend".into(),
    }
}

fn subtitle(findings: &Findings) -> String {
    let order = if findings.corpus.documents_dated > 1 { ", in order of time" } else { "" };
    format!("Mentions of each theme per 1,000 words in each document{order}; the number is the count of mentions")
}

fn table(findings: &Findings) -> Table {
    let mut table = Table::new(&["document", "date", "words", "theme", "mentions", "rate_per_1000"]);
    for document in &findings.corpus.documents {
        for (index, theme) in findings.themes.iter().enumerate() {
            let count = document.theme_counts.get(index).copied().unwrap_or(0);
            table.rows.push(vec![
                document.id.clone(),
                document.date.clone().unwrap_or_default(),
                document.words.to_string(),
                theme.name.clone(),
                count.to_string(),
                format::cell(Some(rate(document, index))),
            ]);
        }
    }
    table
}
