"""What draws and exports results, comparisons and studies for those below it."""

from __future__ import annotations

from typing import Any


class Presenter:
    """Draws and exports results, comparisons and studies; imports what does so when it is asked for."""

    def figure(self, kind: str, subject: Any, **options: Any) -> Any:
        """The figure of a kind."""
        from sim.view import figure

        return figure(kind, subject, **options)

    def kpi_table(self, subject: Any, form: str, **options: Any) -> str:
        """The KPIs as text."""
        from sim.export import kpi_table

        return kpi_table(subject, form, **options)

    def to_frame(self, subject: Any, what: str, **options: Any) -> Any:
        """A pandas DataFrame."""
        from sim.export import to_frame

        return to_frame(subject, what, **options)

    def display(self, subject: Any) -> str:
        """What a notebook shows, as HTML."""
        from sim.export import display

        return display(subject)
