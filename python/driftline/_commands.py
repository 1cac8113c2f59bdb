"""``report``, ``drift``, ``trend`` and ``compare`` on data frames, plain lists, files and folders."""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from driftline import _driftline
from driftline._frames import columns_of, maker_of, values_of
from driftline._results import Comparison, Drift, Report, Trend
from driftline._unicode import mended

#: A column's name, or its values.
Column = str | Iterable[Any] | None
Day = str | datetime.date
Themes = Mapping[str, str | Sequence[str]]


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
    ``driftline report`` takes it. Columns are found by name and content; ``text``, ``date``, ``title``, ``source`` and
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

    Each side is a text, a list of texts, a data frame whose column ``text`` holds them, or a ``pathlib.Path`` of a file or
    folder.

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


def _called(call: Callable[[_driftline.Input], _driftline.Answer], given: _driftline.Input) -> _driftline.Answer:
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
    tables, paths = [], []
    options = dict(settings.pop("input", {}))
    options |= {role: column for role, column in columns.items() if isinstance(column, str)}
    values = {role: column for role, column in columns.items() if column is not None and not isinstance(column, str)}
    for name, data in given:
        if isinstance(data, (str, os.PathLike)):
            paths.append(os.fspath(data))
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
    return {"tables": tables, "paths": paths, "settings": json.dumps(settings | {"input": options})}
