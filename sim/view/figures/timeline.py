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
from sim.view.kit.style import INK
from sim.view.panels import Scene
from sim.view.panels.milestones import panels_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

RIGHT = 3.1
"""Room for how a milestone lies to the plan, and for what held it back [in]."""


def timeline(result: Result) -> Figure:
    """Milestones of a run against the published plan, over the missions, people and decisions that led to them.

    Args:
        result: A run of a scenario with milestones.

    Returns:
        A matplotlib figure; its axes are labelled ``stages``, ``milestones`` and ``flights``, as far as there are any.
    """
    scene = Scene.of(result)
    found = milestones(result)
    opened = [one.reached for one in found if one.planned.goal is None and one.reached is not None]
    shown = panels_of(result, found)
    with style.applied():
        sheet = Sheet(
            [panel.inches(scene) for panel in shown],
            title=f"{run_facts.title(result)}: {answer(result, found)}",
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
            for when in opened:
                ax.axvline(float(scene.axis.x(when)), color=INK, linewidth=0.9, linestyle=(0, (1, 2)), zorder=1)
            time_axis(ax, scene.axis, labelled=panel is shown[-1])
    return sheet.figure
