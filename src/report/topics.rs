//! Topics as text, as JSON, and as themes for a person to accept.

use super::settings::{themes_text, write_new};
use super::terminal::{beside as below, columns, wrap};
use super::wording::{counted, inert, percent, signed};
use super::{scores, trend};
use crate::config::ThemeSpec;
use crate::drift::findings::{Contrast, Period};
use crate::drift::topic::{Topic, Topics, Tried, Typical};
use crate::drift::{Findings, wording};
use crate::error::Result;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// The version of the saved form.
const SCHEMA: u32 = 1;
/// A topic that comes again less than this is marked.
const UNSURE: f64 = 0.7;

/// Every topic with its terms, its way through time and its typical documents.
pub fn topics_text(found: &Topics, findings: &Findings, width: usize) -> String {
    let unsure = found.topics.iter().filter(|topic| topic.stability < UNSURE).count();
    let mut lines = wrap(&heading(found, unsure), width);
    for (number, topic) in found.topics.iter().enumerate() {
        lines.push(String::new());
        lines.extend(block(number + 1, topic, (found, findings), width));
    }
    lines.push(String::new());
    let advice = "A topic is followed by the mentions of its terms, as a theme is. The same documents found it and show its \
                  change: to test it, write it as a theme (--out) and look at other documents or sources.";
    lines.extend(wrap(advice, width));
    lines.iter().map(|line| format!("{}\n", line.trim_end())).collect()
}

fn heading(found: &Topics, unsure: usize) -> String {
    let chosen = found.tried.iter().find(|tried| tried.topics == found.topics.len());
    let tried = |tried: &Tried| format!("{:.2} for {}", tried.stability, tried.topics);
    let all: Vec<String> = found.tried.iter().map(tried).collect();
    let why = match (chosen, all.as_slice()) {
        (_, []) => String::new(),
        (Some(_), all) => format!(
            " As many as come again when a fifth of the documents is left out (mean cosine: {} topics).",
            all.join(", ")
        ),
        (None, all) => {
            format!(" (Mean cosine when a fifth of the documents is left out: {} topics.)", all.join(", "))
        }
    };
    let told = format!(
        "{} in {}, of {}.{why}",
        counted(found.topics.len(), "topic"),
        counted(found.documents, "document"),
        counted(found.terms, "term")
    );
    let few = found.topics.iter().filter(|topic| topic.of_few_sources).count();
    let unsure = match unsure {
        0 => String::new(),
        unsure => format!(" {} marked ?: come again less than {UNSURE}.", counted(unsure, "topic")),
    };
    let few = match few {
        0 => String::new(),
        few => format!(
            " {} marked *: half of it lies with few sources, so that it may be their page furniture; --out leaves it out.",
            counted(few, "topic")
        ),
    };
    format!("{told}{unsure}{few}")
}

fn block(number: usize, topic: &Topic, (found, findings): (&Topics, &Findings), width: usize) -> Vec<String> {
    let share = percent(topic.documents as f64 / found.documents.max(1) as f64);
    let mark = if topic.stability < UNSURE { "?" } else { "" };
    let few = match topic.of_few_sources {
        true => format!("; half of it with {}*", counted(topic.sources_of_half, "source")),
        false => String::new(),
    };
    let name = format!("{number:>2}  {}", inert(&topic.name));
    let documents = counted(topic.documents, "document");
    let facts = format!("({documents}, {share}; comes again {:.2}{mark}{few})", topic.stability);
    let room = width.saturating_sub(4);
    // What a mark is about must not be cut.
    let beside = columns(&name) + 2 + columns(&facts) <= width;
    let mut lines =
        if beside { vec![format!("{name}  {facts}")] } else { below(&format!("{number:>2}"), &topic.name, width) };
    lines.extend(wrap(&facts, room).into_iter().filter(|_| !beside).map(|line| format!("    {line}")));
    let terms: Vec<String> = topic.terms.iter().map(|term| inert(&term.term)).collect();
    let mut more = wrap(&terms.join(", "), room);
    more.extend(trend::shape(findings, &topic.theme, room));
    let change = topic.theme.change.sentence.as_str();
    if !change.is_empty() {
        more.extend(wrap(&signed(change), room));
    }
    more.extend(topic.typical.iter().flat_map(|typical| item(&document(typical), room)));
    lines.extend(more.into_iter().map(|line| format!("    {line}")));
    lines
}

/// An item of a list, whole.
fn item(text: &str, width: usize) -> Vec<String> {
    let lines = wrap(text, width.saturating_sub(2)).into_iter().enumerate();
    lines.map(|(at, line)| format!("{}{line}", if at == 0 { "- " } else { "  " })).collect()
}

fn document(typical: &Typical) -> String {
    let title = typical.title.as_deref().unwrap_or(&typical.document);
    // The title first: a source may be a long list of names, and lines are cut.
    let place = [Some(title), typical.date.as_deref(), typical.source.as_deref()];
    inert(&wording::one_line(&place.into_iter().flatten().collect::<Vec<_>>().join(", ")))
}

#[derive(Serialize)]
struct Saved<'f> {
    period: &'f str,
    periods: &'f [Period],
    contrast: &'f Option<Contrast>,
    #[serde(flatten)]
    found: &'f Topics,
}

/// The topics as JSON in the form of the scores.
pub fn topics_json(found: &Topics, findings: &Findings) -> String {
    let saved =
        Saved { period: &findings.corpus.period, periods: &findings.periods, contrast: &findings.contrast, found };
    scores::answer(SCHEMA, &saved)
}

/// Writes the topics as themes to `path`, whole or not at all; those of few sources are only named there. A file that is
/// there is replaced only with `force`.
///
/// # Errors
/// `Setting` when a file is there, `Io` when it cannot be written.
pub fn write_topics(path: &Path, found: &Topics, force: bool) -> Result<PathBuf> {
    let theme = |topic: &Topic| ThemeSpec { name: topic.theme.name.clone(), words: topic.theme.words.clone() };
    let head = format!(
        "# Topics that driftline found in {}, as themes. Look through them before you read any result: keep what you\n\
         # would have asked for, rename, merge, cut and add. `driftline report --config {}` counts them.\n",
        counted(found.documents, "document"),
        wording::one_line(&path.display().to_string())
    );
    let (few, kept): (Vec<&Topic>, Vec<&Topic>) = found.topics.iter().partition(|topic| topic.of_few_sources);
    let note = |topic: &&Topic| format!("# Left out, for few sources have it: {}\n", wording::one_line(&topic.name));
    let left_out: String = few.iter().map(note).collect();
    let themes: Vec<ThemeSpec> = kept.into_iter().map(theme).collect();
    write_new(path, &(head + &left_out + &themes_text(&themes)), force)
}
