"""Texts as figures and pages show them: on one line, short, still different from each other."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from itertools import count, groupby

from sim.result.number_text import amount


def plain(text: str) -> str:
    """A text from a user's file as one line of visible letters: no line breaks, no control or direction marks."""
    return " ".join("".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in text).split())


def short(text: str, limit: int) -> str:
    """A text of at most ``limit`` letters, an ellipsis for the rest."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def distinct_short(labels: Sequence[str], limit: int) -> list[str]:
    """Labels of at most ``limit`` letters, all different: what tells them apart is what is kept.

    Labels that would come out alike when their ends are cut off keep the words in which they differ, with as much of
    what they share as there is room for; else their beginnings and ends; else they are numbered.
    """
    found = [short(label, limit) for label in labels]
    for shorter in (_differing, _both_ends):
        for group in _alike(found):
            for i, text in zip(group, shorter([labels[i] for i in group], limit), strict=True):
                found[i] = text
    for group in _alike(found):
        for i in group[1:]:
            marks = (f"…{number}" for number in count(2))
            numbered = (labels[i][: max(limit - len(mark), 1)] + mark for mark in marks)
            found[i] = next(text for text in numbered if text not in found)
    return found


def _alike(texts: Sequence[str]) -> list[list[int]]:
    """Places of texts of which there are several, one list for each such text."""
    places: dict[str, list[int]] = {}
    for i, text in enumerate(texts):
        places.setdefault(text, []).append(i)
    return [group for group in places.values() if len(group) > 1]


def _differing(labels: Sequence[str], limit: int) -> list[str]:
    """Labels with the words in which they differ; cut off at the end where these are too long."""
    words = [re.findall(r"[\W_]*[^\W_]+|[\W_]+", label) for label in labels]
    shortest = min(map(len, words))
    if len({len(one) for one in words}) == 1:
        shared = [len({one[k] for one in words}) == 1 for k in range(shortest)]
        return [_keeping([*zip(one, shared, strict=True)], limit) for one in words]
    # Words beyond those that all begin or end with; at least one of each is kept.
    first = next((k for k in range(shortest - 1) if len({one[k] for one in words}) > 1), shortest - 1)
    last = next((k for k in range(shortest - first) if len({one[-1 - k] for one in words}) > 1), shortest - first - 1)
    return [_keeping([(word, k < first or k >= len(one) - last) for k, word in enumerate(one)], limit) for one in words]


def _keeping(words: Sequence[tuple[str, bool]], limit: int) -> str:
    """Words of which those that others share are left out as far as the ``limit`` of letters asks for it."""
    runs = [("".join(word for word, _ in run), shared) for shared, run in _runs(words)]
    spare = limit - sum(1 if shared else len(text) for text, shared in runs)
    parts = []
    for text, shared in runs:
        if not shared:
            parts.append(text)
            continue
        room = 1 + max(spare, 0)
        parts.append(short(text, room))
        spare -= len(parts[-1]) - 1
    return short("".join(parts), limit)


def _runs(words: Sequence[tuple[str, bool]]) -> list[tuple[bool, list[tuple[str, bool]]]]:
    """Words in a row that are all shared, or all not."""
    return [(shared, list(run)) for shared, run in groupby(words, key=lambda word: word[1])]


def _both_ends(labels: Sequence[str], limit: int) -> list[str]:
    """Labels with their middle left out."""
    tail = limit // 2
    return [
        label if len(label) <= limit else f"{label[: limit - tail - 1]}…{label[len(label) - tail :]}"
        for label in labels
    ]


def mass_text(mass: float) -> str:
    """A mass [kg] for a label: in tonnes where there is one."""
    return f"{amount(mass / 1000)} t" if abs(mass) >= 1000 else f"{amount(round(mass, 6))} kg"


def length_text(hours: float) -> str:
    """A length of time [h] for a label: in days from two on, in minutes below two hours."""
    if hours >= 48:
        return f"{hours / 24:,.1f} d" if hours < 2400 else f"{hours / 24:,.0f} d"
    return f"{hours:.1f} h" if hours >= 2 else f"{60 * hours:.0f} min"


def day(moment: datetime) -> str:
    """Date as ``2 Jan 2031``."""
    return f"{moment.day} {moment:%b %Y}"
