//! Kept words: a run that finds them gives the bytes of a run that does not, whatever became of corpus, settings and folder.

use driftline::config::{Config, PeriodChoice, ThemeSpec};
use driftline::drift::concordance::Order;
use driftline::pipeline::{self, Cache, Changes, Search};
use driftline::report::{self, Scores};
use driftline::text::search::Query;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// Documents of the corpus: more than a megabyte of text, below which nothing is kept.
const DOCUMENTS: usize = 1_200;
const PLENTY: u64 = 1 << 30;

/// JSON lines of random words, with lines that recur, copies, and a theme that rises.
fn corpus(documents: std::ops::Range<usize>) -> String {
    let mut lines = String::new();
    for document in documents {
        // A linear congruential generator (Knuth, MMIX), begun anew for each document: a text depends on its number alone.
        let mut state = document as u64 / 10 * 10 + (document % 10).min(8) as u64;
        let mut below = |n: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % n
        };
        let mut text = String::from("Ministers met in the capital, as the office said on the day. ");
        for word in 0..120 {
            let rare = below(40).pow(2) + below(900);
            let end = if word % 13 == 12 { ".\\n" } else { "" };
            write!(text, "the talks of w{rare}-{}{end} ", below(30)).unwrap();
            if below(900) < document as u64 {
                text.push_str("critical minerals, ");
            }
        }
        text.push_str("\\nShare this page with friends of the ministry today\\n");
        let (month, day) = (document / 100 % 12 + 1, document % 28 + 1);
        writeln!(lines, r#"{{"date":"2023-{month:02}-{day:02}","source":"s{}","text":"{text}"}}"#, document % 3)
            .unwrap();
    }
    lines
}

fn config() -> Config {
    let themes = vec![ThemeSpec { name: "minerals".into(), words: vec!["critical mineral*".into()] }];
    Config { period: PeriodChoice::Quarter, themes, ..Config::default() }
}

struct Place {
    folder: TempDir,
    paths: Vec<PathBuf>,
}

impl Place {
    fn with(corpus: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let paths = vec![folder.path().join("corpus.jsonl")];
        fs::write(&paths[0], corpus).unwrap();
        Self { folder, paths }
    }

    fn cache(&self) -> PathBuf {
        self.folder.path().join("kept")
    }

    fn plain(&self, config: &Config) -> String {
        json(config, pipeline::analyze(&self.paths, config, &mut |_| {}).unwrap())
    }

    /// The scores with the kept words, and what became of these.
    fn kept(&self, config: &Config) -> (String, Changes) {
        let mut cache = Cache::open(&self.cache());
        let findings = pipeline::analyze((self.paths.as_slice(), &mut cache), config, &mut |_| {}).unwrap();
        let changes = cache.changes();
        report::keep(&self.cache(), &changes.files, &changes.damaged, &changes.used, PLENTY).unwrap();
        (json(config, findings), changes)
    }
}

