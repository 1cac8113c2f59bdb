//! Rows -> ordered groups: which period each document belongs to, and the two spans that are compared.
//!
//! A document whose date is an interval belongs to a period only if the whole interval lies in it; otherwise it stays
//! in the corpus and out of the time series. Periods run without gaps: an empty one is shown as empty.

use super::Described;
use super::findings::{Contrast, Period, Span};
use crate::config::PeriodChoice;
use jiff::ToSpan;
use jiff::civil::Date;

/// Most periods that `auto` will make.
const MOST_PERIODS: usize = 120;

/// Most periods that there may be from a date far apart to the last.
const MOST_WITH_GAPS: usize = 1_000;

/// Periods and the period of each row.
#[derive(Debug, Clone, Default)]
pub struct Groups {
    pub unit: PeriodChoice,
    pub periods: Vec<Period>,
    pub of_row: Vec<Option<usize>>,
}

impl Groups {
    /// Groups documents by the period asked for, or by the one that `auto` picks.
    pub fn of(documents: &[Described], choice: PeriodChoice) -> Self {
        let unit = if choice == PeriodChoice::Auto { pick(documents) } else { choice };
        Self::by(documents, unit)
    }

    /// The same periods with other documents in them: `of_row` gives the period of each.
    pub fn with_rows(&self, documents: &[Described], of_row: Vec<Option<usize>>) -> Self {
        let empty = |period: &Period| Period { documents: 0, words: 0, sources: 0, ..period.clone() };
        let mut groups = Self { unit: self.unit, periods: self.periods.iter().map(empty).collect(), of_row };
        groups.fill(documents);
        groups
    }

    /// Two sides that are compared where no time is meant: the first `split` rows, and the rest.
    pub fn sides(documents: &[Described], split: usize, labels: [&str; 2]) -> Self {
        let side = |label: &str| Period { label: label.to_owned(), ..Period::default() };
        let of_row = (0..documents.len()).map(|row| Some(usize::from(row >= split))).collect();
        let mut groups = Self { periods: labels.map(side).into(), of_row, ..Self::default() };
        groups.fill(documents);
        groups
    }

    fn by(documents: &[Described], unit: PeriodChoice) -> Self {
        let starts: Vec<Option<Date>> = documents.iter().map(|document| start_of_document(document, unit)).collect();
        let (Some(first), Some(last)) = (starts.iter().flatten().min(), starts.iter().flatten().max()) else {
            return Self { unit, periods: Vec::new(), of_row: vec![None; documents.len()] };
        };
        let mut begins = vec![*first];
        while let Some(next) = begins.last().and_then(|&start| next(start, unit)).filter(|next| next <= last) {
            begins.push(next);
        }
        let of_row: Vec<Option<usize>> =
            starts.iter().map(|start| start.and_then(|start| begins.binary_search(&start).ok())).collect();
        let mut groups =
            Self { unit, periods: begins.iter().map(|&start| empty_period(start, unit)).collect(), of_row };
        groups.fill(documents);
        groups
    }

    /// The same periods without some of the rows.
    pub fn without(&self, documents: &[Described], out: impl Fn(usize) -> bool) -> Self {
        let mut groups = self.clone();
        for period in &mut groups.periods {
            *period = Period { documents: 0, words: 0, sources: 0, partial: false, ..std::mem::take(period) };
        }
        groups.of_row.iter_mut().enumerate().filter(|(row, _)| out(*row)).for_each(|(_, period)| *period = None);
        groups.fill(documents);
        groups
    }

    /// Counts documents, words and sources of each period, and marks ends that the corpus does not fill.
    fn fill(&mut self, documents: &[Described]) {
        let mut sources = vec![std::collections::BTreeSet::new(); self.periods.len()];
        for (document, period) in documents.iter().zip(&self.of_row) {
            if let Some(period) = *period {
                self.periods[period].documents += 1;
                self.periods[period].words += document.words;
                sources[period].extend(document.source.as_deref());
            }
        }
        for (period, sources) in self.periods.iter_mut().zip(&sources) {
            period.sources = sources.len();
        }
        self.mark_partial(documents);
    }

