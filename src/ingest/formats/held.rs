//! Tables that a caller holds in memory: the same road as a file of rows takes, from the second step on.
//!
//! A partition is a part of a table that is cut otherwise each time, as a cluster cuts it. What is found in it must not
//! depend on the cut: so no column is guessed, nothing is said of the part as a whole, and its rows, whose numbers mean
//! nothing, are known by their names, or by a hash of all that is read of them. Rows that are equal in all of that cannot
//! be told apart from one row that was met twice, and count once.

use super::columns::{self, Columns};
use crate::config::{HeldTable, InputOptions};
use crate::error::{Result, Warning};
use crate::ingest::draft::{Draft, Ready};
use crate::ingest::read::{BATCH, Batch, Sink};
use crate::ingest::walk::Source;
use rayon::prelude::*;
use std::ops::Range;
use twox_hash::XxHash3_128;

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
    if held.partition {
        let columns = columns::named(&held.columns, options, &source.shown)?;
        Table::of(held, &columns).hand_on(Vec::new(), source, options, sink);
        return Ok(());
    }
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
    let warnings = overlooked.map(|what| Warning::file(&source.shown, what)).into_iter().collect();
    table.hand_on(warnings, source, options, sink);
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

    /// Hands all rows on in batches, the first of them with these warnings.
    fn hand_on(&self, mut warnings: Vec<Warning>, source: &Source, options: &InputOptions, sink: &mut Sink<'_>) {
        for rows in self.portions() {
            let read: Vec<_> = rows.into_par_iter().map(|row| self.document(row, source, options)).collect();
            let mut batch = Batch { warnings: std::mem::take(&mut warnings), ..Batch::default() };
            read.into_iter().for_each(|document| batch.add(Some(document)));
            if !sink(batch, source.size) {
                break;
            }
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
        if !self.cells.partition {
            return self.numbered(row, self.cell(self.id, row), source, options);
        }
        let name = self.name(row);
        let of_row = |warning| Warning { line: None, row: Some(name.clone()), ..warning };
        let mut ready = self.numbered(row, Some(&name), source, options).map_err(of_row)?;
        ready.warnings = ready.warnings.into_iter().map(of_row).collect();
        (ready.document.place.record, ready.line) = (None, None);
        Ok(ready)
    }

    fn cell(&self, column: Option<usize>, row: usize) -> Option<&str> {
        column.map(|column| self.cells.cells[column][row].as_str())
    }

    /// What a row is known by: its name, else a hash of all that is read of it (XXH3 with 128 bits, since every row has one
    /// and two that share it would be taken for two states of one document).
    fn name(&self, row: usize) -> String {
        let id = self.cell(self.id, row).map(str::trim).filter(|id| !id.is_empty());
        let hash = || {
            let cells = [Some(self.text), self.date, self.title, self.source].map(|column| self.cell(column, row));
            // Lengths keep "a" and "bc" apart from "ab" and "c".
            let whole: String = cells.iter().flatten().map(|cell| format!("{} {cell}", cell.len())).collect();
            format!("{:032x}", XxHash3_128::oneshot(whole.as_bytes()))
        };
        id.map_or_else(hash, str::to_owned)
    }

    /// The document of a row in its place among the others.
    fn numbered(
        &self,
        row: usize,
        name: Option<&str>,
        source: &Source,
        options: &InputOptions,
    ) -> std::result::Result<Ready, Warning> {
        let record = row as u64 + 1;
        let cell = |column: Option<usize>| self.cell(column, row).map(str::to_owned);
        let text = self.cells.cells[self.text][row].clone();
        if text.len() > options.record_bytes() {
            return Err(Warning::line(&source.shown, record, options.too_long()));
        }
        let field_name = self.date.map(|column| self.cells.columns[column].clone()).unwrap_or_default();
        let (title, author, field) = (cell(self.title), cell(self.source), cell(self.date));
        let draft = Draft { title, source: author, field, field_name, text, ..Draft::default() };
        draft.finish(source, Some(record), name)
    }
}
