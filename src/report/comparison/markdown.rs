//! A comparison as Markdown, for pull requests and chat.

use super::{UNITS, explanations, facts, interval_note, leaning, numbers, ratio, weight_tables};
use crate::compare::Comparison;
use crate::compare::findings::{Edit, Kind, Passage, WeightLine};
use crate::report::wording::{NONE, inert, number};

/// Most passages written.
const MOST_PASSAGES: usize = 100;

/// The comparison as Markdown with tables (GitHub's flavor).
pub fn markdown(found: &Comparison) -> String {
    let mut text = format!("## {} → {}\n\n", escaped(&found.a.name), escaped(&found.b.name));
    found.summary.iter().for_each(|sentence| text.push_str(&format!("- {}\n", escaped(sentence))));
    let facts = facts(found);
    text.push_str(if facts.is_empty() { "" } else { "\n### Figures and names\n\n" });
    for (heading, items) in facts {
        text.push_str(&format!("- {}: {}\n", escaped(&heading), escaped(&items)));
    }
    let tables = weight_tables(found);
    text.push_str(&if tables.is_empty() { String::new() } else { format!("\n{UNITS}\n") });
    for (heading, lines) in tables {
        text.push_str(&format!("\n### {heading}\n\n| | | A | B | B : A |\n|---|---|--:|--:|---|\n"));
        lines.iter().for_each(|line| text.push_str(&weight(line)));
    }
    let explanations = explanations(found);
    text.push_str(if explanations.is_empty() { "" } else { "\n### Why alike, why apart\n\n" });
    for (heading, terms) in explanations {
        text.push_str(&format!("- {}: {}\n", escaped(&heading), escaped(&terms)));
    }
    if let Some(passages) = &found.passages {
        text.push_str("\n### Text\n\n| | A | B | |\n|---|--:|--:|---|\n");
        let changed = passages.pairs.iter().filter(|passage| !passage.unchanged());
        changed.clone().take(MOST_PASSAGES).for_each(|passage| text.push_str(&row(passage)));
        let more = changed.count().saturating_sub(MOST_PASSAGES);
        if more > 0 {
            text.push_str(&format!("\nAnd {more} more.\n"));
        }
    }
    text.push_str(&format!("\n{}\n", interval_note(found)));
    text
}

fn weight(line: &WeightLine) -> String {
    let value = |value: Option<f64>| value.map_or_else(|| NONE.to_owned(), |value| number(value, 2));
    let ratio = ratio(line);
    let (a, b) = (value(line.a), value(line.b));
    format!("| {} | {} | {a} | {b} | {ratio} |\n", escaped(&line.name), leaning(line.weight))
}

fn row(passage: &Passage) -> String {
    let (a, b) = (numbers(passage.a.as_ref()), numbers(passage.b.as_ref()));
    format!("| {} | {a} | {b} | {} |\n", passage.fate(), body(passage))
}

/// The text, what went struck out and what came in bold.
fn body(passage: &Passage) -> String {
    let quoted = |quote: &Option<crate::compare::findings::Quote>| {
        quote.as_ref().map(|quote| escaped(&quote.text)).unwrap_or_default()
    };
    // What is written at once behind another word stays there.
    let lead = |text: &str| if text.starts_with(char::is_whitespace) { " " } else { "" };
    let gap = |text: &str| if text.ends_with(char::is_whitespace) { " " } else { "" };
    let edit = |edit: &Edit| {
        let (a, b) = (escaped(edit.a.trim()), escaped(edit.b.trim()));
        match (edit.same, a.is_empty(), b.is_empty()) {
            (true, _, true) => gap(&edit.b).to_owned(),
            (true, ..) => lead(&edit.b).to_owned() + &b + gap(&edit.b),
            (_, false, false) => format!("~~{a}~~ **{b}**{}", gap(&edit.b)),
            (_, false, true) => format!("~~{a}~~ "),
            _ => format!("**{b}**{}", gap(&edit.b)),
        }
    };
    match passage.kind {
        Kind::Dropped => quoted(&passage.a),
        Kind::Added => quoted(&passage.b),
        _ => passage.edits.iter().map(edit).collect::<String>().trim_end().to_owned(),
    }
}

/// On one line, with the characters that Markdown and HTML would read made plain.
pub fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in inert(text).split_whitespace().collect::<Vec<_>>().join(" ").chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '#' => out.extend(['\\', c]),
            _ => out.push(c),
        }
    }
    out
}
