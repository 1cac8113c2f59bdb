//! The `Vectorizer` against scikit-learn (values in `tests/reference/golden.json`), and its laws.

use driftline::counts::{Accents, Csr, Fitted, Frequency, Norm, Tfidf, Tokens, Vectorizer};
use serde_json::Value;

fn golden() -> Value {
    let path = format!("{}/tests/reference/golden.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn texts(golden: &Value) -> Vec<&str> {
    golden["docs"].as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect()
}

#[test]
fn weights_agree_with_scikit_learn() {
    let golden = golden();
    let base = Vectorizer::default();
    for (name, vectorizer) in [
        ("default", base.clone()),
        ("no_smooth", Vectorizer { smooth_idf: false, ..base.clone() }),
        ("sublinear", Vectorizer { sublinear_tf: true, ..base.clone() }),
        ("l1", Vectorizer { norm: Norm::L1, ..base.clone() }),
        ("none", Vectorizer { norm: Norm::None, ..base.clone() }),
        ("bigram", Vectorizer { ngram_range: (1, 2), ..base.clone() }),
    ] {
        let theirs = &golden[format!("tfidf_{name}")];
        let (fitted, weights) = vectorizer.fit_transform(&texts(&golden)).unwrap();
        assert_eq!(Value::from(fitted.terms()), theirs["vocab"], "{name}");
        let close = |ours: f64, theirs: &Value| (ours - theirs.as_f64().unwrap()).abs() <= 1e-12;
        assert!(fitted.idf().iter().enumerate().all(|(term, &idf)| close(idf, &theirs["idf"][term])), "{name}");
        let dense = weights.dense();
        assert!(dense.indexed_iter().all(|((row, term), &w)| close(w, &theirs["matrix"][row][term])), "{name}");
        let cosine = weights.similarity();
        assert!(cosine.indexed_iter().all(|((a, b), &c)| close(c, &theirs["cosine"][a][b])), "{name}");
    }
}

/// Some thousand documents of words whose frequencies fall as in language, some not ASCII, in mixed case.
fn made_texts(documents: usize) -> Vec<String> {
    let mut seed = 7_u64;
    let mut random = move || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as f64 / (1_u64 << 31) as f64
    };
    let mut word = move || {
        let rank = (1.0 / (random() + 1e-4)) as usize;
        let stem =
            ["trade", "Straße", "minister", "СЛОВО", "don't", "the", "énergie", "internationalization"][rank % 8];
        format!("{stem}{} ", rank / 8)
    };
    (0..documents).map(|index| (0..index % 90).map(|_| word()).collect()).collect()
}

fn fingerprint((fitted, weights): (Fitted, Tfidf)) -> String {
    format!("{:?} {:?}", fitted, weights.csr::<usize, u32>())
}

#[test]
fn the_same_bytes_for_any_number_of_threads() {
    let texts = made_texts(2_000);
    let vectorizer = Vectorizer { ngram_range: (1, 3), min_df: Frequency::Documents(2), ..Vectorizer::default() };
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| fingerprint(vectorizer.fit_transform(&texts).unwrap()))
    };
    let one = run(1);
    assert_eq!(one, run(2));
    assert_eq!(one, run(7));
}

#[test]
fn terms_are_sorted_and_their_counts_those_of_a_plain_count() {
    let texts = made_texts(400);
    let (fitted, weights) = Vectorizer { ngram_range: (2, 3), ..Vectorizer::default() }.fit_transform(&texts).unwrap();
    assert!(fitted.terms().windows(2).all(|pair| pair[0] < pair[1]));
    for (row, text) in texts.iter().enumerate() {
        let lower = text.to_lowercase();
        let words: Vec<&str> = lower.split(' ').filter(|word| !word.is_empty()).collect();
        let mut plain = std::collections::BTreeMap::new();
        for gram in (2..=3).flat_map(|length| words.windows(length)) {
            *plain.entry(gram.join(" ")).or_insert(0) += 1;
        }
        let ours: Vec<(String, u32)> =
            weights.counts().row(row).map(|(term, count)| (fitted.terms()[term as usize].clone(), count)).collect();
        assert_eq!(ours, plain.into_iter().collect::<Vec<_>>());
    }
}

