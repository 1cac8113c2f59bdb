//! Files that vanish, change, lie or say nothing while others are read: a warning with its place, and the rest goes on.

#[path = "material/archives.rs"]
mod archives;
mod material;

use driftline::config::InputOptions;
use driftline::ingest::{self, Reading};
use material::{folder, gzip, ids, read, warnings};
use std::fs;
use std::path::Path;

/// A table of some megabytes, which is handed on in several batches.
fn long_table() -> Vec<u8> {
    let text = "words of a text that goes on for a while, ".repeat(25);
    let rows: String = (0..20_000).map(|row| format!("2020-01-{:02},\"{text}{row}\"\n", row % 28 + 1)).collect();
    format!("date,text\n{rows}").into_bytes()
}

/// Reads a folder and does `change` when the first batch has come.
fn read_while(path: &Path, change: impl FnOnce()) -> (Vec<String>, Reading) {
    let (mut ids, mut change) = (Vec::new(), Some(change));
    let mut sink = |batch: Vec<ingest::Document>| {
        ids.extend(batch.into_iter().map(|document| document.id));
        if let Some(change) = change.take() {
            change();
        }
    };
    let reading = ingest::read(&[path.to_owned()], &InputOptions::default(), &mut sink, &mut |_, _| {}).unwrap();
    (ids, reading)
}

#[test]
fn files_that_vanish_or_change_after_they_were_found_are_told() {
    let table = long_table();
    let folder = folder(&[
        ("a.csv", &table as &[u8]),
        ("b.txt", b"words"),
        ("c.csv", b"date,text\n2020-01-01,words\n"),
        ("d.zip", &archives::zip(&[("e.txt", b"words" as &[u8])])),
        ("f.txt", b"words"),
        ("g.json", b"{\"text\": \"words\"}"),
        ("h.txt", b"words"),
    ]);
    let (ids, reading) = read_while(folder.path(), || {
        for name in ["b.txt", "c.csv", "d.zip", "f.txt", "g.json"] {
            fs::remove_file(folder.path().join(name)).unwrap();
        }
        fs::create_dir(folder.path().join("f.txt")).unwrap();
    });
    assert_eq!((ids.len(), ids.last().map(String::as_str)), (20_001, Some("h.txt")));
    let found = warnings(&reading, &folder);
    for start in ["b.txt", "c.csv", "d.zip/e.txt", "f.txt", "g.json"].map(|name| format!("{name}: cannot be read: ")) {
        assert!(found.iter().any(|warning| warning.starts_with(&start)), "{start}: {found:?}");
    }
    assert_eq!(found.len(), 5, "{found:?}");
}

#[test]
fn a_file_that_is_cut_while_it_is_read_gives_what_was_read() {
    let table = long_table();
    let folder = folder(&[("a.csv", &table as &[u8]), ("b.txt", b"words")]);
    let (ids, reading) = read_while(folder.path(), || {
        let file = fs::OpenOptions::new().write(true).open(folder.path().join("a.csv")).unwrap();
        file.set_len(10 << 20).unwrap();
    });
    assert!((8_000..20_000).contains(&ids.len()) && ids.last().unwrap() == "b.txt", "{}", ids.len());
    let found = warnings(&reading, &folder);
    assert!(found.len() == 1 && found[0].starts_with("a.csv:") && found[0].contains("quote"), "{found:?}");
}

#[cfg(unix)]
#[test]
fn links_that_lead_round_and_pipes_do_no_harm() {
    let folder = folder(&[("a/b/c.txt", b"words" as &[u8])]);
    std::os::unix::fs::symlink(folder.path(), folder.path().join("a/b/loop")).unwrap();
    std::os::unix::fs::symlink("itself", folder.path().join("itself")).unwrap();
    let made = std::process::Command::new("mkfifo").arg(folder.path().join("a/pipe.txt")).status();
    assert!(made.is_ok_and(|status| status.success()), "nobody writes into this pipe: to open it would wait for ever");
    let (documents, reading) = read(folder.path());
    assert_eq!(ids(&documents), ["a/b/c.txt"]);
    let expected = "a/b/loop: skipped: links inside a folder are not followed; also ";
    let found = warnings(&reading, &folder);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found.iter().any(|warning| warning.starts_with(expected)), "{found:?}");
    assert!(found.iter().any(|warning| warning.starts_with("a/pipe.txt: skipped: ")), "{found:?}");
}

