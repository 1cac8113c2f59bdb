//! Themes on streams: where the user's words, phrases and wildcards occur.
//!
//! An entry is one or more words. A plain word stands for its inflections ("defence" for "Defenses"; see `inflection`) in
//! either spelling; a word that ends in `*` stands for every word that begins so; an entry that begins with `=` is taken
//! as written, in its capitals and its form ("=AIDS" is not "aids"); an entry that begins with `!` takes its words away
//! from the theme ("!trade union", "!=US Steel"). Exclusions come first: nothing that overlaps one is a mention. In one
//! theme, mentions do not overlap: the leftmost wins, then the longest. Themes do not disturb each other. In scripts
//! without spaces an entry is a run of characters, for where a dictionary cuts is not where a reader would.
//!
//! Entries are compiled once against the distinct spellings of the corpus, so that a word of a document costs one look at
//! what its spelling can begin.

use super::entry::{self, Element};
use super::normalize::{Rules, Vocabulary};
use super::stream::{Stream, Streams, Token};
use crate::config::{ThemeSpec, WordOptions};
use ndarray::Array2;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Themes compiled against the spellings of one corpus.
#[derive(Debug)]
pub struct Lexicon {
    themes: usize,
    patterns: Vec<Pattern>,
    /// Per spelling: which of `sets` it belongs to. Most belong to the first, which is empty.
    set_of: Vec<u32>,
    sets: Vec<Set>,
    /// Per element: the run of characters that it is, if it is one.
    runs: Vec<Option<String>>,
    /// The folded spellings that some run may reach into, by number.
    in_runs: FxHashMap<usize, Box<str>>,
}

/// Spellings that satisfy the same elements.
#[derive(Debug, Default)]
struct Set {
    elements: Vec<u32>,
    /// Patterns that may begin here: by theme, and in a theme exclusions and then the ones that win first.
    beginning: Vec<u32>,
}

#[derive(Debug)]
struct Pattern {
    theme: usize,
    entry: usize,
    excludes: bool,
    elements: Vec<u32>,
    /// A bit for each element that a hyphen must join to the one before, the first the lowest.
    hyphens: u64,
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
                let (excludes, body) = entry::unmarked(text);
                for entry::Form { body, hyphens } in entry::forms(body) {
                    let words = entry::parse(&body, &rules).into_iter().map(|element| {
                        let next = elements.len() as u32;
                        *elements.entry(element).or_insert(next)
                    });
                    let pattern = Pattern { theme, entry, excludes, elements: words.collect(), hyphens };
                    patterns.extend((!pattern.elements.is_empty()).then_some(pattern));
                }
            }
        }
        let asked = Asked::of(&elements, &rules);
        let spellings = streams.surfaces.par_iter().zip(&vocabulary.folded);
        let satisfied: Vec<Vec<u32>> = spellings.map(|(spelling, folded)| asked.satisfied(spelling, folded)).collect();
        let in_runs = vocabulary.folded.iter().enumerate().filter(|(_, folded)| asked.lies_in_run(folded));
        let in_runs = in_runs.map(|(number, folded)| (number, folded.clone())).collect();
        let runs = asked.runs_by_number(elements.len());
        let (set_of, sets) = sets(satisfied, &patterns);
        Self { themes: themes.len(), patterns, set_of, sets, runs, in_runs }
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
            for pattern in self.beginning(*token) {
                let free = &mut free_from[pattern.theme];
                // Where a word is taken, only an exclusion may begin, which takes what it covers.
                if at < *free && !pattern.excludes {
                    continue;
                }
                let Some(length) = self.fits(pattern, &stream[at..]) else { continue };
                if pattern.excludes {
                    *free = (*free).max(at + length);
                } else if !self.excluded(pattern.theme, stream, at + 1..at + length) {
                    *free = at + length;
                    each(Mention { theme: pattern.theme, entry: pattern.entry, at, length });
                }
            }
        }
    }

    /// The patterns that may begin with a word.
    fn beginning(&self, token: Token) -> impl Iterator<Item = &Pattern> {
        let set = &self.sets[self.set_of[token.surface()] as usize];
        set.beginning.iter().map(|&pattern| &self.patterns[pattern as usize])
    }

    /// An exclusion of the theme begins at one of these words.
    fn excluded(&self, theme: usize, stream: &[Token], places: Range<usize>) -> bool {
        places.into_iter().any(|at| {
            let mut exclusions =
                self.beginning(stream[at]).filter(|pattern| pattern.excludes && pattern.theme == theme);
            exclusions.any(|pattern| self.fits(pattern, &stream[at..]).is_some())
        })
    }

    /// How many of these words make up a pattern of which the first element stands at their beginning.
    fn fits(&self, pattern: &Pattern, words: &[Token]) -> Option<usize> {
        let mut length = 0;
        for (index, &element) in pattern.elements.iter().enumerate() {
            let token = words.get(length)?;
            if index > 0 && (token.parts() || !self.satisfies(*token, element)) {
                return None;
            }
            if pattern.hyphens & (1 << index.min(63)) != 0 && !token.hyphenated() {
                return None;
            }
            length += match &self.runs[element as usize] {
                Some(run) => self.words_of_run(run, &words[length..])?,
                None => 1,
            };
        }
        Some(length)
    }

    fn satisfies(&self, token: Token, element: u32) -> bool {
        self.sets[self.set_of[token.surface()] as usize].elements.contains(&element)
    }

    /// How many of these words hold a run that begins in the first.
    fn words_of_run(&self, run: &str, words: &[Token]) -> Option<usize> {
        let folded = |token: &Token| self.in_runs.get(&token.surface());
        let first = folded(words.first()?)?;
        if first.contains(run) {
            return Some(1);
        }
        let goes_on = |mut rest: &str| {
            for (index, token) in words.iter().enumerate().skip(1) {
                let word = folded(token).filter(|_| !token.parts())?;
                if word.starts_with(rest) {
                    return Some(index + 1);
                }
                rest = rest.strip_prefix(&**word)?;
            }
            None
        };
        first.char_indices().find_map(|(at, _)| run.strip_prefix(&first[at..]).and_then(goes_on))
    }
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

