//! All tested terms at a glance: how far each moved, how sure that is, and what could have been seen at all.
//!
//! The lists of terms hold the strongest; a cloud shows them among the rest, and beside what G2 would call. It is bounded:
//! the most certain and the strongest are all there, the others are thinned evenly. What could have been seen is the
//! smallest factor found four times in five at the p that the correction for many tests left, by how many documents use a
//! term: rare terms need large changes, and a reader should see that.

use super::findings::{CloudTerm, Detectable, TermCloud};
use super::keyness::Tested;
use super::study::Study;
use std::collections::{BTreeMap, BTreeSet};

/// Most terms kept for each reason: certain, strong, and to show the rest.
const MOST_CERTAIN: usize = 400;
const MOST_STRONG: usize = 100;
const MOST_OTHERS: usize = 500;
/// Share of real changes that should have been found.
const POWER: f64 = 0.8;
/// False discovery rate.
const LEVEL: f64 = 0.05;

/// The cloud of the tested terms; `by_g2` holds the corrected p that G2 would give each.
pub fn of(study: &Study, tested: &[Tested], by_g2: &[f64]) -> TermCloud {
    let term = |&index: &usize| {
        let found = &tested[index];
        CloudTerm {
            term: study.counts.terms[found.term].label.clone(),
            shrunken_log2: found.shrunken,
            q: found.q,
            documents: found.documents() as usize,
            by_g2: by_g2[index] < LEVEL,
        }
    };
    TermCloud { terms: chosen(tested).iter().map(term).collect(), detectable: detectable(tested) }
}

/// The terms to keep, in the order of the vocabulary.
fn chosen(tested: &[Tested]) -> BTreeSet<usize> {
    let mut certain: Vec<usize> = (0..tested.len()).collect();
    let mut strong = certain.clone();
    let far = |index: usize| tested[index].shrunken.abs();
    certain.sort_by(|&a, &b| tested[a].q.total_cmp(&tested[b].q).then(far(b).total_cmp(&far(a))).then(a.cmp(&b)));
    strong.sort_by(|&a, &b| far(b).total_cmp(&far(a)).then(a.cmp(&b)));
    let mut kept: BTreeSet<usize> =
        certain.into_iter().take(MOST_CERTAIN).chain(strong.into_iter().take(MOST_STRONG)).collect();
    let others: Vec<usize> = (0..tested.len()).filter(|index| !kept.contains(index)).collect();
    // Every n-th in the order of the alphabet: as good as chance, and the same on every run.
    kept.extend(others.iter().step_by(others.len().div_ceil(MOST_OTHERS).max(1)));
    kept
}

/// The median of what could have been seen, in classes of terms by documents: each twice as wide as the one before.
fn detectable(tested: &[Tested]) -> Vec<Detectable> {
    let holds = tested.iter().filter(|found| found.q < LEVEL).map(|found| found.p);
    let strictest = LEVEL / tested.len().max(1) as f64;
    let level = holds.fold(strictest, f64::max);
    let mut classes = BTreeMap::<u32, Vec<(u64, f64)>>::new();
    for found in tested.iter().filter(|found| found.documents() > 0) {
        let factor = found.ratio.detectable(POWER, level);
        if factor.is_finite() {
            classes.entry(found.documents().ilog2()).or_default().push((found.documents(), factor));
        }
    }
    let median = |mut of: Vec<(u64, f64)>| {
        let middle = of.len() / 2;
        of.sort_by(|a, b| a.1.total_cmp(&b.1));
        let factor = of[middle].1;
        of.sort_by_key(|&(documents, _)| documents);
        Detectable { documents: of[middle].0 as usize, terms: of.len(), factor }
    };
    classes.into_values().map(median).collect()
}
