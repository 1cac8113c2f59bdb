//! Standard input, and files whose names tell nothing: their first bytes tell what they hold.

use super::archive;
use super::formats::{Format, json, lines, table};
use super::open::{self, Opened, Packing};
use super::read::{self, Batch, Sink};
use super::walk::{self, Source};
use super::{decode, formats};
use crate::config::InputOptions;
use crate::error::{Result, Warning};
use serde::de::IgnoredAny;
use std::io::{self, Read};
use std::sync::Arc;

/// So many bytes of the beginning tell what it is.
const LOOK: usize = 1 << 20;
/// Layers of packing that are taken off.
const LAYERS: usize = 4;

/// What the first bytes tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Table,
    Lines,
    /// An array of objects, which is read in one pass.
    Array,
    /// Other JSON, of which one pass tells the layout.
    Json,
    Parquet,
    Zip,
    /// One document of this format.
    One(Format),
}

/// Reads a stream to its end.
pub(super) fn read(source: &Source, opened: Opened, options: &InputOptions, sink: &mut Sink<'_>) -> Result<()> {
    let (opened, start) = match unpacked(opened, options) {
        Ok(unpacked) => unpacked,
        Err(cause) => return refuse(source, format!("cannot be read: {cause}"), sink),
    };
    match tell(&start, options) {
        Kind::Table => table::read(source, opened, options, sink),
        Kind::Lines => lines::read(source, opened, options, sink),
        Kind::Array => json::read(source, opened, options, sink),
        Kind::One(format) => one(&Source { format, ..source.clone() }, opened, options, sink),
        kind => match open::hold(opened.reader, source) {
            Ok(bytes) => held(source, bytes.into(), kind, options, sink),
            Err(cause) => refuse(source, format!("cannot be read: {cause}"), sink),
        },
    }
}

fn refuse(source: &Source, what: String, sink: &mut Sink<'_>) -> Result<()> {
    sink(Batch { warnings: vec![Warning::file(&source.shown, what)], ..Batch::default() }, 0);
    Ok(())
}

/// The stream without its layers of packing, and its first bytes, which it gives again.
fn unpacked(mut opened: Opened, options: &InputOptions) -> io::Result<(Opened, Vec<u8>)> {
    for _ in 0..LAYERS {
        let (again, start) = opened.begin(LOOK as u64);
        opened = again;
        let Some(layer) = Packing::of_bytes(&start) else { return Ok((opened, start)) };
        opened = Opened { reader: layer.unpack(opened.reader)?, taken: opened.taken }.guarded(options);
    }
    Err(io::Error::other(format!("packed more than {LAYERS} times")))
}

/// Tells what begins so.
fn tell(start: &[u8], options: &InputOptions) -> Kind {
    if start.starts_with(b"PK\x03\x04") {
        return Kind::Zip;
    }
    if start.starts_with(b"PAR1") && cfg!(feature = "parquet") {
        return Kind::Parquet;
    }
    let decoded = decode::decode(start);
    let text = decoded.text.trim_start();
    if let Some(kind) = tell_json(text, start.len() == LOOK) {
        return kind;
    }
    if is_page(text) {
        return Kind::One(Format::Html);
    }
    if table::is_table(text, options) {
        return Kind::Table;
    }
    let front = ["---", "+++"].iter().any(|mark| {
        let rest = text.strip_prefix(mark).filter(|rest| rest.starts_with(['\n', '\r']));
        rest.is_some_and(|rest| rest.lines().any(|line| line.trim_end() == *mark))
    });
    Kind::One(if front || text.starts_with("# ") { Format::Markdown } else { Format::Text })
}

/// Which JSON this is, if it is some; `cut` says that it goes on behind what is seen.
fn tell_json(text: &str, cut: bool) -> Option<Kind> {
    let after = text.get(1..)?.trim_start();
    match text.as_bytes()[0] {
        b'[' if after.starts_with('{') => Some(Kind::Array),
        b'{' if after.starts_with(['"', '}']) => {
            let mut values = serde_json::Deserializer::from_str(text).into_iter::<IgnoredAny>();
            match values.next() {
                Some(Ok(_)) => {
                    let rest = &text[values.byte_offset()..];
                    let next_line = rest.trim_start_matches([' ', '\t', '\r']).starts_with('\n');
                    let lines = next_line && (rest.trim_start().starts_with('{') || cut);
                    Some(if lines { Kind::Lines } else { Kind::Json })
                }
                // One broken line does not make the others one value.
                Some(Err(fault)) if !fault.is_eof() && text.lines().skip(1).any(|line| line.starts_with('{')) => {
                    Some(Kind::Lines)
                }
                _ => Some(Kind::Json),
            }
        }
        _ => None,
    }
}

