//! Tables that a caller holds in memory: the same road as a file of rows takes, from the second step on.

use super::columns::{self, Columns};
use crate::config::{HeldTable, InputOptions};
use crate::error::{Result, Warning};
use crate::ingest::draft::{Draft, Ready};
use crate::ingest::read::{BATCH, Batch, Sink};
use crate::ingest::walk::Source;
use rayon::prelude::*;
use std::ops::Range;

/// Rows looked at to find the columns.
const SAMPLE: usize = 200;

/// A table and the places of its columns.
struct Table<'a> {
    cells: &'a HeldTable,
    text: usize,
    date: Option<usize>,
    title: Option<usize>,
    source: Option<usize>,
    id: Option<usize>,
}

/// Reads all rows and hands them on in batches.
pub(crate) fn read(source: &Source, options: &InputOptions, sink: &mut Sink<'_>) -> Result<()> {
    let Some(held) = options.held(&source.path) else { return Ok(()) };
    let rows = held.rows();
    let sample: Vec<Vec<String>> =
        (0..rows.min(SAMPLE)).map(|row| held.cells.iter().map(|column| column[row].clone()).collect()).collect();
    let found = if rows == 0 { None } else { columns::find(&held.columns, &sample, options, &source.shown)? };
    let Some(columns) = found else {
        let what =
            if rows == 0 { "no rows: left out".to_owned() } else { columns::without_text("column", &held.columns) };
        sink(Batch { warnings: vec![Warning::file(&source.shown, what)], ..Batch::default() }, 0);
        return Ok(());
    };
    let table = Table::of(held, &columns);
    let overlooked = columns::overlooked(&held.columns, &sample, &columns);
    let mut warnings: Vec<Warning> = overlooked.map(|what| Warning::file(&source.shown, what)).into_iter().collect();
    for rows in table.portions() {
        let read: Vec<_> = rows.into_par_iter().map(|row| table.document(row, source, options)).collect();
        let mut batch = Batch { warnings: std::mem::take(&mut warnings), ..Batch::default() };
        read.into_iter().for_each(|document| batch.add(Some(document)));
        if !sink(batch, source.size) {
            break;
        }
    }
    Ok(())
}

impl<'a> Table<'a> {
    fn of(cells: &'a HeldTable, columns: &Columns) -> Self {
        let place = |name: &String| cells.columns.iter().position(|other| other == name);
        let optional = |name: &Option<String>| name.as_ref().and_then(place);
        Self {
            cells,
            text: place(&columns.text).unwrap_or(0),
            date: optional(&columns.date),
            title: optional(&columns.title),
            source: optional(&columns.source),
            id: optional(&columns.id),
        }
    }

    /// Rows that make a batch, one after another.
    fn portions(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        let texts = &self.cells.cells[self.text];
        let mut next = 0;
        std::iter::from_fn(move || {
            let (first, mut bytes) = (next, 0);
            while next < texts.len() && bytes < BATCH as usize {
                bytes += texts[next].len();
                next += 1;
            }
            (first < next).then_some(first..next)
        })
    }

    /// The document of one row.
    fn document(&self, row: usize, source: &Source, options: &InputOptions) -> std::result::Result<Ready, Warning> {
        let record = row as u64 + 1;
        let cell = |column: Option<usize>| column.map(|column| self.cells.cells[column][row].clone());
        let text = self.cells.cells[self.text][row].clone();
        if text.len() > options.record_bytes() {
            return Err(Warning::line(&source.shown, record, options.too_long()));
        }
        let field_name = self.date.map(|column| self.cells.columns[column].clone()).unwrap_or_default();
        let (title, author, field) = (cell(self.title), cell(self.source), cell(self.date));
        let draft = Draft { title, source: author, field, field_name, text, ..Draft::default() };
        draft.finish(source, Some(record), cell(self.id).as_deref())
    }
}
