//! The whole run, from files to findings: read, judge, cut into words, count, find, read back the passages that show it.
//!
//! Batches of documents stream through; their texts are dropped as soon as their words are numbered (`material`).

mod cache;
mod calibrate;
mod compare;
mod contents;
mod count;
mod explain;
mod find;
mod inspect;
mod material;
mod propose;
mod recall;
mod robustness;
mod steps;
mod suggest;
mod topics;
mod trend;

pub use cache::{Cache, Changes, Input};
pub use calibrate::calibrate;
pub use count::{Share, count, count_rows};
pub use explain::{Explanation, Subject, explain};
pub use find::{Search, find};
pub use recall::adopt_settings;
pub use suggest::suggest;
pub use topics::topics;
pub use trend::trend;

use crate::config::{Config, ThemeSpec};
use crate::counts;
use crate::drift::findings::{Passage, Phrase};
use crate::drift::inspection::{Inspection, Proposal};
use crate::drift::{self, Described, Findings, Groups, Sources, Study, passages};
use crate::error::{Error, Result, Warning};
use crate::ingest::{self, Document};
use crate::legible;
use crate::text::lexicon::Mentions;
use crate::text::{Lexicon, PhraseOptions, Phrases, Positions, Streams, Titles, Vocabulary, quote};
pub use compare::{Query, compare, compare_all};
use material::{Judged, Material};
use robustness::Run;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

/// Most warnings and phrases that a report lists.
const MOST_WARNINGS: usize = 200;
const MOST_PHRASES: usize = 50;
/// Most periods of an analysis.
const MOST_PERIODS: usize = 1_000;

/// What a run is doing, for a progress bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress<'a> {
    /// Bytes read so far and in all (0 if unknown).
    Reading { done: u64, total: u64 },
    /// A step that has begun.
    Step(&'static str),
    /// Something could not be read, or not wholly; the rest goes on.
    Fault(&'a Warning),
}

/// Reads the documents below the paths of `input` and finds everything that a report says.
///
/// The result depends on the documents and the configuration alone: not on threads, the order of files or the machine.
///
/// # Errors
/// A path that does not exist, a setting that means nothing, or no usable document at all. Faults in single documents
/// are warnings in the findings.
pub fn analyze<'i>(
    input: impl Into<Input<'i>>,
    config: &Config,
    progress: &mut dyn FnMut(Progress),
) -> Result<Findings> {
    let input = input.into();
    let paths = input.paths;
    let mut material = Material::read(input, config, progress)?;
    progress(Progress::Step("judging"));
    let mut judged = material.judge(config);
    let described = material.documents.clone();
    material.drop_languages(&judged);
    progress(Progress::Step("counting"));
    let with_copies = if config.robustness { with_copies(&material, &judged, config) } else { None };
    material.drop_copies(&judged);
    let streams = std::mem::take(&mut material.streams);
    let (mut study, phrases) = study(&streams, std::mem::take(&mut material.documents), config, &judged.language);
    refuse_too_fine(&study)?;
    material.warnings.extend(unmet_entries(&study));
    material.warnings.extend(drift::outlying::warnings(&study));
    // Streams are as large as all the rest, and only other settings need them again.
    let streams = config.robustness.then_some(streams);
    progress(Progress::Step("finding"));
    let mut findings = drift::find(&study);
    if let Some(streams) = streams {
        progress(Progress::Step("trying other settings"));
        let run = Run { streams: &streams, config, language: &judged.language, with_copies };
        findings.robustness = Some(robustness::panel(&run, &mut study, &findings));
    }
    findings.phrases = phrases;
    findings.corpus.title = legible::name(&config.title.clone().unwrap_or_else(|| title_of(&material.roots)));
    progress(Progress::Step("reading passages"));
    let wanted = passages::wanted_by_period(&study, &findings);
    let texts = reread(paths, config, &judged.examples(&described), &passage_places(&wanted, &study));
    judged.read_texts(&described, &texts);
    judged.tell(&material, &described, &mut findings.corpus);
    findings.corpus.contents = contents::of(&described, |row| judged.removed_hash(row));
    findings.passages = show(&wanted, &study, without_boilerplate(texts, &judged, &described), config, &judged);
    drift::finish(&mut findings);
    Ok(findings)
}

