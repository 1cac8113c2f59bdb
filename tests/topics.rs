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
const DOCUMENTS: usize = 720;
const SOURCES: usize = 36;

/// JSON lines: every document has one subject, and words that belong to none. The furniture stands in the middle of texts,
/// where it cannot be told from a subject.
fn corpus(documents: usize) -> String {
    lines(documents, "")
}

/// The same with these words at the ends of the texts of two sources in three.
fn lines(documents: usize, signature: &str) -> String {
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
        // Each source has all subjects: 720 documents in turn, 36 sources in blocks of 20.
        let source = document / 20 % SOURCES;
        for sentence in 0..12 {
            if sentence == 6 && source < 4 && document % 20 < 10 {
                let furniture: Vec<&str> = FURNITURE.split(' ').collect();
                (0..9)
                    .for_each(|_| write!(text, "The {} {} again. ", furniture[below(6)], furniture[below(6)]).unwrap());
            }
            let (word, other) = (words[below(8)], words[below(8)]);
            let subject = if sentence % 3 == 0 { phrase } else { other };
            write!(text, "They spoke of {subject} and the {word} near place{} on day{}. ", below(60), below(60))
                .unwrap();
        }
        let signed: Vec<&str> =
            signature.split(' ').filter(|word| !word.is_empty() && !source.is_multiple_of(3)).collect();
        (0..2 * signed.len()).for_each(|_| write!(text, "The {}. ", signed[below(signed.len())]).unwrap());
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
    let told = report::topics_json(&found, &findings) + &report::topics_text(&found, &findings, 100);
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
        assert!((90..=124).contains(&topic.documents), "{phrase}: {} of 120 documents", topic.documents);
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
    assert!(topic.of_few_sources && (2..=3).contains(&topic.sources_of_half), "{topic:?}");
    assert_eq!(found.topics.iter().filter(|topic| topic.of_few_sources).count(), 1);
    assert!(
        told.contains("1 topic marked *")
            && told.contains(&format!("half of it with {} sources*", topic.sources_of_half))
    );
    let path = folder.path().join("themes.toml");
    report::write_topics(&path, &found, false).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains("# Left out, for few sources have it: "));
    assert_eq!(Config::parse(&text, "themes.toml").unwrap().themes.len(), found.topics.len() - 1);
}

#[test]
fn a_second_term_says_what_the_first_leaves_out() {
    // Half of the documents of a subject say "critical minerals", the others "rare earths"; other words are in a tenth each.
    let mut number = 0;
    let half = |line: &str| {
        if !line.contains("critical minerals") {
            return line.to_owned() + "\n";
        }
        number += 1;
        let line = if number % 2 == 0 { line.replace("critical minerals", "rare earths") } else { line.to_owned() };
        let words = SUBJECTS[0].1.split(' ');
        words.fold(line, |line, word| line.replace(&format!(" {word} "), &format!(" {word}{} ", number / 2 % 10)))
            + "\n"
    };
    let lines: String = corpus(DOCUMENTS).lines().map(half).collect();
    let folder = tempfile::tempdir().unwrap();
    let (found, _) = found(folder.path(), &lines, Some(7)).unwrap();
    let names: Vec<&str> = found.topics.iter().map(|topic| topic.name.as_str()).collect();
    let both = ["critical minerals / rare earths", "rare earths / critical minerals"];
    assert!(names.iter().any(|name| both.contains(name)), "{names:?}");
    // Of the others one term finds all documents, and a second one adds none.
    for (phrase, _) in &SUBJECTS[1..] {
        assert!(names.contains(phrase), "{phrase} is not among {names:?}");
    }
}

#[test]
fn contact_blocks_of_many_sources_make_no_topic() {
    let folder = tempfile::tempdir().unwrap();
    let signed = lines(DOCUMENTS, "postbox switchboard voicemail receptionist mailroom doorbell letterhead");
    let (found, told) = found(folder.path(), &signed, Some(7)).unwrap();
    assert!(with_term(&found, "lithium").is_some());
    for word in ["postbox", "switchboard", "voicemail", "receptionist", "mailroom", "doorbell", "letterhead"] {
        assert!(!told.contains(word), "{word}");
    }
}

#[test]
fn where_each_source_has_one_document_no_topic_is_of_few_sources() {
    let folder = tempfile::tempdir().unwrap();
    let mut number = 0;
    let own = |line: &str| {
        number += 1;
        let (head, tail) = line.split_once(r#""source":""#).unwrap();
        format!(r#"{head}"source":"own{number}{}"#, &tail[tail.find('"').unwrap()..]) + "\n"
    };
    let lines: String = corpus(DOCUMENTS).lines().map(own).collect();
    let (found, told) = found(folder.path(), &lines, Some(6)).unwrap();
    assert!(found.topics.iter().all(|topic| !topic.of_few_sources), "{:?}", found.topics);
    assert!(!told.contains("marked *"));
}

#[test]
fn the_word_that_fits_a_topic_best_is_in_its_name() {
    // All documents of the first subject say "insurgents", one in ten "civil war", which nobody else says.
    let text = |document: &str| {
        let number = document.split_once(r#""title":"t"#).and_then(|(_, rest)| rest.split('"').next());
        let rare = number.is_some_and(|number| number.parse::<usize>().unwrap().is_multiple_of(60));
        let rare = if rare { "civil war" } else { "insurgents" };
        document.replace("critical minerals", rare).replace(" near place", "; insurgents; near place") + "\n"
    };
    let lines: String = corpus(DOCUMENTS)
        .lines()
        .map(|line| if line.contains("critical minerals") { text(line) } else { line.to_owned() + "\n" })
        .collect();
    let folder = tempfile::tempdir().unwrap();
    let (found, _) = found(folder.path(), &lines, Some(7)).unwrap();
    let topic = with_term(&found, "insurgents").expect("the topic of the insurgents");
    assert!(topic.name.starts_with("insurgents / "), "{}: {:?}", topic.name, topic.terms);
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
