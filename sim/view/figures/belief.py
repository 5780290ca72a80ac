"""What is believed of the ice in each crater, before and after, and what is true."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.result import Result
from sim.view import run_facts
from sim.view.explored import craters
from sim.view.kit import style
from sim.view.kit.axis import AXIS_BAND, time_axis
from sim.view.kit.labels import heading
from sim.view.kit.sheet import Sheet, left_for
from sim.view.panels import Scene, exploration

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def belief_figure(result: Result) -> Figure:
    """Ice contents of craters as believed before and after, with what is true; below, when the belief changed.

    Args:
        result: A run with craters.

    Returns:
        A matplotlib figure; its axes are labelled ``belief`` and ``ice``.
    """
    scene = Scene.of(result)
    panels = (exploration.BELIEFS, exploration.CHANCES)
    with style.applied():
        sheet = Sheet(
            [panel.inches(scene) for panel in panels],
            title=f"{run_facts.title(result)}: what is believed",
            subtitle=run_facts.where_text(result),
            footer=[run_facts.footer_text(result)],
            axis_band=scene.axis.band,
            left=left_for(craters(result)),
            right=2.6,
            gaps=[0.0, AXIS_BAND],
        )
        for ax, panel in zip(sheet.axes, panels, strict=True):
            ax.set_label(panel.key)
            heading(ax, panel.title, panel.description(scene))
            panel.draw(ax, scene)
        time_axis(sheet.axes[1], scene.axis, labelled=True)
    return sheet.figure
