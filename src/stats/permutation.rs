//! Permutation tests: every split of few documents, or p values and quantiles of a simulated null.

use super::random::Stream;
use rayon::prelude::*;

/// Most splits that `exact_two_group` will enumerate.
pub const MOST_SPLITS: u64 = 20_000;

/// The result of an exact permutation test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Exact {
    /// Share of the splits whose statistic is at least the observed one.
    pub p_one_sided: f64,
    /// Share of the splits whose statistic is at least as far from 0.
    pub p_two_sided: f64,
    /// The smallest two-sided p that so many documents can give: nothing below it can be shown.
    pub smallest_p: f64,
    /// How many splits there are.
    pub splits: u64,
}

/// Tests whether the last `k` of `n` documents (group b) differ from the others, over all splits into `n - k` and `k`.
///
/// `statistic` is given the members of group b, ascending; it should be finite, 0 under no difference, positive when b
/// is larger. `None` when a group would be empty or there are more than `MOST_SPLITS` splits.
pub fn exact_two_group(n: usize, k: usize, statistic: impl Fn(&[usize]) -> f64) -> Option<Exact> {
    let splits = choose(n, k).filter(|_| 0 < k && k < n)?;
    let observed = statistic(&(n - k..n).collect::<Vec<_>>());
    let mut members: Vec<usize> = (0..k).collect();
    let mut values = vec![statistic(&members)];
    while advance(&mut members, n) {
        values.push(statistic(&members));
    }
    // Equal splits may differ in the last bits, because their sums run in another order.
    let tolerance = 1e-12 * values.iter().fold(0.0, |most: f64, value| most.max(value.abs()));
    let share = |count: usize| count as f64 / splits as f64;
    let above = values.iter().filter(|&&value| value >= observed - tolerance).count();
    let beyond = values.iter().filter(|&&value| value.abs() >= observed.abs() - tolerance).count();
    // With groups of equal size each split has a mirror image that is as far from 0.
    let smallest_p = share(if 2 * k == n { 2 } else { 1 });
    Some(Exact { p_one_sided: share(above), p_two_sided: share(beyond), smallest_p, splits })
}

/// C(n, k) if it is at most `MOST_SPLITS`.
fn choose(n: usize, k: usize) -> Option<u64> {
    let k = k.min(n.checked_sub(k)?);
    let mut product = 1u64;
    for i in 0..k {
        // Exact: a product of i + 1 consecutive numbers is divisible by (i + 1)!.
        product = product.checked_mul((n - i) as u64)? / (i as u64 + 1);
        if product > MOST_SPLITS {
            return None;
        }
    }
    Some(product)
}

/// The next subset of 0..n in lexicographic order; false after the last.
fn advance(members: &mut [usize], n: usize) -> bool {
    let k = members.len();
    let Some(i) = (0..k).rev().find(|&i| members[i] < n - k + i) else { return false };
    members[i] += 1;
    for j in i + 1..k {
        members[j] = members[j - 1] + 1;
    }
    true
}

/// Which items may change places: those of one stratum, or all where there is one stratum.
#[derive(Debug, Clone)]
pub struct Exchange {
    strata: Vec<Vec<usize>>,
}

impl Exchange {
    /// From the number of the stratum of each item.
    pub fn within(strata: impl IntoIterator<Item = usize>) -> Self {
        let mut members: Vec<Vec<usize>> = Vec::new();
        for (item, stratum) in strata.into_iter().enumerate() {
            if members.len() <= stratum {
                members.resize(stratum + 1, Vec::new());
            }
            members[stratum].push(item);
        }
        members.retain(|members| !members.is_empty());
        Self { strata: members }
    }

    /// Every item may change places with every other.
    pub fn is_free(&self) -> bool {
        self.strata.len() < 2
    }

    /// Puts the items of each stratum in random order among their places.
    pub fn shuffle<T: Copy>(&self, items: &mut [T], random: &mut Stream) {
        let mut drawn = self.gathered(items);
        self.deal(&mut drawn, items, random);
    }

