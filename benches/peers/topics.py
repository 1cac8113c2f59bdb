"""Non-negative matrix factorization beside scikit-learn's, on the same matrix: python benches/peers/topics.py TEXTS.jsonl [LIMIT]

Needs `pip install scikit-learn`; cargo builds the Rust program here. TEXTS holds one JSON object a line with a `text` each;
the first LIMIT (10,000) of them become a matrix of log-scaled TF-IDF, which both programs get as it is. Two questions are
timed in alternation, on one thread each (or THREADS), with the same number of parts, tolerance and most steps: from the same
factors (those of scikit-learn's NNDSVD), where both should take the same steps, and each from its own NNDSVD. The error of
both is computed here, by the same formula. PARTS, STEPS and ROUNDS may be set."""
import os
THREADS = os.environ.get("THREADS", "1")
os.environ |= dict.fromkeys(["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS"], THREADS)
import itertools, json, statistics, subprocess, sys, tempfile, time, warnings
import numpy as np
from sklearn.decomposition import NMF, _nmf
from sklearn.feature_extraction.text import TfidfVectorizer

PARTS, STEPS, ROUNDS = (int(os.environ.get(*pair)) for pair in [("PARTS", "25"), ("STEPS", "50"), ("ROUNDS", "3")])
TOLERANCE = 1e-4
warnings.filterwarnings("ignore", "Maximum number of iterations")
here = os.path.dirname(os.path.abspath(__file__))
limit = int((sys.argv[2:] + ["10000"])[0])
with open(sys.argv[1], encoding="utf-8") as file:
    texts = [json.loads(line)["text"] for line in itertools.islice(file, limit)]
matrix = TfidfVectorizer(sublinear_tf=True, min_df=5, max_df=0.25).fit_transform(texts)
begin = _nmf._initialize_nmf(matrix, PARTS, init="nndsvd", random_state=0)

target = os.environ.get("CARGO_TARGET_DIR", here + "/target")
subprocess.run(["cargo", "build", "--release", "--manifest-path", here + "/Cargo.toml"], check=True)
folder = tempfile.mkdtemp()
files = {"sizes": [matrix.shape[1], PARTS, TOLERANCE, STEPS], "starts": matrix.indptr, "columns": matrix.indices,
         "values": matrix.data, "w": begin[0], "h": begin[1].T}
for name, numbers in files.items():
    np.ascontiguousarray(numbers, dtype="<f8").tofile(f"{folder}/{name}")
program = subprocess.Popen([target + "/release/peers", "nmf", folder], text=True, stdin=subprocess.PIPE,
                           stdout=subprocess.PIPE)


def ours(given):
    program.stdin.write("given\n" if given else "own\n")
    program.stdin.flush()
    wall, cpu, steps = program.stdout.readline().split()
    numbers = np.fromfile(folder + "/factors", dtype="<f8")
    rows, columns = np.split(numbers, [matrix.shape[0] * PARTS])
    return float(wall), float(cpu), int(steps), rows.reshape(-1, PARTS), columns.reshape(-1, PARTS).T


def theirs(given):
    model = NMF(PARTS, init="custom" if given else "nndsvd", tol=TOLERANCE, max_iter=STEPS, random_state=0)
    factors = {"W": begin[0].copy(), "H": begin[1].copy()} if given else {}
    wall, cpu = time.perf_counter(), time.process_time()
    rows = model.fit_transform(matrix, **factors)
    return time.perf_counter() - wall, time.process_time() - cpu, model.n_iter_, rows, model.components_


def error(rows, columns):
    """Length of X - W H, over that of X."""
    square = (matrix.data**2).sum()
    product = (rows * (matrix @ columns.T)).sum()
    return np.sqrt(max(square - 2 * product + ((rows.T @ rows) * (columns @ columns.T)).sum(), 0) / square)


print(f"{matrix.shape[0]} texts, {matrix.shape[1]} terms, {matrix.nnz} weights; {PARTS} parts, tolerance {TOLERANCE}, at most "
      f"{STEPS} steps; threads: {THREADS}, medians of {ROUNDS} rounds\n")
print("| begins with | program | processor s | clock s | steps | error | ours is faster: by processor | by clock |\n"
      "|---|---|---|---|---|---|---|---|")
for given in (True, False):
    runs = [(ours(given), theirs(given)) for _ in range(ROUNDS)]
    (wall, cpu), (base_wall, base_cpu) = ([statistics.median(run[who][which] for run in runs) for which in (0, 1)]
                                          for who in (1, 0))
    where = "the same factors" if given else "its own NNDSVD"
    for name, (_, _, steps, rows, columns), seconds, ratios in (
            ("driftline", runs[-1][0], (base_cpu, base_wall), " | "),
            ("scikit-learn", runs[-1][1], (cpu, wall), f"{cpu / base_cpu:.2f}x | {wall / base_wall:.2f}x")):
        print(f"| {where} | {name} | {seconds[0]:.2f} | {seconds[1]:.2f} | {steps} | {error(rows, columns):.8f} | {ratios} |")
