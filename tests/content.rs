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
