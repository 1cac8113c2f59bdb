//! Speed of reading alone: `cargo bench --bench reading -- PATH...` reads the paths and tells documents, MB/s, files/s
//! and the peak of memory. Without paths it has nothing to do.

use driftline::config::InputOptions;
use driftline::ingest;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Instant;

fn main() {
    let paths: Vec<PathBuf> =
        std::env::args().skip(1).filter(|arg| !arg.starts_with("--")).map(PathBuf::from).collect();
    for path in &paths {
        let start = Instant::now();
        let (mut documents, mut text, mut dates) = (0, 0, BTreeMap::<String, usize>::new());
        let mut sink = |batch: Vec<ingest::Document>| {
            documents += batch.len();
            text += batch.iter().map(|document| document.text.len()).sum::<usize>();
            for document in &batch {
                let evidence = document.dated.as_ref().map_or("none", |dated| dated.evidence.words());
                *dates.entry(evidence.to_owned()).or_default() += 1;
            }
        };
        let paths = std::slice::from_ref(path);
        match ingest::read(paths, &InputOptions::default(), &mut sink, &mut |_, _| {}) {
            Ok(reading) => {
                let seconds = start.elapsed().as_secs_f64();
                let megabytes = |bytes: f64| bytes / 1e6;
                println!(
                    "{}: {documents} documents, {} files, {:.0} MB on disk, {:.0} MB of text, {seconds:.2} s: {:.0} MB/s of text, {:.0} files/s; {} warnings, peak {} MB; dates {dates:?}",
                    path.display(),
                    reading.files,
                    megabytes(reading.bytes as f64),
                    megabytes(text as f64),
                    megabytes(text as f64) / seconds,
                    reading.files as f64 / seconds,
                    reading.warnings.len(),
                    peak()
                );
                for warning in reading.warnings.iter().take(3) {
                    println!("  {warning}");
                }
            }
            Err(error) => println!("{}: {error}", path.display()),
        }
    }
}

/// The most memory that this process has held, in MB; 0 where the system does not tell.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok()).map_or(0, |kilobytes| kilobytes / 1024)
}
