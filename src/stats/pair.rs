//! Change of one theme over another from sums alone (the estimate of `cluster::ratio_of_two` on either side), so that
//! documents can be taken out of the sums again instead of adding up all others anew.

use super::cluster::LogRatio;
use super::leverage::{Powers, Side};
use libm::log;
use std::ops::{AddAssign, Sub};

/// Sums over documents of mentions `a` and `b`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PairSums {
    pub documents: u64,
    pub a: u64,
    pub b: u64,
    /// Σ a², Σ a b, Σ b²
    pub aa: u128,
    pub ab: u128,
    pub bb: u128,
    /// Of a + b.
    pub sizes: Powers,
}

impl PairSums {
    /// The sums of one document.
    pub fn one(a: u64, b: u64) -> Self {
        let (wide_a, wide_b) = (u128::from(a), u128::from(b));
        Self {
            documents: 1,
            a,
            b,
            aa: wide_a * wide_a,
            ab: wide_a * wide_b,
            bb: wide_b * wide_b,
            sizes: Powers::one(a.saturating_add(b)),
        }
    }

    /// Relative variance of a / b over documents: m/(m-1) Σ (a_d/a - b_d/b)².
    fn squares(&self) -> f64 {
        let part = |sum: u128, x: u64, y: u64| if x == 0 || y == 0 { 0.0 } else { sum as f64 / x as f64 / y as f64 };
        let squares = part(self.aa, self.a, self.a) - 2.0 * part(self.ab, self.a, self.b);
        let documents = self.documents as f64;
        (squares + part(self.bb, self.b, self.b)).max(0.0) * documents / (documents - 1.0)
    }
}

impl AddAssign for PairSums {
    fn add_assign(&mut self, other: Self) {
        self.documents += other.documents;
        self.a += other.a;
        self.b += other.b;
        self.aa += other.aa;
        self.ab += other.ab;
        self.bb += other.bb;
        self.sizes = self.sizes.plus(other.sizes);
    }
}

impl Sub for PairSums {
    type Output = Self;

    /// What remains when some of the documents are taken out.
    fn sub(self, part: Self) -> Self {
        Self {
            documents: self.documents - part.documents,
            a: self.a - part.a,
            b: self.b - part.b,
            aa: self.aa - part.aa,
            ab: self.ab - part.ab,
            bb: self.bb - part.bb,
            sizes: self.sizes.minus(part.sizes),
        }
    }
}

/// A side of such a change, for an error that knows how long documents are (`leverage`); `None` as in [`change`].
pub fn side(sums: &PairSums) -> Option<Side> {
    let least = 1.0 / (sums.a as f64 + 0.5) + 1.0 / (sums.b as f64 + 0.5);
    let documents = sums.documents as f64;
    let squares = || sums.squares() * (documents - 1.0) / documents;
    (sums.documents > 1 && sums.a + sums.b > 0).then(|| Side { squares: squares(), least, sizes: sums.sizes })
}

/// Change of ln(A / B) with its error and Welch's degrees of freedom; `None` where a side has fewer than two documents or no mention.
pub fn change(earlier: &PairSums, later: &PairSums) -> Option<LogRatio> {
    let side = |sums: &PairSums| {
        let (above, below) = (sums.a as f64 + 0.5, sums.b as f64 + 0.5);
        let variance = sums.squares().max(1.0 / above + 1.0 / below);
        (log(above / below), variance, (sums.documents - 1) as f64)
    };
    let usable = |sums: &PairSums| sums.documents > 1 && sums.a + sums.b > 0;
    (usable(earlier) && usable(later)).then_some(())?;
    let ((before, u, m), (after, v, n)) = (side(earlier), side(later));
    let variance = u + v;
    let df = variance * variance / (u * u / m + v * v / n);
    Some(LogRatio { value: after - before, se: variance.sqrt(), df })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::cluster::ratio_of_two;
    use crate::stats::random::Stream;

    fn sums(pairs: &[(u64, u64)]) -> PairSums {
        let mut sums = PairSums::default();
        pairs.iter().for_each(|&(a, b)| sums += PairSums::one(a, b));
        sums
    }

    /// The same from the documents, with Welch's degrees of freedom.
    fn of_documents(before: &[(u64, u64)], after: &[(u64, u64)]) -> LogRatio {
        let (before, after) = (ratio_of_two(before).unwrap(), ratio_of_two(after).unwrap());
        let (u, v) = (before.se * before.se, after.se * after.se);
        let df = (u + v) * (u + v) / (u * u / before.df + v * v / after.df);
        LogRatio { value: after.value - before.value, se: (u + v).sqrt(), df }
    }

    #[test]
    fn sums_say_what_documents_say() {
        let mut random = Stream::new(3, 1);
        let mut draw = |n: usize| -> Vec<(u64, u64)> { (0..n).map(|_| (random.below(30), random.below(9))).collect() };
        for n in [2, 3, 40] {
            let (before, after) = (draw(n), draw(n + 5));
            let (ours, theirs) = (change(&sums(&before), &sums(&after)).unwrap(), of_documents(&before, &after));
            for (x, y) in [(ours.value, theirs.value), (ours.se, theirs.se), (ours.df, theirs.df)] {
                assert!((x - y).abs() <= 1e-12 * y.abs(), "{x} {y}");
            }
        }
        let none = [(0, 3), (0, 5)];
        let (ours, theirs) = (change(&sums(&none), &sums(&none)).unwrap(), of_documents(&none, &none));
        assert!((ours.se - theirs.se).abs() <= 1e-15 * theirs.se);
        assert!(change(&sums(&[(1, 2), (2, 1)]), &sums(&[(1, 2)])).is_none());
        assert!(change(&sums(&[(0, 0), (0, 0)]), &sums(&none)).is_none());
    }

    #[test]
    fn what_is_taken_out_is_as_if_never_in() {
        let all = [(4, 2), (0, 7), (9, 1)];
        assert_eq!(sums(&all) - PairSums::one(0, 7), sums(&[(4, 2), (9, 1)]));
    }
}
