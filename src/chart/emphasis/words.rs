//! What the emphasis chart says in words: its title, subtitle, footer and description, and its numbers.

use super::Plot;
use crate::chart::format::{self, Size};
use crate::chart::{Table, frame, series, turn_mark};
use crate::drift::findings::{Findings, RelativeFinding, RelativePoint, Verdict};

/// The message: the verdict on the pair as a sentence.
pub fn title(findings: &Findings, pair: &RelativeFinding) -> String {
    let (theme, to) = (format::sentence_case(&pair.theme), &pair.to);
    let spans = frame::spans(findings);
    let size = match format::size(&pair.change) {
        Size::Factor(ratio) => {
            let spans = spans.map_or_else(String::new, |(earlier, later)| format!(" from {earlier} to {later}"));
            format!(", {}{spans}", format::factor(ratio.value))
        }
        _ => spans.map_or_else(String::new, |spans| format!(": {}", absence(pair, &spans))),
    };
    match pair.change.verdict {
        Verdict::Rose => format!("{theme} rose relative to {to}{size}"),
        Verdict::Fell => format!("{theme} fell relative to {to}{size}"),
        Verdict::LeansUp => format!("{theme} leans up relative to {to}{size}; a hint that may be chance"),
        Verdict::LeansDown => format!("{theme} leans down relative to {to}{size}; a hint that may be chance"),
        Verdict::CannotTell if format::by_mix(&pair.change) => {
            format!("{theme} relative to {to}: a change, but none that holds at a fixed mix of sources")
        }
        Verdict::CannotTell => format!("{theme} relative to {to}: no change that stands out from noise"),
        Verdict::TooFew if findings.corpus.documents_dated == 0 => {
            format!("{theme} relative to {to}: without dates no trend can be shown")
        }
        Verdict::TooFew => {
            format!("{theme} relative to {to}: {} cannot show a trend", frame::dated_documents(findings))
        }
    }
}

/// What is missing from a span, in words: "not mentioned in 2018–2022, 25 times in 2023–2026".
fn absence(pair: &RelativeFinding, (earlier, later): &(String, String)) -> String {
    let Some([before, after]) = pair.change.counts else { return String::new() };
    let times = |count: u64| match count {
        0 => "not mentioned".to_owned(),
        1 => "once".to_owned(),
        count => format!("{} times", format::count(count)),
    };
    // Either theme may be the one that is missing.
    let (subject, side) = if before[0] == 0 || after[0] == 0 { (String::new(), 0) } else { (pair.to.clone() + " ", 1) };
    let (before, after) = (times(before[side]), times(after[side]));
    format!("{subject}{before} in {earlier}, {after} in {later}")
}

pub fn subtitle(findings: &Findings, pair: &RelativeFinding, dots: bool) -> String {
    let what = format!("Mentions of {} for each mention of {}", pair.theme, pair.to);
    match dots {
        true => format!("{what}. A dot a document, larger if longer; triangle: only one side occurs"),
        false => format!("{what}, by {}, on a scale of doublings", frame::period_word(findings)),
    }
}

pub fn footer(plot: &Plot) -> String {
    let mut parts = vec![frame::corpus_note(plot.findings), intervals(plot)];
    let dots = !(plot.dated.is_empty() && plot.undated.is_empty());
    let neither = plot.pair.by_document.iter().filter(|point| point.log2.is_none()).count();
    if neither > 0 && dots {
        let verb = if neither == 1 { "mentions" } else { "mention" };
        parts.push(format!("{} {verb} neither", format::counted(neither as u64, "document")));
    }
    if !plot.dated.is_empty() && !plot.small() && plot.findings.contrast.is_some() {
        parts.push("thick lines: ratio in each span; the change adds ½ to each count".to_owned());
    }
    if plot.time.is_some() {
        parts.extend(turn_mark::note(&[&plot.pair.change_points]));
    }
    if plot.reaches_beyond() {
        parts.push("arrows: the interval goes beyond the scale".to_owned());
    }
    if plot.time.is_some() {
        parts.push(frame::exposure_note(plot.findings));
    }
    parts.join(" · ")
}

/// Which intervals are drawn, and what each of them is of: no more is claimed than stands on the page.
fn intervals(plot: &Plot) -> String {
    let dots = !(plot.dated.is_empty() && plot.undated.is_empty());
    let judged = plot.pair.change.ratio.is_some() && !plot.small();
    let periods = plot.pair.series.iter().zip(&plot.findings.periods);
    let known = periods.map(|(point, period)| (period.documents, point.log2.is_some_and(|log2| log2.high.is_some())));
    let most = plot.findings.periods.iter().map(|period| period.documents).max().unwrap_or(0) as u64;
    let word = frame::period_word(plot.findings);
    let bare = format!("no interval is drawn: at most {} a {word}", format::counted(most, "document"));
    let told = match (dots, judged) {
        (true, true) => "whiskers: 95 % for a document by its own words; at the right: 95 % over documents",
        (true, false) => "whiskers: 95 % for a document by its own words",
        (false, _) if series::shows_intervals(&known.collect::<Vec<_>>()) => "95 % intervals; documents are the unit",
        (false, true) => return format!("{bare}; at the right: 95 % over documents"),
        (false, false) => &bare,
    };
    told.to_owned()
}

pub fn description(plot: &Plot) -> String {
    let drawn = match plot.dated.len() + plot.undated.len() {
        0 => format!("A line over {} periods", plot.pair.series.len()),
        count => format!("{count} documents as dots"),
    };
    format!(
        "{drawn}: mentions of {} for each mention of {}, on a scale of doublings, against time. {}",
        plot.pair.theme,
        plot.pair.to,
        format::signed(&plot.pair.change.sentence)
    )
}

pub fn table(plot: &Plot) -> Table {
    let pair = plot.pair;
    let mut table = Table::new(&["of", "name", "date", &pair.theme, &pair.to, "log2_ratio", "log2_low", "log2_high"]);
    let mut push = |of: &str, name: &str, date: &str, point: &RelativePoint| {
        let log2 = point.log2;
        let numbers = [log2.map(|e| e.value), log2.and_then(|e| e.low), log2.and_then(|e| e.high)].map(format::cell);
        let mut row = vec![of.to_owned(), name.to_owned(), date.to_owned(), point.a.to_string(), point.b.to_string()];
        row.extend(numbers);
        table.rows.push(row);
    };
    for (period, point) in plot.findings.periods.iter().zip(&pair.series) {
        push("period", &period.label, &period.first, point);
    }
    for dot in plot.dated.iter().chain(&plot.undated) {
        push("document", &dot.document.id, dot.document.date.as_deref().unwrap_or_default(), dot.point);
    }
    table
}
