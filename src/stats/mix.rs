//! Change at a fixed mix of sources: what remains when no source may count for more in one span than in the other.
//!
//! Direct standardization over strata (Rothman, Greenland & Lash 2008, "Modern Epidemiology", chapter 3). The fixed mix
//! weighs each source by l₀ l₁ / (l₀ + l₁), with l its words in the two spans: these are Mantel and Haenszel's weights,
//! which lose least where a source wrote much in one span and little in the other. A source that is missing from a span
//! has weight 0, so one that joins or leaves cannot move the result.

use super::cluster::{LogRatio, Moments};
use libm::{exp, log};

/// From so many shared sources on, the source is the unit of which errors are made; below, the document is.
pub const SOURCES_AS_UNITS: usize = 8;

/// A document of one span: the number of its source and its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unit {
    pub source: usize,
    pub words: u64,
}

/// A mix of sources that is the same for two spans.
#[derive(Debug, Clone)]
pub struct FixedMix {
    /// Documents of the shared sources: earlier ones, then later ones, as (place in the span, unit).
    units: [Vec<(usize, Unit)>; 2],
    sources: SourceMix,
}

/// What a fixed mix is without its documents: as large as its sources are many.
#[derive(Debug, Clone)]
pub struct SourceMix {
    /// Weight of each source; they add up to 1.
    weight: Vec<f64>,
    /// Words of each source in the two spans, and the sum of their squares over its documents.
    words: [Vec<u64>; 2],
    squares: [Vec<f64>; 2],
    shared: usize,
    /// Documents of the shared sources in both spans.
    documents: usize,
    covered: f64,
}

/// What a fixed mix makes of counts: two levels and how far each document, or source, pulls their difference.
#[derive(Debug, Clone)]
pub struct Standardized {
    /// ln of the rate in the earlier and in the later span, at the fixed mix.
    pub levels: [f64; 2],
    /// Pull of each document of the shared sources on the change, earlier ones first.
    pulls: Vec<f64>,
    /// Least variance of the change: that of independent mentions.
    floor: f64,
    /// Mentions that the earlier and the later span would have at the fixed mix.
    pub mentions: [f64; 2],
}

impl FixedMix {
    /// The mix that two spans share; `None` where fewer than two sources have words in both.
    pub fn of(earlier: &[Option<Unit>], later: &[Option<Unit>]) -> Option<Self> {
        let spans = [earlier, later];
        let sources = spans.iter().flat_map(|span| span.iter().flatten()).map(|unit| unit.source + 1).max()?;
        let words = spans.map(|span| {
            let mut words = vec![0; sources];
            span.iter().flatten().for_each(|unit| words[unit.source] += unit.words);
            words
        });
        let squares = spans.map(|span| {
            let mut squares = vec![0.0; sources];
            span.iter().flatten().for_each(|unit| squares[unit.source] += (unit.words as f64) * (unit.words as f64));
            squares
        });
        let weight: Vec<f64> = words[0].iter().zip(&words[1]).map(|(&a, &b)| harmonic(a as f64, b as f64)).collect();
        let shared = weight.iter().filter(|weight| **weight > 0.0).count();
        let total: f64 = weight.iter().sum();
        let known = |span: &[Option<Unit>]| -> Vec<(usize, Unit)> {
            let units = span.iter().enumerate().filter_map(|(place, unit)| unit.map(|unit| (place, unit)));
            units.filter(|(_, unit)| weight[unit.source] > 0.0).collect()
        };
        let units = spans.map(known);
        let covered = units.iter().flatten().map(|(_, unit)| unit.words).sum::<u64>() as f64;
        let documents = units[0].len() + units[1].len();
        let weight = weight.iter().map(|weight| weight / total).collect();
        let sources = SourceMix { weight, words, squares, shared, documents, covered };
        (shared > 1).then_some(Self { units, sources })
    }

    /// The mix without its documents.
    pub fn into_sources(self) -> SourceMix {
        self.sources
    }

    /// Sources with words in both spans.
    pub fn shared(&self) -> usize {
        self.sources.shared
    }

