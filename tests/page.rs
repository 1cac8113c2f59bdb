//! What a reader of the report's files relies on.

#[path = "fixtures/page.rs"]
mod fixture;

use driftline::drift::findings::{Estimate, TurnFinding};
use driftline::report::{self, Scores};
use fixture::{HOSTILE, chart, charts, hostile, scores, undated};
use std::fs;
use std::path::{Path, PathBuf};

/// An empty folder of its own for each test.
fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("page").join(name);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    path
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn page(name: &str, scores: &Scores) -> String {
    let out = folder(name);
    report::write(&out, scores, &charts()).unwrap();
    fs::read_to_string(out.join("index.html")).unwrap()
}

/// The page without its own style and script.
fn body(page: &str) -> &str {
    let body = page.split_once("</style>").unwrap().1;
    body.rsplit_once("<script>").unwrap().0
}

#[test]
fn scores_are_stable_sorted_and_come_back() {
    let scores = scores(30);
    let json = scores.to_json();
    assert_eq!(json, scores.to_json());
    assert!(json.ends_with("}\n"));
    let again = Scores::from_json(&json, "scores.json").unwrap();
    assert_eq!(again, scores);
    assert_eq!(again.to_json(), json);

    let keys: Vec<&str> = json
        .lines()
        .filter_map(|line| line.strip_prefix("  \"").and_then(|line| line.split_once('"')))
        .map(|(key, _)| key)
        .collect();
    assert!(keys.is_sorted(), "{keys:?}");
    for key in
        ["schema", "settings", "corpus", "periods", "themes", "relative", "terms", "drift", "similarity", "program"]
    {
        assert!(keys.contains(&key), "{key} is missing of {keys:?}");
    }
}

#[test]
fn numbers_in_the_scores_are_rounded_once() {
    let mut exact = fixture::findings(30);
    exact.themes[0].change.p = Some(1.0 / 3.0);
    exact.themes[1].change.p = Some(1.234_567_89e-31);
    let scores = Scores::new(Default::default(), exact);
    assert_eq!(scores.findings.themes[0].change.p, Some(0.333_333));
    assert_eq!(scores.findings.themes[1].change.p, Some(1.234_57e-31));
    assert_eq!(Scores::new(Default::default(), scores.findings.clone()), scores);
    assert_eq!(Scores::from_json(&scores.to_json(), "scores.json").unwrap(), scores);
}

#[test]
fn other_files_are_refused_with_a_reason() {
    for (text, expected) in [
        ("{", "s.json: not JSON"),
        ("{}", "s.json: not the scores of driftline: there is no \"schema\""),
        ("{\"schema\": 1, \"name\": \"mine\"}", "s.json: not the scores of driftline: there are no \"settings\""),
        (
            "{\"schema\": 1, \"settings\": {}, \"corpus\": {}}",
            "s.json: its scores have schema 1, this program reads schema 2: make them again",
        ),
        ("{\"schema\": 2, \"settings\": {}, \"corpus\": {}}", "s.json: not the scores of driftline: missing field"),
        (
            "{\"schema\": 2, \"settings\": {}, \"corpus\": {}, \"p\": [1, 1e308]}",
            "s.json: damaged: it holds the number 1e308",
        ),
    ] {
        let message = Scores::from_json(text, "s.json").unwrap_err().to_string();
        assert!(message.starts_with(expected), "{message}");
    }
}

#[test]
fn a_report_is_a_folder_of_whole_files() {
    let out = folder("whole").join("deeper");
    let written = report::write(&out, &scores(30), &charts()).unwrap();
    let found = names(&out);
    let listed: Vec<String> = written.iter().map(|path| path.file_name().unwrap().to_str().unwrap().into()).collect();
    assert_eq!(found, listed);
    for name in ["index.html", "scores.json", "terms.csv", "turns.csv", "documents.csv", "themes.csv", "SHA256SUMS"] {
        assert!(found.contains(&name.to_string()), "{name}");
    }
    for ending in ["svg", "png", "csv"] {
        assert!(found.contains(&format!("drift.{ending}")));
    }
    // A chart may be called as a table is: both stay.
    assert!(fs::read_to_string(out.join("themes.csv")).unwrap().starts_with("theme,period,"));
    assert!(fs::read_to_string(out.join("themes-chart.csv")).unwrap().starts_with("day,rate"));
}

