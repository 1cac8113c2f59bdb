//! A JSON object of columns: each needed column is read by a reader of its own, all side by side.

use super::scan::{Raw, Scan};
use super::{KEY, again, enter, refuse};
use crate::config::InputOptions;
use crate::error::{Result, Warning};
use crate::ingest::draft::{Draft, Ready};
use crate::ingest::formats::{columns, lines};
use crate::ingest::read::{BATCH, Batch, Sink};
use crate::ingest::walk::Source;
use rayon::prelude::*;
use serde_json::Value;

/// One column and the place in it.
struct Column {
    scan: Scan,
    /// Whether its values stand under names, which are passed over.
    named: bool,
}

/// The cells of a row: id, date, title, source, text. What was not asked for is empty.
type Row = [Option<Raw>; 5];

/// Reads all rows; `known` holds the names of the columns and their first values.
pub(super) fn read(
    source: &Source,
    known: &[(String, Vec<String>)],
    options: &InputOptions,
    sink: &mut Sink<'_>,
) -> Result<()> {
    let names: Vec<String> = known.iter().map(|(name, _)| name.clone()).collect();
    let rows = known.iter().map(|(_, values)| values.len()).min().unwrap_or(0);
    let sample: Vec<Vec<String>> =
        (0..rows).map(|row| known.iter().map(|(_, values)| values[row].clone()).collect()).collect();
    let Some(found) = columns::find(&names, &sample, options, &source.shown)? else {
        return refuse(source, &columns::without_text("column", &names), sink);
    };
    let date = found.date.clone().unwrap_or_default();
    let wanted = [found.id, found.date, found.title, found.source, Some(found.text)];
    let mut columns = Vec::new();
    for name in wanted {
        match name.map(|name| Column::open(source, &name, options)).transpose() {
            Ok(column) => columns.push(column),
            Err(cause) => return refuse(source, &format!("cannot be read: {cause}"), sink),
        }
    }
    let mut record = 1;
    loop {
        let rows = batch_of_rows(&mut columns, options);
        let documents: Vec<_> = rows
            .par_iter()
            .enumerate()
            .map(|(index, row)| one(row, source, record + index as u64, &date, options))
            .collect();
        let mut batch = Batch::default();
        documents.into_iter().for_each(|document| batch.add(Some(document)));
        record += rows.len() as u64;
        if let Some(cause) = columns.iter_mut().flatten().find_map(|column| column.scan.fault.take()) {
            let what = format!("ends too early ({cause}): the rows before are used");
            batch.warnings.push(Warning::file(&source.shown, what));
        }
        let taken = columns.iter().flatten().map(|column| column.scan.taken()).max().unwrap_or(0);
        if !sink(batch, taken) || rows.is_empty() {
            return Ok(());
        }
    }
}

impl Column {
    fn open(source: &Source, name: &str, options: &InputOptions) -> std::io::Result<Self> {
        let mut scan = again(source, options)?;
        enter(&mut scan, name);
        let named = scan.skip(b'{');
        scan.skip(b'[');
        Ok(Self { scan, named })
    }

    fn next(&mut self, most: usize) -> Option<Raw> {
        if self.named {
            self.scan.key(KEY)?;
        }
        self.scan.value(most)
    }
}

/// The next rows, some megabytes of them; a row ends the table where its text does.
fn batch_of_rows(columns: &mut [Option<Column>], options: &InputOptions) -> Vec<Row> {
    let (mut rows, mut bytes) = (Vec::new(), 0);
    while bytes < BATCH as usize {
        let mut row: Row = Default::default();
        for (cell, column) in row.iter_mut().zip(columns.iter_mut()) {
            *cell = column.as_mut().and_then(|column| column.next(options.record_bytes()));
        }
        let Some(text) = &row[4] else { break };
        bytes += if let Raw::Bytes(raw) = text { raw.len() } else { 0 };
        rows.push(row);
    }
    rows
}

/// The document of one row.
fn one(
    row: &Row,
    source: &Source,
    record: u64,
    date: &str,
    options: &InputOptions,
) -> std::result::Result<Ready, Warning> {
    let refuse = |(what, kind): lines::Fault| Warning::line(&source.shown, record, what).of(kind);
    let cell = |index: usize| match &row[index] {
        Some(Raw::Bytes(bytes)) => {
            serde_json::from_slice::<Value>(bytes).map(lines::into_text).map_err(|fault| refuse(lines::broken(&fault)))
        }
        Some(Raw::Long) => Err(refuse((options.too_long(), ""))),
        Some(Raw::Torn) => Err(refuse(("the file ends inside this value: left out".into(), ""))),
        None => Ok(String::new()),
    };
    let full = |text: String| Some(text).filter(|text| !text.is_empty());
    let draft = Draft {
        field: full(cell(1)?),
        field_name: date.to_owned(),
        title: full(cell(2)?),
        source: full(cell(3)?),
        text: cell(4)?,
        ..Draft::default()
    };
    draft.finish(source, Some(record), full(cell(0)?).as_deref())
}
