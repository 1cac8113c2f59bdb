//! Copies: documents that say again, word for word or nearly, what an earlier one says.
//!
//! Two documents are near duplicates if their sets of 5-word shingles have a Jaccard similarity of at least 0.8. All
//! such pairs are found, without sketches that could miss one: with the shingles of every document in one order, two
//! sets that are so similar share one of their first shingles (Chaudhuri, Ganti & Kaushik 2006, prefix filter). In the
//! order of rarity, and shingles met once left out, almost nothing is left to compare: the cost is that of counting.
//! MinHash would only propose pairs, and could miss some; this needs no more time at any size, so there is one way for
//! all.
//!
//! A document is a copy only of one that stays, and is compared only with these, so that thousands of copies of one
//! text cost one comparison each. Chains (a is like b, b like c) are not followed, so that a column that changes a
//! little each week is not taken for one article.

use super::stream::{Stream, Token};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHasher};
use std::hash::Hasher;

/// Words in a shingle.
const SHINGLE: usize = 5;
/// Least similarity of near duplicates.
const LEAST: f64 = 0.8;
/// Counters for shingles: at least as many as there are words, within these bounds. One byte each.
const COUNTERS: std::ops::RangeInclusive<usize> = 1 << 12..=1 << 28;
/// Parts of the counters, each small enough for the cache of a processor: shingles are sorted out by part before they are
/// counted, because a counter anywhere in memory takes longer to come by than all the hashing.
const PARTS: usize = 1 << 7;
/// Words of the documents that are sorted out at once, about: it bounds the memory that this takes.
const AT_ONCE: usize = 1 << 22;

/// What a document is a copy of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Copy {
    /// The index of the document that stays.
    pub of: usize,
    /// Jaccard similarity of their shingles; 1 for the same words in the same order.
    pub similarity: f64,
}

/// Documents with exactly the words of an earlier one, per document. Two documents without words are no copies, and
/// those that are `apart` (in another language than the corpus) stand only for each other.
pub fn exact(streams: &[Stream], apart: &[bool]) -> Vec<Option<Copy>> {
    let hashes: Vec<u64> = streams.par_iter().map(|stream| hash(stream)).collect();
    let mut first: FxHashMap<(u64, bool), Vec<usize>> = FxHashMap::default();
    let mut copy_of = |(index, &hash): (usize, &u64)| {
        let before = first.entry((hash, apart[index])).or_default();
        let same = before.iter().copied().find(|&other| same_words(&streams[other], &streams[index]));
        if same.is_none() && !streams[index].is_empty() {
            before.push(index);
        }
        same.map(|of| Copy { of, similarity: 1.0 })
    };
    hashes.iter().enumerate().map(&mut copy_of).collect()
}

/// Documents that are copies or near copies of an earlier one that stays, per document; `apart` as for [`exact`].
pub fn near(streams: &[Stream], apart: &[bool]) -> Vec<Option<Copy>> {
    let mut copies = exact(streams, apart);
    let originals: Vec<usize> = (0..streams.len()).filter(|&index| copies[index].is_none()).collect();
    let counters = Counters::of(&originals.iter().map(|&index| &streams[index]).collect::<Vec<_>>(), AT_ONCE);
    let prefixes: Vec<Prefix> = originals.par_iter().map(|&index| counters.prefix(&streams[index])).collect();
    let mut stay = [Index::default(), Index::default()];
    // The earliest first: what a document is compared with has been decided before.
    for (&later, prefix) in originals.iter().zip(&prefixes) {
        let index = &mut stay[usize::from(apart[later])];
        copies[later] = first_similar(streams, later, &index.candidates(prefix));
        if copies[later].is_none() {
            index.add(later, prefix);
        }
    }
    // A twin of a near copy is a copy of what stays.
    for index in 0..copies.len() {
        if let Some(Copy { of, .. }) = copies[index]
            && let Some(stays) = copies[of]
        {
            copies[index] = Some(stays);
        }
    }
    copies
}

/// The first of the candidates that a document is a near copy of.
fn first_similar(streams: &[Stream], document: usize, candidates: &[usize]) -> Option<Copy> {
    let ours = if candidates.is_empty() { Vec::new() } else { shingles(&streams[document]) };
    candidates.par_iter().find_map_first(|&of| {
        let similarity = jaccard(&ours, &shingles(&streams[of]));
        (similarity >= LEAST).then_some(Copy { of, similarity })
    })
}

/// What is looked at of a document to find those that may be like it.
struct Prefix {
    /// How many distinct shingles it has.
    size: usize,
    /// The rarest of them that others may share, each with its place in the order of rarity.
    shingles: Vec<(usize, u64)>,
}

/// The documents that stay, by the shingles of their prefixes.
#[derive(Default)]
struct Index(FxHashMap<u64, Vec<Posting>>);

