"""Saved counts: documents as words and dates in bytes that merge, which every call takes in place of data."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any

from driftline import _driftline


class Counts:
    """Documents that were counted: what :func:`driftline.count` gives, and a file of ``driftline count`` holds.

    Counts merge, and ``report``, ``drift``, ``trend`` and ``compare`` take them in place of data. They are the same bytes
    however their documents were split, and two are equal where their bytes are. They give their texts back: treat them as you treat the
    texts. The constructor takes bytes as they are; ``from_bytes`` looks whether they are damaged.

    >>> import driftline
    >>> counts = driftline.count(["Talks on trade.", "Talks on lithium."])
    >>> len(counts), counts.words
    (2, 6)
    >>> driftline.Counts.from_bytes(counts.to_bytes()) == counts
    True
    """

    def __init__(self, data: bytes) -> None:
        self._data = data

    @classmethod
    def from_bytes(cls, data: bytes) -> Counts:
        """Take the bytes of saved counts; damaged ones are refused."""
        counts = cls(bytes(data))
        counts._told  # noqa: B018
        return counts

    @classmethod
    def read(cls, path: str | os.PathLike[str]) -> Counts:
        """Read a file of saved counts."""
        counts = cls(Path(path).read_bytes())
        counts.__dict__["_told"] = _driftline.verify_counts(counts._data, os.fspath(path))
        return counts

    def to_bytes(self) -> bytes:
        """Return the bytes of their file."""
        return self._data

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write a file, whole or not at all, whose name ends in ``.counts``; the command reads it. Return its path."""
        _driftline.save_counts(self._data, os.fspath(path))
        return Path(path)

    @property
    def words(self) -> int:
        """Words of all documents, numbers and stop words among them."""
        return self._told[1]

    @cached_property
    def _told(self) -> tuple[int, int]:
        """Documents and words; whoever asks learns also whether the bytes are damaged."""
        return _driftline.verify_counts(self._data, "counts")

    def __len__(self) -> int:
        return self._told[0]

    def __bool__(self) -> bool:
        return True

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Counts) and self._data == other._data

    def __hash__(self) -> int:
        return hash(self._data)

    def __repr__(self) -> str:
        return f"<Counts: {len(self):,} documents, {self.words:,} words, {len(self._data):,} bytes>"

    def __reduce__(self) -> tuple[Any, ...]:
        return Counts, (self._data,)


def merge(parts: Iterable[Counts | bytes | str | os.PathLike[str]]) -> Counts:
    """Unite counts: ``Counts``, their bytes, or paths of their files.

    The order and grouping of parts do not matter, and a document that several parts hold counts once. Two states of one
    document, and parts that were counted under different settings, are refused.

    >>> import driftline
    >>> rows = [{"text": f"Paper {number} on trade.", "key": number} for number in range(9)]
    >>> parts = [driftline.count(rows[start:start + 3], text="text", id="key") for start in (6, 0, 3)]
    >>> driftline.merge(parts) == driftline.count(rows, text="text", id="key")
    True
    """
    if isinstance(parts, (Counts, bytes, str, os.PathLike)):
        parts = [parts]
    data, names = [], []
    for number, part in enumerate(parts, 1):
        if isinstance(part, (str, os.PathLike)):
            data.append(Path(part).read_bytes())
            names.append(os.fspath(part))
        elif isinstance(part, (Counts, bytes)):
            data.append(part.to_bytes() if isinstance(part, Counts) else part)
            names.append(f"part {number}")
        else:
            raise TypeError(f"part {number} is neither Counts nor bytes nor a path: {type(part).__name__}")
    return Counts(_driftline.merge_counts(data, names))


def counts_in(data: Any) -> Counts | None:
    """The counts that stand in place of data, one or a list of them."""
    if isinstance(data, Counts):
        return data
    if isinstance(data, (list, tuple)) and any(isinstance(one, Counts) for one in data):
        return merge(data)
    return None
