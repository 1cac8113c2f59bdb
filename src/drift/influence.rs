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

    /// What is left when `name` is left out; nothing to compare means that the change hangs on it alone.
    fn add(&mut self, name: N, value: Option<f64>, change: Option<LogRatio>) {
        let interval = change.map(|change| change.interval(0.95));
        self.stands &= interval.is_some_and(|(low, high)| if self.whole > 0.0 { low > 0.0 } else { high < 0.0 });
        self.low = self.low.min(value.unwrap_or(self.low));
        self.high = self.high.max(value.unwrap_or(self.high));
        let moved = value.map_or(f64::INFINITY, |value| (value - self.whole).abs());
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
        range.add(row, quantity.difference_of(&without), quantity.change_of(&without));
    }
    let Range { low, high, stands, farthest, .. } = range;
    let out = farthest.map(|(_, row)| LeaveOneOut { low: exp(low), high: exp(high), document: names(row) });
    (out, stands)
}

/// The rows that pull the estimate of their span most, by their part in its variance, with their span.
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

/// The same for sources; `None` where fewer than two are known, or where none wrote more than one document.
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
        range.add(source, quantity.difference_of(&without), quantity.change_of(&without));
    }
    let (_, source) = range.farthest?;
    let name = sources.names[source].clone();
    Some(LeaveOneSourceOut { low: exp(range.low), high: exp(range.high), source: name, stands: range.stands })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two spans of twelve documents of 100 words; the sources write in turn.
    fn corpus(sources: usize) -> (Spans, Sources) {
        let names = (0..sources).map(|source| format!("outlet {source}")).collect();
        let of_row = (0..24).map(|row| Some(row % sources)).collect();
        (Spans { earlier: (0..12).collect(), later: (12..24).collect() }, Sources { names, of_row })
    }

    /// Mentions rise from 1 to 9 in each document that `mentions`.
    fn rise(mentions: impl Fn(usize) -> bool) -> Quantity {
        let count = |row: usize| if row < 12 { 1 } else { 9 };
        Quantity::of((0..24).map(|row| u64::from(mentions(row)) * count(row)).collect(), vec![100; 24])
    }

    #[test]
    fn a_theme_of_many_sources_stands_without_any() {
        let (spans, sources) = corpus(3);
        let out = of_sources(&rise(|_| true), &spans, &sources).unwrap();
        assert!(out.stands && out.low > 1.0, "{out:?}");
        assert!(of_documents(&rise(|_| true), &spans, &|row| row.to_string()).1);
    }

    #[test]
    fn a_theme_of_one_source_falls_with_it() {
        let (spans, sources) = corpus(3);
        let out = of_sources(&rise(|row| row % 3 == 1), &spans, &sources).unwrap();
        assert_eq!((out.stands, out.source.as_str()), (false, "outlet 1"), "{out:?}");
        assert!(out.low.is_finite() && out.high.is_finite());
    }

    #[test]
    fn a_span_of_one_source_falls_with_it() {
        let (spans, mut sources) = corpus(3);
        spans.later.iter().for_each(|&row| sources.of_row[row] = Some(2));
        let out = of_sources(&rise(|_| true), &spans, &sources).unwrap();
        assert_eq!((out.stands, out.source.as_str()), (false, "outlet 2"), "{out:?}");
    }

    #[test]
    fn a_theme_of_one_document_falls_with_it() {
        let (spans, _) = corpus(3);
        let (out, stands) = of_documents(&rise(|row| row == 17), &spans, &|row| row.to_string());
        assert!(!stands);
        assert_eq!(out.unwrap().document, "17");
    }
}
