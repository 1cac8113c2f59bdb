//! Rank-turbulence divergence between the spans (Dodds et al. 2020): which words changed places, common and
//! rare ones alike, against what shuffled documents give.

use super::findings::{RankFindings, RankTerm};
use super::study::Study;
use super::vectors::{Columns, Pool, Vectors, null};
use crate::stats::divergence::rank_turbulence;
use crate::stats::permutation::p_value;

/// The order of the divergence: between 0, where all words weigh alike, and infinity, where only the commonest count.
const ALPHA: f64 = 1.0 / 3.0;
const MOST_TERMS: usize = 20;

/// `None` where there are no two spans with words.
pub fn find(study: &Study) -> Option<RankFindings> {
    let spans = study.spans()?;
    let vectors = Vectors::of(&study.counts);
    let (earlier, later) = (Pool::of_counts(&vectors, &spans.earlier), Pool::of_counts(&vectors, &spans.later));
    let (value, parts) = divergence(&earlier, &later);
    if !value.is_finite() {
        return None;
    }
    let seed = study.seed.wrapping_add(2);
    let null = null((study, &vectors), &spans, seed, Columns::of_counts, |a, b| divergence(a, b).0);
    let mut order: Vec<usize> = (0..parts.len()).filter(|&term| parts[term] > 0.0).collect();
    order.sort_by(|&a, &b| parts[b].total_cmp(&parts[a]).then(a.cmp(&b)));
    order.truncate(MOST_TERMS);
    let term = |&term: &usize| RankTerm {
        term: study.counts.terms[term].label.clone(),
        part: parts[term],
        rank_earlier: rank(&earlier, term),
        rank_later: rank(&later, term),
    };
    Some(RankFindings {
        alpha: ALPHA,
        value,
        null_mean: null.iter().sum::<f64>() / null.len().max(1) as f64,
        p: p_value(value, &null),
        terms: order.iter().map(term).collect(),
        rest: value - order.iter().map(|&term| parts[term]).sum::<f64>(),
    })
}

/// The divergence, and each term's part in it. Words of neither side, and phrases, have no rank.
fn divergence(a: &Pool, b: &Pool) -> (f64, Vec<f64>) {
    let used: Vec<usize> = (0..a.sum.len()).filter(|&term| a.sum[term] + b.sum[term] > 0.0).collect();
    let counts = |pool: &Pool| used.iter().map(|&term| pool.sum[term] as u64).collect::<Vec<u64>>();
    let (value, of_used) = rank_turbulence(&counts(a), &counts(b), ALPHA);
    let mut parts = vec![0.0; a.sum.len()];
    used.iter().zip(of_used).for_each(|(&term, part)| parts[term] = part);
    (value, parts)
}

/// One more than the words that are commoner; `None` for a word that does not occur.
fn rank(pool: &Pool, term: usize) -> Option<usize> {
    (pool.sum[term] > 0.0).then(|| 1 + pool.sum.iter().filter(|&&count| count > pool.sum[term]).count())
}
