//! Sentences of A <-> sentences of B.
//!
//! 1. Candidates: for each sentence of A the sentences of B that share most weight, found through an index of the words
//!    that are not everywhere, so that books stay practical; word-for-word equals always.
//! 2. The chain of candidates in reading order of both that keeps most (a heaviest increasing subsequence, exact, by a
//!    Fenwick tree): what stayed in place.
//! 3. Neighbors that the other side holds within one sentence: merged and split.
//! 4. What is alike but out of order: moved. Of two neighbors that changed places the shorter one moved.
//! 5. Short sentences left over at the same place between neighbors that correspond: their place speaks for them, so less
//!    likeness is enough (`between`).
//!
//! All that is left was dropped or added.

mod between;

use super::units::{self, Bag, Unit, Units, Word};
use super::words::only_figures_differ;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// What differs in a mark only is worth that much of what does not.
const DIFFERS: f64 = 0.999;
/// Below this likeness two sentences in order are two sentences: speeches of other times have hardly any above it
/// (`speeches_of_other_times_have_hardly_a_sentence_in_common` in `tests/compare.rs`).
const REWORDED: f64 = 0.45;
/// Sentences of stop words only must be so much alike.
const SMALL_WORDS: f64 = 0.8;
/// Sentences that differ in figures only are at least so much alike, which is not enough out of order: "It was 5" may stand
/// anywhere.
const TWINS: f64 = 0.5;
/// Out of order more is asked for, because there is more to choose from.
const MOVED: f64 = 0.55;
/// With fewer shared words of substance than two, so much of all words must be shared.
const MOVED_BY_WORDS: f64 = 0.65;
/// A candidate is dropped beside one that is so much better for either sentence.
const RIVAL: f64 = 0.7;
/// A sentence that lies within another counts as alike by this share of what it has there.
const WITHIN: f64 = 0.6;
/// Words of substance that a sentence must share with another to be looked for within it. A heading is not: what it names,
/// others mention.
const FEWEST_WITHIN: usize = 4;
/// Words of substance that two sentences must share, unless they share all that they have.
const FEWEST_SHARED: usize = 2;
/// Those that share fewer than these must be alike word by word, small words among them.
const SPARSE: usize = 3;
const WORD_BY_WORD: f64 = 0.5;
/// Candidates kept for each sentence.
const CANDIDATES: usize = 20;
/// A word in more sentences of B than this finds no candidates.
const COMMON: usize = 200;
/// Sentences that one sentence may be split into.
const MOST_JOINED: usize = 5;
/// A neighbor joins a pair if the other side holds this share of its weight beyond what the pair explains.
const HELD: f64 = 0.5;

/// Sentences that correspond: one to one, several to one, or one to several.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// Neighboring sentences of A and of B, in order.
    pub a: Vec<usize>,
    pub b: Vec<usize>,
    /// 0 to 1.
    pub likeness: f64,
    /// Out of the order of the others.
    pub moved: bool,
}

#[derive(Debug, Clone, Copy)]
struct Candidate {
    a: usize,
    b: usize,
    likeness: f64,
    /// What the pair keeps: weight of the shared words times likeness.
    worth: f64,
    /// Enough to say so out of order: two words of substance, or most words.
    sure: bool,
}

/// All pairs, in the order of A.
pub fn align(units: &Units) -> Vec<Pair> {
    let candidates = without_rivals(candidates(units), units);
    let pair = |at: usize| {
        let Candidate { a, b, likeness, .. } = candidates[at];
        Pair { a: vec![a], b: vec![b], likeness, moved: false }
    };
    let mut pairs: Vec<Pair> = chain(&candidates, units.b.len()).into_iter().map(pair).collect();
    let mut free = Free::beside(&pairs, units);
    join_neighbors(&mut pairs, &mut free, units);
    pairs.extend(moved(&candidates, &mut free));
    join_neighbors(&mut pairs, &mut free, units);
    pairs.sort_by_key(|pair| pair.a[0]);
    name_the_shorter(&mut pairs, units);
    between::pair(&mut pairs, units);
    pairs.sort_by_key(|pair| pair.a[0]);
    pairs
}

