"""Counting on a cluster gives the bytes of counting here, however rows are split and whichever machine dies."""

from __future__ import annotations

import datetime
import random
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from cluster import Cluster
from conftest import told
from pyspark.sql import DataFrame, SparkSession

import driftline.spark
from driftline.spark._columns import as_text
from driftline.spark._partitions import Reading
from driftline.spark._storage import ArrowStorage, write_parts

NAMED = {"text": "body", "date": "day", "title": "headline", "source": "outlet", "id": "key"}
ODD = ["straße İstanbul ΣΊΣΥΦΟΣ", "日本語テキスト 京都", "👩\u200d👩 a👍b", "e\u0301te\u0301 x\x00y", "हिन्दी भारत ﬁn", "lithium " * 900]


def made_rows(documents: int = 240) -> list[dict[str, Any]]:
    """Documents over six years in which lithium rises; some hold odd letters, some lack a title, a source or a date."""
    chance = random.Random(5)
    words = "council talks river harvest signal bridge market letter season engine garden window paper".split()
    rows = []
    for number in range(documents):
        year = 2018 + number * 6 // documents
        some = chance.choices(words, k=60) + ["lithium" if year >= 2021 else "defence"] * (1 + number % 3)
        chance.shuffle(some)
        odd = ODD[number // 20 % len(ODD)] if number % 20 == 7 else ""
        rows.append(
            {
                "key": f"n{number}",
                "day": datetime.date(year, 1 + number % 12, 1 + number % 28) if number % 50 else None,
                "body": f"{' '.join(some).capitalize()}. {odd}",
                "outlet": ("Gazette", "Herald", None)[number % 3],
                "headline": f"Paper {number}" if number % 7 else None,
                "unused": number,
            }
        )
    return rows


ROWS = made_rows()
KINDS = "key string, day date, body string, outlet string, headline string, unused int"


def local(rows: list[dict[str, Any]], named: dict[str, str] = NAMED) -> bytes:
    """The counts of all rows in this process."""
    cells = {name: [row[name] for row in rows] for name in named.values()}
    return Reading("data", named, {}, 1 << 40).counts(cells)


def framed(spark: SparkSession, partitions: int) -> DataFrame:
    shuffled = random.Random(partitions).sample(ROWS, len(ROWS))
    return spark.createDataFrame([tuple(row.values()) for row in shuffled], KINDS).repartition(partitions)


def scores(path: Path, home: Path) -> str:
    """What the report of counts prints, from their own folder, so that paths are alike."""
    home.mkdir()
    program = [sys.executable, "-m", "driftline", "report", path.name, "--json", "--no-cache", "--out", home]
    done = subprocess.run(program, capture_output=True, text=True, check=False, cwd=path.parent)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_bytes_are_those_of_a_local_count(spark: SparkSession, tmp_path: Path) -> None:
    expected = local(ROWS)
    for partitions in (1, 3, 17):
        counts = driftline.spark.count(framed(spark, partitions), **NAMED)
        assert (counts.rows, counts.documents, counts.parts) == (len(ROWS), len(ROWS), 1), partitions
        assert counts.collect().to_bytes() == expected, partitions
        assert counts._frame.storageLevel.useDisk, f"{partitions} partitions are counted again whenever they are asked for"
    several = driftline.spark.count(framed(spark, 17), **NAMED, parts=3)
    assert several.parts == 3 and several.collect().to_bytes() == expected
    folder = tmp_path / "spark" / "counts"
    several.write(str(folder))
    assert sorted(path.name for path in folder.iterdir())[-1] == f"part-0000{several.parts - 1}.counts"
    assert [path.name for path in folder.parent.iterdir()] == ["counts"]
    whole = tmp_path / "local" / "counts"
    whole.mkdir(parents=True)
    (whole / "part-00000.counts").write_bytes(expected)
    assert scores(folder, tmp_path / "a") == scores(whole, tmp_path / "b")
    with pytest.raises(FileExistsError, match="holds something"):
        several.write(str(folder))
    several.write(folder, overwrite=True)
    assert len(list(folder.glob("*.counts"))) == several.parts
    by_arrow = written_by_arrow(spark, several, tmp_path / "arrow")
    assert by_arrow == [path.read_bytes() for path in sorted(folder.glob("*.counts"))]


def written_by_arrow(spark: SparkSession, counts: driftline.spark.SparkCounts, folder: Path) -> list[bytes]:
    """What is written where Spark has no JVM to reach."""

    class Connect:
        @property
        def sparkContext(self) -> None:
            raise NotImplementedError

    write_parts(Connect(), str(folder), counts, False)  # type: ignore[arg-type]
    with pytest.raises(FileExistsError):
        write_parts(Connect(), str(folder), counts, False)  # type: ignore[arg-type]
    write_parts(Connect(), str(folder), counts, True)  # type: ignore[arg-type]
    assert ArrowStorage(str(folder)).names(str(folder))
    return [path.read_bytes() for path in sorted(folder.iterdir())]


def test_a_rename_that_fails_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Failing(ArrowStorage):
        def move(self, folder: str, to: str) -> None:
            raise OSError("the storage is busy")

    monkeypatch.setattr("driftline.spark._storage.storage_of", lambda _, path: Failing(path))
    with pytest.raises(OSError, match="busy"):
        write_parts(None, str(tmp_path / "counts"), [b"one", b"two"], True)  # type: ignore[arg-type]
    assert sorted(path.read_bytes() for path in tmp_path.glob("_temporary-counts-*/*")) == [b"one", b"two"]
    with pytest.raises(ValueError, match="names no folder"):
        write_parts(None, "s3a://bucket/", [b"one"], True)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="one slash"):
        write_parts(None, "s3a:/bucket/counts", [b"one"], True)  # type: ignore[arg-type]


