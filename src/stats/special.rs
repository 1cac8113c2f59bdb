//! Special functions: gamma, beta, normal, t and chi-square, exact to about 1e-13 relative even in far tails.
//!
//! The densities in front of the continued fractions are computed by the saddle point expansion of Loader (2000),
//! "Fast and accurate computation of binomial probabilities", because differences of large log-gammas lose their
//! digits. All logarithms and exponentials go through `libm`, so every machine gives the same bits.

use libm::{erfc, exp, lgamma, log, log1p};
use std::f64::consts::{LN_2, PI, SQRT_2};

/// Relative change below which a continued fraction has converged: the last bit may go on swinging.
const CONVERGED: f64 = 3e-16;
/// Bound on their length; reached only for parameters above about 1e9.
const MOST_TERMS: u32 = 200_000;
/// Stands in for a zero denominator in Lentz's algorithm.
const TINY: f64 = 1e-300;

/// ln of the gamma function, `x` > 0.
pub fn ln_gamma(x: f64) -> f64 {
    lgamma(x)
}

/// ln of the number of ways to choose `k` of `n`; negative infinity when `k` > `n`.
///
/// Every term has the sign of the result or is small, so there is no cancellation however large `n` is.
pub fn ln_choose(n: u64, k: u64) -> f64 {
    if k > n {
        return f64::NEG_INFINITY;
    }
    if k == 0 || k == n {
        return 0.0;
    }
    let (n, k) = (n as f64, k.min(n - k) as f64);
    let rest = n - k;
    let powers = k * log(n / k) - rest * log1p(-k / n);
    powers + 0.5 * log(n / (2.0 * PI * k * rest)) + stirling_error(n) - stirling_error(k) - stirling_error(rest)
}

/// ln n! minus Stirling's formula, for real `n` > 0 (Loader 2000, eq. 5).
fn stirling_error(n: f64) -> f64 {
    if n < 16.0 {
        return lgamma(n + 1.0) - (n + 0.5) * log(n) + n - 0.5 * log(2.0 * PI);
    }
    let s = 1.0 / (n * n);
    let series = 1.0 / 1680.0 - s * (1.0 / 1188.0 - s * 691.0 / 360_360.0);
    (1.0 / 12.0 - s * (1.0 / 360.0 - s * (1.0 / 1260.0 - s * series))) / n
}

/// Deviance x ln(x/m) + m - x >= 0 for `x` >= 0, `m` > 0, without cancellation near `x` = `m` (Loader 2000, section 3).
pub(super) fn deviance(x: f64, m: f64) -> f64 {
    if x == 0.0 {
        return m;
    }
    let v = (x - m) / (x + m);
    if v.abs() >= 0.3 {
        return x * log(x / m) + m - x;
    }
    let (mut power, mut k, mut sum) = (2.0 * x * v, 1.0, (x - m) * v);
    loop {
        power *= v * v;
        k += 2.0;
        let next = sum + power / k;
        if next == sum {
            return sum;
        }
        sum = next;
    }
}

/// Regularized incomplete beta function I_x(a, b), `a`, `b` > 0, `x` in 0..=1.
pub fn beta_inc(a: f64, b: f64, x: f64) -> f64 {
    beta_inc_split(a, b, x, 1.0 - x)
}

/// I_x(a, b) where the caller knows both `x` and `y` = 1 - x to full precision.
fn beta_inc_split(a: f64, b: f64, x: f64, y: f64) -> f64 {
    if !(a > 0.0 && b > 0.0 && x >= 0.0 && y >= 0.0) {
        return f64::NAN;
    }
    if x == 0.0 || y == 0.0 {
        return if x == 0.0 { 0.0 } else { 1.0 };
    }
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - beta_front(b, a, y, x) * beta_fraction(b, a, y, x);
    }
    beta_front(a, b, x, y) * beta_fraction(a, b, x, y)
}

/// x^a y^b / B(a, b): the density of ln(x / y).
fn beta_front(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let n = a + b;
    let error = stirling_error(n) - stirling_error(a) - stirling_error(b);
    exp(error - deviance(a, n * x) - deviance(b, n * y)) * (a / n * b / (2.0 * PI)).sqrt()
}

