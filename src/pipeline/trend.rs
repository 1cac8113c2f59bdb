//! From files to themes through time, and no further: what `trend` asks for, by the very steps of a report.
//!
//! What is judged and counted is what a report judges and counts, so that a verdict here is the verdict there; only that
//! phrases, terms, drift, eras and similarity of the whole vocabulary are not looked for: the terms that it tells of are
//! words. A verdict is corrected for what was asked: one theme here, all themes of the settings in a report.

use super::steps::{Counted, Gathered};
use super::{Input, Progress, mentions, passage_places, refuse_too_fine, reread, show, title_of, without_boilerplate};
use crate::config::{Config, ThemeSpec};
use crate::counts::{Counts, Sparse};
use crate::drift::{self, Described, Groups, Sources, Study, Trend, passages};
use crate::error::Result;
use crate::text::{Streams, Vocabulary, nearest};
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
    let (counted, known) =
        gathered.count(progress, |streams, documents, language| study(&streams, documents, config, language));
    let Counted { study, judged, described, warnings, roots } = counted;
    refuse_too_fine(&study)?;
    progress(Progress::Step("finding"));
    let mut findings = drift::of_themes(&study);
    findings.corpus.terms = known.terms;
    findings.corpus.title = config.title.clone().unwrap_or_else(|| title_of(&roots));
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
    Ok(Trend { findings, nearest: known.nearest })
}

/// What the words tell that are forgotten once they are counted.
struct Known {
    /// Words that are terms.
    terms: usize,
    /// For each theme that is mentioned nowhere what is spelled most like it.
    nearest: Vec<Vec<String>>,
}

/// What is spelled most like the entries of a theme: phrases like its phrases, else words like its words.
fn alike(theme: &ThemeSpec, streams: &Streams, words: &[String]) -> Vec<String> {
    let entries = || theme.words.iter().filter(|entry| !entry.starts_with('!'));
    let mut found: Vec<String> =
        entries().flat_map(|entry| nearest::phrases(entry, streams, MOST_PROPOSED)).take(MOST_PROPOSED).collect();
    if found.is_empty() {
        let each = entries().flat_map(|entry| entry.split_whitespace());
        found = nearest::nearest(each, words.iter().map(String::as_str), MOST_PROPOSED);
    }
    found
}

/// The study of the themes alone: phrases and rows of terms, which no theme asks
/// for, would take as long as all the rest of the counting.
fn study(streams: &Streams, documents: Vec<Described>, config: &Config, language: &str) -> (Study, Known) {
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
    let met = |theme: usize| (0..study.documents.len()).any(|row| study.mentions(row, theme) > 0);
    let nearest = |(at, theme): (usize, &ThemeSpec)| {
        if met(at) { Vec::new() } else { alike(theme, streams, &vocabulary.labels) }
    };
    let nearest = study.themes.iter().enumerate().map(nearest).collect();
    let known = Known { terms: vocabulary.labels.len(), nearest };
    (study, known)
}
