//! A comparison as data: everything that the page, the terminal and `comparison.json` say.

use super::facts::{FactKind, LoneFact};
use crate::drift::findings::{Estimate, ShiftTerm, Similarity};
use crate::drift::wording;
use crate::error::Warning;
use serde::{Deserialize, Serialize};

/// What differs in order or in something hidden only is less than the same.
const LESS: f64 = 0.999;

/// What two documents, or two corpora, have in common and what sets them apart.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// Plain sentences, the most important first.
    pub summary: Vec<String>,
    pub a: Side,
    pub b: Side,
    /// What the intervals take as independent: "sentences" or "documents".
    pub rows: String,
    pub resemblance: Resemblance,
    /// What differs and is not shown to a reader, of two documents; `None` where nothing does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unseen: Option<Unseen>,
    /// How much of the text stayed; `None` for corpora.
    pub passages: Option<Passages>,
    pub facts: Facts,
    pub weights: Weights,
    /// Documents of both corpora against each other; `None` for two documents.
    pub similarity: Option<Similarity>,
    pub warnings: Vec<Warning>,
}

impl Comparison {
    /// How much is the same, 0 to 1: of two documents the share of words that stayed in aligned sentences, of two
    /// corpora the cosine of their vocabularies. Two documents reach 1 only if nothing differs: neither the order of their
    /// sentences, nor what is not shown.
    pub fn likeness(&self) -> f64 {
        let Some(passages) = &self.passages else { return self.resemblance.cosine };
        let differs = passages.tally.moved > 0 || self.unseen.is_some();
        if differs { passages.kept.min(LESS) } else { passages.kept }
    }
}

/// Pieces of two documents that a reader does not see, link targets and comments say, as far as they differ.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unseen {
    /// How many of A have no equal in B, or of B in A, whichever are more.
    pub pieces: usize,
    /// What the first of them is: "link target".
    pub kind: String,
    /// The first of A that is not in B, and the other way round; of one kind.
    pub a: Option<String>,
    pub b: Option<String>,
}

/// How alike several documents are.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Resemblances {
    /// In the order of time, then of names; undated last.
    pub documents: Vec<Side>,
    /// TF-IDF cosines (at most 120 documents), and the nearest pairs with the terms behind them.
    pub similarity: Similarity,
    /// Copies and near copies, by name, the original first.
    pub clusters: Vec<Vec<String>>,
    pub warnings: Vec<Warning>,
}

/// One of those that are compared.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Side {
    /// Path or query, as given.
    pub name: String,
    pub title: Option<String>,
    pub date: Option<String>,
    pub documents: usize,
    pub sentences: usize,
    pub words: u64,
}

/// TF-IDF cosine of the two, 0 to 1, and the terms behind it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Resemblance {
    pub cosine: f64,
    /// Terms that make them alike: parts of the cosine, the largest first.
    pub alike: Vec<Shared>,
    /// Terms that keep them apart: parts of the squared distance 2 - 2 cosine, the largest first.
    pub apart: Vec<Apart>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Shared {
    pub term: String,
    pub part: f64,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Apart {
    pub term: String,
    pub part: f64,
    /// It has more weight in B.
    pub in_b: bool,
}

/// The aligned sentences.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Passages {
    /// Share of the words of both that stayed, word for word, in aligned sentences: 1 for the same text.
    pub kept: f64,
    pub tally: Tally,
    /// In the order of B; what was dropped stands after what preceded it in A.
    pub pairs: Vec<Passage>,
}

/// Passages by kind; `moved` counts again what is same, reworded, merged or split elsewhere.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    pub same: usize,
    pub reworded: usize,
    pub merged: usize,
    pub split: usize,
    pub dropped: usize,
    pub added: usize,
    pub moved: usize,
}

impl Passages {
    /// The share that stayed in whole percent, but never "100 %" of what is less, nor "0 %" of what is more.
    pub fn percent_kept(&self) -> String {
        match (100.0 * self.kept).round() {
            100.0.. if self.kept < 1.0 => "over 99 %".into(),
            ..1.0 if self.kept > 0.0 => "under 1 %".into(),
            whole => format!("{whole:.0} %"),
        }
    }
}

impl Tally {
    /// What became of the sentences that did not stay as they were: "2 reworded", "1 dropped".
    pub fn fates(&self) -> Vec<String> {
        let counts = [
            (self.reworded, Kind::Reworded),
            (self.merged, Kind::Merged),
            (self.split, Kind::Split),
            (self.dropped, Kind::Dropped),
            (self.added, Kind::Added),
        ];
        let told = |(count, kind): (usize, Kind)| format!("{} {}", wording::count(count as u64), kind.name());
        counts.into_iter().filter(|(count, _)| *count > 0).map(told).collect()
    }
}

/// What became of a sentence.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Word for word; marks and capitals may differ.
    #[default]
    Same,
    Reworded,
    /// Several sentences of A in one of B.
    Merged,
    /// One sentence of A in several of B.
    Split,
    Dropped,
    Added,
}

