"""Rebuilds special.json: pip install mpmath scipy. Values by mpmath at 60 digits; scipy is run beside it as a check.
Each row is [arguments..., value]. Arguments are f64, taken exactly, so the values hold for the very bits a test reads."""
import json
import mpmath as mp
import numpy as np
from scipy import special as sc, stats as st

mp.mp.dps = 60
G, worst = {}, {}


def rows(name, exact, peer, arguments):
    out = []
    for args in arguments:
        args = [float(x) for x in args]
        value = float(exact(*[mp.mpf(x) for x in args]))
        theirs = float(peer(*args))
        if value != 0 and np.isfinite(theirs):
            worst[name] = max(worst.get(name, 0), abs(theirs / value - 1))
        out.append(args + [value])
    G[name] = out


def lower_series(a, b, x):
    """I_x(a, b) by its series of positive terms (DLMF 8.17.8): quick for x < 1/2, whatever a and b are."""
    term = total = mp.mpf(1)
    k = 0
    while term > total * mp.eps:
        term *= (a + b + k) / (a + 1 + k) * x
        total += term
        k += 1
    ln_front = a * mp.log(x) + b * mp.log1p(-x) - mp.log(a) - mp.loggamma(a) - mp.loggamma(b) + mp.loggamma(a + b)
    return mp.e**ln_front * total


def betainc(a, b, x):
    with mp.workdps(380):  # 1 - I keeps its digits down to 1e-300
        return lower_series(a, b, x) if x < 0.5 else 1 - lower_series(b, a, 1 - x)


def t_two(t, df):
    with mp.workdps(380):
        return betainc(df / 2, mp.mpf(1) / 2, df / (df + t * t))


def refine(start, value, density, target):
    """Newton in 60 digits from scipy's answer."""
    x = mp.mpf(start)
    for _ in range(6):
        x -= (value(x) - target) / density(x)
    return x


def t_quantile(p, df):
    def density(t):
        return mp.gamma((df + 1) / 2) / mp.gamma(df / 2) / mp.sqrt(df * mp.pi) * (1 + t * t / df) ** (-(df + 1) / 2)

    def cdf(t):
        return t_two(-t, df) / 2 if t < 0 else 1 - t_two(t, df) / 2
    return refine(float(st.t.ppf(float(p), float(df))), cdf, density, p)


def beta_quantile(p, a, b):
    def density(x):
        return mp.e ** ((a - 1) * mp.log(x) + (b - 1) * mp.log1p(-x)) / mp.beta(a, b)
    return refine(float(st.beta.ppf(float(p), float(a), float(b))), lambda x: betainc(a, b, x), density, p)


def normal_quantile(p):
    x = mp.mpf(float(st.norm.ppf(float(p))))
    return mp.findroot(lambda v: mp.log(mp.erfc(-v / mp.sqrt(2)) / 2) - mp.log(p), x)


rows("ln_gamma", mp.loggamma, sc.gammaln, [[x] for x in (1e-8, 0.1, 0.5, 0.999, 1.5, 2.001, 3.7, 10, 33.3, 1e3, 1e6, 1e10)])
rows("beta_inc", betainc, sc.betainc, [(a, b, x) for a in (0.05, 0.5, 1, 3.3, 20, 500, 40000) for b in (0.5, 1, 7.5, 300, 90000)
     for x in (1e-12, 0.003, 0.02, 0.25, 0.3077, 0.5, 0.9, 0.999) if 1e-290 < sc.betainc(a, b, x)])
rows("gamma_q", lambda a, x: mp.gammainc(a, x, regularized=True), sc.gammaincc, [(a, x) for a in (0.05, 0.5, 1, 2.5, 15, 99.5, 3000)
     for x in (1e-6, 0.1, 0.9, 2, 14, 100, 600, 3100) if 1e-290 < sc.gammaincc(a, x)])
rows("chi2_sf", lambda x, d: mp.gammainc(d / 2, x / 2, regularized=True), st.chi2.sf, [(x, d) for d in (1, 2, 5, 30, 200)
     for x in (1e-5, 0.3, 3.841458820694124, 25, 180, 1200)])
rows("normal_sf", lambda x: mp.erfc(x / mp.sqrt(2)) / 2, st.norm.sf, [[x] for x in (-8, -3, -0.1, 0, 1e-9, 0.5, 1.96, 4, 8, 20, 37)])
rows("normal_quantile", normal_quantile, st.norm.ppf, [[p] for p in (1e-300, 1e-100, 1e-20, 1e-9, 0.001, 0.025, 0.2, 0.4, 0.49999, 0.6, 0.8, 0.975, 0.9999999)])
dfs = (0.3, 1, 1.7, 2, 4.4, 9, 18.25, 74, 350.5, 1e4, 1e7)
rows("t_two_sided_p", t_two, lambda t, d: 2 * st.t.sf(t, d), [(t, d) for d in dfs for t in (1e-8, 0.01, 0.7, 1.2, 1.9, 2.5, 5, 12, 36, 400, 1e6)
     if 1e-290 < st.t.sf(t, d)])
rows("t_quantile", t_quantile, st.t.ppf, [(p, d) for d in dfs for p in (1e-12, 0.001, 0.025, 0.1, 0.4, 0.4999, 0.5001, 0.7, 0.8, 0.9, 0.975, 0.9999)])
rows("beta_quantile", beta_quantile, lambda p, a, b: st.beta.ppf(p, a, b), [(p, a, b) for a in (0.5, 1, 3.5, 40, 2000) for b in (0.5, 1, 9.5, 120, 5000)
     for p in (1e-9, 0.004, 0.025, 0.3, 0.5, 0.7, 0.975, 0.9999)])
rows("ln_choose", lambda n, k: mp.log(mp.binomial(n, k)), lambda n, k: sc.gammaln(n + 1) - sc.gammaln(k + 1) - sc.gammaln(n - k + 1),
     [(n, k) for n in (2, 5, 20, 76, 1000, 10**6, 10**9) for k in (1, 2, 4, 19, 38, 500, 10**5) if k < n])
json.dump(G, open("special.json", "w"), separators=(",", ":"))
print("rows:", sum(map(len, G.values())), "largest relative difference of scipy:", worst)
