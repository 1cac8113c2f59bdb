//! The counts of several threads -> one list of terms, sorted by bytes, and rows in its order.

use super::collect::{Part, Rules, Term};
use super::sparse::{Block, Sorter, Sparse};
use crate::text::stream::share_out;
use rayon::prelude::*;

/// Counted documents: every distinct term, sorted, and rows that still have the numbers of the threads.
pub(super) struct Counted {
    parts: Vec<Part>,
    /// Per part, per term of the part: its place among all terms.
    places: Vec<Vec<u32>>,
    words: Vec<Box<str>>,
    levels: Vec<Level>,
}

/// All words, or all n-grams of one length, sorted.
#[derive(Default)]
struct Level {
    /// The rank of the (n-1)-gram one level below and, in the low half, of the last word. For words the rank itself.
    keys: Vec<u64>,
    /// Place among all terms.
    places: Vec<u32>,
}

impl Counted {
    /// Counts documents. The result does not depend on the number of threads.
    pub fn of<T: AsRef<str> + Sync>(rules: &Rules, documents: &[T]) -> Self {
        let count = |part: &mut Part, index: usize| {
            let first = index * Block::ROWS;
            part.add(rules, index, &documents[first..documents.len().min(first + Block::ROWS)]);
        };
        let mut parts = share_out(documents.len().div_ceil(Block::ROWS), count);
        parts.par_iter_mut().for_each(Part::close);
        let (words, mut ranks) = rank_words(&mut parts);
        let mut levels = vec![Level { keys: (0..words.len() as u64).collect(), places: Vec::new() }];
        for length in 2..=rules.options.ngram_range.1 {
            levels.push(rank_grams(&parts, &mut ranks, length));
        }
        place(&mut levels);
        let place_of = |&(level, rank): &(u8, u32)| levels[usize::from(level) - 1].places[rank as usize];
        let places = ranks.par_iter().map(|ranks| ranks.iter().map(place_of).collect()).collect();
        Self { parts, places, words, levels }
    }

    /// Number of distinct terms.
    pub fn len(&self) -> usize {
        self.levels.iter().map(|level| level.keys.len()).sum()
    }

    /// Length in words of each term.
    pub fn lengths(&self) -> Vec<u8> {
        let mut lengths = vec![0; self.len()];
        for (level, length) in self.levels.iter().zip(1..) {
            level.places.iter().for_each(|&place| lengths[place as usize] = length);
        }
        lengths
    }

    /// The names of the terms that are kept.
    pub fn names(&self, keep: impl Fn(usize) -> bool + Sync) -> Vec<String> {
        let mut names = vec![String::new(); self.len()];
        let mut name = String::new();
        for (length, level) in self.levels.iter().enumerate() {
            for (rank, &place) in level.places.iter().enumerate().filter(|(_, place)| keep(**place as usize)) {
                name.clear();
                self.spell(length, rank, &mut name);
                names[place as usize] = name.as_str().into();
            }
        }
        let mut place = 0..;
        names.retain(|_| place.next().is_some_and(&keep));
        names
    }

    /// Writes out a term: for an n-gram the shorter one that it begins with, then its last word.
    fn spell(&self, level: usize, rank: usize, name: &mut String) {
        if level == 0 {
            return name.push_str(&self.words[rank]);
        }
        let key = self.levels[level].keys[rank];
        self.spell(level - 1, (key >> 32) as usize, name);
        name.push(' ');
        name.push_str(&self.words[key as u32 as usize]);
    }

    /// The rows, with each term in the column given for it (`u32::MAX`: in none), `width` columns in all.
    pub fn rows(&mut self, columns: impl Fn(usize) -> u32 + Sync, width: usize) -> Sparse {
        let parts = std::mem::take(&mut self.parts);
        let rewritten = parts.into_par_iter().zip(&self.places).flat_map(|(mut part, places)| {
            let blocks = std::mem::take(&mut part.blocks);
            let of_terms: Vec<u32> = places.iter().map(|&place| columns(place as usize)).collect();
            let column_of = part.columns(of_terms);
            let sort = move |sorter: &mut Sorter, (index, mut block): (usize, Block)| {
                block.sort(&column_of, sorter);
                (index, block)
            };
            blocks.into_par_iter().map_init(move || Sorter::new(width), sort)
        });
        let mut blocks: Vec<(usize, Block)> = rewritten.collect();
        blocks.sort_unstable_by_key(|(index, _)| *index);
        Sparse::of_blocks(blocks.into_iter().map(|(_, block)| block).collect())
    }
}