impl Kind {
    /// The kind in a word, wherever it is told.
    pub fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Reworded => "reworded",
            Self::Merged => "merged",
            Self::Split => "split",
            Self::Dropped => "dropped",
            Self::Added => "added",
        }
    }
}

/// Sentences that correspond, or one that stands alone.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Passage {
    pub kind: Kind,
    /// Out of the order of the others.
    pub moved: bool,
    /// 0 to 1; 0 where there is nothing on the other side.
    pub likeness: f64,
    pub a: Option<Quote>,
    pub b: Option<Quote>,
    /// How A's words became B's; empty where one side is missing.
    pub edits: Vec<Edit>,
    /// Facts that changed inside the passage.
    pub changed: Vec<ChangedFact>,
}

/// Sentences less alike may speak of different people.
const ALIKE: f64 = 0.6;

impl Passage {
    /// What became of it, and whether it moved.
    pub fn fate(&self) -> String {
        match (self.kind, self.moved) {
            (kind, false) => kind.name().into(),
            (Kind::Same, true) => "moved".into(),
            (kind, true) => format!("moved, {}", kind.name()),
        }
    }

    /// It stands where it stood, word for word.
    pub fn unchanged(&self) -> bool {
        self.kind == Kind::Same && !self.moved
    }

    /// Share of its characters that stayed: in a short sentence one figure is half of the weight.
    fn share_kept(&self) -> f64 {
        let letters = |same: bool| -> usize {
            let edits = self.edits.iter().filter(|edit| edit.same || !same);
            edits.map(|edit| edit.a.trim().len() + edit.b.trim().len()).sum()
        };
        letters(true) as f64 / letters(false).max(1) as f64
    }

    /// Facts that have another in their place: every figure, names only where the sentences are alike enough to speak of
    /// the same. What only went or came is marked in the text.
    pub fn exchanged(&self) -> impl Iterator<Item = (FactKind, [&str; 2])> + '_ {
        let enough = self.likeness >= ALIKE || self.share_kept() >= ALIKE;
        let told = self.changed.iter().filter(move |fact| enough || fact.kind != FactKind::Name);
        told.filter_map(|fact| Some((fact.kind, [fact.a.as_deref()?, fact.b.as_deref()?])))
    }

    /// The same in words, as "4.2 billion → 4.8 billion".
    pub fn replaced(&self) -> impl Iterator<Item = (FactKind, String)> + '_ {
        self.exchanged().map(|(kind, [a, b])| (kind, format!("{a} → {b}")))
    }
}

/// Sentences where they stand.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// First sentence, from 1, and how many.
    pub sentence: usize,
    pub sentences: usize,
    /// Byte of the document's text where it begins.
    pub offset: usize,
    pub text: String,
}

/// A piece of a passage: the same on both sides, or what A had and what B has instead.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    pub same: bool,
    /// Text of A; empty for an addition.
    pub a: String,
    /// Text of B; empty for what was cut.
    pub b: String,
}

/// A fact of A and what stands in its place in B; one may be missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangedFact {
    pub kind: FactKind,
    pub a: Option<String>,
    pub b: Option<String>,
}

/// Numbers, money, percentages, dates and names.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    pub only_in_a: Vec<LoneFact>,
    pub only_in_b: Vec<LoneFact>,
    /// In both.
    pub shared: usize,
}

/// Which side speaks more of something; each word is bound to the rule of the report's verdict of the same strength.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    MoreInA,
    MoreInB,
    LeansToA,
    LeansToB,
    CannotTell,
    #[default]
    TooFew,
}

/// One thing on both sides.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct WeightLine {
    pub name: String,
    pub weight: Weight,
    /// Rate per 1,000 words, or ratio of two themes, on each side.
    pub a: Option<f64>,
    pub b: Option<f64>,
    /// Per side: mentions, and the words or mentions that they are set against.
    pub counts: Option<[[u64; 2]; 2]>,
    /// B over A.
    pub ratio: Option<Estimate>,
    pub q: Option<f64>,
    /// Smallest factor that could have been seen.
    pub detectable: Option<f64>,
}

/// What has more weight on one side.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Weights {
    pub themes: Vec<WeightLine>,
    pub relative: Vec<WeightLine>,
    pub terms_tested: usize,
    pub terms_significant: usize,
    /// The strongest first by shrunken ratio.
    pub more_in_a: Vec<WeightLine>,
    pub more_in_b: Vec<WeightLine>,
    /// Jensen-Shannon divergence, and what shuffled rows give.
    pub divergence_bits: f64,
    pub divergence_by_chance: f64,
    /// How often shuffled rows give as much.
    pub divergence_p: f64,
    /// The largest contributions (at most 40), negative where A has more: `earlier` is A, `later` B.
    pub word_shift: Vec<ShiftTerm>,
}
