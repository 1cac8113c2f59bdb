//! Corpora whose truth is known: a rise that must be found, a spike that must be found where it is, and noise that must
//! not be called anything. Words come in bursts, as they do in real texts: that is what fools tests of single words.

use driftline::config::{Config, OtherLanguages, PairSpec, PeriodChoice, ThemeSpec};
use driftline::drift::Findings;
use driftline::drift::calibration::{Calibration, Options};
use driftline::drift::findings::{Change, ChangePoints, Verdict};
use driftline::pipeline;
use driftline::stats::random::Stream;
use rayon::prelude::*;
use std::fmt::Write;
use std::path::PathBuf;

/// Distinct words of the language that the documents are written in.
const WORDS: usize = 800;
/// A word of a document is, this often, one that the document used before: the cause of bursts.
const REPEATS: f64 = 0.35;
/// Themes have three words each, of middling frequency: the words number 20, 21, 22, then 30, 31, 32 and so on.
const THEMES: usize = 6;

/// A word of two or three syllables that no stemmer or stop list knows.
fn word(index: usize) -> String {
    const ONSETS: [&str; 10] = ["b", "d", "f", "g", "k", "l", "m", "p", "v", "z"];
    let syllable = |n: usize| format!("{}{}", ONSETS[n % 10], ["a", "o"][n / 10 % 2]);
    format!("{}{}{}x", syllable(index), syllable(index / 20), syllable(index / 400))
}

fn theme_words(theme: usize) -> [usize; 3] {
    [20, 21, 22].map(|word| word + 10 * theme)
}

/// What is planted: these words are so many times as frequent in documents from the first to before the last.
struct Plant {
    words: Vec<usize>,
    factor: f64,
    documents: std::ops::Range<usize>,
}

/// How documents are dated.
#[derive(Clone, Copy)]
struct Calendar {
    documents: usize,
    /// So many in each month, from January 2018 on.
    a_month: usize,
}

/// Frequencies of words by Zipf's law, some of them multiplied, as running sums.
fn running_weights(plant: Option<&Plant>) -> Vec<f64> {
    let weight = |index: usize| {
        let factor = plant.filter(|plant| plant.words.contains(&index)).map_or(1.0, |plant| plant.factor);
        factor / (index as f64 + 4.0)
    };
    let mut sum = 0.0;
    let add = |index| {
        sum += weight(index);
        sum
    };
    (0..WORDS).map(add).collect()
}

/// A text of 150 to 650 words.
fn text(running: &[f64], random: &mut Stream) -> String {
    let mut words: Vec<usize> = Vec::new();
    for _ in 0..150 + random.below(500) {
        let again = !words.is_empty() && random.unit() < REPEATS;
        words.push(if again {
            words[random.below(words.len() as u64) as usize]
        } else {
            let at = random.unit() * running[WORDS - 1];
            running.partition_point(|&sum| sum <= at)
        });
    }
    words.into_iter().map(word).collect::<Vec<_>>().join(" ")
}

/// The corpus as JSON lines.
fn corpus(calendar: Calendar, plant: Option<&Plant>, seed: u64) -> String {
    let (plain, planted) = (running_weights(None), running_weights(plant));
    let mut random = Stream::new(seed, 0);
    let mut lines = String::new();
    for document in 0..calendar.documents {
        let (month, day) = (document / calendar.a_month, 1 + document % calendar.a_month % 28);
        let inside = plant.is_some_and(|plant| plant.documents.contains(&document));
        let text = text(if inside { &planted } else { &plain }, &mut random);
        let date = format!("{}-{:02}-{day:02}", 2018 + month / 12, 1 + month % 12);
        writeln!(lines, "{{\"date\": \"{date}\", \"text\": \"{text}\"}}").unwrap();
    }
    lines
}

