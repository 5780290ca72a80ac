"""Tanks: random histories against exact rational arithmetic and against a brute-force integration."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine import Environment, Recorder, Tank, on_grid

pytestmark = pytest.mark.slow

FLOWS = 3


@dataclass(frozen=True)
class Setting:
    """A tank under a controller that stops all inflow when it is full and all outflow when it is empty.

    Inflow goes on again at ``restart_in``, outflow at ``restart_out``. Further bands and awaited levels only watch.
    """

    capacity: float
    level: float
    restart_in: float
    restart_out: float
    bands: list[tuple[float, float]]


@dataclass(frozen=True)
class Action:
    """What happens at ``time``: ``flow`` gets another wanted rate, something is put or taken, or a level is awaited."""

    time: float
    kind: str
    value: float
    flow: int = 0


@dataclass
class Seen:
    """What a history led to."""

    told: list[tuple[float, str]] = field(default_factory=list)
    levels: list[float] = field(default_factory=list)


class ExactTank:
    """The rules of a tank in rational arithmetic: no rounding anywhere, crossings at rational times."""

    def __init__(self, setting: Setting) -> None:
        self.now = Fraction(0)
        self.capacity = Fraction(setting.capacity)
        self.level = Fraction(setting.level)
        self.wanted = [Fraction(0)] * FLOWS
        self.awaited: list[tuple[Fraction, str]] = []
        self.told: list[tuple[Fraction, str]] = []
        pairs = [(setting.restart_in, setting.capacity), (0.0, setting.restart_out), *setting.bands]
        self.bands = [(Fraction(low), Fraction(high)) for low, high in pairs]
        self.is_low = [self.level <= low or self.level < high for low, high in self.bands]
        self.stopped_at: Fraction | None = None

    @property
    def net(self) -> Fraction:
        full, empty = not self.is_low[0], self.is_low[1]
        return sum((r for r in self.wanted if not (r > 0 and full) and not (r < 0 and empty)), Fraction(0))

    def advance(self, time: Fraction) -> None:
        """Go on to ``time``; a crossing at that very time is told before what happens then."""
        while True:
            net = self.net
            marks = [high for low, (_, high) in zip(self.is_low, self.bands, strict=True) if low and net > 0]
            marks += [level for level, _ in self.awaited if net > 0]
            marks += [low for is_low, (low, _) in zip(self.is_low, self.bands, strict=True) if not is_low and net < 0]
            span = min(((mark - self.level) / net for mark in marks), default=None) if net else None
            if span is None or self.now + span > time:
                self.level += net * (time - self.now)
                self.now = time
                return
            self.now += span
            self.level += net * span
            self.stopped_at = self.now
            self.tell()

    def tell(self) -> None:
        for index, (low, high) in enumerate(self.bands):
            if self.is_low[index] and self.level >= high:
                self.is_low[index] = False
                self.told.append((self.now, f"{index} high"))
            elif not self.is_low[index] and self.level <= low:
                self.is_low[index] = True
                self.told.append((self.now, f"{index} low"))
        for entry in [entry for entry in self.awaited if self.level >= entry[0]]:
            self.awaited.remove(entry)
            self.told.append((self.now, entry[1]))

    def act(self, index: int, action: Action) -> Action | None:
        """Carry ``action`` out; the action as the real tank is to see it, None to leave it out."""
        self.advance(Fraction(action.time))
        value = Fraction(action.value)
        if action.kind == "rate":
            self.wanted[action.flow] = Fraction(on_grid(action.value))
        elif action.kind == "await":
            value = value * self.capacity
            action = Action(action.time, "await", float(value))
            level, name = Fraction(action.value), f"awaited {index}"
            if self.level >= level - level / 10**9:
                self.told.append((self.now, name))
            else:
                self.awaited.append((level, name))
        else:
            if self.stopped_at is not None and self.now - self.stopped_at < Fraction(1, 10**6):
                return None  # which of the two comes first in an instant makes a difference, and both are right
            amount = value * (self.capacity - self.level if action.kind == "put" else self.level)
            action = Action(action.time, action.kind, float(amount))
            self.level += Fraction(action.value) * (1 if action.kind == "put" else -1)
            # The amount is the nearest float to what was meant: within that of a mark means the mark.
            marks = [Fraction(0), self.capacity, *(mark for band in self.bands for mark in band)]
            marks += [level for level, _ in self.awaited]
            near = [mark for mark in marks if abs(self.level - mark) < self.capacity / 10**12]
            self.level = near[0] if near else self.level
            self.tell()
        return action


def run_exact(setting: Setting, actions: list[Action], end: float) -> tuple[list[Action], Seen]:
    tank = ExactTank(setting)
    seen = Seen()
    carried_out = []
    for index, action in enumerate(actions):
        done = tank.act(index, action)
        if done is not None:
            carried_out.append(Action(done.time, done.kind, done.value, action.flow))
            if done.kind == "await":
                carried_out[-1] = Action(done.time, f"awaited {index}", done.value)
        seen.levels.append(float(tank.level))
    tank.advance(Fraction(end))
    seen.levels.append(float(tank.level))
    seen.told = [(float(time), what) for time, what in tank.told]
    return carried_out, seen


class RealTank:
    """The engine's tank under the same controller."""

    def __init__(self, setting: Setting) -> None:
        self.env = Environment()
        self.told: list[tuple[float, str]] = []
        self.recorder = Recorder("level", "kg", "linear")
        self.tank = Tank(self.env, "t", setting.capacity, setting.level, recorder=self.recorder)
        self.flows = [self.tank.flow(str(i)) for i in range(FLOWS)]
        self.wanted = [0.0] * FLOWS
        self.jumps = 0.0
        pairs = [(setting.restart_in, setting.capacity), (0.0, setting.restart_out), *setting.bands]
        self.bands = [
            self.tank.band(
                low, high, on_low=self.teller(f"{index} low"), on_high=self.teller(f"{index} high"), starts_low=True
            )
            for index, (low, high) in enumerate(pairs)
        ]

    def teller(self, what: str) -> Callable[[], None]:
        def tell() -> None:
            self.told.append((self.env.now, what))
            self.control()

        return tell

    def control(self) -> None:
        full, empty = not self.bands[0].is_low, self.bands[1].is_low
        for flow, rate in zip(self.flows, self.wanted, strict=True):
            flow.set(0.0 if (rate > 0 and full) or (rate < 0 and empty) else rate)

    def act(self, action: Action) -> None:
        if action.kind == "rate":
            self.wanted[action.flow] = action.value
            self.control()
        elif action.kind.startswith("awaited"):
            self.tank.when_at_least(action.value, self.teller(action.kind))
        elif action.kind == "put":
            self.tank.put(action.value)
            self.jumps += action.value
        else:
            self.tank.take(action.value)
            self.jumps -= action.value

    def run(self, actions: list[Action], end: float) -> None:
        def actor():
            for action in actions:
                if action.time > self.env.now:
                    yield self.env.timeout(action.time - self.env.now)
                self.act(action)
                assert 0.0 <= self.tank.level <= self.tank.capacity

        self.env.process(actor())
        self.env.run(until=end)
        self.tank.mark()


