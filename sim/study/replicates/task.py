"""One replicate: what a worker is asked for, and what it answers."""

from __future__ import annotations

import pickle
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from sim.result import Case, program, simulate
from sim.result.folder import describe
from sim.result.simulation import resolve_seed
from sim.scenario import Scenario
from sim.scenario.draws import DrawError, drawn, quantiles
from sim.study.errors import StudyError
from sim.study.replicates.measures import (
    FloatArray,
    Measure,
    bands_of,
    channels_needed,
    measures_of,
    values_of,
)
from sim.study.replicates.variants import Drawing, Variant, Vary

_SCENARIOS = 64
"""Scenarios that a worker keeps ready."""


class ProgramError(StudyError):
    """A worker has another program than the one who asks: its results would be others."""


@dataclass(frozen=True)
class Task:
    """One replicate that is to be run, as it is sent to a worker.

    Attributes:
        variant: Key of the variant.
        number: Number of the replicate.
        scenario: The scenario, pickled.
        relief: What is lifted, if anything.
        seed: Seed of all random streams.
        replicate: Number by which lives, repairs and rejects are drawn.
        drawn: Number by which parameters are drawn; None where they stay as they are.
        quantiles: Quantiles of parameters that are given instead, by name.
        until_h: Where the run stops [h].
        program: Digest of the program that asks.
    """

    variant: str
    number: int
    scenario: bytes
    relief: str | None
    seed: int
    replicate: int
    drawn: int | None
    quantiles: Mapping[str, float] | None
    until_h: float
    program: str


@dataclass(frozen=True)
class Record:
    """What came of a replicate.

    Attributes:
        variant: Key of its variant.
        number: Its number.
        values: Values of its measures by name; none where it failed.
        bands: Values of its bands by channel, shape (cells,).
        seconds: Processor time that it took without the sky, which others of the same site need not compute [s].
        error: What went wrong, if it failed.
        lost: Whether it failed because its worker died or had no memory, of which the next try may know nothing.
        measures: What the values are.
    """

    variant: str
    number: int
    values: Mapping[str, float]
    bands: Mapping[str, FloatArray] = field(default_factory=dict)
    seconds: float = 0.0
    error: str | None = None
    lost: bool = False
    measures: tuple[Measure, ...] = ()


class Tasks:
    """Makes the tasks of a study.

    Args:
        drawing: How replicates are drawn.
    """

    def __init__(self, drawing: Drawing) -> None:
        self._drawing = drawing
        self._program = program.source_digest()
        self._pickled: dict[str, bytes] = {}

    def task(self, variant: Variant, number: int, given: Mapping[str, float] | None = None) -> Task:
        """The task of a replicate.

        Args:
            variant: What is run.
            number: Number of the replicate.
            given: Quantiles of parameters by name; with them lives, repairs and rejects are always those of replicate
                0, so that nothing but the parameters changes.
        """
        drawing = self._drawing
        if variant.key not in self._pickled:
            self._pickled[variant.key] = pickle.dumps(variant.scenario)
        return Task(
            variant=variant.key,
            number=number,
            scenario=self._pickled[variant.key],
            relief=variant.relief,
            seed=drawing.seed,
            replicate=0 if given is not None or drawing.vary == "parameters" else number,
            drawn=None if given is not None or drawing.vary == "random" else number,
            quantiles=given,
            until_h=drawing.until_h,
            program=self._program,
        )


@lru_cache(maxsize=_SCENARIOS)
def _scenario(pickled: bytes) -> Scenario:
    found = pickle.loads(pickled)
    assert isinstance(found, Scenario)
    return found


def drawn_scenario(scenario: Scenario, seed: int, number: int | None, given: Mapping[str, float] | None) -> Scenario:
    """The scenario of a replicate.

    Args:
        scenario: As it was written.
        seed: Seed of the streams.
        number: Number by which its parameters are drawn; None where they are not.
        given: Quantiles that are given instead.

    Raises:
        DrawError: What is drawn does not go together.
    """
    if given is not None:
        return drawn(scenario, given)
    return scenario if number is None else drawn(scenario, quantiles(scenario, seed, number))


def drawn_case(case: Case, vary: Vary) -> Case:
    """The case of a replicate of a study, to be run alone.

    Args:
        case: With the number of the replicate, and its scenario as it was written.
        vary: What the study draws anew in each.

    Raises:
        DrawError: What is drawn does not go together.
    """
    if vary == "random":
        return case
    seed = resolve_seed(case.scenario, case.seed)
    scenario = drawn_scenario(case.scenario, seed, case.replicate, None)
    return replace(case, scenario=scenario, replicate=0 if vary == "parameters" else case.replicate)


def evaluate(task: Task, progress: Callable[[float], None] | None = None) -> Record:
    """Run a replicate.

    Whatever goes wrong with it is a record too: the study goes on without it.

    Raises:
        ProgramError: The program is not that of the one who asks.
    """
    if task.program != program.source_digest():
        raise ProgramError(
            "the workers run another version of the program, or it was changed since the study began: start the study "
            "anew, and the workers of a cluster with this version"
        )
    began, began_wall = time.process_time(), time.perf_counter()
    try:
        scenario = drawn_scenario(_scenario(task.scenario), task.seed, task.drawn, task.quantiles)
        result = simulate(
            scenario,
            seed=task.seed,
            replicate=task.replicate,
            until=task.until_h,
            relief=task.relief,
            progress=progress,
            histories=channels_needed(scenario),
        )
    except MemoryError:
        return Record(task.variant, task.number, {}, error="there was no memory left for it", lost=True)
    except DrawError as error:
        return Record(task.variant, task.number, {}, seconds=time.process_time() - began, error=str(error))
    except Exception as error:
        return Record(task.variant, task.number, {}, seconds=time.process_time() - began, error=describe(error))
    # The sky's share is known of the wall time only.
    sky = result.info.wall_s["sky"] / (time.perf_counter() - began_wall)
    seconds = (time.process_time() - began) * (1.0 - min(1.0, sky))
    return Record(
        task.variant,
        task.number,
        values_of(result),
        bands_of(result),
        seconds=seconds,
        measures=tuple(measures_of(result).values()),
    )
