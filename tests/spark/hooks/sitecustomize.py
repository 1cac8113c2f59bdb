"""Loaded by the executors of the tests: holds counting or merging while a file says so, so that an executor can be killed in it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import driftline._driftline as native

FOLDER = Path(os.environ.get("DRIFTLINE_TEST_FOLDER", "/nowhere"))


def holding(name: str, free: int) -> None:
    """Let so many calls of a process pass while the file is there, then say so and wait until it is gone."""
    real: Callable[[object], object] = getattr(native, name)
    passed = 0

    def call(given: object) -> object:
        nonlocal passed
        hold = FOLDER / f"hold-{name}"
        if hold.exists():
            passed += 1
            if passed > free:
                # Each executor has a daemon of its own, which starts its processes.
                (FOLDER / f"held-{name}-{os.getppid()}").touch()
            while passed > free and hold.exists():
                time.sleep(0.05)
        return real(given)

    setattr(native, name, call)


# Of counting, something is done before: what the one that is killed has made must be made again.
holding("count_rows", 2)
holding("merge_counts", 0)
