//! Drift of the whole vocabulary between spans and between neighboring periods, against its noise floor.
//!
//! The scalar is MMD-U on square roots of relative frequencies (Gretton et al. 2012, eq. 3): unbiased, 0 on
//! average without drift whatever the length of the documents. Jensen-Shannon divergence names the words (Gallagher et al. 2021), but two samples
//! of one source never give 0, so it stands beside its null. Both nulls shuffle documents between the two sides, within
//! their sources where these are known and shared (`sources::strata`), so that an outlet which joins raises the floor with
//! the drift. Both are told by the terms and the documents that they are the sums of (`attribution`).

use super::attribution::{self, Parts};
use super::findings::{DriftDocument, DriftFinding, DriftStep, DriftTerm, ShiftTerm};
use super::study::{Spans, Study};
use super::vectors::{Columns, Pool, Shuffles, Vectors, mmd};
use crate::stats::divergence::jensen_shannon_of_counts;
use crate::stats::permutation::{p_value, quantile};
use rayon::prelude::*;

/// Most terms in the word shift.
const MOST_SHIFTED: usize = 40;
/// Terms named as drivers of a step.
const DRIVERS: usize = 3;
/// Terms and documents of which the part in the drift is listed.
const MOST_TERMS: usize = 20;
const MOST_DOCUMENTS: usize = 10;

/// Drift between the two spans and from period to period; `None` where there are no two spans.
pub fn find(study: &Study) -> Option<DriftFinding> {
    let spans = study.spans()?;
    let contrast = study.groups.contrast()?;
    let vectors = Vectors::of(&study.counts);
    let shuffles = Shuffles::of(study, &vectors);
    let (overall, steps) = rayon::join(
        || step((study, &vectors), &shuffles, &spans, contrast.split),
        || steps((study, &vectors), &shuffles),
    );
    let mut finding = DriftFinding { overall, steps, ..DriftFinding::default() };
    let bits = shift((study, &vectors), &shuffles, &spans, &mut finding);
    if finding.overall.value.is_some() {
        let parts = attribution::of_mmd(&vectors, &spans);
        list_terms(study, &parts, &mut finding);
        list_documents(study, &spans, [&parts, &bits], &mut finding);
    }
    Some(finding)
}

/// Earlier against later span alone.
pub fn overall(study: &Study) -> Option<DriftStep> {
    let vectors = Vectors::of(&study.counts);
    let shuffles = Shuffles::of(study, &vectors);
    Some(step((study, &vectors), &shuffles, &study.spans()?, study.groups.contrast()?.split))
}

fn steps(of: (&Study, &Vectors), shuffles: &Shuffles) -> Vec<DriftStep> {
    let rows = of.0.groups.rows();
    let neighbors = (1..rows.len()).into_par_iter().filter(|&at| !rows[at - 1].is_empty() && !rows[at].is_empty());
    neighbors
        .map(|at| {
            let spans = Spans { earlier: rows[at - 1].clone(), later: rows[at].clone() };
            step(of, shuffles, &spans, at)
        })
        .collect()
}

/// MMD-U between two spans with its permutation null.
fn step((study, vectors): (&Study, &Vectors), shuffles: &Shuffles, spans: &Spans, period: usize) -> DriftStep {
    let mut step = DriftStep { period, ..DriftStep::default() };
    if spans.earlier.len() < 2 || spans.later.len() < 2 {
        return step;
    }
    let (earlier, later) = (Pool::of_roots(vectors, &spans.earlier), Pool::of_roots(vectors, &spans.later));
    let value = mmd(&earlier, &later);
    let null = shuffles.null(spans, study.seed ^ period as u64, Columns::of_roots, mmd);
    step.value = Some(value);
    step.floor = quantile(&null, 0.95);
    step.p = Some(p_value(value, &null));
    step.drivers = drivers(study, &earlier, &later);
    step
}

/// The terms whose mean changed most, with the sign of the change: their squares are the parts of (biased) MMD.
fn drivers(study: &Study, earlier: &Pool, later: &Pool) -> Vec<String> {
    let change = |term: usize| later.sum[term] / later.size - earlier.sum[term] / earlier.size;
    let mut terms: Vec<(f64, usize)> = (0..earlier.sum.len()).map(|term| (change(term), term)).collect();
    let first = |a: &(f64, usize), b: &(f64, usize)| b.0.abs().total_cmp(&a.0.abs()).then(a.1.cmp(&b.1));
    if terms.len() > DRIVERS {
        terms.select_nth_unstable_by(DRIVERS, first);
        terms.truncate(DRIVERS);
    }
    terms.sort_by(first);
    let name = |&(change, term): &(f64, usize)| {
        format!("{}{}", if change > 0.0 { '+' } else { '\u{2212}' }, study.counts.terms[term].label)
    };
    terms.iter().take(DRIVERS).filter(|(change, _)| *change != 0.0).map(name).collect()
}

