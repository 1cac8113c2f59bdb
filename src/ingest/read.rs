//! The reading itself: files in order, documents in batches, warnings gathered, dates settled.

use super::corrections::Corrections;
use super::date::{Candidate, Order, Votes, When};
use super::draft::{Ready, warn};
use super::formats::{Format, docx, json, lines, table};
use super::walk::{self, Source};
use super::{Dated, Document, Place, Reading, decode, open};
use crate::config::InputOptions;
use crate::error::{Error, Result, Warning};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::PathBuf;

/// Bytes of text in a batch, about.
pub(crate) const BATCH: u64 = 8 << 20;
/// A table shorter than this is read beside others.
const SMALL: u64 = 1 << 20;
/// Warnings of one file that are listed one by one.
const LISTED: u64 = 1000;

/// Documents and faults of one piece of work, in order.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    pub ready: Vec<Ready>,
    pub warnings: Vec<Warning>,
}

impl Batch {
    /// Takes a document or the reason why there is none; `None` for a line that holds nothing.
    pub fn add(&mut self, document: Option<std::result::Result<Ready, Warning>>) {
        match document {
            Some(Ok(ready)) => self.ready.push(ready),
            Some(Err(warning)) => self.warnings.push(warning),
            None => {}
        }
    }
}

/// Takes a batch and the bytes of this file taken so far; says whether to go on.
pub(crate) type Sink<'a> = dyn FnMut(Batch, u64) -> bool + 'a;

/// Warnings of all files that are listed.
const MOST: u64 = 20_000;

