//! Do the verdicts keep their promise? Simulated documents whose truth is known (beta-binomial counts: bursty words).

use driftline::stats::cluster::{Exposure, LogRatio, Moments, change_p, log_ratio, rate, weighed};
use driftline::stats::leverage;
use driftline::stats::pair::{self, PairSums};
use driftline::stats::random::Stream;
use driftline::stats::{keyness, permutation, special, trend};

/// A word whose rate differs from document to document as Beta(mean, 1/(a+b+1) = correlation).
struct Word {
    /// Equally likely rates of a document: quantiles of the beta distribution.
    rates: Vec<f64>,
}

impl Word {
    fn new(mean: f64, correlation: f64) -> Self {
        let size = 1.0 / correlation - 1.0;
        let rate = |i: u32| special::beta_quantile((f64::from(i) + 0.5) / 512.0, mean * size, (1.0 - mean) * size);
        Self { rates: (0..512).map(rate).collect() }
    }

    fn mean(&self) -> f64 {
        self.rates.iter().sum::<f64>() / self.rates.len() as f64
    }

    /// Mentions in one document of `l` words: successes found by the gaps between them.
    fn mentions(&self, l: u64, random: &mut Stream) -> u64 {
        let rate = self.rates[random.below(512) as usize];
        let (mut at, mut found) = (0.0, 0);
        loop {
            at += (libm::log(1.0 - random.unit()) / libm::log1p(-rate)).floor() + 1.0;
            if at > l as f64 {
                return found;
            }
            found += 1;
        }
    }
}

/// Words of an article: from 200 to 3,200, most of them short.
fn length(random: &mut Stream) -> u64 {
    (200.0 * libm::exp2(4.0 * random.unit() * random.unit())) as u64
}

/// Sums over `m` new documents.
fn group(word: &Word, m: u64, random: &mut Stream) -> (Moments, Exposure) {
    let (mut moments, mut exposure) = (Moments::default(), Exposure::default());
    for _ in 0..m {
        let l = length(random);
        moments.add(word.mentions(l, random), l);
        exposure.add(l);
    }
    (moments, exposure)
}

/// From rare and even to frequent and bursty: (mean rate, correlation inside a document).
const KINDS: [(f64, f64); 6] =
    [(0.001, 0.0002), (0.001, 0.002), (0.003, 0.001), (0.003, 0.005), (0.01, 0.002), (0.01, 0.01)];

fn covers(estimate: &LogRatio, truth: f64) -> bool {
    let (low, high) = estimate.interval(0.95);
    low <= truth && truth <= high
}

/// Runs of each kind of word.
const RUNS: u32 = 1_000;

fn share(hits: u32, runs: u32) -> f64 {
    f64::from(hits) / f64::from(runs)
}

/// Share of the words of two equal halves of `m` documents that are called at p < .05: by choosing documents, by the t
/// of the log ratio, and by G2.
fn false_alarms(m: u64) -> [f64; 3] {
    let (mut tests, mut called) = (0, [0; 3]);
    for (kind, (mean, correlation)) in KINDS.into_iter().enumerate() {
        let word = Word::new(mean, correlation);
        let mut random = Stream::new(m, kind as u64);
        for _ in 0..RUNS {
            let (a, b) = (group(&word, m / 2, &mut random), group(&word, m / 2, &mut random));
            if a.0.x + b.0.x < 10 {
                continue;
            }
            let g2 = keyness::g2_four_cell(keyness::Cells { x1: b.0.x, n1: b.1.l, x2: a.0.x, n2: a.1.l });
            tests += 1;
            let (earlier, later) = ((&a.0, &a.1), (&b.0, &b.1));
            let p = [change_p(earlier, later).unwrap(), log_ratio(earlier, later).unwrap().p(), keyness::p(g2)];
            called.iter_mut().zip(p).for_each(|(called, p)| *called += u32::from(p < 0.05));
        }
    }
    called.map(|called| share(called, tests))
}

#[test]
fn five_percent_of_unchanged_words_are_called() {
    for m in [10, 20, 76] {
        let [ours, log_ratio, theirs] = false_alarms(m);
        println!(
            "{m} documents: {ours:.4} called by choosing documents, {log_ratio:.4} by log ratio, {theirs:.4} by G2"
        );
        assert!((0.03..=0.07).contains(&ours), "{m} documents: {ours}");
        assert!((0.03..=0.07).contains(&log_ratio), "{m} documents, log ratio: {log_ratio}");
        assert!(theirs > 0.2, "G2 takes words as independent, so it should fail here: {theirs}");
    }
}

