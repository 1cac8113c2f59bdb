//! Agreement with scipy, statsmodels and the other peers: values in `tests/reference/`, made by the scripts there.

use driftline::stats::cluster::{Exposure, LogRatio, Moments};
use driftline::stats::keyness::{self, Cells};
use driftline::stats::pair::{self, PairSums};
use driftline::stats::{association, changepoint, cluster, divergence, significance, special, trend};
use serde_json::Value;

/// The values of one file in `tests/reference/`.
fn reference(file: &str) -> Value {
    let path = format!("{}/tests/reference/{file}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// A list of numbers, with null as NaN.
fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|v| v.as_f64().unwrap_or(f64::NAN)).collect()
}

fn close(ours: f64, theirs: f64, tolerance: f64, what: &str) {
    let scale = theirs.abs().max(f64::MIN_POSITIVE);
    let same = ours == theirs || (ours - theirs).abs() <= tolerance * scale;
    assert!(same, "{what}: {ours:e} is not {theirs:e}, off by {:e}", (ours - theirs).abs() / scale);
}

/// Agreement to 1e-12 of each value, or to 1e-13 of the largest where the peer's own subtraction lost digits.
fn all_close(ours: &[f64], theirs: &[f64], what: &str) {
    assert_eq!(ours.len(), theirs.len(), "{what}");
    let largest = theirs.iter().fold(0.0, |most: f64, value| most.max(value.abs()));
    for (i, (a, b)) in ours.iter().zip(theirs).enumerate() {
        if (a - b).abs() > 1e-13 * largest {
            close(*a, *b, 1e-12, &format!("{what}[{i}]"));
        }
    }
}

/// Every row is [arguments..., value].
fn check_rows(name: &str, tolerance: f64, function: impl Fn(&[f64]) -> f64) {
    let all = reference("special.json");
    for row in all[name].as_array().unwrap() {
        let row = numbers(row);
        let (arguments, value) = row.split_at(row.len() - 1);
        close(function(arguments), value[0], tolerance, &format!("{name}{arguments:?}"));
    }
}

#[test]
fn special_functions_agree_with_scipy_far_into_the_tails() {
    check_rows("ln_gamma", 1e-12, |v| special::ln_gamma(v[0]));
    check_rows("ln_choose", 1e-12, |v| special::ln_choose(v[0] as u64, v[1] as u64));
    check_rows("beta_inc", 1e-12, |v| special::beta_inc(v[0], v[1], v[2]));
    check_rows("gamma_q", 1e-12, |v| special::gamma_q(v[0], v[1]));
    check_rows("chi2_sf", 1e-12, |v| special::chi2_sf(v[0], v[1]));
    check_rows("normal_sf", 1e-12, |v| special::normal_sf(v[0]));
    check_rows("normal_sf", 1e-12, |v| special::normal_cdf(-v[0]));
    check_rows("t_two_sided_p", 1e-12, |v| special::t_two_sided_p(v[0], v[1]));
    check_rows("t_two_sided_p", 1e-12, |v| special::t_two_sided_p(-v[0], v[1]));
}

#[test]
fn quantiles_agree_with_scipy() {
    check_rows("normal_quantile", 1e-12, |v| special::normal_quantile(v[0]));
    check_rows("t_quantile", 1e-10, |v| special::t_quantile(v[0], v[1]));
    check_rows("beta_quantile", 1e-10, |v| special::beta_quantile(v[0], v[1], v[2]));
}

