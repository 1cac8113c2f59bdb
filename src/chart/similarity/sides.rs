//! The heat map of two corpora: the documents of one side stand before those of the other.

use super::{LARGEST_CELL, Plot, SIDE, TITLES, framed, limits, names, table};
use crate::chart::Chart;
use crate::chart::draw::Area;
use crate::chart::frame::{Sheet, Words};
use crate::chart::style::MARGIN;
use crate::compare::Comparison;
use crate::drift::findings::{Findings, Similarity};
use crate::error::Result;
use std::ops::Range;

/// The documents of two corpora against each other, those of A first; none where they are too many to be drawn one by one.
pub fn of_sides(found: &Comparison) -> Result<Option<Chart>> {
    let (split, count) = (found.a.documents, found.a.documents + found.b.documents);
    let fits = |similarity: &&Similarity| similarity.of == "documents" && similarity.cosine.len() == count && count > 2;
    let Some(similarity) = found.similarity.as_ref().filter(fits) else { return Ok(None) };
    let (values, names) = (similarity.cosine.clone(), names(similarity, 1));
    let Some(limits) = limits(&values, &[]) else { return Ok(None) };
    let means = [(0..split, 0..split), (split..count, split..count), (0..split, split..count)]
        .map(|(rows, columns)| mean_of(&values, rows, columns));
    let subtitle =
        "Cosine of TF-IDF between documents: A from the top and from the left, then B; each in order of time";
    let mut sheet = Sheet::begin(&title_of_sides(means), subtitle);
    let side = (count as f64 * LARGEST_CELL).min(SIDE);
    let left = MARGIN + TITLES;
    let area = Area { left, top: sheet.top + 18.0, right: left + side, bottom: sheet.top + 18.0 + side };
    let findings = Findings::default();
    let plot = Plot { findings: &findings, similarity, values, names, area, limits };
    plot.cells(&mut sheet.canvas);
    plot.outlines(&mut sheet.canvas);
    plot.labels(&mut sheet.canvas);
    plot.part(&mut sheet.canvas, split);
    let beside = plot.beside();
    let bottom = plot.bar(&mut sheet.canvas, beside).max(plot.area.bottom);
    let told = |mean: Option<f64>| mean.map_or_else(|| "–".to_owned(), |mean| format!("{mean:.2}"));
    let description = format!(
        "A square of {count} by {count} cells, stronger in color where two documents share more vocabulary. Mean cosine within A {}, within B {}, between A and B {}.",
        told(means[0]),
        told(means[1]),
        told(means[2])
    );
    let words = Words {
        name: "similarity".into(),
        description,
        footer: format!(
            "A: {} · B: {} · colors span the 5th to 95th percentile of all pairs{}",
            found.a.name,
            found.b.name,
            framed(similarity)
        ),
    };
    sheet.finish(bottom + 26.0, words, table(similarity)).map(Some)
}

/// Mean of the cosines of some rows with some columns, a row with itself left out.
fn mean_of(values: &[Vec<Option<f64>>], rows: Range<usize>, columns: Range<usize>) -> Option<f64> {
    let pairs = rows.flat_map(|row| columns.clone().map(move |column| (row, column))).filter(|(x, y)| x != y);
    let known: Vec<f64> = pairs.filter_map(|(row, column)| values[row][column]).collect();
    (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64)
}

/// How alike documents are across the two sides, against within each.
fn title_of_sides(means: [Option<f64>; 3]) -> String {
    match means {
        [Some(a), Some(b), Some(across)] => {
            let less = a.min(b) - across >= 0.03;
            let verb = if less { "less alike" } else { "about as alike" };
            let within = if less { "than each side is within" } else { "as each side is within" };
            format!("Documents of A and B are {verb} ({across:.2}) {within} ({a:.2} and {b:.2})")
        }
        [.., Some(across)] => format!("Documents of A and of B have a mean cosine of {across:.2}"),
        _ => "How alike the documents are in vocabulary".into(),
    }
}
