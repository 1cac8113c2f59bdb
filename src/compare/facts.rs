//! Facts that a reader would check: numbers, money, percentages, dates and names.
//!
//! Found by form alone, so an error is possible; each is given with its very characters and its place. Names are runs
//! of capitalized words, and a word that begins a sentence must show its capital elsewhere.

use super::units::{Unit, Word};
use crate::ingest;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// What kind of fact it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FactKind {
    Number,
    Percentage,
    Money,
    Date,
    Name,
}

impl FactKind {
    /// One may stand in the place of the other: figures of any kind, names for names.
    pub fn compares_with(self, other: Self) -> bool {
        (self == Self::Name) == (other == Self::Name)
    }
}

/// A fact where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    pub kind: FactKind,
    /// What is compared: "5000000000 $" for "$5 billion", the ISO form of a date, a name in lower case.
    pub key: String,
    /// The very characters.
    pub text: String,
    /// Index of the sentence, and the words of it.
    pub unit: usize,
    pub words: Range<usize>,
}

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

/// Small words that may stand inside a name.
const INSIDE_NAMES: [&str; 10] = ["al", "and", "bin", "de", "for", "la", "of", "the", "van", "von"];
/// Capitalized words that are no names.
const NO_NAMES: [&str; 22] = [
    "april",
    "august",
    "december",
    "february",
    "friday",
    "i",
    "january",
    "july",
    "june",
    "march",
    "may",
    "monday",
    "mr",
    "mrs",
    "ms",
    "november",
    "october",
    "saturday",
    "september",
    "sunday",
    "thursday",
    "tuesday",
];
/// A line with more capitals than this share is a heading in title case, whose capitals tell nothing.
const TITLE_CASE: f64 = 0.6;

/// A text and its sentences.
#[derive(Clone, Copy)]
pub struct Source<'t> {
    pub text: &'t str,
    pub units: &'t [Unit],
}

/// The facts of a document, in order. `names` is what both documents show to be capitalized inside sentences.
pub fn find(source: Source<'_>, names: &BTreeSet<String>) -> Vec<Fact> {
    let of = |(index, unit): (usize, &Unit)| {
        let reader = Reader { text: source.text, unit, index };
        let mut facts = reader.dates();
        let mut taken: BTreeSet<usize> = facts.iter().flat_map(|fact| fact.words.clone()).collect();
        let figures = reader.figures(&taken);
        taken.extend(figures.iter().flat_map(|fact| fact.words.clone()));
        facts.extend(figures);
        facts.extend(reader.names(&taken, names));
        facts.sort_by_key(|fact| fact.words.start);
        facts
    };
    source.units.iter().enumerate().flat_map(of).collect()
}

/// Lower-case spellings of the words that are capitalized where no sentence begins.
pub fn capitalized_inside(source: Source<'_>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (index, unit) in source.units.iter().enumerate() {
        let reader = Reader { text: source.text, unit, index };
        if !reader.is_title() {
            let inside = (1..unit.words.len()).filter(|&at| reader.is_capitalized(at));
            found.extend(inside.map(|at| bare(reader.word(at)).to_lowercase()));
        }
    }
    found
}

/// One sentence of a text.
struct Reader<'t> {
    text: &'t str,
    unit: &'t Unit,
    index: usize,
}

