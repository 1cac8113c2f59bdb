//! The section of passages, and where in it marks of charts find theirs.
//!
//! Themes are shown period by period, and a mark of a period leads to the passages of that period alone. Where there are
//! none the page says whether the theme was not mentioned then, or is mentioned and no passage was kept.

use super::view::{Part, Quote, Section};
use crate::drift::findings::{Findings, Passage};
use crate::drift::passages::in_period;
use crate::drift::wording::capital;
use crate::report::wording::{count, slug};
use std::collections::{BTreeMap, BTreeSet};

/// More periods than this are counted, not named.
const MOST_NAMED: usize = 24;

/// The passages on one thing.
struct Group<'f> {
    shows: &'f str,
    /// The id of its heading.
    id: String,
    passages: Vec<&'f Passage>,
    /// Periods without a passage: in which it is not mentioned, and in which it is. Empty where no period has passages of its own.
    unmentioned: Vec<usize>,
    unkept: Vec<usize>,
}

/// What passages show, in their order.
fn groups(findings: &Findings) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    let mut known = BTreeMap::new();
    for passage in &findings.passages {
        let index = *known.entry(passage.shows.as_str()).or_insert(groups.len());
        if index == groups.len() {
            let name = passage.shows.split_once(": ").map_or(passage.shows.as_str(), |(_, name)| name);
            let id = format!("passage-{index}-{}", slug(name));
            let (unmentioned, unkept) = (Vec::new(), Vec::new());
            groups.push(Group { shows: &passage.shows, id, passages: Vec::new(), unmentioned, unkept });
        }
        groups[index].passages.push(passage);
    }
    groups.iter_mut().for_each(|group| missing(findings, group));
    groups
}

fn missing(findings: &Findings, group: &mut Group<'_>) {
    let kept: BTreeSet<usize> = group.passages.iter().filter_map(|passage| passage.period).collect();
    let name = group.shows.strip_prefix("theme: ").unwrap_or(group.shows);
    let Some(theme) = findings.themes.iter().find(|theme| theme.name == name && !kept.is_empty()) else { return };
    let mentioned = |period: &usize| theme.series.get(*period).is_some_and(|here| here.mentions > 0);
    let without = (0..findings.periods.len()).filter(|period| !kept.contains(period));
    (group.unkept, group.unmentioned) = without.partition(mentioned);
}

/// Where marks lead: what they show, and the id of the place on the page.
pub fn places(findings: &Findings) -> Vec<(String, String)> {
    let mut places = Vec::new();
    for group in groups(findings) {
        let at = |period: usize, end: String| {
            let label = findings.periods.get(period).map_or("", |period| period.label.as_str());
            (in_period(group.shows, label), format!("{}-{end}", group.id))
        };
        let kept: BTreeSet<usize> = group.passages.iter().filter_map(|passage| passage.period).collect();
        places.extend(kept.into_iter().map(|period| at(period, period.to_string())));
        places.extend(group.unmentioned.iter().map(|&period| at(period, "unmentioned".into())));
        places.extend(group.unkept.iter().map(|&period| at(period, "unkept".into())));
        places.push((group.shows.to_owned(), group.id));
    }
    places
}

/// Sentences that show the findings, grouped by what they show.
pub fn section(findings: &Findings) -> Section {
    let mut section = Section::new("passages", "Passages");
    for group in groups(findings) {
        let (kind, name) = group.shows.split_once(':').unwrap_or(("", group.shows));
        let heading = if kind.is_empty() { name.to_string() } else { format!("{}: {}", capital(kind), name.trim()) };
        section.head(group.id.clone(), heading, None);
        for of_one in group.passages.chunk_by(|a, b| a.period == b.period) {
            if let Some((index, period)) = of_one[0].period.and_then(|at| Some((at, findings.periods.get(at)?))) {
                section.parts.push(Part::Period { id: format!("{}-{index}", group.id), text: period.label.clone() });
            }
            section.parts.push(Part::Quotes { quotes: of_one.iter().map(|passage| quote(passage)).collect() });
        }
        let mut absent = |(end, what): (&str, &str), periods: &[usize], after: &str| {
            if !periods.is_empty() {
                let text = format!("{what} {}{after}.", named(findings, periods));
                section.parts.push(Part::Absent { id: format!("{}-{end}", group.id), text });
            }
        };
        absent(("unmentioned", "Not mentioned in"), &group.unmentioned, "");
        absent(("unkept", "No passage is kept of"), &group.unkept, ", see the documents");
    }
    section
}

/// The labels of some periods, or how many they are.
fn named(findings: &Findings, periods: &[usize]) -> String {
    let all = findings.periods.len();
    if periods.len() > MOST_NAMED {
        return format!("{} of {} periods", count(periods.len() as u64), count(all as u64));
    }
    let labels = periods.iter().filter_map(|&period| findings.periods.get(period));
    labels.map(|period| period.label.as_str()).collect::<Vec<_>>().join(", ")
}

fn quote(passage: &Passage) -> Quote {
    Quote {
        sentence: passage.sentence.clone(),
        document: passage.document.clone(),
        date: passage.date.clone(),
        source: passage.source.clone(),
    }
}
