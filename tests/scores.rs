//! The scores of the example corpus: the committed report is what this program makes, to the byte, and our retelling of
//! the seed articles carries their weight over.

mod common;

use common::{Files, assert_same, corpus_config, files_in, report_on};
use driftline::drift::findings::DocumentFinding;
use driftline::pipeline;
use std::path::{Path, PathBuf};

/// What the program makes again byte for byte. Of a PNG, a rasterized SVG, only the name: rasterizing may use what the
/// machine has. So may the list of all files, which holds the hashes of the PNGs.
fn promised(mut files: Files) -> Files {
    let exact = |name: &str| [".json", ".csv", ".svg", ".html"].iter().any(|ending| name.ends_with(ending));
    files.iter_mut().filter(|(name, _)| !exact(name)).for_each(|(_, bytes)| bytes.clear());
    files
}

#[test]
fn the_report_of_the_example_corpus_is_made_again_byte_for_byte() {
    let again = "run `cargo run --release -- report`, look at what changed, and commit reports/";
    assert!(Path::new("reports/scores.json").is_file(), "reports/scores.json is missing: {again}");
    let (now, then) = (report_on(&[PathBuf::from("corpus")], &corpus_config()), files_in(Path::new("reports")));
    let bytes: usize = then.values().map(Vec::len).sum();
    assert!(bytes < 3_000_000, "reports/ has {bytes} bytes: too much to keep with the sources");
    assert_same(&promised(now), &promised(then), &format!("reports/ is not what `report` makes ({again})"));
}

/// Mentions of each theme per 1,000 words in the earlier and the later articles.
fn rates(folder: &Path, later: &dyn Fn(&DocumentFinding) -> bool) -> Vec<(String, [f64; 2])> {
    let config = corpus_config();
    let findings = pipeline::analyze(&[folder.to_owned()], &config, &mut |_| {}).unwrap();
    let documents = &findings.corpus.documents;
    assert_eq!(documents.len(), 5, "{} holds the five seed articles", folder.display());
    let rate = |theme: usize, side: bool| {
        let side = || documents.iter().filter(|document| later(document) == side);
        let words: u64 = side().map(|document| document.words).sum();
        let mentions: u64 = side().map(|document| document.theme_counts[theme]).sum();
        1000.0 * mentions as f64 / words as f64
    };
    let themes = config.themes.iter().enumerate();
    themes.map(|(index, theme)| (theme.name.clone(), [rate(index, false), rate(index, true)])).collect()
}

/// The seeds are other people's texts, so they are not in this repository; `corpus/seeds` tells them in our own words.
#[test]
fn the_seeds_and_our_digests_of_them_agree_in_direction() {
    let seeds = Path::new("../shared/seeds");
    if !seeds.is_dir() {
        println!("skipped: ../shared/seeds is not here");
        return;
    }
    let digests = Path::new("corpus/seeds");
    // The digests say in their front matter when the articles appeared; the seeds mostly do not.
    let findings = pipeline::analyze(&[digests.to_owned()], &corpus_config(), &mut |_| {}).unwrap();
    let recent = |document: &&DocumentFinding| document.date.as_deref().unwrap() >= "2025";
    let later: Vec<&str> = findings.corpus.documents.iter().filter(recent).map(|d| &d.id[..3]).collect();
    assert_eq!(later.len(), 3);
    let side = |document: &DocumentFinding| later.contains(&&document.id[..3]);
    let mut faults = Vec::new();
    for ((theme, ours), (_, theirs)) in rates(digests, &side).into_iter().zip(rates(seeds, &side)) {
        let [a, b] = [ours, theirs].map(|[before, after]| format!("{before:.2} to {after:.2}"));
        println!("{theme}, per 1,000 words: digests {a}, seeds {b}");
        if ours[1].partial_cmp(&ours[0]) != theirs[1].partial_cmp(&theirs[0]) {
            faults.push(format!("{theme}: digests {a}, seeds {b}"));
        }
    }
    assert!(faults.is_empty(), "themes that change in another direction: {faults:#?}");
}
