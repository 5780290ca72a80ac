"""Where a lower layer calls a higher one that it may not import: filled in by the facade, :mod:`sim`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

figure: Callable[..., Any] | None = None
"""Draws ``figure(kind, subject, **options)``: what ``plot`` of a result or a comparison calls."""


def plot(kind: str, subject: object, **options: Any) -> Any:
    """The Matplotlib figure ``kind`` of a result or a comparison.

    Raises:
        RuntimeError: No drawing function was installed (the package was not imported as ``sim``).
    """
    if figure is None:
        raise RuntimeError("no figures without the package sim itself: import sim first")
    return figure(kind, subject, **options)
