//! A query in its contexts, while the documents stream by: nothing of them is kept but the hits and the spellings.
//!
//! Every document counts that is read, copies and documents in other languages too: who looks for a word wants to see it
//! wherever it stands. So there may be more hits here than mentions in a report.
//!
//! Of more hits than are wanted only the first are kept, those without a date apart: some dates (03/04/2023) are told by
//! the whole material only. Where such a date then comes to a document of which hits were let go, all is read once more;
//! standard input, which cannot be, keeps every hit that has no date.

use super::material::in_range;
use super::{Cache, Input, Progress, material};
use crate::config::Config;
use crate::drift::concordance::{Concordance, Hit, Order};
use crate::drift::date_label;
use crate::error::{Error, Result};
use crate::ingest::{self, Dated, Document, Row};
use crate::saved::Parts;
use crate::text::normalize::{detect_language, majority};
use crate::text::search::{Query, Spellings};
use crate::text::{Streams, entry, nearest};
use rayon::prelude::*;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::PathBuf;

/// Words and sources proposed where there is nothing of the name.
const MOST_PROPOSED: usize = 5;
const MOST_SOURCES: usize = 12;

/// What to look for, and how much of it to give.
#[derive(Debug, Clone)]
pub struct Search {
    pub query: Query,
    /// The query as people read it.
    pub name: String,
    /// Only documents of this source, in whatever capitals.
    pub source: Option<String>,
    pub order: Order,
    /// Hits that are kept, the first in order.
    pub most: usize,
    /// Characters on either side of a hit.
    pub context: usize,
}

/// Looks for a query in the documents below the paths of `input`.
///
/// # Errors
/// As [`super::analyze`], also where no document has the source or lies in the dates asked for.
pub fn find<'i>(
    input: impl Into<Input<'i>>,
    config: &Config,
    search: &Search,
    progress: &mut dyn FnMut(Progress),
) -> Result<Concordance> {
    material::check_language(&config.words.language)?;
    if let Query::Words(theme) = &search.query {
        entry::check(std::slice::from_ref(theme))?;
    }
    let Input { paths, cache } = input.into();
    let again = !paths.iter().any(|path| path.as_os_str() == "-");
    let (mut finder, late) = pass(Finder { cache, ..Finder::new(config, search, again) }, paths, progress)?;
    // Hits of documents that got their dates only now may be among those that were let go.
    let finder = match finder.let_go && !late.is_empty() {
        true => {
            // Known words are numbered by the streams of the first pass, which go on.
            let (cache, spellings) = (finder.cache.take(), std::mem::take(&mut finder.spellings));
            pass(Finder { late, cache, spellings, ..Finder::new(config, search, false) }, paths, progress)?.0
        }
        false => finder.settled(&late),
    };
    finder.finish()
}

/// Reads everything once; returns the dates that only the whole material could tell.
fn pass<'f>(
    mut finder: Finder<'f>,
    paths: &[PathBuf],
    progress: &mut dyn FnMut(Progress),
) -> Result<(Finder<'f>, BTreeMap<String, Dated>)> {
    let config = finder.config;
    let parts = RefCell::new(Parts::default());
    let mut load = |counts: &[PathBuf]| material::load(counts, config, &mut parts.borrow_mut());
    let mut sink = |batch: Vec<Document>| finder.take(with_texts(batch, &parts.borrow()));
    let told = &mut |done, total| progress(Progress::Reading { done, total });
    let reading = ingest::read_with(paths, &config.input, &mut load, &mut sink, told)?;
    reading.warnings.iter().for_each(|warning| progress(Progress::Fault(warning)));
    Ok((finder, reading.late.into_iter().collect()))
}

/// Gives documents of saved counts their texts.
fn with_texts(mut batch: Vec<Document>, parts: &Parts) -> Vec<Document> {
    let rows: Vec<Row> = batch.iter().filter_map(|document| document.counted).collect();
    let counted = batch.iter_mut().filter(|document| document.counted.is_some());
    for (document, text) in counted.zip(parts.texts(&rows)) {
        document.text = text.unwrap_or_default();
    }
    batch
}

