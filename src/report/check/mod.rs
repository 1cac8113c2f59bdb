//! Scores against a baseline: what moved and by how much, which verdicts flipped, and what caused it.
//!
//! `plain` makes both sides a flat list of named values, so that an added period or a reordered table compares like with
//! like; `names` calls the documents of the baseline what they are called now; `tolerance` says how far a value of each kind may move; `causes` looks at documents (`documents`), warnings,
//! settings and program.
//! `text` is for people, `machines` for continuous integration.
//!
//! Decisions. Everything is compared, not a chosen few scores, for a regression shows where nobody looked; sentences
//! and passages are made of the numbers and are left out. A value passes when it is within its absolute or its relative
//! tolerance, whichever allows more, as in pytest's `approx`: the sum of both, as NumPy's `isclose` has it, makes neither
//! mean what it says. A document that only has another name is the same, with a note. A verdict that flips is a difference whatever the tolerance.

mod causes;
mod documents;
mod machines;
mod names;
mod plain;
mod text;
mod tolerance;

pub use causes::{Causes, SettingChange};
pub use documents::{FieldChange, Relabeled};
pub use machines::{check_github, check_json, check_junit};
pub use text::check_text;
pub use tolerance::{Kind, Tolerances};

use super::files;
use super::scores::{self, Scores};
use crate::error::{Error, Result};
use names::Renamed;
use plain::Leaf;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Stands for a branch as a whole.
const THERE: &str = "listed";

/// What became of the scores since the baseline.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Check {
    /// Nothing moved beyond its tolerance and no verdict flipped.
    pub same: bool,
    /// Values that both sides have, and those of them that moved within their tolerance.
    pub compared: usize,
    pub within_tolerance: usize,
    /// Verdicts that are not what they were.
    pub flipped: Vec<Change>,
    /// Numbers that moved beyond their tolerance, by subject: in each the best known first, then the largest.
    pub moved: Vec<Move>,
    /// Words that are not what they were, and what only one side has.
    pub changed: Vec<Change>,
    pub causes: Causes,
    /// Everything that was looked at, for lists of all tests.
    #[serde(skip)]
    subjects: Vec<String>,
}

/// A word that changed; `None` where that side has none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// "theme: trade"
    pub subject: String,
    /// "change.verdict"; empty where the subject as a whole came or went.
    pub what: String,
    pub baseline: Option<String>,
    pub now: Option<String>,
}

/// A number that moved.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Move {
    pub subject: String,
    /// "change.ratio.value"
    pub what: String,
    pub kind: Kind,
    pub baseline: f64,
    pub now: f64,
    /// Of the larger of both, 0 to 2.
    pub relative: f64,
}

/// Compares scores with a baseline.
pub fn check(baseline: &Scores, now: &Scores, tolerances: &Tolerances) -> Check {
    let causes = causes::of(baseline, now);
    let sides = [plain::of(baseline, &names::renamed(&causes.renamed)), plain::of(now, &Renamed::new())];
    let mut check = Check { causes, ..Check::default() };
    let mut whole: BTreeMap<&str, [bool; 2]> = BTreeMap::new();
    for (side, leaves) in sides.iter().enumerate() {
        leaves.keys().for_each(|place| whole.entry(&place.subject).or_default()[side] = true);
    }
    check.subjects = whole.keys().map(|&subject| subject.to_owned()).collect();
    for (&subject, there) in whole.iter().filter(|(_, there)| **there != [true, true]) {
        check.changed.push(came_or_went(subject, String::new(), there[1]));
    }
    let [then, today] = &sides;
    for (place, old) in then {
        if let Some(new) = today.get(place) {
            check.compare(place, [old, new], tolerances);
        }
    }
    for (side, came) in [(0, false), (1, true)] {
        let gone = only_here(&sides[side], &sides[1 - side]);
        let gone = gone.into_iter().filter(|(subject, _)| whole.get(subject) == Some(&[true, true]));
        check.changed.extend(gone.map(|(subject, what)| came_or_went(subject, what, came)));
    }
    check.sort();
    check.same = check.flipped.is_empty() && check.moved.is_empty() && check.changed.is_empty();
    check
}

/// What only one side has, by subject: where a whole branch is missing, the branch and not its leaves.
fn only_here<'l>(
    here: &'l BTreeMap<plain::Place, Leaf>,
    there: &BTreeMap<plain::Place, Leaf>,
) -> BTreeSet<(&'l str, String)> {
    let mut branches: BTreeSet<(&str, &[String])> = BTreeSet::new();
    for place in there.keys() {
        (1..=place.what.len()).for_each(|depth| {
            branches.insert((&place.subject, &place.what[..depth]));
        });
    }
    let missing = |place: &'l plain::Place| {
        let depth = (1..=place.what.len()).find(|&depth| !branches.contains(&(&place.subject, &place.what[..depth])));
        depth.map(|depth| (place.subject.as_str(), place.what[..depth].join(".")))
    };
    here.keys().filter_map(missing).collect()
}

