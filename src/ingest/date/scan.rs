//! Finds date expressions in text: which characters are a date, and which days they allow.

use super::months;
use crate::ingest::Precision;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::ops::{Range, RangeInclusive};

/// Years outside are refused: such a number is something else.
const YEARS: RangeInclusive<i16> = 1000..=2100;

/// The days that an expression allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum When {
    /// From the first to the last day. `day_first` tells what this date shows about the corpus's order of day and month.
    Known { first: Date, last: Date, precision: Precision, order: Option<Order> },
    /// `03/04/2025`: two days are possible.
    Undecided { day_first: Date, month_first: Date },
}

/// The order of day and month in dates written with numbers only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Order {
    DayFirst,
    MonthFirst,
}

/// A date expression: what it says and its bytes in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    pub when: When,
    pub span: Range<usize>,
}

impl When {
    pub(super) fn day(date: Date) -> Self {
        Self::Known { first: date, last: date, precision: Precision::Day, order: None }
    }

    /// A whole month.
    pub(super) fn month(year: i16, month: i8) -> Option<Self> {
        let first = day(year, month, 1)?;
        Some(Self::Known { first, last: first.last_of_month(), precision: Precision::Month, order: None })
    }

    /// A whole year.
    pub(super) fn year(year: i16) -> Option<Self> {
        let first = day(year, 1, 1)?;
        Some(Self::Known { first, last: first.last_of_year(), precision: Precision::Year, order: None })
    }

    /// How exact it is; an undecided date is one to the day.
    pub(super) fn precision(&self) -> Precision {
        match self {
            Self::Known { precision, .. } => *precision,
            Self::Undecided { .. } => Precision::Day,
        }
    }
}

/// A calendar day, if there is one and its year is plausible.
pub(super) fn day(year: i16, month: i8, day: i8) -> Option<Date> {
    if YEARS.contains(&year) { Date::new(year, month, day).ok() } else { None }
}

/// The characters that have the form of a day, year first (`2024-13-45`), and name none.
pub(crate) fn impossible(text: &str) -> Option<&str> {
    let tokens = tokens(text);
    (0..tokens.len()).filter(|&at| !glued(&tokens, at)).find_map(|at| {
        let mut cursor = Cursor { tokens: &tokens, at };
        let (year, month, number) = numbers_year_first(&mut cursor)?;
        day(year, month, number).is_none().then(|| &text[tokens[at].start..tokens[cursor.at - 1].end()])
    })
}

/// All dates in `text` that are exact to the month or better, in order, without overlaps.
pub(crate) fn find(text: &str) -> Vec<Found> {
    let tokens = tokens(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match date_at(&tokens, at) {
            Some((when, next)) => {
                found.push(Found { when, span: tokens[at].start..tokens[next - 1].end() });
                at = next;
            }
            None => at += 1,
        }
    }
    join_intervals(text, found)
}

/// `2025-01-21/2025-12-31`, "1 May 2020 to 3 May 2020": two dates with only such a mark between them are one interval.
fn join_intervals(text: &str, found: Vec<Found>) -> Vec<Found> {
    let mut joined: Vec<Found> = Vec::with_capacity(found.len());
    for next in found {
        let interval = joined.last().and_then(|last| interval(text, last, &next));
        match interval {
            Some(whole) => {
                joined.pop();
                joined.push(whole);
            }
            None => joined.push(next),
        }
    }
    joined
}

fn interval(text: &str, a: &Found, b: &Found) -> Option<Found> {
    let between = text[a.span.end..b.span.start].trim();
    if !["/", "-", "–", "—", "to", "bis", "..", "--", "until"].contains(&between) {
        return None;
    }
    match (a.when, b.when) {
        (When::Known { first, .. }, When::Known { last, .. }) if first <= last => Some(Found {
            when: When::Known { first, last, precision: Precision::Interval, order: None },
            span: a.span.start..b.span.end,
        }),
        _ => None,
    }
}

/// A run of digits, a run of letters, or one other character; white space is left out.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token<'a> {
    pub text: &'a str,
    pub start: usize,
}

impl Token<'_> {
    pub fn end(&self) -> usize {
        self.start + self.text.len()
    }

    fn is_number(&self) -> bool {
        self.text.as_bytes()[0].is_ascii_digit()
    }

    pub fn is_word(&self) -> bool {
        self.text.chars().next().is_some_and(char::is_alphabetic)
    }
}

