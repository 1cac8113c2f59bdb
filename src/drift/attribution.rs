//! Drift as the sum of its terms, and as the sum of its documents.
//!
//! Both measures of drift are sums over terms, and both are sums over documents once the other documents are held fixed,
//! so every number can be traced to words and to articles without a remainder.

use super::study::Spans;
use super::vectors::Vectors;
use crate::stats::divergence::jensen_shannon;
use libm::log2;

/// What each term and each document adds; both lists add up to the whole.
#[derive(Debug, Clone, Default)]
pub struct Parts {
    pub terms: Vec<f64>,
    /// In the order of the spans' rows, earlier ones first.
    pub documents: Vec<f64>,
}

/// Parts of MMD-U (Gretton et al. 2012, eq. 3). Term: (Σ_a y)² - Σ_a y² over m_a (m_a - 1), the same for b, minus 2 Σ_a y Σ_b y over
/// m_a m_b. Document of a: y · Σ_a y - |y|² over m_a (m_a - 1), minus y · Σ_b y over m_a m_b.
pub fn of_mmd(vectors: &Vectors, spans: &Spans) -> Parts {
    let sides = [&spans.earlier, &spans.later];
    let sums = sides.map(|rows| vectors.sum_of_roots(rows));
    let squares = sides.map(|rows| vectors.sum_of_shares(rows));
    let size = sides.map(|rows| rows.len() as f64);
    let within = size.map(|size| size * (size - 1.0));
    let across = size[0] * size[1];
    let term = |term: usize| {
        let own = |side: usize| (sums[side][term] * sums[side][term] - squares[side][term]) / within[side];
        own(0) + own(1) - 2.0 * sums[0][term] * sums[1][term] / across
    };
    let document = |side: usize, row: usize| {
        let (mut own, mut other, mut length) = (0.0, 0.0, 0.0);
        vectors.each_root(row, |term, root| {
            own += root * sums[side][term];
            other += root * sums[1 - side][term];
            length += root * root;
        });
        (own - length) / within[side] - other / across
    };
    let documents = (0..2).flat_map(|side| sides[side].iter().map(move |&row| (side, row)));
    Parts {
        terms: (0..sums[0].len()).map(term).collect(),
        documents: documents.map(|(side, row)| document(side, row)).collect(),
    }
}

/// Parts of the Jensen-Shannon divergence in bits (Gallagher et al. 2021). A document's part is what its words add to the share of
/// its span, each word weighted by log2 of that share over the mean of both.
pub fn of_jsd(vectors: &Vectors, spans: &Spans) -> Parts {
    let sides = [&spans.earlier, &spans.later];
    let sums = sides.map(|rows| vectors.sum_of_counts(rows));
    let totals = [0, 1].map(|side| sums[side].iter().sum::<f64>().max(1.0));
    let shares = [0, 1].map(|side| sums[side].iter().map(|count| count / totals[side]).collect::<Vec<f64>>());
    let weight = |side: usize, term: usize| {
        let middle = 0.5 * (shares[0][term] + shares[1][term]);
        if shares[side][term] > 0.0 { 0.5 * log2(shares[side][term] / middle) } else { 0.0 }
    };
    let weights = [0, 1].map(|side| (0..shares[0].len()).map(|term| weight(side, term)).collect::<Vec<f64>>());
    let document = |side: usize, row: usize| {
        let mut part = 0.0;
        vectors.each_count(row, |term, count| part += count / totals[side] * weights[side][term]);
        part
    };
    let documents = (0..2).flat_map(|side| sides[side].iter().map(move |&row| (side, row)));
    Parts {
        terms: jensen_shannon(&shares[0], &shares[1]).1,
        documents: documents.map(|(side, row)| document(side, row)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::counts::Counts;
    use crate::drift::study::Study;
    use crate::drift::vectors::{Pool, mmd};
    use proptest::prelude::*;

    fn study(documents: &[Vec<usize>]) -> Study {
        const WORDS: [&str; 12] = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"];
        let words: Vec<Vec<&str>> = documents.iter().map(|d| d.iter().map(|&word| WORDS[word]).collect()).collect();
        Study { counts: Counts::of_words(&words, 1).into(), ..Study::default() }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn drift_is_the_sum_of_its_terms_and_of_its_documents(
            documents in prop::collection::vec(prop::collection::vec(0usize..12, 0..40), 4..16),
            cut in 2usize..14,
        ) {
            let study = study(&documents);
            let cut = cut.min(documents.len() - 2);
            let spans = Spans { earlier: (0..cut).collect(), later: (cut..documents.len()).collect() };
            let vectors = Vectors::of(&study.counts);
            let whole = mmd(&Pool::of_roots(&vectors, &spans.earlier), &Pool::of_roots(&vectors, &spans.later));
            let sum = |parts: &[f64]| parts.iter().sum::<f64>();
            let parts = of_mmd(&vectors, &spans);
            prop_assert!((sum(&parts.terms) - whole).abs() < 1e-12, "{} {}", sum(&parts.terms), whole);
            prop_assert!((sum(&parts.documents) - whole).abs() < 1e-12, "{} {}", sum(&parts.documents), whole);
            let parts = of_jsd(&vectors, &spans);
            prop_assert!((sum(&parts.terms) - sum(&parts.documents)).abs() < 1e-12);
            prop_assert!(parts.terms.iter().all(|part| *part >= 0.0));
            prop_assert_eq!(parts.documents.len(), documents.len());
        }
    }
}
