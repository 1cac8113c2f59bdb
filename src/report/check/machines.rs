//! A check for machines: JSON, JUnit XML (as Jenkins and GitLab read it), and the workflow commands of GitHub.

use super::text::{flip, headline, moved, reasons, verdict_words};
use super::{Change, Check, Move};
use crate::report::scores;
use serde::Serialize;
use std::collections::BTreeMap;

/// The version of the saved form.
const SCHEMA: u32 = 1;
/// Most annotations of each sort: GitHub shows ten of a step.
const MOST_ANNOTATIONS: usize = 10;
/// Most differences told of one subject.
const MOST_DETAILS: usize = 50;

#[derive(Serialize)]
struct Saved<'c> {
    baseline: &'c str,
    #[serde(flatten)]
    check: &'c Check,
}

/// The check as JSON in the form of the scores: sorted keys, numbers with 6 significant digits.
pub fn check_json(check: &Check, baseline: &str) -> String {
    scores::answer(SCHEMA, &Saved { baseline, check })
}

/// The check as JUnit XML: one test for each subject of either side.
pub fn check_junit(check: &Check, baseline: &str) -> String {
    let mut faults: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for change in &check.flipped {
        faults.entry(&change.subject).or_default().push(format!("verdict flipped: {}", flip(change)));
    }
    for step in &check.moved {
        faults.entry(&step.subject).or_default().push(move_words(step));
    }
    for change in &check.changed {
        faults.entry(&change.subject).or_default().push(change_words(change));
    }
    let case = |subject: &String| {
        let (kind, name) = subject.split_once(": ").unwrap_or(("report", subject));
        let head = format!("    <testcase classname=\"driftline.{}\" name=\"{}\"", escape(kind), escape(name));
        let Some(faults) = faults.get(subject.as_str()) else { return format!("{head}/>\n") };
        let more = faults.len().saturating_sub(MOST_DETAILS);
        let mut told = faults[..faults.len().min(MOST_DETAILS)].join("\n");
        if more > 0 {
            told.push_str(&format!("\nand {more} more"));
        }
        let (first, all) = (escape(&faults[0]), escape(&told));
        format!("{head}>\n      <failure message=\"{first}\">{all}</failure>\n    </testcase>\n")
    };
    let cases: String = check.subjects.iter().map(case).collect();
    let counts = format!("tests=\"{}\" failures=\"{}\" errors=\"0\"", check.subjects.len(), faults.len());
    let told = [vec![headline(check)], reasons(check)].concat().join("\n");
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites {counts}>\n  <testsuite name=\"driftline check {}\" \
         {counts}>\n{cases}    <system-out>{}</system-out>\n  </testsuite>\n</testsuites>\n",
        escape(baseline),
        escape(&told)
    )
}

/// The check as GitHub's workflow commands: errors for verdicts, warnings for numbers and words, notices for causes.
pub fn check_github(check: &Check, baseline: &str) -> String {
    let mut lines = Vec::new();
    let mut tell = |level: &str, title: &str, told: Vec<String>| {
        let more = told.len().saturating_sub(MOST_ANNOTATIONS - 1);
        let shown = if told.len() > MOST_ANNOTATIONS { MOST_ANNOTATIONS - 1 } else { told.len() };
        lines.extend(told[..shown].iter().map(|text| format!("::{level} title={}::{}\n", property(title), data(text))));
        if shown < told.len() {
            lines.push(format!("::{level} title={}::and {more} more\n", property(title)));
        }
    };
    tell("error", "verdict flipped", check.flipped.iter().map(flip).collect());
    // One annotation for each subject: a reader wants to know where to look.
    let subjects = check.moved.chunk_by(|a, b| a.subject == b.subject);
    tell("warning", "score moved", subjects.map(|steps| format!("{}: {}", steps[0].subject, brief(steps))).collect());
    tell(
        "warning",
        "score changed",
        check.changed.iter().map(|change| format!("{}: {}", change.subject, change_words(change))).collect(),
    );
    tell("notice", if check.same { "changed without moving a score" } else { "why" }, reasons(check));
    if !check.same {
        let told = data(&format!("{baseline}: {}", headline(check)));
        lines.push(format!("::error title=driftline check::{told}\n"));
    }
    lines.concat()
}

fn brief(steps: &[Move]) -> String {
    let more = match steps.len() - 1 {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    format!("{}{more}", move_words(&steps[0]))
}

fn move_words(step: &Move) -> String {
    format!("{} {}", step.what, moved(step))
}

fn change_words(change: &Change) -> String {
    let word = |word: &Option<String>| word.clone().unwrap_or_else(|| "none".into());
    match (change.what.as_str(), change.now.is_some()) {
        (what, true) if change.baseline.is_none() => format!("{what} new").trim_start().into(),
        (what, false) => format!("{what} gone").trim_start().into(),
        (what, _) if what.ends_with("verdict") => format!("{what} {}", verdict_words(change.now.as_deref())),
        (what, _) => format!("{what} {} -> {}", word(&change.baseline), word(&change.now)),
    }
}

/// Text inside XML: what marks up, and control characters, which XML 1.0 has no way to write.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            c if c.is_control() && c != '\n' || matches!(c, '\u{fffe}' | '\u{ffff}') => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}

/// The message of a workflow command; its ends of lines and percent signs are written as codes.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property of a workflow command, in which colons and commas divide.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_from_texts_do_not_break_out_of_their_place() {
        assert_eq!(escape("a<b> & \"c\"\u{1b}"), "a&lt;b&gt; &amp; &quot;c&quot; ");
        assert_eq!(data("50 %\n::error::x"), "50 %25%0A::error::x");
        assert_eq!(property("a:b,c"), "a%3Ab%2Cc");
    }
}