fn config() -> Config {
    let name = |theme: usize| format!("theme {theme}");
    let theme = |theme: usize| ThemeSpec { name: name(theme), words: theme_words(theme).map(word).to_vec() };
    let pair = |theme: usize| PairSpec { theme: name(2 * theme), to: name(2 * theme + 1) };
    let mut config = Config { period: PeriodChoice::Month, ..Config::default() };
    config.words.language = "en".into();
    config.words.other_languages = OtherLanguages::Keep;
    config.themes = (0..THEMES).map(theme).collect();
    config.relative = (0..THEMES / 2).map(pair).collect();
    config
}

/// A file of JSON lines, and the folder that holds it.
fn written(calendar: Calendar, plant: Option<&Plant>, seed: u64) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("corpus.jsonl");
    std::fs::write(&path, corpus(calendar, plant, seed)).unwrap();
    (folder, path)
}

fn analyze(calendar: Calendar, plant: Option<&Plant>, seed: u64) -> Findings {
    let (_folder, path) = written(calendar, plant, seed);
    let findings = pipeline::analyze(&[path], &config(), &mut |_| {}).unwrap();
    assert_eq!(findings.corpus.documents_dated, calendar.documents);
    findings
}

/// The findings for many seeds, in order.
fn analyze_all(seeds: u64, calendar: Calendar, plant: Option<&Plant>) -> Vec<Findings> {
    (0..seeds).into_par_iter().map(|seed| analyze(calendar, plant, seed)).collect()
}

fn called(change: &Change) -> bool {
    matches!(change.verdict, Verdict::Rose | Verdict::Fell)
}

const EIGHTY: Calendar = Calendar { documents: 80, a_month: 4 };

#[test]
fn a_theme_that_doubles_in_eighty_documents_rose() {
    let plant = Plant { words: theme_words(0).to_vec(), factor: 2.0, documents: 40..80 };
    let runs = analyze_all(20, EIGHTY, Some(&plant));
    let rose = runs.iter().filter(|found| found.themes[0].change.verdict == Verdict::Rose).count();
    let pair = runs.iter().filter(|found| found.relative[0].change.verdict == Verdict::Rose).count();
    let held = |found: &&Findings| {
        let ratio = found.themes[0].change.ratio.unwrap();
        ratio.low.unwrap() <= 2.0 && 2.0 <= ratio.high.unwrap()
    };
    let covered = runs.iter().filter(held).count();
    let others = runs.iter().flat_map(|found| &found.themes[1..]).filter(|theme| called(&theme.change)).count();
    println!("of 20 runs: {rose} rose, {pair} rose relative to another theme, {covered} intervals hold the factor 2");
    println!("of {} themes that did not change, {others} were called", 20 * (THEMES - 1));
    assert_eq!(rose, 20, "a doubled theme is found");
    assert!(pair >= 16, "relative to a theme that stays: {pair} of 20");
    assert!(covered >= 17, "95 % intervals hold the truth in {covered} of 20 runs");
    assert!(others <= 4, "{others} other themes were called");
}

#[test]
fn noise_is_not_called_a_change() {
    let runs = analyze_all(60, EIGHTY, None);
    let themes: Vec<usize> = runs.iter().map(|f| f.themes.iter().filter(|t| called(&t.change)).count()).collect();
    let pairs: Vec<usize> = runs.iter().map(|f| f.relative.iter().filter(|t| called(&t.change)).count()).collect();
    let sum = |of: fn(&Findings) -> usize| runs.iter().map(of).sum::<usize>();
    let tested = sum(|found| found.terms.tested);
    let (terms, by_g2) = (sum(|found| found.terms.significant), sum(|found| found.terms.significant_by_g2));
    let turns = sum(|found| found.turns.significant);
    let drifted = runs.iter().filter(|f| f.drift.as_ref().unwrap().overall.p.unwrap() < 0.05).count();
    println!("60 corpora of noise: {} of {} themes called", themes.iter().sum::<usize>(), 60 * THEMES);
    println!("{} of {} pairs, {terms} of {tested} terms (by G2 {by_g2})", pairs.iter().sum::<usize>(), 60 * THEMES / 2);
    println!("{turns} turns; {drifted} of 60 corpora drifted as a whole at p < 0.05");
    let families = |called: &[usize]| called.iter().filter(|&&count| count > 0).count();
    // Benjamini-Hochberg at 5 % calls something in one family of twenty: 3 of 60, and more than 8 once in 500.
    assert!(families(&themes) <= 8, "themes were called in {} of 60 corpora", families(&themes));
    assert!(families(&pairs) <= 8, "pairs were called in {} of 60 corpora", families(&pairs));
    assert!(terms * 1000 <= tested, "{terms} of {tested} terms were called");
    assert!(turns * 1000 <= tested, "{turns} turns were called");
    assert!(drifted <= 8, "{drifted} of 60 corpora drifted");
    assert!(by_g2 * 10 > tested, "the noise is not bursty enough to fool a test of single words: {by_g2} of {tested}");
}