    /// Words of the shared sources in both spans.
    pub fn covered(&self) -> f64 {
        self.sources.covered
    }

    /// The rate at the fixed mix in each span, from one count a document of each span (all documents, in order).
    pub fn standardize(&self, counts: [&[u64]; 2]) -> Standardized {
        let by_source = [0, 1].map(|span| self.by_source(span, counts[span]));
        let (levels, mentions, total) = self.sources.levels(&by_source);
        let ratio = exp(levels[1] - levels[0]);
        let mut pulls = Vec::with_capacity(self.units[0].len() + self.units[1].len());
        for (span, sign) in [(0, -1.0), (1, 1.0)] {
            for (place, unit) in &self.units[span] {
                let expected =
                    self.sources.common_rate(unit.source, &by_source, ratio) * if span == 1 { ratio } else { 1.0 };
                let residual = counts[span][*place] as f64 - expected * unit.words as f64;
                let scale =
                    total[span] * self.sources.weight[unit.source] / self.sources.words[span][unit.source] as f64;
                pulls.push(sign * scale * residual / (mentions[span] + 0.5));
            }
        }
        let floor = mentions.iter().map(|mentions| 1.0 / (mentions + 0.5)).sum();
        Standardized { levels, pulls, floor, mentions }
    }

    /// Share of the documents with any mention at the fixed mix, as ln in each span.
    pub fn prevalence(&self, counts: [&[u64]; 2]) -> [f64; 2] {
        [0, 1].map(|span| {
            let (mut with, mut all) = (vec![0u64; self.sources.weight.len()], vec![0u64; self.sources.weight.len()]);
            for (place, unit) in &self.units[span] {
                all[unit.source] += 1;
                with[unit.source] += u64::from(counts[span][*place] > 0);
            }
            let parts = (0..all.len()).filter(|&source| all[source] > 0);
            let share: f64 = parts.map(|s| self.sources.weight[s] * with[s] as f64 / all[s] as f64).sum();
            let documents = self.units[span].len() as f64;
            log((documents * share + 0.5) / (documents + 1.0))
        })
    }

    fn by_source(&self, span: usize, counts: &[u64]) -> Vec<u64> {
        let mut sums = vec![0; self.sources.weight.len()];
        self.units[span].iter().for_each(|(place, unit)| sums[unit.source] += counts[*place]);
        sums
    }

    /// The change of one rate, or of one rate over another, with its error. The unit is the source where there are
    /// [`SOURCES_AS_UNITS`] or more, else the document; each source costs a degree of freedom in the second case.
    pub fn change(&self, of: &Standardized, over: Option<&Standardized>) -> LogRatio {
        let difference = |s: &Standardized| s.levels[1] - s.levels[0];
        let pull = |at: usize| of.pulls[at] - over.map_or(0.0, |over| over.pulls[at]);
        let pulls: Vec<f64> = (0..of.pulls.len()).map(pull).collect();
        let squares = |pulls: &[f64]| pulls.iter().map(|pull| pull * pull).sum::<f64>();
        let (units, spent, sum) = if self.sources.shared >= SOURCES_AS_UNITS {
            (self.sources.shared, 1, squares(&self.pulls_of_sources(&pulls)))
        } else {
            (pulls.len(), self.sources.shared + 1, squares(&pulls))
        };
        let df = units.saturating_sub(spent).max(1) as f64;
        let floor = of.floor + over.map_or(0.0, |over| over.floor);
        LogRatio {
            value: difference(of) - over.map_or(0.0, difference),
            se: (sum * units as f64 / df).max(floor).sqrt(),
            df,
        }
    }

    fn pulls_of_sources(&self, pulls: &[f64]) -> Vec<f64> {
        let mut sums = vec![0.0; self.sources.weight.len()];
        let units = self.units.iter().flatten();
        units.zip(pulls).for_each(|((_, unit), pull)| sums[unit.source] += pull);
        sums
    }
}