/// See [`super::read`].
pub(super) fn read(
    paths: &[PathBuf],
    options: &InputOptions,
    sink: &mut dyn FnMut(Vec<Document>),
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Reading> {
    let (sources, warnings) = walk::files(paths, options)?;
    let (corrections, faults) = Corrections::read(options.dates.as_deref())?;
    let total = if sources.iter().any(Source::is_stdin) { 0 } else { sources.iter().map(|source| source.size).sum() };
    let mut gather = Gather::new(sink, corrections);
    gather.warn(warnings);
    gather.warn(faults);
    let mut done = 0;
    for group in groups(&sources) {
        let taken = each_group(group, options, &mut |batch, taken| {
            gather.take(batch);
            progress(done + taken, total);
            true
        })?;
        done += taken;
    }
    gather.finish(paths, sources.len(), done)
}

/// Files that are read together: a long table alone, other files until they make a batch.
fn groups(sources: &[Source]) -> impl Iterator<Item = &[Source]> {
    let mut rest = sources;
    std::iter::from_fn(move || {
        let mut bytes = 0;
        let count = rest.iter().take_while(|source| {
            let fits = is_small(source) && bytes < BATCH;
            bytes += source.size;
            fits
        });
        let (group, after) = rest.split_at_checked(count.count().max(1))?;
        rest = after;
        Some(group)
    })
}

/// Whether all that a file holds may be in memory at once: one document, or a short table that is not packed.
fn is_small(source: &Source) -> bool {
    let short = source.is_plain() && source.size < SMALL;
    !source.is_stdin() && (source.format.is_single() || short)
}

/// Reads a group; gives the bytes taken.
fn each_group(group: &[Source], options: &InputOptions, sink: &mut Sink<'_>) -> Result<u64> {
    if let [one] = group
        && !is_small(one)
    {
        return stream(one, options, sink);
    }
    let read: Vec<Result<(Batch, u64)>> = group.par_iter().map(|source| at_once(source, options)).collect();
    let mut whole = Batch::default();
    let mut taken = 0;
    for read in read {
        let (batch, bytes) = read?;
        whole.ready.extend(batch.ready);
        whole.warnings.extend(batch.warnings);
        taken += bytes;
    }
    sink(whole, taken);
    Ok(taken)
}

/// Reads a small file as one batch.
fn at_once(source: &Source, options: &InputOptions) -> Result<(Batch, u64)> {
    let mut whole = Batch::default();
    if source.format.is_single() {
        let (document, taken) = single(source, options);
        whole.add(Some(document));
        return Ok((whole, taken));
    }
    let mut sink = |batch: Batch, _| {
        whole.ready.extend(batch.ready);
        whole.warnings.extend(batch.warnings);
        true
    };
    let taken = stream(source, options, &mut sink)?;
    Ok((whole, taken))
}

/// Reads a table, JSON, or standard input.
fn stream(source: &Source, options: &InputOptions, sink: &mut Sink<'_>) -> Result<u64> {
    let mut last = 0;
    let mut sink = |batch: Batch, taken: u64| {
        last = taken;
        sink(batch, taken)
    };
    #[cfg(feature = "parquet")]
    if source.format == Format::Parquet {
        super::formats::parquet::read(source, options, &mut sink)?;
        return Ok(source.size);
    }
    let opened = match open::stream(source, options) {
        Ok(opened) => opened,
        Err(cause) => {
            let warnings = vec![Warning::file(&source.shown, format!("cannot be read: {cause}"))];
            sink(Batch { warnings, ..Batch::default() }, 0);
            return Ok(0);
        }
    };
    match source.format {
        Format::Table => table::read(source, opened, options, &mut sink)?,
        Format::Lines => lines::read(source, opened, options, &mut sink)?,
        Format::Json => json::read(source, opened, options, &mut sink)?,
        _ => super::stdin::read(source, opened, options, &mut sink)?,
    }
    // How far a thread has read ahead depends on chance; the size of the file does not.
    Ok(if source.is_stdin() { last } else { source.size })
}

/// Reads a file that holds one document.
fn single(source: &Source, options: &InputOptions) -> (std::result::Result<Ready, Warning>, u64) {
    match open::whole(source, options) {
        Ok((bytes, taken)) if source.format == Format::Docx => (office(source, bytes, options), taken),
        Ok((bytes, taken)) => (from_bytes(source, &bytes, options), taken),
        Err(cause) => (Err(Warning::file(&source.shown, format!("cannot be read: {cause}"))), 0),
    }
}

/// The document that a Word file holds.
fn office(source: &Source, bytes: Vec<u8>, options: &InputOptions) -> std::result::Result<Ready, Warning> {
    let draft = docx::parse(bytes, options.record_bytes() as u64);
    draft.map_err(|what| Warning::file(&source.shown, format!("{what}: left out")))?.finish(source, None, None)
}

/// The document that a file's bytes hold.
pub(super) fn from_bytes(source: &Source, bytes: &[u8], options: &InputOptions) -> std::result::Result<Ready, Warning> {
    let refuse = |what: &str| Err(Warning::file(&source.shown, what));
    if bytes.is_empty() {
        return refuse("empty: left out");
    }
    if decode::is_binary(bytes) {
        return refuse("binary, not text: left out");
    }
    let Some(parse) = source.format.parse(options) else { return refuse("not one document") };
    let decoded = decode::decode(bytes);
    let (draft, fault) = parse(decode::normalize(decoded.text.into_owned()));
    let mut ready = match (draft.finish(source, None, None), &fault) {
        (Ok(ready), _) => ready,
        (Err(_), Some(fault)) => return refuse(fault),
        (Err(warning), None) => return Err(warning),
    };
    let encoding = decoded.encoding.map(|encoding| format!("not UTF-8: read as {encoding}"));
    ready.warnings.extend(encoding.into_iter().chain(fault).map(|what| Warning::file(&source.shown, what)));
    Ok(ready)
}

/// What has been gathered so far.
struct Gather<'a> {
    sink: &'a mut dyn FnMut(Vec<Document>),
    votes: Votes,
    documents: usize,
    warnings: Vec<Warning>,
    /// Warnings by file, listed or not.
    counts: BTreeMap<String, u64>,
    listed: u64,
    /// Names given by the user's id column, to keep them apart.
    names: HashSet<String>,
    corrections: Corrections,
    /// Dates that wait for the order of day and month.
    undecided: Vec<(String, Place, Candidate)>,
}

impl<'a> Gather<'a> {
    fn new(sink: &'a mut dyn FnMut(Vec<Document>), corrections: Corrections) -> Self {
        Self {
            sink,
            votes: Votes::default(),
            documents: 0,
            warnings: Vec::new(),
            counts: BTreeMap::new(),
            listed: 0,
            names: HashSet::new(),
            corrections,
            undecided: Vec::new(),
        }
    }

    /// Hands a batch of documents on; dates whose order of day and month is not known yet stay behind.
    fn take(&mut self, batch: Batch) {
        self.warn(batch.warnings);
        let documents: Vec<Document> = batch.ready.into_iter().map(|ready| self.settle(ready)).collect();
        self.documents += documents.len();
        if !documents.is_empty() {
            (self.sink)(documents);
        }
    }

