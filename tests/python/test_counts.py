"""Rows counted in parts: however they were split and merged, the same bytes; and reports on what came of it."""

from __future__ import annotations

import json
import pickle
import random
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest
from test_corpus import THEMES, command, made_rows

import driftline

COLUMNS = {"text": "body", "date": "day", "title": "headline", "source": "outlet"}


def hard_rows() -> list[dict[str, Any]]:
    """Rows with ids, among them such without text, without a date, with no date that could be, with an undecided one."""
    rows = [{**row, "day": str(row["day"]), "key": f"k{number}"} for number, row in enumerate(made_rows())]
    for number in (3, 4, 5):
        rows[number]["body"] = ""
    rows[6]["day"] = rows[7]["day"] = ""
    rows[8]["day"], rows[9]["day"], rows[10]["day"] = "someday", "never", "03/04/2022"
    # Equal rows, with text and without.
    return [*rows, dict(rows[20]), dict(rows[20]), dict(rows[3]), dict(rows[8])]


def joined(parts: list[driftline.Counts], chance: random.Random) -> driftline.Counts:
    """All parts as one, in random order and grouping."""
    while len(parts) > 1:
        chance.shuffle(parts)
        some = chance.randint(2, len(parts))
        parts = [driftline.merge(parts[:some]), *parts[some:]]
    return parts[0]


@pytest.mark.parametrize("columns", [COLUMNS, {**COLUMNS, "id": "key"}], ids=["by hash", "by id"])
def test_any_split_merged_in_any_order_has_the_same_bytes(columns: dict[str, str]) -> None:
    rows = hard_rows()
    whole = driftline.count(rows, **columns)
    assert len(whole) == 57
    for number in range(30):
        chance = random.Random(number)
        chance.shuffle(rows)
        cuts = sorted(chance.choices(range(len(rows) + 1), k=chance.randrange(8)))
        parts = [rows[start:end] for start, end in zip([0, *cuts], [*cuts, len(rows)], strict=True)]
        # Whoever counts a part may get it as a frame of its own, and a part may be counted twice.
        counted = [driftline.count(chance.choice([list, pd.DataFrame])(part) if part else [], **columns) for part in parts]
        assert joined([*counted, chance.choice(counted)], chance) == whole, f"split {number}"


def test_counts_have_the_scores_of_their_frame_and_of_their_file(tmp_path: Path) -> None:
    rows = hard_rows()[:60]
    columns = {**COLUMNS, "id": "key"}
    counts = driftline.merge([driftline.count(rows[:25], **columns), driftline.count(rows[25:], **columns)])
    found = driftline.report(counts, themes=THEMES, period="year")
    of_parts = driftline.report([driftline.count(rows[:25], **columns), driftline.count(rows[25:], **columns)],
                                themes=THEMES, period="year")  # fmt: skip
    assert of_parts.to_json() == found.to_json()
    path = counts.save(tmp_path / "rows.counts")
    printed = command("report", path, "--json", "--no-cache", "--out", tmp_path / "out", "--theme", "minerals=lithium,cobalt",
                      "--theme", "defence=defence,military", "--period", "year")  # fmt: skip
    assert found.to_json() == printed
    assert driftline.report(path, themes=THEMES, period="year").to_json() == printed

    of_frame = driftline.report(rows, **columns, themes=THEMES, period="year")
    ours, theirs = (json.loads(one.to_json()) for one in (found, of_frame))
    # Rows of a frame have numbers, those of counts names.
    for warning in [*ours["corpus"]["warnings"], *theirs["corpus"]["warnings"]]:
        warning["line"] = None
        warning.pop("row", None)
    assert sorted(map(str, ours["corpus"]["warnings"])) == sorted(map(str, theirs["corpus"]["warnings"]))
    ours["corpus"].pop("warnings"), theirs["corpus"].pop("warnings")
    assert ours == theirs and len(ours["passages"]) > 0
    told = found.warnings
    assert "k3" in told["row"].tolist()


def test_drift_trend_and_comparison_take_counts() -> None:
    rows = pl.DataFrame(made_rows())
    early, late = (driftline.count(part, **COLUMNS, name=name) for part, name in ((rows[:30], "early"), (rows[30:], "late")))
    whole = driftline.count(rows, **COLUMNS)
    trend = driftline.trend("lithium,cobalt", whole, evidence=True)
    assert trend.periods["mentions"].sum() == 60 and len(trend.passages) > 0
    assert driftline.drift(whole, period="year").steps["period"].tolist() == ["2019", "2020", "2021", "2022", "2023"]
    compared = driftline.compare(early, late, names=("before", "after"))
    assert compared.title == "before and after" and "lithium" in compared.weights["name"].tolist()


