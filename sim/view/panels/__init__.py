"""Panels: each draws one question about one run into axes that it is given."""

from sim.view.panels.scene import Panel, Scene

__all__ = ["Panel", "Scene"]
