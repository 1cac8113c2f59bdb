//! The reading itself: files in order, documents in batches.

use super::corrections::Corrections;
use super::decode::NotUtf8;
use super::draft::Ready;
use super::facts::{Facts, Fault, Queue, SavedFacts};
use super::formats::{Format, docx, held, json, lines, table};
use super::gather::Gather;
use super::guard::guarded;
use super::walk::{self, Files, Source};
use super::{Document, Place, Reading, Removed, decode, misread, open};
use crate::config::InputOptions;
use crate::error::{Result, Warning};
use crate::legible;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// Bytes of text in a batch, about.
pub(crate) const BATCH: u64 = 8 << 20;
/// A table shorter than this is read beside others.
const SMALL: u64 = 1 << 20;

/// Documents and faults of one piece of work, in order.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    pub ready: Vec<Ready>,
    pub warnings: Vec<Warning>,
    /// How the stream that they come from was read as a whole, where that was not as UTF-8.
    pub encoding: Option<NotUtf8>,
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

    /// Takes another batch, which may come from another stream.
    fn join(&mut self, batch: Self) {
        let with_encoding = |ready: Ready| Ready { encoding: ready.encoding.or(batch.encoding), ..ready };
        self.ready.extend(batch.ready.into_iter().map(with_encoding));
        self.warnings.extend(batch.warnings);
    }
}

/// Takes a batch and the bytes of this file taken so far; says whether to go on.
pub(crate) type Sink<'a> = dyn FnMut(Batch, u64) -> bool + 'a;

/// See [`super::read_with`].
pub(super) fn read(
    paths: &[PathBuf],
    options: &InputOptions,
    load: &mut super::Load<'_>,
    sink: &mut dyn FnMut(Vec<Document>),
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Reading> {
    let (Files { sources, warnings, companions, roots, several, .. }, saved) = files(paths, options, load)?;
    let (corrections, faults) = Corrections::read(options.dates.as_deref())?;
    let total = total(&sources);
    let mut gather = Gather::new(sink, corrections);
    gather.warn(warnings);
    gather.warn(faults);
    let companions: BTreeSet<String> = companions.into_iter().chain(saved.companions).collect();
    let files: BTreeSet<&str> = saved.documents.iter().map(|(facts, _)| facts.path.as_str()).collect();
    let files = sources.len() + files.len();
    let read: BTreeSet<&str> = sources.iter().map(|source| source.shown.as_str()).collect();
    gather.warn(saved.faults.into_iter().map(Warning::from).filter(|fault| !read.contains(&*fault.path)).collect());
    let mut queue = Queue::new(saved.documents, &sources, several);
    let left: Vec<usize> = sources.iter().map(|source| queue.after(&source.id)).collect();
    let mut done = 0;
    for (group, left) in groups(&sources, &left) {
        while let Some(batch) = queue.take(left) {
            gather.take(batch);
        }
        let taken = each_group(group, options, &mut |batch, taken| {
            gather.take(batch);
            progress(done + taken, total);
            true
        })?;
        done += taken;
    }
    while let Some(batch) = queue.take(0) {
        gather.take(batch);
    }
    let companions = companions.into_iter().collect();
    Ok(Reading { companions, roots: roots.into_iter().collect(), ..gather.finish(paths, files, done)? })
}
/// Files that are read together: a long table alone, other files until they make a batch; with the number of saved
/// documents that are `left` when they are read, which is the same for all of them.
fn groups<'s>(sources: &'s [Source], left: &'s [usize]) -> impl Iterator<Item = (&'s [Source], usize)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let (rest, left) = (&sources[at..], &left[at..]);
        let mut bytes = 0;
        let count = rest.iter().zip(left).take_while(|(source, after)| {
            let fits = is_small(source) && bytes < BATCH && **after == left[0];
            bytes += source.size;
            fits
        });
        let group = rest.get(..count.count().max(1))?;
        at += group.len();
        Some((group, left[0]))
    })
}

/// The files below the paths and what the saved counts among them say, under names that fit both.
fn files(paths: &[PathBuf], options: &InputOptions, load: &mut super::Load<'_>) -> Result<(Files, SavedFacts)> {
    let mut files = walk::files(paths, options)?;
    let saved = load(&files.counts)?;
    if saved.documents.is_empty() && files.counts.is_empty() {
        return Ok((files, saved));
    }
    let roots: BTreeSet<String> = files.roots.iter().chain(&saved.roots).cloned().collect();
    if files.several != (roots.len() > 1) {
        files = walk::named_files(paths, options, roots.len() > 1)?;
    }
    Ok((Files { roots, ..files }, saved))
}

/// Bytes to read in all; 0 where that is unknown.
fn total(sources: &[Source]) -> u64 {
    if sources.iter().any(Source::is_stdin) { 0 } else { sources.iter().map(|source| source.size).sum() }
}

