//! One theme over another: ln((a + 1/2) / (b + 1/2)) and how uncertain it is, from sums over documents alone, so that
//! documents can be taken out of the sums again instead of adding up all others anew.
//!
//! The variance is that of a ratio over documents, so it includes the covariance of A and B inside them.

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

    /// Those of some documents.
    pub fn of(pairs: &[(u64, u64)]) -> Self {
        let mut sums = Self::default();
        pairs.iter().for_each(|&(a, b)| sums += Self::one(a, b));
        sums
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

/// ln of A over B, with 1/2 added to both.
pub fn level(sums: &PairSums) -> f64 {
    log((sums.a as f64 + 0.5) / (sums.b as f64 + 0.5))
}

/// What is known of that level, for an error that knows how long documents are (`leverage`), whose floor is 1/(a + 1/2) +
/// 1/(b + 1/2); `None` with fewer than two documents or where neither theme occurs.
pub fn side(sums: &PairSums) -> Option<Side> {
    let least = 1.0 / (sums.a as f64 + 0.5) + 1.0 / (sums.b as f64 + 0.5);
    let documents = sums.documents as f64;
    let squares = || sums.squares() * (documents - 1.0) / documents;
    (sums.documents > 1 && sums.a + sums.b > 0).then(|| Side { squares: squares(), least, sizes: sums.sizes })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::random::Stream;

    #[test]
    fn sums_say_what_documents_say() {
        let mut random = Stream::new(3, 1);
        let mut draw = |n: usize| -> Vec<(u64, u64)> { (0..n).map(|_| (random.below(30), random.below(9))).collect() };
        for pairs in [draw(2), draw(3), draw(40), vec![(10, 0), (0, 10)], vec![(0, 3), (0, 5)]] {
            let share = |part: u64, whole: u64| if whole == 0 { 0.0 } else { part as f64 / whole as f64 };
            let sums = PairSums::of(&pairs);
            let pull = |&(a, b): &(u64, u64)| share(a, sums.a) - share(b, sums.b);
            let theirs: f64 = pairs.iter().map(pull).map(|pull| pull * pull).sum();
            let ours = side(&sums).unwrap().squares;
            assert!((ours - theirs).abs() <= 1e-12, "{ours} {theirs}");
        }
        assert!(side(&PairSums::of(&[(1, 2)])).is_none() && side(&PairSums::of(&[(0, 0), (0, 0)])).is_none());
    }

    #[test]
    fn documents_of_one_ratio_leave_only_the_floor() {
        let even = side(&PairSums::of(&[(2, 4), (4, 8)])).unwrap();
        assert!(even.squares < 1e-15 && even.least == 1.0 / 6.5 + 1.0 / 12.5);
    }

    #[test]
    fn what_is_taken_out_is_as_if_never_in() {
        let all = [(4, 2), (0, 7), (9, 1)];
        assert_eq!(PairSums::of(&all) - PairSums::one(0, 7), PairSums::of(&[(4, 2), (9, 1)]));
    }
}
