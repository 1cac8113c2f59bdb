//! Names: runs of capitalized words, as far as their capitals tell something.
//!
//! A capital tells nothing where a sentence or a quotation begins, nor in a heading in title case. There a word is part
//! of a name only if both documents write it with a capital, where it need not have one, more often than without.

use super::{Fact, FactKind, Reader};
use std::collections::BTreeSet;
use std::ops::Range;

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
/// Words with the ending of an adjective that begin a name, or are a title.
const BEGIN_NAMES: [&str; 20] = [
    "Admiral",
    "Arctic",
    "Atlantic",
    "Baltic",
    "Bengal",
    "Cardinal",
    "Catholic",
    "Central",
    "Democratic",
    "General",
    "Imperial",
    "International",
    "Islamic",
    "Montreal",
    "National",
    "Olympic",
    "Pacific",
    "Portugal",
    "Republic",
    "Senegal",
];
/// A line with more capitals than this share is a heading in title case, whose capitals tell nothing.
const TITLE_CASE: f64 = 0.6;

/// What is known before names are read.
pub struct Known {
    /// Per stem: whether the two documents show it to be a name's.
    names: Vec<bool>,
    /// Every noun has a capital, as in German: one capital alone makes no name.
    nouns: bool,
}

impl Known {
    /// Counts how often each stem has a capital that tells something, and how often none.
    pub fn of<'t>(readers: impl Iterator<Item = Reader<'t>>, stems: usize, language: &str) -> Self {
        let mut counts = vec![[0_u32; 2]; stems];
        for reader in readers.filter(|reader| !reader.is_title()) {
            for (at, word) in reader.unit.words.iter().enumerate() {
                let capital = reader.is_capitalized(at);
                if !capital || !reader.begins(at) {
                    counts[word.stem as usize][usize::from(capital)] += 1;
                }
            }
        }
        let names = counts.into_iter().map(|[small, capital]| capital > small).collect();
        Self { names, nouns: language == "de" }
    }

    fn holds(&self, stem: u32) -> bool {
        self.names.get(stem as usize).copied().unwrap_or(false)
    }
}

impl Reader<'_> {
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
        long.len() > 1 && capitals as f64 > TITLE_CASE * long.len() as f64
    }

    /// A capital stands here whatever the word is: a sentence or a quotation begins.
    fn begins(&self, at: usize) -> bool {
        let before = self.before(at);
        at == 0 || before.contains(['"', '\u{201c}', '\u{2018}', ':', '\u{2014}', '?', '!']) || before.contains("--")
    }

    pub fn names(&self, taken: &BTreeSet<usize>, known: &Known) -> Vec<Fact> {
        let title = self.is_title();
        let is_part = |at: usize| {
            let told = |at: usize| is_code(self.word(at)) || known.holds(self.unit.words[at].stem);
            let sure = !title && (!self.begins(at) || is_acronym(self.word(at)) || self.leads(at));
            at < self.unit.words.len() && !taken.contains(&at) && self.is_capitalized(at) && (sure || told(at))
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
            let alone = end == at + 1 && !is_code(self.word(at)) && !is_acronym(self.word(at));
            // "Federal officials": an adjective alone names nobody.
            let bare = alone && (known.nouns || is_adjective(self.word(at)));
            facts.extend((!bare).then(|| self.name(at..end)));
            at = end;
        }
        facts
    }

    /// A name without the possessive that closes it, with the full stop of "U.S."; compared without initials.
    fn name(&self, words: Range<usize>) -> Fact {
        let mut bytes = self.bytes(&words);
        let last = self.word(words.end - 1);
        bytes.end -= last.len() - bare(last).len();
        bytes.end += usize::from(last.contains('.') && self.text[bytes.end..].starts_with('.'));
        let long = words.clone().filter(|&at| !self.is_initial(at));
        let key = key(&long.map(|at| self.rules.fold(self.word(at))).collect::<Vec<_>>().join(" "));
        self.fact(FactKind::Name, key, words, bytes)
    }

    /// Begins a sentence and leads to a name: "Defense Minister Rajnath Singh", but not "In Delhi".
    fn leads(&self, at: usize) -> bool {
        let word = self.word(at);
        let next = self.before(at + 1) == " " && self.is_capitalized(at + 1);
        next && !is_adjective(word) && !self.rules.is_stop(word, &self.rules.fold(word))
    }

    fn is_initial(&self, at: usize) -> bool {
        let mut letters = self.word(at).chars();
        letters.next().is_some_and(char::is_uppercase) && letters.next().is_none()
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
        if self.is_initial(end) && joins(end + 1) && is_part(end + 1) {
            return Some(end + 2);
        }
        let small = |at: usize| INSIDE_NAMES.contains(&self.word(at)) && joins(at);
        let of = ["of", "for"].contains(&self.word(end)) && self.word(end + 1) == "the" && small(end + 1);
        let skip = if of { 2 } else { usize::from(small(end) && !["and", "the"].contains(&self.word(end))) };
        (skip > 0 && joins(end + skip) && is_part(end + skip)).then_some(end + skip + 1)
    }
}

/// "5G", "F16", "COVID19": letters, among them a capital, and digits.
fn is_code(word: &str) -> bool {
    let upper = word.chars().any(char::is_uppercase);
    upper && word.chars().any(|c| c.is_ascii_digit()) && word.chars().all(char::is_alphanumeric)
}

/// By its ending: "crucial", "federal", "senior". Words that begin many a name are none here.
fn is_adjective(word: &str) -> bool {
    let endings = ["al", "ally", "ous", "ive", "ful", "less", "able", "ible", "ic", "ior"];
    word.chars().count() > 5 && endings.iter().any(|ending| word.ends_with(ending)) && !BEGIN_NAMES.contains(&word)
}

/// "MEA": capitals that no sentence's beginning makes.
fn is_acronym(word: &str) -> bool {
    word.chars().count() > 1 && word.chars().all(char::is_uppercase)
}

/// Folded words as names are compared: the United States under one name, plurals as what they are many of ("the
/// Senators", "a Senator").
pub fn key(folded: &str) -> String {
    let one = folded.replace("united states of america", "u.s.").replace("united states", "u.s.");
    one.split(' ').map(singular).collect::<Vec<_>>().join(" ")
}

/// Without the ending of a plural. Texas and Williams lose it too, on both sides alike.
fn singular(word: &str) -> String {
    match word.strip_suffix("ies") {
        Some(start) if start.len() > 2 => format!("{start}y"),
        _ if word.len() < 4 || ["ss", "us", "is"].iter().any(|ending| word.ends_with(ending)) => word.to_owned(),
        _ => word.strip_suffix('s').unwrap_or(word).to_owned(),
    }
}

/// Without a possessive ending.
pub fn bare(word: &str) -> &str {
    ["'s", "\u{2019}s"].iter().find_map(|ending| word.strip_suffix(ending)).unwrap_or(word)
}