impl<'t> Reader<'t> {
    fn word(&self, at: usize) -> &'t str {
        self.unit.words.get(at).map_or("", |word| &self.text[word.place.clone()])
    }

    fn lower(&self, at: usize) -> String {
        self.word(at).to_lowercase()
    }

    /// The marks and blanks before a word; those after the last for the index after it.
    fn before(&self, at: usize) -> &'t str {
        let words: &[Word] = &self.unit.words;
        let start = at.checked_sub(1).map_or(self.unit.place.start, |before| words[before].place.end);
        let end = words.get(at).map_or(self.unit.place.end, |word| word.place.start);
        &self.text[start..end]
    }

    fn fact(&self, kind: FactKind, key: String, words: Range<usize>, bytes: Range<usize>) -> Fact {
        Fact { kind, key, text: one_line(&self.text[bytes]), unit: self.index, words }
    }

    /// The bytes of some words.
    fn bytes(&self, words: &Range<usize>) -> Range<usize> {
        self.unit.words[words.start].place.start..self.unit.words[words.end - 1].place.end
    }

    fn dates(&self) -> Vec<Fact> {
        let start = self.unit.place.start;
        let found = ingest::dates_in(&self.text[self.unit.place.clone()]);
        let fact = |(span, key): (Range<usize>, String)| {
            let bytes = start + span.start..start + span.end;
            let inside = |word: &Word| word.place.start < bytes.end && word.place.end > bytes.start;
            let first = self.unit.words.iter().position(inside)?;
            let last = self.unit.words.iter().rposition(inside)?;
            Some(self.fact(FactKind::Date, key, first..last + 1, bytes))
        };
        let full: Vec<Fact> = found.into_iter().filter_map(fact).collect();
        let taken: BTreeSet<usize> = full.iter().flat_map(|fact| fact.words.clone()).collect();
        let years = (0..self.unit.words.len()).filter(|at| !taken.contains(at) && self.is_year(*at));
        let year = |at: usize| self.fact(FactKind::Date, self.word(at).into(), at..at + 1, self.bytes(&(at..at + 1)));
        let years: Vec<Fact> = years.map(year).collect();
        full.into_iter().chain(years).collect()
    }

    /// Four digits that can be a year and count nothing.
    fn is_year(&self, at: usize) -> bool {
        let word = self.word(at);
        let counts = self.before(at + 1).trim_start().starts_with('%') || self.scale(at + 1).is_some();
        let money = self.before(at).ends_with(['$', '\u{20ac}', '\u{a3}', '\u{20b9}', '\u{a5}']);
        word.len() == 4 && !counts && !money && word.parse::<u16>().is_ok_and(|year| (1500..=2100).contains(&year))
    }

    fn scale(&self, at: usize) -> Option<f64> {
        let word = self.lower(at);
        SCALES.iter().find(|(name, _)| *name == word).map(|(_, factor)| *factor)
    }

    fn figures(&self, taken: &BTreeSet<usize>) -> Vec<Fact> {
        let mut facts = Vec::new();
        let mut at = 0;
        while at < self.unit.words.len() {
            match self.figure(at).filter(|_| !taken.contains(&at)) {
                Some(fact) => {
                    at = fact.words.end;
                    facts.push(fact);
                }
                None => at += 1,
            }
        }
        facts
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
        let of_one = || at > 0 && ["a", "one"].contains(&self.lower(at - 1).as_str());
        if let Some(part) = part.filter(|_| word == "half" || of_one()) {
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

    fn is_capitalized(&self, at: usize) -> bool {
        let word = self.word(at);
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        // "I'm" and "I'd" are no names either.
        let pronoun = word.starts_with("I'") || word.starts_with("I\u{2019}");
        let marked = !pronoun && (word.chars().next().is_some_and(char::is_uppercase) || is_code(word));
        marked
            && letters > 0
            && (letters > 1 || is_code(word))
            && !NO_NAMES.contains(&bare(word).to_lowercase().as_str())
    }

    /// A heading in title case: mostly capitals and no closing mark.
    fn is_title(&self) -> bool {
        if self.text[self.unit.place.clone()].ends_with(['.', '!', '?', '"', '\u{201d}']) {
            return false;
        }
        let long: Vec<usize> = (0..self.unit.words.len()).filter(|&at| self.word(at).chars().count() > 3).collect();
        let capitals = long.iter().filter(|&&at| self.is_capitalized(at)).count();
        long.len() > 2 && capitals as f64 > TITLE_CASE * long.len() as f64
    }

    fn names(&self, taken: &BTreeSet<usize>, known: &BTreeSet<String>) -> Vec<Fact> {
        let title = self.is_title();
        let is_part = |at: usize| {
            let sure = !title && at > 0;
            let word = self.word(at);
            let shown = || is_code(word) || known.contains(&bare(word).to_lowercase());
            !taken.contains(&at) && self.is_capitalized(at) && (sure || shown())
        };
        let mut facts = Vec::new();
        let mut at = 0;
        while at < self.unit.words.len() {
            if !is_part(at) {
                at += 1;
                continue;
            }
            let mut end = at + 1;
            while let Some(next) = self.name_goes_on(end, &is_part) {
                end = next;
            }
            let mut bytes = self.bytes(&(at..end));
            bytes.end = bytes.start + bare(&self.text[bytes.clone()]).len();
            let key = one_line(&self.text[bytes.clone()]).to_lowercase();
            facts.push(self.fact(FactKind::Name, key, at..end, bytes));
            at = end;
        }
        facts
    }

    /// The word after the next part of a name, if it goes on: small words only between capitalized ones.
    fn name_goes_on(&self, end: usize, is_part: &impl Fn(usize) -> bool) -> Option<usize> {
        let joins = |at: usize| matches!(self.before(at), " " | "-" | ". " | "\n") && at < self.unit.words.len();
        // A possessive closes a name: "India's Ministry".
        let open = bare(self.word(end - 1)) == self.word(end - 1);
        if !open || !joins(end) {
            return None;
        }
        if is_part(end) {
            return Some(end + 1);
        }
        let small = |at: usize| INSIDE_NAMES.contains(&self.word(at)) && joins(at);
        let of = ["of", "for"].contains(&self.word(end)) && self.word(end + 1) == "the" && small(end + 1);
        let skip = if of { 2 } else { usize::from(small(end) && !["and", "the"].contains(&self.word(end))) };
        (skip > 0 && joins(end + skip) && is_part(end + skip)).then_some(end + skip + 1)
    }
}

/// To 12 significant digits: 8.2 times a billion is 8200 times a million.
fn rounded(value: f64) -> f64 {
    format!("{value:.11e}").parse().unwrap_or(value)
}

fn currency(word: &str) -> Option<&'static str> {
    CURRENCIES.iter().find(|(name, _)| *name == word).map(|(_, unit)| *unit)
}

