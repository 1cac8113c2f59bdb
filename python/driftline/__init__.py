"""What rose, what fell, when did it turn, which words carried it, and is it real or noise?

``report``, ``drift``, ``trend`` and ``compare`` are the commands of those names on data frames of pandas and polars, plain
lists, files and folders. ``count`` and ``merge`` do the counting in parts, on many machines say. ``CountVectorizer`` and ``TfidfVectorizer`` are scikit-learn's, counted on all cores. The command
``driftline`` comes with the package.

>>> import driftline
>>> found = driftline.compare("The talks began.", "The talks ended.")
>>> found.scores["a"]["words"]
3
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from driftline._driftline import __version__

if TYPE_CHECKING:
    from driftline._commands import compare, count, drift, report, trend
    from driftline._counts import Counts, merge
    from driftline._results import Chart, Comparison, Drift, Report, Trend
    from driftline._vectorizers import CountVectorizer, TfidfVectorizer

__all__ = [
    "Chart",
    "Comparison",
    "CountVectorizer",
    "Counts",
    "Drift",
    "Report",
    "TfidfVectorizer",
    "Trend",
    "__version__",
    "compare",
    "count",
    "drift",
    "merge",
    "report",
    "trend",
]

#: Where each name is made: what is not asked for is not loaded, so that the command starts at once.
_HOMES = {
    "_commands": ("compare", "count", "drift", "report", "trend"),
    "_counts": ("Counts", "merge"),
    "_results": ("Chart", "Comparison", "Drift", "Report", "Trend"),
    "_vectorizers": ("CountVectorizer", "TfidfVectorizer"),
}


def __getattr__(name: str) -> Any:
    import importlib

    for home, names in _HOMES.items():
        if name in names:
            return getattr(importlib.import_module(f"driftline.{home}"), name)
    raise AttributeError(f"module 'driftline' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
