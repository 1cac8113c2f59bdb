"""Peers on the same text in alternation, as ratios: python benches/peers/compare.py TEXTS.jsonl

Needs `pip install scikit-learn polars` and a release build of the bench programs (cargo builds them here). Every tool
does the whole job from documents in memory to a TF-IDF matrix; `wc -w` only counts, and reads its file itself. Runs go
round in turn, so that a busy machine slows down all alike; medians are compared. Seconds are of wall clock, and of
processor in brackets, which a shared machine disturbs less."""
import json, os, re, statistics, subprocess, sys, time

ROUNDS = int(os.environ.get("ROUNDS", "5"))
here = os.path.dirname(os.path.abspath(__file__))
path = sys.argv[1]
texts = [json.loads(line)["text"] for line in open(path, encoding="utf-8")]
plain = path + ".plain"
with open(plain, "w", encoding="utf-8") as file:
    file.write("\n".join(texts))

subprocess.run(["cargo", "build", "--release", "--manifest-path", here + "/Cargo.toml"], check=True)
program = here + "/target/release/peers"


def rust(tool, threads):
    """A Rust tool tells its own seconds, without those of loading the file."""
    def run():
        done = subprocess.run([program, tool, path], check=True, capture_output=True, text=True,
                              env=dict(os.environ, RAYON_NUM_THREADS=str(threads)))
        return tuple(float(number) for number in done.stdout.split()[:2])
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


def polars_job():
    import polars as pl
    frame = pl.LazyFrame({"text": texts}).with_row_index("document")
    words = frame.select("document", pl.col("text").str.to_lowercase().str.extract_all(r"\w\w+").alias("term"))
    counts = words.explode("term").group_by("document", "term").len()
    df = counts.group_by("term").len().rename({"len": "df"})
    idf = ((1 + len(texts)) / (1 + pl.col("df"))).log() + 1
    counts.join(df, on="term").with_columns(weight=pl.col("len") * idf).collect()


def wc():
    before, wall = os.times(), time.perf_counter()
    subprocess.run(["wc", "-w", plain], check=True, capture_output=True, env=dict(os.environ, LC_ALL="C.UTF-8"))
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return time.perf_counter() - wall, cpu


tools = {
    "driftline, 1 thread": rust("driftline", 1),
    "driftline, 2 threads": rust("driftline", 2),
    "scikit-learn TfidfVectorizer": sklearn(1),
    "polars, all threads": python(polars_job),
    "wc -w": wc,
    "vtext (counts), 1 thread": rust("vtext", 1),
    "tantivy (index), 1 thread": rust("tantivy", 1),
    "driftline n-grams (1, 2), 1 thread": rust("driftline2", 1),
    "scikit-learn n-grams (1, 2)": sklearn(2),
}
if len(sys.argv) > 2:
    tools = {name: run for name, run in tools.items() if re.search(sys.argv[2], name)}
seconds = {name: [] for name in tools}
for _ in range(ROUNDS):
    for name, run in tools.items():
        seconds[name].append(run())
base = statistics.median(run[0] for run in seconds["driftline, 1 thread"])
megabytes = sum(len(text.encode()) for text in texts) / 1e6
print(f"{len(texts)} texts, {megabytes:.0f} MB, {ROUNDS} rounds")
for name, runs in seconds.items():
    wall, cpu = (statistics.median(run[which] for run in runs) for which in (0, 1))
    print(f"{name:36}{wall:9.3f} s [{cpu:.3f}] {megabytes / wall:8.1f} MB/s {wall / base:8.2f} x driftline's time")
