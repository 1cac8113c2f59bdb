//! Where turns lie, once it is known that there are some.
//!
//! Cuts are looked for several periods apart (`scan`), so that single periods are not called turns. Then a change of one month
//! has its edges before and after that month, and a rise may be told before the first mention. So each cut, once it is
//! found and judged, is looked for again: all cuts together, each as near as the least distance to where it was found
//! and one period or more from its neighbors (but as far as before from both ends), where the counts are likeliest (the
//! fused step of Auger & Lawrence 1989, by dynamic programming). Which cuts there are, and their p, stay as they were.
//!
//! The likelihood is that of counts with one level between two cuts: binomial in what is counted and what it is set
//! against, which is Poisson where the latter are words. Strata have their own usual level, and the level of a segment is
//! a factor of all of them (indirect standardization). Overdispersion multiplies the likelihood of every place alike, so
//! it matters to whether a cut is real, and not to where it lies.

use super::scan::{Least, Sequence};
use libm::log;
use std::ops::Range;

/// Running sums over periods: what is counted, what it is set against, and both as expected without a turn.
pub(super) struct Levels {
    /// The first period, and sums before it and each later one.
    first: usize,
    sums: Vec<[f64; 4]>,
}

impl Levels {
    /// Of some periods of a sequence.
    pub fn of(sequence: &Sequence, periods: Range<usize>) -> Self {
        let units = sequence.units(periods.clone());
        let mut of_stratum = vec![(0.0, 0.0); units.iter().map(|unit| unit.stratum + 1).max().unwrap_or(0)];
        for unit in units {
            let (above, below) = &mut of_stratum[unit.stratum];
            *above += unit.above as f64;
            *below += unit.below as f64;
        }
        let (first, mut sum) = (periods.start, [0.0; 4]);
        let mut sums = vec![sum];
        for period in periods {
            for unit in sequence.units(period..period + 1) {
                let (above, below) = of_stratum[unit.stratum];
                if above > 0.0 && below > 0.0 {
                    let (here, there) = (unit.above as f64, unit.below as f64);
                    let share = (here + there) / (above + below);
                    sum = [sum[0] + here, sum[1] + there, sum[2] + share * above, sum[3] + share * below];
                }
            }
            sums.push(sum);
        }
        Self { first, sums }
    }

    fn sum(&self, span: &Range<usize>, of: usize) -> f64 {
        self.sums[span.end - self.first][of] - self.sums[span.start - self.first][of]
    }

    /// The ln likelihood of periods with one level, less that of no turn.
    fn likelihood(&self, span: Range<usize>) -> f64 {
        let part = |observed: f64, expected: f64| {
            if observed > 0.0 && expected > 0.0 { observed * log(observed / expected) } else { 0.0 }
        };
        part(self.sum(&span, 0), self.sum(&span, 2)) + part(self.sum(&span, 1), self.sum(&span, 3))
    }

    /// The likeliest of some cuts inside a span, the first of equals.
    pub fn likeliest(&self, cuts: impl Iterator<Item = usize>, span: &Range<usize>) -> Option<usize> {
        let value = |cut: usize| self.likelihood(span.start..cut) + self.likelihood(cut..span.end);
        let best = cuts.map(|cut| (cut, value(cut))).reduce(|best, next| if next.1 > best.1 { next } else { best });
        best.map(|(cut, _)| self.not_before_the_first(cut, span))
    }

    /// What was never mentioned before a cut cannot have risen before its first mention.
    fn not_before_the_first(&self, cut: usize, span: &Range<usize>) -> usize {
        let none = |periods: Range<usize>| self.sum(&periods, 0) <= 0.0;
        if !none(span.start..cut) || none(cut..span.end) {
            return cut;
        }
        (cut..span.end).find(|&at| !none(span.start..at + 1)).unwrap_or(cut)
    }
}

impl Sequence {
    /// Cuts in order of time, found at least `least` apart: each at most as many periods with documents from where it was
    /// found, where they are likeliest together.
    pub fn refined(&self, cuts: &[usize], least: Least) -> Vec<usize> {
        let whole = 0..self.periods();
        let levels = Levels::of(self, whole.clone());
        // The best way to each place of the last cut looked at: its value, and the cuts.
        let mut ways: Vec<(f64, Vec<usize>)> = vec![(0.0, Vec::new())];
        for &cut in cuts {
            let near = self.near(cut, least.periods);
            ways = near.filter_map(|at| self.best_way((&levels, &ways), at, least)).collect();
        }
        let Some(found) = self.best_way((&levels, &ways), whole.end, least) else { return cuts.to_vec() };
        let mut found = found.1;
        found.pop();
        for index in 0..found.len() {
            let before = index.checked_sub(1).map_or(0, |before| found[before]);
            let after = found.get(index + 1).copied().unwrap_or(whole.end);
            found[index] = levels.not_before_the_first(found[index], &(before..after));
        }
        found
    }

