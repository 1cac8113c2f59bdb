//! How surely more marked items have a property than chance gives, where marks change places only within strata.
//!
//! The number of marked items that have it is then a sum of independent hypergeometric numbers, one for each stratum
//! (Mantel & Haenszel 1959; the exact form is in Agresti 2013, "Categorical Data Analysis", section 7.3.5). Its whole
//! distribution is computed, so that no draw limits how small a probability can be told.

use super::special::ln_choose;
use libm::exp;

/// Items that may exchange their marks, how many of them are marked, and how many have the property.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stratum {
    pub items: u64,
    pub marked: u64,
    pub having: u64,
}

/// What is less probable than this is dropped from either end while strata are added up; far below any p that is told.
const NEGLIGIBLE: f64 = 1e-30;

/// Probability that so many marked items or more have the property if marks are dealt out anew in each stratum.
pub fn at_least(observed: u64, strata: impl IntoIterator<Item = Stratum>) -> f64 {
    let (mut first, mut chances) = (0u64, vec![1.0]);
    for stratum in strata {
        let (low, of_stratum) = hypergeometric(stratum);
        (first, chances) = trimmed(first + low, sum(&chances, &of_stratum));
    }
    let from = usize::try_from(observed.saturating_sub(first)).unwrap_or(usize::MAX);
    // From the small end, so that nothing is lost beside the large ones.
    chances.iter().skip(from).rev().sum::<f64>().min(1.0)
}

/// The least number of marked items that can have the property, and the probability of it and of each next number.
fn hypergeometric(Stratum { items, marked, having }: Stratum) -> (u64, Vec<f64>) {
    let (low, high) = ((marked + having).saturating_sub(items), marked.min(having));
    let all = ln_choose(items, marked);
    let chance = |both: u64| exp(ln_choose(having, both) + ln_choose(items - having, marked - both) - all);
    (low, if low == high { vec![1.0] } else { (low..=high).map(chance).collect() })
}

/// The distribution of the sum of two numbers.
fn sum(a: &[f64], b: &[f64]) -> Vec<f64> {
    let mut chances = vec![0.0; a.len() + b.len() - 1];
    for (at, x) in a.iter().enumerate() {
        for (place, y) in chances[at..].iter_mut().zip(b) {
            *place += x * y;
        }
    }
    chances
}

fn trimmed(first: u64, mut chances: Vec<f64>) -> (u64, Vec<f64>) {
    let counts = |chance: &f64| *chance > NEGLIGIBLE;
    let (from, to) = (chances.iter().position(counts), chances.iter().rposition(counts));
    let (Some(from), Some(to)) = (from, to) else { return (first, chances) };
    chances.truncate(to + 1);
    (first + from as u64, chances.split_off(from))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every way to deal out the marks, one by one.
    fn enumerated(observed: u64, strata: &[Stratum]) -> f64 {
        let ways = |stratum: &Stratum| -> Vec<u64> {
            let marks = (0u32..1 << stratum.items).filter(|bits| u64::from(bits.count_ones()) == stratum.marked);
            marks.map(|bits| u64::from((bits & ((1 << stratum.having) - 1)).count_ones())).collect()
        };
        let mut totals = vec![0u64];
        for stratum in strata {
            let ways = ways(stratum);
            totals = totals.iter().flat_map(|total| ways.iter().map(move |way| total + way)).collect();
        }
        totals.iter().filter(|total| **total >= observed).count() as f64 / totals.len() as f64
    }

    #[test]
    fn the_probability_is_that_of_all_ways_to_deal_out_marks() {
        let stratum = |items, marked, having| Stratum { items, marked, having };
        let strata = [stratum(7, 3, 4), stratum(5, 2, 1), stratum(4, 0, 2), stratum(3, 3, 2)];
        for observed in 0..9 {
            let (ours, expected) = (at_least(observed, strata), enumerated(observed, &strata));
            assert!((ours - expected).abs() < 1e-12, "{observed}: {ours} is not {expected}");
        }
        assert_eq!(at_least(0, []), 1.0);
        assert_eq!(at_least(1, []), 0.0);
    }

    #[test]
    fn tiny_probabilities_and_many_strata_are_told() {
        // One way in 100 choose 10.
        let p = at_least(10, [Stratum { items: 100, marked: 10, having: 10 }]);
        assert!((p * exp(ln_choose(100, 10)) - 1.0).abs() < 1e-9, "{p}");
        // A hundred fair coins: 60 heads or more come with probability 0.028444.
        let coins = (0..100).map(|_| Stratum { items: 2, marked: 1, having: 1 });
        assert!((at_least(60, coins) - 0.028_443_966_820_49).abs() < 1e-12);
    }
}
