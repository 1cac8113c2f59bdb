//! One quantity that can change between the two spans, and everything that qualifies its change.
//!
//! A theme's rate (mentions per word) and one theme relative to another (mentions per mention) are both a ratio of two
//! sums over documents, so the same steps serve both: the estimate with its clustered error, the exact permutation and
//! the resampling where documents are few, and what remains when one document is left out.

use super::findings::LeaveOneOut;
use super::study::{Spans, Study};
use super::verdict::{Evidence, FEWEST_DOCUMENTS};
use crate::stats::cluster::{self, Exposure, LogRatio, Moments};
use crate::stats::permutation::{exact_two_group, p_value, quantile};
use crate::stats::random::Stream;
use libm::{exp, log};
use rayon::prelude::*;

/// Most documents that are left out in turn: those that pull the estimate most.
const MOST_LEFT_OUT: usize = 40;
/// Random permutations of the documents, and the most documents for which they are drawn: beyond, the clustered
/// statistic is as good.
const PERMUTATIONS: u64 = 1_999;
const MOST_PERMUTED: usize = 2_000;
/// Most resamples of few documents that are enumerated.
const MOST_RESAMPLES: usize = 100_000;

/// A ratio of sums over documents: `above` over `below` in each row.
#[derive(Debug, Clone)]
pub struct Quantity {
    above: Vec<u64>,
    below: Vec<u64>,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Mentions per word (methods M3).
    Rate,
    /// Mentions per mention (methods M11).
    Relative,
}

impl Quantity {
    /// Mentions of a theme per word.
    pub fn rate(study: &Study, theme: usize) -> Self {
        let rows = 0..study.documents.len();
        Self::of(rows.map(|row| study.mentions(row, theme)).collect(), study.counts.totals.clone())
    }

    /// Counts per word, one of each for every row.
    pub fn of(counts: Vec<u64>, words: Vec<u64>) -> Self {
        Self { above: counts, below: words, kind: Kind::Rate }
    }

    /// Mentions of a theme per mention of another.
    pub fn relative(study: &Study, theme: usize, to: usize) -> Self {
        let of = |theme| (0..study.documents.len()).map(|row| study.mentions(row, theme)).collect();
        Self { above: of(theme), below: of(to), kind: Kind::Relative }
    }

    /// (above, below) of each row.
    pub fn pairs(&self, rows: &[usize]) -> Vec<(u64, u64)> {
        rows.iter().map(|&row| (self.above[row], self.below[row])).collect()
    }

    fn sums(&self, rows: &[usize]) -> (u64, u64) {
        rows.iter().fold((0, 0), |(a, b), &row| (a + self.above[row], b + self.below[row]))
    }

    /// ln(later / earlier) with its error; `None` where a span has fewer than two documents or there is nothing at all.
    pub fn change(&self, spans: &Spans) -> Option<LogRatio> {
        let (earlier, later) = (&spans.earlier, &spans.later);
        if self.kind == Kind::Relative {
            return cluster::ratio_change(&self.pairs(earlier), &self.pairs(later));
        }
        (self.sums(earlier).0 + self.sums(later).0 > 0).then_some(())?;
        let (before, after) = (self.moments(earlier), self.moments(later));
        cluster::log_ratio((&before.0, &before.1), (&after.0, &after.1))
    }

    fn moments(&self, rows: &[usize]) -> (Moments, Exposure) {
        let (mut moments, mut exposure) = (Moments::default(), Exposure::default());
        for (x, l) in self.pairs(rows) {
            moments.add(x, l);
            exposure.add(l);
        }
        (moments, exposure)
    }

    /// ln of the quantity in some rows, with 1/2 added to each count of mentions.
    fn level(&self, rows: &[usize]) -> Option<f64> {
        let (above, below) = self.sums(rows);
        let add = if self.kind == Kind::Rate { 1.0 } else { 0.5 };
        (below > 0 || (self.kind == Kind::Relative && above > 0))
            .then(|| log((above as f64 + 0.5) / (below as f64 + add)))
    }

