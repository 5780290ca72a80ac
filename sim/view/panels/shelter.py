"""Structures as they grow, brick by brick."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.result import Result
from sim.result.number_text import whole_percent
from sim.view import run_facts
from sim.view.kit import binning, text_width
from sim.view.kit.labels import LEADER, MARGIN
from sim.view.kit.sheet import name_rows
from sim.view.kit.style import MUTED, PAPER, RULE, SYSTEMS, scenario_style, text_colour
from sim.view.kit.text import day
from sim.view.panels.scene import Panel, Scene
from sim.view.panels.system_view import Chart, Headline, SystemView, history_with

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ROW = 0.24
"""Height of one structure's row [in]."""
LANE = 0.085
"""Height of one scenario's lane within a row [in]."""
SHADES = 400
"""Cells along a structure's bar."""


def structures(ax: Axes, scene: Scene) -> None:
    """One row a structure: the bar grows darker as it grows, a diamond where it stands."""
    from matplotlib.colors import LinearSegmentedColormap

    green = SYSTEMS["shelter"]
    colours = LinearSegmentedColormap.from_list("growth", ["#e3f2ec", "#5cb894", green])
    rows = run_facts.builds(scene.run)
    names = []
    for i, build in enumerate(rows):
        y = len(rows) - 1 - i
        names.append(build.name)
        if build.first is None or build.first >= scene.last:
            _note(ax, scene, (scene.first, scene.first), y, "not begun", 0)
            continue
        end = min(build.complete if build.complete is not None else scene.last, scene.last)
        begin = max(build.first, scene.first)
        if end > begin:
            edges = np.linspace(begin, end, SHADES + 1)
            left, right = scene.axis.x(np.array([begin, end]))
            ax.imshow(
                binning.means(build.channel, edges)[None, :],
                extent=(float(left), float(right), y - 0.3, y + 0.3),
                aspect="auto",
                interpolation="none",
                cmap=colours,
                vmin=0.0,
                vmax=1.0,
                zorder=1,
            )
        if build.complete is not None and build.complete <= scene.last:
            at = float(scene.axis.x(build.complete))
            ax.plot([at], [y], marker="D", markersize=6, color=green, markeredgecolor=PAPER, zorder=5)
            days = (build.complete - build.first) / 24
            text = f"complete {day(run_facts.utc(scene.run, build.complete))}, after {days:,.0f} d"
            _note(ax, scene, (begin, build.complete), y, text, 1)
        else:
            _note(ax, scene, (begin, end), y, f"{whole_percent(float(build.channel.at(end)))} at the end", 0)
    ax.set_xlim(*scene.axis.x(np.array([scene.first, scene.last])))
    name_rows(ax, names, room=0.6)


def _note(ax: Axes, scene: Scene, bar: tuple[float, float], y: float, text: str, done: int) -> None:
    """Text beside a bar from begin to end [h]: to its right if there is room, else to its left, else in the margin."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    box, across = ax.get_position(), float(figure.get_size_inches()[0])
    span, size = scene.last - scene.first, 8.5
    need = (text_width.width(text, size) + 0.15) / (float(box.width) * across)
    begin, end = bar
    if (scene.last - end) / span >= need:
        at, shift, align = end, 4 + 5 * done, "left"
    elif (begin - scene.first) / span >= need:
        at, shift, align = begin, -6, "right"
    else:
        at, shift, align, size = scene.last, LEADER, "left", 7.5
        text = "\n".join(text_width.wrapped(text, (1 - float(box.x1)) * across - LEADER / 72 - MARGIN, size))
    ax.annotate(
        text,
        xy=(float(scene.axis.x(at)), y),
        xytext=(shift, 0),
        textcoords="offset points",
        fontsize=size,
        linespacing=1.05,
        ha=align,
        color=text_colour(SYSTEMS["shelter"]) if done else MUTED,
        va="center",
        annotation_clip=False,
    )


def names_of(runs: Sequence[Result]) -> tuple[str, ...]:
    """Structures of any of the runs, in the order of the first that has them."""
    return tuple(dict.fromkeys(build.name for run in runs for build in run_facts.builds(run)))


def lanes_height(names: Sequence[str], count: int) -> float:
    """Height of the rows of structures with one lane for each of ``count`` runs [in]."""
    return max(len(names) * (LANE * count + 0.07), 0.5)


def lanes(ax: Axes, scenes: Sequence[Scene], names: Sequence[str]) -> None:
    """One row a structure, in it one lane a run: from first brick to last, a diamond where it is complete."""
    pitch = 0.8 / len(scenes)
    for i, scene in enumerate(scenes):
        look = scenario_style(i)
        found = {build.name: build for build in run_facts.builds(scene.run)}
        for k, name in enumerate(names):
            build = found.get(name)
            if build is None or build.first is None:
                continue
            y = len(names) - 1 - k + 0.4 - (i + 0.5) * pitch
            end = scene.last if build.complete is None else build.complete
            x = scene.axis.x(np.array([build.first, end]))
            ax.plot(x, [y, y], color=look.colour, linestyle=look.dashes, linewidth=look.width, label=name)
            if build.complete is not None:
                ax.plot(x[1:], [y], marker="D", markersize=5, color=look.colour, markeredgecolor=PAPER, zorder=5)
    for k in range(1, len(names)):
        ax.axhline(k - 0.5, color=RULE, linewidth=0.5, zorder=0)
    name_rows(ax, names)


STRUCTURES = Panel(
    "structures",
    "Structures",
    "from first brick to last; darker as it grows",
    lambda scene: ROW * max(2, len(run_facts.builds(scene.run))),
    ("shelter.progress",),
    structures,
    drawn_for=lambda scene: run_facts.builds(scene.run),
    names=lambda scene: [build.name for build in run_facts.builds(scene.run)],
)


def _headlines(run: Result) -> Sequence[Headline]:
    progress, builds = run_facts.kpi_value(run, "shelter.progress"), run_facts.builds(run)
    if progress is None or not builds:
        return ()
    standing = [build for build in builds if build.complete is not None]
    return (Headline(whole_percent(progress), f"of shelter\n{len(standing)} of {len(builds)} stand", "shelter"),)


VIEW = SystemView(
    "shelter",
    panels=lambda _: (STRUCTURES,),
    charts=(
        Chart(
            "progress",
            "Building progress",
            "%",
            "Bricks laid over the bricks that all structures need.",
            history_with(run_facts.builds, "shelter.progress"),
            100,
            mode="total",
            top=100,
        ),
    ),
    headlines=_headlines,
)
