//! A query in its contexts: every mention that a report counts, in an order that does not depend on how much is kept.

use driftline::config::{Config, ThemeSpec};
use driftline::drift::concordance::{Concordance, Order};
use driftline::pipeline::{self, Search};
use driftline::report;
use driftline::text::search::Query;
use std::fs;
use std::path::{Path, PathBuf};

fn config() -> Config {
    Config::parse(&fs::read_to_string("corpus/driftline.toml").unwrap(), "corpus/driftline.toml").unwrap()
}

fn search(query: Query, order: Order, most: usize) -> Search {
    Search { query, name: "query".into(), source: None, order, most, context: 60 }
}

fn words(words: &[&str]) -> Query {
    Query::Words(ThemeSpec { name: "query".into(), words: words.iter().map(|&word| word.into()).collect() })
}

fn find(path: &Path, config: &Config, search: &Search) -> Concordance {
    pipeline::find(&[path.to_owned()], config, search, &mut |_| {}).unwrap()
}

#[test]
fn every_mention_of_a_theme_is_shown() {
    let config = config();
    let findings = pipeline::analyze(&[PathBuf::from("corpus")], &config, &mut |_| {}).unwrap();
    // Nothing is left out of the example corpus, so the two must agree.
    assert!(findings.corpus.duplicates_total == 0 && findings.corpus.removed_by_reason.is_empty());
    for (spec, theme) in config.themes.iter().zip(&findings.themes) {
        let found = find(Path::new("corpus"), &config, &search(Query::Words(spec.clone()), Order::Date, 10_000));
        assert_eq!(
            (found.hits_total as u64, found.documents_with_hits),
            (theme.mentions, theme.documents),
            "{}",
            spec.name
        );
        assert_eq!(found.hits.len(), found.hits_total);
    }
}

#[test]
fn what_is_kept_is_the_beginning_of_all() {
    for order in [Order::Date, Order::Left, Order::Right] {
        let found =
            |most| find(Path::new("corpus"), &Config::default(), &search(words(&["the", "trade"]), order, most));
        let all = found(usize::MAX);
        assert!(all.hits.len() > 500);
        for most in [1, 7, 100] {
            let some = found(most);
            assert_eq!((some.hits.as_slice(), some.hits_total), (&all.hits[..most], all.hits_total));
        }
    }
}

#[test]
fn dates_that_only_the_whole_tells_are_in_order_and_in_range() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("news.csv");
    let rows = "date,text\n03/04/2023,Old trade talks\n02/01/2023,First trade talks\n25/12/2023,Last trade talks\n";
    fs::write(&path, rows).unwrap();
    let query = || search(words(&["trade"]), Order::Date, 10);
    let dates = |found: &Concordance| found.hits.iter().map(|hit| hit.date.clone().unwrap()).collect::<Vec<_>>();
    assert_eq!(dates(&find(&path, &Config::default(), &query())), ["2023-01-02", "2023-04-03", "2023-12-25"]);
    let from = Config { from: Some("2023-02-01".parse().unwrap()), ..Config::default() };
    let found = find(&path, &from, &query());
    assert_eq!((dates(&found).len(), found.documents, found.hits_total), (2, 2, 2));
}

#[test]
fn in_a_narrow_window_the_source_stands_above_its_hit() {
    let found = find(Path::new("corpus"), &Config::default(), &search(words(&["tariff*"]), Order::Date, 100));
    let text = report::find_text(&found, 40, false);
    let lines: Vec<&str> = text.lines().skip(2).collect();
    assert_eq!(lines.len(), 2 * found.hits.len());
    assert!(lines.iter().all(|line| line.chars().count() <= 40), "{text}");
    for (hit, lines) in found.hits.iter().zip(lines.chunks(2)) {
        let source: String = hit.source.clone().unwrap().chars().take(8).collect();
        assert!(lines[0].contains(&source) && lines[1].to_lowercase().contains("tariff"), "{lines:?}");
    }
}

#[test]
fn lines_fit_and_hits_stand_one_below_the_other() {
    let found = find(Path::new("corpus"), &Config::default(), &search(words(&["tariff*"]), Order::Date, 100));
    for width in [60, 80, 160] {
        let text = report::find_text(&found, width, false);
        let lines: Vec<&str> = text.lines().skip(2).collect();
        assert_eq!(lines.len(), found.hits.len());
        assert!(lines.iter().all(|line| line.chars().count() <= width), "{text}");
        let column = |line: &&str| {
            line.to_lowercase().match_indices("tariff").map(|(at, _)| line[..at].chars().count()).collect::<Vec<_>>()
        };
        let first = column(&lines[0]);
        assert!(first.iter().any(|at| lines.iter().all(|line| column(line).contains(at))), "{text}");
    }
    let csv = report::find_csv(&found);
    assert_eq!(csv.lines().next(), Some("date,source,document,title,left,hit,right,offset"));
}

