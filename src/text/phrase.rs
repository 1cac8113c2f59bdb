//! Phrases: neighboring words that belong together by statistic ("critical minerals", "secretary of state").
//!
//! A pair is accepted if it occurs often enough, in more than one document, with NPMI >= 0.5 (Bouma 2009) and
//! G2 >= 10.83 (p < 0.001). NPMI is taken over bigram positions, so it cannot exceed 1 as gensim's can. No stop word
//! stands at an end; one may stand inside. Longer phrases grow from accepted pairs in a second pass. No phrase reaches
//! across punctuation. The words of a phrase are still counted on their own.

use super::normalize::{NO_TERM, Vocabulary};
use super::stream::{Stream, Token};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// When a sequence of words is a phrase.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PhraseOptions {
    /// Least number of occurrences.
    pub least_count: u32,
    /// Least number of documents.
    pub least_documents: u32,
    /// Least normalized pointwise mutual information, 0 to 1.
    pub least_npmi: f64,
    /// Least log-likelihood ratio.
    pub least_g2: f64,
    /// Longest phrase in words: 2 or 3.
    pub longest: usize,
}

impl PhraseOptions {
    /// The defaults, with the least count raised to one in a million words on large corpora.
    pub fn for_corpus(words: u64, longest: usize) -> Self {
        let least_count = (words / 1_000_000).max(3) as u32;
        Self { least_count, least_documents: (least_count / 2).max(2), least_npmi: 0.5, least_g2: 10.83, longest }
    }
}

/// Two or three units; a pair has `NO_TERM` last. A unit is a term, or a stop word counted from `Units::stop_from`.
type Sequence = [u32; 3];

/// An accepted phrase.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    pub units: Sequence,
    /// Occurrences of the sequence, also inside longer phrases.
    pub count: u32,
    pub documents: u32,
    pub npmi: f64,
}

/// The phrases of a corpus, sorted by their units, and where to find them.
#[derive(Debug, Default)]
pub struct Phrases {
    pub found: Vec<Found>,
    index: FxHashMap<Sequence, u32>,
    units: Units,
}

/// The unit of each spelling: its term; a number past all terms for a stop word; `NO_TERM` for the rest.
#[derive(Debug, Default)]
struct Units {
    of_surface: Vec<u32>,
    stop_from: u32,
}

impl Units {
    fn of(vocabulary: &Vocabulary) -> Self {
        let stop_from = vocabulary.keys.len() as u32;
        let stops = vocabulary.stop_words();
        let unit = |surface: usize| match stops.binary_search(&&*vocabulary.folded[surface]) {
            Ok(index) if vocabulary.stop[surface] => stop_from + index as u32,
            _ => vocabulary.term_of[surface],
        };
        let of_surface = (0..vocabulary.term_of.len()).map(unit).collect();
        Self { of_surface, stop_from }
    }

    fn unit(&self, token: Token) -> u32 {
        self.of_surface[token.surface()]
    }

    fn is_term(&self, unit: u32) -> bool {
        unit < self.stop_from
    }

    /// The pair, or the pair around one stop word, that begins at `at`.
    fn pair(&self, stream: &[Token], at: usize) -> Option<Sequence> {
        let first = self.unit(stream[at]);
        let second = stream.get(at + 1).filter(|token| !token.breaks()).map(|&token| self.unit(token))?;
        if !self.is_term(first) || second == NO_TERM {
            return None;
        }
        if self.is_term(second) {
            return Some([first, second, NO_TERM]);
        }
        let third = stream.get(at + 2).filter(|token| !token.breaks()).map(|&token| self.unit(token))?;
        self.is_term(third).then_some([first, second, third])
    }

    /// The three terms in a row that begin at `at`.
    fn triple(&self, stream: &[Token], at: usize) -> Option<Sequence> {
        let tokens = stream.get(at..at + 3).filter(|tokens| !tokens[1].breaks() && !tokens[2].breaks())?;
        let units = [self.unit(tokens[0]), self.unit(tokens[1]), self.unit(tokens[2])];
        units.iter().all(|&unit| self.is_term(unit)).then_some(units)
    }
}

#[derive(Clone, Copy, Default)]
struct Tally {
    count: u32,
    documents: u32,
    last_document: u32,
}

