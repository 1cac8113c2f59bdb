"""The cluster, and a session on it whose executors have the package from the wheel alone."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cluster import SHORT_LIVED, Cluster, fetched
from pyspark.sql import SparkSession


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    started = Cluster(tmp_path_factory.mktemp("cluster"))
    try:
        started.complete()
        yield started
    finally:
        started.stop()


@pytest.fixture(scope="session")
def session(cluster: Cluster) -> Iterator[SparkSession]:
    archive = cluster.folder / "driftline.zip"
    shutil.copy(os.environ["DRIFTLINE_WHEEL"], archive)
    os.environ |= {**SHORT_LIVED, "PYSPARK_PYTHON": sys.executable}
    hooks = Path(__file__).parent / "hooks"
    settings = {
        "spark.archives": f"{archive}#dl",
        "spark.executorEnv.PYTHONPATH": f"./dl:{hooks}",
        "spark.executorEnv.DRIFTLINE_TEST_FOLDER": str(cluster.folder),
        "spark.executor.memory": "512m",
        "spark.driver.memory": "512m",
        "spark.driver.host": "127.0.0.1",
        # Executors of one machine read each other's shuffle files from the disk, which no cluster can.
        "spark.shuffle.readHostLocalDisk": "false",
        "spark.sql.session.timeZone": "America/New_York",
        "spark.ui.showConsoleProgress": "false",
    }
    builder = SparkSession.builder.master(cluster.url).appName("driftline tests")
    for key, value in settings.items():
        builder = builder.config(key, value)
    made = builder.getOrCreate()
    yield made
    made.stop()


def told(session: SparkSession, what: str) -> Any:
    """What the driver tells of its application."""
    context = session.sparkContext
    port = context.uiWebUrl.rpartition(":")[2]
    return fetched(f"http://127.0.0.1:{port}/api/v1/applications/{context.applicationId}/{what}")


def executors(session: SparkSession) -> int:
    """How many there are; none while the driver is too busy to tell."""
    try:
        return sum(executor["isActive"] and executor["id"] != "driver" for executor in told(session, "executors"))
    except OSError:
        return 0


@pytest.fixture
def spark(session: SparkSession, cluster: Cluster) -> Iterator[SparkSession]:
    """The session, on as many workers and executors as at first; nothing is held after a test."""
    cluster.complete()
    deadline = time.monotonic() + 240
    # An executor that comes late would have none of the work, and nothing would be lost with it.
    while executors(session) < 2:
        assert time.monotonic() < deadline, "the executors did not come up"
        time.sleep(0.3)
    yield session
    for flag in (*cluster.folder.glob("hold-*"), *cluster.folder.glob("held-*")):
        flag.unlink()
