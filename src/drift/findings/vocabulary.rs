//! What is found of the corpus as a whole besides its drift: eras, ranks, novelty, who carries the drift, all tested terms at
//! a glance, and how much was written when.

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
    /// How many words lie where, by the logarithms of their two ranks.
    #[serde(default)]
    pub cells: Vec<RankCell>,
    /// Words of both spans, of the earlier alone, and of the later alone.
    #[serde(default)]
    pub words: [usize; 3],
}

/// Words whose ranks fall into one cell: `floor(10 log10(rank))` in either span. A word that does not occur in a span has
/// the rank after the last there. Saved as a list of three numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(u16, u16, u64)", into = "(u16, u16, u64)")]
pub struct RankCell {
    pub earlier: u16,
    pub later: u16,
    pub words: u64,
}

impl From<(u16, u16, u64)> for RankCell {
    fn from((earlier, later, words): (u16, u16, u64)) -> Self {
        Self { earlier, later, words }
    }
}

impl From<RankCell> for (u16, u16, u64) {
    fn from(cell: RankCell) -> Self {
        (cell.earlier, cell.later, cell.words)
    }
}

/// The tested terms, all or thinned evenly beyond the most certain and the strongest.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TermCloud {
    /// In the order of the vocabulary.
    pub terms: Vec<CloudTerm>,
    /// What could have been seen, by how many documents use a term.
    pub detectable: Vec<Detectable>,
}

/// A tested term in short; saved as a list of its five values.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "(String, f64, f64, usize, bool)", into = "(String, f64, f64, usize, bool)")]
pub struct CloudTerm {
    pub term: String,
    pub shrunken_log2: f64,
    pub q: f64,
    /// Documents of both spans that use it.
    pub documents: usize,
    /// G2 would call its change significant after the same correction for many tests.
    pub by_g2: bool,
}

impl From<(String, f64, f64, usize, bool)> for CloudTerm {
    fn from((term, shrunken_log2, q, documents, by_g2): (String, f64, f64, usize, bool)) -> Self {
        Self { term, shrunken_log2, q, documents, by_g2 }
    }
}

impl From<CloudTerm> for (String, f64, f64, usize, bool) {
    fn from(term: CloudTerm) -> Self {
        (term.term, term.shrunken_log2, term.q, term.documents, term.by_g2)
    }
}

/// The smallest factor that would have been found four times in five, for terms in about so many documents.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Detectable {
    /// Median of the class, and how many terms it has.
    pub documents: usize,
    pub terms: usize,
    /// Median over them.
    pub factor: f64,
}

/// How many documents were written when.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Volume {
    /// "day", "month" or "year".
    pub unit: String,
    /// First day of the first unit, ISO.
    pub first: String,
    /// One count a unit, without gaps; the first and the last are not 0.
    pub documents: Vec<u32>,
    /// Index of the first unit of the longest run without documents, and its length (0 where there is none).
    pub longest_gap: [usize; 2],
    /// Documents whose date is known less exactly than the unit: they are in no count.
    pub coarser: usize,
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
