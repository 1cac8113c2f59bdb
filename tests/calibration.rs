//! Do the verdicts keep their promise? Simulated documents whose truth is known (beta-binomial counts: bursty words).

use driftline::stats::cluster::{Exposure, LogRatio, Moments, log_ratio, ratio_change, ratio_of_two};
use driftline::stats::random::Stream;
use driftline::stats::{keyness, special, trend};

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

#[test]
fn explore() {
    for m in [6u64, 10, 20, 40, 76] {
        let (mut tests, mut ours, mut g2) = (0, 0, 0);
        for (kind, (mean, correlation)) in KINDS.into_iter().enumerate() {
            let word = Word::new(mean, correlation);
            let mut random = Stream::new(m, kind as u64);
            let (mut t1, mut a1) = (0, 0);
            for _ in 0..2000 {
                let (a, b) = (group(&word, m / 2, &mut random), group(&word, m / 2, &mut random));
                if a.0.x + b.0.x < 10 {
                    continue;
                }
                t1 += 1;
                let p = log_ratio((&a.0, &a.1), (&b.0, &b.1)).unwrap().p();
                a1 += u32::from(p < 0.05);
                let g = keyness::g2_four_cell(keyness::Cells { x1: a.0.x, n1: a.1.l, x2: b.0.x, n2: b.1.l });
                g2 += u32::from(keyness::p(g) < 0.05);
            }
            println!("m {m} kind {mean} {correlation}: {t1} {:.3}", f64::from(a1) / f64::from(t1));
            tests += t1;
            ours += a1;
        }
        println!("m {m}: ours {:.4} g2 {:.4}", f64::from(ours) / f64::from(tests), f64::from(g2) / f64::from(tests));
    }
    for m in [5u64, 10, 20, 50] {
        for (kind, (mean, correlation)) in KINDS.into_iter().enumerate() {
            let (word, other) = (Word::new(mean, correlation), Word::new(2.0 * mean, correlation));
            let mut random = Stream::new(m, 100 + kind as u64);
            let (mut c3, mut c11, mut c11b, mut cc, mut n11, mut ncc, mut sl, mut nsl) = (0, 0, 0, 0, 0, 0, 0, 0);
            let truth = (other.mean() / word.mean()).ln();
            for _ in 0..2000 {
                let (a, b) = (group(&word, m, &mut random), group(&other, m, &mut random));
                c3 += u32::from(covers(&log_ratio((&a.0, &a.1), (&b.0, &b.1)).unwrap(), truth));
                let pairs = |random: &mut Stream| {
                    (0..m)
                        .map(|_| {
                            let l = length(random);
                            (other.mentions(l, random), word.mentions(l, random))
                        })
                        .collect::<Vec<_>>()
                };
                let d = pairs(&mut random);
                if let Some(r) = ratio_of_two(&d) {
                    n11 += 1;
                    c11 += u32::from(covers(&r, truth));
                    let k = d.iter().filter(|(a, b)| a + b > 0).count() as f64;
                    let mut q = r;
                    if k >= 2.0 {
                        q.df = k - 1.0;
                        let mm = m as f64;
                        q.se *= (k / (k - 1.0) * (mm - 1.0) / mm).sqrt();
                    }
                    c11b += u32::from(k < 2.0 || covers(&q, truth));
                }
                let e = pairs(&mut random);
                if let Some(r) = ratio_change(&d, &e) {
                    ncc += 1;
                    cc += u32::from(covers(&r, 0.0));
                }
                let x: Vec<u64> = d.iter().chain(&e).map(|p| p.0).collect();
                let _ = &x;
                let ls: Vec<u64> = (0..2 * m).map(|_| length(&mut random)).collect();
                let xs: Vec<u64> = ls.iter().map(|&l| word.mentions(l, &mut random)).collect();
                let t: Vec<f64> = (0..2 * m).map(|i| i as f64).collect();
                if let Some(s) = trend::quasi_poisson(&xs, &ls, &t) {
                    nsl += 1;
                    sl += u32::from(s.p() >= 0.05);
                }
            }
            let f = |c: u32, n: u32| f64::from(c) / f64::from(n);
            println!(
                "m {m} {mean} {correlation}: M3 {:.3} M11 {:.3} kdf {:.3} change {:.3} slope {:.3} ({nsl})",
                f(c3, 2000),
                f(c11, n11),
                f(c11b, n11),
                f(cc, ncc),
                f(sl, nsl)
            );
        }
    }
}
