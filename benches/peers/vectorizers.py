"""The vectorizers of the Python package beside those of scikit-learn, in alternation: python benches/peers/vectorizers.py TEXTS.jsonl

Needs the wheel and scikit-learn. TEXTS holds one JSON object a line with a `text` each. Both work in this process on the
same list of texts and make a scipy matrix; each round runs both once, so that a busy machine slows down both alike. Before
that, the matrices are compared: places must be equal, values equal within 1e-12. ROUNDS may be set."""
import json
import os
import statistics
import sys
import time

import numpy as np
from sklearn.feature_extraction import text as sklearn_text

import driftline

ROUNDS = int(os.environ.get("ROUNDS", "5"))
texts = [json.loads(line)["text"] for line in open(sys.argv[1], encoding="utf-8")]
print(f"{len(texts):,} texts, {sum(map(len, texts)) / 1e6:.1f} million characters, {os.cpu_count()} cores")


def seconds(job):
    wall, cpu = time.perf_counter(), time.process_time()
    job()
    return time.perf_counter() - wall, time.process_time() - cpu


for kind, parameters in (
    ("CountVectorizer", {}),
    ("TfidfVectorizer", {}),
    ("TfidfVectorizer", {"ngram_range": (1, 2)}),
    ("TfidfVectorizer", {"stop_words": "english", "min_df": 5, "sublinear_tf": True}),
):
    ours, theirs = (getattr(module, kind)(**parameters) for module in (driftline, sklearn_text))
    a, b = ours.fit_transform(texts), theirs.fit_transform(texts)
    b.sort_indices()
    equal = a.shape == b.shape and np.array_equal(a.indptr, b.indptr) and np.array_equal(a.indices, b.indices)
    assert equal and np.array_equal(ours.get_feature_names_out(), theirs.get_feature_names_out())
    off = np.abs(a.data - b.data).max()
    assert off <= 1e-12
    rounds = [(seconds(lambda: ours.fit_transform(texts)), seconds(lambda: theirs.fit_transform(texts))) for _ in range(ROUNDS)]
    wall, cpu = (([pair[0][by] for pair in rounds], [pair[1][by] for pair in rounds]) for by in (0, 1))
    ratios = [statistics.median(t) / statistics.median(o) for o, t in (wall, cpu)]
    print(
        f"{kind} {parameters or ''}: {a.shape[1]:,} terms, {a.nnz:,} pairs, equal (off by {off:.0e} at most); "
        f"{statistics.median(wall[0]):.2f} s against {statistics.median(wall[1]):.2f} s: {ratios[0]:.1f} times as fast "
        f"by the clock, {ratios[1]:.1f} times by processor seconds"
    )
