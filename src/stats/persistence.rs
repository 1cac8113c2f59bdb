//! Periods that rise and fall together: how much they fluctuate beyond what their documents explain.
//!
//! Shuffled documents say what a turn looks like if any document might have appeared at any time. News has busy and
//! quiet months, one busy month follows another, and then a scan over shuffled documents calls a turn in nearly every
//! series. The model here is y_t = μ + u_t + e_t: y_t the mean pull of the documents of a period, e_t their noise with
//! variance σ² / m_t, and u_t an autoregression of order one with variance λ σ². Simulating it gives the null of the
//! scan (`scan`): a parametric bootstrap, as in the sieve bootstrap of Lyubchich et al. (2020) for change points.
//!
//! Two choices, both made by simulation (`tests/fluctuation.rs`):
//! - The autocorrelation is set, not estimated ([`PERSISTENCE`]): two dozen periods do not tell 0.3 from 0.6, and every
//!   estimate of it is too small once the best cut has been taken out. Block permutations (Kirch 2007) have the same
//!   trouble with so few blocks.
//! - λ has the largest weighted mean of two restricted log likelihoods, without a turn and with one at the best cut. The first
//!   takes a real turn for fluctuation, the second the largest fluctuation for a turn; either alone errs.
//!
//! Means far from the others are drawn in before λ is fitted: a month with fifty times the usual mentions is an event,
//! and says nothing of how usual months fluctuate.

use super::permutation::quantile;
use super::random::Stream;
use libm::{cos, exp, log};
use std::f64::consts::TAU;

/// Autocorrelation of neighboring periods in simulated series.
pub const PERSISTENCE: f64 = 0.75;
/// Weight of the likelihood without a turn; that with one has the rest.
const WITHOUT_TURN: f64 = 0.35;

/// Candidates of λ times the mean number of documents: the variance of u_t over that of e_t. 0 is tried before them.
const SMALLEST: f64 = 1.0 / 32.0;
const DOUBLINGS: u32 = 22;

/// Means farther from the median than this many standard deviations (by the median deviation) are drawn in to there.
const FARTHEST: f64 = 8.0;
/// Median deviation of a standard normal number.
const NORMAL_DEVIATION: f64 = 0.674_489_750_196_081_7;

/// Periods that have documents.
#[derive(Debug, Clone, Default)]
pub struct Periods {
    /// Their places in time, ascending.
    pub at: Vec<usize>,
    /// Their documents, and the mean pull of these.
    pub documents: Vec<f64>,
    pub means: Vec<f64>,
    /// Σ (pull - mean of its period)² over all documents.
    pub within: f64,
}

/// Fluctuation of periods.
#[derive(Debug, Clone, PartialEq)]
pub struct Fluctuation {
    /// Standard deviation of u_t, and of the pull of a document about it.
    pub of_periods: f64,
    pub of_documents: f64,
}

impl Periods {
    /// What the periods show beyond their documents, with the best cut before the period `cut` (an index of `means`);
    /// `None` where their documents explain all of it, or are so few to a period that they cannot tell.
    pub fn fluctuation(&self, cut: usize) -> Option<Fluctuation> {
        self.tell().then(|| self.drawn_in().fitted(cut))?
    }

    /// They hold two documents or more on average, so that documents can be told from periods.
    pub fn tell(&self) -> bool {
        self.documents.iter().sum::<f64>() >= 2.0 * self.documents.len() as f64
    }

    /// Outlying means drawn in.
    fn drawn_in(&self) -> Self {
        let median = quantile(&self.means, 0.5).unwrap_or_default();
        let deviations: Vec<f64> = self.means.iter().map(|mean| (mean - median).abs()).collect();
        let most = FARTHEST / NORMAL_DEVIATION * quantile(&deviations, 0.5).unwrap_or_default();
        if most == 0.0 {
            // Half of the means are equal, so that there is no measure of what lies far out.
            return self.clone();
        }
        let means = self.means.iter().map(|mean| mean.clamp(median - most, median + most)).collect();
        Self { means, ..self.clone() }
    }

    /// Candidates of λ, ascending, 0 left out: every `step`-th doubling.
    pub(super) fn ratios(&self, step: usize) -> impl Iterator<Item = f64> + use<> {
        let mean_size = self.documents.iter().sum::<f64>() / self.documents.len() as f64;
        (0..=DOUBLINGS).step_by(step).map(move |k| f64::from(1u32 << k) * SMALLEST / mean_size)
    }

