//! Tables in memory take the road of files: the same documents, dates and warnings, and so the same scores.

use driftline::config::{Config, HeldTable};
use driftline::pipeline;
use driftline::report::Scores;
use std::path::PathBuf;
use std::sync::Arc;

/// Rows with a date that is none, a text that is empty, a repeated name and an order of day and month that others tell.
fn table() -> HeldTable {
    let dates = [
        "2021-03-01",
        "2021-04-02",
        "someday",
        "25/12/2022",
        "03/04/2022",
        "2023",
        "May 2023",
        "2024-01-05",
        "",
        "2024",
    ];
    let texts = (0..dates.len()).map(|row| match row {
        7 => String::new(),
        row => format!("Paper {row} of the council on trade, \"growth\" and lithium.\nIt was read on a {row}th day."),
    });
    let names = ["a", "b", "a", "c", "d", "e", "f", "g", "", "h"];
    HeldTable {
        name: "papers.csv".into(),
        columns: ["body", "published", "id"].map(String::from).to_vec(),
        cells: vec![texts.collect(), dates.map(String::from).to_vec(), names.map(String::from).to_vec()],
        ..HeldTable::default()
    }
}

fn csv(table: &HeldTable) -> String {
    let cell = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
    let row = |row: usize| table.cells.iter().map(|column| cell(&column[row])).collect::<Vec<_>>().join(",");
    std::iter::once(table.columns.join(",")).chain((0..table.rows()).map(row)).map(|line| line + "\n").collect()
}

fn scores(path: PathBuf, config: &Config) -> Scores {
    Scores::new(Config::default(), pipeline::analyze(&[path], config, &mut |_| ()).unwrap())
}

#[test]
fn a_table_in_memory_has_the_scores_of_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("papers.csv");
    std::fs::write(&path, csv(&table())).unwrap();
    let mut config = Config::default();
    config.input.id = Some("id".into());
    let mut of_file = scores(path, &config);
    config.input.held = vec![Arc::new(table())];
    let mut of_table = scores("papers.csv".into(), &config);
    assert_eq!(of_table.findings.corpus.documents_read, 9);
    assert_eq!(of_table.findings.corpus.warnings.len(), 3, "{:?}", of_table.findings.corpus.warnings);
    // A file has a place and lines, a table in memory rows.
    for warning in of_file.findings.corpus.warnings.iter_mut().chain(&mut of_table.findings.corpus.warnings) {
        (warning.path, warning.line) = ("papers.csv".into(), None);
    }
    assert!(of_table.to_json() == of_file.to_json(), "the scores differ");
}

#[test]
fn tables_and_files_are_read_together() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("2020-01-01-paper.txt");
    std::fs::write(&path, "A paper on trade.").unwrap();
    let mut config = Config::default();
    config.input.held = vec![Arc::new(table())];
    let findings = pipeline::analyze(&["papers.csv".into(), path], &config, &mut |_| ()).unwrap();
    assert_eq!(findings.corpus.documents_read, 10);
}

#[test]
fn empty_tables_are_told() {
    let mut config = Config::default();
    config.input.held = vec![Arc::new(HeldTable { name: "none".into(), ..HeldTable::default() })];
    let error = pipeline::analyze(&["none".into()], &config, &mut |_| ()).unwrap_err();
    assert_eq!(error.to_string(), "no usable documents in none");
    assert_eq!(error.hint().as_deref(), Some("none: no rows: left out"));
    let numbers = HeldTable {
        name: "none".into(),
        columns: vec!["n".into()],
        cells: vec![vec!["3".into()]],
        ..HeldTable::default()
    };
    config.input.held = vec![Arc::new(numbers)];
    let error = pipeline::analyze(&["none".into()], &config, &mut |_| ()).unwrap_err();
    assert!(error.hint().unwrap().contains("no column"), "{:?}", error.hint());
}

/// Rows of a part of the table, counted as those of a cluster are.
fn counted(rows: std::ops::Range<usize>, id: Option<&str>) -> driftline::saved::SavedCounts {
    let whole = table();
    let cells = whole.cells.iter().map(|column| column[rows.clone()].to_vec()).collect();
    let mut config = Config::default();
    config.input.text = Some("body".into());
    config.input.date = Some("published".into());
    config.input.id = id.map(str::to_owned);
    config.input.held = vec![Arc::new(HeldTable { cells, partition: true, ..whole })];
    pipeline::count_rows(&config).unwrap()
}

#[test]
fn partitions_merge_to_the_bytes_of_their_table_wherever_it_is_cut() {
    let whole = counted(0..10, None);
    assert_eq!(whole.len(), 9);
    for cut in 0..=10 {
        // The row at the cut is in both parts.
        let parts = [counted(0..(cut + 1).min(10), None), counted(cut..10, None)].map(|part| ("part".to_owned(), part));
        assert!(driftline::saved::merge(&parts).unwrap().to_bytes() == whole.to_bytes(), "cut at {cut}");
    }
}
