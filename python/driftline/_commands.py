"""``report``, ``drift``, ``trend``, ``compare`` and ``count`` on data frames, plain lists, files, folders and counts."""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from driftline import _driftline
from driftline._counts import Counts, counts_in
from driftline._frames import columns_of, maker_of, values_of
from driftline._results import Comparison, Drift, Report, Trend
from driftline._unicode import mended

#: A column's name, or its values.
Column = str | Iterable[Any] | None
Day = str | datetime.date
Themes = Mapping[str, str | Sequence[str]]
T = TypeVar("T")


def report(
    data: Any = None,
    *,
    text: Column = None,
    date: Column = None,
    title: Column = None,
    source: Column = None,
    id: Column = None,
    name: str = "data",
    themes: Themes | None = None,
    relative: Iterable[str | tuple[str, str]] = (),
    period: str = "auto",
    start: Day | None = None,
    end: Day | None = None,
    settings: Mapping[str, Any] | None = None,
) -> Report:
    """Say what rose, what fell, when it turned, which words carried it, and whether it is real or noise.

    ``data`` is a data frame of pandas or polars, a list of dicts, a dict of columns, or the path of a file or folder as
    ``driftline report`` takes it, or :class:`Counts` or a list of them, whose documents are called as they were when they
    were counted. Columns are found by name and content; ``text``, ``date``, ``title``, ``source`` and
    ``id`` name them where that fails, or are the values themselves. ``name`` is the report's title and the beginning of
    the documents' names. ``settings`` has the keys of ``driftline.toml``; what is given beside it comes first.

    >>> import driftline
    >>> rows = [{"date": f"202{y}-{m:02}-01", "body": f"Paper {y}{m} on {'defence' if y < 3 else 'lithium'} and growth."}
    ...         for y in range(6) for m in range(1, 13)]
    >>> found = driftline.report(rows, themes={"minerals": "lithium,cobalt*", "defence": ["defence", "military"]})
    >>> found.verdicts["verdict"].tolist()
    ['rose', 'fell']
    >>> found.scores["corpus"]["documents_dated"]
    72
    """
    columns = dict(text=text, date=date, title=title, source=source, id=id)
    chosen = _settings(settings, themes, relative, dict(period=period, start=start, end=end))
    found = _called(_driftline.report, _input([(name, data)], columns, chosen))
    return Report(found, maker_of(data))


def drift(
    data: Any = None,
    *,
    text: Column = None,
    date: Column = None,
    title: Column = None,
    source: Column = None,
    id: Column = None,
    name: str = "data",
    period: str = "auto",
    start: Day | None = None,
    end: Day | None = None,
    settings: Mapping[str, Any] | None = None,
) -> Drift:
    """Say whether the vocabulary as a whole drifted, and which terms carry that.

    The drift of a :func:`report` on the same documents, which takes the same parameters.

    >>> import driftline
    >>> rows = [{"date": f"20{y}-0{m}-01", "body": f"Paper {y}{m} on {w} and growth, said the {w} council."}
    ...         for y, w in ((21, "trade"), (22, "trade"), (23, "lithium"), (24, "lithium")) for m in (1, 2, 3, 4, 5)]
    >>> found = driftline.drift(rows, period="year")
    >>> found.steps["period"].tolist()
    ['2022', '2023', '2024']
    """
    columns = dict(text=text, date=date, title=title, source=source, id=id)
    chosen = _settings(settings, None, (), dict(period=period, start=start, end=end))
    found = _called(_driftline.report, _input([(name, data)], columns, chosen))
    return Drift(found, maker_of(data))


