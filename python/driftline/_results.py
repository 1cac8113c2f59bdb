"""What the commands find, as Python has it: sentences, data frames, charts that notebooks show, files."""

from __future__ import annotations

import base64
import html
import json
import os
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from driftline._frames import Maker, frame_of, frame_of_rows

if TYPE_CHECKING:
    from driftline import _driftline

#: The charts that a notebook shows first, by the first word of their names.
_FIRST = ("emphasis", "themes", "ribbon", "terms", "drift", "word", "turns")
#: Columns of tables that several answers have.
_VERDICTS = "name verdict ratio ratio_low ratio_high p q detectable sentence"
_PASSAGES = "shows sentence document date source"
#: A page in a notebook, in pixels: below it the page scrolls in its frame.
_PAGE_HEIGHT = 720


class Chart:
    """A chart: a notebook shows it; ``svg`` and ``png`` are its bytes, ``table`` is what it shows."""

    def __init__(self, answer: _driftline.Answer, told: tuple[str, str, str], maker: Maker) -> None:
        self._answer = answer
        self._maker = maker
        self.name, self.title, self.description = told

    @property
    def svg(self) -> str:
        """The drawing as SVG."""
        return self._answer.svg(self.name)

    @cached_property
    def png(self) -> bytes:
        """The drawing as PNG, two pixels to a point."""
        return bytes(self._answer.png(self.name))

    @property
    def table(self) -> Any:
        """The numbers that are drawn, as a data frame."""
        return frame_of(self._answer.numbers(self.name), self._maker)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the chart to a file that ends in .svg or .png."""
        path = Path(path)
        if path.suffix not in (".svg", ".png"):
            raise ValueError(f"{path} ends in neither .svg nor .png")
        path.write_bytes(self.png if path.suffix == ".png" else self.svg.encode())
        return path

    def _repr_svg_(self) -> str:
        return self.svg

    def __repr__(self) -> str:
        return f"<Chart {self.name}: {self.title}>"

    def _img(self) -> str:
        """The chart as a picture: what is inside of one picture cannot disturb another."""
        data = base64.b64encode(self.svg.encode()).decode()
        alt = html.escape(f"{self.title}. {self.description}", quote=True)
        return f'<p><img style="max-width:100%" src="data:image/svg+xml;base64,{data}" alt="{alt}"></p>'


class Page(str):
    """A page of HTML; a notebook shows it in a frame of its own."""

    def _repr_html_(self) -> str:
        page = html.escape(self, quote=True)
        style = f"box-sizing:border-box;width:100%;height:{_PAGE_HEIGHT}px;border:1px solid #8884"
        # The page keeps its own scripts and styles to itself, and reaches nothing outside.
        return f'<iframe sandbox="allow-scripts allow-popups" style="{style}" srcdoc="{page}"></iframe>'


class Answer:
    """What a command found."""

    #: Charts that a notebook shows of it: more would be scrolled over.
    _most_shown = 3

    def __init__(self, answer: _driftline.Answer, maker: Maker) -> None:
        self._answer = answer
        self._maker = maker

    @property
    def title(self) -> str:
        """What the answer is about."""
        return self._answer.title()

    @property
    def summary(self) -> str:
        """What was found, a sentence a line, the most important first."""
        return "\n".join(self._sentences())

    @cached_property
    def scores(self) -> dict[str, Any]:
        """Everything as data: what the command prints with ``--json``."""
        scores: dict[str, Any] = json.loads(self._answer.to_json())
        return scores

    def to_json(self) -> str:
        """Return everything as JSON: sorted, rounded, the same bytes for the same documents and settings."""
        return self._answer.to_json()

    @cached_property
    def charts(self) -> dict[str, Chart]:
        """The charts by name, each where the findings fill it."""
        return {told[0]: Chart(self._answer, told, self._maker) for told in self._answer.charts()}

    def chart(self, name: str) -> Chart:
        """Return one chart."""
        if name not in self.charts:
            raise KeyError(f"no chart {name!r}; there are: {', '.join(self.charts)}")
        return self.charts[name]

    def save(self, folder: str | os.PathLike[str]) -> list[Path]:
        """Write what the command writes with ``--out``: page, scores, charts and tables. Return their paths."""
        return self._answer.save(os.fspath(folder))

    def _sentences(self) -> list[str]:
        return self._answer.summary()

    def _shown(self) -> list[Chart]:
        """The charts that a notebook shows: those that answer most, as far as the findings fill them."""
        order = {name: place for place, name in enumerate(_FIRST)}
        charts = sorted(self.charts.values(), key=lambda chart: order.get(chart.name.split("-")[0], len(order)))
        return charts[: self._most_shown]

    def _head(self) -> str:
        """What the answer is about, and what was read."""
        facts = ", ".join(self._answer.facts())
        return f"{self.title}: {facts}" if facts else self.title

    def _rows(self, rows: Sequence[Mapping[str, Any]], columns: str) -> Any:
        return frame_of_rows(rows, columns, self._maker)

    def _table(self, name: str) -> Any:
        return frame_of(dict(self._answer.tables())[name], self._maker)

    def __str__(self) -> str:
        return f"{self._head()}\n\n{self.summary}"

    def __repr__(self) -> str:
        first = next(iter(self._sentences()), "")
        return f"<{type(self).__name__} {self.title}: {first}>"

    def _repr_html_(self) -> str:
        head, *sentences = map(html.escape, [self._head(), *self._sentences()])
        told = "".join(f"<p>{sentence}</p>" for sentence in sentences)
        return f"<p><strong>{head}</strong></p>{told}{''.join(chart._img() for chart in self._shown())}"


class _WithPage(Answer):
    @property
    def page(self) -> Page:
        """The page that ``save`` writes as ``index.html``; a notebook shows it."""
        return Page(self._answer.page() or "")


class Report(_WithPage):
    """What rose, what fell, when it turned, and whether it is real or noise."""

    @cached_property
    def verdicts(self) -> Any:
        """A row for each theme, and for each theme relative to another: verdict, change, p and q."""
        return self._rows(_verdicts(self.scores), _VERDICTS)

    @property
    def themes(self) -> Any:
        """A row for each theme and period."""
        return self._table("themes")

    @property
    def terms(self) -> Any:
        """A row for each term that rose or fell, the change that is sure at least in first place."""
        return self._table("terms")

    @property
    def turns(self) -> Any:
        """A row for each term that came, went or had its time."""
        return self._table("turns")

    @property
    def documents(self) -> Any:
        """A row for each document, in order of time; none for more than 2,000."""
        return self._table("documents")

    @property
    def periods(self) -> Any:
        """A row for each period: documents, words and sources."""
        return self._rows(self.scores["periods"], "label first last documents words sources")

    @property
    def passages(self) -> Any:
        """The sentences that show the findings."""
        return self._rows(self.scores["passages"], _PASSAGES)

    @property
    def warnings(self) -> Any:
        """What could not be read, or not wholly."""
        return self._rows(self.scores["corpus"]["warnings"], "path line what")


class Drift(_WithPage):
    """How the vocabulary as a whole drifted, against what shuffled documents give."""

    def _sentences(self) -> list[str]:
        told = self._answer.drift()
        return self._answer.summary()[:1] if told is None else [told]

    @cached_property
    def scores(self) -> dict[str, Any]:
        """The drift as data; empty where there are no two periods to compare. ``to_json`` has the whole report."""
        everything = json.loads(self._answer.to_json())
        return everything["drift"] or {}

    @cached_property
    def steps(self) -> Any:
        """A row for each period against the one before: drift, noise floor, p, and the terms that carry it."""
        periods = json.loads(self._answer.to_json())["periods"]
        steps = self.scores.get("steps", [])
        rows = [{**step, "period": periods[step["period"]]["label"]} for step in steps]
        return self._rows(rows, "period value floor p drivers")

    @property
    def terms(self) -> Any:
        """A row for each of the terms that carry the divergence between the spans, in bits."""
        return self._rows(self.scores.get("word_shift", []), "term bits earlier_per_1000 later_per_1000")

    def _shown(self) -> list[Chart]:
        return [self.charts[name] for name in ("drift", "word-shift") if name in self.charts]


class Trend(Answer):
    """A word, phrase or theme through time."""

    _most_shown = 2

    @property
    def periods(self) -> Any:
        """A row for each query and period: mentions, rate and share of documents with their intervals."""
        return self._table("themes")

    @cached_property
    def verdicts(self) -> Any:
        """A row for each query, and for the first relative to each other: verdict, change, p and q."""
        return self._rows(_verdicts(self.scores), _VERDICTS)

    @property
    def passages(self) -> Any:
        """The sentences with most mentions, with ``evidence=True``."""
        return self._rows(self.scores["passages"], _PASSAGES)


class Comparison(_WithPage):
    """What two texts, or two sets of texts, share, and what changed."""

    def _head(self) -> str:
        # The sentences call the sides A and B.
        a, b = self.scores["a"]["name"], self.scores["b"]["name"]
        return "A and B" if (a, b) == ("A", "B") else f"A is {a}, B is {b}"

    @property
    def passages(self) -> Any:
        """Of two texts, a row for each sentence or pair: same, reworded, moved, merged, split, dropped or added."""
        passages = self.scores["passages"]
        rows = [_passage(pair) for pair in passages["pairs"]] if passages else []
        return self._rows(rows, "kind likeness moved a b")

    @property
    def weights(self) -> Any:
        """A row for each term that one side has more of, with its interval."""
        weights = self.scores["weights"]
        return self._rows([*weights["more_in_a"], *weights["more_in_b"]], "name weight a b ratio ratio_low ratio_high q")


def _passage(pair: Mapping[str, Any]) -> dict[str, Any]:
    texts = {side: pair[side]["text"] if pair[side] else None for side in ("a", "b")}
    return {"kind": pair["kind"], "likeness": pair["likeness"], "moved": pair["moved"], **texts}


def _verdicts(scores: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    pairs = [{"name": f"{pair['theme']} : {pair['to']}", **_change(pair)} for pair in scores["relative"]]
    return [*pairs, *({"name": theme["name"], **_change(theme)} for theme in scores["themes"])]


def _change(finding: Mapping[str, Any]) -> dict[str, Any]:
    change = finding["change"]
    return {name: change[name] for name in ("verdict", "ratio", "p", "q", "detectable", "sentence")}