impl Phrases {
    /// Finds the phrases of a corpus. Independent of the order of documents and of threads.
    pub fn find(streams: &[Stream], vocabulary: &Vocabulary, options: &PhraseOptions) -> Self {
        let units = Units::of(vocabulary);
        let mut phrases = Self { found: Vec::new(), index: FxHashMap::default(), units };
        if options.longest < 2 {
            return phrases;
        }
        let single = phrases.count_terms(streams);
        let words: u64 = single.iter().map(|&count| u64::from(count)).sum();
        let common = |units: &Units, sequence: Sequence| {
            sequence.iter().all(|&unit| !units.is_term(unit) || single[unit as usize] >= options.least_count)
        };
        let pairs = phrases.tally(streams, |units, stream, at| {
            units.pair(stream, at).filter(|s| (s[2] == NO_TERM || options.longest > 2) && common(units, *s))
        });
        let ends = |s: Sequence| [s[0], if s[2] == NO_TERM { s[1] } else { s[2] }].map(|unit| single[unit as usize]);
        phrases.accept(pairs, options, words, |sequence| Some(ends(sequence)));
        if options.longest > 2 {
            let known = &phrases;
            let triples = phrases.tally(streams, |units, stream, at| {
                units.triple(stream, at).filter(|s| common(units, *s) && known.grows(*s).is_some())
            });
            let parts: FxHashMap<Sequence, [u32; 2]> =
                triples.iter().filter_map(|(s, _)| Some((*s, phrases.split(*s, &single)?))).collect();
            phrases.accept(triples, options, words, |sequence| parts.get(&sequence).copied());
        }
        phrases
    }

    /// The accepted pair inside a triple: its first two terms, or its last two.
    fn grows(&self, [a, b, c]: Sequence) -> Option<&Found> {
        let pair = |x, y| self.index.get(&[x, y, NO_TERM]).map(|&index| &self.found[index as usize]);
        match (pair(a, b), pair(b, c)) {
            (Some(left), Some(right)) => Some(if right.count > left.count { right } else { left }),
            (left, right) => left.or(right),
        }
    }

    /// Counts of the two parts of a triple: the accepted pair and the remaining term.
    fn split(&self, triple: Sequence, single: &[u32]) -> Option<[u32; 2]> {
        let pair = self.grows(triple)?;
        let rest = if pair.units[..2] == triple[..2] { triple[2] } else { triple[0] };
        Some([pair.count, single[rest as usize]])
    }

    fn count_terms(&self, streams: &[Stream]) -> Vec<u32> {
        let mut counts = vec![0; self.units.stop_from as usize];
        for token in streams.iter().flat_map(|stream| stream.iter()) {
            if let Some(count) = counts.get_mut(self.units.unit(*token) as usize) {
                *count += 1;
            }
        }
        counts
    }

    /// Counts sequences over all documents. The work is cut by the sequences' hash, not by documents: no two threads
    /// count the same sequence, so nothing is merged and memory stays at one table. Sorted by units.
    fn tally(
        &self,
        streams: &[Stream],
        sequence_at: impl Fn(&Units, &[Token], usize) -> Option<Sequence> + Sync,
    ) -> Vec<(Sequence, Tally)> {
        let tokens: usize = streams.iter().map(|stream| stream.len()).sum();
        let shards = (tokens / 4_000_000 + 1).next_multiple_of(2) as u64;
        let count_shard = |shard: u64| {
            let mut table: FxHashMap<Sequence, Tally> = FxHashMap::default();
            for (document, stream) in streams.iter().enumerate() {
                for at in 0..stream.len() {
                    let Some(sequence) = sequence_at(&self.units, stream, at) else { continue };
                    if shard_of(sequence) % shards == shard {
                        table.entry(sequence).or_default().see(document as u32 + 1);
                    }
                }
            }
            table.into_iter().filter(|(_, tally)| tally.documents > 1).collect::<Vec<_>>()
        };
        let mut counted: Vec<(Sequence, Tally)> = (0..shards).into_par_iter().flat_map_iter(count_shard).collect();
        counted.par_sort_unstable_by_key(|entry| entry.0);
        counted
    }

    /// Keeps the sequences that pass; `parts` gives the counts of the two parts whose association is measured.
    fn accept(
        &mut self,
        counted: Vec<(Sequence, Tally)>,
        options: &PhraseOptions,
        words: u64,
        parts: impl Fn(Sequence) -> Option<[u32; 2]>,
    ) {
        for (units, tally) in counted {
            if tally.count < options.least_count || tally.documents < options.least_documents {
                continue;
            }
            let Some([a, b]) = parts(units) else { continue };
            let (npmi, g2) = association(tally.count, a, b, words);
            if npmi >= options.least_npmi && g2 >= options.least_g2 {
                self.index.insert(units, self.found.len() as u32);
                self.found.push(Found { units, count: tally.count, documents: tally.documents, npmi });
            }
        }
    }