    /// Some periods are enough for a segment of refined cuts: one between two cuts may be a single period, but a single one
    /// at either end has nothing behind it that would say whether it lasts.
    pub(super) fn fills(&self, span: Range<usize>, least: Least) -> bool {
        let at_an_end = span.start == 0 || span.end == self.periods();
        self.enough(span, if at_an_end { least } else { Least { periods: 1, ..least } })
    }

    /// The best way on to a place.
    fn best_way(
        &self,
        (levels, ways): (&Levels, &[(f64, Vec<usize>)]),
        at: usize,
        least: Least,
    ) -> Option<(f64, Vec<usize>)> {
        let last = |way: &(f64, Vec<usize>)| way.1.last().copied().unwrap_or(0);
        let open = ways.iter().filter(|way| last(way) < at && self.fills(last(way)..at, least));
        let valued = open.map(|way| (way.0 + levels.likelihood(last(way)..at), way));
        let (value, way) = valued.reduce(|best, next| if next.0 > best.0 { next } else { best })?;
        Some((value, way.1.iter().copied().chain([at]).collect()))
    }

    /// The periods with documents that are at most `reach` of these from a cut.
    pub(super) fn near(&self, cut: usize, reach: usize) -> impl Iterator<Item = usize> {
        let filled = |at: &usize| !self.units(*at..at + 1).is_empty();
        let mut near: Vec<usize> = (0..cut).rev().filter(filled).take(reach).collect();
        near.reverse();
        near.extend((cut..self.periods()).filter(filled).take(reach + 1));
        near.into_iter().filter(|&at| at > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::scan::Unit;

    const LEAST: Least = Least { periods: 3, documents: 8 };

    /// Periods of ten documents of 100 words, each with so many mentions.
    fn sequence(rates: &[u64]) -> Sequence {
        let unit = |&rate: &u64| vec![Unit { above: rate, below: 100, key: 1, stratum: 0 }; 10];
        Sequence::new(rates.iter().map(unit))
    }

    #[test]
    fn the_edges_of_a_change_of_one_period_are_its_own() {
        let found = sequence(&[0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0]);
        for cuts in [[3, 6], [4, 7], [5, 8]] {
            assert_eq!(found.refined(&cuts, LEAST), [5, 6], "{cuts:?}");
        }
    }

    #[test]
    fn nothing_rises_before_its_first_mention() {
        let found = sequence(&[0, 0, 0, 0, 0, 0, 0, 0, 1, 5, 5, 5]);
        assert_eq!(found.refined(&[3], LEAST), [8]);
        let levels = Levels::of(&found, 0..12);
        assert_eq!(levels.likeliest(2..6, &(0..12)), Some(8));
    }

    #[test]
    fn a_step_moves_to_where_it_is_and_cuts_keep_their_order_and_least_size() {
        let found = sequence(&[2, 2, 2, 2, 2, 4, 4, 4, 4, 4, 2, 2, 2]);
        assert_eq!(found.refined(&[3, 11], LEAST), [5, 10]);
        assert_eq!(found.refined(&[6, 8], LEAST), [5, 10]);
        let wide = Least { documents: 40, ..LEAST };
        let refined = found.refined(&[5, 9], wide);
        assert!(refined[0] >= 4 && refined[1] >= refined[0] + 4 && refined[1] <= 9, "{refined:?}");
        assert_eq!(found.refined(&[], LEAST), [0usize; 0]);
        // No room for both: they stay.
        assert_eq!(found.refined(&[6, 7], Least { documents: 80, ..LEAST }), [6, 7]);
        // The last period alone may be anything.
        assert_eq!(sequence(&[2, 2, 2, 2, 3, 3, 3, 9]).refined(&[4], LEAST), [5]);
    }

    #[test]
    fn strata_have_levels_of_their_own() {
        // A stratum with a high level joins in the sixth period; both rise in the eighth.
        let unit = |above, stratum| Unit { above, below: 100, key: 1, stratum };
        let period = |at: usize| {
            let factor = if at >= 8 { 3 } else { 1 };
            let mut units = vec![unit(factor, 0); 10];
            units.extend(vec![unit(10 * factor, 1); if at >= 6 { 10 } else { 0 }]);
            units
        };
        let found = Sequence::new((0..12).map(period));
        assert_eq!(found.refined(&[7], LEAST), [8]);
    }
}
