//! driftline
pub mod config;
pub mod counts;
pub mod drift;
pub mod error;
pub mod ingest;
pub mod stats;
pub mod text;
