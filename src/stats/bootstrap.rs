//! The Poisson bootstrap over documents: each document gets a random weight instead of being drawn.
//!
//! Chamandy et al. (2012), "Estimating uncertainty for massive data streams". The weight is a hash of the document's
//! key and the replicate, so it does not depend on threads, on the order of documents, or on how they were batched.

use super::permutation::quantile;
use super::random::poisson_one;
use rayon::prelude::*;

/// Percentile interval (low, high) of `statistic` at `level`.
///
/// `documents` holds a key (`random::key` of the seed and of what tells the document) and the numbers whose weighted sums `statistic` takes.
/// Replicates where it is not a number (nothing was drawn) are left out; `None` when they are more than half.
pub fn poisson_interval<const N: usize>(
    documents: &[(u64, [u64; N])],
    replicates: u64,
    level: f64,
    statistic: impl Fn(&[u64; N]) -> f64 + Sync,
) -> Option<(f64, f64)> {
    let mut values: Vec<f64> =
        (0..replicates).into_par_iter().map(|replicate| statistic(&weighted_sums(documents, replicate))).collect();
    values.retain(|value| !value.is_nan());
    if (values.len() as u64) * 2 < replicates {
        return None;
    }
    Some((quantile(&values, 0.5 - level / 2.0)?, quantile(&values, 0.5 + level / 2.0)?))
}

/// Sums over the documents, each taken as often as its weight says.
fn weighted_sums<const N: usize>(documents: &[(u64, [u64; N])], replicate: u64) -> [u64; N] {
    let mut sums = [0u64; N];
    for (key, numbers) in documents {
        let weight = u64::from(poisson_one(*key, replicate));
        for (sum, number) in sums.iter_mut().zip(numbers) {
            *sum = sum.saturating_add(weight.saturating_mul(*number));
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::cluster::{Exposure, Moments, rate};
    use crate::stats::random::{Stream, key};

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
