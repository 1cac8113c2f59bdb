//! What a change hangs on: the change again without one document, and without one source.
//!
//! Sums are made once and what is left out is taken from them, so that each trial costs the same few operations however
//! large the corpus is.

use super::findings::{LeaveOneOut, LeaveOneSourceOut};
use super::quantity::Quantity;
use super::sources::Sources;
use super::study::Spans;
use crate::stats::cluster::LogRatio;
use crate::stats::pair::PairSums;
use libm::exp;

/// Most documents that are left out in turn: those that pull the estimate most.
pub const MOST_LEFT_OUT: usize = 40;

/// The range of the change over what was left out, what moved it most, and whether it always stood.
struct Range<N> {
    whole: f64,
    low: f64,
    high: f64,
    farthest: Option<(f64, N)>,
    stands: bool,
}

impl<N> Range<N> {
    fn new(whole: f64) -> Self {
        Self { whole, low: whole, high: whole, farthest: None, stands: true }
    }

    fn add(&mut self, name: N, value: f64, change: Option<LogRatio>) {
        let interval = change.map(|change| change.interval(0.95));
        self.stands &= interval.is_some_and(|(low, high)| if self.whole > 0.0 { low > 0.0 } else { high < 0.0 });
        self.low = self.low.min(value);
        self.high = self.high.max(value);
        let moved = (value - self.whole).abs();
        if self.farthest.as_ref().is_none_or(|(most, _)| moved > *most) {
            self.farthest = Some((moved, name));
        }
    }
}

/// The range of the factor when one document is left out, the document that moves it most, and whether the 95 %
/// interval excludes no change on one side whichever it is.
pub fn of_documents(
    quantity: &Quantity,
    spans: &Spans,
    names: &dyn Fn(usize) -> String,
) -> (Option<LeaveOneOut>, bool) {
    let all = quantity.tallies(spans);
    let Some(whole) = quantity.difference_of(&all) else { return (None, false) };
    let mut range = Range::new(whole);
    for (span, row) in most_influential(quantity, spans, &all) {
        let mut without = all;
        without[span] = all[span] - quantity.tally_of(row);
        let Some(value) = quantity.difference_of(&without) else { continue };
        range.add(row, value, quantity.change_of(&without));
    }
    let Range { low, high, stands, farthest, .. } = range;
    let out = farthest.map(|(_, row)| LeaveOneOut { low: exp(low), high: exp(high), document: names(row) });
    (out, stands)
}

/// The rows that pull the estimate of their span most, by their part in its variance (methods M11), with their span.
fn most_influential(quantity: &Quantity, spans: &Spans, all: &[PairSums; 2]) -> Vec<(usize, usize)> {
    let mut pulls: Vec<(f64, usize, usize)> = Vec::new();
    for (span, rows) in [&spans.earlier, &spans.later].into_iter().enumerate().filter(|(_, rows)| rows.len() > 1) {
        let share = |part: u64, whole: u64| part as f64 / (whole as f64).max(1.0);
        let pull = |row: usize| {
            let tally = quantity.tally_of(row);
            (share(tally.a, all[span].a) - share(tally.b, all[span].b)).abs()
        };
        pulls.extend(rows.iter().map(|&row| (pull(row), row, span)));
    }
    let first = |a: &(f64, usize, usize), b: &(f64, usize, usize)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
    if pulls.len() > MOST_LEFT_OUT {
        pulls.select_nth_unstable_by(MOST_LEFT_OUT, first);
        pulls.truncate(MOST_LEFT_OUT);
    }
    pulls.sort_by(first);
    pulls.into_iter().map(|(_, row, span)| (span, row)).collect()
}

/// The same for sources; `None` where fewer than two are known, where none wrote more than one document, or where a span
/// stands and falls with one.
pub fn of_sources(quantity: &Quantity, spans: &Spans, sources: &Sources) -> Option<LeaveOneSourceOut> {
    let all = quantity.tallies(spans);
    let whole = quantity.difference_of(&all)?;
    let mut by_source = vec![[PairSums::default(); 2]; sources.names.len()];
    for (span, rows) in [&spans.earlier, &spans.later].into_iter().enumerate() {
        for &row in rows {
            if let Some(source) = sources.of_row[row] {
                by_source[source][span] += quantity.tally_of(row);
            }
        }
    }
    let used: Vec<usize> = (0..by_source.len()).filter(|&s| by_source[s].iter().any(|t| t.documents > 0)).collect();
    // Where each source wrote one document, this would say again what leaving out documents says.
    let several = used.iter().any(|&source| by_source[source].iter().map(|tally| tally.documents).sum::<u64>() > 1);
    if used.len() < 2 || !several {
        return None;
    }
    let mut range = Range::new(whole);
    for source in used {
        let without = [0, 1].map(|span| all[span] - by_source[source][span]);
        let Some(value) = quantity.difference_of(&without) else { continue };
        range.add(source, value, quantity.change_of(&without));
    }
    let (_, source) = range.farthest?;
    let name = sources.names[source].clone();
    Some(LeaveOneSourceOut { low: exp(range.low), high: exp(range.high), source: name, stands: range.stands })
}
