//! What users see of JSON, Parquet, archives and office files, broken ones too.

#[path = "material/archives.rs"]
mod archives;
mod material;

use material::{first_day, folder, gzip, ids, read, shared, warnings};

#[test]
fn every_layout_of_json_is_read() {
    let layouts: [(&str, &str); 9] = [
        ("array", r#"[{"date":"2020-01-01","text":"one word"},{"date":"2020-01-02","text":"two words"}]"#),
        (
            "inside",
            r#"{"count":2,"articles":[{"date":"2020-01-01","text":"one word"},{"date":"2020-01-02","text":"two words"}],"tags":["a"]}"#,
        ),
        ("lists", r#"{"date":["2020-01-01","2020-01-02"],"text":["one word","two words"]}"#),
        ("numbered", r#"{"date":{"0":"2020-01-01","1":"2020-01-02"},"text":{"0":"one word","1":"two words"}}"#),
        (
            "split",
            r#"{"columns":["date","text"],"index":[0,1],"data":[["2020-01-01","one word"],["2020-01-02","two words"]]}"#,
        ),
        ("lines", "{\"date\":\"2020-01-01\",\"text\":\"one word\"}\n{\"date\":\"2020-01-02\",\"text\":\"two words\"}"),
        ("torn", r#"[{"date":"2020-01-01","text":"one word"},{"date":"2020-01-02","text":"two words"},{"date":"2020-"#),
        (
            "broken",
            r#"[{"date":"2020-01-01","text":"one word"},{"date":2020-01-03,"text":"x"},{"date":"2020-01-02","text":"two words"}]"#,
        ),
        (
            "mixed",
            "\u{feff} [ {\"date\":\"2020-01-01\",\"text\":\"one word\"} , 5, null, {\"date\":\"2020-01-02\",\"text\":\"two words\"}] ",
        ),
    ];
    for (name, json) in layouts {
        let folder = folder(&[("a.json", json.as_bytes())]);
        let (documents, reading) = read(folder.path());
        let seen: Vec<_> = documents.iter().map(|d| (d.text.as_str(), first_day(d).unwrap_or_default())).collect();
        assert_eq!(seen, [("one word", "2020-01-01".into()), ("two words", "2020-01-02".into())], "{name}");
        let faults = match name {
            "torn" | "broken" => 1,
            "mixed" => 2,
            _ => 0,
        };
        let met: u64 = reading.warnings.iter().map(|warning| 1 + warning.more).sum();
        assert_eq!(met, faults, "{name}: {:?}", reading.warnings);
    }
}

#[test]
fn json_records_have_numbers_or_names_and_a_file_may_be_one_document() {
    let files: [(&str, &[u8]); 3] = [
        (
            "named.json",
            br#"{"first":{"date":"2020-01-01","text":"one word"},"second":{"date":"2020-01-02","text":"two words"}}"#,
        ),
        ("single.json", br#"{"title":"T","date":"2020-01-03","tags":["a","b"],"text":"three words here"}"#),
        ("rows.json", br#"[{"text":"four words"},{"text":"five words"}]"#),
    ];
    let folder = folder(&files);
    let (documents, _) = read(folder.path());
    let expected = ["named.json#first", "named.json#second", "rows.json#1", "rows.json#2", "single.json"];
    assert_eq!(ids(&documents), expected);
    assert_eq!(first_day(&documents[4]).as_deref(), Some("2020-01-03"));
}

#[test]
fn json_values_may_cross_the_borders_of_what_is_read_at_once() {
    let text = "words, [and] {more} \\\"words\\\" ".repeat(40);
    let rows: Vec<String> =
        (0..9_000).map(|n| format!("{{\"text\":\"{n} {text}\",\"date\":\"2020-01-01\"}}")).collect();
    let json = format!("[{}]", rows.join(","));
    assert!(json.len() > 9 << 20, "the file must need more than one piece");
    let columns: Vec<String> = (0..9_000).map(|n| format!("\"{n} {text}\"")).collect();
    let columns = format!("{{\"text\":[{}]}}", columns.join(",\n"));
    let folder = folder(&[("a.json.gz", &gzip(json.as_bytes())), ("b.json", columns.as_bytes())]);
    let (documents, reading) = read(folder.path());
    assert_eq!((documents.len(), reading.warnings.len()), (18_000, 0), "{:?}", reading.warnings.first());
    for (index, document) in documents.iter().enumerate() {
        assert!(document.text.starts_with(&format!("{} words, [and]", index % 9_000)), "{}", document.id);
    }
}

#[test]
fn the_german_speeches_are_read() {
    let Some(path) = shared("data/multilingual/de_speeches_columnar.json") else { return };
    let (documents, reading) = read(&path);
    assert_eq!(documents.len(), 549, "{:?}", reading.warnings);
    // One speech begins with its own day.
    assert!(documents.iter().filter_map(first_day).count() <= 1);
}

#[test]
fn json_that_is_none_is_a_warning() {
    let folder = folder(&[
        ("a.txt", b"words" as &[u8]),
        ("b.json", b"plain words"),
        ("c.json", b"{\"numbers\":[1,2,3]}"),
        ("d.json", b""),
        ("e.json", b"[[[[[[[["),
    ]);
    let (documents, reading) = read(folder.path());
    assert_eq!(ids(&documents), ["a.txt"]);
    assert_eq!(warnings(&reading, &folder).len(), 4, "{:?}", reading.warnings);
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_is_read_by_row_group() {
    let whole = archives::parquet(250);
    let mut damaged = whole.clone();
    damaged[40..400].fill(0xFF);
    let folder = folder(&[
        ("a.parquet", &whole as &[u8]),
        ("b.parquet.gz", &gzip(&whole)),
        ("c.parquet", &whole[..whole.len() / 2]),
        ("d.parquet", &damaged),
        ("e.parquet", b"words"),
    ]);
    let (documents, reading) = read(folder.path());
    let of = |name: &str| documents.iter().filter(|d| d.id.starts_with(name)).collect::<Vec<_>>();
    for name in ["a.parquet#", "b.parquet.gz#"] {
        let rows = of(name);
        assert_eq!(rows.len(), 225, "every tenth text is null");
        let last = rows[224];
        assert_eq!((last.text.as_str(), first_day(last).as_deref()), ("the text of row 248", Some("2020-09-05")));
        assert_eq!((last.id.as_str(), last.title.as_deref()), (format!("{name}249").as_str(), Some("a title")));
    }
    assert_eq!((of("c.parquet").len(), of("e.parquet").len()), (0, 0));
    assert!(of("d.parquet").len() >= 135, "the row groups behind the damage are read: {}", of("d.parquet").len());
    let found = warnings(&reading, &folder);
    for name in ["c.parquet", "d.parquet", "e.parquet"] {
        assert!(found.iter().any(|warning| warning.starts_with(name)), "{name}: {found:?}");
    }
    let times = driftline::config::InputOptions { date: Some("at".into()), ..Default::default() };
    let (documents, _) = material::try_read(&[folder.path().join("a.parquet")], &times).unwrap();
    assert_eq!(first_day(&documents[1]).as_deref(), Some("2020-01-02"), "nanoseconds are read");
}

/// The files were written by Arrow's own writer: `tests/fixtures/parquet/make.py`.
#[cfg(feature = "parquet")]
#[test]
fn parquet_of_every_kind_of_date_and_text_is_read() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/parquet");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = files.filter(|path| path.extension().is_some_and(|ending| ending == "parquet")).collect();
    files.sort();
    assert_eq!(files.len(), 16);
    for file in files {
        let name = file.file_stem().unwrap().to_str().unwrap();
        let read = material::try_read(std::slice::from_ref(&file), &Default::default());
        if let "empty" | "without_text" = name {
            let hint = read.unwrap_err().hint().unwrap();
            let why = if name == "empty" { "no rows: left out" } else { "no column looks like text" };
            assert!(hint.contains(why), "{name}: {hint}");
            continue;
        }
        let (documents, reading) = read.unwrap();
        let days: Vec<_> = documents.iter().filter_map(first_day).collect();
        assert_eq!(days, ["2020-01-02", "2020-01-03"], "{name}");
        let text = if name == "lists" { "the , text of three" } else { "the second text of three" };
        assert_eq!(documents[1].text, text, "{name}");
        assert_eq!((reading.warnings.len(), reading.warnings[0].line), (1, Some(3)), "{name}: the last text is null");
    }
}

#[test]
fn the_parquet_files_of_the_shared_data_are_read() {
    let Some(path) = shared("data/parquet") else { return };
    let (documents, reading) = read(&path);
    assert_eq!(documents.len(), 1000, "{:?}", reading.warnings);
    assert_eq!(documents.iter().filter_map(first_day).count(), 1000);
}

#[test]
fn archives_are_folders() {
    let table = gzip(b"date,text\n2020-01-01,first words\n");
    let members: [(&str, &[u8]); 7] = [
        ("one/2020-05-06.txt", b"plain words"),
        ("table.csv.gz", &table),
        ("../../out.md", b"# Out\n\nstays inside"),
        ("__MACOSX/one/._x.txt", b"junk"),
        ("picture.png", b"\x89PNG"),
        ("deep.zip", b"PK"),
        ("letter.docx", &archives::docx(&["A letter", "Dear reader"])),
    ];
    let whole = archives::zip(&members);
    let mut damaged = whole.clone();
    damaged[52] ^= 0x55;
    let folder = folder(&[("a.zip", &whole as &[u8]), ("b.zip", &whole[..99]), ("c.zip", &damaged)]);
    let (documents, reading) = read(folder.path());
    let whole: Vec<_> = ids(&documents).into_iter().filter(|id| id.starts_with("a.zip")).collect();
    assert_eq!(whole, ["a.zip/letter.docx", "a.zip/one/2020-05-06.txt", "a.zip/out.md", "a.zip/table.csv.gz#1"]);
    let others = ids(&documents).into_iter().filter(|id| id.starts_with("c.zip")).count();
    assert_eq!(others, 3, "a damaged member loses only itself");
    let found = warnings(&reading, &folder);
    for start in ["a.zip/deep.zip: skipped: an archive in", "b.zip: not an archive", "c.zip/one/2020-05-06.txt: "] {
        assert!(found.iter().any(|warning| warning.starts_with(start)), "{start}: {found:?}");
    }
    let places: Vec<_> = documents.iter().map(|document| &document.place).collect();
    let again = driftline::ingest::reread(&[folder.path().to_owned()], &places, &Default::default());
    assert_eq!(again, documents);
}

#[test]
fn layers_of_packing_are_taken_off() {
    use std::io::Write;
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    encoder.write_all(b"{\"text\":\"packed words\"}\n").unwrap();
    let packed = encoder.finish().unwrap();
    let folder = folder(&[("a.jsonl.bz2", &packed as &[u8]), ("b.jsonl.bz2.gz", &gzip(&packed))]);
    assert_eq!(ids(&read(folder.path()).0), ["a.jsonl.bz2#1", "b.jsonl.bz2.gz#1"]);
}

#[test]
fn word_documents_are_read() {
    let whole = archives::docx(&["The title", "First &amp; last", ""]);
    let torn = &whole[..whole.len() - 30];
    let folder = folder(&[("a.docx", &whole as &[u8]), ("b.docx", torn), ("c.docx", b"words")]);
    let (documents, reading) = read(folder.path());
    assert_eq!(ids(&documents), ["a.docx"]);
    assert!(documents[0].text.starts_with("The title\nmore\nFirst & last\nmore\n"), "{}", documents[0].text);
    assert_eq!(documents[0].title.as_deref(), Some("The title more"));
    assert_eq!(first_day(&documents[0]).as_deref(), Some("2021-05-06"));
    assert_eq!(reading.warnings.len(), 2, "{:?}", reading.warnings);
}

#[test]
fn bombs_and_long_lines_are_cut_and_the_rest_goes_on() {
    let options = driftline::config::InputOptions { max_record_mb: 1, max_ratio: 20, ..Default::default() };
    let long = "x".repeat(12 << 20);
    let lines = format!("{{\"text\":\"before it\"}}\n{{\"text\":\"{long}\"}}\n{{\"text\":\"after it\"}}\n");
    let table = format!("date,text\n2020-01-01,before it\n2020-01-02,{long}\n2020-01-03,after it\n");
    let json = format!("[{{\"text\":\"before it\"}},{{\"text\":\"{long}\"}},{{\"text\":\"after it\"}}]");
    let bomb = gzip(format!("{{\"text\":\"bomb\"}}\n{}", format!("{}\n", " ".repeat(1000)).repeat(70_000)).as_bytes());
    let zeros = vec![b' '; 70 << 20];
    let archive = archives::zip(&[("a.txt", b"before it" as &[u8]), ("b.txt", &zeros), ("c.txt", b"words")]);
    let nul = b"{\"text\":\"with \0 nul\"}\n{\"text\":\"after it\"}\n";
    let folder = folder(&[
        ("a.jsonl", lines.as_bytes()),
        ("b.csv", table.as_bytes()),
        ("c.json", json.as_bytes()),
        ("d.jsonl.gz", &bomb),
        ("e.txt", long.as_bytes()),
        ("f.zip", &archive),
        ("g.jsonl", nul),
    ]);
    let (documents, reading) = material::try_read(&[folder.path().to_owned()], &options).unwrap();
    let expected =
        ["a.jsonl#1", "a.jsonl#3", "b.csv#1", "b.csv#2", "c.json#1", "c.json#3", "d.jsonl.gz#1", "f.zip/a.txt"];
    assert_eq!(ids(&documents)[..8], expected);
    let found = warnings(&reading, &folder);
    for start in [
        "a.jsonl:2: longer than 1 MB",
        "b.csv:3: ",
        "c.json:2: longer than 1 MB",
        "d.jsonl.gz: ends too early (it expands more than 20 times",
        "e.txt: cannot be read: longer than 1 MB",
        "f.zip/b.txt: expands more than 20 times",
        "g.jsonl:1: broken JSON",
    ] {
        assert!(found.iter().any(|warning| warning.starts_with(start)), "{start}: {found:?}");
    }
}

#[cfg(unix)]
#[test]
fn what_cannot_be_opened_is_a_warning() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder(&[("a.txt", b"words" as &[u8]), ("b.txt", b"words"), ("c/d.txt", b"words")]);
    for name in ["b.txt", "c"] {
        let path = folder.path().join(name);
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o0)).unwrap();
    }
    let (documents, reading) = read(folder.path());
    for name in ["b.txt", "c"] {
        let path = folder.path().join(name);
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    // The superuser may read everything.
    assert_eq!(reading.warnings.len() + documents.len(), 3);
}

#[test]
fn repeated_column_names_are_told_and_can_be_given_by_place() {
    let folder = folder(&[("t.csv", b"date,text,text\n2020-01-01,first words,second words\n" as &[u8])]);
    let (documents, reading) = read(folder.path());
    assert_eq!(documents[0].text, "first words");
    let expected = "t.csv:1: columns share the name \"text\": the first is meant; #N means the N-th";
    assert_eq!(warnings(&reading, &folder), [expected]);
    let options = driftline::config::InputOptions { text: Some("#3".into()), ..Default::default() };
    let (documents, _) = material::try_read(&[folder.path().to_owned()], &options).unwrap();
    assert_eq!(documents[0].text, "second words");
}

#[test]
fn columns_without_telling_names_are_found_by_content() {
    let rows: String = (1..20)
        .map(|n| format!("{n};https://x.org/{n};{n:02}.03.2020;Kopf {n};Der lange Text ist hier und geht weiter {n}\n"))
        .collect();
    let folder = folder(&[("t.csv", format!("a;b;c;d;e\n{rows}").as_bytes())]);
    let (documents, _) = read(folder.path());
    assert!(documents[0].text.starts_with("Der lange Text"), "{}", documents[0].text);
    assert_eq!(first_day(&documents[0]).as_deref(), Some("2020-03-01"));
}

#[test]
fn code_in_markdown_is_kept_if_asked_for() {
    let folder = folder(&[("a.md", b"Words\n```\nlet code = 1;\n```\n" as &[u8])]);
    let options = driftline::config::InputOptions { code: true, ..Default::default() };
    let (documents, _) = material::try_read(&[folder.path().to_owned()], &options).unwrap();
    assert!(documents[0].text.contains("let code = 1;"));
    assert!(!read(folder.path()).0[0].text.contains("code"));
}
