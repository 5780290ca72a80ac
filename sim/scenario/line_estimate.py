"""What the brick line can make and what breaks meanwhile: an estimate by hand, without a run."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from sim.scenario.brickwork import bricks_needed, print_rates
from sim.scenario.estimate import Estimate, Floats
from sim.scenario.schema.bricks import brick_mass
from sim.scenario.schema.goods import BUILT
from sim.scenario.schema.scenario import ScenarioTable, Tables
from sim.scenario.schema.tools import Excavator, Layer, Machine, Printer, Sieve, feeding
from sim.scenario.sky import sky_of


@dataclass(frozen=True)
class Worker:
    """The units of one entry of machines in the estimate.

    Attributes:
        name: The entry.
        machine: What it is.
        key: Key of its kind in the table.
        capacity: Good bricks for which it can do its part by each moment of the grid, shape (n,).
        failures: Failures in its part of one good brick [1].
        hours: Hours at work in its part of one good brick [h].
    """

    name: str
    machine: Machine
    key: str
    capacity: Floats
    failures: float
    hours: float


class LineEstimate(Estimate):
    """The brick line of a base over the span, while nothing but light and repairs keeps its machines.

    For each good brick, 1 / (1 - reject_fraction) are printed; of these, rejects give the mass that is recycled back as
    feedstock, and sieves take feedstock / yield of raw regolith. A unit that may work w of the time at rate r, fails
    k = dust_factor / mtbf times an hour of it and is repaired in mttr makes, in a time t of service,

        r w t / (1 + k w mttr)

    For printers, r w t is the sum over the light at their mast of what light and head allow, and where `wear` is
    "heat", the hours that wear them are kilograms over head_rate. A line makes what its slowest kind does, and no more
    than the structures take; each kind then works for its part in these bricks, and fails k times in each hour of that.

    Left out: links, operators and technicians that are busy, spares that lack, shedding, cold, the time that the first
    material takes.

    Args:
        scenario: The scenario.
        tables: Tables of the base.
    """

    def __init__(self, scenario: ScenarioTable, tables: Tables) -> None:
        super().__init__(scenario)
        self._tables = tables
        self.wanted = float(sum(bricks_needed(tables).values()))
        """Bricks that all structures take."""
        recipe = tables.bricks
        self._mass = brick_mass(recipe) / (1.0 - recipe.reject_fraction.value)
        self._feed = self._mass * (1.0 - recipe.reject_fraction.value * recipe.recycled_fraction.value)

    @cached_property
    def workers(self) -> tuple[Worker, ...]:
        """All machines of the line, entry by entry."""
        return tuple(self._workers())

    def capacities(self) -> dict[str, Floats]:
        """Good bricks for which each kind can do its part by each moment, by its key in the table, shape (n,)."""
        return {
            spec.key: np.sum([one.capacity for one in self.workers if one.key == spec.key], axis=0)
            if any(one.key == spec.key for one in self.workers)
            else np.zeros_like(self.times)
            for spec, _ in feeding(BUILT)
        }

    @cached_property
    def made(self) -> Floats:
        """Good bricks of the whole line by each moment, no more than are wanted, shape (n,)."""
        return np.asarray(np.minimum(self.wanted, np.min(list(self.capacities().values()), axis=0)))

    def failures(self) -> dict[str | None, Floats]:
        """Expected failures by each moment, by the spare part that their repairs take, shape (n,)."""
        found: dict[str | None, Floats] = {}
        if not self._tables.tools.failures:
            return found
        for one, share in self._shares():
            known = found.get(one.machine.spare, np.zeros_like(self.times))
            found[one.machine.spare] = known + self.made * share * one.failures
        return found

    def repair_hours(self) -> float:
        """Expected hours of technicians by the end [h]."""
        if not self._tables.tools.failures:
            return 0.0
        made = float(self.made[-1])
        return sum(made * share * one.failures * one.machine.mttr.value for one, share in self._shares())

    def supervised_hours(self) -> float:
        """Expected hours at work of supervised machines by the end [h]."""
        made = float(self.made[-1])
        return sum(made * share * one.hours for one, share in self._shares() if one.machine.supervised)

    def _shares(self) -> Iterator[tuple[Worker, float]]:
        """Yield each entry with its share in the work of its kind."""
        whole = {key: float(capacity[-1]) for key, capacity in self.capacities().items()}
        for one in self.workers:
            if whole[one.key] > 0:
                yield one, float(one.capacity[-1]) / whole[one.key]

    def _workers(self) -> Iterator[Worker]:
        sieves = self._tables.tools.sieves.values()
        rates = math.fsum(one.count.value * one.rate.value for one in sieves)
        sieved = math.fsum(one.count.value * one.rate.value * one.yield_.value for one in sieves)
        raw = self._feed * rates / sieved if sieved else math.inf
        for spec, kind in feeding(BUILT):
            for name, machine in sorted(getattr(self._tables.tools, spec.attribute).items()):
                served = self._served(machine)
                wears = machine.dust_factor.value / machine.mtbf.value
                worked, hours, wear = self._part(kind, machine, served, raw)
                total = float(worked[-1])
                # Failures in an hour of service in which it works whenever it may.
                pace = wears * wear * total / float(served[-1]) if served[-1] > 0 else 0.0
                lost = pace * machine.mttr.value if self._tables.tools.failures else 0.0
                capacity = machine.count.value * worked / (1.0 + lost)
                yield Worker(name, machine, spec.key, capacity, wears * wear, hours)

    def _part(self, kind: type[Machine], machine: Any, served: Floats, raw: float) -> tuple[Floats, float, float]:
        """Good bricks of one unit by each moment while it never fails, and hours at work and of wear in one brick."""
        if issubclass(kind, Printer):
            printed, at_work = self._printed(machine)
            hours = at_work / (printed[-1] / self._mass) if printed[-1] > 0 else 0.0
            heat = str(machine.wear.value) == "heat"
            return printed / self._mass, hours, self._mass / machine.head_rate.value if heat else hours
        need = {Excavator: raw, Sieve: raw, Layer: 1.0}
        part = next((amount for table, amount in need.items() if issubclass(kind, table)), 0.0)
        hours = part / machine.rate.value if part else 0.0
        if not math.isfinite(hours) or hours == 0.0:
            return np.zeros_like(served), 0.0, 0.0
        return served / hours, hours, hours

    def _printed(self, printer: Printer) -> tuple[Floats, float]:
        """Kilograms that one printer prints by each moment while it never fails, and its hours at work [h]."""
        sky = sky_of(self._tables.site_at(printer.at), self._scenario.start, self.hours, self.hours)
        light = sky.sunlight(printer.mast.value)
        solar = self._tables.site.solar_irradiance.value
        irradiances = light.irradiance_factor * solar
        rates = print_rates(self._tables.bricks, printer, solar, irradiances, light.fraction)
        lengths = np.diff(light.times)
        kilograms = np.append(0.0, np.cumsum(rates * lengths))
        working = np.append(0.0, np.cumsum((rates > 0) * lengths))
        first, last = self._presence(printer)
        moments = np.clip(self.times, first, max(first, last))
        printed = np.interp(moments, light.times, kilograms) - np.interp(first, light.times, kilograms)
        hours = np.interp(moments[-1], light.times, working) - np.interp(first, light.times, working)
        return printed, float(hours)
