//! A look at the first rows of a table or JSON lines: which column would be read as what.

use super::formats::{Format, columns, table};
use super::walk::{self, Source};
use super::{decode, open};
use crate::config::InputOptions;
use crate::error::Result;
use serde_json::{Map, Value};
use std::io::Read;
use std::path::PathBuf;

/// Bytes and rows looked at.
const BYTES: u64 = 4 << 20;
const ROWS: usize = 200;

/// The names of the columns or keys that the first table below `paths` is read by; all `None` without a table.
///
/// # Errors
/// `Missing` for a path that is not there, `Setting` for a given column that the table lacks.
pub fn columns(paths: &[PathBuf], options: &InputOptions) -> Result<InputOptions> {
    let sources = walk::files(paths, options)?.sources;
    let is_table = |source: &&Source| matches!(source.format, Format::Table | Format::Lines) && !source.is_stdin();
    let Some(source) = sources.iter().find(is_table) else { return Ok(InputOptions::default()) };
    let mut bytes = Vec::new();
    // A fault here is told when the file is read.
    if let Ok(opened) = open::open(source, options) {
        drop(opened.reader.take(BYTES).read_to_end(&mut bytes));
    }
    let text = decode::decode(&bytes).text;
    let (names, rows) = if source.format == Format::Lines { keys(&text) } else { header(&text) };
    if names.is_empty() {
        return Ok(InputOptions::default());
    }
    let found = columns::find(&names, &rows, options, &source.shown)?;
    Ok(found.map_or_else(InputOptions::default, |found| InputOptions {
        text: Some(found.text),
        date: found.date,
        title: found.title,
        source: found.source,
        id: found.id,
        ..InputOptions::default()
    }))
}

/// The keys of the first objects and their values.
fn keys(text: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let objects: Vec<Map<String, Value>> =
        text.lines().take(ROWS).filter_map(|line| serde_json::from_str(line).ok()).collect();
    let mut names: Vec<String> = objects.iter().flat_map(|object| object.keys().cloned()).collect();
    names.sort();
    names.dedup();
    let value = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let row = |object: &Map<String, Value>| {
        names.iter().map(|name| object.get(name).map(value).unwrap_or_default()).collect()
    };
    let rows = objects.iter().map(row).collect();
    (names, rows)
}

/// The header of a table and its first rows; the delimiter is the mark that the header has most of.
fn header(text: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let (declared, start) = table::declared(text.as_bytes());
    let text = &text[start..];
    let first = text.lines().next().unwrap_or_default();
    let count = |mark: &u8| first.bytes().filter(|byte| byte == mark).count();
    let delimiter = [b'|', b';', b'\t', b','].into_iter().max_by_key(count).unwrap_or(b',');
    let delimiter = declared.unwrap_or(delimiter);
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
    let names = reader.headers().map(|header| header.iter().map(str::to_owned).collect()).unwrap_or_default();
    let row = |record: csv::StringRecord| record.iter().map(str::to_owned).collect();
    (names, reader.records().flatten().take(ROWS).map(row).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_rows_tell_the_columns() {
        let (names, rows) = header("id;body;published\n1;\"a;\nb\";2020-01-02\n");
        assert_eq!((names, rows[0][1].as_str()), (["id", "body", "published"].map(String::from).to_vec(), "a;\nb"));
        let (names, rows) = keys("{\"text\": \"t\", \"n\": 1}\n{\"date\": \"2020\"}\n");
        assert_eq!(
            (names.join(" "), rows),
            (
                "date n text".into(),
                vec![vec!["".into(), "1".into(), "t".into()], vec!["2020".into(), "".into(), "".into()]]
            )
        );
    }
}
