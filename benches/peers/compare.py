"""Peers on the same text in alternation, as ratios: python benches/peers/compare.py TEXTS.jsonl [OTHER.txt]

Needs `pip install scikit-learn polars`; cargo builds the Rust programs here. TEXTS holds one JSON object a line with a
`text` each; OTHER, if given, texts that are mostly not in the Latin script, with blank lines between. Every tool does the
whole job from documents in memory to a TF-IDF matrix, but for: vtext (counts), tantivy (an index in memory), `wc -w` and
`unicode_words()` (only count words; wc reads its file, from the cache). Each tool stays in one process with its texts, as a
service or a notebook would; each round runs all tools once, in turn, so that a busy machine slows down all alike. Medians
are compared: by processor seconds, which other programs disturb little, and by the clock, which means something on a quiet
machine only. The first round, in a fresh process, stands beside them. ROUNDS and TOOLS (a pattern of names) may be set."""
import json, os, re, resource, statistics, subprocess, sys, time

ROUNDS = int(os.environ.get("ROUNDS", "5"))
here = os.path.dirname(os.path.abspath(__file__))
path, other = (sys.argv[1:] + [None])[:2]
texts = [json.loads(line)["text"] for line in open(path, encoding="utf-8")]
plain = path + ".plain"
with open(plain, "w", encoding="utf-8") as file:
    file.write("\n".join(texts))

target = os.environ.get("CARGO_TARGET_DIR", here + "/target")
subprocess.run(["cargo", "build", "--release", "--manifest-path", here + "/Cargo.toml"], check=True)


def rust(tool, threads, file=path):
    """A Rust tool tells its own seconds, without those of loading the file."""
    started = []

    def run():
        if not started:
            started.append(subprocess.Popen([target + "/release/peers", tool, file], text=True, stdin=subprocess.PIPE,
                                            stdout=subprocess.PIPE, env=dict(os.environ, RAYON_NUM_THREADS=str(threads))))
        started[0].stdin.write("\n")
        started[0].stdin.flush()
        return tuple(float(number) for number in started[0].stdout.readline().split()[:2])
    return run


def python(job):
    def run():
        wall, cpu = time.perf_counter(), time.process_time()
        job()
        return time.perf_counter() - wall, time.process_time() - cpu
    return run


def sklearn(ngrams):
    def job():
        from sklearn.feature_extraction.text import TfidfVectorizer
        TfidfVectorizer(ngram_range=(1, ngrams)).fit_transform(texts)
    return python(job)


def sklearn_pairs():
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.metrics.pairwise import linear_kernel
    matrix = TfidfVectorizer().fit_transform(texts[:10_000])
    return python(lambda: linear_kernel(matrix))()


def polars_job():
    import polars as pl
    frame = pl.LazyFrame({"text": texts}).with_row_index("document")
    words = frame.select("document", pl.col("text").str.to_lowercase().str.extract_all(r"\w\w+").alias("term"))
    counts = words.explode("term").group_by("document", "term").len()
    df = counts.group_by("term").len().rename({"len": "df"})
    idf = ((1 + len(texts)) / (1 + pl.col("df"))).log() + 1
    counts.join(df, on="term").with_columns(weight=pl.col("len") * idf).collect()


def wc():
    before, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(["wc", "-w", plain], check=True, capture_output=True, env=dict(os.environ, LC_ALL="C.UTF-8"))
    wall, after = time.perf_counter() - wall, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


OURS, GRAMS, PAIRS, OTHER = "driftline, 1 thread", "driftline n-grams", "driftline pairs", "driftline, other scripts"
tools = {
    OURS: rust("driftline", 1),
    "driftline, 2 threads": rust("driftline", 2),
    "scikit-learn": sklearn(1),
    "polars": python(polars_job),
    "vtext": rust("vtext", 1),
    "tantivy": rust("tantivy", 1),
    "wc -w": wc,
    GRAMS: rust("driftline2", 1),
    "scikit-learn n-grams": sklearn(2),
    PAIRS: rust("pairs", 1),
    "scikit-learn linear_kernel": sklearn_pairs,
}
if other:
    tools |= {OTHER: rust("driftline", 1, other), "unicode_words().count()": rust("words", 1, other)}
# What each tool's time is divided by.
ours = {"scikit-learn n-grams": GRAMS, "scikit-learn linear_kernel": PAIRS, "unicode_words().count()": OTHER}
tools = {name: run for name, run in tools.items() if re.search(os.environ.get("TOOLS", ""), name)}

seconds = {name: [] for name in tools}
for _ in range(ROUNDS):
    for name, run in tools.items():
        seconds[name].append(run())
wall, cpu = ({name: statistics.median(run[which] for run in runs) for name, runs in seconds.items()} for which in (0, 1))
megabytes = sum(len(text.encode()) for text in texts) / 1e6
print(f"{len(texts)} texts, {megabytes:.0f} MB, medians of {ROUNDS} rounds\n")
print("| tool | first, clock s | processor s | clock s | ours is faster: by processor | by clock |\n|---|---|---|---|---|---|")
for name in tools:
    base = ours.get(name, OURS)
    ratios = "| " if name.startswith("driftline, 1") or name in ours.values() or base not in cpu else (
        f"{cpu[name] / cpu[base]:.1f}x | {wall[name] / wall[base]:.1f}x")
    print(f"| {name} | {seconds[name][0][0]:.3f} | {cpu[name]:.3f} | {wall[name]:.3f} | {ratios} |")
