//! The calendar of volume: how many documents were written when, and where nothing was.
//!
//! Days stand in weeks, a block a year; months in rows of a year; years in rows of a decade: whichever the findings have.

use super::draw::{Anchor, Area, Canvas};
use super::frame::{self, Sheet, Words};
use super::measure::width;
use super::scale::MONTHS;
use super::style::{self, MARGIN, RAMP, WIDTH};
use super::{Chart, Table, format};
use crate::drift::findings::{Findings, Volume};
use crate::error::Result;
use jiff::civil::Date;
use std::collections::BTreeMap;

const LEFT: f64 = MARGIN + 46.0;
/// Room right of the cells for the sum of a row.
const SUMS: f64 = 58.0;
const DAYS: [&str; 7] = ["Mon", "", "Wed", "", "Fri", "", "Sun"];

/// The calendar; none without dates, or for a single unit.
pub fn chart(findings: &Findings) -> Result<Option<Chart>> {
    let Some(volume) = findings.corpus.volume.as_ref().filter(|volume| volume.documents.len() > 1) else {
        return Ok(None);
    };
    let Ok(first) = volume.first.parse::<Date>() else { return Ok(None) };
    let plot = Plot { volume, first, limit: limit(volume) };
    let mut sheet = Sheet::begin(&plot.title(), &plot.subtitle());
    plot.legend(&mut sheet.canvas, sheet.top + 2.0);
    let top = sheet.top + 40.0;
    let bottom = match volume.unit.as_str() {
        "day" => plot.days(&mut sheet.canvas, top),
        _ => plot.rows(&mut sheet.canvas, top),
    };
    let words = Words { name: "calendar".into(), description: plot.description(), footer: plot.footer(findings) };
    sheet.finish(bottom, words, plot.table()).map(Some)
}

/// Rows without documents from which on a run of them is one row.
const MOST_EMPTY_ROWS: usize = 4;

/// Up to so many days each has a tip of its own; of more, each month has one.
const MOST_TIPS: usize = 1500;

/// Small counts have a shade each.
const SMALL: u32 = 8;

/// The count from which on cells have the strongest color: the 95th percentile, so that one flood does not wash out the rest.
fn limit(volume: &Volume) -> u32 {
    let mut counts: Vec<u32> = volume.documents.iter().copied().filter(|count| *count > 0).collect();
    counts.sort_unstable();
    let at = counts.len().saturating_sub(1) * 95 / 100;
    let most = counts.last().copied().unwrap_or(1);
    counts.get(at).copied().unwrap_or(1).max(most.min(SMALL)).max(1)
}

struct Plot<'a> {
    volume: &'a Volume,
    first: Date,
    limit: u32,
}

