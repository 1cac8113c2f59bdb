//! Why a term or theme changed: each document with its mentions, and the change without it.

use super::{Named, Sentence};
use crate::drift::findings::{Contrast, Estimate, Period, ThemeFinding};
use crate::drift::groups::unit_name;
use crate::drift::quantity::Quantity;
use crate::drift::study::{Spans, Study};
use crate::stats::pair::PairSums;
use libm::exp;
use serde::Serialize;

/// Most documents listed, those that move the change most first.
const MOST_LISTED: usize = 12;

/// What a change is made of.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct TermExplanation {
    pub theme: ThemeFinding,
    pub contrast: Option<Contrast>,
    /// The width of a period, and the periods, which the turns of the theme are told by.
    pub period: String,
    pub periods: Vec<Period>,
    /// Documents that mention it, and how many of them are not listed.
    pub documents: Vec<DocumentPart>,
    pub documents_unlisted: usize,
    /// What the unlisted ones mention.
    pub mentions_unlisted: u64,
    /// The sentences of the listed documents with most mentions.
    pub sentences: Vec<Sentence>,
}

/// A document's part in a change.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct DocumentPart {
    #[serde(flatten)]
    pub named: Named,
    pub mentions: u64,
    /// Whether it lies in the later span; `None` for a document in neither.
    pub later: Option<bool>,
    /// Its share of all mentions in its span, 0 to 1.
    pub share: Option<f64>,
    /// The change, later over earlier, when it is left out; where a span then has no mention, the value is made by the 1/2
    /// that is added to every count, and only the bound on the other side says something.
    pub ratio_without: Option<Estimate>,
    /// Mentions of both spans then.
    pub mentions_without: Option<[u64; 2]>,
    #[serde(skip)]
    pub row: usize,
}

/// Explains the change of a theme by its documents.
pub fn explain(study: &Study, theme: usize, finding: ThemeFinding) -> TermExplanation {
    let spans = study.spans().unwrap_or_default();
    let quantity = Quantity::rate(study, theme);
    let tallies = quantity.tallies(&spans);
    let mentioning = (0..study.documents.len()).filter(|&row| study.mentions(row, theme) > 0);
    let mut documents: Vec<DocumentPart> =
        mentioning.map(|row| part(study, theme, (&quantity, &spans, tallies), row)).collect();
    let whole = quantity.difference_of(&tallies).unwrap_or(0.0);
    let moves = |part: &DocumentPart| part.ratio_without.map_or(0.0, |ratio| (libm::log(ratio.value) - whole).abs());
    documents.sort_by(|a, b| {
        let by_mentions = b.mentions.cmp(&a.mentions).then(a.row.cmp(&b.row));
        moves(b).total_cmp(&moves(a)).then(by_mentions)
    });
    let rest = documents.split_off(documents.len().min(MOST_LISTED));
    TermExplanation {
        theme: finding,
        contrast: study.groups.contrast(),
        period: unit_name(study.groups.unit).to_owned(),
        periods: study.groups.periods.clone(),
        documents,
        documents_unlisted: rest.len(),
        mentions_unlisted: rest.iter().map(|part| part.mentions).sum(),
        sentences: Vec::new(),
    }
}

fn part(
    study: &Study,
    theme: usize,
    (quantity, spans, mut tallies): (&Quantity, &Spans, [PairSums; 2]),
    row: usize,
) -> DocumentPart {
    let sides = [&spans.earlier, &spans.later];
    let side = sides.iter().position(|rows| rows.binary_search(&row).is_ok());
    let share = side.map(|side| study.mentions(row, theme) as f64 / (tallies[side].a as f64).max(1.0));
    let without = side.and_then(|side| {
        tallies[side] = tallies[side] - quantity.tally_of(row);
        let bounds = quantity.change_of(&tallies).map(|change| change.interval(0.95));
        let bound = |bound: Option<f64>| bound.map(exp);
        let (low, high) = (bound(bounds.map(|bounds| bounds.0)), bound(bounds.map(|bounds| bounds.1)));
        quantity.difference_of(&tallies).map(|value| Estimate { value: exp(value), low, high })
    });
    let mentions_without = side.map(|_| tallies.map(|tally| tally.a));
    DocumentPart {
        named: Named::of(&study.documents[row]),
        mentions: study.mentions(row, theme),
        later: side.map(|side| side == 1),
        share,
        ratio_without: without,
        mentions_without,
        row,
    }
}
