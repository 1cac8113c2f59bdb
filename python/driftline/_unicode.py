"""Half characters: Python's ``str`` may hold them, and no encoding of text has them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

Given = TypeVar("Given")
T = TypeVar("T")

#: A UTF-16 surrogate without its partner.
_ALONE = re.compile("[\ud800-\udfff]")


def mended(call: Callable[[Given], T], given: Given, mend: Callable[[Given, Callable[[str], str]], Given]) -> T:
    """Call with what is given; if texts in it hold half characters, once more without them. They are part of no word."""
    try:
        return call(given)
    except (UnicodeEncodeError, TypeError) as fault:
        cause: BaseException | None = fault
        while cause is not None and not isinstance(cause, UnicodeEncodeError):
            cause = cause.__cause__
        if cause is None:
            raise
    return call(mend(given, lambda text: _ALONE.sub("\ufffd", text)))