    /// The quantity as people are shown it: per 1,000 words, or a plain ratio (none where the other does not occur).
    fn shown(&self, rows: &[usize]) -> Option<f64> {
        let (above, below) = self.sums(rows);
        let unit = if self.kind == Kind::Rate { 1000.0 } else { 1.0 };
        (below > 0).then(|| unit * above as f64 / below as f64)
    }

    /// The change from the earlier span to the later with all that qualifies it. With a seed, p is by permutation.
    pub fn evidence(&self, spans: &Spans, seed: Option<u64>, names: &dyn Fn(usize) -> String) -> Evidence {
        let documents = spans.earlier.len() + spans.later.len();
        let few = documents < FEWEST_DOCUMENTS;
        let (leave_one_out, stands_without_any) = self.left_out(spans, names);
        Evidence {
            ratio: self.change(spans),
            bare: self.difference(&spans.earlier, &spans.later),
            exact: if few { self.exact(spans) } else { None },
            permuted: seed.and_then(|seed| self.permuted(spans, seed)),
            resampled: if few { self.resampled(spans) } else { None },
            leave_one_out,
            stands_without_any,
            earlier: self.shown(&spans.earlier),
            later: self.shown(&spans.later),
            counts: [&spans.earlier, &spans.later].map(|rows| {
                let (above, below) = self.sums(rows);
                [above, below]
            }),
            documents,
        }
    }

    fn difference(&self, earlier: &[usize], later: &[usize]) -> Option<f64> {
        let mentions = self.sums(earlier).0 + self.sums(later).0;
        (mentions > 0).then_some(())?;
        Some(self.level(later)? - self.level(earlier)?)
    }

    /// All ways to split these documents into spans of these sizes.
    fn exact(&self, spans: &Spans) -> Option<crate::stats::permutation::Exact> {
        let rows: Vec<usize> = spans.earlier.iter().chain(&spans.later).copied().collect();
        self.difference(&spans.earlier, &spans.later)?;
        exact_two_group(rows.len(), spans.later.len(), |members| {
            let (later, earlier): (Vec<_>, Vec<_>) = (0..rows.len()).partition(|index| members.contains(index));
            let rows_of = |indices: Vec<usize>| indices.into_iter().map(|index| rows[index]).collect::<Vec<_>>();
            self.difference(&rows_of(earlier), &rows_of(later)).unwrap_or(0.0)
        })
    }

    /// Two-sided p by random permutations of the documents between the spans.
    fn permuted(&self, spans: &Spans, seed: u64) -> Option<f64> {
        let rows: Vec<usize> = spans.earlier.iter().chain(&spans.later).copied().collect();
        if !(FEWEST_DOCUMENTS..=MOST_PERMUTED).contains(&rows.len()) {
            return None;
        }
        let observed = self.difference(&spans.earlier, &spans.later)?.abs();
        let shuffled = |replicate| {
            let mut rows = rows.clone();
            Stream::new(seed, replicate).shuffle(&mut rows);
            let (earlier, later) = rows.split_at(spans.earlier.len());
            self.difference(earlier, later).unwrap_or(0.0).abs()
        };
        let null: Vec<f64> = (0..PERMUTATIONS).into_par_iter().map(shuffled).collect();
        // Equal splits may differ in the last bit.
        Some(p_value(observed * (1.0 - 1e-12), &null))
    }

