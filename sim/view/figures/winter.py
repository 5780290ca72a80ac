"""The hardest month in close-up: where the power comes from, where it goes, and what is left in store."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.engine import longest
from sim.result import Result
from sim.result.number_text import amount, percent
from sim.view import run_facts
from sim.view.figures.panel_sheet import panel_sheet
from sim.view.kit import binning
from sim.view.kit.labels import Label, chips, chips_height, label_right
from sim.view.kit.style import CURTAILED, INK, LOAD_CLASSES, SOURCE_KINDS
from sim.view.kit.text import day, distinct_short, plain
from sim.view.panels import Panel, Scene, communication, energy, sky, tools
from sim.view.panels.scene import FloatArray

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_LETTERS = 26
"""Longest name of a source."""
LENGTH_H = 30 * 24.0
"""Length of the close-up [h]."""
DRAWN = 0.9
"""Share of the highest state of charge below which a store counts as drawn upon."""


def darkest_month(run: Result, length: float = LENGTH_H) -> tuple[float, float]:
    """Span of ``length`` [h] around the longest dark of a run, within the run [h]; its start where it has none."""
    spell = longest(run_facts.dark_spells(run))
    return run_facts.days_around(run, 0.0 if spell is None else (spell[0] + spell[1]) / 2, length)


def lowest_month(run: Result, length: float = LENGTH_H) -> tuple[float, float]:
    """Span of ``length`` [h] around the lowest state of charge of a run, within the run [h]."""
    return run_facts.days_around(run, lowest_charge(run)[0], length)


def hardest_month(run: Result, length: float = LENGTH_H) -> tuple[float, float]:
    """Span of ``length`` [h] that the close-up shows by itself [h].

    Around the lowest charge, or around the longest dark where the batteries were never much drawn upon.
    """
    return lowest_month(run, length) if _drawn_upon(run) else darkest_month(run, length)


def lowest_charge(run: Result) -> tuple[float, float]:
    """When the state of charge was lowest [h], and how low [1].

    Only after it was highest for the first time: a station may land with an empty battery, which says nothing about
    its winters. An empty battery is as low as can be, even where it loses more by itself. Of several times at the
    lowest, the middle of the longest; of one that is longer than a close-up, its beginning: what comes after that is
    a dead station.
    """
    charge = run.channels["energy.state_of_charge"]
    begin = int(np.argmax(charge.values))
    times, values = charge.times[begin:], charge.values[begin:]
    low = max(float(values.min()), min(run_facts.charge_reserve(run) or 0.0, float(values.max())))
    at_floor = values <= low + 1e-6
    # A linear channel stays at its lowest between two such points in a row.
    flat = np.flatnonzero(at_floor[:-1] & at_floor[1:])
    groups = np.split(flat, np.flatnonzero(np.diff(flat) > 1) + 1)
    spell = longest((float(times[group[0]]), float(times[group[-1] + 1])) for group in groups if len(group))
    if spell is None:
        return float(times[np.argmin(values)]), low
    first, last = spell
    return (first if last - first > LENGTH_H else (first + last) / 2), low


def winter(result: Result, *, days: float = 30.0, around: str = "auto") -> Figure:
    """Close-up of the winter of a run, as recorded.

    The hardest time of a station is when its store is lowest, which need not be in the longest dark: a short day that
    does not fill the store makes the next night worse. So the close-up is around the lowest state of charge, unless
    the store was never drawn upon (a reactor carried the night): then it is around the longest dark.

    Args:
        result: A run with the channel ``sunlight.lit_fraction``.
        days: Length of the close-up [d].
        around: What is in its middle: ``"dark"``, the longest dark; ``"charge"``, the lowest state of charge;
            ``"auto"``, the charge if it ever fell below nine tenths of what it was at most, else the dark.

    Raises:
        KeyError: The run lacks the channel.
        ValueError: ``around`` is none of these, or the charge of a run without batteries.
    """
    if around not in {"auto", "dark", "charge"}:
        raise ValueError(f"winter around '{around}': there are auto, dark, charge")
    if around == "charge" and not run_facts.has_storage(result):
        raise ValueError("winter around 'charge': the run has no batteries")
    if around == "auto":
        around = "charge" if _drawn_upon(result) else "dark"
    dark = run_facts.longest_dark_text(result)
    if around == "dark":
        first, last = darkest_month(result, 24.0 * days)
        what = "never dark" if dark == "0 h" else f"around the longest dark of {dark}"
    else:
        first, last = lowest_month(result, 24.0 * days)
        when, low = lowest_charge(result)
        date, floor = day(run_facts.utc(result, when)), run_facts.charge_floor(result)
        empty = floor is not None and low <= floor + 1e-6
        reserve = ", on the last reserve" if empty else ""
        what = f"around the lowest charge, {percent(low)} on {date}{reserve}"
    panels = (sky.FULL, BALANCE, energy.CHARGE, tools.MACHINES, communication.BUFFER)
    return panel_sheet(Scene.of(result, first, last), panels, title=f"{run_facts.title(result)}: {what}")


def _drawn_upon(run: Result) -> bool:
    """Whether the store of a run ever gave much of what it held."""
    if not run_facts.has_storage(run):
        return False
    return lowest_charge(run)[1] < DRAWN * float(run.channels["energy.state_of_charge"].values.max())


def _layers(scene: Scene) -> tuple[list[tuple[str, str, str]], list[tuple[str, str, str]]]:
    """Channel, name and colour of the sources and of the uses, without those that are always nothing."""
    run = scene.run
    sources = run_facts.sources(run)
    names = distinct_short([plain(name) for name, _ in sources], MOST_LETTERS)
    up = [
        (f"energy.offered.{name}", text, SOURCE_KINDS[kind]) for (name, kind), text in zip(sources, names, strict=True)
    ] or [("energy.offered", "offered", SOURCE_KINDS["arrays"])]
    up.append(("energy.discharging", "from storage", SOURCE_KINDS["batteries"]))
    down = [(f"energy.used.{name}", name, LOAD_CLASSES[name]) for name in run_facts.classes(run, "energy.used")] or [
        ("energy.used", "used", LOAD_CLASSES["critical"])
    ]
    down += [
        ("energy.charging", "into storage", energy.CHARGING),
        energy.LOSS,
        ("energy.curtailed", "curtailed", CURTAILED),
        energy.UNSERVED,
    ]
    return energy.some(scene, up), energy.some(scene, down)


def _balance(ax: Axes, scene: Scene) -> None:
    """Sources above zero, uses below; what loads asked for and did not get hangs under the uses."""
    up, down = _layers(scene)
    edges = scene.edges([scene.channel(name) for name, _, _ in (*up, *down)])
    top, bottom = (
        energy.stack(
            ax,
            scene,
            edges,
            [(np.maximum(binning.means(scene.channel(name), edges), 0), colour) for name, _, colour in side],
            sign=sign,
        )
        for side, sign in ((up, 1.0), (down, -1.0))
    )
    ax.axhline(0, color=INK, linewidth=0.9)
    highest, lowest = max(float(top.max()), 1e-6), max(float(bottom.max()), 1e-6)
    ax.set_ylim(-1.05 * lowest, 1.05 * highest)
    ax.yaxis.set_major_formatter(lambda v, _: f"{abs(v):g}")
    ax.set_ylabel("power [kW]")
    width = np.diff(edges)
    labels = [*_side(scene, edges, width, up, highest), *_side(scene, edges, width, down, -lowest)]
    label_right(ax, labels, size=8)
    chips(ax, [(text, colour) for _, text, colour in (*up, *down)], size=8)


def _side(
    scene: Scene, edges: FloatArray, width: FloatArray, side: list[tuple[str, str, str]], limit: float
) -> list[Label]:
    """Energy over the span of each layer of one side, labels from zero outwards to ``limit`` [kW]."""
    found = []
    for i, (name, text, colour) in enumerate(side):
        total = float(np.dot(binning.means(scene.channel(name), edges), width))
        found.append(Label(limit * (i + 0.6) / len(side), f"{text} {amount(total)} kWh", colour))
    return found


def _room_for_chips(scene: Scene) -> float:
    up, down = _layers(scene)
    return chips_height([text for _, text, _ in (*up, *down)], 8)


BALANCE = Panel(
    "balance",
    "Power balance",
    "sources above zero, uses below; energy over the span at the right",
    2.6,
    ("energy.offered", "energy.used"),
    _balance,
    raised=_room_for_chips,
)
