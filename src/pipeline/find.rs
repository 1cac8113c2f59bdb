//! A query in its contexts, while the documents stream by: nothing is kept but the hits.
//!
//! Every document counts that is read, copies and documents in other languages too: who looks for a word wants to see it
//! wherever it stands. So there may be more hits here than mentions in a report.

use super::material::in_range;
use super::{Progress, material};
use crate::config::Config;
use crate::drift::concordance::{Concordance, Hit, Order};
use crate::drift::date_label;
use crate::error::{Error, Result};
use crate::ingest::{self, Dated, Document};
use crate::text::entry;
use crate::text::normalize::{detect_language, majority};
use crate::text::search::Query;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// What to look for, and how much of it to give.
#[derive(Debug, Clone)]
pub struct Search {
    pub query: Query,
    /// The query as people read it.
    pub name: String,
    /// Only documents of this source.
    pub source: Option<String>,
    pub order: Order,
    /// Hits that are kept, the first in order.
    pub most: usize,
    /// Characters on either side of a hit.
    pub context: usize,
}

/// Looks for a query in the documents below `paths`.
///
/// # Errors
/// As [`super::analyze`], also where no document has the source or lies in the dates asked for.
pub fn find(
    paths: &[PathBuf],
    config: &Config,
    search: &Search,
    progress: &mut dyn FnMut(Progress),
) -> Result<Concordance> {
    material::check_language(&config.words.language)?;
    if let Query::Words(theme) = &search.query {
        entry::check(std::slice::from_ref(theme))?;
    }
    let mut finder = Finder { config, search, language: None, found: Concordance::default(), undated: Vec::new() };
    let mut sink = |batch: Vec<Document>| finder.take(batch);
    let told = &mut |done, total| progress(Progress::Reading { done, total });
    let reading = ingest::read(paths, &config.input, &mut sink, told)?;
    let found = finder.finish(reading.late);
    if found.documents == 0 {
        let source = search.source.as_ref().map(|source| format!(" of \"{source}\"")).unwrap_or_default();
        let what = format!("no document{source} in the dates asked for");
        return Err(Error::setting("find", what, "`driftline inspect PATH` lists sources and dates"));
    }
    Ok(found)
}

struct Finder<'f> {
    config: &'f Config,
    search: &'f Search,
    /// Of the first documents, unless the settings name one.
    language: Option<String>,
    found: Concordance,
    /// Documents without a date may yet get one: name, and hits. They wait.
    undated: Vec<(String, Vec<Hit>)>,
}

impl Finder<'_> {
    fn take(&mut self, batch: Vec<Document>) {
        // All documents tell the language, so that a filter that leaves none of the first does not decide it.
        let first = |batch: &[Document]| {
            let texts: Vec<&str> = batch.iter().map(|document| document.text.as_str()).collect();
            language(&texts, self.config)
        };
        let language = self.language.get_or_insert_with(|| first(&batch));
        let wanted = |document: &Document| {
            let source = self.search.source.as_ref();
            source.is_none_or(|source| document.source.as_ref() == Some(source))
                && in_range(document.dated.as_ref(), self.config)
        };
        let batch: Vec<Document> = batch.into_iter().filter(wanted).collect();
        let texts: Vec<&str> = batch.iter().map(|document| document.text.as_str()).collect();
        let places = self.search.query.places(&texts, language, &self.config.words);
        let hits = |(document, places): (&Document, &Vec<_>)| -> Vec<Hit> {
            let cut = |place: &std::ops::Range<usize>| Hit::cut(&document.text, place.clone(), self.search.context);
            places.iter().map(|place| described(document, cut(place))).collect()
        };
        let hits: Vec<Vec<Hit>> = batch.par_iter().zip(&places).map(hits).collect();
        self.found.documents += batch.len();
        for (document, hits) in batch.iter().zip(hits).filter(|(_, hits)| !hits.is_empty()) {
            self.found.documents_with_hits += 1;
            self.found.hits_total += hits.len();
            match document.dated {
                Some(_) => self.found.hits.extend(hits),
                None => self.undated.push((document.id.clone(), hits)),
            }
        }
        if self.found.hits.len() > self.search.most.saturating_mul(2) {
            self.keep_first();
        }
    }

    fn keep_first(&mut self) {
        self.found.hits.par_sort_unstable_by(|a, b| a.compare(b, self.search.order));
        self.found.hits.truncate(self.search.most);
    }

    /// Gives documents the dates that only the whole material could tell, and leaves out those that lie elsewhere.
    fn finish(mut self, late: Vec<(String, Dated)>) -> Concordance {
        let mut late: BTreeMap<String, Dated> = late.into_iter().collect();
        for (id, mut hits) in std::mem::take(&mut self.undated) {
            let dated = late.remove(&id);
            if !in_range(dated.as_ref(), self.config) {
                self.found.documents -= 1;
                self.found.documents_with_hits -= 1;
                self.found.hits_total -= hits.len();
                continue;
            }
            hits.iter_mut().for_each(|hit| date(hit, dated.as_ref()));
            self.found.hits.extend(hits);
        }
        self.keep_first();
        self.found.query.clone_from(&self.search.name);
        self.found
    }
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