    /// Calls `each` with the phrases of a document from left to right, the longest first: (phrase, position, words).
    pub fn matches(&self, stream: &[Token], mut each: impl FnMut(usize, usize, usize)) {
        if self.found.is_empty() {
            return;
        }
        let mut at = 0;
        while at + 1 < stream.len() {
            let pair = self.units.pair(stream, at);
            let triple = pair.and_then(|_| self.units.triple(stream, at));
            let known = |sequence: Option<Sequence>| sequence.and_then(|s| Some((*self.index.get(&s)?, s)));
            match known(triple).or_else(|| known(pair)) {
                Some((phrase, sequence)) => {
                    let length = if sequence[2] == NO_TERM { 2 } else { 3 };
                    each(phrase as usize, at, length);
                    at += length;
                }
                None => at += 1,
            }
        }
    }

    /// The key of a phrase: the keys of its words with blanks between.
    pub fn key(&self, phrase: usize, vocabulary: &Vocabulary, stop_words: &[&str]) -> String {
        let word = |&unit: &u32| match unit.checked_sub(self.units.stop_from) {
            Some(stop) => stop_words[stop as usize],
            None => vocabulary.keys[unit as usize].as_str(),
        };
        let units = &self.found[phrase].units;
        units.iter().filter(|&&unit| unit != NO_TERM).map(word).collect::<Vec<_>>().join(" ")
    }
}

impl Tally {
    fn see(&mut self, document: u32) {
        self.count += 1;
        self.documents += u32::from(self.last_document != document);
        self.last_document = document;
    }
}

fn shard_of([a, b, c]: Sequence) -> u64 {
    let mixed = (u64::from(a) << 32 | u64::from(b)).wrapping_add(u64::from(c)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed >> 40
}

/// NPMI and G2 (2 x 2 table) of two parts that stand together `both` times among `words` positions.
fn association(both: u32, a: u32, b: u32, words: u64) -> (f64, f64) {
    let (both, a, b, n) =
        (f64::from(both), f64::from(a).max(f64::from(both)), f64::from(b).max(f64::from(both)), words as f64);
    let npmi = libm::log(both * n / (a * b)) / -libm::log(both / n);
    let cell = |observed: f64, row: f64, column: f64| {
        if observed > 0.0 { observed * libm::log(observed * n / (row * column)) } else { 0.0 }
    };
    let neither = (n - a - b + both).max(0.0);
    let g2 =
        2.0 * (cell(both, a, b) + cell(a - both, a, n - b) + cell(b - both, n - a, b) + cell(neither, n - a, n - b));
    (npmi.min(1.0), g2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::WordOptions;
    use crate::text::Streams;

    fn phrases_of(texts: &[&str]) -> Vec<String> {
        let mut streams = Streams::default();
        streams.add(texts);
        let vocabulary = Vocabulary::of(&streams, "en", &WordOptions::default());
        let phrases = Phrases::find(&streams.documents, &vocabulary, &PhraseOptions::for_corpus(100, 3));
        let stops = vocabulary.stop_words();
        (0..phrases.found.len()).map(|index| phrases.key(index, &vocabulary, &stops)).collect()
    }

    #[test]
    fn words_that_belong_together_are_found() {
        let texts = [
            "The Secretary of State spoke of critical minerals. Trade grew, energy fell and wheat prices rose in May.",
            "Critical minerals matter, said the Secretary of State; supply chains for critical minerals are thin.",
            "A Secretary of State and a minister met on steel, cotton and cars. Critical mineral supply is short.",
        ];
        let found = phrases_of(&texts);
        assert!(found.contains(&"critic miner".to_owned()), "{found:?}");
        assert!(found.contains(&"secretari of state".to_owned()), "{found:?}");
    }

    #[test]
    fn no_phrase_crosses_punctuation() {
        let text = "We spoke of trade. Energy came next, of course, and steel.";
        assert!(phrases_of(&[text, text, text]).iter().all(|phrase| phrase != "trade energi"));
    }

    #[test]
    fn npmi_never_exceeds_one() {
        for (both, a, b) in [(5, 5, 5), (5, 6, 5), (1, 1, 100), (60, 120, 90)] {
            let (npmi, g2) = association(both, a, b, 200_000);
            assert!(npmi <= 1.0 && g2 > 0.0);
        }
    }
}
