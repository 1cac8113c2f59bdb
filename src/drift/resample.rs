//! The bootstrap over documents beside the interval that verdicts rest on (Hanley & MacGibbon 2006): where the two differ, the
//! finding says so.

use super::findings::{Change, RelativeFinding, Resampled, ThemeFinding};
use super::quantity::Quantity;
use super::relative::themes_of;
use super::study::{Spans, Study};
use super::verdict::FEWEST_DOCUMENTS;
use crate::stats::bootstrap::poisson_intervals;
use libm::{exp, log};

/// Replicates: the length of the interval is then known to 3 %.
const REPLICATES: u64 = 1_000;
/// Bootstrap and clustered interval agree if their lengths differ by less than this part.
const AGREES: f64 = 0.1;

/// Adds the bootstrap's interval to every theme and pair that has an interval.
pub fn mark(study: &Study, themes: &mut [ThemeFinding], relative: &mut [RelativeFinding]) {
    let Some(spans) = study.spans() else { return };
    let rates = themes.iter_mut().enumerate().map(|(theme, found)| (Quantity::rate(study, theme), &mut found.change));
    let of_pair = |found: &RelativeFinding| themes_of(study, &found.theme, &found.to);
    let pairs = relative.iter_mut().filter_map(|found| Some((of_pair(found)?, &mut found.change)));
    let pairs = pairs.map(|((a, b), change)| (Quantity::relative(study, a, b), change));
    let (quantities, changes): (Vec<Quantity>, Vec<&mut Change>) = rates.chain(pairs).unzip();
    let draw = Draw { keys: study.random_keys(), spans };
    let intervals = draw.intervals(&quantities, &changes);
    changes.into_iter().zip(intervals).for_each(|(change, interval)| change.bootstrap = interval);
}

/// What is drawn from: the documents of both spans, with their keys by row.
struct Draw {
    keys: Vec<u64>,
    spans: Spans,
}

impl Draw {
    /// The interval of each change when each document is taken as often as a random weight of its own says. `None` where
    /// documents are few, and where a span has no mention: a sum of 0 stays 0 in every draw.
    fn intervals(&self, quantities: &[Quantity], changes: &[&mut Change]) -> Vec<Option<Resampled>> {
        let drawn: Vec<usize> =
            (0..quantities.len()).filter(|&at| self.can_be_drawn(&quantities[at], changes[at])).collect();
        let keys: Vec<u64> = self.spans.rows().map(|row| self.keys[row]).collect();
        let sums: Vec<Vec<[u64; 4]>> = drawn.iter().map(|&at| self.documents(&quantities[at])).collect();
        let value = |at: usize, &[a, b, c, d]: &[u64; 4]| {
            let quantity = &quantities[drawn[at]];
            match (quantity.level_of((a, b)), quantity.level_of((c, d))) {
                (Some(before), Some(after)) => after - before,
                _ => f64::NAN,
            }
        };
        let found = poisson_intervals(&keys, &sums, (REPLICATES, 0.95), value);
        let mut intervals = vec![None; quantities.len()];
        for (at, found) in drawn.into_iter().zip(found) {
            let clustered = changes[at].ratio.and_then(|ratio| Some((ratio.low?, ratio.high?)));
            intervals[at] = clustered.zip(found).map(|(clustered, (low, high))| {
                let length = (high - low) / log(clustered.1 / clustered.0);
                Resampled { low: exp(low), high: exp(high), agrees: (length - 1.0).abs() < AGREES }
            });
        }
        intervals
    }

    fn can_be_drawn(&self, quantity: &Quantity, change: &Change) -> bool {
        let known = change.ratio.is_some_and(|ratio| ratio.low.is_some() && ratio.high.is_some());
        let bare = quantity.tallies(&self.spans).iter().any(|tally| tally.a == 0 || tally.b == 0);
        known && !bare && self.spans.rows().count() >= FEWEST_DOCUMENTS
    }

    /// What each document adds to the sums of the earlier and of the later span.
    fn documents(&self, quantity: &Quantity) -> Vec<[u64; 4]> {
        let earlier = quantity.pairs(&self.spans.earlier).into_iter().map(|(a, b)| [a, b, 0, 0]);
        earlier.chain(quantity.pairs(&self.spans.later).into_iter().map(|(a, b)| [0, 0, a, b])).collect()
    }
}