    /// The items of one stratum after the other, for many [`deal`](Self::deal)s of the same.
    pub fn gathered<T: Copy>(&self, items: &[T]) -> Vec<T> {
        self.strata.iter().flatten().map(|&place| items[place]).collect()
    }

    /// Puts what was gathered in random order within each stratum, and lays it in the places of its stratum.
    pub fn deal<T: Copy>(&self, gathered: &mut [T], places: &mut [T], random: &mut Stream) {
        let mut rest = gathered;
        for members in &self.strata {
            let (drawn, later) = std::mem::take(&mut rest).split_at_mut(members.len());
            random.shuffle(drawn);
            members.iter().zip(drawn).for_each(|(&place, &mut item)| places[place] = item);
            rest = later;
        }
    }
}

/// Values of a null that are drawn side by side before it is looked whether they are enough, and those of them that are
/// asked for in one call.
const TOGETHER: u64 = 16;
pub const AT_ONCE: usize = 4;

/// The p value that `p_value` gives of a null of `draws` values, if it is below `level`. Draws end as soon as it cannot
/// be; `draw` gives the values of at most `AT_ONCE` numbers, each by its number alone, from 0 on.
pub fn p_below(level: f64, observed: f64, draws: u64, draw: impl Fn(&[u64]) -> Vec<f64> + Sync) -> Option<f64> {
    let mut null: Vec<f64> = Vec::new();
    while (null.len() as u64) < draws {
        let next: Vec<u64> = (null.len() as u64..draws.min(null.len() as u64 + TOGETHER)).collect();
        null.par_extend(next.par_chunks(AT_ONCE).flat_map_iter(&draw));
        // As p_value, as if none of the rest were as large.
        let least = p_value(observed, &null) * (1 + null.len()) as f64 / (1 + draws) as f64;
        if least >= level {
            return None;
        }
    }
    Some(p_value(observed, &null)).filter(|&p| p < level)
}

/// Monte Carlo p value (1 + #{null >= observed}) / (1 + B): never 0, and valid for any B (Davison & Hinkley 1997, 4.11).
pub fn p_value(observed: f64, null: &[f64]) -> f64 {
    // Equal splits may differ in the last bits, because their sums run in another order; of equal documents these bits
    // are all there is, so that the tolerance has an absolute part, far below any drift.
    let tolerance = 1e-12 + 1e-9 * observed.abs();
    let at_least = null.iter().filter(|&&value| value >= observed - tolerance).count();
    (1 + at_least) as f64 / (1 + null.len()) as f64
}

