//! What changes are made of and what they hang on: prevalence, intensity, sources, and intervals by resampling.

use super::view::{Cell, Grid};
use crate::drift::findings::{Change, MixFinding, Split};
use crate::report::wording::{NONE, factor, factor_interval, percent, verdict};
use libm::exp;

/// One row for each named change; no table where nothing is known of any.
pub fn table(caption: &str, changes: &[(String, &Change)]) -> Grid {
    let mixed = changes.iter().any(|(_, change)| change.fixed_mix.is_some());
    let sourced = changes.iter().any(|(_, change)| change.leave_one_source_out.is_some());
    let mut labels = vec!["", "#by how many\nmention it", "#by how much\nthose say", "#by resampling\ndocuments"];
    if mixed {
        labels.extend(["#by the mix\nof sources", "#at a fixed mix"]);
    }
    if sourced {
        labels.push("leaving one\nsource out");
    }
    let known = changes.iter().filter(|(_, change)| change.split.is_some());
    let row = |(name, change): &(String, &Change)| {
        let part = |of: fn(&Split) -> Option<f64>| Cell::maybe(change.split.as_ref().and_then(of).map(exp), factor);
        let mut row = vec![
            Cell::foreign(name),
            part(|split| Some(split.prevalence)),
            part(|split| Some(split.intensity)),
            resampled(change),
        ];
        if mixed {
            row.extend([part(|split| split.source_mix), change.fixed_mix.as_ref().map_or_else(none, fixed_mix)]);
        }
        if sourced {
            row.push(one_source_out(change));
        }
        row
    };
    Grid::new(caption, &labels).rows(known.map(row))
}

fn none() -> Cell {
    Cell::text(NONE)
}

fn fixed_mix(mix: &MixFinding) -> Cell {
    Cell::number(mix.ratio.value, factor_interval(&mix.ratio)).noted(verdict(mix.verdict))
}

/// The interval by the bootstrap, with a word where it is not that of the estimate.
fn resampled(change: &Change) -> Cell {
    let Some(drawn) = change.bootstrap else { return none() };
    let bounds = format!("{}–{}", factor(drawn.low).replace('×', ""), factor(drawn.high));
    Cell::number(drawn.low, bounds).noted(if drawn.agrees { "" } else { "differs" })
}

fn one_source_out(change: &Change) -> Cell {
    let Some(out) = &change.leave_one_source_out else { return none() };
    let bounds = format!("{}–{}", factor(out.low).replace('×', ""), factor(out.high));
    let held = if out.stands { "" } else { "not sure " };
    Cell::number(out.low, bounds).noted(format!("{held}without {}", out.source))
}

/// What the table needs said.
pub const NOTE: &str = "The parts multiply to the change. “By resampling” is the 95 % interval when the documents are drawn \
    anew at random; it “differs” where it is more than a tenth longer or shorter than the one that verdicts rest on.";
/// What is added where a fixed mix was made.
pub fn note_on_sources(mix: &MixFinding) -> String {
    format!(
        "At a fixed mix, each of the {} sources that both spans share counts as if it had written the same part of the words \
         in both, so an outlet that joins, leaves or grows moves nothing. They hold {} of the words{}.",
        mix.sources,
        percent(mix.share_of_words),
        if mix.decides { "" } else { ": too few to weaken a verdict" }
    )
}
