//! Months that are busy or quiet together must not be called a turn, and a turn must be found all the same: simulated
//! mentions of a theme whose months follow an autoregression on the log scale.
//!
//! The constants of `stats::persistence`, `stats::transient` and `stats::scan` were chosen on other seeds;
//! those here were first used when the constants stood.

use driftline::stats::random::{Stream, key};
use driftline::stats::scan::{Cut, Least, Sequence, Unit};
use driftline::stats::special::normal_quantile;
use rayon::prelude::*;

const LEAST: Least = Least { periods: 3, documents: 8 };

/// Months of a corpus, and how they fluctuate: standard deviation of ln of the rate, and its autocorrelation.
#[derive(Clone, Copy)]
struct Months {
    count: usize,
    documents: u64,
    spread: f64,
    correlation: f64,
    /// By which the rate is higher from the middle on, and for so many months (all that follow if there is no number).
    factor: f64,
    lasts: Option<usize>,
}

/// No seed below this was used here before the constants were chosen.
const FRESH: u64 = 7_700_000;

fn normal(random: &mut Stream) -> f64 {
    normal_quantile(random.unit().max(1e-12))
}

fn poisson(mean: f64, random: &mut Stream) -> u64 {
    let mut sum = 0.0;
    let arrivals = std::iter::from_fn(|| {
        sum -= libm::log(1.0 - random.unit());
        (sum < mean).then_some(())
    });
    arrivals.count() as u64
}

/// Documents of 200 to 800 words; one mention in a hundred words, in bursts (a gamma rate of shape 2).
fn sequence(months: Months, seed: u64) -> Sequence {
    let mut random = Stream::new(seed, 17);
    let kept = months.correlation;
    let mut level = 0.0;
    let mut month = |number: usize| -> Vec<Unit> {
        let news = if number == 0 { 1.0 } else { (1.0 - kept * kept).sqrt() };
        level = if number == 0 { 0.0 } else { kept * level } + news * months.spread * normal(&mut random);
        let since = (2 * number).checked_sub(months.count).map(|twice| twice / 2);
        let raised = since.is_some_and(|since| months.lasts.is_none_or(|lasts| since < lasts));
        let step = if raised { months.factor } else { 1.0 };
        let mut document = |index: u64| {
            let below = 200 + random.below(600);
            let burst = -0.5 * libm::log((1.0 - random.unit()) * (1.0 - random.unit()));
            let above = poisson(0.01 * below as f64 * libm::exp(level) * step * burst, &mut random);
            Unit { above, below, key: key(seed, &(1000 * number as u64 + index).to_le_bytes()), stratum: 0 }
        };
        (0..months.documents).map(&mut document).collect()
    };
    Sequence::new((0..months.count).map(&mut month).collect::<Vec<_>>())
}

fn cuts(months: Months, runs: u64) -> Vec<Cut> {
    let cut = |seed| sequence(months, seed).best_cut(0..months.count, LEAST, seed).unwrap();
    (FRESH..FRESH + runs).into_par_iter().map(cut).collect()
}

/// Shares of the runs called by shuffled documents; as a turn that lasts where months fluctuate; and as that or a transient one.
fn called(cuts: &[Cut]) -> [f64; 3] {
    let share = |p: fn(&Cut) -> f64| cuts.iter().filter(|cut| p(cut) < 0.05).count() as f64 / cuts.len() as f64;
    [share(|cut| cut.p), share(|cut| cut.p_fluctuating), share(Cut::p_of_turn)]
}

#[test]
fn fluctuating_months_have_no_turn() {
    println!(
        "share of series without a turn that are called at 5 %: by shuffled documents; lasting turns; or transient ones"
    );
    for (count, documents) in [(12, 20), (18, 20), (24, 10), (24, 40), (52, 10), (52, 40)] {
        for (spread, correlation) in [(0.0, 0.0), (0.4, 0.0), (0.2, 0.3), (0.4, 0.3), (0.2, 0.6), (0.4, 0.6)] {
            let months = Months { count, documents, spread, correlation, factor: 1.0, lasts: None };
            let [by_documents, lasting, ours] = called(&cuts(months, 1_000));
            println!(
                "{count} months of {documents}, spread {spread}, correlation {correlation}: \
                 {by_documents:.3} {lasting:.3} {ours:.3}"
            );
            assert!(ours <= 0.07, "{count} {documents} {spread} {correlation}: {ours}");
            assert!(spread < 0.4 || documents < 40 || by_documents > 0.5, "without it nearly all are called");
        }
    }
}