fn came_or_went(subject: &str, what: String, came: bool) -> Change {
    let there = |is: bool| is.then(|| THERE.to_owned());
    Change { subject: subject.into(), what, baseline: there(!came), now: there(came) }
}

impl Check {
    /// Compares one value with what it was.
    fn compare(&mut self, place: &plain::Place, [old, new]: [&Leaf; 2], tolerances: &Tolerances) {
        self.compared += 1;
        if old == new {
            return;
        }
        let (subject, what) = (place.subject.clone(), place.what.join("."));
        if let (Leaf::Number(old, _), Leaf::Number(new, kind)) = (old, new) {
            if tolerances.of(*kind).allows(*old, *new) {
                self.within_tolerance += 1;
                return;
            }
            let relative = (new - old).abs() / old.abs().max(new.abs());
            self.moved.push(Move { subject, what, kind: *kind, baseline: *old, now: *new, relative });
            return;
        }
        let list = if place.is_verdict() { &mut self.flipped } else { &mut self.changed };
        list.push(Change { subject, what, baseline: Some(old.to_string()), now: Some(new.to_string()) });
    }

    /// Subjects go by kind, and in a kind by how far their best known numbers moved.
    fn sort(&mut self) {
        let place = |subject: &str| plain::order(subject);
        let mut weights: BTreeMap<String, f64> = BTreeMap::new();
        for step in self.moved.iter().filter(|step| rank(&step.what) < KNOWN.len()) {
            let weight = weights.entry(step.subject.clone()).or_default();
            *weight = weight.max(step.relative);
        }
        let weight = |step: &Move| weights.get(&step.subject).copied().unwrap_or(0.0);
        self.moved.sort_by(|a, b| {
            let by_kind = place(&a.subject).cmp(&place(&b.subject));
            let by_subject = by_kind.then(weight(b).total_cmp(&weight(a))).then_with(|| a.subject.cmp(&b.subject));
            let size = b.relative.total_cmp(&a.relative);
            by_subject.then(rank(&a.what).cmp(&rank(&b.what))).then(size).then_with(|| a.what.cmp(&b.what))
        });
        for changes in [&mut self.flipped, &mut self.changed] {
            changes.sort_by(|a, b| {
                (place(&a.subject), &a.subject, &a.what).cmp(&(place(&b.subject), &b.subject, &b.what))
            });
        }
    }
}

/// The numbers that a reader knows from the report, the best known first.
const KNOWN: [&str; 8] =
    ["change.ratio.value", "mentions", "overall.value", "words", "change.q", "change.p", "change.later", "documents"];

fn rank(what: &str) -> usize {
    KNOWN.iter().position(|known| *known == what).unwrap_or(KNOWN.len())
}

/// Writes scores over a baseline, whole or not at all. In the folder of a report its list of hashes is kept true, so
/// that the next report still knows the file as ours.
///
/// # Errors
/// `Io` when it cannot be written.
pub fn write_baseline(path: &Path, scores: &Scores) -> Result<()> {
    files::replace(path, scores.to_json().as_bytes())
}

/// The schema of saved scores that this program is too new to read; `None` for scores that it reads, for those of a newer
/// program, and for what is no scores at all.
pub fn older_schema(text: &str) -> Option<u64> {
    scores::schema(text).filter(|schema| *schema < u64::from(scores::SCHEMA))
}

/// Reads a baseline; `path` names the file in messages.
///
/// # Errors
/// `Setting` with what to do, when it is not scores, or scores of another schema.
pub fn read_baseline(text: &str, path: &Path) -> Result<Scores> {
    let hint = match scores::schema(text) {
        Some(schema) if schema > u64::from(scores::SCHEMA) => {
            "check with the driftline that made them, or make a new baseline"
        }
        Some(schema) if schema < u64::from(scores::SCHEMA) => {
            "the same command with --update makes the scores again as a new baseline"
        }
        // Nothing that is not scores of driftline is replaced, so nobody is told to.
        _ => "a baseline is the scores.json of a report; --baseline names another file",
    };
    let fault = |fault: Error| match fault {
        Error::Format { path, what } => Error::setting(path.display().to_string(), what, hint),
        other => other,
    };
    Scores::from_json(text, path).map_err(fault)
}
