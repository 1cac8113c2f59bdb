//! The Poisson bootstrap over documents: each document gets a random weight instead of being drawn.
//!
//! Chamandy et al. (2012), "Estimating uncertainty for massive data streams". The weight is a hash of the document's
//! key and the replicate, so it does not depend on threads, on the order of documents, or on how they were batched.

use super::permutation::quantile;
use super::random::{MOST_WEIGHT, Weights};
use rayon::prelude::*;

/// Percentile interval (low, high) of each statistic at `level`; all are of the same documents, whose weights are drawn
/// once for all of them.
///
/// `keys` holds what names each document (`random::key` of the seed and of what tells it); `of_each` holds for each
/// statistic the numbers of every document, whose weighted sums `statistic` takes with the place of the statistic.
/// Replicates where it is not a number (nothing was drawn) are left out; `None` when they are more than half.
pub fn poisson_intervals<const N: usize>(
    keys: &[u64],
    of_each: &[Vec<[u64; N]>],
    (replicates, level): (u64, f64),
    statistic: impl Fn(usize, &[u64; N]) -> f64 + Sync,
) -> Vec<Option<(f64, f64)>> {
    let adds: Vec<Adding> = of_each.iter().map(|numbers| Adding::of(numbers)).collect();
    let of_keys: Vec<Weights> = keys.iter().map(|&key| Weights::of(key)).collect();
    let draw = |replicate: u64| -> Vec<f64> {
        let weights: Vec<u64> = of_keys.iter().map(|of_key| u64::from(of_key.poisson_one(replicate))).collect();
        let value = |at: usize| statistic(at, &adds[at].weighted_sums(&of_each[at], &weights));
        (0..of_each.len()).map(value).collect()
    };
    let drawn: Vec<Vec<f64>> = (0..replicates).into_par_iter().map(draw).collect();
    let interval = |at: usize| {
        let values: Vec<f64> = drawn.iter().map(|values| values[at]).filter(|value| !value.is_nan()).collect();
        if (values.len() as u64) * 2 < replicates {
            return None;
        }
        Some((quantile(&values, 0.5 - level / 2.0)?, quantile(&values, 0.5 + level / 2.0)?))
    };
    (0..of_each.len()).map(interval).collect()
}

/// How sums are added up: plainly where no weights can make them too large, else up to the largest number.
#[derive(Clone, Copy)]
enum Adding {
    Plain,
    Saturating,
}

impl Adding {
    fn of<const N: usize>(numbers: &[[u64; N]]) -> Self {
        let sum = |at: usize| numbers.iter().try_fold(0u64, |sum, numbers| sum.checked_add(numbers[at]));
        let fits = |at: usize| sum(at).is_some_and(|sum| sum.checked_mul(u64::from(MOST_WEIGHT)).is_some());
        if (0..N).all(fits) { Self::Plain } else { Self::Saturating }
    }

    /// Sums over the documents, each taken as often as its weight says.
    fn weighted_sums<const N: usize>(self, numbers: &[[u64; N]], weights: &[u64]) -> [u64; N] {
        let mut sums = [0u64; N];
        for (numbers, &weight) in numbers.iter().zip(weights) {
            for (sum, &number) in sums.iter_mut().zip(numbers) {
                *sum = match self {
                    Self::Plain => *sum + weight * number,
                    Self::Saturating => sum.saturating_add(weight.saturating_mul(number)),
                };
            }
        }
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::cluster::{Exposure, Moments, rate};
    use crate::stats::random::{Stream, key};

    /// The interval of one statistic of documents with their keys.
    fn poisson_interval<const N: usize>(
        documents: &[(u64, [u64; N])],
        replicates: u64,
        level: f64,
        statistic: impl Fn(&[u64; N]) -> f64 + Sync,
    ) -> Option<(f64, f64)> {
        let (keys, numbers): (Vec<u64>, Vec<[u64; N]>) = documents.iter().copied().unzip();
        poisson_intervals(&keys, &[numbers], (replicates, level), |_, sums| statistic(sums))[0]
    }

    #[test]
    fn sums_that_cannot_be_held_stay_at_the_largest() {
        let (small, large) = (vec![[3, 5], [2, 1]], vec![[3, u64::MAX / 2], [2, 1]]);
        assert_eq!(Adding::of(&small).weighted_sums(&small, &[2, 3]), [12, 13]);
        assert_eq!(Adding::of(&large).weighted_sums(&large, &[4, 3]), [18, u64::MAX]);
    }

    #[test]
    fn statistics_side_by_side_are_those_of_each_alone() {
        let all = documents(60);
        let (keys, numbers): (Vec<u64>, Vec<[u64; 2]>) = all.iter().copied().unzip();
        let turned: Vec<[u64; 2]> = numbers.iter().map(|&[a, b]| [b, 2 * a]).collect();
        let ratio = |sums: &[u64; 2]| sums[0] as f64 / sums[1].max(1) as f64;
        let both = poisson_intervals(&keys, &[numbers, turned.clone()], (300, 0.95), |_, sums| ratio(sums));
        let second: Vec<(u64, [u64; 2])> = keys.into_iter().zip(turned).collect();
        assert_eq!(both, [poisson_interval(&all, 300, 0.95, ratio), poisson_interval(&second, 300, 0.95, ratio)]);
        assert_ne!(both[0], both[1]);
    }

    fn documents(n: u64) -> Vec<(u64, [u64; 2])> {
        let mut stream = Stream::new(11, 0);
        (0..n)
            .map(|i| (key(4, &i.to_le_bytes()), [stream.below(9) * stream.below(3), 500 + stream.below(500)]))
            .collect()
    }

    #[test]
    fn the_order_of_documents_does_not_matter() {
        let mut all = documents(40);
        let ratio = |sums: &[u64; 2]| sums[0] as f64 / sums[1] as f64;
        let before = poisson_interval(&all, 500, 0.95, ratio);
        all.reverse();
        assert!(before.is_some() && before == poisson_interval(&all, 500, 0.95, ratio));
    }

    #[test]
    fn the_interval_agrees_with_the_clustered_one() {
        let all = documents(400);
        let (low, high) = poisson_interval(&all, 2000, 0.95, |sums| sums[0] as f64 / sums[1] as f64).unwrap();
        let (mut moments, mut exposure) = (Moments::default(), Exposure::default());
        for (_, [x, l]) in &all {
            moments.add(*x, *l);
            exposure.add(*l);
        }
        let (_, below, above) = rate((&moments, &exposure), None, 0.95).unwrap();
        assert!(((high - low) / (above - below) - 1.0).abs() < 0.1, "{low} {high} {below} {above}");
    }

    #[test]
    fn what_is_rarely_drawn_has_no_interval() {
        let one = [(key(4, b"only"), [1u64])];
        let value = |sums: &[u64; 1]| if sums[0] == 0 { f64::NAN } else { 1.0 };
        assert_eq!(poisson_interval(&one, 1000, 0.95, value), Some((1.0, 1.0))); // drawn in 63 %
        assert_eq!(poisson_interval(&one, 1000, 0.95, |_| f64::NAN), None);
        assert_eq!(poisson_interval(&one, 0, 0.95, value), None);
    }
}
