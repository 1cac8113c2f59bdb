//! Outlets that join, leave and write more: no drift, however much they move the raw rates; and a change that all outlets
//! make is one, however the outlets change.

use driftline::config::{Config, OtherLanguages, PairSpec, PeriodChoice, ThemeSpec};
use driftline::drift::Findings;
use driftline::drift::findings::{Change, Verdict};
use driftline::pipeline;
use driftline::report::{self, Scores};
use driftline::stats::random::Stream;
use rayon::prelude::*;
use std::fmt::Write;
use std::path::Path;

/// An outlet: how many of 100 words are of the theme, and its documents in each of eight quarters, of two years.
struct Outlet {
    name: &'static str,
    theme: [f64; 2],
    documents: [usize; 8],
}

const STEADY: [usize; 8] = [5; 8];
const JOINS: [usize; 8] = [0, 0, 0, 0, 6, 6, 6, 6];

fn filler(random: &mut Stream) -> String {
    const SYLLABLES: [&str; 12] = ["ba", "do", "fi", "ku", "le", "mo", "nu", "pa", "ro", "si", "ta", "ve"];
    // A skewed choice, as of words in texts.
    let pick = |random: &mut Stream| SYLLABLES[(random.unit() * random.unit() * 12.0) as usize];
    format!("{}{}{}x", pick(random), pick(random), pick(random))
}

/// Theme words come in bursts: a document has them in about half of the cases, then twice as many.
fn text(percent: f64, random: &mut Stream) -> String {
    let rate = if random.unit() < 0.5 { percent / 50.0 } else { 0.0 };
    let word = |random: &mut Stream| match random.unit() {
        x if x < rate => "lithium".to_owned(),
        x if x < rate + 0.02 => "navy".to_owned(),
        _ => filler(random),
    };
    (0..180 + random.below(120)).map(|_| word(random)).collect::<Vec<_>>().join(" ")
}

fn analyze(outlets: &[Outlet], seed: u64) -> Findings {
    analyze_by(outlets, seed, PeriodChoice::Year)
}

