//! What is said of queries through time: the findings of a report, and what a person should know besides.

use super::Findings;
use super::spike::Spike;

/// Themes through time.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Trend {
    pub findings: Findings,
    /// For each theme the short time that holds half of its mentions, where there is one.
    pub spikes: Vec<Option<Spike>>,
    /// For each theme that is mentioned nowhere the terms that are spelled most like it; else nothing.
    pub nearest: Vec<Vec<String>>,
}
