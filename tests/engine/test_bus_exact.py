"""Power buses against rational arithmetic: marks that coincide in decimals coincide, whatever binary makes of them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine import Environment, LoadClass, PowerBus, Storage
from tests.engine.parts import CLASSES

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Battery:
    """A storage as its user writes it: shares of the capacity [1], powers [kW], one efficiency for both ways."""

    capacity: Fraction
    charge: Fraction
    depth: Fraction
    resume: Fraction
    power: Fraction
    efficiency: Fraction
    self_discharge: Fraction

    @property
    def floor(self) -> Fraction:
        return 1 - self.depth


@dataclass(frozen=True)
class Setting:
    """A bus: batteries, thresholds (shed below, restore above) by class, loads as (class, divisible)."""

    batteries: list[Battery]
    thresholds: dict[str, tuple[Fraction, Fraction]]
    loads: list[tuple[str, bool]]


@dataclass(frozen=True)
class Change:
    """At ``time`` load number ``load`` wants ``power``, or the source gives it where there is no number."""

    time: Fraction
    load: int | None
    power: Fraction


@dataclass(frozen=True)
class Seen:
    """What a history led to: levels and energies at its end [kWh], and who was shed or restored when."""

    levels: list[float]
    energies: list[float]
    shed: list[tuple[float, str, bool]]


class ExactBus:
    """The rules of a bus without rounding: it goes from crossing to crossing at rational times."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.now = Fraction(0)
        self.levels = [one.charge * one.capacity for one in setting.batteries]
        self.exhausted = [False] * len(setting.batteries)
        self.shed = dict.fromkeys(setting.thresholds, False)
        self.supply = Fraction(0)
        self.demands = [Fraction(0)] * len(setting.loads)
        self.energies = [Fraction(0)] * (len(setting.loads) + 1)
        self.told: list[tuple[float, str, bool]] = []

    @property
    def charge(self) -> Fraction:
        return sum(self.levels) / sum(one.capacity for one in self.setting.batteries)

    def run(self, changes: list[Change], end: Fraction) -> Seen:
        for change in changes:
            self.advance(change.time)
            if change.load is None:
                self.supply = change.power
            else:
                self.demands[change.load] = change.power
        self.advance(end)
        return Seen([float(level) for level in self.levels], [float(one) for one in self.energies], self.told)

    def advance(self, time: Fraction) -> None:
        while self.now < time:
            self.look_at_marks()
            powers, rates = self.solve()
            span = min([time - self.now, *self.crossings(rates)])
            self.levels = [level + rate * span for level, rate in zip(self.levels, rates, strict=True)]
            self.energies = [energy + power * span for energy, power in zip(self.energies, powers, strict=True)]
            self.now += span

    def look_at_marks(self) -> None:
        for i, one in enumerate(self.setting.batteries):
            if self.levels[i] <= one.floor * one.capacity:
                self.exhausted[i] = True
            elif self.levels[i] >= one.resume * one.capacity:
                self.exhausted[i] = False
        for name, (below, above) in self.setting.thresholds.items():
            if (self.charge >= above) if self.shed[name] else (self.charge <= below):
                self.shed[name] = not self.shed[name]
                self.told.append((float(self.now), name, self.shed[name]))

    def solve(self) -> tuple[list[Fraction], list[Fraction]]:
        """Power of every load and what is curtailed, and the rate of every level."""
        limits = [
            Fraction(0) if e else one.power for one, e in zip(self.setting.batteries, self.exhausted, strict=True)
        ]
        left = self.supply + sum(limits)
        powers = [Fraction(0)] * len(self.demands)
        for i in sorted(range(len(powers)), key=lambda i: (CLASSES.index(self.setting.loads[i][0]), i)):
            name, divisible = self.setting.loads[i]
            if not self.shed.get(name, False):
                fits = self.demands[i] <= left
                powers[i] = self.demands[i] if fits else left if divisible else Fraction(0)
                left -= powers[i]
        surplus = self.supply - sum(powers)
        rates = []
        for one, level, limit in zip(self.setting.batteries, self.levels, limits, strict=True):
            leak = one.self_discharge
            if surplus >= 0:
                power = min(surplus, one.power)
                if level >= one.capacity:
                    power = min(power, leak / one.efficiency)
                surplus -= power
                rates.append(power * one.efficiency - (leak if level > 0 else min(leak, power * one.efficiency)))
            else:
                power = min(-surplus, limit)
                surplus += power
                rates.append(-power / one.efficiency - (leak if level > 0 else 0))
        return [*powers, surplus], rates

    def crossings(self, rates: list[Fraction]) -> list[Fraction]:
        """Times to all marks ahead."""
        spans = []
        for one, level, rate in zip(self.setting.batteries, self.levels, rates, strict=True):
            marks = (Fraction(0), one.floor, one.resume, Fraction(1))
            spans += [(mark * one.capacity - level) / rate for mark in marks if rate]
        capacity, rate = sum(one.capacity for one in self.setting.batteries), sum(rates)
        for pair in self.setting.thresholds.values():
            spans += [(mark - self.charge) * capacity / rate for mark in pair if rate]
        return [span for span in spans if span > 0]


