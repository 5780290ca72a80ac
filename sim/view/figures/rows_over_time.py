"""The sheet of figures that compare rows on an axis of their own, over something along time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.view import run_facts
from sim.view.kit import style
from sim.view.kit.axis import AXIS_BAND, time_axis
from sim.view.kit.labels import heading
from sim.view.kit.sheet import Sheet, left_for
from sim.view.panels import Panel, Scene

if TYPE_CHECKING:
    from matplotlib.figure import Figure

RIGHT = 2.9
"""Room for what is said of each row [in]."""


def rows_over_time(scene: Scene, rows: Panel, below: Panel | None, *, title: str) -> Figure:
    """A panel of rows over a panel along time.

    Args:
        scene: The run and the span.
        rows: Rows on an axis of their own.
        below: What stands below along time, if anything.
        title: What the figure shows.
    """
    panels = [rows] if below is None else [rows, below]
    with style.applied():
        sheet = Sheet(
            [panel.inches(scene) for panel in panels],
            title=title,
            subtitle=run_facts.where_text(scene.run),
            footer=[run_facts.footer_text(scene.run)],
            axis_band=scene.axis.band,
            left=left_for(name for panel in panels for name in panel.names(scene)),
            right=RIGHT,
            gaps=[0.0, AXIS_BAND][: len(panels)],
        )
        for ax, panel in zip(sheet.axes, panels, strict=True):
            ax.set_label(panel.key)
            heading(ax, panel.title, panel.description(scene))
            panel.draw(ax, scene)
        if below is not None:
            time_axis(sheet.axes[1], scene.axis, labelled=True)
    return sheet.figure
