//! One quantity that can change between the two spans, and everything that qualifies its change.
//!
//! A theme's rate (mentions per word) and one theme relative to another (mentions per mention) are both a ratio of two
//! sums over documents, so the same steps serve both: the estimate with its clustered error, the exact permutation and
//! the resampling where documents are few. `influence` says what the change hangs on, `sources` what a fixed mix of
//! sources makes of it.

use super::influence;
use super::sources::{self, Control};
use super::study::{Spans, Study};
use super::verdict::{Evidence, FEWEST_DOCUMENTS};
use crate::stats::cluster::{self, Exposure, LogRatio, Moments};
use crate::stats::leverage;
use crate::stats::pair::{self, PairSums};
use crate::stats::permutation::{exact_two_group, p_value, quantile};
use crate::stats::random::Stream;
use libm::log;
use rayon::prelude::*;

/// Random permutations of the documents, and the most documents for which they are drawn. Beyond, p of a rate is by
/// the variance that all permutations have, which needs no draw, and p of a pair by its clustered t.
pub const PERMUTATIONS: u64 = 1_999;
pub const MOST_PERMUTED: usize = 2_000;
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
    /// Mentions per word.
    Rate,
    /// Mentions per mention.
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
        Self::over(of(theme), of(to))
    }

    /// Counts per other count, one of each for every row.
    pub fn over(above: Vec<u64>, below: Vec<u64>) -> Self {
        Self { above, below, kind: Kind::Relative }
    }

    /// (above, below) of each row.
    pub fn pairs(&self, rows: &[usize]) -> Vec<(u64, u64)> {
        rows.iter().map(|&row| (self.above[row], self.below[row])).collect()
    }

    fn sums(&self, rows: &[usize]) -> (u64, u64) {
        rows.iter().fold((0, 0), |(a, b), &row| (a + self.above[row], b + self.below[row]))
    }

    /// The mentions of the theme by row, and of the one that it is set against.
    pub fn themes(&self) -> [Option<&[u64]>; 2] {
        [Some(&self.above), (self.kind == Kind::Relative).then_some(&self.below)]
    }

    /// What one row adds to the sums of its span.
    pub fn tally_of(&self, row: usize) -> PairSums {
        PairSums::one(self.above[row], self.below[row])
    }

    /// The sums of both spans.
    pub fn tallies(&self, spans: &Spans) -> [PairSums; 2] {
        [&spans.earlier, &spans.later].map(|rows| {
            let mut tally = PairSums::default();
            rows.iter().for_each(|&row| tally += self.tally_of(row));
            tally
        })
    }

    /// ln(later / earlier) with its error; `None` where a span has fewer than two documents or there is nothing at all.
    pub fn change_of(&self, [earlier, later]: &[PairSums; 2]) -> Option<LogRatio> {
        let sides = if self.kind == Kind::Relative {
            [pair::side(earlier)?, pair::side(later)?]
        } else {
            (earlier.a + later.a > 0).then_some(())?;
            let side = |sums: &PairSums| {
                let (moments, exposure) = moments(sums);
                cluster::weighed((&moments, &exposure), sums.sizes)
            };
            [side(earlier)?, side(later)?]
        };
        let value = self.level_of((later.a, later.b))? - self.level_of((earlier.a, earlier.b))?;
        Some(leverage::change(value, sides))
    }

    /// Two-sided p of "no change" of a rate by choosing documents; `None` for pairs and as in [`Self::change_of`].
    fn chosen(&self, [earlier, later]: &[PairSums; 2]) -> Option<f64> {
        (self.kind == Kind::Rate).then_some(())?;
        let (before, after) = (moments(earlier), moments(later));
        cluster::change_p((&before.0, &before.1), (&after.0, &after.1))
    }

    /// ln(later / earlier) alone; `None` where nothing is mentioned or a span has nothing to set it against.
    pub fn difference_of(&self, [earlier, later]: &[PairSums; 2]) -> Option<f64> {
        (earlier.a + later.a > 0).then_some(())?;
        Some(self.level_of((later.a, later.b))? - self.level_of((earlier.a, earlier.b))?)
    }

    /// ln of the quantity from its two sums, with 1/2 added to each count of mentions.
    pub fn level_of(&self, (above, below): (u64, u64)) -> Option<f64> {
        let add = if self.kind == Kind::Rate { 1.0 } else { 0.5 };
        (below > 0 || (self.kind == Kind::Relative && above > 0))
            .then(|| log((above as f64 + 0.5) / (below as f64 + add)))
    }

    fn level(&self, rows: &[usize]) -> Option<f64> {
        self.level_of(self.sums(rows))
    }

    /// The quantity as people are shown it: per 1,000 words, or a plain ratio (none where the other does not occur).
    fn shown(&self, rows: &[usize]) -> Option<f64> {
        let (above, below) = self.sums(rows);
        let unit = if self.kind == Kind::Rate { 1000.0 } else { 1.0 };
        (below > 0).then(|| unit * above as f64 / below as f64)
    }

    /// The change from the earlier span to the later with all that qualifies it, without random draws.
    pub fn evidence(&self, study: &Study, spans: &Spans, control: Option<&Control>) -> Evidence {
        let documents = spans.earlier.len() + spans.later.len();
        let few = documents < FEWEST_DOCUMENTS;
        let tallies = self.tallies(spans);
        let name = |row: usize| study.documents[row].id.clone();
        let (leave_one_out, stands_without_any) = influence::of_documents(self, spans, &name);
        let at_fixed_mix = control.and_then(|control| control.judge(self, spans));
        let bare = self.difference_of(&tallies);
        Evidence {
            ratio: self.change_of(&tallies),
            bare,
            chosen: self.chosen(&tallies),
            exact: if few { self.exact(spans) } else { None },
            resampled: if few { self.resampled(spans) } else { None },
            leave_one_out,
            stands_without_any,
            without_one_source: influence::of_sources(self, spans, &study.sources),
            split: bare.map(|whole| sources::split(whole, self, spans, at_fixed_mix.as_ref())),
            at_fixed_mix,
            earlier: self.shown(&spans.earlier),
            later: self.shown(&spans.later),
            counts: tallies.map(|tally| [tally.a, tally.b]),
            documents,
            ..Evidence::default()
        }
    }

    /// The evidence with p by permutation: all that the verdict on a theme or a pair rests on.
    pub fn tested(&self, study: &Study, spans: &Spans, control: Option<&Control>) -> Evidence {
        Evidence { permuted: self.permuted(spans, study.seed), ..self.evidence(study, spans, control) }
    }

    fn difference(&self, earlier: &[usize], later: &[usize]) -> Option<f64> {
        let (before, after) = (self.sums(earlier), self.sums(later));
        (before.0 + after.0 > 0).then_some(())?;
        Some(self.level_of(after)? - self.level_of(before)?)
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
}