#[test]
fn options_choose_the_terms() {
    let texts = ["trade and trade", "trade and steel", "steel or wheat"];
    let terms = |vectorizer: Vectorizer| vectorizer.fit(&texts).unwrap().terms().join(" ");
    let base = Vectorizer::default();
    assert_eq!(terms(Vectorizer { min_df: Frequency::Documents(2), ..base.clone() }), "and steel trade");
    assert_eq!(terms(Vectorizer { max_df: Frequency::Share(0.5), ..base.clone() }), "or wheat");
    assert_eq!(terms(Vectorizer { max_features: Some(2), ..base.clone() }), "and trade");
    let stop_words = vec!["and".to_owned(), "or".to_owned()];
    let bigrams = Vectorizer { stop_words, ngram_range: (2, 2), ..base.clone() };
    assert_eq!(terms(bigrams), "steel wheat trade steel trade trade");
    assert_eq!(terms(Vectorizer { lowercase: false, ..base }), "and or steel trade wheat");
}

#[test]
fn transform_weighs_as_fit_transform_did() {
    let texts = made_texts(600);
    for vectorizer in [
        Vectorizer { ngram_range: (1, 2), max_features: Some(500), ..Vectorizer::default() },
        Vectorizer { use_idf: false, sublinear_tf: true, norm: Norm::L1, ..Vectorizer::default() },
    ] {
        let (fitted, weights) = vectorizer.fit_transform(&texts).unwrap();
        assert_eq!(fitted.transform(&texts).csr::<usize, u32>(), weights.csr::<usize, u32>());
        assert_eq!(fitted.transform(&["quite unknown"]).csr::<usize, u32>().starts, [0, 0]);
    }
}

#[test]
fn no_text_and_empty_texts_are_no_trouble() {
    let (fitted, weights) = Vectorizer::default().fit_transform::<&str>(&[]).unwrap();
    assert!(fitted.terms().is_empty() && weights.counts().is_empty());
    let (fitted, weights) = Vectorizer::default().fit_transform(&["", " ... ", "word"]).unwrap();
    assert_eq!((fitted.terms().len(), weights.counts().len()), (1, 3));
}

#[test]
fn options_are_read_from_a_file() {
    let vectorizer: Vectorizer =
        toml::from_str("min_df = 2\nmax_df = 0.9\nngram_range = [1, 2]\nnorm = \"l1\"").unwrap();
    assert_eq!(vectorizer.min_df, Frequency::Documents(2));
    assert_eq!((vectorizer.max_df, vectorizer.norm), (Frequency::Share(0.9), Norm::L1));
    assert!(toml::from_str::<Vectorizer>("min_fd = 2").is_err());
}

#[test]
fn options_that_mean_nothing_are_errors() {
    let texts = ["trade and trade", "trade and steel"];
    let fault = |vectorizer: Vectorizer| vectorizer.fit(&texts).unwrap_err().to_string();
    let grams = |shortest, longest| Vectorizer { ngram_range: (shortest, longest), ..Vectorizer::default() };
    for range in [(0, 0), (0, 1), (3, 1), (1, 256), (1, usize::MAX)] {
        assert!(fault(grams(range.0, range.1)).contains("ngram_range"), "{range:?}");
    }
    for share in [-1.0, 1.5, f64::NAN] {
        let least = Vectorizer { min_df: Frequency::Share(share), ..Vectorizer::default() };
        assert!(fault(least).contains("min_df"), "{share}");
        let most = Vectorizer { max_df: Frequency::Share(share), ..Vectorizer::default() };
        assert!(fault(most).contains("max_df"), "{share}");
    }
    let (min_df, max_df) = (Frequency::Documents(2), Frequency::Share(0.5));
    assert!(fault(Vectorizer { min_df, max_df, ..Vectorizer::default() }).contains("no term"));
    // The longest n-grams that are allowed, of a text that is longer.
    let text = "steel and trade ".repeat(300);
    let (fitted, _) = grams(255, 255).fit_transform(&[text]).unwrap();
    assert!(fitted.terms().iter().all(|term| term.split(' ').count() == 255) && !fitted.terms().is_empty());
}