#[test]
fn special_functions_answer_at_and_beyond_their_limits() {
    assert_eq!((special::beta_inc(2.0, 3.0, 0.0), special::beta_inc(2.0, 3.0, 1.0)), (0.0, 1.0));
    assert_eq!((special::gamma_q(2.0, 0.0), special::gamma_q(2.0, f64::INFINITY)), (1.0, 0.0));
    assert_eq!((special::t_two_sided_p(0.0, 3.0), special::t_two_sided_p(f64::INFINITY, 3.0)), (1.0, 0.0));
    assert_eq!((special::t_quantile(0.5, 3.0), special::t_quantile(1.0, 3.0)), (0.0, f64::INFINITY));
    assert_eq!(special::normal_quantile(0.0), f64::NEG_INFINITY);
    assert_eq!((special::chi2_sf(0.0, 1.0), special::ln_choose(3, 4)), (1.0, f64::NEG_INFINITY));
    assert!(special::beta_inc(-1.0, 1.0, 0.5).is_nan() && special::t_two_sided_p(1.0, 0.0).is_nan());
    assert!(special::normal_quantile(1.5).is_nan() && special::beta_quantile(0.5, 1.0, f64::NAN).is_nan());
    // Cauchy: both tails are 2 atan(1/t) / pi, also where t squared overflows.
    close(special::t_two_sided_p(1e200, 1.0), 2.0 / (std::f64::consts::PI * 1e200), 1e-12, "far Cauchy tail");
    close(special::t_two_sided_p(2.5, 1e300), 2.0 * special::normal_sf(2.5), 1e-12, "normal limit");
    close(special::t_quantile(0.975, f64::INFINITY), special::normal_quantile(0.975), 1e-15, "normal limit");
}

#[test]
fn adjusted_p_values_agree_with_statsmodels() {
    let golden = reference("golden.json");
    let p = numbers(&golden["bh"]["p"]);
    all_close(&significance::benjamini_hochberg(&p), &numbers(&golden["bh"]["q"]), "Benjamini-Hochberg");
    all_close(&significance::benjamini_yekutieli(&p), &numbers(&golden["bh"]["by"]), "Benjamini-Yekutieli");
}

#[test]
fn intervals_of_a_proportion_agree_with_statsmodels() {
    let peers = reference("peers.json");
    let methods = [
        ("wilson", significance::wilson as fn(u64, u64, f64) -> (f64, f64)),
        ("jeffreys", significance::jeffreys),
        ("clopper_pearson", significance::clopper_pearson),
    ];
    for (name, interval) in methods {
        for row in peers[name].as_array().unwrap() {
            let row = numbers(row);
            let (low, high) = interval(row[0] as u64, row[1] as u64, row[2]);
            close(low, row[3], 1e-10, &format!("{name} low of {row:?}"));
            close(high, row[4], 1e-10, &format!("{name} high of {row:?}"));
        }
    }
}

/// The counts of the two groups that golden.json compares.
fn golden_counts(golden: &Value) -> (Vec<f64>, Vec<f64>) {
    (numbers(&golden["counts"]["a"]), numbers(&golden["counts"]["b"]))
}

fn golden_cells(golden: &Value) -> Vec<Cells> {
    let (a, b) = golden_counts(golden);
    let (n1, n2) = (a.iter().sum::<f64>() as u64, b.iter().sum::<f64>() as u64);
    a.iter().zip(&b).map(|(&x1, &x2)| Cells { x1: x1 as u64, n1, x2: x2 as u64, n2 }).collect()
}

#[test]
fn keyness_agrees_with_its_peers() {
    let golden = reference("golden.json");
    let cells = golden_cells(&golden);
    let of = |score: &dyn Fn(Cells) -> f64| cells.iter().map(|&cells| score(cells)).collect::<Vec<_>>();
    all_close(&of(&keyness::g2_four_cell), &numbers(&golden["g2_4cell"]), "G2 of four cells");
    all_close(&of(&keyness::g2_two_cell), &numbers(&golden["g2_2cell_rayson"]), "G2 of two cells");
    let p: Vec<f64> = numbers(&golden["g2_4cell"]).into_iter().map(keyness::p).collect();
    all_close(&p, &numbers(&golden["g2_p"]), "p of G2");
    all_close(&of(&|cells| keyness::lrc(cells, 0.95, 6)), &numbers(&golden["evert_lrc_95_bonf"]), "LRC");
    all_close(&of(&|cells| keyness::simple_maths(cells, 1.0)), &numbers(&golden["simple_maths_N1"]), "simple maths");
    let uniform = |cells| keyness::log_odds(cells, 0.1, 0.6);
    all_close(&of(&|c| uniform(c).delta), &numbers(&golden["monroe_uninformative_0.1"]["delta"]), "log odds, uniform");
    all_close(&of(&|c| uniform(c).z), &numbers(&golden["monroe_uninformative_0.1"]["z"]), "z, uniform");
    let pooled = |c: Cells| keyness::log_odds(c, (c.x1 + c.x2) as f64 / (c.n1 + c.n2) as f64 * 100.0, 100.0);
    let theirs = &golden["monroe_informative_pooled_a0_100"];
    all_close(&of(&|c| pooled(c).delta), &numbers(&theirs["delta"]), "log odds, informative");
    all_close(&of(&|c| pooled(c).z), &numbers(&theirs["z"]), "z, informative");
}

