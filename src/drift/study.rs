//! What is analyzed: documents in order of time and everything counted in them.

use super::Described;
use super::groups::Groups;
use super::sources::Sources;
use crate::config::{PairSpec, ThemeSpec};
use crate::counts::Counts;
use crate::stats::cluster::{Exposure, Moments};
use crate::stats::random::key;
use crate::text::Positions;
use crate::text::lexicon::Mentions;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Documents and counts, rows ordered by date, then name; undated last. What is large is shared, so that a study with
/// other dates or themes costs little.
#[derive(Debug, Clone, Default)]
pub struct Study {
    pub documents: Arc<Vec<Described>>,
    pub counts: Arc<Counts>,
    pub themes: Vec<ThemeSpec>,
    pub mentions: Option<Arc<Mentions>>,
    /// The same by part of the document.
    pub positions: Option<Arc<Positions>>,
    pub pairs: Vec<PairSpec>,
    pub groups: Groups,
    pub sources: Sources,
    /// Of all random numbers.
    pub seed: u64,
}

/// The two spans that are compared, as rows.
#[derive(Debug, Clone, Default)]
pub struct Spans {
    pub earlier: Vec<usize>,
    pub later: Vec<usize>,
}

impl Study {
    /// The rows of the two spans, if there are two.
    pub fn spans(&self) -> Option<Spans> {
        let split = self.groups.contrast()?.split;
        Some(Spans { earlier: self.groups.rows_of_span(split, false), later: self.groups.rows_of_span(split, true) })
    }

    /// The key of each document's random weights: of its contents, so that another name for a file changes no interval.
    /// Equal texts are told apart by how many of them came before.
    pub fn random_keys(&self) -> Vec<u64> {
        let mut met: BTreeMap<u64, u64> = BTreeMap::new();
        let key_of = |document: &Described| {
            let equals = met.entry(document.content).or_default();
            *equals += 1;
            key(self.seed, &[document.content.to_le_bytes(), equals.to_le_bytes()].concat())
        };
        self.documents.iter().map(key_of).collect()
    }

    /// Mentions of a theme in a document.
    pub fn mentions(&self, row: usize, theme: usize) -> u64 {
        self.mentions.as_ref().map_or(0, |mentions| u64::from(mentions.by_document[[row, theme]]))
    }

    /// Sums over some rows of a theme's mentions.
    pub fn moments(&self, rows: &[usize], theme: usize) -> (Moments, Exposure) {
        let (mut moments, mut exposure) = (Moments::default(), Exposure::default());
        for &row in rows {
            moments.add(self.mentions(row, theme), self.counts.totals[row]);
            exposure.add(self.counts.totals[row]);
        }
        (moments, exposure)
    }

    /// Sums over some rows of the documents' lengths.
    pub fn exposure(&self, rows: &[usize]) -> Exposure {
        let mut exposure = Exposure::default();
        rows.iter().for_each(|&row| exposure.add(self.counts.totals[row]));
        exposure
    }

    /// Sums over some rows for every term.
    pub fn term_moments(&self, rows: &[usize]) -> Vec<Moments> {
        let mut moments = vec![Moments::default(); self.counts.terms.len()];
        // Each thread has some of the terms, so that none waits for another and no sums need to be joined.
        let share = moments.len().div_ceil(rayon::current_num_threads()).max(1);
        moments.par_chunks_mut(share).enumerate().for_each(|(part, moments)| {
            let first = (part * share) as u32;
            for &row in rows {
                for (term, count) in self.counts.rows.part(row, first..first + moments.len() as u32) {
                    moments[(term - first) as usize].add(u64::from(count), self.counts.totals[row]);
                }
            }
        });
        moments
    }
}

impl Spans {
    /// The rows of both spans, earlier ones first.
    pub fn rows(&self) -> impl Iterator<Item = usize> + '_ {
        self.earlier.iter().chain(&self.later).copied()
    }
}
