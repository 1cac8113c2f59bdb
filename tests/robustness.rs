//! The panel of robustness: a rise that every setting shows, one that hangs on spelling, one that hangs on one source,
//! one that hangs on copies.

use driftline::config::{Config, OtherLanguages, PeriodChoice, ThemeSpec};
use driftline::drift::Findings;
use driftline::drift::findings::{RobustnessOf, Verdict};
use driftline::pipeline;
use driftline::stats::random::Stream;
use std::fmt::Write;

const SOURCES: [&str; 3] = ["Courier", "Herald", "Tribune"];

/// Mentions in a document of each theme, by source and year: what the text says comes from here alone.
fn mentions(word: &str, source: usize, later: bool, random: &mut Stream) -> u64 {
    let some = |random: &mut Stream| random.below(3);
    match (word, later) {
        // Everybody writes three times as much of it.
        ("copper", true) => 2 + some(random) + some(random),
        // The spelling changes, the subject does not.
        ("defence", false) | ("defense", true) => 1 + some(random),
        // One source alone takes it up.
        ("tariffs", true) if source == 2 => 9 + some(random),
        ("copper" | "tariffs", _) => some(random),
        _ => 0,
    }
}

/// 240 documents of two years; the later ones on drought, by the dozen copies of one.
fn corpus() -> String {
    let mut random = Stream::new(5, 0);
    let mut lines = String::new();
    let mut add = |row: usize, source: usize, text: &str| {
        let date = format!("{}-{:02}-{:02}", 2020 + row / 120, 1 + row % 12, 1 + row % 28);
        writeln!(lines, "{{\"date\":\"{date}\",\"source\":\"{}\",\"text\":\"{text}\"}}", SOURCES[source]).unwrap();
    };
    for row in 0..240 {
        let (source, later) = (row % 3, row >= 120);
        let mut words: Vec<String> = (0..120).map(|_| format!("w{}x", random.below(40) * random.below(12))).collect();
        for word in ["copper", "defence", "defense", "tariffs"] {
            let many = mentions(word, source, later, &mut random);
            words.extend((0..many).map(|_| word.to_owned()));
        }
        if row % 30 == 0 {
            words.push("drought".into());
        }
        random.shuffle(&mut words);
        add(row, source, &words.join(" "));
    }
    // As much of the new spelling as elsewhere, so that only drought hangs on the copies.
    let word = |at: usize| match at {
        40 | 50 => "defense".to_owned(),
        at if at % 18 == 0 => "drought".to_owned(),
        at => format!("c{at}x"),
    };
    let copied: Vec<String> = (0..90).map(word).collect();
    (0..30).for_each(|copy| add(120 + 4 * copy, copy % 3, &copied.join(" ")));
    lines
}

fn analyze() -> Findings {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("corpus.jsonl");
    std::fs::write(&path, corpus()).unwrap();
    let theme = |word: &str| ThemeSpec { name: word.into(), words: vec![word.into()] };
    let mut config = Config { period: PeriodChoice::Year, robustness: true, ..Config::default() };
    config.words.language = "en".into();
    config.words.other_languages = OtherLanguages::Keep;
    config.clean.boilerplate = false;
    config.themes = ["copper", "defence", "tariffs", "drought"].map(theme).to_vec();
    pipeline::analyze(&[path], &config, &mut |_| {}).unwrap()
}

/// The settings in which a verdict would have been another.
fn otherwise(of: &RobustnessOf) -> Vec<&str> {
    of.results.iter().filter(|result| !result.stands).map(|result| result.setting.as_str()).collect()
}

#[test]
fn the_panel_says_what_each_verdict_hangs_on() {
    let found = analyze();
    let panel = found.robustness.as_ref().unwrap();
    let settings = [
        "stop words kept",
        "no stemming",
        "spellings apart",
        "no phrases",
        "by quarter",
        "copies counted",
        "without Courier",
        "without Herald",
        "without Tribune",
    ];
    assert_eq!(panel.settings, settings);
    let of = |about: &str| panel.headlines.iter().find(|of| of.about == about).unwrap();
    for of in &panel.headlines {
        println!("{}: {} in {} of {}, not {:?}", of.about, of.verdict, of.stands, of.settings, otherwise(of));
        assert_eq!(of.stands + otherwise(of).len(), of.settings);
    }
    let verdicts: Vec<Verdict> = found.themes.iter().map(|theme| theme.change.verdict).collect();
    assert_eq!(verdicts[0], Verdict::Rose);
    // Stop words and phrases cannot touch a theme: seven settings are left.
    assert_eq!((of("theme: copper").stands, of("theme: copper").settings), (7, 7));
    assert_eq!(otherwise(of("theme: defence")), ["spellings apart"]);
    assert_eq!(verdicts[2], Verdict::Rose, "{}", found.themes[2].change.sentence);
    assert_eq!(otherwise(of("theme: tariffs")), ["without Tribune"]);
    assert_eq!(otherwise(of("theme: drought")), ["copies counted"]);
    assert_eq!(of("term: copper").verdict, "rose");
    assert_eq!(of("drift of the whole vocabulary").verdict, "drifted");
    let hangs = found.themes[2].change.leave_one_source_out.as_ref().unwrap();
    assert_eq!((hangs.source.as_str(), hangs.stands), ("Tribune", false));
}

#[test]
fn without_being_asked_no_other_setting_is_tried() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("corpus.jsonl");
    std::fs::write(&path, corpus()).unwrap();
    assert!(pipeline::analyze(&[path], &Config::default(), &mut |_| {}).unwrap().robustness.is_none());
}
