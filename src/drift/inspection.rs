//! What can be said of a corpus before it is analyzed: is it whole, dated, clean, and what should be done about it.

use super::findings::{Corpus, Period};
use super::wording::{count, counted};
use crate::config::{InputOptions, ThemeSpec};
use crate::ingest::{EvidenceKind, Precision, Removed};
use serde::Serialize;
use std::collections::BTreeMap;

/// A corpus, read and judged.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Inspection {
    /// The documents that count, and what was left out.
    pub corpus: Corpus,
    /// Documents read, those left out included.
    pub documents_found: usize,
    pub files: usize,
    /// Files that accompany the documents and are none, a read-me or a license say.
    pub companions: Vec<String>,
    /// Documents that count, by the precision of their dates ("none" without one).
    pub dates_by_precision: BTreeMap<String, usize>,
    /// Documents read, by the language that their beginning tells ("unsure" where it tells none).
    pub languages: BTreeMap<String, usize>,
    /// Documents read that are not plain UTF-8, by what they were read as.
    pub encodings: BTreeMap<String, usize>,
    /// Sources by number of documents that count, the largest first.
    pub sources: Vec<SourceVolume>,
    /// Periods without gaps and what lies in each.
    pub volume: Vec<Period>,
    /// Spans of periods without any document: first and last label.
    pub gaps: Vec<[String; 2]>,
    /// What to do about it, the most important first.
    pub advice: Vec<String>,
    /// Every document read, in order of time, then of names; undated last.
    pub documents: Vec<InspectedDocument>,
}

/// A source and its documents.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SourceVolume {
    pub source: String,
    pub documents: usize,
}

/// One document and all that was judged of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct InspectedDocument {
    pub id: String,
    pub path: String,
    /// The record in a table, from 1.
    pub record: Option<u64>,
    /// ISO day, `YYYY-MM`, `YYYY`, or `first/last`.
    pub date: Option<String>,
    pub precision: Option<Precision>,
    pub evidence: Option<EvidenceKind>,
    /// The very characters that were read as a date.
    pub characters: Option<String>,
    pub source: Option<String>,
    /// `None` where the beginning of the text does not tell it.
    pub language: Option<String>,
    /// It is in another language than the corpus and does not count.
    pub other_language: bool,
    /// Words that are left.
    pub words: u64,
    /// The document that counts for this one.
    pub duplicate_of: Option<String>,
    /// Jaccard similarity to it.
    pub similarity: Option<f64>,
    pub removed: Vec<Removed>,
}

/// Settings that fit a corpus, for people to look through.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Proposal {
    pub title: String,
    pub documents: usize,
    pub dated: usize,
    /// Where dates were found, in words.
    pub evidence: String,
    /// The columns that the first table is read by.
    pub columns: InputOptions,
    /// The width that `auto` takes.
    pub period: String,
    pub language: String,
    /// Groups of phrases that stand in the same documents.
    pub themes: Vec<ThemeSpec>,
}

/// Spans of periods without documents, between periods that have some.
pub fn gaps(volume: &[Period]) -> Vec<[String; 2]> {
    let empty = |period: &Period| period.documents == 0;
    let runs = volume.chunk_by(|a, b| empty(a) == empty(b)).filter(|run| empty(&run[0]));
    runs.filter_map(|run| Some([run.first()?.label.clone(), run.last()?.label.clone()])).collect()
}

/// What to do about what was found, the most important first.
pub fn advice(found: &Inspection) -> Vec<String> {
    [dates(found), precision(found), amount(found), gap(found), mixed(found), copies(found), dirt(found), faults(found)]
        .into_iter()
        .flatten()
        .collect()
}

fn dates(found: &Inspection) -> Option<String> {
    let missing = found.corpus.documents_read - found.corpus.documents_dated;
    let all = found.corpus.documents_read;
    (missing > 0).then(|| {
        format!(
            "{} of {} documents have no date that fits one period and stay out of everything about time: \
             name the column (--date-column), or put the day into the file's name (2024-05-31-title.md)",
            count(missing as u64),
            count(all as u64)
        )
    })
}

fn precision(found: &Inspection) -> Option<String> {
    let years = found.dates_by_precision.get("year").copied().unwrap_or(0);
    (years * 10 > found.corpus.documents_read)
        .then(|| format!("{} dates are known to the year only: take --period year or decade", count(years as u64)))
}

fn amount(found: &Inspection) -> Option<String> {
    let dated = found.corpus.documents_dated;
    (dated < 8).then(|| {
        format!(
            "{dated} dated documents are too few to tell drift from chance: intervals begin at 8, add more if you can"
        )
    })
}

fn gap(found: &Inspection) -> Option<String> {
    let empty = found.volume.iter().filter(|period| period.documents == 0).count();
    (empty > 0).then(|| {
        let all = found.volume.len();
        format!("{empty} of {all} periods are empty: if documents should lie there, some are missing; else take wider periods")
    })
}

fn mixed(found: &Inspection) -> Option<String> {
    let home = found.languages.get(&found.corpus.language).copied().unwrap_or(0);
    let told: usize = found.languages.iter().filter(|(language, _)| *language != "unsure").map(|(_, n)| n).sum();
    let others = found.corpus.other_languages_total;
    if others > 0 {
        return Some(format!(
            "{} in another language than the corpus ({}) left out: count what is left out with \
             --keep-languages, or analyze each language by itself",
            counted(others, "document"),
            found.corpus.language
        ));
    }
    (2 * home < told).then(|| "the corpus has several languages, none with half of it: analyze each by itself".into())
}

fn copies(found: &Inspection) -> Option<String> {
    let copies = found.corpus.duplicates_total;
    (copies > 0).then(|| {
        let copies = count(copies as u64);
        format!("a copy counts once, with what it copies ({copies} here): look at the list, or count all with --keep-duplicates")
    })
}

fn dirt(found: &Inspection) -> Option<String> {
    let recurs = found.corpus.removed_by_reason.iter().filter(|(reason, _)| reason.ends_with("recurs"));
    let pieces: usize = recurs.map(|(_, total)| total.pieces).sum();
    (pieces > 0).then(|| {
        format!(
            "lines, leads and feet that recur were taken out ({}): look at the list, or keep them with --no-clean",
            count(pieces as u64)
        )
    })
}

fn faults(found: &Inspection) -> Option<String> {
    let faults = found.corpus.warnings_total;
    (faults > 0).then(|| format!("what the list of faults names ({faults}) may be missing: look through it"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_spans_of_empty_periods() {
        let period = |(label, documents): (&str, usize)| Period { label: label.into(), documents, ..Period::default() };
        let volume = [("a", 2), ("b", 0), ("c", 0), ("d", 1), ("e", 0), ("f", 3)].map(period);
        assert_eq!(gaps(&volume), [["b", "c"], ["e", "e"]].map(|gap| gap.map(String::from)));
    }
}
