//! Many tests at once (Benjamini-Hochberg, Benjamini-Yekutieli) and intervals of a proportion.

use super::special::{beta_quantile, normal_quantile};

/// Adjusted p values (q values) in the order given (Benjamini & Hochberg 1995). `p` in 0..=1, one family.
pub fn benjamini_hochberg(p: &[f64]) -> Vec<f64> {
    step_up(p, 1.0)
}

/// The same, valid under any dependence between the tests (Benjamini & Yekutieli 2001).
pub fn benjamini_yekutieli(p: &[f64]) -> Vec<f64> {
    step_up(p, (1..=p.len()).map(|i| 1.0 / i as f64).sum())
}

/// q_(i) = min over j >= i of factor m p_(j) / j, at most 1.
fn step_up(p: &[f64], factor: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&i, &j| p[i].total_cmp(&p[j]));
    let mut adjusted = vec![1.0; p.len()];
    let mut least: f64 = 1.0;
    for (below, &i) in order.iter().enumerate().rev() {
        least = least.min(p[i] / ((below + 1) as f64 / p.len() as f64) * factor);
        adjusted[i] = least;
    }
    adjusted
}

/// Wilson's score interval of `k` in `n` at `level` (0.95): good for any `n`; (0, 1) when `n` is 0.
pub fn wilson(k: u64, n: u64, level: f64) -> (f64, f64) {
    if n == 0 {
        return (0.0, 1.0);
    }
    let z = normal_quantile(0.5 + level / 2.0);
    let (k, n) = (k as f64, n as f64);
    let center = (k + z * z / 2.0) / (n + z * z);
    let half = z / (n + z * z) * (k * (n - k) / n + z * z / 4.0).sqrt();
    let low = if k == 0.0 { 0.0 } else { center - half };
    let high = if k == n { 1.0 } else { center + half };
    (low, high)
}

/// Jeffreys interval: quantiles of Beta(k + 1/2, n - k + 1/2), with the bound at 0 or 1 where `k` is 0 or `n`.
pub fn jeffreys(k: u64, n: u64, level: f64) -> (f64, f64) {
    let (a, b) = (k as f64 + 0.5, n.saturating_sub(k) as f64 + 0.5);
    let low = if k == 0 { 0.0 } else { beta_quantile(0.5 - level / 2.0, a, b) };
    let high = if k >= n { 1.0 } else { beta_quantile(0.5 + level / 2.0, a, b) };
    (low, high)
}

/// Exact interval (Clopper & Pearson 1934): covers at least `level` whatever the proportion.
pub fn clopper_pearson(k: u64, n: u64, level: f64) -> (f64, f64) {
    let (hits, misses) = (k as f64, n.saturating_sub(k) as f64);
    let low = if k == 0 { 0.0 } else { beta_quantile(0.5 - level / 2.0, hits, misses + 1.0) };
    let high = if k >= n { 1.0 } else { beta_quantile(0.5 + level / 2.0, hits + 1.0, misses) };
    (low, high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adjusted_values_are_monotone_in_p_and_never_smaller() {
        let p = [0.5, 0.01, 0.02, 0.02, 1.0, 0.0];
        for q in [benjamini_hochberg(&p), benjamini_yekutieli(&p)] {
            for i in 0..p.len() {
                assert!(q[i] >= p[i] && q[i] <= 1.0);
                assert!((0..p.len()).all(|j| p[i] > p[j] || q[i] <= q[j]));
            }
        }
        assert!(benjamini_hochberg(&[]).is_empty());
    }

    #[test]
    fn intervals_hold_the_proportion_and_end_at_the_bounds() {
        for interval in [wilson, jeffreys, clopper_pearson] {
            assert_eq!(interval(0, 0, 0.95), (0.0, 1.0));
            assert_eq!(interval(0, 9, 0.95).0, 0.0);
            assert_eq!(interval(9, 9, 0.95).1, 1.0);
            for k in 0..=9 {
                let (low, high) = interval(k, 9, 0.95);
                let share = k as f64 / 9.0;
                assert!(low <= share && share <= high && low < high, "{k} {low} {high}");
            }
        }
    }
}
