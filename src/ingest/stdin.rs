//! Standard input: JSON lines when its first byte is `{`, else one text.

use super::formats::lines;
use super::open::{LARGEST, Opened};
use super::read::{Batch, Sink, from_bytes};
use super::walk::Source;
use crate::config::InputOptions;
use crate::error::{Error, Result, Warning};
use std::io::{Cursor, Read};

/// Reads standard input to its end.
pub(super) fn read(source: &Source, opened: Opened, options: &InputOptions, sink: &mut Sink<'_>) -> Result<()> {
    let mut first = [0];
    let Opened { mut reader, taken } = opened;
    let count = reader.read(&mut first).map_err(|cause| Error::io("read", &source.path, cause))?;
    let mut reader = Cursor::new(first[..count].to_vec()).chain(reader);
    if first == *b"{" {
        return lines::read(source, Opened { reader: Box::new(reader), taken }, options, sink);
    }
    let mut bytes = Vec::new();
    let read = reader.by_ref().take(LARGEST).read_to_end(&mut bytes);
    let mut batch = Batch::default();
    batch.warnings.extend(read.err().map(|cause| Warning::file(&source.shown, format!("ends too early: {cause}"))));
    batch.add(Some(from_bytes(source, &bytes)));
    sink(batch, bytes.len() as u64);
    Ok(())
}