#[test]
fn a_spike_is_found_where_it_was_planted() {
    let calendar = Calendar { documents: 144, a_month: 6 };
    let spike = 45;
    let plant = Plant { words: vec![spike], factor: 8.0, documents: 54..72 };
    let runs = analyze_all(10, calendar, Some(&plant));
    let exact = runs.iter().filter(|found| {
        let turn = found.turns.found.iter().find(|turn| turn.term == word(spike)).expect("the spike is found");
        println!("{} {} to {}, {:?}", turn.kind, turn.from, turn.to, turn.ratio);
        assert_eq!(turn.kind, "spike");
        // January 2018 is month 0: the spike fills months 9 to 11.
        assert!(turn.from.as_str() <= "2018-11" && turn.to.as_str() >= "2018-11", "{} to {}", turn.from, turn.to);
        turn.from == "2018-10" && turn.to == "2018-12"
    });
    let exact = exact.count();
    assert!(exact >= 7, "the very months were found in {exact} of 10 runs");
    let others: usize = runs.iter().map(|f| f.turns.found.iter().filter(|t| t.term != word(spike)).count()).sum();
    assert!(others <= 3, "{others} turns that were not planted");
}

/// All change points of themes and pairs.
fn change_points(found: &Findings) -> Vec<&ChangePoints> {
    let themes = found.themes.iter().map(|theme| &theme.change_points);
    themes.chain(found.relative.iter().map(|pair| &pair.change_points)).collect()
}

#[test]
fn a_theme_that_turns_is_dated() {
    // A year and a half of 40 documents a month; a theme rises by half from the tenth month on.
    let calendar = Calendar { documents: 720, a_month: 40 };
    let plant = Plant { words: theme_words(0).to_vec(), factor: 1.5, documents: 360..720 };
    let runs = analyze_all(20, calendar, Some(&plant));
    let of = |found: &Findings| found.themes[0].change_points.found.clone();
    let up: Vec<_> = runs.iter().map(|found| of(found).into_iter().find(|point| point.ratio.value > 1.0)).collect();
    let (found, near) =
        (up.iter().flatten().count(), up.iter().flatten().filter(|point| point.period.abs_diff(9) <= 1).count());
    let covered = up.iter().flatten().filter(|point| (point.from..=point.to).contains(&9)).count();
    let more = runs.iter().filter(|run| of(run).len() > 1).count();
    let others = runs.iter().flat_map(|run| &run.themes[1..]).filter(|theme| !theme.change_points.found.is_empty());
    let others = others.count();
    println!("of 20: {found} found, {near} within a month, {covered} intervals hold it, {more} with a second turn");
    println!("of {} themes that did not turn, {others} have a change point", 20 * (THEMES - 1));
    assert!(found >= 18, "found in {found} of 20");
    assert!(near >= 16, "within a month in {near} of 20");
    assert!(covered >= 17, "{covered} of 20 intervals hold the month");
    assert!(more <= 4 && others <= 5, "{more} second turns, {others} of others");
    let told = &of(&runs[0])[0].sentence;
    assert!(told.starts_with("Theme 0 turned up ") && told.contains("2018-1"), "{told}");
}

