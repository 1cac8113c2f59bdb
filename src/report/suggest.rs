//! Suggestions for themes as text and as JSON.

use super::scores;
use super::terminal::{shorten, wrap};
use super::wording::{count, counted, factor, inert, number, percent};
use crate::drift::suggest::{Suggestion, Suggestions};
use serde::Serialize;

/// The version of the saved form.
const SCHEMA: u32 = 1;

/// Tables of the terms that travel with each theme.
pub fn suggestions_text(found: &[Suggestions], width: usize) -> String {
    let mut lines = Vec::new();
    for theme in found {
        let with = counted(theme.documents_with, "document");
        let without = count(theme.documents_without as u64);
        lines.extend(wrap(&format!("{}: in {with}, not in {without}", theme.theme), width));
        if theme.terms.is_empty() {
            lines.push("  no term travels with it surely enough".into());
        } else {
            let heads = ["documents", "elsewhere", "per 1,000", "times", "stable in"];
            let [a, b, c, d, e] = heads;
            lines.push(format!("  {a:>9}  {b:>9}  {c:>9}  {d:>7}  {e:>9}  term"));
            lines.extend(theme.terms.iter().map(|term| line(term, width)));
        }
        lines.push(String::new());
    }
    let advice = "Nothing was added. Write into driftline.toml what belongs to a theme by its meaning; what only stands \
                  beside it makes the theme follow the news. \"Stable in\" is the part of draws of documents in which a term \
                  is among the first 30.";
    lines.extend(wrap(advice, width));
    lines.iter().map(|line| format!("{}\n", line.trim_end())).collect()
}

fn line(term: &Suggestion, width: usize) -> String {
    // Where it stands nowhere else, the factor is made by the 1/2 that is added to each count.
    let lift = if term.documents_without == 0 { "only".to_owned() } else { factor(term.lift) };
    let (with, without) = (count(term.documents_with as u64), count(term.documents_without as u64));
    let (rate, stable) = (number(term.per_1000_with, 2), percent(term.stability));
    shorten(&format!("  {with:>9}  {without:>9}  {rate:>9}  {lift:>7}  {stable:>9}  {}", inert(&term.term)), width)
}

#[derive(Serialize)]
struct Saved<'s> {
    schema: u32,
    program: &'static str,
    themes: &'s [Suggestions],
}

/// The suggestions as JSON in the form of the scores.
pub fn suggestions_json(found: &[Suggestions]) -> String {
    let program = concat!("driftline ", env!("CARGO_PKG_VERSION"));
    scores::json(&Saved { schema: SCHEMA, program, themes: found })
}
