"""The time line of a programme: milestones against the published plan, over what flew for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.result import Result
from sim.result.milestones import answer, milestones
from sim.view import run_facts
from sim.view.kit import style
from sim.view.kit.axis import time_axis
from sim.view.kit.labels import heading
from sim.view.kit.sheet import Sheet, left_for
from sim.view.panels import Scene
from sim.view.panels.milestones import FLIGHTS, MILESTONES

if TYPE_CHECKING:
    from matplotlib.figure import Figure

RIGHT = 3.1
"""Room for how a milestone lies to the plan, and for what held it back [in]."""


def timeline(result: Result) -> Figure:
    """Milestones of a run against the published plan, over the missions, people and decisions that led to them.

    Args:
        result: A run of a scenario with milestones.

    Returns:
        A matplotlib figure; its axes are labelled ``milestones`` and, where anything flew or was decided, ``flights``.
    """
    scene = Scene.of(result)
    shown = [panel for panel in (MILESTONES, FLIGHTS) if panel.drawn_for(scene)]
    with style.applied():
        sheet = Sheet(
            [panel.inches(scene) for panel in shown],
            title=f"{run_facts.title(result)}: {answer(milestones(result))}",
            subtitle=run_facts.where_text(result),
            footer=[run_facts.footer_text(result)],
            axis_band=scene.axis.band,
            left=left_for(name for panel in shown for name in panel.names(scene)),
            right=RIGHT,
        )
        for ax, panel in zip(sheet.axes, shown, strict=True):
            ax.set_label(panel.key)
            heading(ax, panel.title, panel.description(scene))
            panel.draw(ax, scene)
            time_axis(ax, scene.axis, labelled=panel is shown[-1])
    return sheet.figure