def run_engine(setting: Setting, changes: list[Change], end: Fraction) -> Seen:
    env = Environment()
    told: list[tuple[float, str, bool]] = []

    def load_class(name: str) -> LoadClass:
        if name not in setting.thresholds:
            return LoadClass(name)
        below, above = setting.thresholds[name]
        return LoadClass(
            name,
            shed_below=float(below),
            restore_above=float(above),
            on_shed=lambda shed: told.append((env.now, name, shed)),
        )

    bus = PowerBus(env, [load_class(name) for name in CLASSES])
    source = bus.add_source("source")
    loads = [bus.add_load(f"{i}", name, divisible=divisible) for i, (name, divisible) in enumerate(setting.loads)]
    for i, one in enumerate(setting.batteries):
        capacity = float(one.capacity)
        storage = Storage(
            env,
            f"{i}",
            capacity=capacity,
            level=float(one.charge) * capacity,
            charge_power=float(one.power),
            discharge_power=float(one.power),
            charge_efficiency=float(one.efficiency),
            discharge_efficiency=float(one.efficiency),
            floor=(1.0 - float(one.depth)) * capacity,
            resume=float(one.resume) * capacity,
            self_discharge=float(one.self_discharge),
        )
        bus.add_storage(storage)

    def actor():
        for change in changes:
            if change.time > env.now:
                yield env.timeout(float(change.time) - env.now)
            if change.load is None:
                source.set_power(float(change.power))
            else:
                loads[change.load].request(float(change.power))

    env.process(actor())
    env.run(until=float(end))
    return Seen(
        [storage.level for storage in bus.storages], [*(load.energy for load in loads), bus.curtailed_energy], told
    )


def fractions(*values: str) -> st.SearchStrategy[Fraction]:
    return st.sampled_from([Fraction(value) for value in values])


@st.composite
def histories(draw: st.DrawFn) -> tuple[Setting, list[Change], Fraction]:
    # All marks come from a handful, so that most of them coincide with others.
    few = draw(st.lists(st.integers(0, 20), min_size=2, max_size=4, unique=True))
    pairs = st.lists(st.sampled_from([Fraction(n, 20) for n in few]), min_size=2, max_size=2, unique=True).map(sorted)

    def battery() -> Battery:
        low, high = draw(pairs)
        charge = draw(st.sampled_from([low, high, Fraction(1), Fraction(1, 2)]))
        return Battery(
            capacity=draw(fractions("10", "33.3", "1250", "100.7")),
            charge=charge,
            depth=1 - low,
            resume=high,
            power=draw(fractions("1", "4", "100")),
            efficiency=draw(fractions("1", "0.975", "0.8")),
            self_discharge=draw(fractions("0", "0", "0.25", "0.5")),
        )

    names = draw(st.lists(st.sampled_from(CLASSES), min_size=1, max_size=4, unique=True))
    setting = Setting(
        batteries=[battery() for _ in range(draw(st.integers(1, 2)))],
        thresholds={name: tuple(draw(pairs)) for name in names},
        loads=draw(st.lists(st.tuples(st.sampled_from(CLASSES), st.booleans()), min_size=1, max_size=5)),
    )
    # Changes at odd times, as one that meets a crossing may come before it or after it.
    changes, time = [], Fraction(0)
    for _ in range(draw(st.integers(2, 10))):
        load = draw(st.one_of(st.none(), st.integers(0, len(setting.loads) - 1)))
        power = Fraction(draw(st.integers(0, 48)), 8) * (3 if load is None else 1)
        changes.append(Change(time, load, power))
        time += Fraction(draw(st.sampled_from([0, 1, 7, 40])) * 1009, 3001)
    return setting, changes, time + Fraction(40_003, 1237)


@given(histories())
@settings(max_examples=700)
def test_a_bus_whose_marks_coincide_does_what_exact_arithmetic_does(
    history: tuple[Setting, list[Change], Fraction],
) -> None:
    exact = ExactBus(history[0]).run(*history[1:])
    seen = run_engine(*history)
    # Rates lie on a grid of 2.3e-10 kW.
    assert seen.levels == pytest.approx(exact.levels, abs=1e-5)
    assert seen.energies == pytest.approx(exact.energies, abs=1e-5)
    for name in history[0].thresholds:
        told, expected = ([(time, shed) for time, one, shed in run.shed if one == name] for run in (seen, exact))
        assert [shed for _, shed in told] == [shed for _, shed in expected]
        assert [time for time, _ in told] == pytest.approx([time for time, _ in expected], abs=1e-5)
