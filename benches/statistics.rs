//! Time of the statistics and how it grows with documents: `cargo bench --bench statistics`.
//!
//! The documents are made by a seeded generator, or come from the file that TEXTS names: JSON lines with `date` and
//! `text`. They are taken once, twice and four times. What is timed is everything between counting and the reading of
//! passages; reading and counting stand beside it. Seconds are those of all processors together where the system tells
//! them (Linux), so that a busy machine matters little, and those of the clock elsewhere.

use driftline::config::{Config, OtherLanguages, PairSpec, PeriodChoice, ThemeSpec};
use driftline::pipeline::{self, Progress};
use driftline::stats::random::Stream;
use std::fmt::Write;

fn main() {
    let once = std::env::var("TEXTS").map_or_else(|_| made(10_000), |path| std::fs::read_to_string(path).unwrap());
    let folder = tempfile::tempdir().unwrap();
    println!("{:>10} {:>10} {:>12} {:>12}", "documents", "periods", "read, count", "statistics");
    for times in [1, 2, 4] {
        let path = folder.path().join("texts.jsonl");
        std::fs::write(&path, once.repeat(times)).unwrap();
        let start = std::time::Instant::now();
        let spent = || processor_seconds().unwrap_or_else(|| start.elapsed().as_secs_f64());
        let mut began: Vec<(String, f64)> = vec![("reading".into(), spent())];
        let mut told = |progress: Progress| {
            if let Progress::Step(step) = progress {
                began.push((step.to_owned(), spent()));
            }
        };
        let found = pipeline::analyze(&[path], &config(), &mut told).unwrap();
        let at = |name: &str| began.iter().find(|(step, _)| step == name).unwrap().1;
        println!(
            "{:>10} {:>10} {:>10.2} s {:>10.2} s",
            found.corpus.documents_read,
            found.periods.len(),
            at("finding") - began[0].1,
            at("reading passages") - at("finding"),
        );
    }
}

/// User and system time of this process so far: fields 14 and 15, in hundredths of a second.
fn processor_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |index: usize| fields.get(index)?.parse::<f64>().ok();
    Some((ticks(11)? + ticks(12)?) / 100.0)
}

/// By month, with three themes and their ratio; copies count, for here they are wanted.
fn config() -> Config {
    let theme = |name: &str, words: [&str; 3]| ThemeSpec { name: name.into(), words: words.map(String::from).to_vec() };
    let mut config = Config { period: PeriodChoice::Month, ..Config::default() };
    (config.clean.duplicates, config.clean.boilerplate) = (false, false);
    config.words.language = "en".into();
    config.words.other_languages = OtherLanguages::Keep;
    config.themes = vec![
        theme("energy", ["energy", "oil", "gas"]),
        theme("defense", ["defense", "military", "troops"]),
        theme("health", ["health", "medicare", "hospital*"]),
    ];
    config.relative = vec![PairSpec { theme: "energy".into(), to: "defense".into() }];
    config
}

/// Documents of 100 to 500 words by Zipf's law, over five years.
fn made(documents: u64) -> String {
    let named = ["energy", "oil", "gas", "defense", "military", "troops", "health", "medicare", "hospital"];
    let mut random = Stream::new(7, 0);
    let mut lines = String::new();
    for document in 0..documents {
        let day = document * 1_800 / documents;
        let (year, month, day) = (2004 + day / 360, 1 + day % 360 / 30, 1 + day % 28);
        write!(lines, "{{\"date\": \"{year}-{month:02}-{day:02}\", \"text\": \"").unwrap();
        for _ in 0..100 + random.below(400) {
            let rank = libm::exp(random.unit() * libm::log(40_000.0)) as usize;
            match named.get(rank.wrapping_sub(60)) {
                Some(word) => write!(lines, "{word} ").unwrap(),
                None => write!(lines, "w{rank}x ").unwrap(),
            }
        }
        lines.push_str("\"}\n");
    }
    lines
}
