//! What is said of queries through time: the findings of a report, and what a person should know besides.

use super::Findings;

/// Themes through time.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Trend {
    pub findings: Findings,
    /// For each theme that is mentioned nowhere the terms that are spelled most like it; else nothing.
    pub nearest: Vec<Vec<String>>,
}
