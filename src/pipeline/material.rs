//! What is kept of the documents while they stream by, and what is judged of them before anything is counted.

use super::cache::{Cache, Input, told};
use super::{MOST_WARNINGS, Progress, recall, title_of};
use crate::config::{CleanOptions, Config, OtherLanguages};
use crate::drift::findings::{Corpus, DuplicateFinding, LanguageFinding, RemovedFinding, RemovedTotal};
use crate::drift::{Described, date_label};
use crate::error::{Error, Result, Warning};
use crate::ingest::{self, Dated, Document, Place, Receipts, Removed, Row, SavedFacts, Slip};
use crate::saved::{self, Parts, of_text};
use crate::text::boilerplate::{self, Boilerplate, Kind};
use crate::text::duplicates::{self, Copy};
use crate::text::entry;
use crate::text::normalize::{languages, majority};
use crate::text::{Streams, language, quote};
use rayon::prelude::*;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::PathBuf;

/// Bytes of a document from which its language is told at first.
const LANGUAGE_SAMPLE: usize = 400;
/// Most removals, copies and documents in other languages that a report lists.
const MOST_LISTED: usize = 200;

/// The documents in the order of time, then of names; undated last.
#[derive(Default)]
pub struct Material {
    pub streams: Streams,
    pub documents: Vec<Described>,
    /// What was taken out of each document by general rules.
    receipts: Receipts,
    slips: Vec<Slip>,
    /// The language that the beginning of each document tells.
    languages: Vec<Option<&'static str>>,
    pub warnings: Vec<Warning>,
    /// Documents that are not plain UTF-8, by what they were read as; those outside the dates asked for are among them.
    pub encodings: BTreeMap<String, usize>,
    pub files: usize,
    /// The paths that the documents come from, before they were counted where saved counts were read.
    pub roots: Vec<PathBuf>,
    /// Files that accompany the documents and are none.
    pub companions: Vec<String>,
}

/// What was found out about each document, by row of the material as it was read.
#[derive(Default)]
pub struct Judged {
    /// The language that the beginning of each document tells.
    pub languages: Vec<Option<&'static str>>,
    receipts: Receipts,
    slips: Vec<Slip>,
    /// The language of the corpus.
    pub language: String,
    /// In another language, and therefore out.
    pub other: Vec<bool>,
    /// A copy, and therefore out.
    pub copies: Vec<Option<Copy>>,
    pub boilerplate: Boilerplate,
    /// The very text of each piece of boilerplate, as its example has it.
    pub texts: Vec<Removed>,
}

/// Refuses a language that nothing is known of.
pub fn check_language(language: &str) -> Result<()> {
    let codes = languages();
    if language == "auto" || codes.contains(&language) {
        return Ok(());
    }
    let what = format!("no language \"{language}\" is known");
    Err(Error::setting("language", what, format!("take auto, or one of {}", codes.join(", "))))
}

/// Opens saved counts, whose documents must have been read as this run reads others.
pub fn load(counts: &[PathBuf], config: &Config, parts: &mut Parts) -> Result<SavedFacts> {
    if counts.is_empty() {
        return Ok(SavedFacts::default());
    }
    *parts = recall::open(counts, &config.input)?;
    let facts = parts.facts()?;
    saved::agree(&config.input, &parts.settings()?)?;
    Ok(facts)
}

