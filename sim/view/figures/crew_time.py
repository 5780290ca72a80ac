"""What people did with their time in one run: hours a day by use, and how much was left for science."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.engine import Channel
from sim.result import Result
from sim.result.number_text import percent
from sim.station.crew.hours import CHANNEL, SCIENCE
from sim.view import crew_facts, run_facts
from sim.view.figures.panel_sheet import panel_sheet
from sim.view.kit import binning
from sim.view.kit.axis import group_thousands
from sim.view.kit.labels import Label, chips, chips_height, label_right
from sim.view.kit.style import ALARM, INK, MUTED, SYSTEMS
from sim.view.panels import Panel, Scene
from sim.view.panels.crew import PEOPLE
from sim.view.panels.energy import stack
from sim.view.panels.scene import FloatArray

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLOURS: Mapping[str, str] = {
    SCIENCE: SYSTEMS["crew"],
    "repair": SYSTEMS["tools"],
    "build": SYSTEMS["shelter"],
    "supervise": SYSTEMS["communication"],
    "overhead": SYSTEMS["energy"],
    "safety": ALARM,
    "housekeeping": "#a98b6d",
    "exercise": SYSTEMS["sunlight"],
    "rest": "#c9d1d9",
    "sleep": "#7d8896",
}
"""Colour of each use, from the bottom of the figure up: what they came for, what the station asks, what they need."""
NAMES: Mapping[str, str] = {"overhead": "EVA overhead", "supervise": "supervision", "build": "assembly"}
"""What people call uses whose names say less."""
WEEK_H = 168.0
DAILY_H = 200 * 24.0
"""Longest span that is shown by the day [h]."""
OTHER = MUTED
"""Colour of uses that are no part of these."""


def crew_time(result: Result) -> Figure:
    """Person-hours a day by what they were used for, and the hours of science as they add up.

    Args:
        result: A run with people.
    """
    panels = (
        PEOPLE,
        Panel("hours", "Hours of a person's day", _describe, 2.3, (), _hours, raised=_chip_room, drawn_for=used),
        Panel("science", "Hours of science", "person-hours since the start", 1.0, (), _science, drawn_for=_has_science),
    )
    title = f"{run_facts.title(result)}: {answer(result)}"
    return panel_sheet(Scene.of(result), panels, title=title)


def used(scene: Scene) -> Mapping[str, Channel]:
    """Uses of which there were any, from the bottom up, with their histories."""
    return uses(scene.run)


def uses(run: Result) -> Mapping[str, Channel]:
    """Uses of people's time of which there were any, from the bottom of the figure up, with their histories."""
    found = {name: one for name, one in crew_facts.channels(run, CHANNEL).items() if one.last > 0.0}
    order = list(COLOURS)
    return dict(sorted(found.items(), key=lambda entry: order.index(entry[0]) if entry[0] in order else len(order)))


def use_text(name: str) -> str:
    """What people call a use of their time."""
    return NAMES.get(name, name)


def answer(run: Result) -> str:
    """What was left for science, in a few words."""
    found = uses(run)
    days = crew_facts.person_days(run, 0.0, run.until_h)
    if not found or days <= 0.0:
        return "nobody came"
    hours = found[SCIENCE].last if SCIENCE in found else 0.0
    return f"{hours:,.0f} hours of science, {hours / days:.1f} h a person and day"


def _bins(scene: Scene) -> binning.Bins:
    span = scene.last - scene.first
    width, label = (24.0, "day") if span <= DAILY_H else (WEEK_H, "week")
    return binning.bins(scene.first, scene.last, width, label)


def _describe(scene: Scene) -> str:
    return f"mean of each {_bins(scene).label} over those who were there; right: mean of all days"


def _chip_room(scene: Scene) -> float:
    return chips_height([use_text(name) for name in used(scene)])


def _hours(ax: Axes, scene: Scene) -> None:
    """Hours a person and day, stacked by use."""
    found, bins = used(scene), _bins(scene)
    people = crew_facts.channel(scene.run, "crew.people")
    assert people is not None  # who has hours has people
    days = binning.means(people, bins.edges) * np.diff(bins.edges) / 24.0
    layers: list[tuple[FloatArray, str]] = []
    for name, channel in found.items():
        hours = binning.increments(channel, bins.edges)
        layers.append((np.divide(hours, days, out=np.zeros_like(hours), where=days > 1e-6), COLOURS.get(name, OTHER)))
    stack(ax, scene, bins.edges, layers)
    ax.set_ylim(0, 24.5)
    ax.set_yticks([0, 6, 12, 18, 24])
    ax.set_ylabel("time [h/d]")
    chips(ax, [(use_text(name), COLOURS.get(name, OTHER)) for name in found])
    label_right(ax, _labels(found, crew_facts.person_days(scene.run, scene.first, scene.last)), size=8)


def _labels(found: Mapping[str, Channel], days: float) -> Sequence[Label]:
    """The mean of each use, where its layer would be if every day were the mean."""
    labels, below = [], 0.0
    for name, channel in found.items():
        hours = channel.last / days
        if hours >= 0.005:
            labels.append(Label(below + hours / 2, f"{use_text(name)} {hours:.2g} h", COLOURS.get(name, OTHER)))
        below += hours
    return labels


def _has_science(scene: Scene) -> bool:
    return SCIENCE in used(scene)


def _science(ax: Axes, scene: Scene) -> None:
    """Hours of science as they add up, with those outside."""
    channel = used(scene)[SCIENCE]
    colour = COLOURS[SCIENCE]
    x, y = scene.recorded(channel)
    ax.plot(x, y, color=colour, linewidth=1.5)
    whole = sum(one.last for one in used(scene).values())
    labels = [Label(float(y[-1]), f"science {y[-1]:,.0f} h,\n{percent(channel.last / whole)} of all hours", colour)]
    outside = crew_facts.channel(scene.run, "crew.hours_outside")
    if outside is not None and outside.last > 0.0:
        xo, yo = scene.recorded(outside)
        ax.plot(xo, yo, color=INK, linewidth=1.1, linestyle=(0, (4, 2)))
        labels.append(Label(float(yo[-1]), f"outside {yo[-1]:,.0f} h", INK))
    ax.set_ylim(0, 1.1 * max(float(y.max()), 1.0))
    ax.set_ylabel("time [h]")
    group_thousands(ax.yaxis)
    label_right(ax, labels, size=8)