#[test]
fn divergences_agree_with_their_peers() {
    let golden = reference("golden.json");
    let (a, b) = golden_counts(&golden);
    let shares = |counts: &[f64]| counts.iter().map(|x| x / counts.iter().sum::<f64>()).collect::<Vec<_>>();
    let (p, q) = (shares(&a), shares(&b));
    let (total, parts) = divergence::jensen_shannon(&p, &q);
    close(total, golden["jsd_base2"]["total"].as_f64().unwrap(), 1e-12, "Jensen-Shannon");
    let words = golden["counts"]["words"].as_array().unwrap();
    let part = |word: &Value| golden["jsd_base2"]["contrib"][word.as_str().unwrap()].as_f64().unwrap();
    all_close(&parts, &words.iter().map(part).collect::<Vec<_>>(), "Jensen-Shannon");
    for (alpha, theirs) in golden["tsallis_jsd_alpha"].as_object().unwrap() {
        let (total, parts) = divergence::tsallis(&p, &q, alpha.parse().unwrap());
        close(total, theirs["total"].as_f64().unwrap(), 1e-12, "Tsallis");
        all_close(&parts, &numbers(&theirs["contrib"]), "Tsallis");
    }
    let whole = |counts: &[f64]| counts.iter().map(|&x| x as u64).collect::<Vec<_>>();
    for (alpha, theirs) in golden["rtd"].as_object().unwrap() {
        let (total, parts) = divergence::rank_turbulence(&whole(&a), &whole(&b), alpha.parse().unwrap());
        close(total, theirs["total"].as_f64().unwrap(), 1e-12, "rank turbulence");
        all_close(&parts, &numbers(&theirs["contrib"]), "rank turbulence");
    }
}

#[test]
fn novelty_agrees_with_its_peer() {
    let golden = &reference("golden.json")["ntr_w2_log2"];
    let theta: Vec<Vec<f64>> = golden["theta"].as_array().unwrap().iter().map(numbers).collect();
    let ours = divergence::novelty_transience_resonance(theta.len(), 2, |i, j| divergence::kl(&theta[i], &theta[j]));
    assert_eq!(ours.len(), 8);
    for (i, found) in ours.into_iter().enumerate() {
        let theirs = ["novelty", "transience", "resonance"].map(|name| golden[name][i].as_f64());
        assert_eq!(found.is_some(), theirs[0].is_some());
        let Some(found) = found else { continue };
        for (ours, theirs) in [found.novelty, found.transience, found.resonance].into_iter().zip(theirs) {
            close(ours, theirs.unwrap(), 1e-12, "novelty");
        }
    }
}

#[test]
fn phrase_scores_agree_with_gensim() {
    let golden = &reference("golden.json")["phrases"];
    let [a, b, both, vocabulary, least, positions] =
        ["wa", "wb", "ab", "vocab", "min_count", "N"].map(|name| golden["args"][name].as_u64().unwrap());
    let ours = association::gensim_default(a, b, both, vocabulary, least);
    close(ours, golden["default"].as_f64().unwrap(), 1e-12, "default");
    close(association::npmi(a, b, both, positions), golden["npmi"].as_f64().unwrap(), 1e-12, "NPMI");
}

