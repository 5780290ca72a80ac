"""Histories small enough for a page: whole-numbered levels, written as differences in letters.

Each value becomes a whole number of steps above a base, and each number the difference to the one before it in base-64
letters of five bits, least first, the sixth bit saying that more follow, the lowest bit of a number its sign (the
"variable-length quantity" of source maps). What stays the same costs one letter a bin, what rises steadily two.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
LEVELS = 8192
"""Levels of a quantity that is not counted: it is kept to a 16,384th of its range."""


def steps(values: FloatArray, base: float, step: float) -> NDArray[np.int64]:
    """Values as whole numbers of ``step`` above ``base``."""
    return np.rint((values - base) / step).astype(np.int64)


def scale(low: float, high: float, *, counted: bool) -> float:
    """The step in which values from ``low`` to ``high`` are kept: 1 for what is counted."""
    if counted:
        return 1.0
    return (high - low) / LEVELS if high > low else 1.0


def encode(numbers: NDArray[np.int64]) -> str:
    """Whole numbers as letters."""
    found: list[str] = []
    before = 0
    for number in numbers.tolist():
        change = number - before
        before = number
        rest = change << 1 if change >= 0 else (-change << 1) | 1
        while True:
            digit = rest & 31
            rest >>= 5
            found.append(LETTERS[digit | 32 if rest else digit])
            if not rest:
                break
    return "".join(found)


def decode(text: str) -> list[int]:
    """The whole numbers that :func:`encode` wrote."""
    found: list[int] = []
    total = number = shift = 0
    for letter in text:
        digit = LETTERS.index(letter)
        number |= (digit & 31) << shift
        shift += 5
        if not digit & 32:
            total += -(number >> 1) if number & 1 else number >> 1
            found.append(total)
            number = shift = 0
    return found
