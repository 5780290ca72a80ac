"""Machine states along time, one row a unit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from sim.engine import Channel
from sim.result import Result
from sim.result.number_text import percent
from sim.station.states import AT_WORK, CATEGORIES, absent_codes, state_channel
from sim.view import run_facts
from sim.view.kit import binning
from sim.view.kit.axis import ticks_at
from sim.view.kit.labels import chips, chips_height, text_beside
from sim.view.kit.sheet import beside
from sim.view.kit.style import INK, MUTED, PAPER, RULE, SINGLE_STATES, STATE_GROUPS, StateGroup
from sim.view.panels.scene import FloatArray, Panel, Scene, fill_all, outline_from
from sim.view.panels.system_view import Chart, Headline, Line, Overlay, SystemView

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Groups = Sequence[StateGroup]

MOST_SPELLS = 400
"""Most changes of state of one machine that are drawn as recorded; above, shares of narrow bins."""
FINE_BINS = 240
"""Bins of a span too short for days and too busy to be drawn as recorded."""


def _codes(channel: Channel, group: StateGroup) -> tuple[int, ...]:
    return tuple(i for i, label in enumerate(channel.labels) if label in group.states)


def bins_for(scene: Scene) -> binning.Bins | None:
    """Bins of the state rows; None: every spell as recorded."""
    if scene.bins is not None:
        return scene.bins
    busiest = 0
    for unit in run_facts.units(scene.run):
        times = scene.channel(state_channel(unit)).times
        busiest = max(busiest, int(np.count_nonzero((times > scene.first) & (times < scene.last))))
    if busiest <= MOST_SPELLS:
        return None
    for width, label in ((1.0, "hour"), (3.0, "3 hours"), (6.0, "6 hours")):
        if (scene.last - scene.first) / width <= FINE_BINS:
            return binning.bins(scene.first, scene.last, width, label)
    return binning.bins(scene.first, scene.last, 12.0, "12 hours")


def seen(scene: Scene, groups: Groups) -> list[StateGroup]:
    """Groups with a state that any machine is in, in their order."""
    found: set[str] = set()
    for unit in run_facts.units(scene.run):
        channel = scene.channel(state_channel(unit))
        inside = channel.values[(channel.times > scene.first) & (channel.times < scene.last)]
        codes = np.unique(np.append(inside, channel.at(np.array([scene.first])))).astype(int)
        found.update(channel.labels[code] for code in codes)
    return [group for group in groups if found & group.states.keys()]


def _shares(
    scene: Scene, bins: binning.Bins, channel: Channel, base: float, height: float, groups: Groups
) -> Iterator[tuple[FloatArray, str]]:
    """Areas of a row of stacked shares; from the top down, so that no seam shows."""
    shares = [binning.shares(channel, bins.edges, _codes(channel, g)) for g in groups]
    totals = np.cumsum(np.array(shares), axis=0)
    for total, share, group in reversed(list(zip(totals, shares, groups, strict=True))):
        if share.max() <= 0:
            continue
        x, y = scene.steps(bins.edges, np.minimum(total, 1.0))
        yield outline_from(x, base, base + height * y), group.colour


def _spells(
    scene: Scene, channel: Channel, base: float, height: float, groups: Groups
) -> Iterator[tuple[FloatArray, str]]:
    """Areas of a row of spells as recorded."""
    inside = (channel.times > scene.first) & (channel.times < scene.last)
    edges = np.concatenate(([scene.first], channel.times[inside], [scene.last]))
    codes = channel.at(edges[:-1]).astype(int)
    for group in groups:
        chosen = np.flatnonzero(np.isin(codes, _codes(channel, group)))
        for left, right in zip(scene.axis.x(edges[chosen]), scene.axis.x(edges[chosen + 1]), strict=True):
            yield outline_from(np.array([left, right]), base, np.full(2, base + height)), group.colour


def machines(ax: Axes, scene: Scene, groups: Groups = STATE_GROUPS) -> None:
    """One row a unit, in the order in which regolith passes; the share at work at the right."""
    units = run_facts.units(scene.run)
    bins = bins_for(scene)
    height = 0.84
    areas: list[tuple[FloatArray, str]] = []
    for i, unit in enumerate(units):
        channel = scene.channel(state_channel(unit))
        base = len(units) - 1 - i - height / 2
        row = (
            _shares(scene, bins, channel, base, height, groups)
            if bins
            else _spells(scene, channel, base, height, groups)
        )
        areas += row
        window = np.array([scene.first, scene.last])
        work = float(binning.shares(channel, window, _codes(channel, groups[0]))[0])
        away = float(binning.shares(channel, window, _codes(channel, groups[-1]))[0])
        text = f"{groups[0].label} {percent(work, of=1 - away)}" if away < 1 else groups[-1].label
        colour = INK if away < 1 else MUTED
        text_beside(ax, base + height / 2, text, colour=colour)
        ax.axhline(base, color=RULE, linewidth=0.5, zorder=0)
    fill_all(ax, areas)
    ax.set_ylim(-0.55, len(units) - 0.45)
    ticks_at(ax.yaxis, range(len(units)), beside(ax, units)[::-1])
    ax.grid(visible=False)
    ax.spines["left"].set_visible(False)
    ax.set_facecolor(PAPER)
    chips(ax, [(g.label, g.colour) for g in seen(scene, groups)])


def _describe(scene: Scene) -> str:
    bins = bins_for(scene)
    return f"share of each {bins.label} in each state" if bins else "state as recorded"


def _height(scene: Scene) -> float:
    count = len(run_facts.units(scene.run))
    return (0.27 if count <= 12 else 0.2) * max(count, 2)


def _singly(ax: Axes, scene: Scene) -> None:
    machines(ax, scene, SINGLE_STATES)


def _rows_of_chips(groups: Groups) -> Callable[[Scene], float]:
    return lambda scene: chips_height([group.label for group in seen(scene, groups)])


def _units(scene: Scene) -> Sequence[str]:
    return run_facts.units(scene.run)


MACHINES = Panel(
    "machines",
    "Machines",
    _describe,
    _height,
    (),
    machines,
    raised=_rows_of_chips(STATE_GROUPS),
    drawn_for=_units,
    names=_units,
)
STATES = replace(MACHINES, draw=_singly, raised=_rows_of_chips(SINGLE_STATES))
"""The same with every state by itself."""


def _share_at_work(scene: Scene) -> Line:
    bins = scene.bins or binning.bins(scene.first, scene.last, 24.0, "day")
    states = [scene.channel(state_channel(unit)) for unit in run_facts.units(scene.run)]
    working = tuple(i for i, label in enumerate(states[0].labels) if label == "working")
    away = tuple(absent_codes(states[0]))
    busy = np.sum([binning.shares(s, bins.edges, working) for s in states], axis=0)
    there = np.sum([1 - binning.shares(s, bins.edges, away) for s in states], axis=0)
    return scene.steps(bins.edges, 100 * busy / np.maximum(there, 1e-9))


def _time_mean(line: Line) -> float:
    """Mean of a line along x."""
    x, y = line
    return float(np.sum(np.diff(x) * (y[1:] + y[:-1]) / 2) / max(x[-1] - x[0], 1e-9))


def at_work(run: Result) -> Channel | None:
    """Share of the machines in service that are at work [1]; None for a run without machines."""
    states = [run.channels[state_channel(unit)] for unit in run_facts.units(run)]
    states = [state for state in states if "working" in state.labels]
    if not states:
        return None
    times = np.unique(np.concatenate([state.times for state in states]))
    busy, there = np.zeros(len(times)), np.zeros(len(times))
    for state in states:
        codes = state.at(times)
        busy += codes == state.labels.index("working")
        there += ~np.isin(codes, list(absent_codes(state)))
    return Channel("tools.at_work", "1", "step", times, busy / np.maximum(there, 1))


def _headlines(run: Result) -> Sequence[Headline]:
    available = run_facts.kpi_value(run, "tools.availability")
    failures = run_facts.kpi_value(run, "tools.failures")
    if available is None or not run_facts.units(run):
        return ()
    caption = "machines fit for work" + ("" if failures is None else f"\n{failures:,.0f} failures")
    return (Headline(percent(available, 1), caption, "tools"),)


VIEW = SystemView(
    "tools",
    panels=lambda _: (MACHINES,),
    overlays=(
        Overlay(
            "machines",
            "Machines at work",
            lambda scene: (
                f"share of machine hours in service, each {scene.bins.label if scene.bins else 'day'}; labels: mean"
            ),
            f"{CATEGORIES[AT_WORK].hours} [%]",
            0.95,
            "",
            _share_at_work,
            lambda _, line: f"{_time_mean(line):.0f} %",
            drawn_for=lambda scene: run_facts.units(scene.run),
            says=lambda scene: sum(scene.run.bottlenecks.totals.values()) > 0,
        ),
    ),
    charts=(
        Chart(
            "work", "Machines at work", "%", "Share of the machines in service that are at work.", at_work, 100, top=100
        ),
    ),
    headlines=_headlines,
)
