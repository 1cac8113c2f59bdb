//! From files to themes through time, and no further: what `trend` asks for, by the very steps of a report.
//!
//! What is judged and counted is what a report judges and counts, so that a verdict here is the verdict there; only that
//! phrases, terms, drift, eras and similarity of the whole vocabulary are not looked for: the terms that it tells of are
//! words. A verdict is corrected for what was asked: one theme here, all themes of the settings in a report.

use super::{
    Input, Material, Progress, mentions, passage_places, refuse_too_fine, reread, show, title_of, without_boilerplate,
};
use crate::config::Config;
use crate::counts::{Counts, Sparse};
use crate::drift::{self, Described, Findings, Groups, Sources, Study, passages};
use crate::error::Result;
use crate::text::{Streams, Vocabulary};
use std::sync::Arc;

/// Finds the themes and pairs of the settings in the documents below the paths of `input`; with `evidence`, the sentences that show
/// them too.
///
/// # Errors
/// As [`super::analyze`].
pub fn trend<'i>(
    input: impl Into<Input<'i>>,
    config: &Config,
    evidence: bool,
    progress: &mut dyn FnMut(Progress),
) -> Result<Findings> {
    let input = input.into();
    let paths = input.paths;
    let mut material = Material::read(input, config, progress)?;
    progress(Progress::Step("judging"));
    let judged = material.judge(config);
    let described = if evidence { material.documents.clone() } else { Vec::new() };
    material.drop_rows(&judged);
    progress(Progress::Step("counting"));
    let streams = std::mem::take(&mut material.streams);
    let (study, terms) = study(&streams, std::mem::take(&mut material.documents), config, &judged.language);
    drop(streams);
    refuse_too_fine(&study)?;
    progress(Progress::Step("finding"));
    let mut findings = drift::of_themes(&study);
    findings.corpus.terms = terms;
    findings.corpus.title = config.title.clone().unwrap_or_else(|| title_of(paths));
    findings.corpus.language.clone_from(&judged.language);
    findings.corpus.warnings_total = material.warnings.len();
    findings.corpus.warnings.clone_from(&material.warnings);
    if evidence {
        progress(Progress::Step("reading passages"));
        let wanted = passages::wanted(&study, &findings);
        let texts = reread(paths, config, &[], &passage_places(&wanted, &study));
        findings.passages = show(&wanted, &study, without_boilerplate(texts, &judged, &described), config, &judged);
    }
    drift::finish(&mut findings);
    Ok(findings)
}

/// The study of the themes alone, and how many words there are as terms: phrases and rows of terms, which no theme asks
/// for, would take as long as all the rest of the counting.
fn study(streams: &Streams, documents: Vec<Described>, config: &Config, language: &str) -> (Study, usize) {
    let vocabulary = Vocabulary::of(streams, language, &config.words);
    let (mentions, positions) = mentions(streams, &documents, &vocabulary, config).unzip();
    let totals: Vec<u64> = streams.documents.iter().map(|stream| stream.len() as u64).collect();
    let mut rows = Sparse::default();
    totals.iter().for_each(|_| rows.push([]));
    let study = Study {
        groups: Groups::of(&documents, config.period),
        sources: Sources::of(&documents),
        documents: Arc::new(documents),
        counts: Arc::new(Counts { terms: Vec::new(), rows, totals }),
        themes: config.themes.clone(),
        mentions: mentions.map(Arc::new),
        positions: positions.map(Arc::new),
        pairs: config.relative.clone(),
        seed: config.seed,
    };
    (study, vocabulary.keys.len())
}
