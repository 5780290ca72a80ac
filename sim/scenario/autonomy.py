"""How long storage bears a base in the dark, against the darks of its site: an estimate by hand, without a run."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from sim.moon.sunlight import DARK_BELOW, spans_below
from sim.scenario.ageing import Ageing
from sim.scenario.schema.base import LOAD_CLASSES, Dated, LoadClass
from sim.scenario.schema.machines import machines_at
from sim.scenario.schema.scenario import ScenarioTable, Tables
from sim.scenario.schema.shedding import draws_reserve
from sim.scenario.sky import array_mast, array_place, base_sky

_MOST_DARKS = 30
"""How many of the longest darks are looked at: what arrives between them makes a shorter one the worst."""


@dataclass(frozen=True)
class Dark:
    """A dark at the arrays, and what the base has for it.

    Attributes:
        begin: When it begins [h].
        hours: How long it lasts [h].
        usable: For how long storage serves all classes, those that must not fail among them, from full [h].
        reserve: For how much longer its last reserve serves those that draw on it [h].
        load: What must not fail then: the classes that no rule sheds [kW].
        steady: What reactors give meanwhile [kW].
    """

    begin: float
    hours: float
    usable: float
    reserve: float
    load: float
    steady: float


def worst_dark(scenario: ScenarioTable, tables: Tables) -> Dark | None:
    """Return the dark that asks most of the storage of a base: that with the least autonomy for its length.

    Storage is full when the dark begins. With C its capacity, less what age has taken, and n the product of discharge
    and path efficiency, it gives n C ds to the bus while its charge falls by ds. At a charge s the load P(s) is that of
    every class that no rule has shed at s, less what reactors give; below the depth of discharge D only the classes
    that draw on the last reserve L go on:

        usable = sum of n C ds / P(s) from 1 to 1 - D,   reserve = sum of n C ds / P(s) from 1 - D to L

    Loads are the steady ones by night, survival heat and instruments, and, as long as no rule sheds them, machines that
    work without sunlight, all at once. Left out: what cycles take from the capacity, self-discharge, the limits of
    power, cables and what they lose, light below half of the disc, planned outages, and a storage that the time since
    the last dark did not fill.

    Returns:
        The dark; None where it is never dark, or there are neither arrays nor storage.
    """
    energy = tables.energy
    if energy is None or not energy.sources():
        return None
    sky = base_sky(tables, scenario.start, scenario.hours, scenario.hours, array_place(energy.arrays))
    sunlight = sky.sunlight(array_mast(sky, energy.arrays))
    spans = spans_below(sunlight.samples, DARK_BELOW)
    if len(spans) == 0:
        return None
    longest = spans[np.argsort(spans[:, 0] - spans[:, 1], kind="stable")][:_MOST_DARKS] * sunlight.step
    found = [_dark(scenario, tables, begin, end - begin) for begin, end in longest]
    asking = [dark for dark in found if dark.load > 0]
    return min(asking, key=lambda dark: (dark.usable / dark.hours, dark.begin), default=None)


def _dark(scenario: ScenarioTable, tables: Tables, begin: float, hours: float) -> Dark:
    energy = tables.energy
    begin, hours = float(begin), float(hours)
    demand = dict.fromkeys(LOAD_CLASSES, 0.0)
    for load_class, power, asset in _takers(tables):
        if _serves(scenario, asset, begin):
            demand[load_class] += power
    steady = sum(
        reactor.count.value * reactor.peak(0.0)
        for reactor in energy.reactors.values()
        if _serves(scenario, reactor, begin)
    )
    here = [storage for storage in energy.storages().values() if _serves(scenario, storage, begin)]
    sheds = {name: rule.shed_below.value for name, rule in energy.classes.items() if rule.shed_below is not None}
    deep = {name for name in LOAD_CLASSES if draws_reserve(name, energy.classes)}
    usable = reserve = 0.0
    floor = _mean(here, lambda one: 1.0 - one.depth_of_discharge.value)
    last = _mean(here, lambda one: one.last_reserve.value)
    given = sum(_given(scenario, one, begin) for one in here)
    marks = sorted({1.0, floor, last, *(mark for mark in sheds.values() if last < mark < 1.0)}, reverse=True)
    for high, low in pairwise(marks):
        if low < last:
            break
        kept = [name for name in LOAD_CLASSES if high > sheds.get(name, 0.0) and (high > floor or name in deep)]
        power = sum(demand[name] for name in kept) - steady
        time = given * (high - low) / power if power > 0 else math.inf
        usable, reserve = (usable + time, reserve) if high > floor else (usable, reserve + time)
    vital = sum(demand[name] for name in LOAD_CLASSES if name not in sheds)
    if vital <= steady:
        usable = math.inf
    return Dark(begin, hours, usable, reserve, vital, steady)


def _takers(tables: Tables) -> Iterator[tuple[LoadClass, float, Dated]]:
    """Yield class and power [kW] of all that takes power by night, with what it belongs to."""
    for load in tables.energy.loads.values():
        yield load.power_class, load.power_dark.value, load
    machines: Mapping[str, Any] = machines_at(tables)
    for machine in machines.values():
        yield "survival", machine.count.value * machine.survival_dark.value, machine
        if not machine.needs_light:
            yield machine.power_class, machine.count.value * machine.asked_power, machine
    if tables.communication is not None:
        for instrument in tables.communication.instruments.values():
            yield instrument.power_class, instrument.count.value * instrument.power.value, instrument


def _serves(scenario: ScenarioTable, asset: Dated, moment: float) -> bool:
    """Whether an asset is there at a moment [h]."""
    first, last = scenario.service_span(asset)
    return first <= moment < last


def _given(scenario: ScenarioTable, storage: Any, moment: float) -> float:
    """What storage of one entry would give to the bus between full and empty [kWh]."""
    arrived, _ = scenario.service_span(storage)
    left = Ageing(storage).left(max(0.0, moment - arrived))
    efficiency = storage.discharge_efficiency.value * storage.path_efficiency.value
    return float(storage.count.value * storage.capacity.value * left * efficiency)


def _mean(storages: list[Any], share: Any) -> float:
    """Mean of a share over storages, by capacity; 1 where there are none."""
    capacity = [one.count.value * one.capacity.value for one in storages]
    if sum(capacity) <= 0:
        return 1.0
    return float(np.average([share(one) for one in storages], weights=capacity))