/// Of two neighbors that changed places either may have moved: people say that the shorter one did.
fn name_the_shorter(pairs: &mut [Pair], units: &Units) {
    let length = |pair: &Pair| pair.a.iter().map(|&a| units.a[a].place.len()).sum::<usize>();
    for at in 1..pairs.len() {
        let (one, other) = (&pairs[at - 1], &pairs[at]);
        let next = |x: &[usize], y: &[usize]| x[x.len() - 1] + 1 == y[0];
        let swapped = one.moved != other.moved && next(&one.a, &other.a) && next(&other.b, &one.b);
        if swapped && (length(one) < length(other)) != one.moved && length(one) != length(other) {
            (pairs[at - 1].moved, pairs[at].moved) = (pairs[at].moved, pairs[at - 1].moved);
        }
    }
}

/// Sentences that no pair has taken.
struct Free {
    a: BTreeSet<usize>,
    b: BTreeSet<usize>,
}

impl Free {
    fn beside(pairs: &[Pair], units: &Units) -> Self {
        let taken_a: BTreeSet<usize> = pairs.iter().flat_map(|pair| &pair.a).copied().collect();
        let taken_b: BTreeSet<usize> = pairs.iter().flat_map(|pair| &pair.b).copied().collect();
        let free = |count: usize, taken: &BTreeSet<usize>| (0..count).filter(|index| !taken.contains(index)).collect();
        Self { a: free(units.a.len(), &taken_a), b: free(units.b.len(), &taken_b) }
    }
}

/// Pairs of sentences worth looking at, in order of A, then of B.
fn candidates(units: &Units) -> Vec<Candidate> {
    let mut holding: Vec<Vec<u32>> = vec![Vec::new(); units.weight.len()];
    for (index, unit) in units.b.iter().enumerate() {
        unit.bag.iter().for_each(|(stem, _)| holding[*stem as usize].push(index as u32));
    }
    let equal = equals(units);
    let of = |(a, unit): (usize, &Unit)| {
        let mut shared: FxHashMap<u32, f64> = FxHashMap::default();
        for &(stem, _) in unit.bag.iter().filter(|(stem, _)| holding[*stem as usize].len() <= COMMON) {
            let weight = units.weight[stem as usize];
            holding[stem as usize].iter().for_each(|&b| *shared.entry(b).or_default() += weight);
        }
        let mut best: Vec<(u32, f64)> = shared.into_iter().collect();
        best.sort_unstable_by(|x, y| y.1.total_cmp(&x.1).then(x.0.cmp(&y.0)));
        let best = best.into_iter().take(CANDIDATES).map(|(b, _)| b as usize);
        let places: BTreeSet<usize> = best.chain(equal[a].iter().copied()).collect();
        places.into_iter().filter_map(|b| candidate(units, a, b)).collect::<Vec<_>>()
    };
    units.a.par_iter().enumerate().map(of).collect::<Vec<_>>().concat()
}

