//! Phrases: neighboring words that belong together by statistic ("critical minerals", "secretary of state").
//!
//! A pair is accepted if it occurs often enough, in more than one document, with NPMI >= 0.5 (Bouma 2009) and
//! G2 >= 10.83 (p < 0.001), both among all occurrences of terms; no part counts less than the pair, so NPMI cannot
//! exceed 1 as gensim's can. No stop word stands at an end; one may stand inside. Longer phrases grow from accepted
//! pairs in a second pass. No phrase reaches
//! across punctuation. The words of a phrase are still counted on their own.

use super::normalize::{NO_TERM, Vocabulary};
use super::stream::{Stream, Token, share_out};
use super::table::{Key, WordTable};
use crate::stats::association::npmi;
use crate::stats::keyness::{self, Cells};
use rayon::prelude::*;

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
    index: WordTable,
    /// Per unit: a phrase begins with it.
    begins: Vec<bool>,
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

    /// A term that is too rare for any phrase is as good as none.
    fn drop_rare(&mut self, counts: &[u32], least: u32) {
        for unit in &mut self.of_surface {
            if counts.get(*unit as usize).is_some_and(|&count| count < least) {
                *unit = NO_TERM;
            }
        }
    }

    fn is_term(&self, unit: u32) -> bool {
        unit < self.stop_from
    }

    /// A document as units.
    fn places(&self, stream: &[Token]) -> Vec<Place> {
        let place = |token: &Token| Place { unit: self.of_surface[token.surface()], breaks: token.breaks() };
        stream.iter().map(place).collect()
    }

    /// The pair, or the pair around one stop word, that these places begin with.
    fn pair(&self, places: &[Place]) -> Option<Sequence> {
        let (first, second) = (places.first()?.unit, places.get(1).filter(|place| !place.breaks)?.unit);
        if !self.is_term(first) || second == NO_TERM {
            return None;
        }
        if self.is_term(second) {
            return Some([first, second, NO_TERM]);
        }
        let third = places.get(2).filter(|place| !place.breaks)?.unit;
        self.is_term(third).then_some([first, second, third])
    }

    /// The three terms in a row that these places begin with.
    fn triple(&self, places: &[Place]) -> Option<Sequence> {
        let places = places.get(..3).filter(|places| !places[1].breaks && !places[2].breaks)?;
        let units = [places[0].unit, places[1].unit, places[2].unit];
        units.iter().all(|&unit| self.is_term(unit)).then_some(units)
    }
}

