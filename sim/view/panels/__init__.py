"""Panels: one file a system, with all that people see of it; each panel draws one question about one run into axes."""

from sim.view.panels import (
    bricks,
    campaign,
    communication,
    crew,
    decisions,
    demonstration,
    energy,
    exploration,
    ground,
    partners,
    resources,
    shelter,
    sky,
    tools,
    transfers,
)
from sim.view.panels.scene import Panel, Scene
from sim.view.panels.system_view import SystemView

VIEWS: list[SystemView] = [
    sky.VIEW,
    energy.VIEW,
    tools.VIEW,
    bricks.VIEW,
    communication.VIEW,
    shelter.VIEW,
    resources.VIEW,
    transfers.VIEW,
    crew.VIEW,
    campaign.VIEW,
    exploration.VIEW,
    demonstration.VIEW,
    decisions.VIEW,
    partners.VIEW,
    ground.VIEW,
]
"""The one list of what people see of the systems, in the order of comparisons, reports, headlines and the terminal."""

__all__ = ["VIEWS", "Panel", "Scene", "SystemView"]
