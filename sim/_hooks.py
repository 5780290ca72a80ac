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


exporting: Callable[..., Any] | None = None
"""Makes ``exporting(kind, subject, **options)``: tables, frames and displays of a result or a comparison."""


def export(kind: str, subject: object, **options: Any) -> Any:
    """The ``kpi_table``, ``to_frame`` or ``display`` of a result or a comparison.

    Raises:
        RuntimeError: No exporting function was installed (the package was not imported as ``sim``).
    """
    if exporting is None:
        raise RuntimeError("no exports without the package sim itself: import sim first")
    return exporting(kind, subject, **options)


class Presented:
    """What a result and a comparison have alike: tables and frames of themselves, and what a notebook shows."""

    def kpi_table(self, form: str = "markdown", **options: Any) -> str:
        """The KPIs as ``csv``, ``markdown``, ``latex`` or ``html``; see :func:`sim.export.kpi_table`."""
        return str(export("kpi_table", self, form=form, **options))

    def to_frame(self, what: str = "kpis", **options: Any) -> Any:
        """The ``kpis``, ``channels`` or ``events`` as a pandas DataFrame; see :func:`sim.export.to_frame`."""
        return export("to_frame", self, what=what, **options)

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        return str(export("display", self))
