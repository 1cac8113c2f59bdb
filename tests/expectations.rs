//! Turning points known from history, written down before anything was counted: which of them are found, and where.
//!
//! The texts are not ours to copy, so they lie outside, in `../shared/data`, and the run is long:
//! `cargo test --release --test expectations -- --ignored --nocapture` prints the record and fails if it gets worse.

mod material;

use driftline::config::{Config, PeriodChoice, ThemeSpec};
use driftline::drift::Findings;
use driftline::drift::findings::{ChangePoint, TurnFinding};
use driftline::pipeline;
use material::shared;
use serde_json::Value;
use std::path::PathBuf;

/// The entries of a theme from a pattern of alternatives: "subprime|foreclosure", "avian (flu|influenza)", "\bjobs\b".
fn entries(pattern: &str) -> Vec<String> {
    let whole = pattern.contains("\\b");
    let pattern = pattern.replace("\\b", "");
    let ending = |entry: &str| if whole { entry.to_owned() } else { format!("{entry}*") };
    let expanded = match (pattern.find('('), pattern.find(')')) {
        (Some(open), Some(close)) => {
            let (before, inside) = (&pattern[..open], &pattern[open + 1..close]);
            let each = inside.split('|').map(|part| format!("{before}{part}")).collect::<Vec<_>>().join("|");
            each + &pattern[close + 1..]
        }
        _ => pattern,
    };
    expanded.split('|').map(ending).collect()
}

fn analyze(path: PathBuf, expected: &[Value], period: PeriodChoice) -> Findings {
    let theme = |known: &Value| ThemeSpec {
        name: known["term"].as_str().unwrap().into(),
        words: entries(known["term"].as_str().unwrap()),
    };
    let config = Config { period, themes: expected.iter().map(theme).collect(), ..Config::default() };
    pipeline::analyze(&[path], &config, &mut |_| ()).unwrap()
}

fn label(found: &Findings, period: usize) -> &str {
    &found.periods[period].label
}

fn told(found: &Findings, point: &ChangePoint) -> String {
    let way = if point.ratio.value > 1.0 { "up" } else { "down" };
    let [at, from, to] = [point.period, point.from, point.to].map(|period| label(found, period));
    format!("{way} {at} ({from} to {to}) {}", point.brief())
}

/// Distance in periods from a label to the nearest change point in a direction.
fn off(found: &Findings, points: &[ChangePoint], up: bool, at: &str) -> Option<usize> {
    let at = found.periods.iter().position(|period| period.label == at)?;
    points.iter().filter(|point| (point.ratio.value > 1.0) == up).map(|point| point.period.abs_diff(at)).min()
}

/// Turns of single terms whose words are among the entries.
fn turns<'f>(found: &'f Findings, pattern: &str) -> Vec<&'f TurnFinding> {
    let entries: Vec<String> =
        entries(pattern).iter().map(|entry| entry.trim_end_matches('*').to_lowercase()).collect();
    let among = |turn: &&TurnFinding| entries.iter().any(|entry| turn.term.to_lowercase().starts_with(entry));
    found.turns.found.iter().filter(among).take(3).collect()
}

/// Prints what is found of each, and returns how many turned, and how many turned or may have, within `near` periods of a
/// place named.
fn record(path: PathBuf, expected: &[Value], period: PeriodChoice, near: usize) -> [usize; 2] {
    let found = analyze(path, expected, period);
    let mut hits = [0; 2];
    for (known, theme) in expected.iter().zip(&found.themes) {
        let text = |name: &str| known[name].as_str();
        let (sure, possible) = (&theme.change_points.found, &theme.change_points.possible);
        let points = sure.iter().chain(possible).cloned().collect::<Vec<_>>();
        let places = [(text("at"), text("kind") == Some("rise")), (text("from"), true), (text("to"), false)];
        let offs = |points: &[ChangePoint]| places.iter().filter_map(|&(at, up)| off(&found, points, up, at?)).min();
        let nearest = offs(&points);
        for (hits, nearest) in hits.iter_mut().zip([offs(sure), nearest]) {
            *hits += usize::from(nearest.is_some_and(|off| off <= near));
        }
        println!(
            "\n{}: {} {}{} ({} mentions, {} documents)",
            theme.name,
            known["kind"].as_str().unwrap(),
            text("at").or(text("from")).unwrap(),
            text("to").map(|to| format!(" to {to}")).unwrap_or_default(),
            theme.mentions,
            theme.documents
        );
        println!("   verdict {:?}; nearest change point {nearest:?} periods away", theme.change.verdict);
        sure.iter().for_each(|point| println!("   turned {} p {:.4}", told(&found, point), point.p));
        possible.iter().for_each(|point| println!("   may have turned {} p {:.4}", told(&found, point), point.p));
        for turn in turns(&found, &theme.name) {
            println!("   term {}: {} {} to {}, q {:.2e}", turn.term, turn.kind, turn.from, turn.to, turn.q);
        }
    }
    println!("\nwithin {near} periods, of {}: {} turned, {} turned or may have\n", expected.len(), hits[0], hits[1]);
    hits
}

#[test]
#[ignore = "long, and needs texts that are not in the project"]
fn what_history_tells() {
    let Some(data) = shared("data") else { return };
    let known = std::fs::read_to_string(data.join("expectations.json")).unwrap();
    let known: Value = serde_json::from_str(&known).unwrap();
    let senate = known["senate_releases.csv and senate.jsonl.zst"].as_array().unwrap();
    let speeches = known["sotu"].as_array().unwrap();
    let months = record(data.join("senate_releases.csv"), senate, PeriodChoice::Month, 1);
    let years = record(data.join("sotu"), speeches, PeriodChoice::Year, 3);
    // As docs/calibration.md tells; which four are missed, and why, stands there.
    let [turned, all] = [0, 1].map(|kind| months[kind] + years[kind]);
    println!("of 21: {turned} turned, {all} turned or may have");
    assert!(
        turned >= 12 && all >= 17,
        "{months:?} of the releases and {years:?} of the speeches, 12 and 17 of 21 before"
    );
}

#[test]
fn patterns_become_entries() {
    assert_eq!(entries("avian (flu|influenza)|bird flu"), ["avian flu*", "avian influenza*", "bird flu*"]);
    assert_eq!(entries("\\bBRAC\\b|base realignment"), ["BRAC", "base realignment"]);
    assert_eq!(entries("soviet"), ["soviet*"]);
}
