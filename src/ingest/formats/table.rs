//! CSV, TSV and their kin: one document a row; read in chunks of whole records, made documents in parallel.
//!
//! A broken row must not swallow its neighbors: a record that does not fit is given up at its first line, and reading
//! starts again at the next.

use super::columns::{self, Columns};
use crate::config::InputOptions;
use crate::error::{Result, Warning};
use crate::ingest::draft::{Draft, Ready};
use crate::ingest::open::{Chunks, Opened};
use crate::ingest::read::{BATCH, Batch, Sink};
use crate::ingest::walk::Source;
use crate::ingest::{EvidenceKind, date, decode};
use csv::ByteRecord;
use rayon::prelude::*;

/// Rows looked at to find delimiter and columns.
const SAMPLE: usize = 200;

/// The shape of a table: how it is cut, and where what lies.
struct Shape {
    delimiter: u8,
    fields: usize,
    text: usize,
    date: Option<usize>,
    title: Option<usize>,
    source: Option<usize>,
    id: Option<usize>,
    date_name: String,
    /// A record with more bytes is left out; mostly it has an open quote.
    longest: usize,
}

/// A record and the line on which it begins, counted from 1.
struct Row {
    line: u64,
    record: ByteRecord,
}

/// Reads all rows of a stream and hands them on in batches.
pub(crate) fn read(source: &Source, opened: Opened, options: &InputOptions, sink: &mut Sink<'_>) -> Result<()> {
    let mut chunks = Chunks::new(opened);
    let mut shape: Option<Shape> = None;
    let mut at = Position { line: 1, record: 0 };
    while !chunks.is_empty() {
        let mut batch = Batch::default();
        if let Err(cause) = chunks.fill(BATCH) {
            batch
                .warnings
                .push(Warning::file(&source.shown, format!("ends too early ({cause}): the rows before are used")));
        }
        if shape.is_none() && decode::is_binary(&chunks.buffer) {
            batch.warnings.push(Warning::file(&source.shown, "binary, not text: left out"));
            sink(batch, chunks.taken());
            return Ok(());
        }
        if shape.is_none() {
            let (found, header) = match sniff(&chunks.buffer, source, options, &mut batch.warnings)? {
                Ok(found) => found,
                Err(why) => {
                    batch.warnings.push(Warning::file(&source.shown, why));
                    sink(batch, chunks.taken());
                    return Ok(());
                }
            };
            batch.warnings.extend(chunks.note(source));
            shape = Some(found);
            at.line += newlines(&chunks.buffer[..header]);
            chunks.consume(header);
        }
        let Some(shape) = &shape else { break };
        let Cut { rows, used, endless } = cut(&chunks, shape, source, &mut at, &mut batch.warnings);
        let first = at.record + 1;
        at.record += rows.len() as u64;
        let documents: Vec<_> =
            rows.par_iter().enumerate().map(|(index, row)| one(row, source, first + index as u64, shape)).collect();
        documents.into_iter().for_each(|document| batch.add(Some(document)));
        batch.encoding = chunks.encoding();
        chunks.consume(used);
        if endless {
            at.line += 1;
            let skipped = chunks.skip_line(BATCH);
            batch.warnings.extend(skipped.err().map(|cause| Warning::line(&source.shown, at.line, cause.to_string())));
        }
        if !sink(batch, chunks.taken()) {
            break;
        }
    }
    Ok(())
}

/// How far reading has come.
struct Position {
    /// The next line, counted from 1.
    line: u64,
    /// Records read, the header not counted.
    record: u64,
}

fn parser(bytes: &[u8], delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(bytes)
}

/// What a chunk was cut into.
struct Cut {
    rows: Vec<Row>,
    /// Bytes that are done with.
    used: usize,
    /// The last line that was given up goes on behind the chunk.
    endless: bool,
}

/// Cuts a chunk into rows. The last record of a chunk that does not end the file stays for the next, for it may go on
/// there, unless it is too long already.
fn cut(chunks: &Chunks, shape: &Shape, source: &Source, at: &mut Position, warnings: &mut Vec<Warning>) -> Cut {
    let bytes = &chunks.buffer;
    let (mut rows, mut used) = (Vec::new(), 0);
    'restart: while used < bytes.len() {
        let base = used;
        let mut reader = parser(&bytes[base..], shape.delimiter);
        let mut record = ByteRecord::new();
        while reader.read_byte_record(&mut record).unwrap_or(false) {
            let end = base + usize::try_from(reader.position().byte()).unwrap_or(usize::MAX).min(bytes.len() - base);
            let raw = &bytes[used..end];
            let open = end == bytes.len() && !chunks.ended;
            if open && raw.len() < shape.longest {
                return Cut { rows, used, endless: false };
            }
            let fits = record.len() == shape.fields && !open && well_quoted(raw, shape.delimiter);
            if !fits {
                let (what, kind) = fault(&record, shape);
                warnings.push(Warning::line(&source.shown, at.line + blank_lines(raw), what).of(kind));
                let skipped = first_line(raw);
                at.line += newlines(&raw[..skipped]);
                used += skipped;
                if open && used == bytes.len() && !raw.ends_with(b"\n") {
                    return Cut { rows, used, endless: true };
                }
                continue 'restart;
            }
            rows.push(Row { line: at.line + blank_lines(raw), record: std::mem::take(&mut record) });
            at.line += newlines(raw);
            used = end;
        }
        used = bytes.len();
    }
    Cut { rows, used, endless: false }
}

