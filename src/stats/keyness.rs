//! Scores that peers report for a word in two groups. For comparison only: they take words as independent, so they
//! call far too much significant; our own verdicts come from `cluster`.

use super::special::{beta_quantile, chi2_sf, deviance};
use libm::{log, log2};

/// A word that occurs `x1` times among `n1` words of group 1 and `x2` times among `n2` words of group 2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cells {
    pub x1: u64,
    pub n1: u64,
    pub x2: u64,
    pub n2: u64,
}

impl Cells {
    fn numbers(self) -> [f64; 4] {
        [self.x1, self.n1, self.x2, self.n2].map(|count| count as f64)
    }

    /// 1 when the word is commoner in group 1 than expected, -1 when rarer, 0 when as expected.
    fn sign(self) -> f64 {
        let (ours, theirs) = (u128::from(self.x1) * u128::from(self.n2), u128::from(self.x2) * u128::from(self.n1));
        f64::from(i8::from(ours > theirs) - i8::from(ours < theirs))
    }
}

/// Signed log likelihood ratio over the whole 2 x 2 table (Dunning 1993), as in AntConc's default.
///
/// Observed and expected have the same total, so 2 Σ o ln(o/e) is twice a sum of deviances: nothing cancels, however
/// large the corpus.
pub fn g2_four_cell(cells: Cells) -> f64 {
    let [x1, n1, x2, n2] = cells.numbers();
    let others = |n: f64| (n1 - x1 + n2 - x2) * (n / (n1 + n2));
    let rest = deviance(n1 - x1, others(n1)) + deviance(n2 - x2, others(n2));
    cells.sign() * 2.0 * (word_deviance(cells) + rest)
}

/// Signed log likelihood ratio over the word's own two cells (Rayson & Garside 2000), as in Rayson's calculator.
pub fn g2_two_cell(cells: Cells) -> f64 {
    cells.sign() * 2.0 * word_deviance(cells)
}

fn word_deviance(cells: Cells) -> f64 {
    let [x1, n1, x2, n2] = cells.numbers();
    let expected = |n: f64| (x1 + x2) * (n / (n1 + n2));
    deviance(x1, expected(n1)) + deviance(x2, expected(n2))
}

/// The p value that a G2 of one degree of freedom would have if words were independent.
pub fn p(g2: f64) -> f64 {
    chi2_sf(g2.abs(), 1.0)
}

/// Weighted log odds ratio and its z score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LogOdds {
    pub delta: f64,
    pub z: f64,
}

/// Log odds ratio of group 1 over group 2 with a Dirichlet prior (Monroe, Colaresi & Quinn 2008, eqs. 16, 20, 22).
///
/// `prior` is this word's pseudo count, `prior_sum` that of all words: (0.1, 0.1 times the vocabulary) is the uniform
/// prior, (a0 times the word's background share, a0) the informative one.
pub fn log_odds(cells: Cells, prior: f64, prior_sum: f64) -> LogOdds {
    let [x1, n1, x2, n2] = cells.numbers();
    let ln_odds = |x: f64, n: f64| log((x + prior) / (n + prior_sum - x - prior));
    let delta = ln_odds(x1, n1) - ln_odds(x2, n2);
    LogOdds { delta, z: delta / (1.0 / (x1 + prior) + 1.0 / (x2 + prior)).sqrt() }
}

/// Evert's (2022) conservative log2 ratio: the bound nearer to 0 of its exact interval, 0 where that holds no change.
///
/// `level` is the interval's (0.95) over the whole family of `family` words (Bonferroni).
pub fn lrc(cells: Cells, level: f64, family: usize) -> f64 {
    let [x1, n1, x2, n2] = cells.numbers();
    let alpha = (1.0 - level) / 2.0 / family.max(1) as f64;
    let log2_ratio = |share: f64| log2(n2 / n1 * share / (1.0 - share));
    match cells.sign() {
        1.0 => log2_ratio(beta_quantile(alpha, x1, x2 + 1.0)).max(0.0),
        // The upper bound of group 1's share is 1 minus the lower bound of group 2's.
        -1.0 => log2_ratio(1.0 - beta_quantile(alpha, x2, x1 + 1.0)).min(0.0),
        _ => 0.0,
    }
}

/// Kilgarriff's (2009) ratio of frequencies per million with `n` (1 in Sketch Engine) added to both.
pub fn simple_maths(cells: Cells, n: f64) -> f64 {
    let [x1, n1, x2, n2] = cells.numbers();
    (x1 / n1 * 1e6 + n) / (x2 / n2 * 1e6 + n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_g2_differ_as_their_peers_do() {
        let cells = Cells { x1: 50, n1: 10_000, x2: 30, n2: 10_000 };
        assert_eq!(format!("{:.3} {:.3}", g2_two_cell(cells), g2_four_cell(cells)), "5.053 5.074");
        let swapped = Cells { x1: 30, n1: 10_000, x2: 50, n2: 10_000 };
        assert_eq!(g2_four_cell(swapped), -g2_four_cell(cells));
    }

    #[test]
    fn equal_shares_are_exactly_nothing() {
        let cells = Cells { x1: 1_000_000, n1: 300_000_000, x2: 2_000_000, n2: 600_000_000 };
        assert_eq!((g2_four_cell(cells), g2_two_cell(cells), lrc(cells, 0.95, 9)), (0.0, 0.0, 0.0));
        assert_eq!(p(0.0), 1.0);
    }
}
