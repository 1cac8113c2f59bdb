"""What is written runs: the example of the README, those of the docstrings, the notebook; and types hold."""

from __future__ import annotations

import doctest
import importlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT


@pytest.mark.parametrize("name", ["driftline", "driftline._commands", "driftline._counts", "driftline._vectorizers"])
def test_examples_of_docstrings_run(name: str) -> None:
    failed, tried = doctest.testmod(importlib.import_module(name), optionflags=doctest.NORMALIZE_WHITESPACE)
    assert (failed, tried > 2) == (0, True)


@pytest.mark.parametrize("page", ["README.md", "docs/python.md", "docs/saved-counts.md"])
def test_examples_of_pages_run(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / page).read_text(), re.DOTALL)
    assert blocks
    (tmp_path / "corpus").symlink_to(ROOT / "corpus")
    monkeypatch.chdir(tmp_path)
    known: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, page, "exec"), known)  # noqa: S102


def test_the_notebook_runs_and_shows_its_charts(tmp_path: Path) -> None:
    pytest.importorskip("nbconvert")
    convert = [sys.executable, "-m", "nbconvert", "--to", "notebook", "--execute", "--output-dir", str(tmp_path)]
    subprocess.run([*convert, str(ROOT / "docs" / "python.ipynb")], check=True, capture_output=True)
    cells = json.loads((tmp_path / "python.ipynb").read_text())["cells"]
    shown = [output["data"] for cell in cells for output in cell.get("outputs", []) if "data" in output]
    assert sum("image/svg+xml" in data for data in shown) == 1
    pictures = ["".join(data.get("text/html", "")).count("<img ") for data in shown]
    # The report, the trend, the drift and the comparison; tables have none.
    assert [count for count in pictures if count] == [3, 2, 2, 2]
    assert sum("<iframe" in "".join(data.get("text/html", "")) for data in shown) == 1


def test_types_hold(tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    (tmp_path / "use.py").write_text(
        "import driftline\n"
        "found = driftline.report([{'text': 'a', 'date': '2020'}], period='year')\n"
        "reveal_type(found.summary)\n"
        "reveal_type(found.chart('themes').svg)\n"
        "driftline.report(perod='year')\n"
        "reveal_type(driftline.TfidfVectorizer().fit(['a']))\n"
    )
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "use.py"], capture_output=True, text=True, cwd=tmp_path
    )
    told = checked.stdout
    assert told.count('"str"') == 2 and 'Unexpected keyword argument "perod"' in told
    assert '"driftline._vectorizers.TfidfVectorizer"' in told