    /// The first and last period are partial if a quarter of them lies outside the corpus; only told where documents
    /// are so dense that it means something.
    fn mark_partial(&mut self, documents: &[Described]) {
        let inside = || documents.iter().zip(&self.of_row).filter(|(_, period)| period.is_some());
        let dates = || inside().filter_map(|(document, _)| document.dated.as_ref());
        let (Some(first), Some(last)) = (dates().map(|d| d.first).min(), dates().map(|d| d.last).max()) else { return };
        let dense = inside().count() >= 10 * self.periods.len();
        let length = |period: &Period| (day_number(&period.last) - day_number(&period.first) + 1.0).max(1.0);
        let count = self.periods.len();
        if dense && count > 1 {
            let head = &mut self.periods[0];
            head.partial = (day(first) - day_number(&head.first)) / length(head) > 0.25;
            let tail = &mut self.periods[count - 1];
            tail.partial = (day_number(&tail.last) - day(last)) / length(tail) > 0.25;
        }
    }

    /// The period boundary that halves the dated documents best; `None` with fewer than two periods that have any.
    pub fn contrast(&self) -> Option<Contrast> {
        let total: usize = self.periods.iter().map(|period| period.documents).sum();
        let mut before = 0;
        let mut best: Option<(usize, usize)> = None;
        for split in 1..self.periods.len() {
            before += self.periods[split - 1].documents;
            let balance = before.min(total - before);
            if balance > 0 && best.is_none_or(|(most, _)| balance > most) {
                best = Some((balance, split));
            }
        }
        let split = best?.1;
        Some(Contrast { split, earlier: self.span(0..split), later: self.span(split..self.periods.len()) })
    }

    fn span(&self, range: std::ops::Range<usize>) -> Span {
        let filled: Vec<&Period> = self.periods[range].iter().filter(|period| period.documents > 0).collect();
        let label = match filled.as_slice() {
            [] => String::new(),
            [only] => only.label.clone(),
            [first, .., last] if first.label.contains('-') => format!("{} to {}", first.label, last.label),
            [first, .., last] => format!("{}\u{2013}{}", first.label, last.label),
        };
        Span {
            label,
            documents: filled.iter().map(|period| period.documents).sum(),
            words: filled.iter().map(|period| period.words).sum(),
        }
    }

    /// Rows of the earlier (false) or later (true) span.
    pub fn rows_of_span(&self, split: usize, later: bool) -> Vec<usize> {
        let inside = |period: &Option<usize>| period.is_some_and(|period| (period >= split) == later);
        (0..self.of_row.len()).filter(|&row| inside(&self.of_row[row])).collect()
    }

    /// Rows of each period.
    pub fn rows(&self) -> Vec<Vec<usize>> {
        let mut rows = vec![Vec::new(); self.periods.len()];
        for (row, period) in self.of_row.iter().enumerate() {
            if let Some(period) = *period {
                rows[period].push(row);
            }
        }
        rows
    }
}

/// The middle of a date's interval in days since 1970-01-01.
pub fn middle(dated: &crate::ingest::Dated) -> f64 {
    (day(dated.first) + day(dated.last)) / 2.0
}

/// Days since 1970-01-01.
pub fn day(date: Date) -> f64 {
    let epoch = jiff::civil::date(1970, 1, 1);
    epoch.until(date).map(|span| f64::from(span.get_days())).unwrap_or_default()
}

fn day_number(iso: &str) -> f64 {
    iso.parse().map(day).unwrap_or_default()
}

/// The first day of the document's period, if its whole date lies in one.
fn start_of_document(document: &Described, unit: PeriodChoice) -> Option<Date> {
    let dated = document.dated.as_ref()?;
    let start = start_of(dated.first, unit);
    (start == start_of(dated.last, unit)).then_some(start)
}

