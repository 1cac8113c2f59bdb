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

use super::permutation::{Exchange, quantile};
use super::persistence::{Fluctuation, Periods};
use super::placement::Levels;
use super::random::{Stream, poisson_one};
use super::transient;
use rayon::prelude::*;
use std::ops::Range;

/// Permutations of the documents. They end early where this many reached the observed statistic: what is left would
/// only refine a p value that is no evidence (Besag & Clifford 1991, "Sequential Monte Carlo p-values").
const PERMUTATIONS: u64 = 999;
const ENOUGH: u64 = 20;
const TOGETHER: usize = 16;
/// Documents of a block of periods on average, where single periods have too few. Two calls 6.3 % where the correlation is
/// 0.6, three 5.4 %, four as much with less power (other seeds than those of `tests/fluctuation.rs`).
const FEWEST_IN_BLOCK: f64 = 3.0;
/// p above which fluctuation need not be looked at: the cut is no evidence anyway.
const EVIDENCE: f64 = 0.05;
/// Both a lasting turn and a transient one are looked for: what each may have of the level (a weighted Bonferroni correction, Holm
/// 1979). Real ones have p far below. The shares add up to less than 1, because the autocorrelation is set, not known:
/// they keep false alarms below 7 % where it is 0.6 (`tests/fluctuation.rs`).
const LASTING: f64 = 0.65;
const TRANSIENT: f64 = 0.2;
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
        let pulls = pulls(units, |_| 1)?;
        let first = self.edges[periods.start];
        let sizes: Vec<usize> = cuts.iter().map(|&cut| self.edges[cut] - first).collect();
        let (best, observed) = steepest(&pulls, &sizes)?;
        // Equal cuts may differ in the last bits, because their sums run in another order.
        let observed = observed * (1.0 - 1e-9);
        let exchange = Exchange::within(units.iter().map(|unit| unit.stratum));
        let null = Null { pulls: pulls.iter().map(|pull| pull.pull).collect(), exchange, sizes };
        let p = null.permuted(observed, seed);
        let cut = Cut { period: cuts[best], p, p_fluctuating: p, transient: None };
        if p >= EVIDENCE {
            return Some(cut);
        }
        let (found, layout) = self.filled(periods.clone(), &null.pulls);
        if !found.tell() {
            return Some(Cut { p_fluctuating: self.in_blocks((periods, &null), &cut, (observed, seed)), ..cut });
        }
        let by_chance = found
            .fluctuation(found.at.partition_point(|&at| at < cut.period))
            .map_or(p, |fluctuation| p.max(null.simulated(observed, seed, (&fluctuation, &layout))));
        let transient = null
            .transient(&found, seed, (least, &layout))
            .map(|transient| Transient { p: transient.p.max(p), ..transient });
        let share = |p: f64, of: f64| (p / of).min(1.0);
        let transient = transient.map(|transient| Transient { p: share(transient.p, TRANSIENT), ..transient });
        Some(Cut { p_fluctuating: share(by_chance, LASTING), transient, ..cut })
    }

    /// p of a cut in blocks of periods that fluctuate, where single periods have too few documents to tell them apart.
    fn in_blocks(&self, (periods, null): (Range<usize>, &Null), cut: &Cut, (observed, seed): (f64, u64)) -> f64 {
        let (found, layout) = self.filled(periods, &null.pulls);
        let each = (FEWEST_IN_BLOCK * found.at.len() as f64 / null.pulls.len() as f64).ceil() as usize;
        let last = |block: &[usize]| block.last().copied().unwrap_or_default();
        let ends: Vec<usize> = layout.ends.chunks(each).map(last).collect();
        let at: Vec<usize> = found.at.chunks(each).map(|block| block[0] / each).collect();
        let (means, within) = means(&null.pulls, &ends);
        let documents = found.documents.chunks(each).map(|block| block.iter().sum()).collect();
        let before = found.at.chunks(each).take_while(|block| last(block) < cut.period).count();
        if before == 0 || before == at.len() {
            return 1.0;
        }
        let found = Periods { at: at.clone(), documents, means, within };
        let simulated = |fluctuation| null.simulated(observed, seed, (&fluctuation, &Layout { at, ends }));
        found.fluctuation(before).map_or(cut.p, |fluctuation| cut.p.max(simulated(fluctuation)))
    }

    /// The periods that have documents, which have these pulls.
    fn filled(&self, periods: Range<usize>, pulls: &[f64]) -> (Periods, Layout) {
        let first = self.edges[periods.start];
        let filled: Vec<usize> = periods.filter(|&at| self.edges[at] < self.edges[at + 1]).collect();
        let ends: Vec<usize> = filled.iter().map(|&at| self.edges[at + 1] - first).collect();
        let (means, within) = means(pulls, &ends);
        let documents = filled.iter().map(|&at| (self.edges[at + 1] - self.edges[at]) as f64).collect();
        (Periods { at: filled.clone(), documents, means, within }, Layout { at: filled, ends })
    }

    /// Where the cut inside some periods lies in `level` (0.95) of the resamples: the first and last period that it may be.
    /// In each the best cut is found, and then refined (`placement`) up to `least` away. `None` where there is no cut.
    pub fn place(&self, periods: Range<usize>, least: Least, level: f64) -> Option<(usize, usize)> {
        let cuts = self.cuts(periods.clone(), least);
        let fits = |at: &usize| self.fills(periods.start..*at, least) && self.fills(*at..periods.end, least);
        let fine: Vec<usize> =
            self.cuts(periods.clone(), Least { periods: 1, ..least }).into_iter().filter(fits).collect();
        let units = self.units(periods.clone());
        let first = self.edges[periods.start];
        let sizes: Vec<usize> = cuts.iter().map(|&cut| self.edges[cut] - first).collect();
        let resampled = |replicate: u64| {
            let weights: Vec<u32> = units.iter().map(|unit| poisson_one(unit.key, replicate)).collect();
            let found = steepest(&pulls(units, |index| weights[index])?, &sizes).map(|(best, _)| cuts[best]);
            let levels = Levels::of(self, periods.clone(), |index, _| f64::from(weights[index]));
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

/// Each document's part in ln(above / below): its share of what is counted minus its share of what it is set against
/// (the influence function of a ratio), in each stratum times its share of what is counted. They add up to 0 in each
/// stratum; where one has nothing counted, or nothing to set it against, they are 0.
fn pulls(units: &[Unit], weight: impl Fn(usize) -> u32) -> Option<Vec<Pull>> {
    let weights: Vec<f64> = (0..units.len()).map(|index| f64::from(weight(index))).collect();
    let strata = units.iter().map(|unit| unit.stratum + 1).max()?;
    let mut sums = vec![(0.0, 0.0); strata];
    for (unit, weight) in units.iter().zip(&weights) {
        let (above, below) = &mut sums[unit.stratum];
        *above += weight * unit.above as f64;
        *below += weight * unit.below as f64;
    }
    let usable = |&(above, below): &(f64, f64)| above > 0.0 && below > 0.0;
    let total: f64 = sums.iter().filter(|sums| usable(sums)).map(|(above, _)| above).sum();
    (total > 0.0).then_some(())?;
    let pull = |(unit, &weight): (&Unit, &f64)| {
        let (above, below) = sums[unit.stratum];
        let pull = unit.above as f64 / total - unit.below as f64 / total * (above / below);
        Pull { pull: if usable(&(above, below)) { weight * pull } else { 0.0 }, weight }
    };
    Some(units.iter().zip(&weights).map(pull).collect())
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

/// The mean of each period, and the sum of squares about these.
fn means(pulls: &[f64], ends: &[usize]) -> (Vec<f64>, f64) {
    let (mut start, mut within) = (0, 0.0);
    let mean = |&end: &usize| {
        let of = &pulls[start..end];
        start = end;
        let mean = of.iter().sum::<f64>() / of.len() as f64;
        within += of.iter().map(|pull| (pull - mean) * (pull - mean)).sum::<f64>();
        mean
    };
    let means = ends.iter().map(mean).collect();
    (means, within)
}

/// Where the documents of each period end, and the places of the periods.
struct Layout {
    at: Vec<usize>,
    ends: Vec<usize>,
}

/// What the best cut is held against: scans over series without a turn.
struct Null {
    pulls: Vec<f64>,
    exchange: Exchange,
    /// Documents before each cut.
    sizes: Vec<usize>,
}

impl Null {
    /// p of the scan by permutation of the documents.
    fn permuted(&self, observed: f64, seed: u64) -> f64 {
        reaching(observed, |drawn| self.largest(&self.shuffled(&mut Stream::new(seed, drawn))))
    }

    /// The same in periods that fluctuate.
    fn simulated(&self, observed: f64, seed: u64, (found, layout): (&Fluctuation, &Layout)) -> f64 {
        reaching(observed, |drawn| {
            let mut random = Stream::new(seed, drawn);
            let series = self.shuffled(&mut random);
            let course = found.draw(&layout.at, &mut random);
            self.largest(&self.in_course(series, found, (&course, layout)))
        })
    }

    /// The best transient change with its p in periods that fluctuate; `None` where there is none, or one cut tells as much.
    fn transient(&self, found: &Periods, seed: u64, (least, layout): (Least, &Layout)) -> Option<Transient> {
        let scan = transient::Scan::of(found, (least.periods, least.documents))?;
        let fit = scan.fit(&found.means, found.within);
        let fluctuation = fit.fluctuation.as_ref().filter(|_| fit.is_no_step(scan.periods()))?;
        let usual = 1.0 / self.pulls.len() as f64;
        let p = reaching(fit.gain(), |drawn| {
            let mut random = Stream::new(seed, drawn);
            let series = self.shuffled(&mut random);
            let course = fluctuation.draw_by_factors(&layout.at, usual, &mut random);
            let (means, within) = means(&self.in_course(series, fluctuation, (&course, layout)), &layout.ends);
            scan.fit(&means, within).gain()
        });
        let place = |index: usize| layout.at.get(index).copied();
        Some(Transient { periods: place(fit.at.start)?..place(fit.at.end)?, p })
    }

    /// Pulls in periods that take a course: their spread about it is smaller than about 0, for the periods' is told apart
    /// from it.
    fn in_course(&self, mut series: Vec<f64>, found: &Fluctuation, (course, layout): (&[f64], &Layout)) -> Vec<f64> {
        let documents = self.pulls.len() as f64;
        let spread = (self.pulls.iter().map(|pull| pull * pull).sum::<f64>() / (documents - 1.0)).sqrt();
        let mut start = 0;
        for (level, &end) in course.iter().zip(&layout.ends) {
            series[start..end].iter_mut().for_each(|pull| *pull = *pull * (found.of_documents / spread) + level);
            start = end;
        }
        series
    }

    /// The pulls in another order within each stratum.
    fn shuffled(&self, random: &mut Stream) -> Vec<f64> {
        let mut shuffled = self.pulls.clone();
        self.exchange.shuffle(&mut shuffled, random);
        shuffled
    }

    /// The largest CUSUM, as `steepest` has it, about the mean of the series.
    fn largest(&self, series: &[f64]) -> f64 {
        let all = series.len() as f64;
        // The sums of the parts and that of all in one pass: neither waits for the other.
        let (mut whole, mut seen) = (-0.0, 0);
        let mut part_to = |end: usize| {
            let mut part = -0.0;
            for pull in &series[seen..end] {
                (part, whole) = (part + pull, whole + pull);
            }
            seen = end;
            part
        };
        let parts: Vec<f64> = self.sizes.iter().map(|&size| part_to(size)).collect();
        part_to(series.len());
        let mean = whole / all;
        let (mut sum, mut most) = (0.0, 0.0);
        for (&size, part) in self.sizes.iter().zip(parts) {
            sum += part;
            let before = size as f64;
            let pull = sum - before * mean;
            most = f64::max(most, pull * pull / (before * (all - before)));
        }
        most
    }
}

/// p that a null reaches what was observed; `draw` gives the null's value of a number from 1 on. Some are drawn side by
/// side before it is looked whether they are enough; those beyond are left out.
fn reaching(observed: f64, draw: impl Fn(u64) -> f64 + Sync) -> f64 {
    let mut reached = 0;
    for first in (1..=PERMUTATIONS).step_by(TOGETHER) {
        let drawn = first..(first + TOGETHER as u64).min(PERMUTATIONS + 1);
        let values: Vec<f64> = drawn.clone().into_par_iter().map(&draw).collect();
        for (drawn, value) in drawn.zip(values) {
            reached += u64::from(value >= observed);
            if reached == ENOUGH {
                return reached as f64 / drawn as f64;
            }
        }
    }
    (1 + reached) as f64 / (1 + PERMUTATIONS) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::random::key;

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