def test_sides_keep_their_order(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Talks were held on trade.")
    found = driftline.compare(tmp_path / "a.txt", "Talks ended.")
    assert found.scores["a"]["words"] == 5


def test_counts_are_small_things(tmp_path: Path) -> None:
    texts = ["Talks on trade.", "Talks on lithium.", ""]
    counts = driftline.count(texts)
    assert counts == driftline.count(text=texts) == pickle.loads(pickle.dumps(counts))
    assert counts != driftline.count(texts[:1]) and hash(counts) == hash(driftline.count(texts))
    assert (len(counts), counts.words) == (2, 6) and repr(counts).startswith("<Counts: 2 documents, 6 words, ")
    path = counts.save(tmp_path / "talks.counts")
    assert [file.name for file in tmp_path.iterdir()] == ["talks.counts"]
    assert driftline.Counts.read(path) == driftline.merge([path, counts, counts.to_bytes()]) == counts
    nothing = driftline.count([])
    assert len(nothing) == 0 and driftline.merge([nothing, counts]) == counts


def two_states(together: bool) -> driftline.Counts:
    rows = [{"body": "Trade grew.", "key": "k7"}, {"body": "Trade fell.", "key": "k7"}]
    if together:
        return driftline.count(rows, text="body", id="key")
    return driftline.merge([driftline.count([row], text="body", id="key") for row in rows])


def damaged() -> driftline.Counts:
    data = bytearray(driftline.count(["Talks on trade."]).to_bytes())
    data[-1] ^= 1
    return driftline.Counts.from_bytes(bytes(data))


@pytest.mark.parametrize(
    ("call", "kind", "told"),
    [
        (lambda: two_states(together=True), ValueError, "two documents are called data#k7"),
        (lambda: two_states(together=False), ValueError, "part 2: data#k7 is not as it is in part 1|part 1: data#k7"),
        (lambda: driftline.count(made_rows()), ValueError, "no column is named for the text.*columns here: day, body"),
        (lambda: driftline.count(made_rows(), text="story"), ValueError, 'no column "story"'),
        (lambda: driftline.count("articles"), TypeError, "driftline count PATH"),
        (lambda: driftline.count(driftline.count(["a b"])), TypeError, "counts already"),
        (lambda: driftline.merge([]), ValueError, "nothing to merge"),
        (lambda: driftline.merge([3]), TypeError, "neither Counts"),  # type: ignore[list-item]
        (lambda: driftline.merge([b"{}"]), ValueError, "part 1: not saved counts"),
        (lambda: driftline.merge([Path("/no/such.counts")]), FileNotFoundError, "such.counts"),
        (
            lambda: driftline.merge(
                [driftline.count(made_rows(), text="body", date=date) for date in ("day", None)]
            ),
            ValueError,
            'part 2.*input.date is null and "day"',
        ),
        (damaged, ValueError, "damaged: the checksum"),
        (lambda: driftline.report(driftline.count(["a b"]), text="body"), ValueError, "input.text"),
        (lambda: driftline.report(driftline.count(["a b"]), date=["2020"]), ValueError, "no room"),
        (lambda: driftline.report(driftline.count([])), ValueError, "no usable documents"),
        (lambda: driftline.count(["a b"]).save("a.csv"), ValueError, "does not end in .counts"),
    ],
)
def test_refusals_say_why(call: Any, kind: type[Exception], told: str) -> None:
    with pytest.raises(kind, match=told):
        call()


def test_counts_are_read_where_a_folder_is_called_as_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data").mkdir()
    monkeypatch.chdir(tmp_path)
    counts = driftline.count(hard_rows()[20:40], **COLUMNS)
    assert driftline.trend("lithium", counts).scores["documents"] == len(counts)


def test_what_is_missing_in_a_column_of_pandas_is_nothing() -> None:
    frame = pd.DataFrame({"body": ["A text of trade.", "A text of tariffs.", None], "year": [2020, None, 2021]}).convert_dtypes()
    assert len(driftline.count(frame, text="body", date="year")) == 2
