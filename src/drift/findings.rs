//! Findings: everything that a report says, as data. Charts and pages draw what stands here and add nothing.
//!
//! The same types are what `scores.json` holds, so a chart can be drawn again from the saved scores alone.
//! Indices: `period` indexes `Findings::periods`, `document` indexes `Corpus::documents` (ordered by date, then name),
//! `theme` indexes `Findings::themes`.

mod change;
mod passage;
mod robustness;
mod terms;
mod vocabulary;

pub use change::{LeaveOneSourceOut, MixFinding, PositionFinding, Resampled, Split};
pub use passage::Passage;
pub use robustness::{Robustness, RobustnessOf, SettingResult};
pub use terms::{Dispersion, PeerScores, TermFinding, TermFindings, TurnFinding, TurnFindings};
pub use vocabulary::{
    CloudTerm, Detectable, DriftDocument, DriftTerm, Era, EraCut, EraFindings, NovelDocument, NoveltyFindings,
    RankCell, RankFindings, RankTerm, TermCloud, Volume,
};

use super::spike::Spike;
use crate::error::Warning;
use crate::ingest::{EvidenceKind, Precision};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A number with its 95 % interval. `low <= value <= high` except where a bound is unknown (`None`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    pub value: f64,
    pub low: Option<f64>,
    pub high: Option<f64>,
}

/// The words in which a finding may be told, each bound to a rule (see `drift::verdict`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The interval excludes no change after multiplicity, whichever one document is left out.
    Rose,
    Fell,
    /// The 80 % interval excludes no change, the stricter rule is not met.
    LeansUp,
    LeansDown,
    /// Neither: what could have been seen is given beside it.
    CannotTell,
    /// Too few documents for any test.
    #[default]
    TooFew,
}

/// All that was found in one corpus.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Findings {
    /// Three to seven plain sentences, the most important first.
    pub summary: Vec<String>,
    pub corpus: Corpus,
    /// In order of time, without gaps: a period without documents is there with zero documents.
    pub periods: Vec<Period>,
    /// The two spans that "rose" and "fell" compare; `None` with fewer than two dated documents or one period.
    pub contrast: Option<Contrast>,
    pub themes: Vec<ThemeFinding>,
    pub relative: Vec<RelativeFinding>,
    pub terms: TermFindings,
    pub turns: TurnFindings,
    pub drift: Option<DriftFinding>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eras: Option<EraFindings>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ranks: Option<RankFindings>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub novelty: Option<NoveltyFindings>,
    pub similarity: Option<Similarity>,
    /// Phrases found by statistic, the most frequent first (at most 50).
    pub phrases: Vec<Phrase>,
    /// Sentences that show the findings, each once.
    pub passages: Vec<Passage>,
    /// In how many other settings the verdicts stand, where that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub robustness: Option<Robustness>,
}

/// What was read.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Corpus {
    pub title: String,
    pub documents_read: usize,
    /// Documents with a date that falls into one period.
    pub documents_dated: usize,
    pub words: u64,
    /// Distinct terms after folding, stemming and phrases.
    pub terms: usize,
    pub language: String,
    /// First and last day of the dated documents, ISO.
    pub first: Option<String>,
    pub last: Option<String>,
    /// Distinct named sources.
    pub sources: usize,
    /// Width of a period: day, week, month, quarter, year or decade; "none" where there are no dates.
    pub period: String,
    /// Number of documents by kind of date evidence ("field", "byline", "none", ...).
    pub dates_by_evidence: BTreeMap<String, usize>,
    /// Documents without a usable date, by name (the first 200).
    pub undated: Vec<String>,
    /// Every document if there are at most 2,000, ordered by date, then name; otherwise empty.
    pub documents: Vec<DocumentFinding>,
    /// Documents by day, month or year; `None` without dates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub volume: Option<Volume>,
    /// Faults met while reading, sorted (the first 200), and how many there were.
    pub warnings: Vec<Warning>,
    pub warnings_total: usize,
    /// What was taken out of the texts, the most often met first (the first 200), and the totals by reason.
    #[serde(default)]
    pub removed: Vec<RemovedFinding>,
    #[serde(default)]
    pub removed_by_reason: BTreeMap<String, RemovedTotal>,
    /// Documents that are copies of others and do not count (the first 200), and how many there are.
    #[serde(default)]
    pub duplicates: Vec<DuplicateFinding>,
    #[serde(default)]
    pub duplicates_total: usize,
    /// Documents in another language, which do not count (the first 200), and how many there are.
    #[serde(default)]
    pub other_languages: Vec<LanguageFinding>,
    #[serde(default)]
    pub other_languages_total: usize,
    /// Of every document in the range of dates, also of those that do not count, by name: hash of its text, of its title,
    /// source and date, of how the date was found, and of what was taken out of the text.
    #[serde(default)]
    pub contents: BTreeMap<String, String>,
}

