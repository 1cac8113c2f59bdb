//! Sentences that are kept to show findings: of each period its own, of each turn those of its span.

use driftline::config::Config;
use driftline::drift::Findings;
use driftline::pipeline;
use serde_json::json;
use std::collections::BTreeSet;

/// Twelve documents a year for ten years; cobalt is spoken of in 2014 and 2015 alone, the navy in all years but 2012.
fn findings() -> Findings {
    let folder = tempfile::tempdir().unwrap();
    let mut lines = String::new();
    for index in 0..120 {
        let (year, month) = (2010 + index / 12, 1 + index % 12);
        let cobalt = if matches!(year, 2014 | 2015) { "Cobalt mines were opened. They sold cobalt." } else { "" };
        let navy = if year == 2012 { "" } else { "The navy sailed again." };
        let filler = "Ministers met for talks on schools, roads, rivers and farms, and signed papers about bridges.";
        let text =
            format!("Report {index} begins here. {filler} {navy} {cobalt} Case {} was closed by officials.", index * 7);
        let date = format!("{year}-{month:02}-15");
        lines.push_str(&format!("{}\n", json!({ "id": format!("{index}"), "date": date, "text": text })));
    }
    let path = folder.path().join("texts.jsonl");
    std::fs::write(&path, lines).unwrap();
    let settings = "period = \"year\"\n[clean]\nboilerplate = false\nduplicates = false\n[[theme]]\nname = \"sea\"\nwords = [\"navy\"]\n\
                    [[theme]]\nname = \"mining\"\nwords = [\"cobalt\"]\n";
    let config = Config::parse(settings, "driftline.toml").unwrap();
    pipeline::analyze(&[path], &config, &mut |_| ()).unwrap()
}

#[test]
fn each_period_has_passages_of_its_own() {
    let findings = findings();
    let mut kept = BTreeSet::new();
    for passage in findings.passages.iter().filter(|passage| passage.shows.starts_with("theme: ")) {
        let period = passage.period.unwrap();
        assert!(passage.date.as_ref().unwrap().starts_with(&findings.periods[period].label), "{passage:?}");
        kept.insert((passage.shows.as_str(), period));
    }
    let theme = |theme: &'static str, periods: Vec<usize>| periods.into_iter().map(move |period| (theme, period));
    let sea = theme("theme: sea", vec![0, 1, 3, 4, 5, 6, 7, 8, 9]);
    assert_eq!(kept, sea.chain(theme("theme: mining", vec![4, 5])).collect());
}

#[test]
fn turns_have_passages_of_their_span_and_words_of_the_shift_have_some() {
    let findings = findings();
    assert!(!findings.turns.found.is_empty());
    for turn in findings.turns.found.iter().take(12).filter(|turn| turn.kind == "spike" || turn.kind == "rise") {
        let shows = format!("turn: {}", turn.term);
        let dates: Vec<&str> =
            findings.passages.iter().filter(|p| p.shows == shows).filter_map(|p| p.date.as_deref()).collect();
        assert!(!dates.is_empty(), "{shows}");
        let inside = |date: &&str| *date >= turn.from.as_str() && &date[..4] <= turn.to.as_str();
        assert!(dates.iter().all(inside), "{shows}: {dates:?}");
    }
    let shift = &findings.drift.as_ref().unwrap().word_shift;
    assert!(!shift.is_empty());
    for word in shift.iter().take(30) {
        let shows = format!("term: {}", word.term);
        assert!(findings.passages.iter().any(|passage| passage.shows == shows), "{shows}");
    }
}
