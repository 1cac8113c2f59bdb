//! What the best cut of a sequence is held against: the same scan over documents in other orders, and in periods that
//! fluctuate.
//!
//! Three tests look at the same permutations, each drawn once, and of these only at the sums of the periods: a course moves
//! a period as a whole, and the squares of all pulls add up alike in every order.

use super::{Cut, Least, Transient};
use crate::stats::permutation::Exchange;
use crate::stats::persistence::{Fluctuation, Periods};
use crate::stats::random::Stream;
use crate::stats::transient;
use rayon::prelude::*;

/// Permutations of the documents. They end early where this many reached the observed statistic: what is left would
/// only refine a p value that is no evidence (Besag & Clifford 1991, "Sequential Monte Carlo p-values").
const PERMUTATIONS: usize = 999;
const ENOUGH: usize = 20;
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

/// What the best cut is held against: scans over series without a turn.
pub(super) struct Null<'n> {
    pub pulls: &'n [f64],
    /// Their sum of squares.
    pub squares: f64,
    pub exchange: Exchange,
    /// The pulls as `exchange` gathers them.
    pub gathered: Vec<f64>,
    /// Documents of each period that has some, and where they end.
    pub documents: &'n [f64],
    pub ends: &'n [usize],
    /// Of these periods, those before each cut.
    pub cuts: Vec<usize>,
}

/// The pulls in another order within each stratum: the sum of each period, and what the stream goes on with.
struct Shuffle {
    sums: Vec<f64>,
    random: Stream,
}

/// Shuffles by number, each drawn when it is first asked for.
struct Shuffles<'n> {
    null: &'n Null<'n>,
    seed: u64,
    drawn: Vec<Shuffle>,
}

/// Periods, or blocks of so many, whose levels take a course.
struct Steps<'l> {
    at: &'l [usize],
    periods: usize,
}

