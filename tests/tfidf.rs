//! TF-IDF and cosine equal scikit-learn's to 1e-12: values in `tests/reference/golden.json`, made by the script there.

use driftline::counts::{Counts, Norm, Tfidf, TfidfOptions};
use ndarray::Array2;
use serde_json::Value;

fn golden() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/reference/golden.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn matrix(value: &Value) -> Array2<f64> {
    let rows: Vec<Vec<f64>> = serde_json::from_value(value.clone()).unwrap();
    Array2::from_shape_vec((rows.len(), rows[0].len()), rows.concat()).unwrap()
}

fn assert_close(ours: &Array2<f64>, theirs: &Array2<f64>, what: &str) {
    assert_eq!(ours.dim(), theirs.dim(), "{what}");
    let off = ours.iter().zip(theirs).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    assert!(off <= 1e-12, "{what}: off by {off:e}");
}

/// Compares terms, idf, weights and inner products of one variant.
fn check(variant: &str, longest: usize, options: TfidfOptions) {
    let golden = golden();
    let documents: Vec<&str> = golden["docs"].as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect();
    let words: Vec<Vec<&str>> = documents.iter().map(|text| text.split(' ').collect()).collect();
    let counts = Counts::of_words(&words, longest);
    let tfidf = Tfidf::of(&counts, options);
    let theirs = &golden[variant];
    let terms: Vec<&str> = counts.terms.iter().map(|term| term.key.as_str()).collect();
    assert_eq!(terms, serde_json::from_value::<Vec<String>>(theirs["vocab"].clone()).unwrap(), "{variant}");
    let idf = matrix(&Value::Array(vec![theirs["idf"].clone()]));
    assert_close(&Array2::from_shape_vec((1, terms.len()), tfidf.idf().to_vec()).unwrap(), &idf, "idf");
    assert_close(&tfidf.dense(), &matrix(&theirs["matrix"]), &format!("{variant}: weights"));
    assert_close(&tfidf.similarity(), &matrix(&theirs["cosine"]), &format!("{variant}: similarity"));
}

#[test]
fn the_default_is_that_of_scikit_learn() {
    check("tfidf_default", 1, TfidfOptions::default());
}

#[test]
fn idf_without_smoothing() {
    check("tfidf_no_smooth", 1, TfidfOptions { smooth_idf: false, ..TfidfOptions::default() });
}

#[test]
fn sublinear_frequencies() {
    check("tfidf_sublinear", 1, TfidfOptions { sublinear_tf: true, ..TfidfOptions::default() });
}

#[test]
fn rows_that_sum_to_one() {
    check("tfidf_l1", 1, TfidfOptions { norm: Norm::L1, ..TfidfOptions::default() });
}

#[test]
fn weights_without_a_norm() {
    check("tfidf_none", 1, TfidfOptions { norm: Norm::None, ..TfidfOptions::default() });
}

#[test]
fn words_and_pairs_of_words() {
    check("tfidf_bigram", 2, TfidfOptions::default());
}
