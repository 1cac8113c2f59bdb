"""Rebuilds peers.json: pip install scipy statsmodels pymannkendall ruptures.
Versions used: scipy 1.17.1, statsmodels 0.15.0, pymannkendall 1.4.3, ruptures 1.1.10."""
import json
from fractions import Fraction

import numpy as np
import pymannkendall as mk
import ruptures
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

rng = np.random.default_rng(1)
G = {}


def clustered(n):
    """Each document is its own cluster. That is HC1; what GLM calls HC1 lacks the factor n / (n - k)."""
    return dict(cov_type="cluster", cov_kwds=dict(groups=np.arange(n)))


# Intervals of a proportion: [k, n, level, low, high].
for name, method in {"wilson": "wilson", "jeffreys": "jeffreys", "clopper_pearson": "beta"}.items():
    G[name] = [[k, n, level, *map(float, proportion_confint(k, n, 1 - level, method))]
               for k, n in ((1, 2), (3, 5), (2, 17), (40, 76), (900, 1000), (12, 100000)) for level in (0.8, 0.95, 0.99)]

# Quasi-Poisson: Poisson regression with offset, HC3 covariance.
G["quasi_poisson"] = []
for n in (8, 20, 76):
    t = np.round(np.sort(rng.uniform(2000, 2024, n)), 2)
    exposure = rng.integers(200, 3000, n)
    x = rng.negative_binomial(1.2, 1 / (1 + 0.003 * exposure * np.exp(0.06 * (t - 2012))))
    fit = sm.GLM(x, np.column_stack([np.ones(n), t - 2012]), sm.families.Poisson(), offset=np.log(exposure)).fit(**clustered(n), tol=1e-14, maxiter=200)
    # Weighted least squares at the solution has the same sandwich, and knows HC3.
    mu = fit.fittedvalues
    fit = sm.WLS(fit.params[1] * (t - 2012) + (x - mu) / mu, np.column_stack([np.ones(n), t - 2012]), weights=mu).fit(cov_type="HC3")
    G["quasi_poisson"].append(dict(x=x.tolist(), exposure=exposure.tolist(), t=t.tolist(), slope=float(fit.params[1]), se=float(fit.bse[1])))

# Mann-Kendall, Theil-Sen and Hamed-Rao, with autocorrelation strong enough to matter.
G["trend"] = []
for n, phi in ((12, 0.0), (30, 0.7), (60, 0.9)):
    x = np.zeros(n)
    for i in range(1, n):
        x[i] = phi * x[i - 1] + rng.normal()
    x = np.round(x + 0.02 * np.arange(n), 1)  # rounding makes ties
    plain, corrected = mk.original_test(x), mk.hamed_rao_modification_test(x)
    G["trend"].append(dict(x=x.tolist(), s=float(plain.s), z=float(plain.z), p=float(plain.p), slope=float(plain.slope), intercept=float(plain.intercept),
                           hamed_rao_z=float(corrected.z), hamed_rao_p=float(corrected.p), hamed_rao_var=float(corrected.var_s)))
# Exact two-sided p without ties: Kendall's tau against time.
G["mann_kendall_exact"] = []
for n in (4, 6, 8, 10):
    x = (np.arange(n) + 3 * rng.normal(size=n)).tolist()
    G["mann_kendall_exact"].append(dict(x=x, p=float(stats.kendalltau(np.arange(n), x, method="exact").pvalue)))

# Exact segmentation.
G["segmentation"] = []
for n in (30, 80):
    y = rng.normal(size=n) + 2.0 * (np.arange(n) > n // 3) - 3.0 * (np.arange(n) > 2 * n // 3)
    for penalty in (0.5, 3.0, 12.0):
        found = ruptures.Pelt(model="l2", jump=1, min_size=2).fit_predict(y, penalty)
        G["segmentation"].append(dict(y=y.tolist(), penalty=penalty, cuts=[int(i) for i in found[:-1]]))

# Clustered variances are sandwich variances: of the intercept of a Poisson regression with offset (rate of a theme)
# and of a binomial regression (one theme over another). [x, l] and [a, b] by document.
G["rate"], G["ratio_of_two"] = [], []
for n in (5, 24):
    l = rng.integers(200, 3000, n)
    x, b = rng.negative_binomial(0.7, 0.7 / (0.7 + 0.01 * l)), rng.negative_binomial(0.9, 0.9 / (0.9 + 0.006 * l))
    fit = sm.GLM(x, np.ones(n), sm.families.Poisson(), offset=np.log(l)).fit(**clustered(n), tol=1e-14)
    t = stats.t.ppf(0.975, n - 1)
    ends = [float(np.exp(fit.params[0] + sign * t * fit.bse[0])) for sign in (-1, 1)]
    G["rate"].append(dict(documents=np.column_stack([x, l]).tolist(), value=float(np.exp(fit.params[0])), low=ends[0], high=ends[1]))
    fit = sm.GLM(np.column_stack([x, b]), np.ones(n), sm.families.Binomial()).fit(**clustered(n), tol=1e-14)
    G["ratio_of_two"].append(dict(documents=np.column_stack([x, b]).tolist(), se=float(fit.bse[0])))

# The clustered log ratio, from the documents themselves in fractions (ours works from sums), with scipy's t.
def side(documents):
    x, l, m = sum(d[0] for d in documents), sum(d[1] for d in documents), len(documents)
    p = Fraction(x, l)
    v = Fraction(m, m - 1) * sum((d[0] - p * d[1]) ** 2 for d in documents)
    half = Fraction(2 * x + 1, 2)
    return np.log(float(half)) - np.log(l + 1), float(max(v / half**2, 1 / half)), m


G["log_ratio"] = []
for m1, m2, mean in ((5, 3, 2), (10, 14, 1), (2, 60, 8), (30, 30, 0.1)):
    groups = []
    for m, factor in ((m1, 1), (m2, 2)):
        l = rng.integers(200, 3000, m)
        x = rng.negative_binomial(0.8, 0.8 / (0.8 + factor * mean * l / 1000))
        groups.append(np.column_stack([x, l]).tolist())
    (y1, v1, _), (y2, v2, _) = map(side, groups)
    df, se = (v1 + v2) ** 2 / (v1**2 / (m1 - 1) + v2**2 / (m2 - 1)), (v1 + v2) ** 0.5
    t = stats.t.ppf(0.975, df)
    G["log_ratio"].append(dict(earlier=groups[0], later=groups[1], value=y2 - y1, se=se, df=df, p=float(2 * stats.t.sf(abs(y2 - y1) / se, df)),
                               low=float(y2 - y1 - t * se), high=float(y2 - y1 + t * se)))

# Welch's degrees of freedom and interval, against a t test on whole numbers.
a, b = rng.integers(0, 40, 9).astype(float), rng.integers(10, 60, 14).astype(float)
welch = stats.ttest_ind(b, a, equal_var=False)
low, high = welch.confidence_interval(0.95)
G["welch"] = dict(earlier=a.tolist(), later=b.tolist(), p=float(welch.pvalue), df=float(welch.df), low=float(low), high=float(high))
json.dump(G, open("peers.json", "w"), separators=(",", ":"))