impl SourceMix {
    /// The change of one rate from its sums by source in each span: that of [`FixedMix::change`], without its documents.
    /// `None` where the shared sources have no mention.
    pub fn change_of_sums(&self, sums: [&[Moments]; 2]) -> Option<LogRatio> {
        let by_source = sums.map(|span| span.iter().map(|moments| moments.x).collect::<Vec<u64>>());
        let (levels, mentions, total) = self.levels(&by_source);
        mentions.iter().any(|&mentions| mentions > 0.0).then_some(())?;
        let ratio = exp(levels[1] - levels[0]);
        let as_units = self.shared >= SOURCES_AS_UNITS;
        let (mut squares, mut pulls) = (0.0, vec![0.0; self.weight.len()]);
        for (span, sign) in [(0, -1.0), (1, 1.0)] {
            for source in (0..self.weight.len()).filter(|&source| self.weight[source] > 0.0) {
                let expected = self.common_rate(source, &by_source, ratio) * if span == 1 { ratio } else { 1.0 };
                let words = self.words[span][source] as f64;
                let scale = total[span] * self.weight[source] / words / (mentions[span] + 0.5);
                let Moments { x, xx, xl, .. } = sums[span][source];
                let residuals =
                    xx as f64 - 2.0 * expected * xl as f64 + expected * expected * self.squares[span][source];
                squares += scale * scale * residuals.max(0.0);
                pulls[source] += sign * scale * (x as f64 - expected * words);
            }
        }
        let (units, spent, sum) = if as_units {
            (self.shared, 1, pulls.iter().map(|pull| pull * pull).sum())
        } else {
            (self.documents, self.shared + 1, squares)
        };
        let df = units.saturating_sub(spent).max(1) as f64;
        let floor: f64 = mentions.iter().map(|mentions| 1.0 / (mentions + 0.5)).sum();
        Some(LogRatio { value: levels[1] - levels[0], se: (sum * units as f64 / df).max(floor).sqrt(), df })
    }

    /// ln rates, mentions and words of both spans at the fixed mix.
    fn levels(&self, by_source: &[Vec<u64>; 2]) -> ([f64; 2], [f64; 2], [f64; 2]) {
        let total = [0, 1].map(|span| self.words[span].iter().zip(&self.weight).map(held).sum::<f64>());
        let rate = |span: usize| -> f64 {
            (0..self.weight.len()).map(|source| self.weight[source] * self.rate(span, source, by_source)).sum()
        };
        let mentions = [0, 1].map(|span| total[span] * rate(span));
        ([0, 1].map(|span| log((mentions[span] + 0.5) / (total[span] + 1.0))), mentions, total)
    }

    fn rate(&self, span: usize, source: usize, by_source: &[Vec<u64>; 2]) -> f64 {
        match self.words[span][source] {
            0 => 0.0,
            words => by_source[span][source] as f64 / words as f64,
        }
    }

    /// The earlier rate of a source if its rate changed as that of all did.
    fn common_rate(&self, source: usize, by_source: &[Vec<u64>; 2], ratio: f64) -> f64 {
        let mentions = (by_source[0][source] + by_source[1][source]) as f64;
        mentions / (self.words[0][source] as f64 + ratio * self.words[1][source] as f64)
    }
}

/// The words of a source that has a weight.
fn held((words, weight): (&u64, &f64)) -> f64 {
    if *weight > 0.0 { *words as f64 } else { 0.0 }
}