fn analyze_by(outlets: &[Outlet], seed: u64, period: PeriodChoice) -> Findings {
    let mut random = Stream::new(seed, 0);
    let mut lines = String::new();
    for quarter in 0..8 {
        for outlet in outlets {
            for document in 0..outlet.documents[quarter] {
                let text = text(outlet.theme[quarter / 4], &mut random);
                let (year, month) = (2020 + quarter / 4, 1 + quarter % 4 * 3);
                let date = format!("{year}-{month:02}-{:02}", 1 + document);
                writeln!(lines, "{{\"date\":\"{date}\",\"source\":\"{}\",\"text\":\"{text}\"}}", outlet.name).unwrap();
            }
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("corpus.jsonl");
    std::fs::write(&path, lines).unwrap();
    let theme = |name: &str, word: &str| ThemeSpec { name: name.into(), words: vec![word.into()] };
    let mut config = Config { period, ..Config::default() };
    config.words.language = "en".into();
    config.words.other_languages = OtherLanguages::Keep;
    config.themes = vec![theme("minerals", "lithium"), theme("defence", "navy")];
    config.relative = vec![PairSpec { theme: "minerals".into(), to: "defence".into() }];
    pipeline::analyze(&[path], &config, &mut |_| {}).unwrap()
}

fn by_quarter(outlets: &[Outlet], seeds: u64) -> Vec<Findings> {
    (0..seeds).into_par_iter().map(|seed| analyze_by(outlets, seed, PeriodChoice::Quarter)).collect()
}

fn all(outlets: &[Outlet], seeds: u64) -> Vec<Findings> {
    (0..seeds).into_par_iter().map(|seed| analyze(outlets, seed)).collect()
}

fn changes(found: &Findings) -> [&Change; 2] {
    [&found.themes[0].change, &found.relative[0].change]
}

/// The parts must add up to the change that was measured.
fn assert_adds_up(change: &Change) {
    let split = change.split.unwrap();
    let sum = split.prevalence + split.intensity + split.source_mix.unwrap_or(0.0);
    assert!((sum - change.ratio.unwrap().value.ln()).abs() < 1e-12, "{split:?} {:?}", change.ratio);
    if let (Some(mix), Some(part)) = (&change.fixed_mix, split.source_mix) {
        assert!((change.ratio.unwrap().value.ln() - mix.ratio.value.ln() - part).abs() < 1e-12);
    }
}

#[test]
fn an_outlet_that_joins_is_no_drift() {
    let outlets = [
        Outlet { name: "Courier", theme: [0.4, 0.4], documents: STEADY },
        Outlet { name: "Herald", theme: [1.0, 1.0], documents: STEADY },
        Outlet { name: "Mining Weekly", theme: [6.0, 6.0], documents: JOINS },
    ];
    let runs = all(&outlets, 12);
    let (mut rose_raw, mut rose, mut hangs) = (0, 0, 0);
    for change in runs.iter().flat_map(changes) {
        assert_adds_up(change);
        let (raw, mix) = (change.ratio.unwrap(), change.fixed_mix.as_ref().unwrap());
        rose_raw += usize::from(raw.low.unwrap() > 1.0);
        rose += usize::from(change.verdict == Verdict::Rose);
        assert!(raw.value > 1.5 && mix.decides && mix.sources == 2, "{raw:?} {mix:?}");
        assert!(change.split.unwrap().source_mix.unwrap() > 0.4, "{:?}", change.split);
        let weakened = raw.low.unwrap() > 1.0 && change.verdict != Verdict::Rose && mix.verdict != Verdict::Rose;
        if change.verdict == Verdict::CannotTell {
            assert!(change.sentence.contains("at a fixed mix of the two sources"), "{}", change.sentence);
        }
        // The interval excludes no change and the verdict does not say so: it must be told why.
        if weakened && change.p.unwrap() < 0.05 {
            let reason = change.reason.as_ref().expect(&change.sentence);
            assert!(reason.ends_with("so it is not said to have risen"), "{reason}");
            assert!(change.sentence.contains(&format!("; {reason}")), "{}", change.sentence);
        }
        hangs += usize::from(change.leave_one_source_out.as_ref().unwrap().source == "Mining Weekly");
    }
    println!("an outlet joins: of 24 raw changes {rose_raw} exclude no change, {rose} are called");
    println!("in {hangs} of 24 it moves the change most when it is left out");
    println!("{}", runs[0].themes[0].change.sentence);
    assert!(rose_raw >= 20, "the raw rates rise in {rose_raw} of 24");
    assert!(rose <= 1, "{rose} of 24 were called");
    assert!(hangs >= 20, "the outlet that joined was named in {hangs} of 24");
}

/// Where the mix of sources weakens a verdict, no view gives the weaker verdict without saying so.
#[test]
fn what_the_mix_of_sources_holds_back_is_told_in_every_view() {
    let outlets = [
        Outlet { name: "Courier", theme: [0.4, 0.4], documents: STEADY },
        Outlet { name: "Herald", theme: [1.0, 1.0], documents: STEADY },
        Outlet { name: "Mining Weekly", theme: [6.0, 6.0], documents: JOINS },
    ];
    let found = all(&outlets, 12).into_iter().find(|found| changes(found).iter().all(|change| change.reason.is_some()));
    let scores = Scores::new(Config::default(), found.expect("the mix weakens both verdicts in one of 12 runs"));
    const NOTE: &str = "held back by the mix of sources";
    let terminal = report::terminal(&scores, Path::new("index.html"), 120);
    assert_eq!(terminal.lines().filter(|line| line.starts_with("  ") && line.contains(NOTE)).count(), 2, "{terminal}");
    let markdown = report::markdown(&scores, &[], Path::new("reports"));
    assert_eq!(markdown.lines().filter(|line| line.starts_with("| minerals") && line.contains(NOTE)).count(), 2);
    let told = scores.findings.summary.iter().filter(|sentence| sentence.contains("minerals"));
    told.for_each(|sentence| assert!(sentence.contains("mix of"), "{sentence}"));
    let folder = tempfile::tempdir().unwrap();
    report::write(folder.path(), &scores, &[]).unwrap();
    let page = std::fs::read_to_string(folder.path().join("index.html")).unwrap();
    assert!(page.matches(NOTE).count() >= 3 && page.contains("so it is not said to have risen"));
    let json: serde_json::Value = serde_json::from_str(&scores.to_json()).unwrap();
    for change in [&json["themes"][0]["change"], &json["relative"][0]["change"]] {
        assert!(change["reason"].as_str().unwrap().starts_with("at a fixed mix of the two sources"), "{change}");
    }
    println!("{}\n{terminal}", scores.findings.themes[0].change.sentence);
}

#[test]
fn a_rise_in_every_outlet_is_found_though_the_loudest_leaves() {
    let leaves = [6, 6, 6, 6, 0, 0, 0, 0];
    let outlets = [
        Outlet { name: "Courier", theme: [0.4, 1.6], documents: STEADY },
        Outlet { name: "Herald", theme: [1.0, 4.0], documents: STEADY },
        Outlet { name: "Mining Weekly", theme: [6.0, 6.0], documents: leaves },
    ];
    let runs = all(&outlets, 12);
    let mix = |found: &Findings| found.themes[0].change.fixed_mix.clone().unwrap();
    let found = runs.iter().filter(|found| mix(found).verdict == Verdict::Rose).count();
    let raw = runs.iter().filter(|found| found.themes[0].change.verdict == Verdict::Rose).count();
    let held = |found: &&Findings| {
        let ratio = mix(found).ratio;
        ratio.low.unwrap() <= 4.0 && 4.0 <= ratio.high.unwrap()
    };
    println!("the loudest leaves: the fixed mix finds the rise in {found} of 12, the raw rate in {raw}");
    runs.iter().flat_map(changes).for_each(assert_adds_up);
    assert!(found >= 11, "{found} of 12");
    assert!(raw <= 6, "{raw} of 12: the outlet that left should hide the rise");
    assert!(runs.iter().filter(held).count() >= 10, "the fixed mix should measure the factor 4");
}

#[test]
fn noise_at_a_fixed_mix_is_no_change() {
    let names = ["A", "B", "C", "D", "E", "F", "G", "H", "I", "J"];
    for sources in [3, 10] {
        let outlet = |(index, name): (usize, &&'static str)| {
            let level = 0.4 + 0.5 * index as f64;
            Outlet {
                name,
                theme: [level; 2],
                documents: if index % 2 == 0 { STEADY } else { [1, 1, 2, 2, 6, 6, 6, 6] },
            }
        };
        let outlets: Vec<Outlet> = names[..sources].iter().enumerate().map(outlet).collect();
        let runs = all(&outlets, 30);
        let surely = |found: &&Findings| {
            matches!(found.themes[0].change.fixed_mix.as_ref().unwrap().verdict, Verdict::Rose | Verdict::Fell)
        };
        let unit = &runs[0].themes[0].change.fixed_mix.as_ref().unwrap().unit;
        assert_eq!(unit, if sources >= 8 { "source" } else { "document" });
        let called = runs.iter().filter(surely).count();
        println!("{sources} sources without change: {called} of 30 called at 5 % at the fixed mix");
        // 1.5 are expected; more than 5 come once in 300.
        assert!(called <= 5, "{called} of 30 with {sources} sources");
    }
}

/// Runs of all in which the theme turned or may have turned, "lithium" turned, and the vocabulary drifted.
fn turned(runs: &[Findings]) -> [usize; 3] {
    let theme = |found: &&Findings| {
        let points = &found.themes[0].change_points;
        !points.found.is_empty() || !points.possible.is_empty()
    };
    let term = |found: &&Findings| found.turns.found.iter().any(|turn| turn.term == "lithium");
    let drifted = |found: &&Findings| found.drift.as_ref().unwrap().overall.p.unwrap() < 0.05;
    [runs.iter().filter(theme).count(), runs.iter().filter(term).count(), runs.iter().filter(drifted).count()]
}

#[test]
fn an_outlet_that_joins_is_no_turn_and_no_drift_of_the_vocabulary() {
    let mut outlets = [
        Outlet { name: "Courier", theme: [0.4, 0.4], documents: STEADY },
        Outlet { name: "Herald", theme: [1.0, 1.0], documents: STEADY },
        Outlet { name: "Mining Weekly", theme: [6.0, 6.0], documents: JOINS },
    ];
    let [theme, term, drifted] = turned(&by_quarter(&outlets, 20));
    println!(
        "an outlet joins: the theme turned in {theme} of 20, its word in {term}, the vocabulary drifted in {drifted}"
    );
    // At 5 % one is expected of each; more than four come once in 400.
    assert!(theme <= 4 && term <= 2 && drifted <= 4, "{theme} {term} {drifted} of 20");
    // The same outlets under one name: nothing says that one joined, and the theme turns in most runs.
    outlets.iter_mut().for_each(|outlet| outlet.name = "Courier");
    let [theme, _, drifted] = turned(&by_quarter(&outlets, 20));
    println!("without names: {theme} of 20, drift in {drifted}");
    assert!(theme >= 10 && drifted >= 4, "without names: {theme} {drifted} of 20");
}

#[test]
fn a_turn_in_every_outlet_is_found_though_one_joins() {
    let outlets = [
        Outlet { name: "Courier", theme: [0.5, 2.5], documents: STEADY },
        Outlet { name: "Herald", theme: [1.0, 5.0], documents: STEADY },
        Outlet { name: "Mining Weekly", theme: [6.0, 6.0], documents: JOINS },
    ];
    let runs = by_quarter(&outlets, 20);
    let place = |found: &&Findings| {
        let points = &found.themes[0].change_points;
        points
            .found
            .iter()
            .chain(&points.possible)
            .any(|point| point.period.abs_diff(4) <= 1 && point.ratio.value > 1.0)
    };
    let near = runs.iter().filter(place).count();
    let [_, term, drifted] = turned(&runs);
    println!("a turn in two outlets while a third joins: {near} of 20 near it, the word in {term}, drift in {drifted}");
    assert!(near >= 17 && term >= 15 && drifted >= 9, "{near} {term} {drifted} of 20");
}