/// Why a row is left out, and what groups such warnings.
fn fault(record: &ByteRecord, shape: &Shape) -> (String, &'static str) {
    let long = record.as_slice().len() >= shape.longest;
    match record.len() == shape.fields {
        _ if long => {
            (format!("a quote that does not close, or a row longer than {} MB: left out", shape.longest >> 20), "")
        }
        true => ("a quote that does not close where it should: row left out".into(), ""),
        false => (format!("row with {} fields where {} are expected: left out", record.len(), shape.fields), "fields"),
    }
}

/// Empty lines before a record, which the parser passes over.
fn blank_lines(raw: &[u8]) -> u64 {
    newlines(&raw[..raw.iter().position(|byte| !b"\r\n".contains(byte)).unwrap_or(0)])
}

/// The length of the first line that is not empty, with its end.
fn first_line(raw: &[u8]) -> usize {
    let start = raw.iter().position(|byte| !b"\r\n".contains(byte)).unwrap_or(0);
    raw[start..].iter().position(|byte| *byte == b'\n').map_or(raw.len(), |at| start + at + 1)
}

fn newlines(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|byte| **byte == b'\n').count() as u64
}

/// Whether every quote that closes a field is followed by the field's end. Else a row without its closing quote has
/// run into the next one, even if the number of fields happens to fit.
fn well_quoted(raw: &[u8], delimiter: u8) -> bool {
    let ends = |byte: u8| byte == delimiter || byte == b'\n' || byte == b'\r';
    let mut at = 0;
    while at < raw.len() {
        if raw[at] == b'"' {
            let Some(next) = closing(raw, at + 1) else { return false };
            at = next + 1;
            if at < raw.len() && !ends(raw[at]) {
                return false;
            }
        }
        at = raw[at..].iter().position(|byte| ends(*byte)).map_or(raw.len(), |end| at + end + 1);
    }
    true
}

/// The place of the quote that closes a field; two together are one in the text.
fn closing(raw: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += raw[at..].iter().position(|byte| *byte == b'"')?;
        if raw.get(at + 1) != Some(&b'"') {
            return Some(at);
        }
        at += 2;
    }
}

/// Finds delimiter and columns in the first chunk; the second value is the length of the header in bytes. The inner
/// fault says why nothing can be read.
fn sniff(
    bytes: &[u8],
    source: &Source,
    options: &InputOptions,
    warnings: &mut Vec<Warning>,
) -> Result<std::result::Result<(Shape, usize), String>> {
    let (declared, start) = declared(bytes);
    let bytes = &bytes[start..];
    let delimiter = declared.unwrap_or_else(|| delimiter(bytes));
    let mut reader = parser(bytes, delimiter);
    let mut first = ByteRecord::new();
    if !reader.read_byte_record(&mut first).unwrap_or(false) {
        return Ok(Err("empty: left out".into()));
    }
    let header = usize::try_from(reader.position().byte()).unwrap_or(0).min(bytes.len());
    let row = |record: &ByteRecord| record.iter().map(text).collect::<Vec<String>>();
    let head = row(&first);
    let named = is_header(&head);
    let mut sample: Vec<Vec<String>> =
        reader.byte_records().flatten().take(SAMPLE).map(|record| row(&record)).collect();
    let mut names: Vec<String> =
        if named { head.clone() } else { (1..=first.len()).map(|number| number.to_string()).collect() };
    if !named {
        sample.insert(0, head);
    }
    if sample.is_empty() {
        return Ok(Err("a header without rows: left out".into()));
    }
    if options.text.is_none() && source.lists_files(&sample) {
        let what = "a table about the files beside it, not of documents: left out (--dates takes its dates)";
        return Ok(Err(what.into()));
    }
    let repeated = columns::unique(&mut names);
    warnings.extend((!repeated.is_empty()).then(|| {
        let what =
            format!("columns share the name \"{}\": the first is meant; #N means the N-th", repeated.join("\", \""));
        Warning::line(&source.shown, 1, what)
    }));
    let columns = columns::find(&names, &sample, options, &source.shown)?;
    let overlooked = columns.as_ref().and_then(|columns| columns::overlooked(&names, &sample, columns));
    warnings.extend(overlooked.map(|what| Warning::file(&source.shown, what)));
    let shape = |columns: Columns| Shape { longest: options.record_bytes(), ..shape(delimiter, &names, &columns) };
    let columns = columns.ok_or_else(|| columns::without_text("column", &names));
    Ok(columns.map(|columns| (shape(columns), if named { start + header } else { start })))
}

