"""Machine repairmen: the engine's own machines, wear and workshop against queueing theory.

N machines live exponentially (mean time between failures, MTBF) and are repaired by c technicians exponentially (mean
time to repair, MTTR): the finite-source queue M/M/c//N (Gross, Shortle, Thompson and Harris 2008, Fundamentals of
Queueing Theory, sec. 2.8). With n machines failed the state probabilities are P_n ~ N!/(N-n)! r^n / n! for n <= c and
.. / (c! c^(n-c)) beyond, with r = MTTR/MTBF.

How long a run must be: the time mean over T of one machine that is up with probability A has the variance
2 A (1 - A) t / T with t = 1/(1/MTBF + 1/MTTR), about 2 h / T here. Four independent machines over 20 runs of 200,000 h
have a standard deviation of 4e-4, so a 99.9 % interval of some +-0.0014 that supports a tolerance of 0.5 % (0.0048).
Where machines queue their states hang together, the more the busier the technician: ten machines at 48 h vary some
five times as much, which that length still supports at 1 % (0.008). A start without failures shifts the mean by less
than 3e-4.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.engine import Environment, Machine, Recorder, SpareStock, Streams, Wear, Workshop
from sim.station.states import STATES, State
from tests.validation.intervals import REPLICATES, assert_covers

pytestmark = pytest.mark.slow

HOURS = 200_000.0
"""Length of a run [h]."""


def theory(machines: int, technicians: int, mtbf: float, mttr: float) -> tuple[float, float]:
    """Availability of a machine and probability that none has failed."""
    ratio = mttr / mtbf
    weights = [
        math.perm(machines, n)
        * ratio**n
        / (math.factorial(min(n, technicians)) * technicians ** max(0, n - technicians))
        for n in range(machines + 1)
    ]
    failed = sum(n * weight for n, weight in enumerate(weights)) / sum(weights)
    return 1 - failed / machines, weights[0] / sum(weights)


def simulate(machines: int, technicians: int, mtbf: float, mttr: float, replicate: int) -> dict[str, float]:
    """One run: availability, share of time with no failed machine, and Little's law's two sides."""
    env = Environment()
    streams = Streams(20, replicate)
    workshop = Workshop(env, technicians)
    failed = Recorder("failed", "1", "step")
    failed.record(0.0, 0)
    down: dict[str, float] = {}
    stays: list[float] = []

    def add(name: str) -> Machine:
        machine = Machine(env, name, STATES)
        lives, repairs = streams[f"{name} life"], streams[f"{name} repair"]

        def fail() -> None:
            down[name] = env.now
            failed.record(env.now, len(down))
            workshop.repair(machine, repairs.exponential(mttr), on_done=done)

        def done() -> None:
            stays.append(env.now - down.pop(name))
            failed.record(env.now, len(down))
            wear.renew()

        wear = Wear(machine, lambda: lives.exponential(mtbf), fail)
        return machine

    fleet = [add(f"machine-{i}") for i in range(machines)]
    env.run(until=HOURS)
    channel = failed.channel(HOURS)
    lost = [
        sum(m.time_in(state) for state in (State.WAITING_SPARE, State.WAITING_TECHNICIAN, State.IN_REPAIR))
        for m in fleet
    ]
    assert all(m.service_time == pytest.approx(HOURS) for m in fleet)
    assert sum(lost) == pytest.approx(channel.integral(0.0, HOURS))
    assert workshop.repairs == len(stays)
    return {
        "availability": 1 - sum(lost) / (machines * HOURS),
        "none failed": channel.durations()[0.0] / HOURS,
        "L": channel.mean(),
        "lambda W": len(stays) / HOURS * float(np.mean(stays)),
    }


@pytest.mark.slow
@pytest.mark.parametrize(
    ("machines", "technicians", "mtbf", "mttr", "availability", "tolerance"),
    [
        pytest.param(6, 1, 500.0, 24.0, 0.942360, 0.01, id="repairman"),
        pytest.param(6, 2, 500.0, 24.0, 0.953739, 0.01, id="two-technicians"),
        pytest.param(10, 1, 500.0, 48.0, 0.798328, 0.01, id="overloaded"),
        pytest.param(4, 4, 500.0, 24.0, 0.954198, 0.005, id="independent"),
    ],
)
def test_availability_under_repair(
    machines: int, technicians: int, mtbf: float, mttr: float, availability: float, tolerance: float
) -> None:
    expected, none_failed = theory(machines, technicians, mtbf, mttr)
    assert expected == pytest.approx(availability, abs=5e-7), "the published figure is that of the formula"
    runs = [simulate(machines, technicians, mtbf, mttr, replicate) for replicate in range(REPLICATES)]
    for key, value in (("availability", expected), ("none failed", none_failed)):
        mean, half_width = assert_covers((run[key] for run in runs), value, key)
        if key == "availability":
            assert half_width <= tolerance * value, "and is narrow enough to tell"
            assert mean == pytest.approx(value, rel=tolerance)
    # Little's law: mean number of failed machines = rate of repairs x mean time from failure to repair.
    for run in runs:
        assert run["L"] == pytest.approx(run["lambda W"], rel=0.02)


def test_independent_repair_is_the_ratio_of_the_means() -> None:
    assert theory(4, 4, 500.0, 24.0)[0] == pytest.approx(500.0 / 524.0, rel=1e-12)
    assert theory(6, 1, 500.0, 24.0)[1] == pytest.approx(0.728600, abs=5e-7)


def test_a_machine_waits_when_its_spares_have_run_out() -> None:
    """Lives of 100 h and repairs of 10 h; two spares at the start, two come after 1000 h: exact in every hour."""
    env = Environment()
    workshop = Workshop(env, 1)
    stock = SpareStock(env, 2)
    machine = Machine(env, "printer", STATES)

    def fail() -> None:
        workshop.repair(machine, 10.0, spare=stock, on_done=wear.renew)

    wear = Wear(machine, lambda: 100.0, fail)
    env.timeout(1000.0).callbacks.append(lambda _event: stock.deliver(2))
    env.run(until=2000.0)
    # Failures at 100, 210 and 320 h; then it waits until 1000 h; failures at 1110 h and, without a spare, at 1220 h.
    assert {state.name: machine.time_in(state) for state in State if machine.time_in(state)} == {
        "WORKING": 5 * 100.0,
        "IN_REPAIR": 4 * 10.0,
        "WAITING_SPARE": (1000.0 - 320.0) + (2000.0 - 1220.0),
    }
    assert (workshop.repairs, stock.used, stock.in_stock) == (4, 4, 0)


# ---- redundancy and spare parts ----


def two_of_three_up(availability: float, replicate: int, hours: float) -> float:
    """Share of the time in which two of three machines work, each with a technician of its own, in cycles of 100 h."""
    env, streams = Environment(), Streams(22, replicate)
    workshop = Workshop(env, 3)
    working = Recorder("working", "1", "step")
    number = 3
    working.record(0.0, number)

    def change(by: int) -> None:
        nonlocal number
        number += by
        working.record(env.now, number)

    def add(name: str) -> None:
        machine = Machine(env, name, STATES)
        lives, repairs = streams[f"{name} life"], streams[f"{name} repair"]
        machine.on_start.append(lambda: change(1))
        machine.on_stop.append(lambda: change(-1))

        def fail() -> None:
            workshop.repair(machine, repairs.exponential(100.0 * (1 - availability)), on_done=wear.renew)

        wear = Wear(machine, lambda: lives.exponential(100.0 * availability), fail)

    for index in range(3):
        add(f"machine-{index}")
    env.run(until=hours)
    durations = working.channel(hours).durations()
    return (durations.get(2.0, 0.0) + durations.get(3.0, 0.0)) / hours


@pytest.mark.slow
@pytest.mark.parametrize(("availability", "published"), [(0.9, 0.972), (0.95, 0.99275), (0.99, 0.999702)])
def test_two_machines_of_three(availability: float, published: float) -> None:
    assert 3 * availability**2 - 2 * availability**3 == pytest.approx(published, abs=1e-12)
    # At 0.99 two are down at once in some three of ten thousand hours, for half an hour: 600 times in 20 runs.
    seen = (two_of_three_up(availability, replicate, 50_000.0) for replicate in range(REPLICATES))
    _, half_width = assert_covers(seen, published, "availability")
    assert half_width <= 0.3 * (1 - published)


def stocks_that_last(expected: float, spares: int, replicate: int, machines: int = 500) -> float:
    """Share of machines, each with a stock of its own, that never wait for a part within a year."""
    env, streams, year = Environment(), Streams(23, replicate), 8766.0
    workshop = Workshop(env, machines)

    def add(name: str) -> Machine:
        machine, stock, lives = Machine(env, name, STATES), SpareStock(env, spares), streams[name]

        def fail() -> None:
            # It takes no time, so that failures are a Poisson process.
            workshop.repair(machine, 0.0, spare=stock, on_done=wear.renew)

        wear = Wear(machine, lambda: lives.exponential(year / expected), fail)
        return machine

    fleet = [add(f"machine-{index}") for index in range(machines)]
    env.run(until=year)
    return sum(machine.state is State.WORKING for machine in fleet) / machines


@pytest.mark.parametrize(("expected", "spares", "published"), [(2.0, 4, 0.947347), (1.5, 3, 0.934358)])
def test_a_stock_lasts_where_failures_are_no_more_than_its_pieces(
    expected: float, spares: int, published: float
) -> None:
    theory = sum(math.exp(-expected) * expected**n / math.factorial(n) for n in range(spares + 1))
    assert theory == pytest.approx(published, abs=5e-7)
    seen = (stocks_that_last(expected, spares, replicate) for replicate in range(REPLICATES))
    mean, _ = assert_covers(seen, theory, "share that lasts")
    assert mean == pytest.approx(theory, rel=0.01)
