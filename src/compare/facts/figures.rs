//! Numbers, money and percentages, in digits or in English words.

use super::{Fact, FactKind, Reader};
use std::collections::BTreeSet;

/// Words that multiply the number before them.
const SCALES: [(&str, f64); 14] = [
    ("bn", 1e9),
    ("billion", 1e9),
    ("billions", 1e9),
    ("crore", 1e7),
    ("crores", 1e7),
    ("hundred", 1e2),
    ("k", 1e3),
    ("lakh", 1e5),
    ("m", 1e6),
    ("million", 1e6),
    ("mn", 1e6),
    ("thousand", 1e3),
    ("tn", 1e12),
    ("trillion", 1e12),
];

/// What a sum of money is called, and the sign it is compared by.
const CURRENCIES: [(&str, &str); 18] = [
    ("$", "$"),
    ("dollar", "$"),
    ("dollars", "$"),
    ("usd", "$"),
    ("\u{20ac}", "\u{20ac}"),
    ("euro", "\u{20ac}"),
    ("euros", "\u{20ac}"),
    ("eur", "\u{20ac}"),
    ("\u{a3}", "\u{a3}"),
    ("gbp", "\u{a3}"),
    ("\u{20b9}", "\u{20b9}"),
    ("inr", "\u{20b9}"),
    ("rs", "\u{20b9}"),
    ("rupee", "\u{20b9}"),
    ("rupees", "\u{20b9}"),
    ("\u{a5}", "\u{a5}"),
    ("yen", "\u{a5}"),
    ("yuan", "CN\u{a5}"),
];

/// Numbers in English words; "one" is left out, it is seldom a count.
const SPELLED: [(&str, f64); 28] = [
    ("two", 2.0),
    ("three", 3.0),
    ("four", 4.0),
    ("five", 5.0),
    ("six", 6.0),
    ("seven", 7.0),
    ("eight", 8.0),
    ("nine", 9.0),
    ("ten", 10.0),
    ("eleven", 11.0),
    ("twelve", 12.0),
    ("thirteen", 13.0),
    ("fourteen", 14.0),
    ("fifteen", 15.0),
    ("sixteen", 16.0),
    ("seventeen", 17.0),
    ("eighteen", 18.0),
    ("nineteen", 19.0),
    ("twenty", 20.0),
    ("thirty", 30.0),
    ("forty", 40.0),
    ("fifty", 50.0),
    ("sixty", 60.0),
    ("seventy", 70.0),
    ("eighty", 80.0),
    ("ninety", 90.0),
    ("dozen", 12.0),
    ("twice", 2.0),
];

/// Parts of one, after "a" or "one".
const PARTS: [(&str, f64); 5] =
    [("half", 0.5), ("third", 1.0 / 3.0), ("quarter", 0.25), ("fifth", 0.2), ("tenth", 0.1)];

