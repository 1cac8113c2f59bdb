//! What one document added: every verdict again without it, its part in the drift, and the words that it brought.

use super::{Alike, MOST, MOST_DOCUMENTS, MoreOf, Named, Sentence, against_rest, likeness_within, more_of};
use crate::drift::findings::{Change, Estimate, Verdict};
use crate::drift::study::Study;
use crate::drift::vectors::Vectors;
use crate::drift::{attribution, relative, theme};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A document and what hangs on it.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct DocumentExplanation {
    #[serde(flatten)]
    pub named: Named,
    pub period: Option<String>,
    /// Why it does not count, where it does not; then nothing else is known.
    pub left_out: Option<String>,
    /// Themes and pairs with it and without it, those whose verdict hangs on it first, then those that it moves most.
    pub changes: Vec<Without>,
    pub drift: Option<DriftPart>,
    /// The words that it has more of than all other documents.
    pub more_of: Vec<MoreOf>,
    /// Words that it was the first to use, by how many later documents use them.
    pub brought: Vec<Brought>,
    pub nearest: Vec<Alike>,
    /// Its place among the documents of its period by likeness to the others (1 is the most typical), and how many there are.
    pub typicality: Option<[usize; 2]>,
    /// Its sentences with most mentions of themes.
    pub sentences: Vec<Sentence>,
}

/// A verdict with a document and without it.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Without {
    /// "theme: trade", "pair: trade : defence"
    pub about: String,
    pub mentions: u64,
    pub with: Brief,
    pub without: Brief,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Brief {
    pub verdict: Verdict,
    pub ratio: Option<Estimate>,
    /// As in [`Change`].
    pub counts: Option<[[u64; 2]; 2]>,
}

impl Brief {
    pub fn of(change: &Change) -> Self {
        Self { verdict: change.verdict, ratio: change.ratio, counts: change.counts }
    }
}

/// A document's part in the drift between the spans (MMD-U), the whole, and its place among all (1 is the largest).
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct DriftPart {
    pub part: f64,
    pub whole: f64,
    pub place: usize,
    pub documents: usize,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Brought {
    pub term: String,
    pub count: u32,
    pub documents_later: usize,
}

/// Explains one row.
pub fn explain(study: &Study, row: usize) -> DocumentExplanation {
    let vectors = Vectors::of(&study.counts);
    let period = study.groups.of_row[row];
    DocumentExplanation {
        named: Named::of(&study.documents[row]),
        period: period.map(|period| study.groups.periods[period].label.clone()),
        changes: changes(study, row),
        drift: drift(study, &vectors, row),
        more_of: more_of(study, &vectors, &against_rest(study, &[row])),
        brought: brought(study, row),
        nearest: nearest(study, &vectors, row),
        typicality: period.and_then(|period| typicality(study, &vectors, (period, row))),
        ..DocumentExplanation::default()
    }
}

/// Themes and pairs once with the document, once without it: everything from the halves of the documents on is done again.
fn changes(study: &Study, row: usize) -> Vec<Without> {
    let groups = study.groups.without(&study.documents, |other| other == row);
    let other = Study { groups, ..study.clone() };
    let all = |study: &Study| -> BTreeMap<(usize, String), Change> {
        let pairs = relative::changes(study).into_iter().enumerate();
        let pairs = pairs.map(|(at, ((theme, to), change))| ((at, format!("pair: {theme} : {to}")), change));
        let themes = theme::changes(study).into_iter().enumerate();
        let first = study.pairs.len();
        pairs.chain(themes.map(|(at, (name, change))| ((first + at, format!("theme: {name}")), change))).collect()
    };
    let (with, mut without) = (all(study), all(&other));
    let mentions = |about: &str| -> u64 {
        let named = |theme: &usize| about == format!("theme: {}", study.themes[*theme].name);
        (0..study.themes.len()).filter(named).map(|theme| study.mentions(row, theme)).sum()
    };
    let each = |(key, change): (&(usize, String), &Change)| Without {
        mentions: mentions(&key.1),
        about: key.1.clone(),
        with: Brief::of(change),
        without: without.remove(key).as_ref().map(Brief::of).unwrap_or_default(),
    };
    let mut changes: Vec<Without> = with.iter().map(each).collect();
    changes.sort_by(|a, b| flipped(b).cmp(&flipped(a)).then_with(|| moved(b).total_cmp(&moved(a))));
    changes
}

fn flipped(change: &Without) -> bool {
    change.with.verdict != change.without.verdict
}

fn moved(change: &Without) -> f64 {
    let log = |brief: &Brief| brief.ratio.map(|ratio| libm::log(ratio.value));
    log(&change.with).zip(log(&change.without)).map_or(0.0, |(with, without)| (with - without).abs())
}

fn drift(study: &Study, vectors: &Vectors, row: usize) -> Option<DriftPart> {
    let spans = study.spans().filter(|spans| spans.earlier.len() > 1 && spans.later.len() > 1)?;
    let parts = attribution::of_mmd(vectors, &spans).documents;
    let at = spans.rows().position(|other| other == row)?;
    let larger = parts.iter().filter(|part| **part > parts[at]).count();
    Some(DriftPart { part: parts[at], whole: parts.iter().sum(), place: larger + 1, documents: parts.len() })
}

/// Terms of which no earlier document has any. Documents of the same day count by their names.
fn brought(study: &Study, row: usize) -> Vec<Brought> {
    if study.documents[row].dated.is_none() {
        return Vec::new();
    }
    let mut new: BTreeMap<u32, (u32, usize)> = study.counts.rows.row(row).map(|(term, n)| (term, (n, 0))).collect();
    for other in 0..study.documents.len() {
        for (term, _) in study.counts.rows.row(other) {
            if other < row {
                new.remove(&term);
            } else if let Some((_, later)) = new.get_mut(&term).filter(|_| other > row) {
                *later += 1;
            }
        }
    }
    let mut brought: Vec<(u32, (u32, usize))> = new.into_iter().filter(|(_, (_, later))| *later > 0).collect();
    brought.sort_by_key(|&(term, (count, later))| (std::cmp::Reverse((later, count)), term));
    let term = |(term, (count, documents_later)): (u32, (u32, usize))| Brought {
        term: study.counts.terms[term as usize].label.clone(),
        count,
        documents_later,
    };
    brought.into_iter().take(MOST).map(term).collect()
}

fn nearest(study: &Study, vectors: &Vectors, row: usize) -> Vec<Alike> {
    let mut own = vec![0.0; vectors.terms()];
    vectors.each_root(row, |term, root| own[term] = root);
    let likeness = |other: usize| {
        let mut product = 0.0;
        vectors.each_root(other, |term, root| product += root * own[term]);
        product
    };
    let others = (0..study.documents.len()).filter(|&other| other != row);
    let mut alike: Vec<(f64, usize)> = others.map(|other| (likeness(other), other)).collect();
    alike.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let named = |&(likeness, other): &(f64, usize)| Alike {
        named: Named::of(&study.documents[other]),
        likeness: likeness.clamp(0.0, 1.0),
    };
    alike.iter().take(MOST_DOCUMENTS).map(named).collect()
}

fn typicality(study: &Study, vectors: &Vectors, (period, row): (usize, usize)) -> Option<[usize; 2]> {
    let rows = &study.groups.rows()[period];
    let at = rows.iter().position(|other| *other == row).filter(|_| rows.len() > 2)?;
    let likeness = likeness_within(vectors, rows);
    Some([1 + likeness.iter().filter(|other| **other > likeness[at]).count(), rows.len()])
}