    fn fitted(&self, cut: usize) -> Option<Fluctuation> {
        let best = self.ratios(1).map(|ratio| (ratio, self.fit(ratio, cut)));
        let best = std::iter::once((0.0, self.fit(0.0, cut))).chain(best);
        // The first of equals wins.
        let (ratio, (_, variance)) =
            best.reduce(|best, next| if next.1.0 > best.1.0 { next } else { best }).filter(|best| best.0 > 0.0)?;
        Some(Fluctuation { of_periods: (ratio * variance).sqrt(), of_documents: variance.sqrt() })
    }

    /// Weighted mean of the restricted log likelihoods without and with the cut for λ = `ratio`, up to a constant, and σ²
    /// (the geometric mean of both estimates, weighted alike).
    fn fit(&self, ratio: f64, cut: usize) -> (f64, f64) {
        let precision = self.precision(ratio);
        let determinant = precision.determinant;
        let ones = precision.solve(&vec![1.0; self.means.len()]);
        let step: Vec<f64> = (0..self.means.len()).map(|t| f64::from(u8::from(t >= cut))).collect();
        let (stepped, solved) = (precision.solve(&step), precision.solve(&self.means));
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        let whole: f64 = ones.iter().sum();
        let center: f64 = solved.iter().sum::<f64>() / whole;
        let without = (self.within + dot(&self.means, &solved) - center * center * whole).max(f64::MIN_POSITIVE);
        let after: f64 = ones[cut..].iter().sum();
        let room = dot(&step, &stepped) - after * after / whole;
        let moved = solved[cut..].iter().sum::<f64>() - center * after;
        let with = (without - moved * moved / room).max(f64::MIN_POSITIVE);
        let documents = self.documents.iter().sum::<f64>();
        let [free, freer] = [(documents - 2.0).max(1.0), documents - 1.0];
        let flat = determinant + log(whole) + freer * log(without / freer);
        let cut = determinant + log(whole) + log(room) + free * log(with / free);
        let mean = |flat: f64, cut: f64| WITHOUT_TURN * flat + (1.0 - WITHOUT_TURN) * cut;
        (-0.5 * mean(flat, cut), exp(mean(log(without / freer), log(with / free))))
    }

    /// Σ⁻¹ and ln |Σ| of y / σ for λ = `ratio`.
    pub(super) fn precision(&self, ratio: f64) -> Precision<'_> {
        let base = -self.documents.iter().map(|&m| log(m)).sum::<f64>();
        let chain = (ratio > 0.0).then(|| self.chain(ratio));
        let determinant = chain.as_ref().map_or(base, |chain| base + chain.determinant);
        Precision { documents: &self.documents, chain, determinant }
    }

    /// M + R⁻¹ / λ, factored. Empty periods between two lower their correlation.
    fn chain(&self, ratio: f64) -> Chain {
        let n = self.means.len();
        let kept: Vec<f64> = (1..n).map(|t| correlation(self.at[t] - self.at[t - 1])).collect();
        let lost = |r: f64| 1.0 - r * r;
        let mut pivots: Vec<f64> = Vec::with_capacity(n);
        let beside: Vec<f64> = kept.iter().map(|&r| -r / lost(r) / ratio).collect();
        let mut determinant = n as f64 * log(ratio);
        for t in 0..n {
            let tied = |r: Option<&f64>| r.map_or(0.0, |&r| r * r / lost(r));
            let before = t.checked_sub(1);
            let own = 1.0 + tied(before.and_then(|at| kept.get(at))) + tied(kept.get(t));
            let eliminated = before.map_or(0.0, |at| beside[at] * beside[at] / pivots[at]);
            pivots.push(self.documents[t] + own / ratio - eliminated);
            determinant += log(pivots[t]) + before.map_or(0.0, |at| log(lost(kept[at])));
        }
        Chain { pivots, beside, determinant }
    }
}

fn correlation(apart: usize) -> f64 {
    exp(log(PERSISTENCE) * apart as f64)
}

/// Σ = diag(1/m) + λ R with R⁻¹ tridiagonal (a Markov chain), so that its inverse costs as many steps as there are
/// periods. Woodbury: Σ⁻¹ = M - M (M + R⁻¹ / λ)⁻¹ M.
pub(super) struct Precision<'p> {
    documents: &'p [f64],
    /// `None` where λ is 0.
    chain: Option<Chain>,
    /// ln |Σ|.
    pub determinant: f64,
}

