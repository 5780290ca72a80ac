"""How large a scenario may be: far larger than any is, and small enough that whatever is given is answered at once.

Most of it is judged before the text is parsed: the time and memory that a parser takes for a table in a hundred
thousand others grow with the square of the depth.
"""

from __future__ import annotations

import re
from typing import Any

#: Far more than any scenario; protects against reading a disk image by mistake.
LARGEST_FILE = 16 * 1024 * 1024
#: Far more tables in each other than any scenario has; what reads them calls itself for each.
DEEPEST = 50
#: A resolved scenario of some hundred different assets has about as many.
MOST_KEYS = 50_000
#: Files that a scenario may extend, directly and through others.
MOST_FILES = 100
#: What TOML calls an integer: 64 bits, with the sign.
LARGEST_INTEGER = 2**63 - 1
#: Wrong values of which each is looked into; of more, only how many there are.
MOST_LOOKED_INTO = 200

_PART = r"""(?:[A-Za-z0-9_-]++|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+')"""
_DEEP_KEY = re.compile(
    rf"(?:^[ \t]*+\[{{0,2}}|[{{,])[ \t]*+{_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{{DEEPEST},}}+[ \t]*+[=\]]", re.M
)
_HEADER = re.compile(r"^[ \t]*\[", re.M)

Path = tuple[str | int, ...]

TOO_DEEP = f"is nested too deeply: more than {DEEPEST} tables in each other"


def text_fault(text: str) -> tuple[int | None, str] | None:
    """Return line and fault of a TOML text that is too deep or too long to be parsed, or None."""
    if text.count("=") + sum(1 for _ in _HEADER.finditer(text)) > MOST_KEYS:
        return None, f"has more than {MOST_KEYS:,} keys, which no scenario needs; split or shorten it"
    deep = _DEEP_KEY.search(text)
    return None if deep is None else (text.count("\n", 0, deep.start()) + 1, TOO_DEEP)


def too_deep(value: Any) -> bool:
    """Return whether a value of a TOML file has more tables and arrays in each other than can be read."""
    layer = [value] if isinstance(value, dict | list) else []
    for _ in range(DEEPEST):
        layer = [inner for outer in layer for inner in _inside(outer) if isinstance(inner, dict | list)]
        if not layer:
            return False
    return True


def too_large(value: Any, path: Path = ()) -> Path | None:
    """Return the path of the first whole number that is none of TOML's, in a table that is not too deep; None without.

    Such a number could be so long that it cannot even be shown.
    """
    if isinstance(value, int) and abs(value) > LARGEST_INTEGER:
        return path
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            if isinstance(inner, int | dict | list) and (found := too_large(inner, (*path, key))) is not None:
                return found
    return None


def _inside(value: Any) -> Any:
    return value.values() if isinstance(value, dict) else value
