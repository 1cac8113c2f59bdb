//! The main job as the library does it: paths and settings in, the files of a report out.

use driftline::config::Config;
use driftline::report::Scores;
use driftline::{chart, pipeline, report};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Files by name.
pub type Files = BTreeMap<String, Vec<u8>>;

/// The settings of the example corpus.
pub fn corpus_config() -> Config {
    Config::parse(&fs::read_to_string("corpus/driftline.toml").unwrap(), "corpus/driftline.toml").unwrap()
}

/// All files of the report on these paths.
pub fn report_on(paths: &[PathBuf], config: &Config) -> Files {
    let out = tempfile::tempdir().unwrap();
    let findings = pipeline::analyze(paths, config, &mut |_| {}).unwrap();
    let scores = Scores::new(config.clone(), findings);
    let charts = chart::all(&scores.findings).unwrap();
    report::write(out.path(), &scores, &charts).unwrap();
    files_in(out.path())
}

/// The files in a folder.
pub fn files_in(folder: &Path) -> Files {
    let named = |entry: std::io::Result<fs::DirEntry>| {
        let path = entry.unwrap().path();
        (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read(path).unwrap())
    };
    fs::read_dir(folder).unwrap().map(named).collect()
}

/// Fails at the first difference between two reports, and says where it is.
pub fn assert_same(ours: &Files, theirs: &Files, what: &str) {
    let only = |a: &Files, b: &Files| a.keys().filter(|name| !b.contains_key(*name)).cloned().collect::<Vec<_>>();
    let (more, less) = (only(ours, theirs), only(theirs, ours));
    assert!(more.is_empty() && less.is_empty(), "{what}: now also {more:?}, no longer {less:?}");
    for (name, bytes) in ours {
        if *bytes != theirs[name] {
            panic!("{what}: {name} differs\n{}", first_difference(bytes, &theirs[name]));
        }
    }
}

fn first_difference(ours: &[u8], theirs: &[u8]) -> String {
    let (ours, theirs) = (String::from_utf8_lossy(ours), String::from_utf8_lossy(theirs));
    let same = ours.lines().zip(theirs.lines()).take_while(|(a, b)| a == b).count();
    let line = |text: &str| text.lines().nth(same).unwrap_or("(the end)").chars().take(300).collect::<String>();
    format!("line {}\n  now:  {}\n  then: {}", same + 1, line(&ours), line(&theirs))
}
