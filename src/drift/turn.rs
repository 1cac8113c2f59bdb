//! When terms turned: the span of periods in which a term was used most unlike the rest.
//!
//! Every span of periods is looked at (a scan, as in Kulldorff 1997): inside against outside, by the document-clustered
//! log ratio. A span that reaches neither end is a spike or dip; one that reaches the last period is a rise or fall that
//! lasted; one that reaches the first is told from the other side, as what followed. The best p of a term is multiplied by the number
//! of spans (Bonferroni) before Benjamini-Hochberg over terms: overlapping spans make this conservative, so that a scan
//! over pure noise calls less than it may, never more. Where sources are known and shared, the larger of that p and the
//! one at a fixed mix of the sources inside and outside is taken, so that an outlet which joins is no turn of its words.

use super::by_source::{Asked, p_at_fixed_mix};
use super::findings::{Estimate, TurnFinding, TurnFindings};
use super::keyness::least_count;
use super::sources;
use super::study::{Spans, Study};
use crate::stats::cluster::{Contrast, Exposure, LogRatio, Moments};
use crate::stats::mix::SourceMix;
use crate::stats::significance::benjamini_hochberg;
use libm::exp;
use rayon::prelude::*;

/// Fewest periods and dated documents for a scan.
const FEWEST_PERIODS: usize = 5;
/// Most periods: the number of spans grows with their square.
const MOST_PERIODS: usize = 300;
const FEWEST_DOCUMENTS: usize = 20;
/// Fewest documents inside a span and outside it, for a variance to mean something.
const FEWEST_INSIDE: u64 = 5;
/// Most terms listed, and how many of them with their series, for charts.
const MOST_LISTED: usize = 2_000;
const WITH_SERIES: usize = 60;

/// A span of periods, from the first to before the last.
type Window = std::ops::Range<usize>;

/// The best span of one term.
struct Best {
    term: usize,
    window: Window,
    ratio: LogRatio,
    inside: Moments,
    p: f64,
}

/// Scans all terms frequent enough; empty where documents are too few, or periods too few or too many.
pub fn find(study: &Study) -> TurnFindings {
    let rows = study.groups.rows();
    let dated: usize = rows.iter().map(Vec::len).sum();
    if !(FEWEST_PERIODS..=MOST_PERIODS).contains(&rows.len()) || dated < FEWEST_DOCUMENTS {
        return TurnFindings::default();
    }
    let scan = Scan::of(study, &rows, least_count(dated).max(8));
    let mut best: Vec<Best> = (0..scan.terms.len()).into_par_iter().filter_map(|index| scan.best(index)).collect();
    hold_to_sources(study, &rows, &scan.terms, &mut best);
    let q = benjamini_hochberg(&best.iter().map(|best| best.p).collect::<Vec<_>>());
    best.iter_mut().zip(q).for_each(|(best, q)| best.p = q);
    let tested = best.len();
    let mut found: Vec<Best> = best.into_iter().filter(|best| best.p < 0.05).collect();
    let significant = found.len();
    found.sort_by(|a, b| certain(b).total_cmp(&certain(a)).then(a.term.cmp(&b.term)));
    let found = distinct(study, &scan, found);
    let found = found.iter().enumerate().map(|(rank, best)| scan.describe(study, best, rank < WITH_SERIES)).collect();
    TurnFindings { tested, significant, found }
}

/// Raises p to that at a fixed mix of the sources inside and outside the span, where sources are controlled.
fn hold_to_sources(study: &Study, rows: &[Vec<usize>], terms: &[usize], best: &mut [Best]) {
    if sources::strata(study).is_none() {
        return;
    }
    let open: Vec<usize> = (0..best.len()).filter(|&index| best[index].p < 0.05).collect();
    let edges = |best: &Best| (best.window.start, best.window.end);
    let mut windows: Vec<(usize, usize)> = open.iter().map(|&index| edges(&best[index])).collect();
    windows.sort_unstable();
    windows.dedup();
    let mix = |&(start, end): &(usize, usize)| {
        let inside = |period: &usize| (start..end).contains(period);
        let (later, earlier): (Vec<usize>, Vec<usize>) = (0..rows.len()).partition(inside);
        let all = |periods: Vec<usize>| periods.into_iter().flat_map(|period| rows[period].iter().copied()).collect();
        sources::deciding(study, &Spans { earlier: all(earlier), later: all(later) })
    };
    let mixes: Vec<Option<SourceMix>> = windows.par_iter().map(mix).collect();
    let ask = |&index: &usize| {
        let found = &best[index];
        let contrast = windows.partition_point(|window| *window < edges(found));
        Asked { term: terms[found.term], contrast, value: found.ratio.value }
    };
    let asked: Vec<Asked> = open.iter().map(ask).collect();
    let at_mix = p_at_fixed_mix(study, &mixes, &asked, |contrast, row| {
        let (start, end) = windows[contrast];
        study.groups.of_row[row].map(|period| usize::from((start..end).contains(&period)))
    });
    open.into_iter().zip(at_mix).for_each(|(index, at_mix)| best[index].p = best[index].p.max(at_mix));
}

