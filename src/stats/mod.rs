//! Mathematics only: counts and numbers in, estimates and p values out.
//!
//! Nothing here knows of text, documents or files; a "document" below is a cluster of dependent observations.
//! Everything is deterministic: randomness comes from named counter-based streams, sums run in the order given.
//!
//! What verdicts rest on: `cluster`, `pair` and `leverage` (estimates), `mix` (at a fixed mix of sources), `permutation` (few
//! documents), `strata` (what travels with a theme), `scan`, `transient`, `persistence` and `placement` (turns),
//! `significance` (many tests).
//! What describes: `divergence`, `dispersion`, `trend`, `bootstrap`, `association`, `intensity`; `nmf` finds topics.
//! What peers report, for comparison only: `keyness`.
//!
//! Offered to users of the library, and checked against other programs' values (tests/reference.rs), though no report
//! rests on them: `changepoint`, `divergence::tsallis`, `trend::{mann_kendall, hamed_rao, theil_sen}`,
//! `association::gensim_default`, `significance::{benjamini_yekutieli, clopper_pearson}`.

pub mod association;
pub mod bootstrap;
pub mod changepoint;
pub mod cluster;
pub mod dispersion;
pub mod divergence;
pub mod intensity;
pub mod keyness;
pub mod leverage;
pub mod mix;
pub mod nmf;
pub mod pair;
pub mod permutation;
pub mod persistence;
pub mod placement;
pub mod random;
pub mod scan;
pub mod significance;
pub mod special;
pub mod strata;
pub mod transient;
pub mod trend;