#[test]
fn the_same_findings_give_the_same_bytes() {
    let (one, two) = (folder("same-one"), folder("same-two"));
    report::write(&one, &scores(30), &charts()).unwrap();
    report::write(&two, &scores(30), &charts()).unwrap();
    assert_eq!(fs::read(one.join("SHA256SUMS")).unwrap(), fs::read(two.join("SHA256SUMS")).unwrap());
}

#[test]
fn tables_have_a_row_for_each_finding() {
    let out = folder("tables");
    report::write(&out, &scores(30), &[]).unwrap();
    for (name, rows) in [("terms", 80), ("turns", 18), ("documents", 30), ("themes", 63)] {
        let mut reader = csv::Reader::from_path(out.join(format!("{name}.csv"))).unwrap();
        let records: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().unwrap();
        assert_eq!(records.len(), rows, "{name}");
    }
    let terms = fs::read_to_string(out.join("terms.csv")).unwrap();
    assert!(terms.contains("\nrising,minerals,rose,2,61,2,12,0.22,"), "{terms}");
}

#[test]
fn what_is_no_longer_made_is_removed_and_nothing_else() {
    let out = folder("stale");
    report::write(&out, &scores(30), &charts()).unwrap();
    fs::write(out.join("mine.csv"), "mine").unwrap();
    fs::write(out.join("turns.svg"), "edited").unwrap();
    report::write(&out, &scores(30), &[chart("drift", "Drift")]).unwrap();
    let found = names(&out);
    assert!(!found.contains(&"similarity.svg".to_string()), "{found:?}");
    assert!(found.contains(&"drift.svg".to_string()));
    assert_eq!(fs::read_to_string(out.join("mine.csv")).unwrap(), "mine");
    assert_eq!(fs::read_to_string(out.join("turns.svg")).unwrap(), "edited");
}

#[test]
fn a_list_that_was_tampered_with_leads_nowhere_else() {
    let out = folder("tampered");
    report::write(&out, &scores(30), &[]).unwrap();
    let outside = out.parent().unwrap().join("outside.txt");
    fs::write(&outside, "abc").unwrap();
    let hash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    let list = fs::read_to_string(out.join("SHA256SUMS")).unwrap();
    let forged = format!("{list}{hash}  ../outside.txt\n{hash}  {}\n", outside.display());
    fs::write(out.join("SHA256SUMS"), forged).unwrap();
    report::write(&out, &scores(30), &[]).unwrap();
    assert_eq!(fs::read_to_string(&outside).unwrap(), "abc");
}

#[test]
fn a_list_of_someone_else_is_not_taken_for_ours() {
    let out = folder("foreign-list");
    fs::create_dir_all(&out).unwrap();
    fs::write(out.join("data.csv"), "abc").unwrap();
    let list = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  data.csv\n";
    fs::write(out.join("SHA256SUMS"), list).unwrap();
    assert!(report::write(&out, &scores(30), &[]).is_err());
    assert_eq!(names(&out), ["SHA256SUMS", "data.csv"]);
}

#[test]
fn a_file_of_someone_else_is_not_replaced() {
    let out = folder("foreign");
    fs::create_dir_all(&out).unwrap();
    fs::write(out.join("terms.csv"), "mine").unwrap();
    let fault = report::write(&out, &scores(30), &[]).unwrap_err();
    assert!(fault.to_string().contains("terms.csv is there already"), "{fault}");
    assert!(fault.hint().unwrap().contains("--out"));
    assert_eq!(names(&out), ["terms.csv"]);
    assert_eq!(fs::read_to_string(out.join("terms.csv")).unwrap(), "mine");
}