def trend(
    query: str,
    data: Any = None,
    *,
    vs: str | Sequence[str] = (),
    evidence: bool = False,
    text: Column = None,
    date: Column = None,
    title: Column = None,
    source: Column = None,
    id: Column = None,
    name: str = "data",
    themes: Themes | None = None,
    period: str = "auto",
    start: Day | None = None,
    end: Day | None = None,
    settings: Mapping[str, Any] | None = None,
) -> Trend:
    """Follow a word, phrase, wildcard or theme through time, alone or set against others (``vs``).

    ``query`` is as for ``driftline trend``: ``"critical mineral*"``, several between commas, ``"surge,!storm surge"``, or the
    name of one of ``themes``. ``evidence`` adds the sentences that show it. The rest is as for :func:`report`.

    >>> import driftline
    >>> rows = [{"date": f"202{y}-{m:02}-01", "body": f"Paper {y}{m} on {'trade' if y < 3 else 'lithium'} and growth."}
    ...         for y in range(6) for m in range(1, 13)]
    >>> found = driftline.trend("lithium", rows, period="year")
    >>> found.periods["mentions"].tolist()
    [0, 0, 0, 12, 12, 12]
    >>> found.verdicts["verdict"].tolist()
    ['rose']
    """
    columns = dict(text=text, date=date, title=title, source=source, id=id)
    chosen = _settings(settings, themes, (), dict(period=period, start=start, end=end))
    queries = [query, *([vs] if isinstance(vs, str) else vs)]
    found = _called(lambda given: _driftline.trend(given, queries, evidence), _input([(name, data)], columns, chosen))
    return Trend(found, maker_of(data))


def compare(
    a: Any,
    b: Any,
    *,
    text: str | None = None,
    names: tuple[str, str] = ("A", "B"),
    settings: Mapping[str, Any] | None = None,
) -> Comparison:
    """Compare two texts sentence by sentence, or two sets of texts document by document.

    Each side is a text, a list of texts, a data frame whose column ``text`` holds them, a ``pathlib.Path`` of a file or
    folder, or :class:`Counts`. Counts of two sides need names of their own (``count(..., name=...)``): rows of one name and
    id are one document.

    >>> import driftline
    >>> found = driftline.compare("Talks were held. Lithium was named.", "Talks were held. Cobalt was named.")
    >>> found.passages["kind"].tolist()
    ['same', 'reworded']
    >>> print(found.summary.splitlines()[1])
    A has 2 sentences and B 2: 1 the same word for word and 1 reworded.
    """
    sides = [(name, _side(side)) for name, side in zip(names, (a, b), strict=True)]
    found = _called(_driftline.compare, _input(sides, {"text": text}, _settings(settings)))
    return Comparison(found, maker_of(a))


def count(
    data: Any = None,
    *,
    text: Column = None,
    date: Column = None,
    title: Column = None,
    source: Column = None,
    id: Column = None,
    name: str = "data",
    settings: Mapping[str, Any] | None = None,
) -> Counts:
    """Count rows, which may be a part of a table only: what is counted apart merges (:func:`merge`) to the same bytes.

    ``data`` is a data frame, a list of dicts, a dict of columns or a list of texts. No column is guessed, for a guess would
    depend on the part: ``text`` must be named unless texts are all there is, and ``date``, ``title``, ``source`` and ``id``
    where they should count. Every part has these columns. A row is known by its ``id``; where that is empty or not
    named, by a hash of its text, date, title and source, so rows that are equal in all of these count once. Two
    documents of one id are refused. ``name`` begins the names of all rows: give the same to all parts. Of
    ``settings``, whose keys are those of ``driftline.toml``, those of reading (``input``) count here.

    >>> import driftline
    >>> rows = [{"day": f"202{y}-{m:02}-01", "body": f"Paper {y}{m} on {'trade' if y < 3 else 'lithium'} and growth."}
    ...         for y in range(6) for m in range(1, 13)]
    >>> parts = [driftline.count(rows[start:start + 24], text="body", date="day") for start in (0, 24, 48)]
    >>> driftline.trend("lithium", parts, period="year").periods["mentions"].tolist()
    [0, 0, 0, 12, 12, 12]
    """
    if counts_in(data) is not None:
        raise TypeError("these are counts already: driftline.merge unites them")
    if isinstance(data, (str, os.PathLike)):
        raise TypeError("files and folders are counted by the command: driftline count PATH... -o FILE.counts")
    columns = dict(text=text, date=date, title=title, source=source, id=id)
    if isinstance(data, (list, tuple)) and not data:
        # A part without rows has the columns of the others.
        data = {column: [] for column in columns.values() if isinstance(column, str)} or {"text": []}
    data = _side(data)
    if text is None and isinstance(data, Mapping) and list(data) == ["text"]:
        columns["text"] = "text"
    return Counts(_called(_driftline.count_rows, _input([(name, data)], columns, _settings(settings))))


