//! Rank-turbulence divergence between the spans (Dodds et al. 2020): which words changed places, common and
//! rare ones alike, against what shuffled documents give.

use super::findings::{RankCell, RankFindings, RankTerm};
use super::study::Study;
use super::vectors::{Columns, Pool, Shuffles, Vectors};
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
    let null = Shuffles::of(study, &vectors).null(&spans, seed, Columns::of_counts, |a, b| divergence(a, b).0);
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
        cells: cells(&earlier, &later),
        words: words(&earlier, &later),
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

/// How many words lie in each cell of the plane of the two ranks.
fn cells(earlier: &Pool, later: &Pool) -> Vec<RankCell> {
    let (first, second) = (bins(earlier), bins(later));
    let mut cells = std::collections::BTreeMap::<(u16, u16), u64>::new();
    let used = (0..earlier.sum.len()).filter(|&term| earlier.sum[term] + later.sum[term] > 0.0);
    used.for_each(|term| *cells.entry((first[term], second[term])).or_default() += 1);
    cells.into_iter().map(|((earlier, later), words)| RankCell { earlier, later, words }).collect()
}

/// Tenths of the logarithm of every word's rank; a word that does not occur comes after the last.
fn bins(pool: &Pool) -> Vec<u16> {
    let mut counts: Vec<f64> = pool.sum.iter().copied().filter(|count| *count > 0.0).collect();
    counts.sort_by(|a, b| b.total_cmp(a));
    let rank = |count: f64| 1 + counts.partition_point(|&other| other > count);
    pool.sum.iter().map(|&count| libm::floor(10.0 * libm::log10(rank(count) as f64)) as u16).collect()
}

/// Words of both spans, of the earlier alone, and of the later alone.
fn words(earlier: &Pool, later: &Pool) -> [usize; 3] {
    let mut words = [0; 3];
    for (&a, &b) in earlier.sum.iter().zip(&later.sum) {
        match (a > 0.0, b > 0.0) {
            (true, true) => words[0] += 1,
            (true, false) => words[1] += 1,
            (false, true) => words[2] += 1,
            (false, false) => {}
        }
    }
    words
}
