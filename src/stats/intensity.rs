//! How much is said where anything is said: a rate is the share of documents with any mention times this intensity.

use super::special::t_quantile;
use libm::{exp, log};

/// Mentions per word of documents of mean length that have any: (x / k) / (l / m) for x mentions in k of m documents with
/// l words in all. Times the share k / m it is the rate x / l, exactly.
///
/// Takes (mentions, words) of each document and gives (value, low, high); the interval is on the log scale from the pull
/// of each document on ln x - ln k - ln l + ln m (delta method, the document is the unit), with a variance of at least
/// 1/x - 1/k, which is what mentions beyond the first in each document leave if they fall independently. `None` without
/// mentions or words; the bounds are 0 and infinity where fewer than three documents have any mention.
pub fn intensity(documents: &[(u64, u64)], level: f64) -> Option<(f64, f64, f64)> {
    let sum = |of: &dyn Fn(&(u64, u64)) -> u64| documents.iter().map(of).sum::<u64>() as f64;
    let (x, l) = (sum(&|document| document.0), sum(&|document| document.1));
    let (k, m) = (sum(&|document| u64::from(document.0 > 0)), documents.len() as f64);
    if x == 0.0 || l == 0.0 {
        return None;
    }
    let value = x / k / (l / m);
    if k < 3.0 {
        return Some((value, 0.0, f64::INFINITY));
    }
    let pull = |&(mentions, words): &(u64, u64)| {
        let has = if mentions > 0 { 1.0 / k } else { 0.0 };
        mentions as f64 / x - has - words as f64 / l + 1.0 / m
    };
    let squares: f64 = documents.iter().map(pull).map(|pull| pull * pull).sum();
    let variance = (squares * m / (m - 1.0)).max(1.0 / x - 1.0 / k).max(0.0);
    let factor = exp(t_quantile(0.5 + level / 2.0, k - 1.0) * variance.sqrt());
    Some((value, value / factor, value * factor))
}

/// ln of the share of documents with any mention, with 1/2 added: k of m.
pub fn ln_prevalence(k: u64, m: u64) -> f64 {
    log((k as f64 + 0.5) / (m as f64 + 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::random::Stream;

    #[test]
    fn share_times_intensity_is_the_rate() {
        let documents = [(0, 300), (4, 500), (1, 200), (7, 900), (0, 100)];
        let (value, low, high) = intensity(&documents, 0.95).unwrap();
        assert!((value * 3.0 / 5.0 - 12.0 / 2000.0).abs() < 1e-15);
        assert!(low < value && value < high && low > 0.0);
        assert_eq!(intensity(&[(0, 10), (0, 20)], 0.95), None);
        assert_eq!(intensity(&[(3, 10), (0, 20)], 0.95).unwrap().2, f64::INFINITY);
    }

    #[test]
    fn the_interval_covers_what_drives_the_draws() {
        // Half of the documents have 1 to 5 mentions, of 3 on average, in 500 words: 0.006 a word.
        let covered = (0..400).filter(|&trial| {
            let mut random = Stream::new(9, trial);
            let mut document = |_| if random.unit() < 0.5 { (1 + random.below(5), 500) } else { (0, 500) };
            let documents: Vec<(u64, u64)> = (0..30).map(&mut document).collect();
            let (_, low, high) = intensity(&documents, 0.95).unwrap();
            low <= 0.006 && 0.006 <= high
        });
        let covered = covered.count();
        assert!((368..=396).contains(&covered), "{covered} of 400");
    }
}
