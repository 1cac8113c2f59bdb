"""What executors run: batches of rows -> counts, and counts -> their union. Nothing is kept or written, so tasks may run again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from driftline import _commands, _driftline
from driftline._counts import Counts
from driftline._unicode import mended

if TYPE_CHECKING:
    import pyarrow as pa

#: Columns of what both functions give: what was read and kept, bytes of the counts, and these.
SCHEMA = "rows bigint, documents bigint, size bigint, counts binary"
#: So many bytes of rows are counted at once; so many pieces wait to be merged.
PIECE, WAITING = 16 << 20, 16


@dataclass(frozen=True)
class Reading:
    """How rows are read: the table's name, the columns by role, settings, and the bytes that fill a part."""

    name: str
    columns: Mapping[str, str]
    settings: Mapping[str, Any]
    full: int

    def check(self) -> None:
        """Count a row on the driver: settings that are not known are refused before a stage starts."""
        self.counts({column: ["driftline"] if role == "text" else [""] for role, column in self.columns.items()})

    def counts(self, table: Mapping[str, list[str]]) -> bytes:
        """The saved counts of rows."""
        settings = _commands._settings(self.settings)
        given = _commands._input([(self.name, table)], self.columns, settings)
        return mended(_driftline.count_rows, given, _commands._without_halves)


def count(reading: Reading, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Count the rows of a partition; a row of counts, or several where they would be too large for one."""

    names = list(dict.fromkeys(reading.columns.values()))

    def counted() -> Iterator[tuple[int, bytes]]:
        for piece in _pieces(batches):
            table = {name: [text for batch in piece for text in _texts(batch.column(at))] for at, name in enumerate(names)}
            yield sum(batch.num_rows for batch in piece), reading.counts(table)

    return _joined(counted(), reading.full)


def merge(full: int, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Merge the counts of a group."""
    given = (
        (rows.as_py(), counts.as_py())
        for batch in batches
        for rows, counts in zip(batch.column("rows"), batch.column("counts"), strict=True)
    )
    return _joined(given, full)


def merged(counts: list[bytes]) -> bytes:
    """The union of saved counts."""
    return counts[0] if len(counts) == 1 else _driftline.merge_counts(counts)


def _joined(given: Iterable[tuple[int, bytes]], full: int) -> Iterator[pa.RecordBatch]:
    """Merges while they come, and gives on what is full."""
    rows, waiting, size = 0, list[bytes](), 0
    for more, counts in given:
        if waiting and size + len(counts) > full:
            yield _row(rows, merged(waiting))
            rows, waiting, size = 0, [], 0
        rows += more
        waiting.append(counts)
        if len(waiting) == WAITING:
            waiting = [merged(waiting)]
        size = sum(map(len, waiting))
    if waiting:
        yield _row(rows, merged(waiting))


def _row(rows: int, counts: bytes) -> pa.RecordBatch:
    import pyarrow as pa

    values = [[rows], [len(Counts(counts))], [len(counts)]]
    arrays = [*(pa.array(value, pa.int64()) for value in values), pa.array([counts], pa.binary())]
    return pa.RecordBatch.from_arrays(arrays, names=["rows", "documents", "size", "counts"])


def _pieces(batches: Iterable[pa.RecordBatch]) -> Iterator[list[pa.RecordBatch]]:
    """Batches cut and gathered to about the bytes of a piece."""
    piece, size = [], 0
    for batch in batches:
        rows = max(1, batch.num_rows * PIECE // max(PIECE, batch.nbytes))
        for start in range(0, batch.num_rows, rows):
            piece.append(batch.slice(start, rows))
            size += piece[-1].nbytes
            if size >= PIECE:
                yield piece
                piece, size = [], 0
    if piece:
        yield piece


def _texts(column: pa.Array) -> list[str]:
    """The values of a column; strings of Spark may hold bytes that are no UTF-8."""
    import pyarrow as pa

    try:
        return column.to_pylist()  # type: ignore[no-any-return]
    except UnicodeDecodeError:
        return [value.decode(errors="replace") for value in column.cast(pa.binary()).to_pylist()]