/// One word of a document.
#[derive(Clone, Copy)]
struct Place {
    unit: u32,
    breaks: bool,
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
        let begins = vec![false; units.stop_from as usize];
        let mut phrases = Self { found: Vec::new(), index: WordTable::default(), begins, units };
        if options.longest < 2 {
            return phrases;
        }
        let single = phrases.count_terms(streams);
        let words: u64 = single.iter().map(|&count| u64::from(count)).sum();
        phrases.units.drop_rare(&single, options.least_count);
        let pairs = phrases.tally(streams, options, |units, places| {
            units.pair(places).filter(|sequence| sequence[2] == NO_TERM || options.longest > 2)
        });
        let ends = |s: Sequence| [s[0], if s[2] == NO_TERM { s[1] } else { s[2] }].map(|unit| single[unit as usize]);
        phrases.accept(pairs, options, words, |sequence| Some(ends(sequence)));
        if options.longest > 2 {
            let known = &phrases;
            let triples = phrases.tally(streams, options, |units, places| {
                units.triple(places).filter(|sequence| known.grows(*sequence).is_some())
            });
            let parts: Vec<Option<[u32; 2]>> = triples.iter().map(|(s, _)| phrases.split(*s, &single)).collect();
            let mut parts = parts.into_iter();
            phrases.accept(triples, options, words, |_| parts.next().flatten());
        }
        phrases
    }

    /// The accepted pair inside a triple: its first two terms, or its last two.
    fn grows(&self, [a, b, c]: Sequence) -> Option<&Found> {
        let pair = |x, y| self.index.get(key([x, y, NO_TERM]), &[]).map(|index| &self.found[index as usize]);
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
        let terms = self.units.stop_from as usize;
        let count = |counts: &mut Vec<u32>, block: usize| {
            counts.resize(terms, 0);
            for token in blocks(streams, block).iter().flat_map(|stream| stream.iter()) {
                if let Some(count) = counts.get_mut(self.units.of_surface[token.surface()] as usize) {
                    *count += 1;
                }
            }
        };
        let parts = share_out(streams.len().div_ceil(BLOCK), count);
        // A thread that came too late for any block has counted nothing.
        (0..terms).into_par_iter().map(|term| parts.iter().filter_map(|part| part.get(term)).sum()).collect()
    }

    /// Calls `see` with the sequences of a block of documents and the numbers of these.
    fn each(
        &self,
        streams: &[Stream],
        block: usize,
        sequence_at: &impl Fn(&Units, &[Place]) -> Option<Sequence>,
        mut see: impl FnMut(u32, Sequence),
    ) {
        for (stream, document) in blocks(streams, block).iter().zip((block * BLOCK) as u32 + 1..) {
            let places = self.units.places(stream);
            let sequences = (0..places.len()).filter_map(|at| sequence_at(&self.units, &places[at..]));
            sequences.for_each(|sequence| see(document, sequence));
        }
    }

    /// Counts the sequences that may be frequent enough, over all documents; sorted by units.
    ///
    /// Most sequences are rare, and too many to keep. So a first pass counts them by their hash alone, in one byte each,
    /// and a second counts exactly those whose byte says that they may be frequent (Park, Chen and Yu 1995). On large
    /// corpora the least count grows as the bytes fill up, so that 2^23 of them do for billions of words; past that the
    /// second pass counts more than it need, and finds the same.
    fn tally(
        &self,
        streams: &[Stream],
        options: &PhraseOptions,
        sequence_at: impl Fn(&Units, &[Place]) -> Option<Sequence> + Sync,
    ) -> Vec<(Sequence, Tally)> {
        let tokens: usize = streams.iter().map(|stream| stream.len()).sum();
        let size = tokens.next_power_of_two().clamp(1 << 10, 1 << 23);
        let bucket = |sequence| key(sequence).hash() & (size - 1);
        let rough = share_out(streams.len().div_ceil(BLOCK), |buckets: &mut Vec<u8>, block| {
            buckets.resize(size, 0);
            self.each(streams, block, &sequence_at, |_, sequence| {
                let count = &mut buckets[bucket(sequence)];
                *count = count.saturating_add(1);
            });
        });
        let sum =
            |bucket: usize| rough.iter().filter_map(|part| part.get(bucket)).fold(0u8, |sum, &n| sum.saturating_add(n));
        let least = options.least_count.min(255) as u8;
        let frequent: Vec<bool> = (0..size).into_par_iter().map(|bucket| sum(bucket) >= least).collect();
        let exact = share_out(streams.len().div_ceil(BLOCK), |tallies: &mut Tallies, block| {
            self.each(streams, block, &sequence_at, |document, sequence| {
                if frequent[bucket(sequence)] {
                    tallies.see(sequence, document);
                }
            });
        });
        let mut found: Vec<(Sequence, Tally)> = exact.into_iter().flat_map(|tallies| tallies.found).collect();
        found.par_sort_unstable_by_key(|entry| entry.0);
        found.dedup_by(|next, entry| next.0 == entry.0 && entry.1.join(next.1));
        found
    }

    /// Keeps the sequences that pass; `parts` gives the counts of the two parts whose association is measured.
    fn accept(
        &mut self,
        counted: Vec<(Sequence, Tally)>,
        options: &PhraseOptions,
        words: u64,
        mut parts: impl FnMut(Sequence) -> Option<[u32; 2]>,
    ) {
        for (units, tally) in counted {
            let Some([a, b]) = parts(units) else { continue };
            if tally.count < options.least_count || tally.documents < options.least_documents {
                continue;
            }
            let (npmi, g2) = association(tally.count, a, b, words);
            if npmi >= options.least_npmi && g2 >= options.least_g2 {
                let next = self.found.len() as u32;
                self.index.entry(key(units), &[], || next);
                self.begins[units[0] as usize] = true;
                self.found.push(Found { units, count: tally.count, documents: tally.documents, npmi });
            }
        }
    }

    /// Calls `each` with the phrases of a document from left to right, the longest first: (phrase, position, words).
    pub fn matches(&self, stream: &[Token], mut each: impl FnMut(usize, usize, usize)) {
        if self.found.is_empty() {
            return;
        }
        let places = self.units.places(stream);
        let known = |sequence: Option<Sequence>| sequence.and_then(|s| Some((self.index.get(key(s), &[])?, s)));
        let mut at = 0;
        while at + 1 < places.len() {
            let rest = &places[at..];
            let begins = self.begins.get(rest[0].unit as usize) == Some(&true);
            let pair = if begins { self.units.pair(rest) } else { None };
            let triple = pair.and_then(|_| self.units.triple(rest));
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

    /// Adds what another thread saw in other documents; always true.
    fn join(&mut self, other: Self) -> bool {
        self.count += other.count;
        self.documents += other.documents;
        true
    }
}

/// The tallies of one thread.
#[derive(Default)]
struct Tallies {
    found: Vec<(Sequence, Tally)>,
    index: WordTable,
}

impl Tallies {
    fn see(&mut self, sequence: Sequence, document: u32) {
        let index = self.index.entry(key(sequence), &[], || {
            self.found.push((sequence, Tally::default()));
            self.found.len() as u32 - 1
        });
        self.found[index as usize].1.see(document);
    }
}

/// Documents that a thread takes at a time.
const BLOCK: usize = 64;

fn blocks(streams: &[Stream], block: usize) -> &[Stream] {
    &streams[block * BLOCK..streams.len().min((block + 1) * BLOCK)]
}

fn key([a, b, c]: Sequence) -> Key {
    Key::triple(a, b, c)
}

/// NPMI and G2 (2 x 2 table) of two parts that stand together `both` times among `words` positions.
fn association(both: u32, a: u32, b: u32, words: u64) -> (f64, f64) {
    let (both, a, b) = (u64::from(both), u64::from(a.max(both)), u64::from(b.max(both)));
    // Occurrences of `b` after `a`, and elsewhere.
    let cells = Cells { x1: both, n1: a, x2: b - both, n2: words.saturating_sub(a).max(b - both) };
    (npmi(a, b, both, words), keyness::g2_four_cell(cells))
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