/// Per part, per term of it: how many words long, and its rank among the terms of that length.
type Ranks = Vec<Vec<(u8, u32)>>;

/// All distinct words, sorted by bytes, and their ranks.
fn rank_words(parts: &mut [Part]) -> (Vec<Box<str>>, Ranks) {
    let mut ranks: Ranks = parts.iter().map(|part| vec![(0, 0); part.terms.len()]).collect();
    let mut found: Vec<(u128, Box<str>, u32, u32)> = Vec::new();
    for (index, part) in parts.iter_mut().enumerate() {
        for (number, term) in part.terms.iter_mut().enumerate() {
            if let Term::Word(word) = term {
                let word = std::mem::take(word);
                found.push((beginning(&word), word, index as u32, number as u32));
            }
        }
    }
    found.par_sort_unstable_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    let mut words: Vec<Box<str>> = Vec::with_capacity(found.len());
    for (_, word, part, number) in found {
        if words.last() != Some(&word) {
            words.push(word);
        }
        ranks[part as usize][number as usize] = (1, words.len() as u32 - 1);
    }
    (words, ranks)
}

/// The first bytes of a word as a number that sorts as they do.
fn beginning(word: &str) -> u128 {
    let mut bytes = [0; 16];
    let length = word.len().min(16);
    bytes[..length].copy_from_slice(&word.as_bytes()[..length]);
    u128::from_be_bytes(bytes)
}

/// All distinct n-grams of a length, sorted word by word, and their ranks.
fn rank_grams(parts: &[Part], ranks: &mut Ranks, length: usize) -> Level {
    let mut found: Vec<(u64, u32, u32)> = Vec::new();
    for (index, (part, ranks)) in parts.iter().zip(ranks.iter()).enumerate() {
        for (number, term) in part.terms.iter().enumerate() {
            let Term::Gram(head, last) = *term else { continue };
            let (words, rank) = ranks[head as usize];
            if usize::from(words) + 1 == length {
                let key = u64::from(rank) << 32 | u64::from(ranks[last as usize].1);
                found.push((key, index as u32, number as u32));
            }
        }
    }
    found.par_sort_unstable();
    let mut keys: Vec<u64> = Vec::new();
    for (key, part, number) in found {
        if keys.last() != Some(&key) {
            keys.push(key);
        }
        ranks[part as usize][number as usize] = (length as u8, keys.len() as u32 - 1);
    }
    Level { keys, places: Vec::new() }
}

/// Puts the terms of all lengths into one order, in which a term is followed by the longer ones that begin with it. As
/// words hold no byte below that of a blank, this is the order of the bytes.
fn place(levels: &mut [Level]) {
    let mut sizes: Vec<Vec<u32>> = levels.iter().map(|level| vec![1; level.keys.len()]).collect();
    for length in (1..levels.len()).rev() {
        let (shorter, longer) = sizes.split_at_mut(length);
        for (key, size) in levels[length].keys.iter().zip(&longer[0]) {
            shorter[length - 1][(key >> 32) as usize] += size;
        }
    }
    let mut next = vec![0];
    for (length, level) in levels.iter_mut().enumerate() {
        let head = |key: u64| if length == 0 { 0 } else { (key >> 32) as usize };
        let place = |(&key, &size): (&u64, &u32)| {
            let place = next[head(key)];
            next[head(key)] += size;
            place
        };
        level.places = level.keys.iter().zip(&sizes[length]).map(place).collect();
        next = level.places.iter().map(|place| place + 1).collect();
    }
}