/// See [`super::survey`].
pub(super) fn survey(
    paths: &[PathBuf],
    options: &InputOptions,
    wanted: &dyn Fn(&str, Option<u64>) -> bool,
    sink: &mut dyn FnMut(Vec<(Facts, String)>),
    progress: &mut dyn FnMut(u64, u64),
) -> Result<super::Surveyed> {
    let Files { mut sources, warnings, companions, counts, roots, .. } = walk::files(paths, options)?;
    sources.retain(|source| !source.format.is_single() || wanted(&source.shown, None));
    let total = total(&sources);
    let mut faults = warnings;
    let left = vec![0; sources.len()];
    let mut done = 0;
    for (group, _) in groups(&sources, &left) {
        let taken = each_group(group, options, &mut |batch, taken| {
            faults.extend(batch.warnings);
            let ready = batch.ready.into_iter().map(|ready| Facts::of(ready, batch.encoding));
            sink(ready.filter(|(facts, _)| wanted(&facts.path, facts.record)).collect());
            progress(done + taken, total);
            true
        })?;
        done += taken;
    }
    let companions = companions.into_iter().collect();
    Ok(super::Surveyed { roots, companions, faults: faults.into_iter().map(Fault::from).collect(), counts })
}

/// Whether all that a file holds may be in memory at once: one document, or a short table that is not packed.
fn is_small(source: &Source) -> bool {
    let short = source.is_plain() && source.size < SMALL;
    let waiting = source.is_stdin() && source.held.is_none();
    !waiting && (source.format.is_single() || short)
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
        whole.join(batch);
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
        whole.join(batch);
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
    if source.format == Format::Held {
        held::read(source, options, &mut sink)?;
        return Ok(source.size);
    }
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
    // An ending may hide that a file is packed: its first bytes do not.
    let (opened, packed) = open::is_packed(opened);
    match source.format {
        _ if packed => super::content::read(source, opened, options, &mut sink)?,
        Format::Table => table::read(source, opened, options, &mut sink)?,
        Format::Lines => lines::read(source, opened, options, &mut sink)?,
        Format::Json => json::read(source, opened, options, &mut sink)?,
        _ => super::content::read(source, opened, options, &mut sink)?,
    }
    // How far a thread has read ahead depends on chance; the size of the file does not.
    Ok(if source.is_stdin() { last } else { source.size })
}

/// Reads one file, whatever it holds.
pub(super) fn file(source: &Source, options: &InputOptions, sink: &mut Sink<'_>) -> Result<()> {
    each_group(std::slice::from_ref(source), options, sink).map(|_| ())
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
    let draft = guarded(|| docx::parse(bytes, options.record_bytes() as u64, source.whole));
    draft.map_err(|what| Warning::file(&source.shown, format!("{what}: left out")))?.finish(source, None, None)
}

/// The document that a file's bytes hold.
pub(super) fn from_bytes(source: &Source, bytes: &[u8], options: &InputOptions) -> std::result::Result<Ready, Warning> {
    let refuse = |what: &str| Err(Warning::file(&source.shown, what));
    if bytes.is_empty() {
        return refuse("empty: left out");
    }
    if bytes.starts_with(b"%PDF-") {
        return refuse("a PDF, which is not read: make text of it first, for example by pdftotext");
    }
    if bytes.starts_with(&walk::COUNTS_MARK) {
        return refuse("saved counts, which are read from unpacked files that end in .counts");
    }
    if decode::is_binary(bytes) {
        return refuse("binary, not text: left out");
    }
    let Some(parse) = source.format.parse(options) else { return refuse("not one document") };
    let decoded = decode::decode(bytes);
    let (text, misread) = misread::mended(decoded.text.into_owned());
    let turned = if source.whole { legible::turned(&text) } else { Vec::new() };
    let text = decode::normalize(text);
    let (mut draft, fault) = match guarded(|| Ok(parse(text))) {
        Ok(parsed) => parsed,
        Err(fault) => return refuse(&format!("cannot be read: {fault}")),
    };
    draft.encoding = decoded.encoding;
    let piece = |reason: &str, text| Removed { reason: reason.to_owned(), text };
    draft.hidden.extend(turned.into_iter().map(|line| piece("marks that turn words around", line)));
    draft.hidden.extend(misread.iter().map(|found| piece("signs of a wrong encoding", found.words())));
    let mut ready = match (draft.finish(source, None, None), &fault) {
        (Ok(ready), _) => ready,
        (Err(_), Some(fault)) => return refuse(fault),
        (Err(warning), None) => return Err(warning),
    };
    ready.warnings.extend(fault.map(|what| Warning::file(&source.shown, what)));
    ready.warnings.extend(misread.map(|found| Warning::file(&source.shown, found.words()).of("misread")));
    Ok(ready)
}

/// See [`super::reread`].
pub(super) fn reread(paths: &[PathBuf], places: &[&Place], options: &InputOptions) -> Vec<Document> {
    let Ok(Files { sources, .. }) = walk::files(paths, options) else { return Vec::new() };
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
