//! Facts that a reader would check: numbers, money, percentages, dates and names.
//!
//! Found by form alone, so an error is possible; each is given with its very characters and its place. `figures` reads
//! numbers, `names` runs of capitalized words.

mod figures;
mod names;

use super::units::{Unit, Word};
use crate::drift::wording::one_line;
use crate::ingest;
use crate::text::normalize::Rules;
use names::Known;
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
    /// What is compared: "5000000000 $" for "$5 billion", the ISO form of a date, a name folded and without initials.
    pub key: String,
    /// The very characters.
    pub text: String,
    /// Index of the sentence, and the words of it.
    pub unit: usize,
    pub words: Range<usize>,
}

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

/// A text and its sentences.
#[derive(Clone, Copy)]
pub struct Source<'t> {
    pub text: &'t str,
    pub units: &'t [Unit],
}

/// The facts of two documents, each in order.
pub fn find(sides: [Source<'_>; 2], rules: &Rules, language: &str) -> [Vec<Fact>; 2] {
    let stems = sides.iter().flat_map(|side| side.units).flat_map(|unit| &unit.words).map(|word| word.stem + 1).max();
    let known = Known::of(sides.iter().flat_map(|side| readers(*side, rules)), stems.unwrap_or(0) as usize, language);
    sides.map(|side| readers(side, rules).flat_map(|reader| reader.facts(&known)).collect())
}

fn readers<'t>(source: Source<'t>, rules: &'t Rules) -> impl Iterator<Item = Reader<'t>> {
    source.units.iter().enumerate().map(move |(index, unit)| Reader { text: source.text, unit, index, rules })
}

/// One sentence of a text.
struct Reader<'t> {
    text: &'t str,
    unit: &'t Unit,
    index: usize,
    rules: &'t Rules,
}

