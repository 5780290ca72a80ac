"""Missions of one run: plan against what flew, over what they landed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.result import Result
from sim.view import run_facts
from sim.view.figures.panel_sheet import panel_sheet
from sim.view.panels import Scene, campaign

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def campaign_figure(result: Result) -> Figure:
    """Missions of a run as planned and as they flew, over the mass that they landed, by system."""
    return panel_sheet(
        Scene.of(result),
        (campaign.MISSIONS, campaign.LANDED_MASS),
        title=f"{run_facts.title(result)}: {answer(result)}",
    )


def answer(run: Result) -> str:
    """How many missions landed, in a few words."""
    return campaign.VIEW.answer(run) or "no mission was due"
