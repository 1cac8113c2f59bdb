//! Facts that a reader would check: numbers with what they count, dates, times and names.
//!
//! Found by form alone, so an error is possible; each is given with its very characters and its place. `dates` reads days,
//! years and times, `figures` numbers (`digits` those of any script, `spelled` those in words, `tongues` those in words of other languages, `vocabulary` the words),
//! `names` runs of capitalized words.

mod dates;
pub mod digits;
mod figures;
mod names;
mod spelled;
mod tongues;
mod vocabulary;

pub use vocabulary::is_number;

use super::units::{Unit, Word};
use crate::drift::wording::one_line;
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
    /// A number with a unit: "5 km", "30 days".
    Measure,
    /// A place in an order: "3rd", "third".
    Ordinal,
    /// "1.2.3".
    Version,
    Date,
    /// "14:30", "2:30 p.m.".
    Time,
    Name,
}

impl FactKind {
    /// One may stand in the place of the other: figures of any kind, names for names.
    pub fn compares_with(self, other: Self) -> bool {
        (self == Self::Name) == (other == Self::Name)
    }

    /// The kind in a word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Percentage => "percentage",
            Self::Money => "money",
            Self::Measure => "measure",
            Self::Ordinal => "ordinal",
            Self::Version => "version",
            Self::Date => "date",
            Self::Time => "time",
            Self::Name => "name",
        }
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

impl Fact {
    /// A fact only beside another one: "the second", "one".
    pub fn is_weak(&self) -> bool {
        let place = self.kind == FactKind::Ordinal && !digits::begins(&self.text);
        place || self.kind == FactKind::Number && self.text.eq_ignore_ascii_case("one")
    }
}

/// A text and its sentences.
#[derive(Clone, Copy)]
pub struct Source<'t> {
    pub text: &'t str,
    pub units: &'t [Unit],
}

/// The facts of two documents, each in order.
pub fn find(sides: [Source<'_>; 2], rules: &Rules, language: &str) -> [Vec<Fact>; 2] {
    let stems = sides.iter().flat_map(|side| side.units).flat_map(|unit| &unit.words).map(|word| word.stem + 1).max();
    let known = Known::of(
        sides.iter().flat_map(|side| readers(*side, (rules, language))),
        stems.unwrap_or(0) as usize,
        language,
    );
    sides.map(|side| readers(side, (rules, language)).flat_map(|reader| reader.facts(&known)).collect())
}

fn readers<'t>(source: Source<'t>, (rules, language): (&'t Rules, &'t str)) -> impl Iterator<Item = Reader<'t>> {
    source.units.iter().enumerate().map(move |(index, unit)| Reader { text: source.text, unit, index, rules, language })
}

/// One sentence of a text.
struct Reader<'t> {
    text: &'t str,
    unit: &'t Unit,
    index: usize,
    rules: &'t Rules,
    /// Two-letter code.
    language: &'t str,
}

impl<'t> Reader<'t> {
    /// Dates first, then figures, then names: a word belongs to one of them.
    fn facts(&self, known: &Known) -> Vec<Fact> {
        let mut facts = self.dates();
        let mut taken = words_of(&facts);
        let figures = self.figures(&taken);
        taken.extend(words_of(&figures));
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
        let earlier =
            at.checked_sub(1).map(|earlier| words.get(earlier).map_or(self.unit.place.end, |word| word.place.end));
        let start = earlier.unwrap_or(self.unit.place.start);
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
}

/// The words that some facts of a sentence take.
fn words_of(facts: &[Fact]) -> BTreeSet<usize> {
    facts.iter().flat_map(|fact| fact.words.clone()).collect()
}

/// A fact that one document has and the other has not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoneFact {
    pub kind: FactKind,
    pub text: String,
    /// Other forms in which it occurs: "5" for "five".
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forms: Vec<String>,
    /// Times it occurs, in all forms.
    pub count: usize,
    /// The sentence that has it first, from 1.
    pub sentence: usize,
}

impl LoneFact {
    /// All its forms: "five / 5".
    pub fn told(&self) -> String {
        std::iter::once(&self.text).chain(&self.forms).map(String::as_str).collect::<Vec<_>>().join(" / ")
    }
}

