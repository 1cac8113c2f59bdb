//! How alike documents are, or periods where documents are too many to show: cosine of TF-IDF over words.

use super::findings::{NearPair, Similarity};
use super::study::Study;
use crate::counts::{Counts, Sparse, Tfidf, TfidfOptions, pairs};
use rayon::prelude::*;

/// Most rows of the picture.
const MOST_ROWS: usize = 120;
/// Most documents of which all pairs are compared.
pub const MOST_COMPARED: usize = 10_000;
/// Cosine from which two documents are near duplicates.
const DUPLICATE: f64 = 0.9;
const NEAREST: usize = 10;
const SHARED_TERMS: usize = 5;

/// Similarity of documents or periods; `None` with fewer than two documents.
pub fn find(study: &Study) -> Option<Similarity> {
    if study.documents.len() < 2 {
        return None;
    }
    let first =
        |most: usize| -> Vec<Vec<usize>> { (0..study.documents.len().min(most)).map(|row| vec![row]).collect() };
    let mut similarity = if study.documents.len() <= MOST_ROWS || study.groups.periods.len() < 2 {
        let documents = word_counts(study, &first(MOST_ROWS));
        picture(&documents, "documents", study.documents.iter().take(MOST_ROWS).map(label).collect())
    } else {
        let periods = word_counts(study, &study.groups.rows());
        picture(&periods, "periods", study.groups.periods.iter().map(|period| period.label.clone()).collect())
    };
    if study.documents.len() <= MOST_COMPARED {
        compare_all(study, &word_counts(study, &first(MOST_COMPARED)), &mut similarity);
    }
    Some(similarity)
}

/// A short name for a row: its day and title.
fn label(document: &super::Described) -> String {
    let name = document.title.as_deref().unwrap_or(&document.id);
    document.dated.as_ref().map_or_else(|| name.to_owned(), |dated| format!("{} {name}", super::date_label(dated)))
}

/// Counts of words (no phrases, which repeat their words), each row the sum of some documents.
fn word_counts(study: &Study, rows: &[Vec<usize>]) -> Counts {
    let sum = |rows: &Vec<usize>| -> Vec<(u32, u32)> {
        let pairs = rows.iter().flat_map(|&row| study.counts.rows.row(row));
        let mut pairs: Vec<(u32, u32)> = pairs.filter(|pair| study.counts.terms[pair.0 as usize].words == 1).collect();
        pairs.sort_unstable();
        pairs.chunk_by(|a, b| a.0 == b.0).map(|run| (run[0].0, run.iter().map(|pair| pair.1).sum())).collect()
    };
    let summed: Vec<Vec<(u32, u32)>> = rows.par_iter().map(sum).collect();
    let mut sparse = Sparse::default();
    summed.into_iter().for_each(|row| sparse.push(row));
    Counts { terms: study.counts.terms.clone(), rows: sparse, totals: vec![0; rows.len()] }
}

fn picture(counts: &Counts, of: &str, labels: Vec<String>) -> Similarity {
    let matrix = Tfidf::of(counts, TfidfOptions::default()).similarity();
    let empty = |row: usize| counts.rows.row(row).next().is_none();
    let cell = |a: usize, b: usize| (!empty(a) && !empty(b)).then(|| matrix[[a, b]].clamp(0.0, 1.0));
    let n = counts.rows.len();
    let cosine = (0..n).map(|a| (0..n).map(|b| cell(a, b)).collect()).collect();
    Similarity { of: of.into(), labels, cosine, ..Similarity::default() }
}

/// The nearest pairs and the number of near duplicates among all documents.
fn compare_all(study: &Study, documents: &Counts, similarity: &mut Similarity) {
    let tfidf = Tfidf::of(documents, TfidfOptions::default());
    similarity.near_duplicates = pairs::similar(&tfidf, DUPLICATE).len();
    let near = pairs::nearest(&tfidf, NEAREST).into_iter().enumerate();
    let later = |(a, near): (usize, Vec<(usize, f64)>)| {
        near.into_iter().filter(move |&(b, _)| a < b).map(move |(b, cosine)| (cosine, a, b))
    };
    let mut pairs: Vec<Near> = near.flat_map(later).collect();
    pairs.sort_by(nearest_first);
    pairs.truncate(NEAREST);
    similarity.nearest = pairs.into_iter().map(|(cosine, a, b)| explain(study, &tfidf, cosine, (a, b))).collect();
}

/// Cosine of two rows, and the rows.
type Near = (f64, usize, usize);

fn nearest_first(a: &Near, b: &Near) -> std::cmp::Ordering {
    b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2)))
}

fn explain(study: &Study, tfidf: &Tfidf, cosine: f64, (a, b): (usize, usize)) -> NearPair {
    let mut shared: Vec<(u32, f64)> = tfidf.shared(a, b).collect();
    shared.sort_by(|x, y| y.1.total_cmp(&x.1).then(x.0.cmp(&y.0)));
    let terms = shared.iter().take(SHARED_TERMS).map(|(term, _)| study.counts.terms[*term as usize].label.clone());
    let id = |row: usize| study.documents[row].id.clone();
    NearPair { a: id(a), b: id(b), cosine: cosine.min(1.0), terms: terms.collect() }
}