impl Plot<'_> {
    fn date(&self, index: usize) -> Date {
        let count = index as i64;
        let span = match self.volume.unit.as_str() {
            "day" => jiff::Span::new().try_days(count),
            "month" => jiff::Span::new().try_months(count),
            _ => jiff::Span::new().try_years(count),
        };
        // Saved scores may say anything: beyond the calendar there is its last day.
        span.and_then(|span| self.first.checked_add(span)).unwrap_or(Date::MAX)
    }

    fn label(&self, index: usize) -> String {
        let date = self.date(index);
        match self.volume.unit.as_str() {
            "day" => format::day(date),
            "month" => super::scale::month_name(date),
            _ => date.year().to_string(),
        }
    }

    /// Step of the ramp; `None` where nothing was written.
    fn level(&self, count: u32) -> Option<usize> {
        let share = (f64::from(count.min(self.limit)) - 1.0) / (f64::from(self.limit) - 1.0).max(1.0);
        (count > 0).then(|| 1 + (share * (RAMP.len() - 2) as f64).round() as usize)
    }

    /// One cell, which tells by a tip what it is.
    fn cell(&self, canvas: &mut Canvas, (area, index): (Area, usize)) {
        let count = self.volume.documents[index];
        let color = self.level(count).map_or(style::FAINT, |level| RAMP[level]);
        canvas.rect(area, color);
        canvas.tag("cell", format!("{}: {}", self.label(index), format::counted(count, "document")));
        let text = format::count(count.into());
        if count > 0 && area.height() >= 13.0 && width(&text, style::SMALL) + 4.0 < area.width() && area.width() > 30.0
        {
            let ink = if self.level(count).is_some_and(|level| level >= style::DARK_FROM) {
                style::WHITE
            } else {
                style::INK
            };
            let place = ((area.left + area.right) / 2.0, (area.top + area.bottom) / 2.0 + 3.5);
            canvas.text(&text, place, style::SMALL.colored(ink), Anchor::Middle);
        }
    }

    /// The days of a month where they come by the thousand: those of one shade are one mark, and each tells of the month.
    fn month(&self, canvas: &mut Canvas, days: &[(Area, usize)]) {
        let Some(&(_, first)) = days.first() else { return };
        let documents: u64 = days.iter().map(|&(_, index)| u64::from(self.volume.documents[index])).sum();
        let written = days.iter().filter(|&&(_, index)| self.volume.documents[index] > 0).count();
        let name = super::scale::month_name(self.date(first));
        let (documents, all) = (format::counted(documents, "document"), days.len());
        let tip = format!("{name}: {documents} on {written} of {all} days");
        let mut shades = BTreeMap::<Option<usize>, Vec<Area>>::new();
        for &(area, index) in days {
            shades.entry(self.level(self.volume.documents[index])).or_default().push(area);
        }
        for (level, boxes) in shades {
            let color = level.map_or(style::FAINT, |level| RAMP[level]);
            canvas.cells(boxes, color).tag("cells", tip.clone());
        }
    }

    /// A block a year: columns are weeks, rows Monday to Sunday. Returns where the last ends.
    fn days(&self, canvas: &mut Canvas, top: f64) -> f64 {
        let years = self.date(self.volume.documents.len() - 1).year() - self.first.year() + 1;
        let wide = (WIDTH - MARGIN - SUMS - LEFT) / 53.6;
        let high = if years <= 3 { 14.0 } else { 10.0 };
        let block = 7.0 * high + 30.0;
        let origin = |year: i16| top + f64::from(year - self.first.year()) * block + 14.0;
        let mut sums = BTreeMap::<i16, u64>::new();
        let mut months = BTreeMap::<(i16, i8), Vec<(Area, usize)>>::new();
        for index in 0..self.volume.documents.len() {
            let date = self.date(index);
            *sums.entry(date.year()).or_default() += u64::from(self.volume.documents[index]);
            let row = f64::from(date.weekday().to_monday_zero_offset());
            let week = f64::from(week(date));
            let (left, upper) = (LEFT + week * wide, origin(date.year()) + row * high);
            let area = Area { left, top: upper, right: left + wide - 1.25, bottom: upper + high - 1.25 };
            match self.volume.documents.len() <= MOST_TIPS {
                true => self.cell(canvas, (area, index)),
                false => months.entry((date.year(), date.month())).or_default().push((area, index)),
            }
            if date.day() == 1 {
                let name = MONTHS[(date.month() - 1).clamp(0, 11) as usize];
                let at = LEFT + (week + if row > 3.0 { 1.0 } else { 0.0 }) * wide;
                canvas.text(name, (at, origin(date.year()) - 4.0), style::SMALL, Anchor::Start);
            }
        }
        months.values().for_each(|days| self.month(canvas, days));
        for (year, sum) in &sums {
            let y = origin(*year);
            canvas.text(&year.to_string(), (MARGIN, y + 9.0), style::HEADING, Anchor::Start);
            canvas.text(&format::count(*sum), (WIDTH - MARGIN, y + 9.0), style::TICK, Anchor::End);
            for (row, name) in DAYS.iter().enumerate().filter(|(row, _)| *row != 0) {
                canvas.text(name, (LEFT - 6.0, y + row as f64 * high + 0.75 * high), style::SMALL, Anchor::End);
            }
        }
        self.sum_head(canvas, top + 4.0);
        origin(self.first.year() + years - 1) + 7.0 * high
    }

    /// The number of a month or a year: rows are the wholes of `columns` of them.
    fn number(&self, index: usize) -> i32 {
        let date = self.date(index);
        match self.volume.unit.as_str() {
            "month" => 12 * i32::from(date.year()) + i32::from(date.month()) - 1,
            _ => i32::from(date.year()),
        }
    }

    /// A row a year, or a decade; long runs of empty ones are one row. Returns where the last ends.
    fn rows(&self, canvas: &mut Canvas, top: f64) -> f64 {
        let months = self.volume.unit == "month";
        let columns: i32 = if months { 12 } else { 10 };
        let start = self.number(0).div_euclid(columns);
        let mut sums =
            vec![0u64; (self.number(self.volume.documents.len() - 1).div_euclid(columns) - start + 1) as usize];
        for (index, count) in self.volume.documents.iter().enumerate() {
            sums[(self.number(index).div_euclid(columns) - start) as usize] += u64::from(*count);
        }
        let runs: Vec<&[u64]> = sums.chunk_by(|a, b| (*a == 0) == (*b == 0)).collect();
        let folded = |run: &[u64]| run[0] == 0 && run.len() > MOST_EMPTY_ROWS;
        let shown: usize = runs.iter().map(|run| if folded(run) { 1 } else { run.len() }).sum();
        let wide = (WIDTH - MARGIN - SUMS - LEFT) / f64::from(columns);
        let high = if shown <= 30 { 20.0 } else { 11.0 };
        for column in 0..columns {
            let head = if months { MONTHS[column as usize].to_owned() } else { format!("…{column}") };
            let at = LEFT + (f64::from(column) + 0.5) * wide;
            canvas.text(&head, (at, top + 4.0), style::SMALL, Anchor::Middle);
        }
        self.sum_head(canvas, top + 4.0);
        let (mut y, mut first) = (top + 12.0, start);
        for run in runs {
            if folded(run) {
                let unit = if months { "year" } else { "decade" };
                let text = format!("… {} without documents", format::counted(run.len() as u64, unit));
                canvas.text(&text, (LEFT, y + high / 2.0 + 3.5), style::SMALL, Anchor::Start);
                y += high;
            } else {
                for (row, sum) in (first..).zip(run) {
                    self.row(canvas, (row, *sum), Area { left: LEFT, top: y, right: LEFT + wide, bottom: y + high });
                    y += high;
                }
            }
            first += run.len() as i32;
        }
        y
    }

    /// One year of months, or one decade of years; `area` is that of its first cell.
    fn row(&self, canvas: &mut Canvas, (row, sum): (i32, u64), area: Area) {
        let months = self.volume.unit == "month";
        let columns = if months { 12 } else { 10 };
        for column in 0..columns {
            let index = row * columns + column - self.number(0);
            let Some(index) = usize::try_from(index).ok().filter(|&index| index < self.volume.documents.len()) else {
                continue;
            };
            let left = area.left + f64::from(column) * area.width();
            let right = left + area.width() - 1.5;
            self.cell(canvas, (Area { left, right, bottom: area.bottom - 1.5, ..area }, index));
        }
        let name = if months { row.to_string() } else { format!("{}s", 10 * row) };
        let y = (area.top + area.bottom) / 2.0 + 3.5;
        canvas.text(&name, (LEFT - 8.0, y), style::TICK, Anchor::End);
        canvas.text(&format::count(sum), (WIDTH - MARGIN, y), style::TICK, Anchor::End);
    }

    fn sum_head(&self, canvas: &mut Canvas, y: f64) {
        canvas.text("in all", (WIDTH - MARGIN, y), style::SMALL, Anchor::End);
    }

    /// None, then the ramp from one to the most.
    fn legend(&self, canvas: &mut Canvas, top: f64) {
        let mut left = LEFT;
        canvas.rect(Area::of((left, top), (left + 14.0, top + 12.0)), style::FAINT);
        canvas.text("none", (left + 20.0, top + 10.0), style::TICK, Anchor::Start);
        left += 66.0;
        let beyond = self.volume.documents.iter().any(|count| *count > self.limit);
        let most = format!("{}{}", format::count(self.limit.into()), if beyond { " and more" } else { "" });
        if self.limit > 1 {
            canvas.text("1", (left, top + 10.0), style::TICK, Anchor::Start);
            left += 12.0;
        }
        let steps = self.limit.min(SMALL);
        for step in 0..steps {
            let count = 1 + step * (self.limit - 1) / (steps - 1).max(1);
            let color = self.level(count).map_or(style::FAINT, |level| RAMP[level]);
            canvas.rect(Area::of((left, top), (left + 14.0, top + 12.0)), color);
            left += 14.0;
        }
        let text = format!("{most} document{} a {}", if self.limit == 1 { "" } else { "s" }, self.volume.unit);
        canvas.text(&text, (left + 6.0, top + 10.0), style::TICK, Anchor::Start);
    }

    fn title(&self) -> String {
        let unit = &self.volume.unit;
        let written = self.volume.documents.iter().filter(|count| **count > 0).count();
        let [from, length] = self.volume.longest_gap;
        let all = format::counted(self.volume.documents.len() as u64, unit);
        match length {
            0 => format!("Documents in every one of {all}"),
            1 => {
                format!("Documents in {} of {all}, without a gap longer than one {unit}", format::count(written as u64))
            }
            _ => {
                let span = format!("{} to {}", self.label(from), self.label(from.saturating_add(length - 1)));
                let length = format::counted(length as u64, unit);
                format!("Documents in {} of {all}; the longest gap is {length}, {span}", format::count(written as u64))
            }
        }
    }

    fn subtitle(&self) -> String {
        let unit = &self.volume.unit;
        let shape = match unit.as_str() {
            "day" => "columns are weeks, a block is a year",
            "month" => "a row is a year",
            _ => "a row is a decade",
        };
        format!("Documents a {unit}; {shape}; the stronger the color, the more")
    }

    fn footer(&self, findings: &Findings) -> String {
        let mut parts = vec![frame::corpus_note(findings)];
        if self.volume.coarser > 0 {
            let coarser = format::counted(self.volume.coarser as u64, "document");
            parts.push(format!("{coarser} with a date that is no exact {} left out", self.volume.unit));
        }
        parts.push("counts say how much was collected, not how much was published".to_owned());
        parts.join(" · ")
    }

    fn description(&self) -> String {
        let fullest =
            self.volume.documents.iter().enumerate().max_by_key(|(index, count)| (**count, usize::MAX - index));
        let fullest = fullest.map_or_else(String::new, |(index, count)| {
            format!(" Most in {}: {}.", self.label(index), format::counted(*count, "document"))
        });
        format!("A cell for each {} from {} on. {}.{fullest}", self.volume.unit, self.label(0), self.title())
    }

    fn table(&self) -> Table {
        let mut table = Table::new(&["first_day", "documents"]);
        for (index, count) in self.volume.documents.iter().enumerate() {
            table.rows.push(vec![self.date(index).to_string(), count.to_string()]);
        }
        table
    }
}

/// Column of a day: weeks of its year that began before it, on Mondays.
fn week(date: Date) -> i16 {
    let first = i16::from(date.first_of_year().weekday().to_monday_zero_offset());
    (date.day_of_year() - 1 + first) / 7
}