/// A document that has a shingle at this place of its order of rarity.
struct Posting {
    document: usize,
    size: usize,
    place: usize,
}

impl Index {
    fn add(&mut self, document: usize, prefix: &Prefix) {
        for &(place, shingle) in &prefix.shingles {
            self.0.entry(shingle).or_default().push(Posting { document, size: prefix.size, place });
        }
    }

    /// The documents that share enough to be similar, in order. The first shingle that two share tells how many they
    /// can share at most: those from there on (Xiao, Wang, Lin & Yu 2008, positional filter). This keeps texts apart that
    /// fill in one template, which share their commonest shingles only.
    fn candidates(&self, prefix: &Prefix) -> Vec<usize> {
        let mut found = Vec::new();
        for (place, shingle) in &prefix.shingles {
            let enough = |posting: &&Posting| {
                let most = (prefix.size - place).min(posting.size - posting.place);
                alike_in_size(posting.size, prefix.size) && 9 * most >= 4 * (posting.size + prefix.size)
            };
            let postings = self.0.get(shingle).into_iter().flatten();
            found.extend(postings.filter(enough).map(|posting| posting.document));
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// Two sets with a Jaccard similarity of at least `LEAST` cannot differ more in size. In whole numbers: see
/// `prefix_length`.
fn alike_in_size(a: usize, b: usize) -> bool {
    5 * a.min(b) >= 4 * a.max(b)
}

/// How often shingles occur, up to 255; several may share a counter, which makes them look commoner than they are.
struct Counters(Vec<u8>);

impl Counters {
    /// Threads sort out the shingles of some documents each, then count some parts of the counters each: no counter has two
    /// writers, and sums do not depend on their order.
    fn of(streams: &[&Stream], at_once: usize) -> Self {
        let words: usize = streams.iter().map(|stream| stream.len()).sum();
        let size = words.saturating_mul(2).clamp(*COUNTERS.start(), *COUNTERS.end()).next_power_of_two();
        let mut counters = Self(vec![0; size]);
        let mut rest = streams;
        while !rest.is_empty() {
            let mut words = 0;
            let fits = |stream: &&&Stream| {
                let fits = words < at_once;
                words += stream.len();
                fits
            };
            let (now, later) = rest.split_at(rest.iter().take_while(fits).count());
            counters.add(now);
            rest = later;
        }
        counters
    }

    fn add(&mut self, streams: &[&Stream]) {
        let share = streams.len().div_ceil(4 * rayon::current_num_threads()).max(1);
        let sorted: Vec<Vec<Vec<u32>>> = streams.par_chunks(share).map(|some| self.sorted_out(some)).collect();
        let size = 1 << self.bits_of_part();
        self.0.par_chunks_mut(size).enumerate().for_each(|(part, counters)| {
            for &place in sorted.iter().flat_map(|parts| &parts[part]) {
                let counter = &mut counters[place as usize & (size - 1)];
                *counter = counter.saturating_add(1);
            }
        });
    }

    /// The places of all shingles of some documents, by part of the counters.
    fn sorted_out(&self, streams: &[&Stream]) -> Vec<Vec<u32>> {
        let mut parts = vec![Vec::new(); PARTS];
        let bits = self.bits_of_part();
        for shingle in streams.iter().flat_map(|stream| stream.windows(SHINGLE)) {
            let place = self.place(hash(shingle));
            parts[place >> bits].push(place as u32);
        }
        parts
    }

    /// Both numbers are powers of two.
    fn bits_of_part(&self) -> u32 {
        (self.0.len() / PARTS).trailing_zeros()
    }

    fn place(&self, shingle: u64) -> usize {
        shingle as usize & (self.0.len() - 1)
    }

    fn count(&self, shingle: u64) -> u8 {
        self.0[self.place(shingle)]
    }

    /// The rarest shingles of a document, of which a near duplicate shares one, without those that nobody shares;
    /// nothing where it can have no near duplicate.
    fn prefix(&self, stream: &[Token]) -> Prefix {
        // Most documents have enough of their own early on, so that the rest need not be looked at.
        let enough = prefix_length(stream.len().saturating_sub(SHINGLE - 1));
        let alone = stream.windows(SHINGLE).filter(|shingle| self.count(hash(shingle)) == 1);
        if alone.take(enough).count() == enough {
            return Prefix { size: 0, shingles: Vec::new() };
        }
        let mut shingles = shingles(stream);
        let size = shingles.len();
        shingles.sort_unstable_by_key(|&shingle| (self.count(shingle), shingle));
        shingles.truncate(prefix_length(size));
        let shared = |(_, shingle): &(usize, u64)| self.count(*shingle) > 1;
        Prefix { size, shingles: shingles.into_iter().enumerate().filter(shared).collect() }
    }
}

/// Of two sets with a Jaccard similarity of at least `LEAST`, one of the first so many elements of each is shared.
fn prefix_length(size: usize) -> usize {
    // size - ceil(4/5 size) + 1, in whole numbers: a rounding error would lose pairs.
    size / 5 + usize::from(size > 0)
}

/// The distinct shingles of a document, sorted; none where it has fewer words than one shingle.
fn shingles(stream: &[Token]) -> Vec<u64> {
    let mut shingles: Vec<u64> = stream.windows(SHINGLE).map(hash).collect();
    shingles.sort_unstable();
    shingles.dedup();
    shingles
}

/// |a and b| / |a or b| of sorted sets; 0 for empty ones.
fn jaccard(a: &[u64], b: &[u64]) -> f64 {
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        shared += usize::from(a[i] == b[j]);
        let (left, right) = (a[i] <= b[j], b[j] <= a[i]);
        i += usize::from(left);
        j += usize::from(right);
    }
    shared as f64 / (a.len() + b.len() - shared).max(1) as f64
}

/// A hash of words alone, however they are joined.
fn hash(words: &[Token]) -> u64 {
    let mut hasher = FxHasher::default();
    words.iter().for_each(|token| hasher.write_u32(token.surface() as u32));
    hasher.finish()
}

fn same_words(a: &[Token], b: &[Token]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.surface() == b.surface())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Streams;

    fn streams(texts: &[String]) -> Vec<Stream> {
        let mut streams = Streams::default();
        streams.add(&texts.iter().map(String::as_str).collect::<Vec<_>>());
        streams.documents
    }

    /// Texts of random words, and versions of them with more and more words changed.
    fn versions() -> Vec<String> {
        // A linear congruential generator (Knuth, MMIX): the same texts on every run.
        let mut state = 7u64;
        let mut below = |n: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % n
        };
        let mut texts = Vec::new();
        for _ in 0..30 {
            let mut words: Vec<u64> = (0..40 + below(100)).map(|_| below(400)).collect();
            for _ in 0..8 {
                texts.push(words.iter().map(|word| format!("w{word} ")).collect());
                let place = below(words.len() as u64) as usize;
                words[place] = below(400);
            }
        }
        texts
    }

