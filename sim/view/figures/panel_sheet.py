"""The sheet that most figures of one run are: panels one below the other, on one time axis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.view import run_facts
from sim.view.kit import style
from sim.view.kit.axis import time_axis
from sim.view.kit.labels import heading
from sim.view.kit.sheet import Sheet, Tile, left_for
from sim.view.panels import Panel, Scene

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def panel_sheet(scene: Scene, panels: Sequence[Panel], *, title: str, tiles: Sequence[Tile] = ()) -> Figure:
    """A sheet of the panels that a run has the channels for.

    Args:
        scene: The run and the span.
        panels: Panels, from the top down.
        title: What the figure shows.
        tiles: Headline figures under the title; with them stands what held the run back.
    """
    run = scene.run
    shown = [p for p in panels if scene.has(*p.needs) and p.drawn_for(scene)]
    with style.applied():
        sheet = Sheet(
            [p.inches(scene) for p in shown],
            title=title,
            subtitle=run_facts.where_text(run, scene.first, scene.last),
            footer=[run_facts.footer_text(run)],
            axis_band=scene.axis.band,
            gaps=[p.gap(scene) for p in shown],
            left=left_for(name for p in shown for name in p.names(scene)),
            tiles=tiles,
            note=run.sentence if tiles else "",
        )
        for i, (ax, panel) in enumerate(zip(sheet.axes, shown, strict=True)):
            ax.set_label(panel.key)
            heading(ax, panel.title, panel.description(scene), raised=panel.gap(scene))
            panel.draw(ax, scene)
            time_axis(ax, scene.axis, labelled=i == len(shown) - 1)
        sheet.align_labels()
    return sheet.figure