#[test]
fn trends_agree_with_pymannkendall() {
    let golden = reference("golden.json");
    let ours = trend::mann_kendall(&numbers(&golden["mann_kendall"]["x"])).unwrap();
    let theirs = |name: &str| golden["mann_kendall"][name].as_f64().unwrap();
    assert_eq!((ours.s as f64, ours.variance), (theirs("s"), theirs("var_s")));
    close(ours.z, theirs("z"), 1e-12, "z");
    close(ours.tau, theirs("tau"), 1e-12, "tau");
    close(ours.normal_p(), theirs("p"), 1e-12, "p");
    let x = numbers(&golden["mann_kendall"]["x"]);
    let t: Vec<f64> = (0..x.len()).map(|i| i as f64).collect();
    let (slope, intercept) = trend::theil_sen(&t, &x).unwrap();
    close(slope, theirs("sen"), 1e-12, "Theil-Sen slope");
    close(intercept, theirs("intercept"), 1e-12, "Theil-Sen intercept");
    let corrected = trend::hamed_rao(&x).unwrap();
    let theirs = |name: &str| golden["mann_kendall_hamed_rao"][name].as_f64().unwrap();
    close(corrected.variance, theirs("var_s"), 1e-12, "Hamed-Rao variance");
    close(corrected.z, theirs("z"), 1e-12, "Hamed-Rao z");
    close(corrected.normal_p(), theirs("p"), 1e-12, "Hamed-Rao p");
    for case in reference("peers.json")["trend"].as_array().unwrap() {
        check_trend(case);
    }
}

fn check_trend(case: &Value) {
    let x = numbers(&case["x"]);
    let theirs = |name: &str| case[name].as_f64().unwrap();
    let plain = trend::mann_kendall(&x).unwrap();
    assert_eq!(plain.s as f64, theirs("s"));
    close(plain.z, theirs("z"), 1e-12, "z");
    // pymannkendall takes 1 - cdf, which loses digits of a small p.
    assert!((plain.p - theirs("p")).abs() < 1e-15);
    let corrected = trend::hamed_rao(&x).unwrap();
    close(corrected.variance, theirs("hamed_rao_var"), 1e-12, "Hamed-Rao variance");
    close(corrected.z, theirs("hamed_rao_z"), 1e-12, "Hamed-Rao z");
    let t: Vec<f64> = (0..x.len()).map(|i| i as f64).collect();
    let (slope, intercept) = trend::theil_sen(&t, &x).unwrap();
    close(slope, theirs("slope"), 1e-12, "Theil-Sen slope");
    close(intercept, theirs("intercept"), 1e-12, "Theil-Sen intercept");
}

#[test]
fn exact_mann_kendall_agrees_with_scipy() {
    for case in reference("peers.json")["mann_kendall_exact"].as_array().unwrap() {
        let ours = trend::mann_kendall(&numbers(&case["x"])).unwrap();
        close(ours.p, case["p"].as_f64().unwrap(), 1e-12, "exact p");
    }
}

#[test]
fn quasi_poisson_agrees_with_statsmodels() {
    for case in reference("peers.json")["quasi_poisson"].as_array().unwrap() {
        let whole = |name: &str| numbers(&case[name]).into_iter().map(|x| x as u64).collect::<Vec<_>>();
        let ours = trend::quasi_poisson(&whole("x"), &whole("exposure"), &numbers(&case["t"])).unwrap();
        close(ours.per_unit, case["slope"].as_f64().unwrap(), 1e-10, "slope");
        close(ours.se, case["se"].as_f64().unwrap(), 1e-10, "standard error");
    }
}

#[test]
fn segmentation_agrees_with_ruptures() {
    let golden = &reference("golden.json")["pelt_l2_jump1_min2_pen0.002"];
    let y = numbers(&golden["y"]);
    let mut ours = changepoint::optimal_partition(&y, 0.002, 2);
    // ruptures also lists the end of the series.
    ours.push(y.len());
    assert_eq!(ours, numbers(&golden["bkps"]).into_iter().map(|cut| cut as usize).collect::<Vec<_>>());
    for case in reference("peers.json")["segmentation"].as_array().unwrap() {
        let ours = changepoint::optimal_partition(&numbers(&case["y"]), case["penalty"].as_f64().unwrap(), 2);
        let theirs: Vec<usize> = numbers(&case["cuts"]).into_iter().map(|cut| cut as usize).collect();
        assert_eq!(ours, theirs);
    }
}

