//! Where a ratio of two sums over documents turned: the best cut, whether it is real, and where else it may lie.
//!
//! The statistic is a weighted CUSUM (Page 1955; Csörgő & Horváth 1997, section 1.4) of each document's pull on the ln
//! ratio, so a document counts once, however often it mentions the theme. Whether the best cut is real is told by the
//! same scan over permuted documents: every cut was tried there too, so there is no penalty to choose. Where periods
//! fluctuate more than their documents explain, the cut must also be better than those of permuted documents in periods
//! that fluctuate as much without a turn (`persistence`; blocks of periods where single ones hold too few documents), or
//! be an edge of a transient change that such periods seldom have (`transient`).
//! Where it lies is looked for again once it is found (`placement`), and told by the Poisson bootstrap over documents.
//!
//! Documents may lie in strata (their sources). Then a pull is that on the ratio of its own stratum, and documents are
//! permuted within strata, so that a stratum which joins, leaves or grows is no turn.

mod null;

use super::permutation::{Exchange, quantile};
use super::persistence::Periods;
use super::placement::Levels;
use super::random::Weights;
use null::{Null, means};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Bootstrap replicates for the place of a cut.
const REPLICATES: u64 = 499;

/// One document of a sequence.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Unit {
    /// What is counted, and what it is set against (words, or mentions of something else).
    pub above: u64,
    pub below: u64,
    /// Names the document to the bootstrap: `random::key` of a seed and its name.
    pub key: u64,
    /// Number of its stratum; all 0 where there are none.
    pub stratum: usize,
}

/// Documents in order of time, those of one period side by side.
#[derive(Debug, Clone, Default)]
pub struct Sequence {
    units: Vec<Unit>,
    /// Number of documents before each period, and of all at the end.
    edges: Vec<usize>,
}

/// Least size of either side of a cut.
#[derive(Debug, Clone, Copy)]
pub struct Least {
    /// Periods that have documents.
    pub periods: usize,
    pub documents: usize,
}

/// The best cut of a segment.
#[derive(Debug, Clone, PartialEq)]
pub struct Cut {
    /// The first period after it.
    pub period: usize,
    /// p of the whole scan: the chance that permuted documents have any cut as good.
    pub p: f64,
    /// The same in periods that fluctuate as these do without a turn; never below `p`.
    pub p_fluctuating: f64,
    /// The best transient change, where that is a better account than one cut.
    pub transient: Option<Transient>,
}

/// Periods whose level differs from that before and after.
#[derive(Debug, Clone, PartialEq)]
pub struct Transient {
    pub periods: Range<usize>,
    /// As that of a cut in periods that fluctuate.
    pub p: f64,
}

impl Cut {
    /// p of any turn in periods that fluctuate, one that lasts or a transient one.
    pub fn p_of_turn(&self) -> f64 {
        self.transient.as_ref().map_or(self.p_fluctuating, |transient| transient.p.min(self.p_fluctuating))
    }
}

impl Sequence {
    /// A sequence from the documents of each period.
    pub fn new(periods: impl IntoIterator<Item = Vec<Unit>>) -> Self {
        let (mut units, mut edges) = (Vec::new(), vec![0]);
        for period in periods {
            units.extend(period);
            edges.push(units.len());
        }
        Self { units, edges }
    }

    /// The documents of some periods.
    pub fn units(&self, periods: Range<usize>) -> &[Unit] {
        &self.units[self.edges[periods.start]..self.edges[periods.end]]
    }

