//! NUMBERS -> FINDINGS: what rose, what fell, when it turned, which words carried it, and whether it is real or noise.
//!
//! A row is a document, and rows lie in ordered groups (periods). Every verdict takes the document as its unit, because
//! words of one document depend on each other: see `stats::cluster`.
//!
//! `study` says what is analyzed, `groups` makes periods and the two spans that are compared, then each file finds one
//! thing: `theme`, `relative`, `position` (titles, leads, bodies), `change_point` (when these turned), `keyness` (terms that
//! rose and fell), `turn` (when terms did), `divergence` with its `attribution`, `era`, `ranks`, `novelty`, `similarity`,
//! `passages`; `cloud` (all tested terms at a glance) and `volume` (documents through time) are for charts.
//! `calibration` runs all of it where nothing changed, or where a change was planted (`planting`); `robustness` asks again
//! under other settings.
//! `trend` is what is said of queries through time; `spike` tells a short time that holds most of a theme from a trend;
//! `suggest` looks for terms that could belong to a theme, `topic` for themes that nobody named, which `topic_name`
//! names by how well terms find their documents (`topic_fit`); `fragment` knows phrases that are cut, which `topic` completes and `suggest` drops; `explain` says
//! why a score is what it is; `concordance` shows a query in its contexts. `quantity` is what themes and pairs share,
//! `influence` what a change hangs on, `sources` who wrote it (`by_source` the same for many terms), `resample` its
//! bootstrap; `verdict` binds words to rules, `summary` writes the first sentences, of pieces that `wording` has.

mod attribution;
mod by_source;
pub mod calibration;
mod change_point;
mod cloud;
pub mod concordance;
mod divergence;
mod era;
pub mod explain;
pub mod findings;
mod fragment;
pub mod groups;
mod influence;
pub mod inspection;
mod keyness;
mod novelty;
pub mod outlying;
pub mod passages;
mod planting;
mod position;
mod quantity;
mod ranks;
mod relative;
mod resample;
pub mod robustness;
mod similarity;
pub mod sources;
pub mod spike;
pub mod study;
pub mod suggest;
pub mod summary;
mod theme;
pub mod topic;
mod topic_fit;
mod topic_name;
pub mod trend;
mod turn;
mod vectors;
pub mod verdict;
mod volume;
pub mod wording;

pub use findings::Findings;
pub use groups::Groups;
pub use sources::Sources;
pub use study::Study;
pub use trend::Trend;

use crate::ingest::{Dated, Place, Precision};
use findings::{Corpus, DocumentFinding};

/// The limits that a reader of verdicts should know.
pub mod limits {
    pub use super::influence::MOST_LEFT_OUT;
    pub use super::quantity::{MOST_PERMUTED, PERMUTATIONS};
    pub use super::verdict::FEWEST_DOCUMENTS;
    pub use crate::stats::mix::SOURCES_AS_UNITS;
}

/// Most documents that are listed one by one.
pub const MOST_LISTED: usize = 2_000;
const MOST_UNDATED: usize = 200;

/// What is known of a document besides its counts.
#[derive(Debug, Clone, Default)]
pub struct Described {
    pub id: String,
    pub place: Option<Place>,
    pub title: Option<String>,
    pub source: Option<String>,
    pub dated: Option<Dated>,
    /// XXH64 of the text, to know it again.
    pub content: u64,
    /// All words, stop words and numbers included.
    pub words: u64,
}

/// Everything that can be found in a study, except passages (texts must be read again) and the summary (see `finish`).
pub fn find(study: &Study) -> Findings {
    // None needs another: where one has to go step by step, the processors go on with the rest.
    let vocabulary =
        || rayon::join(|| era::find(study), || rayon::join(|| divergence::find(study), || ranks::find(study)));
    let words = || (turn::find(study), keyness::find(study), novelty::find(study), similarity::find(study));
    let (themes, ((eras, (drift, ranks)), (turns, terms, novelty, similarity))) =
        rayon::join(|| of_themes(study), || rayon::join(vocabulary, words));
    Findings { terms, turns, drift, eras, ranks, novelty, similarity, ..themes }
}

/// What can be found of themes and pairs alone.
pub fn of_themes(study: &Study) -> Findings {
    let mut findings = of_topics(study);
    resample::mark(study, &mut findings.themes, &mut findings.relative);
    findings
}