/// The facts of the first document that the second does not have, by kind, the most frequent first.
pub fn only_in(facts: &[Fact], others: &[Fact], other: Source<'_>, rules: &Rules) -> Vec<LoneFact> {
    let elsewhere: BTreeSet<(FactKind, &str)> = others.iter().map(|fact| (fact.kind, fact.key.as_str())).collect();
    let other_words = folded(other, rules);
    let mut lone: BTreeMap<(FactKind, &str), Vec<&Fact>> = BTreeMap::new();
    for fact in facts.iter().filter(|fact| !elsewhere.contains(&(fact.kind, fact.key.as_str()))) {
        lone.entry((fact.kind, &fact.key)).or_default().push(fact);
    }
    // A name may stand there inside a longer one, or in a heading; "the second" is a fact only beside another place.
    let absent = |fact: &Fact| match fact.kind {
        FactKind::Name => !other_words.contains(&format!(" {} ", fact.key)),
        _ => !fact.is_weak(),
    };
    let mut lone: Vec<Vec<&Fact>> = lone.into_values().filter(|found| absent(found[0])).collect();
    lone.sort_by_key(|found| (found[0].kind, std::cmp::Reverse(found.len()), found[0].unit, found[0].words.start));
    let told = |found: &Vec<&Fact>| {
        let mut forms: Vec<String> = Vec::new();
        for fact in found {
            let known = |form: &String| form.eq_ignore_ascii_case(&fact.text);
            if !forms.iter().any(known) {
                forms.push(fact.text.clone());
            }
        }
        LoneFact { kind: found[0].kind, text: forms.remove(0), forms, count: found.len(), sentence: found[0].unit + 1 }
    };
    lone.iter().map(told).collect()
}

