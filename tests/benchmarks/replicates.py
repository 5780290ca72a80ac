"""What a study costs beside its simulations: a replicate's share, how much workers help, what the parent remembers."""

from __future__ import annotations

import resource
import tempfile
import time
from pathlib import Path

from sim.result import simulate
from sim.scenario import load
from sim.study.replicates.study import Execution, Watch, each, opened
from sim.study.replicates.task import Record, Tasks, drawn_scenario, evaluate
from sim.study.replicates.variants import Drawing, Variant
from tests.benchmarks.workloads import calls_of

SEED = 1


def baseline() -> Variant:
    """What is replicated."""
    return Variant("Baseline", load("ilrs:baseline"))


def cost(number: int = 8, rounds: int = 3) -> tuple[float, float]:
    """Processor time of replicates as a multiple of that of their bare simulations without histories, and its own [s].

    The scenarios of the bare ones are drawn before; the sky is known from before. The least of some rounds counts.
    """
    one = baseline()
    hours = float(one.scenario.hours)
    tasks = Tasks(Drawing(SEED, "both", hours))
    scenarios = [drawn_scenario(one.scenario, SEED, n, None) for n in range(number)]
    simulate(one.scenario, histories=False)
    bare, own = [], []
    for _ in range(rounds):
        began = time.process_time()
        for n, scenario in enumerate(scenarios):
            simulate(scenario, seed=SEED, replicate=n, histories=False)
        between = time.process_time()
        for n in range(number):
            evaluate(tasks.task(one, n))
        bare.append(between - began)
        own.append(time.process_time() - between)
    return min(own) / min(bare), min(own) / number


def calls(days: int) -> float:
    """Functions of the program that a replicate calls, as a multiple of those of its bare simulation."""
    one = baseline()
    hours = 24.0 * days
    task = Tasks(Drawing(SEED, "random", hours)).task(one, 1)
    evaluate(task)
    own = calls_of(lambda: evaluate(task))
    return own / calls_of(lambda: simulate(one.scenario, seed=SEED, replicate=1, until=hours, histories=False))


class Timed(Watch):
    """Notes what is to be expected of a study once one replicate has been measured [s]."""

    def __init__(self) -> None:
        self.expected = 0.0
        self._each = 0.0

    def begin(self, waiting: int, there: int, where: str, workers: int) -> None:  # noqa: ARG002
        """They begin."""
        self._each = (waiting - 1) / workers

    def measured(self, seconds: float) -> None:
        """One took so long."""
        self.expected = seconds * self._each


class Weighed(Watch):
    """Notes the resident memory of this process after each replicate [MiB]."""

    def __init__(self) -> None:
        self.resident: list[float] = []

    def done(self, record: Record) -> None:  # noqa: ARG002
        """One more."""
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        self.resident.append(pages * resource.getpagesize() / 2**20)


def run(number: int, workers: int, hours: float, watch: Watch) -> float:
    """Wall time of a study of the baseline in a folder of its own [s]."""
    one = baseline()
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        execution = Execution(Path(folder), workers)
        with opened("ensemble", "baseline", Drawing(SEED, "both", hours), [], execution, watch) as study:
            study.need(each([one], range(number)))
    return time.perf_counter() - began


def study(number: int, workers: int) -> tuple[float, float]:
    """Wall time of a study of the baseline, and what was to be expected once one replicate was measured [s]."""
    watch = Timed()
    took = run(number, workers, float(baseline().scenario.hours), watch)
    return took, watch.expected


def growth(number: int = 1000) -> tuple[float, float]:
    """Resident memory of the parent after a fifth of a study of two workers, and at its end [MiB]; Linux only."""
    watch = Weighed()
    run(number, 2, 50.0, watch)
    return watch.resident[number // 5], watch.resident[-1]
