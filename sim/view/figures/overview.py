"""The overview of one run: everything that decides whether the station works, on one time axis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.result import Result
from sim.view import run_facts
from sim.view.figures.panel_sheet import panel_sheet
from sim.view.kit import style
from sim.view.kit.sheet import Tile
from sim.view.panels import VIEWS, Panel, Scene
from sim.view.panels.system_view import Headline

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ORDER = ("crew", "sunlight", "energy", "bricks", "shelter", "tools", "communication")
"""Systems from the top down: what decides, what comes of it, and the rows of machines near the foot; others follow."""


def overview(result: Result) -> Figure:
    """Overview of one run.

    Up to 60 d everything is drawn as recorded; up to 400 d as daily means; beyond, as means over lunar days, with the
    extremes of stored energy and buffer as bands. The figure says which.

    Args:
        result: A run.

    Returns:
        A matplotlib figure; its axes are labelled with the keys of the panels.
    """
    scene = Scene.of(result)
    tiles = [
        Tile(one.value, one.caption, style.ALARM if one.alarm else style.system_colour(one.system))
        for one in headlines(result)
    ]
    return panel_sheet(scene, _panels(scene), title=run_facts.title(result), tiles=tiles)


def headlines(run: Result) -> list[Headline]:
    """Headline figures of a run, as far as it has them; alarms first."""
    found = [headline for view in VIEWS for headline in view.headlines(run)]
    return sorted(found, key=lambda headline: not headline.alarm)


def _panels(scene: Scene) -> list[Panel]:
    views = sorted(VIEWS, key=lambda view: ORDER.index(view.name) if view.name in ORDER else len(ORDER))
    return [panel for view in views for panel in view.panels(scene)]
