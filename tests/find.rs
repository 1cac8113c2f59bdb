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
