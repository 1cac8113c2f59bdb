//! What qualifies a change: sources, parts, positions, resampling.

use super::{Change, Estimate, Verdict};
use serde::{Deserialize, Serialize};

/// What one source more or less makes of a change.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct LeaveOneSourceOut {
    /// Lowest and highest ratio when one source is left out, and the source whose absence moves it most, or leaves
    /// nothing to compare.
    pub low: f64,
    pub high: f64,
    pub source: String,
    /// The 95 % interval excludes no change on the same side whichever source is left out.
    pub stands: bool,
}

/// A change as if each source had written the same part of the words in both spans.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct MixFinding {
    /// Sources with words in both spans, and the part of all words of both spans that they hold, 0 to 1.
    pub sources: usize,
    pub share_of_words: f64,
    /// Of what errors are made: "source" from 8 shared sources on, else "document".
    pub unit: String,
    /// Later over earlier, as a factor.
    pub ratio: Estimate,
    pub p: f64,
    /// What the fixed mix alone says: "rose" and "fell" by its 95 % interval.
    pub verdict: Verdict,
    /// The shared sources hold half of the words, so the verdict of the change may say no more than this one.
    pub decides: bool,
}

/// Parts of ln(later / earlier) that add up to it. For a pair each part is that of the theme minus that of the other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Split {
    /// How many documents mention it.
    pub prevalence: f64,
    /// How much those say of it.
    pub intensity: f64,
    /// Which sources wrote how much; only where a fixed mix can be made.
    pub source_mix: Option<f64>,
}

/// An interval by resampling.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Resampled {
    /// 95 % interval of the factor.
    pub low: f64,
    pub high: f64,
    /// Its length (on the log scale) is within 10 % of that of the clustered interval.
    pub agrees: bool,
}

/// A change in one part of the documents; p is adjusted over all parts of all themes, or of all pairs.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PositionFinding {
    /// "title", "lead" (the first 50 words after it) or "body".
    pub part: String,
    pub change: Change,
}
