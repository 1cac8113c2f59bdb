//! The whole run, from files to findings: read, cut into words, count, find, read back the passages that show it.
//!
//! Batches of documents stream through; their texts are dropped as soon as their words are numbered.

use crate::config::Config;
use crate::counts;
use crate::drift::findings::{Passage, Phrase};
use crate::drift::{self, Described, Findings, Groups, Study, passages};
use crate::error::{Error, Result, Warning};
use crate::ingest::{self, Dated, Document};
use crate::text::normalize::{detect_language, majority};
use crate::text::{Lexicon, PhraseOptions, Phrases, Streams, Vocabulary};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Most warnings and phrases that a report lists.
const MOST_WARNINGS: usize = 200;
const MOST_PHRASES: usize = 50;
/// Bytes of a document from which its language is told.
const LANGUAGE_SAMPLE: usize = 400;

/// What a run is doing, for a progress bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Bytes read so far and in all (0 if unknown).
    Reading { done: u64, total: u64 },
    /// A step that has begun.
    Step(&'static str),
}

/// Reads the documents below `paths` and finds everything that a report says.
///
/// The result depends on the documents and the configuration alone: not on threads, the order of files or the machine.
///
/// # Errors
/// A path that does not exist, a setting that means nothing, or no usable document at all. Faults in single documents
/// are warnings in the findings.
pub fn analyze(paths: &[PathBuf], config: &Config, progress: &mut dyn FnMut(Progress)) -> Result<Findings> {
    let mut material = Material::read(paths, config, progress)?;
    progress(Progress::Step("counting"));
    material.sort();
    let language = material.language(config);
    let (study, phrases) = material.study(config, &language);
    progress(Progress::Step("finding"));
    let mut findings = drift::find(&study);
    findings.phrases = phrases;
    findings.corpus.language.clone_from(&language);
    findings.corpus.title = config.title.clone().unwrap_or_else(|| title_of(paths));
    findings.corpus.warnings_total = material.warnings.len();
    findings.corpus.warnings = material.warnings.into_iter().take(MOST_WARNINGS).collect();
    progress(Progress::Step("reading passages"));
    findings.passages = show(paths, config, &study, &findings);
    drift::finish(&mut findings);
    Ok(findings)
}

/// What is kept of the documents while they stream by.
#[derive(Default)]
struct Material {
    streams: Streams,
    documents: Vec<Described>,
    languages: BTreeMap<&'static str, usize>,
    warnings: Vec<Warning>,
}

impl Material {
    fn read(paths: &[PathBuf], config: &Config, progress: &mut dyn FnMut(Progress)) -> Result<Self> {
        let mut material = Self::default();
        let mut outside = 0;
        let mut sink = |batch: Vec<Document>| {
            let before = batch.len();
            let batch: Vec<Document> = batch.into_iter().filter(|d| in_range(d.dated.as_ref(), config)).collect();
            outside += before - batch.len();
            material.add(batch);
        };
        let told = &mut |done, total| progress(Progress::Reading { done, total });
        let reading = ingest::read(paths, &config.input, &mut sink, told)?;
        material.warnings.extend(reading.warnings);
        outside += material.settle(reading.late, config);
        if material.documents.is_empty() {
            return Err(nothing_in_range(paths, config, outside));
        }
        if outside > 0 {
            let what = format!("{outside} documents lie outside the dates asked for and were left out");
            material.warnings.push(Warning::file("settings", what));
        }
        Ok(material)
    }

    fn add(&mut self, batch: Vec<Document>) {
        let texts: Vec<&str> = batch.iter().map(|document| document.text.as_str()).collect();
        let first = self.streams.documents.len();
        self.streams.add(&texts);
        let languages: Vec<Option<&'static str>> =
            texts.par_iter().map(|text| detect_language(beginning(text))).collect();
        for language in languages.into_iter().flatten() {
            *self.languages.entry(language).or_default() += 1;
        }
        for (index, document) in batch.into_iter().enumerate() {
            self.documents.push(Described {
                words: self.streams.documents[first + index].len() as u64,
                id: document.id,
                place: Some(document.place),
                title: document.title,
                source: document.source,
                dated: document.dated,
            });
        }
    }

    /// Gives documents the dates that only the whole material could tell; returns how many of them lie outside the dates
    /// asked for and were dropped.
    fn settle(&mut self, late: Vec<(String, Dated)>, config: &Config) -> usize {
        if late.is_empty() {
            return 0;
        }
        let mut late: BTreeMap<String, Dated> = late.into_iter().collect();
        let before = self.documents.len();
        let streams = std::mem::take(&mut self.streams.documents);
        for (mut document, stream) in std::mem::take(&mut self.documents).into_iter().zip(streams) {
            document.dated = document.dated.or_else(|| late.remove(&document.id));
            if in_range(document.dated.as_ref(), config) {
                self.documents.push(document);
                self.streams.documents.push(stream);
            }
        }
        before - self.documents.len()
    }

