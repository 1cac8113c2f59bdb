//! Which documents are not what they were: known again by their names, else by what they hold.
//!
//! A document has a hash of its text, one of its title, source and date, and, since those were added, one of how its date
//! was found and one of what was taken out of its text. Scores made before lack the last two, which are then not compared.
//! Up to 2,000 documents are also listed with their titles, sources and dates: of these it is told what was and what is.

use super::names::file;
use crate::drift::findings::{Corpus, DocumentFinding};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Names of what is known by hashes alone.
pub(super) const ABOUT: &str = "title, source or date";
pub(super) const EVIDENCE: &str = "date evidence";
pub(super) const REMOVED: &str = "removed";

/// What became of the documents.
#[derive(Debug, Default)]
pub(super) struct Documents {
    pub added: Vec<String>,
    pub removed: Vec<String>,
    pub renamed: Vec<[String; 2]>,
    pub changed: Vec<String>,
    pub relabeled: Vec<Relabeled>,
}

/// A document whose text is the same and of which something else is not.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Relabeled {
    /// Its name now.
    pub document: String,
    pub fields: Vec<FieldChange>,
}

/// What of a document is not what it was; both sides are `None` where only that much is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldChange {
    /// "title", "source", "date", "date evidence" (where it was found, and in which characters), "removed" (what was
    /// taken out of the text), or "title, source or date" where documents are not listed.
    pub field: String,
    pub baseline: Option<String>,
    pub now: Option<String>,
}

/// The hashes of a document.
#[derive(Clone, Copy)]
struct Content<'c> {
    text: &'c str,
    about: &'c str,
    evidence: Option<&'c str>,
    removed: Option<&'c str>,
}

impl<'c> Content<'c> {
    fn of(saved: &'c str) -> Self {
        let mut parts = saved.split(' ');
        let mut next = || parts.next();
        Self { text: next().unwrap_or_default(), about: next().unwrap_or_default(), evidence: next(), removed: next() }
    }
}

/// The documents of one side by name.
struct Side<'c> {
    contents: BTreeMap<&'c str, Content<'c>>,
    listed: BTreeMap<&'c str, &'c DocumentFinding>,
}

impl<'c> Side<'c> {
    fn of(corpus: &'c Corpus) -> Self {
        let contents = corpus.contents.iter().map(|(name, saved)| (name.as_str(), Content::of(saved))).collect();
        let listed = corpus.documents.iter().map(|document| (document.id.as_str(), document)).collect();
        Self { contents, listed }
    }

    fn only(&self, other: &Self) -> BTreeSet<&'c str> {
        self.contents.keys().filter(|name| !other.contents.contains_key(*name)).copied().collect()
    }
}

/// Compares the documents of two corpora.
pub(super) fn of(baseline: &Corpus, now: &Corpus) -> Documents {
    let (then, today) = (Side::of(baseline), Side::of(now));
    let (mut removed, mut added) = (then.only(&today), today.only(&then));
    let same_text = |name: &&str| today.contents.get(name).is_none_or(|now| now.text == then.contents[name].text);
    let mut changed: BTreeSet<&str> = then.contents.keys().copied().filter(|name| !same_text(name)).collect();
    // All of it under another name, then the text alone, then texts that changed places.
    let mut pairs = paired((&then, &mut removed), (&today, &mut added), |content| (content.text, content.about));
    pairs.extend(paired((&then, &mut removed), (&today, &mut added), |content| (content.text, "")));
    pairs.extend(exchanged(&then, &today, &mut changed));
    let moved: BTreeSet<&str> = pairs.iter().flatten().copied().collect();
    let stayed = then.contents.keys().copied().filter(|name| today.contents.contains_key(name));
    let stayed = stayed.filter(|name| !changed.contains(name) && !moved.contains(name)).map(|name| [name, name]);
    let relabeled = stayed.chain(pairs.iter().copied()).filter_map(|names| relabeled(&then, &today, names));
    let names = |names: BTreeSet<&str>| names.into_iter().map(str::to_owned).collect();
    Documents {
        relabeled: relabeled.collect(),
        renamed: pairs.iter().map(|pair| pair.map(str::to_owned)).collect(),
        added: names(added),
        removed: names(removed),
        changed: names(changed),
    }
}

