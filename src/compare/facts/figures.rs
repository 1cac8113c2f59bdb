//! Numbers with their sign, scale and unit, alone or as a range: money, percentages, measures, places in an order.
//!
//! Like the dimensions of Duckling, a figure is one fact with a value, a unit and a kind ("$4.2 bn" is the value 4.2e9 in
//! dollars), so that what is compared are values: "8.2 billion dollars" is "$8,200 million". Units are not converted: who
//! writes 5,000 m for 5 km changes something that a reader sees.

use super::vocabulary::{self, currency};
use super::{Fact, FactKind, Reader, digits};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

/// Signs of percent: Latin, Arabic, full width.
const PERCENT: [char; 3] = ['%', '\u{66a}', '\u{ff05}'];
/// What joins the ends of a range.
const DASHES: [&str; 4] = ["-", "\u{2013}", "\u{2010}", "\u{2011}"];
/// Signs of a negative number; the en dash often stands for one.
const MINUS: [char; 3] = ['-', '\u{2212}', '\u{2013}'];

/// Words whose number a blank parts from the next: "page 12 345 people".
const COUNTED_OUT: [&str; 12] =
    ["article", "chapter", "day", "figure", "line", "no", "number", "page", "question", "room", "section", "table"];

/// Words beside which "one" is a pronoun.
const ONE_AFTER: [&str; 14] =
    ["another", "any", "each", "every", "no", "or", "same", "some", "than", "that", "the", "this", "what", "which"];
const ONE_BEFORE: [&str; 20] = [
    "after", "and", "another", "as", "at", "by", "can", "could", "day", "has", "in", "is", "may", "must", "of", "or",
    "should", "that", "was", "who",
];

/// A number as far as it counts something.
struct Figure {
    kind: FactKind,
    value: f64,
    /// "%", "$", "km"; empty for a bare number.
    unit: String,
    /// Plus or minus stands before it.
    around: bool,
    words: Range<usize>,
    bytes: Range<usize>,
}

/// A number as it is written: its value and scale, and the words of it.
struct Number {
    value: f64,
    end: usize,
    ordinal: bool,
    /// Unit written at once behind the digits: "5km".
    unit: Option<Cow<'static, str>>,
    /// Bytes before its first word that belong to it: the point of ".5".
    lead: usize,
}

impl Number {
    fn plain(value: f64, end: usize) -> Self {
        Self { value, end, ordinal: false, unit: None, lead: 0 }
    }
}

