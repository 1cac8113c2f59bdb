//! Texts -> counts of words and n-grams, each thread with tables of its own: the hot loop of the `Vectorizer`.

use super::sparse::{Block, Counter};
use super::vectorizer::Vectorizer;
use crate::text::segment;
use crate::text::table::{BATCH, Word, WordTable};
use rustc_hash::FxHashSet;

/// Stands for a word that is not counted.
const STOPPED: u32 = u32::MAX;

/// What one thread counted. Terms have numbers of its own; a word's number is smaller than those of its n-grams.
#[derive(Default)]
pub(super) struct Part {
    /// Blocks of documents with their places.
    pub blocks: Vec<(usize, Block)>,
    pub terms: Vec<Term>,
    words: WordTable<Seen>,
    grams: WordTable<Seen>,
    /// Words that are not ASCII, by how they are written: their place in `lowered`.
    written: WordTable<u32>,
    lowered: Vec<Box<str>>,
    document: u32,
    counter: Counter,
    scratch: Scratch,
}

/// A word, or an n-gram as a shorter one and its last word.
#[derive(Debug)]
pub(super) enum Term {
    Word(Box<str>),
    Gram(u32, u32),
}

/// The number of a term, the document that had it last and where it is counted there.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    number: u32,
    document: u32,
    place: u32,
}

/// Buffers used again for each document.
#[derive(Default)]
struct Scratch {
    /// The text in lower case (as far as it is ASCII), and some bytes more.
    lower: Vec<u8>,
    /// Numbers of the words, or of the n-grams that begin with them.
    numbers: Vec<u32>,
    heads: Vec<u32>,
}

/// What is counted.
pub(super) struct Rules<'o> {
    pub options: &'o Vectorizer,
    pub stop: FxHashSet<&'o str>,
}

impl Part {
    /// Counts the documents of a block.
    pub fn add(&mut self, rules: &Rules, place: usize, documents: &[impl AsRef<str>]) {
        let mut counter = std::mem::take(&mut self.counter);
        for document in documents {
            self.document += 1;
            self.count(rules, document.as_ref(), &mut counter);
            counter.end_row();
        }
        self.blocks.push((place, counter.take()));
        self.counter = counter;
    }

    fn count(&mut self, rules: &Rules, text: &str, counter: &mut Counter) {
        let mut scratch = std::mem::take(&mut self.scratch);
        scratch.lower.clear();
        scratch.lower.extend_from_slice(text.as_bytes());
        if rules.options.lowercase {
            scratch.lower.make_ascii_lowercase();
        }
        scratch.lower.extend_from_slice(&[0; 16]);
        scratch.numbers.clear();
        let all_ascii = text.is_ascii() || !rules.options.lowercase;
        let mut batch =
            Batch { words: [Word::default(); BATCH], spans: [(0, 0); BATCH], length: 0, text: &scratch.lower };
        segment::spans(text, |start, end| {
            if all_ascii || text.as_bytes()[start..end].is_ascii() {
                batch.push(Word::within(&scratch.lower, start, end), (start, end));
                if batch.length == BATCH {
                    self.take(rules, &mut batch, &mut scratch.numbers, counter);
                }
            } else {
                self.take(rules, &mut batch, &mut scratch.numbers, counter);
                self.take_foreign(rules, &text[start..end], &mut scratch.numbers, counter);
            }
        });
        self.take(rules, &mut batch, &mut scratch.numbers, counter);
        self.count_grams(rules, &mut scratch, counter);
        self.scratch = scratch;
    }

    /// Counts a batch of words.
    fn take(&mut self, rules: &Rules, batch: &mut Batch, numbers: &mut Vec<u32>, counter: &mut Counter) {
        let (single, longest) = rules.options.ngram_range;
        counter.reserve(BATCH);
        self.words.touch(batch.words[..batch.length].iter().copied());
        for at in 0..batch.length {
            let (start, end) = batch.spans[at];
            let seen = self.words.entry(batch.words[at], || {
                new_word(&mut self.terms, rules, &String::from_utf8_lossy(&batch.text[start..end]))
            });
            if seen.number == STOPPED {
                continue;
            }
            if single == 1 {
                seen.count(self.document, counter);
            }
            if longest > 1 {
                numbers.push(seen.number);
            }
        }
        batch.length = 0;
    }

    /// Counts a word that is not ASCII. It is brought to lower case once for each way to write it.
    fn take_foreign(&mut self, rules: &Rules, written: &str, numbers: &mut Vec<u32>, counter: &mut Counter) {
        let place = *self.written.entry(Word::of(written.as_bytes()), || {
            self.lowered.push(written.to_lowercase().into());
            self.lowered.len() as u32 - 1
        });
        let lower = &*self.lowered[place as usize];
        let seen = self.words.entry(Word::of(lower.as_bytes()), || new_word(&mut self.terms, rules, lower));
        if seen.number == STOPPED {
            return;
        }
        if rules.options.ngram_range.0 == 1 {
            counter.reserve(1);
            seen.count(self.document, counter);
        }
        numbers.push(seen.number);
    }

    /// Counts the n-grams of a document, the shorter ones first: each is one of those and a word more.
    fn count_grams(&mut self, rules: &Rules, scratch: &mut Scratch, counter: &mut Counter) {
        let (shortest, longest) = rules.options.ngram_range;
        let Scratch { numbers, heads, .. } = scratch;
        heads.clone_from(numbers);
        for length in 2..=longest {
            let lasts = numbers.get(length - 1..).unwrap_or_default();
            heads.truncate(lasts.len());
            for (heads, lasts) in heads.chunks_mut(BATCH).zip(lasts.chunks(BATCH)) {
                counter.reserve(BATCH);
                self.grams.touch(heads.iter().zip(lasts).map(|(&head, &last)| Word::pair(head, last)));
                for (head, &last) in heads.iter_mut().zip(lasts) {
                    let seen = self.grams.entry(Word::pair(*head, last), || {
                        self.terms.push(Term::Gram(*head, last));
                        Seen { number: self.terms.len() as u32 - 1, ..Seen::default() }
                    });
                    if length >= shortest {
                        seen.count(self.document, counter);
                    }
                    *head = seen.number;
                }
            }
        }
    }

    /// Forgets what only counting needs.
    pub fn close(&mut self) {
        (self.words, self.grams, self.written) = Default::default();
        (self.lowered, self.counter, self.scratch) = Default::default();
    }
}

/// Words waiting to be looked up together.
struct Batch<'t> {
    /// The text in lower case.
    text: &'t [u8],
    words: [Word<'t>; BATCH],
    spans: [(usize, usize); BATCH],
    length: usize,
}

impl<'t> Batch<'t> {
    #[inline]
    fn push(&mut self, word: Word<'t>, span: (usize, usize)) {
        self.words[self.length] = word;
        self.spans[self.length] = span;
        self.length += 1;
    }
}

#[cold]
fn new_word(terms: &mut Vec<Term>, rules: &Rules, word: &str) -> Seen {
    // A blank with a mark upon it is a word to UAX #29, but would upset the order of n-grams.
    if rules.stop.contains(word) || word.bytes().any(|byte| byte <= b' ') {
        return Seen { number: STOPPED, ..Seen::default() };
    }
    terms.push(Term::Word(word.into()));
    Seen { number: terms.len() as u32 - 1, ..Seen::default() }
}

impl Seen {
    #[inline]
    fn count(&mut self, document: u32, counter: &mut Counter) {
        self.place = counter.count(self.number, self.document != document, self.place);
        self.document = document;
    }
}