struct Finder<'f> {
    config: &'f Config,
    search: &'f Search,
    cache: Option<&'f mut Cache>,
    spellings: Spellings,
    /// Of the first documents, unless the settings name one.
    language: Option<String>,
    found: Concordance,
    /// Documents without a date may yet get one, and then lie outside the dates asked for: name, and number of hits.
    undated: Vec<(String, usize)>,
    undated_hits: Vec<Hit>,
    /// Dates known from an earlier pass.
    late: BTreeMap<String, Dated>,
    /// Whether all can be read again, so that undated hits need not all be kept; and whether some were let go.
    again: bool,
    let_go: bool,
    /// Sources met, to propose those that there are.
    sources: BTreeSet<String>,
}

impl<'f> Finder<'f> {
    fn new(config: &'f Config, search: &'f Search, again: bool) -> Self {
        Self {
            config,
            search,
            cache: None,
            spellings: Spellings::default(),
            language: None,
            found: Concordance::default(),
            undated: Vec::new(),
            undated_hits: Vec::new(),
            late: BTreeMap::new(),
            again,
            let_go: false,
            sources: BTreeSet::new(),
        }
    }

    fn take(&mut self, mut batch: Vec<Document>) {
        for document in batch.iter_mut().filter(|document| document.dated.is_none()) {
            document.dated = self.late.remove(&document.id);
        }
        // All documents tell the language, so that a filter that leaves none of the first does not decide it.
        let first = |batch: &[Document]| {
            let texts: Vec<&str> = batch.iter().map(|document| document.text.as_str()).collect();
            language(&texts, self.config)
        };
        let language = self.language.get_or_insert_with(|| first(&batch)).clone();
        if self.search.source.is_some() {
            self.sources.extend(batch.iter().filter_map(|document| document.source.clone()));
        }
        batch.retain(|document| wanted(document, self.search, self.config));
        let texts: Vec<&str> = batch.iter().map(|document| document.text.as_str()).collect();
        let places = self.places(&texts, &language);
        let hits = |(document, places): (&Document, &Vec<_>)| -> Vec<Hit> {
            let cut = |place: &std::ops::Range<usize>| Hit::cut(&document.text, place.clone(), self.search.context);
            places.iter().map(|place| described(document, cut(place))).collect()
        };
        let hits: Vec<Vec<Hit>> = batch.par_iter().zip(&places).map(hits).collect();
        self.found.documents += batch.len();
        for (document, hits) in batch.iter().zip(hits) {
            self.found.documents_with_hits += usize::from(!hits.is_empty());
            self.found.hits_total += hits.len();
            match document.dated {
                Some(_) => self.found.hits.extend(hits),
                None => {
                    self.undated.push((document.id.clone(), hits.len()));
                    self.undated_hits.extend(hits);
                }
            }
        }
        if self.found.hits_total == 0 {
            self.look_around(&texts);
        }
        self.bound();
    }

    /// Where the query stands in each text. Known words need not be cut again.
    fn places(&mut self, texts: &[&str], language: &str) -> Vec<Vec<Range<usize>>> {
        let Query::Words(theme) = &self.search.query else {
            return self.search.query.places(texts, language, &self.config.words);
        };
        let streams = &mut self.spellings.streams;
        match &mut self.cache {
            Some(cache) => drop(cache.add(streams, texts)),
            None => streams.add(texts),
        }
        self.spellings.places(theme, texts, (language, &self.config.words))
    }

    /// Keeps words that are spelled like a query of which no mention was met yet.
    fn look_around(&mut self, texts: &[&str]) {
        let Query::Words(theme) = &self.search.query else { return };
        let mut streams = Streams::default();
        streams.add(texts);
        let known = std::mem::take(&mut self.found.nearest);
        let entries = || theme.words.iter().filter(|entry| !entry.starts_with('!')).map(String::as_str);
        let phrases: Vec<String> =
            entries().flat_map(|entry| nearest::phrases(entry, &streams, MOST_PROPOSED)).collect();
        let surfaces = streams.surfaces.iter().map(|surface| &**surface);
        let names = known.iter().chain(&phrases).map(String::as_str).chain(surfaces);
        self.found.nearest = nearest::nearest(entries(), names, MOST_PROPOSED);
    }