/// How strong a turn surely is: the bound of its ln ratio nearest to no change, at three standard errors.
fn certain(best: &Best) -> f64 {
    best.ratio.value.abs() - 3.0 * best.ratio.se
}

/// The most certain turns, without those that tell one told before: the same words ("Dubai", "Dubai Ports") in the same
/// span, overlapping by half.
fn distinct(study: &Study, scan: &Scan, found: Vec<Best>) -> Vec<Best> {
    let words = |best: &Best| study.counts.terms[scan.terms[best.term]].key.split(' ');
    let mut listed: Vec<Best> = Vec::new();
    for best in found {
        let told = listed.iter().any(|other| {
            overlap(&best.window, &other.window) && words(&best).any(|word| words(other).any(|known| known == word))
        });
        if !told {
            listed.push(best);
        }
        if listed.len() == MOST_LISTED {
            break;
        }
    }
    listed
}

/// Two windows share at least half of the longer.
fn overlap(a: &Window, b: &Window) -> bool {
    let shared = a.end.min(b.end).saturating_sub(a.start.max(b.start));
    2 * shared >= a.len().max(b.len())
}

/// Sums per term and period, and the windows to look at.
struct Scan {
    /// Numbers of the terms looked at.
    terms: Vec<usize>,
    /// Per term looked at, per period.
    moments: Vec<Vec<Moments>>,
    exposure: Vec<Exposure>,
    panes: Vec<Pane>,
}

/// A window, and the words outside it and inside it, which are those of every term.
struct Pane {
    window: Window,
    contrast: Contrast,
}

impl Scan {
    fn of(study: &Study, rows: &[Vec<usize>], least_count: u64) -> Self {
        let all: Vec<usize> = rows.iter().flatten().copied().collect();
        let total = study.term_moments(&all);
        let frequent = |term: &usize| total[*term].x >= least_count && total[*term].documents >= 3;
        let terms: Vec<usize> = (0..total.len()).filter(frequent).collect();
        let mut places = vec![u32::MAX; total.len()];
        (0..).zip(&terms).for_each(|(place, &term)| places[term] = place);
        let by_period: Vec<Vec<Moments>> =
            rows.par_iter().map(|rows| sums(study, (&places, terms.len()), rows)).collect();
        let of_term = |index: usize| by_period.iter().map(|period| period[index]).collect();
        let exposure: Vec<Exposure> = rows.iter().map(|rows| study.exposure(rows)).collect();
        let running = running_exposure(&exposure);
        let pane = |window: Window| {
            let (inside, outside) = split(&running, &window, minus_exposure);
            Pane { window, contrast: Contrast::of(outside, inside) }
        };
        let panes = windows(&exposure).into_iter().map(pane).collect();
        Self { moments: (0..terms.len()).into_par_iter().map(of_term).collect(), terms, exposure, panes }
    }

    /// The window with the smallest p; ties go to the first.
    fn best(&self, index: usize) -> Option<Best> {
        let running = running(&self.moments[index], |sum: &mut Moments, next| *sum += next);
        let mut best: Option<Best> = None;
        let mut strongest = 0.0;
        for Pane { window, contrast } in &self.panes {
            let (inside, outside) = split(&running, window, minus);
            // A t that is no larger can only win by more degrees of freedom, which matters below 30. Nearly all are known
            // to be no larger without their ratio.
            if contrast.has_df_above(30) && contrast.is_t_at_most(strongest, &outside, &inside) {
                continue;
            }
            let Some(ratio) = contrast.log_ratio(&outside, &inside) else { continue };
            let t = (ratio.value / ratio.se).abs();
            if t <= strongest && ratio.df > 30.0 {
                continue;
            }
            let p = ratio.p();
            if best.as_ref().is_none_or(|best| p < best.p) {
                strongest = t;
                best = Some(Best { term: index, window: window.clone(), ratio, inside, p });
            }
        }
        let mut best = best?;
        best.p = (best.p * self.panes.len() as f64).min(1.0);
        Some(best)
    }