    /// 95 % range of the ln ratio over every resample of the documents of each span (the whole bootstrap, not a draw).
    fn resampled(&self, spans: &Spans) -> Option<(f64, f64)> {
        let draws = |rows: &[usize]| rows.len().checked_pow(rows.len() as u32).filter(|_| rows.len() > 1);
        let total = draws(&spans.earlier)?.checked_mul(draws(&spans.later)?)?;
        if total > MOST_RESAMPLES {
            return None;
        }
        let levels = |rows: &[usize]| -> Vec<f64> {
            let draw = |number| self.level(&resample(rows, number)).unwrap_or(0.0);
            (0..draws(rows).unwrap_or(0)).map(draw).collect()
        };
        let (earlier, later) = (levels(&spans.earlier), levels(&spans.later));
        let all: Vec<f64> = later.iter().flat_map(|after| earlier.iter().map(move |before| after - before)).collect();
        Some((quantile(&all, 0.025)?, quantile(&all, 0.975)?))
    }

    /// The range of the factor when one document is left out, the document that moves it most, and whether the 95 %
    /// interval excludes no change on one side whichever it is.
    fn left_out(&self, spans: &Spans, names: &dyn Fn(usize) -> String) -> (Option<LeaveOneOut>, bool) {
        let Some(whole) = self.difference(&spans.earlier, &spans.later) else { return (None, false) };
        let mut out: Option<LeaveOneOut> = None;
        let mut farthest = -1.0;
        let mut stands = true;
        for row in self.most_influential(spans) {
            let without = spans.without(row);
            let Some(value) = self.difference(&without.earlier, &without.later) else { continue };
            let interval = self.change(&without).map(|change| change.interval(0.95));
            stands &= interval.is_some_and(|(low, high)| if whole > 0.0 { low > 0.0 } else { high < 0.0 });
            let name = if (value - whole).abs() > farthest { names(row) } else { String::new() };
            let found = out.get_or_insert(LeaveOneOut { low: exp(whole), high: exp(whole), document: String::new() });
            found.low = found.low.min(exp(value));
            found.high = found.high.max(exp(value));
            if (value - whole).abs() > farthest {
                farthest = (value - whole).abs();
                found.document = name;
            }
        }
        (out, stands)
    }

    /// The rows that pull the estimate of their span most, by their part in its variance (methods M11).
    fn most_influential(&self, spans: &Spans) -> Vec<usize> {
        let mut pulls: Vec<(f64, usize)> = Vec::new();
        for rows in [&spans.earlier, &spans.later] {
            let (above, below) = self.sums(rows);
            let share = |part: u64, whole: u64| part as f64 / (whole as f64).max(1.0);
            pulls.extend(
                rows.iter()
                    .filter(|_| rows.len() > 1)
                    .map(|&row| ((share(self.above[row], above) - share(self.below[row], below)).abs(), row)),
            );
        }
        pulls.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        pulls.truncate(MOST_LEFT_OUT);
        pulls.into_iter().map(|(_, row)| row).collect()
    }
}

/// The resample with a number: its digits in base `rows.len()` are the rows drawn.
fn resample(rows: &[usize], mut number: usize) -> Vec<usize> {
    let draw = |_| {
        let row = rows[number % rows.len()];
        number /= rows.len();
        row
    };
    (0..rows.len()).map(draw).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Minerals and defence in the five seed articles, 2023 first (methods 5d).
    fn seeds() -> (Quantity, Spans) {
        let quantity = Quantity { above: vec![2, 0, 4, 0, 3], below: vec![6, 9, 6, 9, 5], kind: Kind::Relative };
        (quantity, Spans { earlier: vec![0, 1], later: vec![2, 3, 4] })
    }

    #[test]
    fn five_articles_cannot_show_a_trend() {
        let (quantity, spans) = seeds();
        let evidence = quantity.evidence(&spans, None, &|row| row.to_string());
        let exact = evidence.exact.unwrap();
        assert_eq!((exact.splits, exact.smallest_p), (10, 0.1));
        assert!((exact.p_one_sided - 0.3).abs() < 1e-9, "{exact:?}");
        let (low, high) = evidence.resampled.unwrap();
        assert!(exp(low) < 0.5 && exp(high) > 8.0, "{} {}", exp(low), exp(high));
        assert!(evidence.leave_one_out.is_some() && !evidence.stands_without_any);
    }
}
