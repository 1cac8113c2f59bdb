//! Similar pairs and nearest documents are those of comparing all with all, to the last bit, for any number of threads.

use driftline::counts::{Norm, Tfidf, Vectorizer, pairs};

/// Documents of a few topics: some nearly alike, some equal, some empty.
fn weights(norm: Norm) -> Tfidf<'static> {
    let mut seed = 11_u64;
    let mut random = move |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    };
    let mut texts: Vec<String> = Vec::new();
    for index in 0..400 {
        let text = match index % 5 {
            0 if index > 0 => texts[random(index)].clone() + " once more",
            1 if index > 1 && index % 3 == 0 => texts[random(index)].clone(),
            _ => (0..random(60)).map(|_| format!("w{} ", (random(30) * random(30)) / (1 + random(4)))).collect(),
        };
        texts.push(text);
    }
    Vectorizer { norm, ..Vectorizer::default() }.fit_transform(&texts).unwrap().1
}

fn compared(weights: &Tfidf) -> Vec<(usize, usize, f64)> {
    let n = weights.counts().len();
    (0..n).flat_map(|a| (a + 1..n).map(move |b| (a, b))).map(|(a, b)| (a, b, weights.dot(a, b))).collect()
}

#[test]
fn pairs_are_those_of_comparing_all_with_all() {
    for norm in [Norm::L2, Norm::None] {
        let weights = weights(norm);
        let all = compared(&weights);
        for least in [0.05, 0.2, 0.5, 0.8, 0.99, 1.0, 40.0] {
            let expected: Vec<_> = all.iter().copied().filter(|pair| pair.2 >= least).collect();
            let found: Vec<_> = pairs::similar(&weights, least).iter().map(|s| (s.a, s.b, s.cosine)).collect();
            assert_eq!(found, expected, "{norm:?} {least}");
            assert!(norm == Norm::None || least > 0.99 || !expected.is_empty());
        }
        // A threshold that a pair just meets, or just does not.
        for &(a, b, cosine) in all.iter().filter(|pair| pair.2 > 0.1).step_by(997) {
            let has = |least: f64| pairs::similar(&weights, least).iter().any(|pair| (pair.a, pair.b) == (a, b));
            assert!(has(cosine) && !has(cosine.next_up()));
        }
    }
}

#[test]
fn the_nearest_are_those_of_comparing_all_with_all() {
    let weights = weights(Norm::L2);
    let all = compared(&weights);
    for most in [0, 1, 10, 1000] {
        let found = pairs::nearest(&weights, most);
        for (row, found) in found.iter().enumerate() {
            let with = |&(a, b, cosine): &(usize, usize, f64)| match row {
                _ if cosine <= 0.0 => None,
                _ if a == row => Some((b, cosine)),
                _ if b == row => Some((a, cosine)),
                _ => None,
            };
            let mut expected: Vec<(usize, f64)> = all.iter().filter_map(with).collect();
            expected.sort_by(|x, y| y.1.total_cmp(&x.1).then(x.0.cmp(&y.0)));
            expected.truncate(most);
            assert_eq!(found, &expected, "row {row}, {most} nearest");
        }
    }
}

#[test]
fn the_same_for_any_number_of_threads() {
    let weights = weights(Norm::L2);
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| (pairs::similar(&weights, 0.3), pairs::nearest(&weights, 3)))
    };
    assert!(run(1) == run(2) && run(1) == run(7));
}

#[test]
fn few_rows_are_no_trouble() {
    for texts in [vec![], vec![""], vec!["one"], vec!["", "two", "two"]] {
        let weights = Vectorizer::default().fit_transform(&texts).unwrap().1;
        let expected = usize::from(texts.len() == 3);
        assert_eq!(pairs::similar(&weights, 0.5).len(), expected);
        assert_eq!(pairs::nearest(&weights, 2).concat().len(), 2 * expected);
    }
}
