"""Missions as planned and as they flew, and what they landed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.engine import Channel
from sim.result import Result
from sim.result.number_text import amount
from sim.scenario.manifests import manifest, total_mass
from sim.scenario.schema.base import may_come
from sim.station.campaign.events import COST, LANDED
from sim.view import run_facts
from sim.view.decided import choices
from sim.view.kit.labels import chips, text_beside
from sim.view.kit.sheet import name_rows
from sim.view.kit.style import ALARM, INK, MUTED, PAPER, system_colour
from sim.view.kit.text import mass_text
from sim.view.panels.energy import stack
from sim.view.panels.scene import Panel, Scene
from sim.view.panels.system_view import Chart, Headline, SystemView, recorded_history

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ROW = 0.26
"""Height of one mission's row [in]."""
HEIGHT = 1.15
"""Height of the mass that landed [in]."""
CHIPS = 0.24
"""Room for the colours of the systems above it [in]."""


@dataclass(frozen=True)
class Flown:
    """What became of a mission.

    Attributes:
        name: The mission.
        planned: When it lands as planned [h], infinity for never.
        launches: When it was launched [h].
        losses: When flights of it were lost [h].
        landed: When it landed [h]; None where it did not.
        mass: Mass of the cargo that it landed, or was to land with all its room full [kg].
    """

    name: str
    planned: float
    launches: tuple[float, ...]
    losses: tuple[float, ...]
    landed: float | None
    mass: float


def flown(run: Result) -> tuple[Flown, ...]:
    """What became of each mission, in the order in which they land as planned."""
    scenario = run.scenario
    if COST not in run.channels or scenario.campaign is None:
        return ()
    found, chosen = [], choices(run)
    # Of tens of thousands of events a few are the campaign's.
    flights = [event for event in run.events if event.system == "campaign"]
    for name, planned in scenario.planned_landings().items():
        if not may_come(scenario.campaign.missions[name], chosen):
            continue  # what was not chosen was no mission
        own = [event for event in flights if event.subject == name]
        times = {kind: tuple(one.time_h for one in own if one.event == kind) for kind in ("launched", "lost", "landed")}
        full = total_mass(manifest(scenario, name, chosen))
        landed = times["landed"][0] if times["landed"] else None
        aboard = run_facts.kpi_value(run, f"campaign.mission.{name}.landed_mass")
        mass = full if landed is None or aboard is None else aboard
        found.append(Flown(name, planned, times["launched"], times["lost"], landed, mass))
    return tuple(sorted(found, key=lambda one: (one.planned, one.name)))


def _missions(ax: Axes, scene: Scene) -> None:
    """One row a mission: an open diamond where it lands as planned, a full one where it did, a cross for a loss."""
    rows, colour = flown(scene.run), system_colour("campaign")
    for i, one in enumerate(rows):
        y = len(rows) - 1 - i
        planned = min(one.planned, scene.last)
        end = scene.last if one.landed is None else min(one.landed, scene.last)
        if end > planned:
            x = scene.axis.x(np.array([planned, end]))
            ax.plot(x, [y, y], color=MUTED, linewidth=1.0, linestyle=(0, (2, 1.4)), zorder=2)
        for begin, arrives in zip(one.launches, sorted((*one.losses, *_landing(one))), strict=False):
            x = scene.axis.x(np.array([begin, min(arrives, scene.last)]))
            ax.plot(x, [y, y], color=colour, linewidth=3.0, solid_capstyle="butt", zorder=3)
        _mark(ax, scene, one.planned, y, marker="D", markersize=6.5, color=PAPER, markeredgecolor=colour)
        for loss in one.losses:
            _mark(ax, scene, loss, y, marker="x", markersize=6.5, color=ALARM, markeredgecolor=ALARM, width=1.8)
        if one.landed is not None:
            _mark(ax, scene, one.landed, y, marker="D", markersize=6.5, color=colour, markeredgecolor=PAPER)
        text_beside(ax, y, _said(one, scene))
    ax.set_xlim(*scene.axis.x(np.array([scene.first, scene.last])))
    name_rows(ax, [one.name for one in rows], room=0.6)


def _landing(one: Flown) -> tuple[float, ...]:
    return () if one.landed is None else (one.landed,)


def _mark(ax: Axes, scene: Scene, time: float, y: float, *, width: float = 1.0, **looks: Any) -> None:
    if scene.first <= time <= scene.last:
        ax.plot([float(scene.axis.x(time))], [y], linestyle="none", markeredgewidth=width, zorder=5, **looks)


