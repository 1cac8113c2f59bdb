//! driftline
#![cfg_attr(not(test), warn(clippy::disallowed_methods))]
#![warn(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::unreachable, clippy::unimplemented)]
#![warn(clippy::print_stdout, clippy::print_stderr)]

pub mod chart;
pub mod cli;
pub mod config;
pub mod counts;
pub mod drift;
pub mod error;
pub mod ingest;
pub mod pipeline;
pub mod report;
pub mod stats;
pub mod text;
