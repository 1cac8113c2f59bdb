//! How far two distributions over one vocabulary lie apart, as a total and as each word's part of it.

use super::special::deviance;
use libm::{expm1, fabs, log, log1p, log2, pow};
use std::f64::consts::LN_2;

/// Jensen-Shannon divergence of `p` and `q` in bits, 0 to 1, and its contributions, which are >= 0 and add up to it.
///
/// Both are distributions over the same words. p ln(p/m) + q ln(q/m) with m = (p+q)/2 is a sum of two deviances, so
/// nothing cancels where p and q are close. Gallagher et al. (2021) call the contributions a word shift.
pub fn jensen_shannon(p: &[f64], q: &[f64]) -> (f64, Vec<f64>) {
    total(p.iter().zip(q).map(|(&p, &q)| shannon_part(p, q) / LN_2).collect())
}

/// The total of [`jensen_shannon`] for two lists of counts, which are made shares, and the contributions of the words
/// at `places`.
///
/// Nearly all words are rare and share both their counts with many others: a part is worked out once for each two counts.
pub fn jensen_shannon_of_counts(a: &[f64], b: &[f64], places: &[usize]) -> (f64, Vec<f64>) {
    let [all_a, all_b] = [a, b].map(|counts| counts.iter().sum::<f64>().max(1.0));
    let mut known = Known::default();
    let mut part =
        |(&a, &b): (&f64, &f64)| known.of([a as usize, b as usize], || shannon_part(a / all_a, b / all_b) / LN_2);
    let total = a.iter().zip(b).map(&mut part).sum();
    (total, places.iter().map(|&place| part((&a[place], &b[place]))).collect())
}

/// What depends on two counts of a word alone, kept for small ones.
struct Known {
    values: Vec<f64>,
}

/// Counts below this are small.
const SMALL: usize = 64;

impl Default for Known {
    fn default() -> Self {
        Self { values: vec![f64::NAN; SMALL * SMALL] }
    }
}

impl Known {
    /// The value of two counts, from `find` where it is not known.
    fn of(&mut self, [a, b]: [usize; 2], find: impl FnOnce() -> f64) -> f64 {
        if a >= SMALL || b >= SMALL {
            return find();
        }
        let known = &mut self.values[a * SMALL + b];
        if known.is_nan() {
            *known = find();
        }
        *known
    }
}

fn shannon_part(p: f64, q: f64) -> f64 {
    let middle = 0.5 * (p + q);
    if middle == 0.0 { 0.0 } else { 0.5 * (deviance(p, middle) + deviance(q, middle)) }
}

fn total(parts: Vec<f64>) -> (f64, Vec<f64>) {
    (parts.iter().sum(), parts)
}

/// Jensen-Tsallis divergence of order `alpha` > 0 and its contributions; `alpha` 1 is Jensen-Shannon in nats.
pub fn tsallis(p: &[f64], q: &[f64], alpha: f64) -> (f64, Vec<f64>) {
    if alpha == 1.0 {
        return total(p.iter().zip(q).map(|(&p, &q)| shannon_part(p, q)).collect());
    }
    total(p.iter().zip(q).map(|(&p, &q)| tsallis_part(p, q, alpha)).collect())
}

/// (p^a + q^a - 2 m^a) / 2(a - 1), with p = m(1 + d) and q = m(1 - d), so that little cancels where p and q are close.
fn tsallis_part(p: f64, q: f64, alpha: f64) -> f64 {
    let middle = 0.5 * (p + q);
    if middle == 0.0 {
        return 0.0;
    }
    let d = (p - q) / (p + q);
    let rise = expm1(alpha * log1p(d)) + expm1(alpha * log1p(-d));
    0.5 * pow(middle, alpha) * rise / (alpha - 1.0)
}

/// Kullback-Leibler divergence of `q` from `p` in bits; infinite where `q` is 0 and `p` is not.
pub fn kl(p: &[f64], q: &[f64]) -> f64 {
    p.iter().zip(q).map(|(&p, &q)| if p > 0.0 { p * log2(p / q) } else { 0.0 }).sum()
}

