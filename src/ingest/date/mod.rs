//! When a document was published: reads dates in fields, metadata, headings, bylines and file names, and weighs them.

mod months;
mod place;
mod rest;
mod scan;

pub(crate) use place::{byline, head, heading, is_byline, label, labelled};
pub(crate) use rest::{file_name, folder, hint, of_year};
pub(crate) use scan::{Order, When, impossible};

use super::{Dated, EvidenceKind, Precision};
use jiff::civil::Date;
use jiff::{Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// A date that may still wait for the corpus to tell day from month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Candidate {
    pub when: When,
    pub evidence: EvidenceKind,
    pub characters: String,
    /// Where the characters stand: the name of a field, or the byte of the text.
    pub place: String,
}

impl Candidate {
    /// The date, with `order` for one that is undecided.
    pub fn settle(self, order: Option<Order>) -> Option<Dated> {
        let (first, last, precision) = match (self.when, order) {
            (When::Known { first, last, precision, .. }, _) => (first, last, precision),
            (When::Undecided { day_first, .. }, Some(Order::DayFirst)) => (day_first, day_first, Precision::Day),
            (When::Undecided { month_first, .. }, Some(Order::MonthFirst)) => {
                (month_first, month_first, Precision::Day)
            }
            (When::Undecided { .. }, None) => return None,
        };
        let Self { evidence, characters, place, .. } = self;
        Some(Dated { first, last, precision, evidence, characters, place })
    }

    /// The candidate unless it lies after the latest day that is possible; of two days, one may be.
    pub fn until(mut self, latest: Option<Date>) -> Option<Self> {
        let Some(latest) = latest else { return Some(self) };
        let known = |date| When::Known { first: date, last: date, precision: Precision::Day, order: None };
        match self.when {
            When::Known { first, .. } if first > latest => return None,
            When::Undecided { day_first, month_first } => match (day_first > latest, month_first > latest) {
                (true, true) => return None,
                (true, false) => self.when = known(month_first),
                (false, true) => self.when = known(day_first),
                (false, false) => {}
            },
            When::Known { .. } => {}
        }
        Some(self)
    }

    /// Whether it is exact to the year only.
    pub fn is_year(&self) -> bool {
        self.when.precision() == Precision::Year
    }

    /// The candidate with the place where it stands.
    pub fn at(mut self, place: impl Into<String>) -> Self {
        self.place = place.into();
        self
    }
}

/// What the corpus has shown so far about the order of day and month.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Votes {
    day_first: u64,
    month_first: u64,
}

impl Votes {
    /// Counts what this date shows.
    pub fn add(&mut self, when: &When) {
        match when {
            When::Known { order: Some(Order::DayFirst), .. } => self.day_first += 1,
            When::Known { order: Some(Order::MonthFirst), .. } => self.month_first += 1,
            _ => {}
        }
    }

    /// The order that at least nine of ten telling dates agree on.
    pub fn order(self) -> Option<Order> {
        if self.day_first > 9 * self.month_first {
            Some(Order::DayFirst)
        } else if self.month_first > 9 * self.day_first {
            Some(Order::MonthFirst)
        } else {
            None
        }
    }
}

/// The dates in a text that are exact to the month or better: their bytes, and the days that they mean in ISO form (the
/// very characters where day and month cannot be told apart).
pub fn written(text: &str) -> Vec<(Range<usize>, String)> {
    let label = |found: &scan::Found| match found.when {
        When::Undecided { .. } => text[found.span.clone()].to_owned(),
        When::Known { first, last, .. } if first == last => first.to_string(),
        When::Known { first, precision: Precision::Month, .. } => first.strftime("%Y-%m").to_string(),
        When::Known { first, last, .. } => format!("{first}/{last}"),
    };
    scan::find(text).into_iter().map(|found| (found.span.clone(), label(&found))).collect()
}

/// Reads a value that should be a date and nothing else: a table's field, front matter, metadata.
/// A day may be followed by a time; numbers may be a year or seconds or milliseconds since 1970.
pub(crate) fn value(text: &str, evidence: EvidenceKind) -> Option<Candidate> {
    let text = text.trim();
    let when = number(text).or_else(|| expression(text)).or_else(|| short_year(text))?;
    Some(Candidate { when, evidence, characters: text.to_owned(), place: String::new() })
}

/// A number alone: a year, or an epoch time in seconds (9, 10 digits) or milliseconds (12, 13 digits).
fn number(text: &str) -> Option<When> {
    let whole =
        text.split_once('.').map_or(text, |(whole, zeros)| if zeros.bytes().all(|b| b == b'0') { whole } else { text });
    if whole.is_empty() || !whole.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    match whole.len() {
        4 => When::year(whole.parse().ok()?),
        9 | 10 => epoch(whole.parse().ok()?),
        12 | 13 => epoch(whole.parse::<i64>().ok()?.div_euclid(1000)),
        _ => None,
    }
}

fn epoch(seconds: i64) -> Option<When> {
    let date: Date = Timestamp::from_second(seconds).ok()?.to_zoned(TimeZone::UTC).date();
    scan::day(date.year(), date.month(), date.day())?;
    Some(When::Known { first: date, last: date, precision: Precision::Day, order: None })
}

