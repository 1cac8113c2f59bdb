//! From files to themes through time, and no further: what `trend` asks for, by the very steps of a report.
//!
//! What is judged and counted is what a report judges and counts, so that a verdict here is the verdict there; only that
//! phrases, terms, drift, eras and similarity of the whole vocabulary are not looked for: the terms that it tells of are
//! words. A verdict is corrected for what was asked: one theme here, all themes of the settings in a report.

use super::steps::{Counted, Gathered};
use super::{Input, Progress, mentions, passage_places, refuse_too_fine, reread, show, title_of, without_boilerplate};
use crate::config::Config;
use crate::counts::{Counts, Sparse};
use crate::drift::{self, Described, Findings, Groups, Sources, Study, Trend, passages};
use crate::error::Result;
use crate::text::nearest::nearest;
use crate::text::{Streams, Vocabulary};
use std::sync::Arc;

/// Names proposed where a query is mentioned nowhere.
const MOST_PROPOSED: usize = 5;

/// Finds the themes and pairs of the settings in the documents below the paths of `input`; with `evidence`, the
/// sentences that show them too.
///
/// # Errors
/// As [`super::analyze`].
pub fn trend<'i>(
    input: impl Into<Input<'i>>,
    config: &Config,
    evidence: bool,
    progress: &mut dyn FnMut(Progress),
) -> Result<Trend> {
    let input = input.into();
    let paths = input.paths;
    let gathered = Gathered::read(input, config, progress)?;
    let (counted, words) =
        gathered.count(progress, |streams, documents, language| study(streams, documents, config, language));
    let Counted { study, judged, described, warnings } = counted;
    refuse_too_fine(&study)?;
    progress(Progress::Step("finding"));
    let mut findings = drift::of_themes(&study);
    findings.corpus.terms = words.len();
    findings.corpus.title = config.title.clone().unwrap_or_else(|| title_of(paths));
    findings.corpus.language.clone_from(&judged.language);
    findings.corpus.warnings_total = warnings.len();
    findings.corpus.warnings = warnings;
    if evidence {
        progress(Progress::Step("reading passages"));
        let wanted = passages::wanted(&study, &findings);
        let texts = reread(paths, config, &[], &passage_places(&wanted, &study));
        findings.passages = show(&wanted, &study, without_boilerplate(texts, &judged, &described), config, &judged);
    }
    drift::finish(&mut findings);
    let nearest = (0..study.themes.len()).map(|theme| alike(&study, &findings, theme, &words)).collect();
    Ok(Trend { findings, nearest })
}

/// The words spelled most like a theme that is mentioned nowhere.
fn alike(study: &Study, findings: &Findings, theme: usize, words: &[String]) -> Vec<String> {
    if findings.themes[theme].mentions > 0 {
        return Vec::new();
    }
    let entries = study.themes[theme].words.iter().filter(|entry| !entry.starts_with('!'));
    // Phrases are not looked for here: each word of one is asked for.
    nearest(entries.flat_map(|entry| entry.split_whitespace()), words.iter().map(String::as_str), MOST_PROPOSED)
}

/// The study of the themes alone, and the words that are terms: phrases and rows of terms, which no theme asks
/// for, would take as long as all the rest of the counting.
fn study(streams: &Streams, documents: Vec<Described>, config: &Config, language: &str) -> (Study, Vec<String>) {
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
    (study, vocabulary.labels)
}
