//! What users see of `driftline inspect` and `driftline init`.

use driftline::config::Config;
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

fn driftline(arguments: &[&str], folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_driftline")).args(arguments).current_dir(folder).output().unwrap()
}

fn printed(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// A table with a copy, a row without a date, a line that recurs, and a gap in time.
fn table() -> TempDir {
    let folder = TempDir::new().unwrap();
    let mut rows = String::from("published,body,outlet\n");
    for month in [1, 2, 3, 7, 8, 9] {
        let story =
            |line: usize| format!("The minister of m{month} spoke about thing{month}x{line} and they said it.\n");
        let text: String = (0..6).map(story).collect();
        rows.push_str(&format!(
            "2023-{month:02}-15,\"Rare earth minerals and supply chains\n{text}Contact: Jane Doe\",Post\n"
        ));
    }
    let copy = rows.lines().skip(1).take(8).collect::<Vec<_>>().join("\n");
    rows.push_str(&copy.replace("2023-01-15", "2023-02-20"));
    rows.push_str("\n,\"Nothing says when this was written, and it is about other things.\",Times\n");
    fs::write(folder.path().join("news.csv"), rows).unwrap();
    folder
}

#[test]
fn inspect_tells_what_is_there_and_what_to_do() {
    let folder = table();
    let text = printed(&driftline(&["inspect", "news.csv", "--period", "month"], folder.path()));
    for expected in [
        "news.csv: 8 documents, 1 file,",
        "7 of them count; copies: 1, in another language: 0",
        "dates from  field 6, none 1",
        "exact to    day 6, none 1",
        "sources     Post 6, Times 1",
        "  2023-01  ████████████████████████████████████████ 1",
        "  2023-04  0",
        "  nothing in 2023-04 to 2023-06",
        "  line that recurs: 14 in 7 documents",
        "         7  Contact: Jane Doe",
        "  news.csv#7 (2023-02-20) copies news.csv#1 (2023-01-15), 100 % alike",
        "1 of 7 documents have no date",
        "3 of 9 periods are empty",
    ] {
        assert!(text.contains(expected), "no \"{expected}\" in:\n{text}");
    }
    assert!(!folder.path().join("reports").exists(), "nothing is written");
}

#[test]
fn inspect_gives_every_document_as_json() {
    let folder = table();
    let found: Value =
        serde_json::from_str(&printed(&driftline(&["inspect", "--json", "news.csv"], folder.path()))).unwrap();
    let documents = found["documents"].as_array().unwrap();
    assert_eq!(documents.len(), 8);
    let keys =
        ["id", "path", "date", "precision", "evidence", "source", "language", "words", "duplicate_of", "removed"];
    assert!(documents.iter().all(|document| keys.iter().all(|key| document.get(key).is_some())));
    let copy = documents.iter().find(|document| document["id"] == "news.csv#7").unwrap();
    assert_eq!((&copy["duplicate_of"], &copy["date"]), (&"news.csv#1".into(), &"2023-02-20".into()));
    let removed = serde_json::json!({ "reason": "line that recurs", "text": "Contact: Jane Doe" });
    assert!(copy["removed"].as_array().unwrap().contains(&removed));
    assert_eq!(documents[7]["date"], Value::Null);
}

#[test]
fn init_writes_settings_once() {
    let folder = table();
    printed(&driftline(&["init", "news.csv"], folder.path()));
    let path = folder.path().join("driftline.toml");
    let text = fs::read_to_string(&path).unwrap();
    let config = Config::parse(&text, "driftline.toml").unwrap();
    let columns = [&config.input.text, &config.input.date, &config.input.source].map(|name| name.clone().unwrap());
    assert_eq!(columns, ["body", "published", "outlet"]);
    assert_eq!(config.words.language, "en");
    fs::write(&path, "seed = 1\n").unwrap();
    let again = driftline(&["init", "news.csv"], folder.path());
    assert_eq!(again.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&again.stderr).contains("hint: look through it, or replace it with --force"));
    assert_eq!(fs::read_to_string(&path).unwrap(), "seed = 1\n");
    printed(&driftline(&["init", "news.csv", "--force"], folder.path()));
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
}

#[test]
fn init_proposes_themes_from_phrases_that_go_together() {
    let folder = TempDir::new().unwrap();
    for number in 0..24 {
        let topic = match number % 3 {
            0 => "They spoke of critical minerals and of supply chains. The critical minerals need supply chains.",
            1 => "They spoke of fighter aircraft and of joint exercises. The fighter aircraft flew joint exercises.",
            _ => "They spoke of the weather and of nothing else that day, and then of the weather again.",
        };
        let text = format!(
            "Word{number} came and the thing{number} went away. {topic} It was said at place{number} by man{number}."
        );
        fs::write(folder.path().join(format!("2024-01-{:02}.txt", number + 1)), text).unwrap();
    }
    printed(&driftline(&["init", "."], folder.path()));
    let config = Config::parse(&fs::read_to_string(folder.path().join("driftline.toml")).unwrap(), "test").unwrap();
    let with = |word: &str| config.themes.iter().position(|theme| theme.words.iter().any(|entry| entry.contains(word)));
    let (minerals, chains, aircraft) = (with("critical minerals"), with("supply chains"), with("fighter aircraft"));
    assert!(minerals.is_some() && minerals == chains, "{:?}", config.themes);
    assert!(aircraft.is_some() && aircraft != minerals, "{:?}", config.themes);
}