def test_the_package_of_executors_is_the_wheel(spark: SparkSession) -> None:
    def home(batches: Any) -> Any:
        import pyarrow as pa

        import driftline

        list(batches)
        yield pa.RecordBatch.from_pydict({"home": [driftline.__file__]})

    homes = {row.home for row in spark.range(4).repartition(4).mapInArrow(home, "home string").collect()}
    assert homes and all("/dl/driftline/" in home for home in homes), homes


def test_times_and_numbers_become_text(spark: SparkSession) -> None:
    df = spark.sql(
        "select 'a text' body, timestamp '2024-03-01 23:30:00' t, timestamp '2024-03-01' m, date '2024-03-02' d, "
        "timestamp_ntz '2024-03-01 01:02:03' n, 2024 y, 2024.0d f, array('A', 'B') a, cast(null as string) e, "
        "cast('100000000000000000000' as decimal(38,0)) i, 2.5d h"
    )
    texts = {}
    for column in "tmdnyfaeih":
        made, _ = as_text(df, {"text": "body", "date": column})
        texts[column] = made.first()[1]
    assert texts == {
        "t": "2024-03-01T23:30:00", "m": "2024-03-01", "d": "2024-03-02", "n": "2024-03-01T01:02:03", "y": "2024",
        "f": "2024", "a": "A, B", "e": "", "i": "100000000000000000000", "h": "2.5",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "kind", "told"),
    [
        ({"text": "story"}, ValueError, 'no column "story" for the text; columns here: key, day, body'),
        ({"text": "unused"}, TypeError, "holds int, not strings"),
        ({"settings": {"input": {"colour": 1}}}, ValueError, "colour"),
        ({"parts": 0}, ValueError, "a whole number from 1"),
        ({"text": None}, TypeError, "give the name of a column"),
        ({"date": "body"}, ValueError, "named for the text and for something else"),
    ],
)
def test_faults_are_told_before_a_stage_starts(
    spark: SparkSession, change: dict[str, Any], kind: type[Exception], told: str
) -> None:
    df = spark.createDataFrame([tuple(ROWS[0].values())], KINDS)
    before = spark.sparkContext.statusTracker().getJobIdsForGroup()
    with pytest.raises(kind, match=told):
        driftline.spark.count(df, **NAMED | change)
    assert spark.sparkContext.statusTracker().getJobIdsForGroup() == before


def test_two_states_of_one_row_are_refused_without_a_trace(spark: SparkSession) -> None:
    df = spark.createDataFrame([("A text of trade.", "k1"), ("A text of tariffs.", "k1")], "body string, key string")
    with pytest.raises(ValueError, match="k1") as told:
        driftline.spark.count(df.repartition(2), text="body", id="key")
    assert "Traceback" not in str(told.value) and len(told.value.args[0]) < 500