    #[test]
    fn every_pair_is_found_that_comparing_all_would_find() {
        let streams = streams(&versions());
        let found = near(&streams, &vec![false; streams.len()]);
        let sets: Vec<Vec<u64>> = streams.iter().map(|stream| shingles(stream)).collect();
        let mut stays: Vec<usize> = Vec::new();
        for (index, set) in sets.iter().enumerate() {
            let like = stays.iter().copied().find(|&other| jaccard(&sets[other], set) >= LEAST);
            assert_eq!(found[index].map(|copy| copy.of), like, "document {index}");
            stays.extend(like.is_none().then_some(index));
        }
        assert!(stays.len() > 30 && stays.len() < 200, "{} stay", stays.len());
    }

    #[test]
    fn every_shingle_is_counted_as_often_as_it_occurs_up_to_255() {
        let often = ["one two three four five"; 300].map(str::to_owned);
        let streams = streams(&[versions(), often.to_vec()].concat());
        let found = Counters::of(&streams.iter().collect::<Vec<_>>(), 1_000);
        let mut counts = vec![0usize; found.0.len()];
        streams.iter().flat_map(|stream| stream.windows(SHINGLE)).for_each(|s| counts[found.place(hash(s))] += 1);
        assert!(found.0.iter().zip(&counts).all(|(&found, &count)| usize::from(found) == count.min(255)));
        assert!(counts.iter().any(|&count| count >= 300) && counts.contains(&2));
    }

    #[test]
    fn a_chain_is_not_one_article() {
        let text = |from: usize| (from..from + 100).map(|word| format!("w{word} ")).collect::<String>();
        let found = near(&streams(&[text(0), text(8), text(16), text(8)]), &[false; 4]);
        let of: Vec<Option<usize>> = found.iter().map(|copy| copy.map(|copy| copy.of)).collect();
        assert_eq!(of, [None, Some(0), None, Some(0)]);
    }

    #[test]
    fn what_is_kept_apart_stands_for_nothing_else() {
        let text = |from: usize| (from..from + 100).map(|word| format!("w{word} ")).collect::<String>();
        let texts = [text(0), text(2), text(2), text(4), text(0)];
        let found = near(&streams(&texts), &[true, false, false, false, true]);
        let of: Vec<Option<usize>> = found.iter().map(|copy| copy.map(|copy| copy.of)).collect();
        assert_eq!(of, [None, None, Some(1), Some(1), Some(0)]);
    }

    #[test]
    fn empty_and_short_documents_are_copies_only_word_for_word() {
        let found = near(&streams(&["", "", "Two words", "two words", "Two words!"].map(String::from)), &[false; 5]);
        let of: Vec<Option<usize>> = found.iter().map(|copy| copy.map(|copy| copy.of)).collect();
        assert_eq!(of, [None, None, None, None, Some(2)]);
    }
}
