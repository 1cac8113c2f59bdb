//! Read, judge, count: the steps with which every question about a corpus begins, in one place, so that what is judged
//! and counted for `trend`, `explain` and `suggest` is what a report judges and counts.

use super::{Input, Judged, Material, Progress, study};
use crate::config::Config;
use crate::drift::{Described, Study};
use crate::error::{Result, Warning};
use crate::text::Streams;
use std::path::PathBuf;

/// Everything read and judged; nothing is dropped or counted yet.
pub struct Gathered {
    material: Material,
    pub judged: Judged,
    /// Every document that was read, copies and those in other languages too.
    pub described: Vec<Described>,
}

/// What counts, counted.
pub struct Counted {
    pub study: Study,
    pub judged: Judged,
    pub described: Vec<Described>,
    pub warnings: Vec<Warning>,
    /// The paths that the documents come from.
    pub roots: Vec<PathBuf>,
}

impl Gathered {
    /// Reads and judges the documents below the paths of `input`.
    ///
    /// # Errors
    /// As [`super::analyze`].
    pub fn read<'i>(input: impl Into<Input<'i>>, config: &Config, progress: &mut dyn FnMut(Progress)) -> Result<Self> {
        let mut material = Material::read(input, config, progress)?;
        progress(Progress::Step("judging"));
        let judged = material.judge(config);
        let described = material.documents.clone();
        Ok(Self { material, judged, described })
    }

    /// Drops what does not count, counts the rest, and forgets the words themselves.
    pub fn into_study(self, config: &Config, progress: &mut dyn FnMut(Progress)) -> Counted {
        let all = |streams: Streams, documents, language: &str| (study(&streams, documents, config, language).0, ());
        self.count(progress, all).0
    }

    /// The same, counting what `count` does in the streams of the documents in this language; it may keep the streams.
    pub fn count<T>(
        mut self,
        progress: &mut dyn FnMut(Progress),
        count: impl FnOnce(Streams, Vec<Described>, &str) -> (Study, T),
    ) -> (Counted, T) {
        self.material.drop_rows(&self.judged);
        progress(Progress::Step("counting"));
        let streams = std::mem::take(&mut self.material.streams);
        let documents = std::mem::take(&mut self.material.documents);
        let (study, more) = count(streams, documents, &self.judged.language);
        let Material { warnings, roots, .. } = self.material;
        (Counted { study, judged: self.judged, described: self.described, warnings, roots }, more)
    }
}
