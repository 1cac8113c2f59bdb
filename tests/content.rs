//! What comes without a telling name, by standard input or as a file, is read by its content.

#[path = "material/archives.rs"]
mod archives;
mod material;

use driftline::ingest::Document;
use material::{first_day, folder, gzip, read, warnings};
use serde_json::Value;
use std::io::Write;
use std::process::{Command, Stdio};

const TABLE: &str = "date,text\n2020-01-01,\"Words, and more\nof them here\"\n2020-02-01,other words there\n";
const LINES: &str =
    "{\"date\":\"2020-01-01\",\"text\":\"Words, and more\"}\n{\"date\":\"2020-02-01\",\"text\":\"other\"}\n";
const INSIDE: &str =
    "{\"articles\": [\n{\"date\":\"2020-01-01\",\"text\":\"Words\"},\n{\"date\":\"2020-02-01\",\"text\":\"other\"}]}";
const COLUMNS: &str = "{\"date\":[\"2020-01-01\",\"2020-02-01\"],\"text\":[\"Words\",\"other\"]}";

/// What is told by its content, each with two documents of the same days.
fn kinds() -> Vec<(&'static str, Vec<u8>)> {
    let array = format!("[{}]", LINES.trim_end().replace('\n', ","));
    let wide: Vec<u8> = [0xFF, 0xFE].into_iter().chain(TABLE.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let archive = archives::zip(&[
        ("2020-01-01.txt", b"Words" as &[u8]),
        (".x.txt", b"no"),
        ("b.csv", b"date,text\n2020-02-01,other\n"),
    ]);
    vec![
        ("table", TABLE.into()),
        ("table in UTF-16", wide),
        ("lines", LINES.into()),
        ("array", array.into()),
        ("inside", INSIDE.into()),
        ("columns", COLUMNS.into()),
        ("packed table", gzip(TABLE.as_bytes())),
        ("packed twice", gzip(&gzip(LINES.as_bytes()))),
        ("zstd", zstd::encode_all(INSIDE.as_bytes(), 1).unwrap()),
        ("archive", archive),
    ]
}

fn days(documents: &[Document]) -> Vec<Option<String>> {
    documents.iter().map(first_day).collect()
}

#[test]
fn a_file_without_a_telling_name_is_read_by_its_content() {
    for (kind, bytes) in kinds() {
        let folder = folder(&[("export", &bytes as &[u8])]);
        let (documents, _) = read(&folder.path().join("export"));
        assert_eq!(days(&documents), [Some("2020-01-01".into()), Some("2020-02-01".into())], "{kind}");
    }
    let page = b"<!DOCTYPE html><meta property='article:published_time' content='2021-05-06'><p>Some words of a page.";
    let folder = folder(&[
        ("page.dat", page as &[u8]),
        ("note", b"---\ndate: 2021-05-06\n---\nSome **words**."),
        ("word", &archives::docx(&["The title", "Some words."])),
        ("binary", b"\x7FELF\0\0\0\0\0\x01\x02\x03\x04"),
        ("r.pdf", b"%PDF-1.4\n1 0 obj"),
        ("torn", &gzip(LINES.repeat(5_000).as_bytes())[..300]),
    ]);
    for name in ["page.dat", "note", "word"] {
        let (documents, _) = read(&folder.path().join(name));
        assert_eq!(days(&documents), [Some("2021-05-06".into())], "{name}");
    }
    let refused = |name: &str| {
        let error = material::try_read(&[folder.path().join(name)], &Default::default()).unwrap_err();
        error.hint().unwrap()
    };
    assert!(refused("binary").ends_with("binary, not text: left out"));
    assert!(refused("r.pdf").ends_with("a PDF, which is not read: make text of it first, for example by pdftotext"));
    let (documents, reading) = read(&folder.path().join("torn"));
    assert!(documents.len() > 100, "{}", documents.len());
    assert!(warnings(&reading, &folder).iter().any(|warning| warning.starts_with("torn: ends too early")));
}

#[test]
fn standard_input_is_read_by_its_content() {
    for (kind, bytes) in kinds() {
        let mut program = Command::new(env!("CARGO_BIN_EXE_driftline"))
            .args(["inspect", "-", "--json"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        program.stdin.take().unwrap().write_all(&bytes).unwrap();
        let printed = program.wait_with_output().unwrap().stdout;
        let found: Value = serde_json::from_slice(&printed).unwrap();
        let days: Vec<&str> =
            found["documents"].as_array().unwrap().iter().filter_map(|d| d["date"].as_str()).collect();
        assert_eq!(days, ["2020-01-01", "2020-02-01"], "{kind}");
    }
}

/// What `inspect -` prints of these bytes on standard input, whether it worked or not.
fn piped(bytes: &[u8]) -> (Option<i32>, String) {
    let mut program = Command::new(env!("CARGO_BIN_EXE_driftline"))
        .args(["inspect", "-", "--json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    program.stdin.take().unwrap().write_all(bytes).unwrap();
    let output = program.wait_with_output().unwrap();
    (output.status.code(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
}

#[test]
fn word_documents_on_standard_input_end() {
    let word = archives::docx(&["The title", "Some words."]);
    for bytes in [word.clone(), gzip(&word)] {
        let (code, printed) = piped(&bytes);
        assert!(code == Some(0) && printed.contains("2021-05-06"), "{printed}");
    }
    let (code, printed) = piped(&archives::zip(&[("word/document.xml", b"<w:document><broken")]));
    assert!(code.is_some_and(|code| code > 0) && printed.contains("broken Word document"), "{printed}");
    let inner = archives::zip(&[("a.csv", TABLE.as_bytes())]);
    let (_, printed) = piped(&archives::zip(&[("a.jsonl", &inner as &[u8])]));
    assert!(printed.contains("an archive in an archive is not opened"), "{printed}");
}

#[test]
fn a_wrong_ending_hides_no_packing_and_sep_is_no_header() {
    let folder = folder(&[
        ("a.jsonl", &gzip(LINES.as_bytes()) as &[u8]),
        ("b.csv", b"sep=;\ndate;text\n2020-01-01;Words, and more\n2020-02-01;other words\n"),
    ]);
    for name in ["a.jsonl", "b.csv"] {
        let (documents, _) = read(&folder.path().join(name));
        assert_eq!(days(&documents), [Some("2020-01-01".into()), Some("2020-02-01".into())], "{name}");
    }
}

#[test]
fn a_date_column_is_known_by_its_foreign_name_or_told() {
    let rows: String = (0..12)
        .map(|row| format!("Titel;{};Worte des {row}. Textes\n", if row % 2 == 0 { "13.01.2023" } else { "unbekannt" }))
        .collect();
    let known = format!("Überschrift;Veröffentlicht am;Inhalt\n{rows}");
    let other = format!("Überschrift;Wann;Inhalt\n{rows}");
    let folder = folder(&[("known.csv", known.as_bytes()), ("other.csv", other.as_bytes())]);
    let (documents, _) = read(&folder.path().join("known.csv"));
    assert_eq!(days(&documents).iter().flatten().count(), 6);
    let (_, reading) = read(&folder.path().join("other.csv"));
    let told = "other.csv: column \"Wann\" holds dates in 6 of 12 rows: name it by --date-column";
    assert!(warnings(&reading, &folder).iter().any(|warning| warning == told), "{:?}", reading.warnings);
}
