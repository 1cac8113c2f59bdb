//! Terms that rose and fell from the earlier span to the later, at document level.
//!
//! The change is the document-clustered log ratio (Cochran 1977, ratio estimator). Its p is that of choosing documents, with
//! Benjamini-Hochberg over all terms frequent enough in both spans together, a filter that does not look at the spans.
//! Where the sources that both spans share hold half of the words, the larger of p and that at a fixed mix of sources is
//! what is corrected, so that the words of an outlet which joins are no change.
//! The order of the lists, and with it every name in a title, a table or the summary, is by the end of the 95 % interval that is
//! nearer to no change (`least_change`): the change that is sure at least. Raw ratios favor rare words, p values favor common
//! ones. The ratio shrunken towards 1 by its own uncertainty stands beside it, for all terms alike. G2, which most programs ship, takes words as
//! independent and calls far too many; it is given for comparison only.

use super::by_source::{Asked, p_at_fixed_mix};
use super::cloud;
use super::findings::{Change, Dispersion, PeerScores, TermFinding, TermFindings};
use super::quantity::Quantity;
use super::sources::{self, Control};
use super::study::{Spans, Study};
use super::verdict::{self, FEWEST_DOCUMENTS, Subject};
use crate::stats::cluster::{LogRatio, Moments, change_p, log_ratio, shrink};
use crate::stats::dispersion::deviation_of_proportions;
use crate::stats::keyness::{Cells, g2_four_cell, g2_two_cell, log_odds, lrc, p, simple_maths};
use crate::stats::significance::benjamini_hochberg;
use libm::log;
use rayon::prelude::*;
use std::cmp::Ordering;

/// Most terms listed in each direction.
const MOST_LISTED: usize = 40;
/// Pseudo count of each term in the log odds ratio of peers (ConvoKit's default).
const PRIOR: f64 = 0.1;
/// A word is not listed beside a phrase that makes up this share of its mentions.
const ABSORBED: f64 = 0.8;

/// A term with the numbers that decide about it.
pub struct Tested {
    pub term: usize,
    earlier: Moments,
    later: Moments,
    pub ratio: LogRatio,
    /// log2 of the ratio, shrunken.
    pub shrunken: f64,
    pub p: f64,
    /// p after Benjamini-Hochberg.
    pub q: f64,
    cells: Cells,
    pub g2: f64,
}

impl Tested {
    /// Documents of both spans that use it.
    pub fn documents(&self) -> u64 {
        self.earlier.documents + self.later.documents
    }
}

/// Finds the terms that rose and fell; empty where there are no two spans of at least two documents.
pub fn find(study: &Study) -> TermFindings {
    let Some(spans) = study.spans() else { return TermFindings::default() };
    let least_count = least_count(spans.earlier.len() + spans.later.len());
    let tested = test(study, &spans, least_count);
    let control = Control::of(study, &spans);
    let significant = |tested: &&Tested| tested.q < 0.05;
    let listed = |up: bool| -> Vec<TermFinding> {
        let chosen = choose(study, &tested, up);
        let each = |found: &&Tested| describe(study, (&spans, control.as_ref()), found, tested.len());
        let mut listed: Vec<TermFinding> = chosen.par_iter().map(each).collect();
        listed.sort_by(|a, b| surest_first((&a.change, &a.term), (&b.change, &b.term)));
        listed
    };
    let by_g2: Vec<f64> = tested.iter().map(|tested| p(tested.g2)).collect();
    let by_g2 = benjamini_hochberg(&by_g2);
    let few = spans.rows().count() < FEWEST_DOCUMENTS || tested.is_empty();
    TermFindings {
        tested: tested.len(),
        least_count,
        significant: tested.iter().filter(significant).count(),
        significant_by_g2: by_g2.iter().filter(|q| **q < 0.05).count(),
        rising: listed(true),
        falling: listed(false),
        cloud: (!few).then(|| cloud::of(study, &tested, &by_g2)),
    }
}

/// The changes of the terms with these labels, as far as they are terms and were tested.
pub fn changes(study: &Study, labels: &[&str]) -> Vec<(String, Change)> {
    let Some(spans) = study.spans().filter(|_| !labels.is_empty()) else { return Vec::new() };
    let control = Control::of(study, &spans);
    let tested = test(study, &spans, least_count(spans.earlier.len() + spans.later.len()));
    let change = |label: &&str| {
        let tested = tested.iter().find(|tested| study.counts.terms[tested.term].label == **label)?;
        let counts = counts_of(study, tested.term);
        Some(((*label).to_owned(), judged(study, &spans, control.as_ref(), (tested, &counts))))
    };
    labels.iter().filter_map(change).collect()
}

/// The change of a term, from its count in every row.
fn judged(study: &Study, spans: &Spans, control: Option<&Control>, (tested, counts): (&Tested, &[u64])) -> Change {
    let quantity = Quantity::of(counts.to_vec(), study.counts.totals.clone());
    let evidence = quantity.evidence(study, spans, control);
    let few = evidence.documents < FEWEST_DOCUMENTS;
    let change = evidence.judged((!few).then_some(tested.q));
    // What one test could have seen says nothing of a term among thousands.
    Change { detectable: change.detectable.filter(|_| few), ..change }
}