def _said(one: Flown, scene: Scene) -> str:
    """What a mission came to, in a few words."""
    times = len(one.losses)
    lost = {0: "", 1: "lost once, ", 2: "lost twice, "}.get(times, f"lost {times} times, ")
    if one.landed is not None and one.landed <= scene.last:
        late = round((one.landed - one.planned) / 24)
        return f"{lost}{mass_text(one.mass)}" + (f", {late:,d} d late" if late else "")
    if one.planned > scene.last and not one.losses:
        return "after the end"
    return f"{lost}not landed"


MISSIONS = Panel(
    "missions",
    "Missions",
    "open: landing as planned; full: landed; cross: lost; dashes: late",
    lambda scene: ROW * max(2, len(flown(scene.run))),
    (COST,),
    _missions,
    drawn_for=lambda scene: flown(scene.run),
    names=lambda scene: [one.name for one in flown(scene.run)],
)


def _systems(run: Result) -> list[str]:
    """Systems for which anything is to land, the heaviest first."""
    names = [name.removeprefix(LANDED) for name in run.channels if name.startswith(LANDED)]
    return sorted(names, key=lambda name: (-run.channels[LANDED + name].last, name))


def _landed_mass(ax: Axes, scene: Scene) -> None:
    """Mass that missions landed, one system above the other; dashes: all of it as planned."""
    names = _systems(scene.run)
    channels = [scene.channel(LANDED + name) for name in names]
    edges = np.unique(np.concatenate([[scene.first, scene.last], *(one.times for one in channels)]))
    edges = edges[(edges >= scene.first) & (edges <= scene.last)]
    colours = [system_colour(name) for name in names]
    layers = [(channel.at(edges[:-1]) / 1000, colour) for channel, colour in zip(channels, colours, strict=True)]
    landed = float(stack(ax, scene, edges, layers)[-1])
    plan = sorted((one.planned, one.mass) for one in flown(scene.run) if one.planned <= scene.last)
    times = np.array([scene.first, *(time for time, _ in plan), scene.last])
    total = np.cumsum([0.0, *(mass for _, mass in plan)]) / 1000
    ax.step(scene.axis.x(times), [*total, total[-1]], where="post", color=INK, linewidth=1.0, linestyle=(0, (3, 1.6)))
    text_beside(ax, landed, f"{amount(landed)} of {amount(float(total[-1]))} t")
    ax.set_ylim(0, 1.08 * max(float(total[-1]), landed, 0.001))
    ax.set_xlim(*scene.axis.x(np.array([scene.first, scene.last])))
    ax.set_ylabel("landed [t]")
    chips(ax, list(zip(names, colours, strict=True)))


LANDED_MASS = Panel(
    "landed-mass",
    "Landed by missions",
    "by system; dashes: all of it as planned",
    HEIGHT,
    (COST,),
    _landed_mass,
    raised=CHIPS,
    drawn_for=lambda scene: _systems(scene.run),
)


def _headlines(run: Result) -> Sequence[Headline]:
    missions = [one for one in flown(run) if one.planned <= run.until_h or one.landed is not None]
    if not missions:
        return ()
    landed = sum(one.landed is not None for one in missions)
    lost = run_facts.kpi_value(run, "campaign.lost") or 0.0
    late = run_facts.kpi_value(run, "campaign.late") or 0.0
    second = f"{lost:.0f} lost" if lost else f"{late:,.0f} days late" if round(late) else "on time"
    return (Headline(f"{landed} of {len(missions)}", f"missions landed\n{second}", "campaign"),)


def _whole(run: Result) -> Channel | None:
    """Mass that missions landed in all [kg]."""
    channels = [run.channels[LANDED + name] for name in _systems(run)]
    if not channels:
        return None
    times = np.unique(np.concatenate([one.times for one in channels]))
    whole = np.sum([one.at(times) for one in channels], axis=0)
    return Channel("campaign.landed", "kg", "step", times, whole)


VIEW = SystemView(
    "campaign",
    panels=lambda _: (MISSIONS,),
    charts=(
        Chart("missions", "Landed by missions", "t", "Mass of the cargo that has landed.", _whole, 1e-3, mode="total"),
        Chart(
            "transport",
            "Cost of transport",
            "MUSD",
            "What launches cost so far.",
            recorded_history(COST),
            mode="total",
            chief=False,
        ),
    ),
    headlines=_headlines,
)