def _called(call: Callable[[_driftline.Input], T], given: _driftline.Input) -> T:
    return mended(call, given, _without_halves)


def _without_halves(given: _driftline.Input, mend: Callable[[str], str]) -> _driftline.Input:
    tables = [
        (mend(name), [mend(column) for column in columns], [[mend(cell) for cell in column] for column in cells])
        for name, columns, cells in given["tables"]
    ]
    return {**given, "tables": tables}


def _side(side: Any) -> Any:
    """A text or a list of texts as a column of a table."""
    if isinstance(side, str):
        return {"text": [side]}
    if isinstance(side, (list, tuple)) and all(isinstance(one, str) for one in side):
        return {"text": side}
    return side


def _settings(
    settings: Mapping[str, Any] | None,
    themes: Themes | None = None,
    relative: Iterable[str | tuple[str, str]] = (),
    time: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The keys of ``driftline.toml``, with what was given by itself laid over them."""
    chosen = json.loads(json.dumps(dict(settings or {}), default=str))
    if themes is not None:
        chosen["theme"] = [
            {"name": name, "words": _entries(words) if isinstance(words, str) else list(words)}
            for name, words in themes.items()
        ]
    pairs = [pair.split(":", 1) if isinstance(pair, str) else pair for pair in relative]
    if pairs:
        if any(len(pair) != 2 for pair in pairs):
            raise ValueError("relative: write 'A:B' or ('A', 'B') with the names of two themes")
        chosen["relative"] = [{"theme": theme.strip(), "to": to.strip()} for theme, to in pairs]
    time = time or {}
    if time.get("period", "auto") != "auto":
        chosen["period"] = time["period"]
    for key, name in (("from", "start"), ("to", "end")):
        if time.get(name) is not None:
            chosen[key] = str(time[name])[:10]
    return chosen  # type: ignore[no-any-return]


def _entries(words: str) -> list[str]:
    return [word.strip() for word in words.split(",") if word.strip()]


def _input(
    given: Sequence[tuple[str, Any]], columns: Mapping[str, Column], settings: dict[str, Any]
) -> _driftline.Input:
    """Tables, paths and settings as Rust takes them."""
    tables: list[tuple[str, list[str], list[list[str]]]] = []
    counts, paths = [], []
    options = dict(settings.pop("input", {}))
    options |= {role: column for role, column in columns.items() if isinstance(column, str)}
    values = {role: column for role, column in columns.items() if column is not None and not isinstance(column, str)}
    for name, data in given:
        if isinstance(data, (str, os.PathLike)):
            paths.append(os.fspath(data))
            continue
        paths.append(name)
        counted = counts_in(data)
        if counted is not None:
            if values:
                raise ValueError(f"counts have no room for other values: {', '.join(values)}")
            counts.append((name, counted.to_bytes()))
            continue
        names, cells = ([], []) if data is None else columns_of(data)
        for role, column in values.items():
            names.append(role)
            cells.append(values_of(column))
            options[role] = role
        if len(set(names)) != len(names):
            raise ValueError(f"two columns have one name: {', '.join(sorted(names))}")
        if len({len(column) for column in cells}) > 1:
            told = ", ".join(f"{name} {len(column)}" for name, column in zip(names, cells, strict=True))
            raise ValueError(f"the columns are not of one length: {told}")
        if not names:
            raise ValueError("there is nothing to read: give a data frame, a list of dicts, a path, or text=[...]")
        tables.append((name, names, cells))
    return {"tables": tables, "counts": counts, "paths": paths, "settings": json.dumps(settings | {"input": options})}
