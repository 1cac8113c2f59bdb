//! Themes on streams: where the user's words, phrases and wildcards occur.
//!
//! An entry is one or more words. A plain word stands for every spelling of its term ("defence" for "Defense's"); a word
//! that ends in `*` stands for every folded word that begins so; an entry that begins with `!` takes its words away
//! from the theme ("!trade union"). In one theme, matches do not overlap: the leftmost wins, then the longest. Themes do
//! not disturb each other. Entries are compiled once against the distinct spellings of the corpus.

use super::normalize::{Rules, Vocabulary};
use super::segment;
use super::stream::{Stream, Streams, Token};
use crate::config::{ThemeSpec, WordOptions};
use ndarray::Array2;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// Themes compiled against the spellings of one corpus.
#[derive(Debug)]
pub struct Lexicon {
    themes: usize,
    patterns: Vec<Pattern>,
    /// Patterns by their first element, longest first.
    starting_with: Vec<Vec<u32>>,
    /// Elements that each spelling satisfies; most satisfy none.
    elements_of: Vec<Vec<u32>>,
}

#[derive(Debug)]
struct Pattern {
    theme: usize,
    entry: usize,
    excludes: bool,
    elements: Vec<u32>,
}

/// One word of an entry.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Element {
    Term(String),
    Prefix(String),
}

/// Mentions of themes.
#[derive(Debug, Clone, PartialEq)]
pub struct Mentions {
    /// Documents x themes.
    pub by_document: Array2<u32>,
    /// Per theme, per entry: mentions in the corpus.
    pub by_entry: Vec<Vec<u64>>,
}

/// One mention: which theme, by which of its entries, where (word position) and how many words long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mention {
    pub theme: usize,
    pub entry: usize,
    pub at: usize,
    pub length: usize,
}

impl Lexicon {
    /// Compiles themes. An entry without a word in it is passed over.
    pub fn compile(themes: &[ThemeSpec], streams: &Streams, vocabulary: &Vocabulary, options: &WordOptions) -> Self {
        let rules = Rules::new(&vocabulary.language, options);
        let mut elements: FxHashMap<Element, u32> = FxHashMap::default();
        let mut patterns = Vec::new();
        for (theme, spec) in themes.iter().enumerate() {
            for (entry, text) in spec.words.iter().enumerate() {
                let body = text.trim_start_matches('!');
                let words = parse(body, &rules).into_iter().map(|element| {
                    let next = elements.len() as u32;
                    *elements.entry(element).or_insert(next)
                });
                let pattern = Pattern { theme, entry, excludes: body.len() < text.len(), elements: words.collect() };
                patterns.extend((!pattern.elements.is_empty()).then_some(pattern));
            }
        }
        let starting_with = by_first_element(&patterns, elements.len());
        let satisfied = satisfied_by(&elements, &rules);
        let elements_of =
            streams.surfaces.par_iter().zip(&vocabulary.folded).map(|(_, word)| satisfied(word)).collect();
        Self { themes: themes.len(), patterns, starting_with, elements_of }
    }

    /// Counts all themes in all documents.
    pub fn count(&self, streams: &[Stream], entries: &[usize]) -> Mentions {
        /// A document's mentions by theme, and each mention's (theme, entry).
        type Row = (Vec<u32>, Vec<(usize, usize)>);
        let rows: Vec<Row> = streams
            .par_iter()
            .map(|stream| {
                let mut row = vec![0; self.themes];
                let mut used = Vec::new();
                self.mentions(stream, |mention| {
                    row[mention.theme] += 1;
                    used.push((mention.theme, mention.entry));
                });
                (row, used)
            })
            .collect();
        let mut by_document = Array2::zeros((streams.len(), self.themes));
        let mut by_entry: Vec<Vec<u64>> = entries.iter().map(|&count| vec![0; count]).collect();
        for (document, (row, used)) in rows.into_iter().enumerate() {
            for (theme, count) in row.into_iter().enumerate() {
                by_document[[document, theme]] = count;
            }
            for (theme, entry) in used {
                by_entry[theme][entry] += 1;
            }
        }
        Mentions { by_document, by_entry }
    }

