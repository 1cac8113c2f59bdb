"""Reports, drift, trends and comparisons from Python: the bytes of the command, whatever holds the documents."""

from __future__ import annotations

import csv
import datetime
import io
import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest

import driftline

THEMES = {"minerals": ["lithium", "cobalt"], "defence": "defence,military"}


def made_rows(documents: int = 60) -> list[dict[str, Any]]:
    """Documents of two outlets over six years, in which lithium rises after the third."""
    chance = random.Random(3)
    words = "council talks river harvest signal bridge market letter season engine garden window paper".split()
    rows = []
    for number in range(documents):
        year = 2018 + number * 6 // documents
        late = ["lithium", "cobalt"] if year >= 2021 else ["defence"]
        some = chance.choices(words, k=40) + chance.choices(late, k=1 + number % 3)
        chance.shuffle(some)
        rows.append(
            {
                "day": datetime.date(year, 1 + number % 12, 1 + number % 28),
                "body": " ".join(some).capitalize() + ".",
                "outlet": ("Gazette", "Herald")[number % 2],
                "headline": f"Paper {number}",
            }
        )
    return rows


def as_csv(rows: list[dict[str, Any]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def command(*arguments: str | Path) -> str:
    """What the program prints."""
    program = [sys.executable, "-m", "driftline", *map(str, arguments)]
    return subprocess.run(program, capture_output=True, text=True, check=True).stdout


FRAMES = {
    "pandas": pd.DataFrame,
    "pandas, with times": lambda rows: pd.DataFrame(rows).astype({"day": "datetime64[ns]"}),
    "polars": pl.DataFrame,
    "polars, lazy": lambda rows: pl.LazyFrame(rows),
    "list of dicts": lambda rows: rows,
    "dict of columns": lambda rows: {name: [row[name] for row in rows] for name in rows[0]},
}


@pytest.mark.parametrize("kind", FRAMES)
def test_a_report_has_the_bytes_of_the_command(kind: str, tmp_path: Path) -> None:
    rows = made_rows()
    rows[5]["day"] = rows[6]["body"] = None
    path = tmp_path / "news.csv"
    path.write_text(as_csv(rows))
    printed = command("report", path, "--json", "--no-cache", "--out", tmp_path / "out", "--theme", "minerals=lithium,cobalt",
                      "--theme", "defence=defence,military", "--relative", "minerals:defence", "--period", "quarter")  # fmt: skip
    found = driftline.report(
        FRAMES[kind](rows), name="news.csv", themes=THEMES, relative=["minerals:defence"], period="quarter"
    )
    assert placeless(found.to_json()) == placeless(printed)


def placeless(printed: str) -> str:
    """Scores without where their warnings lie: a file has a path and lines, a frame has rows."""
    scores = json.loads(printed)
    for warning in scores["corpus"]["warnings"]:
        if not warning["path"].startswith("theme"):
            warning["path"] = warning["line"] = None
    assert len(scores["corpus"]["warnings"]) == 2
    return json.dumps(scores)


def test_columns_may_be_values() -> None:
    rows = made_rows()
    whole = driftline.report(rows, text="body", date="day", source="outlet", title="headline", themes=THEMES)
    parts = driftline.report(
        text=[row["body"] for row in rows],
        date=[row["day"] for row in rows],
        source=pl.Series([row["outlet"] for row in rows]),
        title=pd.Series([row["headline"] for row in rows]),
        themes=THEMES,
    )
    assert whole.scores["themes"] == parts.scores["themes"]
    assert whole.summary == parts.summary and "minerals" in whole.summary


def test_tables_are_frames_of_the_kind_that_was_given() -> None:
    rows = made_rows()
    of_pandas = driftline.report(pd.DataFrame(rows), themes=THEMES)
    of_polars = driftline.report(pl.DataFrame(rows), themes=THEMES)
    for name in ("verdicts", "themes", "terms", "turns", "documents", "periods", "passages", "warnings"):
        ours, theirs = getattr(of_pandas, name), getattr(of_polars, name)
        assert isinstance(ours, pd.DataFrame) and isinstance(theirs, pl.DataFrame), name
        assert list(ours.columns) == theirs.columns and len(ours) == len(theirs), name
    verdicts = of_pandas.verdicts.set_index("name")
    assert verdicts.loc["minerals", "verdict"] == "rose" and verdicts.loc["minerals", "ratio_low"] > 1
    documents = of_polars.documents
    assert documents["words"].dtype == pl.Int64 and documents["date"][0] == "2018-01-01"
    assert documents["period"].dtype == pl.String


def test_lists_alone_give_rows_where_there_is_no_library(tmp_path: Path) -> None:
    program = """
import sys
sys.modules["pandas"] = sys.modules["polars"] = None
import driftline
rows = [{"date": f"20{y}-01-0{d}", "text": f"Lithium paper number {y}{d} of the year."} for y in (21, 22) for d in range(1, 6)]
print(driftline.trend("lithium", rows, period="year").periods[1]["mentions"], "numpy" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.split() == ["5", "False"]


def test_files_written_are_those_of_the_command(tmp_path: Path) -> None:
    path = tmp_path / "news.csv"
    path.write_text(as_csv(made_rows()))
    command("report", path, "--quiet", "--no-cache", "--out", tmp_path / "theirs")
    found = driftline.report(path)
    written = found.save(tmp_path / "ours")
    assert sorted(file.name for file in written) == sorted(file.name for file in (tmp_path / "theirs").iterdir())
    for file in written:
        assert file.read_bytes() == (tmp_path / "theirs" / file.name).read_bytes(), file.name
    assert found.page == (tmp_path / "ours" / "index.html").read_text()


def test_a_trend_is_that_of_the_command(tmp_path: Path) -> None:
    rows = made_rows()
    path = tmp_path / "news.csv"
    path.write_text(as_csv(rows))
    printed = command("trend", "lithium,cobalt", path, "--vs", "defence", "--evidence", "--json", "--no-cache")
    found = driftline.trend("lithium,cobalt", rows, vs="defence", evidence=True, name="news.csv")
    assert found.to_json() == printed
    assert found.verdicts["name"].tolist() == ["lithium, cobalt : defence", "lithium, cobalt", "defence"]
    assert len(found.passages) > 0 and found.periods["mentions"].sum() > 60
    assert found.summary.startswith("Lithium, cobalt relative to defence rose")
    named = driftline.trend("minerals", rows, themes=THEMES)
    assert named.periods["mentions"].sum() == found.periods["mentions"][found.periods["theme"] != "defence"].sum()


def test_drift_is_that_of_the_report() -> None:
    rows = made_rows()
    drift, report = driftline.drift(rows, period="year"), driftline.report(rows, period="year")
    assert drift.scores == report.scores["drift"]
    assert drift.summary in report.summary and drift.summary.startswith("The vocabulary as a whole")
    assert drift.steps["period"].tolist() == ["2019", "2020", "2021", "2022", "2023"]
    assert "lithium" in drift.terms["term"].tolist()[:5]


def test_two_texts_and_two_corpora_are_compared(tmp_path: Path) -> None:
    old, new = "Talks were held. Lithium was named.\n", "Talks were held. Cobalt was named.\n"
    (tmp_path / "A.txt").write_text(old)
    (tmp_path / "B.txt").write_text(new)
    texts = driftline.compare(old, new)
    files = driftline.compare(tmp_path / "A.txt", tmp_path / "B.txt")
    assert texts.scores["passages"] == files.scores["passages"] and texts.scores["facts"] == files.scores["facts"]
    assert texts.passages["b"].tolist() == ["Talks were held.", "Cobalt was named."]
    rows = pl.DataFrame(made_rows())
    corpora = driftline.compare(rows[:30], rows[30:], text="body", names=("before", "after"))
    assert corpora.scores["rows"] == "documents" and corpora.title == "before and after"
    assert isinstance(corpora.weights, pl.DataFrame) and "lithium" in corpora.weights["name"].to_list()
    assert "<html" in corpora.page


def test_notebooks_show_them() -> None:
    found = driftline.report(made_rows(), themes=THEMES, relative=["minerals:defence"], name="A & <B>")
    shown = found._repr_html_()
    assert shown.startswith("<p><strong>A &amp; &lt;B&gt;: 60 documents, ") and shown.count("<img ") == 3
    chart = found.chart("themes")
    assert chart._repr_svg_().startswith("<svg") and chart.png.startswith(b"\x89PNG") and len(chart.table) > 0
    assert 'sandbox="allow-scripts' in found.page._repr_html_() and "&lt;html" in found.page._repr_html_()
    assert repr(found).startswith("<Report A & <B>: ")
    with pytest.raises(KeyError, match="there are: .*volcano"):
        found.chart("pie")


def test_charts_are_saved_by_ending(tmp_path: Path) -> None:
    chart = driftline.drift(made_rows()).chart("drift")
    assert chart.save(tmp_path / "drift.svg").read_text() == chart.svg
    assert chart.save(tmp_path / "drift.png").read_bytes() == chart.png
    with pytest.raises(ValueError, match="neither"):
        chart.save(tmp_path / "drift.pdf")


@pytest.mark.parametrize(
    ("call", "kind", "told"),
    [
        (lambda: driftline.report(), ValueError, "nothing to read"),
        (lambda: driftline.report([]), ValueError, "nothing to read"),
        (lambda: driftline.report(3), TypeError, "not iterable"),
        (lambda: driftline.report([3]), TypeError, "data frame"),
        (lambda: driftline.report(Path("/no/such/folder")), FileNotFoundError, "no such file"),
        (lambda: driftline.report(made_rows(), text="story"), ValueError, 'no column "story".*columns here: day, body'),
        (lambda: driftline.report(text=["a b"], date=["2020", "2021"]), ValueError, "not of one length"),
        (lambda: driftline.report(made_rows(), settings={"perod": "year"}), ValueError, "perod"),
        (lambda: driftline.report(made_rows(), period="fortnight"), ValueError, "fortnight"),
        (lambda: driftline.report(made_rows(), relative=["a:b"]), ValueError, "not a theme"),
        (lambda: driftline.report(made_rows(), relative=["a"]), ValueError, "A:B"),
        (lambda: driftline.report(made_rows(), start="2050-01-01"), ValueError, "date range"),
        (lambda: driftline.report(text=["", None]), ValueError, "no usable documents in data"),
        (lambda: driftline.trend("", made_rows()), ValueError, "no word to look for"),
        (lambda: driftline.trend("a", made_rows(), vs="a"), ValueError, "two themes"),
        (lambda: driftline.compare("same", ""), ValueError, "no document for B"),
    ],
)
def test_faults_are_told_in_words(call: Any, kind: type[Exception], told: str) -> None:
    with pytest.raises(kind, match=told):
        call()


def test_what_could_not_be_read_is_listed() -> None:
    rows = made_rows()
    rows[3]["day"], rows[4]["body"] = "someday", float("nan")
    told = driftline.report(rows, text="body", date="day").warnings
    assert told["path"].tolist() == ["data", "data"] and sorted(told["line"]) == [4, 5]
    assert any("someday" in what for what in told["what"]) and any("no text" in what for what in told["what"])


def test_half_characters_are_no_trouble() -> None:
    found = driftline.compare("Talks \ud800 were held.", "Talks were held.")
    assert found.passages["kind"].tolist() == ["reworded"]


def test_tables_of_nothing_have_their_columns() -> None:
    found = driftline.report(pl.DataFrame(made_rows()))
    assert found.verdicts.columns[:3] == ["name", "verdict", "ratio"] and len(found.verdicts) == 0
    assert found.warnings.columns == ["path", "line", "what"]
    assert driftline.drift(text=["One paper."], date=["2020"]).steps.columns.tolist()[:2] == ["period", "value"]
    assert driftline.compare(["a b", "c d"], ["e f", "g h"]).passages.columns.tolist() == ["kind", "likeness", "moved", "a", "b"]