/// Pairs of whole numbers, one a document.
fn pairs(value: &Value) -> Vec<(u64, u64)> {
    value.as_array().unwrap().iter().map(numbers).map(|pair| (pair[0] as u64, pair[1] as u64)).collect()
}

/// The sums over documents of [mentions, words].
fn sums(documents: &Value) -> (Moments, Exposure) {
    let (mut moments, mut exposure) = (Moments::default(), Exposure::default());
    for (x, l) in pairs(documents) {
        moments.add(x, l);
        exposure.add(l);
    }
    (moments, exposure)
}

#[test]
fn log_ratios_from_sums_are_those_from_documents() {
    for case in reference("peers.json")["log_ratio"].as_array().unwrap() {
        let (earlier, later) = (sums(&case["earlier"]), sums(&case["later"]));
        let ours = cluster::log_ratio((&earlier.0, &earlier.1), (&later.0, &later.1)).unwrap();
        let (low, high) = ours.interval(0.95);
        let parts =
            [(ours.value, "value"), (ours.se, "se"), (ours.df, "df"), (ours.p(), "p"), (low, "low"), (high, "high")];
        for (part, name) in parts {
            close(part, case[name].as_f64().unwrap(), 1e-12, name);
        }
    }
}

#[test]
fn clustered_variances_are_the_sandwiches_of_statsmodels() {
    let peers = reference("peers.json");
    for case in peers["rate"].as_array().unwrap() {
        let (moments, exposure) = sums(&case["documents"]);
        let (value, low, high) = cluster::rate((&moments, &exposure), None, 0.95).unwrap();
        for (ours, name) in [(value, "value"), (low, "low"), (high, "high")] {
            close(ours, case[name].as_f64().unwrap(), 1e-12, name);
        }
    }
    for case in peers["ratio_of_two"].as_array().unwrap() {
        let documents = pairs(&case["documents"]);
        let (side, m) = (pair::side(&PairSums::of(&documents)).unwrap(), documents.len() as f64);
        // The correction of the lengths of documents is ours: the sandwich takes all documents alike.
        let se = (side.squares * m / (m - 1.0)).max(side.least).sqrt();
        close(se, case["se"].as_f64().unwrap(), 1e-12, "standard error");
    }
}

#[test]
fn a_log_ratio_is_judged_as_by_welch() {
    let welch = &reference("peers.json")["welch"];
    let part = |name: &str| {
        let x = numbers(&welch[name]);
        let n = x.len() as f64;
        let mean = x.iter().sum::<f64>() / n;
        (mean, x.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0) / n)
    };
    let ((before, noise_before), (after, noise_after)) = (part("earlier"), part("later"));
    let value = |name: &str| welch[name].as_f64().unwrap();
    let ours = LogRatio { value: after - before, se: (noise_before + noise_after).sqrt(), df: value("df") };
    close(ours.p(), value("p"), 1e-12, "p");
    let (low, high) = ours.interval(0.95);
    close(low, value("low"), 1e-10, "low");
    close(high, value("high"), 1e-10, "high");
}

/// Every key of golden.json and every key inside one is compared, or read as an argument. Two are not: `norm` of rank
/// turbulence divides its total and all parts, which are compared, and is nothing that we give out; the names inside
/// `contrib` and those of the orders alpha are walked through by the tests.
#[test]
fn every_golden_value_has_a_test() {
    let tests = [include_str!("reference.rs"), include_str!("tfidf.rs")].concat();
    let named = |name: &str| tests.contains(&format!("\"{name}\""));
    for (name, value) in reference("golden.json").as_object().unwrap() {
        assert!(named(name), "{name} is not compared with anything");
        let walked = ["rtd", "tsallis_jsd_alpha"].contains(&name.as_str());
        let inner = if walked { value.as_object().unwrap().values().next() } else { Some(value) };
        for part in inner.and_then(Value::as_object).into_iter().flat_map(|parts| parts.keys()) {
            assert!(part == "norm" || named(part), "{part} of {name} is not compared with anything");
        }
    }
}
