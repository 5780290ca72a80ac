"""Every machine of one run along time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.result import Result
from sim.view import run_facts
from sim.view.figures.panel_sheet import panel_sheet
from sim.view.panels import Scene, tools

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def machines_figure(result: Result) -> Figure:
    """Every machine of a run along time, each state by itself; readable with 40 machines."""
    return panel_sheet(Scene.of(result), (tools.STATES,), title=f"{run_facts.title(result)}: machines")