impl Reader<'_> {
    pub fn scale(&self, at: usize) -> Option<f64> {
        let word = self.lower(at);
        SCALES.iter().find(|(name, _)| *name == word).map(|(_, factor)| *factor)
    }

    pub fn figures(&self, taken: &BTreeSet<usize>) -> Vec<Fact> {
        let mut facts = Vec::new();
        let mut at = 0;
        while at < self.unit.words.len() {
            match self.sum(at).or_else(|| self.figure(at)).filter(|_| !taken.contains(&at)) {
                Some(fact) => {
                    at = fact.words.end;
                    facts.push(fact);
                }
                None => at += 1,
            }
        }
        facts
    }

    /// Numbers that only a plus joins are the name of something: "2+2 talks".
    fn sum(&self, at: usize) -> Option<Fact> {
        let is_number = |at: usize| self.word(at).starts_with(|c: char| c.is_ascii_digit());
        let joined = is_number(at) && self.before(at + 1) == "+" && is_number(at + 1);
        let bytes = joined.then(|| self.bytes(&(at..at + 2)))?;
        Some(self.fact(FactKind::Number, self.text[bytes.clone()].to_owned(), at..at + 2, bytes))
    }

    /// A number at a word, with its scale and unit.
    fn figure(&self, at: usize) -> Option<Fact> {
        let (mut value, mut end) = self.value(at)?;
        while let Some(factor) = self.scale(end).filter(|_| self.before(end).trim_matches(['-', ' ']).is_empty()) {
            value *= factor;
            end += 1;
        }
        let (kind, unit, begin, end) = self.unit_of(at, end);
        let mut bytes = self.bytes(&(begin..end));
        if unit == "%" && self.text[bytes.end..].trim_start().starts_with('%') {
            bytes.end += self.text[bytes.end..].find('%').unwrap_or(0) + 1;
        }
        if let Some(sign) = self.before(begin).chars().next_back().filter(|sign| currency(&sign.to_string()).is_some())
        {
            bytes.start -= sign.len_utf8();
        }
        let value = rounded(value);
        let key = if unit.is_empty() { format!("{value}") } else { format!("{value} {unit}") };
        Some(self.fact(kind, key, begin..end, bytes))
    }

    /// The value of a number in digits or English words, and the word after it.
    fn value(&self, at: usize) -> Option<(f64, usize)> {
        let word = self.lower(at);
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            let digits = word.trim_end_matches(|c: char| c.is_alphabetic());
            let (number, suffix) = (digits.replace(',', "").parse::<f64>().ok()?, &word[digits.len()..]);
            let factor = SCALES.iter().find(|(name, _)| *name == suffix).map(|(_, factor)| *factor);
            let ordinal = ["", "st", "nd", "rd", "th", "s"].contains(&suffix);
            return factor.or(ordinal.then_some(1.0)).map(|factor| (number * factor, at + 1));
        }
        let spelled = |word: &str| SPELLED.iter().find(|(name, _)| *name == word).map(|(_, value)| *value);
        let part = PARTS.iter().find(|(name, _)| *name == word).map(|(_, value)| *value);
        let earlier = at.checked_sub(1).map(|before| self.lower(before)).unwrap_or_default();
        // "The first half of November" counts nothing.
        let is_half = word == "half" && !["first", "second", "other", "latter"].contains(&earlier.as_str());
        if let Some(part) = part.filter(|_| is_half || ["a", "one"].contains(&earlier.as_str())) {
            return Some((part, at + 1));
        }
        let value = spelled(&word)?;
        let ones = spelled(&self.lower(at + 1)).filter(|ones| *ones < 10.0 && (20.0..100.0).contains(&value));
        let joined = self.before(at + 1) == "-" || self.before(at + 1) == " ";
        match ones.filter(|_| joined) {
            Some(ones) => Some((value + ones, at + 2)),
            None => Some((value, at + 1)),
        }
    }

    /// What a number counts: kind, unit, and the words that belong to it.
    fn unit_of(&self, at: usize, end: usize) -> (FactKind, &'static str, usize, usize) {
        let (next, second) = (self.lower(end), self.lower(end + 1));
        if self.before(end).trim_start().starts_with('%') {
            return (FactKind::Percentage, "%", at, end);
        }
        if next == "percent" || next == "percentage" {
            return (FactKind::Percentage, "%", at, end + 1);
        }
        if next == "per" && second == "cent" {
            return (FactKind::Percentage, "%", at, end + 2);
        }
        let sign = self.before(at).chars().next_back().map(String::from).unwrap_or_default();
        if let Some(unit) = currency(&sign) {
            return (FactKind::Money, unit, at, end);
        }
        let earlier = at.checked_sub(1).map(|before| self.lower(before)).unwrap_or_default();
        if let Some(unit) = currency(&earlier).filter(|_| self.before(at).trim_matches(['.', ' ']).is_empty()) {
            return (FactKind::Money, unit, at - 1, end);
        }
        // "20 US dollars"
        let skip = usize::from(["us", "american", "indian"].contains(&next.as_str()));
        match currency(&self.lower(end + skip)) {
            Some(unit) => (FactKind::Money, unit, at, end + skip + 1),
            None => (FactKind::Number, "", at, end),
        }
    }
}

/// To 12 significant digits: 8.2 times a billion is 8200 times a million.
fn rounded(value: f64) -> f64 {
    format!("{value:.11e}").parse().unwrap_or(value)
}

fn currency(word: &str) -> Option<&'static str> {
    CURRENCIES.iter().find(|(name, _)| *name == word).map(|(_, unit)| *unit)
}
