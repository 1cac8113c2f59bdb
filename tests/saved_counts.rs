//! Saved counts: however documents are split, counted and merged, a report is that of one run, to the byte; and what is
//! damaged, foreign or counted otherwise is refused with its reason.

use driftline::config::{Config, InputOptions, OtherLanguages, ThemeSpec};
use driftline::error::Error;
use driftline::ingest::{self, Facts};
use driftline::pipeline::{self, Search, Share};
use driftline::report::Scores;
use driftline::saved::{Counter, SavedCounts, merge};
use driftline::text::normalize::detect_language;
use driftline::text::search::Query;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Numbers of a linear congruential generator (Knuth, MMIX).
struct Random(u64);

impl Random {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        (1..items.len()).rev().for_each(|at| items.swap(at, self.below(at as u64 + 1) as usize));
    }
}

fn scores(paths: &[PathBuf], config: &Config) -> String {
    let findings = pipeline::analyze(paths, config, &mut |_| ()).expect("the documents are there");
    Scores::new(config.clone(), findings).to_json()
}

/// The documents of a folder or file that are wanted, counted.
fn counted(path: &Path, options: &InputOptions, wanted: &dyn Fn(&str, Option<u64>) -> bool) -> SavedCounts {
    let mut counter = Counter::default();
    let told = |text: &str| detect_language(&text[..text.floor_char_boundary(400)]);
    let mut sink = |batch: Vec<(Facts, String)>| counter.add(batch, told);
    let surveyed = ingest::survey(&[path.to_owned()], options, wanted, &mut sink, &mut |_, _| ()).unwrap();
    counter.finish(options, surveyed).unwrap()
}

fn all(_: &str, _: Option<u64>) -> bool {
    true
}

fn read(bytes: &[u8]) -> driftline::error::Result<SavedCounts> {
    SavedCounts::read(bytes, Path::new("part.counts"))
}

/// Splits the documents below `path` at random into 1 to 8 parts, some of which overlap, counts each, and merges some of
/// them in random order; returns what is then left.
fn split(path: &Path, options: &InputOptions, random: &mut Random) -> Vec<SavedCounts> {
    let (count, salt) = (1 + random.below(8), random.below(1 << 30));
    let share = |path: &str, record: Option<u64>| {
        let bytes = path.bytes().map(u64::from).chain(record);
        Random(bytes.fold(salt, |state, byte| Random(state ^ byte).below(1 << 31))).below(count * 2)
    };
    let part = |number: u64| {
        let ours = |path: &str, record: Option<u64>| {
            let share = share(path, record);
            // A document of the upper half is in two parts.
            share % count == number || (share >= count && (share + 1) % count == number)
        };
        read(&counted(path, options, &ours).to_bytes()).unwrap()
    };
    let mut parts: Vec<SavedCounts> = (0..count).map(part).collect();
    random.shuffle(&mut parts);
    while parts.len() > 1 && random.below(2) == 0 {
        let some = parts.len() - random.below(parts.len() as u64 - 1) as usize - 2;
        let joined: Vec<(String, SavedCounts)> = parts.drain(some..).map(|part| ("part".into(), part)).collect();
        parts.push(merge(&joined).unwrap());
        random.shuffle(&mut parts);
    }
    parts
}

/// Checks so many random splits: the bytes that they merge to, and the scores of what is left of them.
fn law(path: &Path, config: &Config, splits: u64) {
    let one_run = scores(&[path.to_owned()], config);
    let whole = counted(path, &config.input, &all).to_bytes();
    for number in 0..splits {
        let mut random = Random(number + 1);
        let parts = split(path, &config.input, &mut random);
        let folder = tempfile::tempdir().unwrap();
        for (index, part) in parts.iter().enumerate() {
            fs::write(folder.path().join(format!("{index}.counts")), part.to_bytes()).unwrap();
        }
        let merged = merge(&parts.into_iter().map(|part| ("part".into(), part)).collect::<Vec<_>>()).unwrap();
        assert!(merged.to_bytes() == whole, "split {number} merges to other bytes");
        assert!(scores(&[folder.path().to_owned()], config) == one_run, "split {number} has other scores");
    }
}

