"""Reliability growth: the mean time between failures rises with a power of the hours at work.

Duane 1964, IEEE Transactions on Aerospace 2, 563; Crow 1974. Beside hours at work stand hours of the first machine:
those in which as many failures would be due had nothing been learned.
"""

from __future__ import annotations


def as_of_the_first(hours: float, exponent: float, begins: float) -> float:
    """Return the hours of a machine that learns nothing in which as many failures are due [h].

    The integral of 1 / growth over the hours at work, with growth = (t / begins) ** exponent from ``begins`` on.

    Args:
        hours: Hours at work [h].
        exponent: Power with which the mean time between failures grows [1].
        begins: Hours at work from which on it grows [h].
    """
    if hours <= begins:
        return hours
    left = 1.0 - exponent
    return float(begins + begins * ((hours / begins) ** left - 1.0) / left)


def at_work(first: float, exponent: float, begins: float) -> float:
    """Return the hours at work that are as so many of the first machine [h]; the inverse of :func:`as_of_the_first`."""
    if first <= begins:
        return first
    left = 1.0 - exponent
    return begins * float((1.0 + left * (first - begins) / begins) ** (1.0 / left))
