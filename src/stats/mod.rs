//! Mathematics only: counts and numbers in, estimates and p values out.
//!
//! Nothing here knows of text, documents or files; a "document" below is a cluster of dependent observations.
//! Everything is deterministic: randomness comes from named counter-based streams, sums run in the order given.

pub mod cluster;
pub mod permutation;
pub mod random;
pub mod significance;
pub mod special;