fn candidate(units: &Units, a: usize, b: usize) -> Option<Candidate> {
    let (left, right) = (&units.a[a], &units.b[b]);
    let evidence = units.evidence(&left.bag, &right.bag);
    let most = units.substance(&left.bag).max(units.substance(&right.bag));
    let twins = only_figures_differ(&left.words, &right.words, units);
    let sparse = evidence < SPARSE && units::overlap_of_words(&left.bag, &right.bag) < WORD_BY_WORD;
    if !twins && (evidence < FEWEST_SHARED.min(most) || sparse) {
        return None;
    }
    // "And we can do it": without a word of substance little else than the very same is the same.
    let least_alike = if most == 0 && !twins { SMALL_WORDS } else { REWORDED };
    let shared = units.shared(&left.bag, &right.bag);
    let least = units.mass(&left.bag).min(units.mass(&right.bag));
    let enough = evidence >= FEWEST_WITHIN && left.closed && right.closed;
    let within = if enough && least > 0.0 { WITHIN * shared / least } else { 0.0 };
    let likeness = units.likeness(&left.bag, &right.bag).max(within).max(if twins { TWINS } else { 0.0 }).min(1.0);
    // Among sentences with the same words those that also look alike correspond.
    let looks =
        left.words.len() == right.words.len() && left.words.iter().zip(&right.words).all(|(x, y)| x.looks_like(y));
    let worth = shared * likeness * if looks { 1.0 } else { DIFFERS };
    let said_again = || {
        let spelled = |unit: &'_ Unit| unit.words.iter().map(|word| word.spelling).collect::<Vec<_>>();
        spelled(left) == spelled(right)
    };
    let by_words = || units::overlap_of_words(&left.bag, &right.bag) >= MOVED_BY_WORDS;
    let sure = evidence >= FEWEST_SHARED || said_again() || by_words();
    (likeness >= least_alike).then_some(Candidate { a, b, likeness, worth, sure })
}

/// For each sentence of A those of B with the very same words, and with the same but for figures, the nearest in relative
/// place first.
fn equals(units: &Units) -> Vec<Vec<usize>> {
    let masked = |word: &Word| if units.figure[word.stem as usize] { u32::MAX } else { word.spelling };
    let spelled = equals_by(units, |word| word.spelling);
    spelled.into_iter().zip(equals_by(units, masked)).map(|(spelled, masked)| [spelled, masked].concat()).collect()
}

fn equals_by(units: &Units, key: impl Fn(&Word) -> u32) -> Vec<Vec<usize>> {
    let keys = |unit: &Unit| unit.words.iter().map(&key).collect::<Vec<_>>();
    let mut places: FxHashMap<Vec<u32>, Vec<usize>> = FxHashMap::default();
    for (index, unit) in units.b.iter().enumerate() {
        places.entry(keys(unit)).or_default().push(index);
    }
    let nearest = |(a, unit): (usize, &Unit)| {
        let found = places.get(&keys(unit)).map(Vec::as_slice).unwrap_or_default();
        let expected = a * units.b.len() / units.a.len().max(1);
        let middle = found.partition_point(|&b| b < expected);
        let from = middle.saturating_sub(CANDIDATES / 2);
        found[from..(from + CANDIDATES).min(found.len())].to_vec()
    };
    units.a.iter().enumerate().map(nearest).collect()
}

/// A weak likeness beside a strong one is chance: the sentence moved, or was said twice.
fn without_rivals(candidates: Vec<Candidate>, units: &Units) -> Vec<Candidate> {
    let (mut best_a, mut best_b) = (vec![0.0_f64; units.a.len()], vec![0.0_f64; units.b.len()]);
    for candidate in &candidates {
        best_a[candidate.a] = best_a[candidate.a].max(candidate.likeness);
        best_b[candidate.b] = best_b[candidate.b].max(candidate.likeness);
    }
    let holds = |c: &Candidate| c.likeness >= RIVAL * best_a[c.a].max(best_b[c.b]);
    candidates.into_iter().filter(holds).collect()
}

/// The candidates that rise in both documents and are worth most together. They must come in order of A; Fenwick (1994).
fn chain(candidates: &[Candidate], b_len: usize) -> Vec<usize> {
    const NONE: usize = usize::MAX;
    // tree[b]: the best chain among those that end at some places of B, as (worth, its last candidate).
    let mut tree = vec![(0.0_f64, NONE); b_len + 1];
    let mut before = vec![NONE; candidates.len()];
    let mut at = 0;
    for run in candidates.chunk_by(|x, y| x.a == y.a) {
        // A sentence of A is taken once: its candidates do not see each other.
        let reach: Vec<(f64, usize)> = run.iter().map(|candidate| best_before(&tree, candidate.b)).collect();
        for (candidate, (worth, last)) in run.iter().zip(reach) {
            before[at] = last;
            enter(&mut tree, candidate.b, (worth + candidate.worth, at));
            at += 1;
        }
    }
    let mut at = best_before(&tree, b_len).1;
    let mut chain = Vec::new();
    while at != NONE {
        chain.push(at);
        at = before[at];
    }
    chain.reverse();
    chain
}

