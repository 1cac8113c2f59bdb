//! Standard input: a JSON array when it begins with `[{`, JSON lines when it begins with `{`, else one text.

use super::formats::{json, lines};
use super::open::Opened;
use super::read::{Batch, Sink, from_bytes};
use super::walk::Source;
use crate::config::InputOptions;
use crate::error::{Error, Result, Warning};
use std::io::{Cursor, Read};

/// So many bytes of the beginning tell what it is.
const LOOK: u64 = 256;

/// Reads standard input to its end.
pub(super) fn read(source: &Source, opened: Opened, options: &InputOptions, sink: &mut Sink<'_>) -> Result<()> {
    let Opened { mut reader, taken } = opened;
    let mut first = Vec::new();
    let looked = reader.by_ref().take(LOOK).read_to_end(&mut first);
    looked.map_err(|cause| Error::io("read", &source.path, cause))?;
    let start: Vec<u8> = first.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).take(2).collect();
    let mut reader = Cursor::new(first).chain(reader);
    if start == *b"[{" {
        return json::read(source, Opened { reader: Box::new(reader), taken }, options, sink);
    }
    if start.first() == Some(&b'{') {
        return lines::read(source, Opened { reader: Box::new(reader), taken }, options, sink);
    }
    let mut bytes = Vec::new();
    let most = options.record_bytes() as u64;
    let read = reader.by_ref().take(most.saturating_add(1)).read_to_end(&mut bytes);
    let mut batch = Batch::default();
    batch.warnings.extend(read.err().map(|cause| Warning::file(&source.shown, format!("ends too early: {cause}"))));
    let document = if bytes.len() as u64 > most {
        Err(Warning::file(&source.shown, options.too_long()))
    } else {
        from_bytes(source, &bytes)
    };
    batch.add(Some(document));
    sink(batch, bytes.len() as u64);
    Ok(())
}
