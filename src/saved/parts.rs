//! What a run takes from files of saved counts: facts to settle, words to count, and texts to show.

use super::SavedCounts;
use super::merge::{distinct, faults, united};
use crate::config::InputOptions;
use crate::error::Result;
use crate::ingest::{Row, SavedFacts};
use crate::text::Streams;
use crate::text::normalize::languages;
use crate::text::stream::{Piece, Words};
use rayon::prelude::*;

/// Saved counts with the names that messages call them by.
#[derive(Debug, Default)]
pub struct Parts {
    parts: Vec<(String, SavedCounts)>,
    languages: Vec<&'static str>,
    /// Per part, once its words were asked for, the numbers that its spellings have among the words of the run.
    numbers: Vec<Option<Vec<u32>>>,
}

impl Parts {
    /// Takes files that were read, in order.
    pub fn new(parts: Vec<(String, SavedCounts)>) -> Self {
        Self { numbers: vec![None; parts.len()], parts, languages: languages() }
    }

    /// The files again.
    pub fn into_parts(self) -> Vec<(String, SavedCounts)> {
        self.parts
    }

    /// What is known of all documents, each once.
    ///
    /// # Errors
    /// As [`super::merge()`].
    pub fn facts(&self) -> Result<SavedFacts> {
        let head = united(&self.parts)?;
        let facts = |(part, row): Row| (self.parts[part].1.entries[row].read.clone(), (part, row));
        let documents = distinct(&self.parts)?.into_iter().map(facts).collect();
        Ok(SavedFacts { roots: head.roots, companions: head.companions, faults: faults(&self.parts), documents })
    }

    /// How the documents were read.
    ///
    /// # Errors
    /// As [`super::merge()`].
    pub fn settings(&self) -> Result<InputOptions> {
        Ok(united(&self.parts)?.settings)
    }

    /// The name of a part.
    pub fn name(&self, part: usize) -> &str {
        &self.parts[part].0
    }

    /// The hash of a document's text, and the language that its beginning tells.
    pub fn known(&self, (part, row): Row) -> (u64, Option<&'static str>) {
        let entry = &self.parts[part].1.entries[row];
        let language =
            entry.language.as_deref().and_then(|code| self.languages.iter().copied().find(|one| *one == code));
        (u64::from_str_radix(&entry.content, 16).unwrap_or_default(), language)
    }

    /// Adds the words of these documents to those of a run, in order.
    pub fn add_to(&mut self, streams: &mut Streams, rows: &[Row]) {
        for &(part, _) in rows {
            self.numbers[part].get_or_insert_with(|| {
                self.parts[part].1.spellings().into_iter().map(|spelling| streams.intern(spelling)).collect()
            });
        }
        let piece = |&(part, row): &Row| {
            let numbers = self.numbers[part].as_deref().unwrap_or_default();
            Piece { text: "", saved: Some(Words { stream: self.parts[part].1.stream(row), numbers }) }
        };
        streams.add_pieces(&rows.iter().map(piece).collect::<Vec<_>>());
    }

    /// The texts of these documents; `None` where one is not what was counted.
    pub fn texts(&self, rows: &[Row]) -> Vec<Option<String>> {
        let spellings: Vec<Vec<&str>> = self
            .parts
            .iter()
            .enumerate()
            .map(
                |(part, (_, counts))| {
                    if rows.iter().any(|row| row.0 == part) { counts.spellings() } else { Vec::new() }
                },
            )
            .collect();
        let most = spellings.iter().map(Vec::len).max().unwrap_or_default() as u32;
        let numbers: Vec<u32> = (0..most).collect();
        let of = |part: usize| (spellings[part].as_slice(), &numbers[..spellings[part].len()]);
        rows.par_iter().map(|&(part, row)| self.parts[part].1.text(row, of(part))).collect()
    }
}
