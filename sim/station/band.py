"""Histories that stand for a system where many runs are looked at together."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Band:
    """A history of which many runs show the spread.

    Attributes:
        channel: Its name.
        label: What it shows, for axes.
        lowest: Whether it is its lowest value in a stretch of time that matters; else its value at the end of it.
    """

    channel: str
    label: str
    lowest: bool = False