/// A piece of text that was taken out, wherever it stood.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemovedFinding {
    pub reason: String,
    pub text: String,
    /// The first document that had it, and how many had it.
    pub document: String,
    pub count: usize,
}

/// What was taken out for one reason.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemovedTotal {
    /// Documents that had any, and pieces taken out of all of them.
    pub documents: usize,
    pub pieces: usize,
}

/// A document that is a copy of one that counts.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DuplicateFinding {
    pub document: String,
    pub date: Option<String>,
    pub source: Option<String>,
    /// The document that counts for both, and its date.
    pub of: String,
    pub of_date: Option<String>,
    /// Jaccard similarity of their 5-word shingles; 1 for a copy word for word.
    pub similarity: f64,
}

/// A document in another language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LanguageFinding {
    pub document: String,
    pub language: String,
}

/// One document, as the report lists it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DocumentFinding {
    pub id: String,
    pub title: String,
    pub source: Option<String>,
    /// ISO day, `YYYY-MM`, `YYYY`, or `first/last` for an interval.
    pub date: Option<String>,
    /// Middle of the date's interval in days since 1970-01-01, for axes.
    pub day: Option<f64>,
    pub precision: Option<Precision>,
    pub evidence: Option<EvidenceKind>,
    /// The very characters that were read as a date.
    pub characters: Option<String>,
    pub period: Option<usize>,
    pub words: u64,
    /// Mentions of each theme, in the order of `Findings::themes`.
    pub theme_counts: Vec<u64>,
}

/// One period and what there is to count in it (its exposure).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Period {
    /// "2023", "2023-Q4", "2023-11", "2023-W45", "2023-11-10", "1990s".
    pub label: String,
    /// First and last day, ISO.
    pub first: String,
    pub last: String,
    /// Middle in days since 1970-01-01, for axes.
    pub day: f64,
    pub documents: usize,
    pub words: u64,
    pub sources: usize,
    /// The corpus begins or ends inside this period by more than a quarter of its length: its counts are not whole.
    pub partial: bool,
}

/// The two spans that are compared: all periods before `split`, and from it on.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Contrast {
    /// Index of the first period of the later span.
    pub split: usize,
    pub earlier: Span,
    pub later: Span,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Span {
    /// "2018–2021", "2004-01 to 2005-06"
    pub label: String,
    pub documents: usize,
    pub words: u64,
}

/// A theme through time.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ThemeFinding {
    pub name: String,
    /// The entries as given.
    pub words: Vec<String>,
    pub mentions: u64,
    pub documents: usize,
    pub series: Vec<ThemePeriod>,
    pub change: Change,
    /// Percent a year by quasi-Poisson regression over documents; `None` below 8 dated documents.
    pub trend_percent_per_year: Option<Estimate>,
    /// The change in titles, leads and bodies, as far as they have words.
    #[serde(default)]
    pub positions: Vec<PositionFinding>,
    /// Share of the mentions made by the entry used most, and that entry: a theme that is one word says so.
    pub dominant: Option<Dominant>,
    /// When its rate turned.
    #[serde(default)]
    pub change_points: ChangePoints,
    /// The short time that holds half of its mentions, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spike: Option<Spike>,
}

