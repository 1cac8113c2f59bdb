//! JSON lines: one object a line, one document each; read in chunks of whole lines, parsed in parallel.

use super::columns::{self, Columns};
use crate::config::InputOptions;
use crate::error::{Result, Warning};
use crate::ingest::decode;
use crate::ingest::draft::{Draft, Ready};
use crate::ingest::open::{Chunks, LARGEST, Opened};
use crate::ingest::read::{BATCH, Batch, Sink};
use crate::ingest::walk::Source;
use rayon::prelude::*;
use serde_json::{Map, Value};

/// Lines looked at to find the keys.
const SAMPLE: usize = 200;

/// Reads all objects of a stream and hands them on in batches.
pub(crate) fn read(source: &Source, opened: Opened, options: &InputOptions, sink: &mut Sink<'_>) -> Result<()> {
    let mut chunks = Chunks::new(opened);
    let mut keys: Option<Columns> = None;
    let mut line = 0;
    while !chunks.ended {
        let mut batch = Batch::default();
        if let Err(cause) = chunks.fill(BATCH) {
            batch
                .warnings
                .push(Warning::file(&source.shown, format!("ends too early ({cause}): what came before is used")));
        }
        let end = if chunks.ended {
            chunks.buffer.len()
        } else {
            chunks.buffer.iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1)
        };
        let lines = split(&chunks.buffer[..end]);
        if keys.is_none() && !lines.is_empty() {
            keys = find_keys(&lines, source, options)?;
        }
        if let Some(keys) = &keys {
            let documents: Vec<_> = lines
                .par_iter()
                .enumerate()
                .map(|(index, bytes)| one(bytes, source, line + index as u64 + 1, keys))
                .collect();
            documents.into_iter().for_each(|document| batch.add(document));
        } else if !lines.is_empty() {
            batch.warnings.push(Warning::file(&source.shown, "no key of its objects holds text: left out"));
            chunks.ended = true;
        }
        line += lines.len() as u64;
        drop(lines);
        chunks.consume(end);
        if chunks.buffer.len() as u64 > LARGEST {
            batch.warnings.push(Warning::line(&source.shown, line + 1, "a line without end: the rest is left out"));
            chunks.ended = true;
        }
        if !sink(batch, chunks.taken()) {
            break;
        }
    }
    Ok(())
}

/// The lines of a chunk, without their ends; empty ones are there, to count.
fn split(bytes: &[u8]) -> Vec<&[u8]> {
    let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    if bytes.is_empty() { Vec::new() } else { bytes.split(|byte| *byte == b'\n').collect() }
}

/// Finds the keys in the first objects.
fn find_keys(lines: &[&[u8]], source: &Source, options: &InputOptions) -> Result<Option<Columns>> {
    let objects: Vec<Map<String, Value>> =
        lines.iter().take(SAMPLE).filter_map(|line| object(&decode::decode(line).text).ok().flatten()).collect();
    let mut names: Vec<String> = objects.iter().flat_map(|object| object.keys().cloned()).collect();
    names.sort();
    names.dedup();
    if names.is_empty() {
        return Ok(None);
    }
    let row = |object: &Map<String, Value>| {
        names.iter().map(|name| object.get(name).map_or_else(String::new, text)).collect()
    };
    let sample: Vec<Vec<String>> = objects.iter().map(row).collect();
    columns::find(&names, &sample, options, &source.shown)
}

/// The object of a line; `None` for an empty line.
fn object(line: &str) -> std::result::Result<Option<Map<String, Value>>, String> {
    if line.trim().is_empty() {
        return Ok(None);
    }
    match serde_json::from_str(line) {
        Ok(Value::Object(object)) => Ok(Some(object)),
        Ok(_) => Err("not a JSON object: left out".into()),
        Err(fault) => Err(format!("broken JSON ({fault}): left out")),
    }
}

/// The document of one line, if it holds one.
fn one(bytes: &[u8], source: &Source, record: u64, keys: &Columns) -> Option<std::result::Result<Ready, Warning>> {
    let decoded = decode::decode(bytes);
    let mut object = match object(&decoded.text) {
        Ok(object) => object?,
        Err(what) => return Some(Err(Warning::line(&source.shown, record, what))),
    };
    let mut take = |key: &Option<String>| key.as_ref().and_then(|key| object.remove(key)).map(into_text);
    let name = take(&keys.id);
    let (field, title, origin) = (take(&keys.date), take(&keys.title), take(&keys.source));
    let text = object.remove(&keys.text).map(into_text).unwrap_or_default();
    let draft = Draft { title, source: origin, field, text, ..Draft::default() };
    let mut ready = draft.finish(source, Some(record), name.as_deref());
    if let (Ok(ready), Some(encoding)) = (&mut ready, decoded.encoding) {
        ready.warnings.push(Warning::line(&source.shown, record, format!("not UTF-8: read as {encoding}")));
    }
    Some(ready)
}

/// A value as text, without a copy where it is text already.
fn into_text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        other => text(&other),
    }
}

/// A value as text: lists are joined, objects and null say nothing.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        Value::Array(items) => items.iter().map(text).filter(|item| !item.is_empty()).collect::<Vec<_>>().join(", "),
        Value::Null | Value::Object(_) => String::new(),
    }
}