impl<'t> Reader<'t> {
    /// Dates first, then figures, then names: a word belongs to one of them.
    fn facts(&self, known: &Known) -> Vec<Fact> {
        let mut facts = self.dates();
        let mut taken: BTreeSet<usize> = facts.iter().flat_map(|fact| fact.words.clone()).collect();
        let figures = self.figures(&taken);
        taken.extend(figures.iter().flat_map(|fact| fact.words.clone()));
        facts.extend(figures);
        facts.extend(self.names(&taken, known));
        facts.sort_by_key(|fact| fact.words.start);
        facts
    }

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
        let mut full: Vec<Fact> = found.into_iter().filter_map(fact).collect();
        let taken: BTreeSet<usize> = full.iter().flat_map(|fact| fact.words.clone()).collect();
        full.extend((0..self.unit.words.len()).filter(|at| !taken.contains(at)).filter_map(|at| self.day(at)));
        let taken: BTreeSet<usize> = full.iter().flat_map(|fact| fact.words.clone()).collect();
        let years = (0..self.unit.words.len()).filter(|at| !taken.contains(at) && self.is_year(*at));
        let year = |at: usize| self.fact(FactKind::Date, self.word(at).into(), at..at + 1, self.bytes(&(at..at + 1)));
        let years: Vec<Fact> = years.map(year).collect();
        full.into_iter().chain(years).collect()
    }

    /// A day without a year, as "August 26" or "26 August".
    fn day(&self, at: usize) -> Option<Fact> {
        let is_month = |at: usize| MONTHS.contains(&self.word(at));
        let number = |at: usize| {
            let digits = self.lower(at);
            let digits = digits.trim_end_matches(char::is_alphabetic);
            digits.parse::<u8>().is_ok_and(|day| (1..=31).contains(&day)).then(|| digits.to_owned())
        };
        if self.before(at + 1) != " " {
            return None;
        }
        let (month, day) = match (is_month(at), is_month(at + 1)) {
            (true, false) => (at, number(at + 1)?),
            (false, true) => (at + 1, number(at)?),
            _ => return None,
        };
        let key = format!("{} {day}", self.lower(month));
        Some(self.fact(FactKind::Date, key, at..at + 2, self.bytes(&(at..at + 2))))
    }

    /// Four digits that can be a year and count nothing.
    fn is_year(&self, at: usize) -> bool {
        let word = self.word(at);
        let counts = self.before(at + 1).trim_start().starts_with('%') || self.scale(at + 1).is_some();
        let money = self.before(at).ends_with(['$', '\u{20ac}', '\u{a3}', '\u{20b9}', '\u{a5}']);
        word.len() == 4 && !counts && !money && word.parse::<u16>().is_ok_and(|year| (1500..=2100).contains(&year))
    }
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
pub fn only_in(facts: &[Fact], others: &[Fact], other: Source<'_>, rules: &Rules) -> Vec<LoneFact> {
    let elsewhere: BTreeSet<(FactKind, &str)> = others.iter().map(|fact| (fact.kind, fact.key.as_str())).collect();
    let other_words = folded(other, rules);
    let mut lone: BTreeMap<(FactKind, &str), (usize, &Fact)> = BTreeMap::new();
    for fact in facts.iter().filter(|fact| !elsewhere.contains(&(fact.kind, fact.key.as_str()))) {
        lone.entry((fact.kind, &fact.key)).or_insert((0, fact)).0 += 1;
    }
    // A name may stand there inside a longer one, or in a heading.
    let absent = |fact: &Fact| fact.kind != FactKind::Name || !other_words.contains(&format!(" {} ", fact.key));
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

/// All words of a document, folded, each between blanks.
fn folded(source: Source<'_>, rules: &Rules) -> String {
    let words =
        source.units.iter().flat_map(|unit| &unit.words).map(|word| rules.fold(&source.text[word.place.clone()]));
    names::one_country(&words.fold(" ".to_owned(), |all, word| all + &word + " "))
}

#[cfg(test)]
mod tests {
    use super::super::units::Units;
    use super::*;
    use crate::config::WordOptions;
    use crate::text::normalize::Rules;

    fn facts(text: &str) -> Vec<(FactKind, String)> {
        let rules = Rules::new("en", &WordOptions::default());
        let units = Units::of(text, "", &rules);
        let [facts, _] = find([Source { text, units: &units.a }, Source { text: "", units: &units.b }], &rules, "en");
        facts.into_iter().map(|fact| (fact.kind, fact.key)).collect()
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

    fn names(text: &str) -> Vec<String> {
        facts(text).into_iter().filter(|(kind, _)| *kind == FactKind::Name).map(|(_, key)| key).collect()
    }

    #[test]
    fn names_are_runs_of_capitals_that_no_sentence_begins() {
        let text = "Talks went on. In Delhi Rajnath Singh met India's Ministry of External Affairs and the Quad. Quad \
                    members spoke of 5G.";
        assert_eq!(names(text), ["delhi rajnath singh", "india", "ministry of external affairs", "quad", "quad", "5g"]);
    }

    #[test]
    fn a_capital_that_every_heading_and_quotation_has_makes_no_name() {
        let text = "Areas of Discussion\nWe met. He said: \"We will meet at the Quad.\" The talks were on defense, and the \
                    secretary of the MEA spoke.\nQuad and Defense Focus\nThe Quad met.";
        assert_eq!(names(text), ["quad", "mea", "quad", "quad"]);
    }

    #[test]
    fn initials_and_spelling_make_no_other_name() {
        for (one, other) in [
            ("they met with Secretary Antony J. Blinken.", "they met with Secretary Antony Blinken."),
            ("they met with Minister S. Jaishankar.", "they met with Minister S Jaishankar."),
            ("they met the US Defense Secretary.", "they met the U.S. Defence Secretary."),
        ] {
            assert_eq!(names(one), names(other));
            assert_eq!(names(one).len(), 1, "{one}");
        }
    }

    #[test]
    fn two_and_two_is_one_thing() {
        assert_eq!(facts("at the 2+2 talks in the first half of 2023").len(), 2);
    }

    #[test]
    fn a_day_needs_no_year() {
        let expected = [(FactKind::Date, "august 26".to_owned())];
        assert_eq!(facts("held on August 26 at noon"), expected);
        assert_eq!(facts("held on the 26th of a month, on 26 August")[1..], expected);
    }

    #[test]
    fn the_first_word_belongs_to_a_name_that_goes_on() {
        assert_eq!(
            names("Defense Minister Singh spoke. In Delhi they met. United States officials came."),
            ["defense minister singh", "delhi", "u.s."]
        );
    }
}
