"""Data frames and plain lists -> columns of text as Rust reads them, and back."""

from __future__ import annotations

import datetime
import importlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from driftline._driftline import Cells

#: Makes a frame of columns: pandas's, polars's, or a list of rows.
Maker = Callable[[dict[str, list[Any]]], Any]

#: Columns of driftline's tables whose cells stay text though they look like numbers.
_TEXT = {"characters", "date", "document", "first", "from", "kind", "last", "period", "source", "term", "theme", "title", "to"}


def columns_of(data: Any) -> tuple[list[str], list[list[str]]]:
    """Names and cells of the columns of a frame or of plain rows."""
    if hasattr(data, "collect") and _library(data) == "polars":
        data = data.collect()
    named: Iterable[tuple[str, Any]]
    match _library(data):
        case "pandas":
            named = [(str(name), data.iloc[:, place].tolist()) for place, name in enumerate(data.columns)]
        case "polars":
            named = [(column.name, column.to_list()) for column in data.get_columns()]
        case "pyarrow":
            named = [(name, data.column(place).to_pylist()) for place, name in enumerate(data.column_names)]
        case _:
            named = _plain(data)
    names, cells = [], []
    for name, values in named:
        names.append(name)
        cells.append(values_of(values))
    if len({len(column) for column in cells}) > 1:
        told = ", ".join(f"{name} {len(column)}" for name, column in zip(names, cells, strict=True))
        raise ValueError(f"the columns are not of one length: {told}")
    return names, cells


def values_of(values: Iterable[Any]) -> list[str]:
    """The values of a column as text."""
    return [value if type(value) is str else _text(value) for value in values]


def maker_of(data: Any) -> Maker:
    """What makes frames of the kind of ``data``; for plain lists pandas, else polars, else lists of rows."""
    library = _library(data)
    for name in (library,) if library in ("pandas", "polars") else ("pandas", "polars"):
        try:
            return importlib.import_module(name).DataFrame  # type: ignore[no-any-return]
        except ImportError:
            continue
    return _rows


def frame_of(table: Cells, maker: Maker) -> Any:
    """A table of Rust as a frame: numbers as numbers, empty cells as missing."""
    names, rows = table
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    return maker({name: _values(name, column) for name, column in zip(names, columns, strict=True)})


def frame_of_rows(rows: Sequence[Mapping[str, Any]], columns: str, maker: Maker) -> Any:
    """Rows of the scores as a frame; an estimate becomes three columns, the value and the ends of its interval.

    ``columns`` names those that are there also of no rows, with blanks between.
    """
    flat = [dict(_flat(row)) for row in rows]
    names = list(dict.fromkeys([*columns.split(), *(name for row in flat for name in row)]))
    return maker({name: [row.get(name) for row in flat] for name in names})


def _flat(row: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    for name, value in row.items():
        if isinstance(value, Mapping) and set(value) == {"value", "low", "high"}:
            yield name, value["value"]
            yield f"{name}_low", value["low"]
            yield f"{name}_high", value["high"]
        elif isinstance(value, list):
            yield name, ", ".join(map(str, value))
        elif not isinstance(value, Mapping):
            yield name, value


def _library(data: Any) -> str:
    return type(data).__module__.split(".")[0]


def _plain(data: Any) -> list[tuple[str, Any]]:
    """The columns of a mapping of columns, or of a list of mappings."""
    if isinstance(data, Mapping):
        return [(str(name), list(values)) for name, values in data.items()]
    rows = list(data)
    if not all(isinstance(row, Mapping) for row in rows):
        raise TypeError(
            "give a data frame of pandas or polars, a list of dicts, a dict of columns, or text=[...] and date=[...]"
        )
    names = list(dict.fromkeys(name for row in rows for name in row))
    return [(str(name), [row.get(name) for row in rows]) for name in names]


def _text(value: Any) -> str:
    """A value as CSV would have it; nothing where it is missing."""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    if isinstance(value, datetime.datetime):
        if value != value:
            return ""
        is_day = value.time() == datetime.time() and value.tzinfo is None
        return value.date().isoformat() if is_day else value.isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return ", ".join(map(_text, value))
    # What is missing in a column of pandas has no truth, not even whether it is itself.
    if value is None or type(value).__name__ in ("NAType", "NaTType") or value != value:
        return ""
    if isinstance(value, float) and value.is_integer():
        # A column of years that lacks some has floats.
        return str(int(value))
    return str(value)


def _values(name: str, cells: Sequence[str]) -> list[Any]:
    """The cells of a column as numbers, if all of them are."""
    present = [cell for cell in cells if cell]
    if name not in _TEXT:
        if present and set(present) <= {"true", "false"}:
            return [cell == "true" if cell else None for cell in cells]
        for kind in (int, float):
            try:
                numbers = {cell: kind(cell) for cell in present}
            except ValueError:
                continue
            return [numbers.get(cell) for cell in cells]
    return [cell or None for cell in cells]


def _rows(columns: dict[str, list[Any]]) -> list[dict[str, Any]]:
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