/// A date with nothing before it but a weekday, and nothing after it but a time (for a day) or nothing at all.
fn expression(text: &str) -> Option<When> {
    if text.len() > 200 {
        return None;
    }
    let found = scan::find(text).into_iter().next()?;
    let before = scan::tokens(&text[..found.span.start]);
    let after = &text[found.span.end..];
    let fits = if found.when.precision() == Precision::Day { is_time(after) } else { after.trim().is_empty() };
    let weekday = before.iter().all(|token| !token.is_word() || months::is_weekday(token.text));
    (weekday && before.len() <= 3 && fits).then_some(found.when)
}

/// A day with a year of two digits, and nothing after it but a time; read in fields only, and only where one reading
/// is possible.
fn short_year(text: &str) -> Option<When> {
    if text.len() > 60 {
        return None;
    }
    let (when, end) = scan::short_year(text)?;
    is_time(&text[end..]).then_some(when)
}

/// Words of a time; zones are known by their capitals.
const TIME_WORDS: [&str; 16] =
    ["t", "z", "am", "pm", "a", "p", "m", "at", "um", "uhr", "h", "à", "alle", "ore", "las", "hrs"];

/// Whether the rest behind a day is a time with its zone: `T02:24:00+05:30[Europe/Berlin]`, `, 02:24 IST`, `(Tuesday)`.
fn is_time(rest: &str) -> bool {
    let rest = rest.split_once('[').map_or(rest, |(rest, _zone)| rest);
    let is_known = |word: &str| {
        let zone = word.len() <= 5 && word.chars().all(|c| c.is_ascii_uppercase());
        zone || TIME_WORDS.contains(&word.to_lowercase().as_str()) || months::is_weekday(word)
    };
    rest.len() <= 60 && scan::tokens(rest).iter().all(|token| !token.is_word() || is_known(token.text))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The value's first day and precision.
    fn read(text: &str) -> Option<(String, Precision)> {
        let dated = value(text, EvidenceKind::Field)?.settle(None)?;
        Some((dated.first.to_string(), dated.precision))
    }

    #[test]
    fn values_are_read_whole() {
        let day = |text: &str| Some((text.to_owned(), Precision::Day));
        assert_eq!(read("2023-10-24T02:24:00.000Z"), day("2023-10-24"));
        assert_eq!(read("Tue, 24 Oct 2023 02:24:00 +0530"), day("2023-10-24"));
        assert_eq!(read("2023-10-24 02:24:00+02:00[Europe/Berlin]"), day("2023-10-24"));
        assert_eq!(read("1698112345"), day("2023-10-24"));
        assert_eq!(read("1698112345000"), day("2023-10-24"));
        assert_eq!(read("20231024"), day("2023-10-24"));
        assert_eq!(read("1999"), Some(("1999-01-01".into(), Precision::Year)));
        assert_eq!(read("1999.0"), Some(("1999-01-01".into(), Precision::Year)));
        assert_eq!(read("24-OCT-97 12:00"), day("1997-10-24"));
        assert_eq!(read("Oct 24, '07"), day("2007-10-24"));
        assert_eq!(read("24.10.07"), day("2007-10-24"));
        assert_eq!(read("10/24/97"), day("1997-10-24"));
        assert_eq!(read("2023-11"), Some(("2023-11-01".into(), Precision::Month)));
        assert_eq!(read("2025-01-21/2025-12-31"), Some(("2025-01-21".into(), Precision::Interval)));
    }

    #[test]
    fn values_that_only_hold_a_date_are_refused() {
        for text in [
            "",
            "soon",
            "in June 2023 he said",
            "2021/22",
            "12345",
            "9999",
            "3.14",
            "03/04/05",
            "3 Mar 45",
            "24 October 2023 meeting of ministers",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn dates_after_the_latest_day_are_refused() {
        let latest = Some(Date::constant(2024, 1, 31));
        let until = |text: &str| value(text, EvidenceKind::Field)?.until(latest)?.settle(None);
        assert_eq!(until("2024-02-01"), None);
        assert_eq!(until("2024"), value("2024", EvidenceKind::Field).unwrap().settle(None), "it has begun");
        assert_eq!(until("02/01/2024").unwrap().first.to_string(), "2024-01-02", "the other day is to come");
        assert_eq!(until("03/04/2024"), None);
    }

    #[test]
    fn the_corpus_decides_the_order_of_day_and_month() {
        let undecided = value("03/04/2025", EvidenceKind::Field).unwrap();
        assert_eq!(undecided.clone().settle(None), None);
        let mut votes = Votes::default();
        votes.add(&value("26/04/2025", EvidenceKind::Field).unwrap().when);
        assert_eq!(undecided.clone().settle(votes.order()).unwrap().first.to_string(), "2025-04-03");
        votes.add(&value("04/26/2025", EvidenceKind::Field).unwrap().when);
        assert_eq!(undecided.settle(votes.order()), None, "contradicting evidence decides nothing");
    }
}
