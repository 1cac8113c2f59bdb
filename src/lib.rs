//! driftline
pub mod config;
pub mod drift;
pub mod error;
pub mod ingest;
pub mod stats;
