//! Copies: documents that say again, word for word or nearly, what an earlier one says.
//!
//! Two documents are near duplicates if their sets of 5-word shingles have a Jaccard similarity of at least 0.8. All
//! such pairs are found, without sketches that could miss one: with the shingles of every document in one order, two
//! sets that are so similar share one of their first shingles (Chaudhuri, Ganti & Kaushik 2006, prefix filter). In the
//! order of rarity, and shingles met once left out, almost nothing is left to compare: the cost is that of counting.
//!
//! A document is a copy only of one that stays. Chains (a is like b, b like c) are not followed, so that a column that
//! changes a little each week is not taken for one article.

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

/// What a document is a copy of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Copy {
    /// The index of the document that stays.
    pub of: usize,
    /// Jaccard similarity of their shingles; 1 for the same words in the same order.
    pub similarity: f64,
}

/// Documents with exactly the words of an earlier one, per document. Two documents without words are no copies.
pub fn exact(streams: &[Stream]) -> Vec<Option<Copy>> {
    let hashes: Vec<u64> = streams.par_iter().map(|stream| hash(stream)).collect();
    let mut first: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
    let mut copy_of = |(index, &hash): (usize, &u64)| {
        let before = first.entry(hash).or_default();
        let same = before.iter().copied().find(|&other| same_words(&streams[other], &streams[index]));
        if same.is_none() && !streams[index].is_empty() {
            before.push(index);
        }
        same.map(|of| Copy { of, similarity: 1.0 })
    };
    hashes.iter().enumerate().map(&mut copy_of).collect()
}

/// Documents that are copies or near copies of an earlier one that stays, per document.
pub fn near(streams: &[Stream]) -> Vec<Option<Copy>> {
    let mut copies = exact(streams);
    let candidates = candidates(streams, &copies);
    // The earliest first: what a document is compared with has been decided before.
    for (later, earlier) in candidates {
        let ours = shingles(&streams[later]);
        let stays = earlier.into_iter().filter(|&earlier| copies[earlier].is_none());
        let similar = |earlier: usize| (jaccard(&ours, &shingles(&streams[earlier])), earlier);
        let found: Vec<(f64, usize)> = stays.collect::<Vec<_>>().into_par_iter().map(similar).collect();
        let first = found.into_iter().find(|&(similarity, _)| similarity >= LEAST);
        copies[later] = first.map(|(similarity, of)| Copy { of, similarity });
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

/// For documents that may have near duplicates before them: these, both in order.
fn candidates(streams: &[Stream], copies: &[Option<Copy>]) -> Vec<(usize, Vec<usize>)> {
    let originals: Vec<usize> = (0..streams.len()).filter(|&index| copies[index].is_none()).collect();
    let counters = Counters::of(originals.iter().map(|&index| &streams[index]));
    let prefixes: Vec<(usize, Vec<u64>)> =
        originals.par_iter().map(|&index| counters.prefix(&streams[index])).collect();
    let mut sizes = vec![0; streams.len()];
    let mut entries: Vec<(u64, usize)> = Vec::new();
    for (&index, (size, prefix)) in originals.iter().zip(prefixes) {
        sizes[index] = size;
        entries.extend(prefix.into_iter().map(|shingle| (shingle, index)));
    }
    entries.par_sort_unstable();
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for run in entries.chunk_by(|a, b| a.0 == b.0) {
        for (place, &(_, later)) in run.iter().enumerate() {
            let alike = run[..place].iter().filter(|(_, earlier)| alike_in_size(sizes[*earlier], sizes[later]));
            pairs.extend(alike.map(|&(_, earlier)| (later, earlier)));
        }
    }
    pairs.par_sort_unstable();
    pairs.dedup();
    pairs.chunk_by(|a, b| a.0 == b.0).map(|run| (run[0].0, run.iter().map(|pair| pair.1).collect())).collect()
}

/// Two sets with a Jaccard similarity of at least `LEAST` cannot differ more in size. In whole numbers: see
/// `prefix_length`.
fn alike_in_size(a: usize, b: usize) -> bool {
    5 * a.min(b) >= 4 * a.max(b)
}

/// How often shingles occur, up to 255; several may share a counter, which makes them look commoner than they are.
struct Counters(Vec<u8>);

impl Counters {
    fn of<'s>(streams: impl Iterator<Item = &'s Stream> + Clone) -> Self {
        let words: usize = streams.clone().map(|stream| stream.len()).sum();
        let size = words.saturating_mul(2).clamp(*COUNTERS.start(), *COUNTERS.end()).next_power_of_two();
        let mut counters = Self(vec![0; size]);
        for shingle in streams.flat_map(|stream| stream.windows(SHINGLE)) {
            let place = counters.place(hash(shingle));
            counters.0[place] = counters.0[place].saturating_add(1);
        }
        counters
    }

    fn place(&self, shingle: u64) -> usize {
        shingle as usize & (self.0.len() - 1)
    }

    fn count(&self, shingle: u64) -> u8 {
        self.0[self.place(shingle)]
    }

    /// How many distinct shingles a document has, and the rarest of them, of which a near duplicate shares one, without
    /// those that nobody shares; nothing where it can have no near duplicate.
    fn prefix(&self, stream: &[Token]) -> (usize, Vec<u64>) {
        let alone = stream.windows(SHINGLE).filter(|shingle| self.count(hash(shingle)) == 1).count();
        let most = stream.len().saturating_sub(SHINGLE - 1);
        if alone >= prefix_length(most) {
            return (0, Vec::new());
        }
        let mut shingles = shingles(stream);
        let size = shingles.len();
        let length = prefix_length(size);
        shingles.sort_unstable_by_key(|&shingle| (self.count(shingle), shingle));
        shingles.truncate(length);
        shingles.retain(|&shingle| self.count(shingle) > 1);
        (size, shingles)
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
        let found = near(&streams);
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
    fn a_chain_is_not_one_article() {
        let text = |from: usize| (from..from + 100).map(|word| format!("w{word} ")).collect::<String>();
        let found = near(&streams(&[text(0), text(8), text(16), text(8)]));
        let of: Vec<Option<usize>> = found.iter().map(|copy| copy.map(|copy| copy.of)).collect();
        assert_eq!(of, [None, Some(0), None, Some(0)]);
    }

    #[test]
    fn empty_and_short_documents_are_copies_only_word_for_word() {
        let found = near(&streams(&["", "", "Two words", "two words", "Two words!"].map(String::from)));
        let of: Vec<Option<usize>> = found.iter().map(|copy| copy.map(|copy| copy.of)).collect();
        assert_eq!(of, [None, None, None, None, Some(2)]);
    }
}
