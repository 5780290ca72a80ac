"""What people live on in one run: stocks with their deliveries, and for how many days they would last."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from sim.engine import Channel
from sim.result import Result
from sim.result.number_text import amount
from sim.scenario.schema.crew_people import VITAL
from sim.view import crew_facts, run_facts
from sim.view.figures.flow_looks import colour_of
from sim.view.figures.panel_sheet import panel_sheet
from sim.view.kit.axis import group_thousands
from sim.view.kit.labels import Label, label_right
from sim.view.kit.style import ALARM, INK, MUTED, SYSTEMS
from sim.view.kit.text import day
from sim.view.panels import Panel, Scene
from sim.view.panels.crew import PEOPLE
from sim.view.panels.scene import FloatArray, fill

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLOURS: Mapping[str, str] = {
    "oxygen": colour_of("oxygen"),
    "water": colour_of("water"),
    "food": SYSTEMS["energy"],
    "nitrogen": SYSTEMS["crew"],
    "dry-goods": SYSTEMS["bricks"],
}
"""What people live on, in the order of the figure, with its colour."""
MOST_DAYS = 200.0
"""Margins beyond are long enough not to be told apart [d]."""
NOTHING = 1e-6
"""What a store holds that is empty [kg]."""


def consumables(result: Result) -> Figure:
    """Stocks that people live on, deliveries marked, and for how many days those who are there would have enough.

    Args:
        result: A run with habitats.
    """
    margins = Panel(
        "margins",
        "Days of margin",
        f"how long each would last those who are there, if nothing were won back; up to {MOST_DAYS:.0f} d",
        1.5,
        (),
        _margins,
        drawn_for=lambda scene: crew_facts.most_people(scene.run),
    )
    stocks = [
        Panel(
            f"stock-{name}",
            _shown(name).capitalize(),
            "in store; triangles: deliveries",
            0.75,
            (),
            partial(_stock, name),
            drawn_for=lambda scene, name=name: _channel(scene.run, name) is not None,  # type: ignore[misc]
        )
        for name in COLOURS
    ]
    title = f"{run_facts.title(result)}: {answer(result)}"
    return panel_sheet(Scene.of(result), (PEOPLE, margins, *stocks), title=title)


def answer(run: Result) -> str:
    """What was shortest, in a few words."""
    least = {name: hours for name in VITAL if (hours := crew_facts.kpi_value(run, f"crew.margin.{name}")) is not None}
    if not least:
        return "nobody came"
    name = min(least, key=lambda one: least[one])
    if least[name] <= 0.0:
        return f"people ran out of {name}"
    return f"{name} was shortest, for {amount(least[name] / 24.0)} d at the least"


def _shown(name: str) -> str:
    return name.replace("-", " ")


def _channel(run: Result, name: str) -> Channel | None:
    return crew_facts.channel(run, f"resources.stock.{name}")


def _margins(ax: Axes, scene: Scene) -> None:
    """Days of oxygen, water and food while people are there."""
    people = crew_facts.channel(scene.run, "crew.people")
    found = crew_facts.crewed(scene.run)
    assert people is not None  # the panel is not drawn without
    assert found is not None
    spells = people.spells(above=0.5, start=scene.first, end=scene.last)
    labels, top = [], 0.0
    for name in VITAL:
        channel = crew_facts.channel(scene.run, f"crew.margin.{name}")
        if channel is None:
            continue
        lows = []
        for begin, end in spells:
            part = Scene.of(scene.run, begin, end)
            x, y = part.recorded(channel)
            # When they leave, the margin of nobody follows that of the last who were there.
            last = int(np.searchsorted(channel.times, end, side="left"))
            if last < len(channel.times) and channel.times[last] == end:
                y[-1] = channel.values[last]
            ax.plot(x, np.minimum(y, MOST_DAYS), color=COLOURS[name], linewidth=1.1, label=name)
            lows.append((float(y.min()), float(x[int(y.argmin())])))
            top = max(top, float(y.max()))
        if lows:
            low, at = min(lows)
            ax.plot([at], [low], marker="o", markersize=4, color=COLOURS[name], linestyle="none", zorder=5)
            labels.append(Label(low, f"{name}, {amount(low)} d at least", COLOURS[name]))
    reserve = float(found[1].rules.reserve) / 24.0
    if reserve > 0.0:
        ax.axhline(reserve, color=MUTED, linewidth=0.9, linestyle=(0, (5, 3)))
        labels.append(Label(reserve, f"{reserve:g} d wanted at a landing", MUTED))
    ax.axhline(0, color=ALARM, linewidth=0.9)
    ax.set_ylim(0, 1.06 * min(max(top, reserve, 1.0), MOST_DAYS))
    ax.set_ylabel("margin [d]")
    label_right(ax, labels, size=8)


def _stock(name: str, ax: Axes, scene: Scene) -> None:
    """What is in store of a commodity, with its deliveries."""
    channel = _channel(scene.run, name)
    assert channel is not None  # the panel is not drawn without
    colour = COLOURS[name]
    x, y = scene.recorded(channel)
    fill(ax, x, 0, y, colour, alpha=0.18)
    ax.plot(x, y, color=colour, linewidth=1.1)
    most = float(y.max())
    ax.set_ylim(0, 1.25 * most if most > 0 else 1.0)
    for time in deliveries(scene.run, name):
        if scene.first <= time <= scene.last:
            at, level = float(scene.axis.x(time)), float(channel.at(time))
            ax.plot([at], [level + 0.1 * most], marker="v", markersize=6, color=INK, linestyle="none", zorder=5)
    ax.set_ylabel("mass [kg]")
    ax.locator_params(axis="y", nbins=3)
    group_thousands(ax.yaxis)
    ended = f"{amount(round(float(y[-1]), 3))} kg at the end"
    labels = [Label(float(y[-1]), ended, colour)]
    empty = _empty(y)
    if empty is not None:
        since = day(run_facts.utc(scene.run, 24.0 * (float(x[empty]) - float(scene.axis.x(0.0)))))
        labels.append(Label(0.0, f"empty on {since}", ALARM))
    label_right(ax, labels, size=8)


def _empty(levels: FloatArray) -> int | None:
    """Where a store was empty first after it had held something."""
    held = np.flatnonzero(levels > NOTHING)
    gone = np.flatnonzero(levels[held[0] :] <= NOTHING) if len(held) else held
    return int(held[0] + gone[0]) if len(gone) else None


def deliveries(run: Result, name: str) -> list[float]:
    """When something was brought of a commodity [h]."""
    return [event.time_h for event in crew_facts.events(run, "delivery", system="resources") if event.subject == name]
