"""Text from outside, made fit to be shown: the one place through which all of it goes.

Names and texts of scenarios, of run folders and of the command line are the users', and may be anybody's. A control
character in them would move the cursor of a terminal, name its window or write into its clipboard; at the start of a
cell, some characters make a spreadsheet run what follows.
"""

from __future__ import annotations

import re
from typing import Any, TextIO

# Controls but for tab and line feed; line and paragraph separators; marks that turn the direction of writing; halves
# of surrogate pairs, which no encoding takes.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_LINES = re.compile("[\t\n]")
_NAMED = {"\t": "\\t", "\n": "\\n", "\r": "\\r"}
_RUNS = re.compile(r"'*[=+\-@\t\r].", re.DOTALL)
_QUOTED = re.compile(r"'+[=+\-@\t\r].", re.DOTALL)


def visible(text: str) -> str:
    """A text with its control characters shown as what they are, such as ``\\x1b``; tabs and line feeds stay."""
    return text if text.isprintable() else _HIDDEN.sub(_shown, text)


def visible_line(text: str) -> str:
    """A text as one line: as :func:`visible`, with tabs and line feeds shown too."""
    return text if text.isprintable() else _LINES.sub(_shown, visible(text))


def visible_all(value: Any) -> Any:
    """A copy of tables and lists of values, in which every text is visible and every key a visible line.

    Raises:
        ValueError: Two keys of a table look alike once their control characters are shown.
    """
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, dict):
        shown = {visible_line(key): visible_all(inner) for key, inner in value.items()}
        if len(shown) < len(value):
            raise ValueError("two keys look alike once their control characters are shown")
        return shown
    return [visible_all(inner) for inner in value] if isinstance(value, list) else value


def as_given(value: object, most: int | None = None) -> str:
    """A value from a file for an error: as Python writes it, but for texts, which stand between quotes as they are.

    What has been made visible once holds backslashes of its own, and ``repr`` would double them.

    Args:
        value: What was read.
        most: Longest text [characters]; the rest is cut (default: none is).
    """
    if isinstance(value, str):
        quote = '"' if "'" in value and '"' not in value else "'"
        text = f"{quote}{visible_line(value)}{quote}"
    elif isinstance(value, list):
        text = f"[{', '.join(map(as_given, value))}]"
    elif isinstance(value, dict):
        text = "{" + ", ".join(f"{as_given(key)}: {as_given(inner)}" for key, inner in value.items()) + "}"
    else:
        text = repr(value)
    return text if most is None or len(text) <= most else text[: most - 3] + "..."


def _shown(match: re.Match[str]) -> str:
    character = match[0]
    code = ord(character)
    return _NAMED.get(character) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")


def cell(value: object) -> object:
    """A value as a cell of a CSV file: a text that a spreadsheet would run has a quote before it; numbers stay.

    A text that has such a quote already gets one more, so that :func:`from_cell` finds what was written.
    """
    if not isinstance(value, str) or not _RUNS.match(value) or is_number(value):
        return value
    return f"'{value}"


def from_cell(text: str) -> str:
    """The text of which :func:`cell` made a cell."""
    return text[1:] if _QUOTED.match(text) and not is_number(text) else text


def is_number(text: str) -> bool:
    """Whether a text is a number as Python reads one."""
    try:
        float(text)
    except ValueError:
        return False
    return True


class VisibleStream:
    """A text stream to which control characters come visible.

    It has no ``buffer``: what is written past it would be written raw.

    Args:
        stream: Where the text goes.
    """

    def __init__(self, stream: TextIO) -> None:
        self.raw = stream

    def write(self, text: str | bytes) -> int:
        """Write a text, or the UTF-8 of one: click answers shells in bytes."""
        self.raw.write(visible(text.decode("utf-8", "replace") if isinstance(text, bytes) else text))
        return len(text)

    def writelines(self, lines: Any) -> None:
        """Write several texts."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        """What else the stream can do."""
        if name == "buffer":
            raise AttributeError(name)
        return getattr(self.raw, name)
