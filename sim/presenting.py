"""How results and comparisons show themselves, though what draws and exports them lies above them.

People ask the result itself: ``run.plot()``, ``run.kpi_table()``, and a notebook asks whatever a cell ends with for
``_repr_html_``. But :class:`sim.result.Result` and :class:`sim.study.Comparison` lie below :mod:`sim.view` and
:mod:`sim.export`, and may not import them. So their methods call what the facade :mod:`sim`, which lies above all,
installs here. Python imports the facade before any package in it: whoever has a result has an installed presenter.
"""

from __future__ import annotations

from typing import Any, ClassVar, Protocol


class Presenter(Protocol):
    """What draws and exports a result or a comparison."""

    def figure(self, kind: str, subject: Any, **options: Any) -> Any:
        """The Matplotlib figure ``kind``; see :func:`sim.view.figure`."""

    def kpi_table(self, subject: Any, form: str, **options: Any) -> str:
        """The KPIs as text; see :func:`sim.export.kpi_table`."""

    def to_frame(self, subject: Any, what: str, **options: Any) -> Any:
        """A pandas DataFrame; see :func:`sim.export.to_frame`."""

    def display(self, subject: Any) -> str:
        """What a notebook shows, as HTML; see :func:`sim.export.display`."""


class Presented:
    """What a result and a comparison have alike: tables and frames of themselves, and what a notebook shows.

    Higher layers make these, and the figures of ``plot``: see :mod:`sim.presenting`.
    """

    _presenter: ClassVar[Presenter]

    def kpi_table(self, form: str = "markdown", **options: Any) -> str:
        """The KPIs as ``csv``, ``markdown``, ``latex`` or ``html``; see :func:`sim.export.kpi_table`."""
        return self._presenter.kpi_table(self, form, **options)

    def to_frame(self, what: str = "kpis", **options: Any) -> Any:
        """The ``kpis``, ``channels`` or ``events`` as a pandas DataFrame; see :func:`sim.export.to_frame`."""
        return self._presenter.to_frame(self, what, **options)

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        return self._presenter.display(self)


def install(presenter: Presenter) -> None:
    """Let ``presenter`` draw and export results and comparisons from now on."""
    Presented._presenter = presenter