    /// Calls `each` with the mentions in one document from left to right.
    pub fn mentions(&self, stream: &[Token], mut each: impl FnMut(Mention)) {
        let mut free_from = vec![0; self.themes];
        for at in 0..stream.len() {
            let elements = &self.elements_of[stream[at].surface()];
            if elements.is_empty() {
                continue;
            }
            for (theme, free_from) in free_from.iter_mut().enumerate() {
                if at < *free_from {
                    continue;
                }
                if let Some(pattern) = self.longest_at(stream, at, theme) {
                    let length = pattern.elements.len();
                    *free_from = at + length;
                    if !pattern.excludes {
                        each(Mention { theme, entry: pattern.entry, at, length });
                    }
                }
            }
        }
    }

    fn longest_at(&self, stream: &[Token], at: usize, theme: usize) -> Option<&Pattern> {
        let elements = &self.elements_of[stream[at].surface()];
        let candidates = elements.iter().flat_map(|&element| &self.starting_with[element as usize]);
        candidates
            .map(|&index| &self.patterns[index as usize])
            .filter(|pattern| pattern.theme == theme && self.fits(pattern, &stream[at..]))
            .max_by_key(|pattern| (pattern.elements.len(), pattern.excludes, std::cmp::Reverse(pattern.entry)))
    }

    fn fits(&self, pattern: &Pattern, stream: &[Token]) -> bool {
        let satisfies = |(element, token): (&u32, &Token)| self.elements_of[token.surface()].contains(element);
        stream.len() >= pattern.elements.len()
            && pattern.elements.iter().zip(stream).all(satisfies)
            && stream[1..pattern.elements.len()].iter().all(|token| !token.breaks())
    }
}

/// The words of an entry.
fn parse(entry: &str, rules: &Rules) -> Vec<Element> {
    let mut elements = Vec::new();
    segment::words(entry, |word, offset, _| {
        let folded = rules.fold(word);
        let wildcard = entry[offset + word.len()..].starts_with('*');
        elements.push(if wildcard { Element::Prefix(folded) } else { Element::Term(rules.stem(&folded)) });
    });
    elements
}

fn by_first_element(patterns: &[Pattern], elements: usize) -> Vec<Vec<u32>> {
    let mut starting_with = vec![Vec::new(); elements];
    for (index, pattern) in patterns.iter().enumerate() {
        starting_with[pattern.elements[0] as usize].push(index as u32);
    }
    starting_with
}

/// The elements that a folded word satisfies, in order.
fn satisfied_by<'e>(elements: &'e FxHashMap<Element, u32>, rules: &'e Rules) -> impl Fn(&str) -> Vec<u32> + Sync + 'e {
    let mut terms: FxHashMap<&str, u32> = FxHashMap::default();
    let mut prefixes: Vec<(&str, u32)> = Vec::new();
    #[expect(clippy::iter_over_hash_type, reason = "numbers are sorted wherever they are given")]
    for (element, &number) in elements {
        match element {
            Element::Term(stem) => drop(terms.insert(stem, number)),
            Element::Prefix(prefix) => prefixes.push((prefix, number)),
        }
    }
    move |word| {
        let by_term = terms.get(rules.stem(word).as_str()).copied();
        let by_prefix = prefixes.iter().filter(|(prefix, _)| word.starts_with(prefix)).map(|&(_, number)| number);
        let mut numbers: Vec<u32> = by_term.into_iter().chain(by_prefix).collect();
        numbers.sort_unstable();
        numbers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(text: &str, words: &[&str]) -> u32 {
        let themes = [ThemeSpec { name: "theme".into(), words: words.iter().map(|&w| w.to_owned()).collect() }];
        let mut streams = Streams::default();
        streams.add(&[text]);
        let options = WordOptions::default();
        let vocabulary = Vocabulary::of(&streams, "en", &options);
        let lexicon = Lexicon::compile(&themes, &streams, &vocabulary, &options);
        lexicon.count(&streams.documents, &[words.len()]).by_document[[0, 0]]
    }

    #[test]
    fn words_phrases_wildcards_and_exclusions() {
        assert_eq!(count("Defence and defense's budget", &["defence"]), 2);
        assert_eq!(count("critical minerals, mineral rights and mining", &["mineral*"]), 2);
        assert_eq!(count("Critical minerals and critical mineral exploration", &["critical minerals"]), 2);
        assert_eq!(count("critical. Minerals are", &["critical minerals"]), 0);
        assert_eq!(count("trade grew; the trade union met on trade", &["trade", "!trade union"]), 2);
        assert_eq!(count("critical minerals", &["critical minerals", "minerals", "critical"]), 1);
        assert_eq!(count("the Indo-Pacific and the Indo Pacific", &["Indo-Pacific"]), 2);
        assert_eq!(count("give us a U.S. view", &["US"]), 1);
    }
}