#[test]
fn a_saved_vectorizer_is_the_same_again_or_refused() {
    let texts = made_texts(1_000);
    let (fitted, weights) = Vectorizer::default().fit_transform(&texts).unwrap();
    let saved = serde_json::to_string(&fitted).unwrap();
    let loaded: Fitted = serde_json::from_str(&saved).unwrap();
    assert_eq!(loaded, fitted);
    assert_eq!(loaded.transform(&texts).csr::<usize, u32>(), weights.csr::<usize, u32>());
    let refused = |fitted: &str| serde_json::from_str::<Fitted>(fitted).unwrap_err().to_string();
    assert!(refused(r#"{"options":{},"terms":["a","b"],"idf":[1.0]}"#).contains("one idf"));
    assert!(refused(r#"{"options":{},"terms":["b","a"],"idf":[1.0,1.0]}"#).contains("sorted"));
    assert!(refused(r#"{"options":{"ngram_range":[0,0]},"terms":[],"idf":[]}"#).contains("ngram_range"));
}

/// What scikit-learn 1.9.1 gives for these options.
#[test]
fn words_are_those_of_scikit_learn_where_that_is_asked_for() {
    let texts = ["I can't, naïve ΑΣ'Α", "İstanbul ㎒ x_1"];
    let runs = Vectorizer { tokens: Tokens::Runs(2), ..Vectorizer::default() };
    let terms = |vectorizer: &Vectorizer| vectorizer.fit(&texts).unwrap().terms().to_vec();
    assert_eq!(terms(&runs), ["can", "naïve", "stanbul", "x_1", "ασ"]);
    let unicode = Vectorizer { strip_accents: Accents::Unicode, ..runs.clone() };
    assert_eq!(terms(&unicode), ["MHz", "can", "istanbul", "naive", "x_1", "ασ"]);
    let ascii = Vectorizer { strip_accents: Accents::Ascii, ..runs.clone() };
    assert_eq!(terms(&ascii), ["MHz", "can", "istanbul", "naive", "x_1"]);
    let single = Vectorizer { tokens: Tokens::Runs(1), lowercase: false, ..runs };
    assert_eq!(terms(&single), ["I", "can", "naïve", "t", "x_1", "İstanbul", "Α", "ΑΣ"]);
}

#[test]
fn given_terms_are_counted_whatever_the_limits_say() {
    let texts = ["trade and trade", "iron", "and"];
    let vectorizer = Vectorizer { min_df: Frequency::Documents(3), norm: Norm::None, ..Vectorizer::default() };
    let terms = || vec!["gold".to_owned(), "trade".to_owned()];
    let (fitted, weights) = vectorizer.fit_transform_terms(terms(), &texts).unwrap();
    assert_eq!(fitted.idf(), [4_f64.ln() + 1.0, 2_f64.ln() + 1.0]);
    assert_eq!(
        weights.csr::<i32, i32>(),
        Csr { starts: vec![0, 1, 1, 1], columns: vec![1], values: vec![2.0 * fitted.idf()[1]] }
    );
    assert_eq!(fitted.transform(&texts).csr_of_counts::<i64, i64>().values, [2]);
    assert!(vectorizer.fit_transform_terms(terms().into_iter().rev().collect(), &texts).is_err());
}

#[test]
fn binary_counts_are_one_and_rank_terms_by_documents() {
    let texts = ["iron iron iron gold", "gold"];
    let vectorizer = Vectorizer { binary: true, max_features: Some(1), norm: Norm::None, ..Vectorizer::default() };
    let (fitted, weights) = vectorizer.fit_transform(&texts).unwrap();
    assert_eq!(fitted.terms(), ["gold"]);
    assert_eq!(weights.csr_of_counts::<i32, i32>().values, [1, 1]);
    let all = Vectorizer { max_features: None, ..vectorizer };
    assert_eq!(all.fit_transform(&texts).unwrap().1.csr_of_counts::<i32, i32>().values, [1, 1, 1]);
}
