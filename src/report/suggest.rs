//! Suggestions for themes as text and as JSON.

use super::scores;
use super::terminal::{beside, right, wrap};
use super::wording::{count, counted, factor, factor_interval, number, percent, probability};
use crate::drift::suggest::{Suggestion, Suggestions};
use serde::Serialize;

/// The version of the saved form.
const SCHEMA: u32 = 1;
/// In fewer columns than this the terms need the room of their rate.
const NARROW: usize = 96;
/// In fewer columns than this numbers stand in a sentence, not in a table.
const TIGHT: usize = 80;

/// Tables of the terms that travel with each theme.
pub fn suggestions_text(found: &[Suggestions], width: usize) -> String {
    let mut lines = Vec::new();
    for theme in found {
        let with = counted(theme.documents_with, "document");
        let without = count(theme.documents_without as u64);
        lines.extend(wrap(&format!("{}: in {with}, not in {without}", theme.theme), width));
        if theme.too_few {
            lines.extend(beside(
                "",
                "too few documents on one side to tell anything from chance (8 are needed)",
                width,
            ));
        } else if theme.terms.is_empty() {
            let tested = counted(theme.tested, "term");
            lines.extend(beside("", &format!("of {tested} none travels with it more than chance gives"), width));
        } else if width < TIGHT {
            lines.extend(theme.terms.iter().flat_map(|term| told(term, width)));
        } else {
            let [a, b, c, d, e, f] = ["documents", "elsewhere", "per 1,000", "times", "q", "stable in"];
            let rate = if width < NARROW { String::new() } else { format!("{c:>9}  ") };
            lines.push(format!("  {a:>9}  {b:>9}  {rate}{d:>16}  {e:>8}  {f:>9}  term"));
            lines.extend(theme.terms.iter().flat_map(|term| line(term, width)));
        }
        lines.push(String::new());
    }
    let advice = "Nothing was added. Write into driftline.toml what belongs to a theme by its meaning; what only stands \
                  beside it makes the theme follow the news. A term is listed if chance, dealing the theme out anew \
                  among documents of one source and of like length, seldom gives it so many documents: q is that chance, \
                  corrected for all terms tested. \"Times\" is how many times as much of it there is beside the theme, per \
                  word, with its 95 % interval. \"Stable in\" is the part of draws of documents in which it is among the first \
                  30.";
    lines.extend(wrap(advice, width));
    lines.iter().map(|line| format!("{}\n", line.trim_end())).collect()
}

/// Where it stands nowhere else, the factor is made by the 1/2 that is added to each count.
fn times(term: &Suggestion) -> String {
    match term.lift.low.filter(|_| term.documents_without == 0) {
        Some(low) => format!("at least {}", factor(low)),
        None => factor_interval(&term.lift),
    }
}

/// A term in a sentence.
fn told(term: &Suggestion, width: usize) -> Vec<String> {
    let (with, without) = (counted(term.documents_with, "document"), count(term.documents_without as u64));
    let numbers = format!(
        "{with}, {without} elsewhere; {}; q {}; stable in {}",
        times(term),
        probability(term.q),
        percent(term.stability)
    );
    let mut lines = beside("", &term.term, width);
    lines.extend(beside("  ", &numbers, width));
    lines
}

fn line(term: &Suggestion, width: usize) -> Vec<String> {
    let lift = times(term);
    let (with, without) = (count(term.documents_with as u64), count(term.documents_without as u64));
    let (rate, stable) = (number(term.per_1000_with, 2), percent(term.stability));
    let (lift, q) = (right(&lift, 16), probability(term.q));
    let rate = if width < NARROW { String::new() } else { format!("{rate:>9}  ") };
    let numbers = format!("{with:>9}  {without:>9}  {rate}{lift}  {q:>8}  {stable:>9}");
    beside(&format!("  {numbers}"), &term.term, width)
}

#[derive(Serialize)]
struct Saved<'s> {
    themes: &'s [Suggestions],
}

/// The suggestions as JSON in the form of the scores.
pub fn suggestions_json(found: &[Suggestions]) -> String {
    scores::answer(SCHEMA, &Saved { themes: found })
}
