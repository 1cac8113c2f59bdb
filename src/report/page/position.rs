//! The table that tells titles, leads and bodies apart.

use super::view::{Cell, Grid};
use crate::drift::findings::PositionFinding;
use crate::report::wording::{NONE, size_words, told};

/// One row for each named list of changes by part of the document.
pub fn table(caption: &str, found: &[(String, &[PositionFinding])]) -> Grid {
    let cell = |parts: &[PositionFinding], part: &str| match parts.iter().find(|found| found.part == part) {
        Some(found) if found.change.ratio.is_some() => {
            let value = found.change.ratio.map_or(1.0, |ratio| ratio.value);
            Cell::number(value, size_words(&found.change)).noted(told(&found.change, None))
        }
        _ => Cell::text(NONE),
    };
    let known = found.iter().filter(|(_, parts)| !parts.is_empty());
    let row = |(name, parts): &(String, &[PositionFinding])| {
        let parts = ["title", "lead", "body"].map(|part| cell(parts, part));
        [Cell::foreign(name)].into_iter().chain(parts).collect()
    };
    Grid::new(caption, &["", "in titles", "in leads (first 50 words)", "in bodies"]).rows(known.map(row))
}
