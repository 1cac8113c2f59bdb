//! driftline compares documents and analyzes topic drift: what rose, what fell, when it turned, which words and passages
//! carried it, and whether it is real or noise.
//!
//! This page is the map. Data flows one way, and so do the modules' imports (a test reads them):
//!
//! ```text
//! files  --ingest-->  documents  --text-->  words, phrases, themes  --counts-->  sparse rows
//!        --drift (by stats)-->  findings  --chart-->  drawings  --report-->  index.html, scores.json, SVG, PNG, CSV
//! ```
//!
//! | module | from -> to | first thing to read |
//! |---|---|---|
//! | [`ingest`] | files -> documents; the only module that reads | [`ingest::Document`] |
//! | [`text`] | documents -> streams of words, terms, phrases, mentions of themes | [`text::Streams`], [`text::Vocabulary`] |
//! | [`counts`] | terms -> numbers: sparse rows, TF-IDF on the fly | [`counts::Counts`] |
//! | [`saved`] | documents and their words -> bytes that merge, and back | [`saved::SavedCounts`] |
//! | [`stats`] | mathematics only, knows nothing of text | [`stats::cluster`] |
//! | [`drift`] | numbers -> findings with verdicts | [`drift::Findings`], [`drift::verdict`] |
//! | [`compare`] | two documents or corpora -> what stayed, moved and changed | [`compare::Comparison`] |
//! | [`chart`] | findings -> drawings | [`chart::Chart`] |
//! | [`report`] | findings and drawings -> files; the only module that writes | [`report::Scores`] |
//! | [`pipeline`] | the whole run | [`pipeline::analyze`] |
//! | [`legible`] | texts of others, fit to stand among ours | [`legible::name`] |
//! | [`config`], [`error`] | what the user can choose; what can go wrong | [`config::Config`] |
//! | [`cli`] | arguments -> calls; the only module that prints | |
//! | `python` | the extension module of the Python package, feature `python` | `python/driftline/__init__.py` |
//!
//! **A row is a document, and rows lie in ordered groups** (periods). Every statistic takes the document as its unit:
//! words of one document depend on each other, so tests that count words as independent call noise a finding.
//!
//! **Same bytes, always.** Results depend on the documents and the settings alone, not on threads, file order or
//! machine: integers are counted in parallel, floats are summed in fixed order, `ln` and `exp` come from libm, random
//! numbers from counted streams.
//!
//! # Example
//!
//! ```
//! use driftline::{config::Config, pipeline};
//! let folder = tempfile::tempdir()?;
//! for (day, text) in [("2023-01-05", "Talks on defence and trade."), ("2024-02-01", "Talks on critical minerals.")] {
//!     std::fs::write(folder.path().join(format!("{day}-talks.txt")), text)?;
//! }
//! let findings = pipeline::analyze(&[folder.path().to_owned()], &Config::default(), &mut |_| ())?;
//! assert_eq!(findings.corpus.documents_dated, 2);
//! assert!(findings.summary[0].contains("cannot show a trend"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#![cfg_attr(not(test), warn(clippy::disallowed_methods))]
#![warn(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::unreachable, clippy::unimplemented)]
#![cfg_attr(not(test), warn(clippy::print_stdout, clippy::print_stderr))]

pub mod chart;
pub mod cli;
pub mod compare;
pub mod config;
pub mod counts;
pub mod drift;
pub mod error;
pub mod ingest;
pub mod legible;
pub mod pipeline;
#[cfg(feature = "python")]
mod python;
pub mod report;
pub mod saved;
pub mod stats;
pub mod text;