/// Quantile of a sample by linear interpolation between order statistics (Hyndman & Fan 1996, type 7); `level` in
/// 0..=1; `None` without values.
pub fn quantile(values: &[f64], level: f64) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let position = level.clamp(0.0, 1.0) * sorted.len().checked_sub(1)? as f64;
    let below = sorted[position as usize];
    let above = sorted[(position as usize + 1).min(sorted.len() - 1)];
    Some(below + position.fract() * (above - below))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_splits_are_visited_once() {
        let mut members = vec![0, 1, 2];
        let mut seen = vec![members.clone()];
        while advance(&mut members, 6) {
            seen.push(members.clone());
        }
        assert_eq!(seen.len() as u64, choose(6, 3).unwrap());
        assert!(seen.windows(2).all(|pair| pair[0] < pair[1]));
    }

    #[test]
    fn five_articles_cannot_show_a_trend() {
        // Minerals and defence in five articles; the last three are the later ones.
        let counts = [(2, 6), (0, 9), (4, 6), (0, 9), (3, 5)];
        let log_ratio = |a: i32, b: i32| libm::log((f64::from(a) + 0.5) / (f64::from(b) + 0.5));
        let sum = |keep: &dyn Fn(usize) -> bool| {
            (0..5).filter(|&i| keep(i)).fold((0, 0), |(a, b), i| (a + counts[i].0, b + counts[i].1))
        };
        let test = exact_two_group(5, 3, |later| {
            let (a, b) = sum(&|i| later.contains(&i));
            let (c, d) = sum(&|i| !later.contains(&i));
            log_ratio(a, b) - log_ratio(c, d)
        });
        let test = test.unwrap();
        assert_eq!((test.splits, test.smallest_p), (10, 0.1));
        assert_eq!((test.p_one_sided, test.p_two_sided), (0.3, 0.6));
    }

    #[test]
    fn equal_groups_can_never_go_below_two_splits() {
        let values = [1.0, 2.0, 3.0, 10.0, 11.0, 12.0];
        let total: f64 = values.iter().sum();
        let test = exact_two_group(6, 3, |b| 2.0 * b.iter().map(|&i| values[i]).sum::<f64>() - total).unwrap();
        assert_eq!((test.p_one_sided, test.p_two_sided, test.smallest_p), (0.05, 0.1, 0.1));
    }

    #[test]
    fn what_cannot_be_tested_is_refused() {
        assert_eq!(exact_two_group(5, 0, |_| 0.0), None);
        assert_eq!(exact_two_group(5, 5, |_| 0.0), None);
        assert_eq!(exact_two_group(4, 5, |_| 0.0), None);
        assert_eq!(exact_two_group(18, 9, |_| 0.0), None); // 48,620 splits
        assert_eq!(exact_two_group(400, 200, |_| 0.0), None);
        assert_eq!(exact_two_group(20_000, 1, |_| 0.0).map(|test| test.splits), Some(20_000));
        assert_eq!(quantile(&[], 0.5), None);
    }

    #[test]
    fn items_stay_in_their_strata() {
        let strata = [0, 2, 2, 0, 2, 0, 2];
        let exchange = Exchange::within(strata);
        assert!(!exchange.is_free() && Exchange::within([1, 1]).is_free());
        let mut seen = std::collections::BTreeSet::new();
        for seed in 0..200 {
            let mut items: Vec<usize> = (0..7).collect();
            exchange.shuffle(&mut items, &mut Stream::new(seed, 0));
            assert!(items.iter().zip(strata).all(|(&item, stratum)| strata[item] == stratum));
            seen.insert(items);
        }
        // 3! orders of one stratum times 4! of the other.
        assert!(seen.len() > 100, "{}", seen.len());
    }

    #[test]
    fn a_simulated_null_counts_the_observed_among_itself() {
        assert_eq!(p_value(2.0, &[0.0, 1.0, 2.0, 3.0]), 0.6);
        assert_eq!(p_value(9.0, &[0.0; 999]), 0.001);
        assert_eq!(quantile(&[4.0, 1.0, 3.0, 2.0], 0.5), Some(2.5));
        assert_eq!(quantile(&[4.0, 1.0, 3.0, 2.0], 0.95), Some(3.8499999999999996));
        assert_eq!(quantile(&[4.0], 1.0), Some(4.0));
    }

    #[test]
    fn draws_end_where_nothing_can_be_shown_and_change_no_p() {
        let drawn = std::sync::atomic::AtomicU64::new(0);
        let uniform = |number: u64| {
            drawn.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            Stream::new(3, number).unit()
        };
        let of_each = |numbers: &[u64]| numbers.iter().copied().map(uniform).collect();
        let all: Vec<f64> = (0..199).map(uniform).collect();
        for observed in [0.2, 0.9, 0.97, 0.99, 1.0] {
            let p = p_value(observed, &all);
            drawn.store(0, std::sync::atomic::Ordering::Relaxed);
            assert_eq!(p_below(0.05, observed, 199, of_each), Some(p).filter(|&p| p < 0.05));
            assert!(observed > 0.5 || drawn.load(std::sync::atomic::Ordering::Relaxed) <= 32);
        }
        assert_eq!(p_below(0.05, 2.0, 0, of_each), None);
    }

    #[test]
    fn equal_statistics_count_though_their_last_bits_differ() {
        // As of documents that are all alike: rounding is all that is left of the difference.
        assert_eq!(p_value(2e-16, &[1e-16, -1e-16, 0.0]), 1.0);
        assert_eq!(p_value(0.3, &[0.1 + 0.2 - 1e-16, 0.3 - 1e-16, 0.2]), 0.75);
    }
}
