//! The bootstrap over documents beside the interval that verdicts rest on (Hanley & MacGibbon 2006): where the two differ, the
//! finding says so.

use super::findings::{Change, RelativeFinding, Resampled, ThemeFinding};
use super::quantity::Quantity;
use super::relative::themes_of;
use super::study::{Spans, Study};
use super::verdict::FEWEST_DOCUMENTS;
use crate::stats::bootstrap::poisson_interval;
use libm::{exp, log};

/// Replicates: the length of the interval is then known to 3 %.
const REPLICATES: u64 = 1_000;
/// Bootstrap and clustered interval agree if their lengths differ by less than this part.
const AGREES: f64 = 0.1;

/// Adds the bootstrap's interval to every theme and pair that has an interval.
pub fn mark(study: &Study, themes: &mut [ThemeFinding], relative: &mut [RelativeFinding]) {
    let Some(spans) = study.spans() else { return };
    let draw = Draw { keys: study.random_keys(), spans };
    for (theme, finding) in themes.iter_mut().enumerate() {
        finding.change.bootstrap = draw.interval(&Quantity::rate(study, theme), &finding.change);
    }
    for finding in relative {
        let Some((a, b)) = themes_of(study, &finding.theme, &finding.to) else { continue };
        finding.change.bootstrap = draw.interval(&Quantity::relative(study, a, b), &finding.change);
    }
}

/// What is drawn from: the documents of both spans, with their keys by row.
struct Draw {
    keys: Vec<u64>,
    spans: Spans,
}

impl Draw {
    /// The interval of a change when each document is taken as often as a random weight of its own says. `None` where
    /// documents are few, and where a span has no mention: a sum of 0 stays 0 in every draw.
    fn interval(&self, quantity: &Quantity, change: &Change) -> Option<Resampled> {
        let clustered = change.ratio.and_then(|ratio| Some((ratio.low?, ratio.high?)))?;
        let bare = quantity.tallies(&self.spans).iter().any(|tally| tally.a == 0 || tally.b == 0);
        if bare || self.spans.rows().count() < FEWEST_DOCUMENTS {
            return None;
        }
        let document = |row: usize, later: bool| {
            let tally = quantity.tally_of(row);
            (self.keys[row], if later { [0, 0, tally.a, tally.b] } else { [tally.a, tally.b, 0, 0] })
        };
        let earlier = self.spans.earlier.iter().map(|&row| document(row, false));
        let later = self.spans.later.iter().map(|&row| document(row, true));
        let documents: Vec<(u64, [u64; 4])> = earlier.chain(later).collect();
        let value = |&[a, b, c, d]: &[u64; 4]| match (quantity.level_of((a, b)), quantity.level_of((c, d))) {
            (Some(before), Some(after)) => after - before,
            _ => f64::NAN,
        };
        let (low, high) = poisson_interval(&documents, REPLICATES, 0.95, value)?;
        let length = (high - low) / log(clustered.1 / clustered.0);
        Some(Resampled { low: exp(low), high: exp(high), agrees: (length - 1.0).abs() < AGREES })
    }
}