    /// Brings the documents into the order of time, then of names; undated last.
    fn sort(&mut self) {
        self.streams.close();
        let mut rows: Vec<(Described, crate::text::Stream)> =
            std::mem::take(&mut self.documents).into_iter().zip(std::mem::take(&mut self.streams.documents)).collect();
        let key = |document: &Described| {
            let dated = document.dated.as_ref();
            (dated.is_none(), dated.map(|dated| (dated.first, dated.last)))
        };
        rows.sort_by(|(a, _), (b, _)| key(a).cmp(&key(b)).then_with(|| a.id.cmp(&b.id)));
        (self.documents, self.streams.documents) = rows.into_iter().unzip();
    }

    fn language(&self, config: &Config) -> String {
        if config.words.language == "auto" { majority(&self.languages) } else { config.words.language.clone() }
    }

    /// Counts everything; the streams are no longer needed afterwards.
    fn study(&mut self, config: &Config, language: &str) -> (Study, Vec<Phrase>) {
        let streams = std::mem::take(&mut self.streams);
        let documents = std::mem::take(&mut self.documents);
        let vocabulary = Vocabulary::of(&streams, language, &config.words);
        let words = streams.documents.iter().map(|stream| stream.len() as u64).sum();
        let longest = if config.words.phrases { config.words.max_phrase } else { 1 };
        let found = Phrases::find(&streams.documents, &vocabulary, &PhraseOptions::for_corpus(words, longest));
        let counts = counts::build(&streams, &vocabulary, &found);
        let mentions = (!config.themes.is_empty()).then(|| {
            let lexicon = Lexicon::compile(&config.themes, &streams, &vocabulary, &config.words);
            let entries: Vec<usize> = config.themes.iter().map(|theme| theme.words.len()).collect();
            lexicon.count(&streams.documents, &entries)
        });
        let phrases = listed_phrases(&found, &counts, &vocabulary);
        let study = Study {
            groups: Groups::of(&documents, config.period),
            documents,
            counts,
            themes: config.themes.clone(),
            mentions,
            pairs: config.relative.clone(),
            seed: config.seed,
        };
        (study, phrases)
    }
}

/// A document is in range unless its whole date lies outside; without a date it stays.
fn in_range(dated: Option<&Dated>, config: &Config) -> bool {
    dated.is_none_or(|dated| {
        config.from.is_none_or(|from| dated.last >= from) && config.to.is_none_or(|to| dated.first <= to)
    })
}

fn nothing_in_range(paths: &[PathBuf], config: &Config, outside: usize) -> Error {
    let day = |day: Option<jiff::civil::Date>| day.map_or_else(|| "any day".to_owned(), |day| day.to_string());
    let what = format!("no document lies between {} and {}", day(config.from), day(config.to));
    let hint = format!("{outside} documents of {} lie outside; widen --from and --to", title_of(paths));
    Error::setting("date range", what, hint)
}

/// The first few hundred bytes, cut between characters.
fn beginning(text: &str) -> &str {
    &text[..text.floor_char_boundary(LANGUAGE_SAMPLE)]
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

/// Reads again the documents that show the findings best, and picks the sentences.
fn show(paths: &[PathBuf], config: &Config, study: &Study, findings: &Findings) -> Vec<Passage> {
    let wanted = passages::wanted(study, findings);
    let mut rows: Vec<usize> = wanted.iter().flat_map(|wanted| wanted.rows.iter().copied()).collect();
    rows.sort_unstable();
    rows.dedup();
    let places: Vec<&ingest::Place> = rows.iter().filter_map(|&row| study.documents[row].place.as_ref()).collect();
    let texts = ingest::reread(paths, &places, &config.input);
    let row_of = |document: Document| {
        let row = rows.iter().find(|&&row| study.documents[row].place.as_ref() == Some(&document.place))?;
        Some((*row, document))
    };
    let texts: Vec<(usize, Document)> = texts.into_iter().filter_map(row_of).collect();
    let words = passages::Language { code: findings.corpus.language.clone(), options: config.words.clone() };
    passages::pick(&wanted, &texts, &study.documents, &words)
}

/// A title from the names of the inputs.
fn title_of(paths: &[PathBuf]) -> String {
    let name = |path: &PathBuf| {
        path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
    };
    paths.iter().map(name).collect::<Vec<_>>().join(", ")
}