SIMPLE = st.integers(-16, 16).map(lambda n: n / 4)  # many histories meet their marks at the instant of an action
ANY = st.floats(-5.0, 5.0, allow_nan=False)


@st.composite
def histories(draw: st.DrawFn, rates: st.SearchStrategy[float]) -> tuple[Setting, list[Action]]:
    capacity = draw(st.sampled_from([1.0, 12.0, 97.3]))
    steps = sorted(draw(st.sets(st.integers(1, 15), min_size=2, max_size=8)))
    shares = [step / 16 * capacity for step in steps]
    bands = draw(st.lists(st.sampled_from(shares), max_size=3))
    setting = Setting(
        capacity=capacity,
        level=draw(st.integers(0, 8)) / 8 * capacity,
        restart_in=shares[-1],
        restart_out=shares[0],
        bands=[(low, min(capacity, low + capacity / 8)) for low in bands],
    )
    kinds = st.sampled_from(["rate", "rate", "rate", "put", "take", "await"])
    actions = []
    time = 0.0
    for _ in range(draw(st.integers(1, 16))):
        kind = draw(kinds)
        value = draw(rates) * capacity / 4 if kind == "rate" else draw(st.integers(0, 8)) / 8
        actions.append(Action(time, kind, value, draw(st.integers(0, FLOWS - 1))))
        time += draw(st.sampled_from([0.0, 0.25, 1.0, 1.0, 3.3]))
    return setting, actions


