//! A query through time: the numbers are those of a report, and what is printed fits the terminal.

use driftline::config::{Config, PairSpec};
use driftline::drift::Findings;
use driftline::{pipeline, report};
use std::fs;
use std::path::PathBuf;

fn config() -> Config {
    Config::parse(&fs::read_to_string("corpus/driftline.toml").unwrap(), "corpus/driftline.toml").unwrap()
}

fn trend(config: &Config) -> Findings {
    pipeline::trend(&[PathBuf::from("corpus")], config, true, &mut |_| {}).unwrap()
}

/// One theme against another.
fn one_pair() -> Config {
    let mut config = config();
    let names = [config.themes[0].name.clone(), config.themes[1].name.clone()];
    config.themes.truncate(2);
    config.relative = vec![PairSpec { theme: names[0].clone(), to: names[1].clone() }];
    config
}

/// The text without the codes of color, and without the blanks at the ends of lines that stand before such codes.
fn without_color(text: &str) -> String {
    let mut pieces = text.split('\u{1b}');
    let mut plain = pieces.next().unwrap().to_owned();
    pieces.for_each(|piece| plain.push_str(&piece[piece.find('m').unwrap() + 1..]));
    plain.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

#[test]
fn verdicts_and_numbers_are_those_of_a_report() {
    for config in [config(), one_pair()] {
        let report = pipeline::analyze(&[PathBuf::from("corpus")], &config, &mut |_| {}).unwrap();
        let trend = trend(&config);
        assert_eq!((&trend.themes, &trend.relative), (&report.themes, &report.relative));
        assert_eq!((&trend.periods, &trend.contrast), (&report.periods, &report.contrast));
        assert!(trend.terms.rising.is_empty() && trend.drift.is_none() && !trend.passages.is_empty());
    }
}

#[test]
fn lines_fit_the_width_and_color_adds_nothing_else() {
    let mut themes = config();
    themes.relative.clear();
    for config in [themes, one_pair()] {
        let found = trend(&config);
        for width in [60, 80, 100, 160, 200] {
            let plain = report::trend_text(&found, width, false);
            let longest = plain.lines().max_by_key(|line| line.chars().count()).unwrap();
            assert!(longest.chars().count() <= width, "{width}: {longest}");
            assert!(!plain.contains('\u{1b}'));
            assert_eq!(without_color(&report::trend_text(&found, width, true)), plain);
        }
        // The picture takes the room that there is.
        let longest = |width: usize| {
            let text = report::trend_text(&found, width, false);
            text.lines().map(|line| line.chars().count()).max().unwrap()
        };
        assert!(longest(160) > 140 && longest(80) > 70);
    }
}

#[test]
fn json_holds_the_numbers_of_every_period() {
    let found = trend(&one_pair());
    let json: serde_json::Value = serde_json::from_str(&report::trend_json(&found)).unwrap();
    assert_eq!(json["periods"].as_array().unwrap().len(), found.periods.len());
    assert_eq!(json["themes"][0]["series"].as_array().unwrap().len(), found.periods.len());
    assert_eq!(json["relative"][0]["change"]["verdict"].as_str(), Some("rose"));
}