/// The continued fraction of I_x(a, b) (Didonato & Morris 1992, algorithm 708, eq. 9) by Lentz's algorithm.
///
/// Written in both `x` and `y` = 1 - x, because for large `a` everything depends on the digits of a tiny `y`.
fn beta_fraction(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let denominator = |m: f64| {
        let even = (a + m) * (a * y - b * x + 1.0 + m * (1.0 + y)) / (a + 2.0 * m + 1.0);
        if m == 0.0 { even } else { m + m * (b - m) * x / (a + 2.0 * m - 1.0) + even }
    };
    let mut value = off_zero(denominator(0.0));
    let (mut c, mut d) = (value, 0.0);
    for term in 1..MOST_TERMS {
        let m = f64::from(term);
        let a2m = (a + 2.0 * m - 1.0) / x;
        let numerator = (a + m - 1.0) / a2m * ((a + b + m - 1.0) / a2m) * m * (b - m);
        d = 1.0 / off_zero(denominator(m) + numerator * d);
        c = off_zero(denominator(m) + numerator / c);
        value *= c * d;
        if (c * d - 1.0).abs() <= CONVERGED {
            break;
        }
    }
    1.0 / value
}

fn off_zero(x: f64) -> f64 {
    if x.abs() < TINY { TINY } else { x }
}

/// The `x` with I_x(a, b) = `p`.
pub fn beta_quantile(p: f64, a: f64, b: f64) -> f64 {
    if !(a > 0.0 && b > 0.0 && (0.0..=1.0).contains(&p)) {
        return f64::NAN;
    }
    if p == 0.0 || p == 1.0 {
        return p;
    }
    let logit = if p <= 0.5 { beta_logit(p, a, b) } else { -beta_logit(1.0 - p, b, a) };
    1.0 / (1.0 + exp(-logit))
}

/// ln(x / (1 - x)) at the lower `p` quantile of Beta(a, b), 0 < `p` <= 1/2.
///
/// The density of a beta variable's logit is log-concave, so ln I is concave in the logit and Newton's method
/// converges from any start: after one step it stands left of the root and climbs.
fn beta_logit(p: f64, a: f64, b: f64) -> f64 {
    let mut u = log(a / b);
    let target = log(p);
    for _ in 0..100 {
        let (x, y) = (1.0 / (1.0 + exp(-u)), 1.0 / (1.0 + exp(u)));
        let mass = beta_inc_split(a, b, x, y);
        let step = if mass > 0.0 {
            (log(mass) - target) * mass / beta_front(a, b, x, y)
        } else {
            // Underflow: far left of the root. Climb by about one unit of the density's width.
            -(1.0 / a + 1.0 / b).sqrt().max(1.0 / a)
        };
        u -= step;
        if step.abs() <= 1e-15 * u.abs().max(1.0) || !u.is_finite() {
            break;
        }
    }
    u
}

/// Upper regularized incomplete gamma function Q(a, x), `a` > 0, `x` >= 0.
pub fn gamma_q(a: f64, x: f64) -> f64 {
    if !(a > 0.0 && x >= 0.0) {
        return f64::NAN;
    }
    if x == 0.0 || x == f64::INFINITY {
        return if x == 0.0 { 1.0 } else { 0.0 };
    }
    let front = exp(-stirling_error(a) - deviance(a, x)) / (2.0 * PI * a).sqrt();
    if x < a + 1.0 { 1.0 - front * gamma_series(a, x) } else { front * a * gamma_fraction(a, x) }
}

/// Sum of x^k / ((a+1)...(a+k)) (DLMF 8.7.1).
fn gamma_series(a: f64, x: f64) -> f64 {
    let (mut term, mut sum) = (1.0, 1.0);
    for k in 1..MOST_TERMS {
        term *= x / (a + f64::from(k));
        sum += term;
        if term <= 1e-18 * sum {
            break;
        }
    }
    sum
}