fn example() -> (PathBuf, Config) {
    let config = Config::parse(&fs::read_to_string("corpus/driftline.toml").unwrap(), "driftline.toml").unwrap();
    (PathBuf::from("corpus"), config)
}

#[test]
fn any_split_of_the_example_merged_in_any_order_is_one_run() {
    let (path, config) = example();
    law(&path, &config, 12);
}

/// `DRIFTLINE_LINES=senate.jsonl cargo test --release --test saved_counts -- --ignored` with a file of your own.
#[test]
#[ignore = "it takes minutes, and needs JSON lines named by DRIFTLINE_LINES"]
fn any_split_of_many_lines_is_one_run() {
    let Some(path) = std::env::var_os("DRIFTLINE_LINES") else {
        return println!("skipped: DRIFTLINE_LINES is not set");
    };
    law(Path::new(&path), &Config::default(), 100);
}

/// A folder of documents with all that only the whole material can tell.
fn hard(folder: &Path) -> PathBuf {
    let line = |date: &str, id: &str, text: &str| format!(r#"{{"date":"{date}","key":"{id}","text":"{text}"}}"#);
    let body =
        |about: &str| format!("Ministers spoke of {about} at length, and of little else that day in the capital.");
    let mut lines: Vec<String> =
        (1..=12).map(|n| line(&format!("{n:02}/0{}/2023", n % 9 + 1), "a", &body("trade"))).collect();
    // These say that the month comes first, and they come last.
    lines.extend(
        (13..=27).map(|n| {
            line(&format!("0{}/{n}/2023", n % 9 + 1), &format!("b{n}"), &body("lithium \u{2014} rare earths"))
        }),
    );
    lines.push("not JSON".into());
    lines.push(line("soon", "c", &body("visas")));
    lines.push(line("sooner", "c", &body("ships")));
    lines.push("nor this".into());
    let path = folder.join("talks");
    fs::create_dir_all(path.join("b")).unwrap();
    fs::write(path.join("lines.jsonl"), lines.join("\n")).unwrap();
    fs::write(path.join("b/2023-05-06-page.html"), "<html><body><p>Share this page</p><p>The talks on steel went on for a whole day in the spring.</p></body></html>").unwrap();
    fs::write(
        path.join("b/old.txt"),
        b"Caf\xe9 owners met on 7 June 2022 to hear of tariffs, and left with little that was new to them.",
    )
    .unwrap();
    fs::write(path.join("b/table.pdf"), "%PDF-").unwrap();
    fs::write(path.join("README.md"), "About these files.").unwrap();
    path
}

fn config() -> Config {
    let themes = vec![ThemeSpec { name: "minerals".into(), words: vec!["lithium".into(), "rare earths".into()] }];
    let mut config = Config { themes, ..Config::default() };
    config.input.id = Some("key".into());
    config.words.other_languages = OtherLanguages::Keep;
    config
}

#[test]
fn what_only_the_whole_material_can_tell_is_told_of_any_parts() {
    let folder = tempfile::tempdir().unwrap();
    let (path, config) = (hard(folder.path()), config());
    let one_run = scores(std::slice::from_ref(&path), &config);
    for told in ["read as month/day", "\"lines.jsonl#a#2\"", "windows-1252", "\"more\": 1", "\"2023-01-02\""] {
        assert!(one_run.contains(told), "{told}");
    }
    law(&path, &config, 30);
}

fn save(folder: &TempDir, name: &str, counts: &SavedCounts) -> PathBuf {
    let path = folder.path().join(name);
    fs::write(&path, counts.to_bytes()).unwrap();
    path
}

#[test]
fn texts_and_counts_mix() {
    let folder = tempfile::tempdir().unwrap();
    let (path, config) = (hard(folder.path()), config());
    let (lines, page) = (path.join("lines.jsonl"), path.join("b"));
    let both = scores(&[lines.clone(), page.clone()], &config);
    let first =
        save(&folder, "z.counts", &pipeline::count(std::slice::from_ref(&lines), &config, None, &mut |_| ()).unwrap());
    assert_eq!(scores(&[page.clone(), first.clone()], &config), both, "other files");
    assert_eq!(scores(&[lines.clone(), page.clone(), first.clone()], &config), both, "the same files");
    let odd = |_: &str, record: Option<u64>| record.is_some_and(|record| record % 2 == 1);
    let half = save(&folder, "half.counts", &counted(&lines, &config.input, &odd));
    assert_eq!(scores(&[half.clone(), first.clone(), page.clone()], &config), both, "counts that overlap");
    let merged = pipeline::count(&[half, first, page], &config, None, &mut |_| ()).unwrap();
    let merged = save(&folder, "merged.counts", &merged);
    assert_eq!(scores(&[merged], &config), both, "merged by count");
}

#[test]
fn a_path_without_documents_is_merged_with_what_was_met_there() {
    let folder = tempfile::tempdir().unwrap();
    let (path, config) = (hard(folder.path()), config());
    let (lines, broken) = (path.join("lines.jsonl"), folder.path().join("broken"));
    fs::create_dir(&broken).unwrap();
    fs::write(broken.join("a.docx"), "no document").unwrap();
    let counts = save(&folder, "lines.counts", &counted(&lines, &config.input, &all));
    let both = scores(&[counts.clone(), broken.clone()], &config);
    assert!(both.contains("broken/a.docx"));
    let merged = pipeline::count(&[counts, broken], &config, None, &mut |_| ()).unwrap();
    assert_eq!(scores(&[save(&folder, "merged.counts", &merged)], &config), both);
}

#[test]
fn counts_below_deeper_folders_bring_the_settings_they_were_read_with() {
    let folder = tempfile::tempdir().unwrap();
    let deep = folder.path().join("by_year/2021");
    fs::create_dir_all(&deep).unwrap();
    let mut config = config();
    config.input.code = true;
    let counts = counted(&hard(folder.path()), &config.input, &all);
    fs::write(deep.join("all.counts"), counts.to_bytes()).unwrap();
    let paths = [folder.path().join("by_year")];
    let adopted = |config: Config| {
        let mut config = config;
        pipeline::adopt_settings(&mut config, &paths).unwrap();
        config.input.code
    };
    assert!(adopted(Config::default()));
    fs::write(folder.path().join("by_year/talks.txt"), "Counts beside texts are not used.").unwrap();
    assert!(!adopted(Config::default()));
}

#[test]
fn counts_that_are_named_twice_are_those_named_once() {
    let (path, config) = example();
    let folder = TempDir::new().unwrap();
    let counts = save(&folder, "all.counts", &counted(&path, &config.input, &all));
    let once = scores(std::slice::from_ref(&counts), &config);
    assert_eq!(scores(&[counts.clone(), counts], &config), once);
}

#[test]
fn shares_take_each_document_once() {
    let (path, config) = example();
    let share = |number| Some(Share { number, of: 5 });
    let parts: Vec<(String, SavedCounts)> = (1..=5)
        .map(|number| {
            (
                number.to_string(),
                pipeline::count(std::slice::from_ref(&path), &config, share(number), &mut |_| ()).unwrap(),
            )
        })
        .collect();
    let whole = pipeline::count(&[path], &config, None, &mut |_| ()).unwrap();
    assert_eq!(parts.iter().map(|(_, part)| part.len()).sum::<usize>(), whole.len());
    assert!(parts.iter().all(|(_, part)| part.len() < whole.len()));
    assert!(merge(&parts).unwrap() == whole);
}

#[test]
fn counts_beside_texts_are_not_used_unless_they_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let (path, config) = (hard(folder.path()), config());
    let one_run = scores(std::slice::from_ref(&path), &config);
    fs::write(folder.path().join("more.txt"), "On 3 May 2021 they spoke of chips and of nothing else at all.").unwrap();
    let more = pipeline::count(&[folder.path().join("more.txt")], &config, None, &mut |_| ()).unwrap();
    fs::write(path.join("more.counts"), more.to_bytes()).unwrap();
    let beside = scores(std::slice::from_ref(&path), &config);
    assert!(beside.contains("saved counts beside texts are not used"));
    let documents = |scores: &str| Scores::from_json(scores, "scores.json").unwrap().findings.corpus.documents_read;
    assert_eq!(documents(&beside), documents(&one_run));
    assert_eq!(documents(&scores(&[path.clone(), path.join("more.counts")], &config)), documents(&one_run) + 1);
}

