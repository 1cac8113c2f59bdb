//! Parquet: one document a row, read by row group, and only the columns that are needed.
//!
//! The `parquet` crate is used without arrow: it builds in a third of the time, and rows of a few text columns are all
//! that is needed. A damaged file can make it panic; that is caught, and the next row group is read.
//!
//! Times with a zone lie in the file as UTC, and the day is that of UTC: the zone's own rules are no part of the format.

#![cfg_attr(not(test), expect(clippy::disallowed_methods, reason = "this module reads"))]

use super::columns::{self, Columns};
use crate::config::InputOptions;
use crate::error::{Result, Warning};
use crate::ingest::decode;
use crate::ingest::draft::{Draft, Ready};
use crate::ingest::guard::guarded;
use crate::ingest::open;
use crate::ingest::read::{BATCH, Batch, Sink};
use crate::ingest::walk::Source;
use jiff::civil::Date;
use jiff::{Span, Timestamp};
use parquet::basic::{LogicalType, TimeUnit};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::{Field, Row};
use parquet::schema::types::{Type, TypePtr};
use rayon::prelude::*;

/// Rows looked at to find the columns.
const SAMPLE: usize = 100;

/// What reading rows can end with, in words.
type Fault = String;

/// Reads all rows and hands them on in batches.
pub(crate) fn read(source: &Source, options: &InputOptions, sink: &mut Sink<'_>) -> Result<()> {
    let file = match guarded(|| reader(source, options)) {
        Ok(file) => file,
        Err(fault) => return refuse(source, &format!("cannot be read: {fault}"), sink),
    };
    if file.metadata().file_metadata().num_rows() == 0 {
        return refuse(source, "no rows: left out", sink);
    }
    let Some(columns) = find(&*file, source, options)? else {
        let names: Vec<String> = fields(&*file).iter().map(|field| field.name().to_owned()).collect();
        return refuse(source, &columns::without_text("column", &names), sink);
    };
    let mut before = 0;
    for group in 0..file.metadata().num_row_groups() {
        let mut table = Table { file: &*file, columns: &columns, source, options, record: before };
        match guarded(|| table.group(group, sink)) {
            Ok(true) => {}
            Ok(false) => break,
            Err(fault) => {
                let what = format!("row group {} ends too early ({fault}): the rows before are used", group + 1);
                let warnings = vec![Warning::line(&source.shown, table.record + 1, what)];
                sink(Batch { warnings, ..Batch::default() }, 0);
            }
        }
        before += u64::try_from(file.metadata().row_group(group).num_rows()).unwrap_or(0);
    }
    Ok(())
}

fn refuse(source: &Source, what: &str, sink: &mut Sink<'_>) -> Result<()> {
    sink(Batch { warnings: vec![Warning::file(&source.shown, what)], ..Batch::default() }, 0);
    Ok(())
}

/// Opens the file; a packed one is unpacked into memory, for its directory stands at its end.
fn reader(source: &Source, options: &InputOptions) -> std::result::Result<Box<dyn FileReader>, Fault> {
    let words = |fault: std::io::Error| fault.to_string();
    if source.is_plain() {
        let file = std::fs::File::open(&source.path).map_err(words)?;
        return Ok(Box::new(SerializedFileReader::new(file).map_err(|fault| fault.to_string())?));
    }
    let bytes = open::memory(source, options).map_err(words)?;
    Ok(Box::new(SerializedFileReader::new(bytes::Bytes::from(bytes)).map_err(|fault| fault.to_string())?))
}

/// The columns that hold something that can be shown as text.
fn fields(file: &dyn FileReader) -> Vec<TypePtr> {
    let schema = file.metadata().file_metadata().schema();
    let is_list = |field: &Type| matches!(field.get_basic_info().logical_type_ref(), Some(LogicalType::List));
    schema.get_fields().iter().filter(|field| field.is_primitive() || is_list(field)).cloned().collect()
}

/// The schema with these columns alone.
fn projection(file: &dyn FileReader, fields: Vec<TypePtr>) -> std::result::Result<Type, Fault> {
    let name = file.metadata().file_metadata().schema().name().to_owned();
    Type::group_type_builder(&name).with_fields(fields).build().map_err(|fault| fault.to_string())
}

/// Finds the columns by their names and the first rows.
fn find(file: &dyn FileReader, source: &Source, options: &InputOptions) -> Result<Option<Columns>> {
    let fields = fields(file);
    let names: Vec<String> = fields.iter().map(|field| field.name().to_owned()).collect();
    let sample = guarded(|| {
        let rows = file.get_row_iter(Some(projection(file, fields.clone())?)).map_err(|fault| fault.to_string())?;
        let text = |row: Row| row.into_columns().into_iter().map(|(_, field)| cell(field, None)).collect();
        Ok(rows.take(SAMPLE).map_while(std::result::Result::ok).map(text).collect::<Vec<Vec<String>>>())
    });
    columns::find(&names, &sample.unwrap_or_default(), options, &source.shown)
}

/// The table and how far it is read.
struct Table<'a> {
    file: &'a dyn FileReader,
    columns: &'a Columns,
    source: &'a Source,
    options: &'a InputOptions,
    record: u64,
}