impl ThemeFinding {
    /// The spike, where the verdict says the wrong thing without it: "rose" of what was there for a month.
    pub fn telling_spike(&self) -> Option<&Spike> {
        self.spike.as_ref().filter(|spike| self.change.verdict.strength() > 0 && spike.changes(self.change.verdict))
    }
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Dominant {
    pub entry: String,
    pub share: f64,
}

/// A theme in one period.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ThemePeriod {
    pub mentions: u64,
    /// Mentions per 1,000 words; `None` without words.
    pub rate: Option<Estimate>,
    /// Share of all theme mentions, 0 to 1; `None` without mentions of any theme.
    pub share: Option<f64>,
    /// Share of the documents that mention it, 0 to 1 (Wilson interval); `None` without documents.
    pub prevalence: Option<Estimate>,
    /// Mentions per 1,000 words where there are any: the rate divided by the prevalence; `None` without mentions.
    #[serde(default)]
    pub intensity: Option<Estimate>,
}

/// How something changed from the earlier span to the later one.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Change {
    pub verdict: Verdict,
    /// The verdict in one sentence, with its numbers.
    pub sentence: String,
    /// Why the verdict is weaker than the interval, where a fixed mix of sources does not bear it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Rates per 1,000 words (themes, terms), or ratio A:B (pairs), in the two spans.
    pub earlier: Option<f64>,
    pub later: Option<f64>,
    /// Earlier and later span: mentions, and the words or the mentions of the other theme that they are set against.
    pub counts: Option<[[u64; 2]; 2]>,
    /// Later over earlier, as a factor: 2 is twice as much.
    pub ratio: Option<Estimate>,
    /// Two-sided p by permutation of the documents (themes and pairs, up to 2,000 documents; exact where they are few),
    /// else by the clustered statistic.
    pub p: Option<f64>,
    /// p after Benjamini-Hochberg within its family; where a fixed mix of sources decides, of the larger of p and its p.
    pub q: Option<f64>,
    /// Smallest p that this many documents could give at all (exact permutation only).
    pub smallest_p: Option<f64>,
    /// Smallest factor that this corpus could have shown with 80 % power, for "cannot tell".
    pub detectable: Option<f64>,
    /// Lowest and highest ratio when one document is left out, and the document whose absence moves it most.
    pub leave_one_out: Option<LeaveOneOut>,
    /// The same for sources, where at least two are known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leave_one_source_out: Option<LeaveOneSourceOut>,
    /// The change at a fixed mix of sources, where at least two have words in both spans.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fixed_mix: Option<MixFinding>,
    /// What the change is made of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub split: Option<Split>,
    /// The same in a sentence, for themes and pairs that changed or lean.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made_of: Option<String>,
    /// 95 % interval by the bootstrap over documents (themes and pairs).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bootstrap: Option<Resampled>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct LeaveOneOut {
    pub low: f64,
    pub high: f64,
    pub document: String,
}

/// Theme A relative to theme B.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RelativeFinding {
    pub theme: String,
    pub to: String,
    /// Per period.
    pub series: Vec<RelativePoint>,
    /// Per document, as `Corpus::documents` (empty where that is empty).
    pub by_document: Vec<RelativePoint>,
    /// Change of the ratio A:B from the earlier span to the later.
    pub change: Change,
    /// The change in titles, leads and bodies, as far as they have words.
    #[serde(default)]
    pub positions: Vec<PositionFinding>,
    /// Terms of the change that add up: ln(ratio later/earlier) of A, minus that of B.
    pub from_theme: Option<f64>,
    pub from_to: Option<f64>,
    /// When the ratio turned.
    #[serde(default)]
    pub change_points: ChangePoints,
}

/// When a theme, or one theme relative to another, turned.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ChangePoints {
    /// p that shuffled documents, in periods that fluctuate as these do, have any cut or spike as good as the best one,
    /// corrected for looking for both; and q of shuffled documents alone, after Benjamini-Hochberg over all themes, or all pairs. Both must be below 0.05. `None`
    /// where documents or periods are too few to look.
    pub p: Option<f64>,
    pub q: Option<f64>,
    /// Those that hold, in order of time.
    pub found: Vec<ChangePoint>,
    /// Those that shuffled documents do not give but periods that fluctuate might: the level changed, and it may change
    /// back as it often does.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub possible: Vec<ChangePoint>,
}