/// Pairs names that hold the same by `key`, each once, and takes them from both sets.
fn paired<'c>(
    (then, removed): (&Side<'c>, &mut BTreeSet<&'c str>),
    (today, added): (&Side<'c>, &mut BTreeSet<&'c str>),
    key: impl Fn(Content<'c>) -> (&'c str, &'c str),
) -> Vec<[&'c str; 2]> {
    let mut by_key: BTreeMap<(&str, &str), Vec<&'c str>> = BTreeMap::new();
    added.iter().rev().for_each(|name| by_key.entry(key(today.contents[name])).or_default().push(name));
    let pair = |name: &&'c str| Some([*name, by_key.get_mut(&key(then.contents[name]))?.pop()?]);
    let pairs: Vec<[&str; 2]> = removed.iter().filter_map(pair).collect();
    for [old, new] in &pairs {
        removed.remove(old);
        added.remove(new);
    }
    pairs
}

/// Of names whose texts changed, those that only took each other's; they are taken from `changed`.
fn exchanged<'c>(then: &Side<'c>, today: &Side<'c>, changed: &mut BTreeSet<&'c str>) -> Vec<[&'c str; 2]> {
    let mut round = changed.clone();
    loop {
        let texts = |side: &Side<'c>| -> BTreeSet<&str> { round.iter().map(|name| side.contents[name].text).collect() };
        let (before, after) = (texts(then), texts(today));
        let within =
            |name: &&str| after.contains(then.contents[name].text) && before.contains(today.contents[name].text);
        let left: BTreeSet<&str> = round.iter().copied().filter(|name| within(name)).collect();
        if left.len() == round.len() {
            break;
        }
        round = left;
    }
    let (mut from, mut to) = (round.clone(), round);
    let pairs = paired((then, &mut from), (today, &mut to), |content| (content.text, ""));
    // A name stays changed where one of several copies has no counterpart.
    changed.retain(|name| !pairs.iter().any(|pair| pair[1] == *name));
    pairs
}

/// What else of a document whose text is the same is not what it was.
fn relabeled(then: &Side, today: &Side, [old, new]: [&str; 2]) -> Option<Relabeled> {
    let (before, after) = (then.contents[old], today.contents[new]);
    let listed = then.listed.get(old).copied().zip(today.listed.get(new).copied());
    let mut fields = listed.map_or_else(|| by_hash(before, after), |(before, after)| by_listing(before, after));
    let named = listed.is_some_and(|(before, after)| untitled(before) && untitled(after));
    if fields.is_empty() && before.about != after.about && !named {
        fields.push(unknown(ABOUT));
    }
    if before.removed.zip(after.removed).is_some_and(|(before, after)| before != after) {
        fields.push(unknown(REMOVED));
    }
    (!fields.is_empty()).then(|| Relabeled { document: new.to_owned(), fields })
}

/// Whether the title is only the name, with which it goes.
fn untitled(document: &DocumentFinding) -> bool {
    [document.id.as_str(), file(&document.id)].contains(&&*document.title)
}

fn unknown(field: &str) -> FieldChange {
    FieldChange { field: field.to_owned(), baseline: None, now: None }
}

fn by_hash(before: Content, after: Content) -> Vec<FieldChange> {
    let elsewhere = before.evidence.zip(after.evidence).is_some_and(|(before, after)| before != after);
    // A date that changed was found in other characters.
    match (before.about != after.about, elsewhere) {
        (true, _) => vec![unknown(ABOUT)],
        (false, true) => vec![unknown(EVIDENCE)],
        (false, false) => Vec::new(),
    }
}