/// A warning for each theme of which the whole, or some entry, is mentioned nowhere: it may be misspelled.
fn unmet_entries(study: &Study) -> Vec<Warning> {
    let Some(mentions) = &study.mentions else { return Vec::new() };
    let warning = |(theme, met): (&ThemeSpec, &Vec<u64>)| {
        let entries =
            theme.words.iter().zip(met).filter(|(entry, met)| **met == 0 && !entry.trim_start().starts_with('!'));
        let entries: Vec<String> = entries.map(|(entry, _)| format!("\"{entry}\"")).collect();
        let what = match met.iter().sum::<u64>() {
            0 => format!("no document mentions it (entries: {})", entries.join(", ")),
            _ => format!("no mention was counted for {}", entries.join(", ")),
        };
        (!entries.is_empty()).then(|| Warning::file(format!("theme \"{}\"", theme.name), what))
    };
    study.themes.iter().zip(&mentions.by_entry).filter_map(warning).collect()
}

/// Reads and judges the documents below the paths of `input` without analyzing them.
///
/// # Errors
/// As [`analyze`].
pub fn inspect<'i>(
    input: impl Into<Input<'i>>,
    config: &Config,
    progress: &mut dyn FnMut(Progress),
) -> Result<Inspection> {
    let input = input.into();
    let paths = input.paths;
    let mut material = Material::read(input, config, progress)?;
    progress(Progress::Step("judging"));
    let mut judged = material.judge(config);
    let texts = reread(paths, config, &judged.examples(&material.documents), &[]);
    judged.read_texts(&material.documents, &texts);
    let title = config.title.clone().unwrap_or_else(|| title_of(&material.roots));
    Ok(inspect::of(&material, &judged, config, title))
}

/// So many periods are noise to look at, and the time to compare them all has no bound.
fn refuse_too_fine(study: &Study) -> Result<()> {
    let periods = study.groups.periods.len();
    if periods <= MOST_PERIODS {
        return Ok(());
    }
    let what = format!("{periods} periods, more than the {MOST_PERIODS} that can be told apart");
    Err(Error::setting("period", what, "choose a wider period, or narrow the dates by --from and --to"))
}

/// Reads the documents below the paths of `input` and proposes settings for them.
///
/// # Errors
/// As [`analyze`].
pub fn propose<'i>(
    input: impl Into<Input<'i>>,
    config: &Config,
    progress: &mut dyn FnMut(Progress),
) -> Result<Proposal> {
    let input = input.into();
    let paths = input.paths;
    let columns = ingest::columns(paths, &config.input)?;
    let mut material = Material::read(input, config, progress)?;
    progress(Progress::Step("judging"));
    let judged = material.judge(config);
    material.drop_rows(&judged);
    progress(Progress::Step("looking for phrases"));
    let (study, _) = study(&material.streams, std::mem::take(&mut material.documents), config, &judged.language);
    let corpus = drift::corpus(&study);
    let evidence: Vec<String> =
        corpus.dates_by_evidence.iter().map(|(kind, documents)| format!("{kind} ({documents})")).collect();
    Ok(Proposal {
        title: title_of(&material.roots),
        documents: corpus.documents_read,
        dated: corpus.documents_dated,
        evidence: evidence.join(", "),
        columns,
        period: corpus.period,
        language: judged.language,
        themes: propose::themes(&study),
    })
}

/// The study with copies counted too, where there are any.
fn with_copies(material: &Material, judged: &Judged, config: &Config) -> Option<Study> {
    judged.copies.iter().any(Option::is_some).then_some(())?;
    Some(study(&material.streams, material.documents.clone(), config, &judged.language).0)
}

/// Counts everything; the streams are no longer needed afterwards.
fn study(streams: &Streams, documents: Vec<Described>, config: &Config, language: &str) -> (Study, Vec<Phrase>) {
    let groups = Groups::of(&documents, config.period);
    counted(streams, (documents, groups), config, language)
}

/// Counts terms, phrases and themes in the streams of some documents.
fn counted(
    streams: &Streams,
    documents: (Vec<Described>, Groups),
    config: &Config,
    language: &str,
) -> (Study, Vec<Phrase>) {
    counted_by((streams, &Vocabulary::of(streams, language, &config.words)), documents, config)
}

/// The same where the vocabulary is at hand.
fn counted_by(
    (streams, vocabulary): (&Streams, &Vocabulary),
    (documents, groups): (Vec<Described>, Groups),
    config: &Config,
) -> (Study, Vec<Phrase>) {
    let words = streams.documents.iter().map(|stream| stream.len() as u64).sum();
    let longest = if config.words.phrases { config.words.max_phrase } else { 1 };
    let found = Phrases::find(&streams.documents, vocabulary, &PhraseOptions::for_corpus(words, longest));
    let counts = counts::build(streams, vocabulary, &found);
    let (mentions, positions) = mentions(streams, &documents, vocabulary, config).unzip();
    let phrases = listed_phrases(&found, &counts, vocabulary);
    let study = Study {
        groups,
        sources: Sources::of(&documents),
        documents: Arc::new(documents),
        counts: Arc::new(counts),
        themes: config.themes.clone(),
        mentions: mentions.map(Arc::new),
        positions: positions.map(Arc::new),
        pairs: config.relative.clone(),
        seed: config.seed,
    };
    (study, phrases)
}