#[test]
fn passages_are_found_and_shown_without_the_texts() {
    let folder = tempfile::tempdir().unwrap();
    let (path, config) = (hard(folder.path()), config());
    let search = |paths: &[PathBuf]| {
        let query = Query::Words(config.themes[0].clone());
        let search =
            Search { query, name: "minerals".into(), source: None, order: Default::default(), most: 9, context: 30 };
        pipeline::find(paths, &config, &search, &mut |_| ()).unwrap()
    };
    let in_texts = search(std::slice::from_ref(&path));
    let counts = save(
        &folder,
        "talks.counts",
        &pipeline::count(std::slice::from_ref(&path), &config, None, &mut |_| ()).unwrap(),
    );
    fs::remove_dir_all(&path).unwrap();
    let in_counts = search(std::slice::from_ref(&counts));
    assert_eq!((in_counts.hits_total, &in_counts.hits), (in_texts.hits_total, &in_texts.hits));
    assert!(in_texts.hits_total > 0 && scores(&[counts], &config).contains("lithium \u{2014} rare earths"));
}

#[test]
fn counts_of_one_document_on_both_sides_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (path, config) = (hard(folder.path()), config());
    let lines = path.join("lines.jsonl");
    let whole = save(&folder, "whole.counts", &counted(&lines, &config.input, &all));
    let odd = |_: &str, record: Option<u64>| record.is_some_and(|record| record % 2 == 1);
    let half = save(&folder, "half.counts", &counted(&lines, &config.input, &odd));
    for sides in [[&whole, &half], [&half, &whole], [&lines, &half]] {
        let sides = sides.map(|path| pipeline::Query { path: path.clone(), ..pipeline::Query::default() });
        let fault = pipeline::compare(&sides, &config, &mut |_| ()).unwrap_err();
        assert!(told(&fault).contains("belongs to both sides"), "{}", told(&fault));
    }
    let share = Some(Share { number: 1, of: 2 });
    let fault = pipeline::count(&[whole], &config, share, &mut |_| ()).unwrap_err();
    assert!(told(&fault).contains("are not split"), "{}", told(&fault));
}