fn shape(delimiter: u8, names: &[String], columns: &Columns) -> Shape {
    let index = |name: &String| names.iter().position(|other| other == name);
    let optional = |name: &Option<String>| name.as_ref().and_then(index);
    Shape {
        delimiter,
        fields: names.len(),
        text: index(&columns.text).unwrap_or(0),
        date: optional(&columns.date),
        title: optional(&columns.title),
        source: optional(&columns.source),
        id: optional(&columns.id),
        date_name: columns.date.clone().unwrap_or_default(),
        longest: usize::MAX,
    }
}

/// A first row is a header unless it holds a date or a long text.
fn is_header(row: &[String]) -> bool {
    let datum =
        |value: &String| value.len() > 100 || (value.len() > 4 && date::value(value, EvidenceKind::Field).is_some());
    !row.iter().any(datum)
}

/// Whether bytes of which nothing is known begin a table: rows of as many fields each, with a header that has a usual
/// or given name, or with a column of dates. The last row may be cut off.
pub(crate) fn is_table(start: &str, options: &InputOptions) -> bool {
    let (declared, skipped) = declared(start.as_bytes());
    let bytes = &start.as_bytes()[skipped..];
    let delimiter = declared.unwrap_or_else(|| delimiter(bytes));
    let mut reader = parser(bytes, delimiter);
    let rows: Vec<Vec<String>> =
        reader.byte_records().flatten().take(SAMPLE).map(|record| record.iter().map(text).collect()).collect();
    let Some((head, rest)) = rows.split_first().filter(|(head, _)| head.len() > 1) else { return false };
    let even = rest.iter().filter(|row| row.len() == head.len()).count();
    let regular = (even + 1) * 10 >= rest.len() * 9;
    regular && if is_header(head) { columns::are_known(head, options) } else { columns::have_dates(&rows) }
}

/// The delimiter that the line `sep=;` of spreadsheet programs declares, and the bytes before the table itself.
pub(crate) fn declared(bytes: &[u8]) -> (Option<u8>, usize) {
    let mark = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let end = mark.iter().take(10).position(|byte| *byte == b'\n');
    let Some(line) = end.map(|end| mark[..end].trim_ascii_end()) else { return (None, 0) };
    // A tab at the end is the delimiter, not white space.
    let line = if mark.starts_with(b"sep=\t") { b"sep=\t" } else { line };
    let quoted = line.strip_prefix(b"\"").and_then(|line| line.strip_suffix(b"\"")).unwrap_or(line);
    match quoted {
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter] => {
            (Some(*delimiter), bytes.len() - mark.len() + end.map_or(0, |end| end + 1))
        }
        _ => (None, 0),
    }
}

/// The delimiter that cuts the first rows most evenly into at least two fields.
fn delimiter(bytes: &[u8]) -> u8 {
    let start = &bytes[..bytes.len().min(1 << 18)];
    let score = |delimiter: u8| {
        let lengths: Vec<usize> =
            parser(start, delimiter).byte_records().flatten().take(50).map(|record| record.len()).collect();
        let first = lengths.first().copied().unwrap_or(0);
        let even = lengths.iter().filter(|length| **length == first).count() * 1000 / lengths.len().max(1);
        if first < 2 { (0, 0) } else { (even, first) }
    };
    let mut best = (b',', score(b','));
    for other in [b'\t', b';', b'|'] {
        let score = score(other);
        best = if score > best.1 { (other, score) } else { best };
    }
    best.0
}

fn text(bytes: &[u8]) -> String {
    decode::decode(bytes).text.into_owned()
}

/// The document of one row.
fn one(row: &Row, source: &Source, record: u64, shape: &Shape) -> std::result::Result<Ready, Warning> {
    let field = |index: Option<usize>| index.and_then(|index| row.record.get(index)).map(text);
    let body = decode::decode(row.record.get(shape.text).unwrap_or_default());
    let draft = Draft {
        title: field(shape.title),
        source: field(shape.source),
        field: field(shape.date),
        field_name: shape.date_name.clone(),
        text: body.text.into_owned(),
        encoding: body.encoding,
        ..Draft::default()
    };
    // Messages name the line, which an editor shows; the record names the document.
    let at_line = |mut warning: Warning| {
        warning.line = Some(row.line);
        warning
    };
    let mut ready = draft.finish(source, Some(record), field(shape.id).as_deref()).map_err(at_line)?;
    ready.line = Some(row.line);
    ready.warnings = ready.warnings.into_iter().map(at_line).collect();
    Ok(ready)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delimiters_are_found() {
        assert_eq!(delimiter(b"a,b\n1,\"x;y;z\"\n"), b',');
        assert_eq!(delimiter(b"a;b\n1;x, y, z\n2;x\n"), b';');
        assert_eq!(delimiter(b"a\tb\n1\tx, y\n"), b'\t');
        assert_eq!(delimiter(b"a|b|c\n1|x, y|z\n"), b'|');
    }

    #[test]
    fn quotes_that_run_into_the_next_row_are_seen() {
        assert!(well_quoted(b"1,\"a \"\"b\"\"\nc\",2\n", b','));
        assert!(well_quoted(b"1,say \"x\" twice,2\n", b','));
        assert!(!well_quoted(b"1,\"open\n2,\"fine\"\n", b','));
    }
}
