//! Transient changes: the level of some periods in a row differs, and then it is what it was (the epidemic alternative of
//! Levin & Kline 1985 to one lasting change).
//!
//! A storm, a hearing or a veto makes news for some months. One lasting cut is a poor account of that, and the test that
//! asks whether periods fluctuate (`persistence`) takes it for fluctuation. Here the model is the same, y_t = μ + u_t +
//! e_t with the autocorrelation set, and the statistic is the ln likelihood ratio of the best transient change against
//! none, λ being fitted for both. So a month that rises far above months which hardly fluctuate counts for much, and one
//! above months that rise and fall for little.
//!
//! The null is simulated with the λ that fits without a transient change. Whatever fluctuates does so by factors, up
//! farther than down, so the simulated courses are log-normal: normal ones call too many of them (`tests/fluctuation.rs`).
//!
//! `drift::spike` is another thing: the few periods that hold half of a theme's mentions, whether by chance or not.

use super::persistence::{Fluctuation, Periods, Precision};
use libm::log;
use std::ops::Range;

/// Most periods of a transient change, and the part of all periods that it may be: what is longer is a level of its own.
const LONGEST: usize = 12;
const PART: usize = 4;
/// Candidates of λ: every second doubling.
const EVERY: usize = 2;

/// All that a scan of these periods needs, whatever was counted in them.
pub struct Scan<'p> {
    documents: f64,
    periods: usize,
    /// Transient changes as ranges of periods, and lasting changes as ranges that reach the end.
    transients: Vec<Range<usize>>,
    steps: Vec<Range<usize>>,
    models: Vec<Model<'p>>,
}

/// One λ.
struct Model<'p> {
    ratio: f64,
    precision: Precision<'p>,
    /// 1ᵀ Σ⁻¹ 1.
    whole: f64,
    transients: Vec<Room>,
    steps: Vec<Room>,
}

/// Of the indicator w of some periods: 1ᵀ Σ⁻¹ w, and wᵀ Σ⁻¹ w about the mean.
struct Room {
    ones: f64,
    own: f64,
}

/// The largest ln likelihoods over λ, up to one constant.
pub struct Fit {
    flat: f64,
    step: f64,
    transient: f64,
    /// The best transient change.
    pub at: Range<usize>,
    /// What fluctuates if there is none.
    pub fluctuation: Option<Fluctuation>,
}

impl Fit {
    /// The statistic: how much likelier the best transient change is than none.
    pub fn gain(&self) -> f64 {
        self.transient - self.flat
    }

    /// The transient change is a better account than one lasting change, with a second place to be paid for (Schwarz 1978).
    pub fn is_no_step(&self, periods: usize) -> bool {
        self.transient > self.step + log(periods as f64)
    }
}

impl<'p> Scan<'p> {
    /// Transient changes of at least so many periods and documents, with as many before and after; `None` where there are none, or
    /// where documents are too few to a period.
    pub fn of(periods: &'p Periods, (least, documents): (usize, usize)) -> Option<Self> {
        let n = periods.documents.len();
        let mut running = vec![0.0];
        periods.documents.iter().for_each(|m| running.push(running[running.len() - 1] + m));
        let enough =
            |span: Range<usize>| span.len() >= least && running[span.end] - running[span.start] >= documents as f64;
        let longest = (n / PART).min(LONGEST);
        let ends = |start: usize| (start + 1..=n.min(start + longest)).map(move |end| start..end);
        let apart = |transient: &Range<usize>| {
            enough(0..transient.start) && enough(transient.clone()) && enough(transient.end..n)
        };
        let transients: Vec<_> = (0..n).flat_map(ends).filter(apart).collect();
        let steps: Vec<_> =
            (1..n).map(|at| at..n).filter(|step| enough(0..step.start) && enough(step.clone())).collect();
        (periods.tell() && !transients.is_empty()).then_some(())?;
        let ratios = std::iter::once(0.0).chain(periods.ratios(EVERY));
        let models = ratios.map(|ratio| Model::of(periods, ratio, (&transients, &steps))).collect();
        Some(Self { documents: running[n], periods: n, transients, steps, models })
    }