    /// Lets go of hits that cannot be among the first, so that memory does not grow with the corpus.
    fn bound(&mut self) {
        let (most, order) = (self.search.most, self.search.order);
        let many = |hits: &[Hit]| hits.len() > most.saturating_mul(2);
        if many(&self.found.hits) {
            keep_first(&mut self.found.hits, most, order);
        }
        if self.again && many(&self.undated_hits) {
            keep_first(&mut self.undated_hits, most, order);
            self.let_go = true;
        }
    }

    /// Gives documents the dates that only the whole material could tell, and leaves out those that lie elsewhere.
    fn settled(mut self, late: &BTreeMap<String, Dated>) -> Self {
        let config = self.config;
        let inside = |id: &str| in_range(late.get(id), config);
        for &(_, hits) in self.undated.iter().filter(|(id, _)| !inside(id)) {
            self.found.documents -= 1;
            self.found.documents_with_hits -= usize::from(hits > 0);
            self.found.hits_total -= hits;
        }
        self.undated_hits.retain(|hit| inside(&hit.document));
        self.undated_hits.iter_mut().for_each(|hit| date(hit, late.get(&hit.document)));
        self
    }

    fn finish(mut self) -> Result<Concordance> {
        if self.found.documents == 0 {
            return Err(self.nothing());
        }
        self.found.hits.append(&mut self.undated_hits);
        keep_first(&mut self.found.hits, self.search.most, self.search.order);
        if self.found.hits_total > 0 {
            self.found.nearest.clear();
        }
        self.found.query.clone_from(&self.search.name);
        Ok(self.found)
    }

    fn nothing(&self) -> Error {
        let Some(asked) = &self.search.source else {
            let what = "no document in the dates asked for".to_owned();
            return Error::setting("find", what, "`driftline inspect PATH` lists dates");
        };
        if self.sources.iter().any(|source| same_source(source, asked)) {
            let what = format!("no document of \"{asked}\" in the dates asked for");
            return Error::setting("--source", what, "`driftline inspect PATH` lists sources and dates");
        }
        let names = || self.sources.iter().map(String::as_str);
        let alike = nearest::nearest(std::iter::once(asked.as_str()), names(), MOST_PROPOSED);
        let listed: Vec<&str> = names().take(MOST_SOURCES).collect();
        let more = if self.sources.len() > listed.len() {
            format!(" and {} more", self.sources.len() - listed.len())
        } else {
            String::new()
        };
        let hint = match (alike.is_empty(), listed.is_empty()) {
            (false, _) => format!("nearest: {}", alike.join(", ")),
            (true, false) => format!("there are {}{more}", listed.join(", ")),
            (true, true) => "no document names a source; --source-column says where it stands".into(),
        };
        Error::setting("--source", format!("no document is of \"{asked}\""), hint)
    }
}

fn wanted(document: &Document, search: &Search, config: &Config) -> bool {
    let of_source = |asked: &String| document.source.as_ref().is_some_and(|source| same_source(source, asked));
    search.source.as_ref().is_none_or(of_source) && in_range(document.dated.as_ref(), config)
}

/// Capitals and blanks at the ends make no other source.
fn same_source(source: &str, asked: &str) -> bool {
    source.trim().to_lowercase() == asked.trim().to_lowercase()
}

fn keep_first(hits: &mut Vec<Hit>, most: usize, order: Order) {
    hits.par_sort_unstable_by(|a, b| a.compare(b, order));
    hits.truncate(most);
}

/// The language asked for, or that of most of the first documents.
fn language(texts: &[&str], config: &Config) -> String {
    if config.words.language != "auto" {
        return config.words.language.clone();
    }
    let told: Vec<Option<&'static str>> =
        texts.par_iter().map(|text| detect_language(material::beginning(text))).collect();
    let mut votes: BTreeMap<&'static str, usize> = BTreeMap::new();
    told.into_iter().flatten().for_each(|language| *votes.entry(language).or_default() += 1);
    majority(&votes)
}

fn described(document: &Document, hit: Hit) -> Hit {
    let mut hit =
        Hit { document: document.id.clone(), title: document.title.clone(), source: document.source.clone(), ..hit };
    date(&mut hit, document.dated.as_ref());
    hit
}

fn date(hit: &mut Hit, dated: Option<&Dated>) {
    hit.date = dated.map(date_label);
    hit.days = dated.map(|dated| (dated.first, dated.last));
}