    /// The best cut inside some periods, with its p; `None` where no cut leaves enough on both sides, or where nothing
    /// is counted or set against.
    pub fn best_cut(&self, periods: Range<usize>, least: Least, seed: u64) -> Option<Cut> {
        let cuts = self.cuts(periods.clone(), least);
        let units = self.units(periods.clone());
        let pulls = pulls(units)?;
        let first = self.edges[periods.start];
        let sizes: Vec<usize> = cuts.iter().map(|&cut| self.edges[cut] - first).collect();
        let (best, observed) = steepest(&pulls, &sizes)?;
        // Equal cuts may differ in the last bits, because their sums run in another order.
        let observed = observed * (1.0 - 1e-9);
        let pulls: Vec<f64> = pulls.iter().map(|pull| pull.pull).collect();
        let (found, ends) = self.filled(periods, &pulls);
        let exchange = Exchange::within(units.iter().map(|unit| unit.stratum));
        let null = Null {
            squares: pulls.iter().map(|pull| pull * pull).sum(),
            cuts: cuts.iter().map(|cut| found.at.partition_point(|at| at < cut)).collect(),
            gathered: exchange.gathered(&pulls),
            exchange,
            documents: &found.documents,
            pulls: &pulls,
            ends: &ends,
        };
        Some(null.judge(&found, (cuts[best], observed), (least, seed)))
    }

    /// The periods that have documents, which have these pulls, and where the documents of each end.
    fn filled(&self, periods: Range<usize>, pulls: &[f64]) -> (Periods, Vec<usize>) {
        let first = self.edges[periods.start];
        let at: Vec<usize> = periods.filter(|&at| self.edges[at] < self.edges[at + 1]).collect();
        let ends: Vec<usize> = at.iter().map(|&at| self.edges[at + 1] - first).collect();
        let (means, within) = means(pulls, &ends);
        let documents = at.iter().map(|&at| (self.edges[at + 1] - self.edges[at]) as f64).collect();
        (Periods { at, documents, means, within }, ends)
    }

    /// Where the cut inside some periods lies in `level` (0.95) of the resamples: the first and last period that it may be.
    /// In each the best cut is found, and then refined (`placement`) up to `least` away. `None` where there is no cut.
    pub fn place(&self, periods: Range<usize>, least: Least, level: f64) -> Option<(usize, usize)> {
        let cuts = self.cuts(periods.clone(), least);
        let fits = |at: &usize| self.fills(periods.start..*at, least) && self.fills(*at..periods.end, least);
        let fine: Vec<usize> =
            self.cuts(periods.clone(), Least { periods: 1, ..least }).into_iter().filter(fits).collect();
        let cells = Cells::of(self, periods.clone());
        let sizes: Vec<usize> = cuts.iter().map(|&cut| cells.sequence.edges[cut]).collect();
        let resampled = |replicate: u64| {
            let (drawn, weights) = cells.drawn(replicate);
            let mut pulls = pulls(&drawn.units)?;
            pulls.iter_mut().zip(weights).for_each(|(pull, weight)| pull.weight = weight as f64);
            let found = steepest(&pulls, &sizes).map(|(best, _)| cuts[best]);
            let levels = Levels::of(&drawn, periods.clone());
            let near: Vec<usize> = match found {
                Some(found) => self.near(found, least.periods).filter(|at| fine.contains(at)).collect(),
                None => fine.clone(),
            };
            levels.likeliest(near.into_iter(), &periods).map(|place| place as f64)
        };
        let places: Vec<f64> = (0..REPLICATES).into_par_iter().filter_map(resampled).collect();
        let low = quantile(&places, 0.5 - level / 2.0)?;
        let high = quantile(&places, 0.5 + level / 2.0)?;
        Some((low.floor() as usize, high.ceil() as usize))
    }

    /// How many periods there are.
    pub(super) fn periods(&self) -> usize {
        self.edges.len().saturating_sub(1)
    }

    /// Some periods are enough for a segment.
    pub(super) fn enough(&self, span: Range<usize>, least: Least) -> bool {
        let documents = self.units(span.clone()).len();
        documents >= least.documents.max(1)
            && span.filter(|&at| self.edges[at] < self.edges[at + 1]).count() >= least.periods
    }

