"""``python -m driftline.spark INPUT... OUTPUT``: count what Spark can read, and write the counts."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence

from driftline.spark import count

EXAMPLES = """examples:
  python -m driftline.spark hdfs:///news s3a://counts/news --text body --date day
  python -m driftline.spark a.csv b.csv counts --format csv --option header=true --text body --date day --id key
  spark-submit --archives driftline.zip#dl --conf spark.executorEnv.PYTHONPATH=./dl count.py news counts --text body

count.py, for spark-submit, which takes a file:
  from driftline.spark.__main__ import main; raise SystemExit(main())

then: driftline report counts/"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run on the arguments of the process and return its exit code."""
    given = _parser().parse_args(arguments)
    try:
        from pyspark.sql import SparkSession
    except ModuleNotFoundError as fault:
        print(f"error: {fault}: pip install pyspark, or run this by spark-submit", file=sys.stderr)
        return 2

    builder = SparkSession.builder.appName("driftline count")
    for key, value in given.conf:
        builder = builder.config(key, value)
    spark = builder.getOrCreate()
    try:
        settings = json.loads(given.settings)
        df = spark.read.format(given.format).options(**dict(given.option)).load(given.input)
        columns = {role: getattr(given, role) for role in ("text", "date", "title", "source", "id")}
        counts = count(df, **columns, name=given.name, parts=given.parts, settings=settings)
        counts.write(given.output, overwrite=given.overwrite)
    except (ValueError, TypeError, OSError) as fault:
        print(f"error: {fault}", file=sys.stderr)
        return 2
    except Exception as fault:
        if not type(fault).__module__.startswith(("pyspark.", "py4j.")):
            raise
        # What Spark tells goes on for a hundred lines of its own inside.
        print(f"error: {str(fault).strip().splitlines()[0]}", file=sys.stderr)
        return 2
    print(f"{counts.rows:,} rows, {counts.documents:,} documents, {counts.parts} parts of {counts.size:,} bytes in {given.output}")
    return 0


def _parser() -> argparse.ArgumentParser:
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser("python -m driftline.spark", description=__doc__, epilog=EXAMPLES, formatter_class=raw)
    add = parser.add_argument
    add("input", nargs="+", help="what Spark reads: files and folders of any storage that it knows")
    add("output", help="the folder of the counts")
    add("--text", required=True, help="the column of the text")
    for role in ("date", "title", "source", "id"):
        add(f"--{role}", help=f"the column of the {role}")
    add("--name", default="data", help="begins the names of the documents [data]")
    add("--format", default="parquet", help="parquet, json, csv, orc or another that Spark reads [parquet]")
    add("--option", action="append", default=[], type=_pair, metavar="KEY=VALUE", help="an option of that format")
    add("--conf", action="append", default=[], type=_pair, metavar="KEY=VALUE", help="a setting of Spark")
    add("--parts", type=int, help="the largest number of part files; without it parts have up to 64 MB")
    add("--settings", default="{}", metavar="JSON", help='settings of reading: \'{"input": {"max_record_mb": 8}}\'')
    add("--overwrite", action="store_true", help="replace a folder that is there")
    return parser


def _pair(text: str) -> tuple[str, str]:
    key, found, value = text.partition("=")
    if not found:
        raise argparse.ArgumentTypeError(f'"{text}" is not KEY=VALUE')
    return key, value


if __name__ == "__main__":
    sys.exit(main())
