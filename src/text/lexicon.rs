//! Themes on streams: where the user's words, phrases and wildcards occur.
//!
//! An entry is one or more words. A plain word stands for every spelling of its term ("defence" for "Defense's"); a word
//! that ends in `*` stands for every folded word that begins so; an entry that begins with `=` is taken as written, in
//! its capitals and its form ("=AIDS" is not "aids"); an entry that begins with `!` takes its words away from the theme
//! ("!trade union", "!=US Steel"). In one theme, matches do not overlap: the leftmost wins, then the longest. Themes do
//! not disturb each other. Entries are compiled once against the distinct spellings of the corpus, so that a word of a
//! document costs one look at what its spelling can begin.

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
    /// Per spelling: which of `sets` it belongs to. Most belong to the first, which is empty.
    set_of: Vec<u32>,
    sets: Vec<Set>,
}

/// Spellings that satisfy the same elements.
#[derive(Debug, Default)]
struct Set {
    elements: Vec<u32>,
    /// Patterns that may begin here: by theme, and in a theme the ones that win first.
    beginning: Vec<u32>,
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
    /// As written.
    Exact(String),
    ExactPrefix(String),
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
                let body = text.trim_start().trim_start_matches('!');
                let words = parse(body, &rules).into_iter().map(|element| {
                    let next = elements.len() as u32;
                    *elements.entry(element).or_insert(next)
                });
                let pattern =
                    Pattern { theme, entry, excludes: body.len() < text.trim_start().len(), elements: words.collect() };
                patterns.extend((!pattern.elements.is_empty()).then_some(pattern));
            }
        }
        let satisfied = satisfied_by(&elements, &rules);
        let spellings = streams.surfaces.par_iter().zip(&vocabulary.folded);
        let satisfied: Vec<Vec<u32>> = spellings.map(|(spelling, folded)| satisfied(spelling, folded)).collect();
        let (set_of, sets) = sets(satisfied, &patterns);
        Self { themes: themes.len(), patterns, set_of, sets }
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
        for (at, token) in stream.iter().enumerate() {
            let set = self.set_of[token.surface()];
            if set == 0 {
                continue;
            }
            for pattern in self.sets[set as usize].beginning.iter().map(|&pattern| &self.patterns[pattern as usize]) {
                if at >= free_from[pattern.theme] && self.fits(pattern, &stream[at..]) {
                    // The others of the theme come later and are not free here any more.
                    let length = pattern.elements.len();
                    free_from[pattern.theme] = at + length;
                    if !pattern.excludes {
                        each(Mention { theme: pattern.theme, entry: pattern.entry, at, length });
                    }
                }
            }
        }
    }

    /// A pattern of which the first element stands at the beginning of these words stands there whole.
    fn fits(&self, pattern: &Pattern, stream: &[Token]) -> bool {
        let satisfies = |(element, token): (&u32, &Token)| {
            !token.breaks() && self.sets[self.set_of[token.surface()] as usize].elements.contains(element)
        };
        let (rest, words) = (&pattern.elements[1..], &stream[1..]);
        words.len() >= rest.len() && rest.iter().zip(words).all(satisfies)
    }
}

/// The words of an entry.
fn parse(entry: &str, rules: &Rules) -> Vec<Element> {
    let (entry, exact) = entry.trim_start().strip_prefix('=').map_or((entry, false), |entry| (entry, true));
    let mut elements = Vec::new();
    segment::words(entry, |word, offset, _| {
        let wildcard = entry[offset + word.len()..].starts_with('*');
        elements.push(match (exact, wildcard) {
            (true, true) => Element::ExactPrefix(rules.bare(word)),
            (true, false) => Element::Exact(rules.bare(word)),
            (false, true) => Element::Prefix(rules.fold(word)),
            (false, false) => Element::Term(rules.stem(&rules.fold(word))),
        });
    });
    elements
}

/// Gathers spellings that satisfy the same elements: the set of each, and the sets. The first set is empty.
fn sets(satisfied: Vec<Vec<u32>>, patterns: &[Pattern]) -> (Vec<u32>, Vec<Set>) {
    let mut number_of: FxHashMap<Vec<u32>, u32> = FxHashMap::default();
    let mut sets = vec![Set::default()];
    let mut number = |elements: Vec<u32>| {
        if elements.is_empty() {
            return 0;
        }
        *number_of.entry(elements).or_insert_with_key(|elements| {
            sets.push(Set { elements: elements.clone(), beginning: beginning(elements, patterns) });
            sets.len() as u32 - 1
        })
    };
    let set_of = satisfied.into_iter().map(&mut number).collect();
    (set_of, sets)
}

