"""How many words tell two spans of the State of the Union addresses apart, counted as a study of plain words counts them.

    python benches/peers/contrast.py FOLDER

FOLDER holds one text file an address, its year in the name. Words are what scikit-learn's vectorizers take for one: two
letters or digits or more, in lower case, stop words too. Two tests stand side by side, both with the document as the unit
and Benjamini-Hochberg at 5 %: the t of the log ratio with variance clustered by documents, and the exact moments of
choosing documents (what driftline's p is). Needs numpy and scipy.
"""

import collections
import pathlib
import re
import sys

import numpy as np
from scipy import stats

FIRST, LAST = 1946, 2019


def read(folder):
    """The year of each address and the counts of its words."""
    for path in sorted(pathlib.Path(folder).iterdir()):
        year = re.search(r"\d{4}", path.name)
        if year and FIRST <= int(year[0]) <= LAST:
            text = path.read_text(errors="replace").lower()
            yield int(year[0]), collections.Counter(re.findall(r"\b\w\w+\b", text))


def held(p):
    """p values that survive Benjamini-Hochberg."""
    ranked = np.sort(p) * len(p) / np.arange(1, len(p) + 1)
    return int((np.minimum.accumulate(ranked[::-1]) < 0.05).sum())


def side(rows, lengths):
    """Log rate of each word, its clustered variance, and the number of documents."""
    documents = len(lengths)
    mentions = rows.sum(0) + 0.5
    residuals = rows - np.outer(lengths, rows.sum(0) / lengths.sum())
    variance = documents / (documents - 1) * (residuals**2).sum(0) / mentions**2
    return np.log(mentions / (lengths.sum() + 1)), np.maximum(variance, 1 / mentions), documents


def log_ratio(rows, lengths, later):
    """p of the t of the log ratio, Welch-Satterthwaite degrees of freedom."""
    (before, v, n), (after, w, m) = side(rows[~later], lengths[~later]), side(rows[later], lengths[later])
    freedom = (v + w) ** 2 / (v**2 / (n - 1) + w**2 / (m - 1))
    return 2 * stats.t.sf(abs(after - before) / np.sqrt(v + w), freedom)


def choosing(rows, lengths, later):
    """p of the later documents' residuals among all ways to choose as many documents."""
    n, m = len(later), later.sum()
    residuals = rows - np.outer(lengths, rows.sum(0) / lengths.sum())
    variance = m * (n - m) / (n * (n - 1)) * (residuals**2).sum(0)
    squared = np.minimum(residuals[later].sum(0) ** 2 / variance, n - 1)
    return 2 * stats.t.sf(np.sqrt(squared * (n - 2) / np.maximum(n - 1 - squared, 1e-12)), n - 2)


def main(folder):
    years, counts = zip(*read(folder))
    total = sum(counts, collections.Counter())
    years, lengths = np.array(years), np.array([sum(count.values()) for count in counts], float)
    print(f"{len(years)} addresses, {sum(total.values())} words")
    for least in (20, 10):
        words = [word for word, count in total.items() if count >= least]
        rows = np.array([[count[word] for word in words] for count in counts], float)
        for split in (1983, 1982):
            later = years >= split
            ours, study = held(choosing(rows, lengths, later)), held(log_ratio(rows, lengths, later))
            print(f"at least {least} times, split at {split}: {len(words)} words; log ratio {study}, choosing {ours}")


if __name__ == "__main__":
    main(sys.argv[1])