    /// The periods that may begin a new segment: enough periods with documents, and enough documents, on both sides.
    fn cuts(&self, periods: Range<usize>, least: Least) -> Vec<usize> {
        // A period without documents begins nothing: the cut before it and the one after it are one.
        let begins = |&at: &usize| self.edges[at] < self.edges[at + 1];
        let cut = |&at: &usize| self.enough(periods.start..at, least) && self.enough(at..periods.end, least);
        (periods.start + 1..periods.end).filter(begins).filter(cut).collect()
    }
}

/// A document's pull on the ln ratio, with its weight.
#[derive(Debug, Clone, Copy)]
struct Pull {
    pull: f64,
    weight: f64,
}

/// Each unit's part in ln(above / below): its share of what is counted minus its share of what it is set against
/// (the influence function of a ratio), in each stratum times its share of what is counted. They add up to 0 in each
/// stratum; where one has nothing counted, or nothing to set it against, they are 0.
fn pulls(units: &[Unit]) -> Option<Vec<Pull>> {
    let strata = units.iter().map(|unit| unit.stratum + 1).max()?;
    let mut sums = vec![(0.0, 0.0); strata];
    for unit in units {
        let (above, below) = &mut sums[unit.stratum];
        *above += unit.above as f64;
        *below += unit.below as f64;
    }
    let usable = |&(above, below): &(f64, f64)| above > 0.0 && below > 0.0;
    let total: f64 = sums.iter().filter(|sums| usable(sums)).map(|(above, _)| above).sum();
    (total > 0.0).then_some(())?;
    let pull = |unit: &Unit| {
        let (above, below) = sums[unit.stratum];
        let pull = unit.above as f64 / total - unit.below as f64 / total * (above / below);
        Pull { pull: if usable(&(above, below)) { pull } else { 0.0 }, weight: 1.0 }
    };
    Some(units.iter().map(pull).collect())
}

/// The cut with the largest |CUSUM|, the earliest of equals: |Σ pulls before| over its standard deviation under
/// permutation, which is proportional to the root of (weight before) (weight after).
fn steepest(pulls: &[Pull], sizes: &[usize]) -> Option<(usize, f64)> {
    let all: f64 = pulls.iter().map(|pull| pull.weight).sum();
    let (mut sum, mut weight, mut seen) = (0.0, 0.0, 0);
    let mut best: Option<(usize, f64)> = None;
    for (index, &size) in sizes.iter().enumerate() {
        for pull in &pulls[seen..size] {
            (sum, weight) = (sum + pull.pull, weight + pull.weight);
        }
        seen = size;
        let value = if weight > 0.0 && weight < all { sum * sum / (weight * (all - weight)) } else { 0.0 };
        if best.is_none_or(|(_, most)| value > most) {
            best = Some((index, value));
        }
    }
    best
}

/// The documents of a stratum in a period as one unit: where a resample has its cut depends on their sums alone.
struct Cells<'s> {
    documents: &'s [Unit],
    weights: Vec<Weights>,
    /// The cell of each document.
    of_document: Vec<usize>,
    /// Cells with nothing in them yet; periods that are not looked at have none.
    sequence: Sequence,
}

impl<'s> Cells<'s> {
    fn of(sequence: &'s Sequence, periods: Range<usize>) -> Self {
        let documents = sequence.units(periods.clone());
        let (mut of_document, mut empty) = (Vec::with_capacity(documents.len()), Sequence::default());
        for period in 0..=sequence.periods() {
            empty.edges.push(empty.units.len());
            let units = if periods.contains(&period) { sequence.units(period..period + 1) } else { &[] };
            let strata: BTreeSet<usize> = units.iter().map(|unit| unit.stratum).collect();
            let numbers: BTreeMap<usize, usize> = strata.into_iter().zip(empty.units.len()..).collect();
            of_document.extend(units.iter().map(|unit| numbers[&unit.stratum]));
            empty.units.extend(numbers.keys().map(|&stratum| Unit { stratum, ..Unit::default() }));
        }
        let weights = documents.iter().map(|document| Weights::of(document.key)).collect();
        Self { documents, weights, of_document, sequence: empty }
    }