#[test]
fn two_documents_are_compared_from_counts_too() {
    let folder = tempfile::tempdir().unwrap();
    let texts = ["Trade grew in May. Steel did not.", "Trade grew in May. Steel fell by 3 %."];
    let sides = [0, 1].map(|side| {
        let path = folder.path().join(format!("{side}.txt"));
        fs::write(&path, texts[side]).unwrap();
        let counts = pipeline::count(&[path], &Config::default(), None, &mut |_| ()).unwrap();
        pipeline::Query { path: save(&folder, &format!("{side}.counts"), &counts), ..Default::default() }
    });
    let found = pipeline::compare(&sides, &Config::default(), &mut |_| ()).unwrap();
    assert_eq!((found.rows.as_str(), found.a.sentences), ("sentences", 2));
    assert!(found.likeness() > 0.3 && found.likeness() < 1.0);
}

#[test]
fn no_damage_goes_unseen() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = counted(&hard(folder.path()), &config().input, &all).to_bytes();
    assert!(read(&bytes).is_ok());
    for at in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[at] ^= 1 << (at % 8);
        assert!(read(&damaged).is_err(), "byte {at}");
        assert!(read(&bytes[..at]).is_err(), "cut at {at}");
    }
    assert!(read(&[bytes.as_slice(), b" "].concat()).is_err());
}

