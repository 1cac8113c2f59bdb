//! driftline
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
