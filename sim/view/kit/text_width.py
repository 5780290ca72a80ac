"""How wide texts are, before anything is drawn: what fits is known while a figure is laid out."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache

from sim.view.kit.style import RC
from sim.view.kit.text import distinct_short

CUT = "…"
"""What stands for what was left out of a text."""
HINTED = 1.03
"""How much wider a line comes out where letters are fitted to the points of a screen."""
MOST_TEXTS = 8192
"""Texts of which the width is kept: how lines are broken is found by trying."""
FEWEST = 4
"""Letters that are left of a label in any room."""


@cache
def _advance(letter: str, bold: bool) -> float:
    """How far a letter moves the pen, as a share of the size of the type."""
    if unicodedata.east_asian_width(letter) in "WF":
        # From another font or as a box: about a square either way.
        return 1.1
    from sim.view.kit.letters import advance

    return advance(letter, bold)


@lru_cache(MOST_TEXTS)
def width(text: str, size: float, *, bold: bool = False) -> float:
    """Width of a line of text [in] in type of a ``size`` [pt]."""
    return HINTED * sum(_advance(letter, bold) for letter in text) * size / 72


def pixel_width(text: str, size: float) -> float:
    """Width of a line of text [in] as it is in files of pixels, whose letters are fitted to them."""
    from sim.view.kit.letters import in_words, pixels

    return pixels(text, size, RC["savefig.dpi"]) / RC["savefig.dpi"] if in_words(text) else width(text, size)


def cut(text: str, room: float, size: float, *, bold: bool = False, kept: int = 0) -> str:
    """A text that fits ``room`` [in]: what is too much is left out at its end, before the last ``kept`` letters."""
    if width(text, size, bold=bold) <= room:
        return text
    head, tail = (text[:-kept], text[-kept:]) if 0 < kept < len(text) else (text, "")
    left = room - width(CUT + tail, size, bold=bold)
    while head and width(head, size, bold=bold) > left:
        head = head[:-1]
    return head.rstrip() + CUT + tail


def wrapped(text: str, room: float, size: float, *, bold: bool = False, most: int | None = None) -> list[str]:
    """Lines of a text, broken at its spaces, each of which fits ``room`` [in]; no more than ``most`` of them.

    A word that is too long for a line is cut; so is the last line where there is more to come.
    """
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and (width(longer, size, bold=bold) <= room or len(lines) == most):
            lines[-1] = longer
        else:
            lines.append(word)
    return [cut(line, room, size, bold=bold) for line in lines]


def balanced(text: str, room: float, size: float, *, bold: bool = False) -> list[str]:
    """As few lines as fit ``room`` [in], of about one length each."""
    count = len(wrapped(text, room, size, bold=bold))
    if count < 2:
        return wrapped(text, room, size, bold=bold)
    shares = (0.5 + 0.02 * step for step in range(25))
    rooms = (room * share for share in shares)
    return next(
        (
            lines
            for narrow in rooms
            if len(lines := wrapped(text, narrow, size, bold=bold)) <= count
            and " ".join(lines) == " ".join(text.split())
        ),
        wrapped(text, room, size, bold=bold),
    )


def distinct(labels: Sequence[str], room: float, size: float, *, bold: bool = False) -> list[str]:
    """Labels that fit ``room`` [in], cut where they must be and all different."""
    for limit in range(max(map(len, labels), default=1), FEWEST, -1):
        found = distinct_short(labels, limit)
        if all(width(text, size, bold=bold) <= room for text in found):
            return found
    return distinct_short(labels, FEWEST)
