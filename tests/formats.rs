//! What users see of JSON, Parquet, archives and office files, broken ones too.

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
        assert_eq!(reading.warnings.len(), faults, "{name}: {:?}", reading.warnings);
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
    assert_eq!((documents.len(), reading.warnings.len()), (549, 0));
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
