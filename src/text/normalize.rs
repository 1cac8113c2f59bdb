//! Spelling -> term, decided once for each distinct spelling and never per occurrence.
//!
//! The order matters: what looks the same is made the same (Unicode's form NFKC, without invisible marks); the country
//! ("US", "U.S.") is told from the pronoun ("us") while the case is still known; then
//! case, quotes and possessives are folded, stop words dropped, British and American spelling joined, words stemmed.
//! Stems are keys only. People see the spelling used most (`label`).
//!
//! Terms are joined by stems, which may join too much (authors, authorize): a table wants few rows. Entries of themes
//! stand for inflections only ([`Rules::each_base`]): a theme must count what a person would count.

use super::inflection;
use super::spelling;
use super::stopwords;
use super::stream::Streams;
use crate::config::WordOptions;
use rayon::prelude::*;
use rust_stemmers::{Algorithm, Stemmer};
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;
use std::collections::BTreeMap;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

/// The number that stands for "no term": a stop word, a number, a single letter.
pub const NO_TERM: u32 = u32::MAX;

/// What each spelling of the streams stands for. Term numbers follow the bytes of the keys, so that they depend on
/// the set of words alone.
#[derive(Debug, Default)]
pub struct Vocabulary {
    /// Two-letter code of the language whose rules were used.
    pub language: String,
    /// Key of each term: the folded, stemmed word. Sorted by bytes.
    pub keys: Vec<String>,
    /// The commonest spelling of each term, for people.
    pub labels: Vec<String>,
    /// Per spelling: its term, or `NO_TERM`.
    pub term_of: Vec<u32>,
    /// Per spelling: the word after folding, before stemming, for wildcards.
    pub folded: Vec<Box<str>>,
    /// Per spelling: is a stop word (numbers are not).
    pub stop: Vec<bool>,
}

/// The rules of one language and one choice of options.
pub struct Rules {
    english: bool,
    spelling: bool,
    stop: FxHashSet<String>,
    stemmer: Option<Stemmer>,
}

impl Rules {
    /// Rules for a language given by its two-letter code; a language without a stemmer or list goes without.
    pub fn new(language: &str, options: &WordOptions) -> Self {
        let mut stop = FxHashSet::default();
        if options.stop_words {
            stop.extend(stopwords::list(language).iter().map(|word| fold_case(word)));
        }
        stop.extend(options.extra_stop_words.iter().map(|word| fold_case(word)));
        let stemmer = if options.stem { algorithm(language).map(Stemmer::create) } else { None };
        Self { english: language == "en", spelling: options.spelling, stop, stemmer }
    }

    /// The word as written, but for possessives and typographic apostrophes.
    pub fn bare(&self, surface: &str) -> String {
        straight(strip_possessive(&normal(surface), self.english))
    }

    /// The word in lower case, in the spelling of its country.
    pub fn lower(&self, surface: &str) -> String {
        fold_case(strip_possessive(surface, self.english))
    }

    /// Calls `see` with what a word may be a form of; two words are forms of one if they share any. In English by
    /// inflection, in other languages by Snowball stem; without stems, a word is a form of itself only.
    pub fn each_base(&self, surface: &str, folded: &str, mut see: impl FnMut(&str)) {
        match &self.stemmer {
            Some(_) if self.english => {
                if inflection::is_plural_abbreviation(surface) && folded.len() == surface.len() {
                    see(&folded[..folded.len() - 1]);
                }
                inflection::each_base(folded, see);
            }
            Some(stemmer) => see(&stemmer.stem(folded)),
            None => see(folded),
        }
    }

    /// The word after folding, before stemming: what wildcards are matched against.
    pub fn fold(&self, surface: &str) -> String {
        let surface = normal(surface);
        let bare = strip_possessive(&surface, self.english);
        if self.english && self.spelling && is_country(bare) {
            return "u.s.".into();
        }
        let lower = fold_case(bare);
        if self.english && self.spelling && lower.is_ascii() { spelling::fold(&lower) } else { lower }
    }

