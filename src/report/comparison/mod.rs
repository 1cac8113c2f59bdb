//! A comparison for people and machines: terminal, Markdown, page, JSON, and all of them as files.

mod many;
mod markdown;
mod page;
mod terminal;

pub use many::{json as resemblances_json, markdown as resemblances_markdown, page as resemblances_page};
pub use many::{text as resemblances_text, write as write_resemblances};
pub(super) use markdown::escaped;
pub use markdown::markdown as comparison_markdown;
pub use page::render as comparison_page;
pub use terminal::{View, text as comparison_text};

use super::{chart_contents, files, scores};
use crate::chart::Chart;
use crate::chart::format::{Size, size};
use crate::compare::findings::{Passage, Quote, Weight, WeightLine};
use crate::compare::{Comparison, FactKind, LoneFact, MOST_TOLD};
use crate::drift::findings::{Change, Verdict};
use crate::drift::wording::brief;
use crate::error::Result;
use crate::report::wording::{number, size_words};
use serde::Serialize;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The version of the saved form.
const SCHEMA: u32 = 1;

/// The comparison as JSON: sorted keys, numbers with 6 significant digits.
pub fn comparison_json(found: &Comparison) -> String {
    saved(found)
}

/// Anything compared as JSON.
fn saved<T: Serialize>(comparison: &T) -> String {
    scores::answer(SCHEMA, comparison)
}

/// Writes `index.html`, `comparison.json` and the charts into `out` as [`super::write`] does.
///
/// # Errors
/// As [`super::write`].
pub fn write_comparison(out: &Path, found: &Comparison, charts: &[Chart]) -> Result<Vec<PathBuf>> {
    let mut contents = vec![
        ("index.html".to_owned(), page::render(found, charts)?.into_bytes()),
        ("comparison.json".to_owned(), comparison_json(found).into_bytes()),
    ];
    contents.extend(chart_contents(charts)?);
    files::write_all(out, contents)
}

/// "12" or "12–13".
fn numbers(quote: Option<&Quote>) -> String {
    match quote {
        None => String::new(),
        Some(quote) if quote.sentences == 1 => quote.sentence.to_string(),
        Some(quote) => format!("{}\u{2013}{}", quote.sentence, quote.sentence + quote.sentences - 1),
    }
}

/// Which side has more, in words.
fn leaning(weight: Weight) -> &'static str {
    match weight {
        Weight::MoreInA => "more in A",
        Weight::MoreInB => "more in B",
        Weight::LeansToA => "leans to A",
        Weight::LeansToB => "leans to B",
        Weight::CannotTell => "cannot tell",
        Weight::TooFew => "too few",
    }
}

/// B over A in words; a side without a mention makes no factor, only a bound where that says something.
fn ratio(line: &WeightLine) -> String {
    let verdict = match line.weight {
        Weight::TooFew => Verdict::TooFew,
        _ => Verdict::CannotTell,
    };
    let (earlier, later) = (line.a, line.b);
    let change = Change { earlier, later, counts: line.counts, ratio: line.ratio, verdict, ..Change::default() };
    let only = |side: &str, least: Option<f64>| match least.filter(|least| *least > 1.0) {
        Some(least) => format!("only in {side}, at least {}\u{d7}", number(least, 1)),
        None => format!("only in {side}"),
    };
    // Of a pair of themes the second may be missing on one side.
    let has = |side: usize| line.counts.is_none_or(|counts| counts[side][0] > 0);
    match size(&change) {
        Size::FromNone(low) if !has(0) => only("B", low),
        Size::ToNone(high) if !has(1) => only("A", high.map(f64::recip)),
        Size::FromNone(_) => "the other only in A".into(),
        Size::ToNone(_) => "the other only in B".into(),
        _ => size_words(&change),
    }
}

/// The tables of weights that hold something: heading and lines.
fn weight_tables(found: &Comparison) -> Vec<(&'static str, Vec<WeightLine>)> {
    let weights = &found.weights;
    // Nobody asked for these terms, so only those that show something are told.
    let telling = |lines: &[WeightLine]| -> Vec<WeightLine> {
        let tells = |line: &&WeightLine| !matches!(line.weight, Weight::CannotTell | Weight::TooFew);
        lines.iter().filter(tells).cloned().collect()
    };
    let all = [
        ("Pairs of themes", weights.relative.clone()),
        ("Themes", weights.themes.clone()),
        ("Terms with more weight in A", telling(&weights.more_in_a)),
        ("Terms with more weight in B", telling(&weights.more_in_b)),
    ];
    all.into_iter().filter(|(_, lines)| !lines.is_empty()).collect()
}