#[test]
fn a_failing_run_leaves_the_earlier_report() {
    let out = folder("failing");
    report::write(&out, &scores(30), &charts()).unwrap();
    let before = fs::read(out.join("index.html")).unwrap();
    let mut broken = charts();
    broken[6].svg = "<svg".into();
    assert!(report::write(&out, &undated(), &broken).is_err());
    assert!(fs::read(out.join("index.html")).unwrap() == before, "the page has changed");

    // A folder in the way of one file: the files before and after it stay as they were.
    fs::remove_file(out.join("scores.json")).unwrap();
    fs::create_dir(out.join("scores.json")).unwrap();
    let list = names(&out);
    let fault = report::write(&out, &undated(), &charts()).unwrap_err();
    assert!(fault.to_string().contains("scores.json"), "{fault}");
    assert!(fs::read(out.join("index.html")).unwrap() == before, "the page has changed");
    assert_eq!(names(&out), list);
}

#[test]
fn a_file_where_the_folder_should_be_is_named() {
    let out = folder("file");
    fs::write(&out, "mine").unwrap();
    let fault = report::write(&out, &scores(30), &[]).unwrap_err();
    assert!(fault.to_string().contains("cannot create"), "{fault}");
    assert_eq!(fs::read_to_string(&out).unwrap(), "mine");
}

#[cfg(unix)]
#[test]
fn others_may_read_the_report_as_the_umask_says() {
    use std::os::unix::fs::PermissionsExt;
    let out = folder("rights");
    report::write(&out, &scores(30), &[]).unwrap();
    let plain = out.join("plain");
    fs::write(&plain, "").unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&out.join("index.html")), mode(&plain) & 0o644);
}

#[test]
fn the_page_asks_the_network_for_nothing() {
    let page = page("network", &scores(30));
    for mark in ["http://", "https://", "//cdn", "src=", "@import", "url(http", "<link", "<iframe", "<base", "<form"] {
        assert!(!page.contains(mark), "{mark}");
    }
    let beside = names(&Path::new(env!("CARGO_TARGET_TMPDIR")).join("page/network"));
    for reference in page.split("href=\"").skip(1).map(|rest| rest.split_once('"').unwrap().0) {
        let anchor = reference.strip_prefix('#').is_some_and(|id| page.contains(&format!("id=\"{id}\"")));
        assert!(anchor || beside.contains(&reference.to_string()), "{reference}");
    }
    assert!(page.contains("content=\"default-src 'none'; style-src 'sha256-"));
    assert!(!page.contains("unsafe-inline"));
    assert!(!body(&page).contains(" style="));
}

#[test]
fn charts_on_the_page_are_dark_where_the_reader_wants_it() {
    let page = page("dark", &scores(30));
    assert!(page.contains(&driftline::chart::dark_rules()), "page.css does not have the dark colors of the charts");
}

#[test]
fn marks_lead_to_their_evidence() {
    let out = folder("evidence");
    let mut scores = scores(30);
    let shows = scores.findings.passages[0].shows.clone();
    let document = scores.findings.corpus.documents[2].id.clone();
    scores.findings.passages[1].shows = "term: nowhere drawn".into();
    let mut chart = chart("terms", "Terms");
    let mark = |shows: &str| format!("<circle r=\"1\" data-shows=\"{shows}\"><title>a: 3</title></circle>");
    let marks = [shows.as_str(), &format!("document: {document}"), "term: without evidence"].map(mark).concat();
    chart.svg = chart.svg.replace("</svg>", &format!("{marks}</svg>"));
    report::write(&out, &scores, &[chart]).unwrap();
    let page = fs::read_to_string(out.join("index.html")).unwrap();
    assert!(page.contains("<a href=\"#passage-0-") && page.contains("<a href=\"#document-2\"><title>a: 3</title>"));
    assert!(page.contains("<tr id=\"document-2\""));
    assert!(!page.contains("data-shows"));
    // Each mark says once what it is, linked or not.
    assert_eq!(page.matches("a: 3").count(), 3);
}

