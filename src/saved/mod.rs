//! DOCUMENTS AND THEIR WORDS -> BYTES THAT MERGE, and back: counts that were made apart and are analyzed together.
//!
//! What is global (phrases, terms that are kept, copies, boilerplate, the order of day and month, every statistic) cannot
//! be decided by a part without an error that grows with the number of parts. So a part decides nothing: it keeps each
//! document as its words in order, which is what all of that is counted from, and what reading found of it. Merging is then
//! the union of sets of documents, which is associative, commutative and idempotent; and as a file holds its documents in
//! the order of their places, with spellings numbered as they are met, equal sets are equal bytes. A report on any parts
//! is that of one run, for it does with their documents what it does with those that it reads.
//!
//! Tables of terms with their counts would be smaller, and phrases of pruned tables differ from those of one run.
//! What stands between the words is kept too (`gaps`), so that sentences can be shown where the texts are not at hand.
//!
//! `form` is the file, `merge` the union, `parts` what a run takes from several files.

mod form;
mod gaps;
mod merge;
mod parts;

pub use form::FORM;
pub use merge::{adopt, agree, merge};
pub use parts::Parts;

use crate::config::InputOptions;
use crate::error::Result;
use crate::ingest::{Facts, Fault, Surveyed};
use crate::text::stream::saved::{self, Encoder};
use crate::text::{Streams, Token};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use twox_hash::XxHash64;

/// The hash by which a text is known again: XXH64 (Y. Collet's specification, version 0.1.1), of which no secret hangs.
pub fn of_text(text: &str) -> u64 {
    XxHash64::oneshot(0, text.as_bytes())
}

/// Documents with their words, in the order of their places, each once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedCounts {
    pub(crate) head: Head,
    /// What reading met, sorted; what was met twice stands twice.
    faults: Vec<Fault>,
    entries: Vec<Entry>,
    /// Where the stream and the gaps of each document begin.
    starts: Vec<(usize, usize)>,
    /// How many spellings there are, and they themselves.
    spelled: usize,
    spellings: Vec<u8>,
    streams: Vec<u8>,
    gaps: Vec<u8>,
}

/// What holds for all documents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Head {
    /// Name and version of the program.
    program: String,
    /// The form of streams, and whether words of scripts without spaces were cut by dictionary.
    words: u64,
    dictionaries: bool,
    /// How documents were read. Dates that the user gives are left to the run that has all documents.
    pub settings: InputOptions,
    /// The paths that were given.
    roots: BTreeSet<String>,
    companions: BTreeSet<String>,
}

/// A document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    read: Facts,
    /// [`of_text`], as 16 hexadecimal digits.
    content: String,
    /// The language that its beginning tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    language: Option<String>,
    /// Bytes of its stream and of its gaps.
    stream: u32,
    gaps: u32,
}

impl Head {
    fn of(settings: &InputOptions, surveyed: &Surveyed) -> Self {
        Self {
            program: concat!("driftline ", env!("CARGO_PKG_VERSION")).into(),
            words: saved::FORM,
            dictionaries: cfg!(feature = "dictionaries"),
            settings: InputOptions {
                dates: None,
                whole: false,
                held: Vec::new(),
                held_counts: Vec::new(),
                ..settings.clone()
            },
            roots: surveyed.roots.clone(),
            companions: surveyed.companions.clone(),
        }
    }
}

/// Gathers documents while they are read.
#[derive(Debug, Default)]
pub struct Counter {
    streams: Streams,
    entries: Vec<(Facts, u64, Option<&'static str>, Vec<u8>)>,
}

impl Counter {
    /// Adds documents: what reading found of each, its text, and the language that its beginning tells.
    pub fn add(&mut self, documents: Vec<(Facts, String)>, told: impl Fn(&str) -> Option<&'static str> + Sync) {
        let first = self.streams.documents.len();
        self.streams.add(&documents.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>());
        let streams = &self.streams;
        let entry = |(index, (facts, text)): (usize, (Facts, String))| {
            let words = streams.documents[first + index].iter().map(|token| &*streams.surfaces[token.surface()]);
            let gaps = gaps::between(&text, words);
            (facts, of_text(&text), told(&text), gaps)
        };
        self.entries.par_extend(documents.into_par_iter().enumerate().map(entry));
    }

    /// All that was added, read with these settings.
    ///
    /// # Errors
    /// `Setting` where two documents are called the same.
    pub fn finish(self, settings: &InputOptions, surveyed: Surveyed) -> Result<SavedCounts> {
        let mut words = Encoder::default();
        let (mut entries, mut gaps) = (Vec::with_capacity(self.entries.len()), Vec::new());
        for ((read, content, language, between), stream) in self.entries.into_iter().zip(&self.streams.documents) {
            let stream = words.add(stream, &self.streams.surfaces) as u32;
            let language = language.map(str::to_owned);
            entries.push(Entry { read, content: hex(content), language, stream, gaps: between.len() as u32 });
            gaps.extend(between);
        }
        let head = Head::of(settings, &surveyed);
        let counted = SavedCounts::new(head, surveyed.faults, entries, words, gaps);
        // Merging one brings it into order.
        merge(&[("documents".into(), counted)])
    }
}

fn hex(content: u64) -> String {
    format!("{content:016x}")
}

impl SavedCounts {
    fn new(head: Head, mut faults: Vec<Fault>, entries: Vec<Entry>, words: Encoder, gaps: Vec<u8>) -> Self {
        faults.sort();
        let Encoder { spellings, streams, spelled, .. } = words;
        let starts = starts(&entries);
        Self { head, faults, entries, starts, spelled: spelled as usize, spellings, streams, gaps }
    }

    /// Number of documents.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no document.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Words of all documents, numbers and stop words among them.
    pub fn words(&self) -> u64 {
        let numbers: Vec<u32> = (0..self.spelled as u32).collect();
        let words = |row: usize| {
            let mut words = Vec::new();
            saved::restore(self.stream(row), &numbers, &mut words).map_or(0, |()| words.len() as u64)
        };
        (0..self.len()).into_par_iter().map(words).sum()
    }

    /// How the documents were read.
    pub fn settings(&self) -> &InputOptions {
        &self.head.settings
    }

    fn stream(&self, row: usize) -> &[u8] {
        let start = self.starts[row].0;
        &self.streams[start..start + self.entries[row].stream as usize]
    }

    fn gaps(&self, row: usize) -> &[u8] {
        let start = self.starts[row].1;
        &self.gaps[start..start + self.entries[row].gaps as usize]
    }

    fn spellings(&self) -> Vec<&str> {
        saved::spelled(&self.spellings).unwrap_or_default()
    }

    /// The text of a document, given all spellings and their numbers; `None` if it is not the text that was counted.
    fn text(&self, row: usize, (spellings, numbers): (&[&str], &[u32])) -> Option<String> {
        let mut words: Vec<Token> = Vec::new();
        saved::restore(self.stream(row), numbers, &mut words)?;
        let text = gaps::fill(self.gaps(row), words.iter().map(|word| spellings[word.surface()]))?;
        (hex(of_text(&text)) == self.entries[row].content).then_some(text)
    }
}

/// Where streams and gaps begin.
fn starts(entries: &[Entry]) -> Vec<(usize, usize)> {
    let next = |at: &mut (usize, usize), entry: &Entry| {
        let start = *at;
        *at = (at.0 + entry.stream as usize, at.1 + entry.gaps as usize);
        Some(start)
    };
    entries.iter().scan((0, 0), next).collect()
}