/// Least count in both spans together: below it no test could say anything, and the family would only grow.
pub fn least_count(documents: usize) -> u64 {
    match documents {
        0..=7 => 3,
        8..=49 => 5,
        50..=4_999 => 10,
        _ => 20,
    }
}

/// Fewest documents that a tested term occurs in: in three of many it could all lie on one side by chance once in four,
/// so no test could call it, and the family would only grow. Few documents are described and not tested.
fn least_documents(documents: usize) -> u64 {
    if documents < FEWEST_DOCUMENTS { 2 } else { 4 }
}

/// The terms that set the later documents apart, and those that set the earlier ones apart: so many of each at most,
/// the strongest first, only those that hold.
pub fn distinctive(study: &Study, spans: &Spans, most: usize) -> [Vec<String>; 2] {
    let tested = test(study, spans, least_count(spans.earlier.len() + spans.later.len()));
    [true, false].map(|up| {
        let held = choose(study, &tested, up).into_iter().filter(|tested| tested.q < 0.05);
        held.take(most).map(|tested| study.counts.terms[tested.term].label.clone()).collect()
    })
}

/// Every term frequent enough, with its change from the earlier documents to the later.
pub fn test(study: &Study, spans: &Spans, least_count: u64) -> Vec<Tested> {
    let (before, after) = (study.term_moments(&spans.earlier), study.term_moments(&spans.later));
    let (first, second) = (study.exposure(&spans.earlier), study.exposure(&spans.later));
    let least_documents = least_documents(spans.earlier.len() + spans.later.len());
    let judge = |term: usize| {
        let (earlier, later) = (before[term], after[term]);
        let frequent = earlier.x + later.x >= least_count && earlier.documents + later.documents >= least_documents;
        let ratio = frequent.then(|| log_ratio((&earlier, &first), (&later, &second))).flatten()?;
        let p = change_p((&earlier, &first), (&later, &second))?;
        let cells = Cells { x1: later.x, n1: second.l, x2: earlier.x, n2: first.l };
        Some(Tested { term, earlier, later, ratio, shrunken: 0.0, p, q: 1.0, cells, g2: g2_four_cell(cells) })
    };
    let mut tested: Vec<Tested> = (0..study.counts.terms.len()).into_par_iter().filter_map(judge).collect();
    let q = benjamini_hochberg(&p_of_both(study, spans, &tested));
    let shrunken = shrink(&tested.iter().map(|tested| (tested.ratio.value, tested.ratio.se)).collect::<Vec<_>>());
    for ((tested, q), shrunken) in tested.iter_mut().zip(q).zip(shrunken) {
        tested.q = q;
        tested.shrunken = shrunken / std::f64::consts::LN_2;
    }
    tested
}

/// The larger of p and that at a fixed mix of sources; where p is no evidence, it is left alone.
fn p_of_both(study: &Study, spans: &Spans, tested: &[Tested]) -> Vec<f64> {
    let mut p: Vec<f64> = tested.iter().map(|tested| tested.p).collect();
    let Some(mix) = sources::deciding(study, spans).filter(|_| spans.rows().count() >= FEWEST_DOCUMENTS) else {
        return p;
    };
    let mut sides = vec![None; study.documents.len()];
    spans.earlier.iter().for_each(|&row| sides[row] = Some(0));
    spans.later.iter().for_each(|&row| sides[row] = Some(1));
    let open: Vec<usize> = (0..tested.len()).filter(|&index| p[index] < 0.05).collect();
    let ask = |&index: &usize| Asked { term: tested[index].term, contrast: 0, value: tested[index].ratio.value };
    let asked: Vec<Asked> = open.iter().map(ask).collect();
    let at_mix = p_at_fixed_mix(study, &[Some(mix)], &asked, |_, row| sides[row]);
    open.into_iter().zip(at_mix).for_each(|(index, at_mix)| p[index] = p[index].max(at_mix));
    p
}

/// The order of the terms of one direction: those that hold first, then by the least change, then by the alphabet.
fn surest_first((a, name): (&Change, &str), (b, other): (&Change, &str)) -> Ordering {
    let holds = |change: &Change| change.q.is_some_and(|q| q < 0.05);
    let least = |change: &Change| {
        let ratio = change.ratio.unwrap_or_default();
        least_change(ratio.low.map(log).unwrap_or(0.0), ratio.high.map(log).unwrap_or(0.0))
    };
    holds(b).cmp(&holds(a)).then(least(b).total_cmp(&least(a))).then_with(|| name.cmp(other))
}

/// How far a ratio changed at least, as |ln|: the end of its interval that is nearer to no change. Below 0 where the interval
/// holds no change: the farther the less sure.
fn least_change(low: f64, high: f64) -> f64 {
    let least = f64::max(low, -high);
    if least.is_nan() { 0.0 } else { least }
}

