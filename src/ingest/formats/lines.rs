//! JSON lines: one object a line, one document each; read in chunks of whole lines, parsed in parallel.

use super::columns::{self, Columns};
use crate::config::InputOptions;
use crate::error::{Result, Warning};
use crate::ingest::decode::{self, NotUtf8};
use crate::ingest::draft::{Draft, Ready};
use crate::ingest::open::{Chunks, Opened};
use crate::ingest::read::{BATCH, Batch, Sink};
use crate::ingest::walk::Source;
use rayon::prelude::*;
use serde_json::{Map, Value};

/// Lines looked at to find the keys.
const SAMPLE: usize = 200;

/// An object of JSON.
pub(super) type Object = Map<String, Value>;

/// Why a record is left out, and what groups such warnings.
pub(super) type Fault = (String, &'static str);

/// Reads all objects of a stream and hands them on in batches.
pub(crate) fn read(source: &Source, opened: Opened, options: &InputOptions, sink: &mut Sink<'_>) -> Result<()> {
    let mut chunks = Chunks::new(opened);
    let mut keys: Option<Columns> = None;
    let mut line = 0;
    while !chunks.is_empty() {
        let mut batch = Batch::default();
        if let Err(cause) = chunks.fill(BATCH) {
            let what = format!("ends too early ({cause}): what came before is used");
            batch.warnings.push(Warning::file(&source.shown, what));
        }
        let last =
            if chunks.ended { Some(chunks.buffer.len()) } else { chunks.buffer.iter().rposition(is_end).map(next) };
        let end = last.unwrap_or(0);
        let lines = split(&chunks.buffer[..end]);
        if keys.is_none() && !lines.is_empty() {
            let sample: Vec<Object> = lines.iter().take(SAMPLE).filter_map(|line| Some(parse(line).ok()??.0)).collect();
            keys = find_keys(&sample, source, options)?;
            if keys.is_none() {
                batch.warnings.push(Warning::file(&source.shown, without_text(&sample)));
                sink(batch, chunks.taken());
                return Ok(());
            }
            batch.warnings.extend(chunks.note(source));
        }
        batch.encoding = chunks.encoding();
        if let Some(keys) = &keys {
            let one = |(index, bytes): (usize, &&[u8])| one(bytes, source, line + index as u64 + 1, keys, options);
            let documents: Vec<_> = lines.par_iter().enumerate().map(one).collect();
            documents.into_iter().for_each(|document| batch.add(document));
        }
        line += lines.len() as u64;
        drop(lines);
        chunks.consume(end);
        if chunks.buffer.len() > options.record_bytes() {
            line += 1;
            batch.warnings.push(Warning::line(&source.shown, line, options.too_long()));
            let skipped = chunks.skip_line(BATCH);
            batch.warnings.extend(skipped.err().map(|cause| Warning::line(&source.shown, line, cause.to_string())));
        }
        if !sink(batch, chunks.taken()) {
            break;
        }
    }
    Ok(())
}

fn is_end(byte: &u8) -> bool {
    *byte == b'\n'
}

fn next(at: usize) -> usize {
    at + 1
}

/// The lines of a chunk, without their ends; empty ones are there, to count.
fn split(bytes: &[u8]) -> Vec<&[u8]> {
    let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    if bytes.is_empty() { Vec::new() } else { bytes.split(is_end).collect() }
}

/// Why nothing is read of a file whose first objects are these.
pub(super) fn without_text(objects: &[Object]) -> String {
    let names = names(objects);
    if names.is_empty() { "no JSON objects in it: left out".into() } else { columns::without_text("key", &names) }
}

/// The keys of these objects, sorted.
fn names(objects: &[Object]) -> Vec<String> {
    let mut names: Vec<String> = objects.iter().flat_map(|object| object.keys().cloned()).collect();
    names.sort();
    names.dedup();
    names
}

/// Finds the keys in the first objects; `None` where none holds text.
pub(super) fn find_keys(objects: &[Object], source: &Source, options: &InputOptions) -> Result<Option<Columns>> {
    let names = names(objects);
    if names.is_empty() {
        return Ok(None);
    }
    let row = |object: &Object| names.iter().map(|name| object.get(name).map_or_else(String::new, text)).collect();
    let sample: Vec<Vec<String>> = objects.iter().map(row).collect();
    columns::find(&names, &sample, options, &source.shown)
}

/// The object that these bytes are and how they were encoded, if not as UTF-8; `None` where there is nothing.
pub(super) fn parse(bytes: &[u8]) -> std::result::Result<Option<(Object, Option<NotUtf8>)>, Fault> {
    let decoded = decode::decode(bytes);
    if decoded.text.trim().is_empty() {
        return Ok(None);
    }
    match serde_json::from_str(&decoded.text) {
        Ok(Value::Object(object)) => Ok(Some((object, decoded.encoding))),
        Ok(_) => Err(("not a JSON object: left out".into(), "")),
        Err(fault) => Err(broken(&fault)),
    }
}

/// What is wrong with a record, without the line that the parser counts in it: the warning names that of the file.
pub(super) fn broken(fault: &serde_json::Error) -> Fault {
    let what = fault.to_string();
    let what = what.rsplit_once(" at line ").map_or(what.as_str(), |(what, _)| what);
    (format!("broken JSON ({what}, byte {} of the record): left out", fault.column()), "JSON")
}

/// The document of one line, if it holds one.
fn one(
    bytes: &[u8],
    source: &Source,
    record: u64,
    keys: &Columns,
    options: &InputOptions,
) -> Option<std::result::Result<Ready, Warning>> {
    if bytes.len() > options.record_bytes() {
        return Some(Err(Warning::line(&source.shown, record, options.too_long())));
    }
    match parse(bytes) {
        Ok(object) => object.map(|(object, encoding)| document(object, encoding, source, Some(record), keys)),
        Err((what, kind)) => Some(Err(Warning::line(&source.shown, record, what).of(kind))),
    }
}

/// The document that an object is.
pub(super) fn document(
    mut object: Object,
    encoding: Option<NotUtf8>,
    source: &Source,
    record: Option<u64>,
    keys: &Columns,
) -> std::result::Result<Ready, Warning> {
    let mut take = |key: &Option<String>| key.as_ref().and_then(|key| object.remove(key)).map(into_text);
    let name = take(&keys.id).or(keys.id.is_some().then(String::new));
    let (field, title, origin) = (take(&keys.date), take(&keys.title), take(&keys.source));
    let text = object.remove(&keys.text).map(into_text).unwrap_or_default();
    let draft = Draft {
        title,
        source: origin,
        field,
        field_name: keys.date.clone().unwrap_or_default(),
        text,
        encoding,
        ..Draft::default()
    };
    draft.finish(source, record, name.as_deref())
}

/// A value as text, without a copy where it is text already.
pub(super) fn into_text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        other => text(&other),
    }
}

/// A value as text: lists are joined, objects and null say nothing.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        Value::Array(items) => items.iter().map(text).filter(|item| !item.is_empty()).collect::<Vec<_>>().join(", "),
        Value::Null | Value::Object(_) => String::new(),
    }
}
