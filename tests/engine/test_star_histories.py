"""Buses with places beside them: random ones against linear programs, lossless ones against a bus of one place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from scipy.optimize import linprog

from sim.engine import Environment, Load, LoadClass, PowerBus, StarBus
from tests.engine.parts import CLASSES, make_storage
from tests.engine.test_bus_histories import Action, Run, Setting, histories

pytestmark = pytest.mark.slow

PLACES = ("a", "b", "c")


class LosslessRun(Run):
    """A history over places whose cables carry all and lose nothing."""

    def make_bus(self) -> PowerBus:
        bus = StarBus(self.env, self.classes, on_solved=self.check_solve)
        for name in PLACES:
            bus.add_place(name).set_cable(1e5, 1.0)
        return bus

    def place(self, number: int) -> dict[str, Any]:
        return {"at": (None, *PLACES)[number % 4]}


@given(histories())
@settings(max_examples=600)
def test_cables_without_limit_and_loss_are_as_one_place(history: tuple[Setting, list[Action]]) -> None:
    """Every solve follows the rules of a bus of one place, exactly."""
    setting, actions = history
    run = LosslessRun(setting)
    run.run(actions, actions[-1].time + 40.0)
    run.check_books()


class LossyRun(LosslessRun):
    """A history over places whose cables carry little, lose much, and are cut and mended by the way."""

    bus: StarBus

    def make_bus(self) -> PowerBus:
        bus = super().make_bus()
        assert isinstance(bus, StarBus)
        for name, cable in zip(PLACES, ((4.0, 0.8), (2.0, 1.0), (7.3, 0.613)), strict=True):
            bus.places[name].set_cable(*cable)
        return bus

    def act(self, action: Action) -> None:
        if action.kind == "source" and action.power == 0.0:
            place = self.bus.places["a"]
            place.set_cable(4.0 - place.capacity, 0.8)
        else:
            super().act(action)

    def lost_in_cables(self) -> float:
        return sum(place.lost_energy for place in self.bus.places.values())

    def check_solve(self, *_: object) -> None:
        bus = self.bus
        self.largest_stock = max(self.largest_stock, bus.stored)
        assert bus.supply == bus.used + bus.to_storage + bus.curtailed + bus.lost
        assert bus.curtailed >= 0.0
        for place in bus.places.values():
            assert 0.0 <= max(-place.flow, place.flow + place.lost) <= place.capacity
            assert place.left >= 0.0
            if bus.to_storage < 0.0:
                assert place.spare == 0.0, "storages are spared by what sources offer elsewhere"
        for load in self.loads:
            if load.withheld:
                assert load.load_class.shed
                assert load.granted < load.demand


@given(histories())
@settings(max_examples=500)
def test_cables_keep_their_limits_and_the_energy_adds_up(history: tuple[Setting, list[Action]]) -> None:
    setting, actions = history
    run = LossyRun(setting)
    run.run(actions, actions[-1].time + 40.0)
    run.check_books()


@dataclass
class Drawn:
    """A star with what stands there: each source and load with the number of its place, 0 for the middle."""

    bus: StarBus
    sources: list[tuple[int, float]]
    loads: list[tuple[int, Load]]
    reach: float
    acceptance: float


def draw(dice: np.random.Generator) -> Drawn:
    """A star with up to three places and ten loads, short of power or not."""
    env = Environment()
    bus = StarBus(env, [LoadClass(name) for name in CLASSES])
    count = int(dice.integers(1, 4))
    for name in PLACES[:count]:
        bus.add_place(name).set_cable(
            float(dice.choice([0.0, 2.0, 5.0, 50.0])), float(dice.choice([1.0, 0.9, 0.5, dice.uniform(0.3, 1.0)]))
        )
    names = (None, *PLACES[:count])
    reach, acceptance = float(dice.choice([0.0, 3.0])), float(dice.choice([0.0, 1.0, 4.0]))
    if reach or acceptance:
        bus.add_storage(make_storage(env, charge_power=acceptance or 1e-9, discharge_power=reach or 1e-9))
    sources, loads = [], []
    for i in range(int(dice.integers(1, 5))):
        place, power = int(dice.integers(0, count + 1)), float(dice.choice([0.0, 3.0, dice.uniform(0, 12)]))
        bus.add_source(str(i), names[place]).set_power(power)
        sources.append((place, power))
    for i in range(int(dice.integers(1, 11))):
        place, load_class = int(dice.integers(0, count + 1)), str(dice.choice(CLASSES))
        load = bus.add_load(f"{i}", load_class, divisible=bool(dice.random() < 0.5), at=names[place])
        load.request(float(dice.choice([1.0, dice.uniform(0, 6)])))
        loads.append((place, load))
    env.run(until=0.5)
    return Drawn(bus, sources, loads, reach, acceptance)


class Program:
    """The linear program of a star: flows into and out of each place, what is curtailed where, what storages take.

    Variables: for each place what is sent to it and what it sends, at the sending end; what is curtailed in the middle
    and at each place; what storages take and give; what each load gets.
    """

    def __init__(self, drawn: Drawn) -> None:
        self.places = list(drawn.bus.places.values())
        count, loads = len(self.places), len(drawn.loads)
        self.at_load = 3 * count + 3
        size = self.at_load + loads
        self.balance = np.zeros((count + 1, size))
        offered = np.zeros(count + 1)
        for place, power in drawn.sources:
            offered[place] += power
        for i, place in enumerate(self.places):
            sent, back = 2 * i, 2 * i + 1
            self.balance[0, [sent, back]] = 1.0, -place.efficiency
            self.balance[i + 1, [sent, back]] = -place.efficiency, 1.0
        self.balance[range(count + 1), range(2 * count, 3 * count + 1)] = 1.0
        self.balance[0, [3 * count + 1, 3 * count + 2]] = 1.0, -1.0
        for i, (place, _) in enumerate(drawn.loads):
            self.balance[place, self.at_load + i] = 1.0
        self.offered = offered
        cables = [(0.0, place.capacity) for place in self.places for _ in range(2)]
        self.bounds = [*cables, *[(0.0, None)] * (count + 1), (0.0, drawn.acceptance), (0.0, drawn.reach)]
        self.bounds += [(0.0, 0.0)] * loads
        self.size, self.storage = size, 3 * count + 1

    def most(self, weights: dict[int, float]) -> float:
        """The largest weighted sum of variables."""
        cost = np.zeros(self.size)
        for i, weight in weights.items():
            cost[i] = -weight
        found = linprog(cost, A_eq=self.balance, b_eq=self.offered, bounds=self.bounds)
        assert found.success, found.message
        return float(-found.fun)


def test_every_load_gets_the_most_that_those_before_it_leave() -> None:
    """1500 random stars: grants in the order of service, then the power of storages, as linear programs have them."""
    dice = np.random.default_rng(5)
    short = 0
    for _ in range(1500):
        drawn = draw(dice)
        program = Program(drawn)
        order = sorted(range(len(drawn.loads)), key=lambda i: drawn.bus.loads.index(drawn.loads[i][1]))
        for i in order:
            load, variable = drawn.loads[i][1], program.at_load + i
            program.bounds[variable] = (0.0, load.demand)
            most = program.most({variable: 1.0})
            due = most if load.divisible or most >= load.demand - 1e-6 else 0.0
            assert load.granted == pytest.approx(due, abs=1e-6)
            short += load.granted < load.demand
            program.bounds[variable] = (load.granted - 1e-8, load.granted) if load.granted else (0.0, 0.0)
        taken = program.most({program.storage: 1.0, program.storage + 1: -1.0})
        assert drawn.bus.to_storage == pytest.approx(taken, abs=1e-6)
        check_flows(drawn)
    assert short > 1000, "there was want to share"


def check_flows(drawn: Drawn) -> None:
    """No cable carries more than it can, each end balances, and nothing is lost but what is counted."""
    bus = drawn.bus
    for place in bus.places.values():
        sent = place.flow + place.lost if place.flow > 0 else -place.flow
        assert 0.0 <= sent <= place.capacity
        assert place.lost == pytest.approx((1 - place.efficiency) * sent, abs=1e-9)
        granted = sum(load.granted for at, load in drawn.loads if at and PLACES[at - 1] == place.name)
        assert place.supply + place.flow == granted + place.left
        assert place.left >= 0.0
    assert bus.curtailed >= 0.0
    assert bus.supply == bus.used + bus.to_storage + bus.curtailed + bus.lost