    /// Likelihoods of means with so large a sum of squares within periods.
    pub fn fit(&self, means: &[f64], within: f64) -> Fit {
        let mut fit = Fit {
            flat: f64::NEG_INFINITY,
            step: f64::NEG_INFINITY,
            transient: f64::NEG_INFINITY,
            at: 0..0,
            fluctuation: None,
        };
        for model in &self.models {
            let (squares, sums, center) = model.about_the_mean(means);
            let squares = within + squares;
            let likelihood = |squares: f64| {
                let variance = squares.max(f64::MIN_POSITIVE) / self.documents;
                -0.5 * (model.precision.determinant + self.documents * log(variance))
            };
            let flat = likelihood(squares);
            if flat > fit.flat {
                let variance = squares / self.documents;
                let of_periods = (model.ratio * variance).sqrt();
                let found = Fluctuation { of_periods, of_documents: variance.sqrt() };
                (fit.flat, fit.fluctuation) = (flat, Some(found));
            }
            let best = |spans: &[Range<usize>], rooms: &[Room]| largest(spans, rooms, (&sums, center));
            if let Some((_, gain)) = best(&self.steps, &model.steps) {
                fit.step = fit.step.max(likelihood(squares - gain));
            }
            if let Some((at, gain)) = best(&self.transients, &model.transients)
                && likelihood(squares - gain) > fit.transient
            {
                (fit.transient, fit.at) = (likelihood(squares - gain), self.transients[at].clone());
            }
        }
        fit
    }

    pub fn periods(&self) -> usize {
        self.periods
    }
}

/// The span whose mean of its own takes most from the sum of squares, the first of equals, and how much.
fn largest(spans: &[Range<usize>], rooms: &[Room], (sums, center): (&[f64], f64)) -> Option<(usize, f64)> {
    let mut best: Option<(usize, f64)> = None;
    for (at, (span, room)) in spans.iter().zip(rooms).enumerate() {
        let moved = sums[span.end] - sums[span.start] - center * room.ones;
        let gain = moved * moved / room.own;
        if best.is_none_or(|(_, most)| gain > most) {
            best = Some((at, gain));
        }
    }
    best
}

impl<'p> Model<'p> {
    fn of(periods: &'p Periods, ratio: f64, (transients, steps): (&[Range<usize>], &[Range<usize>])) -> Self {
        let n = periods.documents.len();
        let precision = periods.precision(ratio);
        let ones = running(&precision.solve(&vec![1.0; n]));
        let whole = ones[n];
        let room = |span: &Range<usize>, square: f64| {
            let ones = ones[span.end] - ones[span.start];
            Room { ones, own: square - ones * ones / whole }
        };
        let inside = squares_of_spans(&precision.band(LONGEST));
        let transients = transients.iter().map(|span| room(span, inside[span.start][span.len() - 1])).collect();
        let step = |span: &Range<usize>| {
            let indicator: Vec<f64> = (0..n).map(|t| f64::from(u8::from(span.contains(&t)))).collect();
            room(span, precision.solve(&indicator)[span.clone()].iter().sum())
        };
        let steps = steps.iter().map(step).collect();
        Self { ratio, whole, transients, steps, precision }
    }

    /// The sum of squares about the mean, running sums of Σ⁻¹ y, and the mean.
    fn about_the_mean(&self, means: &[f64]) -> (f64, Vec<f64>, f64) {
        let solved = self.precision.solve(means);
        let sums = running(&solved);
        let center = sums[means.len()] / self.whole;
        let squares: f64 = solved.iter().zip(means).map(|(a, b)| a * b).sum();
        (squares - center * sums[means.len()], sums, center)
    }
}

/// wᵀ Σ⁻¹ w for the span from each period on, by its length less 1.
fn squares_of_spans(band: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let mut all: Vec<Vec<f64>> = vec![Vec::new(); band.len()];
    for (start, row) in band.iter().enumerate().rev() {
        let mut beside = 0.0;
        let square = |(length, element): (usize, &f64)| {
            if length > 0 {
                beside += 2.0 * element;
            }
            let rest = length.checked_sub(1).map_or(0.0, |shorter| all[start + 1][shorter]);
            row[0] + beside + rest
        };
        let squares = row.iter().enumerate().map(square).collect();
        all[start] = squares;
    }
    all
}

fn running(values: &[f64]) -> Vec<f64> {
    let mut sums = vec![0.0];
    values.iter().for_each(|value| sums.push(sums[sums.len() - 1] + value));
    sums
}
