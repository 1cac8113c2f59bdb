//! Inside one pair of sentences: which words stayed, went and came (a longest common subsequence by weight). Words are set
//! against each other by their spelling; one stayed if it also looks as it did.

use super::units::{Units, Word};
use std::ops::Range;

/// Larger tables are not filled: such sentences are lists or have no marks at all.
const MOST_CELLS: usize = 4_000_000;
/// So few stop words that stayed between changes are read as part of the change.
const SPLINTER: usize = 2;

/// A run of words that stayed, or that one side has instead of what the other has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    pub same: bool,
    /// Words of A and of B; one may be empty in a change.
    pub a: Range<usize>,
    pub b: Range<usize>,
}

/// The edits that make A's words into B's, in order, runs as long as can be.
pub fn edits(a: &[Word], b: &[Word], units: &Units) -> Vec<Edit> {
    if only_figures_differ(a, b, units) {
        let all = Edit { same: true, a: 0..a.len(), b: 0..b.len() };
        return by_sight(vec![all], (a, b), units);
    }
    let head = a.iter().zip(b).take_while(|(x, y)| x.spelling == y.spelling).count();
    let rest = |words: &[Word]| words.len() - head;
    let ends = a.iter().rev().zip(b.iter().rev()).take(rest(a).min(rest(b)));
    let tail = ends.take_while(|(x, y)| x.spelling == y.spelling).count();
    let (a_mid, b_mid) = (&a[head..a.len() - tail], &b[head..b.len() - tail]);
    let mut kept: Vec<(usize, usize)> = (0..head).map(|at| (at, at)).collect();
    kept.extend(common(a_mid, b_mid, units).into_iter().map(|(x, y)| (x + head, y + head)));
    kept.extend((0..tail).rev().map(|back| (a.len() - 1 - back, b.len() - 1 - back)));
    by_sight(without_splinters(runs(&kept, a.len(), b.len()), (a, b), units), (a, b), units)
}

/// Takes from what stayed the words that look different: other marks, other figures in their places. Figures written
/// as one thing change as one: "3:2" to "3-2".
fn by_sight(edits: Vec<Edit>, (a, b): (&[Word], &[Word]), units: &Units) -> Vec<Edit> {
    let is_figure = |word: &Word| units.figure[word.stem as usize];
    let mut seen: Vec<Edit> = Vec::new();
    for edit in edits {
        if !edit.same {
            seen.push(edit);
            continue;
        }
        let mut tied = false;
        for (x, y) in edit.a.zip(edit.b) {
            let figures = is_figure(&a[x]) && is_figure(&b[y]);
            let same = a[x].looks_like(&b[y]) && !(tied && figures);
            tied = !same && figures && (a[x].joined || b[y].joined);
            match seen.last_mut().filter(|last| last.same == same && last.a.end == x && last.b.end == y) {
                Some(last) => (last.a.end, last.b.end) = (x + 1, y + 1),
                None => seen.push(Edit { same, a: x..x + 1, b: y..y + 1 }),
            }
        }
    }
    seen
}

/// Word for word the same, but for figures in the same places, beside a word that is none.
pub fn only_figures_differ(a: &[Word], b: &[Word], units: &Units) -> bool {
    a.len() == b.len()
        && a.iter().zip(b).all(|(x, y)| units.alike_but_for_figures(x, y))
        && a.iter().any(|word| !units.figure[word.stem as usize])
}

/// The heaviest common subsequence of two runs of words, as pairs of places.
fn common(a: &[Word], b: &[Word], units: &Units) -> Vec<(usize, usize)> {
    let (rows, columns) = (a.len() + 1, b.len() + 1);
    if rows * columns > MOST_CELLS {
        return Vec::new();
    }
    // best[x][y]: of what comes after place x in A and y in B. A constant beside the weight prefers more words.
    let mut best = vec![0.0_f32; rows * columns];
    // Of two words spelled alike the one that looks alike, too.
    let looks = |x: usize, y: usize| if a[x].looks_like(&b[y]) { 0.25 } else { 0.125 };
    let worth = |x: usize, y: usize| {
        (a[x].spelling == b[y].spelling).then(|| units.weight[a[x].stem as usize] as f32 + looks(x, y))
    };
    for x in (0..a.len()).rev() {
        for y in (0..b.len()).rev() {
            let skip = best[(x + 1) * columns + y].max(best[x * columns + y + 1]);
            let take = worth(x, y).map_or(0.0, |worth| best[(x + 1) * columns + y + 1] + worth);
            best[x * columns + y] = skip.max(take);
        }
    }
    let (mut x, mut y, mut kept) = (0, 0, Vec::new());
    while x < a.len() && y < b.len() {
        let here = best[x * columns + y];
        if worth(x, y).is_some_and(|worth| here == best[(x + 1) * columns + y + 1] + worth) {
            kept.push((x, y));
            (x, y) = (x + 1, y + 1);
        } else if here == best[(x + 1) * columns + y] {
            x += 1;
        } else {
            y += 1;
        }
    }
    kept
}

fn runs(kept: &[(usize, usize)], a_len: usize, b_len: usize) -> Vec<Edit> {
    let mut edits: Vec<Edit> = Vec::new();
    let (mut a, mut b) = (0, 0);
    for &(x, y) in kept.iter().chain([&(a_len, b_len)]) {
        if x > a || y > b {
            edits.push(Edit { same: false, a: a..x, b: b..y });
        }
        match edits.last_mut().filter(|last| last.same) {
            Some(last) if x < a_len => (last.a.end, last.b.end) = (x + 1, y + 1),
            _ if x < a_len => edits.push(Edit { same: true, a: x..x + 1, b: y..y + 1 }),
            _ => {}
        }
        (a, b) = (x + 1, y + 1);
    }
    edits
}

/// Joins changes that only a splinter parts: "of the" between two replaced phrases tells nobody anything. Between two
/// exchanged figures it does: "4 % to $12" became "7 % to $19" in two places.
fn without_splinters(edits: Vec<Edit>, (a, b): (&[Word], &[Word]), units: &Units) -> Vec<Edit> {
    let is_figure = |word: &Word| units.figure[word.stem as usize];
    let is_light = |word: &Word| units.stop[word.stem as usize] && !is_figure(word);
    let figures = |edit: &Edit| {
        let both = !edit.a.is_empty() && !edit.b.is_empty();
        both && a[edit.a.clone()].iter().chain(&b[edit.b.clone()]).all(is_figure)
    };
    let last = edits.len().saturating_sub(1);
    let splinter = |(at, edit): (usize, &Edit)| {
        let inside = at > 0 && at < last && !(figures(&edits[at - 1]) && figures(&edits[at + 1]));
        inside && edit.same && edit.a.len() <= SPLINTER && a[edit.a.clone()].iter().all(is_light)
    };
    let splinters: Vec<bool> = edits.iter().enumerate().map(splinter).collect();
    let mut joined: Vec<Edit> = Vec::new();
    for (edit, splinter) in edits.into_iter().zip(splinters) {
        let same = edit.same && !splinter;
        match joined.last_mut().filter(|last| last.same == same) {
            Some(last) => (last.a.end, last.b.end) = (edit.a.end, edit.b.end),
            None => joined.push(Edit { same, ..edit }),
        }
    }
    joined
}
