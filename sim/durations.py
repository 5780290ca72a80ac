"""Lengths of time as people write them, on the command line and in Python: ``1h``, ``30 min``, ``1.5 d``, ``90s``."""

from __future__ import annotations

import datetime as dt
import re

_SECONDS = {"s": 1, "min": 60, "h": 3600, "d": 86400}
_TEXT = re.compile(r"(\d+(?:\.\d*)?|\.\d+)\s*(s|min|h|d)")


def read(text: str, due: str = "a length of time such as 1h, 30min, 90s or 1d") -> dt.timedelta:
    """Read a length of time.

    Args:
        text: The length with its unit.
        due: What is due instead of a text that is none.

    Raises:
        ValueError: It is none, or is too short or too long; the text says which.
    """
    match = _TEXT.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"'{text}' is not {due}")
    try:
        length = dt.timedelta(seconds=float(match[1]) * _SECONDS[match[2]])
    except OverflowError:
        raise ValueError(f"'{text}' is too long") from None
    if not length:
        raise ValueError(f"'{text}' is not longer than nothing")
    return length