/// Rank-turbulence divergence of two lists of counts, 0 to about 1, and its contributions (Dodds et al. 2020, eqs. 6-9).
///
/// Equal counts share the mean of their ranks, words of either list only come last in the other. `alpha` is 1/3 by
/// default, 0 and infinity are its limits.
pub fn rank_turbulence(a: &[u64], b: &[u64], alpha: f64) -> (f64, Vec<f64>) {
    let (first, second) = (ranks(a), ranks(b));
    // Nearly all rare words share their two ranks with many others, and a power is dear.
    let mut known = Known::default();
    let used = |counts: &[u64]| counts.iter().filter(|&&count| count > 0).count() as f64;
    let (here, there) = (used(a), used(b));
    // The ranks that all words of one list would share in the other if the lists had nothing in common.
    let (last_here, last_there) = (there + 0.5 * here, here + 0.5 * there);
    let disjoint = |counts: &[u64], ranks: &[f64], last: f64| -> f64 {
        let mut known = Known::default();
        let used = counts.iter().zip(ranks).filter(|(count, _)| **count > 0);
        used.map(|(&count, &rank)| known.of([count as usize, 0], || turbulence(rank, last, alpha))).sum()
    };
    let norm = if alpha == f64::INFINITY {
        disjoint(a, &first, f64::INFINITY) + disjoint(b, &second, f64::INFINITY)
    } else {
        disjoint(a, &first, last_there) + disjoint(b, &second, last_here)
    };
    let part = |at: usize| {
        let (r, s) = (first[at], second[at]);
        let apart = || turbulence(r, s, alpha);
        if r == s { 0.0 } else { known.of([a[at] as usize, b[at] as usize], apart) / norm }
    };
    total((0..a.len().min(b.len())).map(part).collect())
}

/// How far ranks `r` and `s` lie apart.
fn turbulence(r: f64, s: f64, alpha: f64) -> f64 {
    if alpha == f64::INFINITY {
        return (1.0 / r).max(1.0 / s);
    }
    if alpha == 0.0 {
        return fabs(log(r / s));
    }
    (alpha + 1.0) / alpha * pow(fabs(pow(r, -alpha) - pow(s, -alpha)), 1.0 / (alpha + 1.0))
}

/// Counts below this are tallied to be ranked.
const TALLIED: usize = 4_096;

/// Ranks from 1, the largest count first; equal counts get the mean of their ranks.
fn ranks(counts: &[u64]) -> Vec<f64> {
    // Nearly all counts are small: these need not be put in order, for it is enough to know how many there are of each.
    let mut large: Vec<u64> = counts.iter().copied().filter(|&count| count >= TALLIED as u64).collect();
    large.sort_unstable_by(|a, b| b.cmp(a));
    let mut tally = vec![0usize; TALLIED];
    counts.iter().filter(|&&count| count < TALLIED as u64).for_each(|&count| tally[count as usize] += 1);
    let mean = |before: usize, tied: usize| before as f64 + 0.5 * (tied as f64 + 1.0);
    let mut before = large.len();
    let mut of_small = vec![0.0; TALLIED];
    for (rank, &tied) in of_small.iter_mut().zip(&tally).rev() {
        *rank = mean(before, tied);
        before += tied;
    }
    let of_large = |count: u64| {
        let before = large.partition_point(|&other| other > count);
        mean(before, large[before..].partition_point(|&other| other == count))
    };
    counts.iter().map(|&count| of_small.get(count as usize).copied().unwrap_or_else(|| of_large(count))).collect()
}

/// How a distribution differs from those before it, from those after it, and how much of that stays.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Novelty {
    pub novelty: f64,
    pub transience: f64,
    /// Novelty minus transience: positive when what was new was taken up.
    pub resonance: f64,
}

