"""Power buses: random histories, each solve against the rules written out again, the whole against the books."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine import Environment, Ledger, Load, LoadClass, PowerBus, Storage, on_grid
from tests.engine.parts import CLASSES

pytestmark = pytest.mark.slow

POWERS = st.one_of(st.integers(0, 12).map(float), st.floats(0.0, 12.0))


@dataclass(frozen=True)
class Setting:
    """A bus: storages by their arguments, loads as (class, divisible); by class thresholds, reserve, charging share."""

    storages: list[dict[str, float]]
    sources: int
    loads: list[tuple[str, bool]]
    thresholds: dict[str, tuple[float, float]]
    reserves: set[str]
    charging_shares: dict[str, float]


@dataclass(frozen=True)
class Action:
    """At ``time`` source or load ``index`` offers or wants ``power``, or storage ``index`` leaves or joins."""

    time: float
    kind: str
    index: int
    power: float


@st.composite
def storages(draw: st.DrawFn, marks: list[int]) -> dict[str, float]:
    capacity = draw(st.sampled_from([10.0, 64.0, 33.3]))
    floor, resume = sorted(draw(st.sets(st.sampled_from(marks), min_size=2, max_size=2)))
    return {
        "capacity": capacity,
        "level": draw(st.integers(0, 20)) / 20 * capacity,
        "charge_power": draw(st.sampled_from([2.0, 5.0, 1000.0])),
        "discharge_power": draw(st.sampled_from([2.0, 5.0, 1000.0])),
        "charge_efficiency": draw(st.sampled_from([1.0, 0.975, 0.5])),
        "discharge_efficiency": draw(st.sampled_from([1.0, 0.975, 0.5])),
        # As who gives a depth of discharge has it: a rounding beside the same share given as a threshold.
        "floor": (1.0 - (20 - floor) / 20) * capacity,
        "resume": resume / 20 * capacity,
        "reserve": draw(st.sampled_from([0.0, 0.5, 1.0])) * (1.0 - (20 - floor) / 20) * capacity,
        "reserve_resume": draw(st.sampled_from([resume / 20, 1.0])) * capacity,
        "self_discharge": draw(st.sampled_from([0.0, 0.0, 0.01, 0.5])),
    }


@st.composite
def histories(draw: st.DrawFn) -> tuple[Setting, list[Action]]:
    classes = st.sampled_from(CLASSES)
    # Twentieths of the capacity; of few, many floors, resume levels and thresholds coincide.
    marks = draw(st.lists(st.integers(0, 20), min_size=2, max_size=8, unique=True))
    shares = st.sampled_from([mark / 20 for mark in marks])
    setting = Setting(
        storages=draw(st.lists(storages(marks), max_size=3)),
        sources=draw(st.integers(1, 2)),
        loads=draw(st.lists(st.tuples(classes, st.booleans()), min_size=1, max_size=8)),
        thresholds={
            name: tuple(sorted(pair))
            for name, pair in draw(
                st.dictionaries(classes, st.sets(shares, min_size=2, max_size=2), max_size=3)
            ).items()
        },
        reserves=draw(st.sets(classes)),
        charging_shares=draw(st.dictionaries(classes, st.sampled_from([0.0, 0.3, 1.0]))),
    )
    kinds = st.sampled_from(["load", "load", "source", "source", *(["storage"] if setting.storages else [])])
    many = {"load": len(setting.loads), "source": setting.sources, "storage": len(setting.storages)}
    actions, time = [], 0.0
    for _ in range(draw(st.integers(2, 20))):
        kind = draw(kinds)
        actions.append(Action(time, kind, draw(st.integers(0, many[kind] - 1)), draw(POWERS)))
        time += draw(st.sampled_from([0.0, 0.0, 0.5, 1.0, 7.7]))
    return setting, actions


class Run:
    """A bus under a history of actions, looked at after every solve."""

    def __init__(self, setting: Setting) -> None:
        self.env = Environment()
        self.setting = setting
        self.classes = [LoadClass(name, **self.thresholds(name)) for name in CLASSES]
        self.bus = self.make_bus()
        self.sources = [self.bus.add_source(str(i), **self.place(i)) for i in range(setting.sources)]
        self.told: dict[str, list[tuple[float, float]]] = {}
        self.loads: list[Load] = []
        # Named against the order of their making.
        for i, (load_class, divisible) in enumerate(setting.loads):
            name = f"{9 - i}"
            self.told[name] = [(0.0, 0.0)]
            self.loads.append(
                self.bus.add_load(
                    name,
                    load_class,
                    divisible=divisible,
                    on_grant=lambda power, name=name: self.told[name].append((self.env.now, power)),
                    **self.place(i + 1),
                )
            )
        self.storages = [Storage(self.env, f"s{i}", **args) for i, args in enumerate(setting.storages)]  # type: ignore[arg-type]
        for storage in self.storages:
            self.bus.add_storage(storage)
        self.largest_stock = 0.0

    def make_bus(self) -> PowerBus:
        return PowerBus(self.env, self.classes, on_solved=self.check_solve)

    def place(self, _number: int) -> dict[str, Any]:
        """Where a source or a load stands, for buses of several places."""
        return {}

    def lost_in_cables(self) -> float:
        """Energy that was lost between places so far [kWh]."""
        return 0.0

    def thresholds(self, name: str) -> dict[str, Any]:
        pair = self.setting.thresholds.get(name)
        own = {"draws_reserve": name in self.setting.reserves, "charging_share": self.setting.charging_shares.get(name)}
        return own if pair is None else own | {"shed_below": pair[0], "restore_above": pair[1]}

    def act(self, action: Action) -> None:
        if action.kind == "source":
            self.sources[action.index].set_power(action.power)
        elif action.kind == "load":
            self.loads[action.index].request(action.power)
        elif self.storages[action.index] in self.bus.storages:
            self.bus.remove_storage(self.storages[action.index])
        else:
            self.bus.add_storage(self.storages[action.index])

    def run(self, actions: list[Action], end: float) -> None:
        def actor():
            for action in actions:
                if action.time > self.env.now:
                    yield self.env.timeout(action.time - self.env.now)
                self.act(action)

        self.env.process(actor())
        self.env.run(until=end)

    def arguments(self, storage: Storage) -> dict[str, float]:
        return self.setting.storages[int(storage.name[1:])]

    def check_solve(self, *_: object) -> None:
        bus = self.bus
        self.largest_stock = max(self.largest_stock, bus.stored)
        if self.env.peek() > self.env.now:  # else a storage that has just arrived at a level may not have told yet
            self.check_hysteresis()
        supply = sum(source.power for source in self.sources)
        left = supply + sum(on_grid(s.discharge_limit) for s in bus.storages)
        deeper = supply + sum(on_grid(s.reserve_limit) for s in bus.storages)
        order = sorted(self.loads, key=lambda load: (CLASSES.index(load.load_class.name), load.name))
        expected: dict[str, float] = {}
        used = 0.0
        for load in order:
            room = (deeper if load.load_class.draws_reserve else max(left, used)) - used
            share = load.demand if load.demand <= room else room if load.divisible else 0.0
            expected[load.name] = 0.0 if load.load_class.shed else share
            used += expected[load.name]
        # Shed classes on what the sources give beyond all others, where those lack nothing of it.
        surplus = supply - used
        if sum(load.demand for load in self.loads if not load.load_class.shed) < supply:
            takes = sum(self.acceptance(storage) for storage in bus.storages)
            for load in order:
                share_owed = load.load_class.charging_share
                if load.load_class.shed and share_owed is not None:
                    room = supply - used - min(on_grid(share_owed * surplus), takes)
                    share = load.demand if load.demand <= room else max(room, 0.0) if load.divisible else 0.0
                    expected[load.name] = share
                    used += share
        assert {load.name: load.granted for load in self.loads} == expected
        for load in self.loads:
            if load.withheld:
                assert load.load_class.shed
                assert load.granted < load.demand <= surplus
        assert bus.used == sum(load.granted for load in self.loads)
        self.check_flows(sum(source.power for source in self.sources) - bus.used)

    def acceptance(self, storage: Storage) -> float:
        args = self.arguments(storage)
        if storage.level < args["capacity"]:
            return on_grid(args["charge_power"])
        return min(on_grid(args["charge_power"]), on_grid(on_grid(args["self_discharge"]) / args["charge_efficiency"]))

    def check_hysteresis(self) -> None:
        for storage in self.bus.storages:
            args = self.arguments(storage)
            assert 0.0 <= storage.level <= args["capacity"]
            if storage.level <= args["floor"]:
                assert storage.exhausted
            if storage.level >= args["resume"]:
                assert not storage.exhausted
            if storage.level <= args["reserve"]:
                assert storage.reserve_gone
            if storage.level >= args["reserve_resume"]:
                assert not storage.reserve_gone
            assert storage.discharge_limit == (0.0 if storage.exhausted else args["discharge_power"])
            nothing = storage.exhausted and storage.reserve_gone
            assert storage.reserve_limit == (0.0 if nothing else args["discharge_power"])
        charge = self.bus.state_of_charge
        for load_class in self.classes:
            below, above = load_class.shed_below, load_class.restore_above
            if below is None or above is None or math.isnan(charge):
                assert not load_class.shed
            elif charge <= below + 1e-10:
                assert load_class.shed
            elif charge >= above - 1e-10:
                assert not load_class.shed

    def check_flows(self, surplus: float) -> None:
        """Storages one after the other, by powers and efficiencies; rates of level lie on a grid of 2.3e-10 kW."""
        bus = self.bus
        charging = discharging = 0.0
        storages = bus.storages
        if surplus < 0:
            storages = [s for s in storages if not s.exhausted] + [s for s in storages if s.exhausted]
        for storage in storages:
            args = self.arguments(storage)
            leak = on_grid(args["self_discharge"]) if storage.level > 0 else 0.0
            if surplus >= 0:
                power = min(surplus, args["charge_power"])
                rate = power * args["charge_efficiency"] - on_grid(args["self_discharge"])
                if storage.level >= args["capacity"] and rate > 0:
                    power, rate = on_grid(args["self_discharge"]) / args["charge_efficiency"], 0.0
                if storage.level <= 0:
                    rate = max(rate, 0.0)
                charging += power
                surplus -= power
            else:
                power = min(-surplus, storage.reserve_limit)
                rate = -power / args["discharge_efficiency"] - leak
                discharging += power
                surplus += power
            assert storage.net_rate == pytest.approx(rate, abs=1e-9)
        assert bus.charging == pytest.approx(charging, abs=1e-9)
        assert bus.discharging == pytest.approx(discharging, abs=1e-9)
        assert bus.charging == 0.0 or bus.discharging == 0.0, "storages never charge each other"
        assert bus.curtailed >= 0.0
        assert bus.curtailed == pytest.approx(max(surplus, 0.0), abs=1e-9)
        assert bus.unserved >= 0.0
        assert bus.supply + bus.discharging == bus.used + bus.charging + bus.curtailed

    def check_books(self) -> None:
        ledger = Ledger("energy", "kWh")
        for source in self.sources:
            ledger.receive("generated", source.energy)
        for load in self.loads:
            ledger.issue("used", load.energy)
        ledger.issue("curtailed", self.bus.curtailed_energy)
        ledger.issue("cables", self.lost_in_cables())
        for storage in self.storages:
            ledger.issue("lost", storage.lost_energy)
            ledger.stock(storage.name, storage.start_level, storage.level)
            assert storage.lost_energy >= -1e-9
            assert storage.charged_energy >= 0.0
            assert storage.discharged_energy >= 0.0
        balance = ledger.balance()
        assert abs(balance.residual) <= 1e-9 * max(balance.throughput, self.largest_stock)
        end = self.env.now
        for load in self.loads:
            steps = [*self.told[load.name], (end, 0.0)]
            energy = sum(power * (later - time) for (time, power), (later, _) in itertools.pairwise(steps))
            assert load.energy == pytest.approx(energy, abs=1e-9)


@given(histories())
@settings(max_examples=900)
def test_every_solve_follows_the_rules_and_the_energy_adds_up(history: tuple[Setting, list[Action]]) -> None:
    setting, actions = history
    end = actions[-1].time + 40.0
    run = Run(setting)
    run.run(actions, end)
    run.check_books()


@given(histories())
@settings(max_examples=150)
def test_the_order_of_changes_within_an_instant_does_not_matter(history: tuple[Setting, list[Action]]) -> None:
    setting, actions = history
    # Storages that leave and join change the order of the storages, which is stated, so they stay here.
    actions = [action for action in actions if action.kind != "storage"]
    last = {(action.time, action.kind, action.index): action for action in actions}
    ends = []
    for order in (1, -1):
        run = Run(setting)
        run.run(sorted(list(last.values())[::order], key=lambda action: action.time), 60.0)
        ends.append(([load.energy for load in run.loads], [storage.level for storage in run.storages]))
    assert ends[0] == ends[1]