/// The first day of the period that holds a day. Weeks begin on Monday (ISO 8601).
fn start_of(date: Date, unit: PeriodChoice) -> Date {
    use jiff::civil::date as civil;
    match unit {
        PeriodChoice::Day => date,
        PeriodChoice::Week => {
            let back = i64::from(date.weekday().to_monday_zero_offset());
            date.checked_sub(back.days()).unwrap_or(date)
        }
        PeriodChoice::Month => date.first_of_month(),
        PeriodChoice::Quarter => civil(date.year(), (date.month() - 1) / 3 * 3 + 1, 1),
        PeriodChoice::Auto | PeriodChoice::Year => civil(date.year(), 1, 1),
        PeriodChoice::Decade => civil(date.year().div_euclid(10) * 10, 1, 1),
    }
}

/// The first day of the next period; `None` at the end of the calendar.
fn next(start: Date, unit: PeriodChoice) -> Option<Date> {
    let span = match unit {
        PeriodChoice::Day => 1.day(),
        PeriodChoice::Week => 7.days(),
        PeriodChoice::Month => 1.month(),
        PeriodChoice::Quarter => 3.months(),
        PeriodChoice::Auto | PeriodChoice::Year => 1.year(),
        PeriodChoice::Decade => 10.years(),
    };
    start.checked_add(span).ok()
}

fn empty_period(start: Date, unit: PeriodChoice) -> Period {
    let last = next(start, unit).and_then(|next| next.yesterday().ok()).unwrap_or(start);
    Period {
        label: label(start, unit),
        first: start.to_string(),
        last: last.to_string(),
        day: (day(start) + day(last)) / 2.0,
        ..Period::default()
    }
}

fn label(start: Date, unit: PeriodChoice) -> String {
    match unit {
        PeriodChoice::Day => start.to_string(),
        PeriodChoice::Week => {
            let week = start.iso_week_date();
            format!("{}-W{:02}", week.year(), week.week())
        }
        PeriodChoice::Month => format!("{}-{:02}", start.year(), start.month()),
        PeriodChoice::Quarter => format!("{}-Q{}", start.year(), (start.month() - 1) / 3 + 1),
        PeriodChoice::Auto | PeriodChoice::Year => start.year().to_string(),
        PeriodChoice::Decade => format!("{}s", start.year()),
    }
}

/// The name of a unit as in the configuration.
pub fn unit_name(unit: PeriodChoice) -> &'static str {
    match unit {
        PeriodChoice::Auto => "auto",
        PeriodChoice::Day => "day",
        PeriodChoice::Week => "week",
        PeriodChoice::Month => "month",
        PeriodChoice::Quarter => "quarter",
        PeriodChoice::Year => "year",
        PeriodChoice::Decade => "decade",
    }
}

/// The finest unit in which nearly all dates fit, at most a third of the periods are empty, at least four are not, and
/// the typical one has 8 documents (the least for an interval). Where no unit does, 3 documents, and failing that the
/// coarsest unit that still gives two periods. Documents far apart from all others have no say, unless their periods would
/// be too many.
fn pick(documents: &[Described]) -> PeriodChoice {
    use PeriodChoice::{Day, Decade, Month, Quarter, Week, Year};
    let usual = super::outlying::usual(documents);
    let units = [Day, Week, Month, Quarter, Year, Decade].into_iter();
    let held = |unit: &PeriodChoice| periods_between(documents, *unit) <= MOST_WITH_GAPS;
    let tried: Vec<Trial> = units.filter(held).filter_map(|unit| Trial::of(&usual, unit)).collect();
    let with = |least: usize| tried.iter().find(|trial| trial.typical >= least && trial.filled > 3);
    let coarsest = || tried.iter().rev().find(|trial| trial.filled > 1);
    with(8).or_else(|| with(3)).or_else(coarsest).map_or(if held(&Year) { Year } else { Decade }, |trial| trial.unit)
}

