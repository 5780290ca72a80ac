"""Partners: who has joined, and what their experiments do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.engine import Channel
from sim.result import Result
from sim.view import partner_facts
from sim.view.kit import binning
from sim.view.kit.axis import group_thousands
from sim.view.kit.labels import Label, chips, chips_height, label_right
from sim.view.kit.style import ALARM, INK, MUTED, SYSTEMS, mixed, system_colour
from sim.view.panels.energy import stack
from sim.view.panels.scene import FloatArray, Panel, Scene
from sim.view.panels.system_view import Chart, Headline, Overlay, Sum, SystemView, channel_line

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLOUR = system_colour("partners")
STAGE_COLOURS: Mapping[str, str] = {
    "run": COLOUR,
    "lack power": ALARM,
    "wait for a place": SYSTEMS["energy"],
    "are set up or wait for it": SYSTEMS["tools"],
    "fly": SYSTEMS["campaign"],
    "wait for a landing": SYSTEMS["communication"],
    "are built": mixed(MUTED, 0.45),
    "wait for a call": mixed(MUTED, 0.2),
}
"""Colour of what experiments do, from the station outwards."""
ON_THE_MOON = ("run", "lack power", "wait for a place", "are set up or wait for it")
"""What experiments do at the station."""


def goal_line(ax: Axes, scene: Scene, name: str) -> list[Label]:
    """A dashed line at the level of a goal, with the words for its label; none where the scenario has no such goal."""
    goal = partner_facts.goal(scene.run, name)
    if goal is None:
        return []
    ax.axhline(goal.level, color=INK, linewidth=0.9, linestyle=(0, (4, 3)), zorder=1)
    return [Label(goal.level, f"goal {goal.level:,.0f}", INK)]


def recorded_text(name: str) -> Callable[[Scene], str]:
    """How to read a history as recorded, with the goal of it where there is one."""
    return lambda scene: "as recorded" + goal_text(scene, name)


def goal_text(scene: Scene, name: str) -> str:
    """What :func:`goal_line` is, to end a description with; empty where there is none."""
    return "; dashed: the goal" if partner_facts.goal(scene.run, name) is not None else ""


def _institutions(ax: Axes, scene: Scene) -> None:
    """Institutions that have joined, against the goal."""
    joined = partner_facts.channel(scene.run, "partners.institutions")
    assert joined is not None  # the panel is not drawn without
    x, y = scene.recorded(joined)
    ax.plot(x, y, color=COLOUR, linewidth=1.5)
    labels = [Label(float(y[-1]), f"{y[-1]:,.0f} institutions", COLOUR), *goal_line(ax, scene, "partners.institutions")]
    ax.set_ylim(0, 1.1 * max(label.y for label in labels) or 1)
    ax.set_ylabel("institutions")
    group_thousands(ax.yaxis)
    label_right(ax, labels)


def stage_counts(scene: Scene, edges: FloatArray, names: Sequence[str]) -> dict[str, FloatArray]:
    """Mean number of experiments between edges [h] that do each of the named things, of which there were any."""
    found = partner_facts.stages(scene.run)
    return {
        name: np.sum([binning.means(channel, edges) for channel in found[name]], axis=0)
        for name in names
        if name in found
    }


def stage_edges(scene: Scene) -> FloatArray:
    """Edges of the bins that experiments are counted in [h], from the start of the run on."""
    first = max(scene.first, 0.0)
    bins = binning.natural_bins(first, scene.last)
    return bins.edges if bins is not None else np.linspace(first, scene.last, 200)


def stacked(names: Sequence[str]) -> Callable[[Axes, Scene], None]:
    """Draws how many experiments do each of the named things, one above the other."""

    def draw(ax: Axes, scene: Scene) -> None:
        edges = stage_edges(scene)
        counts = stage_counts(scene, edges, names)
        total = stack(ax, scene, edges, [(values, STAGE_COLOURS[name]) for name, values in counts.items()])
        labels, below = [], 0.0
        for name, values in counts.items():
            last = float(values[-1])
            if last >= 0.5:
                labels.append(Label(below + last / 2, f"{last:,.0f} {name}", STAGE_COLOURS[name]))
            below += last
        ax.set_ylim(0, 1.1 * max(float(total.max()), 1.0))
        ax.set_ylabel("experiments")
        group_thousands(ax.yaxis)
        chips(ax, [(name, STAGE_COLOURS[name]) for name in counts])
        label_right(ax, labels, size=8)

    return draw


def chip_room(names: Sequence[str]) -> Callable[[Scene], float]:
    """Room above a panel for the chips of those of the named things of which there were any [in]."""
    return lambda scene: chips_height([name for name in names if name in partner_facts.stages(scene.run)])


def _at_station(scene: Scene) -> object:
    return any(name in partner_facts.stages(scene.run) for name in ON_THE_MOON)


INSTITUTIONS = Panel(
    "institutions",
    "Institutions that have joined",
    recorded_text("partners.institutions"),
    0.8,
    (),
    _institutions,
    drawn_for=lambda scene: partner_facts.partnered(scene.run),
)
AT_STATION = Panel(
    "experiments",
    "Experiments of partners at the station",
    lambda scene: scene.per or "mean number",
    0.8,
    (),
    stacked(ON_THE_MOON),
    raised=chip_room(ON_THE_MOON),
    drawn_for=_at_station,
)


def _headlines(run: Result) -> Sequence[Headline]:
    joined = partner_facts.kpi_value(run, "partners.institutions")
    people = partner_facts.kpi_value(run, "partners.researchers")
    if joined is None or people is None:
        return ()
    return (Headline(f"{joined:,.0f}", f"institutions\n{people:,.0f} researchers", "partners"),)


def _history(name: str) -> Callable[[Result], Channel | None]:
    return lambda run: partner_facts.channel(run, name)


VIEW = SystemView(
    "partners",
    panels=lambda _: (INSTITUTIONS, AT_STATION),
    overlays=(
        Overlay(
            "institutions",
            "Institutions from abroad",
            "as recorded; labels: at the end",
            "institutions",
            0.8,
            "partners.institutions",
            channel_line("partners.institutions", how=Scene.recorded),
            lambda _, line: f"{line[1][-1]:,.0f}",
            counted=True,
        ),
    ),
    charts=(
        Chart(
            "institutions",
            "Institutions from abroad",
            "institutions",
            "How many have joined.",
            _history("partners.institutions"),
            mode="total",
            counted=True,
        ),
        Chart(
            "researchers",
            "Researchers from abroad",
            "researchers",
            "How many take part.",
            _history("partners.researchers"),
            mode="total",
            counted=True,
            chief=False,
        ),
        Chart(
            "experiments-waiting",
            "Experiments that wait for a landing",
            "experiments",
            "Built, and with no room on a landing yet.",
            _history("partners.experiments.ready"),
            counted=True,
        ),
        Chart(
            "experiments-running",
            "Experiments that run",
            "experiments",
            "In a place, with power.",
            _history("partners.experiments.running"),
            counted=True,
            chief=False,
        ),
    ),
    sums=(Sum("Experiments flown", "", "partners.flown", counted=True),),
    headlines=_headlines,
)
