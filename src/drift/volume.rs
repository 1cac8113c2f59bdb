//! How many documents were written when, for a calendar: by day where the corpus is short, by month or year where it is long.

use super::findings::Volume;
use super::study::Study;
use crate::ingest::{Dated, Precision};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Longest corpora that are counted by day and by month: eight years, and a century.
const MOST_DAYS: i32 = 8 * 366;
const MOST_MONTHS: i32 = 1_200;
/// More years than this are no calendar.
const MOST_YEARS: i32 = 2_000;
/// A unit is taken if at least this share of the dates is as exact, and if not more than so many units lie empty for each
/// document: a calendar of gaps says nothing.
const EXACT: f64 = 0.9;
const MOST_EMPTY: i64 = 5;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Unit {
    Day,
    Month,
    Year,
}

/// Counts of the dated documents; `None` without any.
pub fn of(study: &Study) -> Option<Volume> {
    let dated: Vec<&Dated> = (study.documents.iter().zip(&study.groups.of_row))
        .filter(|(_, period)| period.is_some())
        .filter_map(|(document, _)| document.dated.as_ref())
        .collect();
    let unit = unit(&dated)?;
    let mut counts = BTreeMap::<i32, u32>::new();
    for day in dated.iter().filter(|dated| is_exact(dated, unit)).map(|dated| dated.first) {
        *counts.entry(number(day, unit)).or_default() += 1;
    }
    let (first, last) = (*counts.keys().next()?, *counts.keys().next_back()?);
    let exact: u32 = counts.values().sum();
    let documents: Vec<u32> = (first..=last).map(|at| counts.get(&at).copied().unwrap_or(0)).collect();
    Some(Volume {
        unit: match unit {
            Unit::Day => "day",
            Unit::Month => "month",
            Unit::Year => "year",
        }
        .into(),
        first: start(first, unit)?.to_string(),
        longest_gap: longest_gap(&documents),
        documents,
        coarser: dated.len() - exact as usize,
    })
}

/// The finest unit in which the corpus is not too long and most dates are as exact.
fn unit(dated: &[&Dated]) -> Option<Unit> {
    let (first, last) = (dated.iter().map(|d| d.first).min()?, dated.iter().map(|d| d.first).max()?);
    let fits = |unit: Unit, most: i32| {
        let exact = dated.iter().filter(|dated| is_exact(dated, unit)).count();
        let units = number(last, unit) - number(first, unit) + 1;
        let dense = unit == Unit::Year || i64::from(units) <= MOST_EMPTY * exact as i64;
        units <= most && dense && exact as f64 >= EXACT * dated.len() as f64
    };
    [(Unit::Day, MOST_DAYS), (Unit::Month, MOST_MONTHS), (Unit::Year, MOST_YEARS)]
        .into_iter()
        .find(|&(unit, most)| fits(unit, most))
        .map(|(unit, _)| unit)
}

/// Where the longest run of zeros begins, and how long it is; the first of equals.
pub(super) fn longest_gap(documents: &[u32]) -> [usize; 2] {
    let (mut longest, mut from) = ([0, 0], 0);
    for (at, count) in documents.iter().enumerate() {
        if *count > 0 {
            from = at + 1;
        } else if at + 1 - from > longest[1] {
            longest = [from, at + 1 - from];
        }
    }
    longest
}

fn is_exact(dated: &Dated, unit: Unit) -> bool {
    match (dated.precision, unit) {
        (Precision::Day, _) | (Precision::Month, Unit::Month | Unit::Year) | (Precision::Year, Unit::Year) => true,
        (Precision::Interval, _) => number(dated.first, unit) == number(dated.last, unit),
        _ => false,
    }
}

/// Units since the year 0, days since 1970.
fn number(day: Date, unit: Unit) -> i32 {
    let (year, month) = (i32::from(day.year()), i32::from(day.month()));
    match unit {
        Unit::Day => day.duration_since(jiff::civil::date(1970, 1, 1)).as_hours().div_euclid(24) as i32,
        Unit::Month => 12 * year + month - 1,
        Unit::Year => year,
    }
}

/// First day of a unit.
fn start(number: i32, unit: Unit) -> Option<Date> {
    match unit {
        Unit::Day => jiff::civil::date(1970, 1, 1).checked_add(jiff::Span::new().days(number)).ok(),
        Unit::Month => Date::new(number.div_euclid(12) as i16, (number.rem_euclid(12) + 1) as i8, 1).ok(),
        Unit::Year => Date::new(number as i16, 1, 1).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_gap_is_found() {
        assert_eq!(longest_gap(&[1, 0, 2, 0, 0, 3, 0, 0, 1]), [3, 2]);
        assert_eq!(longest_gap(&[1, 2]), [0, 0]);
    }

    #[test]
    fn units_have_a_number_and_a_first_day() {
        for (day, unit, first) in [
            ("2024-02-29", Unit::Day, "2024-02-29"),
            ("1969-12-31", Unit::Day, "1969-12-31"),
            ("2024-02-29", Unit::Month, "2024-02-01"),
            ("1790-12-31", Unit::Year, "1790-01-01"),
        ] {
            let day: Date = day.parse().unwrap();
            assert_eq!(start(number(day, unit), unit).unwrap().to_string(), first);
        }
    }
}