/// What share of the 95 % intervals holds the truth: of a change of a rate, of a ratio of two themes, and of
/// the change of that ratio, over all kinds of words.
fn coverage(m: u64) -> [f64; 3] {
    let (mut tests, mut held) = ([0u32; 3], [0u32; 3]);
    for (kind, (mean, correlation)) in KINDS.into_iter().enumerate() {
        let (word, other) = (Word::new(mean, correlation), Word::new(2.0 * mean, correlation));
        let truth = libm::log(other.mean() / word.mean());
        let mut random = Stream::new(m, 100 + kind as u64);
        for _ in 0..RUNS {
            let (a, b) = (group(&word, m, &mut random), group(&other, m, &mut random));
            let (first, second) = (pairs(&other, &word, m, &mut random), pairs(&other, &word, m, &mut random));
            let estimates = [
                (log_ratio((&a.0, &a.1), (&b.0, &b.1)), truth),
                (level_of_pair(&PairSums::of(&first)), truth),
                (change_of_pair([&PairSums::of(&first), &PairSums::of(&second)]), 0.0),
            ];
            for (i, (estimate, truth)) in estimates.into_iter().enumerate() {
                tests[i] += u32::from(estimate.is_some());
                held[i] += u32::from(estimate.is_some_and(|estimate| covers(&estimate, truth)));
            }
        }
    }
    [0, 1, 2].map(|i| share(held[i], tests[i]))
}

/// A over B as a period of a report shows it.
fn level_of_pair(sums: &PairSums) -> Option<LogRatio> {
    Some(leverage::level(pair::level(sums), pair::side(sums)?))
}

/// The change of A over B as reports show it.
fn change_of_pair(spans: [&PairSums; 2]) -> Option<LogRatio> {
    let sides = [pair::side(spans[0])?, pair::side(spans[1])?];
    Some(leverage::change(pair::level(spans[1]) - pair::level(spans[0]), sides))
}

/// Mentions of two themes in each of `m` documents.
fn pairs(a: &Word, b: &Word, m: u64, random: &mut Stream) -> Vec<(u64, u64)> {
    (0..m)
        .map(|_| {
            let l = length(random);
            (a.mentions(l, random), b.mentions(l, random))
        })
        .collect()
}

#[test]
fn intervals_hold_the_truth() {
    for m in [5, 10, 20, 50] {
        let [log_ratio, of_two, change] = coverage(m);
        println!("{m} documents a side: M3 {log_ratio:.4}, M11 {of_two:.4}, its change {change:.4}");
        assert!(log_ratio >= 0.93 && of_two >= 0.93 && change >= 0.93, "{m}: {log_ratio} {of_two} {change}");
    }
}

#[test]
fn the_detectable_change_is_found_four_times_in_five() {
    let (word, mut random) = (Word::new(0.01, 0.002), Stream::new(9, 0));
    let test = |other: &Word, random: &mut Stream| {
        let (a, b) = (group(&word, 20, random), group(other, 20, random));
        log_ratio((&a.0, &a.1), (&b.0, &b.1)).unwrap()
    };
    let factors: Vec<f64> = (0..RUNS).map(|_| test(&word, &mut random).detectable(0.8, 0.05)).collect();
    let factor = permutation::quantile(&factors, 0.5).unwrap();
    // A rise brings mentions and so certainty, a fall takes them away: the promise lies between.
    let [rises, falls] = [factor, 1.0 / factor].map(|factor| {
        let changed = Word::new(0.01 * factor, 0.002);
        (0..RUNS).filter(|_| test(&changed, &mut random).p() < 0.05).count() as u32
    });
    println!("a change by {factor:.2} was found in {rises} (rise) and {falls} (fall) of {RUNS} runs");
    let found = share(rises + falls, 2 * RUNS);
    assert!((0.75..=0.87).contains(&found) && rises > falls, "{factor} {rises} {falls}");
}

#[test]
fn five_percent_of_flat_themes_have_a_slope() {
    for m in [10, 20, 76] {
        let (mut tests, mut called) = (0, 0);
        for (kind, (mean, correlation)) in KINDS.into_iter().enumerate() {
            let (word, mut random) = (Word::new(mean, correlation), Stream::new(m, 200 + kind as u64));
            let t: Vec<f64> = (0..m).map(|i| i as f64).collect();
            for _ in 0..RUNS {
                let lengths: Vec<u64> = t.iter().map(|_| length(&mut random)).collect();
                let x: Vec<u64> = lengths.iter().map(|&l| word.mentions(l, &mut random)).collect();
                let slope = trend::quasi_poisson(&x, &lengths, &t);
                tests += u32::from(slope.is_some());
                called += u32::from(slope.is_some_and(|slope| slope.p() < 0.05));
            }
        }
        println!("{m} documents: {:.4} called by the slope", share(called, tests));
        assert!((0.01..=0.07).contains(&share(called, tests)), "{m} documents: {}", share(called, tests));
    }
}

