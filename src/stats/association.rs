//! How strongly two words belong together: scores of phrase candidates.

use libm::log;

/// Normalized pointwise mutual information, -1 (never together) to 1 (only together) (Bouma 2009).
///
/// `a`, `b`: counts of the two words among `words`, `ab`: count of the pair. There are fewer places for pairs than words
/// (none reaches across a sentence); `words` is taken for both, as gensim does, since only then no value passes 1.
pub fn npmi(a: u64, b: u64, ab: u64, words: u64) -> f64 {
    if ab == 0 {
        return -1.0;
    }
    let share = |part: u64, whole: u64| part as f64 / whole as f64;
    let together = log(share(ab, words));
    if together == 0.0 {
        return 1.0;
    }
    ((together - log(share(a, words)) - log(share(b, words))) / -together).min(1.0)
}

/// gensim's default score (Mikolov et al. 2013, eq. 6, times the vocabulary size): above 10 is a phrase there.
pub fn gensim_default(a: u64, b: u64, ab: u64, vocabulary: u64, min_count: u64) -> f64 {
    (ab as f64 - min_count as f64) / a as f64 / b as f64 * vocabulary as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn npmi_runs_from_never_to_only_together() {
        assert_eq!(npmi(5, 7, 0, 100), -1.0);
        assert_eq!(npmi(9, 9, 9, 9), 1.0);
        assert!((npmi(10, 10, 10, 1000) - 1.0).abs() < 1e-15);
        assert!(npmi(10, 100, 1, 1000).abs() < 1e-15); // as often as by chance
    }
}
