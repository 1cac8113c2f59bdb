"""Loaded by the executors of the tests: makes counting or merging slow while a file says so, to leave time for a kill."""

import os
import time

import driftline._driftline as native

FOLDER = os.environ.get("DRIFTLINE_TEST_FOLDER", "/nowhere")


def slowed(name, seconds):
    real = getattr(native, name)

    def call(given):
        if os.path.exists(os.path.join(FOLDER, f"slow-{name}")):
            time.sleep(seconds)
        return real(given)

    setattr(native, name, call)


slowed("count_rows", 1)
slowed("merge_counts", 4)