impl Precision<'_> {
    /// Σ⁻¹ y.
    pub fn solve(&self, y: &[f64]) -> Vec<f64> {
        let weighted: Vec<f64> = y.iter().zip(self.documents).map(|(y, m)| y * m).collect();
        let Some(chain) = &self.chain else { return weighted };
        let inner = chain.solve(&weighted);
        weighted.iter().zip(inner.iter().zip(self.documents)).map(|(y, (inner, m))| y - m * inner).collect()
    }

    /// Σ⁻¹ near its diagonal: in row t the elements (t, t) to (t, t + width - 1), as far as there are periods.
    pub fn band(&self, width: usize) -> Vec<Vec<f64>> {
        let n = self.documents.len();
        let inner = self.chain.as_ref().map(|chain| chain.inverse(width));
        let element = |t: usize, apart: usize| {
            let own = if apart == 0 { self.documents[t] } else { 0.0 };
            own - inner.as_ref().map_or(0.0, |inner| inner[t][apart] * self.documents[t] * self.documents[t + apart])
        };
        (0..n).map(|t| (0..width.min(n - t)).map(|apart| element(t, apart)).collect()).collect()
    }
}

/// A symmetric tridiagonal matrix after elimination, and ln of the determinant of I + λ R M up to the documents' part.
struct Chain {
    pivots: Vec<f64>,
    beside: Vec<f64>,
    determinant: f64,
}

impl Chain {
    fn solve(&self, right: &[f64]) -> Vec<f64> {
        let mut x = right.to_vec();
        for t in 1..x.len() {
            x[t] -= self.beside[t - 1] / self.pivots[t - 1] * x[t - 1];
        }
        for t in (0..x.len()).rev() {
            let later = if t + 1 < x.len() { self.beside[t] * x[t + 1] } else { 0.0 };
            x[t] = (x[t] - later) / self.pivots[t];
        }
        x
    }

    /// The inverse near its diagonal, from the last row upwards: of L D Lᵀ each row is one multiple of the next.
    fn inverse(&self, width: usize) -> Vec<Vec<f64>> {
        let n = self.pivots.len();
        let mut rows: Vec<Vec<f64>> = vec![Vec::new(); n];
        for t in (0..n).rev() {
            let (multiple, next) =
                if t + 1 < n { (-self.beside[t] / self.pivots[t], rows[t + 1].as_slice()) } else { (0.0, &[][..]) };
            let corner = next.first().map_or(0.0, |corner| multiple * multiple * corner);
            let mut row = vec![1.0 / self.pivots[t] + corner];
            row.extend(next.iter().take(width - 1).map(|element| multiple * element));
            rows[t] = row;
        }
        rows
    }
}

impl Fluctuation {
    /// One course that periods at these places might have taken.
    pub fn draw(&self, at: &[usize], random: &mut Stream) -> Vec<f64> {
        let mut course: Vec<f64> = Vec::with_capacity(at.len());
        for t in 0..at.len() {
            let kept = if t == 0 { 0.0 } else { correlation(at[t] - at[t - 1]) };
            let before = if t == 0 { 0.0 } else { course[t - 1] };
            course.push(kept * before + (1.0 - kept * kept).sqrt() * self.of_periods * normal(random));
        }
        course
    }

    /// The same where levels fluctuate by factors: log-normal about the usual level, which is `usual`, with the same
    /// mean and variance.
    pub fn draw_by_factors(&self, at: &[usize], usual: f64, random: &mut Stream) -> Vec<f64> {
        let relative = self.of_periods / usual;
        let spread = log(1.0 + relative * relative).sqrt();
        let standard = Self { of_periods: 1.0, ..*self };
        let factor = |u: f64| exp(spread * u - spread * spread / 2.0);
        standard.draw(at, random).into_iter().map(|u| usual * (factor(u) - 1.0)).collect()
    }
}

