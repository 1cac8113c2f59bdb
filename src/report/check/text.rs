//! A check for people: flipped verdicts, why, and what moved most.

use super::{Causes, Change, Check, FieldChange, Kind, Move, SettingChange, THERE, documents};
use crate::drift::findings::Verdict;
use crate::report::terminal::wrap;
use crate::report::wording::{count, counted, inert, number, verdict};
use std::collections::BTreeMap;

/// Most subjects, numbers of each subject, and documents of a kind that are printed; JSON has all.
const MOST_SUBJECTS: usize = 12;
const MOST_EACH: usize = 2;
const MOST_NAMES: usize = 10;

/// The check as plain text of at most `width` columns where names allow it.
pub fn check_text(check: &Check, baseline: &str, width: usize) -> String {
    let mut lines = wrap(&format!("{baseline}: {}", headline(check)), width);
    if !check.flipped.is_empty() {
        lines.extend([String::new(), "Verdicts that flipped".into()]);
        lines.extend(flips(&check.flipped, width));
    }
    // Before the long lists, where it is seen.
    let why = reasons(check);
    if !why.is_empty() {
        lines.extend([String::new(), (if check.same { "What changed without moving a score" } else { "Why" }).into()]);
        lines.extend(why.iter().flat_map(|reason| indented(reason, width)));
    }
    if !check.moved.is_empty() {
        lines.extend([String::new(), "What moved, and from what to what".into()]);
        lines.extend(moves(&check.moved, width));
    }
    if !check.changed.is_empty() {
        lines.extend([String::new(), "What else changed".into()]);
        lines.extend(changes(&check.changed, width));
    }
    lines.iter().map(|line| format!("{}\n", inert(line).trim_end())).collect()
}

/// The outcome in a sentence.
pub fn headline(check: &Check) -> String {
    let compared = format!("{} compared", counted(check.compared, "value"));
    let within = match check.within_tolerance {
        0 => String::new(),
        within => format!(", {} moved within tolerance", count(within as u64)),
    };
    if check.same {
        return format!("same ({compared}{within})");
    }
    let parts = [
        (check.flipped.len(), "verdict flipped", "verdicts flipped"),
        (check.moved.len(), "number moved", "numbers moved"),
        (check.changed.len(), "other change", "other changes"),
    ];
    let told = parts.iter().filter(|part| part.0 > 0);
    let told: Vec<String> =
        told.map(|&(n, one, many)| format!("{} {}", count(n as u64), if n == 1 { one } else { many })).collect();
    format!("different: {} ({compared}{within})", told.join(", "))
}

/// What caused it, one reason a line.
pub fn reasons(check: &Check) -> Vec<String> {
    let causes = &check.causes;
    let mut reasons = Vec::new();
    let mut list = |what: &str, told: Vec<String>| {
        reasons.extend(told.iter().take(MOST_NAMES).map(|told| format!("{what}: {told}")));
        let more = told.len().saturating_sub(MOST_NAMES);
        reasons.extend((more > 0).then(|| format!("{what}: {} more", count(more as u64))));
    };
    list("document changed", causes.changed.clone());
    list("document added", causes.added.clone());
    list("document removed", causes.removed.clone());
    list("document renamed", causes.renamed.iter().map(|[then, now]| format!("{then} -> {now}")).collect());
    for (what, told) in relabeled(causes) {
        list(what, told);
    }
    list("warning new", causes.warnings_new.iter().map(ToString::to_string).collect());
    list("warning gone", causes.warnings_gone.iter().map(ToString::to_string).collect());
    let unlisted = |[then, now]: &[usize; 2]| format!("warnings, past those that are saved: {then} -> {now}");
    reasons.extend(causes.warnings_unlisted.iter().map(unlisted));
    reasons.extend(causes.settings.iter().map(|change| format!("setting {}: {}", change.key, set(change))));
    reasons.extend(causes.program.iter().map(|[then, now]| format!("program: {then} -> {now}")));
    if !check.same && *causes == Causes::default() {
        let told = "nothing that is recorded explains it (documents, warnings, settings and version are those of the \
                    baseline): the baseline was edited, or another build of this version made it";
        reasons.push(told.into());
    }
    reasons
}

