//! Topics: those that were planted are found and named, the same ones each time, and what is written is a settings file.

use driftline::config::{Config, PeriodChoice};
use driftline::drift::topic::{FEWEST_DOCUMENTS, Topic, Topics};
use driftline::{pipeline, report};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

/// What documents are about: a phrase, and words that go with it.
const SUBJECTS: [(&str, &str); 6] = [
    ("critical minerals", "lithium cobalt graphite smelter refinery ore deposit miner"),
    ("stem cell", "embryo laboratory scientist therapy biology disease tissue clinic"),
    ("student loan", "college tuition campus graduate lender teacher classroom diploma"),
    ("border patrol", "visa asylum migrant fence checkpoint amnesty citizenship passport"),
    ("crop insurance", "farmer harvest wheat soybean drought tractor acre livestock"),
    ("commuter rail", "highway bridge bus train tunnel station passenger platform"),
];
/// Page furniture that four of the sources have in half of their documents: none has a third of what has it.
const FURNITURE: &str = "newsroom telephone webmaster subscribe facsimile courthouse";
const DOCUMENTS: usize = 360;
const SOURCES: usize = 18;

/// JSON lines: every document has one subject, and words that belong to none.
fn corpus(documents: usize) -> String {
    let mut state = 7u64;
    let mut below = |n: usize| {
        // A linear congruential generator (Knuth, MMIX).
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % n
    };
    let mut lines = String::new();
    for document in 0..documents {
        let (phrase, words) = SUBJECTS[document % SUBJECTS.len()];
        let words: Vec<&str> = words.split(' ').collect();
        let mut text = String::new();
        for sentence in 0..12 {
            let (word, other) = (words[below(8)], words[below(8)]);
            let subject = if sentence % 3 == 0 { phrase } else { other };
            write!(text, "They spoke of {subject} and the {word} near place{} on day{}. ", below(60), below(60))
                .unwrap();
        }
        // Each source has all subjects: 360 documents in turn, 18 sources in blocks of 20.
        let source = document / 20 % SOURCES;
        if source < 4 && document % 20 < 10 {
            let furniture: Vec<&str> = FURNITURE.split(' ').collect();
            (0..9).for_each(|_| write!(text, "The {} {} again. ", furniture[below(6)], furniture[below(6)]).unwrap());
        }
        let (year, month) = (2021 + document % 3, 1 + document % 12);
        let date = format!("{year}-{month:02}-{:02}", 1 + below(28));
        writeln!(lines, r#"{{"date":"{date}","source":"s{source}","title":"t{document}","text":"{text}"}}"#).unwrap();
    }
    lines
}

fn config() -> Config {
    Config { period: PeriodChoice::Quarter, ..Config::default() }
}

fn found(folder: &Path, lines: &str, topics: Option<usize>) -> driftline::error::Result<(Topics, String)> {
    let path = folder.join("corpus.jsonl");
    fs::write(&path, lines).unwrap();
    let (found, findings) = pipeline::topics(&[path], &config(), topics, &mut |_| ())?;
    let told = report::topics_json(&found, &findings) + &report::topics_text(&found, &findings, 80);
    Ok((found, told))
}

fn with_term<'t>(found: &'t Topics, term: &str) -> Option<&'t Topic> {
    let first = |topic: &&Topic| topic.terms.iter().take(6).any(|entry| entry.term.contains(term));
    found.topics.iter().find(first)
}

#[test]
fn planted_topics_are_found_and_named() {
    let folder = tempfile::tempdir().unwrap();
    let (found, _) = found(folder.path(), &corpus(DOCUMENTS), Some(7)).unwrap();
    let names: Vec<&str> = found.topics.iter().map(|topic| topic.name.as_str()).collect();
    for (phrase, words) in SUBJECTS {
        let topic = found.topics.iter().find(|topic| topic.name == phrase);
        let topic = topic.unwrap_or_else(|| panic!("{phrase} is not among {names:?}"));
        assert!((45..=62).contains(&topic.documents), "{phrase}: {} of 60 documents", topic.documents);
        assert!(topic.stability > 0.9 && !topic.of_few_sources, "{phrase}: {}", topic.stability);
        let own = |word: &String| word == phrase || words.contains(word.as_str());
        assert!(topic.theme.words.iter().all(own), "{phrase}: {:?}", topic.theme.words);
        assert!(topic.theme.mentions > 0 && topic.theme.series.len() == 12);
        assert!(topic.theme.change.ratio.is_some() && topic.theme.change.bootstrap.is_none());
    }
}

#[test]
fn furniture_of_few_sources_is_marked_and_left_out_of_the_themes() {
    let folder = tempfile::tempdir().unwrap();
    let (found, told) = found(folder.path(), &corpus(DOCUMENTS), Some(7)).unwrap();
    let topic = with_term(&found, "newsroom").expect("a topic of furniture");
    assert!(topic.of_few_sources && topic.sources_of_half == 2, "{topic:?}");
    assert_eq!(found.topics.iter().filter(|topic| topic.of_few_sources).count(), 1);
    assert!(told.contains("1 topic marked *") && told.contains("half of it with 2 sources*"));
    let path = folder.path().join("themes.toml");
    report::write_topics(&path, &found, false).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains("# Left out, for few sources have it: "));
    assert_eq!(Config::parse(&text, "themes.toml").unwrap().themes.len(), found.topics.len() - 1);
}

#[test]
fn the_same_documents_have_the_same_topics_whatever_the_threads() {
    let folder = tempfile::tempdir().unwrap();
    let lines = corpus(DOCUMENTS);
    let with = |threads: usize, lines: &str| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| found(folder.path(), lines, None)).unwrap()
    };
    let (topics, told) = with(1, &lines);
    assert!((6..=10).contains(&topics.topics.len()), "{:?}", topics.tried);
    assert_eq!(with(1, &lines).1, told);
    assert_eq!(with(3, &lines).1, told);
}

#[test]
fn too_few_documents_are_refused_by_number() {
    let folder = tempfile::tempdir().unwrap();
    let fault = found(folder.path(), &corpus(FEWEST_DOCUMENTS - 1), None).unwrap_err();
    assert!(fault.to_string().contains("199 documents, fewer than the 200"), "{fault}");
    assert!(found(folder.path(), &corpus(FEWEST_DOCUMENTS), None).is_ok());
}

#[test]
fn what_is_written_is_a_settings_file_of_a_report() {
    let folder = tempfile::tempdir().unwrap();
    let (found, _) = found(folder.path(), &corpus(DOCUMENTS), Some(6)).unwrap();
    let path = folder.path().join("themes.toml");
    report::write_topics(&path, &found, false).unwrap();
    assert!(report::write_topics(&path, &found, false).is_err());
    let text = fs::read_to_string(&path).unwrap();
    let config = Config::parse(&text, "themes.toml").unwrap();
    let kept: Vec<&Topic> = found.topics.iter().filter(|topic| !topic.of_few_sources).collect();
    assert_eq!(config.themes.len(), kept.len());
    let paths: Vec<PathBuf> = vec![folder.path().join("corpus.jsonl")];
    let config = Config { period: PeriodChoice::Quarter, ..config };
    let findings = pipeline::analyze(&paths, &config, &mut |_| ()).unwrap();
    for (theme, topic) in findings.themes.iter().zip(kept) {
        assert_eq!((&theme.name, theme.mentions), (&topic.name, topic.theme.mentions));
        assert_eq!(theme.change.ratio, topic.theme.change.ratio);
    }
}
