//! JSON values that are documents, one after another: parsed in parallel, a batch at a time.

use super::scan::{Raw, Scan};
use super::{KEY, layout};
use crate::config::InputOptions;
use crate::error::{Result, Warning};
use crate::ingest::decode::NotUtf8;
use crate::ingest::draft::Ready;
use crate::ingest::formats::columns::Columns;
use crate::ingest::formats::lines;
use crate::ingest::read::{BATCH, Batch, Sink};
use crate::ingest::walk::Source;
use rayon::prelude::*;

/// Values looked at to find the keys.
const SAMPLE: usize = 200;

/// Reads values at one place of a file.
pub(super) struct Records<'a> {
    source: &'a Source,
    options: &'a InputOptions,
    /// The names of the fields, where the values are rows without names.
    rows: Option<Vec<String>>,
    /// Whether each value stands under a name of its own.
    named: bool,
    keys: Option<Columns>,
    /// Values read so far.
    count: u64,
}

/// A value before it is parsed: its name, if it has one, and its bytes.
type Piece = (Option<String>, Raw);

/// A fault that says the same each time.
fn plain(what: &str) -> lines::Fault {
    (what.to_owned(), "")
}

impl<'a> Records<'a> {
    pub fn new(source: &'a Source, options: &'a InputOptions) -> Self {
        Self { source, options, rows: None, named: false, keys: None, count: 0 }
    }

    /// Values are rows of fields with these names.
    pub fn rows(mut self, names: Vec<String>) -> Self {
        self.rows = Some(names);
        self
    }

    /// Values stand under names.
    pub fn named(mut self) -> Self {
        self.named = true;
        self
    }

    /// Reads to the end of the array, the object or the stream.
    pub fn read(mut self, scan: &mut Scan, sink: &mut Sink<'_>) -> Result<()> {
        scan.skip(b'[');
        loop {
            let pieces = self.pieces(scan);
            let ended = pieces.is_empty();
            let mut batch = self.parse(pieces)?;
            batch.encoding = scan.encoding();
            if let Some(cause) = scan.fault.take() {
                let what = format!("ends too early ({cause}): what came before is used");
                batch.warnings.push(Warning::file(&self.source.shown, what));
            }
            let go_on = sink(batch, scan.taken());
            if ended || !go_on {
                return Ok(());
            }
        }
    }

    /// The next values, some megabytes of them.
    fn pieces(&self, scan: &mut Scan) -> Vec<Piece> {
        let (mut pieces, mut bytes) = (Vec::new(), 0);
        while bytes < BATCH as usize {
            let name = if self.named {
                let Some(name) = scan.key(KEY) else { break };
                Some(name)
            } else {
                None
            };
            let Some(raw) = scan.value(self.options.record_bytes()) else { break };
            bytes += if let Raw::Bytes(raw) = &raw { raw.len() } else { 0 };
            pieces.push((name, raw));
        }
        pieces
    }

    fn parse(&mut self, pieces: Vec<Piece>) -> Result<Batch> {
        let mut batch = Batch::default();
        if self.keys.is_none() {
            let object = |(_, raw): &Piece| self.object(raw).ok().map(|(object, _)| object);
            let sample: Vec<_> = pieces.iter().take(SAMPLE).filter_map(object).collect();
            self.keys = lines::find_keys(&sample, self.source, self.options)?;
        }
        let first = self.count + 1;
        self.count += pieces.len() as u64;
        let Some(keys) = &self.keys else {
            let object = |(_, raw): &Piece| self.object(raw).ok().map(|(object, _)| object);
            let sample: Vec<_> = pieces.iter().take(SAMPLE).filter_map(object).collect();
            let what = lines::without_text(&sample);
            batch.warnings.extend((first == 1).then(|| Warning::file(&self.source.shown, what)));
            return Ok(batch);
        };
        let documents: Vec<_> = pieces
            .into_par_iter()
            .enumerate()
            .map(|(index, piece)| self.one(piece, first + index as u64, keys))
            .collect();
        documents.into_iter().for_each(|document| batch.add(Some(document)));
        Ok(batch)
    }

    fn one(&self, (name, raw): Piece, record: u64, keys: &Columns) -> std::result::Result<Ready, Warning> {
        let refuse = |(what, kind): lines::Fault| Warning::line(&self.source.shown, record, what).of(kind);
        let (object, encoding) = self.object(&raw).map_err(refuse)?;
        let mut ready = lines::document(object, encoding, self.source, Some(record), keys)?;
        if let Some(name) = name {
            ready.document.id = format!("{}#{name}", self.source.id);
            ready.named = true;
        }
        Ok(ready)
    }

    /// The object that a value is.
    fn object(&self, raw: &Raw) -> std::result::Result<(lines::Object, Option<NotUtf8>), lines::Fault> {
        match raw {
            Raw::Bytes(bytes) => match &self.rows {
                Some(names) => {
                    let row = serde_json::from_slice(bytes).map_err(|fault| lines::broken(&fault))?;
                    Ok((layout::named(names, row).ok_or_else(|| plain("not a row of fields: left out"))?, None))
                }
                None => lines::parse(bytes)?.ok_or_else(|| plain("empty: left out")),
            },
            Raw::Long => Err(plain(&self.options.too_long())),
            Raw::Torn => Err(plain("the file ends inside this value: left out")),
        }
    }
}
