//! Laws that hold for every input: the same bytes for any threads and file order, and counts that add up.

mod common;

use common::{Files, assert_same, corpus_config, files_in, report_on};
use driftline::compare::findings::{Kind, Passage, Quote};
use driftline::config::WordOptions;
use driftline::counts::{Counts, Norm, Sparse, Tfidf, TfidfOptions, build};
use driftline::stats::random::Stream;
use driftline::text::normalize::NO_TERM;
use driftline::text::segment;
use driftline::text::{PhraseOptions, Phrases, Streams, Vocabulary};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use std::fs;
use std::path::{Path, PathBuf};
use unicode_segmentation::UnicodeSegmentation;

fn on_threads(threads: usize, work: impl Fn() -> Files + Send + Sync) -> Files {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(work)
}

#[test]
fn any_number_of_threads_gives_the_same_bytes_and_so_does_a_second_run() {
    let report = || report_on(&[PathBuf::from("corpus")], &corpus_config());
    let one = on_threads(1, report);
    assert!(one.len() > 20, "{:?}", one.keys());
    for threads in [2, 7, 7] {
        assert_same(&on_threads(threads, report), &one, &format!("{threads} threads against one"));
    }
}

#[test]
fn the_order_in_which_files_were_made_does_not_matter() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("articles");
    let mut articles: Vec<(String, Vec<u8>)> = ["corpus/seeds", "corpus/talks"]
        .iter()
        .flat_map(|below| {
            files_in(Path::new(below)).into_iter().map(move |(name, bytes)| (format!("{below}/{name}"), bytes))
        })
        .collect();
    let report = |articles: &[(String, Vec<u8>)]| {
        for (name, bytes) in articles {
            let path = folder.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        let files = report_on(std::slice::from_ref(&folder), &corpus_config());
        fs::remove_dir_all(&folder).unwrap();
        files
    };
    let sorted = report(&articles);
    articles.reverse();
    assert_same(&report(&articles), &sorted, "files made from last to first");
    articles.sort_by_key(|(_, bytes)| bytes.len());
    assert_same(&report(&articles), &sorted, "files made from small to large");
}

#[test]
fn the_order_in_which_files_are_named_does_not_matter() {
    let mut paths: Vec<PathBuf> = ["corpus/seeds", "corpus/talks"]
        .iter()
        .flat_map(|below| files_in(Path::new(below)).into_keys().map(|name| Path::new(below).join(name)))
        .collect();
    let sorted = report_on(&paths, &corpus_config());
    Stream::new(1, 0).shuffle(&mut paths);
    assert_same(&report_on(&paths, &corpus_config()), &sorted, "files named in another order");
}

/// Words of which some make phrases, some are stop words, some numbers, some two spellings of one word.
const WORDS: [&str; 24] = [
    "critical",
    "minerals",
    "mineral",
    "Defence",
    "defense",
    "the",
    "of",
    "US",
    "us",
    "U.S.",
    "Indo-Pacific",
    "talks",
    "India’s",
    "India",
    "2+2",
    "5G",
    "naïve",
    "energy",
    "Secretary",
    "State",
    "in",
    "lithium",
    "trade",
    "不",
];

/// Texts of such words; sentences end now and then, and "critical minerals" stands in most of them.
fn texts() -> impl Strategy<Value = Vec<String>> {
    let word = prop::sample::select(&WORDS[..]);
    let joint = prop::sample::select(&[" ", " ", " ", ", ", ". ", "\n", "\n\n"][..]);
    let text = prop::collection::vec((word, joint), 0..60).prop_map(|pairs| {
        let words: String = pairs.iter().map(|(word, joint)| format!("{word}{joint}")).collect();
        format!("Critical minerals. {words}")
    });
    prop::collection::vec(text, 1..12)
}

/// Any characters, with those that matter to words more often than others.
fn any_text() -> impl Strategy<Value = String> {
    let common = prop::sample::select("aaabeE5'’.,-_ \n\r\u{2011}不भा😀\u{301}\u{ad}".chars().collect::<Vec<_>>());
    let character = prop_oneof![4 => common, 1 => any::<char>()];
    prop::collection::vec(character, 0..80).prop_map(String::from_iter)
}

fn streams(texts: &[String]) -> Streams {
    let mut streams = Streams::default();
    streams.add(&texts.iter().map(String::as_str).collect::<Vec<_>>());
    streams
}

/// Counts with phrases up to so many words.
fn counts(streams: &Streams, longest: usize) -> Counts {
    let vocabulary = Vocabulary::of(streams, "en", &WordOptions::default());
    let options = PhraseOptions { least_count: 2, least_documents: 2, least_npmi: 0.1, least_g2: 0.0, longest };
    build(streams, &vocabulary, &Phrases::find(&streams.documents, &vocabulary, &options))
}

/// What a document holds, told without numbers of terms: (key, label, count).
fn told(counts: &Counts, row: usize) -> Vec<(String, String, u32)> {
    let told = |(term, count): (u32, u32)| {
        let term = &counts.terms[term as usize];
        (term.key.clone(), term.label.clone(), count)
    };
    counts.rows.row(row).map(told).collect()
}

/// The same cases in every run.
fn fixed(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, rng_seed: RngSeed::Fixed(2026), failure_persistence: None, ..ProptestConfig::default() }
}