#[test]
fn noise_has_no_change_points() {
    let runs = analyze_all(60, EIGHTY, None);
    let points: Vec<&ChangePoints> = runs.iter().flat_map(change_points).collect();
    let tested = points.iter().filter(|points| points.p.is_some()).count();
    let below = points.iter().filter(|points| points.p.is_some_and(|p| p < 0.05)).count();
    let called = points.iter().filter(|points| !points.found.is_empty()).count();
    println!("of {tested} scans of noise {below} have p < 0.05, {called} a change point");
    assert_eq!(tested, 60 * (THEMES + THEMES / 2));
    assert!(below * 100 <= tested * 7, "{below} of {tested} scans");
    assert!(called * 100 <= tested * 4, "{called} of {tested} are called");
}

fn calibrate(calendar: Calendar, documents: Option<usize>, plant: Option<&Plant>) -> Calibration {
    let (_folder, path) = written(calendar, plant, 3);
    let options = Options { splits: 60, documents };
    pipeline::calibrate(&[path], &config(), &options, &mut |_| {}).unwrap()
}

#[test]
fn calibration_sees_no_change_where_dates_are_shuffled() {
    // The corpus did change: what is shuffled must not show it.
    let plant = Plant { words: theme_words(0).to_vec(), factor: 3.0, documents: 40..80 };
    let found = calibrate(EIGHTY, None, Some(&plant));
    let (ours, theirs) = (found.false_alarms.driftline.unwrap(), found.false_alarms.g2.unwrap());
    println!("words {ours:.4} (G2 {theirs:.4}), {:?}", found.power);
    assert!((0.03..=0.07).contains(&ours) && theirs > 0.1, "{ours} {theirs}");
    assert!(found.after_bh.driftline.unwrap() <= 0.1 && found.after_bh.g2.unwrap() > 1.0);
    assert!(found.drift.mean_in_standard_errors.unwrap().abs() < 3.0);
    assert!(found.change_points.below_5_percent.unwrap() <= 0.07 && found.themes.called.unwrap() <= 0.05);
    assert!(found.coverage.unwrap() >= 0.93 && found.too_small.is_none() && found.own_themes);
    let power = &found.power;
    assert!(power.tested == 60 && power.rose.unwrap() > 0.2 && power.rose_or_leans.unwrap() > 0.7, "{power:?}");
    assert!(power.turn_within_one.unwrap() <= power.turn_found.unwrap() && power.by_theme.len() == THEMES);
    // With fewer documents less is found, and no more is called.
    let few = calibrate(EIGHTY, Some(20), Some(&plant));
    assert!((few.documents, few.earlier + few.later) == (20, 20) && few.power.rose < power.rose);
    assert!(few.false_alarms.driftline.unwrap() <= 0.07);
}

#[test]
fn five_documents_are_always_too_few() {
    let calendar = Calendar { documents: 5, a_month: 1 };
    let plant = Plant { words: theme_words(0).to_vec(), factor: 20.0, documents: 3..5 };
    for plant in [None, Some(&plant)] {
        for found in analyze_all(20, calendar, plant) {
            let terms = found.terms.rising.iter().chain(&found.terms.falling).map(|term| &term.change);
            let changes = found.themes.iter().map(|theme| &theme.change).chain(terms);
            for change in changes.chain(found.relative.iter().map(|pair| &pair.change)) {
                assert_eq!(change.verdict, Verdict::TooFew, "{}", change.sentence);
                assert!(change.q.is_none() && change.detectable.is_none());
            }
            assert!(found.turns.found.is_empty() && found.terms.significant == 0);
            assert!(found.summary[0].starts_with("Five documents cannot show a trend"), "{}", found.summary[0]);
        }
    }
}