/// Kinds of characters that stick together.
fn kind(character: char) -> u8 {
    match character {
        '年' | '月' | '日' | '년' | '월' | '일' => 3,
        c if c.is_ascii_digit() => 1,
        c if c.is_alphabetic() => 2,
        c if c.is_whitespace() => 0,
        _ => 3,
    }
}

/// Where tokens begin that may begin a day and month.
pub(super) fn starts(text: &str) -> impl Iterator<Item = usize> {
    let tokens = tokens(text);
    (0..tokens.len()).filter(|&at| !glued(&tokens, at)).map(|at| tokens[at].start).collect::<Vec<_>>().into_iter()
}

/// Cuts text into tokens.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens: Vec<Token<'_>> = Vec::new();
    let mut last_kind = 0;
    for (start, character) in text.char_indices() {
        let kind = kind(character);
        let end = start + character.len_utf8();
        match tokens.last_mut() {
            Some(last) if kind == last_kind && (kind == 1 || kind == 2) => last.text = &text[last.start..end],
            _ if kind != 0 => tokens.push(Token { text: &text[start..end], start }),
            _ => {}
        }
        last_kind = kind;
    }
    tokens
}

/// The date that begins at token `at`, and the token after it.
fn date_at(tokens: &[Token<'_>], at: usize) -> Option<(When, usize)> {
    if glued(tokens, at) {
        return None;
    }
    let forms: [fn(&mut Cursor<'_>) -> Option<When>; 10] = [
        year_month_day,
        days_name_year,
        ideographic,
        year_name_day,
        day_name_year,
        name_day_year,
        numbers_year_last,
        compact,
        year_month,
        name_year,
    ];
    forms.iter().find_map(|form| {
        let mut cursor = Cursor { tokens, at };
        let when = form(&mut cursor)?;
        Some((when, cursor.at))
    })
}

/// Whether token `at` follows a letter or digit without a gap, as the 1963 in `ed1963a`.
fn glued(tokens: &[Token<'_>], at: usize) -> bool {
    at > 0 && tokens[at - 1].end() == tokens[at].start && (tokens[at - 1].is_word() || tokens[at - 1].is_number())
}

/// A place in the tokens; each reading step moves it on.
struct Cursor<'a> {
    tokens: &'a [Token<'a>],
    at: usize,
}

impl Cursor<'_> {
    fn number(&mut self, digits: RangeInclusive<usize>) -> Option<i16> {
        let token = self.tokens.get(self.at)?;
        if !token.is_number() || !digits.contains(&token.text.len()) {
            return None;
        }
        self.at += 1;
        token.text.parse().ok()
    }

    fn small(&mut self) -> Option<i8> {
        i8::try_from(self.number(1..=2)?).ok()
    }

    /// A year of four digits that ends here: no fifth digit, no letter but the T of a time.
    fn year(&mut self) -> Option<i16> {
        let year = self.number(4..=4)?;
        YEARS.contains(&year).then_some(year)
    }

    /// A word that names a month, with or without a dot.
    fn month(&mut self) -> Option<i8> {
        let month = months::month(self.tokens.get(self.at)?.text)?;
        self.at += 1;
        self.skip(&["."]);
        Some(month)
    }

    /// Goes past any of these tokens.
    fn skip(&mut self, marks: &[&str]) {
        while self
            .tokens
            .get(self.at)
            .is_some_and(|token| marks.iter().any(|mark| mark.eq_ignore_ascii_case(token.text)))
        {
            self.at += 1;
        }
    }

    /// One of these tokens, which it returns.
    fn mark(&mut self, marks: &[&'static str]) -> Option<&'static str> {
        let token = self.tokens.get(self.at)?;
        let mark = marks.iter().find(|mark| **mark == token.text)?;
        self.at += 1;
        Some(mark)
    }

    /// Goes past `10:20:24 +0000 UTC` where a year follows, as in `Oct 10 20:19:24 +0000 2018`.
    fn skip_clock(&mut self) {
        let mut cursor = Cursor { tokens: self.tokens, at: self.at };
        if cursor.number(2..=2).is_none() || cursor.mark(&[":"]).is_none() || cursor.number(2..=2).is_none() {
            return;
        }
        let end = (cursor.at + 7).min(self.tokens.len());
        let year = (cursor.at..end).find(|&at| {
            self.tokens[at].is_number()
                && self.tokens[at].text.len() == 4
                && !["+", "-"].contains(&self.tokens[at - 1].text)
        });
        self.at = year.unwrap_or(self.at);
    }
}

/// `2023-10-24`, `2023/10/24`, `2023.10.24`, `2023_10_24`.
fn year_month_day(cursor: &mut Cursor<'_>) -> Option<When> {
    let (year, month, number) = numbers_year_first(cursor)?;
    Some(When::day(day(year, month, number)?))
}

/// Year, month and day with the same mark between them, possible or not.
fn numbers_year_first(cursor: &mut Cursor<'_>) -> Option<(i16, i8, i8)> {
    let year = cursor.year()?;
    let mark = cursor.mark(&["-", "/", ".", "_"])?;
    let month = cursor.small()?;
    cursor.mark(&[mark])?;
    Some((year, month, cursor.small()?))
}

/// `2022年9月24日` and the Korean form.
fn ideographic(cursor: &mut Cursor<'_>) -> Option<When> {
    let year = cursor.year()?;
    cursor.mark(&["年", "년"])?;
    let month = cursor.small()?;
    cursor.mark(&["月", "월"])?;
    let Some(number) = cursor.small() else { return When::month(year, month) };
    cursor.skip(&["日", "일"]);
    Some(When::day(day(year, month, number)?))
}

/// `2023 October 24`, `2023-Oct-24`.
fn year_name_day(cursor: &mut Cursor<'_>) -> Option<When> {
    let year = cursor.year()?;
    cursor.skip(&["-", ",", "/"]);
    let month = cursor.month()?;
    cursor.skip(&["-", "/"]);
    Some(When::day(day(year, month, cursor.small()?)?))
}

/// `24 October 2023`, `24th of Oct. 2023`, `24. Oktober 2023`, `1er janvier 2020`, `24 de octubre de 2023`, `9May2007`.
fn day_name_year(cursor: &mut Cursor<'_>) -> Option<When> {
    let number = cursor.small()?;
    cursor.skip(&["st", "nd", "rd", "th", "er", "º", "°", "."]);
    cursor.skip(&["of", "de", "-", "/", "_", "."]);
    let month = cursor.month()?;
    cursor.skip(&["de", "del", ",", "-", "/", "_"]);
    Some(When::day(day(cursor.year()?, month, number)?))
}

/// `5-7 January 2024`, `5 to 7 January 2024`: from the first day to the last.
fn days_name_year(cursor: &mut Cursor<'_>) -> Option<When> {
    let number = cursor.small()?;
    cursor.mark(&["-", "–", "—", "/", "to", "bis"])?;
    let When::Known { first: last, .. } = day_name_year(cursor)? else { return None };
    let first = day(last.year(), last.month(), number).filter(|first| *first < last)?;
    Some(When::Known { first, last, precision: Precision::Interval, order: None })
}

/// `October 24, 2023`, `Nov 10th, 2023`, `Oct 10 20:19:24 +0000 2018`.
fn name_day_year(cursor: &mut Cursor<'_>) -> Option<When> {
    let month = cursor.month()?;
    cursor.skip(&["-", "_"]);
    let number = cursor.small()?;
    cursor.skip(&["st", "nd", "rd", "th", ",", ".", "-", "_", "de"]);
    cursor.skip_clock();
    Some(When::day(day(cursor.year()?, month, number)?))
}

/// `26/08/2025`, `26.08.2025`, `26-08-2025`: with dots the day is first; else what is possible decides.
fn numbers_year_last(cursor: &mut Cursor<'_>) -> Option<When> {
    let a = cursor.small()?;
    let mark = cursor.mark(&["/", ".", "-"])?;
    let b = cursor.small()?;
    cursor.mark(&[mark])?;
    day_and_month_in(cursor.year()?, (a, b), mark)
}

/// What two numbers before a year mean.
fn day_and_month_in(year: i16, (a, b): (i8, i8), mark: &str) -> Option<When> {
    let known = |date, order| When::Known { first: date, last: date, precision: Precision::Day, order };
    match (day(year, b, a), day(year, a, b)) {
        (Some(date), _) if mark == "." => Some(When::day(date)),
        (Some(date), Some(other)) if date == other => Some(When::day(date)),
        (Some(day_first), Some(month_first)) => Some(When::Undecided { day_first, month_first }),
        (Some(date), None) => Some(known(date, Some(Order::DayFirst))),
        (None, Some(date)) if mark != "." => Some(known(date, Some(Order::MonthFirst))),
        _ => None,
    }
}

/// `20231110`, standing alone or before the T of a time.
fn compact(cursor: &mut Cursor<'_>) -> Option<When> {
    let token = *cursor.tokens.get(cursor.at)?;
    if !token.is_number() || token.text.len() != 8 {
        return None;
    }
    cursor.at += 1;
    let next = cursor.tokens.get(cursor.at);
    if next.is_some_and(|next| next.start == token.end() && next.is_word() && next.text != "T") {
        return None;
    }
    let (year, rest) = token.text.split_at(4);
    let (month, number) = rest.split_at(2);
    Some(When::day(day(year.parse().ok()?, month.parse().ok()?, number.parse().ok()?)?))
}

/// `2023-11`; not `2023-11-`, nor `2005-06-x`.
fn year_month(cursor: &mut Cursor<'_>) -> Option<When> {
    let year = cursor.year()?;
    cursor.mark(&["-"])?;
    let month = i8::try_from(cursor.number(2..=2)?).ok()?;
    let next = cursor.tokens.get(cursor.at);
    if next.is_some_and(|next| next.start == cursor.tokens[cursor.at - 1].end() && (next.text == "-" || next.is_word()))
    {
        return None;
    }
    When::month(year, month)
}

/// The day with a year of two digits at the beginning of a field, and where it ends.
pub(super) fn short_year(text: &str) -> Option<(When, usize)> {
    let tokens = tokens(text);
    let forms: [fn(&mut Cursor<'_>) -> Option<When>; 3] = [short_day_name, short_name_day, short_numbers];
    forms.iter().find_map(|form| {
        let mut cursor = Cursor { tokens: &tokens, at: 0 };
        let when = form(&mut cursor)?;
        Some((when, tokens[cursor.at - 1].end()))
    })
}

/// A year of two digits where only one century is possible without a clock: 1970 to 1999, 2000 to 2029.
fn century(year: i16) -> Option<i16> {
    match year {
        70..=99 => Some(1900 + year),
        0..=29 => Some(2000 + year),
        _ => None,
    }
}

impl Cursor<'_> {
    fn two_digits(&mut self) -> Option<i16> {
        self.skip(&["'", "’"]);
        self.number(2..=2)
    }
}

/// `24-OCT-97`, `24 Oct 97`.
fn short_day_name(cursor: &mut Cursor<'_>) -> Option<When> {
    let number = cursor.small()?;
    cursor.skip(&["-", ".", "/", "th", "st", "nd", "rd"]);
    let month = cursor.month()?;
    cursor.skip(&["-", ",", "/"]);
    Some(When::day(day(century(cursor.two_digits()?)?, month, number)?))
}

/// `Oct 24, '97`.
fn short_name_day(cursor: &mut Cursor<'_>) -> Option<When> {
    let month = cursor.month()?;
    let number = cursor.small()?;
    cursor.skip(&["th", "st", "nd", "rd", ","]);
    Some(When::day(day(century(cursor.two_digits()?)?, month, number)?))
}

/// `24.10.97`, `10/24/97`; with bars and lines the year might be first, and is no date where that gives a day, too.
fn short_numbers(cursor: &mut Cursor<'_>) -> Option<When> {
    let a = cursor.small()?;
    let mark = cursor.mark(&["/", ".", "-"])?;
    let b = cursor.small()?;
    cursor.mark(&[mark])?;
    let last = cursor.number(2..=2)?;
    let first = century(i16::from(a)).and_then(|year| day(year, b, i8::try_from(last).ok()?));
    if first.is_some() && mark != "." {
        return None;
    }
    day_and_month_in(century(last)?, (a, b), mark)
}

/// Reads a month and a day.
type DayOfMonth = fn(&mut Cursor<'_>) -> Option<(i8, i8)>;

/// The day and month at the beginning of a piece of text, without a year behind them, and where they end.
pub(super) fn day_and_month(text: &str) -> Option<(i8, i8, usize)> {
    let tokens = tokens(text);
    let name_day: DayOfMonth = |cursor| {
        let month = cursor.month()?;
        Some((month, cursor.small()?))
    };
    let day_name: DayOfMonth = |cursor| {
        let number = cursor.small()?;
        cursor.skip(&["st", "nd", "rd", "th", "er", "º", "."]);
        cursor.skip(&["of", "de"]);
        Some((cursor.month()?, number))
    };
    let forms: [DayOfMonth; 2] = [name_day, day_name];
    forms.iter().find_map(|form| {
        let mut cursor = Cursor { tokens: &tokens, at: 0 };
        let (month, number) = form(&mut cursor)?;
        cursor.skip(&["st", "nd", "rd", "th"]);
        // A leap year has every day.
        Date::new(2000, month, number).ok()?;
        Some((month, number, tokens[cursor.at - 1].end()))
    })
}

/// Whether a day stands before the month: as it made no date with it, there is none (`31 February 2024`).
fn behind_day(cursor: &Cursor<'_>) -> bool {
    let marks = ["st", "nd", "rd", "th", "of", "de"];
    let before = cursor.tokens[..cursor.at].iter().rev().find(|token| !marks.contains(&token.text));
    before.is_some_and(|token| token.is_number() && token.text.len() <= 2)
}

/// `November 2023`, `novembre de 2023`.
fn name_year(cursor: &mut Cursor<'_>) -> Option<When> {
    if behind_day(cursor) {
        return None;
    }
    let month = cursor.month()?;
    cursor.skip(&["de", "del", ",", "-", "_"]);
    When::month(cursor.year()?, month)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The dates in `text`, as ISO days, months, or intervals; undecided ones with a question mark.
    fn dates(text: &str) -> Vec<String> {
        find(text)
            .iter()
            .map(|found| match found.when {
                When::Known { first, precision: Precision::Day, .. } => first.to_string(),
                When::Known { first, precision: Precision::Month, .. } => first.to_string()[..7].to_owned(),
                When::Known { first, last, .. } => format!("{first}/{last}"),
                When::Undecided { day_first, month_first } => format!("{day_first}?{month_first}"),
            })
            .collect()
    }

    #[test]
    fn forms_of_a_day_are_read() {
        for text in [
            "2023-10-24",
            "2023-10-24T02:24:00+05:30",
            "24 October 2023",
            "October 24, 2023",
            "Tuesday, 24 October 2023, 02:24 IST",
            "Oct 24th, 2023",
            "24/10/2023",
            "10/24/2023",
            "24.10.2023",
            "20231024",
            "24. Oktober 2023",
            "24 octobre 2023",
            "24 de octubre de 2023",
            "24 ottobre 2023",
            "24 de outubro de 2023",
            "24-Oct-2023",
            "2023 October 24",
            "2023年10月24日",
            "24Oct2023Reid22",
            "Tue Oct 24 20:19:24 +0000 2023",
            "24th of October, 2023",
        ] {
            assert_eq!(dates(text), ["2023-10-24"], "{text}");
        }
    }

    #[test]
    fn coarser_and_undecided_forms_are_read() {
        assert_eq!(dates("2023-11"), ["2023-11"]);
        assert_eq!(dates("November 2023"), ["2023-11"]);
        assert_eq!(dates("5-7 January 2024"), ["2024-01-05/2024-01-07"]);
        assert_eq!(dates("2025-01-21/2025-12-31"), ["2025-01-21/2025-12-31"]);
        assert_eq!(dates("03/04/2025"), ["2025-04-03?2025-03-04"]);
        assert_eq!(dates("04/04/2025"), ["2025-04-04"]);
    }

    #[test]
    fn what_is_no_date_is_left_alone() {
        for text in [
            "d50a8ed1963a3211",
            "2250c2ab603346cc",
            "31/31/2025",
            "31 February 2024",
            "31st of February 2024",
            "2023-13-01",
            "10.1.2",
            "may 5",
            "0999-01-01",
        ] {
            assert_eq!(dates(text), Vec::<String>::new(), "{text}");
        }
    }
}