    /// The cells when each document is taken as often as a random number of its own says, and how many are in each.
    fn drawn(&self, replicate: u64) -> (Sequence, Vec<u64>) {
        let mut drawn = self.sequence.clone();
        let mut weights = vec![0; drawn.units.len()];
        for ((document, of_document), &cell) in self.documents.iter().zip(&self.weights).zip(&self.of_document) {
            let weight = u64::from(of_document.poisson_one(replicate));
            drawn.units[cell].above += weight * document.above;
            drawn.units[cell].below += weight * document.below;
            weights[cell] += weight;
        }
        (drawn, weights)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::random::{Stream, key};

    const LEAST: Least = Least { periods: 3, documents: 8 };

    /// Periods of ten documents of 100 words, with about so many mentions in each document of a period.
    fn sequence(rates: &[u64], seed: u64) -> Sequence {
        let mut random = Stream::new(seed, 0);
        let mut number = 0u64;
        let mut unit = |rate: u64| {
            number += 1;
            Unit { above: random.below(2 * rate + 1), below: 100, key: key(seed, &number.to_le_bytes()), stratum: 0 }
        };
        Sequence::new(rates.iter().map(|&rate| (0..10).map(|_| unit(rate)).collect()))
    }

    #[test]
    fn a_step_is_found_where_it_is() {
        let found = sequence(&[4, 4, 4, 4, 4, 8, 8, 8, 8], 1);
        let cut = found.best_cut(0..9, LEAST, 7).unwrap();
        assert_eq!((cut.period, cut.p), (5, 0.001));
        let (low, high) = found.place(0..9, LEAST, 0.95).unwrap();
        assert!(low <= 5 && 5 <= high && high - low <= 2, "{low} {high}");
    }

    #[test]
    fn five_percent_of_flat_sequences_have_a_cut() {
        let runs = 600;
        let p = |seed| sequence(&[3; 12], seed).best_cut(0..12, LEAST, seed).unwrap().p;
        let called = (0..runs).into_par_iter().filter(|&seed| p(seed) < 0.05).count();
        assert!((15..=45).contains(&called), "{called} of {runs}");
    }

    #[test]
    fn a_document_counts_once() {
        // One document has nearly all mentions: however many they are, it is one document.
        let mut units = vec![Unit { above: 1, below: 100, key: 1, stratum: 0 }; 40];
        units[35].above = 10_000;
        let found = Sequence::new(units.chunks(5).map(<[Unit]>::to_vec));
        assert!(found.best_cut(0..8, LEAST, 3).unwrap().p > 0.05);
    }

    #[test]
    fn sides_keep_their_least_size_and_empty_periods_begin_nothing() {
        let full = vec![Unit { above: 1, below: 10, key: 1, stratum: 0 }; 8];
        let periods =
            [full.clone(), full.clone(), full.clone(), vec![], full.clone(), full.clone(), full.clone(), full];
        let found = Sequence::new(periods);
        assert_eq!(found.cuts(0..8, LEAST), [4, 5]);
        assert_eq!(found.cuts(0..8, Least { periods: 1, documents: 8 }), [1, 2, 4, 5, 6, 7]);
        assert!(found.cuts(0..8, Least { periods: 1, documents: 32 }).is_empty());
        assert_eq!(found.best_cut(0..3, LEAST, 1), None);
        assert_eq!(found.best_cut(0..0, LEAST, 1), None);
        let nothing = Sequence::new(vec![vec![Unit { above: 0, below: 10, key: 1, stratum: 0 }; 9]; 8]);
        assert_eq!(nothing.best_cut(0..8, LEAST, 1), None);
        assert_eq!(nothing.place(0..8, LEAST, 0.95), None);
    }
}
