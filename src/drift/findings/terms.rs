//! What single terms did: those that rose and fell, and the spans in which one was used more or less.

use super::{Change, Estimate, TermCloud};
use serde::{Deserialize, Serialize};

/// Terms that rose and fell from the earlier span to the later.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TermFindings {
    /// How many terms were frequent enough to test: the size of the family.
    pub tested: usize,
    /// Least count in the corpus for a term to be tested.
    pub least_count: u64,
    /// Terms whose change holds by itself (q < 0.05; sources and single documents are the verdict's business), and how many
    /// G2 would have called after the same correction (for comparison only).
    pub significant: usize,
    pub significant_by_g2: usize,
    /// Strongest by shrunken log ratio, the strongest first (at most 40 each). Significant ones first.
    pub rising: Vec<TermFinding>,
    pub falling: Vec<TermFinding>,
    /// All tested terms at a glance, thinned; `None` where nothing is tested.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cloud: Option<TermCloud>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TermFinding {
    pub term: String,
    /// Folded and stemmed; unique, which the spelling shown need not be.
    #[serde(default)]
    pub key: String,
    pub count_earlier: u64,
    pub count_later: u64,
    pub documents_earlier: usize,
    pub documents_later: usize,
    pub change: Change,
    /// log2 ratio, shrunken towards 0 by its own uncertainty: the order of the tables.
    pub shrunken_log2: f64,
    /// Share of the term's mentions in its rising span that come from one document, and whether it exceeds one half.
    pub top_document_share: f64,
    pub one_document: bool,
    /// G2 (4 cells), the peers' score, for comparison: it takes words as independent, so it calls too much.
    pub g2: f64,
    /// What other programs report, for the same reason.
    #[serde(default)]
    pub peers: PeerScores,
    /// How evenly it is spread over the documents of both spans.
    #[serde(default)]
    pub dispersion: Dispersion,
    /// Rate per 1,000 words in each period (0 where it does not occur, `None` where nothing was written).
    pub series: Vec<Option<f64>>,
}

/// Scores of other programs, later against earlier span, for comparison only: all of them take words as independent, so
/// none of them is a verdict.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct PeerScores {
    /// G2 over the word's own two cells (Rayson & Garside 2000); `TermFinding::g2` has all four.
    pub g2_two_cell: f64,
    /// z of the log odds ratio with a uniform prior of 0.1 (Monroe, Colaresi & Quinn 2008).
    pub log_odds_z: f64,
    /// Conservative log2 ratio (Evert 2022), Bonferroni over the terms tested.
    pub lrc: f64,
    /// Ratio of frequencies per million, 1 added to both (Kilgarriff 2009).
    pub simple_maths: f64,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Dispersion {
    /// Deviation of proportions, 0 (as the lengths of the documents) to 1 (all in the shortest one), normalized
    /// (Gries 2008; Lijffijt & Gries 2012).
    pub dp: f64,
    /// Documents and named sources that have the term.
    pub documents: usize,
    pub sources: usize,
}

/// When terms turned: spans of periods in which a term was used more or less than in the rest.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TurnFindings {
    pub tested: usize,
    pub significant: usize,
    /// The most certain first (at most 2,000).
    pub found: Vec<TurnFinding>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TurnFinding {
    pub term: String,
    /// "spike", "dip", "rise" (until the end) or "fall" (until the end).
    pub kind: String,
    /// First and last period of the span, as labels.
    pub from: String,
    pub to: String,
    pub count: u64,
    pub documents: usize,
    /// Rate inside over rate outside.
    pub ratio: Estimate,
    /// p after correction for every span that was looked at, then Benjamini-Hochberg over terms.
    pub q: f64,
    /// Rate per 1,000 words in each period; only for the first 60, which charts draw.
    pub series: Vec<Option<f64>>,
}
