//! A sentence of a document that shows what was found.

use serde::{Deserialize, Serialize};

/// A sentence that shows a finding.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Passage {
    /// What it shows: "theme: critical minerals", "term: tariffs", or "turn: tariffs" in the periods of the turn.
    pub shows: String,
    pub document: String,
    pub date: Option<String>,
    pub source: Option<String>,
    pub sentence: String,
    /// Byte offset of the sentence in the document's text.
    pub offset: usize,
    /// The period that it was chosen to show: all passages on a theme that have one are in order of time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<usize>,
}