/// The same counts with rows in another order: row `i` of the result is row `order[i]` of these.
fn reordered(counts: &Counts, order: &[usize]) -> Counts {
    let mut rows = Sparse::default();
    order.iter().for_each(|&row| rows.push(counts.rows.row(row)));
    Counts { terms: counts.terms.clone(), rows, totals: order.iter().map(|&row| counts.totals[row]).collect() }
}

proptest! {
    #![proptest_config(fixed(500))]

    #[test]
    fn words_and_the_gaps_between_them_give_the_text_back(text in any_text()) {
        let (mut back, mut gaps, mut words) = (String::new(), String::new(), Vec::new());
        segment::words(&text, |word, at, _| {
            gaps.push_str(&text[back.len()..at]);
            back.push_str(&text[back.len()..at]);
            back.push_str(word);
            words.push(word);
        });
        prop_assert!(text.starts_with(&back), "{:?} is not how {:?} begins", back, text);
        gaps.push_str(&text[back.len()..]);
        prop_assert!(!gaps.chars().any(char::is_alphanumeric), "{:?} holds a letter", gaps);
        // Before scripts without spaces are cut anew, the words are those of UAX #29.
        let mut spans = Vec::new();
        segment::Scanner::default().scan(&text, |found| spans.extend_from_slice(found));
        let scanned: Vec<&str> = spans.iter().map(|&[start, end]| &text[start..end]).collect();
        prop_assert_eq!(scanned, text.unicode_words().collect::<Vec<_>>());
    }
}

proptest! {
    #![proptest_config(fixed(200))]

    #[test]
    fn counts_of_words_sum_to_the_words_that_are_terms(texts in texts()) {
        let streams = streams(&texts);
        let vocabulary = Vocabulary::of(&streams, "en", &WordOptions::default());
        let counts = counts(&streams, 3);
        for (row, stream) in streams.documents.iter().enumerate() {
            let terms = stream.iter().filter(|token| vocabulary.term_of[token.surface()] != NO_TERM).count();
            let single = counts.rows.row(row).filter(|&(term, _)| counts.terms[term as usize].words == 1);
            prop_assert_eq!(single.map(|(_, count)| count as usize).sum::<usize>(), terms);
            prop_assert_eq!(counts.totals[row], stream.len() as u64);
            prop_assert_eq!(counts.totals[row] as usize, texts[row].unicode_words().count());
        }
    }

    #[test]
    fn phrases_take_nothing_from_their_words(texts in texts()) {
        let streams = streams(&texts);
        let (with, without) = (counts(&streams, 3), counts(&streams, 1));
        prop_assert!(without.terms.iter().all(|term| term.words == 1));
        prop_assert!(texts.len() < 2 || with.terms.iter().any(|term| term.key == "critic miner"));
        for row in 0..texts.len() {
            let phrases = |key: &str| with.terms.iter().any(|term| term.key == key && term.words > 1);
            let mut words = told(&with, row);
            words.retain(|(key, ..)| !phrases(key));
            prop_assert_eq!(words, told(&without, row));
        }
    }

    #[test]
    fn batches_and_their_order_do_not_change_counts(texts in texts(), cut in 0usize..12, turn in 0usize..12) {
        let whole = counts(&streams(&texts), 3);
        let (first, second) = texts.split_at(cut.min(texts.len()));
        let mut parts = Streams::default();
        for part in [first, second] {
            parts.add(&part.iter().map(String::as_str).collect::<Vec<_>>());
        }
        prop_assert_eq!(&counts(&parts, 3), &whole);
        let mut turned = texts.clone();
        turned.rotate_left(turn % texts.len());
        let order: Vec<usize> = (0..texts.len()).map(|row| (row + turn) % texts.len()).collect();
        prop_assert_eq!(counts(&streams(&turned), 3), reordered(&whole, &order));
    }

    #[test]
    fn tfidf_rows_have_norm_one(texts in texts(), sublinear_tf: bool, smooth_idf: bool) {
        let counts = counts(&streams(&texts), 3);
        for norm in [Norm::L2, Norm::L1] {
            let tfidf = Tfidf::of(&counts, TfidfOptions { norm, smooth_idf, sublinear_tf, binary: false });
            for row in 0..texts.len() {
                let size: f64 = tfidf.row(row).map(|(_, w)| if norm == Norm::L2 { w * w } else { w }).sum();
                prop_assert!((size - 1.0).abs() < 1e-12, "{:?}: {}", norm, size);
                prop_assert!(tfidf.row(row).all(|(_, weight)| weight > 0.0));
            }
        }
    }
}

proptest! {
    #![proptest_config(fixed(300))]

    #[test]
    fn every_sentence_of_two_texts_has_one_fate(a in any_text(), b in any_text()) {
        let options = WordOptions::default();
        let count = |text: &str| driftline::compare::sentences(text).len();
        let (found, _) = driftline::compare::passages(&a, &b, "en", &options);
        let sum = |side: fn(&Passage) -> &Option<Quote>| -> usize {
            found.pairs.iter().filter_map(|pair| side(pair).as_ref()).map(|quote| quote.sentences).sum()
        };
        prop_assert_eq!((sum(|pair| &pair.a), sum(|pair| &pair.b)), (count(&a), count(&b)));
        prop_assert!((0.0..=1.0).contains(&found.kept));
        let (itself, facts) = driftline::compare::passages(&a, &a, "en", &options);
        prop_assert!(itself.pairs.iter().all(|pair| pair.kind == Kind::Same && !pair.moved), "{:?}", itself.pairs);
        prop_assert!(itself.kept == 1.0 && facts.only_in_a.is_empty() && facts.only_in_b.is_empty());
    }
}