/// The patterns that begin with one of some elements: by theme, then exclusions, the longest, the first in the theme.
fn beginning(elements: &[u32], patterns: &[Pattern]) -> Vec<u32> {
    let begins = |&index: &u32| elements.contains(&patterns[index as usize].elements[0]);
    let mut beginning: Vec<u32> = (0..patterns.len() as u32).filter(begins).collect();
    beginning.sort_by_key(|&index| {
        let pattern = &patterns[index as usize];
        (pattern.theme, std::cmp::Reverse((pattern.excludes, pattern.elements.len())), pattern.entry)
    });
    beginning
}

/// The elements of all entries, ready to be looked up by spelling.
struct Asked<'e> {
    rules: &'e Rules,
    /// By what a word may be a form of.
    words: FxHashMap<String, Vec<u32>>,
    exact: FxHashMap<&'e str, u32>,
    /// In folded spelling, and in that of the words.
    prefixes: Vec<([&'e str; 2], u32)>,
    exact_prefixes: Vec<(&'e str, u32)>,
    runs: Vec<(&'e str, u32)>,
}

impl<'e> Asked<'e> {
    fn of(elements: &'e FxHashMap<Element, u32>, rules: &'e Rules) -> Self {
        let (words, exact) = (FxHashMap::default(), FxHashMap::default());
        let (prefixes, exact_prefixes, runs) = (Vec::new(), Vec::new(), Vec::new());
        let mut asked = Self { rules, words, exact, prefixes, exact_prefixes, runs };
        #[expect(clippy::iter_over_hash_type, reason = "numbers are sorted wherever they are given")]
        for (element, &number) in elements {
            match element {
                Element::Word { folded, surface } => rules.each_base(surface, folded, |base| {
                    asked.words.entry(base.to_owned()).or_default().push(number);
                }),
                Element::Exact(word) => drop(asked.exact.insert(word, number)),
                Element::Prefix { folded, lower } => asked.prefixes.push(([folded, lower], number)),
                Element::ExactPrefix(prefix) => asked.exact_prefixes.push((prefix, number)),
                Element::Run(run) => asked.runs.push((run, number)),
            }
        }
        asked
    }

    /// The elements that a spelling and its folded form satisfy, in order.
    fn satisfied(&self, spelling: &str, folded: &str) -> Vec<u32> {
        let mut numbers = Vec::new();
        self.rules.each_base(spelling, folded, |base| numbers.extend(self.words.get(base).into_iter().flatten()));
        if !self.prefixes.is_empty() {
            let lower = self.rules.lower(spelling);
            let begins = |[prefix, own]: &[&str; 2]| folded.starts_with(prefix) || lower.starts_with(own);
            numbers.extend(self.prefixes.iter().filter(|(prefixes, _)| begins(prefixes)).map(|(_, number)| number));
        }
        if !self.exact.is_empty() || !self.exact_prefixes.is_empty() {
            let bare = self.rules.bare(spelling);
            numbers.extend(self.exact.get(bare.as_str()));
            let prefixes = self.exact_prefixes.iter().filter(|(prefix, _)| bare.starts_with(prefix));
            numbers.extend(prefixes.map(|(_, number)| number));
        }
        numbers.extend(self.runs.iter().filter(|(run, _)| begins_in(run, folded)).map(|(_, number)| number));
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }

    /// Some run may lie in this word, wholly or in part.
    fn lies_in_run(&self, folded: &str) -> bool {
        let ends_in = |run: &str| folded.char_indices().any(|(at, c)| run.ends_with(&folded[..at + c.len_utf8()]));
        self.runs.iter().any(|(run, _)| begins_in(run, folded) || run.contains(folded) || ends_in(run))
    }

    fn runs_by_number(&self, elements: usize) -> Vec<Option<String>> {
        let mut runs = vec![None; elements];
        self.runs.iter().for_each(|&(run, number)| runs[number as usize] = Some(run.to_owned()));
        runs
    }
}

/// A run begins in a word: the word holds it, or ends with its beginning.
fn begins_in(run: &str, word: &str) -> bool {
    word.contains(run) || word.char_indices().any(|(at, _)| run.starts_with(&word[at..]))
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
    fn exclusions_come_first() {
        assert_eq!(count("The World Trade Center fell", &["world trade", "!trade center"]), 0);
        assert_eq!(count("The World Trade Center fell", &["world trade", "world", "!trade center"]), 1);
        assert_eq!(count("world trade center point", &["point", "center point", "!trade center"]), 1);
        assert_eq!(count("a free trade zone rule", &["free trade zone", "zone rule", "!trade"]), 1);
        assert_eq!(count("steel imports and important imports", &["import*", "!important"]), 2);
    }

    #[test]
    fn a_word_stands_for_its_inflections_only() {
        assert_eq!(count("imports, importing, important, importance", &["imports"]), 2);
        assert_eq!(count("an author; the authorities authorize", &["authors"]), 1);
        assert_eq!(count("MPs met the MP. His gas", &["MP", "ga", "hi"]), 2);
        assert_eq!(count("AI, A.I. and AIs; aim", &["AI"]), 3);
    }

    #[test]
    fn wildcards_know_both_spellings() {
        assert_eq!(count("Privatisation and privatised firms", &["privatis*"]), 2);
        assert_eq!(count("Travelling and travelled", &["travell*"]), 2);
        assert_eq!(count("The centre and the centres; colours; sceptical", &["centr*", "colou*", "scept*"]), 4);
        assert_eq!(count("defenses and defences", &["defence*"]), 2);
        assert_eq!(count("privatisation", &["privatiz*"]), 1);
        assert_eq!(count("used by the US", &["US*"]), 1);
    }

    #[test]
    fn what_a_person_would_count_is_counted() {
        let text = "India/US, India–US, India-US and India US talks; India, US: India – US. The “rare” earth and the \"rare earth\".";
        for entry in ["India/US", "India–US", "India-US", "India US"] {
            assert_eq!(count(text, &[entry]), 4, "{entry}");
        }
        assert_eq!(count(text, &["rare earth"]), 2);
        assert_eq!(count("workers’ rights and workers' rights", &["worker rights"]), 2);
        assert_eq!(count("gas/oil", &["gas", "oil", "!gas oil"]), 0);
        // Only an entry with a hyphen of its own also stands for the words with a blank between.
        for (entry, expected) in [("G20", 3), ("=G20", 3), ("G20*", 3), ("G-20", 4), ("=G-20", 4), ("G 20", 3)] {
            let text = "The G20, the G-20; a G-20-wide plan, page G 20, G. 20, Group 20";
            assert_eq!(count(text, &[entry]), expected, "{entry}");
        }
        assert_eq!(count("COVID-19, covid19 and Covid-2019", &["covid-19"]), 2);
        assert_eq!(count("the G20 summit and the G-20 summit", &["G20 summit"]), 2);
        assert_eq!(count("the G20 summit", &["g20", "!G-20 summit"]), 0);
    }

    #[test]
    fn runs_of_characters_are_found_across_cuts() {
        assert_eq!(count("人民币升值，人民银行。", &["人民币"]), 1);
        assert_eq!(count("中美关系和一带一路。关系", &["中美关系", "一带一路"]), 2);
        assert_eq!(count("人民，币", &["人民币"]), 0);
        assert_eq!(count("経済学と経済", &["経済"]), 2);
        assert_eq!(count("東京都と京都", &["京都", "!東京都"]), 1);
        assert_eq!(count("AI 人工智能 chips", &["AI 人工智能 chip*"]), 1);
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
