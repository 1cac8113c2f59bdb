//! Where a series turns, by optimal partitioning: what peers compute, for comparison.
//!
//! It needs a penalty, and no penalty fits all series: the one that is usually offered finds changes in half of all
//! series of pure noise. Our own turns come from `scan`, which needs none.

/// The starts of the second and later segments in the cheapest partition of `y` (Jackson et al. 2005, exact).
///
/// A segment costs the sum of squares about its mean, each cut costs `penalty`, segments have at least `shortest`
/// points. What PELT prunes, this visits: O(n²), and the same answer always.
pub fn optimal_partition(y: &[f64], penalty: f64, shortest: usize) -> Vec<usize> {
    let n = y.len();
    let shortest = shortest.max(1);
    let cost = segment_cost(y);
    // best[t]: least cost of the first t points; cut[t]: where its last segment starts.
    let mut best = vec![f64::INFINITY; n + 1];
    let mut cut = vec![0; n + 1];
    best[0] = -penalty;
    for end in shortest..=n {
        for start in 0..=end - shortest {
            let total = best[start] + cost(start, end) + penalty;
            if total < best[end] {
                (best[end], cut[end]) = (total, start);
            }
        }
    }
    let mut cuts: Vec<usize> =
        std::iter::successors(Some(cut[n]), |&at| Some(cut[at])).take_while(|&at| at > 0).collect();
    cuts.reverse();
    cuts
}

/// Sum of squares about the mean of `y[start..end]`, from running sums about the overall mean.
fn segment_cost(y: &[f64]) -> impl Fn(usize, usize) -> f64 {
    let mean = y.iter().sum::<f64>() / y.len().max(1) as f64;
    let mut sums = vec![(0.0, 0.0)];
    let mut sum = (0.0, 0.0);
    for value in y {
        sum = (sum.0 + (value - mean), sum.1 + (value - mean) * (value - mean));
        sums.push(sum);
    }
    move |start, end| {
        let (first, second) = (sums[end].0 - sums[start].0, sums[end].1 - sums[start].1);
        (second - first * first / (end - start) as f64).max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::random::Stream;

    /// Least cost over all 2^(n-1) partitions.
    fn least_cost(y: &[f64], penalty: f64, shortest: usize) -> f64 {
        let mut least = f64::INFINITY;
        for bits in 0..1u32 << (y.len() - 1) {
            let cuts: Vec<usize> = (1..y.len()).filter(|&at| bits >> (at - 1) & 1 == 1).collect();
            least = least.min(cost_of(y, &cuts, penalty, shortest));
        }
        least
    }

    fn cost_of(y: &[f64], cuts: &[usize], penalty: f64, shortest: usize) -> f64 {
        let edges: Vec<usize> = std::iter::once(0).chain(cuts.iter().copied()).chain([y.len()]).collect();
        let segment = |part: &[f64]| {
            let mean = part.iter().sum::<f64>() / part.len() as f64;
            if part.len() < shortest { f64::INFINITY } else { part.iter().map(|v| (v - mean).powi(2)).sum() }
        };
        edges.windows(2).map(|edge| segment(&y[edge[0]..edge[1]])).sum::<f64>() + penalty * cuts.len() as f64
    }

    #[test]
    fn no_other_partition_is_cheaper() {
        let mut stream = Stream::new(3, 0);
        for round in 0..40u32 {
            let y: Vec<f64> = (0..11).map(|i| stream.unit() + f64::from(u32::from(i > round % 11))).collect();
            let shortest = 1 + (round % 3) as usize;
            let cuts = optimal_partition(&y, 0.4, shortest);
            let ours = cost_of(&y, &cuts, 0.4, shortest);
            assert!((ours - least_cost(&y, 0.4, shortest)).abs() < 1e-12, "{cuts:?} of {y:?}");
        }
    }

    #[test]
    fn short_or_flat_series_are_not_cut() {
        assert!(optimal_partition(&[], 1.0, 2).is_empty());
        assert!(optimal_partition(&[1.0], 1.0, 2).is_empty());
        assert!(optimal_partition(&[0.1; 30], 1e-9, 2).is_empty());
    }
}