    /// The stem of a folded word.
    pub fn stem(&self, folded: &str) -> String {
        match &self.stemmer {
            Some(_) if self.english => match exception(folded) {
                Some(stem) => stem.to_owned(),
                None => self.snowball(folded),
            },
            Some(_) => self.snowball(folded),
            None => folded.to_owned(),
        }
    }

    fn snowball(&self, folded: &str) -> String {
        self.stemmer.as_ref().map_or_else(|| folded.to_owned(), |stemmer| stemmer.stem(folded).into_owned())
    }

    pub fn is_stop(&self, surface: &str, folded: &str) -> bool {
        folded != "u.s." && (self.stop.contains(folded) || self.stop.contains(&fold_case(surface)))
    }
}

/// "US", "U.S", "USA" and "U.S.A" in capitals are the country; "us" is the pronoun. UAX #29 cuts the last full stop.
fn is_country(word: &str) -> bool {
    matches!(word, "US" | "U.S" | "U.S." | "USA" | "U.S.A" | "U.S.A." | "u.s" | "u.s." | "u.s.a")
}

/// Lower case in normal form, with the typographic apostrophe made straight (a stemmer does not know "india’s").
fn fold_case(word: &str) -> String {
    straight(&normal(word).to_lowercase())
}

/// Marks that show nothing: soft hyphens, zero-width blanks, the byte order mark, word joiners. The joiners of Persian
/// and of Indian scripts are not among them, for they do show.
const INVISIBLE: [char; 4] = ['\u{ad}', '\u{200b}', '\u{feff}', '\u{2060}'];

/// A word in Unicode's form NFKC and without invisible marks: composed accents, plain letters for ligatures and for
/// full-width ones.
fn normal(word: &str) -> Cow<'_, str> {
    if word.is_ascii() {
        return Cow::Borrowed(word);
    }
    let visible = match word.contains(INVISIBLE) {
        true => Cow::Owned(word.replace(INVISIBLE, "")),
        false => Cow::Borrowed(word),
    };
    match is_nfkc_quick(visible.chars()) {
        IsNormalized::Yes => visible,
        _ => Cow::Owned(visible.nfkc().collect()),
    }
}

/// Typographic apostrophes made straight.
fn straight(word: &str) -> String {
    word.replace(['\u{2019}', '\u{2018}', '\u{02bc}'], "'")
}

/// "India's" -> "India", in English only ("l'industria" is another matter).
fn strip_possessive(word: &str, english: bool) -> &str {
    if !english {
        return word;
    }
    ["'s", "\u{2019}s", "\u{2bc}s", "'S", "\u{2019}S", "\u{2bc}S"]
        .iter()
        .find_map(|ending| word.strip_suffix(ending))
        .unwrap_or(word)
}

/// Families that the Snowball stemmer of 2001 joins though they mean different things: international is not internal,
/// organization is not organ, university is not universal, news are not new. Whole words: a newspaper is none of them.
fn exception(folded: &str) -> Option<&'static str> {
    const FAMILIES: &[(&str, &str, &[&str])] = &[
        ("international", "international", &["", "s", "ly"]),
        ("organiz", "organiz", ORGANIZE),
        ("organis", "organiz", ORGANIZE),
        ("universit", "university", &["y", "ies"]),
        ("polic", "policy", &["y", "ies"]),
        ("news", "news", &[""]),
        ("generation", "generation", &["", "s", "al"]),
    ];
    const ORGANIZE: &[&str] = &["e", "es", "ed", "ing", "er", "ers", "ation", "ations", "ational", "ationally"];
    let member =
        |(start, _, ends): &&(&str, &str, &[&str])| folded.strip_prefix(start).is_some_and(|end| ends.contains(&end));
    FAMILIES.iter().find(member).map(|&(_, stem, _)| stem)
}

