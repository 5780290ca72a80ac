"""Trips of transfer vehicles, and how long they wait for propellant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.engine import Channel, Spell
from sim.result import Result
from sim.scenario.base_names import at_base, split_base
from sim.station.transfers.events import BACK, BURNT, LEFT, WAITS
from sim.study.wording import counted
from sim.view import run_facts
from sim.view.kit.labels import text_beside
from sim.view.kit.sheet import name_rows
from sim.view.kit.style import ALARM, PAPER, mixed, system_colour
from sim.view.kit.text import mass_text
from sim.view.panels.scene import Panel, Scene
from sim.view.panels.system_view import Chart, Headline, SystemView

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLOUR = system_colour("campaign")
"""Transfers are transport."""
WAITING = mixed(ALARM, 0.35)
"""Colour of a vehicle that waits for propellant."""
ROW = 0.42
"""Height of one vehicle's row [in]."""


@dataclass(frozen=True)
class Shuttle:
    """How a vehicle went to and fro.

    Attributes:
        name: Its name, with its base where that is not the main one.
        away: When it was away [h].
        waits: When it could have left and had no propellant [h].
        trips: From how many trips it came back.
        burnt: Propellant that it burnt [kg].
    """

    name: str
    away: tuple[Spell, ...]
    waits: tuple[Spell, ...]
    trips: int
    burnt: float


def shuttles(run: Result) -> tuple[Shuttle, ...]:
    """What became of each transfer vehicle, by base and name."""
    found = []
    for channel in sorted(name for name in run.channels if split_base(name)[1].startswith(BURNT)):
        base, own = split_base(channel)
        unit = own.removeprefix(BURNT)
        happened = [
            event for event in run.events if event.system == at_base(base, "transfers") and event.subject == unit
        ]
        times = {kind: [one.time_h for one in happened if one.event == kind] for kind in (LEFT, BACK, WAITS)}
        away = [(begin, _next(times[BACK], begin, run.until_h)) for begin in times[LEFT]]
        waits = [(begin, _next(times[LEFT], begin, run.until_h)) for begin in times[WAITS]]
        burnt = run.channels[channel].last
        found.append(Shuttle(at_base(base, unit), tuple(away), tuple(waits), len(times[BACK]), burnt))
    return tuple(found)


def _next(times: Sequence[float], after: float, end: float) -> float:
    return min((time for time in times if time >= after), default=end)


def brought(run: Result) -> float:
    """Freight that all vehicles handed over, both ways together [kg]."""
    return sum(
        run_facts.kpi_value(run, name) or 0.0
        for name in run.kpis
        if split_base(name)[1].startswith("transfers.") and name.endswith(".brought")
    )


def text(run: Result) -> str:
    """What all vehicles brought, and for how much propellant, in a few words."""
    burnt = sum(one.burnt for one in shuttles(run))
    return f"{mass_text(brought(run))} carried for {mass_text(burnt)} of propellant"


def _trips(ax: Axes, scene: Scene) -> None:
    """One row a vehicle: filled while it is away, pale red while it waits for propellant."""
    rows = shuttles(scene.run)
    for index, one in enumerate(rows):
        y = len(rows) - 1 - index
        for spells, colour in ((one.waits, WAITING), (one.away, COLOUR)):
            bars = [_bar(scene, spell) for spell in spells if spell[0] < scene.last and spell[1] > scene.first]
            ax.broken_barh(bars, (y - 0.34, 0.68), facecolors=colour, edgecolors=colour, linewidth=0.8)
        waited = sum(end - begin for begin, end in one.waits)
        lines = f"{counted(one.trips, 'trip')}, {mass_text(one.burnt)} of propellant"
        text_beside(ax, y, lines + (f",\nwaited {waited / 24:,.0f} d for more" if waited >= 12.0 else ""), size=8)
    ax.set_xlim(*scene.axis.x(np.array([scene.first, scene.last])))
    name_rows(ax, [one.name for one in rows], room=0.55)
    ax.set_facecolor(PAPER)


def _bar(scene: Scene, spell: Spell) -> tuple[float, float]:
    begin, end = max(spell[0], scene.first), min(spell[1], scene.last)
    return float(scene.axis.x(begin)), (end - begin) / 24.0


TRIPS = Panel(
    "trips",
    "Transfer vehicles",
    "filled: away; pale red: it could leave and has no propellant",
    lambda scene: ROW * max(len(shuttles(scene.run)), 1),
    (),
    _trips,
    drawn_for=lambda scene: shuttles(scene.run),
    names=lambda scene: [one.name for one in shuttles(scene.run)],
)


def _headlines(run: Result) -> Sequence[Headline]:
    found = shuttles(run)
    if not found:
        return ()
    trips = sum(one.trips for one in found)
    return (Headline(counted(trips, "trip"), text(run).replace(" for", "\nfor"), "campaign"),)


def _burnt(run: Result) -> Channel | None:
    """Propellant that all vehicles burnt [kg]."""
    channels = [run.channels[name] for name in sorted(run.channels) if split_base(name)[1].startswith(BURNT)]
    if not channels:
        return None
    times = np.unique(np.concatenate([one.times for one in channels]))
    return Channel("transfers.burnt", "kg", "step", times, np.sum([one.at(times) for one in channels], axis=0))


VIEW = SystemView(
    "transfers",
    panels=lambda _: (TRIPS,),
    charts=(
        Chart(
            "propellant",
            "Propellant of transfers",
            "t",
            "Propellant that transfer vehicles burnt.",
            _burnt,
            1e-3,
            mode="total",
            chief=False,
        ),
    ),
    headlines=_headlines,
)
