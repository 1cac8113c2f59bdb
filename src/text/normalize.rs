//! Spelling -> term, decided once for each distinct spelling and never per occurrence.
//!
//! The order matters: the country ("US", "U.S.") is told from the pronoun ("us") while the case is still known; then
//! case, quotes and possessives are folded, stop words dropped, British and American spelling joined, words stemmed.
//! Stems are keys only. People see the spelling used most (`label`).

use super::spelling;
use super::stopwords;
use super::stream::Streams;
use crate::config::WordOptions;
use rayon::prelude::*;
use rust_stemmers::{Algorithm, Stemmer};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

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
        let mut stop = if options.stop_words { stopwords::list(language) } else { FxHashSet::default() };
        stop.extend(options.extra_stop_words.iter().map(|word| fold_case(word)));
        let stemmer = if options.stem { algorithm(language).map(Stemmer::create) } else { None };
        Self { english: language == "en", spelling: options.spelling, stop, stemmer }
    }

    /// The word as written, but for possessives and typographic apostrophes.
    pub fn bare(&self, surface: &str) -> String {
        straight(strip_possessive(surface, self.english))
    }

    /// The word after folding, before stemming: what wildcards are matched against.
    pub fn fold(&self, surface: &str) -> String {
        let bare = strip_possessive(surface, self.english);
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

/// Lower case, with the typographic apostrophe made straight (a stemmer does not know "india’s").
fn fold_case(word: &str) -> String {
    straight(&word.to_lowercase())
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
    ["'s", "\u{2019}s", "'S", "\u{2019}S"].iter().find_map(|ending| word.strip_suffix(ending)).unwrap_or(word)
}

/// Families that the Snowball stemmer of 2001 joins though they mean different things: international is not internal,
/// organization is not organ, university is not universal.
fn exception(folded: &str) -> Option<&'static str> {
    const FAMILIES: &[(&str, &str)] = &[
        ("international", "international"),
        ("organiz", "organiz"),
        ("organis", "organiz"),
        ("universit", "university"),
        ("policies", "policy"),
        ("policy", "policy"),
        ("news", "news"),
        ("generation", "generation"),
    ];
    FAMILIES.iter().find(|(prefix, _)| folded.starts_with(prefix)).map(|&(_, stem)| stem)
}

/// A word that can be a topic: it has a letter, and is not a single ASCII letter.
fn can_be_term(folded: &str) -> bool {
    folded.len() > 1 && folded.chars().any(char::is_alphabetic)
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
            *label = if keys[term as usize] == "u.s." { "US".into() } else { surface.to_owned() };
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
}
