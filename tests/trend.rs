//! A query through time: the numbers are those of a report, and what is printed fits the terminal.

use driftline::config::{Config, PairSpec, PeriodChoice, ThemeSpec};
use driftline::drift::Trend;
use driftline::drift::findings::Verdict;
use driftline::report::Scores;
use driftline::{pipeline, report};
use std::fs;
use std::path::{Path, PathBuf};

fn config() -> Config {
    Config::parse(&fs::read_to_string("corpus/driftline.toml").unwrap(), "corpus/driftline.toml").unwrap()
}

fn trend(config: &Config) -> Trend {
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
        let trend = trend(&config).findings;
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
        for width in [40, 60, 80, 100, 160, 200] {
            let plain = report::trend_text(&found, width, false);
            // The name of a document is asked for as it is, so it is not broken.
            let broken = plain.lines().filter(|line| line.trim().contains(' '));
            let longest = broken.max_by_key(|line| line.chars().count()).unwrap();
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
    assert_eq!(json["periods"].as_array().unwrap().len(), found.findings.periods.len());
    assert_eq!(json["themes"][0]["series"].as_array().unwrap().len(), found.findings.periods.len());
    assert_eq!(json["relative"][0]["change"]["verdict"].as_str(), Some("rose"));
}

/// The settings for one or more queries, the first against each other.
fn asked(queries: &[&str], period: PeriodChoice) -> Config {
    let theme = |query: &&str| ThemeSpec { name: (*query).into(), words: vec![(*query).into()] };
    let pair = |to: &&str| PairSpec { theme: queries[0].into(), to: (*to).into() };
    let (themes, relative) = (queries.iter().map(theme).collect(), queries[1..].iter().map(pair).collect());
    let mut config = Config { themes, relative, period, ..Config::default() };
    // Sentences that recur in made texts are no boilerplate.
    config.clean.boilerplate = false;
    config
}

fn text_of(place: &Path, config: &Config) -> (Trend, String) {
    let found = pipeline::trend(&[place.to_owned()], config, false, &mut |_| {}).unwrap();
    let text = report::trend_text(&found, 100, false);
    (found, text)
}

/// One document a line: a date, and a text to which enough is added that no two are copies of each other.
fn corpus(place: &Path, documents: &[(String, String)]) {
    let line = |(number, (date, text)): (usize, &(String, String))| {
        let filler: Vec<String> = (0..40).map(|word| format!("word{}", (number * 41 + word * 7) % 997)).collect();
        format!("{}\n", serde_json::json!({ "date": date, "text": format!("{text} {}", filler.join(" ")) }))
    };
    let lines: String = documents.iter().enumerate().map(line).collect();
    fs::write(place.join("news.jsonl"), lines).unwrap();
}

#[test]
fn a_mistyped_phrase_has_a_phrase_for_its_nearest() {
    let config = asked(&["rare eart"], PeriodChoice::Year);
    let found = pipeline::trend(&[PathBuf::from("corpus")], &config, false, &mut |_| {}).unwrap();
    assert_eq!(found.nearest[0].first().map(String::as_str), Some("rare earths"), "{:?}", found.nearest);
}

#[test]
fn a_query_without_mentions_is_told_with_what_is_spelled_like_it() {
    let config = asked(&["minreals", "zeppelins"], PeriodChoice::Year);
    let found = pipeline::trend(&[PathBuf::from("corpus")], &config, false, &mut |_| {}).unwrap();
    let text = report::trend_text(&found, 100, false);
    assert!(text.contains("No document mentions \u{201c}minreals\u{201d}; nearest: minerals"), "{text}");
    assert!(text.contains("No document mentions \u{201c}zeppelins\u{201d}, nor anything spelled like it."), "{text}");
}

#[test]
fn what_only_may_have_turned_is_told_wherever_turns_are() {
    let themes = Config { relative: Vec::new(), ..config() };
    let mut found = trend(&themes);
    let of = |found: &Trend| found.findings.themes.iter().position(|theme| theme.name == "health and people").unwrap();
    let health = of(&found);
    assert!(found.findings.themes[health].change_points.possible.len() == 1, "the example has changed");
    let text = report::trend_text(&found, 100, false);
    let line = text.replace('\n', " ");
    assert!(line.contains("Health and people may have turned down in 2023 ("), "{text}");
    let table = &text[text.find("health and people: mentions per").unwrap()..];
    assert!(table.lines().any(|line| line.trim_start().starts_with("2023 ↓? ")), "{table}");
    assert!(text.contains("↑?, ↓?: a new level may begin"), "{text}");
    let report = pipeline::analyze(&[PathBuf::from("corpus")], &themes, &mut |_| {}).unwrap();
    let told = "May have turned, but fluctuates so much that this may pass: health and people down in 2023 (";
    assert!(report.summary.iter().any(|sentence| sentence.contains(told)), "{:?}", report.summary);
    // Several stand in one sentence, which says once why they may pass.
    let points = &mut found.findings.themes[health].change_points;
    let mut other = points.possible[0].clone();
    (other.period, other.from, other.to, other.ratio.value) = (2, 2, 3, 4.0);
    points.possible.insert(0, other);
    let line = report::trend_text(&found, 100, false).replace('\n', " ");
    assert!(line.contains("Health and people may have turned up between 2020 and 2021 (4.0×"), "{line}");
    assert!(line.contains(") and down in 2023 (") && line.contains("that each of these may pass."), "{line}");
}

#[test]
fn beside_what_is_never_mentioned_a_query_is_shown_alone() {
    let config = asked(&["trade", "zeppelins"], PeriodChoice::Year);
    let (_, text) = text_of(Path::new("corpus"), &config);
    assert!(text.contains("nothing to compare") && !text.contains("per mention of"), "{text}");
    assert!(text.contains("trade: mentions per 1,000 words") && !text.contains("no ratio"), "{text}");
}

#[test]
fn one_month_that_holds_most_of_it_is_called_a_spike() {
    let place = tempfile::tempdir().unwrap();
    let documents: Vec<(String, String)> = (0..240)
        .map(|number| {
            let month = number / 10;
            let flood = month == 19 || number % 37 == 3;
            let text = if flood { "The flood, the flood and the flood came." } else { "The ministers met." };
            (format!("{}-{:02}-{:02}", 2022 + month / 12, 1 + month % 12, 1 + number % 10), text.into())
        })
        .collect();
    corpus(place.path(), &documents);
    let (found, text) = text_of(place.path(), &asked(&["flood"], PeriodChoice::Month));
    let spike = found.findings.themes[0].spike.as_ref().unwrap();
    assert_eq!((found.findings.periods[spike.from].label.as_str(), spike.from), ("2023-08", spike.to));
    assert_eq!(found.findings.themes[0].change.verdict, Verdict::Rose);
    assert!(spike.changes(Verdict::Rose) && spike.share > 0.5 && spike.share_of_words < 0.06, "{spike:?}");
    assert!(text.replace('\n', " ").contains("It is a spike: 2023-08 holds"), "{text}");
    // A report says so wherever it says "rose".
    let config = asked(&["flood"], PeriodChoice::Month);
    let report = pipeline::analyze(&[place.path().to_owned()], &config, &mut |_| {}).unwrap();
    assert_eq!(report.themes[0].spike, found.findings.themes[0].spike);
    let told = report.summary.iter().find(|sentence| sentence.contains("flood (")).unwrap();
    assert!(told.contains("; a spike in 2023-08) rose"), "{told}");
    let scores = Scores::new(config, report);
    let (terminal, markdown) =
        (report::terminal(&scores, Path::new("index.html"), 100), report::markdown(&scores, &[], Path::new("reports")));
    assert!(terminal.lines().any(|line| line.contains("rose") && line.ends_with("a spike in 2023-08")), "{terminal}");
    assert!(markdown.contains("| flood | rose (a spike in 2023-08) |"), "{markdown}");
    // What is spread over all months is none.
    let (found, text) = text_of(place.path(), &asked(&["ministers"], PeriodChoice::Month));
    assert!(found.findings.themes[0].spike.is_none() && !text.contains("spike"), "{text}");
}

#[test]
fn few_documents_have_no_interval_and_every_mark_is_explained() {
    let place = tempfile::tempdir().unwrap();
    let text = |trade: usize, visas: usize| format!("{}{}", "Trade grew. ".repeat(trade), "On visas. ".repeat(visas));
    let year = |year: usize, documents: &[(usize, usize)]| -> Vec<(String, String)> {
        let document = |(month, &(trade, visas)): (usize, &(usize, usize))| {
            (format!("{year}-{:02}-10", month + 1), text(trade, visas))
        };
        documents.iter().enumerate().map(document).collect()
    };
    let years = [
        year(2019, &[(2, 1), (9, 2)]),
        year(2020, &[(0, 1), (0, 2), (0, 1), (0, 3)]),
        year(2021, &[(3, 0), (2, 0), (4, 0), (2, 0)]),
        year(2022, &[(3, 1), (2, 2), (4, 1), (2, 1)]),
    ];
    corpus(place.path(), &years.concat());
    let row =
        |text: &str, year: &str| text.lines().find(|line| line.trim_start().starts_with(year)).unwrap().to_owned();
    let (_, rates) = text_of(place.path(), &asked(&["trade"], PeriodChoice::Year));
    assert!(!row(&rates, "2019").contains('(') && row(&rates, "2022").contains('('), "{rates}");
    assert!(rates.contains("No interval is given where a period has fewer than 3 documents (2019)."), "{rates}");
    let (_, pair) = text_of(place.path(), &asked(&["trade", "visas"], PeriodChoice::Year));
    assert!(row(&pair, "2019").contains(" 3.7") && !row(&pair, "2019").contains('('), "{pair}");
    assert!(row(&pair, "2020").contains("none (≤"), "{pair}");
    assert!(row(&pair, "2021").contains("no ratio (≥"), "{pair}");
    assert!(row(&pair, "2022").contains("2.2 ("), "{pair}");
    let table = &pair[pair.find("with 95 % interval\n").unwrap()..];
    assert!(!table.contains('?') && !table.contains(">999"), "{pair}");
    for note in
        ["The ratio is mentions of trade over mentions of visas", "none: no mention of trade", "no ratio: no mention"]
    {
        assert!(pair.contains(note), "{note}: {pair}");
    }
}

#[test]
fn without_dates_the_whole_is_told() {
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("a.txt"), "Trade and trade with 日本 grew in the year that nobody named.").unwrap();
    fs::write(place.path().join("b.txt"), "Nothing was said of it here, by anybody at all, then or later on.").unwrap();
    let (_, text) = text_of(place.path(), &asked(&["trade"], PeriodChoice::Auto));
    assert!(text.contains("trade: 2 mentions in 1 of 2 documents"), "{text}");
    assert!(text.contains("--dates"), "{text}");
}