fn by_listing(before: &DocumentFinding, after: &DocumentFinding) -> Vec<FieldChange> {
    let title = |document: &DocumentFinding| Some(document.title.clone()).filter(|title| !title.is_empty());
    let evidence = |document: &DocumentFinding| {
        let characters = document.characters.as_deref().unwrap_or_default();
        document.evidence.map(|kind| format!("{} \"{characters}\"", kind.words()))
    };
    let fields = [
        ("title", title(before), title(after)),
        ("source", before.source.clone(), after.source.clone()),
        ("date", before.date.clone(), after.date.clone()),
        (EVIDENCE, evidence(before), evidence(after)),
    ];
    let kind = |document: &DocumentFinding| document.evidence;
    let redundant = before.date != after.date && kind(before) == kind(after);
    let named = untitled(before) && untitled(after);
    let told = |field: &str| !(field == EVIDENCE && redundant || field == "title" && named);
    let differ = fields.into_iter().filter(|(field, then, now)| then != now && told(field));
    differ.map(|(field, baseline, now)| FieldChange { field: field.to_owned(), baseline, now }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn corpus(contents: &[(&str, &str)]) -> Corpus {
        let contents = contents.iter().map(|&(name, saved)| (name.to_owned(), saved.to_owned())).collect();
        Corpus { contents, ..Corpus::default() }
    }

    #[test]
    fn documents_are_told_apart_by_what_they_hold() {
        let then = corpus(&[("a", "1 1"), ("b", "2 1"), ("c", "3 1"), ("d", "4 1"), ("e", "5 1"), ("f", "5 1")]);
        let now = corpus(&[("a", "1 1"), ("b", "9 1"), ("c", "3 7"), ("x", "4 1"), ("y", "5 1"), ("z", "6 1")]);
        let found = of(&then, &now);
        assert_eq!(found.changed, ["b"]);
        assert_eq!(found.relabeled, [Relabeled { document: "c".into(), fields: vec![unknown(ABOUT)] }]);
        assert_eq!(found.renamed, [["d", "x"], ["e", "y"]].map(|pair| pair.map(str::to_owned)));
        assert_eq!((found.removed, found.added), (vec!["f".to_owned()], vec!["z".to_owned()]));
    }

    #[test]
    fn texts_that_change_places_are_renamed_and_not_changed() {
        let then = corpus(&[("a", "1 1 1 1"), ("b", "2 2 1 1"), ("c", "3 3 1 1"), ("d", "4 4 1 1"), ("e", "5 5 1 1")]);
        let now = corpus(&[("a", "2 2 1 1"), ("b", "3 3 1 1"), ("c", "1 1 1 1"), ("d", "5 5 1 1"), ("e", "6 6 1 1")]);
        let found = of(&then, &now);
        assert_eq!(found.renamed, [["a", "c"], ["b", "a"], ["c", "b"]].map(|pair| pair.map(str::to_owned)));
        assert_eq!(found.changed, ["d", "e"]);
        assert!(found.relabeled.is_empty());
    }

    #[test]
    fn what_older_scores_lack_is_not_compared() {
        let (old, new, other) = (corpus(&[("a", "1 1")]), corpus(&[("a", "1 1 7 8")]), corpus(&[("a", "1 1 9 9")]));
        assert!(of(&old, &new).relabeled.is_empty());
        let fields = &of(&new, &other).relabeled[0].fields;
        assert_eq!(fields.iter().map(|field| field.field.as_str()).collect::<Vec<_>>(), [EVIDENCE, REMOVED]);
    }

    #[test]
    fn a_title_or_date_that_goes_with_a_new_name_is_told() {
        let found = of(&corpus(&[("2020-a", "1 1 1 1")]), &corpus(&[("a", "1 2 2 1")]));
        assert_eq!(found.renamed, [["2020-a", "a"].map(str::to_owned)]);
        assert_eq!(found.relabeled, [Relabeled { document: "a".into(), fields: vec![unknown(ABOUT)] }]);
        assert!(found.removed.is_empty() && found.added.is_empty());
    }
}