impl Reader<'_> {
    pub fn figures(&self, taken: &BTreeSet<usize>) -> Vec<Fact> {
        let mut facts = Vec::new();
        let mut at = 0;
        while at < self.unit.words.len() {
            let found = if taken.contains(&at) { None } else { self.figure(at, taken) };
            match found {
                Some(fact) => {
                    at = fact.words.end.max(at + 1);
                    facts.push(fact);
                }
                None => at += 1,
            }
        }
        facts
    }

    /// A figure at a word, with all that belongs to it.
    fn figure(&self, at: usize, taken: &BTreeSet<usize>) -> Option<Fact> {
        if self.is_item_number(at) || self.is_part_of_a_name(at) {
            return None;
        }
        if let Some(fact) = self.version(at).or_else(|| self.joined(at)) {
            return Some(fact);
        }
        let first = self.counted(at)?;
        match self.range_end(&first, taken) {
            Some(last) => {
                let unit = if last.unit.is_empty() { &first.unit } else { &last.unit };
                let kind = if last.unit.is_empty() { first.kind } else { last.kind };
                let key = keyed(&format!("{}\u{2013}{}", rounded(first.value), rounded(last.value)), unit);
                Some(self.fact(kind, key, first.words.start..last.words.end, first.bytes.start..last.bytes.end))
            }
            None => {
                let sign = if first.around { "\u{b1}" } else { "" };
                let number = format!("{sign}{}", rounded(first.value));
                Some(self.fact(first.kind, keyed(&number, &first.unit), first.words, first.bytes))
            }
        }
    }

    /// The number that begins an item of a list: it counts nothing, and moves with every item before it.
    fn is_item_number(&self, at: usize) -> bool {
        let mark = self.before(at + 1);
        // By the rules of sentences the number is often one of its own.
        let closes = mark.starts_with(". ") || mark.starts_with(") ") || matches!(mark, "." | ")");
        let alone = mark.len() == 1 && self.unit.words.len() > 1;
        at == 0 && closes && !alone && self.word(0).len() <= 3
    }

    /// "COVID-19", "F-16".
    fn is_part_of_a_name(&self, at: usize) -> bool {
        let earlier = at.checked_sub(1).map(|earlier| self.lower(earlier)).unwrap_or_default();
        let letters = earlier.chars().next_back().is_some_and(char::is_alphabetic);
        letters && self.before(at) == "-" && digits::begins(self.word(at)) && !vocabulary::is_number(&earlier)
    }

    fn version(&self, at: usize) -> Option<Fact> {
        let word = self.lower(at);
        let words = at..at + 1;
        let key = word.strip_prefix('v').unwrap_or(&word).to_owned();
        digits::is_version(&word).then(|| self.fact(FactKind::Version, key, words.clone(), self.bytes(&words)))
    }

    /// Numbers that a sign joins are one thing: "2+2 talks", "24/7", "3:2", "5\u{d7}10\u{2076}", "10^6".
    fn joined(&self, at: usize) -> Option<Fact> {
        let mut key = self.word(at).to_owned();
        let mut end = at + 1;
        if let Some((_, exponent)) = digits::scientific(&key) {
            let sign = self.before(end);
            let signed = matches!(sign, "-" | "+" | "\u{2212}") && digits::begins(self.word(end));
            if exponent.is_empty() && !signed {
                return None;
            }
            if exponent.is_empty() {
                key += &format!("{sign}{}", self.word(end));
                end += 1;
            }
            return Some(self.fact(FactKind::Number, key, at..end, self.bytes(&(at..end))));
        }
        if digits::is_product(&key) {
            return Some(self.fact(FactKind::Number, key, at..end, self.bytes(&(at..end))));
        }
        while digits::begins(self.word(at)) && end < self.unit.words.len() {
            let (gap, word) = (self.before(end), self.word(end));
            let is_sign = matches!(gap, "+" | "/" | ":" | "^" | "^-" | "\u{2044}") || gap.trim() == "\u{d7}";
            let exponent = digits::raised(word).filter(|_| matches!(gap, "" | "\u{207b}"));
            match exponent {
                Some(exponent) => key += &format!("^{}{exponent}", if gap.is_empty() { "" } else { "-" }),
                None if is_sign && digits::begins(word) => key += &format!("{}{word}", gap.trim()),
                None => break,
            }
            end += 1;
        }
        let words = at..end;
        (end > at + 1).then(|| self.fact(FactKind::Number, key, words.clone(), self.bytes(&words)))
    }

    /// The other end of a range: "4-5 km", "4 to 5 percent", "between 4 and 5".
    fn range_end(&self, first: &Figure, taken: &BTreeSet<usize>) -> Option<Figure> {
        let end = first.words.end;
        let earlier = first.words.start.checked_sub(1).map(|earlier| self.lower(earlier)).unwrap_or_default();
        let joins = match self.lower(end).as_str() {
            // "From 4 to 5" moves, and spans nothing.
            "to" => earlier != "from",
            "and" => earlier == "between",
            _ => false,
        };
        let next = end + usize::from(joins);
        let gap = self.text.get(first.bytes.end..self.unit.words.get(next)?.place.start)?;
        let dash = gap.trim().trim_end_matches(|c: char| currency(c.encode_utf8(&mut [0; 4])).is_some()).trim_end();
        if taken.contains(&next) || first.kind == FactKind::Ordinal || !joins && !DASHES.contains(&dash) {
            return None;
        }
        let last = self.counted(next).filter(|last| last.kind != FactKind::Ordinal)?;
        let rises = !joins || last.value > first.value;
        let alike = first.unit.is_empty() || last.unit.is_empty() && first.kind == FactKind::Money;
        (rises && (alike || first.unit == last.unit)).then_some(last)
    }

    /// A number at a word, with sign, scale and unit.
    fn counted(&self, at: usize) -> Option<Figure> {
        let number = self.number(at)?;
        let mut words = at..number.end;
        let mut bytes = self.bytes(&words);
        bytes.start -= number.lead;
        let mut found = Figure {
            around: false,
            kind: if number.ordinal { FactKind::Ordinal } else { FactKind::Number },
            value: number.value,
            unit: String::new(),
            words: words.clone(),
            bytes: bytes.clone(),
        };
        if number.ordinal {
            return Some(found);
        }
        if let Some((unit, begin, start)) = self.currency_before(at) {
            (found.kind, found.unit, words.start, bytes.start) = (FactKind::Money, unit, begin, start);
        } else if let Some(unit) = number.unit {
            (found.kind, found.unit) = (FactKind::Measure, unit.into_owned());
        } else if let Some((kind, unit, end, close)) = self.unit_after(number.end) {
            (found.kind, found.unit, words.end, bytes.end) = (kind, unit, end, close);
        } else if number.end == at + 1 && self.is_pronoun(at) {
            return None;
        }
        if let Some((start, begin)) = self.minus(at, bytes.start) {
            (found.value, bytes.start, words.start) = (-found.value, start, begin.min(words.start));
        } else if self.text[..bytes.start].ends_with('\u{b1}') {
            (found.around, bytes.start) = (true, bytes.start - '\u{b1}'.len_utf8());
        }
        Some(Figure { words, bytes, ..found })
    }

    /// "One" where it may count nothing: "no one", "one of them", "one is".
    fn is_pronoun(&self, at: usize) -> bool {
        let earlier = at.checked_sub(1).map(|earlier| self.lower(earlier)).unwrap_or_default();
        let next = self.lower(at + 1);
        let alone = next.is_empty() || self.before(at + 1) != " ";
        self.lower(at) == "one"
            && (alone || ONE_AFTER.contains(&earlier.as_str()) || ONE_BEFORE.contains(&next.as_str()))
    }

    /// A number in digits or English words with its scale.
    fn number(&self, at: usize) -> Option<Number> {
        let mut number = self.bare_number(at)?;
        // "Three and a half million".
        let half = ["and", "a", "half"].iter().zip(number.end..).all(|(word, at)| self.lower(at) == **word);
        if half && !number.ordinal && number.unit.is_none() {
            (number.value, number.end) = (number.value + 0.5, number.end + 3);
        }
        let money = self.currency_before(at).is_some();
        while let Some(factor) = vocabulary::scale(&self.lower(number.end)).filter(|_| number.unit.is_none()) {
            // "2 m" apart are meters, "$2 m" are millions.
            let meters = self.word(number.end) == "m" && !money;
            if meters || !self.before(number.end).trim_matches(['-', ' ']).is_empty() {
                break;
            }
            number.value *= factor;
            number.end += 1;
        }
        // Two quarters are half a year, three quarters a part of something.
        let counts = |part: &f64| number.value < 10.0 && (*part != 0.25 || number.value == 3.0);
        if let Some(part) = vocabulary::parts(&self.lower(number.end)).filter(counts) {
            number.value *= part;
            number.end += 1;
        }
        Some(number)
    }

    fn bare_number(&self, at: usize) -> Option<Number> {
        let word = self.lower(at);
        let plain = Number::plain;
        if digits::begins(&word) {
            return self.in_digits(at);
        }
        if let Some(part) = digits::fraction(&word) {
            return Some(plain(part, at + 1));
        }
        if let Some((value, end)) = self.han(at) {
            return Some(plain(value, end));
        }
        if let Some(value) = self.han_counted(at) {
            return Some(plain(value, at + 1));
        }
        let earlier = at.checked_sub(1).map(|before| self.lower(before)).unwrap_or_default();
        // "The first half of November" counts nothing.
        let is_half = word == "half" && !["first", "second", "other", "latter"].contains(&earlier.as_str());
        let parted = is_half || ["a", "one"].contains(&earlier.as_str());
        if let Some(part) = vocabulary::part(&word).filter(|_| parted) {
            return Some(plain(part, at + 1));
        }
        let times = if word == "twice" { Some(2.0) } else { vocabulary::fold(&word) };
        if let Some(times) = times {
            return Some(Number { unit: Some("times".into()), ..plain(times, at + 1) });
        }
        if let Some(place) = vocabulary::ordinal(&word) {
            // "At first" and "a second" are no places in an order.
            let told = place > 2 || !["a", "at", "per", "each", "every"].contains(&earlier.as_str());
            return told.then(|| Number { ordinal: true, ..plain(place as f64, at + 1) });
        }
        if let Some((value, end)) = self.foreign(at) {
            return Some(plain(value, end));
        }
        let (value, end, ordinal) = self.spelled(at)?;
        Some(Number { ordinal, ..plain(value, end) })
    }

    fn in_digits(&self, at: usize) -> Option<Number> {
        let word = self.word(at);
        let (digits, suffix) = digits::split(word);
        if let Some((digits, end)) = self.grouped_by_blanks(at, &digits).filter(|_| suffix.is_empty()) {
            return Some(Number::plain(digits::value(&digits)?, end));
        }
        // ".5", but not "of them.5".
        let gap = self.before(at).strip_suffix('.');
        let led = gap.filter(|gap| !digits.contains('.') && (at == 0 || !gap.is_empty()) && !gap.ends_with('.'));
        let value = match led {
            Some(_) => format!("0.{digits}").parse().ok()?,
            None => digits::value(&digits)?,
        };
        let lower = suffix.to_lowercase();
        let plain = Number { lead: usize::from(led.is_some()), ..Number::plain(value, at + 1) };
        match lower.as_str() {
            "" | "s" => {
                let part = digits::fraction(self.word(at + 1)).filter(|_| matches!(self.before(at + 1), "" | " "));
                Some(part.map_or(plain, |part| Number::plain(value + part, at + 2)))
            }
            "st" | "nd" | "rd" | "th" => Some(Number { ordinal: true, ..plain }),
            _ => match vocabulary::scale(&lower).or_else(|| vocabulary::scale(suffix)) {
                Some(factor) => Some(Number { value: value * factor, ..plain }),
                // "$1.2B" is a billion; "5B" is a name.
                None if lower == "b" && self.currency_before(at).is_some() => {
                    Some(Number { value: value * 1e9, ..plain })
                }
                None => {
                    let own = || digits::is_unit(suffix).then(|| Cow::Owned(suffix.to_owned()));
                    let unit = vocabulary::unit(suffix).map(Cow::Borrowed).or_else(own)?;
                    Some(Number { unit: Some(unit), ..plain })
                }
            },
        }
    }

    /// Digits in groups of three that blanks part, with commas for the blanks, and the word after them: "12 500". A blank
    /// that may break a line parts numbers, too ("page 12 345 people"), so it must be plain that these are one.
    fn grouped_by_blanks(&self, at: usize, first: &str) -> Option<(String, usize)> {
        let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let is_blank = |gap: &str| matches!(gap, " " | "\u{a0}" | "\u{2009}");
        if !is_digits(first) || first.len() > 3 || first.starts_with('0') {
            return None;
        }
        let (mut digits, mut end, mut hard) = (first.to_owned(), at + 1, true);
        while is_blank(self.before(end)) && end < self.unit.words.len() {
            let (group, suffix) = digits::split(self.word(end));
            let whole = group.split(['.', ',']).next().unwrap_or_default();
            if whole.len() != 3 || !is_digits(whole) || !suffix.is_empty() {
                break;
            }
            hard &= self.before(end) != " ";
            digits = format!("{digits},{group}");
            end += 1;
            if whole != group {
                break;
            }
        }
        let near = |at: usize| digits::begins(self.word(at));
        let listed = at > 0 && is_blank(self.before(at)) && near(at - 1) || is_blank(self.before(end)) && near(end);
        let numbered = at > 0 && COUNTED_OUT.contains(&self.lower(at - 1).as_str());
        let money = || self.currency_before(at).is_some() || self.unit_after(end).is_some();
        let plain = first.len() < 3 || digits.ends_with(",000") || money();
        (end > at + 1 && (hard || plain && !listed && !numbered)).then_some((digits, end))
    }

    /// The currency before a number, as a sign or a word, the first word of it, and the byte where it begins.
    fn currency_before(&self, at: usize) -> Option<(String, usize, usize)> {
        let (gap, number) = (self.before(at), self.unit.words[at].place.start);
        let (gap, number) = gap.strip_suffix('.').map_or((gap, number), |gap| (gap, number - 1));
        let earlier = at.checked_sub(1);
        let begin = |word: usize| self.unit.words[word].place.start;
        // "\u{20ac} 12" is written, too.
        let close = gap.trim_end();
        let sign = close.chars().next_back().map(String::from).unwrap_or_default();
        if let Some(unit) = currency(&sign) {
            // "US$5", but "A$5" is another currency.
            let country = |word: &usize| close == sign && self.word(*word).chars().all(char::is_uppercase);
            return Some(match earlier.filter(country) {
                Some(word) if self.word(word) == "US" => (unit.into(), word, begin(word)),
                Some(word) => (self.word(word).to_owned() + unit, word, begin(word)),
                None => (unit.into(), at, number - gap.len() + close.len() - sign.len()),
            });
        }
        let word = earlier.filter(|_| gap.trim_matches(['.', ' ']).is_empty())?;
        currency(&self.lower(word)).map(|unit| (unit.into(), word, begin(word)))
    }

    /// What follows a number and says what it counts: kind, unit, the word after it, and the byte where it ends.
    fn unit_after(&self, end: usize) -> Option<(FactKind, String, usize, usize)> {
        let (gap, close) = (self.before(end), self.unit.words[end - 1].place.end);
        let bare = gap.trim_start();
        let sign = bare.chars().next().unwrap_or(' ');
        let after_sign = close + (gap.len() - bare.len()) + sign.len_utf8();
        if PERCENT.contains(&sign) {
            return Some((FactKind::Percentage, "%".into(), end, after_sign));
        }
        if sign == '\u{2030}' {
            return Some((FactKind::Percentage, sign.into(), end, after_sign));
        }
        if let Some(unit) = currency(&sign.to_string()) {
            return Some((FactKind::Money, unit.into(), end, after_sign));
        }
        let scale = self.word(end);
        if sign == '\u{b0}' && matches!(scale, "C" | "F") {
            return Some((FactKind::Measure, format!("\u{b0}{scale}"), end + 1, self.unit.words[end].place.end));
        }
        if sign == '\u{b0}' {
            return Some((FactKind::Measure, "degree".into(), end, after_sign));
        }
        if !matches!(bare, "" | "-") || end >= self.unit.words.len() {
            return None;
        }
        let (kind, unit, words) = self.unit_word(end)?;
        Some((kind, unit, end + words, self.unit.words[end + words - 1].place.end))
    }

    /// A unit in words: kind, name, and how many words it takes.
    fn unit_word(&self, at: usize) -> Option<(FactKind, String, usize)> {
        let (next, second) = (self.lower(at), self.lower(at + 1));
        match (next.as_str(), second.as_str()) {
            ("percentage", "point" | "points") => return Some((FactKind::Percentage, "percentage point".into(), 2)),
            ("basis", "point" | "points") => return Some((FactKind::Percentage, "basis point".into(), 2)),
            ("per", "cent") => return Some((FactKind::Percentage, "%".into(), 2)),
            ("percent" | "percentage" | "pct", _) => return Some((FactKind::Percentage, "%".into(), 1)),
            _ => {}
        }
        // "20 US dollars"
        let skip = usize::from(["us", "american", "indian"].contains(&next.as_str()));
        if let Some(unit) = currency(&self.lower(at + skip)) {
            return Some((FactKind::Money, unit.into(), skip + 1));
        }
        if let ("square" | "cubic" | "sq", Some(unit)) = (next.as_str(), vocabulary::unit(&second)) {
            let power = if next == "cubic" { "cubic" } else { "square" };
            return Some((FactKind::Measure, format!("{power} {unit}"), 2));
        }
        let unit = vocabulary::unit(self.word(at))?;
        let power = digits::raised(&second).filter(|_| self.before(at + 1).is_empty());
        match power.as_deref() {
            Some("2") => return Some((FactKind::Measure, format!("square {unit}"), 2)),
            Some("3") => return Some((FactKind::Measure, format!("cubic {unit}"), 2)),
            _ => {}
        }
        let per = vocabulary::unit(self.word(at + 1)).filter(|_| self.before(at + 1) == "/");
        Some(match per {
            Some(per) => (FactKind::Measure, format!("{unit}/{per}"), 2),
            None => (FactKind::Measure, unit.into(), 1),
        })
    }

    /// The sign of a negative number at a word, whose characters begin at `start`: where the sign begins, and its word.
    fn minus(&self, at: usize, start: usize) -> Option<(usize, usize)> {
        if let Some(word) = at.checked_sub(1).filter(|&word| self.lower(word) == "minus") {
            return Some((self.unit.words[word].place.start, word));
        }
        let ahead = &self.text[self.unit.place.start..start];
        let bare = ahead.strip_suffix(MINUS)?;
        let free = bare.chars().next_back().is_none_or(|c| c.is_whitespace() || c == '(');
        free.then_some((self.unit.place.start + bare.len(), at))
    }
}

fn keyed(number: &str, unit: &str) -> String {
    if unit.is_empty() { number.to_owned() } else { format!("{number} {unit}") }
}

/// To 12 significant digits: 8.2 times a billion is 8200 times a million.
fn rounded(value: f64) -> f64 {
    format!("{value:.11e}").parse().unwrap_or(value)
}