/// All words of a document, folded, each between blanks.
fn folded(source: Source<'_>, rules: &Rules) -> String {
    let words =
        source.units.iter().flat_map(|unit| &unit.words).map(|word| rules.fold(&source.text[word.place.clone()]));
    format!(" {} ", names::key(&words.collect::<Vec<_>>().join(" ")))
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
        assert_eq!(names(text), ["delhi rajnath singh", "india", "ministry of external affair", "quad", "quad", "5g"]);
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
        use FactKind::{Date, Number, Ordinal};
        let expected = [(Number, "2+2"), (Ordinal, "1"), (Date, "2023")];
        assert_eq!(
            facts("at the 2+2 talks in the first half of 2023"),
            expected.map(|(kind, key)| (kind, key.to_owned()))
        );
    }

    #[test]
    fn a_figure_is_read_with_its_unit_and_kind() {
        use FactKind::{Date, Measure, Money, Number, Ordinal, Percentage, Time, Version};
        for (text, kind, key) in [
            ("it left at 14:30", Time, "14:30"),
            ("it left at 2:30 p.m. sharp", Time, "14:30"),
            ("it left at 5pm", Time, "17:00"),
            ("it left at 12 am", Time, "00:00"),
            ("some 5 km away", Measure, "5 km"),
            ("a 5-kilometre walk", Measure, "5 km"),
            ("weighs 3kg", Measure, "3 kg"),
            ("fell to \u{2212}4 \u{b0}C", Measure, "-4 \u{b0}C"),
            ("fell to minus 4 degrees", Measure, "-4 degree"),
            ("at 90 km/h", Measure, "90 km/hour"),
            ("on 12 square miles", Measure, "12 square mile"),
            ("about twice as fast", Measure, "2 times"),
            ("by 5 percentage points", Percentage, "5 percentage point"),
            ("by 25 basis points", Percentage, "25 basis point"),
            ("by \u{661}\u{662}\u{66a} more", Percentage, "12 %"),
            ("\u{967}\u{968} \u{926}\u{947}\u{936}", Number, "12"),
            ("some \u{ff14}\u{ff12} people", Number, "42"),
            ("release 1.2.3 is out", Version, "1.2.3"),
            ("some 4\u{2013}5 km away", Measure, "4\u{2013}5 km"),
            ("some 4 to 5 percent", Percentage, "4\u{2013}5 %"),
            ("between 4 and 5 tons", Measure, "4\u{2013}5 t"),
            ("cost $4\u{2013}$5 bn", Money, "4\u{2013}5000000000 $"),
            ("a price of \u{20ac} 12", Money, "12 \u{20ac}"),
            ("a price of A$12", Money, "12 A$"),
            ("a loss of -5 here", Number, "-5"),
            ("the 3rd time", Ordinal, "3"),
            ("the third time", Ordinal, "3"),
            ("two thirds of it", Number, "0.666666666667"),
            ("for one month", Measure, "1 month"),
            ("over a million", Number, "1000000"),
            ("in 2019\u{2013}2021", Date, "2019\u{2013}2021"),
            ("in the 1990s", Date, "1990s"),
            ("on 5\u{2013}7 May", Date, "may 5\u{2013}7"),
            ("some 1,5 percent", Percentage, "1.5 %"),
        ] {
            assert_eq!(facts(text), [(kind, key.to_owned())], "{text}");
        }
        for text in ["1. Move the car.", "no one came, and one of them left", "COVID-19 went on", "the 5G net"] {
            let figures: Vec<_> = facts(text).into_iter().filter(|(kind, _)| *kind != FactKind::Name).collect();
            assert_eq!(figures, [], "{text}");
        }
        assert_eq!(facts("from 4 to 5 percent"), [(Number, "4".to_owned()), (Percentage, "5 %".to_owned())]);
    }

    #[test]
    fn a_figure_of_a_rarer_form_is_read() {
        use FactKind::{Measure, Money, Number, Ordinal, Percentage};
        for (text, kind, key) in [
            ("some .5 percent", Percentage, "0.5 %"),
            ("a sum of $.75 more", Money, "0.75 $"),
            ("a rate of 5 \u{2030} now", Percentage, "5 \u{2030}"),
            ("some 7\u{bd} hours", Measure, "7.5 hour"),
            ("some 7 \u{bd} hours", Measure, "7.5 hour"),
            ("only \u{bc} of it", Number, "0.25"),
            ("some 10\u{a0}000 people", Number, "10000"),
            ("some 10\u{202f}000 people", Number, "10000"),
            ("some 1 234 567 people", Number, "1234567"),
            ("some 12 500 people", Number, "12500"),
            ("some 250 000 people", Number, "250000"),
            ("cost $ 120 340.50 now", Money, "120340.5 $"),
            ("some 12\u{2019}345 people", Number, "12345"),
            ("some 12,34,567 people", Number, "1234567"),
            ("some 1.234,56 euros", Money, "1234.56 \u{20ac}"),
            ("one hundred and twenty people", Number, "120"),
            ("a hundred and five people", Number, "105"),
            ("two thousand three hundred and five people", Number, "2305"),
            ("three hundred thousand people", Number, "300000"),
            ("grew tenfold", Measure, "10 times"),
            ("the twenty-first time", Ordinal, "21"),
            ("the fifteenth time", Ordinal, "15"),
            ("some 5 km\u{b2} of it", Measure, "5 square km"),
            ("some 5 square kilometers", Measure, "5 square km"),
            ("some 5 sq. km of it", Measure, "5 square km"),
            ("a ratio of 3:2 here", Number, "3:2"),
            ("some 10\u{2076} of it", Number, "10^6"),
            ("some 5\u{d7}10^6 of it", Number, "5\u{d7}10^6"),
            ("off by \u{b1}5 or so", Number, "\u{b1}5"),
            ("\u{4e09}\u{767e}", Number, "300"),
            ("3\u{5104}", Number, "300000000"),
            ("\u{767e}\u{4e8c}\u{5341}", Number, "120"),
        ] {
            assert_eq!(facts(text), [(kind, key.to_owned())], "{text}");
        }
        for text in ["in 2019 300 people", "page 12 345 people", "120 340 560"] {
            assert!(facts(text).len() > 1, "{text}: blanks may part numbers");
        }
    }

    #[test]
    fn many_of_a_name_are_the_same_name() {
        assert_eq!(names("then the Senators met."), names("then a Senator met."));
        assert_ne!(names("then Congress met."), names("then Congres met."));
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