/// How a setting changed; of a list what came and went, for the rest is as it was.
fn set(change: &SettingChange) -> String {
    let items = |side: &Option<String>| -> Vec<String> {
        side.iter().flat_map(|text| text.split(", ")).filter(|item| !item.is_empty()).map(str::to_owned).collect()
    };
    let (then, now) = (items(&change.baseline), items(&change.now));
    let only = |a: &[String], b: &[String]| a.iter().filter(|item| !b.contains(item)).cloned().collect::<Vec<_>>();
    let parts = [(only(&now, &then), "added"), (only(&then, &now), "removed")];
    let parts: Vec<String> = parts
        .iter()
        .filter(|(items, _)| !items.is_empty())
        .map(|(items, what)| format!("{} {what}", items.join(", ")))
        .collect();
    if then.len().max(now.len()) > 1 && !parts.is_empty() {
        return parts.join("; ");
    }
    let value = |value: &Option<String>| value.clone().filter(|text| !text.is_empty()).unwrap_or("none".into());
    format!("{} -> {}", value(&change.baseline), value(&change.now))
}

/// What of documents is another, though their texts are not, by what it is.
fn relabeled(causes: &Causes) -> Vec<(&'static str, Vec<String>)> {
    const WORDS: [(&str, &str); 6] = [
        ("title", "title changed"),
        ("source", "source changed"),
        ("date", "date changed"),
        (documents::ABOUT, "title, source or date changed"),
        (documents::EVIDENCE, "date found in another place"),
        (documents::REMOVED, "taken out of the text is something else"),
    ];
    let told = |document: &str, change: &FieldChange| {
        let word = |word: &Option<String>| word.clone().unwrap_or_else(|| "none".into());
        match (&change.baseline, &change.now) {
            (None, None) => document.to_owned(),
            (then, now) => format!("{document}: {} -> {}", word(then), word(now)),
        }
    };
    let of = |field: &str| {
        let changes =
            causes.relabeled.iter().flat_map(|of| of.fields.iter().map(|change| (of.document.as_str(), change)));
        changes.filter(|(_, change)| change.field == field).map(|(document, change)| told(document, change)).collect()
    };
    WORDS.iter().map(|(field, words)| (*words, of(field))).collect()
}

/// A verdict as people read it.
pub fn verdict_words(saved: Option<&str>) -> String {
    let Some(saved) = saved else { return "none".into() };
    let known: Result<Verdict, _> = serde_json::from_value(saved.into());
    known.map_or_else(|_| saved.to_owned(), |known| verdict(known).to_owned())
}

/// What a flip is about: the verdict on the subject itself needs no more words.
fn about(change: &Change) -> String {
    match change.what.trim_end_matches("verdict").trim_end_matches('.') {
        "" | "change" => change.subject.clone(),
        part => format!("{} ({})", change.subject, part.trim_end_matches(".change")),
    }
}

/// A flip in a sentence.
pub fn flip(change: &Change) -> String {
    let [then, now] = [&change.baseline, &change.now].map(|saved| verdict_words(saved.as_deref()));
    format!("{}: {then} -> {now}", about(change))
}

fn flips(flipped: &[Change], width: usize) -> Vec<String> {
    let shown = flipped.iter().take(2 * MOST_SUBJECTS);
    let mut lines: Vec<String> = shown.flat_map(|change| indented(&flip(change), width)).collect();
    let more = flipped.len().saturating_sub(2 * MOST_SUBJECTS);
    lines.extend((more > 0).then(|| format!("  and {} more", count(more as u64))));
    lines
}

/// A move in a few words: "0.52 -> 0.61 (+17 %)". Of logarithms, of probabilities and from one side of zero to the other a
/// percentage would say nothing.
pub fn moved(step: &Move) -> String {
    let value = |value: f64| match step.kind {
        Kind::Count => count(value.max(0.0) as u64),
        _ => number(value, 4),
    };
    let percent = 100.0 * (step.now - step.baseline) / step.baseline.abs();
    let sign = if percent < 0.0 { '\u{2212}' } else { '+' };
    let telling = percent.is_finite() && step.now * step.baseline >= 0.0 && !matches!(step.kind, Kind::Log | Kind::P);
    let by = if telling { format!(" ({sign}{} %)", number(percent.abs(), 2)) } else { String::new() };
    format!("{} -> {}{by}", value(step.baseline), value(step.now))
}