    fn settle(&mut self, ready: Ready) -> Document {
        let Ready { mut document, candidate, warnings } = ready;
        self.warn(warnings);
        self.name(&mut document);
        let Some(candidate) = self.corrections.of(&document).or(candidate) else { return document };
        self.votes.add(&candidate.when);
        if matches!(candidate.when, When::Undecided { .. }) {
            self.undecided.push((document.id.clone(), document.place.clone(), candidate));
        } else {
            document.dated = candidate.settle(None);
        }
        document
    }

    fn name(&mut self, document: &mut Document) {
        // Only names from a column can repeat; paths and record numbers cannot.
        if let Some(record) = document.place.record
            && !document.id.ends_with(&format!("#{record}"))
            && !self.names.insert(document.id.clone())
        {
            document.id = format!("{}#{record}", document.id);
        }
    }

    /// Settles the dates that waited by all that was seen, and says so.
    fn settle_late(&mut self) -> Vec<(String, Dated)> {
        let undecided = std::mem::take(&mut self.undecided);
        let Some(order) = self.votes.order() else {
            for (_, place, candidate) in undecided {
                let what = format!("\"{}\" may be day/month or month/day: date not used", candidate.characters);
                self.warn(vec![warn(&place, &what)]);
            }
            return Vec::new();
        };
        if let Some((_, place, candidate)) = undecided.first() {
            let kind = if order == Order::DayFirst { "day/month" } else { "month/day" };
            let (count, first) = (undecided.len(), &candidate.characters);
            let what = format!("\"{first}\" and such ({count} in all) are read as {kind}, as other dates show");
            self.warn(vec![warn(place, &what)]);
        }
        let settle = |(id, _, candidate): (String, Place, Candidate)| Some((id, candidate.settle(Some(order))?));
        undecided.into_iter().filter_map(settle).collect()
    }

    fn warn(&mut self, warnings: Vec<Warning>) {
        for warning in warnings {
            let count = self.counts.entry(warning.path.clone()).or_default();
            *count += 1;
            if *count <= LISTED && self.listed < MOST {
                self.listed += 1;
                self.warnings.push(warning);
            }
        }
    }

    fn finish(mut self, paths: &[PathBuf], files: usize, bytes: u64) -> Result<Reading> {
        let late = self.settle_late();
        self.warn(self.corrections.unknown());
        let total: u64 = self.counts.values().sum();
        if self.listed == MOST {
            self.warnings.push(Warning::file("all files", format!("{total} faults in all; {MOST} are listed")));
        }
        for (path, count) in self.counts.iter().filter(|_| self.listed < MOST) {
            if *count > LISTED {
                self.warnings.push(Warning::file(path, format!("{} more faults in this file", count - LISTED)));
            }
        }
        self.warnings.sort();
        if self.documents == 0 {
            let name = |path: &PathBuf| match path.to_str() {
                Some("-") => "standard input".into(),
                _ => path.display().to_string(),
            };
            let place: Vec<String> = paths.iter().map(name).collect();
            return Err(Error::NoDocuments { place: place.join(", "), warnings: self.warnings });
        }
        Ok(Reading { files, bytes, warnings: self.warnings, late })
    }
}

/// See [`super::reread`].
pub(super) fn reread(paths: &[PathBuf], places: &[&Place], options: &InputOptions) -> Vec<Document> {
    let Ok((sources, _)) = walk::files(paths, options) else { return Vec::new() };
    let mut found: BTreeMap<Place, Document> = BTreeMap::new();
    for source in sources.iter().filter(|source| !source.is_stdin()) {
        let wanted: BTreeSet<&Place> = places.iter().copied().filter(|place| place.path == source.shown).collect();
        if wanted.is_empty() {
            continue;
        }
        let mut keep = |documents: Vec<Document>| {
            let ours = documents.into_iter().filter(|document| wanted.contains(&document.place));
            found.extend(ours.map(|document| (document.place.clone(), document)));
        };
        // A second look needs no correction: the dates are known from the first.
        let mut gather = Gather::new(&mut keep, Corrections::default());
        let last = wanted.iter().filter_map(|place| place.record).max();
        let mut sink = |batch: Batch, _| {
            let reached = batch.ready.last().and_then(|ready| ready.document.place.record);
            gather.take(batch);
            reached < last
        };
        // What cannot be read again is left out.
        let _ = each_group(std::slice::from_ref(source), options, &mut sink);
    }
    places.iter().filter_map(|place| found.get(place).cloned()).collect()
}