#[test]
fn a_mark_of_a_period_leads_to_that_period_alone() {
    let out = folder("periods");
    let mut scores = scores(30);
    let (name, labels) = (
        scores.findings.themes[0].name.clone(),
        scores.findings.periods.iter().map(|period| period.label.clone()).collect::<Vec<_>>(),
    );
    for (period, mentions) in [(0, 3), (1, 0), (2, 5)] {
        scores.findings.themes[0].series[period].mentions = mentions;
    }
    scores.findings.passages.truncate(1);
    scores.findings.passages[0].shows = format!("theme: {name}");
    scores.findings.passages[0].period = Some(2);
    let mut chart = chart("themes", "Themes");
    let mark = |label: &String| {
        format!("<circle r=\"1\" data-shows=\"theme: {name} in {label}\"><title>{label}</title></circle>")
    };
    let marks: String = labels[..3].iter().map(mark).collect();
    chart.svg = chart.svg.replace("</svg>", &format!("{marks}</svg>"));
    report::write(&out, &scores, &[chart]).unwrap();
    let page = fs::read_to_string(out.join("index.html")).unwrap();
    for (label, place) in [(&labels[0], "unkept"), (&labels[1], "unmentioned"), (&labels[2], "2")] {
        let link = page.split("<a href=\"#").find(|rest| rest.contains(&format!("\"><title>{label}</title>"))).unwrap();
        let id = link.split_once('"').unwrap().0;
        assert!(id.starts_with("passage-0-") && id.ends_with(&format!("-{place}")), "{label}: {id}");
        let told = page.split_once(&format!(" id=\"{id}\">")).unwrap().1.split_once('<').unwrap().0;
        assert!(told.contains(label.as_str()), "{label}: {told}");
    }
}

#[test]
fn a_report_in_markdown_has_verdicts_and_pictures_and_no_markup_of_the_corpus() {
    let text = report::markdown(&scores(30), &charts(), Path::new("my report"));
    assert!(text.starts_with("## India and the United States\n\n30 documents, 28 dated"), "{text}");
    assert!(text.contains("| critical minerals : defense | rose | 2.3× (1.4–3.9) |"), "{text}");
    assert!(text.contains("](<my report/drift.png>)") && text.contains("[The whole report](<my report/index.html>)"));
    let text = report::markdown(&hostile(), &[], Path::new("out"));
    assert!(!text.contains("<script") && !text.contains("<img") && !text.contains('\u{202e}'), "{text}");
}

#[test]
fn ids_on_the_page_are_unique() {
    let page = page("ids", &scores(30));
    let mut ids: Vec<&str> = page.split(" id=\"").skip(1).map(|rest| rest.split_once('"').unwrap().0).collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all);
    assert!(ids.contains(&"drift-plot") && ids.contains(&"similarity-plot"), "{ids:?}");
}

#[test]
fn hostile_text_is_inert() {
    let page = page("hostile", &hostile());
    let body = body(&page);
    assert!(body.contains("&lt;script&gt;alert(1)"));
    for mark in ["<script", "<img", "onerror=alert(2)>", "\u{202e}", "\u{1b}"] {
        assert!(!body.contains(mark), "{mark:?}");
    }
    // What looks like the template's own language stays text.
    assert!(body.contains("{{ title }}"));
    assert_eq!(page.matches("</title>").count(), 1);
    assert_eq!(page.matches("<script>").count(), 1);
}

#[test]
fn hostile_text_does_not_reach_the_terminal() {
    let text = report::terminal(&hostile(), Path::new("report/index.html"), 80);
    assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{text:?}");
    assert!(!text.contains('\u{202e}'));
    assert!(HOSTILE.contains('\u{1b}'));
}

