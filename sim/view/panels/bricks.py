"""Bricks printed and laid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.result import Result
from sim.view import run_facts
from sim.view.kit.axis import group_thousands
from sim.view.kit.binning import increments
from sim.view.kit.labels import Label, label_right
from sim.view.kit.style import PAPER, SYSTEMS
from sim.view.panels.scene import Panel, Scene, fill
from sim.view.panels.system_view import Chart, Headline, Overlay, Strip, Sum, SystemView, channel_line, history_with

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def _bricks(ax: Axes, scene: Scene) -> None:
    brown = SYSTEMS["bricks"]
    labels, top = [], 1.0
    for name, text, style, width in (
        ("bricks.printed", "printed", (0, (4, 1.4)), 1.2),
        ("bricks.laid", "laid", "solid", 1.6),
    ):
        if not scene.has(name):
            continue
        channel = scene.channel(name)
        x, y = scene.recorded(channel)
        if name == "bricks.laid":
            fill(ax, x, 0, y, brown, alpha=0.18)
        ax.plot(x, y, color=brown, linestyle=style, linewidth=width)
        top = max(top, float(y.max()))
        labels.append(Label(float(y[-1]), f"{text} {y[-1]:,.0f}", brown))
    if scene.has("bricks.laid"):
        for build in run_facts.builds(scene.run):
            if build.complete is not None and scene.first <= build.complete <= scene.last:
                height = float(scene.channel("bricks.laid").at(build.complete))
                at = float(scene.axis.x(build.complete))
                ax.plot(
                    [at], [height], marker="D", markersize=5, color=SYSTEMS["shelter"], markeredgecolor=PAPER, zorder=5
                )
    from matplotlib.ticker import MaxNLocator

    ax.set_ylim(0, 1.06 * top)
    ax.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    group_thousands(ax.yaxis)
    ax.set_ylabel("bricks")
    label_right(ax, labels)


BRICKS = Panel(
    "bricks",
    "Bricks",
    "since the start; a diamond where a structure is complete",
    1.1,
    ("bricks.printed",),
    _bricks,
    drawn_for=lambda scene: run_facts.line_units(scene.run) or scene.channel("bricks.printed").values[-1] > 0,
)


def _headlines(run: Result) -> Sequence[Headline]:
    laid = run_facts.kpi_value(run, "bricks.laid")
    if laid or (laid is not None and run_facts.line_units(run)):
        return (Headline(f"{laid:,.0f}", "bricks laid", "bricks"),)
    return ()


VIEW = SystemView(
    "bricks",
    panels=lambda _: (BRICKS,),
    overlays=(
        Overlay(
            "bricks",
            "Bricks laid",
            "since the start; labels: at the end",
            "bricks",
            1.25,
            "bricks.laid",
            channel_line("bricks.laid", how=Scene.recorded),
            lambda _, line: f"{line[1][-1]:,.0f}",
            counted=True,
            says=lambda scene: scene.channel("bricks.laid").values[-1] > 0,
        ),
    ),
    charts=(
        Chart(
            "laid",
            "Bricks laid",
            "bricks",
            "Laid in structures since the start.",
            history_with(run_facts.builds, "bricks.laid"),
            mode="total",
            counted=True,
        ),
        Chart(
            "store",
            "Bricks in store",
            "bricks",
            "Printed, not yet laid.",
            history_with(run_facts.line_units, "bricks.in_store"),
            counted=True,
            chief=False,
        ),
        Chart(
            "feedstock",
            "Sieved regolith in store",
            "kg",
            "What printers draw on.",
            history_with(run_facts.line_units, "regolith.feedstock"),
            chief=False,
        ),
    ),
    sums=(Sum("Bricks laid", "", "bricks.laid", counted=True),),
    headlines=_headlines,
    strips=(Strip("bricks.laid", "bricks laid", "the bricks", "those laid in it", increments, ""),),
)