impl Material {
    /// Reads everything that the settings do not leave out.
    ///
    /// # Errors
    /// A path that does not exist, a column that is not there, a theme that cannot be found, or no usable document.
    pub fn read<'i>(input: impl Into<Input<'i>>, config: &Config, progress: &mut dyn FnMut(Progress)) -> Result<Self> {
        let Input { paths, mut cache } = input.into();
        check_language(&config.words.language)?;
        entry::check(&config.themes)?;
        let mut material = Self::default();
        let mut outside = 0;
        let parts = RefCell::new(Parts::default());
        let mut load = |counts: &[PathBuf]| load(counts, config, &mut parts.borrow_mut());
        let mut sink = |batch: Vec<Document>| {
            let before = batch.len();
            let batch: Vec<Document> = batch.into_iter().filter(|d| in_range(d.dated.as_ref(), config)).collect();
            outside += before - batch.len();
            material.add(batch, cache.as_deref_mut(), &mut parts.borrow_mut());
        };
        let show = &mut |done, total| progress(Progress::Reading { done, total });
        let reading = ingest::read_with(paths, &config.input, &mut load, &mut sink, show)?;
        material.roots = reading.roots.into_iter().map(PathBuf::from).collect();
        material.files = reading.files;
        material.companions = reading.companions;
        material.warnings = reading.warnings;
        material.warnings.iter().for_each(|warning| progress(Progress::Fault(warning)));
        material.encodings = reading.encodings;
        outside += material.settle(reading.late, config);
        if material.documents.is_empty() {
            return Err(nothing_in_range(paths, config, outside));
        }
        if outside > 0 {
            let what = format!("{outside} documents lie outside the dates asked for and were left out");
            material.warnings.push(Warning::file("settings", what));
        }
        material.sort();
        Ok(material)
    }

    /// Adds documents, all of which were read or all of which come from saved counts.
    fn add(&mut self, batch: Vec<Document>, cache: Option<&mut Cache>, parts: &mut Parts) {
        let rows: Vec<Row> = batch.iter().filter_map(|document| document.counted).collect();
        let first = self.streams.documents.len();
        let contents = match rows.is_empty() {
            true => self.add_texts(&batch, cache),
            false => self.add_counted(&rows, parts),
        };
        for (index, document) in batch.into_iter().enumerate() {
            self.slips.push(self.receipts.add(document.removed));
            self.documents.push(Described {
                words: self.streams.documents[first + index].len() as u64,
                content: contents[index],
                id: document.id,
                place: Some(document.counted.map_or(document.place, |row| recall::place(parts, row))),
                title: document.title,
                source: document.source,
                dated: document.dated,
            });
        }
    }

    /// Cuts texts into words; returns their hashes.
    fn add_texts(&mut self, batch: &[Document], cache: Option<&mut Cache>) -> Vec<u64> {
        let texts: Vec<&str> = batch.iter().map(|document| document.text.as_str()).collect();
        match cache {
            Some(cache) => self.languages.extend(cache.add(&mut self.streams, &texts)),
            None => {
                self.streams.add(&texts);
                self.languages.par_extend(texts.par_iter().map(|text| told(text)));
            }
        }
        texts.par_iter().map(|text| of_text(text)).collect()
    }

    /// Takes the words of texts as they were saved; returns the hashes of the texts.
    fn add_counted(&mut self, rows: &[Row], parts: &mut Parts) -> Vec<u64> {
        parts.add_to(&mut self.streams, rows);
        let (contents, languages): (Vec<u64>, Vec<_>) = rows.iter().map(|&row| parts.known(row)).unzip();
        self.languages.extend(languages);
        contents
    }

    /// Gives documents the dates that only the whole material could tell; returns how many then lie outside the dates
    /// asked for and are dropped.
    fn settle(&mut self, late: Vec<(String, Dated)>, config: &Config) -> usize {
        let mut late: BTreeMap<String, Dated> = late.into_iter().collect();
        for document in self.documents.iter_mut().filter(|document| document.dated.is_none()) {
            document.dated = late.remove(&document.id);
        }
        let kept: Vec<bool> = self.documents.iter().map(|document| in_range(document.dated.as_ref(), config)).collect();
        let outside = kept.iter().filter(|kept| !**kept).count();
        if outside > 0 {
            self.streams.retain(&kept);
            keep_marked(&mut self.documents, &kept);
            keep_marked(&mut self.slips, &kept);
            keep_marked(&mut self.languages, &kept);
        }
        outside
    }

    fn sort(&mut self) {
        self.streams.close();
        let mut order: Vec<usize> = (0..self.documents.len()).collect();
        let key = |row: usize| {
            let document = &self.documents[row];
            let dated = document.dated.as_ref();
            // Documents of one day go by their contents, so that another name for a file changes no random number.
            let content = dated.map(|_| document.content);
            (dated.is_none(), dated.map(|dated| (dated.first, dated.last)), content, &document.id)
        };
        order.sort_by(|&a, &b| key(a).cmp(&key(b)));
        self.take(&order);
    }

    /// Keeps these rows, in this order.
    pub fn take(&mut self, order: &[usize]) {
        reorder(&mut self.documents, order);
        reorder(&mut self.streams.documents, order);
        reorder(&mut self.slips, order);
        reorder(&mut self.languages, order);
    }

    /// The language asked for, or that of most documents.
    fn language(&self, config: &Config) -> String {
        if config.words.language != "auto" {
            return config.words.language.clone();
        }
        let mut votes: BTreeMap<&'static str, usize> = BTreeMap::new();
        self.languages.iter().flatten().for_each(|language| *votes.entry(language).or_default() += 1);
        majority(&votes)
    }

    /// Judges every document, hands over what is known of each, and cuts what recurs out of the words; no document is
    /// dropped yet.
    pub fn judge(&mut self, config: &Config) -> Judged {
        let language = self.language(config);
        let other = match config.words.other_languages {
            OtherLanguages::Drop => language::others(&self.streams, &self.languages, &language),
            OtherLanguages::Keep => vec![false; self.documents.len()],
        };
        let CleanOptions { boilerplate, duplicates } = config.clean;
        let boilerplate = if boilerplate { self.cut_boilerplate(&other) } else { Boilerplate::default() };
        let copies = match duplicates {
            true => duplicates::near(&self.streams.documents, &other),
            false => vec![None; self.documents.len()],
        };
        let (languages, slips) = (std::mem::take(&mut self.languages), std::mem::take(&mut self.slips));
        let receipts = std::mem::take(&mut self.receipts);
        Judged { languages, receipts, slips, language, other, copies, boilerplate, texts: Vec::new() }
    }

    fn cut_boilerplate(&mut self, other: &[bool]) -> Boilerplate {
        let names: BTreeSet<&str> = self.documents.iter().filter_map(|document| document.source.as_deref()).collect();
        let numbers: BTreeMap<&str, usize> = names.into_iter().zip(0..).collect();
        let number = |document: &Described| document.source.as_deref().and_then(|source| numbers.get(source).copied());
        let sources: Vec<Option<usize>> = self.documents.iter().map(number).collect();
        // A text that was printed twice says nothing about what recurs.
        let copies = duplicates::exact(&self.streams.documents, other);
        let counted: Vec<bool> = copies.iter().zip(other).map(|(copy, other)| copy.is_none() && !other).collect();
        let found = boilerplate::find(&self.streams.documents, &sources, &counted);
        for row in (0..self.documents.len()).filter(|&row| !found.cuts[row].is_empty()) {
            self.streams.cut(row, &found.ranges(row));
            self.documents[row].words = self.streams.documents[row].len() as u64;
        }
        found
    }

    /// Drops the documents that do not count.
    pub fn drop_rows(&mut self, judged: &Judged) {
        self.drop_languages(judged);
        self.drop_copies(judged);
    }

    /// Drops the documents in other languages.
    pub fn drop_languages(&mut self, judged: &Judged) {
        self.keep(&judged.other.iter().map(|other| !other).collect::<Vec<_>>());
    }

    /// Drops the copies among those that are left.
    pub fn drop_copies(&mut self, judged: &Judged) {
        let left = judged.copies.iter().zip(&judged.other).filter(|(_, other)| !**other);
        self.keep(&left.map(|(copy, _)| copy.is_none()).collect::<Vec<_>>());
    }

    fn keep(&mut self, kept: &[bool]) {
        if kept.contains(&false) {
            self.streams.retain(kept);
            self.streams.compact();
            keep_marked(&mut self.documents, kept);
        }
    }
}