/// Where the themes are mentioned; `None` without themes.
fn mentions(
    streams: &Streams,
    documents: &[Described],
    vocabulary: &Vocabulary,
    config: &Config,
) -> Option<(Mentions, Positions)> {
    (!config.themes.is_empty()).then_some(())?;
    let lexicon = Lexicon::compile(&config.themes, streams, vocabulary, &config.words);
    let entries: Vec<usize> = config.themes.iter().map(|theme| theme.words.len()).collect();
    let titles: Vec<&str> = documents.iter().map(|document| document.title.as_deref().unwrap_or_default()).collect();
    let titles = Titles::of(&titles, &config.themes, &vocabulary.language, &config.words);
    Some((lexicon.count(&streams.documents, &entries), Positions::of(&lexicon, streams, &titles)))
}

/// The most frequent phrases with their commonest spelling.
fn listed_phrases(found: &Phrases, counts: &counts::Counts, vocabulary: &Vocabulary) -> Vec<Phrase> {
    let stop_words = vocabulary.stop_words();
    let mut order: Vec<usize> = (0..found.found.len()).collect();
    order.sort_by_key(|&index| (std::cmp::Reverse(found.found[index].count), index));
    let phrase = |index: usize| {
        let key = found.key(index, vocabulary, &stop_words);
        let term = counts.terms.binary_search_by(|term| term.key.cmp(&key)).ok()?;
        let phrase = &found.found[index];
        let label = counts.terms[term].label.clone();
        (!label.is_empty()).then(|| Phrase {
            phrase: label,
            count: u64::from(phrase.count),
            documents: phrase.documents as usize,
            npmi: phrase.npmi,
        })
    };
    order.into_iter().filter_map(phrase).take(MOST_PHRASES).collect()
}

/// Where the documents lie that show the findings best.
fn passage_places<'s>(wanted: &[passages::Wanted], study: &'s Study) -> Vec<&'s ingest::Place> {
    let rows: BTreeSet<usize> = wanted.iter().flat_map(|wanted| wanted.rows.iter().copied()).collect();
    rows.into_iter().filter_map(|row| study.documents[row].place.as_ref()).collect()
}

/// Reads documents again, each once.
fn reread(
    paths: &[PathBuf],
    config: &Config,
    examples: &[&ingest::Place],
    passages: &[&ingest::Place],
) -> Vec<Document> {
    let places: BTreeSet<&ingest::Place> = examples.iter().chain(passages).copied().collect();
    recall::reread(paths, &places, config)
}

/// Texts in which what was cut is blanked out: it shows nothing.
fn without_boilerplate(texts: Vec<Document>, judged: &Judged, described: &[Described]) -> Vec<Document> {
    let places: Vec<ingest::Place> = texts.iter().map(|document| document.place.clone()).collect();
    let cuts = judged.cuts(described, &places.iter().collect());
    let blanked = |mut document: Document| {
        if let Some(words) = cuts.get(&document.place) {
            document.text = quote::blank(&document.text, words);
        }
        document
    };
    texts.into_iter().map(blanked).collect()
}

/// Picks the sentences that show the findings best.
fn show(
    wanted: &[passages::Wanted],
    study: &Study,
    texts: Vec<Document>,
    config: &Config,
    judged: &Judged,
) -> Vec<Passage> {
    let rows: BTreeSet<usize> = wanted.iter().flat_map(|wanted| wanted.rows.iter().copied()).collect();
    let row_of = |document: Document| {
        let row = rows.iter().find(|&&row| study.documents[row].place.as_ref() == Some(&document.place))?;
        Some((*row, document))
    };
    let texts: Vec<(usize, Document)> = texts.into_iter().filter_map(row_of).collect();
    let words = passages::Language { code: judged.language.clone(), options: config.words.clone() };
    passages::pick(wanted, &texts, &study.documents, &words)
}

/// A title from the names of the inputs, the same in whatever order they are given.
fn title_of(paths: &[PathBuf]) -> String {
    let name = |path: &PathBuf| match path.file_name() {
        Some(name) if name == "-" => "standard input".into(),
        Some(name) => name.to_string_lossy().into_owned(),
        None => path.display().to_string(),
    };
    let mut names: Vec<String> = paths.iter().map(name).collect();
    names.sort();
    names.join(", ")
}
