//! Dates, spans of dates and times of the day.

use super::vocabulary::{self, currency};
use super::{Fact, FactKind, Reader, digits, words_of};
use crate::compare::units::Word;
use crate::ingest;
use std::collections::BTreeSet;
use std::ops::Range;

/// Months that a day may stand beside; short forms are read where a year is told, too.
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl Reader<'_> {
    /// Dates that are exact to the month, days without a year, times, then years: a word belongs to one of them.
    pub fn dates(&self) -> Vec<Fact> {
        let mut found = self.full_dates();
        for read in [Self::day, Self::time, Self::years] {
            let taken = words_of(&found);
            let mut at = 0;
            while at < self.unit.words.len() {
                let free = |fact: &Fact| fact.words.clone().all(|word| !taken.contains(&word));
                let fact = read(self, at, &taken).filter(free);
                at = fact.as_ref().map_or(at + 1, |fact| fact.words.end);
                found.extend(fact);
            }
        }
        found
    }

    fn full_dates(&self) -> Vec<Fact> {
        let start = self.unit.place.start;
        let fact = |(span, key): (Range<usize>, String)| {
            let bytes = start + span.start..start + span.end;
            let inside = |word: &Word| word.place.start < bytes.end && word.place.end > bytes.start;
            let first = self.unit.words.iter().position(inside)?;
            let last = self.unit.words.iter().rposition(inside)?;
            Some(self.fact(FactKind::Date, key, first..last + 1, bytes))
        };
        ingest::dates_in(&self.text[self.unit.place.clone()]).into_iter().filter_map(fact).collect()
    }

    /// A day without a year, as "August 26" or "26 August", or some days, as "26-28 August".
    fn day(&self, at: usize, taken: &BTreeSet<usize>) -> Option<Fact> {
        let is_month = |at: usize| MONTHS.contains(&self.word(at)) && !taken.contains(&at);
        let number = |at: usize| {
            let digits = self.lower(at);
            let digits = digits.trim_end_matches(char::is_alphabetic);
            digits.parse::<u8>().is_ok_and(|day| (1..=31).contains(&day)).then(|| digits.to_owned())
        };
        // Days that a dash or "to" joins: the words they take, and their name.
        let days = |at: usize| -> Option<(usize, String)> {
            let first = number(at)?;
            let dash = matches!(self.before(at + 1), "-" | "\u{2013}");
            let next = if dash { 1 } else { 2 };
            match number(at + next).filter(|_| dash || self.lower(at + 1) == "to") {
                Some(last) => Some((next + 1, format!("{first}\u{2013}{last}"))),
                None => Some((1, first)),
            }
        };
        let (month, (count, day)) = if is_month(at) && !is_month(at + 1) {
            (at, days(at + 1)?)
        } else {
            let (count, day) = days(at)?;
            (Some(at + count).filter(|&month| is_month(month))?, (count, day))
        };
        let place = if month == at { at + 1 } else { month };
        if self.before(place) != " " {
            return None;
        }
        let words = at..at + count + 1;
        let key = format!("{} {day}", self.lower(month));
        Some(self.fact(FactKind::Date, key, words.clone(), self.bytes(&words)))
    }

    /// "14:30", "9:05:30", "2.30 pm", "5 p.m.": compared by the clock of 24 hours.
    fn time(&self, at: usize, _: &BTreeSet<usize>) -> Option<Fact> {
        if !digits::begins(self.word(at)) || self.before(at).ends_with([':', '.', ',', '-']) {
            return None;
        }
        let (clock, end, suffix) = self.clock(at)?;
        let half = |word: &str| match word {
            "am" | "a.m" => Some(false),
            "pm" | "p.m" => Some(true),
            _ => None,
        };
        let attached = half(&suffix);
        let apart = half(&self.lower(end)).filter(|_| suffix.is_empty() && self.before(end).trim().is_empty());
        let afternoon = attached.or(apart);
        // Without a word for the half of the day only a colon makes a time: "2.30" is a number.
        let whole = clock.len() > 1 && self.before(at + 1) == ":";
        if afternoon.is_none() && (!whole || !suffix.is_empty()) || afternoon.is_some() && clock[0] > 12 {
            return None;
        }
        let hour = afternoon.map_or(clock[0], |afternoon| clock[0] % 12 + if afternoon { 12 } else { 0 });
        let words = at..end + usize::from(apart.is_some());
        let mut bytes = self.bytes(&words);
        let marked = self.text[bytes.clone()].ends_with(".m") && self.text[bytes.end..].starts_with('.');
        bytes.end += usize::from(marked);
        let rest: Vec<String> = clock[1..].iter().map(|part| format!(":{part:02}")).collect();
        let rest = if rest.is_empty() { ":00".to_owned() } else { rest.concat() };
        Some(self.fact(FactKind::Time, format!("{hour:02}{rest}"), words, bytes))
    }

    /// Hour, and minute and second where they are told; the word after them, and what is written at once behind.
    fn clock(&self, at: usize) -> Option<(Vec<u32>, usize, String)> {
        let two = |digits: &str, most: u32| {
            let value = digits.parse::<u32>().ok().filter(|value| *value <= most)?;
            (digits.len() == 2).then_some(value)
        };
        let (first, suffix) = digits::split(self.word(at));
        let (hour, minute) = first.split_once('.').unwrap_or((first.as_str(), ""));
        let hour = hour.parse::<u32>().ok().filter(|value| *value <= 24 && hour.len() <= 2)?;
        if !minute.is_empty() {
            return Some((vec![hour, two(minute, 59)?], at + 1, suffix.to_lowercase()));
        }
        let mut clock = vec![hour];
        let mut suffix = suffix;
        while clock.len() < 3 && suffix.is_empty() && self.before(at + clock.len()) == ":" {
            let (digits, rest) = digits::split(self.word(at + clock.len()));
            let Some(part) = two(&digits, 59) else { break };
            clock.push(part);
            suffix = rest;
        }
        let end = at + clock.len();
        Some((clock, end, suffix.to_lowercase()))
    }

    /// A year, or some years: "2019", "2019-2021", "2023/24", "the 1990s".
    fn years(&self, at: usize, _: &BTreeSet<usize>) -> Option<Fact> {
        if !self.is_year(at) {
            return None;
        }
        let short = |at: usize| self.word(at).len() == 2 && self.word(at).bytes().all(|byte| byte.is_ascii_digit());
        let joined = matches!(self.before(at + 1), "-" | "\u{2013}" | "/") && (self.is_year(at + 1) || short(at + 1));
        let words = at..at + 1 + usize::from(joined);
        let key = match joined {
            true => format!("{}\u{2013}{}", self.word(at), self.word(at + 1)),
            false => self.word(at).into(),
        };
        Some(self.fact(FactKind::Date, key, words.clone(), self.bytes(&words)))
    }

    /// Four digits that can be a year and count nothing; a decade.
    fn is_year(&self, at: usize) -> bool {
        let word = self.word(at);
        let next = self.lower(at + 1);
        let gap = self.before(at + 1).trim_start();
        let scaled = vocabulary::scale(&next).is_some() || vocabulary::unit(self.word(at + 1)).is_some();
        let counts = gap.starts_with('%') || gap.is_empty() && scaled || currency(&next).is_some();
        let money = self.before(at).ends_with(['$', '\u{20ac}', '\u{a3}', '\u{20b9}', '\u{a5}']);
        let digits = word.strip_suffix('s').unwrap_or(word);
        digits.len() == 4 && !counts && !money && digits.parse::<u16>().is_ok_and(|year| (1500..=2100).contains(&year))
    }
}