/// Novelty, transience and resonance of each of a series of `n` distributions (Barron et al. 2018).
///
/// `divergence(i, j)` is that of the i-th from the j-th: the paper takes [`kl`], which is infinite where a word of one
/// is missing from the other. Each is compared with `window` on either side; `None` where there are not that many.
pub fn novelty_transience_resonance(
    n: usize,
    window: usize,
    divergence: impl Fn(usize, usize) -> f64,
) -> Vec<Option<Novelty>> {
    let at = |i: usize| {
        let novelty = (1..=window).map(|k| divergence(i, i - k)).sum::<f64>() / window as f64;
        let transience = (1..=window).map(|k| divergence(i, i + k)).sum::<f64>() / window as f64;
        Novelty { novelty, transience, resonance: novelty - transience }
    };
    (0..n).map(|i| (window > 0 && i >= window && i + window < n).then(|| at(i))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_extremes_are_zero_and_one() {
        assert_eq!(jensen_shannon(&[0.3, 0.7, 0.0], &[0.3, 0.7, 0.0]).0, 0.0);
        assert!((jensen_shannon(&[1.0, 0.0], &[0.0, 1.0]).0 - 1.0).abs() < 1e-15);
        assert_eq!(kl(&[0.5, 0.5], &[1.0, 0.0]), f64::INFINITY);
        for alpha in [0.0, 1.0 / 3.0, 1.0, f64::INFINITY] {
            assert_eq!(rank_turbulence(&[5, 3, 1], &[50, 30, 10], alpha).0, 0.0);
            // Without a common word it is 1, up to the paper's rounding of the last rank.
            let apart: Vec<u64> = (0..200).map(|i| 300_u64.saturating_sub(3 * i)).collect();
            let back: Vec<u64> = apart.iter().rev().copied().collect();
            assert!((rank_turbulence(&apart, &back, alpha).0 - 1.0).abs() < 0.01, "{alpha}");
        }
    }

    #[test]
    fn tsallis_of_order_one_is_shannon_and_of_order_two_a_square() {
        let (p, q) = ([0.2, 0.5, 0.3], [0.25, 0.15, 0.6]);
        let near = tsallis(&p, &q, 1.0 + 1e-7).0;
        assert!((tsallis(&p, &q, 1.0).0 - near).abs() < 1e-7);
        assert!((tsallis(&p, &q, 1.0).0 / LN_2 - jensen_shannon(&p, &q).0).abs() < 1e-15);
        let squares: f64 = p.iter().zip(&q).map(|(p, q)| 0.25 * (p - q) * (p - q)).sum();
        assert!((tsallis(&p, &q, 2.0).0 - squares).abs() < 1e-15);
    }

    #[test]
    fn counts_diverge_as_their_shares_do() {
        let a: Vec<f64> = (0..300).map(|i| f64::from(i % 7 * (i % 50))).collect();
        let b: Vec<f64> = (0..300).map(|i| f64::from(i % 5 * (i % 61))).collect();
        let shares = |counts: &[f64]| -> Vec<f64> { counts.iter().map(|x| x / counts.iter().sum::<f64>()).collect() };
        let (total, parts) = jensen_shannon(&shares(&a), &shares(&b));
        assert_eq!(jensen_shannon_of_counts(&a, &b, &[7, 299]), (total, vec![parts[7], parts[299]]));
    }

    #[test]
    fn large_counts_are_ranked_among_small_ones() {
        assert_eq!(ranks(&[3, 9_000, 4_095, 9_000, 4_096, 70_000, 3]), [6.5, 2.5, 5.0, 2.5, 4.0, 1.0, 6.5]);
    }

    #[test]
    fn tied_counts_share_their_mean_rank() {
        assert_eq!(ranks(&[4, 9, 4, 0, 4]), [3.0, 1.0, 3.0, 5.0, 3.0]);
    }

    #[test]
    fn a_window_needs_both_sides() {
        // The divergence grows with the distance to later ones only.
        let apart = |i: usize, j: usize| j.saturating_sub(i) as f64;
        let series = novelty_transience_resonance(5, 2, apart);
        let middle = Novelty { novelty: 0.0, transience: 1.5, resonance: -1.5 };
        assert_eq!(series, [None, None, Some(middle), None, None]);
        assert!(novelty_transience_resonance(5, 0, apart).iter().all(Option::is_none));
        assert!(novelty_transience_resonance(0, 2, apart).is_empty());
    }
}