/// The terms to list in one direction: those that hold first, then by the least change.
fn choose<'t>(study: &Study, tested: &'t [Tested], up: bool) -> Vec<&'t Tested> {
    let absorbed = absorbed(study, tested);
    let side = |tested: &&Tested| (tested.ratio.value > 0.0) == up && !absorbed.contains(&tested.term);
    let least = |tested: &Tested| {
        let (low, high) = tested.ratio.interval(0.95);
        least_change(low, high)
    };
    let mut chosen: Vec<(f64, &Tested)> = tested.iter().filter(side).map(|tested| (least(tested), tested)).collect();
    chosen.sort_by(|(least, a), (other, b)| {
        (b.q < 0.05).cmp(&(a.q < 0.05)).then(other.total_cmp(least)).then(a.term.cmp(&b.term))
    });
    chosen.truncate(MOST_LISTED);
    chosen.into_iter().map(|(_, tested)| tested).collect()
}

/// Words that occur nearly always inside one phrase that is tested too: "samoa" beside "american samoa".
fn absorbed(study: &Study, tested: &[Tested]) -> std::collections::BTreeSet<usize> {
    let terms = &study.counts.terms;
    let count = |tested: &Tested| (tested.earlier.x + tested.later.x) as f64;
    let by_term: std::collections::BTreeMap<usize, f64> = tested.iter().map(|t| (t.term, count(t))).collect();
    let mut absorbed = std::collections::BTreeSet::new();
    for phrase in tested.iter().filter(|tested| terms[tested.term].words > 1) {
        let words: Vec<&str> = terms[phrase.term].key.split(' ').collect();
        for length in 1..words.len() {
            for part in words.windows(length) {
                let part = terms.binary_search_by(|term| term.key.as_str().cmp(&part.join(" "))).ok();
                let nearly_all = |part: &usize| by_term.get(part).is_some_and(|all| count(phrase) >= ABSORBED * all);
                absorbed.extend(part.filter(nearly_all));
            }
        }
    }
    absorbed
}

fn describe(
    study: &Study,
    (spans, control): (&Spans, Option<&Control>),
    tested: &Tested,
    family: usize,
) -> TermFinding {
    let counts = counts_of(study, tested.term);
    let mut change = judged(study, spans, control, (tested, &counts));
    let label = study.counts.terms[tested.term].label.clone();
    if let Some(contrast) = study.groups.contrast() {
        change.sentence = verdict::sentence(Subject::Rate(&format!("\u{201c}{label}\u{201d}")), &change, &contrast);
    }
    let rising = if tested.ratio.value > 0.0 { &spans.later } else { &spans.earlier };
    let total: u64 = rising.iter().map(|&row| counts[row]).sum();
    let most = rising.iter().map(|&row| counts[row]).max().unwrap_or(0);
    let top_document_share = if total > 0 { most as f64 / total as f64 } else { 0.0 };
    TermFinding {
        term: label,
        key: study.counts.terms[tested.term].key.clone(),
        count_earlier: tested.earlier.x,
        count_later: tested.later.x,
        documents_earlier: tested.earlier.documents as usize,
        documents_later: tested.later.documents as usize,
        change,
        shrunken_log2: tested.shrunken,
        top_document_share,
        one_document: top_document_share > 0.5,
        g2: tested.g2,
        peers: peers(study, tested, family),
        dispersion: dispersed(study, spans, &counts),
        series: series(study, &counts),
    }
}

/// What other programs would report.
fn peers(study: &Study, tested: &Tested, family: usize) -> PeerScores {
    let cells = tested.cells;
    PeerScores {
        g2_two_cell: g2_two_cell(cells),
        log_odds_z: log_odds(cells, PRIOR, PRIOR * study.counts.terms.len() as f64).z,
        lrc: lrc(cells, 0.95, family),
        simple_maths: simple_maths(cells, 1.0),
    }
}

fn dispersed(study: &Study, spans: &Spans, counts: &[u64]) -> Dispersion {
    let rows = || spans.earlier.iter().chain(&spans.later).copied();
    let having = || rows().filter(|&row| counts[row] > 0);
    let sources: std::collections::BTreeSet<&str> =
        having().filter_map(|row| study.documents[row].source.as_deref()).collect();
    let parts: Vec<(u64, u64)> = rows().map(|row| (counts[row], study.counts.totals[row])).collect();
    Dispersion {
        dp: deviation_of_proportions(&parts).unwrap_or_default(),
        documents: having().count(),
        sources: sources.len(),
    }
}

/// Count of a term in every row.
fn counts_of(study: &Study, term: usize) -> Vec<u64> {
    let find = |row| study.counts.rows.get(row, term as u32);
    (0..study.documents.len()).map(|row| u64::from(find(row))).collect()
}

/// Rate per 1,000 words in each period.
fn series(study: &Study, counts: &[u64]) -> Vec<Option<f64>> {
    let rate = |rows: &Vec<usize>| {
        let words: u64 = rows.iter().map(|&row| study.counts.totals[row]).sum();
        let mentions: u64 = rows.iter().map(|&row| counts[row]).sum();
        (words > 0).then(|| 1000.0 * mentions as f64 / words as f64)
    };
    study.groups.rows().iter().map(rate).collect()
}
