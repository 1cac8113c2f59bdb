//! Facts inside one pair of passages: which of A have others in their place in B.
//!
//! What stands on both sides is the same, wherever in the sentence. Of the rest a fact of A is replaced by the one of B that
//! the word-level alignment sets in its place, one of the same kind and unit first; the only figure of either side is
//! replaced even if the sentence was turned around; of several none is that does not stand at the same place.

use super::facts::{Fact, FactKind};
use super::findings::ChangedFact;
use super::words::Edit;
use std::ops::Range;

/// Words besides its own that a change may hold for one fact in it to stand for another of a different kind or unit, or one
/// name for another.
const TIGHT: usize = 2;

/// A fact and its words among all words of the passage.
pub type Placed<'f> = (Range<usize>, &'f Fact);

/// Facts of both sides, and the edits between them.
pub struct Exchange<'e> {
    a: Vec<Side<'e>>,
    b: Vec<Side<'e>>,
    edits: &'e [Edit],
}

/// A fact with the edits that its words lie in, and whether it has found what it was compared with.
struct Side<'e> {
    place: Range<usize>,
    fact: &'e Fact,
    edits: Range<usize>,
    done: bool,
}

/// The facts that changed, in the order of A, then those that came. With `in_order` the passages differ in figures only, so
/// that the same figure elsewhere is another: "from 4 to 5" is not "from 5 to 4".
pub fn changed(a: &[Placed<'_>], b: &[Placed<'_>], edits: &[Edit], in_order: bool) -> Vec<ChangedFact> {
    let mut exchange = Exchange { a: sides(a, edits, |edit| &edit.a), b: sides(b, edits, |edit| &edit.b), edits };
    let equal = |x: &Fact, y: &Fact| x.kind == y.kind && x.key == y.key;
    exchange.pair(|exchange, x, y| equal(x.fact, y.fact) && exchange.together(x, y));
    if !in_order {
        exchange.pair(|_, x, y| equal(x.fact, y.fact));
    }
    let mut replaced = Vec::new();
    replaced.extend(exchange.pair(|exchange, x, y| same_unit(x.fact, y.fact) && exchange.replaces(x, y)));
    replaced.extend(exchange.pair(|exchange, x, y| x.fact.kind == y.fact.kind && exchange.replaces(x, y)));
    replaced.extend(exchange.pair(Exchange::replaces));
    replaced.extend(exchange.pair(Exchange::alone));
    let told = |at: Option<usize>, sides: &[Side<'_>]| at.map(|at| sides[at].fact.text.clone());
    let mut changed: Vec<(usize, ChangedFact)> = Vec::new();
    for (x, y) in replaced {
        let kind = exchange.a[x].fact.kind;
        changed.push((x, ChangedFact { kind, a: told(Some(x), &exchange.a), b: told(Some(y), &exchange.b) }));
    }
    // "First" and "one" are facts only beside another.
    let counts = |side: &&Side<'_>| !side.done && !side.fact.is_weak();
    for (x, side) in exchange.a.iter().enumerate().filter(|(_, side)| counts(side)) {
        changed.push((x, ChangedFact { kind: side.fact.kind, a: told(Some(x), &exchange.a), b: None }));
    }
    changed.sort_by_key(|(x, _)| *x);
    let came = exchange.b.iter().filter(counts);
    let came = came.map(|side| ChangedFact { kind: side.fact.kind, a: None, b: Some(side.fact.text.clone()) });
    changed.into_iter().map(|(_, fact)| fact).chain(came).collect()
}

fn sides<'e>(facts: &[Placed<'e>], edits: &[Edit], range: fn(&Edit) -> &Range<usize>) -> Vec<Side<'e>> {
    let side = |(place, fact): &Placed<'e>| {
        let first = edits.partition_point(|edit| range(edit).end <= place.start);
        let last = edits.partition_point(|edit| range(edit).start < place.end);
        Side { place: place.clone(), fact, edits: first..last, done: false }
    };
    facts.iter().map(side).collect()
}

/// What a figure counts: its key without the number.
fn unit(fact: &Fact) -> &str {
    fact.key.split_once(' ').map_or("", |(_, unit)| unit)
}

fn same_unit(x: &Fact, y: &Fact) -> bool {
    let counts = !matches!(x.kind, FactKind::Name | FactKind::Date);
    x.kind == y.kind && (!counts || unit(x) == unit(y))
}

impl<'e> Exchange<'e> {
    /// Pairs what is left of A with what is left of B, each the first that fits.
    fn pair(&mut self, fits: impl Fn(&Self, &Side<'e>, &Side<'e>) -> bool) -> Vec<(usize, usize)> {
        let mut pairs = Vec::new();
        for x in 0..self.a.len() {
            let free = |&y: &usize| !self.a[x].done && !self.b[y].done && fits(self, &self.a[x], &self.b[y]);
            if let Some(y) = (0..self.b.len()).find(free) {
                (self.a[x].done, self.b[y].done) = (true, true);
                pairs.push((x, y));
            }
        }
        pairs
    }

    /// Some edit holds words of both: the same words, or words that stand for others.
    fn together(&self, x: &Side<'_>, y: &Side<'_>) -> bool {
        let both = x.edits.start.max(y.edits.start)..x.edits.end.min(y.edits.end);
        both.into_iter().any(|at| {
            let edit = &self.edits[at];
            let (from, to) = (x.place.start.max(edit.a.start), x.place.end.min(edit.a.end));
            let (start, end) = (y.place.start.max(edit.b.start), y.place.end.min(edit.b.end));
            if !edit.same {
                return from < to && start < end;
            }
            let shift = |word: usize| word - edit.a.start + edit.b.start;
            from < to && start < end && shift(from) < end && start < shift(to)
        })
    }

    /// One stands in the place of the other. A name, or a figure of another kind or unit, only where little else was
    /// exchanged.
    fn replaces(&self, x: &Side<'_>, y: &Side<'_>) -> bool {
        let weak = x.fact.is_weak() || y.fact.is_weak();
        let loose = weak || x.fact.kind == FactKind::Name || !same_unit(x.fact, y.fact);
        let most = x.place.len().max(y.place.len()) + TIGHT;
        let tight = || {
            x.edits.clone().all(|at| {
                let edit = &self.edits[at];
                edit.same || edit.a.len().max(edit.b.len()) <= most
            })
        };
        x.fact.kind.compares_with(y.fact.kind) && self.together(x, y) && (!loose || tight())
    }

    /// The only figures of either side, which nothing else can have replaced, of one kind and unit.
    fn alone(&self, x: &Side<'_>, y: &Side<'_>) -> bool {
        let figure = |side: &&Side<'_>| side.fact.kind != FactKind::Name && !side.fact.is_weak();
        let lone = |sides: &[Side<'_>]| sides.iter().filter(figure).count() == 1;
        figure(&x) && figure(&y) && same_unit(x.fact, y.fact) && lone(&self.a) && lone(&self.b)
    }
}