/// Keeps the items marked so, in their order.
fn keep_marked<T>(items: &mut Vec<T>, kept: &[bool]) {
    let mut mark = kept.iter();
    items.retain(|_| mark.next().copied().unwrap_or(true));
}

impl Judged {
    /// Where the examples of boilerplate can be read again.
    pub fn examples<'m>(&self, documents: &'m [Described]) -> Vec<&'m Place> {
        let rows: BTreeSet<usize> = self.boilerplate.pieces.iter().map(|piece| piece.example.0).collect();
        rows.into_iter().filter_map(|row| documents[row].place.as_ref()).collect()
    }

    /// Takes the very text of each piece from its example.
    pub fn read_texts(&mut self, documents: &[Described], texts: &[Document]) {
        let by_place: BTreeMap<&Place, &str> = texts.iter().map(|text| (&text.place, text.text.as_str())).collect();
        let removed = |piece: &boilerplate::Piece| {
            let (row, words) = piece.example.clone();
            let text = documents[row].place.as_ref().and_then(|place| by_place.get(place));
            let text = text.map_or_else(|| "(cannot be read again)".to_owned(), |text| quote::quote(text, words));
            Removed { reason: reason(piece.kind).to_owned(), text }
        };
        self.texts = self.boilerplate.pieces.iter().map(removed).collect();
    }

    /// The words cut from each document, by its place, for texts that are read again.
    pub fn cuts(&self, documents: &[Described], wanted: &BTreeSet<&Place>) -> BTreeMap<Place, Vec<Range<usize>>> {
        let place = |row: usize| documents[row].place.clone().filter(|place| wanted.contains(place));
        let rows = (0..self.boilerplate.cuts.len()).filter(|&row| !self.boilerplate.cuts[row].is_empty());
        rows.filter_map(|row| Some((place(row)?, self.boilerplate.ranges(row)))).collect()
    }

    /// The hash of what was taken out of a document by general rules.
    pub fn removed_hash(&self, row: usize) -> u64 {
        let pieces = self.receipts.of(&self.slips[row]);
        of_text(&pieces.map(|piece| format!("{}\0{}\0", piece.reason, piece.text)).collect::<String>())
    }

    /// All that was taken out of a document: by general rules, then what recurs.
    pub fn removed_from(&self, row: usize) -> Vec<Removed> {
        let recurs = self.boilerplate.cuts.get(row).into_iter().flatten().filter_map(|cut| self.texts.get(cut.piece));
        self.receipts.of(&self.slips[row]).chain(recurs).cloned().collect()
    }

    /// Enters what was taken out into the findings.
    pub fn tell(&self, material: &Material, documents: &[Described], corpus: &mut Corpus) {
        corpus.language.clone_from(&self.language);
        self.tell_removed(documents, corpus);
        let copies = self.copies.iter().enumerate().filter_map(|(row, copy)| Some((row, (*copy)?)));
        let copies: Vec<DuplicateFinding> =
            copies.filter(|(row, _)| !self.other[*row]).map(|(row, copy)| duplicate(documents, row, copy)).collect();
        corpus.duplicates_total = copies.len();
        corpus.duplicates = copies.into_iter().take(MOST_LISTED).collect();
        let others = (0..documents.len()).filter(|&row| self.other[row]).map(|row| LanguageFinding {
            document: documents[row].id.clone(),
            language: self.languages[row].unwrap_or_default().to_owned(),
        });
        corpus.other_languages = others.take(MOST_LISTED).collect();
        corpus.other_languages_total = self.other.iter().filter(|other| **other).count();
        corpus.warnings_total = material.warnings.len();
        corpus.warnings = material.warnings.iter().take(MOST_WARNINGS).cloned().collect();
    }

    fn tell_removed(&self, documents: &[Described], corpus: &mut Corpus) {
        let mut met: BTreeMap<&Removed, (usize, usize)> = BTreeMap::new();
        for row in 0..documents.len() {
            let recurs = self.boilerplate.cuts.get(row).into_iter().flatten();
            let recurs = recurs.filter_map(|cut| self.texts.get(cut.piece));
            let mut reasons = BTreeSet::new();
            let mut here = BTreeSet::new();
            for removed in self.receipts.of(&self.slips[row]).chain(recurs) {
                let total: &mut RemovedTotal = corpus.removed_by_reason.entry(removed.reason.clone()).or_default();
                total.pieces += 1;
                total.documents += usize::from(reasons.insert(&removed.reason));
                met.entry(removed).or_insert((row, 0)).1 += usize::from(here.insert(removed));
            }
        }
        let mut found: Vec<(&Removed, (usize, usize))> = met.into_iter().collect();
        found.sort_by_key(|&(removed, (row, count))| (std::cmp::Reverse(count), row, removed));
        let finding = |(removed, (row, count)): (&Removed, (usize, usize))| RemovedFinding {
            reason: removed.reason.clone(),
            text: removed.text.clone(),
            document: documents[row].id.clone(),
            count,
        };
        corpus.removed = found.into_iter().take(MOST_LISTED).map(finding).collect();
    }
}

fn reason(kind: Kind) -> &'static str {
    match kind {
        Kind::Line => "line that recurs",
        Kind::Lead => "lead that recurs",
        Kind::Foot => "foot that recurs",
    }
}

fn duplicate(documents: &[Described], row: usize, copy: Copy) -> DuplicateFinding {
    let date = |row: usize| documents[row].dated.as_ref().map(date_label);
    DuplicateFinding {
        document: documents[row].id.clone(),
        date: date(row),
        source: documents[row].source.clone(),
        of: documents[copy.of].id.clone(),
        of_date: date(copy.of),
        similarity: copy.similarity,
    }
}

/// Puts items into another order: `order` holds an index once at most; what it does not hold goes.
fn reorder<T: Default>(items: &mut Vec<T>, order: &[usize]) {
    let mut old = std::mem::take(items);
    items.extend(order.iter().map(|&index| std::mem::take(&mut old[index])));
}

/// A document is in range unless its whole date lies outside; without a date it stays.
pub fn in_range(dated: Option<&Dated>, config: &Config) -> bool {
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
pub fn beginning(text: &str) -> &str {
    &text[..text.floor_char_boundary(LANGUAGE_SAMPLE)]
}
