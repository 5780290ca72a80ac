"""What was decided by what was believed, and the missions before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.result import Result
from sim.view import run_facts
from sim.view.decided import decided
from sim.view.figures.rows_over_time import rows_over_time
from sim.view.kit.style import INK
from sim.view.panels import Scene, campaign, decisions

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def decisions_figure(result: Result) -> Figure:
    """Worth of each alternative as believed and as it is; below, the missions, with the moments of decisions.

    Args:
        result: A run in which something was decided.

    Returns:
        A matplotlib figure; its axes are labelled ``worths`` and, where missions fly, ``missions``.
    """
    scene = Scene.of(result)
    below = campaign.MISSIONS if scene.has(*campaign.MISSIONS.needs) and campaign.MISSIONS.drawn_for(scene) else None
    title = f"{run_facts.title(result)}: {decisions.VIEW.answer(result)}"
    figure = rows_over_time(scene, decisions.WORTHS, below, title=title)
    for one in decided(result) if below is not None else ():
        ax = figure.axes[-1]
        ax.axvline(float(scene.axis.x(one.time)), color=INK, linewidth=1.0, linestyle=(0, (1, 1.5)))
        ax.annotate(
            one.name,
            (float(scene.axis.x(one.time)), 1.0),
            xycoords=ax.get_xaxis_transform(),
            xytext=(3, -3),
            va="top",
            textcoords="offset points",
            fontsize=8.5,
            color=INK,
        )
    return figure