#[test]
fn torn_archives_give_their_beginning() {
    let rows: String = (0..5_000).map(|row| format!("2020-01-01,words and more of row {row}\n")).collect();
    let table = format!("date,text\n{rows}").into_bytes();
    let zip = archives::zip(&[("a.csv", &table as &[u8]), ("b.txt", b"words")]);
    let mut damaged = zip.clone();
    damaged[5_000] ^= 0xFF;
    let packed = gzip(&table);
    let mut false_sum = packed.clone();
    let sum = false_sum.len() - 6;
    false_sum[sum] ^= 1;
    let folder = folder(&[
        ("a.zip", &zip[..zip.len() / 2] as &[u8]),
        ("b.zip", &damaged),
        ("c.csv.gz", &packed[..packed.len() / 2]),
        ("d.csv.gz", &false_sum),
        ("e.txt", b"words"),
    ]);
    let (documents, reading) = read(folder.path());
    let count = |name: &str| documents.iter().filter(|document| document.id.starts_with(name)).count();
    assert_eq!((count("a.zip"), count("b.zip/b.txt"), count("d.csv.gz"), count("e.txt")), (0, 1, 5_000, 1));
    assert!(count("c.csv.gz") > 1_000 && count("b.zip/a.csv") > 100, "{} {}", count("c.csv.gz"), count("b.zip/a.csv"));
    let found = warnings(&reading, &folder);
    for start in ["a.zip: not an archive", "b.zip/a.csv: ends too early", "c.csv.gz: ends too early", "d.csv.gz: ends"]
    {
        assert!(found.iter().any(|warning| warning.starts_with(start)), "{start}: {found:?}");
    }
}

#[test]
fn nul_bytes_and_broken_characters_lose_nothing_else() {
    let folder = folder(&[
        ("a.txt", b"words with a \0 in them" as &[u8]),
        ("b.csv", b"date,text\n2020-01-01,one \0 two\n2020-01-02,three\n"),
        ("c.jsonl", b"{\"text\":\"one \\u0000 two\"}\n{\"text\":\"caf\xE9 au lait\"}\n{\"text\":\"three\"}\n"),
        ("d.csv", "date,text\n2020-01-01,Größe und Schönheit über alles für Möwen \u{FFFD}\n".as_bytes()),
    ]);
    let (documents, reading) = read(folder.path());
    let texts: Vec<&str> = documents.iter().map(|document| document.text.as_str()).collect();
    assert_eq!(texts[..6], ["words with a   in them", "one   two", "three", "one   two", "café au lait", "three"]);
    assert_eq!(warnings(&reading, &folder), ["c.jsonl:2: not UTF-8: read as windows-1252"]);
}