/// A standard normal number (Box & Muller 1958).
fn normal(random: &mut Stream) -> f64 {
    let (radius, angle) = (1.0 - random.unit(), random.unit());
    (-2.0 * log(radius)).sqrt() * cos(TAU * angle)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Σ and its inverse by elimination without any structure.
    fn dense(periods: &Periods, ratio: f64) -> (Vec<Vec<f64>>, f64) {
        let n = periods.means.len();
        let cell = |s: usize, t: usize| {
            let own = if s == t { 1.0 / periods.documents[s] } else { 0.0 };
            own + ratio * correlation(periods.at[s].abs_diff(periods.at[t]))
        };
        let mut matrix: Vec<Vec<f64>> = (0..n)
            .map(|s| (0..2 * n).map(|t| if t < n { cell(s, t) } else { f64::from(u8::from(t - n == s)) }).collect())
            .collect();
        let mut determinant = 0.0;
        for pivot in 0..n {
            let scale = matrix[pivot][pivot];
            determinant += log(scale);
            matrix[pivot].iter_mut().for_each(|cell| *cell /= scale);
            for other in (0..n).filter(|&other| other != pivot) {
                let factor = matrix[other][pivot];
                let row = matrix[pivot].clone();
                matrix[other].iter_mut().zip(row).for_each(|(cell, value)| *cell -= factor * value);
            }
        }
        (matrix.into_iter().map(|row| row[n..].to_vec()).collect(), determinant)
    }

    fn periods(random: &mut Stream) -> Periods {
        let at = vec![0, 1, 2, 5, 6, 7, 9, 10, 11, 12];
        let documents = at.iter().map(|_| 3.0 + random.below(20) as f64).collect();
        let means = at.iter().map(|_| normal(random)).collect();
        Periods { at, documents, means, within: 90.0 }
    }

    #[test]
    fn the_chain_inverts_what_it_stands_for() {
        let found = periods(&mut Stream::new(4, 0));
        for ratio in [0.02, 0.5, 40.0] {
            let (inverse, determinant) = dense(&found, ratio);
            let precision = found.precision(ratio);
            let ours = precision.determinant;
            assert!((ours - determinant).abs() < 1e-9, "{ours} {determinant}");
            let solved = precision.solve(&found.means);
            for (t, row) in precision.band(4).iter().enumerate() {
                assert_eq!(row.len(), 4.min(10 - t));
                row.iter().zip(&inverse[t][t..]).for_each(|(ours, direct)| assert!((ours - direct).abs() < 1e-9));
            }
            for (row, value) in inverse.iter().zip(solved) {
                let direct: f64 = row.iter().zip(&found.means).map(|(a, b)| a * b).sum();
                assert!((direct - value).abs() < 1e-9, "{direct} {value}");
            }
        }
    }

    #[test]
    fn what_documents_explain_is_no_fluctuation_and_the_rest_is_measured() {
        let draw = |spread: f64, seed: u64| {
            let mut random = Stream::new(seed, 0);
            let at: Vec<usize> = (0..40).collect();
            let course = Fluctuation { of_periods: spread, of_documents: 1.0 }.draw(&at, &mut random);
            let means = course.iter().map(|u| u + normal(&mut random) / 5.0).collect();
            Periods { at, documents: vec![25.0; 40], means, within: 960.0 }.fluctuation(20)
        };
        let none = (0..100).filter(|&seed| draw(0.0, seed).is_none()).count();
        assert!(none >= 50, "{none} of 100");
        let of_periods: f64 = (0..100).filter_map(|seed| draw(0.5, seed)).map(|found| found.of_periods).sum();
        assert!((0.4..0.6).contains(&(of_periods / 100.0)), "{of_periods}");
    }

    #[test]
    fn courses_keep_their_spread_and_forget_over_gaps() {
        let found = Fluctuation { of_periods: 2.0, of_documents: 1.0 };
        let draws: Vec<Vec<f64>> = (0..20_000).map(|seed| found.draw(&[0, 1, 4], &mut Stream::new(seed, 1))).collect();
        let mean = |of: &dyn Fn(&[f64]) -> f64| draws.iter().map(|draw| of(draw)).sum::<f64>() / 20_000.0;
        assert!((mean(&|u| u[2] * u[2]) - 4.0).abs() < 0.15);
        assert!((mean(&|u| u[0] * u[1]) - 4.0 * PERSISTENCE).abs() < 0.15);
        assert!((mean(&|u| u[1] * u[2]) - 4.0 * PERSISTENCE.powi(3)).abs() < 0.15);
    }

    #[test]
    fn factors_keep_mean_and_variance_and_reach_farther_up_than_down() {
        let found = Fluctuation { of_periods: 0.5, of_documents: 1.0 };
        let draw = |seed| found.draw_by_factors(&[0], 1.0, &mut Stream::new(seed, 2))[0];
        let draws: Vec<f64> = (0..20_000).map(draw).collect();
        let mean = |of: &dyn Fn(f64) -> f64| draws.iter().map(|&u| of(u)).sum::<f64>() / 20_000.0;
        assert!(mean(&|u| u).abs() < 0.02 && (mean(&|u| u * u) - 0.25).abs() < 0.02);
        assert!(mean(&|u| u.powi(3)) > 0.1 && draws.iter().all(|&u| u > -1.0));
    }
}
