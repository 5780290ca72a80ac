"""Structures of one run as they grow, over the bricks that make them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.result import Result
from sim.view import run_facts
from sim.view.figures.panel_sheet import panel_sheet
from sim.view.panels import Scene, bricks, shelter

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def structures_figure(result: Result) -> Figure:
    """Structures of a run as a Gantt chart, over the bricks that make them."""
    return panel_sheet(
        Scene.of(result),
        (shelter.STRUCTURES, bricks.BRICKS),
        title=f"{run_facts.title(result)}: structures",
    )