/// Longer words, in characters, are no words: keys, encoded pictures, a text without blanks.
const LONGEST: usize = 100;

/// A word that can be a topic: it has a letter, is not a single ASCII letter, and not endless.
fn can_be_term(folded: &str) -> bool {
    let endless = folded.len() > LONGEST && folded.chars().nth(LONGEST).is_some();
    folded.len() > 1 && !endless && folded.chars().any(char::is_alphabetic)
}

impl Vocabulary {
    /// Decides for every spelling of the streams.
    pub fn of(streams: &Streams, language: &str, options: &WordOptions) -> Self {
        let rules = Rules::new(language, options);
        let decide = |surface: &str| {
            let folded = rules.fold(surface);
            let stop = rules.is_stop(surface, &folded);
            let key = if stop || !can_be_term(&folded) { String::new() } else { rules.stem(&folded) };
            (key, folded.into_boxed_str(), stop)
        };
        let decided: Vec<(String, Box<str>, bool)> =
            streams.surfaces.par_iter().map(|surface| decide(surface)).collect();
        let mut keys: Vec<String> = decided.iter().filter(|d| !d.0.is_empty()).map(|d| d.0.clone()).collect();
        keys.par_sort_unstable();
        keys.dedup();
        let number: FxHashMap<&str, u32> = keys.iter().enumerate().map(|(i, key)| (key.as_str(), i as u32)).collect();
        let term_of: Vec<u32> = decided.iter().map(|d| number.get(d.0.as_str()).copied().unwrap_or(NO_TERM)).collect();
        let labels = labels(streams, &term_of, &keys);
        let (folded, stop) = decided.into_iter().map(|(_, folded, stop)| (folded, stop)).unzip();
        Self { language: language.into(), keys, labels, term_of, folded, stop }
    }

    /// The stop words met, each once, sorted.
    pub fn stop_words(&self) -> Vec<&str> {
        let marked = self.folded.iter().zip(&self.stop).filter(|(_, stop)| **stop);
        let mut words: Vec<&str> = marked.map(|(word, _)| &**word).collect();
        words.sort_unstable();
        words.dedup();
        words
    }
}

/// The commonest spelling of each term, its possessive and sentence-initial capital apart; ties by bytes.
fn labels(streams: &Streams, term_of: &[u32], keys: &[String]) -> Vec<String> {
    let mut best: FxHashMap<(u32, &str), u64> = FxHashMap::default();
    for (surface, (&term, &count)) in streams.surfaces.iter().zip(term_of.iter().zip(&streams.frequency)) {
        if term != NO_TERM {
            *best.entry((term, strip_possessive(surface, true))).or_default() += count;
        }
    }
    let mut ranked: Vec<((u32, &str), u64)> = best.into_iter().collect();
    ranked.par_sort_unstable_by(|a, b| (a.0.0, b.1, a.0.1).cmp(&(b.0.0, a.1, b.0.1)));
    let mut labels = vec![String::new(); keys.len()];
    for ((term, surface), _) in ranked {
        let label = &mut labels[term as usize];
        if label.is_empty() {
            *label = if keys[term as usize] == "u.s." { "US".into() } else { normal(surface).into_owned() };
        }
    }
    labels
}

/// Code of the language of a text's beginning, if it can be told.
pub fn detect_language(sample: &str) -> Option<&'static str> {
    whatlang::detect(sample).filter(|info| info.confidence() > 0.5).map(|info| code(info.lang()))
}

/// Codes of the languages that can be named, sorted.
pub fn languages() -> Vec<&'static str> {
    let mut codes: Vec<&str> = whatlang::Lang::all().iter().map(|language| code(*language)).collect();
    codes.sort_unstable();
    codes
}

/// The language with most votes, the first by code among equals; English where there is no vote.
pub fn majority(votes: &BTreeMap<&'static str, usize>) -> String {
    votes.iter().max_by_key(|&(code, count)| (count, std::cmp::Reverse(code))).map_or("en", |(code, _)| code).into()
}

