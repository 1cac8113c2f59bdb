//! Bursts of a word: Kleinberg's two-state automaton, solved exactly.
//!
//! Kleinberg (2003), "Bursty and hierarchical structure in streams", section 4 (batched arrivals). The binomial
//! coefficients are the same in both states, so they are left out.

use libm::{log, log1p};

/// A run of batches in the burst state.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Burst {
    /// First batch, and the one after the last.
    pub start: usize,
    pub end: usize,
    /// How much cheaper the burst state is there than the base state, in nats.
    pub weight: f64,
}

/// Bursts among batches with `relevant[t]` of `all[t]` documents.
///
/// In a burst the share is `scaling` (2) times the overall share; entering one costs `gamma` (1) times ln of the number
/// of batches. Empty when nothing or everything is relevant, or when the slices differ in length.
pub fn bursts(relevant: &[u64], all: &[u64], scaling: f64, gamma: f64) -> Vec<Burst> {
    let total = |counts: &[u64]| counts.iter().map(|&n| n as f64).sum::<f64>();
    let base = total(relevant) / total(all);
    if relevant.len() != all.len() || !(base > 0.0 && base < 1.0) {
        return Vec::new();
    }
    let raised = (scaling * base).min(0.9999);
    let cost = |p: f64, r: u64, d: u64| -(r as f64 * log(p) + d.saturating_sub(r) as f64 * log1p(-p));
    let gains: Vec<f64> = relevant.iter().zip(all).map(|(&r, &d)| cost(base, r, d) - cost(raised, r, d)).collect();
    runs(&states(&gains, gamma * log(gains.len() as f64)), &gains)
}

/// The cheapest sequence of states (true: burst), by Viterbi; of equals, the one with fewer bursts.
fn states(gains: &[f64], entry: f64) -> Vec<bool> {
    // Costs relative to staying in the base state throughout; `came` holds the best predecessor of either state.
    let (mut base, mut burst) = (0.0, f64::INFINITY);
    let mut came = Vec::with_capacity(gains.len());
    for gain in gains {
        came.push([burst < base, burst <= base + entry]);
        (base, burst) = (burst.min(base), burst.min(base + entry) - gain);
    }
    let mut state = burst < base;
    let mut states = vec![false; gains.len()];
    for t in (0..gains.len()).rev() {
        states[t] = state;
        state = came[t][usize::from(state)];
    }
    states
}

/// The runs of true, with the sum of `gains` in each.
fn runs(states: &[bool], gains: &[f64]) -> Vec<Burst> {
    let mut found: Vec<Burst> = Vec::new();
    for (t, (&inside, &gain)) in states.iter().zip(gains).enumerate() {
        match found.last_mut() {
            Some(last) if inside && last.end == t => {
                last.end = t + 1;
                last.weight += gain;
            }
            _ if inside => found.push(Burst { start: t, end: t + 1, weight: gain }),
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::random::Stream;

    fn cost_of(path: &[bool], gains: &[f64], entry: f64) -> f64 {
        let entered = |t: usize| path[t] && (t == 0 || !path[t - 1]);
        (0..path.len()).map(|t| if path[t] { -gains[t] } else { 0.0 } + if entered(t) { entry } else { 0.0 }).sum()
    }

    #[test]
    fn no_other_sequence_of_states_is_cheaper() {
        let mut stream = Stream::new(2, 0);
        for _ in 0..60 {
            let gains: Vec<f64> = (0..10).map(|_| 4.0 * stream.unit() - 2.2).collect();
            let ours = cost_of(&states(&gains, 1.5), &gains, 1.5);
            let least = (0..1u32 << 10)
                .map(|bits| (0..10).map(|t| bits >> t & 1 == 1).collect::<Vec<_>>())
                .map(|path| cost_of(&path, &gains, 1.5))
                .fold(f64::INFINITY, f64::min);
            assert!((ours - least).abs() < 1e-12, "{ours} {least} {gains:?}");
        }
    }

    #[test]
    fn a_burst_is_found_with_its_weight() {
        let mut relevant = vec![5u64; 24];
        relevant[9..13].fill(40);
        let found = bursts(&relevant, &[100; 24], 2.0, 1.0);
        assert_eq!(found.iter().map(|burst| (burst.start, burst.end)).collect::<Vec<_>>(), [(9, 13)]);
        let (p0, p1) = (260.0f64 / 2400.0, 520.0f64 / 2400.0);
        let weight = 4.0 * (40.0 * (p1 / p0).ln() + 60.0 * ((1.0 - p1) / (1.0 - p0)).ln());
        assert!((found[0].weight - weight).abs() < 1e-10);
    }

    #[test]
    fn nothing_to_compare_gives_no_bursts() {
        assert!(bursts(&[0, 0], &[5, 5], 2.0, 1.0).is_empty());
        assert!(bursts(&[5, 5], &[5, 5], 2.0, 1.0).is_empty());
        assert!(bursts(&[], &[], 2.0, 1.0).is_empty());
        assert!(bursts(&[1, 2], &[5, 5, 5], 2.0, 1.0).is_empty());
        assert!(bursts(&[3; 30], &[50; 30], 2.0, 1.0).is_empty());
    }
}