fn moves(all: &[Move], width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let subjects: Vec<&[Move]> = all.chunk_by(|a, b| a.subject == b.subject).collect();
    for steps in subjects.iter().take(MOST_SUBJECTS) {
        let more = match steps.len().saturating_sub(MOST_EACH) {
            0 => String::new(),
            more => format!(", and {} more", count(more as u64)),
        };
        let told: Vec<String> =
            steps.iter().take(MOST_EACH).map(|step| format!("{} {}", step.what, moved(step))).collect();
        lines.extend(indented(&format!("{}: {}{more}", steps[0].subject, told.join(", ")), width));
    }
    let rest = subjects.len().saturating_sub(MOST_SUBJECTS);
    if rest > 0 {
        lines.extend(indented(&format!("and in {} (--format json lists all)", counted(rest, "other subject")), width));
    }
    lines
}

fn changes(all: &[Change], width: usize) -> Vec<String> {
    let word = |word: &Option<String>| word.as_deref().map_or("none".to_owned(), |word| format!("\"{word}\""));
    let mut lines = Vec::new();
    for change in all.iter().filter(|change| !change.what.is_empty()).take(MOST_SUBJECTS) {
        let told = match (change.baseline.as_deref(), change.now.as_deref()) {
            (None, Some(THERE)) => format!("{}: {} new", change.subject, change.what),
            (Some(THERE), None) => format!("{}: {} gone", change.subject, change.what),
            _ => {
                let [then, now] = [&change.baseline, &change.now].map(word);
                format!("{}: {} {then} -> {now}", change.subject, change.what)
            }
        };
        lines.extend(indented(&told, width));
    }
    let named = all.iter().filter(|change| !change.what.is_empty()).count();
    let more = named.saturating_sub(MOST_SUBJECTS);
    lines.extend((more > 0).then(|| format!("  and {} more (--format json lists all)", count(more as u64))));
    lines.extend(listed_or_not(all).iter().flat_map(|line| indented(line, width)));
    lines
}

/// Subjects that came and went, by kind.
fn listed_or_not(all: &[Change]) -> Vec<String> {
    let mut kinds: BTreeMap<(bool, &str), Vec<&str>> = BTreeMap::new();
    for change in all.iter().filter(|change| change.what.is_empty()) {
        let (kind, name) = change.subject.split_once(": ").unwrap_or(("part", &change.subject));
        kinds.entry((change.now.is_some(), kind)).or_default().push(name);
    }
    let line = |((came, kind), names): ((bool, &str), Vec<&str>)| {
        let shown: Vec<&str> = names.iter().take(MOST_NAMES).copied().collect();
        let more = names.len() - shown.len();
        let more = if more > 0 { format!(" and {} more", count(more as u64)) } else { String::new() };
        format!("{kind} {}: {}{more}", if came { "new" } else { "gone" }, shown.join(", "))
    };
    kinds.into_iter().map(line).collect()
}

/// Two blanks before the first line, four before those that follow.
fn indented(text: &str, width: usize) -> Vec<String> {
    let lines = wrap(text, width.saturating_sub(4));
    let indent = |(index, line): (usize, String)| format!("{}{line}", if index == 0 { "  " } else { "    " });
    lines.into_iter().enumerate().map(indent).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flip_is_told_whole_in_any_width() {
        let change = Change {
            subject: "theme: Indo-Pacific security".into(),
            what: "positions.title.change.verdict".into(),
            baseline: Some("cannot_tell".into()),
            now: Some("leans_up".into()),
        };
        let lines = flips(&[change], 40);
        let whole = lines.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ");
        assert!(lines.len() > 1 && lines.iter().all(|line| line.chars().count() <= 40), "{lines:?}");
        assert!(whole.ends_with("(positions.title): cannot tell -> leans up"), "{whole}");
    }
}
