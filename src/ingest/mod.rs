//! FILES -> DOCUMENTS. The only module that reads.
mod document;
pub use document::{Dated, Document, EvidenceKind, Place, Precision};