/// Documents whose ln lengths are normal about ln 400 with this standard deviation: with 1.5, the longest of forty has
/// some thousand times the words of the shortest.
fn unequal(sigma: f64, random: &mut Stream) -> u64 {
    let normal = special::normal_quantile(random.unit().max(1e-12));
    (400.0 * libm::exp(sigma * normal)).max(20.0) as u64
}

/// Documents of unequal length, in which two words are counted.
#[derive(Default)]
struct Side {
    moments: Moments,
    exposure: Exposure,
    /// Mentions and words, and mentions of both words.
    rate: PairSums,
    pair: PairSums,
}

impl Side {
    fn draw((of, over): (&Word, &Word), m: u64, sigma: f64, random: &mut Stream) -> Self {
        let mut side = Self::default();
        for _ in 0..m {
            let l = unequal(sigma, random);
            let x = of.mentions(l, random);
            side.moments.add(x, l);
            side.exposure.add(l);
            side.rate += PairSums::one(x, l);
            side.pair += PairSums::one(x, over.mentions(l, random));
        }
        side
    }

    fn group(&self) -> (&Moments, &Exposure) {
        (&self.moments, &self.exposure)
    }

    fn weighed(&self) -> Option<leverage::Side> {
        weighed(self.group(), self.rate.sizes)
    }

    /// The interval of a single period contains a rate.
    fn holds(&self, truth: f64, weighing: bool) -> Option<bool> {
        let (_, low, high) = rate(self.group(), weighing.then_some(self.rate.sizes), 0.95)?;
        Some(low <= truth && truth <= high)
    }
}

/// What share of the 95 % intervals that reports show holds the truth: of the change of a rate and of a pair, of both in
/// a single period; and of change and rate where all documents count alike.
fn coverage_of_unequal(m: u64, sigma: f64) -> [f64; 6] {
    let (mut tests, mut held) = ([0u32; 6], [0u32; 6]);
    for (kind, (mean, correlation)) in KINDS.into_iter().enumerate() {
        let (word, other) = (Word::new(mean, correlation), Word::new(2.0 * mean, correlation));
        let truth = libm::log(other.mean() / word.mean());
        let mut random = Stream::new(m, 300 + kind as u64);
        for _ in 0..500 {
            let a = Side::draw((&word, &word), m, sigma, &mut random);
            let b = Side::draw((&other, &word), m, sigma, &mut random);
            let plain = log_ratio(a.group(), b.group());
            let change = plain.and_then(|plain| Some(leverage::change(plain.value, [a.weighed()?, b.weighed()?])));
            let covered = |estimate: Option<LogRatio>| estimate.map(|estimate| covers(&estimate, truth));
            let all = [
                covered(change),
                covered(change_of_pair([&a.pair, &b.pair])),
                b.holds(other.mean(), true),
                covered(level_of_pair(&b.pair)),
                covered(plain),
                b.holds(other.mean(), false),
            ];
            for (i, covered) in all.into_iter().enumerate() {
                tests[i] += u32::from(covered.is_some());
                held[i] += u32::from(covered.is_some_and(|covered| covered));
            }
        }
    }
    std::array::from_fn(|i| share(held[i], tests[i]))
}

#[test]
fn intervals_hold_the_truth_whatever_the_lengths() {
    println!("changes of a rate and of a pair, both in one period; change and rate if documents counted alike");
    for sigma in [0.5, 1.0, 1.5] {
        for m in [5, 10, 20, 40] {
            let [rate, pair, period, pair_of_period, plain, plain_period] = coverage_of_unequal(m, sigma);
            println!(
                "lengths of sigma {sigma}, {m} documents a side: {rate:.4} {pair:.4}, {period:.4} {pair_of_period:.4}; \
                 {plain:.4} {plain_period:.4}"
            );
            let least = [rate, pair, period, pair_of_period].into_iter().fold(1.0, f64::min);
            assert!(least >= 0.93, "{sigma} {m}: {least}");
            assert!(sigma < 1.5 || plain < 0.9, "without weighing lengths intervals are too short: {plain}");
        }
    }
}
