"""What several tests use: texts that are nasty to cut, and the example corpus."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

#: Characters whose class, case or form is seldom met; every one has upset some program.
NASTY = [
    "straße Straße STRASSE", "İstanbul ISTANBUL ıstanbul", "ΣΊΣΥΦΟΣ ΑΣ'Α Σ", "हिन्दी भारत", "日本語テキスト 京都", "Ⓐb ⒷⒸ", "½x x² ٣٤ Ⅷ",
    "e\u0301te\u0301 été", "ﬁn ＡＢＣ ㎒ ℌ", "a\u200db c\u00add", "naïve_ _x_ __ _", "👩\u200d👩 a👍b", "don't rock-n-roll 3.5bn",
    "\x00zero\x00byte", "tab\tnew\nline\r\nend", "ǅ ǆ Ǆ", "ﷺ", "ก็ ไทย", "한국어 조선말", "a" * 5000, "", " ", "I a x",
]  # fmt: skip


@pytest.fixture(scope="session")
def nasty() -> list[str]:
    """The nasty texts alone, then mixed at random."""
    chance = random.Random(7)
    letters = "aB9_'-. é日ßΣİ½Ⓐ\u0301\u0915\u093f\U0001f130ǅ\n"
    words = [word for text in NASTY for word in text.split(" ")]
    mixed = [" ".join(chance.choices(words, k=chance.randrange(30))) for _ in range(300)]
    return NASTY + mixed + ["".join(chance.choices(letters, k=chance.randrange(60))) for _ in range(700)]


@pytest.fixture(scope="session")
def example() -> list[str]:
    """The texts of the example corpus."""
    return [path.read_text() for path in sorted((ROOT / "corpus").rglob("*.md"))]