def check_against_exact(setting: Setting, actions: list[Action]) -> None:
    end = actions[-1].time + 7.125
    carried_out, exact = run_exact(setting, actions, end)
    real = RealTank(setting)
    real.run(carried_out, end)

    def settled(told: list[tuple[float, str]]) -> list[tuple[float, str]]:
        return sorted((round(time, 9) if time < end else end, what) for time, what in told if time < end - 1e-9)

    assert settled(real.told) == [(pytest.approx(time, abs=2e-9), what) for time, what in settled(exact.told)]
    channel = real.recorder.channel(end)
    slack = 1e-9 * setting.capacity
    times = np.array([*(action.time for action in actions), end])
    assert channel.at(end) == pytest.approx(exact.levels[-1], abs=slack)
    for index, time in enumerate(times):
        # Of the actions of one instant the last decides; a mark reached there is told by then.
        if index == len(times) - 1 or times[index + 1] > time:
            assert channel.at(time) == pytest.approx(exact.levels[index], abs=slack)
    assert channel.values.min() >= 0.0
    assert channel.values.max() <= setting.capacity
    flowed = sum(flow.total for flow in real.flows)
    assert real.tank.level - setting.level == pytest.approx(flowed + real.jumps, abs=slack)
    for index in range(len(real.bands)):
        sides = [what for _, what in real.told if what in (f"{index} low", f"{index} high")]
        assert all(one != other for one, other in itertools.pairwise(sides)), "a band tells its sides in turn"
    # Each change of a flow plans one mark; what comes for nothing stays within that.
    assert real.env.scheduled_events <= 2 * len(actions) + 2 * FLOWS * (len(actions) + len(real.told)) + 10


@given(histories(SIMPLE))
@settings(max_examples=800)
def test_histories_that_meet_their_marks_at_actions(history: tuple[Setting, list[Action]]) -> None:
    check_against_exact(*history)


@given(histories(ANY))
@settings(max_examples=600)
def test_histories_with_any_rates(history: tuple[Setting, list[Action]]) -> None:
    check_against_exact(*history)


def brute_force(settings: list[Setting], histories: list[list[Action]], hours: int, steps: int) -> np.ndarray:
    """Levels at full hours, by ``steps`` small steps an hour; shape (histories, hours).

    The marks are looked at after every step, as a program that polls would do.
    """
    names = ("capacity", "level", "restart_in", "restart_out")
    column = {name: np.array([getattr(setting, name) for setting in settings]) for name in names}
    level, full, empty = column["level"], np.zeros(len(settings), bool), column["level"] < column["restart_out"]
    wanted = np.zeros((len(settings), FLOWS))
    levels = []
    for count in range(hours * steps):
        if count * 2 % steps == 0:
            for index, actions in enumerate(histories):
                for action in actions:
                    if action.time * steps == count:
                        wanted[index, action.flow] = action.value
            gains, losses = np.maximum(wanted, 0.0).sum(axis=1), np.minimum(wanted, 0.0).sum(axis=1)
        level = level + (np.where(full, 0.0, gains) + np.where(empty, 0.0, losses)) / steps
        level = np.clip(level, 0.0, column["capacity"])
        full = (level >= column["capacity"]) | (full & (level > column["restart_in"]))
        empty = (level <= 0.0) | (empty & (level < column["restart_out"]))
        if (count + 1) % steps == 0:
            levels.append(level)
    return np.array(levels).T


def test_a_brute_force_integration_converges_to_the_tank() -> None:
    """300 histories of 24 h with any numbers: the error of polling falls with its step, down to the tank."""
    dice = np.random.default_rng(5)
    hours, number = 24, 300
    settings_, histories_, exact, turns = [], [], [], 0
    for _ in range(number):
        setting = Setting(10.0, float(dice.uniform(0, 10)), float(dice.uniform(5, 9)), float(dice.uniform(1, 5)), [])
        times = np.sort(dice.integers(0, 2 * hours, 12)) / 2
        actions = [Action(float(t), "rate", float(dice.uniform(-8, 8)), int(dice.integers(FLOWS))) for t in times]
        real = RealTank(setting)
        real.run(actions, float(hours))
        settings_.append(setting)
        histories_.append(actions)
        exact.append(real.recorder.channel(hours).at(np.arange(1.0, hours + 1)))
        turns += len(real.told)
    assert turns > 10 * number
    coarse, fine = (
        np.abs(brute_force(settings_, histories_, hours, steps) - np.array(exact)).max(axis=1) for steps in (64, 4096)
    )
    # Each of some 13 turns a history is seen late by up to a step, at up to 24 kg/h.
    assert fine.max() < 0.1
    assert np.median(fine) < np.median(coarse) / 30