/// Two-letter code where there is one (ISO 639-1), else the three-letter one.
fn code(language: whatlang::Lang) -> &'static str {
    use whatlang::Lang as L;
    match language {
        L::Eng => "en",
        L::Ara => "ar",
        L::Dan => "da",
        L::Nld => "nl",
        L::Fin => "fi",
        L::Fra => "fr",
        L::Deu => "de",
        L::Ell => "el",
        L::Hun => "hu",
        L::Ita => "it",
        L::Nob => "no",
        L::Por => "pt",
        L::Ron => "ro",
        L::Rus => "ru",
        L::Spa => "es",
        L::Swe => "sv",
        L::Tam => "ta",
        L::Tur => "tr",
        L::Cmn => "zh",
        L::Jpn => "ja",
        L::Hin => "hi",
        L::Ind => "id",
        L::Slv => "sl",
        other => other.code(),
    }
}

/// The Snowball stemmer of a language.
fn algorithm(language: &str) -> Option<Algorithm> {
    Some(match language {
        "ar" => Algorithm::Arabic,
        "da" => Algorithm::Danish,
        "nl" => Algorithm::Dutch,
        "en" => Algorithm::English,
        "fi" => Algorithm::Finnish,
        "fr" => Algorithm::French,
        "de" => Algorithm::German,
        "hu" => Algorithm::Hungarian,
        "it" => Algorithm::Italian,
        "no" => Algorithm::Norwegian,
        "pt" => Algorithm::Portuguese,
        "ro" => Algorithm::Romanian,
        "ru" => Algorithm::Russian,
        "es" => Algorithm::Spanish,
        "sv" => Algorithm::Swedish,
        "ta" => Algorithm::Tamil,
        "tr" => Algorithm::Turkish,
        // Greek is left out: version 1.2 of the stemmer is reported to panic on some Greek words.
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(surface: &str) -> String {
        let rules = Rules::new("en", &WordOptions::default());
        rules.stem(&rules.fold(surface))
    }

    #[test]
    fn the_country_is_not_the_pronoun() {
        let rules = Rules::new("en", &WordOptions::default());
        assert_eq!(rules.fold("US"), "u.s.");
        assert_eq!(rules.fold("U.S"), "u.s.");
        assert!(!rules.is_stop("US", "u.s."));
        assert!(rules.is_stop("us", &rules.fold("us")) && rules.is_stop("Us", &rules.fold("Us")));
    }

    #[test]
    fn words_that_mean_the_same_meet() {
        assert_eq!(key("India\u{2019}s"), key("India"));
        assert_eq!(key("Defence"), key("defenses"));
        assert_eq!(key("Minerals"), key("mineral"));
        assert_ne!(key("international"), key("internal"));
        assert_ne!(key("organisation"), key("organ"));
    }

    #[test]
    fn families_are_whole_words() {
        assert_eq!(key("policies"), key("policy"));
        for (word, other) in [("newspaper", "news"), ("policymaker", "policy"), ("newsroom", "news")] {
            assert_ne!(key(word), key(other), "{word}");
        }
    }

    #[test]
    fn words_that_look_the_same_meet() {
        let rules = Rules::new("en", &WordOptions::default());
        for (written, plain) in [
            ("Cafe\u{301}", "caf\u{e9}"),
            ("min\u{ad}erals", "minerals"),
            ("\u{fb01}nance", "finance"),
            ("\u{ff34}\u{ff52}\u{ff41}\u{ff44}\u{ff45}", "trade"),
            ("India\u{2bc}s", "india"),
        ] {
            assert_eq!(rules.fold(written), plain);
            assert_eq!(rules.bare(written).to_lowercase(), plain);
        }
        let mut streams = Streams::default();
        streams.add(&["min\u{ad}erals"]);
        assert_eq!(Vocabulary::of(&streams, "en", &WordOptions::default()).labels, ["minerals"]);
    }
}