/// The best chain that ends before place `b`.
fn best_before(tree: &[(f64, usize)], b: usize) -> (f64, usize) {
    let mut best = (0.0, usize::MAX);
    let mut at = b;
    while at > 0 {
        if tree[at].0 > best.0 {
            best = tree[at];
        }
        at &= at - 1;
    }
    best
}

fn enter(tree: &mut [(f64, usize)], b: usize, chain: (f64, usize)) {
    let mut at = b + 1;
    while at < tree.len() {
        if chain.0 > tree[at].0 {
            tree[at] = chain;
        }
        at += at & at.wrapping_neg();
    }
}

/// Lets free neighbors of a pair's sentence join it where the other side holds them too.
fn join_neighbors(pairs: &mut [Pair], free: &mut Free, units: &Units) {
    for pair in pairs {
        if pair.b.len() == 1 {
            grow((&mut pair.a, &mut free.a), &mut pair.likeness, (&units.a, &units.b[pair.b[0]]), units);
        }
        if pair.a.len() == 1 {
            grow((&mut pair.b, &mut free.b), &mut pair.likeness, (&units.b, &units.a[pair.a[0]]), units);
        }
    }
}

fn grow(
    (run, free): (&mut Vec<usize>, &mut BTreeSet<usize>),
    likeness: &mut f64,
    (side, other): (&[Unit], &Unit),
    units: &Units,
) {
    let mut bag: Bag = run.iter().fold(Bag::new(), |bag, &index| units::joined(&bag, &side[index].bag));
    while run.len() < MOST_JOINED {
        let (first, last) = (run[0], run[run.len() - 1]);
        let gain = |&index: &usize| {
            let neighbor = &side.get(index)?.bag;
            let rest = units::without(&other.bag, &bag);
            let held = units.shared(neighbor, &rest) / units.mass(neighbor);
            // A splinter of small words is found in any long sentence.
            let own = units.substance(neighbor);
            let told = own > 0 && units.evidence(neighbor, &rest) >= FEWEST_SHARED.min(own);
            let with = units.likeness(&units::joined(&bag, neighbor), &other.bag);
            (free.contains(&index) && told && held >= HELD && with >= *likeness * 0.95).then_some((held, with, index))
        };
        let neighbors = [last + 1, first.wrapping_sub(1)];
        let best = neighbors.iter().filter_map(gain).max_by(|x, y| x.0.total_cmp(&y.0).then(y.2.cmp(&x.2)));
        let Some((_, with, index)) = best else { return };
        bag = units::joined(&bag, &side[index].bag);
        run.push(index);
        run.sort_unstable();
        free.remove(&index);
        *likeness = with.max(*likeness);
    }
}

/// Free sentences that are alike out of order, those that keep most first.
fn moved(candidates: &[Candidate], free: &mut Free) -> Vec<Pair> {
    let both_free = |c: &&Candidate| c.sure && c.likeness >= MOVED && free.a.contains(&c.a) && free.b.contains(&c.b);
    let mut left: Vec<&Candidate> = candidates.iter().filter(both_free).collect();
    left.sort_by(|x, y| y.worth.total_cmp(&x.worth).then((x.a, x.b).cmp(&(y.a, y.b))));
    let mut pairs = Vec::new();
    for candidate in left {
        if free.a.contains(&candidate.a) && free.b.contains(&candidate.b) {
            free.a.remove(&candidate.a);
            free.b.remove(&candidate.b);
            let (a, b) = (vec![candidate.a], vec![candidate.b]);
            pairs.push(Pair { a, b, likeness: candidate.likeness, moved: true });
        }
    }
    pairs
}
