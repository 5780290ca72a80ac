"""Processes between tanks: they stop at the edges, go on at their bands, and lose nothing."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine import Environment, Process, Starter, Stream, Tank

HOURS = 100.0


class Runner:
    """Lets all units of a process run while it is neither starved nor blocked, and counts how often it switches."""

    def __init__(
        self, env: Environment, name: str, takes: list[Stream], gives: list[Stream], restart: float = 1.0
    ) -> None:
        self.process = Process(env, name, takes, gives, restart=restart, on_change=self._look)
        self.switches = 0
        self.runs = False
        self._look()

    def _look(self) -> None:
        on = not (self.process.starved or self.process.blocked)
        if on != self.runs:
            self.runs = on
            self.switches += 1
            self.process.run(1 if on else -1)


def test_a_process_stops_when_its_input_is_out_and_goes_on_at_its_band() -> None:
    env = Environment()
    tank, out = Tank(env, "in", 10.0, 4.0), Tank(env, "out", 100.0)
    runner = Runner(env, "mill", [Stream("in", 2.0, tank)], [Stream("out", 2.0, out)], restart=2.0)
    env.run(until=2.5)
    assert (runner.runs, tank.level, out.level) == (False, 0.0, 4.0)
    tank.put(3.9)
    assert not runner.runs
    tank.put(0.1)
    assert runner.runs
    env.run(until=10.0)
    assert out.level == 8.0


def test_a_process_stops_when_there_is_no_room() -> None:
    env = Environment()
    tank, out = Tank(env, "in", 100.0, 100.0), Tank(env, "out", 10.0)
    runner = Runner(env, "mill", [Stream("in", 2.0, tank)], [Stream("out", 2.0, out)])
    env.run(until=8.0)
    assert (runner.runs, tank.level, out.level) == (False, 90.0, 10.0)
    out.take(1.9)
    assert not runner.runs
    out.take(0.1)
    assert runner.runs


def test_what_may_be_let_go_passes_by_a_full_tank() -> None:
    env = Environment()
    out, rest = Tank(env, "out", 100.0), Tank(env, "rest", 4.0)
    runner = Runner(env, "mill", [Stream("ground", 3.0)], [Stream("out", 2.0, out), Stream("rest", 1.0, rest, True)])
    env.run(until=10.0)
    assert runner.runs
    assert out.level == 20.0
    line = runner.process.gives[1]
    assert (rest.level, line.past.total, line.total) == (4.0, 6.0, 10.0)
    assert runner.process.takes[0].total == 30.0


def test_a_unit_makes_nothing_until_it_has_started() -> None:
    env = Environment()
    out = Tank(env, "out", 100.0)
    process = Process(env, "oven", [Stream("ground", 1.0)], [Stream("out", 1.0, out)])
    starter = Starter(env, process, 3.0)
    starter.start()
    env.run(until=2.0)
    starter.stop()
    env.run(until=5.0)
    assert out.level == 0.0
    starter.start()
    env.run(until=10.0)
    assert out.level == 2.0
    assert starter.starts == 2


def test_a_tank_below_the_band_is_refused() -> None:
    env = Environment()
    with pytest.raises(ValueError, match="holds less than"):
        Process(env, "mill", [Stream("in", 2.0, Tank(env, "in", 1.0))], [])


# ---- random networks ----


@dataclass
class Network:
    """Tanks and what processes take and give of them, per hour."""

    capacity: list[float]
    level: list[float]
    processes: list[tuple[dict[int, float], dict[int, float]]]
    restart: list[float] = field(default_factory=list)

    @property
    def fastest(self) -> float:
        """Largest flow of any stream."""
        return max((rate for both in self.processes for side in both for rate in side.values()), default=0.0)


rates = st.integers(1, 16).map(lambda n: n / 4)


@st.composite
def networks(draw: st.DrawFn) -> Network:
    count = draw(st.integers(2, 5))
    capacity = [draw(st.integers(20, 60)) * 1.0 for _ in range(count)]
    level = [draw(st.integers(0, int(each))) * 1.0 for each in capacity]
    processes = []
    for _ in range(draw(st.integers(1, 5))):
        places = draw(st.lists(st.integers(0, count - 1), min_size=1, max_size=count, unique=True))
        cut = draw(st.integers(0, len(places)))
        processes.append(({one: draw(rates) for one in places[:cut]}, {one: draw(rates) for one in places[cut:]}))
    return Network(capacity, level, processes, [draw(st.sampled_from([1.0, 2.0, 4.0])) for _ in processes])


def _build(net: Network) -> tuple[Environment, list[Tank], list[Runner]]:
    env = Environment()
    tanks = [Tank(env, f"t{n}", *pair) for n, pair in enumerate(zip(net.capacity, net.level, strict=True))]
    runners = [
        Runner(
            env,
            f"p{n}",
            [Stream(str(one), rate, tanks[one]) for one, rate in takes.items()],
            [Stream(str(one), rate, tanks[one]) for one, rate in gives.items()],
            restart,
        )
        for n, ((takes, gives), restart) in enumerate(zip(net.processes, net.restart, strict=True))
    ]
    return env, tanks, runners


@settings(max_examples=60, deadline=None)
@given(networks())
def test_random_networks_lose_nothing_and_switch_no_oftener_than_flow_over_band(net: Network) -> None:
    env, tanks, runners = _build(net)
    env.run(until=HOURS)
    for place, tank in enumerate(tanks):
        passed = [
            sign * line.total
            for runner in runners
            for sign, lines in ((-1, runner.process.takes), (1, runner.process.gives))
            for line in lines
            if line.stream.name == str(place)
        ]
        assert tank.level == pytest.approx(
            net.level[place] + math.fsum(passed), abs=1e-9 * max(1.0, HOURS * net.fastest)
        )
        assert 0.0 <= tank.level <= tank.capacity
    for runner, (takes, gives), restart in zip(runners, net.processes, net.restart, strict=True):
        # Between two stops by one stream its tank passes through the whole band.
        bands = {one: rate * restart for side in (takes, gives) for one, rate in side.items()}
        most = 2.0
        for one, band in bands.items():
            flow = sum(side.get(one, 0.0) for both in net.processes for side in both)
            most += 2.0 * (1.0 + flow * HOURS / band)
        assert runner.switches <= most


class _Rule:
    """The rule written again, on exact fractions: which processes run, from levels alone."""

    def __init__(self, net: Network) -> None:
        self.level = [Fraction(one) for one in net.level]
        self.capacity = [Fraction(one) for one in net.capacity]
        self.sides = [
            [(one, sign, Fraction(rate)) for sign, side in ((-1, takes), (1, gives)) for one, rate in side.items()]
            for takes, gives in net.processes
        ]
        self.bands = [Fraction(one) for one in net.restart]
        # What takes waits for its band at first, what gives does not.
        self.held = [[sign < 0 for _, sign, _ in side] for side in self.sides]
        self.runs = [False] * len(self.sides)

    def room(self, one: int, sign: int) -> Fraction:
        """What there is to be taken, or room for what is given."""
        return self.level[one] if sign < 0 else self.capacity[one] - self.level[one]

    def look(self) -> bool:
        """Stop and go on; whether anything switched."""
        before = list(self.runs)
        for n, side in enumerate(self.sides):
            for index, (one, sign, rate) in enumerate(side):
                there = self.room(one, sign)
                self.held[n][index] = there <= 0 or (self.held[n][index] and there < rate * self.bands[n])
            self.runs[n] = not any(self.held[n])
        return before != self.runs

    def rates(self) -> list[Fraction]:
        """Net rate of each tank."""
        net = [Fraction(0)] * len(self.level)
        for n, side in enumerate(self.sides):
            for one, sign, rate in side if self.runs[n] else ():
                net[one] += sign * rate
        return net

    def pass_time(self, hours: Fraction) -> None:
        """Let time pass in which nothing switches, or is not seen to."""
        self.level = [there + rate * hours for there, rate in zip(self.level, self.rates(), strict=True)]

    def next_mark(self) -> Fraction | None:
        """How long until a tank comes to a mark that somebody watches."""
        rates, waits = self.rates(), []
        for n, side in enumerate(self.sides):
            for index, (one, sign, rate) in enumerate(side):
                rises = -sign * rates[one]
                there, band = self.room(one, sign), rate * self.bands[n]
                if self.held[n][index] and rises > 0 and there < band:
                    waits.append((band - there) / rises)
                elif not self.held[n][index] and rises < 0:
                    waits.append(there / -rises)
        return min(waits, default=None)


@settings(max_examples=60, deadline=None)
@given(networks())
def test_random_networks_follow_the_rule_exactly(net: Network) -> None:
    env, tanks, runners = _build(net)
    rule, now = _Rule(net), Fraction(0)
    rule.look()
    for _ in range(100):
        wait = rule.next_mark()
        if wait is None or now + wait >= HOURS:
            break
        rule.pass_time(wait)
        now += wait
        rule.look()
    at = min(now + Fraction(1, 1024), Fraction(HOURS))
    wait = rule.next_mark()
    if wait is not None and wait <= at - now:
        return
    rule.pass_time(at - now)
    env.run(until=float(at))
    assert [runner.runs for runner in runners] == rule.runs
    for tank, expected in zip(tanks, rule.level, strict=True):
        assert tank.level == pytest.approx(float(expected), abs=1e-7)


@settings(max_examples=60, deadline=None)
@given(networks())
@pytest.mark.slow
def test_random_networks_agree_with_a_fixed_step(net: Network) -> None:
    """Within two steps' flow, up to the first switch that a step sees late.

    From then on a level is off by a step's flow, for whose slow drain the next switch may be many steps late: the rule
    on fractions goes on where this ends.
    """
    step = Fraction(1, 64)
    rule, tick, switches = _Rule(net), 0, 0
    rule.look()
    env, tanks, _ = _build(net)
    while tick * step < 48 and switches < 1:
        rule.pass_time(step)
        tick += 1
        switches += rule.look()
    env.run(until=float(tick * step))
    for place, (tank, expected) in enumerate(zip(tanks, rule.level, strict=True)):
        flow = sum(side.get(place, 0.0) for both in net.processes for side in both)
        assert tank.level == pytest.approx(float(expected), abs=2 * float(step) * flow + 1e-9)