/// "5G", "F16", "COVID19": letters, among them a capital, and digits.
fn is_code(word: &str) -> bool {
    let upper = word.chars().any(char::is_uppercase);
    upper && word.chars().any(|c| c.is_ascii_digit()) && word.chars().all(char::is_alphanumeric)
}

/// Without a possessive ending.
fn bare(word: &str) -> &str {
    ["'s", "\u{2019}s"].iter().find_map(|ending| word.strip_suffix(ending)).unwrap_or(word)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A fact that one document has and the other has not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoneFact {
    pub kind: FactKind,
    pub text: String,
    /// Times it occurs.
    pub count: usize,
    /// The sentence that has it first, from 1.
    pub sentence: usize,
}

/// The facts of the first document that the second does not have, by kind, the most frequent first.
pub fn only_in(facts: &[Fact], others: &[Fact], other_text: &str) -> Vec<LoneFact> {
    let elsewhere: BTreeSet<(FactKind, &str)> = others.iter().map(|fact| (fact.kind, fact.key.as_str())).collect();
    let other_text = format!(" {} ", plain(other_text));
    let mut lone: BTreeMap<(FactKind, &str), (usize, &Fact)> = BTreeMap::new();
    for fact in facts.iter().filter(|fact| !elsewhere.contains(&(fact.kind, fact.key.as_str()))) {
        lone.entry((fact.kind, &fact.key)).or_insert((0, fact)).0 += 1;
    }
    // A name may stand there inside a longer one, or in a heading.
    let absent = |fact: &Fact| fact.kind != FactKind::Name || !other_text.contains(&format!(" {} ", plain(&fact.key)));
    let mut lone: Vec<(usize, &Fact)> = lone.into_values().filter(|(_, fact)| absent(fact)).collect();
    lone.sort_by_key(|(count, fact)| (fact.kind, std::cmp::Reverse(*count), fact.unit, fact.words.start));
    let told = |(count, fact): (usize, &Fact)| LoneFact {
        kind: fact.kind,
        text: fact.text.clone(),
        count,
        sentence: fact.unit + 1,
    };
    lone.into_iter().map(told).collect()
}

/// Letters and digits in lower case, everything else as one blank.
fn plain(text: &str) -> String {
    let lower = text.to_lowercase().replace("'s ", " ").replace("\u{2019}s ", " ");
    lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::super::units::Units;
    use super::*;
    use crate::config::WordOptions;
    use crate::text::normalize::Rules;

    fn facts(text: &str) -> Vec<(FactKind, String)> {
        let units = Units::of(text, "", &Rules::new("en", &WordOptions::default()));
        let source = Source { text, units: &units.a };
        find(source, &capitalized_inside(source)).into_iter().map(|fact| (fact.kind, fact.key)).collect()
    }

    #[test]
    fn figures_are_read_with_scale_and_unit() {
        use FactKind::{Date, Money, Number, Percentage};
        let text = "it grew 4.5% to US$1.2 trillion, or Rs 500 crore, from 20bn dollars; twenty-five of 1,300 firms, \
                    7 per cent, left by 2030 or on 10 November 2023";
        let expected = [
            (Percentage, "4.5 %"),
            (Money, "1200000000000 $"),
            (Money, "5000000000 \u{20b9}"),
            (Money, "20000000000 $"),
            (Number, "25"),
            (Number, "1300"),
            (Percentage, "7 %"),
            (Date, "2030"),
            (Date, "2023-11-10"),
        ];
        let found: Vec<(FactKind, String)> =
            facts(text).into_iter().filter(|(kind, _)| *kind != FactKind::Name).collect();
        assert_eq!(found, expected.map(|(kind, key)| (kind, key.to_owned())));
    }

    #[test]
    fn the_same_sum_in_other_words_is_the_same() {
        for (one, other) in
            [("$8.2 billion", "$8,200 million"), ("4.1bn euros", "4100 million euros"), ("7%", "seven percent")]
        {
            assert_eq!(facts(one), facts(other));
        }
    }

    #[test]
    fn names_are_runs_of_capitals_that_no_sentence_begins() {
        let text = "Talks went on. In Delhi Rajnath Singh met India's Ministry of External Affairs and the Quad. Quad \
                    members spoke of 5G.";
        let names: Vec<String> =
            facts(text).into_iter().filter(|(kind, _)| *kind == FactKind::Name).map(|(_, key)| key).collect();
        assert_eq!(names, ["delhi rajnath singh", "india", "ministry of external affairs", "quad", "quad", "5g"]);
    }
}