/// The same without the bootstrap, which stands beside an interval and decides nothing: for many themes that are only
/// described.
pub fn of_topics(study: &Study) -> Findings {
    let (mut themes, mut relative) = (theme::find(study), relative::find(study, MOST_LISTED));
    change_point::mark(study, &mut themes, &mut relative);
    position::mark(study, &mut themes, &mut relative);
    spike::mark(study, &mut themes);
    Findings {
        corpus: corpus(study),
        periods: study.groups.periods.clone(),
        contrast: study.groups.contrast(),
        themes,
        relative,
        ..Findings::default()
    }
}

/// How alike the documents are.
pub fn similarity(study: &Study) -> Option<findings::Similarity> {
    similarity::find(study)
}

/// What differs between two sides where no time is meant (see `Groups::sides`): themes, pairs, terms, word shift.
pub fn sides(study: &Study) -> Findings {
    Findings {
        contrast: study.groups.contrast(),
        themes: theme::find(study),
        relative: relative::find(study, 0),
        // The cloud is for a chart that two sides do not have.
        terms: findings::TermFindings { cloud: None, ..keyness::find(study) },
        drift: divergence::find(study),
        ..Findings::default()
    }
}

/// Writes the summary, which needs all the rest.
pub fn finish(findings: &mut Findings) {
    findings.summary = summary::write(findings);
}

/// What was read, without faults and removals.
pub fn corpus(study: &Study) -> Corpus {
    let dated = || study.documents.iter().zip(&study.groups.of_row).filter(|(_, period)| period.is_some());
    let dates = || dated().filter_map(|(document, _)| document.dated.as_ref());
    let sources: std::collections::BTreeSet<&str> =
        study.documents.iter().filter_map(|document| document.source.as_deref()).collect();
    let mut by_evidence = std::collections::BTreeMap::<String, usize>::new();
    for document in study.documents.iter() {
        let kind = document.dated.as_ref().map_or("none", |dated| dated.evidence.words());
        *by_evidence.entry(kind.to_owned()).or_default() += 1;
    }
    let undated = study.documents.iter().zip(&study.groups.of_row).filter(|(_, period)| period.is_none());
    let periods = !study.groups.periods.is_empty();
    Corpus {
        documents_read: study.documents.len(),
        documents_dated: dated().count(),
        words: study.counts.totals.iter().sum(),
        terms: study.counts.terms.len(),
        first: dates().map(|dated| dated.first).min().map(|day| day.to_string()),
        last: dates().map(|dated| dated.last).max().map(|day| day.to_string()),
        sources: sources.len(),
        period: if periods { groups::unit_name(study.groups.unit).into() } else { "none".into() },
        dates_by_evidence: by_evidence,
        undated: undated.map(|(document, _)| document.id.clone()).take(MOST_UNDATED).collect(),
        documents: documents(study),
        volume: volume::of(study),
        ..Corpus::default()
    }
}

fn documents(study: &Study) -> Vec<DocumentFinding> {
    if study.documents.len() > MOST_LISTED {
        return Vec::new();
    }
    let finding = |(row, document): (usize, &Described)| DocumentFinding {
        id: document.id.clone(),
        title: document.title.clone().unwrap_or_else(|| document.id.clone()),
        source: document.source.clone(),
        date: document.dated.as_ref().map(date_label),
        day: document.dated.as_ref().map(groups::middle),
        precision: document.dated.as_ref().map(|dated| dated.precision),
        evidence: document.dated.as_ref().map(|dated| dated.evidence),
        characters: document.dated.as_ref().map(|dated| dated.characters.clone()),
        period: study.groups.of_row[row],
        words: document.words,
        theme_counts: (0..study.themes.len()).map(|theme| study.mentions(row, theme)).collect(),
    };
    study.documents.iter().enumerate().map(finding).collect()
}

/// A date as exact as it is known: "2023-11-10", "2023-11", "2023", or "first/last".
pub fn date_label(dated: &Dated) -> String {
    let day = dated.first.to_string();
    match dated.precision {
        Precision::Day => day,
        Precision::Month => dated.first.strftime("%Y-%m").to_string(),
        Precision::Year => format!("{:04}", dated.first.year()),
        Precision::Interval => format!("{day}/{}", dated.last),
    }
}
