//! driftline
pub mod chart;
pub mod config;
pub mod drift;
pub mod error;
pub mod ingest;
pub mod report;
