//! JSON: an array of objects, an object of columns, an object with an array inside, or one document a file.
//!
//! ```text
//! scan    stream -> one raw value at a time      layout   where the documents lie in the whole
//! records values that are documents              columns  one reader a column, side by side
//! ```
//!
//! No file is held in memory: one pass tells the layout, another reads the values one by one; a file of columns is
//! opened once for each column that is needed, and the columns are read side by side.

mod columnar;
mod layout;
mod records;
mod scan;

use super::lines;
use crate::config::InputOptions;
use crate::error::{Result, Warning};
use crate::ingest::open::{self, Chunks, Opened};
use crate::ingest::read::{Batch, Sink};
use crate::ingest::walk::Source;
use layout::Layout;
use records::Records;
use scan::{Raw, Scan};

/// A key longer than this is none.
const KEY: usize = 1 << 16;

/// Reads all documents of a file and hands them on in batches.
pub(crate) fn read(source: &Source, opened: Opened, options: &InputOptions, sink: &mut Sink<'_>) -> Result<()> {
    let mut scan = Scan::new(Chunks::new(opened));
    match scan.peek() {
        // An array needs no look ahead.
        Some(b'[') => return Records::new(source, options).read(&mut scan, sink),
        Some(b'{') => {}
        _ => return refuse(source, "no JSON object or array: left out", sink),
    }
    let layout = layout::tell(&mut scan);
    drop(scan);
    let mut scan = match again(source, options) {
        Ok(scan) => scan,
        Err(cause) => return refuse(source, &format!("cannot be read: {cause}"), sink),
    };
    match layout {
        Layout::Records => Records::new(source, options).read(&mut scan, sink),
        Layout::Inside(key) => {
            enter(&mut scan, &key);
            Records::new(source, options).read(&mut scan, sink)
        }
        Layout::Rows(key, names) => {
            enter(&mut scan, &key);
            Records::new(source, options).rows(names).read(&mut scan, sink)
        }
        Layout::Named => {
            scan.skip(b'{');
            Records::new(source, options).named().read(&mut scan, sink)
        }
        Layout::Columns(columns) => columnar::read(source, &columns, options, sink),
        Layout::One => one(source, &mut scan, options, sink),
    }
}

/// The file from its beginning.
fn again(source: &Source, options: &InputOptions) -> std::io::Result<Scan> {
    Ok(Scan::new(Chunks::new(open::stream(source, options)?)))
}

/// Goes to the value of a key of the object that begins here.
fn enter(scan: &mut Scan, key: &str) -> bool {
    scan.skip(b'{');
    while let Some(found) = scan.key(KEY) {
        scan.skip(b':');
        if found == key {
            return true;
        }
        scan.value(0);
    }
    false
}

fn refuse(source: &Source, what: &str, sink: &mut Sink<'_>) -> Result<()> {
    sink(Batch { warnings: vec![Warning::file(&source.shown, what)], ..Batch::default() }, 0);
    Ok(())
}

/// A file that is one document.
fn one(source: &Source, scan: &mut Scan, options: &InputOptions, sink: &mut Sink<'_>) -> Result<()> {
    let mut batch = Batch::default();
    match scan.value(options.record_bytes()) {
        Some(Raw::Bytes(bytes)) => match lines::parse(&bytes) {
            Ok(Some((object, encoding))) => match lines::find_keys(std::slice::from_ref(&object), source, options)? {
                Some(keys) => batch.add(Some(lines::document(object, encoding, source, None, &keys))),
                None => batch.warnings.push(Warning::file(&source.shown, lines::without_text(&[object]))),
            },
            Ok(None) => {}
            Err((what, _)) => batch.warnings.push(Warning::file(&source.shown, what)),
        },
        Some(Raw::Long) => batch.warnings.push(Warning::file(&source.shown, options.too_long())),
        Some(Raw::Torn) | None => batch.warnings.push(Warning::file(&source.shown, "ends too early: left out")),
    }
    sink(batch, scan.taken());
    Ok(())
}
