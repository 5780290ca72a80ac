"""Cables between the places of a base, along time."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.engine import Channel
from sim.result import Result
from sim.result.number_text import amount
from sim.scenario.base_names import at_base, split_base
from sim.scenario.schema.places import CABLE
from sim.view.kit.labels import text_beside
from sim.view.kit.sheet import name_rows
from sim.view.kit.style import PAPER, RULE, SOURCE_KINDS, SYSTEMS
from sim.view.panels.scene import FloatArray, Panel, Scene, fill_all, outline_from

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ROW = 0.46
"""Height of one place's row [in]."""
_HEIGHT = 0.84
"""Share of its row that a full cable fills [1]."""
LOST = "#a89f91"
"""Power that is lost on the way."""


class Way(NamedTuple):
    """All cables to a place: its name, the names of their channels, the most that arrives there, or leaves it [kW]."""

    place: str
    flow: str
    lost: str
    arrives: float
    leaves: float


def ways(run: Result) -> list[Way]:
    """The places to which there are cables, by base and name."""
    found: list[Way] = []
    if not any(split_base(name)[1].startswith(CABLE) for name in run.channels):
        return found
    for base, tables in run.scenario.all_bases():
        for place in sorted(tables.energy.places) if tables.energy is not None else ():
            flow, lost = at_base(base, CABLE + place), at_base(base, f"energy.cable_loss.{place}")
            if flow in run.channels:
                laid = tables.energy.cables_to(place)
                sizes = [int(each.count) * float(each.capacity) for each in laid]
                arrive = [size * each.efficiency(tables.energy.places) for size, each in zip(sizes, laid, strict=True)]
                found.append(Way(at_base(base, place), flow, lost, sum(arrive), sum(sizes)))
    return found


def busiest(run: Result) -> Channel | None:
    """What runs over the cables to the place to or from which most does; None where there are none."""
    flows = [run.channels[each.flow] for each in ways(run)]
    return max(flows, key=lambda flow: _either_way(flow).integral(), default=None)


def _either_way(flow: Channel) -> Channel:
    """Power at the place's end, whichever way it goes."""
    return Channel(flow.name, flow.unit, flow.kind, flow.times, np.abs(flow.values))


def _draw(ax: Axes, scene: Scene) -> None:
    """One row a place, filled as its cables are; at the right the mean and what is lost."""
    found = ways(scene.run)
    areas: list[tuple[FloatArray, str]] = []
    for index, way in enumerate(found):
        base = len(found) - 1 - index - _HEIGHT / 2
        flow = scene.channel(way.flow)
        x, y = scene.curve(flow)
        for part, colour in ((y / way.arrives, SYSTEMS["energy"]), (-y / way.leaves, SOURCE_KINDS["arrays"])):
            if (part > 0.0).any():
                areas.append((outline_from(x, base, base + _HEIGHT * np.maximum(part, 0.0)), colour))
        ax.axhline(base, color=RULE, linewidth=0.5, zorder=0)
        ax.axhline(base + _HEIGHT, color=RULE, linewidth=0.5, linestyle=(0, (2, 2)), zorder=0)
        most = way.arrives if flow.mean(scene.first, scene.last) >= 0 else way.leaves
        mean = _either_way(flow).mean(scene.first, scene.last)
        lost = scene.channel(way.lost).mean(scene.first, scene.last)
        text = f"{amount(mean)} of {amount(most)} kW, {amount(lost)} lost"
        text_beside(ax, base + _HEIGHT / 2, text)
    fill_all(ax, areas)
    ax.set_xlim(*scene.axis.x(np.array([scene.first, scene.last])))
    name_rows(ax, [each.place for each in found], room=0.55)
    ax.set_facecolor(PAPER)


def _describe(scene: Scene) -> str:
    back = any(scene.channel(each.flow).values.min() < 0 for each in ways(scene.run))
    which = "to the place; yellow: from it" if back else "arriving at the place"
    return "; ".join(part for part in (which, "dashed: the most", scene.per) if part)


CABLES = Panel(
    "cables",
    "Power by cable",
    _describe,
    lambda scene: ROW * max(len(ways(scene.run)), 2),
    (),
    _draw,
    drawn_for=lambda scene: ways(scene.run),
    names=lambda scene: [each.place for each in ways(scene.run)],
)