impl Null<'_> {
    /// The p values of the best cut.
    pub fn judge(&self, found: &Periods, (period, observed): (usize, f64), (least, seed): (Least, u64)) -> Cut {
        let mut shuffles = Shuffles { null: self, seed, drawn: Vec::new() };
        let p = shuffles.reaching(observed, |shuffle| self.largest(&shuffle.sums));
        let cut = Cut { period, p, p_fluctuating: p, transient: None };
        if p >= EVIDENCE {
            return cut;
        }
        if !found.tell() {
            return Cut { p_fluctuating: self.in_blocks(found, &cut, (observed, &mut shuffles)), ..cut };
        }
        let steps = Steps { at: &found.at, periods: 1 };
        let by_chance = found
            .fluctuation(found.at.partition_point(|&at| at < period))
            .map_or(p, |fluctuation| p.max(shuffles.simulated(observed, (&fluctuation, &steps))));
        let share = |p: f64, of: f64| (p / of).min(1.0);
        let transient = self
            .transient(found, least, &mut shuffles)
            .map(|transient| Transient { p: share(transient.p.max(p), TRANSIENT), ..transient });
        Cut { p_fluctuating: share(by_chance, LASTING), transient, ..cut }
    }

    /// p of a cut in blocks of periods that fluctuate, where single periods have too few documents to tell them apart.
    fn in_blocks(&self, found: &Periods, cut: &Cut, (observed, shuffles): (f64, &mut Shuffles)) -> f64 {
        let each = (FEWEST_IN_BLOCK * found.at.len() as f64 / self.pulls.len() as f64).ceil() as usize;
        let last = |block: &[usize]| block.last().copied().unwrap_or_default();
        let ends: Vec<usize> = self.ends.chunks(each).map(last).collect();
        let at: Vec<usize> = found.at.chunks(each).map(|block| block[0] / each).collect();
        let (means, within) = means(self.pulls, &ends);
        let documents = found.documents.chunks(each).map(|block| block.iter().sum()).collect();
        let before = found.at.chunks(each).take_while(|block| last(block) < cut.period).count();
        if before == 0 || before == at.len() {
            return 1.0;
        }
        let blocks = Periods { at, documents, means, within };
        let steps = Steps { at: &blocks.at, periods: each };
        let simulated = |fluctuation| shuffles.simulated(observed, (&fluctuation, &steps));
        blocks.fluctuation(before).map_or(cut.p, simulated).max(cut.p)
    }

    /// The best transient change with its p in periods that fluctuate; `None` where there is none, or one cut tells as much.
    fn transient(&self, found: &Periods, least: Least, shuffles: &mut Shuffles) -> Option<Transient> {
        let scan = transient::Scan::of(found, (least.periods, least.documents))?;
        let fit = scan.fit(&found.means, found.within);
        let fluctuation = fit.fluctuation.as_ref().filter(|_| fit.is_no_step(scan.periods()))?;
        let usual = 1.0 / self.pulls.len() as f64;
        let steps = Steps { at: &found.at, periods: 1 };
        let scale = self.scale(fluctuation) * self.scale(fluctuation);
        let p = shuffles.reaching(fit.gain(), |shuffle| {
            let course = fluctuation.draw_by_factors(steps.at, usual, &mut shuffle.random.clone());
            let sums = self.in_course(&shuffle.sums, fluctuation, (&course, &steps));
            let means: Vec<f64> = sums.iter().zip(self.documents).map(|(sum, documents)| sum / documents).collect();
            scan.fit(&means, self.within(&shuffle.sums) * scale).gain()
        });
        let place = |index: usize| found.at.get(index).copied();
        Some(Transient { periods: place(fit.at.start)?..place(fit.at.end)?, p })
    }

    /// Sums of pulls in periods that take a course: their spread about it is smaller than about 0, for the periods' is told
    /// apart from it.
    fn in_course(&self, sums: &[f64], found: &Fluctuation, (course, steps): (&[f64], &Steps)) -> Vec<f64> {
        let scale = self.scale(found);
        let levels = course.iter().flat_map(|level| std::iter::repeat_n(level, steps.periods));
        let periods = sums.iter().zip(self.documents).zip(levels);
        periods.map(|((sum, documents), level)| sum * scale + documents * level).collect()
    }

    /// What the spread of the pulls is multiplied by.
    fn scale(&self, found: &Fluctuation) -> f64 {
        let spread = (self.squares / (self.pulls.len() as f64 - 1.0)).sqrt();
        found.of_documents / spread
    }

    /// The sum of squares about the means of periods that have these sums.
    fn within(&self, sums: &[f64]) -> f64 {
        let between: f64 = sums.iter().zip(self.documents).map(|(sum, documents)| sum * sum / documents).sum();
        (self.squares - between).max(0.0)
    }

    fn shuffle(&self, seed: u64, number: u64) -> Shuffle {
        let mut random = Stream::new(seed, number);
        let (mut drawn, mut shuffled) = (self.gathered.clone(), vec![0.0; self.pulls.len()]);
        self.exchange.deal(&mut drawn, &mut shuffled, &mut random);
        let mut start = 0;
        let sum = |&end: &usize| shuffled[std::mem::replace(&mut start, end)..end].iter().sum();
        Shuffle { sums: self.ends.iter().map(sum).collect(), random }
    }

    /// The largest CUSUM, as `steepest` has it, about the mean of the series.
    fn largest(&self, sums: &[f64]) -> f64 {
        let all = self.pulls.len() as f64;
        let mean = sums.iter().sum::<f64>() / all;
        let (mut sum, mut before, mut seen, mut most) = (0.0, 0.0, 0, 0.0);
        for &cut in &self.cuts {
            for (of_period, documents) in sums[seen..cut].iter().zip(&self.documents[seen..cut]) {
                (sum, before) = (sum + of_period, before + documents);
            }
            seen = cut;
            let pull = sum - before * mean;
            most = f64::max(most, pull * pull / (before * (all - before)));
        }
        most
    }
}

impl Shuffles<'_> {
    /// p of the scan in periods that fluctuate.
    fn simulated(&mut self, observed: f64, (found, steps): (&Fluctuation, &Steps)) -> f64 {
        let null = self.null;
        self.reaching(observed, |shuffle| {
            let course = found.draw(steps.at, &mut shuffle.random.clone());
            null.largest(&null.in_course(&shuffle.sums, found, (&course, steps)))
        })
    }

    /// p that a null reaches what was observed; `value` gives the null's value of a shuffle. Some are looked at side by side
    /// before it is asked whether they are enough; those beyond are left out.
    fn reaching(&mut self, observed: f64, value: impl Fn(&Shuffle) -> f64 + Sync) -> f64 {
        let mut reached = 0;
        for first in (0..PERMUTATIONS).step_by(TOGETHER) {
            let together = first..PERMUTATIONS.min(first + TOGETHER);
            let (null, seed) = (self.null, self.seed);
            let missing = self.drawn.len().max(first)..together.end;
            self.drawn.par_extend(missing.into_par_iter().map(|index| null.shuffle(seed, index as u64 + 1)));
            let values: Vec<f64> = self.drawn[together.clone()].par_iter().map(&value).collect();
            for (index, value) in together.zip(values) {
                reached += usize::from(value >= observed);
                if reached == ENOUGH {
                    return reached as f64 / (index + 1) as f64;
                }
            }
        }
        (1 + reached) as f64 / (1 + PERMUTATIONS) as f64
    }
}

/// The mean of each period, and the sum of squares about these.
pub(super) fn means(pulls: &[f64], ends: &[usize]) -> (Vec<f64>, f64) {
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