impl Table<'_> {
    /// Reads a row group; whether to go on.
    fn group(&mut self, group: usize, sink: &mut Sink<'_>) -> std::result::Result<bool, Fault> {
        let columns = self.columns;
        let wanted = [&columns.id, &columns.date, &columns.title, &columns.source, &Some(columns.text.clone())];
        let is_wanted = |field: &TypePtr| wanted.iter().any(|name| name.as_deref() == Some(field.name()));
        let fields: Vec<TypePtr> = fields(self.file).into_iter().filter(is_wanted).collect();
        let units: Vec<Option<TimeUnit>> = fields.iter().map(|field| unit(field)).collect();
        let reader = self.file.get_row_group(group).map_err(|fault| fault.to_string())?;
        let projection = projection(self.file, fields)?;
        let mut rows = reader.get_row_iter(Some(projection)).map_err(|fault| fault.to_string())?;
        let portion = reader.metadata().compressed_size().unsigned_abs();
        loop {
            let (taken, fault) = some(&mut rows);
            let ended = taken.is_empty();
            let first = self.record + 1;
            self.record += taken.len() as u64;
            let one = |(index, row): (usize, Row)| self.document(row, first + index as u64, &units);
            let documents: Vec<_> = taken.into_par_iter().enumerate().map(one).collect();
            let mut batch = Batch::default();
            documents.into_iter().for_each(|document| batch.add(Some(document)));
            if !sink(batch, portion) {
                return Ok(false);
            }
            if let Some(fault) = fault {
                return Err(fault);
            }
            if ended {
                return Ok(true);
            }
        }
    }

    /// The document of one row.
    fn document(&self, row: Row, record: u64, units: &[Option<TimeUnit>]) -> std::result::Result<Ready, Warning> {
        let mut draft = Draft::default();
        let mut id = None;
        let is = |wanted: &Option<String>, name: &str| wanted.as_deref() == Some(name);
        for ((name, field), unit) in row.into_columns().into_iter().zip(units) {
            let text = cell(field, *unit);
            if name == self.columns.text {
                draft.text = text;
            } else if is(&self.columns.date, &name) {
                draft.field = Some(text);
                draft.field_name = name;
            } else if is(&self.columns.title, &name) {
                draft.title = Some(text);
            } else if is(&self.columns.source, &name) {
                draft.source = Some(text);
            } else if is(&self.columns.id, &name) {
                id = Some(text);
            }
        }
        if draft.text.len() > self.options.record_bytes() {
            return Err(Warning::line(&self.source.shown, record, self.options.too_long()));
        }
        draft.finish(self.source, Some(record), id.as_deref())
    }
}

/// The next rows, some megabytes of them, and what ended them before their end. A panic costs the rows of this call.
fn some(rows: &mut dyn Iterator<Item = parquet::errors::Result<Row>>) -> (Vec<Row>, Option<Fault>) {
    let mut taken = Vec::new();
    let mut bytes = 0;
    while bytes < BATCH as usize {
        match rows.next() {
            Some(Ok(row)) => {
                let size = |(_, field): (&String, &Field)| if let Field::Str(text) = field { text.len() } else { 8 };
                bytes += row.get_column_iter().map(size).sum::<usize>();
                taken.push(row);
            }
            Some(Err(fault)) => return (taken, Some(fault.to_string())),
            None => break,
        }
    }
    (taken, None)
}

/// The unit of a column of times; the others need none.
fn unit(field: &Type) -> Option<TimeUnit> {
    match field.get_basic_info().logical_type_ref() {
        Some(LogicalType::Timestamp(time)) => Some(time.unit),
        _ => None,
    }
}

/// The day so many days after the first of 1970, if there is one.
fn day(days: i32) -> Option<Date> {
    let span = Span::new().try_days(days).ok()?;
    Date::constant(1970, 1, 1).checked_add(span).ok()
}

/// A value as text. Days and times are written as ISO 8601; the zone of a column is UTC or unknown.
fn cell(field: Field, unit: Option<TimeUnit>) -> String {
    let time =
        |time: std::result::Result<Timestamp, jiff::Error>| time.map_or_else(|_| String::new(), |t| t.to_string());
    match field {
        Field::Null | Field::Group(_) | Field::MapInternal(_) => String::new(),
        Field::Str(text) => text,
        Field::Bytes(bytes) => decode::decode(bytes.data()).text.into_owned(),
        Field::Date(days) => day(days).map_or_else(String::new, |day| day.to_string()),
        Field::TimestampMillis(number) => time(Timestamp::from_millisecond(number)),
        Field::TimestampMicros(number) => time(Timestamp::from_microsecond(number)),
        Field::Long(number) if unit == Some(TimeUnit::NANOS) => time(Timestamp::from_nanosecond(i128::from(number))),
        Field::ListInternal(list) => {
            let items: Vec<String> = list.elements().iter().map(|item| cell(item.clone(), unit)).collect();
            items.join(", ")
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Found by mutating files: days that no calendar has.
    #[test]
    fn days_beyond_the_calendar_are_none() {
        assert_eq!(cell(Field::Date(18_262), None), "2020-01-01");
        assert_eq!(cell(Field::Date(i32::MAX), None), "");
        assert_eq!(cell(Field::Date(i32::MIN), None), "");
        assert_eq!(cell(Field::TimestampMicros(i64::MAX), None), "");
        assert_eq!(cell(Field::Long(5), Some(TimeUnit::NANOS)), "1970-01-01T00:00:00.000000005Z");
    }
}
