//! The union of saved counts: documents by their place, each once.

use super::{Entry, Head, SavedCounts};
use crate::config::InputOptions;
use crate::error::{Error, Result};
use crate::ingest::{Fault, Row};
use crate::text::stream::saved::{self, Encoder};
use crate::text::{Streams, Token};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The documents of all parts, each with the name that messages call it by; a document that several hold is in it once.
///
/// # Errors
/// `Setting` where parts were made by different programs or settings, or hold two states of one document.
pub fn merge(parts: &[(String, SavedCounts)]) -> Result<SavedCounts> {
    let head = united(parts)?;
    let rows = distinct(parts)?;
    let mut table = Streams::default();
    let mut number = |spelling: &&str| table.intern(spelling);
    let numbers: Vec<Vec<u32>> =
        parts.iter().map(|(_, part)| part.spellings().iter().map(&mut number).collect()).collect();
    let (mut words, mut gaps, mut scratch) = (Encoder::default(), Vec::new(), Vec::<Token>::new());
    let mut entries = Vec::with_capacity(rows.len());
    for (part, row) in rows {
        let (name, from) = &parts[part];
        scratch.clear();
        let damaged = || Error::Format { path: name.into(), what: "damaged: its words are none".into() };
        saved::restore(from.stream(row), &numbers[part], &mut scratch).ok_or_else(damaged)?;
        let stream = words.add(&scratch, &table.surfaces) as u32;
        gaps.extend(from.gaps(row));
        entries.push(Entry { stream, ..from.entries[row].clone() });
    }
    Ok(SavedCounts::new(head, faults(parts), entries, words, gaps))
}

/// What was met, as often as the part that met it most often did: parts that read the same file met the same. What was
/// met in a row that is known by its name was met once, however often that row was read.
pub(super) fn faults(parts: &[(String, SavedCounts)]) -> Vec<Fault> {
    let mut most: BTreeMap<&Fault, usize> = BTreeMap::new();
    for (_, part) in parts {
        for same in part.faults.chunk_by(|one, other| one == other) {
            let count = most.entry(&same[0]).or_default();
            *count = if same[0].is_of_row() { 1 } else { same.len().max(*count) };
        }
    }
    most.into_iter().flat_map(|(fault, count)| std::iter::repeat_n(fault.clone(), count)).collect()
}

/// The head of all parts together.
pub(super) fn united(parts: &[(String, SavedCounts)]) -> Result<Head> {
    let Some(((first, one), others)) = parts.split_first() else {
        return Err(Error::setting("counts", "nothing to merge", "name at least one file of saved counts"));
    };
    let mut head = one.head.clone();
    for (name, other) in others {
        if let Some(difference) = difference(&one.head, &other.head) {
            let what = format!("it and {first} were not counted alike: {difference}");
            return Err(Error::setting(
                name,
                what,
                "count all parts with one version of driftline and the same settings",
            ));
        }
        head.roots.extend(other.head.roots.iter().cloned());
        head.companions.extend(other.head.companions.iter().cloned());
    }
    Ok(head)
}

/// What keeps counts with these heads apart, in words.
fn difference(one: &Head, other: &Head) -> Option<String> {
    if one.program != other.program {
        return Some(format!("by {} and {}", other.program, one.program));
    }
    if (one.words, one.dictionaries) != (other.words, other.dictionaries) {
        let told = |head: &Head| {
            let with = if head.dictionaries { "with" } else { "without" };
            format!("words of form {} {with} dictionaries", head.words)
        };
        return Some(format!("{} and {}", told(other), told(one)));
    }
    let [one, other] = [&one.settings, &other.settings].map(settings);
    let differs = |(key, value): (&String, &Value)| {
        let theirs = other.get(key).unwrap_or(&Value::Null);
        (theirs != value).then(|| format!("input.{key} is {theirs} and {value}"))
    };
    one.iter().find_map(differs)
}

/// Settings of reading by their keys in the settings file, without the dates that a user gives: those are for the run.
fn settings(options: &InputOptions) -> Map<String, Value> {
    match serde_json::to_value(InputOptions { dates: None, ..options.clone() }) {
        Ok(Value::Object(map)) => map,
        _ => Map::new(),
    }
}

/// Refuses counts that were made with other settings than a run has, for it would read the same documents otherwise.
///
/// # Errors
/// `Setting` for the first that differs.
pub fn agree(asked: &InputOptions, counted: &InputOptions) -> Result<()> {
    let made = settings(counted);
    match settings(asked).iter().find(|(key, value)| made.get(*key) != Some(value)) {
        Some((key, value)) => Err(other_setting(key, value, &made)),
        None => Ok(()),
    }
}

fn other_setting(key: &str, value: &Value, made: &Map<String, Value>) -> Error {
    let was = made.get(key).unwrap_or(&Value::Null);
    let what = format!("{value} is asked for, and the saved counts were made with {was}");
    Error::setting(format!("input.{key}"), what, "count again with this setting, or leave it as it was")
}

/// The settings of a run on counts that were made with these: what the run leaves open is as it was then.
///
/// # Errors
/// `Setting` for one that the run wants otherwise: documents that are counted cannot be read again.
pub fn adopt(asked: &InputOptions, counted: &InputOptions) -> Result<InputOptions> {
    let (wanted, default) = (settings(asked), settings(&InputOptions::default()));
    let mut made = settings(counted);
    let other = wanted.iter().find(|(key, value)| default.get(*key) != Some(value) && made.get(*key) != Some(value));
    if let Some((key, value)) = other {
        return Err(other_setting(key, value, &made));
    }
    made.remove("dates");
    let adopted: InputOptions = serde_json::from_value(Value::Object(made)).unwrap_or_default();
    let InputOptions { dates, whole, held, held_counts, .. } = asked.clone();
    Ok(InputOptions { dates, whole, held, held_counts, ..adopted })
}

/// Every document once, in the order of places: the first part that holds it.
pub(super) fn distinct(parts: &[(String, SavedCounts)]) -> Result<Vec<Row>> {
    let all = |(part, (_, counts)): (usize, &(String, SavedCounts))| (0..counts.len()).map(move |row| (part, row));
    let mut rows: Vec<Row> = parts.iter().enumerate().flat_map(all).collect();
    let entry = |&(part, row): &Row| &parts[part].1.entries[row];
    rows.sort_by(|a, b| entry(a).read.key().cmp(&entry(b).read.key()).then(a.cmp(b)));
    let same = |a: &Row, b: &Row| {
        let (a, b) = (entry(a), entry(b));
        a.read == b.read && a.content == b.content
    };
    let key = |row: &Row| entry(row).read.key();
    if let Some([a, b]) = rows.windows(2).map(|pair| [pair[0], pair[1]]).find(|[a, b]| key(a) == key(b) && !same(a, b))
    {
        let name = entry(&a).read.id(true);
        let (here, there) = (&parts[a.0].0, &parts[b.0].0);
        return Err(if here == there {
            let what = format!("two documents are called {name}");
            Error::setting(here, what, "give each a name of its own")
        } else {
            let what = format!("{name} is not as it is in {there}: two states of one document");
            Error::setting(here, what, "count both again, or name one only")
        });
    }
    rows.dedup_by(|b, a| key(a) == key(b));
    Ok(rows)
}