fn harmonic(a: f64, b: f64) -> f64 {
    if a > 0.0 && b > 0.0 { a * b / (a + b) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::random::Stream;

    /// Documents of 400 words: (source, documents, mentions in each).
    fn span(parts: &[(usize, usize, u64)]) -> (Vec<Option<Unit>>, Vec<u64>) {
        let each = parts.iter().flat_map(|&(source, n, count)| vec![(Some(Unit { source, words: 400 }), count); n]);
        each.unzip()
    }

    #[test]
    fn a_source_that_joins_or_grows_changes_nothing() {
        let earlier = span(&[(0, 10, 2), (1, 10, 8)]);
        // The second source writes three times as much, and a third one that is full of mentions joins.
        let later = span(&[(0, 10, 2), (1, 30, 8), (2, 20, 40)]);
        let mix = FixedMix::of(&earlier.0, &later.0).unwrap();
        let change = mix.change(&mix.standardize([&earlier.1, &later.1]), None);
        assert_eq!(mix.shared(), 2);
        assert!(change.value.abs() < 0.02, "{change:?}");
        let raw: u64 = later.1.iter().sum::<u64>() * 20 / 60;
        assert!(raw > 3 * earlier.1.iter().sum::<u64>(), "the raw rate rises");
    }

    #[test]
    fn a_change_within_sources_is_found_whatever_the_mix() {
        let earlier = span(&[(0, 12, 2), (1, 4, 8)]);
        let later = span(&[(0, 3, 4), (1, 20, 16)]);
        let mix = FixedMix::of(&earlier.0, &later.0).unwrap();
        let change = mix.change(&mix.standardize([&earlier.1, &later.1]), None);
        assert!((exp(change.value) - 2.0).abs() < 0.05, "{change:?}");
    }

    #[test]
    fn sums_say_what_documents_say() {
        for sources in [3, 12] {
            let mut random = Stream::new(8, sources);
            let mut draw = |n: usize| -> (Vec<Option<Unit>>, Vec<u64>) {
                let mut document = |_| {
                    let unit = Unit { source: random.below(sources) as usize, words: 200 + random.below(600) };
                    (Some(unit), random.below(9) * random.below(3))
                };
                (0..n).map(&mut document).unzip()
            };
            let spans = [draw(80), draw(120)];
            let mix = FixedMix::of(&spans[0].0, &spans[1].0).unwrap();
            let sums = [0, 1].map(|span: usize| {
                let mut sums = vec![Moments::default(); sources as usize];
                let each = spans[span].0.iter().flatten().zip(&spans[span].1);
                each.for_each(|(unit, &count)| sums[unit.source].add(count, unit.words));
                sums
            });
            let direct = mix.change(&mix.standardize([&spans[0].1, &spans[1].1]), None);
            let summed = mix.sources.change_of_sums([&sums[0], &sums[1]]).unwrap();
            assert!((direct.value - summed.value).abs() < 1e-12 && direct.df == summed.df);
            assert!((direct.se / summed.se - 1.0).abs() < 1e-9, "{direct:?} {summed:?}");
        }
    }

    #[test]
    fn one_shared_source_is_no_mix() {
        let (earlier, later) = (span(&[(0, 5, 1)]).0, span(&[(0, 5, 1), (1, 5, 1)]).0);
        assert!(FixedMix::of(&earlier, &later).is_none());
        assert!(FixedMix::of(&[None], &[None]).is_none());
    }

    /// Sources differ in level, mentions come in bursts, nothing changes: 95 % intervals should hold 0.
    #[test]
    fn intervals_cover_no_change() {
        for sources in [3, 12] {
            let trials = 600;
            let covered = (0..trials).filter(|&trial| {
                let mut random = Stream::new(5, trial);
                let levels: Vec<u64> = (0..sources).map(|_| 1 + random.below(12)).collect();
                let mut draw = |n: usize| -> (Vec<Option<Unit>>, Vec<u64>) {
                    let mut document = |_| {
                        let source = random.below(sources as u64) as usize;
                        let burst = if random.unit() < 0.4 { 1 + random.below(4) } else { 0 };
                        let unit = Unit { source, words: 200 + random.below(600) };
                        (Some(unit), burst * random.below(1 + levels[source]))
                    };
                    (0..n).map(&mut document).unzip()
                };
                let (earlier, later) = (draw(60), draw(90));
                let mix = FixedMix::of(&earlier.0, &later.0).unwrap();
                let (low, high) = mix.change(&mix.standardize([&earlier.1, &later.1]), None).interval(0.95);
                low <= 0.0 && 0.0 <= high
            });
            let share = covered.count() as f64 / trials as f64;
            assert!((0.93..=0.985).contains(&share), "{sources} sources: {share}");
        }
    }
}
