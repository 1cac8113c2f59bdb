"""The program that comes with the package: the same output and exit codes, and Ctrl-C ends it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

import driftline

PROGRAM = Path(sysconfig.get_path("scripts")) / "driftline"


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True)


def test_the_program_is_there() -> None:
    assert run("--version").stdout == f"driftline {driftline.__version__}\n"
    module = subprocess.run([sys.executable, "-m", "driftline", "--version"], capture_output=True, text=True)
    assert module.stdout == f"driftline {driftline.__version__}\n"


def test_exit_codes_are_those_of_the_program(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Talks were held.\n")
    (tmp_path / "b.txt").write_text("No rain fell.\n")
    assert run("compare", tmp_path / "a.txt", tmp_path / "b.txt").returncode == 0
    assert run("compare", tmp_path / "a.txt", tmp_path / "b.txt", "--fail-under", "0.9").returncode == 1
    failed = run("report", tmp_path / "none")
    assert failed.returncode == 2 and failed.stderr.startswith("error: no such file or folder")
    wrong = run("report", "--no-such-option")
    assert wrong.returncode == 2 and "Usage: driftline report" in wrong.stderr


def test_a_closed_pipe_and_a_full_disk_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Talks were held.\n" * 9)
    (tmp_path / "b.txt").write_text("No rain fell.\n" * 9)
    shell = f"'{PROGRAM}' compare '{tmp_path}/a.txt' '{tmp_path}/b.txt' --json"
    closed = subprocess.run(["bash", "-c", f"set -o pipefail; {shell} | true"], capture_output=True, text=True)
    assert closed.returncode == 0 and closed.stderr == ""
    if os.path.exists("/dev/full"):
        assert subprocess.run(["bash", "-c", f"{shell} > /dev/full"], capture_output=True).returncode == 2


def test_an_interrupt_ends_a_command_at_once(tmp_path: Path) -> None:
    # The program waits for its standard input for ever.
    waiting = subprocess.Popen([PROGRAM, "inspect", "-"], stdin=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(1)
    assert waiting.poll() is None
    waiting.send_signal(signal.SIGINT)
    assert waiting.wait(5) == -signal.SIGINT
    assert b"Traceback" not in (waiting.stderr.read() if waiting.stderr else b"")


def test_an_interrupt_ends_a_call_at_once(tmp_path: Path) -> None:
    program = """
import driftline, os, signal, threading, time
texts = [f"word{number % 999} and word{number % 1001} again " * 400 for number in range(6_000)]
threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
begun = time.perf_counter()
try:
    driftline.CountVectorizer(ngram_range=(1, 9)).fit(texts)
    print("not interrupted")
except KeyboardInterrupt:
    print("interrupted", time.perf_counter() - begun < 1.5)
os._exit(0)
"""
    done = subprocess.run([sys.executable, "-u", "-c", program], capture_output=True, text=True)
    assert done.stdout == "interrupted True\n", done.stderr


def test_the_command_starts_without_numpy() -> None:
    program = "import sys, driftline._command; print('numpy' in sys.modules, 'pandas' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False False\n"


def test_it_prints_what_the_binary_prints(tmp_path: Path) -> None:
    binary = os.environ.get("DRIFTLINE_BINARY") or shutil.which("driftline", path=str(_root() / "target" / "release"))
    if binary is None:
        import pytest

        pytest.skip("no binary to compare with")
    for arguments in (["report", "--help"], ["trend", "defence", str(_root() / "corpus"), "--json", "--no-cache"]):
        theirs = subprocess.run([binary, *arguments], capture_output=True, text=True, check=True)
        assert run(*arguments).stdout == theirs.stdout


def _root() -> Path:
    return Path(__file__).resolve().parents[2]
