"""A standalone master and two workers of one core each on loopback, which are ended whatever happens."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyspark

SPARK_CLASS = Path(pyspark.__file__).parent / "bin" / "spark-class"
#: Machines of Java that live for minutes and have little to do: what they would gain by optimizing they never get back.
SHORT_LIVED = {"SPARK_LOCAL_IP": "127.0.0.1", "JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"}


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def fetched(url: str) -> Any:
    """What is told there; an ``OSError`` where it is not, or not yet, told as JSON."""
    with urllib.request.urlopen(url, timeout=30) as answer:
        try:
            return json.load(answer)
        except ValueError as fault:
            raise OSError(f"{url} has no JSON yet") from fault


def processes(*marks: str) -> list[int]:
    """The processes whose command line holds all of these."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and int(folder.name) != os.getpid():
            try:
                line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            except OSError:
                continue
            if all(mark in line for mark in marks):
                found.append(int(folder.name))
    return found


class Cluster:
    """The processes: executors are known by their worker's port in the command line, the others by what started them."""

    def __init__(self, folder: Path, environment: Mapping[str, str] = SHORT_LIVED) -> None:
        self.folder, self.environment = folder, environment
        self.started: list[subprocess.Popen[bytes]] = []
        self.workers: dict[int, subprocess.Popen[bytes]] = {}
        self.ports: list[int] = []
        port, self.web = free_port(), free_port()
        self.url = f"spark://127.0.0.1:{port}"
        self._start("master.Master", "--host", "127.0.0.1", "--port", str(port), "--webui-port", str(self.web))

    def _start(self, kind: str, *arguments: str) -> subprocess.Popen[bytes]:
        log = open(self.folder / f"{kind}-{len(self.started)}.log", "wb")
        command = [str(SPARK_CLASS), f"org.apache.spark.deploy.{kind}", *arguments]
        environment = {**os.environ, **self.environment, "SPARK_DAEMON_MEMORY": "256m"}
        process = subprocess.Popen(command, stdout=log, stderr=log, env=environment, start_new_session=True)
        self.started.append(process)
        return process

    def complete(self, wanted: int = 2) -> None:
        """Start workers until so many are there, and wait for them."""
        for port in [port for port, process in self.workers.items() if process.poll() is not None]:
            del self.workers[port]
        while len(self.workers) < wanted:
            port = free_port()
            folder = self.folder / f"worker-{port}"
            arguments = ["--host", "127.0.0.1", "--port", str(port), "--webui-port", str(free_port())]
            arguments += ["--cores", "1", "--memory", "1g", "--work-dir", str(folder), self.url]
            self.ports.append(port)
            self.workers[port] = self._start("worker.Worker", *arguments)
        deadline = time.monotonic() + 240
        while self.alive() < wanted:
            assert time.monotonic() < deadline, f"the workers did not come up; logs are in {self.folder}"
            time.sleep(0.3)

    def alive(self) -> int:
        try:
            return int(fetched(f"http://127.0.0.1:{self.web}/json/")["aliveworkers"])
        except OSError:
            return 0

    def dead(self) -> int:
        """Workers that have ended."""
        return sum(process.poll() is not None for process in self.workers.values())

    def kill_worker(self) -> None:
        """End a worker and its executor at once, found by the port in their command lines."""
        port = min(self.workers)
        executors = self.executors(port)
        assert executors, f"the worker at {port} has no executor"
        for process in [self.workers[port].pid, *executors]:
            os.kill(process, signal.SIGKILL)
        self.workers[port].wait()

    @staticmethod
    def executors(port: int) -> list[int]:
        """The processes of a worker's executors."""
        return processes("CoarseGrainedExecutorBackend", f"spark://Worker@127.0.0.1:{port}")

    def stop(self) -> None:
        """End all: workers end their executors, and executors that are left go by their worker's port."""
        for process in reversed(self.started):
            if process.poll() is None:
                process.terminate()
        for process in self.started:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
        for left in [process for port in self.ports for process in self.executors(port)]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(left, signal.SIGKILL)
