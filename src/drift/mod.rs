//! NUMBERS -> FINDINGS.
pub mod findings;
