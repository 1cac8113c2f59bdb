//! Texts -> counts of words and n-grams, each thread with tables of its own: the hot loop of the `Vectorizer`.
//!
//! What is counted are spellings, as they stand in the text. What a spelling is a form of (its lower case, or a stop
//! word) is decided once for each, and the forms of a word are joined when the rows are sorted.

use super::prepare::{lowers_spellings, prepared};
use super::sparse::{Block, Counter, Seen};
use super::vectorizer::{Tokens, Vectorizer};
use crate::text::runs::Runs;
use crate::text::segment::{Scanner, Span};
use crate::text::table::{ABSENT, BATCH, Key, Lookup, PairTable, WordTable};
use rustc_hash::FxHashSet;

/// Stands for the term of a spelling that is not counted.
const STOPPED: u32 = u32::MAX;
/// Added to the number of a term that is an n-gram, to tell it from a spelling.
const GRAM: u32 = 1 << 31;

/// What one thread counted.
#[derive(Default)]
pub(super) struct Part {
    /// Blocks of documents with their places. A column is a spelling or an n-gram.
    pub blocks: Vec<(usize, Block)>,
    /// The term of each spelling, or `STOPPED`.
    term_of: Vec<u32>,
    /// Numbered as they came, so that a word's number is smaller than those of its n-grams.
    pub terms: Vec<Term>,
    spellings: WordTable,
    /// Per spelling.
    seen: Vec<Seen>,
    words: WordTable,
    grams: PairTable,
    document: u32,
    counter: Counter,
    scanner: Scanner,
    runs: Runs,
    lookup: Lookup,
    /// Terms of the words of a document, and of the n-grams that begin with them.
    numbers: Vec<u32>,
    heads: Vec<u32>,
}

/// A word, or an n-gram as a shorter one and its last word.
#[derive(Debug)]
pub(super) enum Term {
    Word(Box<str>),
    Gram(u32, u32),
}

/// What is counted.
pub(super) struct Rules<'o> {
    pub options: &'o Vectorizer,
    pub stop: FxHashSet<&'o str>,
}

impl Part {
    /// Counts the documents of a block.
    pub fn add(&mut self, rules: &Rules, place: usize, documents: &[impl AsRef<str>]) {
        let (mut scanner, mut runs) = (std::mem::take(&mut self.scanner), std::mem::take(&mut self.runs));
        let longest = rules.options.ngram_range.1;
        for text in documents.iter().map(AsRef::as_ref) {
            self.document += 1;
            self.numbers.clear();
            let text = &*prepared(text, rules.options);
            let count = |spans: &[Span]| spans.chunks(BATCH).for_each(|batch| self.count(rules, text, batch));
            match rules.options.tokens {
                Tokens::Words => scanner.scan(text, count),
                Tokens::Runs(shortest) => runs.scan(text, shortest, count),
            }
            if longest > 1 {
                self.count_grams(rules);
            }
            self.counter.end_row();
        }
        (self.scanner, self.runs) = (scanner, runs);
        self.blocks.push((place, self.counter.take()));
    }

    /// Counts a batch of words.
    fn count(&mut self, rules: &Rules, text: &str, batch: &[Span]) {
        let (shortest, longest) = rules.options.ngram_range;
        self.spellings.find(text.as_bytes(), batch, &mut self.lookup);
        if self.lookup.numbers[..batch.len()].contains(&ABSENT) {
            for (at, &[start, end]) in batch.iter().enumerate() {
                if self.lookup.numbers[at] == ABSENT {
                    self.lookup.numbers[at] = self.new_spelling(rules, &text[start..end]);
                }
            }
        }
        let spellings = &self.lookup.numbers[..batch.len()];
        if shortest <= 1 {
            self.counter.count(spellings, &mut self.seen, self.document);
        }
        if longest > 1 {
            let terms = spellings.iter().map(|&spelling| self.term_of[spelling as usize]);
            self.numbers.extend(terms.filter(|&term| term != STOPPED));
        }
    }

    /// The number of a spelling that may have come up in this batch.
    #[cold]
    fn new_spelling(&mut self, rules: &Rules, spelling: &str) -> u32 {
        self.spellings.entry(Key::of(spelling.as_bytes()), spelling.as_bytes(), || {
            self.term_of.push(term_of(rules, spelling, &mut self.words, &mut self.terms));
            self.seen.push(Seen::default());
            self.term_of.len() as u32 - 1
        })
    }

    /// Counts the n-grams of a document, the shorter ones first: each is one of those and a word more.
    fn count_grams(&mut self, rules: &Rules) {
        let (shortest, longest) = rules.options.ngram_range;
        self.heads.clone_from(&self.numbers);
        for length in 2..=longest {
            let lasts = self.numbers.get(length - 1..).unwrap_or_default();
            self.heads.truncate(lasts.len());
            for (heads, lasts) in self.heads.chunks_mut(BATCH).zip(lasts.chunks(BATCH)) {
                self.grams.prepare(heads.iter().copied().zip(lasts.iter().copied()));
                for (head, &last) in heads.iter_mut().zip(lasts) {
                    *head = self.grams.entry(*head, last, || {
                        self.terms.push(Term::Gram(*head, last));
                        self.terms.len() as u32 - 1
                    });
                }
                if length >= shortest {
                    // Few n-grams occur twice in a document; they are joined when the row is sorted.
                    self.counter.append(heads.iter().map(|gram| gram | GRAM));
                }
            }
        }
    }

    /// The columns of what was counted, given those of its terms (`u32::MAX`: none).
    pub fn columns(self, of_terms: Vec<u32>) -> impl Fn(u32) -> u32 + Send + Sync {
        let of_spellings: Vec<u32> =
            self.term_of.iter().map(|&term| of_terms.get(term as usize).map_or(u32::MAX, |&column| column)).collect();
        move |counted| match counted & GRAM {
            0 => of_spellings[counted as usize],
            _ => of_terms[(counted ^ GRAM) as usize],
        }
    }

    /// Forgets what only counting needs.
    pub fn close(&mut self) {
        (self.spellings, self.seen, self.words, self.grams) = Default::default();
        (self.counter, self.scanner, self.numbers, self.heads) = Default::default();
    }
}

/// The term of a new spelling.
fn term_of(rules: &Rules, spelling: &str, words: &mut WordTable, terms: &mut Vec<Term>) -> u32 {
    let is_lower = spelling.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
    let lower = if is_lower || !lowers_spellings(rules.options) { spelling } else { &*spelling.to_lowercase() };
    // A blank with a mark upon it is a word to UAX #29, but would upset the order of n-grams.
    if rules.stop.contains(lower) || lower.bytes().any(|byte| byte <= b' ') {
        return STOPPED;
    }
    words.entry(Key::of(lower.as_bytes()), lower.as_bytes(), || {
        terms.push(Term::Word(lower.into()));
        terms.len() as u32 - 1
    })
}
