//! Texts -> the places where a query stands, in bytes: entries of a theme by the rules that count them, or a pattern.
//!
//! What `find` shows is what a report counts, so a query of words goes through the same `Lexicon`. It is compiled for each
//! batch of texts against the spellings met so far: then texts can stream by, and a word costs one look-up, however many entries the query has.

use super::normalize::{Rules, Vocabulary};
use super::{Lexicon, Streams, segment};
use crate::config::{ThemeSpec, WordOptions};
use crate::error::{Error, Result};
use rayon::prelude::*;
use regex::{Regex, RegexBuilder};
use std::ops::Range;

/// What to look for.
#[derive(Debug, Clone)]
pub enum Query {
    /// Words, phrases and wildcards as in a theme.
    Words(ThemeSpec),
    Pattern(Regex),
}

impl Query {
    /// A regular expression. Capitals and small letters are the same to it, as they are to words; `(?-i)` keeps them apart.
    ///
    /// # Errors
    /// `Setting` where it is none.
    pub fn pattern(text: &str) -> Result<Self> {
        let hint = "see https://docs.rs/regex for what can be written; quote it, so that the shell leaves it alone";
        let fault = |fault: regex::Error| {
            let told = fault.to_string();
            // The library draws the place over several lines; its last one says what is wrong.
            let last = told.lines().last().unwrap_or_default().trim().trim_start_matches("error: ").to_owned();
            Error::setting("--regex", format!("\"{text}\" is no regular expression: {last}"), hint)
        };
        RegexBuilder::new(text).case_insensitive(true).build().map(Self::Pattern).map_err(fault)
    }

    /// Where it stands in each of some texts, from left to right; places of words do not overlap.
    pub fn places(&self, texts: &[&str], language: &str, options: &WordOptions) -> Vec<Vec<Range<usize>>> {
        match self {
            Self::Words(theme) => of_words(theme, texts, language, options),
            Self::Pattern(pattern) => texts.par_iter().map(|text| of_pattern(pattern, text)).collect(),
        }
    }
}

/// An empty match shows nothing.
fn of_pattern(pattern: &Regex, text: &str) -> Vec<Range<usize>> {
    pattern.find_iter(text).map(|found| found.range()).filter(|range| !range.is_empty()).collect()
}

fn of_words(theme: &ThemeSpec, texts: &[&str], language: &str, options: &WordOptions) -> Vec<Vec<Range<usize>>> {
    let mut spellings = Spellings::default();
    spellings.streams.add(texts);
    spellings.places(theme, texts, (language, options))
}

/// The spellings met while texts stream by, each folded once; the texts and their words are not kept.
#[derive(Default)]
pub struct Spellings {
    /// Takes the words of the texts that are looked through next.
    pub streams: Streams,
    /// A lexicon asks nothing of a vocabulary but its language and the folded spellings.
    vocabulary: Vocabulary,
}

impl Spellings {
    /// Where the entries of a theme stand in `texts`, whose words are the documents of the streams and are then forgotten.
    /// The language and the options are to be the same each time.
    pub fn places(
        &mut self,
        theme: &ThemeSpec,
        texts: &[&str],
        (language, options): (&str, &WordOptions),
    ) -> Vec<Vec<Range<usize>>> {
        let rules = Rules::new(language, options);
        let new = self.streams.surfaces[self.vocabulary.folded.len()..].par_iter();
        let new: Vec<Box<str>> = new.map(|surface| rules.fold(surface).into_boxed_str()).collect();
        self.vocabulary.folded.extend(new);
        language.clone_into(&mut self.vocabulary.language);
        let lexicon = Lexicon::compile(std::slice::from_ref(theme), &self.streams, &self.vocabulary, options);
        let place = |(text, stream): (&&str, super::Stream)| {
            let mut words: Vec<Range<usize>> = Vec::new();
            lexicon.mentions(&stream, |mention| words.push(mention.at..mention.at + mention.length));
            in_bytes(text, words)
        };
        let documents = std::mem::take(&mut self.streams.documents);
        texts.par_iter().zip(documents).map(place).collect()
    }
}

/// Ranges of words as ranges of bytes.
fn in_bytes(text: &str, words: Vec<Range<usize>>) -> Vec<Range<usize>> {
    if words.is_empty() {
        return Vec::new();
    }
    let mut spans: Vec<Range<usize>> = Vec::new();
    segment::words(text, |word, offset, _| spans.push(offset..offset + word.len()));
    let bytes = |words: Range<usize>| Some(spans.get(words.start)?.start..spans.get(words.end - 1)?.end);
    words.into_iter().filter_map(bytes).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'t>(query: &Query, texts: &[&'t str]) -> Vec<Vec<&'t str>> {
        let places = query.places(texts, "en", &WordOptions::default());
        texts.iter().zip(places).map(|(text, places)| places.into_iter().map(|place| &text[place]).collect()).collect()
    }

    #[test]
    fn words_stand_where_a_theme_counts_them() {
        let words = ["critical minerals", "defence", "!civil defence"].map(str::to_owned).into();
        let query = Query::Words(ThemeSpec { name: "q".into(), words });
        let texts = ["Critical-mineral talks — “Defense’s” part; civil defence.", "nothing", "Überall: DEFENCES"];
        let expected = [vec!["Critical-mineral", "Defense’s"], vec![], vec!["DEFENCES"]];
        assert_eq!(found(&query, &texts), expected);
    }

    #[test]
    fn patterns_ignore_case_unless_told() {
        let texts = ["Avian flu, avian influenza", ""];
        assert_eq!(
            found(&Query::pattern("avian (flu|influenza)").unwrap(), &texts)[0],
            ["Avian flu", "avian influenza"]
        );
        assert_eq!(found(&Query::pattern("(?-i)avian f?").unwrap(), &texts)[0], ["avian "]);
        assert!(found(&Query::pattern("x*").unwrap(), &texts)[0].is_empty());
        let fault = Query::pattern("(").unwrap_err().to_string();
        assert!(fault.contains("unclosed group") && !fault.contains('\n'), "{fault}");
    }
}
