"""Who listens on Earth, what waits there and lies in the archive, and how projects fare."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.result import Result
from sim.result.number_text import amount, data_amount, percent
from sim.station.ground.kpis import STATION
from sim.view import run_facts
from sim.view.kit import binning
from sim.view.kit.axis import group_thousands, ticks_at
from sim.view.kit.labels import Label, label_right
from sim.view.kit.sheet import beside
from sim.view.kit.style import INK, MUTED, PAPER, SYSTEMS
from sim.view.kit.text import day
from sim.view.panels.scene import Panel, Scene, fill
from sim.view.panels.system_view import Chart, Headline, SystemView, recorded_history

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ROW = 0.24
"""Height of one row [in]."""
HEARS = "#7db8de"
"""Colour of a station that hears the Moon."""


@dataclass(frozen=True)
class Pursuit:
    """How a project fared.

    Attributes:
        name: Its key in the scenario.
        begins: When it began [h].
        done: When it had all it needed [h]; None where it has not.
    """

    name: str
    begins: float
    done: float | None


def stations(run: Result) -> tuple[str, ...]:
    """Names of the ground stations of a run."""
    return tuple(sorted(name.removeprefix(STATION) for name in run.channels if name.startswith(STATION)))


def projects(run: Result) -> tuple[Pursuit, ...]:
    """Projects of a run that began before its end, in the order in which they began."""
    if "ground.projects_done" not in run.channels:
        return ()
    ground = run.scenario.ground
    assert ground is not None  # who else records projects?
    done = {event.subject: event.time_h for event in run.events if event.event == "project_done"}
    found = [
        Pursuit(name, run.scenario.hours_of(project.date), done.get(name)) for name, project in ground.projects.items()
    ]
    return tuple(sorted((one for one in found if one.begins < run.until_h), key=lambda one: (one.begins, one.name)))


def lanes(ax: Axes, scene: Scene) -> None:
    """One row a station, filled while it hears the Moon, and one for any of them."""
    names = stations(scene.run)
    rows = [(name, f"{STATION}{name}", HEARS) for name in names] + [("any of them", "ground.heard", INK)]
    labels = []
    for i, (_, channel_name, colour) in enumerate(rows):
        channel, y = scene.channel(channel_name), len(rows) - 1 - i
        ax.broken_barh(scene.bars(channel), (y - 0.34, 0.68), facecolors=colour, linewidth=0, label=channel_name)
        here, ever = channel.mean(scene.first, scene.last), channel.mean(0.0, scene.run.until_h)
        shade = SYSTEMS["communication"] if colour == HEARS else colour
        labels.append(Label(y, f"{percent(here)} here, {percent(ever)} in all", shade))
    ax.set_ylim(-0.5, len(rows) - 0.5)
    ticks_at(ax.yaxis, range(len(rows)), beside(ax, [name for name, _, _ in rows])[::-1])
    ax.grid(visible=False, axis="y")
    ax.spines["left"].set_visible(False)
    label_right(ax, labels)


def _waiting(ax: Axes, scene: Scene) -> None:
    blue = SYSTEMS["communication"]
    channel = scene.channel("ground.waiting")
    if scene.bins is None:
        x, y = scene.recorded(channel)
    else:
        x, y = scene.steps(scene.bins.edges, binning.envelope(channel, scene.bins.edges)[1])
    fill(ax, x, 0, y, blue, alpha=0.25)
    ax.plot(x, y, color=blue, linewidth=1.2)
    top = float(y.max())
    ax.set_ylim(0, 1.12 * top if top > 0 else 1.0)
    group_thousands(ax.yaxis)
    ax.set_ylabel("waiting\n[Gbit]")
    mean = run_facts.kpi_value(scene.run, "ground.mean_delay")
    delay = "" if mean is None else f"\nmean delay {length_text(mean)}"
    label_right(ax, [Label(float(y[-1]), f"most {amount(top)} Gbit{delay}", blue)])


def _archive(ax: Axes, scene: Scene) -> None:
    blue = SYSTEMS["communication"]
    channel = scene.channel("ground.archived")
    x, y = scene.recorded(channel)
    fill(ax, x, 0, 1e-3 * y, blue, alpha=0.12)
    ax.plot(x, 1e-3 * y, color=blue, linewidth=1.3)
    ax.set_ylim(0, max(1.1e-3 * float(y.max()), 1e-6))
    group_thousands(ax.yaxis)
    ax.set_ylabel("archive\n[Tbit]")
    label_right(ax, [Label(1e-3 * float(y[-1]), f"{data_amount(float(y[-1]))} in it", blue)])


def _projects(ax: Axes, scene: Scene) -> None:
    """One row a project: from its day to when it had all, a diamond there."""
    rows, green = projects(scene.run), SYSTEMS["shelter"]
    labels = []
    for i, one in enumerate(rows):
        y = len(rows) - 1 - i
        begin = max(one.begins, scene.first)
        end = scene.last if one.done is None else min(one.done, scene.last)
        if end > begin:
            left, right = (float(edge) for edge in scene.axis.x(np.array([begin, end])))
            ax.broken_barh([(left, right - left)], (y - 0.25, 0.5), facecolors=HEARS, linewidth=0, label=one.name)
        if one.done is not None and scene.first <= one.done <= scene.last:
            at = float(scene.axis.x(one.done))
            ax.plot([at], [y], marker="D", markersize=6, color=green, markeredgecolor=PAPER, zorder=5)
            labels.append(Label(y, f"done {day(run_facts.utc(scene.run, one.done))}", green))
        else:
            labels.append(Label(y, "not done", MUTED))
    ax.set_ylim(-0.6, len(rows) - 0.4)
    ax.set_xlim(*scene.axis.x(np.array([scene.first, scene.last])))
    ticks_at(ax.yaxis, range(len(rows)), beside(ax, [one.name for one in rows])[::-1])
    ax.grid(visible=False, axis="y")
    ax.spines["left"].set_visible(False)
    label_right(ax, labels)


def length_text(hours: float) -> str:
    """A length of time for a label."""
    if hours >= 72:
        return f"{hours / 24:,.1f} d"
    if hours >= 2:
        return f"{hours:.1f} h"
    return f"{60 * hours:.0f} min" if hours >= 1 / 60 else "under a minute"


WAITING = Panel(
    "ground-waiting",
    "Data that wait for their processing on Earth",
    lambda scene: f"the most of each {scene.bins.label}" if scene.bins else "as recorded",
    0.6,
    ("ground.waiting",),
    _waiting,
    drawn_for=lambda scene: scene.channel("ground.waiting").values.max() > 0,
)
ARCHIVE = Panel("ground-archive", "Archive", "data processed since the start", 0.6, ("ground.archived",), _archive)
PROJECTS = Panel(
    "projects",
    "Projects",
    "from the day on which each begins to when it has data, samples and processing",
    lambda scene: ROW * max(2, len(projects(scene.run))),
    ("ground.projects_done",),
    _projects,
    drawn_for=lambda scene: projects(scene.run),
    names=lambda scene: [one.name for one in projects(scene.run)],
)


def _headlines(run: Result) -> Sequence[Headline]:
    coverage = run_facts.kpi_value(run, "ground.coverage")
    all_of_them = projects(run)
    done = sum(one.done is not None for one in all_of_them)
    said = f"{done} of {len(all_of_them)} projects done" if all_of_them else ""
    if coverage is None:
        return (Headline(f"{done}", f"projects done\nof {len(all_of_them)}", "communication"),) if all_of_them else ()
    return (Headline(percent(coverage, 1), f"of the time heard\n{said}".rstrip(), "communication"),)


VIEW = SystemView(
    "ground",
    panels=lambda _: (WAITING, PROJECTS),
    charts=(
        Chart(
            "ground-waiting",
            "Data waiting on Earth",
            "Gbit",
            "Data that reached the Earth and wait for their processing.",
            recorded_history("ground.waiting"),
        ),
        Chart(
            "ground-heard",
            "Ground stations",
            "%",
            "Share of time in which at least one ground station works and sees the Moon.",
            recorded_history("ground.heard"),
            100,
            top=100,
            chief=False,
        ),
        Chart(
            "ground-archived",
            "Archive",
            "Gbit",
            "Data that the centre on Earth has processed since the start.",
            recorded_history("ground.archived"),
            mode="total",
            chief=False,
        ),
    ),
    headlines=_headlines,
)