/// The patterns that begin with one of some elements: by theme, then the longest, exclusions, the first in the theme.
fn beginning(elements: &[u32], patterns: &[Pattern]) -> Vec<u32> {
    let begins = |&index: &u32| elements.contains(&patterns[index as usize].elements[0]);
    let mut beginning: Vec<u32> = (0..patterns.len() as u32).filter(begins).collect();
    beginning.sort_by_key(|&index| {
        let pattern = &patterns[index as usize];
        (pattern.theme, std::cmp::Reverse((pattern.elements.len(), pattern.excludes)), pattern.entry)
    });
    beginning
}

/// Looks up the elements that a spelling and its folded form satisfy, in order.
fn satisfied_by<'e>(
    elements: &'e FxHashMap<Element, u32>,
    rules: &'e Rules,
) -> impl Fn(&str, &str) -> Vec<u32> + Sync + 'e {
    let (mut terms, mut exact) = (FxHashMap::default(), FxHashMap::default());
    let (mut prefixes, mut exact_prefixes) = (Vec::new(), Vec::new());
    #[expect(clippy::iter_over_hash_type, reason = "numbers are sorted wherever they are given")]
    for (element, &number) in elements {
        match element {
            Element::Term(stem) => drop(terms.insert(stem.as_str(), number)),
            Element::Exact(word) => drop(exact.insert(word.as_str(), number)),
            Element::Prefix(prefix) => prefixes.push((prefix.as_str(), number)),
            Element::ExactPrefix(prefix) => exact_prefixes.push((prefix.as_str(), number)),
        }
    }
    let beginning = |word: &str, prefixes: &[(&str, u32)]| -> Vec<u32> {
        prefixes.iter().filter(|(prefix, _)| word.starts_with(prefix)).map(|&(_, number)| number).collect()
    };
    move |spelling, folded| {
        let mut numbers = beginning(folded, &prefixes);
        numbers.extend(terms.get(rules.stem(folded).as_str()));
        if !exact.is_empty() || !exact_prefixes.is_empty() {
            let bare = rules.bare(spelling);
            numbers.extend(exact.get(bare.as_str()));
            numbers.extend(beginning(&bare, &exact_prefixes));
        }
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

    #[test]
    fn entries_taken_as_written() {
        let text = "AIDS and Aids; hearing aids, an aid to AIDS’s victims. U.S. Steel, US steel: us";
        assert_eq!(count(text, &["=AIDS"]), 2);
        assert_eq!(count(text, &["aids"]), 5);
        assert_eq!(count(text, &["aids", "!=AIDS"]), 3);
        assert_eq!(count(text, &["=AID*"]), 2);
        assert_eq!(count(text, &["=US"]), 1);
        assert_eq!(count(text, &["steel", "!=US Steel"]), 2);
        assert_eq!(count(text, &["steel", "!=U.S. Steel"]), 1);
        assert_eq!(count(text, &["=hearing aids"]), 1);
        assert_eq!(count(text, &["=", "!", "!=", "=!"]), 0);
    }

    #[test]
    fn in_a_theme_the_leftmost_wins_then_the_longest_then_exclusions() {
        assert_eq!(count("rare earth minerals", &["rare earth", "earth minerals"]), 1);
        assert_eq!(count("rare earth minerals", &["rare", "rare earth", "minerals"]), 2);
        assert_eq!(count("rare earth minerals", &["rare earth*", "!rare earth"]), 0);
        assert_eq!(count("rare earth minerals", &["earth", "!rare earth minerals", "rare"]), 0);
        assert_eq!(count("rare rare earth", &["rare earth"]), 1);
    }

    #[test]
    fn themes_do_not_disturb_each_other() {
        let theme = |name: &str, words: &[&str]| ThemeSpec {
            name: name.into(),
            words: words.iter().map(|&word| word.to_owned()).collect(),
        };
        let themes = [
            theme("trade", &["trade", "!trade union"]),
            theme("unions", &["trade union*", "strike*"]),
            theme("all", &["trade union strikes", "trade", "union"]),
        ];
        let mut streams = Streams::default();
        streams.add(&["The trade union strikes at trade; a trade-union strike."]);
        let options = WordOptions::default();
        let vocabulary = Vocabulary::of(&streams, "en", &options);
        let mentions = Lexicon::compile(&themes, &streams, &vocabulary, &options).count(&streams.documents, &[2, 2, 3]);
        assert_eq!(mentions.by_document.row(0).to_vec(), [1, 4, 3]);
        assert_eq!(mentions.by_entry, [vec![1, 0], vec![2, 2], vec![2, 1, 0]]);
    }
}
