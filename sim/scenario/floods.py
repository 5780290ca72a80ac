"""How many events an hour a station will make, estimated from its keys before it runs, and how many are too many.

A run takes some 20 microseconds an event. The estimate takes every machine for one that always works: failures at the
rate of `mtbf` in dust, each with its repair; print jobs by the batch, at what head and mirror allow; bricks laid by the
pallet. Batteries and stores have their own check: marks too near each other (`sim.scenario.schema.system.QUICKEST_H`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sim.scenario.schema.bricks import brick_mass, optical_efficiency
from sim.scenario.schema.resources import Process, Resources
from sim.scenario.schema.system import MissingError, Report, Span, readable
from sim.scenario.schema.tools import Layer, Machine, Printer, Tools

MOST_PER_HOUR = 1000.0
"""Largest estimate with which a base runs [1/h]: years then take minutes. Shipped stations make less than 100."""

_LEAST_HEAT = 0.5 / 3600.0
"""Less than any regolith takes to be heated above the cold of the shadows [kWh/kg/K]."""


@dataclass(frozen=True)
class _Flow:
    """Events of one sort that an asset makes.

    Attributes:
        path: Its key that says most about how many.
        per_hour: How many [1/h].
        words: What happens how often, and which keys say so.
    """

    path: tuple[str, ...]
    per_hour: float
    words: str


def check_floods(tables: Any, span: Span, report: Report) -> None:
    """A base does not make so many events an hour that a run of it would not end."""
    flows = list(_flows(tables, span))
    total = sum(flow.per_hour for flow in flows)
    if total <= MOST_PER_HOUR:
        return
    chief = max(flows, key=lambda flow: flow.per_hour)
    report(
        chief.path,
        f"makes too many events: {chief.words}; the base comes to about {total:,.0f} an hour, "
        f"and at most {MOST_PER_HOUR:,.0f} are simulated",
    )


def estimate(tables: Any, span: Span) -> float:
    """Return the events of a base in an hour [1/h]."""
    return sum(flow.per_hour for flow in _flows(tables, span))


def _flows(tables: Any, span: Span) -> Iterator[_Flow]:
    if getattr(tables, "resources", None) is not None:
        for path, machine, cls in readable(tables, "resources", Resources, Machine):
            if span.serves(machine):
                with suppress(MissingError):
                    yield _failures(path, machine)
                with suppress(MissingError):
                    yield _switches(path, machine) if issubclass(cls, Process) else _trips(path, machine)
    if getattr(tables, "tools", None) is None:
        return
    for path, machine, cls in readable(tables, "tools", Tools, Machine):
        if not span.serves(machine):
            continue
        with suppress(MissingError):
            yield _failures(path, machine)
        with suppress(MissingError):
            if issubclass(cls, Printer):
                yield _jobs(path, machine, tables)
            elif issubclass(cls, Layer):
                often = machine.count.value * machine.rate.value / machine.pallet.value
                words = f"a pallet of {machine.pallet.value:g} is laid {_often(often)} (rate, pallet and count)"
                yield _Flow((*path, "rate"), 2 * often, words)


def _switches(path: tuple[str, ...], process: Any) -> _Flow:
    stores = len(process.inputs) + sum(not stream.vent for stream in process.outputs.values())
    often = process.count.value * stores / (process.restart.value + process.start_up.value)
    words = f"it may stop and go on {_often(often)} (restart, start_up and count)"
    return _Flow((*path, "restart"), 2 * often, words)


def _trips(path: tuple[str, ...], hauler: Any) -> _Flow:
    often = hauler.count.value / (hauler.loading_time.value + hauler.unloading_time.value)
    words = f"it may be loaded and unloaded {_often(often)} (loading_time, unloading_time and count)"
    return _Flow((*path, "loading_time"), 10 * often, words)


def _failures(path: tuple[str, ...], machine: Any) -> _Flow:
    between = machine.mtbf.value / machine.dust_factor.value + machine.mttr.value
    often = machine.count.value / between
    words = f"it fails and is repaired {_often(often)} (mtbf, mttr, dust_factor and count)"
    return _Flow((*path, "mtbf"), 4 * often, words)


def _jobs(path: tuple[str, ...], printer: Any, tables: Any) -> _Flow:
    recipe = tables.bricks
    job = recipe.batch.value * brick_mass(recipe)
    melting = tables.site.solar_irradiance.value * printer.mirror_area.value * optical_efficiency(recipe)
    heat = _LEAST_HEAT * (recipe.sinter_temperature.value - recipe.start_temperature.value)
    rate = min(printer.head_rate.value, melting / heat) if heat > 0 else printer.head_rate.value
    often = printer.count.value * rate / job
    keys = "head_rate, mirror_area and count; bricks.batch and their sizes"
    words = f"a print job of {job:.3g} kg is done {_often(often)} ({keys})"
    return _Flow((*path, "head_rate"), 3 * often, words)


def _often(per_hour: float) -> str:
    return f"{per_hour:,.3g} times an hour" if per_hour < 1000 else f"{per_hour:,.0f} times an hour"