#[test]
fn tables_that_hold_no_documents_say_why() {
    let folder = folder(&[
        ("a.csv", b"date,link\n2020-01-01,http://x.org/a\n2020-01-02,http://x.org/b\n" as &[u8]),
        ("b.csv", b"date,text\n"),
        ("c.jsonl", b"{\"n\":1}\n{\"m\":2}\n"),
        ("d.jsonl", b"1\n2\n"),
        ("e.json", b"[{\"n\": 1}]"),
        ("f.csv", b""),
        ("g.txt", b"words"),
        (
            "h.csv",
            b"file,date,note\ng.txt,2020-01-01,checked by hand and found to be right\nx.txt,2021-01-01,none\ng.txt,,\n",
        ),
        ("i.pdf", b"%PDF-1.4"),
        ("j.csv", b"file,date,text\ng.txt,2020-01-01,some words\n"),
    ]);
    let (documents, reading) = read(folder.path());
    assert_eq!(ids(&documents), ["g.txt"]);
    assert_eq!(
        warnings(&reading, &folder),
        [
            "a.csv: no column looks like text: left out; name it by --text-column (columns here: date, link)",
            "b.csv: a header without rows: left out",
            "c.jsonl: no key looks like text: left out; name it by --text-column (keys here: m, n)",
            "d.jsonl: no JSON objects in it: left out",
            "e.json: no key looks like text: left out; name it by --text-column (keys here: n)",
            "f.csv: empty: left out",
            "h.csv: a table about the files beside it, not of documents: left out (--dates takes its dates)",
            "i.pdf: skipped: files ending in .pdf are not read; make text of them first, for example by pdftotext",
            "j.csv: a table about the files beside it, not of documents: left out (--dates takes its dates)",
        ]
    );
    let options = InputOptions { text: Some("text".into()), ..InputOptions::default() };
    let named = material::try_read(&[folder.path().join("j.csv")], &options).unwrap().0;
    assert_eq!(named[0].text, "some words", "a column that the user names holds documents");
}

#[test]
fn names_from_the_material_are_made_unique() {
    let folder = folder(&[
        ("a.csv", b"id,text\nx,one\nx,two\n,three\n3,four\nx#2,five\n" as &[u8]),
        ("b.json", b"{\"p\":{\"text\":\"one\"},\"p\":{\"text\":\"two\"}}"),
    ]);
    let options = InputOptions { id: Some("id".into()), ..InputOptions::default() };
    let (documents, _) = material::try_read(&[folder.path().join("a.csv")], &options).unwrap();
    assert_eq!(ids(&documents), ["a.csv#x", "a.csv#x#2", "a.csv#3", "a.csv#3#4", "a.csv#x#2#5"]);
    let (documents, _) = read(&folder.path().join("b.json"));
    assert_eq!(ids(&documents), ["b.json#p", "b.json#p#2"]);
}

/// Found by fuzzing: the reader of such a file panics, which is caught, and was shown to the user all the same.
#[cfg(feature = "parquet")]
#[test]
fn a_damaged_parquet_file_is_a_warning_and_nothing_else() {
    let found = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/found/negative-start.parquet");
    let folder = folder(&[("a.parquet", &fs::read(found).unwrap() as &[u8]), ("b.txt", b"words")]);
    let program =
        std::process::Command::new(env!("CARGO_BIN_EXE_driftline")).arg("inspect").arg(folder.path()).output();
    let output = program.unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    assert!(String::from_utf8(output.stdout).unwrap().contains("(the file is damaged)"));
}

/// The time for a line or document that is all opening marks must grow as its length does, not as the square of it.
#[test]
fn marks_without_end_take_no_time() {
    let start = std::time::Instant::now();
    let marks = ["](", "][", "<a", "[", "<!--", "![", "`", "**"].map(|mark| mark.repeat(2_000_000 / mark.len()));
    let nested = format!("{}{}", "<w:p><w:r><w:t>word</w:t></w:r>".repeat(30_000), "</w:p>".repeat(30_000));
    let xml = format!("<w:document xmlns:w=\"w\"><w:body>{nested}</w:body></w:document>");
    let word = archives::zip(&[("word/document.xml", xml.as_bytes())]);
    let files: Vec<(String, String)> =
        marks.iter().enumerate().map(|(index, line)| (format!("{index}.md"), format!("word\n{line}\n"))).collect();
    let mut files: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    files.push(("a.docx", &word));
    let (documents, _) = read(folder(&files).path());
    assert_eq!(documents.len(), 9);
    assert_eq!(documents[8].text.matches("word").count(), 30_000);
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}