/// The continued fraction of Γ(a, x) e^x x^-a by Lentz's algorithm (DLMF 8.9.2).
fn gamma_fraction(a: f64, x: f64) -> f64 {
    let mut b = x + 1.0 - a;
    let mut c = 1.0 / TINY;
    let mut d = 1.0 / off_zero(b);
    let mut value = d;
    for term in 1..MOST_TERMS {
        let k = f64::from(term);
        let an = -k * (k - a);
        b += 2.0;
        d = 1.0 / off_zero(an * d + b);
        c = off_zero(b + an / c);
        value *= c * d;
        if (c * d - 1.0).abs() <= CONVERGED {
            break;
        }
    }
    value
}

/// Upper tail of the chi-square distribution, `df` > 0.
pub fn chi2_sf(x: f64, df: f64) -> f64 {
    if x <= 0.0 {
        return 1.0;
    }
    if df == 1.0 {
        return erfc((x / 2.0).sqrt());
    }
    gamma_q(df / 2.0, x / 2.0)
}

/// Lower tail of the standard normal distribution.
pub fn normal_cdf(x: f64) -> f64 {
    normal_sf(-x)
}

/// Upper tail of the standard normal distribution.
pub fn normal_sf(x: f64) -> f64 {
    0.5 * erfc(x / SQRT_2)
}

/// The `x` below which the standard normal distribution has mass `p`.
pub fn normal_quantile(p: f64) -> f64 {
    if !(0.0..=1.0).contains(&p) {
        return f64::NAN;
    }
    if p == 0.0 || p == 1.0 {
        return if p == 0.0 { f64::NEG_INFINITY } else { f64::INFINITY };
    }
    if p <= 0.5 { -normal_upper(p) } else { normal_upper(1.0 - p) }
}

/// The `x` >= 0 above which the normal distribution has mass `q` <= 1/2.
///
/// Start: Abramowitz & Stegun 26.2.23 (error 4.5e-4); each Halley step cubes the error.
fn normal_upper(q: f64) -> f64 {
    let t = (-2.0 * log(q)).sqrt();
    let above = 2.515_517 + t * (0.802_853 + t * 0.010_328);
    let mut x = t - above / (1.0 + t * (1.432_788 + t * (0.189_269 + t * 0.001_308)));
    for _ in 0..3 {
        let error = (normal_sf(x) - q) * (2.0 * PI).sqrt() * exp(0.5 * x * x);
        x += error / (1.0 + 0.5 * x * error);
    }
    x
}

/// Mass of Student's t distribution beyond ±`t`; `df` > 0 need not be whole.
pub fn t_two_sided_p(t: f64, df: f64) -> f64 {
    if t.is_nan() || df.is_nan() || df <= 0.0 {
        return f64::NAN;
    }
    if df > 1e15 {
        return erfc(t.abs() / SQRT_2);
    }
    let square = t * t;
    if square > 1e290 * df.max(1.0) {
        return far_t_tail(t.abs(), df);
    }
    beta_inc_split(df / 2.0, 0.5, df / (df + square), square / (df + square))
}

/// First term of the expansion of the two tails, where t^2 is so large that the rest is below rounding.
fn far_t_tail(t: f64, df: f64) -> f64 {
    let ln_beta = lgamma(df / 2.0) + 0.5 * log(PI) - lgamma(df / 2.0 + 0.5);
    exp(df * (0.5 * log(df) - log(t)) - ln_beta - log(df) + LN_2)
}

/// The `t` below which Student's t distribution with `df` > 0 degrees of freedom has mass `p`.
pub fn t_quantile(p: f64, df: f64) -> f64 {
    if !(df > 0.0 && (0.0..=1.0).contains(&p)) {
        return f64::NAN;
    }
    if p == 0.5 {
        return 0.0;
    }
    if p == 0.0 || p == 1.0 || df > 1e15 {
        return normal_quantile(p);
    }
    // With x = df / (df + t^2) the two tails are I_x(df/2, 1/2), and t = sqrt(df (1-x)/x).
    let tails = 2.0 * p.min(1.0 - p);
    let logit =
        if tails <= 0.5 { beta_logit(tails, df / 2.0, 0.5) } else { -beta_logit((2.0 * p - 1.0).abs(), 0.5, df / 2.0) };
    let t = df.sqrt() * exp(-0.5 * logit);
    if p < 0.5 { -t } else { t }
}