/// What the cells of the weight tables are.
const UNITS: &str = "Mentions per 1,000 words (pairs: one theme per mention of the other) in A and B, and B over A with a 95 % interval.";

/// Terms of each explanation in running text.
const MOST_TERMS: usize = 8;

/// A smaller part would be told as 0.
const LEAST_PART: f64 = 0.000_5;

/// Why the two are alike, and what keeps them apart: heading, and terms with their parts, the largest first. The parts
/// of all terms add up to the cosine, and to the squared distance 2 - 2 cosine.
fn explanations(found: &Comparison) -> Vec<(String, String)> {
    let resemblance = &found.resemblance;
    let alike = resemblance.alike.iter().filter(|shared| shared.part >= LEAST_PART);
    let alike = alike.map(|shared| format!("{} {:.3}", brief(&shared.term), shared.part));
    let apart = |in_b: bool| -> Vec<String> {
        let side = resemblance.apart.iter().filter(|term| term.in_b == in_b && term.part >= LEAST_PART);
        side.take(MOST_TERMS).map(|term| format!("{} {:.3}", brief(&term.term), term.part)).collect()
    };
    let (cosine, distance) = (resemblance.cosine, 2.0 - 2.0 * resemblance.cosine);
    let told = [
        (format!("Alike by (parts of the cosine, {cosine:.2})"), alike.take(MOST_TERMS).collect()),
        (format!("Apart by more in A (parts of the squared distance, {distance:.2})"), apart(false)),
        (format!("Apart by more in B (parts of the squared distance, {distance:.2})"), apart(true)),
    ];
    let filled = told.into_iter().filter(|(_, terms): &(String, Vec<String>)| !terms.is_empty());
    filled.map(|(heading, terms)| (heading, terms.join(", "))).collect()
}

/// Facts of a kind that are listed in running text; the page has all of them.
const MOST_FACTS: usize = 24;

/// Figures and names that changed and those of one side, as far as the summary does not tell all of them: heading with their
/// number, and the first of them.
fn facts(found: &Comparison) -> Vec<(String, String)> {
    let passages = found.passages.iter().flat_map(|passages| &passages.pairs);
    let replaced: Vec<(FactKind, String)> = passages.flat_map(Passage::replaced).collect();
    let is_name = |kind: FactKind| kind == FactKind::Name;
    let mut told = Vec::new();
    for (what, names) in [("Figures", false), ("Names", true)] {
        let changed: Vec<&String> =
            replaced.iter().filter(|(kind, _)| is_name(*kind) == names).map(|(_, told)| told).collect();
        if changed.len() > MOST_TOLD {
            told.push((format!("{what} that changed ({})", changed.len()), listing(&changed)));
        }
        let exchanged: BTreeSet<&str> = changed.iter().flat_map(|told| told.split(" \u{2192} ")).collect();
        for (side, list) in [("A", &found.facts.only_in_a), ("B", &found.facts.only_in_b)] {
            let alone = |fact: &&LoneFact| is_name(fact.kind) == names && !exchanged.contains(fact.text.as_str());
            let lone: Vec<String> = list.iter().filter(alone).map(counted_fact).collect();
            // The summary tells a few names.
            if lone.len() > if names { MOST_TOLD } else { 0 } {
                let other = if changed.is_empty() { what.to_owned() } else { format!("Other {}", what.to_lowercase()) };
                told.push((format!("{other} only in {side} ({})", lone.len()), listing(&lone)));
            }
        }
    }
    told
}

/// A fact, and how often it occurs if more than once.
fn counted_fact(fact: &LoneFact) -> String {
    match fact.count {
        1 => fact.told(),
        more => format!("{} ({more} times)", fact.told()),
    }
}

fn listing<T: AsRef<str>>(items: &[T]) -> String {
    let shown: Vec<&str> = items.iter().take(MOST_FACTS).map(AsRef::as_ref).collect();
    let more = items.len().saturating_sub(MOST_FACTS);
    let shown = shown.join("; ");
    if more > 0 { format!("{shown}; and {more} more") } else { shown }
}

/// What an interval means here.
fn interval_note(found: &Comparison) -> &'static str {
    if found.rows == "sentences" {
        "Intervals take sentences as the unit: they say how evenly each document speaks of a thing. Two documents are no sample, so nothing here says whether documents like these differ."
    } else {
        "Intervals take documents as the unit."
    }
}
