//! Short sentences between neighbors that correspond.
//!
//! "Smith met us." and "Smyth met him." share one word of three, which is nothing in a book and enough where both stand
//! between the same two sentences. Words are then set against each other in order, small ones among them; a figure stands
//! for a figure, a name for one that is spelled much like it, and "us" a little for "him". Where either side has as many
//! sentences left, their frame is enough: "It was good." became "It was bad."

use super::Pair;
use crate::compare::units::{self, Unit, Units, Word};

/// Sentences of a gap on either side; in a larger gap a place says little.
const MOST: usize = 6;
/// Words of a short sentence.
const SHORT: usize = 8;
/// Share of the words that must be the same, or stand for each other, in order.
const LEAST: f64 = 0.5;
/// Share of the very words that make a frame, where nothing of substance is among them or no mark closes the sentence.
const FRAME: f64 = 0.6;
/// What a word is worth that is spelled much like another, and a small word against another.
const NEAR: f64 = 0.75;
const SMALL: f64 = 0.25;

/// Adds the pairs of short sentences that stand at the same place. `pairs` must be in order of A.
pub fn pair(pairs: &mut Vec<Pair>, units: &Units) {
    let mut taken_a = vec![false; units.a.len()];
    let mut taken_b = vec![false; units.b.len()];
    for pair in pairs.iter() {
        pair.a.iter().for_each(|&a| taken_a[a] = true);
        pair.b.iter().for_each(|&b| taken_b[b] = true);
    }
    let in_place = pairs.iter().filter(|pair| !pair.moved);
    let edges = in_place.map(|pair| (pair.a[0], pair.a[pair.a.len() - 1] + 1, pair.b[0], pair.b[pair.b.len() - 1] + 1));
    let end = (units.a.len(), units.a.len(), units.b.len(), units.b.len());
    let (mut from_a, mut from_b, mut found) = (0, 0, Vec::new());
    for (to_a, next_a, to_b, next_b) in edges.chain([end]).collect::<Vec<_>>() {
        let free = |from: usize, to: usize, taken: &[bool]| (from..to).filter(|&at| !taken[at]).collect::<Vec<_>>();
        let (a, b) = (free(from_a, to_a, &taken_a), free(from_b, to_b, &taken_b));
        if a.len() <= MOST && b.len() <= MOST {
            found.extend(in_gap(&a, &b, units));
        }
        (from_a, from_b) = (next_a, next_b);
    }
    pairs.extend(found);
}

/// The pairs of a gap that rise on both sides and are most alike together.
fn in_gap(a: &[usize], b: &[usize], units: &Units) -> Vec<Pair> {
    let fit = match (a.len(), b.len()) {
        (1, 1) => Fit::Only,
        (many, same) if many == same => Fit::Even,
        _ => Fit::Uneven,
    };
    let like: Vec<Vec<f64>> =
        a.iter().map(|&x| b.iter().map(|&y| likeness((&units.a[x], &units.b[y]), fit, units)).collect()).collect();
    // best[x][y]: of what comes after.
    let mut best = vec![vec![0.0_f64; b.len() + 1]; a.len() + 1];
    for x in (0..a.len()).rev() {
        for y in (0..b.len()).rev() {
            best[x][y] = best[x + 1][y].max(best[x][y + 1]).max(best[x + 1][y + 1] + like[x][y]);
        }
    }
    let (mut x, mut y, mut pairs) = (0, 0, Vec::new());
    while x < a.len() && y < b.len() {
        if like[x][y] > 0.0 && best[x][y] == best[x + 1][y + 1] + like[x][y] {
            pairs.push(Pair { a: vec![a[x]], b: vec![b[y]], likeness: like[x][y], moved: false });
            (x, y) = (x + 1, y + 1);
        } else if best[x][y] == best[x + 1][y] {
            x += 1;
        } else {
            y += 1;
        }
    }
    pairs
}

/// How many sentences are left on either side of a gap.
#[derive(Clone, Copy, PartialEq)]
enum Fit {
    Only,
    Even,
    Uneven,
}

/// Share of the words of both that are the same in order or stand for each other; 0 if it is too small, or if no word of
/// substance is among them in a gap that is uneven.
fn likeness((left, right): (&Unit, &Unit), fit: Fit, units: &Units) -> f64 {
    let (a, b) = (&left.words, &right.words);
    // Items and headings of a list share a form, whatever they say.
    let open = !left.closed || !right.closed;
    if a.len().max(b.len()) > SHORT || a.is_empty() || b.is_empty() || open && fit != Fit::Only {
        return 0.0;
    }
    // (worth, worth of the words of substance) of what comes after.
    let mut best = vec![vec![(0.0_f64, 0.0_f64); b.len() + 1]; a.len() + 1];
    for x in (0..a.len()).rev() {
        for y in (0..b.len()).rev() {
            let (all, own) = best[x + 1][y + 1];
            let (worth, substance) = worth(&a[x], &b[y], units);
            let take = (all + worth, own + substance);
            best[x][y] = [best[x + 1][y], best[x][y + 1], take]
                .into_iter()
                .fold((0.0, 0.0), |one, other| if other > one { other } else { one });
        }
    }
    let (all, own) = best[0][0];
    let share = 2.0 * all / (a.len() + b.len()) as f64;
    let framed = || fit != Fit::Uneven && units::overlap_of_words(&left.bag, &right.bag) >= FRAME;
    let told = match (own > 0.0, open) {
        (true, false) => true,
        (true, true) | (false, false) => framed(),
        (false, true) => false,
    };
    if share >= LEAST && told { share.min(0.999) } else { 0.0 }
}

/// What two words are worth against each other, and how much of that is no small word.
fn worth(x: &Word, y: &Word, units: &Units) -> (f64, f64) {
    let substance = |word: &Word| !units.stop[word.stem as usize] && !units.figure[word.stem as usize];
    match (x.spelling == y.spelling, substance(x) && substance(y)) {
        (true, true) => (1.0, 1.0),
        (true, false) => (1.0, 0.0),
        _ if units.figure[x.stem as usize] && units.figure[y.stem as usize] => (NEAR, 0.0),
        (false, true) if units.spelled_much_alike(x, y) => (NEAR, 0.0),
        _ if units.stop[x.stem as usize] && units.stop[y.stem as usize] => (SMALL, 0.0),
        _ => (0.0, 0.0),
    }
}
