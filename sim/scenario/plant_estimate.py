"""What processes and haulers do, and what breaks meanwhile: an estimate by hand, without a run."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.scenario.estimate import Estimate, Floats
from sim.scenario.schema.base import standing
from sim.scenario.schema.hauling import Hauler
from sim.scenario.schema.resources import Process, Resources
from sim.scenario.schema.scenario import ScenarioTable, Tables
from sim.scenario.schema.stores import store_at
from sim.scenario.schema.tools import Machine

_LEAST = 1e-9
"""Share below which nobody is taken to work, so that loops that run dry end in a number [1]."""


@dataclass(frozen=True)
class _Worker:
    """The units of one entry in the estimate.

    Attributes:
        machine: What it is.
        takes: What all units take from each store while they may work and repairs alone keep them [kg/h].
        gives: The same of what they give.
        stopped_by: Stores that stop them when they are full: those whose commodity they do not let go.
        work: Share of their time in which they then wear [1].
        repair: Hours of a technician for a failure [h].
    """

    machine: Machine
    takes: dict[str, float]
    gives: dict[str, float]
    stopped_by: frozenset[str]
    work: float
    repair: float


class PlantEstimate(Estimate):
    """The processes and haulers of a base over the span, while nothing but their stores and repairs keeps them.

    A unit that fails k = dust_factor / mtbf times an hour of work and is repaired in T works w of the time in which it
    may: for a process w = 1 / (1 + k T). A hauler's cycle is its way there and back, loading and charging; it works in
    the part of it that is no charging, and T is mttr and, for a failure half-way out on the mean, one way more.

    Who takes from a store works no more than those who give to it allow, who gives to one no more than those who take
    from it: shares that are found by going through them until each has had its turn with each other. Where nobody
    takes, it is as if the store were filled by the end.

    Left out: power, links, operators and technicians that are busy, spares that lack, start-ups, cold.

    Args:
        scenario: The scenario.
        tables: Tables of the base.
    """

    def __init__(self, scenario: ScenarioTable, tables: Tables) -> None:
        assert tables.resources is not None
        super().__init__(scenario)
        self._table: Resources = tables.resources
        self._crew = tables.crew
        self._places = {} if tables.energy is None else tables.energy.places
        self._fails = tables.tools is None or tables.tools.failures

    @cached_property
    def shares(self) -> dict[str, float]:
        """Share of what it could do that each entry does [1]."""
        workers = self._workers
        found = dict.fromkeys(workers, 1.0)
        for _ in workers:
            for name, one in workers.items():
                given = [self._given(store, found) / self._taken(store, found) for store in one.takes]
                taken = [self._taken(store, found) / self._given(store, found) for store in one.stopped_by]
                found[name] = max(_LEAST, min([1.0, *(found[name] * share for share in (*given, *taken))]))
        return found

    def _given(self, store: str, shares: Mapping[str, float]) -> float:
        """What all give to a store [kg/h]; infinite where nobody does, for then it lasts or the scenario is refused."""
        flows = [shares[name] * one.gives[store] for name, one in self._workers.items() if store in one.gives]
        flows += [one[store] for one in self._people[1] if store in one]
        return math.fsum(flows) if flows else math.inf

    def _taken(self, store: str, shares: Mapping[str, float]) -> float:
        """What all take from a store [kg/h]; what fills it by the end where nobody does."""
        flows = [shares[name] * one.takes[store] for name, one in self._workers.items() if store in one.takes]
        flows += [one[store] for one in self._people[0] if store in one]
        table = self._table.stores[store]
        return math.fsum(flows) if flows else (table.capacity.value - table.initial.value) / self.hours

    def failures(self) -> dict[str | None, Floats]:
        """Expected failures by each moment, by the spare part that their repairs take, shape (n,)."""
        found: dict[str | None, Floats] = {}
        for name, one in self._workers.items() if self._fails else ():
            known = found.get(one.machine.spare, np.zeros_like(self.times))
            found[one.machine.spare] = known + self._worked(name) * _wear(one.machine)
        return found

    def repair_hours(self) -> float:
        """Expected hours of technicians by the end [h]."""
        if not self._fails:
            return 0.0
        return math.fsum(
            float(self._worked(name)[-1]) * _wear(one.machine) * one.repair for name, one in self._workers.items()
        )

    def supervised_hours(self) -> float:
        """Expected hours at work of supervised machines by the end [h]."""
        return math.fsum(float(self._worked(name)[-1]) for name, one in self._workers.items() if one.machine.supervised)

    def _worked(self, name: str) -> Floats:
        """Hours at work of all units of an entry by each moment, shape (n,)."""
        one = self._workers[name]
        return one.machine.count.value * self._served(one.machine) * one.work * self.shares[name]

    @cached_property
    def _workers(self) -> dict[str, _Worker]:
        found = {name: self._process(one) for name, one in standing(self._table.processes).items()}
        return found | {name: self._hauler(one) for name, one in standing(self._table.haulers).items()}

    @cached_property
    def _people(self) -> tuple[list[dict[str, float]], list[dict[str, float]]]:
        """What people take from stores and give to them, by need, on the mean of the span [kg/h]."""
        takes: list[dict[str, float]] = []
        gives: list[dict[str, float]] = []
        if self._crew is None:
            return takes, gives
        people = math.fsum(
            float(one.people) * min(float(one.stay), self.hours) for one in self._crew.rotations.values()
        )
        for need in self._crew.needs_of_people.values():
            for flows, amounts in zip((takes, gives), self._table.amounts(need), strict=True):
                rate = float(need.rate) * people / self.hours
                held = {store_at(self._table.stores, key, None): rate * part for key, part in amounts.items()}
                flows.append({store: flow for store, flow in held.items() if store is not None and flow > 0.0})
        return takes, gives

    def _process(self, process: Process) -> _Worker:
        repair = float(process.mttr.value)
        work = 1.0 / (1.0 + (_wear(process) * repair if self._fails else 0.0))
        rate = process.count.value * process.rate.value * work
        taken, given = self._table.amounts(process)
        held = {key: store_at(self._table.stores, key, process.at) for key in (*taken, *given)}
        takes, gives = (
            {store: rate * amount for key, amount in side.items() if amount > 0 and (store := held[key]) is not None}
            for side in (taken, given)
        )
        kept = frozenset(store for key, store in held.items() if store in gives and not process.outputs[key].vent)
        return _Worker(process, takes, gives, kept, work, repair)

    def _hauler(self, hauler: Hauler) -> _Worker:
        route = hauler.route(self._places)
        out = 2.0 * route.way + route.loading + route.unloading
        charging = route.trip / (hauler.charge_efficiency.value * hauler.charge_power.value)
        # It is charged while it loads or unloads at its charger.
        cycle = out + max(0.0, charging - (route.unloading if route.fetches else route.loading))
        repair = hauler.mttr.value + route.way
        pace = _wear(hauler) * out / cycle
        shrunk = 1.0 / (1.0 + (pace * repair if self._fails else 0.0))
        rate = hauler.count.value * route.payload / cycle * shrunk
        (source,), (target,) = self._table.takes_from(hauler), self._table.gives_to(hauler)
        return _Worker(hauler, {source: rate}, {target: rate}, frozenset({target}), out / cycle * shrunk, repair)


def _wear(machine: Machine) -> float:
    """Failures in an hour at work [1/h]."""
    return float(machine.dust_factor.value / machine.mtbf.value)