#[test]
fn dates_that_come_late_are_in_order_however_few_hits_are_kept() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("news.csv");
    // Only the last line tells that the day comes first.
    let rows: String = (1..=12).rev().map(|day| format!("{day:02}/01/2023,Trade talks and trade {day}\n")).collect();
    fs::write(&path, format!("date,text\n{rows}25/12/2023,Last trade talks\n")).unwrap();
    let all = find(&path, &Config::default(), &search(words(&["trade"]), Order::Date, 1_000));
    assert_eq!((all.hits_total, all.documents, all.hits[0].date.as_deref()), (25, 13, Some("2023-01-01")));
    for order in [Order::Date, Order::Left, Order::Right] {
        let whole = find(&path, &Config::default(), &search(words(&["trade"]), order, 1_000));
        let some = find(&path, &Config::default(), &search(words(&["trade"]), order, 3));
        assert_eq!((some.hits.as_slice(), some.hits_total), (&whole.hits[..3], 25));
    }
    // Documents that lie elsewhere do not count, whether they have hits or not.
    let from = Config { from: Some("2023-01-10".parse().unwrap()), ..Config::default() };
    let some = find(&path, &from, &search(words(&["last"]), Order::Date, 1));
    assert_eq!((some.documents, some.documents_with_hits, some.hits_total), (4, 1, 1));
}

#[test]
fn sources_are_found_in_any_capitals_and_others_are_proposed() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("news.csv");
    fs::write(&path, "source,date,text\nThe Herald,2023-01-02,On trade\nMint,2023-01-03,On trade too\n").unwrap();
    let of = |source: &str| Search { source: Some(source.into()), ..search(words(&["trade"]), Order::Date, 9) };
    assert_eq!(find(&path, &Config::default(), &of("the herald")).hits_total, 1);
    let hint = |source: &str| {
        let fault =
            pipeline::find(std::slice::from_ref(&path), &Config::default(), &of(source), &mut |_| {}).unwrap_err();
        fault.hint().unwrap()
    };
    assert_eq!(hint("The Hreald"), "nearest: The Herald");
    assert_eq!(hint("Gazette"), "there are Mint, The Herald");
}

#[test]
fn what_is_not_found_is_told_with_what_is_spelled_like_it() {
    let found = find(Path::new("corpus"), &Config::default(), &search(words(&["tarrif"]), Order::Date, 9));
    assert!(found.hits_total == 0 && found.nearest.contains(&"tariff".to_owned()), "{:?}", found.nearest);
    assert!(report::find_text(&found, 80, false).contains("nearest: "));
    let found = find(Path::new("corpus"), &Config::default(), &search(words(&["tariff"]), Order::Date, 9));
    assert!(found.hits_total > 0 && found.nearest.is_empty());
}

#[test]
fn wide_letters_take_two_columns_and_formulas_become_text() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("news.jsonl");
    let line = |source: &str, text: &str| {
        format!("{}\n", serde_json::json!({ "date": "2023-01-02", "source": source, "title": "=1+1", "text": text }))
    };
    let lines = [
        line("人民日报社会版", "両国の首脳は東京で会談した。 trade の協議も続いた、と報道された。"),
        line("@Herald", "-12 and the trade talks went on, as was said by everybody who was there."),
    ];
    fs::write(&path, lines.concat()).unwrap();
    let english = || {
        let mut config = Config::default();
        config.words.language = "en".into();
        config
    };
    let found = find(&path, &english(), &search(words(&["trade"]), Order::Date, 9));
    let text = report::find_text(&found, 80, false);
    let column = |line: &str| unicode_width::UnicodeWidthStr::width(&line[..line.find("trade").unwrap()]);
    let columns: Vec<usize> = text.lines().skip(2).map(column).collect();
    assert!(columns.len() == 2 && columns[0] == columns[1], "{columns:?}\n{text}");
    assert!(text.lines().all(|line| unicode_width::UnicodeWidthStr::width(line) <= 80), "{text}");
    let csv = report::find_csv(&found);
    assert!(csv.contains(",'@Herald,") && csv.contains(",'=1+1,") && csv.contains(",'-12 and the,trade,"), "{csv}");
    assert!(!csv.contains(",@") && !csv.contains(",="), "{csv}");
    let numbers = driftline::chart::Table { columns: vec!["-x".into()], rows: vec![vec!["-1.5e-3".into()]] };
    assert_eq!(numbers.to_csv(), "'-x\n-1.5e-3\n");
}
