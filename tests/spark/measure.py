"""Time and memory of counting a file of JSON lines on two workers of one core each, and in this process.

DRIFTLINE_WHEEL=WHEEL python tests/spark/measure.py TEXTS.jsonl TEXT-COLUMN [DATE-COLUMN]
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import threading
import time
from pathlib import Path

from cluster import Cluster, processes
from pyspark.sql import SparkSession

import driftline.spark
from driftline.spark._partitions import Reading

#: Marks in the command lines of the processes whose memory is told.
WATCHED = {
    "Python workers": ("pyspark.daemon",),
    "executors": ("CoarseGrainedExecutorBackend",),
    "driver's JVM": ("org.apache.spark.deploy.SparkSubmit",),
}


def peak(process: int) -> int:
    """Most resident memory of a process so far, in megabytes."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0
    return max((int(line.split()[1]) >> 10 for line in status.splitlines() if line.startswith("VmHWM")), default=0)


def watch(peaks: dict[str, int], ended: threading.Event) -> None:
    while not ended.wait(0.2):
        for what, marks in WATCHED.items():
            peaks[what] = max([peaks.get(what, 0), *map(peak, processes(*marks))])


def on_cluster(path: str, named: dict[str, str], folder: Path) -> None:
    archive = folder / "driftline.zip"
    shutil.copy(os.environ["DRIFTLINE_WHEEL"], archive)
    os.environ |= {"SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable}
    cluster, peaks, ended = Cluster(folder, {"SPARK_LOCAL_IP": "127.0.0.1"}), dict[str, int](), threading.Event()
    try:
        cluster.complete()
        builder = SparkSession.builder.master(cluster.url).config("spark.archives", f"{archive}#dl")
        builder = builder.config("spark.executorEnv.PYTHONPATH", "./dl").config("spark.executorEnv.RAYON_NUM_THREADS", "1")
        builder = builder.config("spark.executor.memory", "512m").config("spark.ui.showConsoleProgress", "false")
        builder = builder.config("spark.sql.files.maxPartitionBytes", "16m")
        spark = builder.getOrCreate()
        df = spark.read.schema(", ".join(f"`{column}` string" for column in named.values())).json(path)
        watcher = threading.Thread(target=watch, args=(peaks, ended))
        watcher.start()
        for turn in ("first", "second"):
            begun = time.monotonic()
            counts = driftline.spark.count(df, **named)
            counted = time.monotonic() - begun
            counts.write(str(folder / "counts"), overwrite=True)
            print(f"{turn}: counted {counted:.1f} s, written {time.monotonic() - begun - counted:.1f} s", counts)
        ended.set()
        watcher.join()
        print({what: f"{size} MB" for what, size in peaks.items()}, f"this process {peak(os.getpid())} MB")
        spark.stop()
        merged = driftline.merge(sorted((folder / "counts").glob("*.counts"))).to_bytes()
    finally:
        ended.set()
        cluster.stop()
    begun = time.monotonic()
    rows = [json.loads(line) for line in Path(path).open()]
    read = time.monotonic() - begun
    local = Reading("data", named, {}, 0).counts({name: [row.get(name) for row in rows] for name in named.values()})
    print(f"here: read {read:.1f} s, counted {time.monotonic() - begun - read:.1f} s, peak {peak(os.getpid())} MB")
    print("bytes equal:", local == merged)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        on_cluster(sys.argv[1], dict(zip(("text", "date"), sys.argv[2:], strict=False)), Path(made))
