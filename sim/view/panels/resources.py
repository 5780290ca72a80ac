"""Stores of commodities along time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.engine import Channel
from sim.result import Result
from sim.scenario.base_names import at_base, split_base
from sim.scenario.schema.stores import STOCK
from sim.station.topology import stock_behind
from sim.view import run_facts
from sim.view.kit.labels import text_beside
from sim.view.kit.sheet import name_rows
from sim.view.kit.style import PAPER, RULE, system_colour
from sim.view.kit.text import mass_text
from sim.view.panels.scene import FloatArray, Panel, Scene, fill_all, outline_from
from sim.view.panels.system_view import Chart, Headline, SystemView

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ROW = 0.36
"""Height of one store's row [in]."""
_HEIGHT = 0.84
"""Share of its row that a full store fills [1]."""


def stores(run: Result) -> dict[str, float]:
    """Capacity of each store of the plant [kg], by the history of its stock, in the order of the scenario."""
    found = run_facts.plant(run)
    if found is None:
        return {}
    base, table = found
    named = {at_base(base, STOCK + name): float(store.capacity) for name, store in table.stores.items()}
    return {name: capacity for name, capacity in named.items() if name in run.channels}


def _commodity(channel: str) -> str:
    return split_base(channel)[1].removeprefix(STOCK)


def _stocks(ax: Axes, scene: Scene) -> None:
    stock_rows(ax, scene, stores(scene.run))


def stock_rows(ax: Axes, scene: Scene, found: Mapping[str, float]) -> None:
    """One row a store, filled as the store is; at the right what is in it in the end.

    Args:
        ax: The panel.
        scene: The run and the span.
        found: Capacity of each store [kg], by the history of its stock.
    """
    areas: list[tuple[FloatArray, str]] = []
    for index, (name, capacity) in enumerate(found.items()):
        base = len(found) - 1 - index - _HEIGHT / 2
        channel = scene.channel(name)
        x, y = scene.recorded(channel)
        areas.append((outline_from(x, base, base + _HEIGHT * y / capacity), system_colour("resources")))
        ax.axhline(base, color=RULE, linewidth=0.5, zorder=0)
        ax.axhline(base + _HEIGHT, color=RULE, linewidth=0.5, linestyle=(0, (2, 2)), zorder=0)
        text = f"{mass_text(float(channel.at(scene.last)))} of {mass_text(capacity)}"
        text_beside(ax, base + _HEIGHT / 2, text)
    fill_all(ax, areas)
    ax.set_xlim(*scene.axis.x(np.array([scene.first, scene.last])))
    name_rows(ax, [_commodity(name) for name in found], room=0.55)
    ax.set_facecolor(PAPER)


STOCKS = Panel(
    "stocks",
    "Stores",
    "how full; the dashed line is all that a store holds",
    lambda scene: ROW * max(len(stores(scene.run)), 2),
    (),
    _stocks,
    drawn_for=lambda scene: stores(scene.run),
    names=lambda scene: [_commodity(name) for name in stores(scene.run)],
)


def _chief(run: Result) -> str | None:
    """The stock that people look for first: of the first goal on one, else water where people are, else the last."""
    found = stores(run)
    if not found:
        return None
    behind = [stock_behind(goal.measure) for goal in run.scenario.measures]
    aimed = next((name for name in behind if name in found), None)
    drunk = STOCK + "water" if run.scenario.crew is not None and STOCK + "water" in found else None
    return aimed or drunk or next(reversed(found))


def _headlines(run: Result) -> Sequence[Headline]:
    name = _chief(run)
    if name is None:
        return ()
    return (Headline(mass_text(run.channels[name].last), f"{_commodity(name)} in store", "resources"),)


def _history(run: Result) -> Channel | None:
    name = _chief(run)
    return None if name is None else run.channels[name]


VIEW = SystemView(
    "resources",
    panels=lambda _: (STOCKS,),
    charts=(Chart("stock", "In store", "kg", "Stock of the commodity that the first goal is about.", _history),),
    headlines=_headlines,
)