def test_no_rows_are_told(spark: SparkSession) -> None:
    with pytest.raises(ValueError, match="no rows"):
        driftline.spark.count(spark.createDataFrame([], KINDS), **NAMED)


def test_the_program_reads_files_and_writes_counts(spark: SparkSession, cluster: Cluster, tmp_path: Path) -> None:
    from driftline.spark.__main__ import main

    framed(spark, 3).write.parquet(str(tmp_path / "news"))
    named = [option for role, column in NAMED.items() for option in (f"--{role}", column)]
    assert main([str(tmp_path / "news"), str(tmp_path / "counts"), *named]) == 0
    assert (tmp_path / "counts" / "part-00000.counts").read_bytes() == local(ROWS)
    assert main([str(tmp_path / "news"), str(tmp_path / "counts"), *named]) == 2
    assert main([str(tmp_path / "news"), str(tmp_path / "other"), "--text", "story"]) == 2
    assert main([str(tmp_path / "nowhere"), str(tmp_path / "other"), "--text", "story"]) == 2
    (tmp_path / "counts" / "mine.txt").write_text("not yours")
    assert main([str(tmp_path / "news"), str(tmp_path / "counts"), *named, "--overwrite"]) == 2


def test_names_of_columns_may_hold_dots(spark: SparkSession) -> None:
    df = spark.createDataFrame([("A text of trade.", "k1")], ["b.o `dy", "i d"])
    counts = driftline.spark.count(df, text="b.o `dy", id="i d").collect()
    assert counts == driftline.count([{"b.o `dy": "A text of trade.", "i d": "k1"}], text="b.o `dy", id="i d")


def stages(spark: SparkSession, after: int = -1) -> list[dict[str, Any]]:
    """The attempts of all stages above this number."""
    return [stage for stage in told(spark, "stages") if stage["stageId"] > after]


def counted_while_a_worker_dies(
    spark: SparkSession, cluster: Cluster, partitions: int, doing: str
) -> tuple[bytes, list[tuple[int, int, int, int]]]:
    """Kills a worker when both are at this; gives the counts, and of each attempt of a stage its number, the attempt's, tasks
    and failed tasks."""
    df, ended = framed(spark, partitions), threading.Event()
    last = max((stage["stageId"] for stage in stages(spark)), default=-1)
    hold = cluster.folder / f"hold-{doing}"
    hold.touch()

    def watch() -> None:
        deadline = time.monotonic() + 240
        held = lambda: len(list(cluster.folder.glob(f"held-{doing}-*")))  # noqa: E731
        try:
            while held() < 2 and time.monotonic() < deadline and not ended.is_set():
                time.sleep(0.1)
            if held() >= 2:
                cluster.kill_worker()
        finally:
            hold.unlink()

    workers, watcher = len(cluster.workers), threading.Thread(target=watch)
    watcher.start()
    try:
        counts = driftline.spark.count(df, **NAMED)
    finally:
        ended.set()
        watcher.join()
    assert cluster.dead() == 1 < workers, "nothing was killed while it counted"
    assert counts.rows == len(ROWS)
    found = [tuple(stage[key] for key in ("stageId", "attemptId", "numTasks", "numFailedTasks")) for stage in stages(spark, last)]
    return counts.collect().to_bytes(), found


def test_a_worker_that_dies_while_rows_are_counted(spark: SparkSession, cluster: Cluster) -> None:
    counts, found = counted_while_a_worker_dies(spark, cluster, 12, "count_rows")
    assert counts == local(ROWS)
    assert any(tasks == 12 and failed for _, _, tasks, failed in found), f"no task ran again: {found}"


def test_a_worker_that_dies_while_counts_are_merged(spark: SparkSession, cluster: Cluster) -> None:
    # Twenty-four pieces are merged by three tasks, then by one: either worker is at one of the three.
    counts, found = counted_while_a_worker_dies(spark, cluster, 24, "merge_counts")
    assert counts == local(ROWS)
    # What it had handed over is lost with it, so that a stage that was complete runs once more.
    assert any(attempt for _, attempt, _, _ in found), f"no stage ran again: {found}"