/// A period with which a new level begins.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ChangePoint {
    /// The first period of the new level.
    pub period: usize,
    /// The first and last period that it may be: 95 % of the resamples of documents.
    pub from: usize,
    pub to: usize,
    /// p of the scan that found it, among shuffled documents in periods that fluctuate as these do, as that of a cut that
    /// lasts or of a spike that it is an edge of; it had to be below 0.05 over the depth at which it was found (1 for the first cut).
    pub p: f64,
    pub depth: usize,
    /// The level after it over the level before it, each up to the next change point.
    pub ratio: Estimate,
    /// Before and after: mentions, and the words or the mentions of the other theme that they are set against.
    pub counts: [[u64; 2]; 2],
    /// Terms that set the documents before it apart from those after it and the other way round, among documents that
    /// mention the theme, or either theme of a pair (at most 3 each; only those that hold).
    pub terms_before: Vec<String>,
    pub terms_after: Vec<String>,
    /// All of it in one sentence.
    pub sentence: String,
}

/// log2 of A:B in one period or document, mentions + 1/2.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RelativePoint {
    pub a: u64,
    pub b: u64,
    /// log2((a + 1/2) / (b + 1/2)) with interval; `None` when neither occurs.
    pub log2: Option<Estimate>,
}

/// Drift of the whole vocabulary.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DriftFinding {
    /// Earlier against later span.
    pub overall: DriftStep,
    /// Each period against the one before (only where both have documents).
    pub steps: Vec<DriftStep>,
    /// Jensen-Shannon divergence in bits between the spans with its null, and the terms that carry it.
    pub jsd_bits: f64,
    pub jsd_null_mean: f64,
    /// What lies above that mean, and in how many standard deviations of the null.
    #[serde(default)]
    pub jsd_excess: f64,
    #[serde(default)]
    pub jsd_z: Option<f64>,
    pub jsd_p: f64,
    /// Largest contributions first (at most 40): with the rest, of all other terms, they add up to `jsd_bits`.
    pub word_shift: Vec<ShiftTerm>,
    #[serde(default)]
    pub word_shift_rest: f64,
    /// Terms with the largest part in `overall` (at most 20); with the rest they add up to its value.
    #[serde(default)]
    pub terms: Vec<DriftTerm>,
    #[serde(default)]
    pub terms_rest: f64,
    /// Documents with the largest part in it (at most 10); with the rest they add up to it, and their bits to `jsd_bits`.
    #[serde(default)]
    pub documents: Vec<DriftDocument>,
    #[serde(default)]
    pub documents_rest: f64,
    #[serde(default)]
    pub documents_rest_bits: f64,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ShiftTerm {
    pub term: String,
    /// Bits; positive when the term is commoner later, negative when earlier. Absolute values add up to `jsd_bits`.
    pub bits: f64,
    /// Of twenty shuffles of the documents nineteen give this term fewer bits, for itself: no correction for many terms.
    #[serde(default)]
    pub floor: f64,
    pub earlier_per_1000: f64,
    pub later_per_1000: f64,
}

/// Unbiased drift (MMD-U on square-root frequencies, Gretton et al. 2012) between two sets of documents.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DriftStep {
    /// Index of the later period; for the overall step, `Contrast::split`.
    pub period: usize,
    /// 0 without drift, on average; may be negative. `None` when a side has fewer than 2 documents.
    pub value: Option<f64>,
    /// 95 % of the permutations that shuffle the documents lie below this: the noise floor.
    pub floor: Option<f64>,
    pub p: Option<f64>,
    /// Terms with the largest part in it, with their sign ("+minerals").
    pub drivers: Vec<String>,
}

/// How alike documents, or periods where documents are too many, are: cosine of TF-IDF.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Similarity {
    /// "documents" (at most 120, in order of time, undated last) or "periods".
    pub of: String,
    /// One label per row.
    pub labels: Vec<String>,
    /// Rows of cosines, 0 to 1. `null` where a period is empty.
    pub cosine: Vec<Vec<Option<f64>>>,
    /// Most similar pairs (at most 10), with the terms that make them alike.
    pub nearest: Vec<NearPair>,
    /// Pairs of documents with cosine >= 0.9 in the whole corpus, if it has at most 10,000 documents.
    pub near_duplicates: usize,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct NearPair {
    pub a: String,
    pub b: String,
    pub cosine: f64,
    pub terms: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Phrase {
    pub phrase: String,
    pub count: u64,
    pub documents: usize,
    pub npmi: f64,
}