#[test]
fn every_section_of_a_full_report_is_there_in_order() {
    let page = page("full", &scores(30));
    let mut at = 0;
    for id in [
        "found",
        "pairs",
        "themes",
        "terms",
        "turns",
        "drift",
        "robustness",
        "similarity",
        "phrases",
        "passages",
        "data",
        "settings",
        "methods",
    ] {
        let place = page.find(&format!("<section id=\"{id}\"")).unwrap_or_else(|| panic!("no section {id}"));
        assert!(place > at, "{id} stands too early");
        at = place;
    }
    for text in [
        "2.3× (1.4–3.9)",
        "G2\nwould say",
        "one document",
        "≥ 2.1×",
        "New Delhi, 2018-01-01",
        "partial",
        "31 Feb 2020",
        "draft.txt",
        "driftline report PATH",
        "seed 7",
        "most without 2025-02-14_joint-statement.md",
    ] {
        assert!(page.contains(text), "{text}");
    }
}

#[test]
fn a_theme_without_mentions_gets_no_factor() {
    let mut scores = scores(30);
    let change = &mut scores.findings.themes[0].change;
    change.counts = Some([[0, 6_000], [25, 9_000]]);
    change.ratio = Some(Estimate { value: 35.2, low: Some(1.63), high: Some(763.0) });
    let page = page("none", &scores);
    assert!(page.contains("from none, at least 1.6×"));
    assert!(!page.contains("35× (1.6") && !page.contains("–763)"));
    let printed = report::terminal(&scores, Path::new("report/index.html"), 80);
    assert!(printed.contains("from none, at least 1.6×"), "{printed}");
}

#[test]
fn a_fall_counts_for_g2_as_a_rise_does() {
    let mut scores = scores(30);
    scores.findings.terms.falling.truncate(1);
    scores.findings.terms.rising.clear();
    scores.findings.terms.falling[0].g2 = -58.1;
    let page = page("g2", &scores);
    assert!(page.contains("significant <small><bdi>(58)") && !page.contains("not significant"));
}

#[test]
fn of_many_turns_the_page_shows_the_first_hundred() {
    let mut scores = scores(30);
    let turn = scores.findings.turns.found[0].clone();
    scores.findings.turns.found =
        (0..150).map(|index| TurnFinding { term: format!("turned-{index}."), ..turn.clone() }).collect();
    let out = folder("turns");
    report::write(&out, &scores, &[]).unwrap();
    let page = fs::read_to_string(out.join("index.html")).unwrap();
    assert!(page.contains("turned-99.") && !page.contains("turned-100."));
    assert!(page.contains("turns.csv has all 150"));
    assert!(fs::read_to_string(out.join("turns.csv")).unwrap().contains("turned-149."));
}

#[test]
fn a_chart_that_no_section_asks_for_is_shown_all_the_same() {
    let out = folder("more");
    report::write(&out, &scores(30), &[chart("zodiac", "Signs")]).unwrap();
    assert!(fs::read_to_string(out.join("index.html")).unwrap().contains("aria-label=\"Signs\""));
}

#[test]
fn sections_with_nothing_in_them_are_left_out() {
    let out = folder("undated");
    report::write(&out, &undated(), &[]).unwrap();
    let page = fs::read_to_string(out.join("index.html")).unwrap();
    for id in ["pairs", "themes", "terms", "turns", "drift", "similarity", "phrases", "passages"] {
        assert!(!page.contains(&format!("id=\"{id}\"")), "{id}");
        assert!(!page.contains(&format!("href=\"#{id}\"")), "{id}");
    }
    assert!(page.contains("What is about time is left out: no document has a date."));
    assert!(page.contains("3 documents without a date"));
}

#[test]
fn two_thousand_documents_make_a_page_below_three_megabytes() {
    let page = page("large", &scores(2000));
    assert!(page.len() < 3_000_000, "{} bytes", page.len());
}

#[test]
fn the_terminal_says_the_most_important_in_a_few_lines() {
    let text = report::terminal(&scores(30), Path::new("report/index.html"), 80);
    assert!(text.lines().count() < 25, "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    assert!(text.starts_with("India and the United States: 30 documents, 28 dated, 24,312 words"), "{text}");
    assert!(text.contains("critical minerals : defense  rose         2.3× (1.4–3.9)"), "{text}");
    assert!(text.ends_with("3 warnings, listed on the page\nreport/index.html\n"), "{text}");
}
