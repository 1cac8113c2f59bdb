"""Counting on Spark: a data frame of any size -> saved counts, which ``driftline report`` reads.

``mapInArrow`` counts each partition where it lies, in pieces of bounded memory; a tree of merges on the executors joins
what was counted. Counts are a set of documents, and merging is the union of sets (``docs/saved-counts.md``), so what comes
out hangs neither on the partitions nor on tasks that run twice.

**Who writes.** Executors write nothing: Spark may run a task again, or twice at once, and a task that writes by itself
needs a commit protocol for that. Spark's own writers have one, but they write formats that Spark knows: a Parquet file with
a binary column would need Spark, or a Parquet reader, to become counts again. So parts travel through the driver, those of
one task at a time, and are written by Hadoop's file systems in the JVM, which know HDFS, S3A and all that the cluster is
set up for. Counts are about a fifth of their texts, and a part has 64 MB, so that the driver needs little memory. The
folder appears when all of it is written.

**Sizes.** A value of Spark and a batch of Arrow end at 2 GB. A task that has counted more than a part gives several rows, and
merging stops where a part is full.

=============== =================================================
``_partitions`` what runs on executors: counting and merging
``_columns``    columns that are named -> columns of text
``_storage``    files by Hadoop's file systems, or by pyarrow's
``__main__``    ``python -m driftline.spark``
=============== =================================================
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from driftline._counts import Counts, merge
from driftline.spark import _partitions
from driftline.spark._columns import as_text
from driftline.spark._partitions import Reading
from driftline.spark._storage import write_parts

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

__all__ = ["SparkCounts", "count"]

#: How many pieces one task merges.
FAN = 8
#: A part of this size is full, unless a number of parts is asked for; then at the second size.
PART, LARGEST_PART = 64 << 20, 256 << 20


class SparkCounts:
    """Counts that lie on the executors, in parts.

    ``rows`` were read; ``documents`` are in the parts, where one that several parts hold is counted in each.
    """

    def __init__(self, frame: DataFrame, rows: int) -> None:
        told = [(row.documents, row.size) for row in frame.select("documents", "size").collect()]
        self.rows = rows
        self.parts = len(told)
        self.documents = sum(documents for documents, _ in told)
        self.size = sum(size for _, size in told)
        self._frame = frame

    def __repr__(self) -> str:
        return f"<SparkCounts: {self.documents:,} documents of {self.rows:,} rows in {self.parts} parts, {self.size:,} bytes>"

    def __iter__(self) -> Iterator[bytes]:
        """The bytes of each part; the driver holds those of one task at a time, most often one part."""
        for row in self._frame.select("counts").toLocalIterator():
            yield bytes(row.counts)

    def write(self, path: str | os.PathLike[str], *, overwrite: bool = False) -> None:
        """Write ``part-00000.counts`` and so on into a folder of any storage that Spark knows.

        The folder appears when all parts are written. One that is there and holds something is refused, unless
        ``overwrite`` is set: then it is replaced.
        """
        write_parts(self._frame.sparkSession, os.fspath(path), self, overwrite)

    def collect(self) -> Counts:
        """All parts merged on the driver: for small ones."""
        return merge(self)

    def unpersist(self) -> None:
        """Let the executors forget them."""
        self._frame.unpersist()


def count(
    df: DataFrame,
    *,
    text: str,
    date: str | None = None,
    title: str | None = None,
    source: str | None = None,
    id: str | None = None,
    name: str = "data",
    parts: int | None = None,
    settings: Mapping[str, Any] | None = None,
) -> SparkCounts:
    """Count the rows of a Spark data frame where they lie.

    Columns are named: what would be guessed could differ between partitions. No other column is read. ``date`` may be a
    date, a timestamp (the day in the session's time zone), a number of a year or text. A row is known by ``id``, or else by
    all that these columns hold of it. ``parts`` is the largest number of part files, as far as none exceeds 256 MB; without
    it parts have up to 64 MB. ``settings`` are those of reading, ``{"input": {...}}`` as in ``driftline.toml``; the rest
    belongs to the report.

    >>> counts = driftline.spark.count(spark.read.parquet("news/"), text="body", date="day")  # doctest: +SKIP
    >>> counts.write("hdfs:///counts/news")  # doctest: +SKIP
    """
    from pyspark import StorageLevel
    from pyspark.sql import functions as F

    if parts is not None and (not isinstance(parts, int) or parts < 1):
        raise ValueError(f"parts: {parts!r} is asked for; give a whole number from 1")
    columns = {"text": text, "date": date, "title": title, "source": source, "id": id}
    given = {role: column for role, column in columns.items() if role == "text" or column is not None}
    selected, named = as_text(df, given)
    full = PART if parts is None else LARGEST_PART
    reading = Reading(name, named, dict(settings or {}), full)
    reading.check()
    counted = selected.mapInArrow(partial(_partitions.count, reading), _partitions.SCHEMA).persist(StorageLevel.DISK_ONLY)
    kept = [counted]
    try:
        pieces, rows, size = counted.agg(F.count("size"), F.sum("rows"), F.sum("size")).first() or (0, 0, 0)
        if not rows:
            raise ValueError("there are no rows to count")
        last = parts or max(1, -(-size // full))
        joined = _tree(counted, pieces, last, full)
        if joined is counted:
            return SparkCounts(counted, rows)
        kept.append(joined.persist(StorageLevel.DISK_ONLY))
        found = SparkCounts(joined, rows)
    except BaseException as fault:
        for frame in kept:
            frame.unpersist()
        refusal = _refusal(fault)
        if refusal is None:
            raise
        raise ValueError(refusal) from fault
    counted.unpersist()
    return found


def _refusal(fault: BaseException) -> str | None:
    """What an executor refused, two rows of one id say, without the traces of two machines."""
    if type(fault).__name__ != "PythonException":
        return None
    told = re.search(r"^ValueError: (.+)$", str(fault), re.MULTILINE)
    return told[1] if told else None


def _tree(counted: DataFrame, pieces: int, last: int, full: int) -> DataFrame:
    """Merges by groups, level by level, until so many tasks are left."""
    from pyspark.sql import functions as F

    groups = pieces
    while groups > last:
        groups = max(last, -(-groups // FAN))
        # Groups by the number of the partition, which is the same in a task that runs again.
        keyed = counted.withColumn("group", F.spark_partition_id() % groups)
        # Before Spark 4.1 a hash decides where a group goes, and two may meet.
        spread = getattr(keyed, "repartitionById", keyed.repartition)
        counted = spread(groups, "group").drop("group").mapInArrow(partial(_partitions.merge, full), _partitions.SCHEMA)
    return counted
