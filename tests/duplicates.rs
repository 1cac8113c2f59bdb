//! What users see of copies, boilerplate and other languages: each is listed, counts once or not at all, and may be kept.

use driftline::config::{Config, OtherLanguages};
use driftline::drift::Findings;
use driftline::pipeline;
use std::fs;
use tempfile::TempDir;

/// A folder with these files.
fn folder(files: &[(String, String)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn analyze(folder: &TempDir, config: &Config) -> Findings {
    pipeline::analyze(&[folder.path().to_owned()], config, &mut |_| {}).unwrap()
}

/// An English text of its own for each number: sentences about things that no other text has.
fn story(number: usize) -> String {
    let sentence = |line: usize| {
        format!("The ministers of thing{number}x{line} spoke about it and they said that place{number}y{line} is next.")
    };
    (0..8).map(sentence).collect::<Vec<_>>().join("\n")
}

fn file(day: usize, text: String) -> (String, String) {
    (format!("2024-01-{day:02}-story.txt"), text)
}

#[test]
fn a_story_printed_again_counts_once_by_its_earliest() {
    let edited = story(1).replace("thing1x7", "changed");
    let files = [file(3, story(1)), file(5, story(1)), file(4, edited), file(2, story(2))];
    let folder = folder(&files);
    let corpus = analyze(&folder, &Config::default()).corpus;
    assert_eq!((corpus.documents_read, corpus.duplicates_total), (2, 2));
    let found: Vec<(&str, &str, bool)> =
        corpus.duplicates.iter().map(|copy| (&*copy.document, &*copy.of, copy.similarity == 1.0)).collect();
    let (first, near, exact) = ("2024-01-03-story.txt", "2024-01-04-story.txt", "2024-01-05-story.txt");
    assert_eq!(found, [(near, first, false), (exact, first, true)]);
    let mut config = Config::default();
    config.clean.duplicates = false;
    let corpus = analyze(&folder, &config).corpus;
    assert_eq!((corpus.documents_read, corpus.duplicates_total), (4, 0));
}

#[test]
fn lines_that_recur_are_taken_out_with_receipts_and_only_these() {
    let text = |day: usize| format!("Press office\n\n{}\n\nContact: Jane Doe, 202/555-0100.", story(day));
    let folder = folder(&(1..=9).map(|day| file(day, text(day))).collect::<Vec<_>>());
    let corpus = analyze(&folder, &Config::default()).corpus;
    let found: Vec<(&str, &str, usize)> =
        corpus.removed.iter().map(|removed| (&*removed.reason, &*removed.text, removed.count)).collect();
    let reason = "line that recurs";
    assert_eq!(found, [(reason, "Contact: Jane Doe, 202/555-0100.", 9), (reason, "Press office", 9)]);
    assert_eq!(corpus.removed_by_reason[reason].pieces, 18);
    let mut config = Config::default();
    config.clean.boilerplate = false;
    let whole = analyze(&folder, &config).corpus;
    assert_eq!(whole.words - corpus.words, 9 * 8, "2 words of the head and 6 of the foot");
    assert!(whole.removed.is_empty());
}

#[test]
fn boilerplate_shows_nothing() {
    let text = |day: usize| format!("The minerals office of the ministry\n\n{}\nThey want minerals.", story(day));
    let folder =
        folder(&(1..=9).map(|day| file(day, text(day).replace("want", &format!("want{day}")))).collect::<Vec<_>>());
    let config = Config::parse("[[theme]]\nname = \"minerals\"\nwords = [\"minerals\"]", "test").unwrap();
    let findings = analyze(&folder, &config);
    assert_eq!(findings.themes[0].mentions, 9);
    let sentences: Vec<&str> = findings.passages.iter().map(|passage| &*passage.sentence).collect();
    assert!(!sentences.is_empty() && sentences.iter().all(|sentence| !sentence.contains("office")), "{sentences:?}");
}

#[test]
fn documents_in_another_language_are_kept_apart_but_not_short_ones() {
    let german = "Die Minister haben sich am Freitag in Berlin getroffen und über die Lage in der Region gesprochen, wie \
        das Ministerium am Abend mitteilte. Sie wollen die Zusammenarbeit bei den Rohstoffen mit dem Partner im Osten \
        noch in diesem Jahr ausbauen und dafür auch neue Mittel bereitstellen, hieß es dazu aus dem Haus am Abend.";
    let mut files: Vec<(String, String)> = (1..=5).map(|day| file(day, story(day))).collect();
    files.push(file(6, german.to_owned()));
    files.push(file(7, "Die Minister haben sich am Freitag in Berlin getroffen.".to_owned()));
    let folder = folder(&files);
    let corpus = analyze(&folder, &Config::default()).corpus;
    assert_eq!((corpus.language.as_str(), corpus.documents_read, corpus.other_languages_total), ("en", 6, 1));
    assert_eq!(corpus.other_languages[0].document, "2024-01-06-story.txt");
    assert_eq!(corpus.other_languages[0].language, "de");
    let mut config = Config::default();
    config.words.other_languages = OtherLanguages::Keep;
    assert_eq!(analyze(&folder, &config).corpus.documents_read, 7);
}

#[test]
fn the_example_corpus_loses_nothing() {
    let corpus = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus");
    let config = Config::default();
    let found = pipeline::inspect(&[corpus.into()], &config, &mut |_| {}).unwrap();
    assert_eq!(found.corpus.documents_read, found.documents_found);
    assert!(found.documents.iter().all(|document| document.removed.is_empty()));
}