/// Whether a text is a web page.
fn is_page(text: &str) -> bool {
    let start = text[..text.floor_char_boundary(1024)].to_ascii_lowercase();
    start.starts_with('<') && ["<!doctype html", "<html", "<head", "<body"].iter().any(|mark| start.contains(mark))
}

/// Reads a stream that is one document.
fn one(source: &Source, opened: Opened, options: &InputOptions, sink: &mut Sink<'_>) -> Result<()> {
    let Opened { mut reader, taken: _ } = opened;
    let mut bytes = Vec::new();
    let most = options.record_bytes() as u64;
    let read = reader.by_ref().take(most.saturating_add(1)).read_to_end(&mut bytes);
    let mut batch = Batch::default();
    batch.warnings.extend(read.err().map(|cause| Warning::file(&source.shown, format!("ends too early: {cause}"))));
    let document = if bytes.len() as u64 > most {
        Err(Warning::file(&source.shown, options.too_long()))
    } else {
        read::from_bytes(source, &bytes, options)
    };
    batch.add(Some(document));
    sink(batch, bytes.len() as u64);
    Ok(())
}

/// Reads what had to be held in memory.
fn held(source: &Source, bytes: Arc<[u8]>, kind: Kind, options: &InputOptions, sink: &mut Sink<'_>) -> Result<()> {
    let file =
        |format| Source { format, held: Some(bytes.clone()), member: None, packing: Vec::new(), ..source.clone() };
    let format = match kind {
        Kind::Parquet => Format::Parquet,
        Kind::Zip if archive::holds(&bytes, formats::docx::MAIN) => Format::Docx,
        // Without this, an archive that holds itself would be opened without end.
        Kind::Zip if source.member.is_some() => {
            return refuse(source, "skipped: an archive in an archive is not opened".into(), sink);
        }
        Kind::Zip => {
            let inside = walk::inside(source, &bytes, options)?;
            sink(Batch { warnings: inside.warnings, ..Batch::default() }, bytes.len() as u64);
            return inside.sources.iter().try_for_each(|file| read::file(file, options, sink));
        }
        _ => Format::Json,
    };
    read::file(&file(format), options, sink)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_bytes_tell_what_it_is() {
        let text = Kind::One(Format::Text);
        for (start, kind) in [
            ("date,text\n2020-01-01,\"Words, and more\nof them\"\n", Kind::Table),
            ("Title\tBody\tpublished\na\tb\t2020-01-01\n", Kind::Table),
            ("1;2020-01-02;Some words, here\n2;2020-01-03;Other words\n", Kind::Table),
            ("{\"text\": \"a\"}\n{\"text\": \"b\"}\n", Kind::Lines),
            ("{\"text\": broken}\n{\"text\": \"b\"}\n", Kind::Lines),
            ("{\"articles\": [\n{\"text\": \"a\"}]}", Kind::Json),
            ("\u{FEFF} [ {\"text\": \"a\"}]", Kind::Array),
            ("<!-- saved --><!DOCTYPE html>\n<p>Words", Kind::One(Format::Html)),
            ("---\ndate: 2020-01-01\n---\nWords.", Kind::One(Format::Markdown)),
            ("# Head\n\nWords.", Kind::One(Format::Markdown)),
            ("New Delhi, 5 January 2024. The ministers met, and talked.\nThey left, later.\n", text),
            ("Dear reader,\nhere, we say\nthis, too\n", text),
            ("[New Delhi] They met.", text),
            ("{sic} They met.", text),
            ("", text),
        ] {
            assert_eq!(tell(start.as_bytes(), &InputOptions::default()), kind, "{start}");
        }
    }
}