fn json(config: &Config, findings: driftline::drift::Findings) -> String {
    Scores::new(config.clone(), findings).to_json()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

#[test]
fn a_grown_a_shrunk_and_a_changed_corpus_give_the_bytes_of_a_first_run() {
    let place = Place::with(&corpus(0..DOCUMENTS));
    let (first, changes) = place.kept(&config());
    assert_eq!((first, changes.files.len(), changes.used.len()), (place.plain(&config()), 1, 0));
    let (second, changes) = place.kept(&config());
    assert_eq!((second, changes.files.len(), changes.used.len()), (place.plain(&config()), 0, 1));
    let edited = corpus(0..DOCUMENTS).replacen("the talks of", "the sparks of", 40);
    let moved: String = corpus(0..DOCUMENTS).lines().rev().map(|line| format!("{line}\n")).collect();
    for now in [corpus(0..DOCUMENTS + 12), corpus(100..DOCUMENTS - 200), edited, moved] {
        fs::write(&place.paths[0], now).unwrap();
        let (kept, changes) = place.kept(&config());
        assert_eq!((kept, changes.used.len()), (place.plain(&config()), 1));
    }
}

/// All that `find` gives with the kept words, or without any.
fn found(place: &Place, words: &str, kept: bool) -> String {
    let mut cache = if kept { Cache::open(&place.cache()) } else { Cache::default() };
    let query = Query::Words(ThemeSpec { name: "query".into(), words: words.split(',').map(str::to_owned).collect() });
    let (name, source) = ("query".to_owned(), None);
    let search = Search { query, name, source, order: Order::Right, most: 300, context: 40 };
    let found = pipeline::find((place.paths.as_slice(), &mut cache), &config(), &search, &mut |_| {}).unwrap();
    let changes = cache.changes();
    // Without a folder nothing is made, and with one what is known is used.
    assert_eq!((changes.files.len(), changes.used.len()), (0, usize::from(kept)), "{words}");
    report::find_json(&found)
}

#[test]
fn contexts_are_the_same_from_kept_words() {
    let place = Place::with(&corpus(0..DOCUMENTS));
    place.kept(&config());
    for words in ["critical mineral*,!critical minerals", "share this page", "w1*,w20", "zeppelin"] {
        let plain = found(&place, words, false);
        assert_eq!(found(&place, words, true), plain, "{words}");
    }
    // What is new, and stands beside what is known, is found too.
    fs::write(&place.paths[0], corpus(0..DOCUMENTS).replacen("the talks of", "the sparks of", 40)).unwrap();
    let sparks = found(&place, "spark", true);
    assert!(sparks.contains("\"hits_total\": 40") && sparks == found(&place, "spark", false), "{sparks}");
}

#[test]
fn settings_change_the_result_and_not_what_is_kept() {
    let place = Place::with(&corpus(0..DOCUMENTS));
    place.kept(&config());
    let mut settings = [config(), config(), config(), config()];
    settings[0].words.stem = false;
    settings[1].words.phrases = false;
    settings[2].clean.duplicates = false;
    settings[3].from = Some("2023-03-01".parse().unwrap());
    settings[3].words.language = "de".into();
    for config in settings {
        let (kept, changes) = place.kept(&config);
        assert_eq!(kept, place.plain(&config));
        assert!(changes.files.is_empty() && changes.used.len() == 1);
    }
    let config = config();
    let mut cache = Cache::open(&place.cache());
    let trend = pipeline::trend((place.paths.as_slice(), &mut cache), &config, true, &mut |_| {}).unwrap();
    assert_eq!(trend, pipeline::trend(&place.paths, &config, true, &mut |_| {}).unwrap());
    assert_eq!(cache.changes().used.len(), 1);
}

#[test]
fn what_is_damaged_or_foreign_is_passed_over_and_made_anew() {
    let place = Place::with(&corpus(0..DOCUMENTS));
    let plain = place.plain(&config());
    place.kept(&config());
    let file = files(&place.cache()).remove(0);
    let whole = fs::read(&file).unwrap();
    let mut bytes = [whole.clone(), whole.clone(), whole[..whole.len() / 2].to_vec(), Vec::new()];
    bytes[0][70] ^= 1;
    bytes[1][whole.len() - 3] ^= 1;
    for (case, damaged) in bytes.iter().enumerate() {
        fs::write(&file, damaged).unwrap();
        let (kept, changes) = place.kept(&config());
        assert_eq!((&kept, changes.files.len(), changes.used.len()), (&plain, 1, 0), "case {case}");
        assert_eq!(fs::read(&file).unwrap(), whole, "case {case}");
    }
    // A file of another version, and one that only looks like ours, stay.
    let mut other = whole.clone();
    other[8] ^= 1;
    fs::write(place.cache().join(format!("{}.words", "0".repeat(32))), &other).unwrap();
    fs::write(place.cache().join("notes.words"), "mine").unwrap();
    let (kept, changes) = place.kept(&config());
    assert_eq!((&kept, changes.files.len(), changes.damaged.len()), (&plain, 0, 0));
    assert_eq!(files(&place.cache()).len(), 3);
    fs::remove_dir_all(place.cache()).unwrap();
    assert_eq!(place.kept(&config()).0, plain);
}

/// Runs the program itself, which takes its own number of threads.
fn run(place: &Place, arguments: &[&str]) -> (String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_driftline"));
    command.args(["trend", "critical minerals", "--json", "--period", "quarter"]).arg(&place.paths[0]).args(arguments);
    let output = command.env("XDG_CACHE_HOME", place.folder.path().join("home")).output().unwrap();
    assert!(output.status.success());
    (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn the_program_gives_the_same_bytes_with_any_threads_and_two_runs_at_once_do_no_harm() {
    let place = Place::with(&corpus(0..DOCUMENTS));
    let plain = run(&place, &["--no-cache"]).0;
    assert!(!place.folder.path().join("home").exists());
    std::thread::scope(|scope| {
        let runs = ["1", "3", "2"].map(|threads| scope.spawn(|| run(&place, &["--threads", threads]).0));
        runs.into_iter().for_each(|run| assert_eq!(run.join().unwrap(), plain));
    });
    let folder = place.folder.path().join("home/driftline");
    let before = files(&folder);
    assert!(!before.is_empty());
    for threads in ["1", "2", "5"] {
        assert_eq!(run(&place, &["--threads", threads]).0, plain);
    }
    assert_eq!(files(&folder), before);
    // A folder that cannot be made is told of, and harms nothing.
    let no_folder = place.paths[0].join("kept");
    let (output, told) = run(&place, &["--cache", no_folder.to_str().unwrap()]);
    assert!(output == plain && told.contains("could not be kept"), "{told}");
}

#[test]
fn little_is_not_kept() {
    let place = Place::with(&corpus(0..100));
    assert_eq!(place.kept(&config()).1, Changes::default());
    assert!(!place.cache().exists());
}