    fn describe(&self, study: &Study, best: &Best, with_series: bool) -> TurnFinding {
        let periods = &study.groups.periods;
        let told = self.told(best, periods.len());
        let (low, high) = told.ratio.interval(0.95);
        let kind = match (told.window.end == periods.len(), told.ratio.value > 0.0) {
            (false, true) => "spike",
            (false, false) => "dip",
            (true, true) => "rise",
            (true, false) => "fall",
        };
        let rate = |(moments, exposure): (&Moments, &Exposure)| {
            (exposure.l > 0).then(|| 1000.0 * moments.x as f64 / exposure.l as f64)
        };
        let series = || self.moments[best.term].iter().zip(&self.exposure).map(rate);
        TurnFinding {
            term: study.counts.terms[self.terms[best.term]].label.clone(),
            kind: kind.into(),
            from: periods[told.window.start].label.clone(),
            to: periods[told.window.end - 1].label.clone(),
            count: told.inside.x,
            documents: told.inside.documents as usize,
            ratio: Estimate { value: exp(told.ratio.value), low: Some(exp(low)), high: Some(exp(high)) },
            q: best.p,
            series: if with_series { series().collect() } else { Vec::new() },
        }
    }

    /// A span from the first period on is told as what came after it.
    fn told(&self, best: &Best, periods: usize) -> Best {
        let mut told = Best { window: best.window.clone(), ..*best };
        if best.window.start == 0 {
            let running = running(&self.moments[best.term], |sum: &mut Moments, next| *sum += next);
            told.inside = split(&running, &best.window, minus).1;
            told.window = best.window.end..periods;
            told.ratio.value = -best.ratio.value;
        }
        told
    }
}

/// Sums over some rows for the terms looked at, which are so many and have these places, without room for all others.
fn sums(study: &Study, (places, looked_at): (&[u32], usize), rows: &[usize]) -> Vec<Moments> {
    let mut sums = vec![Moments::default(); looked_at];
    for &row in rows {
        for (term, count) in study.counts.rows.row(row) {
            // Terms that are not looked at have a place beyond the last.
            if let Some(sum) = sums.get_mut(places[term as usize] as usize) {
                sum.add(u64::from(count), study.counts.totals[row]);
            }
        }
    }
    sums
}

/// All windows with enough documents inside and outside. One that reaches neither end holds at most half of the documents
/// (as Kulldorff 1997 bounds his windows): a "dip" over nearly all of the time is a rise at its end, and there is a window
/// that says so.
fn windows(exposure: &[Exposure]) -> Vec<Window> {
    let running = running_exposure(exposure);
    let all = running[exposure.len()].documents;
    let enough = |window: &Window| {
        let inside = running[window.end].documents - running[window.start].documents;
        let lasts = window.start == 0 || window.end == exposure.len();
        inside >= FEWEST_INSIDE && all - inside >= FEWEST_INSIDE && (lasts || 2 * inside <= all)
    };
    let from = |start: usize| (start + 1..=exposure.len()).map(move |end| start..end);
    (0..exposure.len()).flat_map(from).filter(enough).collect()
}

fn running<T: Copy + Default>(items: &[T], add: impl Fn(&mut T, T)) -> Vec<T> {
    let mut sum = T::default();
    let mut sums = vec![sum];
    for &item in items {
        add(&mut sum, item);
        sums.push(sum);
    }
    sums
}

fn running_exposure(exposure: &[Exposure]) -> Vec<Exposure> {
    running(exposure, |sum: &mut Exposure, next| *sum += next)
}

/// What lies inside a window and outside it.
fn split<T: Copy>(running: &[T], window: &Window, minus: impl Fn(T, T) -> T) -> (T, T) {
    let inside = minus(running[window.end], running[window.start]);
    (inside, minus(running[running.len() - 1], inside))
}

fn minus(a: Moments, b: Moments) -> Moments {
    Moments { documents: a.documents - b.documents, x: a.x - b.x, xx: a.xx - b.xx, xl: a.xl - b.xl }
}

fn minus_exposure(a: Exposure, b: Exposure) -> Exposure {
    Exposure { documents: a.documents - b.documents, l: a.l - b.l, ll: a.ll - b.ll }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_within_holds_at_most_half_and_one_at_an_end_may_hold_more() {
        let ten = vec![Exposure { documents: 10, l: 1_000, ll: 100_000 }; 10];
        let found = windows(&ten);
        for window in [0..9, 1..10, 1..6, 4..9, 9..10] {
            assert!(found.contains(&window), "{window:?}");
        }
        for window in [1..7, 1..9, 0..10] {
            assert!(!found.contains(&window), "{window:?}");
        }
    }
}