/// The sums of a span as `cluster` takes them.
fn moments(tally: &PairSums) -> (Moments, Exposure) {
    let narrow = |sum: u128| u64::try_from(sum).unwrap_or(u64::MAX);
    let moments = Moments { documents: 0, x: tally.a, xx: narrow(tally.aa), xl: narrow(tally.ab) };
    (moments, Exposure { documents: tally.documents, l: tally.b, ll: narrow(tally.bb) })
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
    use libm::exp;

    /// Minerals and defence in the five seed articles, 2023 first.
    fn seeds() -> (Quantity, Spans, Study) {
        let quantity = Quantity { above: vec![2, 0, 4, 0, 3], below: vec![6, 9, 6, 9, 5], kind: Kind::Relative };
        let spans = Spans { earlier: vec![0, 1], later: vec![2, 3, 4] };
        let documents = vec![crate::drift::Described::default(); 5];
        let sources = super::super::sources::Sources::of(&documents);
        (quantity, spans, Study { documents: documents.into(), sources, ..Study::default() })
    }

    #[test]
    fn five_articles_cannot_show_a_trend() {
        let (quantity, spans, study) = seeds();
        let evidence = quantity.tested(&study, &spans, None);
        let exact = evidence.exact.unwrap();
        assert_eq!((exact.splits, exact.smallest_p), (10, 0.1));
        assert!((exact.p_one_sided - 0.3).abs() < 1e-9, "{exact:?}");
        let (low, high) = evidence.resampled.unwrap();
        assert!(exp(low) < 0.5 && exp(high) > 8.0, "{} {}", exp(low), exp(high));
        assert!(evidence.leave_one_out.is_some() && !evidence.stands_without_any);
        assert!(evidence.permuted.is_none());
    }

    #[test]
    fn the_parts_of_a_change_add_up() {
        let (quantity, spans, study) = seeds();
        let evidence = quantity.evidence(&study, &spans, None);
        let split = evidence.split.unwrap();
        // Two of three later documents mention minerals against one of two earlier ones; all mention defence.
        let prevalence = log(2.5 / 4.0) - log(3.5 / 4.0) - (log(1.5 / 3.0) - log(2.5 / 3.0));
        assert!((split.prevalence - prevalence).abs() < 1e-12);
        assert!((split.prevalence + split.intensity - evidence.bare.unwrap()).abs() < 1e-12);
        assert_eq!(split.source_mix, None);
    }

    #[test]
    fn a_rate_without_permutations_is_tested_by_choosing_documents() {
        // Three of 24 documents mention it, all of them later ones.
        let counts: Vec<u64> = (0..24).map(|row| if row > 20 { 4 } else { 0 }).collect();
        let quantity = Quantity::of(counts, vec![100; 24]);
        let documents = vec![crate::drift::Described::default(); 24];
        let sources = super::super::sources::Sources::of(&documents);
        let study = Study { documents: documents.into(), sources, ..Study::default() };
        let spans = Spans { earlier: (0..12).collect(), later: (12..24).collect() };
        let (drawn, bare) = (quantity.tested(&study, &spans, None), quantity.evidence(&study, &spans, None));
        // Three documents all lie on one side once in four: 2 (12 choose 3) / (24 choose 3) is 0.217.
        assert!((drawn.p().unwrap() - 0.217).abs() < 0.03, "{:?}", drawn.p());
        assert_eq!((bare.permuted, bare.p()), (None, bare.chosen));
        assert!((0.05..0.25).contains(&bare.p().unwrap()), "{:?}", bare.p());
        let above = quantity.above.clone();
        let pair = Quantity::over(above, vec![3; 24]).evidence(&study, &spans, None);
        assert_eq!(pair.p(), Some(pair.ratio.unwrap().p()));
    }
}
