"""What the benchmarks measure: loops of one engine part each, and the bare SimPy loop they are compared with.

Every workload takes a size, runs, and returns the number of SimPy events it scheduled.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

import sim
from sim.engine import Environment, LoadClass, Machine, PowerBus, Storage, Tank
from sim.result import simulate
from sim.scenario import load
from sim.station import Station
from sim.station.states import STATES, State

Workload = Callable[[int], int]


def bare_timeouts(size: int) -> int:
    """The baseline: one process that waits ``size`` times."""
    env = Environment()

    def wait() -> Iterator[object]:
        for _ in range(size):
            yield env.timeout(1.0)

    env.process(wait())
    env.run()
    return env.scheduled_events


def tank_crossings(size: int) -> int:
    """A tank that is emptied when it is full and filled when it is empty, ``size`` times."""
    env = Environment()
    tank = Tank(env, "tank", 10.0, on_full=lambda: outflow.set(-3.0), on_empty=lambda: outflow.set(0.0))
    inflow, outflow = tank.flow("in"), tank.flow("out")
    inflow.set(1.0)
    env.run(until=7.5 * size)
    return env.scheduled_events


def _bus(env: Environment, power: float) -> PowerBus:
    """A bus with 48 loads of 1 kW in four classes, a battery and a source."""
    names = ("survival", "critical", "operations", "deferrable")
    bus = PowerBus(
        env, [LoadClass(name) for name in names[:3]] + [LoadClass(names[3], shed_below=0.3, restore_above=0.6)]
    )
    bus.add_storage(
        Storage(
            env,
            "battery",
            capacity=1e5,
            level=5e4,
            charge_power=5.0,
            discharge_power=5.0,
            charge_efficiency=0.975,
            discharge_efficiency=0.975,
            floor=2e4,
            resume=3e4,
            self_discharge=0.01,
        )
    )
    bus.add_source("source").set_power(power)
    for i in range(48):
        bus.add_load(f"load-{i:02}", names[i % 4]).request(1.0)
    return bus


def _toggle_loads(size: int, power: float) -> int:
    env = Environment()
    loads = _bus(env, power).loads

    def toggle() -> Iterator[object]:
        for i in range(size):
            load = loads[i % 48]
            load.request(1.0 if load.demand == 0.0 else 0.0)
            yield env.timeout(0.25)

    env.process(toggle())
    env.run(until=0.25 * size)  # the battery's cycles have no end
    return env.scheduled_events


def bus_with_enough(size: int) -> int:
    """One load of 48 starts or stops, ``size`` times, and there is power for all."""
    return _toggle_loads(size, 60.0)


def bus_in_shortage(size: int) -> int:
    """One load of 48 starts or stops, ``size`` times, and there is power for half of them."""
    return _toggle_loads(size, 20.0)


def machine_toggles(size: int) -> int:
    """A machine that is held up and goes on ``size`` times, without a load."""
    env = Environment()
    machine = Machine(env, "machine", STATES)

    def toggle() -> Iterator[object]:
        for i in range(size):
            machine.set(State.NO_SUNLIGHT, i % 2 == 0)
            yield env.timeout(1.0)

    env.process(toggle())
    env.run()
    return env.scheduled_events


def powered_machine_toggles(size: int) -> int:
    """A machine that is held up and goes on ``size`` times, and has its power from a bus with 48 other loads."""
    env = Environment()
    bus = _bus(env, 60.0)

    def granted(power: float) -> None:
        machine.power_granted(power)

    machine = Machine(env, "machine", STATES, load=bus.add_load("machine", "operations", on_grant=granted), power=2.0)

    def toggle() -> Iterator[object]:
        for i in range(size):
            machine.set(State.NO_SUNLIGHT, i % 2 == 0)
            yield env.timeout(1.0)

    env.process(toggle())
    env.run(until=size)
    return env.scheduled_events


ENGINE: dict[str, Workload] = {
    "tank crossings": tank_crossings,
    "bus solves, enough power": bus_with_enough,
    "bus solves, shortage": bus_in_shortage,
    "machine toggles": machine_toggles,
    "machine toggles on a bus": powered_machine_toggles,
}


def prepared(name: str, days: int) -> Station:
    """A shipped scenario with its sky computed, ready to run its first ``days`` days."""
    scenario = load(f"ilrs:{name}")
    return Station(scenario, seed=scenario.seed, replicate=0, hours=24.0 * days)


def prepared_run(name: str, days: int) -> Callable[[], int]:
    """The same as something that runs, and returns the number of SimPy events it scheduled."""
    station = prepared(name, days)

    def run() -> int:
        station.run()
        return station.context.env.scheduled_events

    return run


def whole_run(*, histories: bool) -> float:
    """Processor time of the shipped five years from a scenario to its KPIs [s]; the sky is known from before."""
    scenario = load("ilrs:baseline")
    simulate(scenario, histories=histories)
    began = time.process_time()
    simulate(scenario, histories=histories)
    return time.process_time() - began


def calls_a_day(name: str, days: int) -> float:
    """Functions of the program that a run of the first ``days`` days calls, for each simulated day."""
    return calls_of(prepared(name, days).run) / days


def calls_of(run: Callable[[], object]) -> int:
    """Functions of the program that something calls.

    It is the same on every machine, however busy, so that a slow-down shows where times would not tell. Functions of
    libraries and those written in C do not count.
    """
    package = str(Path(sim.__file__).parent)
    calls = 0

    def count(frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        if event == "call" and frame.f_code.co_filename.startswith(package):
            calls += 1

    sys.setprofile(count)
    try:
        run()
    finally:
        sys.setprofile(None)
    return calls


def events_a_day(name: str, days: int) -> float:
    """Events and wake-ups that a run of the first ``days`` days schedules, for each simulated day."""
    return prepared_run(name, days)() / days


RUNS: dict[str, Callable[[], Callable[[], int]]] = {
    "baseline, 5 years": lambda: prepared_run("baseline", 1826),
    "large, 1 year": lambda: prepared_run("large", 365),
}
"""Whole runs, each made ready anew."""

COUNTED_DAYS = 180

RECORDED: dict[str, tuple[int, float]] = {"baseline": (415, 17.3), "large": (3000, 106.0)}
"""Calls of the program's functions and events a simulated day, over the first half year, as Python 3.11 counts them.

Whoever makes a run cheaper lowers them; whoever makes it dearer says why.
"""


def cost_per_event(run: Callable[[], int]) -> float:
    """Processor time of one run for each event it scheduled [s]; other programs hardly change it."""
    began = time.process_time()
    events = run()
    return (time.process_time() - began) / events


def ratio(prepare: Callable[[], Callable[[], int]], *, rounds: int = 5, size: int = 100_000) -> tuple[float, float]:
    """Cost per SimPy event as a multiple of that of a bare timeout loop, and its own cost [s].

    The two are measured in turn, and the least of each counts: what else the machine does only adds.
    """
    own, bare = [], []
    for _ in range(rounds):
        run = prepare()
        bare.append(cost_per_event(lambda: bare_timeouts(size)))
        own.append(cost_per_event(run))
    return min(own) / min(bare), min(own)