/// Jensen-Shannon divergence in bits, how far it lies above its mean under shuffles, and the terms that carry it.
fn shift(
    (study, vectors): (&Study, &Vectors),
    shuffles: &Shuffles,
    spans: &Spans,
    finding: &mut DriftFinding,
) -> Parts {
    let parts = attribution::of_jsd(vectors, spans);
    let total: f64 = parts.terms.iter().sum();
    let seed = study.seed.wrapping_add(1);
    let (earlier, later) = (Pool::of_counts(vectors, &spans.earlier), Pool::of_counts(vectors, &spans.later));
    let listed = largest(&parts.terms, MOST_SHIFTED);
    // Shuffled sets have the terms that occur, in their order.
    let occurs = |&term: &usize| earlier.sum[term] + later.sum[term] > 0.0;
    let places: Vec<usize> = listed.iter().map(|&term| (0..term).filter(occurs).count()).collect();
    let of_counts = |a: &Pool, b: &Pool| jensen_shannon_of_counts(&a.sum, &b.sum, &places);
    let (null, of_terms): (Vec<f64>, Vec<Vec<f64>>) =
        shuffles.null(spans, seed, Columns::of_counts, of_counts).into_iter().unzip();
    let draws = null.len().max(1) as f64;
    let mean = null.iter().sum::<f64>() / draws;
    let spread = (null.iter().map(|bits| (bits - mean) * (bits - mean)).sum::<f64>() / draws).sqrt();
    finding.jsd_bits = total;
    finding.jsd_null_mean = mean;
    finding.jsd_excess = total - mean;
    finding.jsd_z = Some((total - mean) / spread).filter(|z| z.is_finite());
    finding.jsd_p = p_value(total, &null);
    let (p, q) = (earlier.shares(), later.shares());
    // Shares are of the words that are compared; rates are told of all words, as everywhere else.
    let rate = |pool: &Pool, rows: &[usize], term: usize| {
        let words: u64 = rows.iter().map(|&row| study.counts.totals[row]).sum();
        1000.0 * pool.sum[term] / (words as f64).max(1.0)
    };
    let floor = |at: usize| quantile(&of_terms.iter().map(|draw| draw[at]).collect::<Vec<f64>>(), 0.95);
    let term = |(at, &term): (usize, &usize)| ShiftTerm {
        term: study.counts.terms[term].label.clone(),
        bits: if q[term] > p[term] { parts.terms[term] } else { -parts.terms[term] },
        floor: floor(at).unwrap_or_default(),
        earlier_per_1000: rate(&earlier, &spans.earlier, term),
        later_per_1000: rate(&later, &spans.later, term),
    };
    finding.word_shift = listed.iter().enumerate().map(term).collect();
    finding.word_shift_rest = total - listed.iter().map(|&term| parts.terms[term]).sum::<f64>();
    parts
}

/// Indices of the parts farthest above 0, the largest first.
fn largest(parts: &[f64], most: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..parts.len()).filter(|&index| parts[index] > 0.0).collect();
    order.sort_by(|&a, &b| parts[b].total_cmp(&parts[a]).then(a.cmp(&b)));
    order.truncate(most);
    order
}

fn list_terms(study: &Study, parts: &Parts, finding: &mut DriftFinding) {
    let listed = largest(&parts.terms, MOST_TERMS);
    let term = |&term: &usize| DriftTerm { term: study.counts.terms[term].label.clone(), drift: parts.terms[term] };
    finding.terms = listed.iter().map(term).collect();
    let whole: f64 = parts.terms.iter().sum();
    finding.terms_rest = whole - listed.iter().map(|&term| parts.terms[term]).sum::<f64>();
}

fn list_documents(study: &Study, spans: &Spans, [drift, bits]: [&Parts; 2], finding: &mut DriftFinding) {
    let rows: Vec<usize> = spans.rows().collect();
    let listed = largest(&drift.documents, MOST_DOCUMENTS);
    let document = |&at: &usize| DriftDocument {
        document: study.documents[rows[at]].id.clone(),
        date: study.documents[rows[at]].dated.as_ref().map(super::date_label),
        later: at >= spans.earlier.len(),
        drift: drift.documents[at],
        bits: bits.documents[at],
    };
    finding.documents = listed.iter().map(document).collect();
    let rest = |parts: &[f64]| parts.iter().sum::<f64>() - listed.iter().map(|&at| parts[at]).sum::<f64>();
    (finding.documents_rest, finding.documents_rest_bits) = (rest(&drift.documents), rest(&bits.documents));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::counts::Counts;

    #[test]
    fn a_word_of_one_document_stays_within_its_floor_and_one_of_a_whole_span_does_not() {
        // All have "steady"; the later half has "late", one document "burst", and one without a date "aside".
        let document = |row: usize| match row {
            0 => vec!["steady", "aside"],
            row => [vec!["steady"; 20], vec!["late"; row / 9 * 3], vec!["burst"; row / 16 * 40]].concat(),
        };
        let words: Vec<Vec<&str>> = (0..17).map(document).collect();
        let study = Study { counts: Counts::of_words(&words, 1).into(), ..Study::default() };
        let vectors = Vectors::of(&study.counts);
        let spans = Spans { earlier: (1..9).collect(), later: (9..17).collect() };
        let mut finding = DriftFinding::default();
        shift((&study, &vectors), &Shuffles::of(&study, &vectors), &spans, &mut finding);
        let of = |name: &str| finding.word_shift.iter().find(|word| word.term == name).expect("listed");
        let (late, burst) = (of("late"), of("burst"));
        assert!(late.bits > 2.0 * late.floor && late.floor > 0.0, "{late:?}");
        assert!(burst.bits <= burst.floor, "{burst:?}");
    }
}