fn told(fault: &Error) -> String {
    format!("{fault}; {}", fault.hint().unwrap_or_default())
}

#[test]
fn refusals_say_why() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = counted(&hard(folder.path()), &config().input, &all).to_bytes();
    let refused = |bytes: &[u8]| told(&read(bytes).unwrap_err());
    assert_eq!(refused(b"{\"schema\": 2}"), "part.counts: not saved counts of driftline; ");
    assert_eq!(refused(&bytes[..40]), "part.counts: cut off: not even its header is whole; ");
    let cut = format!("part.counts: cut off: it has {} of its {} bytes; ", bytes.len() - 9, bytes.len());
    assert_eq!(refused(&bytes[..bytes.len() - 9]), cut);
    let mut newer = bytes.clone();
    newer[8] += 1;
    assert_eq!(refused(&newer), "part.counts: its form is 2, this program reads form 1: a newer driftline wrote it; ");
    let mut damaged = bytes;
    let last = damaged.len() - 1;
    damaged[last] ^= 1;
    assert_eq!(refused(&damaged), "part.counts: damaged: the checksum of its gaps is not that of its bytes; ");
}

#[test]
fn counts_of_another_name_are_told_as_such() {
    let folder = tempfile::tempdir().unwrap();
    let (path, config) = example();
    let counts = save(&folder, "part.dat", &counted(&path, &config.input, &all));
    let fault = pipeline::analyze(&[counts], &config, &mut |_| ()).unwrap_err();
    assert!(told(&fault).contains("files that end in .counts"), "{}", told(&fault));
}

#[test]
fn what_was_counted_otherwise_does_not_merge() {
    let folder = tempfile::tempdir().unwrap();
    let (path, config) = (hard(folder.path()), config());
    let with_code = Config { input: InputOptions { code: true, ..config.input.clone() }, ..config.clone() };
    let counts = |config: &Config| pipeline::count(std::slice::from_ref(&path), config, None, &mut |_| ()).unwrap();
    let parts = [("a.counts".to_owned(), counts(&config)), ("b.counts".to_owned(), counts(&with_code))];
    let fault = told(&merge(&parts).unwrap_err());
    assert!(
        fault.starts_with("b.counts: it and a.counts were not counted alike: input.code is true and false; "),
        "{fault}"
    );

    let saved = save(&folder, "a.counts", &parts[0].1);
    let refused =
        |config: &Config| told(&pipeline::analyze(std::slice::from_ref(&saved), config, &mut |_| ()).unwrap_err());
    let fault = refused(&with_code);
    assert!(fault.starts_with("input.code: true is asked for, and the saved counts were made with false; "), "{fault}");
    // What a run leaves open is as it was when the counts were made.
    let mut open = Config::default();
    assert!(refused(&open).starts_with("input.id: null is asked for"));
    pipeline::adopt_settings(&mut open, std::slice::from_ref(&saved)).unwrap();
    assert_eq!(open.input, config.input);
    let mut other = with_code.clone();
    assert!(pipeline::adopt_settings(&mut other, &[saved]).is_err());
}

#[test]
fn two_states_of_one_document_do_not_merge() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.txt");
    let counts = |text: &str| {
        fs::write(&path, text).unwrap();
        pipeline::count(std::slice::from_ref(&path), &Config::default(), None, &mut |_| ()).unwrap()
    };
    let states = [("old.counts".to_owned(), counts("Trade grew.")), ("new.counts".to_owned(), counts("Trade fell."))];
    let fault = told(&merge(&states).unwrap_err());
    assert!(fault.contains("a.txt is not as it is in ") && fault.contains("two states of one document"), "{fault}");
}
