//! What is found of the vocabulary as a whole besides its drift: eras, ranks, novelty, and who carries the drift.

use serde::{Deserialize, Serialize};

/// Where the whole vocabulary turned.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct EraFindings {
    /// In order of time; empty where no turn is stronger than those of shuffled documents.
    pub cuts: Vec<EraCut>,
    /// One more than there are cuts.
    pub eras: Vec<Era>,
    /// Periods x periods: mean likeness of their documents (product of the roots of the words' shares), 0 to 1; empty for
    /// more than 120 periods.
    pub likeness: Vec<Vec<Option<f64>>>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct EraCut {
    /// The first period after the cut, and its label.
    pub period: usize,
    pub label: String,
    /// MMD-U between what it parts, and the p of so strong a cut anywhere in shuffled documents.
    pub drift: f64,
    pub p: f64,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Era {
    /// First and last period, as labels.
    pub from: String,
    pub to: String,
    pub documents: usize,
    /// Words that it has more of than all other eras, the most first (at most 5).
    pub terms: Vec<String>,
}

/// Rank-turbulence divergence between the spans.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RankFindings {
    pub alpha: f64,
    /// 0 for equal ranks, about 1 without a common word; its mean in shuffled documents, and its p.
    pub value: f64,
    pub null_mean: f64,
    pub p: f64,
    /// Largest parts first (at most 20); with the rest they add up to `value`.
    pub terms: Vec<RankTerm>,
    pub rest: f64,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RankTerm {
    pub term: String,
    pub part: f64,
    /// 1 for the commonest word; `None` where it does not occur.
    pub rank_earlier: Option<usize>,
    pub rank_later: Option<usize>,
}

/// Documents that said what was new, by what became of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct NoveltyFindings {
    /// Documents on either side that each was compared with, and how many were compared.
    pub window: usize,
    pub documents: usize,
    /// Resonance for each bit of novelty, by least squares.
    pub slope: f64,
    /// Taken up most, and least, beyond what their novelty explains (at most 5 each).
    pub taken_up: Vec<NovelDocument>,
    pub dropped: Vec<NovelDocument>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct NovelDocument {
    pub document: String,
    pub date: Option<String>,
    /// Mean divergence in bits from the documents before, from those after, and the difference.
    pub novelty: f64,
    pub transience: f64,
    pub resonance: f64,
    /// Resonance less what its novelty explains.
    pub unexplained: f64,
}

/// A term's part in the drift.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DriftTerm {
    pub term: String,
    pub drift: f64,
}

/// A document's part in the drift between the spans.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DriftDocument {
    pub document: String,
    pub date: Option<String>,
    /// It lies in the later span.
    pub later: bool,
    /// Part of MMD-U, and of the Jensen-Shannon divergence in bits.
    pub drift: f64,
    pub bits: f64,
}
