"""The habitats of one run: who was there, the air they breathed, and which condition was missing since when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from sim.result import Result
from sim.result.number_text import amount
from sim.scenario.schema.crew_habitats import Marks
from sim.view import crew_facts, run_facts
from sim.view.figures.flow_looks import colour_of
from sim.view.figures.panel_sheet import panel_sheet
from sim.view.kit.labels import Label, label_right
from sim.view.kit.style import ALARM, INK, SYSTEMS, WARNING
from sim.view.kit.text import length_text
from sim.view.panels import Panel, Scene
from sim.view.panels.crew import CONDITIONS, PEOPLE

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class _Gas:
    """A pressure of the cabin: its channel, title, colour, and its marks in the table of limits."""

    channel: str
    title: str
    colour: str
    marks: Callable[[Result], Marks | None]


def _marks(name: str) -> Callable[[Result], Marks | None]:
    def read(run: Result) -> Marks | None:
        found = crew_facts.crewed(run)
        return None if found is None else getattr(found[1].limits, name)

    return read


GASES = (
    _Gas("total", "Total pressure", INK, _marks("pressure")),
    _Gas("oxygen", "Oxygen", colour_of("oxygen"), _marks("oxygen")),
    _Gas("carbon-dioxide", "Carbon dioxide", SYSTEMS["bricks"], _marks("carbon_dioxide")),
)
"""Pressures in the order of the figure."""


def habitat(result: Result) -> Figure:
    """People, the pressures of their air with the marks that warn and send them home, and every condition.

    Args:
        result: A run with habitats.
    """
    gases = [
        Panel(
            f"pressure-{gas.channel}",
            gas.title,
            "partial pressure, as recorded" if gas.channel != "total" else "of the cabin, as recorded",
            0.72,
            (),
            partial(_pressure, gas),
            drawn_for=partial(_has, gas),
        )
        for gas in GASES
    ]
    title = f"{run_facts.title(result)}: {answer(result)}"
    return panel_sheet(Scene.of(result), (PEOPLE, *gases, CONDITIONS), title=title)


def answer(run: Result) -> str:
    """What a run says of its habitats in a few words."""
    missing, died = crew_facts.missing_while_there(run), crew_facts.died_text(run)
    if died:
        return died
    if not crew_facts.most_people(run):
        return "nobody came"
    if not missing:
        return "people had all they need"
    name, hours = max(missing.items(), key=lambda entry: entry[1])
    return f"{crew_facts.lack_text(name)} for {length_text(hours)} while people were there"


def _has(gas: _Gas, scene: Scene) -> bool:
    return crew_facts.channel(scene.run, f"crew.pressure.{gas.channel}") is not None


def _pressure(gas: _Gas, ax: Axes, scene: Scene) -> None:
    """A pressure along time with its warning and its abort."""
    channel = crew_facts.channel(scene.run, f"crew.pressure.{gas.channel}")
    assert channel is not None  # the panel is not drawn without
    x, y = scene.recorded(channel)
    ax.plot(x, y, color=gas.colour, linewidth=1.2)
    low, high = round(float(y.min()), 3), float(y.max())
    span = f"{amount(low)} to {amount(high)} kPa" if amount(low) != amount(high) else f"{amount(high)} kPa"
    labels = [Label(float(y[-1]), span, gas.colour)]
    levels = [low, high]
    marks = gas.marks(scene.run)
    if marks is not None:
        for value, text, colour in ((marks.warning, "warning", WARNING), (marks.abort, "abort", ALARM)):
            level = float(value)
            levels.append(level)
            ax.axhline(level, color=colour, linewidth=0.9, linestyle=(0, (5, 3)), label=text)
            labels.append(Label(level, f"{text} {level:g} kPa", colour))
    room = 0.08 * (max(levels) - min(levels)) or 1.0
    bottom = max(0.0, min(levels) - room)
    ax.set_ylim(bottom if bottom > 0.15 * max(levels) else 0.0, max(levels) + room)
    ax.set_ylabel("pressure\n[kPa]")
    ax.locator_params(axis="y", nbins=3)
    label_right(ax, labels, size=8)
