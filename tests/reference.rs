//! Agreement with scipy, statsmodels and the other peers: values in `tests/reference/`, made by the scripts there.

use driftline::stats::{significance, special};
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

fn all_close(ours: &[f64], theirs: &[f64], what: &str) {
    assert_eq!(ours.len(), theirs.len(), "{what}");
    for (i, (a, b)) in ours.iter().zip(theirs).enumerate() {
        close(*a, *b, 1e-12, &format!("{what}[{i}]"));
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