/// Periods from the first date to the last, about.
fn periods_between(documents: &[Described], unit: PeriodChoice) -> usize {
    let dated = || documents.iter().filter_map(|document| document.dated.as_ref());
    let (Some(first), Some(last)) = (dated().map(|d| d.first).min(), dated().map(|d| d.last).max()) else { return 0 };
    let start = start_of(first, unit);
    let length = next(start, unit).map_or(1.0, |next| (day(next) - day(start)).max(1.0));
    ((day(last) - day(start)) / length) as usize + 1
}

struct Trial {
    unit: PeriodChoice,
    /// Median number of documents in a period that has any.
    typical: usize,
    /// Periods that have any.
    filled: usize,
}

impl Trial {
    fn of(documents: &[&Described], unit: PeriodChoice) -> Option<Self> {
        let dated = documents.iter().filter(|document| document.dated.is_some()).count();
        let mut counts = std::collections::BTreeMap::<Date, usize>::new();
        for start in documents.iter().filter_map(|document| start_of_document(document, unit)) {
            *counts.entry(start).or_default() += 1;
        }
        let (first, last) = (*counts.keys().next()?, *counts.keys().next_back()?);
        let length = (day(next(first, unit)?) - day(first)).max(1.0);
        let periods = ((day(last) - day(first)) / length).round() as usize + 1;
        let placed: usize = counts.values().sum();
        let mut sizes: Vec<usize> = counts.into_values().collect();
        sizes.sort_unstable();
        let fits = placed * 10 >= dated * 9 && periods <= MOST_PERIODS && sizes.len() * 3 >= periods * 2;
        fits.then(|| Self { unit, typical: sizes[sizes.len() / 2], filled: sizes.len() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{Dated, EvidenceKind, Precision};

    fn document(first: &str, last: &str) -> Described {
        let dated = Dated {
            first: first.parse().unwrap(),
            last: last.parse().unwrap(),
            precision: Precision::Day,
            evidence: EvidenceKind::Field,
            characters: first.into(),
            place: String::new(),
        };
        Described { dated: Some(dated), words: 100, ..Described::default() }
    }

    fn labels(groups: &Groups) -> Vec<&str> {
        groups.periods.iter().map(|period| period.label.as_str()).collect()
    }

    #[test]
    fn periods_run_without_gaps() {
        let documents = [document("2023-11-10", "2023-11-10"), document("2024-02-01", "2024-02-01")];
        let by = |unit| Groups::of(&documents, unit);
        assert_eq!(labels(&by(PeriodChoice::Month)), ["2023-11", "2023-12", "2024-01", "2024-02"]);
        assert_eq!(labels(&by(PeriodChoice::Quarter)), ["2023-Q4", "2024-Q1"]);
        assert_eq!(labels(&by(PeriodChoice::Decade)), ["2020s"]);
        assert_eq!(labels(&by(PeriodChoice::Week))[0], "2023-W45");
        assert_eq!(by(PeriodChoice::Month).of_row, [Some(0), Some(3)]);
    }

    #[test]
    fn an_interval_needs_a_period_that_holds_it_whole() {
        let documents = [document("2025-01-21", "2025-12-31"), document("2023-05-01", "2023-05-01")];
        assert_eq!(Groups::of(&documents, PeriodChoice::Year).of_row, [Some(2), Some(0)]);
        assert_eq!(Groups::of(&documents, PeriodChoice::Month).of_row, [None, Some(0)]);
    }

    #[test]
    fn the_split_halves_the_documents() {
        let documents: Vec<Described> = ["2018", "2019", "2019", "2021", "2021", "2022"]
            .map(|y| document(&format!("{y}-03-01"), &format!("{y}-03-01")))
            .into();
        let contrast = Groups::of(&documents, PeriodChoice::Year).contrast().unwrap();
        assert_eq!((contrast.split, contrast.earlier.documents, contrast.later.documents), (2, 3, 3));
        assert_eq!((contrast.earlier.label.as_str(), contrast.later.label.as_str()), ("2018–2019", "2021–2022"));
    }

    #[test]
    fn nothing_dated_gives_no_periods() {
        let groups = Groups::of(&[Described::default()], PeriodChoice::Auto);
        assert!(groups.periods.is_empty() && groups.contrast().is_none());
    }
}