/// Where a period holds one document, nothing tells how single periods fluctuate, and blocks of periods do.
#[test]
fn one_document_a_period_is_judged_in_blocks_of_periods() {
    for (spread, correlation) in [(0.0, 0.0), (0.4, 0.3), (0.4, 0.6)] {
        let years = Months { count: 76, documents: 1, spread, correlation, factor: 1.0, lasts: None };
        let found = cuts(years, 1_000);
        let [by_documents, _, ours] = called(&found);
        println!(
            "76 years of one document, spread {spread}, correlation {correlation}: {by_documents:.3} {ours:.3} called"
        );
        assert!(ours <= 0.07, "{spread} {correlation}: {ours}");
        assert!(correlation < 0.6 || by_documents > 0.1, "without blocks too many are called: {by_documents}");
        assert!(found.iter().all(|cut| cut.transient.is_none()));
    }
    for (factor, claimed) in [(2.0, 0.4), (3.0, 0.75)] {
        let years = Months { count: 76, documents: 1, spread: 0.0, correlation: 0.0, factor, lasts: None };
        let [by_documents, _, ours] = called(&cuts(years, 400));
        println!("76 years of one document, a rise by {factor}: {by_documents:.3} {ours:.3}");
        assert!(ours >= at_least(claimed, 400), "{factor}: {ours}");
    }
}

/// The least share of so many runs that a true share leaves with all but one chance in a thousand (binomial, by its
/// normal approximation): what a claim must reach.
fn at_least(claimed: f64, runs: usize) -> f64 {
    claimed - 3.09 * (claimed * (1.0 - claimed) / runs as f64).sqrt()
}

#[test]
fn a_turn_is_found_though_months_may_fluctuate() {
    for (count, documents, factor, least) in
        [(18, 40, 2.0, 0.9), (24, 40, 1.5, 0.9), (24, 10, 2.0, 0.7), (52, 10, 1.5, 0.8), (52, 40, 1.5, 0.95)]
    {
        let flat = Months { count, documents, spread: 0.0, correlation: 0.0, factor, lasts: None };
        let [by_documents, _, ours] = called(&cuts(flat, 400));
        println!("{count} months of {documents}, a rise by {factor}: {by_documents:.3} {ours:.3}");
        assert!(ours >= least, "{count} {documents} {factor}: {ours}");
    }
}

#[test]
fn a_transient_change_is_found_though_months_fluctuate() {
    for (spread, correlation, factor, least) in [
        (0.0, 0.0, 2.0, 0.6),
        (0.2, 0.3, 2.0, 0.22),
        (0.2, 0.3, 4.0, 0.9),
        (0.4, 0.3, 4.0, 0.18),
        (0.4, 0.3, 10.0, 0.68),
    ] {
        let months = Months { count: 36, documents: 40, spread, correlation, factor, lasts: Some(3) };
        let found = cuts(months, 400);
        let [by_documents, lasting, ours] = called(&found);
        let exact =
            |cut: &&Cut| cut.transient.as_ref().is_some_and(|found| found.p < 0.05 && found.periods == (18..21));
        let placed = found.iter().filter(exact).count() as f64 / found.len() as f64;
        println!(
            "three of 36 months higher by {factor}, spread {spread}, correlation {correlation}: {by_documents:.3} \
             {lasting:.3} {ours:.3}, both edges right {placed:.3}"
        );
        assert!(ours >= least && placed > 0.8 * ours - 0.1, "{spread} {correlation} {factor}: {ours} {placed}");
    }
}
